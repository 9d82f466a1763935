"""What the command line asks of an engine, and what becomes of a question when the engine goes."""

from __future__ import annotations

import contextlib
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from jobdesk.engine.ipc import background, plain_client
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.data_folder import DataFolder
from tests import programs


def test_a_question_that_waited_for_hours_is_asked_again_when_its_engine_goes(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ahead_s = [0.0]
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + ahead_s[0], sleep=time.sleep)
    monkeypatch.setattr(plain_client, "time", clock)
    go = tmp_path / "go"
    job = manager.submit_job({"command": programs.script("wait_for(sys.argv[1]); sys.exit(3)", str(go))})
    engine = manager.hold()
    asking = RemoteEngine(manager.folder)
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(asking.ask, "wait_job", job_id=job.id)
        while not engine.control.is_busy:
            time.sleep(0.01)
        ahead_s[0] = 3 * 3600.0
        manager.close(hand_over=False)
        with JobManager(manager.folder.state) as successor:
            successor.status()
            go.touch()
            assert answer.result(30)["exit_code"] == 3
    asking.close()


@pytest.mark.parametrize("is_missing", [False, True])
def test_an_engine_is_started_again_while_an_update_replaces_the_program(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, is_missing: bool
) -> None:
    command, tries = background.app_command(), []

    def command_in_update() -> list[str]:
        tries.append(1)
        if len(tries) > 2:
            return command
        if is_missing:
            return [str(tmp_path / "missing")]
        return [sys.executable, "-I", "-S", "-c", "import sys; sys.exit('zipimport.ZipImportError: it is not there')"]

    monkeypatch.setattr(background, "app_command", command_in_update)
    with contextlib.closing(RemoteEngine(DataFolder(home))) as engine:
        assert engine.ask("status")["role"] == "serve"
        assert len(tries) == 3
        engine.ask("stop_engine")

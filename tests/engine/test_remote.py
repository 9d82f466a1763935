"""What the command line asks of an engine, and what becomes of a question when the engine goes."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from jobdesk.engine import remote
from jobdesk.engine.manager import JobManager
from jobdesk.engine.remote import RemoteEngine
from tests import programs


def test_a_question_that_waited_for_hours_is_asked_again_when_its_engine_goes(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ahead_s = [0.0]
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + ahead_s[0], sleep=time.sleep)
    monkeypatch.setattr(remote, "time", clock)
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

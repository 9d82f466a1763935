"""The desk as a process whose display ends, or that is killed: what waits goes on without anybody's help."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from jobdesk.engine.ipc.holder import ask_holder
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.jobdir.folder import is_locked
from tests.ui.test_desk_process import WAIT_S, wait_until

Run = Callable[..., subprocess.CompletedProcess[str]]

if sys.platform == "win32":
    pytest.skip("there a desk that is killed leaves no successor", allow_module_level=True)

# Says when a kill would leave a successor; the rest is `python -m jobdesk`.
_DESK = """
import sys
from pathlib import Path
from jobdesk import app
from jobdesk.engine.engine import Engine

leave = Engine.leave_successor
def leave_and_note(engine):
    leave(engine)
    Path(sys.argv[1]).touch()
Engine.leave_successor = leave_and_note
sys.exit(app.main([]))
"""


@contextlib.contextmanager
def open_desk(home: Path, note: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Start a desk, and wait until a kill of it would leave a successor."""
    desk = subprocess.Popen(
        [sys.executable, "-c", _DESK, str(note)],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until(lambda: note.exists() or desk.poll() is not None)
        assert desk.poll() is None, desk.communicate()[1]
        yield desk
    finally:
        desk.kill()
        desk.communicate()


def role_of_holder(home: Path) -> str:
    """Return what the engine of a data folder is; to ask starts none, nor does it become one."""
    with contextlib.suppress(ConnectionError, TimeoutError):
        return str(ask_holder(DataFolder(home), "status")["role"])
    return ""


def engines_of(home: Path) -> list[int]:
    """Return the processes that serve a data folder without a window."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if "--until-idle" in process.cmdline() and process.environ().get("JOBDESK_HOME") == str(home):
                found.append(process.pid)
    return found


def queue_behind_a_running_job(run: Run, go: Path, done: Path) -> None:
    assert run("queue", "--limit", "1").returncode == 0
    script = "import os, sys, time\nwhile not os.path.exists(sys.argv[1]): time.sleep(0.05)"
    assert run("submit", "--", sys.executable, "-c", script, str(go)).returncode == 0
    assert run("submit", "--", "touch", str(done)).returncode == 0


def test_jobs_that_wait_go_on_when_the_display_ends(
    run: Run, home: Path, tmp_path: Path, display: tuple[subprocess.Popen[str], str]
) -> None:
    server, name = display
    go, done = tmp_path / "go", tmp_path / "done"
    with open_desk(home, tmp_path / "note", DISPLAY=name, QT_QPA_PLATFORM="xcb", WAYLAND_DISPLAY="") as desk:
        queue_behind_a_running_job(run, go, done)

        server.kill()

        desk.wait(WAIT_S)
        assert desk.returncode == 0
        wait_until(lambda: role_of_holder(home) == "serve")
        wait_until(lambda: len(engines_of(home)) == 1)  # One that came second ends by itself.
        go.touch()
        wait_until(done.exists)
    assert "The display is gone" in (home / "jobdesk.log").read_text()


def test_jobs_that_wait_go_on_when_the_desk_is_killed(run: Run, home: Path, tmp_path: Path) -> None:
    go, done = tmp_path / "go", tmp_path / "done"
    with open_desk(home, tmp_path / "note") as desk:
        queue_behind_a_running_job(run, go, done)

        desk.kill()

        desk.wait(WAIT_S)
        wait_until(lambda: role_of_holder(home) == "serve")
        wait_until(lambda: len(engines_of(home)) == 1)  # One that came second ends by itself.
        go.touch()
        wait_until(done.exists)


def test_a_planned_job_goes_on_when_a_desk_that_started_none_is_killed(run: Run, home: Path, tmp_path: Path) -> None:
    done = tmp_path / "done"
    with open_desk(home, tmp_path / "note") as desk:
        assert run("submit", "--in", "1s", "--", "touch", str(done)).returncode == 0
        desk.kill()
        wait_until(done.exists)


def test_a_desk_that_is_opened_again_takes_over_from_the_successor(run: Run, home: Path, tmp_path: Path) -> None:
    go, done = tmp_path / "go", tmp_path / "done"
    with open_desk(home, tmp_path / "note") as desk:
        queue_behind_a_running_job(run, go, done)
        desk.kill()
        wait_until(lambda: role_of_holder(home) == "serve")
    with open_desk(home, tmp_path / "note 2") as desk:
        wait_until(lambda: role_of_holder(home) == "desk")
        wait_until(lambda: engines_of(home) == [])
        go.touch()
        wait_until(done.exists)
        with contextlib.closing(RemoteEngine(DataFolder(home))) as engine:
            ids = [job["id"] for job in engine.ask("list_jobs")]
            assert all(engine.ask("wait_job", job_id=job_id)["status"] == "completed" for job_id in ids)
        servers = psutil.Process(desk.pid).children()

        desk.send_signal(signal.SIGTERM)

        desk.wait(WAIT_S)
        # What could start a successor has ended without one, as nothing is left to do.
        psutil.wait_procs(servers, WAIT_S)
        assert engines_of(home) == []
        assert not is_locked(home / "lock")

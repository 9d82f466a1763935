"""What somebody deletes from the data folder of a living engine, and the engine needs, is made again."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jobdesk import JobManager, JobStatus
from jobdesk.engine.ipc.channel import read_address, read_holder
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.storage.data_folder import DataFolder
from tests import programs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files in use cannot be deleted there")
TRUE = {"command": programs.TRUE}


def wait_until(condition: Callable[[], object], limit_s: float = 60.0) -> None:
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def ask(folder: DataFolder) -> int:
    """Ask over a new connection, as a command line does."""
    with contextlib.closing(RemoteEngine(folder)) as engine:
        return int(engine.ask("status")["jobs"])


@pytest.mark.parametrize("names", [("control.sock",), ("control.json",), ("control.sock", "control.json", "hints")])
def test_a_deleted_socket_is_made_again(manager: JobManager, names: tuple[str, ...]) -> None:
    manager.create_job(TRUE)
    folder = manager.folder
    with contextlib.closing(RemoteEngine(folder)) as connected:
        connected.ask("status")
        for name in names:
            (folder.path / name).unlink()
        assert ask(folder) == 1
        assert connected.ask("status")["jobs"] == 1  # Who is connected stays so.
        wait_until(lambda: all((folder.path / name).exists() for name in names))
    assert stat.S_IMODE(folder.socket.stat().st_mode) & 0o077 == 0
    ended = manager.wait_job(manager.submit_job(TRUE).id, 60)
    assert ended is not None
    assert ended.status is JobStatus.COMPLETED
    manager.close(hand_over=False)
    assert not folder.socket.exists()
    assert not folder.control.exists()


@pytest.mark.parametrize("is_folder_deleted", [False, True])
def test_a_socket_outside_the_data_folder_is_made_again(
    tmp_path: Path, user_folders: dict[str, Path], *, is_folder_deleted: bool
) -> None:
    home = tmp_path / ("long" * 30)
    with JobManager(home / "jobs_state.json") as manager:
        manager.create_job(TRUE)
        socket = Path(read_address(manager.folder.control) or "")
        assert socket.parent == user_folders["XDG_RUNTIME_DIR"]
        if is_folder_deleted:  # As at a logout.
            shutil.rmtree(socket.parent)
        else:
            socket.unlink()
        assert ask(manager.folder) == 1
    assert not Path(read_address(manager.folder.control) or socket).exists()


@pytest.mark.parametrize("is_refused_at_start", [False, True])
def test_an_address_of_an_earlier_engine_is_replaced(tmp_path: Path, *, is_refused_at_start: bool) -> None:
    home = tmp_path / ("long" * 30)
    folder = DataFolder(home)
    folder.prepare()
    if is_refused_at_start:
        folder.control.mkdir()  # No file takes the place of a folder; a full disk refuses it too.
    with JobManager(home / "jobs_state.json") as manager:
        manager.create_job(TRUE)
        if is_refused_at_start:
            folder.control.rmdir()
        folder.control.write_bytes(b'{"address":"%s","pid":1}' % bytes(tmp_path / "gone.sock"))
        wait_until(lambda: read_holder(folder.control) == os.getpid())
        assert ask(folder) == 1


def test_deleted_job_folders_leave_nothing_running_for_ever(manager: JobManager, tmp_path: Path) -> None:
    go = tmp_path / "go"
    manager.change_setting("run_limit", 1)
    running = manager.submit_job({"command": programs.until(go)})
    waiting = manager.submit_job(TRUE)
    run_logs = manager.folder.run_logs
    wait_until((run_logs / running.id / "started").exists)
    shutil.rmtree(run_logs)
    made = manager.submit_job(TRUE)  # The need for it makes it at once.
    assert stat.S_IMODE(run_logs.stat().st_mode) == 0o700
    shutil.rmtree(run_logs)
    wait_until(run_logs.is_dir)  # And without any need a while later.
    go.touch()
    ended = manager.wait_job(running.id, 60)
    assert ended is not None
    assert ended.status is JobStatus.FAILED  # How it ended stood in its folder.
    for job in (waiting, made):
        after = manager.wait_job(job.id, 60)
        assert after is not None
        assert after.status is JobStatus.COMPLETED


def test_job_folders_that_are_put_elsewhere_get_their_place_back(manager: JobManager, tmp_path: Path) -> None:
    job = manager.create_job(TRUE)
    run_logs = manager.folder.run_logs
    run_logs.rename(tmp_path / "large disk")
    run_logs.symlink_to(tmp_path / "large disk")
    manager.start_job(job.id)
    ended = manager.wait_job(job.id, 60)
    assert ended is not None
    assert ended.status is JobStatus.COMPLETED
    assert (tmp_path / "large disk" / job.id / "exit.json").exists()

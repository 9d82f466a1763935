"""An engine that was started from inside a job: no part of that job, and neither are the jobs that it runs."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk import JobManager
from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.executors import processes
from jobdesk.jobdir.folder import is_locked
from tests.engine.conftest import kill_jobs

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere environments are not read")


@pytest.fixture
def inner(tmp_path: Path) -> Iterator[DataFolder]:
    """The data folder of the engine that a job starts."""
    folder = DataFolder(tmp_path / "inner")
    yield folder
    with contextlib.closing(RemoteEngine(folder)) as engine:
        if engine.is_running():
            for job in engine.ask("list_jobs"):
                engine.ask("cancel_job", job_id=job["id"], force=True)
                engine.ask("wait_job", job_id=job["id"], timeout_s=60)
            engine.ask("stop_engine")
    while is_locked(folder.lock):
        time.sleep(0.02)
    kill_jobs(folder.run_logs)  # That of the script has no engine any more.


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def run_inside(manager: JobManager, inner: DataFolder, script: str, *, shell: bool = True) -> Job:
    """Run a job that knows the inner folder, until that folder's first job runs."""
    command: object = script if shell else [sys.executable, "-c", script]
    config = {"command": command, "shell": shell, "env": {"JOBDESK_HOME": str(inner.path)}}
    job = manager.submit_job(config)
    wait_until(lambda: list(inner.run_logs.glob("*/started")) or manager.get_job(job.id).is_final)  # type: ignore[union-attr]
    return job


def processes_of(folder: DataFolder) -> list[tuple[int, str | None]]:
    """Return the processes of the jobs of a folder, in a form that tells whether they are still the same."""
    found = [int(marker.read_text().split()[0]) for marker in folder.run_logs.glob("*/started")]
    return [(pid, processes.start_time(pid)) for pid in found]


def test_a_cancel_passes_over_an_engine_that_the_job_has_started(manager: JobManager, inner: DataFolder) -> None:
    command = f"{shlex.quote(sys.executable)} -m jobdesk"
    job = run_inside(manager, inner, f"{command} submit -- sleep 600 && sleep 600")
    (running,) = processes_of(inner)
    with contextlib.closing(RemoteEngine(inner)) as engine:
        pid = engine.ask("status")["pid"]
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        named = {entry.partition(b"=")[0] for entry in environment if entry.startswith(b"JOBDESK_")}
        assert named <= {b"JOBDESK_HOME", b"JOBDESK_STATE_NAME", b"JOBDESK_TOKEN"}
        assert manager.cancel_job(job.id, force=True)
        ended = manager.wait_job(job.id, 60)
        assert ended is not None
        assert ended.status is JobStatus.CANCELLED
        assert engine.ask("status")["pid"] == pid
        assert engine.ask("status")["running"] == 1
    assert processes.is_alive(*running)


def test_a_cancel_passes_over_the_jobs_of_a_script_that_runs_as_a_job(manager: JobManager, inner: DataFolder) -> None:
    script = (
        "import time\n"
        "from jobdesk import get_job_manager\n"
        "get_job_manager().submit_job({'command': ['sleep', '600']})\n"
        "time.sleep(600)\n"
    )
    job = run_inside(manager, inner, script, shell=False)
    (running,) = processes_of(inner)
    manager.cancel_job(job.id, force=True)
    ended = manager.wait_job(job.id, 60)
    assert ended is not None
    assert ended.status is JobStatus.CANCELLED
    wait_until(lambda: not is_locked(inner.lock))  # The script was the job: with it its engine ended.
    assert processes.is_alive(*running)


def test_a_cancel_passes_over_a_job_of_the_inner_engine_whose_supervisor_was_killed(
    manager: JobManager, inner: DataFolder
) -> None:
    command = f"{shlex.quote(sys.executable)} -m jobdesk"
    job = run_inside(manager, inner, f"{command} submit -- sleep 600 && sleep 600")
    (running,) = processes_of(inner)
    run = json.loads(next(inner.run_logs.glob("*/run.json")).read_text())
    os.kill(run["supervisor_pid"], 9)
    manager.cancel_job(job.id, force=True)
    manager.wait_job(job.id, 60)
    assert processes.is_alive(*running)


def test_an_engine_that_is_the_job_itself_is_stopped_with_it(manager: JobManager, inner: DataFolder) -> None:
    command = f"{shlex.quote(sys.executable)} -m jobdesk"
    manager.change_setting("grace_s", 1)
    job = manager.submit_job(
        {"command": f"exec {command} serve", "shell": True, "env": {"JOBDESK_HOME": str(inner.path)}}
    )
    with contextlib.closing(RemoteEngine(inner)) as engine:
        wait_until(engine.is_running)
        manager.cancel_job(job.id, force=True)
        ended = manager.wait_job(job.id, 60)
    assert ended is not None
    assert ended.status is JobStatus.CANCELLED
    assert not is_locked(inner.lock)


def test_a_cancel_passes_over_an_engine_that_the_job_serves(manager: JobManager, inner: DataFolder) -> None:
    command = f"{shlex.quote(sys.executable)} -m jobdesk"
    config = {"command": f"{command} serve & sleep 600", "shell": True, "env": {"JOBDESK_HOME": str(inner.path)}}
    job = manager.submit_job(config)
    with contextlib.closing(RemoteEngine(inner)) as engine:
        wait_until(engine.is_running)
        pid = engine.ask("status")["pid"]
        manager.cancel_job(job.id, force=True)
        ended = manager.wait_job(job.id, 60)
        assert ended is not None
        assert ended.status is JobStatus.CANCELLED
        assert engine.ask("status")["pid"] == pid

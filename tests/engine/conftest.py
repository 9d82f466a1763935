"""Managers on a data folder of their own, seen from both sides of the control channel."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from jobdesk.engine.manager import JobManager


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture
def manager(home: Path) -> Iterator[JobManager]:
    """A manager that runs the jobs itself."""
    manager = JobManager(home / "jobs_state.json")
    yield manager
    end_jobs(manager)
    manager.close(hand_over=False)


@pytest.fixture(params=["holder", "client"])
def door(request: pytest.FixtureRequest, manager: JobManager) -> Iterator[JobManager]:
    """The same promises on both sides: the manager that runs the jobs, and one that speaks to it."""
    if request.param == "holder":
        yield manager
        return
    manager.hold()
    client = JobManager(manager.folder.state)
    yield client
    client.close()


def kill_jobs(run_logs: Path) -> None:
    """Kill what a test has started and no engine ends any more."""
    for marker in run_logs.glob("*/started"):
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
            pid = int(marker.read_text().split()[0])
            if sys.platform != "win32":
                os.killpg(pid, signal.SIGKILL)
            else:
                for process in [*psutil.Process(pid).children(recursive=True), psutil.Process(pid)]:
                    process.kill()


def end_jobs(manager: JobManager) -> None:
    """Leave nothing running behind a test."""
    if manager.is_closed:
        return
    unfinished = [job for job in manager.list_jobs() if not job.is_final and not job.is_external]
    for job in unfinished:
        manager.cancel_job(job.id)
    for job in unfinished:
        manager.wait_job(job.id, 30)

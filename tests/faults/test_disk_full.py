"""The disk is full, or a file may not grow: verdicts are true, the old state stays, and with space all goes on."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from jobdesk.core.errors import JobDeskError, StoreError
from jobdesk.core.events import Event, SaveFailed, SaveRecovered
from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.execution import worker
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.store import load_state
from tests.faults.desks import Desk, fill, free_bytes, small_disk, wait_until

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount small disks")


@pytest.fixture
def full_home(desk: Desk) -> Iterator[Desk]:
    """A desk whose whole data folder is on a disk of 2 MB."""
    with small_disk(desk.home):
        yield desk
        desk.end()


@pytest.fixture
def full_logs(desk: Desk) -> Iterator[Desk]:
    """A desk whose job folders are on a disk of 2 MB, and the state is not."""
    desk.home.mkdir(mode=0o700)
    with small_disk(desk.folder.run_logs):
        yield desk
        desk.end()


def end_of(manager: JobManager, job: Job) -> Job:
    """Wait for a job's end and return it."""
    ended = manager.wait_job(job.id, timeout_s=60)
    assert ended is not None
    assert ended.is_final
    return ended


def create_until_refused(create: Callable[[dict[str, Any]], Job]) -> tuple[list[str], JobDeskError]:
    """Create jobs of a kilobyte until one is refused; the last page of a journal may still take a few."""
    stored: list[str] = []
    while len(stored) < 1000:
        try:
            stored.append(create({"command": ["true"], "filler": "x" * 1000}).id)
        except JobDeskError as error:
            return stored, error
    raise AssertionError("a full disk refuses nothing")


FOUR_MB = "head -c 4000000 /dev/zero; exit 3"


@pytest.mark.parametrize("where", ["full_home", "full_logs"])
def test_a_job_that_fills_the_disk_has_its_true_code_and_the_loss_is_shown(
    where: str, request: pytest.FixtureRequest
) -> None:
    desk: Desk = request.getfixturevalue(where)
    manager = desk.manager()
    ended = end_of(manager, manager.submit_job({"command": ["sh", "-c", FOUR_MB]}))
    assert free_bytes(desk.folder.run_logs) < 65536
    assert (ended.status, ended.exit_code) == (JobStatus.FAILED, 3)
    assert any("disk" in notice and "full" in notice for notice in ended.notices)
    assert manager.list_jobs() == [ended]
    assert len(manager.read_log(ended.id)) > 1_000_000


@pytest.mark.parametrize("free_pages", range(9))
def test_a_job_started_with_almost_no_space_runs_truly_or_says_why_it_did_not(
    full_logs: Desk, free_pages: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk becomes full at each step of a start: spec, reserve, log, run.json, marker."""
    desk = full_logs
    # Only so that the test does not wait for as long as a person would.
    monkeypatch.setattr(worker, "_START_PATIENCE_S", 0.3)
    manager = desk.manager()
    held = manager.create_job({"command": ["sh", "-c", f"echo start tight 1 0 >> {desk.ledger.path}; exit 3"]})
    ballast = fill(desk.folder.run_logs, leave_bytes=free_pages * 4096)
    manager.start_job(held.id)
    ended = end_of(manager, held)
    starts = len(desk.ledger.starts()["tight"])
    assert ended.reason is not None
    if ended.exit_code is None:
        assert ended.reason.code == "could_not_start", ended.reason
        assert "space" in ended.reason.text, ended.reason
        assert starts == 0
    else:
        assert (ended.exit_code, starts) == (3, 1)
    ballast.unlink()
    again = manager.rerun_job(ended.id, start=True)
    assert again is not None
    assert end_of(manager, again).exit_code == 3


@pytest.mark.parametrize("cancel", [JobManager.cancel_job, lambda manager, job_id: manager.cancel_jobs([job_id])])
def test_what_fills_the_disk_can_be_cancelled_and_stays_so(
    full_home: Desk, cancel: Callable[[JobManager, str], object]
) -> None:
    desk = full_home
    manager = desk.manager()
    long = {"filler": "x" * 8000}  # No record of it fits where the smaller ones left a little.
    waiting = manager.create_job({"command": ["true"], **long})
    job = manager.submit_job({"command": ["sh", "-c", "head -c 4000000 /dev/zero; exec sleep 600"], **long})
    wait_until(lambda: free_bytes(desk.home) < 4096, "the disk is full")
    create_until_refused(manager.create_job)
    with pytest.raises(StoreError):
        manager.cancel_job(waiting.id)  # What does not run frees nothing; it stays as it is.
    assert cancel(manager, job.id)
    ended = end_of(manager, job)
    assert (ended.status, ended.cancelled) == (JobStatus.CANCELLED, True)
    desk.folder.job(job.id).log.write_bytes(b"")
    wait_until(lambda: manager.status()["is_saved"], "it is saved")
    manager.close(hand_over=False)
    again = desk.manager().get_job(job.id)
    assert again is not None
    assert (again.status, again.cancelled) == (JobStatus.CANCELLED, True)


def test_a_job_is_paused_and_resumed_on_a_full_disk(full_home: Desk) -> None:
    manager = full_home.manager()
    long = {"filler": "x" * 8000}  # No record of it fits where the smaller ones left a little.
    job = manager.submit_job({"command": ["sh", "-c", "head -c 4000000 /dev/zero; exec sleep 600"], **long})
    wait_until(lambda: free_bytes(full_home.home) < 4096, "the disk is full")
    create_until_refused(manager.create_job)
    process = psutil.Process(full_home.run_of(job.id)["pid"])
    wait_until(lambda: process.name() == "sleep", "it sleeps")
    for _ in range(2):
        assert manager.pause_job(job.id)
        wait_until(lambda: process.status() == psutil.STATUS_STOPPED, "it is frozen")
        assert (manager.get_job(job.id) or job).is_paused
        assert manager.resume_job(job.id)
        wait_until(lambda: process.status() != psutil.STATUS_STOPPED, "it goes on")
    assert manager.cancel_job(job.id)
    end_of(manager, job)


def test_on_a_full_disk_nothing_is_lost_and_all_goes_on_when_there_is_space_again(full_home: Desk) -> None:
    desk = full_home
    desk.write_settings(run_limit=1)
    manager = desk.manager()
    seen: list[Event] = []
    manager.subscribe(seen.append)
    go = desk.outside / "go"
    plan = desk.ledger.plan_one("second", 0.0, 5)
    first = manager.submit_job({"command": ["sh", "-c", f'while [ ! -e "{go}" ]; do sleep 0.05; done; exit 4']})
    second = manager.submit_job(desk.ledger.config(plan))
    desk.run_of(first.id)
    wait_until(lambda: manager.status()["is_saved"], "the state is saved")
    old_state = desk.folder.state.read_bytes()

    ballast = fill(desk.home)
    assert "No space left" in str(create_until_refused(manager.create_job)[1])
    go.touch()
    wait_until(lambda: (job := manager.get_job(first.id)) and job.is_final, "the first job ends")
    wait_until(lambda: any(isinstance(event, SaveFailed) for event in [*seen]), "people are told")
    assert not list(desk.home.glob("*.tmp"))
    assert desk.folder.state.read_bytes() == old_state
    assert {job.id for job in load_state(desk.folder).snapshot.jobs} >= {first.id, second.id}

    ballast.unlink()
    ended = end_of(manager, second)
    assert ended.exit_code == 5, "what could not be started is started by itself"
    wait_until(lambda: any(isinstance(event, SaveRecovered) for event in [*seen]), "people are told")
    saved = {job.id: job for job in load_state(desk.folder).snapshot.jobs}
    assert saved[first.id].exit_code == 4
    assert set(saved) == {job.id for job in manager.list_jobs()}
    folders = {path.name for path in desk.folder.run_logs.iterdir()}
    assert folders == set(saved), "a job that could not be stored leaves no folder"


def test_an_engine_starts_on_a_full_disk_and_finds_what_has_run(full_home: Desk) -> None:
    desk = full_home
    plan = desk.ledger.plan_one("through", 0.8, 6)
    app = desk.start_ready_app([plan])
    desk.run_of(plan.job_id)
    time.sleep(0.3)
    desk.kill_app(app)
    ballast = fill(desk.home)
    app = desk.start_app([plan])
    job = desk.wait_final([plan], 30)[0]
    assert job.exit_code == 6
    ballast.unlink()
    desk.kill_app(app)
    desk.start_app()
    assert desk.wait_final([plan], 30)[0].exit_code == 6


def test_a_setting_that_cannot_be_stored_keeps_its_old_value(full_home: Desk) -> None:
    desk = full_home
    manager = desk.manager()
    manager.create_job({"command": ["true"]})
    manager.change_setting("run_limit", 3)
    fill(desk.home)
    with pytest.raises((JobDeskError, OSError), match="space"):
        manager.change_setting("run_limit", 4)
    assert manager.status()["run_limit"] == 3
    assert "3" in desk.folder.settings.read_text()


def test_a_state_that_grows_past_the_limit_of_a_file_stays_readable(desk: Desk) -> None:
    """RLIMIT_FSIZE, as `ulimit -f` or a service manager sets it; it must not end the engine by a signal either."""
    limit = 60_000
    app = desk.spawn(
        [sys.executable, str(Path(__file__).with_name("app.py"))],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    client = desk.client()
    stored, refusal = create_until_refused(lambda config: client.call("create_job", config=config))
    assert "File too large" in str(refusal)
    time.sleep(1.5)
    assert app.poll() is None
    assert {job.id for job in client.call("list_jobs")} == set(stored)
    assert not list(desk.home.glob("*.tmp"))
    desk.kill_app(app)
    assert {job.id for job in load_state(desk.folder).snapshot.jobs} == set(stored)
    desk.start_app()
    assert {job.id for job in desk.client().call("list_jobs")} == set(stored)

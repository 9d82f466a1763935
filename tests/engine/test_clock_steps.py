"""Waits that count from now, with real jobs, while the clock on the wall is set forward and back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.job import Job, JobStatus
from jobdesk.core.timing.times import parse_time
from jobdesk.engine.manager import JobManager
from jobdesk.engine.runtime import clock
from tests.engine.conftest import end_jobs
from tests.faults.desks import wait_until
from tests.programs import TRUE, exits, script

HOUR_S = 3600.0
YEAR_S = 365 * 86400.0
QUICK = {"command": TRUE}


class WallClock:
    """The clock on the wall of all engines in this process."""

    def __init__(self) -> None:
        self._ahead_ns = 0

    def set(self, seconds: float) -> None:
        """Set the clock forward, or back."""
        self._ahead_ns += int(seconds * 1e9)

    def read_ns(self) -> int:
        return time.time_ns() + self._ahead_ns


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch) -> WallClock:
    wall = WallClock()
    monkeypatch.setattr(clock, "wall_clock_ns", wall.read_ns)
    return wall


@pytest.fixture
def reopen(home: Path) -> Iterator[Callable[[], JobManager]]:
    """Opens the data folder, after closing the manager that was opened before."""
    opened: list[JobManager] = []

    def open_it() -> JobManager:
        for manager in opened:
            manager.close(hand_over=False)
        opened[:] = [JobManager(home / "jobs_state.json")]
        opened[0].hold()
        return opened[0]

    yield open_it
    end_jobs(opened[0])
    opened[0].close(hand_over=False)


def get(manager: JobManager, job: Job) -> Job:
    found = manager.get_job(job.id)
    assert found is not None
    return found


def ended(manager: JobManager, job: Job) -> Job:
    found = manager.wait_job(job.id, 60)
    assert found is not None
    assert found.is_final, found.reason
    return found


def rest_s(manager: JobManager, job: Job) -> float:
    """Return for how long a job still waits, by the clock on the wall."""
    start = parse_time(get(manager, job).not_before)
    assert start is not None
    return (start - clock.now()).total_seconds()


def decide(manager: JobManager) -> None:
    """Have the queue decide, as every end of a job does."""
    ended(manager, manager.submit_job(QUICK))


@pytest.mark.parametrize("step_s", [-HOUR_S, -YEAR_S])
def test_a_delay_ends_in_its_own_time_when_the_clock_is_set_back(
    manager: JobManager, wall: WallClock, step_s: float
) -> None:
    begun = time.monotonic()
    job = manager.submit_job(QUICK, delay=3)
    wall.set(step_s)
    assert ended(manager, job).status is JobStatus.COMPLETED
    assert time.monotonic() - begun >= 2.9


@pytest.mark.parametrize("step_s", [HOUR_S, -HOUR_S, 10 * YEAR_S])
def test_a_delay_keeps_its_rest_whatever_the_clock_is_set_to(
    manager: JobManager, wall: WallClock, step_s: float
) -> None:
    job = manager.submit_job(QUICK, delay=600)
    held = manager.create_job(QUICK, delay=900)
    array = manager.submit_job({"kind": "array", "task": QUICK, "over": {"i": [1, 2]}}, delay=600)
    wall.set(step_s)
    decide(manager)
    assert get(manager, job).status is JobStatus.QUEUED
    assert 500 < rest_s(manager, job) <= 601
    assert 800 < rest_s(manager, held) <= 901
    tasks = [one for one in manager.list_jobs() if one.parent == array.id]
    assert [500 < rest_s(manager, task) <= 601 for task in (array, *tasks)] == [True] * 3


def test_a_time_of_its_own_stays_where_it_is(manager: JobManager, wall: WallClock) -> None:
    start = clock.now() + timedelta(hours=9)
    job = manager.submit_job(QUICK, not_before=start)
    delayed = manager.submit_job(QUICK, delay=600)
    manager.update_job(delayed.id, not_before=start)
    wall.set(HOUR_S)
    decide(manager)
    assert get(manager, job).not_before == get(manager, delayed).not_before
    assert rest_s(manager, job) == pytest.approx(8 * HOUR_S, abs=100)


def test_a_retry_comes_in_its_own_time_when_the_clock_is_set_back(manager: JobManager, wall: WallClock) -> None:
    retry = {"limit": 1, "delay_s": 3, "jitter": 0}
    job = manager.submit_job({"command": exits(1)}, policy={"retry": retry})
    wait_until(lambda: get(manager, job).attempts, "the first attempt has failed")
    wall.set(-HOUR_S)
    assert ended(manager, job).attempt == 2


def test_a_parked_job_goes_on_in_its_own_time_and_says_when(manager: JobManager, wall: WallClock) -> None:
    job = manager.submit_job({"command": exits(75)}, policy={"park": {"codes": [75], "delay_s": 7200}})
    wait_until(lambda: get(manager, job).attempts, "it is parked")
    before = get(manager, job).reason
    wall.set(-5 * HOUR_S)
    decide(manager)
    parked = get(manager, job)
    assert 7000 < rest_s(manager, job) <= 7201
    start = parse_time(parked.not_before)
    assert before is not None
    assert start is not None
    assert parked.reason is not None
    assert parked.reason.text != before.text
    assert parked.reason.text.startswith("Parked until ")
    assert start.astimezone().strftime("%H:%M") in parked.reason.text
    assert parked.reason.text.endswith(": exit code 75")


def test_a_parking_until_a_time_of_day_stays(manager: JobManager, wall: WallClock) -> None:
    until = (clock.now() + timedelta(hours=30)).isoformat()
    code = f'report(\'{{"type": "park", "until": "{until}"}}\')'
    job = manager.submit_job({"command": script(code)})
    wait_until(lambda: get(manager, job).attempts, "it is parked")
    before = get(manager, job)
    wall.set(-HOUR_S)
    decide(manager)
    assert get(manager, job).not_before == before.not_before


@pytest.mark.parametrize("step_s", [-HOUR_S, HOUR_S, -YEAR_S])
def test_an_interval_goes_by_time_that_passes(manager: JobManager, wall: WallClock, step_s: float) -> None:
    schedule = manager.add_schedule(QUICK, every_s=2)
    far = manager.add_schedule(QUICK, every_s=5 * HOUR_S)

    def runs() -> list[Job]:
        return [run for run in manager.schedule_runs(schedule.id, 1000) if run.status is JobStatus.COMPLETED]

    wait_until(lambda: len(runs()) >= 2, "two runs have taken place")
    count = len(runs())
    begun = time.monotonic()
    wall.set(step_s)
    wait_until(lambda: len(runs()) >= count + 3, "three more have", timeout_s=90)
    # Three ends of intervals need two whole ones between them: none was doubled.
    assert time.monotonic() - begun >= 3.5
    assert not [run for run in manager.schedule_runs(schedule.id, 1000) if run.status is JobStatus.CANCELLED]
    (planned,) = manager.schedule_runs(far.id)
    assert 4.9 * HOUR_S < rest_s(manager, planned) <= 5 * HOUR_S + 1


def test_a_schedule_with_a_delay_is_due_in_its_own_time(manager: JobManager, wall: WallClock) -> None:
    schedule = manager.add_schedule(QUICK, delay=3)
    wall.set(-HOUR_S)
    wait_until(
        lambda: [run.status for run in manager.schedule_runs(schedule.id)] == [JobStatus.COMPLETED], "it ran", 90
    )


def test_a_cron_schedule_goes_by_the_clock_on_the_wall(manager: JobManager, wall: WallClock) -> None:
    schedule = manager.add_schedule(QUICK, cron="0 0 1 1 *", zone="UTC")
    due = manager.find_schedule(schedule.id).next_due
    wall.set(HOUR_S)
    decide(manager)
    assert manager.find_schedule(schedule.id).next_due == due


@pytest.mark.parametrize("step_s", [-HOUR_S, -YEAR_S])
def test_an_engine_that_did_not_see_the_clock_being_set_waits_no_longer_than_the_whole(
    reopen: Callable[[], JobManager], wall: WallClock, step_s: float
) -> None:
    manager = reopen()
    job = manager.submit_job(QUICK, delay=600)
    schedule = manager.add_schedule(QUICK, every_s=900)
    wall.set(step_s)
    manager = reopen()
    assert 0 < rest_s(manager, job) <= 601
    (planned,) = manager.schedule_runs(schedule.id)
    assert 0 < rest_s(manager, planned) <= 1801


def test_a_limit_on_waiting_counts_time_that_passes(manager: JobManager, wall: WallClock) -> None:
    manager.change_setting("queue_paused", True)
    job = manager.submit_job(QUICK, policy={"waiting": {"stop_s": 1800}})
    wall.set(HOUR_S)
    manager.update_job(job.id, notes="changed")  # Has the limits checked, as any change does.
    wait_until(lambda: 0 <= (manager.deadlines(job.id)[0].elapsed_s or 0) < 1000, "the limit was moved along")
    assert get(manager, job).status is JobStatus.QUEUED
    wall.set(-YEAR_S)
    manager.update_job(job.id, notes="changed again")
    wait_until(lambda: (manager.deadlines(job.id)[0].elapsed_s or 0) > 0, "the limit goes on")


@pytest.mark.parametrize("delay", [-1, float("nan"), 1e300, "soon", True])
def test_a_delay_that_is_none_is_refused(manager: JobManager, delay: object) -> None:
    with pytest.raises(InvalidValueError, match="delay"):
        manager.submit_job(QUICK, delay=delay)  # type: ignore[arg-type]
    assert manager.list_jobs() == []


def test_a_delay_and_a_time_of_its_own_exclude_each_other(manager: JobManager) -> None:
    with pytest.raises(InvalidValueError, match="together with not_before"):
        manager.submit_job(QUICK, delay=5, not_before=clock.now())

"""Time limits with real processes, by clocks that the tests move: nothing here waits for an hour to pass."""

from __future__ import annotations

import errno
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jobdesk.core.errors import StoreError
from jobdesk.core.events import Event, JobWarned
from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.engine.handlers import deadlines, job_control
from jobdesk.engine.manager import JobManager
from jobdesk.engine.runtime.clock import SYSTEM_CLOCK, Clock
from jobdesk.executors import local
from jobdesk.executors.local import request_cancel
from tests import programs
from tests.faults.desks import wait_until

HOUR = 3600.0
SLEEP = "time.sleep(600)"


class Moved:
    """How far the clocks of the engine are ahead: the one that stands in sleep, and the one on the wall."""

    def __init__(self) -> None:
        self.awake_s = 0.0
        self.wall_s = 0.0

    def work(self, seconds: float) -> None:
        """Let time pass, with the machine awake."""
        self.awake_s += seconds
        self.wall_s += seconds

    def sleep(self, seconds: float) -> None:
        """Let time pass, with the machine asleep."""
        self.wall_s += seconds


@pytest.fixture(autouse=True)
def moved(monkeypatch: pytest.MonkeyPatch) -> Moved:
    """Put clocks under the engine that can be moved."""
    moved = Moved()

    def now() -> datetime:
        return SYSTEM_CLOCK.now() + timedelta(seconds=moved.wall_s)

    def awake_s() -> float:
        return SYSTEM_CLOCK.awake_s() + moved.awake_s

    def elapsed_s() -> float:
        return SYSTEM_CLOCK.elapsed_s() + moved.wall_s

    monkeypatch.setattr(deadlines, "SYSTEM_CLOCK", Clock(now, awake_s, elapsed_s))
    monkeypatch.setattr(job_control, "awake_clock_s", awake_s)
    return moved


def submit(door: JobManager, code: str, name: str | None = None, **policy: Any) -> Job:
    return door.submit_job({"command": programs.script(code)}, name=name, policy=policy)


def running(door: JobManager, job: Job) -> Job:
    """Wait until a job's process is known to have started, also to what keeps its limits."""
    wait_until(lambda: any(one.elapsed_s is not None for one in door.deadlines(job.id)), "it runs")
    return get(door, job)


def get(door: JobManager, job: Job) -> Job:
    found = door.get_job(job.id)
    assert found is not None
    return found


def ended(door: JobManager, job: Job) -> Job:
    found = door.wait_job(job.id, 60)
    assert found is not None
    assert found.is_final, found
    return found


def look_now(door: JobManager, job: Job) -> None:
    """Have the limits of a job looked at, as any change of it does."""
    door.update_job(job.id, notes="looked at")


def elapsed(door: JobManager, job: Job) -> float:
    found = door.deadlines(job.id)[0].elapsed_s
    assert found is not None
    return found


def test_a_job_that_runs_too_long_is_stopped_and_has_failed(door: JobManager, moved: Moved) -> None:
    job = submit(door, SLEEP, run_time={"stop_s": HOUR})
    running(door, job)
    moved.work(HOUR + 1)
    look_now(door, job)
    stopped = ended(door, job)
    assert (stopped.status, stopped.cancelled) == (JobStatus.FAILED, False)
    assert stopped.reason == Reason(ReasonCode.TIMED_OUT, "Ran longer than 1 h")
    assert stopped.error == "Ran longer than 1 h"


def test_a_timed_out_attempt_may_be_followed_by_another(door: JobManager, moved: Moved) -> None:
    code = "if attempt == 1: time.sleep(600)"
    job = submit(door, code, run_time={"stop_s": HOUR}, retry={"limit": 1, "delay_s": 2, "jitter": 0})
    running(door, job)
    moved.work(HOUR + 1)
    look_now(door, job)
    wait_until(lambda: get(door, job).attempts, "its first attempt was stopped")
    moved.work(-HOUR - 1)  # Else the second one, whose start is noted by the true clock, has run for an hour too.
    done = ended(door, job)
    assert (done.status, done.attempt, done.stopping) == (JobStatus.COMPLETED, 2, None)
    assert done.attempts[0].reason == Reason(ReasonCode.TIMED_OUT, "Ran longer than 1 h")


def test_neither_pauses_nor_sleep_count_for_what_a_job_runs_or_is_silent(door: JobManager, moved: Moved) -> None:
    job = submit(door, SLEEP, run_time={"stop_s": HOUR}, silence={"stop_s": HOUR})
    running(door, job)
    for number in range(2):
        assert door.pause_job(job.id)
        moved.work(2 * HOUR)
        look_now(door, job)
        assert elapsed(door, job) < HOUR / 2 * (number + 1)
        assert door.resume_job(job.id)
        moved.sleep(9 * HOUR)
        look_now(door, job)
        moved.work(HOUR / 3)
        assert HOUR / 3 * (number + 1) <= elapsed(door, job) < HOUR
    assert get(door, job).stopping is None
    moved.work(HOUR / 3)
    look_now(door, job)
    assert ended(door, job).reason == Reason(ReasonCode.TIMED_OUT, "Ran longer than 1 h")


def test_a_warning_is_given_once_an_attempt_as_an_event_and_as_a_notice(manager: JobManager, moved: Moved) -> None:
    told: list[Event] = []
    manager.subscribe(lambda event: told.append(event) if isinstance(event, JobWarned) else None)
    code = "time.sleep(0.1); wait_for(f'{sys.argv[1]}-{attempt}'); sys.exit(2 - attempt)"
    go = manager.folder.path / "go"
    job = manager.submit_job(
        {"command": programs.script(code, str(go))},
        policy={"run_time": {"warn_s": HOUR}, "retry": {"limit": 1, "delay_s": 0}},
    )
    for attempt in (1, 2):
        wait_until(lambda attempt=attempt: get(manager, job).attempt == attempt, "the attempt begins")  # type: ignore[misc]
        running(manager, job)
        moved.work(HOUR + 1)
        look_now(manager, job)
        wait_until(lambda: get(manager, job).notices, "it is warned of")
        look_now(manager, job)
        go.with_name(f"go-{attempt}").touch()
        if attempt == 1:
            wait_until(lambda: get(manager, job).attempts, "the first attempt ends")
    done = ended(manager, job)
    assert done.status is JobStatus.COMPLETED
    assert done.notices == ("Runs longer than 1 h",)
    assert done.attempts[0].notices == ("Runs longer than 1 h",)
    assert [event.text for event in told if isinstance(event, JobWarned)] == ["Runs longer than 1 h"] * 2


def test_a_job_is_silent_since_its_log_last_grew(door: JobManager, moved: Moved, tmp_path: Path) -> None:
    talk = tmp_path / "talk"
    code = f"say('on')\nwhile True: wait_for({str(talk)!r}); os.unlink({str(talk)!r}); say('said')"
    job = submit(door, code, silence={"stop_s": HOUR, "warn_s": HOUR / 2})
    running(door, job)

    def quiet_s() -> float:
        return next(one.elapsed_s for one in door.deadlines(job.id) if one.is_stop) or 0.0

    for _ in range(3):
        moved.work(HOUR * 0.9)
        wait_until(lambda: quiet_s() > HOUR * 0.8, "it is silent")
        talk.touch()
        wait_until(lambda: quiet_s() < HOUR * 0.8, "it has said something")
    look_now(door, job)
    wait_until(lambda: get(door, job).is_final or quiet_s() < HOUR, "looked at")
    assert get(door, job).stopping is None
    moved.work(HOUR + 1)
    look_now(door, job)
    assert ended(door, job).reason == Reason(ReasonCode.TIMED_OUT, "Stopped after 1 h without output")


def test_a_job_that_waits_too_long_for_its_turn_is_given_up_and_what_waits_for_it_too(
    door: JobManager, moved: Moved
) -> None:
    door.change_setting("run_limit", 1)
    first = submit(door, SLEEP)
    job = submit(door, "", waiting={"warn_s": HOUR / 2, "stop_s": HOUR})
    dependent = door.submit_job({"command": programs.TRUE}, after=[job.id])
    assert elapsed(door, job) < HOUR / 2
    moved.work(HOUR + 1)
    look_now(door, job)
    given_up = ended(door, job)
    assert (given_up.status, given_up.started) == (JobStatus.FAILED, None)
    assert given_up.reason == Reason(ReasonCode.TIMED_OUT, "Waited longer than 1 h")
    assert given_up.notices == ("Waits longer than 30 min",)
    assert ended(door, dependent).status is JobStatus.CANCELLED
    door.cancel_job(first.id, force=True)


def test_the_wait_that_a_job_wants_itself_does_not_count(door: JobManager, moved: Moved) -> None:
    retry = {"limit": 1, "delay_s": 2 * HOUR, "cap_s": 2 * HOUR, "jitter": 0}
    job = submit(door, "sys.exit(1)", waiting={"stop_s": HOUR}, retry=retry)
    wait_until(lambda: get(door, job).attempts, "it waits for its retry")
    moved.work(2 * HOUR)
    look_now(door, job)
    assert elapsed(door, job) < HOUR / 2
    assert get(door, job).is_waiting


@pytest.mark.parametrize("is_archived", [False, True])
def test_a_multiple_of_what_is_usual_applies_from_the_third_run_on(
    door: JobManager, moved: Moved, *, is_archived: bool
) -> None:
    policy = {"run_time": {"stop_medians": 1000}}
    for number in range(3):
        held = door.create_job({"command": programs.script(SLEEP)}, name="nightly", policy=policy)
        (limit,) = door.deadlines(held.id)
        assert limit.limit_s is None
        assert limit.text.endswith(f"so far {number}")
        run = ended(door, submit(door, "time.sleep(0.2)", name="nightly"))
        assert not is_archived or door.archive_job(run.id)
    job = submit(door, SLEEP, name="nightly", **policy)
    running(door, job)
    (limit,) = door.deadlines(job.id)
    assert limit.limit_s is not None
    assert limit.limit_s > 100
    moved.work(limit.limit_s)
    look_now(door, job)
    stopped = ended(door, job)
    assert stopped.reason is not None
    assert stopped.reason.text.startswith("Ran longer than 1000 times the usual ")


def test_what_has_passed_of_a_limit_is_not_forgotten_with_the_engine(home: Path, moved: Moved) -> None:
    with JobManager(home / "jobs_state.json") as first:
        job = submit(first, "say('on'); time.sleep(600)", run_time={"stop_s": HOUR}, silence={"warn_s": HOUR})
        running(first, job)
        wait_until(lambda: first.read_log(job.id), "it has said something")
        first.pause_job(job.id)
        moved.work(8 * HOUR)
        first.resume_job(job.id)
        first.close(hand_over=False)
    with JobManager(home / "jobs_state.json") as second:
        running(second, job)
        assert elapsed(second, job) < HOUR / 2
        second.close(hand_over=False)
    moved.work(HOUR + 1)
    with JobManager(home / "jobs_state.json") as third:
        assert ended(third, job).reason == Reason(ReasonCode.TIMED_OUT, "Ran longer than 1 h")
        third.close(hand_over=False)


@pytest.mark.parametrize("stop", ["by a time limit", "by the user"])
def test_a_stop_that_was_decided_but_could_not_be_delivered_is_delivered_by_the_next_engine(
    home: Path, moved: Moved, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with JobManager(home / "jobs_state.json") as first:
        job = submit(first, SLEEP, run_time={"stop_s": HOUR})
        running(first, job)
        with monkeypatch.context() as patched:
            patched.setattr(job_control, "request_cancel", refuse)
            patched.setattr(deadlines, "request_cancel", refuse)
            patched.setattr(local, "request_cancel", refuse)  # The job's worker tries too.
            if stop == "by the user":
                with pytest.raises(StoreError, match="No space"):
                    first.cancel_job(job.id)
            else:
                moved.work(HOUR + 1)
                look_now(first, job)
                wait_until(lambda: get(first, job).stopping, "the stop is on record")
            assert not first.folder.job(job.id).cancel.exists()
            first.close(hand_over=False)
    with JobManager(home / "jobs_state.json") as second:
        stopped = ended(second, job)
        expected = JobStatus.CANCELLED if stop == "by the user" else JobStatus.FAILED
        assert stopped.status is expected
        second.close(hand_over=False)


def test_a_stop_that_the_disk_refused_is_tried_again(
    manager: JobManager, moved: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        monkeypatch.setattr(job_control, "request_cancel", request_cancel)
        raise OSError(errno.ENOSPC, "No space left on device")

    job = submit(manager, SLEEP, run_time={"stop_s": HOUR})
    running(manager, job)
    monkeypatch.setattr(job_control, "request_cancel", refuse)
    moved.work(HOUR + 1)
    look_now(manager, job)
    assert ended(manager, job).reason == Reason(ReasonCode.TIMED_OUT, "Ran longer than 1 h")

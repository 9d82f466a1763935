"""Schedules: every run takes place once, or says why it did not, whatever the clock and the engine do meanwhile."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jobdesk.core.errors import InvalidConfigError, InvalidValueError, ScheduleNotFoundError
from jobdesk.core.events import Event, ScheduleChanged, ScheduleRemoved
from jobdesk.core.job import Job, JobStatus
from jobdesk.core.timing.times import format_time
from jobdesk.engine.manager import JobManager
from jobdesk.engine.runtime import clock as clock_module
from tests import programs
from tests.engine.conftest import end_jobs
from tests.engine.fake_clock import FakeClock

HOUR_S = 3600.0
QUICK = {"command": programs.TRUE}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The clock of every scheduler of the test."""
    fake = FakeClock()
    monkeypatch.setattr(clock_module, "SYSTEM_CLOCK", fake.clock())
    return fake


@pytest.fixture
def reopen(home: Path) -> Iterator[Callable[[], JobManager]]:
    """Open the data folder as the next engine does; the one before is closed first."""
    opened: list[JobManager] = []

    def close() -> None:
        for manager in opened:
            manager.close(hand_over=False)

    def reopen() -> JobManager:
        close()
        manager = JobManager(home / "jobs_state.json")
        manager.hold().scheduler.look()
        opened.append(manager)
        return manager

    yield reopen
    if opened:
        end_jobs(opened[-1])
    close()


def look(manager: JobManager) -> None:
    """Have the scheduler look at its clock."""
    manager.hold().scheduler.look()


def runs_of(manager: JobManager, schedule_id: str) -> list[Job]:
    """The runs of a schedule by the moments at which they are due, oldest first."""
    return sorted(manager.schedule_runs(schedule_id, 1000), key=lambda job: (job.not_before or "", job.number))


def told(manager: JobManager, schedule_id: str) -> list[tuple[str, str]]:
    """Status and reason of the runs of a schedule, oldest first; one that started is "ran"."""
    found = []
    for job in runs_of(manager, schedule_id):
        has_run = job.status in {JobStatus.RUNNING, JobStatus.COMPLETED}
        code = "planned" if job.is_planned else job.reason.code if job.reason else ""
        found.append(("ran", "") if has_run else (str(job.status), str(code)))
    return found


def wait_for(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def wait_all(manager: JobManager, schedule_id: str) -> None:
    """Wait until all runs that were let go have ended."""
    for job in runs_of(manager, schedule_id):
        if not job.is_planned and not job.is_held:
            manager.wait_job(job.id, 30)


def reason_text(job: Job) -> str:
    assert job.reason is not None
    return job.reason.text


# -- the next run


def test_the_next_run_stands_in_the_queue_and_starts_when_it_is_due(
    clock: FakeClock, manager: JobManager, door: JobManager
) -> None:
    schedule = door.add_schedule(QUICK, every_s=HOUR_S, name="Hourly", queue="night", tags=["a"], priority=3)
    (planned,) = door.schedule_runs(schedule.id)
    assert planned.is_planned
    assert planned.id == schedule.next_job
    assert (planned.name, planned.queue, planned.tags, planned.priority) == ("Hourly", "night", ("a",), 3)
    why = door.why(planned.id)
    assert why is not None
    assert why.code == "scheduled"

    clock.go(seconds=3599)
    look(manager)
    assert told(door, schedule.id) == [("queued", "planned")]
    clock.go(seconds=1)
    look(manager)
    wait_all(door, schedule.id)
    assert told(door, schedule.id) == [("ran", ""), ("queued", "planned")]
    after = door.find_schedule("Hourly")
    assert after.last_due == schedule.next_due
    assert after.next_due == format_time(clock.begun + timedelta(hours=2))
    assert door.next_runs(schedule.id, 1) == [after.next_due]


def test_a_planned_run_is_not_started_by_the_queue_though_its_moment_has_passed(
    clock: FakeClock, manager: JobManager
) -> None:
    """By the real clock all of these moments lie a year back."""
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S)
    other = manager.submit_job(QUICK)
    manager.wait_job(other.id, 30)
    assert told(manager, schedule.id) == [("queued", "planned")]
    why = manager.why(manager.list_schedules()[0].next_job or "")
    assert why is not None
    assert why.text == "Due now, about to start"


def test_a_single_moment_runs_once_and_then_nothing_is_to_come(clock: FakeClock, manager: JobManager) -> None:
    schedule = manager.add_schedule(QUICK, at=clock.moment + timedelta(hours=1))
    assert manager.hold().has_unfinished
    clock.go(hours=1)
    look(manager)
    wait_all(manager, schedule.id)
    after = manager.find_schedule(schedule.id)
    assert (told(manager, schedule.id), after.next_due, after.next_job) == ([("ran", "")], None, None)
    assert not manager.hold().has_unfinished
    assert not manager.skip_run(schedule.id)
    assert manager.next_runs(schedule.id) == []


def test_run_now_takes_the_next_run_and_the_one_after_it_is_planned(clock: FakeClock, door: JobManager) -> None:
    schedule = door.add_schedule(QUICK, every_s=HOUR_S)
    first = schedule.next_job or ""
    assert door.run_now(first)
    door.wait_job(first, 30)
    wait_for(lambda: told(door, schedule.id)[1:] == [("queued", "planned")])
    assert door.list_schedules()[0].last_due == schedule.next_due


def test_a_run_that_is_cancelled_or_skipped_is_left_out(
    clock: FakeClock, manager: JobManager, door: JobManager
) -> None:
    schedule = door.add_schedule(QUICK, every_s=HOUR_S)
    assert door.cancel_job(schedule.next_job or "")
    wait_for(lambda: len(door.schedule_runs(schedule.id)) == 2)
    assert door.skip_run(schedule.id)
    assert told(door, schedule.id) == [("cancelled", "by_user"), ("cancelled", "skipped"), ("queued", "planned")]
    clock.go(hours=2.5)
    look(manager)
    assert told(door, schedule.id)[2:] == [("queued", "planned")]
    assert door.next_runs(schedule.id, 1) == [runs_of(door, schedule.id)[-1].not_before]


def test_a_run_that_is_held_and_resumed_in_time_is_planned_again(clock: FakeClock, manager: JobManager) -> None:
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S)
    job_id = schedule.next_job or ""
    assert manager.pause_job(job_id)
    look(manager)
    assert told(manager, schedule.id) == [("queued", "held")]
    assert manager.resume_job(job_id)
    assert told(manager, schedule.id) == [("queued", "planned")]
    clock.go(hours=1)
    look(manager)
    wait_all(manager, schedule.id)
    assert told(manager, schedule.id) == [("ran", ""), ("queued", "planned")]


def test_a_run_that_is_held_when_due_waits_for_its_holder_and_holds_no_other_up(
    clock: FakeClock, manager: JobManager
) -> None:
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S)
    first = schedule.next_job or ""
    manager.pause_job(first)
    for _ in range(2):
        clock.go(hours=1)
        look(manager)
    wait_all(manager, schedule.id)
    assert told(manager, schedule.id) == [("queued", "held"), ("ran", ""), ("queued", "planned")]
    assert manager.resume_job(first)
    manager.wait_job(first, 30)
    assert told(manager, schedule.id) == [("ran", ""), ("ran", ""), ("queued", "planned")]


def test_a_run_that_is_put_off_or_brought_forward_takes_place_once(clock: FakeClock, manager: JobManager) -> None:
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S)
    late = schedule.next_job or ""
    far = format_time(clock.moment.replace(year=clock.moment.year + 10))
    manager.update_job(late, not_before=far)
    clock.go(hours=1)
    look(manager)
    assert told(manager, schedule.id) == [("queued", "planned"), ("queued", "waiting_limit")]
    early = manager.list_schedules()[0].next_job or ""
    manager.update_job(early, not_before=None)
    manager.wait_job(early, 30)
    clock.go(hours=1)
    look(manager)
    wait_for(lambda: manager.get_job(early).status is JobStatus.COMPLETED)  # type: ignore[union-attr]
    assert [job.is_planned for job in runs_of(manager, schedule.id)] == [False, True, False]
    assert len(runs_of(manager, schedule.id)) == 3


# -- overlap and catching up


_WITHOUT_REGISTRY = pytest.mark.skipif(sys.platform == "win32", reason="the zone of the registry is taken there")


class Gate:
    """Runs that note their begin and end only when the test opens the gate."""

    def __init__(self, folder: Path) -> None:
        self.open = folder / "open"
        self.begun = folder / "begun"
        code = "open(sys.argv[1], 'ab').write(b'x\\n'); wait_for(sys.argv[2])"
        self.config = {"command": programs.script(code, str(self.begun), str(self.open))}

    @property
    def count(self) -> int:
        return len(self.begun.read_text()) // 2 if self.begun.exists() else 0


@pytest.mark.parametrize(
    ("overlap", "catch_up", "while_first_runs", "count"),
    [
        ("skip", "none", [("cancelled", "missed")], 1),
        ("queue", "none", [("cancelled", "missed")], 1),
        ("beside", "none", [("cancelled", "missed")], 1),
        ("skip", "one", [("cancelled", "missed"), ("cancelled", "skipped")], 1),
        ("queue", "one", [("cancelled", "missed"), ("queued", "waiting_limit")], 2),
        ("beside", "one", [("cancelled", "missed"), ("ran", "")], 2),
        ("skip", "each", [("queued", "waiting_limit")] * 3, 4),
        ("queue", "each", [("queued", "waiting_limit")] * 3, 4),
        ("beside", "each", [("ran", "")] * 3, 4),
    ],
)
def test_three_runs_are_missed_while_the_first_still_runs(
    clock: FakeClock,
    manager: JobManager,
    tmp_path: Path,
    overlap: str,
    catch_up: str,
    while_first_runs: list[tuple[str, str]],
    count: int,
) -> None:
    gate = Gate(tmp_path)
    manager.change_setting("run_limit", 10)
    schedule = manager.add_schedule(gate.config, every_s=HOUR_S, name="Slow", overlap=overlap, catch_up=catch_up)
    clock.go(hours=1)
    look(manager)
    wait_for(lambda: gate.count == 1)
    clock.sleep(hours=3.5)
    look(manager)
    expected = [("ran", ""), *while_first_runs, ("queued", "planned")]
    wait_for(lambda: told(manager, schedule.id) == expected)
    look(manager)
    assert told(manager, schedule.id) == expected

    gate.open.touch()
    wait_all(manager, schedule.id)
    assert gate.count == count
    texts = [reason_text(job) for job in runs_of(manager, schedule.id) if job.status is JobStatus.CANCELLED]
    if catch_up == "none":
        assert texts[0].startswith("3 runs missed, ")
    if catch_up == "one":
        assert texts[0].startswith("2 runs missed, ")
    endings = (": the computer slept, or its clock was set", "Skipped: #1 Slow had not ended")
    assert all(text.endswith(endings) for text in texts)


@pytest.mark.parametrize(
    ("overlap", "second"),
    [("skip", ("cancelled", "skipped")), ("queue", ("queued", "waiting_limit")), ("beside", ("ran", ""))],
)
def test_a_run_is_due_while_the_one_before_runs(
    clock: FakeClock, manager: JobManager, door: JobManager, tmp_path: Path, overlap: str, second: tuple[str, str]
) -> None:
    gate = Gate(tmp_path)
    manager.change_setting("run_limit", 10)
    schedule = door.add_schedule(gate.config, every_s=HOUR_S, name="Slow", overlap=overlap)
    for _ in range(2):
        clock.go(hours=1)
        look(manager)
    expected = [("ran", ""), second, ("queued", "planned")]
    wait_for(lambda: told(door, schedule.id) == expected)
    if overlap == "queue":
        why = door.why(runs_of(door, schedule.id)[1].id)
        assert why is not None
        assert why.text == "Waits for #1 Slow to end"
    gate.open.touch()
    wait_all(door, schedule.id)
    clock.go(hours=1)
    look(manager)
    wait_all(door, schedule.id)
    assert told(door, schedule.id)[2:] == [("ran", ""), ("queued", "planned")]
    assert gate.count == (2 if overlap == "skip" else 3)


def test_a_queued_run_that_is_cancelled_lets_nobody_past_the_one_that_runs(
    clock: FakeClock, manager: JobManager, door: JobManager, tmp_path: Path
) -> None:
    gate = Gate(tmp_path)
    manager.change_setting("run_limit", 10)
    schedule = door.add_schedule(gate.config, every_s=HOUR_S, name="Slow", overlap="queue")
    for _ in range(4):
        clock.go(hours=1)
        look(manager)
    wait_for(lambda: gate.count == 1)
    waiting = ("queued", "waiting_limit")
    for at in (2, 1):
        assert door.cancel_job(runs_of(door, schedule.id)[at].id)
    gone = ("cancelled", "by_user")
    expected = [("ran", ""), gone, gone, waiting, ("queued", "planned")]
    assert told(door, schedule.id) == expected
    assert manager.submit_job(QUICK).id
    look(manager)
    assert told(door, schedule.id) == expected
    gate.open.touch()
    wait_all(door, schedule.id)
    assert told(door, schedule.id) == [("ran", ""), gone, gone, ("ran", ""), ("queued", "planned")]
    assert gate.count == 2


def test_an_array_is_one_run_which_lasts_as_long_as_its_tasks(
    clock: FakeClock, manager: JobManager, tmp_path: Path
) -> None:
    gate = Gate(tmp_path)
    manager.change_setting("run_limit", 10)
    array = {"kind": "array", "task": gate.config, "over": ["a", "b"]}
    schedule = manager.add_schedule(array, every_s=HOUR_S, overlap="skip", name="Both")
    assert [job.kind for job in manager.list_jobs()] == ["array"]
    clock.go(hours=1)
    look(manager)
    wait_for(lambda: gate.count == 2)
    clock.go(hours=1)
    look(manager)
    # An array follows its tasks a breath later.
    wait_for(lambda: told(manager, schedule.id) == [("ran", ""), ("cancelled", "skipped"), ("queued", "planned")])
    gate.open.touch()
    wait_all(manager, schedule.id)
    assert told(manager, schedule.id)[0] == ("ran", "")
    assert gate.count == 2
    manager.delete_schedule(schedule.id)


def test_the_next_run_of_an_array_is_left_out_held_and_begun_like_any_other(
    clock: FakeClock, manager: JobManager, door: JobManager
) -> None:
    array = {"kind": "array", "task": QUICK, "over": "1-2"}
    schedule = door.add_schedule(array, every_s=HOUR_S, name="Both")
    assert door.cancel_job(schedule.next_job or "")
    wait_for(lambda: told(door, schedule.id) == [("cancelled", "by_user"), ("queued", "planned")])
    held = door.find_schedule(schedule.id).next_job or ""
    assert door.pause_job(held)
    assert told(door, schedule.id)[1:] == [("queued", "held")]
    assert door.resume_job(held)
    assert door.cancel_job(held)
    wait_for(lambda: told(door, schedule.id)[2:] == [("queued", "planned")])
    begun = door.find_schedule(schedule.id).next_job or ""
    assert door.run_now(begun)
    ended = door.wait_job(begun, 30)
    assert ended is not None
    assert (ended.status, ended.tasks and ended.tasks.done) == (JobStatus.COMPLETED, 2)


def test_what_is_late_by_less_than_a_minute_runs_though_nothing_is_made_up_for(
    clock: FakeClock, manager: JobManager
) -> None:
    schedule = manager.add_schedule(QUICK, every_s=20.0, catch_up="none", overlap="beside")
    clock.sleep(seconds=59)
    look(manager)
    wait_all(manager, schedule.id)
    assert told(manager, schedule.id) == [("ran", ""), ("ran", ""), ("queued", "planned")]


# -- the clock


@pytest.mark.parametrize(
    ("missed_hours", "text"),
    [(1, "Missed on {first}: {why}"), (30, "30 runs missed, {first} to {last}: {why}")],
)
@pytest.mark.parametrize("is_closed", [True, False], ids=["closed", "asleep"])
def test_what_is_missed_is_recorded_once_with_when_and_why(
    clock: FakeClock, reopen: Callable[[], JobManager], missed_hours: int, text: str, is_closed: bool
) -> None:
    manager = reopen()
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S, catch_up="none", zone="UTC")
    if is_closed:
        manager.close(hand_over=False)
    clock.sleep(hours=missed_hours + 0.5)
    if is_closed:
        manager = reopen()
    else:
        look(manager)
    assert told(manager, schedule.id) == [("cancelled", "missed"), ("queued", "planned")]
    why = "JobDesk was not running" if is_closed else "the computer slept, or its clock was set"
    moments = {
        "first": f"{clock.begun + timedelta(hours=1):%Y-%m-%d %H:%M}",
        "last": f"{clock.begun + timedelta(hours=missed_hours):%Y-%m-%d %H:%M}",
    }
    assert reason_text(runs_of(manager, schedule.id)[0]) == text.format(why=why, **moments)


def test_each_is_made_up_for_oldest_first_up_to_a_hundred(clock: FakeClock, reopen: Callable[[], JobManager]) -> None:
    manager = reopen()
    manager.change_setting("queue_paused", True)
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S, catch_up="each")
    manager.close(hand_over=False)
    clock.sleep(hours=150.5)
    manager = reopen()
    found = runs_of(manager, schedule.id)
    assert len(found) == 102
    assert reason_text(found[0]).startswith("50 runs missed, ")
    assert [job.number for job in found] == sorted(job.number for job in found)
    assert all(job.is_waiting and not job.is_planned for job in found[1:-1])
    ids = [job.id for job in found[1:-1]]
    assert [job.after for job in found[1:-1]] == [(), *((job_id,) for job_id in ids[:-1])]


def test_a_clock_that_is_set_back_repeats_no_run(clock: FakeClock, reopen: Callable[[], JobManager]) -> None:
    manager = reopen()
    schedule = manager.add_schedule(QUICK, cron="0 * * * *", zone="UTC")
    for _ in range(3):
        clock.go(hours=1)
        look(manager)
        wait_all(manager, schedule.id)
    ran = [("ran", "")] * 3
    assert told(manager, schedule.id) == [*ran, ("queued", "planned")]
    clock.set(hours=-3)
    for _ in range(3):
        look(manager)
        clock.go(hours=1)
    look(manager)
    assert told(manager, schedule.id) == [*ran, ("queued", "planned")]
    manager = reopen()
    clock.go(hours=1)
    look(manager)
    wait_all(manager, schedule.id)
    assert told(manager, schedule.id) == [*ran, ("ran", ""), ("queued", "planned")]


def test_an_interval_goes_on_where_it_was_when_the_clock_is_set(clock: FakeClock, manager: JobManager) -> None:
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S)
    for count, step_h in enumerate((0, -3, 5, -9000), 1):
        clock.set(hours=step_h)
        clock.go(hours=0.99)
        look(manager)
        # Their order by due times is lost with such a clock.
        assert sorted(told(manager, schedule.id), reverse=True) == [*[("ran", "")] * (count - 1), ("queued", "planned")]
        clock.go(hours=0.01)
        look(manager)
        wait_all(manager, schedule.id)
        assert sorted(told(manager, schedule.id), reverse=True) == [*[("ran", "")] * count, ("queued", "planned")]


def test_a_clock_that_was_years_ahead_does_not_stop_a_schedule_for_years(clock: FakeClock, manager: JobManager) -> None:
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S, catch_up="none")
    clock.sleep(days=300, minutes=30)
    look(manager)
    assert told(manager, schedule.id) == [("cancelled", "missed"), ("queued", "planned")]
    clock.set(days=-300)
    look(manager)
    assert manager.list_schedules()[0].next_due == format_time(clock.begun + timedelta(hours=2))
    clock.go(minutes=90)
    look(manager)
    wait_all(manager, schedule.id)
    assert [one for one in told(manager, schedule.id) if one[1] != "missed"] == [("ran", ""), ("queued", "planned")]


# -- changes


def test_an_interval_laid_down_by_a_clock_that_was_years_ahead_begins_by_the_true_one(
    clock: FakeClock, manager: JobManager
) -> None:
    clock.set(days=730)
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S)
    later = manager.add_schedule(QUICK, every_s=HOUR_S, anchor=clock.moment + timedelta(days=9))
    clock.set(days=-730)
    look(manager)
    wait_for(lambda: manager.find_schedule(schedule.id).next_due == format_time(clock.moment + timedelta(hours=1)))
    assert manager.find_schedule(later.id).next_due == later.next_due
    clock.go(hours=1)
    look(manager)
    wait_all(manager, schedule.id)
    assert told(manager, schedule.id) == [("ran", ""), ("queued", "planned")]


def test_a_change_plans_the_next_run_anew(clock: FakeClock, manager: JobManager, door: JobManager) -> None:
    schedule = door.add_schedule(QUICK, every_s=HOUR_S, name="Before")
    changed = door.change_schedule(schedule.id, cron="30 * * * *", zone="UTC", name="After", priority=7)
    assert (changed.every_s, changed.cron, changed.name) == (None, "30 * * * *", "After")
    (planned,) = door.schedule_runs(schedule.id)
    assert (planned.id, planned.name, planned.priority) == (changed.next_job, "After", 7)
    clock.go(minutes=30)
    look(manager)
    wait_all(door, schedule.id)
    assert told(door, schedule.id) == [("ran", ""), ("queued", "planned")]


def test_what_is_due_while_a_schedule_is_paused_is_not_made_up_for(
    clock: FakeClock, manager: JobManager, door: JobManager
) -> None:
    schedule = door.add_schedule(QUICK, every_s=HOUR_S, catch_up="each")
    paused = door.change_schedule(schedule.id, is_enabled=False)
    assert (paused.next_due, paused.next_job, told(door, schedule.id)) == (None, None, [])
    assert not manager.hold().has_unfinished
    assert len(door.next_runs(schedule.id)) == 5
    clock.go(hours=5.5)
    look(manager)
    resumed = door.change_schedule(schedule.id, is_enabled=True)
    assert told(door, schedule.id) == [("queued", "planned")]
    assert resumed.next_due == format_time(clock.begun + timedelta(hours=6))


def test_deleting_a_schedule_takes_its_next_run_and_leaves_what_runs(
    clock: FakeClock, manager: JobManager, door: JobManager, tmp_path: Path
) -> None:
    gate = Gate(tmp_path)
    schedule = door.add_schedule(gate.config, every_s=HOUR_S)
    clock.go(hours=1)
    look(manager)
    wait_for(lambda: gate.count == 1)
    assert door.delete_schedule(schedule.id)
    assert not door.delete_schedule(schedule.id)
    assert told(door, schedule.id) == [("ran", "")]
    assert door.list_schedules() == []
    gate.open.touch()
    wait_all(door, schedule.id)
    assert not manager.hold().has_unfinished
    assert list(manager.folder.schedules.iterdir()) == []


def test_a_listener_hears_of_every_change(clock: FakeClock, manager: JobManager) -> None:
    heard: list[Event] = []
    manager.subscribe(heard.append)
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S)
    clock.go(hours=1)
    look(manager)
    wait_all(manager, schedule.id)
    manager.delete_schedule(schedule.id)
    changes = [event.schedule for event in heard if isinstance(event, ScheduleChanged)]
    assert [change.next_due for change in changes[-2:]] == [
        format_time(clock.begun + timedelta(hours=1)),
        format_time(clock.begun + timedelta(hours=2)),
    ]
    assert [event for event in heard if isinstance(event, ScheduleRemoved)] == [ScheduleRemoved(schedule.id)]


# -- what is refused


@pytest.mark.parametrize(
    ("fields", "error", "text"),
    [
        ({}, InvalidValueError, "needs one of"),
        ({"cron": "61 * * * *"}, InvalidValueError, "is no cron expression"),
        ({"at": "2001-01-01 00:00"}, InvalidValueError, "at: lies in the past"),
        ({"every_s": 60, "zone": "Nowhere"}, InvalidValueError, "is no time zone"),
        ({"every_s": "soon"}, InvalidValueError, "every: must be a number"),
        ({"every_s": 10**400}, InvalidValueError, "every: must be from 1 s"),
        ({"every_s": 60, "overlap": "perhaps"}, InvalidValueError, "overlap: must be one of skip, queue, beside"),
        ({"every_s": 60, "after": ["1"]}, InvalidValueError, "after: a schedule has no such field"),
        ({"every_s": 60, "needs": {"gpu": -1}}, InvalidValueError, "needs"),
        ({"every_s": 60, "is_enabled": "yes"}, InvalidValueError, "is_enabled"),
        ({"every_s": 60, "config": {"kind": "unheard of"}}, InvalidConfigError, "no kind of job"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    clock: FakeClock, door: JobManager, fields: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        door.add_schedule(**{"config": QUICK, **fields})
    assert door.list_schedules() == []
    assert door.list_jobs() == []


def test_a_schedule_is_found_by_its_id_the_start_of_it_or_its_name(clock: FakeClock, door: JobManager) -> None:
    first = door.add_schedule(QUICK, every_s=HOUR_S, name="Twin")
    assert {door.find_schedule(ref).id for ref in (first.id, first.id[:5], "Twin")} == {first.id}
    door.add_schedule(QUICK, every_s=HOUR_S, name="Twin")
    with pytest.raises(InvalidValueError, match="fits 2 of them"):
        door.find_schedule("Twin")
    with pytest.raises(ScheduleNotFoundError, match="jobdesk schedule list"):
        door.find_schedule("nothing")
    for deed in (door.change_schedule, door.skip_run, door.next_runs):
        with pytest.raises(ScheduleNotFoundError):
            deed("nothing")


def test_no_runs_are_no_error(clock: FakeClock, door: JobManager) -> None:
    schedule = door.add_schedule(QUICK, every_s=HOUR_S)
    assert (door.next_runs(schedule.id, 0), door.next_runs(schedule.id, -1)) == ([], [])


def test_asking_again_with_the_same_id_makes_no_second_schedule(clock: FakeClock, manager: JobManager) -> None:
    ask = manager.hold().verb("add_schedule")
    first = ask(QUICK, schedule_id="abcdefghijkl", every_s=HOUR_S)
    assert ask(QUICK, schedule_id="abcdefghijkl", every_s=60.0) == first
    assert len(manager.list_schedules()) == 1
    with pytest.raises(InvalidValueError, match="12 characters"):
        ask(QUICK, schedule_id="../up", every_s=HOUR_S)


# -- what an engine finds that died on the way


def set_back(manager: JobManager, schedule_id: str, mark: str) -> None:
    """Leave the file as it was before the last marks were written."""
    path = manager.folder.schedules / f"{schedule_id}.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "last_due": mark}))


@pytest.mark.parametrize("catch_up", ["none", "one", "each"])
def test_a_mark_that_was_not_written_any_more_doubles_nothing(
    clock: FakeClock, reopen: Callable[[], JobManager], catch_up: str
) -> None:
    manager = reopen()
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S, catch_up=catch_up, overlap="queue")
    clock.go(hours=1)
    look(manager)
    wait_all(manager, schedule.id)
    clock.sleep(hours=5.5)
    look(manager)
    wait_all(manager, schedule.id)
    before = [(job.id, job.status, job.reason) for job in runs_of(manager, schedule.id)]
    mark = manager.list_schedules()[0].last_due
    manager.close(hand_over=False)
    set_back(manager, schedule.id, schedule.last_due)
    manager = reopen()
    assert [(job.id, job.status, job.reason) for job in runs_of(manager, schedule.id)] == before
    assert manager.list_schedules()[0].last_due == mark


def test_a_schedule_without_its_planned_run_gets_it_again(clock: FakeClock, reopen: Callable[[], JobManager]) -> None:
    manager = reopen()
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S)
    stored = (manager.folder.schedules / f"{schedule.id}.json").read_bytes()
    manager.delete_schedule(schedule.id)
    manager.close(hand_over=False)
    manager.folder.schedules.joinpath(f"{schedule.id}.json").write_bytes(stored)
    manager = reopen()
    assert told(manager, schedule.id) == [("queued", "planned")]
    assert manager.list_schedules()[0].next_job == schedule.next_job


def test_a_planned_run_whose_schedule_is_gone_is_given_up(clock: FakeClock, reopen: Callable[[], JobManager]) -> None:
    manager = reopen()
    good = manager.add_schedule(QUICK, every_s=HOUR_S, name="Good")
    torn = manager.add_schedule(QUICK, every_s=HOUR_S, name="Torn")
    manager.close(hand_over=False)
    (manager.folder.schedules / f"{torn.id}.json").write_text('{"id": "')
    manager = reopen()
    assert told(manager, torn.id) == [("cancelled", "skipped")]
    assert reason_text(runs_of(manager, torn.id)[0]) == "Skipped: its schedule is gone"
    assert [schedule.id for schedule in manager.list_schedules()] == [good.id]
    assert (manager.folder.schedules / f"{torn.id}.json").exists()
    assert [notice for notice in manager.status()["notices"] if f"{torn.id}.json cannot be used" in notice]


def test_a_schedule_of_a_newer_version_goes_on_and_keeps_what_is_not_known_of_it(
    clock: FakeClock, reopen: Callable[[], JobManager]
) -> None:
    manager = reopen()
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S)
    manager.close(hand_over=False)
    path = manager.folder.schedules / f"{schedule.id}.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "colour": {"red": 1}}))
    manager = reopen()
    assert told(manager, schedule.id) == [("queued", "planned")]
    manager.change_schedule(schedule.id, name="Named")
    assert json.loads(path.read_bytes())["colour"] == {"red": 1}
    assert json.loads(path.read_bytes())["name"] == "Named"


def test_a_stored_schedule_has_no_member_that_says_nothing(clock: FakeClock, reopen: Callable[[], JobManager]) -> None:
    """An older version may not know it."""
    manager = reopen()
    schedule = manager.add_schedule(QUICK, every_s=HOUR_S, anchor="2026-01-31T10:00:00Z", zone="Europe/Paris")
    stored = json.loads((manager.folder.schedules / f"{schedule.id}.json").read_bytes())
    always = {"id", "name", "config", "every_s", "anchor", "zone", "made", "last_due"}
    assert set(stored) - {"environment", "submit_folder"} == always


def test_a_schedule_without_its_mark_is_passed_over_and_holds_no_other_up(
    clock: FakeClock, reopen: Callable[[], JobManager]
) -> None:
    manager = reopen()
    good = manager.add_schedule(QUICK, every_s=HOUR_S, name="Good")
    manager.close(hand_over=False)
    bad = msgspec.structs.replace(good, id="abadschedule", name="Bad", last_due="")
    (manager.folder.schedules / "abadschedule.json").write_bytes(msgspec.json.encode(bad))
    manager = reopen()
    clock.go(hours=1)
    look(manager)
    wait_all(manager, good.id)
    assert told(manager, good.id) == [("ran", ""), ("queued", "planned")]
    assert [notice for notice in manager.status()["notices"] if "last_due" in notice]
    assert manager.hold().has_unfinished


def test_a_schedule_that_cannot_run_says_so_and_holds_no_other_up(
    clock: FakeClock, reopen: Callable[[], JobManager]
) -> None:
    manager = reopen()
    good = manager.add_schedule(QUICK, every_s=HOUR_S, name="Good")
    manager.close(hand_over=False)
    bad = msgspec.structs.replace(good, id="abadschedule", name="Bad", config={"kind": "unheard of"}, next_job=None)
    (manager.folder.schedules / "abadschedule.json").write_bytes(msgspec.json.encode(bad))
    manager = reopen()
    clock.go(hours=1)
    look(manager)
    wait_all(manager, good.id)
    assert told(manager, good.id) == [("ran", ""), ("queued", "planned")]
    assert "no kind of job" in manager.find_schedule("Bad").problem
    mended = manager.change_schedule("abadschedule", config=QUICK)
    assert mended.problem == ""
    wait_all(manager, "abadschedule")
    assert told(manager, "abadschedule") == [("ran", ""), ("queued", "planned")]


@pytest.mark.parametrize(
    ("variable", "zone"),
    [
        ("Australia/Lord_Howe", "Australia/Lord_Howe"),
        (":Asia/Kolkata", "Asia/Kolkata"),
        pytest.param("No/Where", "UTC", marks=_WITHOUT_REGISTRY),
    ],
)
def test_the_machine_s_zone_is_meant_unless_another_is_named(
    clock: FakeClock, manager: JobManager, monkeypatch: pytest.MonkeyPatch, variable: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", variable)
    assert manager.add_schedule(QUICK, cron="@daily").zone == zone
    assert manager.add_schedule(QUICK, cron="@daily", zone="Europe/Berlin").zone == "Europe/Berlin"


def test_environments_of_schedules_are_told_while_runs_are_planned(clock: FakeClock, manager: JobManager) -> None:
    manager.add_schedule(QUICK, every_s=HOUR_S)
    scheduler = manager.hold().scheduler
    listed: list[int] = []
    asking = threading.Thread(target=lambda: listed.append(len(scheduler.environments())), daemon=True)
    with scheduler._lock:
        asking.start()
        asking.join(30)
    assert listed == [1]

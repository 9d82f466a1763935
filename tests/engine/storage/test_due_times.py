"""A job with a moment of its own is scheduled until that has come, and then waits its turn."""

import sys
import time
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from jobdesk import Job, JobManager, JobStatus
from jobdesk.core.job import RELEASED
from jobdesk.engine.storage.due_times import Moments, reasoned
from tests import programs
from tests.engine.handlers.test_job_control import wait_until

ECHO = {"command": programs.echo("hello")}
SLEEP = {"command": [sys.executable, "-c", "import time; time.sleep(60)"]}


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def code_of(door: JobManager, job_id: str) -> str | None:
    job = door.get_job(job_id)
    assert job is not None
    return None if job.reason is None else job.reason.code


@pytest.fixture
def paused(door: JobManager) -> JobManager:
    door.change_setting("queue_paused", True)
    return door


def test_it_is_scheduled_until_its_moment_is_changed_or_taken_away(paused: JobManager) -> None:
    moment = soon(3600)
    job = paused.submit_job(ECHO, not_before=moment)
    assert job.reason is not None
    assert job.reason.text.startswith(f"Scheduled for {moment.astimezone():%Y-%m-%d %H:%M}")
    assert (job.reason.code, job.is_waiting, job.is_planned) == ("scheduled", True, False)
    later = paused.update_job(job.id, not_before=moment + timedelta(days=2))
    assert later is not None
    assert later.reason is not None
    assert later.reason.text != job.reason.text
    paused.update_job(job.id, not_before=None)
    assert code_of(paused, job.id) == "waiting_limit"
    paused.update_job(job.id, not_before=soon(-5))
    assert code_of(paused, job.id) == "waiting_limit"
    paused.update_job(job.id, not_before=moment)
    assert code_of(paused, job.id) == "scheduled"


def test_it_is_scheduled_again_when_it_was_held_meanwhile(paused: JobManager) -> None:
    job = paused.create_job(ECHO, not_before=soon(3600))
    assert code_of(paused, job.id) == "not_started"
    paused.start_job(job.id)
    assert code_of(paused, job.id) == "scheduled"
    paused.pause_job(job.id)
    assert code_of(paused, job.id) == "held"
    paused.resume_job(job.id)
    assert code_of(paused, job.id) == "scheduled"
    assert paused.run_now(job.id)
    ended = paused.wait_job(job.id, 30)
    assert ended is not None
    assert ended.status is JobStatus.COMPLETED


def test_its_moment_comes_also_while_there_is_no_place(door: JobManager) -> None:
    door.change_setting("run_limit", 1)
    running = door.submit_job(SLEEP)
    wait_until(lambda: code_of(door, running.id) is None)
    job = door.submit_job(ECHO, not_before=soon(1.5))
    assert code_of(door, job.id) == "scheduled" or datetime.now(UTC).isoformat() >= (job.not_before or "")[:23]
    wait_until(lambda: code_of(door, job.id) == "waiting_limit")
    assert datetime.now(UTC).isoformat() >= (job.not_before or "")[:23]
    door.cancel_job(running.id, force=True)
    ended = door.wait_job(job.id, 30)
    assert ended is not None
    assert ended.status is JobStatus.COMPLETED


def test_an_array_and_its_tasks_are_scheduled_together(paused: JobManager) -> None:
    array = paused.submit_array({"command": programs.echo("{i}")}, "1-3", not_before=soon(3600))

    def codes() -> set[str | None]:
        return {code_of(paused, job.id) for job in paused.list_jobs(array=array.id)}

    assert codes() == {"scheduled"}
    wait_until(lambda: code_of(paused, array.id) == "scheduled")
    paused.pause_job(array.id)
    assert codes() == {"held"}
    paused.resume_job(array.id)
    assert codes() == {"scheduled"}
    paused.update_job(array.id, not_before=None)
    assert codes() == {"waiting_limit"}
    wait_until(lambda: code_of(paused, array.id) == "tasks")


def test_its_moment_may_come_while_no_engine_runs(manager: JobManager) -> None:
    manager.change_setting("queue_paused", True)
    due = manager.submit_job(ECHO, not_before=soon(0.5)).id
    later = manager.submit_job(ECHO, not_before=soon(3600)).id
    manager.close(hand_over=False)
    time.sleep(0.6)
    with JobManager(manager.folder.state) as successor:
        assert [code_of(successor, one) for one in (due, later)] == ["waiting_limit", "scheduled"]
        successor.cancel_jobs([due, later])


NOW, THEN = "2026-01-31T10:00:00.000Z", "2026-01-31T18:00:00.000Z"
WAITING = Job(
    id="0" * 12,
    number=1,
    name="job",
    kind="command",
    status=JobStatus.QUEUED,
    raw_config=msgspec.Raw(b"{}"),
    created=NOW,
    updated=NOW,
    not_before=THEN,
    reason=RELEASED,
)


def test_what_an_earlier_version_left_is_scheduled_too() -> None:
    scheduled = reasoned(WAITING, NOW)
    assert scheduled.reason is not None
    assert scheduled.reason.code == "scheduled"
    assert reasoned(scheduled, THEN).reason == RELEASED


@pytest.mark.parametrize("fields", [{"schedule": "s"}, {"rush": True}, {"status": JobStatus.CANCELLED}])
def test_the_runs_of_schedules_and_what_does_not_wait_have_other_reasons(fields: dict[str, object]) -> None:
    job = msgspec.structs.replace(WAITING, **fields)
    assert reasoned(job, NOW) is job


def test_the_moments_are_told_in_order() -> None:
    moments = Moments()
    jobs = [reasoned(msgspec.structs.replace(WAITING, id=one), NOW) for one in ("b", "a")]
    jobs.append(reasoned(msgspec.structs.replace(WAITING, id="c", not_before="2026-01-31T12:00:00.000Z"), NOW))
    for job in (*jobs, WAITING):
        moments.add(job)
    assert moments.next == "2026-01-31T12:00:00.000Z"
    assert (moments.due(NOW), moments.due("2026-01-31T13:00:00.000Z"), moments.due(THEN)) == (
        [],
        ["c"],
        ["c", "a", "b"],
    )
    for job in (*jobs, WAITING):
        moments.discard(job)
    assert moments.next is None

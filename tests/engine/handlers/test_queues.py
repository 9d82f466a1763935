"""Queues as a whole: what is frozen with them, and what goes on."""

from __future__ import annotations

import sys

import pytest

from jobdesk.core.job import RELEASED, Job, JobStatus
from jobdesk.engine.manager import JobManager
from tests import programs
from tests.faults.desks import wait_until


@pytest.fixture
def running(door: JobManager) -> list[Job]:
    """One job that runs in the default queue, and one in another."""
    door.change_setting("run_limit", 4)
    config = {"command": [sys.executable, "-c", "import time; time.sleep(60)"]}
    jobs = [door.submit_job(config, queue=queue) for queue in ("default", "night")]
    wait_until(lambda: all(_job(door, job).status is JobStatus.RUNNING for job in jobs), "both run")
    return jobs


def _job(door: JobManager, job: Job) -> Job:
    found = door.get_job(job.id)
    assert found is not None
    return found


def _are_paused(door: JobManager, jobs: list[Job]) -> list[bool]:
    return [_job(door, job).is_paused for job in jobs]


def test_draining_a_paused_queue_lets_what_it_froze_come_to_its_end(door: JobManager, running: list[Job]) -> None:
    assert door.pause_queue("night") == 1
    assert _are_paused(door, running) == [False, True]
    assert door.pause_queue("night", drain=True) == 0
    assert _are_paused(door, running) == [False, False]
    waiting = door.submit_job({"command": programs.TRUE}, queue="night")
    assert [blocker.text for blocker in door.blockers(waiting.id)] == ["night is draining"]


def test_what_its_own_queue_froze_stays_so_when_everything_goes_on(door: JobManager, running: list[Job]) -> None:
    assert door.pause_queue("night") == 1
    assert door.pause_queue() == 1
    assert _are_paused(door, running) == [True, True]
    assert door.resume_queue() == 1
    assert _are_paused(door, running) == [False, True]
    assert door.resume_queue("night") == 1
    assert _are_paused(door, running) == [False, False]


def test_a_job_that_left_the_queue_that_froze_it_goes_on_with_that_queue(door: JobManager, running: list[Job]) -> None:
    assert door.pause_queue("night") == 1
    door.update_job(running[1].id, queue="day")
    assert door.resume_queue("night") == 1
    assert _are_paused(door, running) == [False, False]


def test_one_queue_that_goes_on_lets_nothing_go_on_elsewhere(door: JobManager, running: list[Job]) -> None:
    assert door.pause_queue("default") == 1
    assert door.pause_queue("night") == 1
    assert door.resume_queue("night") == 1
    assert _are_paused(door, running) == [True, False]


def test_a_job_can_wait_for_one_that_once_waited_for_a_job_that_is_gone(door: JobManager) -> None:
    first = door.create_job({"command": programs.TRUE})
    second = door.submit_job({"command": programs.TRUE}, after=[first.id], policy={"hold_if_broken": True})
    assert door.delete_job(first.id)
    assert door.empty_trash() == 1
    third = door.create_job({"command": programs.TRUE})
    changed = door.update_job(third.id, after=[second.id])
    assert changed is not None
    assert changed.after == (second.id,)


def test_a_wait_for_a_job_in_the_trash_is_lifted_by_bringing_it_back(door: JobManager) -> None:
    held = door.create_job({"command": programs.TRUE}, name="prepare")
    waiting = door.submit_job({"command": programs.TRUE}, after=[held.id])
    assert door.delete_job(held.id)
    reason = door.why(waiting.id)
    assert reason is not None
    assert reason.text == "Waits for #1 prepare; #1 prepare is in the trash"
    lift = door.blockers(waiting.id)[1].lift
    assert lift is not None
    assert (lift.verb, lift.args) == ("restore_job", {"job_id": held.id})
    assert door.restore_job(held.id)
    assert [blocker.text for blocker in door.blockers(waiting.id)] == ["Waits for #1 prepare"]


def test_nothing_starts_a_job_from_the_trash(door: JobManager) -> None:
    held = door.create_job({"command": programs.TRUE})
    assert door.delete_job(held.id)
    assert [blocker.lift for blocker in door.blockers(held.id)] == [None]


def test_one_that_is_held_before_it_starts_at_once_waits_its_turn_when_it_is_released(manager: JobManager) -> None:
    manager.pause_queue(drain=True)
    job = manager.submit_job({"command": programs.TRUE})
    # As between the wish and the start: a change alone makes nobody look at the queue.
    manager.hold()._ledger.change(job.id, lambda _: {"rush": True})
    assert manager.pause_job(job.id)
    assert manager.start_job(job.id)
    assert [blocker.text for blocker in manager.blockers(job.id)] == ["The queue is paused"]


def test_a_job_whose_need_can_never_be_met_says_so_until_there_is_enough(door: JobManager) -> None:
    door.pause_queue()
    job = door.submit_job({"command": programs.TRUE}, needs={"gpu": 1})
    reason = _job(door, job).reason
    assert reason is not None
    assert (reason.code, reason.text) == ("resource_missing", "No GPU set up on this machine, needs 1")
    assert _job(door, job).is_waiting

    door.change_limits(resources={"gpu": 1})
    wait_until(lambda: _job(door, job).reason == RELEASED, "there is one")
    door.change_limits(resources={})
    wait_until(lambda: _job(door, job).reason == reason, "there is none any more")
    door.update_job(job.id, needs={"cpu": 1})
    assert _job(door, job).reason == RELEASED

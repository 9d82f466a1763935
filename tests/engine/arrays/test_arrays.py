"""Arrays: one spec, many tasks, one status; from both sides of the control channel."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobdesk import Job, JobManager, JobStatus
from jobdesk.core.errors import CyclicDependencyError, InvalidConfigError, InvalidTransitionError, InvalidValueError
from jobdesk.core.events import Event, JobChanged
from jobdesk.core.jobs.array import TaskCounts
from jobdesk.core.queue import run_order
from tests.programs import IS_WINE, TRUE, echo, script, sleep, until

PYTHON = sys.executable
ECHO = {"command": echo("{i}")}
SLEEP = {"command": sleep(60, "{i}")}
ODD_FAILS = {"command": [PYTHON, "-c", "import sys; sys.exit(int(sys.argv[1]) % 2)", "{i}"]}


def tasks_of(door: JobManager, array: Job) -> list[Job]:
    return door.list_jobs(array=array.id)[::-1]


def wait_for(door: JobManager, job: Job, condition: Callable[[Job], Any]) -> Job:
    now: Job | None = job
    for _ in range(1500):
        now = door.get_job(job.id)
        assert now is not None
        if condition(now):
            return now
        time.sleep(0.02)
    raise AssertionError(f"did not come about: {now}")


def ended(door: JobManager, job: Job) -> Job:
    now = door.wait_job(job.id, 60)
    assert now is not None
    assert now.is_final, now
    return now


def test_an_array_runs_a_task_for_each_value_and_ends_when_they_have(door: JobManager) -> None:
    array = door.submit_array(ECHO, "1-3", name="count", tags=["t"], queue="q", priority=2)
    assert (array.kind, array.name, array.number, array.is_array) == ("array", "count", 1, True)
    tasks = tasks_of(door, array)
    assert [(task.parent, task.index, task.number) for task in tasks] == [(array.id, n, n + 2) for n in range(3)]
    assert [task.name for task in tasks] == ["count [1] i=1", "count [2] i=2", "count [3] i=3"]
    assert {(task.queue, task.priority, task.tags, task.kind) for task in tasks} == {("q", 2, ("t",), "command")}
    now = ended(door, array)
    assert (now.status, now.reason, now.exit_code) == (JobStatus.COMPLETED, None, None)
    assert now.tasks == TaskCounts(done=3)
    assert now.progress is not None
    assert (now.progress.fraction, now.progress.step, now.progress.total, now.progress.text) == (1.0, 3, 3, "3 done")
    assert [door.read_log(task.id) for task in tasks] == ["1\n", "2\n", "3\n"]
    assert now.started is not None
    assert now.started == min(task.started or "" for task in tasks_of(door, array))
    assert now.finished == max(task.finished or "" for task in tasks_of(door, array))


def test_an_array_fails_with_its_tasks_and_what_failed_can_be_run_again(door: JobManager) -> None:
    array = ended(door, door.submit_array(ODD_FAILS, "1-5", name="odd"))
    assert (array.status, array.reason and array.reason.text) == (JobStatus.FAILED, "3 of 5 tasks failed")
    assert array.tasks == TaskCounts(done=2, failed=3)
    again = door.rerun_failed(array.id)
    assert again is not None
    assert (again.is_held, again.rerun_of, again.name) == (True, array.id, "odd")
    assert [task.name for task in tasks_of(door, again)] == ["odd [1] i=1", "odd [2] i=3", "odd [3] i=5"]
    assert door.start_job(again.id)
    assert ended(door, again).tasks == TaskCounts(failed=3)
    whole = door.rerun_job(array.id, start=True)
    assert whole is not None
    assert ended(door, whole).tasks == TaskCounts(done=2, failed=3)
    alone = door.rerun_job(tasks_of(door, array)[1].id, start=True)
    assert alone is not None
    assert (alone.parent, ended(door, alone).status) == (None, JobStatus.COMPLETED)
    good = ended(door, door.submit_array(ODD_FAILS, [2]))
    with pytest.raises(InvalidValueError, match=r"no task of #\d+ has failed"):
        door.rerun_failed(good.id)
    with pytest.raises(InvalidValueError, match="is no array"):
        door.rerun_failed(alone.id)


def test_as_many_tasks_run_at_once_as_the_array_allows(door: JobManager) -> None:
    door.change_setting("run_limit", 10)
    array = door.submit_array(SLEEP, "1-5", at_once=2)
    now = wait_for(door, array, lambda job: job.tasks and job.tasks.running == 2)
    assert (now.status, now.tasks) == (JobStatus.RUNNING, TaskCounts(running=2, waiting=3))
    third = tasks_of(door, array)[2]
    assert [blocker.text for blocker in door.blockers(third.id)] == ["2 of 2 tasks of its array running"]
    other = door.submit_job({"command": TRUE})
    assert ended(door, other).status is JobStatus.COMPLETED


def test_cancel_ends_all_tasks_and_the_array(door: JobManager) -> None:
    door.change_setting("run_limit", 2)
    array = door.submit_array(SLEEP, "1-50")
    wait_for(door, array, lambda job: job.status is JobStatus.RUNNING)
    assert door.cancel_job(array.id)
    now = ended(door, array)
    assert (now.status, now.reason and now.reason.code, now.cancelled) == (JobStatus.CANCELLED, "by_user", True)
    assert now.tasks == TaskCounts(cancelled=50)
    assert {task.status for task in tasks_of(door, array)} == {JobStatus.CANCELLED}
    assert door.cancel_job(array.id) is False


def test_an_array_that_waits_is_cancelled_at_once(door: JobManager) -> None:
    door.change_setting("queue_paused", True)
    array = door.submit_array(ECHO, "1-3")
    assert door.cancel_job(array.id)
    now = door.get_job(array.id)
    assert now is not None
    assert now.status is JobStatus.CANCELLED


def test_a_task_can_be_cancelled_alone(door: JobManager, tmp_path: Path) -> None:
    door.change_setting("run_limit", 2)
    go = tmp_path / "go"
    array = door.submit_array({"command": until(go)}, "1-3")
    last = tasks_of(door, array)[2]
    assert door.cancel_job(last.id)
    go.touch()
    now = ended(door, array)
    assert (now.status, now.reason and now.reason.text) == (JobStatus.CANCELLED, "1 of 3 tasks cancelled")
    assert now.tasks == TaskCounts(done=2, cancelled=1)


def test_pause_and_resume_concern_all_tasks(door: JobManager) -> None:
    door.change_setting("run_limit", 2)
    array = door.submit_array(SLEEP, "1-4")
    wait_for(door, array, lambda job: job.tasks and job.tasks.running == 2)
    assert door.pause_job(array.id)
    now = wait_for(door, array, lambda job: job.is_paused)
    assert now.tasks == TaskCounts(paused=2, held=2)
    assert door.pause_job(array.id) is False
    assert door.resume_job(array.id)
    now = wait_for(door, array, lambda job: not job.is_paused)
    assert now.tasks == TaskCounts(running=2, waiting=2)
    assert door.resume_job(array.id) is False


def test_a_held_array_waits_for_its_start(door: JobManager) -> None:
    array = door.create_job({"kind": "array", "task": ECHO, "over": "1-3"})
    assert (array.is_held, array.tasks) == (True, TaskCounts(held=3))
    if sys.platform != "win32":  # Where there is no program with so short a name.
        assert array.name == "echo {i}"
        assert [task.name for task in tasks_of(door, array)] == ["echo 1 [1]", "echo 2 [2]", "echo 3 [3]"]
    assert door.start_job(array.id)
    assert door.start_job(array.id) is False
    assert ended(door, array).status is JobStatus.COMPLETED


def test_other_jobs_wait_for_an_array_and_it_for_others(door: JobManager) -> None:
    first = door.create_job({"command": TRUE})
    array = door.submit_array(ECHO, "1-3", after=[first.id])
    last = door.submit_job({"command": TRUE}, after=[array.id])
    assert {task.after for task in tasks_of(door, array)} == {(first.id,)}
    reason = door.why(array.id)
    assert reason is not None
    assert reason.text.startswith("Waits for #1")
    with pytest.raises(CyclicDependencyError):
        door.update_job(array.id, after=[last.id])
    with pytest.raises(CyclicDependencyError):
        door.update_job(array.id, after=[tasks_of(door, array)[0].id])
    with pytest.raises(InvalidValueError, match="of its whole array"):
        door.update_job(tasks_of(door, array)[0].id, after=[array.id])
    door.start_job(first.id)
    done = ended(door, last)
    assert done.status is JobStatus.COMPLETED
    assert (done.started or "") >= (ended(door, array).finished or "")


def test_an_array_whose_wait_is_vain_is_cancelled_with_its_tasks(door: JobManager) -> None:
    first = door.create_job({"command": TRUE})
    array = door.submit_array(ECHO, "1-3", after=[first.id])
    door.cancel_job(first.id)
    now = ended(door, array)
    assert (now.status, now.reason and now.reason.text) == (JobStatus.CANCELLED, "3 of 3 tasks cancelled")


def test_changes_of_an_array_reach_the_tasks_that_have_not_ended(door: JobManager) -> None:
    door.change_setting("queue_paused", True)
    array = door.submit_array(ECHO, "1-3")
    plain = door.submit_job({"command": TRUE})
    door.update_job(array.id, priority=7, queue="other", needs={"gpu": 1}, policy={"at_once": 1}, name="new")
    assert {(task.priority, task.queue, task.policy) for task in tasks_of(door, array)} == {(7, "other", None)}
    assert {task.needs.get("gpu") for task in tasks_of(door, array)} == {1.0}
    now = door.get_job(array.id)
    assert now is not None
    assert (now.name, now.priority, now.rules.at_once) == ("new", 7, 1)
    with pytest.raises(InvalidTransitionError):
        door.update_job(array.id, status="completed")
    with pytest.raises(InvalidValueError, match="of an array cannot change"):
        door.update_job(array.id, config={"command": TRUE})
    assert door.run_next(plain.id)
    assert door.run_next(array.id)
    order = sorted(door.list_jobs(), key=run_order)
    assert [job.parent for job in order if not job.is_array] == [array.id] * 3 + [None]
    assert door.move_job(array.id)
    assert door.move_job(plain.id, array.id)
    now = door.get_job(plain.id)
    task = tasks_of(door, array)[0]
    assert now is not None
    assert run_order(now) < run_order(task)


def test_an_array_goes_to_the_trash_and_back_with_its_tasks(door: JobManager) -> None:
    door.change_setting("queue_paused", True)
    array = door.submit_array(ECHO, "1-3")
    assert door.delete_job(array.id) is False
    door.cancel_job(array.id)
    task = tasks_of(door, array)[0]
    assert door.delete_job(task.id) is False
    assert door.delete_job(array.id)
    assert door.list_jobs() == []
    assert len(door.list_jobs(trash=True)) == 4
    assert door.restore_job(task.id) is False
    assert door.restore_job(array.id)
    assert len(door.list_jobs()) == 4
    assert door.delete_job(array.id)
    assert door.empty_trash() == 1
    assert door.list_jobs(trash=True) == []


@pytest.mark.parametrize(
    ("config", "over", "error", "text"),
    [
        (ECHO, [], InvalidValueError, "holds no values"),
        (ECHO, {}, InvalidValueError, "names no parameter"),
        (ECHO, "5-1", InvalidValueError, "counts to nowhere"),
        (ECHO, "1-9:0", InvalidValueError, "counts to nowhere"),
        (ECHO, "a,,b", InvalidValueError, "an empty value"),
        (ECHO, [["a"]], InvalidValueError, "must be a text or a number"),
        (ECHO, ["a\0"], InvalidValueError, "what is no text"),
        (ECHO, 5, InvalidValueError, "must be a list of values"),
        (ECHO, {"A-b": "1-2"}, InvalidValueError, "is no name"),
        (ECHO, "1-100001", InvalidValueError, "more than 100000 tasks"),
        (ECHO, {"a": "1-1000", "b": "1-1000"}, InvalidValueError, "more than 100000 tasks"),
        (ECHO, [{"a": 1}, {"b": 1}], InvalidValueError, "the same parameters"),
        ({"command": ["{i}"]}, ["a", " "], InvalidConfigError, "is empty"),
        ({"kind": "array", "task": ECHO, "over": "1-2"}, "1-2", InvalidConfigError, "no kind of job"),
        ({}, "1-2", InvalidConfigError, "says not what to run"),
    ],
)
def test_what_makes_no_array_is_refused_in_plain_words(
    door: JobManager, config: dict[str, Any], over: object, error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        door.submit_array(config, over)
    assert door.list_jobs() == []


def test_costs_are_summed(door: JobManager) -> None:
    code = """report('{"type": "cost", "usd": 0.25, "mark": "≈"}')"""
    array = ended(door, door.submit_array({"command": script(code)}, "1-4"))
    assert (array.cost_usd, array.cost_mark) == (1.0, "≈")


def test_an_array_and_its_counts_survive_a_restart(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        manager.change_setting("run_limit", 1)
        array = manager.submit_array({"command": script("time.sleep(0.3); sys.exit(int(sys.argv[1]))", "{i}")}, "0-3")
        wait_for(manager, array, lambda job: job.tasks and job.tasks.done == 1)
        manager.close(hand_over=False)
    with JobManager(home / "jobs_state.json") as manager:
        now = ended(manager, array)
        assert now.tasks == TaskCounts(done=1, failed=3)
        assert len(manager.list_jobs()) == 5
        manager.close(hand_over=False)


@pytest.mark.skipif(IS_WINE, reason="Wine has too few descriptors for it")
def test_ten_thousand_tasks_are_told_as_few_changes_of_their_array(manager: JobManager) -> None:
    manager.change_setting("queue_paused", True)
    told: list[Event] = []
    manager.subscribe(told.append)
    begun = time.monotonic()
    array = manager.submit_array(ECHO, "1-10000")
    assert manager.cancel_job(array.id)
    assert ended(manager, array).tasks == TaskCounts(cancelled=10_000)
    breaths = (time.monotonic() - begun) / 0.05  # Of which each look at an array is one, however long all of it takes.
    changes = [event for event in told if isinstance(event, JobChanged) and event.job.id == array.id]
    assert len(changes) < breaths + 20

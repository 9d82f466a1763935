"""Deeds on many jobs at once: one wait for the disk, and what one of them refuses is done to the others."""

import sys
from pathlib import Path

import pytest

from jobdesk import Job, JobManager, JobStatus
from jobdesk.core.errors import JobDeskError, NotAllDoneError, StoreError
from jobdesk.engine.storage import journal
from tests import programs
from tests.engine.handlers.test_job_control import wait_until

SLEEP = {"command": [sys.executable, "-c", "import time; time.sleep(60)"]}
ECHO = {"command": programs.echo("hello")}


@pytest.fixture
def paused(door: JobManager) -> JobManager:
    """A door to an engine that starts nothing."""
    door.change_setting("queue_paused", True)
    return door


@pytest.fixture
def syncs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that the journal was made durable."""
    found: list[int] = []
    real = journal._sync_data

    def sync(descriptor: int) -> None:
        found.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(journal, "_sync_data", sync)
    return found


def ids_of(jobs: list[Job]) -> list[str]:
    return [job.id for job in jobs]


def status_of(door: JobManager, job_id: str) -> JobStatus:
    job = door.get_job(job_id)
    assert job is not None
    return job.status


def make_ended(door: JobManager, count: int) -> list[str]:
    ids = [door.submit_job(ECHO).id for _ in range(count)]
    assert door.cancel_jobs(ids) == ids
    return ids


def test_jobs_go_to_the_trash_and_come_back_together(paused: JobManager, syncs: list[int]) -> None:
    ids = make_ended(paused, 20)
    waiting = paused.submit_job(ECHO).id
    syncs.clear()
    assert paused.delete_jobs([*ids, waiting, "nosuchjob000", ids[0]]) == ids
    assert len(syncs) == 1
    assert ids_of(paused.list_jobs(trash=True)) == ids[::-1]
    assert paused.restore_jobs([waiting, *ids[:10]]) == ids[:10]
    assert len(syncs) == 2
    assert paused.restore_jobs(ids[:10]) == []


def test_the_trash_is_emptied_with_one_wait(paused: JobManager, syncs: list[int]) -> None:
    ids = make_ended(paused, 20)
    array = paused.submit_array({"command": programs.echo("{i}")}, "1-3")
    paused.cancel_job(array.id)
    wait_until(lambda: status_of(paused, array.id) is JobStatus.CANCELLED)
    paused.delete_jobs([*ids[1:], array.id])
    syncs.clear()
    assert paused.empty_trash() == 20
    assert len(syncs) == 1
    assert ids_of(paused.list_jobs()) == ids[:1]
    assert [path.name for path in paused.folder.run_logs.iterdir()] == ids[:1]


def test_jobs_go_to_the_archive_and_out_of_it_together(paused: JobManager) -> None:
    ids = make_ended(paused, 20)
    needed = ids[0]
    waiting = paused.submit_job(ECHO, after=[needed], policy={"after_when": "ended"}).id
    paused.pause_job(waiting)
    assert paused.archive_jobs([*ids, waiting]) == ids[1:]
    assert set(ids_of(paused.search_archive())) == set(ids[1:])
    assert set(paused.restore_jobs([*ids[1:11], waiting])) == set(ids[1:11])
    assert {job.id for job in paused.list_jobs()} == {needed, waiting, *ids[1:11]}
    assert set(paused.delete_jobs(ids)) == set(ids)
    assert paused.search_archive() == []
    assert not paused.folder.job(ids[-1]).path.exists()
    assert paused.folder.job(ids[1]).path.exists()


def test_an_array_goes_and_comes_with_its_tasks(paused: JobManager) -> None:
    array = paused.submit_array({"command": programs.echo("{i}")}, "1-3")
    ids = [array.id, *make_ended(paused, 2)]
    tasks = ids_of(paused.list_jobs(array=array.id))
    assert len(tasks) == 3
    assert paused.cancel_jobs(ids) == [array.id]
    wait_until(lambda: status_of(paused, array.id) is JobStatus.CANCELLED)
    assert paused.archive_jobs([*ids, tasks[0]]) == ids
    assert paused.list_jobs() == []
    assert set(paused.restore_jobs([*ids, tasks[0]])) == set(ids)
    assert set(ids_of(paused.list_jobs())) == {*ids, *tasks}
    assert paused.delete_jobs([*ids, tasks[0]]) == ids


def test_waiting_jobs_are_held_let_go_and_run_again_together(paused: JobManager, syncs: list[int]) -> None:
    ids = [paused.submit_job(ECHO).id for _ in range(10)]
    syncs.clear()
    assert paused.pause_jobs(ids) == ids
    assert paused.resume_jobs(ids[5:]) == ids[5:]
    assert paused.start_jobs(ids) == ids[:5]
    again = paused.rerun_jobs(["nosuchjob000", *ids], start=True)
    assert [job.rerun_of for job in again] == ids
    assert not any(job.is_held for job in again)
    assert len(syncs) == 4
    assert all(job.is_held for job in paused.rerun_jobs(ids))


def test_fields_of_many_jobs_change_together(paused: JobManager, syncs: list[int]) -> None:
    ids = [paused.submit_job(ECHO).id for _ in range(5)]
    syncs.clear()
    assert paused.update_jobs({one: {"priority": at, "tags": ("a",)} for at, one in enumerate(ids)}) == ids
    assert len(syncs) == 1
    assert [job.priority for one in ids if (job := paused.get_job(one))] == [0, 1, 2, 3, 4]
    with pytest.raises(NotAllDoneError) as refused:
        paused.update_jobs({ids[0]: {"priority": 7}, ids[1]: {"priority": "high"}, "nosuchjob000": {}})
    assert refused.value.done == [ids[0]]
    assert "priority" in refused.value.problems[ids[1]]
    with pytest.raises(JobDeskError, match="name"):
        paused.update_jobs({ids[0]: {"name": "\ud800"}})


def test_waiting_jobs_are_moved_together(paused: JobManager, syncs: list[int]) -> None:
    first = paused.submit_job({"command": programs.TRUE})
    many = [job.id for job in paused.rerun_jobs([first.id] * 20, start=True)]
    syncs.clear()
    moves = dict(zip([*many[::-1]], [first.id, *many[:0:-1]], strict=True))
    assert set(paused.move_jobs(moves)) == set(many)
    assert len(syncs) == 1
    ranks = {job.id: job.rank for job in paused.list_jobs(status="queued")}
    assert sorted(many, key=lambda one: ranks[one] or 0) == many
    assert all((ranks[one] or 0) < first.number for one in many)


def test_what_is_asked_to_run_now_starts_together(paused: JobManager) -> None:
    first = paused.submit_job({"command": programs.TRUE})
    waits = paused.submit_job({"command": programs.TRUE}, after=[first.id])
    other = paused.submit_job({"command": programs.TRUE})
    assert paused.run_jobs_now([first.id, waits.id, other.id, "abcdefghijkl"]) == [first.id, other.id]
    for one in (first, other):
        ended = paused.wait_job(one.id, 20)
        assert ended is not None
        assert ended.status is JobStatus.COMPLETED


def test_what_is_started_together_runs(door: JobManager) -> None:
    ids = [door.create_job(ECHO).id for _ in range(10)]
    assert door.start_jobs(ids) == ids
    for job_id in ids:
        ended = door.wait_job(job_id, 30)
        assert ended is not None
        assert ended.status is JobStatus.COMPLETED


def test_what_waits_does_not_start_while_what_runs_is_stopped(door: JobManager) -> None:
    door.change_setting("run_limit", 2)
    ids = [door.submit_job(SLEEP).id for _ in range(12)]
    wait_until(lambda: len(door.list_jobs(status="running")) == 2)
    assert set(door.cancel_jobs(ids, force=True)) == set(ids)
    ended = [door.wait_job(job_id, 30) for job_id in ids]
    assert [job.status for job in ended if job] == [JobStatus.CANCELLED] * 12
    assert sum(job.started is not None for job in ended if job) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_what_one_job_refuses_is_done_to_the_others_and_told(door: JobManager, tmp_path: Path) -> None:
    door.change_setting("run_limit", 3)
    running = [door.submit_job(SLEEP).id for _ in range(3)]
    wait_until(lambda: len(door.list_jobs(status="running")) == 3)
    folder = door.folder.job(running[1])
    folder.pause.symlink_to(tmp_path / "nowhere" / "pause")  # A request cannot be left there.
    with pytest.raises(NotAllDoneError) as refused:
        door.pause_jobs([*running, "nosuchjob000"])
    assert refused.value.done == [running[0], running[2]]
    assert list(refused.value.problems) == [running[1]]
    assert str(folder.path) in refused.value.problems[running[1]]
    assert str(folder.path) in str(refused.value)
    folder.pause.unlink()
    assert door.pause_job(running[1]), "a pause that was refused must not be on record"


def test_what_cannot_be_made_durable_is_told(manager: JobManager, monkeypatch: pytest.MonkeyPatch) -> None:
    manager.change_setting("queue_paused", True)
    ids = make_ended(manager, 3)

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(journal, "_sync_data", refuse)
        with pytest.raises(StoreError, match="No space left"):
            manager.delete_jobs(ids)
    assert manager.restore_jobs(ids) == ids


@pytest.mark.parametrize("verb", ["start_jobs", "pause_jobs", "delete_jobs", "archive_jobs", "update_jobs"])
def test_a_refusal_of_the_disk_is_raised_once_for_the_request(
    paused: JobManager, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """It concerns no job more than another: a client that showed it for each would fill the screen with it."""
    if verb in {"delete_jobs", "archive_jobs"}:
        ids = make_ended(paused, 3)
    else:
        create = paused.create_job if verb == "start_jobs" else paused.submit_job
        ids = [create(ECHO).id for _ in range(3)]
    arguments = {job_id: {"priority": 1} for job_id in ids} if verb == "update_jobs" else ids

    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(journal.Journal, "append", refuse)
        with pytest.raises(StoreError, match="No space left"):
            getattr(paused, verb)(arguments)
    assert getattr(paused, verb)(arguments) == ids


def test_an_id_that_is_no_text_is_passed_over(paused: JobManager) -> None:
    ids = make_ended(paused, 2)
    assert paused.delete_jobs([ids[0], "\ud800", ids[1]]) == ids
    assert paused.delete_jobs([]) == []


def test_nothing_is_made_on_disk_by_asking_for_nothing(door: JobManager, tmp_path: object) -> None:
    other = JobManager(f"{tmp_path}/other/jobs_state.json")
    assert other.delete_jobs(["nosuchjob000"]) == []
    assert other.rerun_jobs(["nosuchjob000"]) == []
    assert not other.folder.path.exists()

"""The archive: ended jobs leave the list, and stay within reach; from both sides of the control channel."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jobdesk import Job, JobManager, JobStatus
from jobdesk.core.errors import AmbiguousJobError, InvalidValueError, JobNotFoundError, StoreError
from jobdesk.core.timing.retention import Keep, choose_excess
from jobdesk.core.timing.times import format_time
from jobdesk.engine.storage import archive as archive_module
from jobdesk.engine.storage.archive import Archive
from tests import programs

TRUE = {"command": programs.TRUE}


def done(door: JobManager, config: dict[str, Any] = TRUE, **wishes: Any) -> Job:
    job = door.wait_job(door.submit_job(config, **wishes).id, 30)
    assert job is not None
    assert job.is_final, job
    return job


def eventually(condition: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def names(jobs: list[Job]) -> list[str]:
    return [job.name for job in jobs]


def test_an_archived_job_is_out_of_the_list_and_within_reach(door: JobManager) -> None:
    job = done(door, {"command": programs.echo("hello")}, name="greet", tags=["t"])
    assert door.archive_job(job.id)
    assert door.list_jobs() == []
    found = door.find_job("#1")
    assert (found.id, found.name, found.number, found.exit_code, found.tags) == (job.id, "greet", 1, 0, ("t",))
    assert found.archived is not None
    assert [door.find_job(job.id).id, door.find_job(job.id[:6]).id] == [job.id, job.id]
    assert door.get_job(job.id) == found
    assert door.wait_job(job.id) == found
    assert door.read_log(job.id) == "hello\n"
    assert door.search_archive() == [found]
    assert door.archive_job(job.id) is False
    assert door.update_job(job.id, name="other") is None
    assert door.cancel_job(job.id) is False
    again = door.rerun_job(job.id)
    assert again is not None
    assert (again.number, again.rerun_of) == (2, job.id)


def test_it_comes_back_as_it_was(door: JobManager) -> None:
    job = done(door, name="back")
    assert door.archive_job(job.id)
    assert door.restore_job(job.id)
    now = door.get_job(job.id)
    assert now is not None
    assert msgspec.structs.replace(now, updated=job.updated) == job
    assert door.list_jobs() == [now]
    assert door.search_archive() == []
    assert door.restore_job(job.id) is False
    assert door.archive_job(job.id)
    assert names(door.search_archive()) == ["back"]


def test_deleting_an_archived_job_is_for_good(door: JobManager) -> None:
    kept, job = done(door, name="kept"), done(door, name="gone")
    assert door.archive_job(kept.id)
    assert door.archive_job(job.id)
    assert door.delete_job(job.id)
    assert door.get_job(job.id) is None
    assert names(door.search_archive()) == ["kept"]
    assert not door.folder.job(job.id).path.exists()
    assert b"gone" not in b"".join(path.read_bytes() for path in door.folder.archive.iterdir())
    assert door.delete_job(job.id) is False
    assert door.delete_job(kept.id)
    assert list(door.folder.archive.iterdir()) == []


def test_only_what_has_ended_and_nobody_waits_for_goes(door: JobManager) -> None:
    door.change_setting("run_limit", 4)
    held = door.create_job(TRUE)
    assert door.archive_job(held.id) is False
    ended = done(door)
    waiting = door.create_job(TRUE, after=[ended.id])
    assert door.archive_job(ended.id) is False
    door.cancel_job(waiting.id)
    assert door.delete_job(waiting.id)
    assert door.archive_job(waiting.id) is False
    assert door.archive_job(ended.id)
    assert door.archive_job("abcdefghijkl") is False


def test_jobs_can_still_wait_for_an_archived_one(door: JobManager) -> None:
    good, bad = done(door), done(door, {"command": programs.FALSE})
    assert door.archive_job(good.id)
    assert door.archive_job(bad.id)
    assert done(door, after=[good.id]).status is JobStatus.COMPLETED
    late = done(door, after=[bad.id])
    assert (late.status, late.reason and late.reason.code) == (JobStatus.CANCELLED, "dependency_failed")
    assert done(door, after=[bad.id], policy={"after_when": "failed"}).status is JobStatus.COMPLETED


def test_an_array_goes_with_its_tasks_and_comes_back_with_them(door: JobManager) -> None:
    array = door.wait_job(door.submit_array({"command": programs.echo("{i}")}, "1-3", name="many").id, 30)
    assert array is not None
    task = door.list_jobs(array=array.id)[0]
    assert door.archive_job(task.id) is False
    assert door.archive_job(array.id)
    assert door.list_jobs() == []
    assert names(door.search_archive("many")) == ["many"]
    assert door.read_log(task.id) == "3\n"
    assert door.restore_job(task.id) is False
    assert door.restore_job(array.id)
    assert len(door.list_jobs(array=array.id)) == 3
    assert door.archive_job(array.id)
    assert door.delete_job(array.id)
    assert door.get_job(task.id) is None
    assert list(door.folder.run_logs.iterdir()) == []


def test_what_failed_of_an_archived_array_is_read_in_one_go(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {"command": programs.script("sys.exit(int(sys.argv[1]) // 3)", "{i}")}
    array = manager.wait_job(manager.submit_array(config, "1-4").id, 30)
    assert array is not None
    assert manager.archive_job(array.id)
    reads: list[Path] = []
    read_blocks = archive_module._blocks

    def note_read(path: Path) -> Iterator[bytes]:
        reads.append(path)
        return read_blocks(path)

    monkeypatch.setattr(archive_module, "_blocks", note_read)
    again = manager.rerun_failed(array.id)
    assert again is not None
    assert again.config["over"] == [{"i": "3"}, {"i": "4"}]
    assert len(reads) == 2  # Once for the array, once for its tasks.


def test_the_search_finds_words_wherever_they_stand(door: JobManager) -> None:
    jobs = [
        done(door, {"command": programs.echo('quo"ted', "Ärger")}, name="Erster"),
        done(door, {"command": programs.FALSE}, name="second", tags=["night"]),
        done(door, name="third", queue="videos"),
    ]
    for job in jobs:
        door.archive_job(job.id)
    for text, found in {
        "": ["third", "second", "Erster"],
        "ERSTER": ["Erster"],
        "ärger": ["Erster"],
        'quo\\"ted': ["Erster"],
        "night": ["second"],
        "VIDEOS third": ["third"],
        "third second": [],
        "#2": ["second"],
        "exit code 1": ["second"],
        jobs[0].id: ["Erster"],
    }.items():
        assert names(door.search_archive(text)) == found, text
    assert names(door.search_archive(status="failed")) == ["second"]
    assert names(door.search_archive("third", status="failed")) == []
    assert names(door.search_archive(limit=2)) == ["third", "second"]
    for wrong in ({"status": "odd"}, {"limit": -1}, {"limit": True}):
        with pytest.raises(InvalidValueError):
            door.search_archive(**wrong)
    with pytest.raises(JobNotFoundError):
        door.find_job("999")


def test_the_settings_move_what_is_too_many(door: JobManager) -> None:
    jobs = [done(door, name=f"job {number}") for number in range(5)]
    door.change_setting("archive_count", 2)
    eventually(lambda: len(door.list_jobs()) == 2, "three go")
    assert names(door.list_jobs()) == ["job 4", "job 3"]
    assert names(door.search_archive()) == ["job 2", "job 1", "job 0"]
    assert door.restore_job(jobs[0].id)
    done(door, name="newest")
    eventually(lambda: len(door.list_jobs()) == 2, "the restored one counts as new")
    assert sorted(names(door.list_jobs())) == ["job 0", "newest"]


def test_sizes_of_logs_are_known_of_jobs_in_the_list_only(manager: JobManager) -> None:
    jobs = [done(manager) for _ in range(4)]
    manager.change_setting("archive_gb", 1)
    sizes = manager.hold()._retention._sizes
    eventually(lambda: sizes.keys() == {job.id for job in jobs}, "all are measured")
    manager.delete_job(jobs[0].id)
    manager.empty_trash()
    manager.archive_job(jobs[1].id)
    eventually(lambda: sizes.keys() == {job.id for job in jobs[2:]}, "those that left are forgotten")


def test_a_queue_has_rules_of_its_own(door: JobManager) -> None:
    for number in range(3):
        done(door, name=f"video {number}", queue="videos")
        done(door, {"command": programs.echo("x" * 1000)}, name=f"other {number}", queue="others")
    door.change_queue("videos", keep_count=1)
    eventually(lambda: len(door.list_jobs()) == 4, "two go")
    assert names(door.search_archive()) == ["video 1", "video 0"]
    door.change_queue("others", keep_gb=0.0000025)
    eventually(lambda: len(door.list_jobs()) == 3, "one goes for the size of the logs")
    assert names(door.search_archive(limit=1)) == ["other 0"]
    door.change_queue("others", keep_days=0)
    eventually(lambda: len(door.list_jobs()) == 1, "all go")
    assert names(door.list_jobs()) == ["video 2"]


@pytest.mark.parametrize(
    ("keep", "gone"),
    [
        (Keep(), []),
        (Keep(count=2), [1, 2]),
        (Keep(days=1.5), [1, 2]),
        (Keep(days=2.5, count=3), [1]),
        (Keep(gb=2.5e-9), [1, 2]),
        (Keep(gb=0), [1, 2, 3, 4]),
    ],
)
def test_the_oldest_goes_first(keep: Keep, gone: list[int]) -> None:
    now = datetime(2026, 1, 31, tzinfo=UTC)
    jobs = [
        Job(
            id=f"{number:012}",
            number=number,
            name="",
            kind="command",
            status=JobStatus.COMPLETED,
            raw_config=msgspec.Raw(b"{}"),
            created="",
            updated=format_time(now - timedelta(days=4 - number)),
        )
        for number in (3, 1, 4, 2)
    ]
    assert [job.number for job in choose_excess(jobs, keep, now, lambda _: 1)] == gone


@pytest.fixture
def ended(door: JobManager) -> Job:
    return done(door, name="ended")


def at_hand(archive: Archive) -> list[int]:
    return [job.number for job in archive.search("", None, 10_000)]


def many(job: Job, run_logs: Path, count: int) -> list[Job]:
    jobs = [msgspec.structs.replace(job, id=f"x{number:011}", number=number) for number in range(count)]
    for one in jobs:
        (run_logs / one.id).mkdir(parents=True, exist_ok=True)
    return jobs


@pytest.mark.parametrize("block_bytes", [1 << 20, 700, 64])
def test_blocks_and_files_are_read_in_order_whatever_their_size(
    manager: JobManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block_bytes: int
) -> None:
    monkeypatch.setattr(archive_module, "_BLOCK_BYTES", block_bytes)
    monkeypatch.setattr(archive_module, "_LARGE_BYTES", 5000)
    archive = Archive(tmp_path / "archive", tmp_path / "run_logs")
    jobs = many(done(manager), tmp_path / "run_logs", 40)
    for at in range(0, 40, 4):
        archive.append(jobs[at : at + 4])
    assert len(list((tmp_path / "archive").iterdir())) > 3
    assert at_hand(archive) == list(range(39, -1, -1))
    word = "python" if sys.platform == "win32" else "true"
    assert [job.number for job in archive.search(word, JobStatus.COMPLETED, 3)] == [39, 38, 37]
    assert [job.number for job in archive.search("x00000000017", None, 3)] == [17]
    archive.remove({job.id for job in jobs[3:37]})
    assert at_hand(archive) == [39, 38, 37, 2, 1, 0]
    assert archive.find("x00000000038").number == 38
    with pytest.raises(AmbiguousJobError):
        archive.find("x00")


def test_a_torn_line_and_a_damaged_one_are_passed_over(manager: JobManager, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive", tmp_path / "run_logs")
    jobs = many(done(manager), tmp_path / "run_logs", 4)
    archive.append(jobs[:2])
    (path,) = (tmp_path / "archive").iterdir()
    with path.open("ab") as file:
        file.write(path.read_bytes()[:100])
    archive.append(jobs[2:])
    assert at_hand(archive) == [3, 2, 1, 0]
    path.write_bytes(path.read_bytes().replace(b'"number":1,', b'"number":7,'))
    assert at_hand(archive) == [3, 2, 0]


def test_a_disk_that_refuses_leaves_the_job_in_the_list(door: JobManager, ended: Job) -> None:
    door.folder.archive.write_bytes(b"no folder")
    with pytest.raises(StoreError):
        door.archive_job(ended.id)
    now = door.get_job(ended.id)
    assert now is not None
    assert (now.archived, door.list_jobs()) == (None, [now])
    door.folder.archive.unlink()
    assert door.archive_job(ended.id)


def test_what_a_kill_left_on_its_way_is_in_the_list_alone(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        job = done(manager)
        ledger = manager.hold()._ledger
        on_its_way = ledger.change(job.id, lambda _: {"archived": "2026-01-31T10:00:00.000Z"})
        assert on_its_way is not None
        manager.hold()._archive.append([on_its_way])
    with JobManager(home / "jobs_state.json") as manager:
        assert [one.archived for one in manager.list_jobs()] == [None]
        assert manager.search_archive() == []
        assert manager.delete_job(job.id)
        assert manager.empty_trash() == 1
        assert manager.get_job(job.id) is None


def test_the_number_of_an_archived_job_names_no_listed_one_whose_id_begins_with_it(door: JobManager) -> None:
    archived = done(door)
    door._door.ask_now("submit_job", config=TRUE, job_id="1zzzzzzzzzzz")
    assert door.archive_job(archived.id)
    for job_ref in ("1", "#1"):
        assert door.find_job(job_ref).id == archived.id
    with pytest.raises(JobNotFoundError):
        door.find_job("11")


def test_an_id_of_the_archive_is_not_used_again(door: JobManager) -> None:
    job = done(door)
    door.archive_job(job.id)
    same = door._door.ask_now("submit_job", config=TRUE, job_id=job.id)
    assert (same.id, same.number, same.archived is not None) == (job.id, job.number, True)
    assert door.list_jobs() == []


def test_a_list_that_is_rebuilt_from_the_folders_leaves_the_archive_alone(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        first, second = done(manager, name="first"), done(manager, name="second")
        manager.archive_job(second.id)
    for path in [*home.glob("jobs_state*"), *home.glob("journal*")]:
        path.unlink()
    with JobManager(home / "jobs_state.json") as manager:
        assert [job.id for job in manager.list_jobs()] == [first.id]
        assert names(manager.search_archive()) == ["second"]
        assert manager.create_job(TRUE).number == 3


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes there")
def test_the_files_are_for_their_owner_alone(door: JobManager, ended: Job) -> None:
    door.archive_job(ended.id)
    (path,) = door.folder.archive.iterdir()
    assert (path.stat().st_mode & 0o777, door.folder.archive.stat().st_mode & 0o777) == (0o600, 0o700)
    line = path.read_bytes().splitlines()[0]
    assert json.loads(line[9:])["id"] == ended.id
    assert path.stat().st_size == len(line) + 1


def test_an_archived_job_waits_for_nothing(door: JobManager) -> None:
    job = done(door, TRUE, policy={"run_time": {"stop_s": 60}})
    assert door.archive_job(job.id)
    assert door.blockers(job.id) == []
    assert door.why(job.id) is None
    assert [deadline.limit_s for deadline in door.deadlines(job.id)] == [60]

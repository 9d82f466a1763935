"""The state on disk: what was stored comes back, from whichever of its files is whole, also from other versions."""

import json
import os
import shutil
import stat
import sys
import zlib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jobdesk import Job, JobManager, JobStatus
from jobdesk.core.errors import StoreError, UnreadableJobError
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.journal import Journal, Record, read_journal
from jobdesk.engine.storage.snapshot import Snapshot, read_snapshot, write_snapshot
from jobdesk.engine.storage.store import load_state
from tests import programs

TRUE = {"command": programs.TRUE}


def filled(home: Path, count: int = 3) -> list[Job]:
    """Store some held jobs, newest last, and close the folder."""
    with JobManager(home / "jobs_state.json") as manager:
        return [manager.create_job(TRUE, name=f"job {number}") for number in range(count)]


def reseal(path: Path, change: object) -> None:
    """Rewrite a state file as another version of JobDesk might have, with a true checksum."""
    import hashlib

    document = json.loads(path.read_text())
    change(document)  # type: ignore[operator]
    del document["sha256"]
    body = json.dumps(document, separators=(",", ":"))[:-1].encode()
    path.write_bytes(body + b',"sha256":"' + hashlib.sha256(body).hexdigest().encode() + b'"}\n')


def test_the_state_is_one_json_document_that_scripts_can_read(home: Path) -> None:
    jobs = filled(home)
    document = json.loads((home / "jobs_state.json").read_text())
    assert document["schema"] == 2
    assert [job["id"] for job in document["jobs"]] == [job.id for job in jobs]
    assert list(document)[-1] == "sha256"


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes there")
def test_only_the_owner_may_read_it_whatever_the_umask(home: Path) -> None:
    former = os.umask(0)
    try:
        filled(home)
    finally:
        os.umask(former)
    for path in [home, *home.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_an_unknown_member_of_a_job_is_kept_and_loses_nobody(home: Path) -> None:
    jobs = filled(home)
    reseal(home / "jobs_state.json", lambda document: document["jobs"][1].update(future={"x": [1]}))
    with JobManager(home / "jobs_state.json") as manager:
        assert [job.id for job in manager.list_jobs()] == [job.id for job in reversed(jobs)]
        assert manager.find_job(2).extra == {"future": {"x": [1]}}
        manager.update_job(jobs[1].id, name="new name")
    assert json.loads((home / "jobs_state.json").read_text())["jobs"][1]["extra"] == {"future": {"x": [1]}}


def test_what_loaded_jobs_share_cannot_be_changed_through_one_of_them(home: Path) -> None:
    filled(home)
    with JobManager(home / "jobs_state.json") as manager:
        one, other, _ = manager.list_jobs()
        with pytest.raises(TypeError, match="does not change"):
            one.needs["gpu"] = 1.0
        with pytest.raises(TypeError, match="does not change"):
            one.extra.update(shape=1)
        assert (other.needs, other.extra) == ({}, {})


def test_a_job_that_cannot_be_read_is_kept_as_it_stands(home: Path) -> None:
    jobs = filled(home)
    reseal(home / "jobs_state.json", lambda document: document["jobs"][1].update(status="frozen"))
    with JobManager(home / "jobs_state.json") as manager:
        assert [job.id for job in manager.list_jobs()] == [jobs[2].id, jobs[1].id, jobs[0].id]
        assert [job.id for job in manager.list_jobs() if job.is_unreadable] == [jobs[1].id]
        assert any("kept as they are" in notice for notice in manager.status()["notices"])
        manager.create_job(TRUE)
    stored = json.loads((home / "jobs_state.json").read_text())["jobs"]
    assert next(job for job in stored if job["id"] == jobs[1].id)["status"] == "frozen"


def test_the_state_of_a_newer_version_is_refused_and_left_alone(home: Path) -> None:
    filled(home)
    path = home / "jobs_state.json"
    reseal(path, lambda document: (document.update(schema=99), document["jobs"][0].update(shape=1)))
    before = path.read_bytes()
    with JobManager(path) as manager, pytest.raises(StoreError, match="newer JobDesk"):
        manager.list_jobs()
    assert path.read_bytes() == before


def test_a_newer_schema_is_refused_even_if_every_job_can_be_read(home: Path) -> None:
    filled(home)
    reseal(home / "jobs_state.json", lambda document: document.update(schema=3))
    with JobManager(home / "jobs_state.json") as manager, pytest.raises(StoreError, match="newer JobDesk"):
        manager.list_jobs()


def test_a_moved_folder_finds_its_logs(home: Path, tmp_path: Path) -> None:
    job = filled(home, 1)[0]
    moved = tmp_path / "elsewhere"
    home.rename(moved)
    with JobManager(moved / "jobs_state.json") as manager:
        assert manager.list_jobs()[0].logs_path == str(moved / "run_logs" / job.id / "job.log")


def test_without_both_snapshots_the_list_is_rebuilt_from_the_folders(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        held = manager.create_job(TRUE, name="held", tags=["t"])
        done = manager.wait_job(manager.submit_job({"command": programs.exits(4)}).id)
    for path in [*home.glob("jobs_state*"), *home.glob("journal*")]:
        path.unlink()
    with JobManager(home / "jobs_state.json") as manager:
        assert done is not None
        assert manager.get_job(done.id) == done
        again = manager.get_job(held.id)
        assert again is not None
        assert (again.name, again.tags, again.is_held, again.number) == ("held", ("t",), True, 1)
        assert again.extra == {}
        assert manager.create_job(TRUE).number == 3
        assert any("rebuilt" in notice for notice in manager.status()["notices"])


def test_falling_back_to_the_previous_generation_loses_nothing(home: Path) -> None:
    jobs = filled(home)
    with JobManager(home / "jobs_state.json") as manager:
        manager.update_job(jobs[0].id, name="changed after the first save")
        extra = manager.create_job(TRUE)
        expected = manager.list_jobs()
    path = home / "jobs_state.json"
    path.write_bytes(path.read_bytes()[:-100])
    damaged = path.read_bytes()
    with JobManager(path) as manager:
        assert manager.list_jobs() == expected
        assert manager.get_job(extra.id) == extra
        assert (home / "jobs_state.damaged.json").read_bytes() == damaged
        assert any("cut short" in notice for notice in manager.status()["notices"])


def test_a_torn_last_line_of_the_journal_is_passed_over_in_silence(home: Path) -> None:
    jobs = filled(home)
    folder = DataFolder(home)
    last = folder.journals()[-1][0] + 1
    whole = msgspec.json.encode(Record(put=jobs[0]))
    folder.journal(last).write_bytes(b"0bad" + whole[:40])
    state = load_state(folder)
    assert len(state.snapshot.jobs) == 3
    assert state.notices == []


def journal_line(body: dict[str, Any]) -> bytes:
    """Return a line of a journal as some version of JobDesk writes it."""
    text = json.dumps(body, separators=(",", ":")).encode()
    return b"%08x %b\n" % (zlib.crc32(text), text)


def append_journal(home: Path, *bodies: dict[str, Any]) -> Path:
    """Leave a journal that follows all others, as an engine of another version that was killed does."""
    folder = DataFolder(home)
    path = folder.journal(folder.journals()[-1][0] + 1)
    path.write_bytes(b"".join(map(journal_line, bodies)))
    return path


def record_of(job: Job, **members: Any) -> dict[str, Any]:
    """Return the record of a job with some members changed."""
    return {"put": {**json.loads(msgspec.json.encode(job)), **members}}


def test_a_journal_names_its_schema_in_its_first_line(tmp_path: Path, home: Path) -> None:
    job = filled(home, 1)[0]
    path = tmp_path / "journal.1.jsonl"
    journal = Journal(path)
    for _ in range(2):
        journal.append(Record(put=job))
    journal.close()
    lines = path.read_bytes().splitlines()
    assert [json.loads(line[9:]) for line in lines[:1]] == [{"schema": 2}]
    assert len(lines) == 3
    assert read_journal(path) == ([Record(put=job), Record(put=job)], 0)


def test_an_unknown_member_of_a_journaled_job_is_kept(home: Path) -> None:
    first, second, _ = filled(home)
    append_journal(home, {"schema": 2}, record_of(first, future={"x": [1]}, name="renamed"), record_of(second))
    with JobManager(home / "jobs_state.json") as manager:
        assert (manager.find_job(1).name, manager.find_job(1).extra) == ("renamed", {"future": {"x": [1]}})
        assert manager.status()["notices"] == []
        manager.create_job(TRUE)
    stored = json.loads((home / "jobs_state.json").read_text())["jobs"]
    assert stored[0]["extra"] == {"future": {"x": [1]}}


def test_a_journaled_job_that_cannot_be_read_takes_the_place_of_its_older_record_and_is_kept(home: Path) -> None:
    jobs = filled(home)
    append_journal(home, record_of(jobs[1], status="frozen", number=9))
    for count in range(2):  # From the journal, then from the snapshot that the first engine saved.
        with JobManager(home / "jobs_state.json") as manager:
            shown = manager.get_job(jobs[1].id)
            assert shown is not None
            assert (shown.number, shown.name) == (9, "job 1")
            assert shown.reason is not None
            assert (shown.reason.code, "newer" in shown.reason.text) == ("unreadable", True)
            assert len(manager.list_jobs()) == 3 + count
            assert any("kept as they are" in notice for notice in manager.status()["notices"])
            for change in (manager.start_job, manager.cancel_job, manager.delete_job, manager.run_now):
                with pytest.raises(UnreadableJobError, match="#9"):
                    change(jobs[1].id)
            with pytest.raises(UnreadableJobError):
                manager.update_job(jobs[1].id, name="other")
            assert manager.create_job(TRUE).number == 10 + count
        stored = json.loads((home / "jobs_state.json").read_text())["jobs"]
        assert [(job["status"], job["number"]) for job in stored if job["id"] == jobs[1].id] == [("frozen", 9)]


def test_a_later_record_that_can_be_read_takes_the_place_of_one_that_cannot(home: Path) -> None:
    jobs = filled(home)
    append_journal(home, record_of(jobs[1], status="frozen"), record_of(jobs[1], name="again"))
    append_journal(home, record_of(jobs[2], status="frozen"), {"remove": jobs[2].id})
    with JobManager(home / "jobs_state.json") as manager:
        assert {job.name for job in manager.list_jobs()} == {"job 0", "again"}
        assert manager.status()["notices"] == []


def test_who_waits_for_a_job_that_cannot_be_read_goes_on_waiting(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        first = manager.create_job(TRUE)
        second = manager.submit_job(TRUE, after=[first.id])
        manager.close(hand_over=False)
    append_journal(home, record_of(first, status="frozen"))
    with JobManager(home / "jobs_state.json") as manager:
        manager.hold()
        waiting = manager.get_job(second.id)
        assert waiting is not None
        assert waiting.is_waiting
        manager.close(hand_over=False)


def test_a_journal_of_a_newer_version_is_refused_and_left_alone(home: Path) -> None:
    job = filled(home, 1)[0]
    path = append_journal(home, {"schema": 99}, record_of(job, name="newer"))
    before = {one.name: one.read_bytes() for one in home.iterdir() if one.suffix in {".json", ".jsonl"}}
    with JobManager(home / "jobs_state.json") as manager, pytest.raises(StoreError, match="newer JobDesk"):
        manager.list_jobs()
    assert {one.name: one.read_bytes() for one in home.iterdir() if one.suffix in {".json", ".jsonl"}} == before
    assert path.name in before


def test_a_flipped_line_of_the_journal_is_said(home: Path, tmp_path: Path) -> None:
    job = filled(home, 1)[0]
    path = tmp_path / "journal.1.jsonl"
    journal = Journal(path)
    for _ in range(3):
        journal.sync(journal.append(Record(put=job)))
    journal.close()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(bytes(data))
    records, damaged = read_journal(path)
    assert (len(records), damaged) == (2, 1)


def test_what_many_jobs_have_in_common_is_held_once_and_nothing_of_the_file(home: Path) -> None:
    filled(home)
    first, second, _ = read_snapshot(home / "jobs_state.json").jobs
    assert first.raw_config is second.raw_config
    assert first.queue is second.queue
    # A copy of a part of a file is the same object if it is no part any more.
    assert first.raw_config.copy() is first.raw_config
    assert bytes(first.raw_config) == msgspec.json.encode(TRUE)


def test_a_snapshot_keeps_the_one_before_it(tmp_path: Path) -> None:
    path, previous = tmp_path / "a.json", tmp_path / "a.previous.json"
    write_snapshot(path, previous, Snapshot(generation=1, next_number=5))
    write_snapshot(path, previous, Snapshot(generation=2, next_number=6))
    assert (read_snapshot(path).generation, read_snapshot(previous).generation) == (2, 1)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.json", "a.previous.json"]


# -- the replaced system's state file

V0_JOBS = {
    "abcdef0123456789abcdef0123456789": {
        "id": "abcdef0123456789abcdef0123456789",
        "status": "running",
        "config": {"task": "build a site", "max_rounds": 3},
        "created_at": "2025-11-03T09:00:00",
        "updated_at": "2025-11-03T09:01:00.250000",
        "started_at": 1762160400.5,
        "total_cost_usd": 0.25,
    },
    "not/an id": {"status": "completed", "config": {}, "result_summary": {"rounds": 2}, "created_at": "garbage"},
    "abcdefabcdef": {"status": "queued", "config": {"task": "later"}, "error": None, "cancelled": False},
    "oddstatus000": {"status": "paused"},
}


@pytest.mark.parametrize("shape", ["by id", "list", "under jobs"])
def test_a_state_file_without_a_schema_is_imported_and_kept(home: Path, shape: str) -> None:
    document: object = V0_JOBS
    if shape == "list":
        document = list(V0_JOBS.values())
    elif shape == "under jobs":
        document = {"jobs": V0_JOBS, "version": "0.3"}
    home.mkdir()
    original = json.dumps(document)
    (home / "jobs_state.json").write_text(original)
    with JobManager(home / "jobs_state.json") as manager:
        jobs = sorted(manager.list_jobs(), key=lambda job: job.number)
        first = jobs[0]
        assert len(jobs) == 4
        assert first.id == "abcdef0123456789abcdef0123456789"
        assert (first.status, first.reason and first.reason.code) == (JobStatus.FAILED, "interrupted")
        assert first.config == {"task": "build a site", "max_rounds": 3}
        assert first.created == "2025-11-03T09:00:00.000Z"
        assert first.started == "2025-11-03T09:00:00.500Z"
        assert first.extra == {"total_cost_usd": 0.25}
        assert jobs[1].result_summary == {"rounds": 2}
        assert jobs[2].is_held
        assert jobs[3].status is JobStatus.FAILED
    assert (home / "jobs_state.v0.json").read_text() == original
    assert json.loads((home / "jobs_state.json").read_text())["schema"] == 2
    with JobManager(home / "jobs_state.json") as manager:
        assert len(manager.list_jobs()) == 4


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"[[[", b"\xff\xfe{}", b"{}"[:1] * 100_000, b'"jobs"', b"7"])
def test_what_is_no_state_at_all_is_kept_aside_and_said(home: Path, data: bytes) -> None:
    home.mkdir()
    (home / "jobs_state.json").write_bytes(data)
    with JobManager(home / "jobs_state.json") as manager:
        assert manager.list_jobs() == []
        assert manager.status()["notices"]
        job = manager.create_job(TRUE)
    with JobManager(home / "jobs_state.json") as manager:
        assert manager.list_jobs() == [job]
        manager.update_job(job.id, name="so that it is saved again")
    assert (home / "jobs_state.damaged.json").read_bytes() == data


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_in_the_place_of_the_state_is_refused(home: Path, tmp_path: Path) -> None:
    filled(home)
    target = tmp_path / "target.json"
    shutil.move(home / "jobs_state.json", target)
    (home / "jobs_state.json").symlink_to(target)
    with JobManager(home / "jobs_state.json") as manager, pytest.raises(Exception, match="is a link"):
        manager.list_jobs()
    assert (home / "jobs_state.json").is_symlink()


def test_a_state_of_the_schema_before_is_read_and_renewed(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.create_job({"command": programs.TRUE})
    reseal(home / "jobs_state.json", lambda document: document.update(schema=1))
    with JobManager(home / "jobs_state.json") as manager:
        assert [one.id for one in manager.list_jobs()] == [job.id]
        manager.update_job(job.id, notes="seen")
    assert json.loads((home / "jobs_state.json").read_text())["schema"] == 2

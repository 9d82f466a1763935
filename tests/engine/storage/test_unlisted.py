"""A list that is older than the job folders, and files that have no place among those of JobDesk."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jobdesk import Job, JobManager, JobStatus
from jobdesk.engine.storage.archive import Archive
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.recovery import find_newer
from jobdesk.engine.storage.store import load_state
from tests import programs
from tests.engine.conftest import kill_jobs

TRUE = {"command": programs.TRUE}


@pytest.fixture(autouse=True)
def nothing_left(home: Path) -> Iterator[None]:
    """Leave nothing running where a test fails while no engine knows its job."""
    yield
    kill_jobs(home / "run_logs")


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def state_files(home: Path) -> list[Path]:
    return [*home.glob("jobs_state*.json"), *home.glob("journal.*")]


def back_up(home: Path, place: Path) -> None:
    """Keep the list as it is now, without the job folders."""
    place.mkdir()
    for path in state_files(home):
        shutil.copy2(path, place)


def put_back(home: Path, place: Path) -> None:
    for path in state_files(home):
        path.unlink()
    for path in place.iterdir():
        shutil.copy2(path, home)


def rewrite_state(home: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the saved list, sealed as JobDesk seals it, and leave nothing else of it."""
    path = home / "jobs_state.json"
    document = json.loads(path.read_bytes())
    change(document)
    del document["sha256"]
    body = json.dumps(document, separators=(",", ":")).encode()[:-1]
    for other in state_files(home):
        other.unlink()
    path.write_bytes(b'%b,"sha256":"%b"}\n' % (body, hashlib.sha256(body).hexdigest().encode()))


def test_jobs_that_are_newer_than_a_list_that_was_put_back_are_listed_again(home: Path, tmp_path: Path) -> None:
    go = tmp_path / "go"
    with JobManager(home / "jobs_state.json") as manager:
        old = manager.create_job(TRUE)
    back_up(home, tmp_path / "backup")
    manager = JobManager(home / "jobs_state.json")
    ended = [manager.wait_job(manager.submit_job({"command": programs.exits(code)}).id, 60) for code in (0, 4)]
    held = [manager.create_job(TRUE, name="held", tags=("t",)) for _ in range(3)]
    running = manager.submit_job({"command": programs.until(go)})
    wait_until((home / "run_logs" / running.id / "started").exists)
    manager.close(hand_over=False)
    put_back(home, tmp_path / "backup")
    with JobManager(home / "jobs_state.json") as manager:
        found = {job.id: job for job in manager.list_jobs()}
        assert set(found) == {old.id, running.id, *(job.id for job in held), *(job.id for job in ended if job)}
        assert {job.id: job.number for job in found.values()}[running.id] == running.number
        (notice,) = manager.status()["notices"]
        assert f"6 newer jobs were found there and are listed again (#{running.number}," in notice
        for job in ended:
            assert job is not None
            again = found[job.id]
            assert (again.status, again.exit_code, again.number) == (job.status, job.exit_code, job.number)
        assert [found[job.id].is_held for job in held] == [True] * 3
        assert manager.create_job(TRUE).number == running.number + 1
        assert found[running.id].status is JobStatus.RUNNING
        assert manager.cancel_job(running.id, force=True)
        stopped = manager.wait_job(running.id, 60)
        assert stopped is not None
        assert stopped.status is JobStatus.CANCELLED
    # By then the list is whole again: nothing more is said of it.
    with JobManager(home / "jobs_state.json") as manager:
        assert manager.status()["notices"] == []
        assert len(manager.list_jobs()) == 8


def test_the_command_line_sees_them_without_an_engine(
    home: Path,
    tmp_path: Path,
    run: Callable[..., subprocess.CompletedProcess[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JOBDESK_HOME", str(home))
    with JobManager(home / "jobs_state.json") as manager:
        manager.create_job(TRUE, name="old")
    back_up(home, tmp_path / "backup")
    with JobManager(home / "jobs_state.json") as manager:
        for name in ("new", "newer"):
            manager.create_job(TRUE, name=name)
    put_back(home, tmp_path / "backup")
    assert [job["name"] for job in json.loads(run("list", "--json").stdout)] == ["newer", "new", "old"]


def test_a_number_is_given_once_also_where_the_one_newer_job_is_not_known(home: Path, tmp_path: Path) -> None:
    """Nothing tells it from a creation that was cut short, but its number counts."""
    with JobManager(home / "jobs_state.json") as manager:
        manager.create_job(TRUE)
    back_up(home, tmp_path / "backup")
    with JobManager(home / "jobs_state.json") as manager:
        second = manager.create_job(TRUE)
    put_back(home, tmp_path / "backup")
    for count in range(2):
        with JobManager(home / "jobs_state.json") as manager:
            assert second.id not in {job.id for job in manager.list_jobs()}
            assert manager.create_job(TRUE).number == second.number + 1 + count


def test_a_creation_that_was_cut_short_comes_back_only_when_it_is_asked_for_again(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        first = manager.create_job(TRUE)
    for cut in ("a" * 12, "b" * 12):  # The engine died twice on the way to the journal.
        folder = home / "run_logs" / cut
        shutil.copytree(home / "run_logs" / first.id, folder)
        spec = json.loads((folder / "spec.json").read_text())
        number = load_state(DataFolder(home)).snapshot.next_number - (cut[0] == "a")
        (folder / "spec.json").write_text(json.dumps({**spec, "id": cut, "number": number}))
        with JobManager(home / "jobs_state.json") as manager:
            assert [job.id for job in manager.list_jobs()] == [first.id]
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.hold().submit_job(TRUE, job_id="a" * 12)
        assert not job.is_held
        ended = manager.wait_job(job.id, 60)
        assert ended is not None
        assert ended.status is JobStatus.COMPLETED


def test_what_is_left_of_deleted_and_of_archived_jobs_stays_away(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        jobs = [manager.wait_job(manager.submit_job(TRUE).id, 60) for _ in range(3)]
        deleted, archived, _ = [job.id for job in jobs if job is not None]
        shutil.copytree(home / "run_logs" / deleted, home / "kept")
        manager.delete_job(deleted)
        assert manager.empty_trash() == 1
        assert manager.archive_job(archived)
    # As if a kill had come between the record and the folder.
    (home / "kept").rename(home / "run_logs" / deleted)
    with JobManager(home / "jobs_state.json") as manager:
        assert len(manager.list_jobs()) == 1
        assert manager.status()["notices"] == []
        assert [job.id for job in manager.search_archive()] == [archived]


def test_numbers_are_above_all_that_was_seen(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        jobs = [manager.wait_job(manager.submit_job(TRUE).id, 60) for _ in range(4)]
        manager.archive_job(jobs[3].id)  # type: ignore[union-attr]

    def forget(document: dict[str, Any]) -> None:
        document["next_number"] = 1

    rewrite_state(home, forget)
    with JobManager(home / "jobs_state.json") as manager:
        assert manager.create_job(TRUE).number == 5


@pytest.mark.parametrize("bad", ["/abs", "../../x", "a\0b" + "c" * 12, "", "A" * 12, "x" * 40])
def test_a_job_with_an_id_that_is_none_is_kept_and_is_no_path(home: Path, bad: str) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.create_job(TRUE)
        manager.create_job(TRUE)

    def spoil(document: dict[str, Any]) -> None:
        document["jobs"][0] |= {"id": bad, "logs_path": "/etc/hostname"}
        document["jobs"][1] |= {"logs_path": "/etc/hostname"}

    rewrite_state(home, spoil)
    with JobManager(home / "jobs_state.json") as manager:
        (other,) = manager.list_jobs()
        assert other.logs_path == str(home / "run_logs" / other.id / "job.log")
        assert any("cannot be read" in notice for notice in manager.status()["notices"])
        manager.create_job(TRUE)
    stored = json.loads((home / "jobs_state.json").read_bytes())["jobs"]
    assert bad in [one["id"] for one in stored]
    assert job.id not in [one["id"] for one in stored]


def test_the_command_line_makes_no_path_of_such_an_id(
    home: Path, run: Callable[..., subprocess.CompletedProcess[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBDESK_HOME", str(home))
    with JobManager(home / "jobs_state.json") as manager:
        manager.create_job(TRUE)

    def spoil(document: dict[str, Any]) -> None:
        document["jobs"][0]["id"] = "../../x\0"

    rewrite_state(home, spoil)
    assert json.loads(run("list", "--json").stdout) == []
    shown = run("logs", "1")
    assert (shown.returncode, "Traceback" in shown.stderr) == (1, False)


def strays(home: Path) -> None:
    """Leave what has the name of something of JobDesk's and is not."""
    for name in ("journal.².jsonl", "journal.007.jsonl", "journal.99999999999999999999.jsonl", "journal.x.jsonl"):
        (home / name).write_text("x\n")
    (home / "journal.900.jsonl").mkdir()
    (home / "journal.901.jsonl").symlink_to("nowhere")
    (home / "run_logs" / ("f" * 12)).write_text("no folder")
    (home / "run_logs" / ("l" * 12)).symlink_to("l" * 12)
    (home / "run_logs" / ("d" * 12)).mkdir()
    (home / "run_logs" / ("d" * 12) / "attempts").write_text("no folder")
    (home / "run_logs" / ("p" * 12)).mkdir()
    os.mkfifo(home / "run_logs" / ("p" * 12) / "spec.json")


@pytest.mark.skipif(sys.platform == "win32", reason="such names and files cannot be made there")
@pytest.mark.parametrize("is_list_lost", [False, True])
def test_a_stray_file_stops_no_engine(home: Path, *, is_list_lost: bool) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.create_job(TRUE)
    if is_list_lost:
        for path in state_files(home):
            path.unlink()
    strays(home)
    for count in range(2):
        with JobManager(home / "jobs_state.json") as manager:
            assert job.id in {one.id for one in manager.list_jobs()}
            assert len([one for one in manager.list_jobs() if not one.is_unreadable]) == 1 + count
            manager.create_job(TRUE)
    assert (home / "journal.².jsonl").exists()


def test_the_rule_reads_only_folders_without_a_place(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.wait_job(manager.submit_job(TRUE).id, 60)
    assert job is not None
    assert [one.id for one in find_newer(home / "run_logs", [job.id], job.number)[0]] == [job.id]
    assert find_newer(home / "run_logs", [job.id], job.number + 1) == ([], job.number)
    assert find_newer(home / "run_logs", [], 1) == ([], 0)


def test_a_running_job_comes_back_whatever_number_it_has(home: Path, tmp_path: Path) -> None:
    manager = JobManager(home / "jobs_state.json")
    first = manager.create_job(TRUE)
    running = manager.submit_job({"command": programs.sleep(600)})
    marker = home / "run_logs" / running.id / "started"
    wait_until(lambda: marker.exists() and len(marker.read_text().split()) == 3)
    manager.close(hand_over=False)

    def forget(document: dict[str, Any]) -> None:
        document["jobs"] = [job for job in document["jobs"] if job["id"] == first.id]
        document["jobs"][0]["number"] = running.number
        document["next_number"] = 50

    rewrite_state(home, forget)
    with JobManager(home / "jobs_state.json") as manager:
        again = manager.get_job(running.id)
        assert isinstance(again, Job)
        assert (again.status, again.number) == (JobStatus.RUNNING, 50)  # Its own is another job's.
        assert manager.create_job(TRUE).number == 51
        manager.cancel_job(running.id, force=True)
        manager.wait_job(running.id, 60)
    assert Archive(home / "archive", home / "run_logs").search("", None, 10) == []


def test_a_running_job_without_its_run_file_comes_back_as_running(home: Path) -> None:
    manager = JobManager(home / "jobs_state.json")
    running = manager.submit_job({"command": programs.sleep(600)})
    folder = manager.folder.job(running.id)
    wait_until(lambda: folder.run.exists() and folder.started.exists() and len(folder.started.read_text().split()) == 3)
    manager.close(hand_over=False)
    folder.run.unlink()
    for path in state_files(home):
        path.unlink()
    with JobManager(home / "jobs_state.json") as manager:
        again = manager.get_job(running.id)
        assert isinstance(again, Job)
        assert again.status is JobStatus.RUNNING
        manager.cancel_job(running.id, force=True)
        manager.wait_job(running.id, 60)

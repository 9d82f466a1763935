"""The quick look tells what the engine would, or nothing."""

from pathlib import Path

import pytest

from jobdesk import JobManager
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.list_reader import glance
from tests import programs

TRUE = {"command": programs.TRUE}


def look(home: Path, **asked: object) -> list[int] | None:
    question = {"status": None, "limit": None, "trash": False, **asked}
    found = glance(DataFolder(home), **question)  # type: ignore[arg-type]
    return None if found is None else [job["number"] for job in found]


@pytest.fixture
def filled(home: Path) -> Path:
    with JobManager(home / "jobs_state.json") as manager:
        for _ in range(3):
            manager.create_job(TRUE)
    with JobManager(home / "jobs_state.json") as manager:
        manager.wait_job(manager.submit_job(TRUE).id)
        manager.delete_job(manager.find_job(1).id)
    return home


def test_it_tells_what_the_manager_does(filled: Path) -> None:
    with JobManager(filled / "jobs_state.json") as manager:
        for asked in ({}, {"status": "queued"}, {"status": "completed"}, {"limit": 1}, {"trash": True}):
            assert look(filled, **asked) == [job.number for job in manager.list_jobs(**asked)]


def test_changes_in_the_journal_are_seen(filled: Path) -> None:
    manager = JobManager(filled / "jobs_state.json")
    manager.create_job(TRUE)
    manager.restore_job(manager.find_job(1).id)
    assert look(filled) == [5, 4, 3, 2, 1]
    manager.close()


def test_a_folder_that_is_not_there_has_no_jobs(home: Path) -> None:
    assert look(home) == []


def test_whatever_is_unusual_is_left_to_others(filled: Path) -> None:
    state = filled / "jobs_state.json"
    whole = state.read_bytes()
    for at in range(0, len(whole), 97):
        damaged = bytearray(whole)
        damaged[at] ^= 1
        state.write_bytes(damaged)
        assert look(filled) is None, at
    state.write_bytes(whole[:-30])
    assert look(filled) is None
    state.write_bytes(whole)
    assert look(filled, status="done") == []
    assert look(filled, limit=-1) is None
    newest = DataFolder(filled).journals()[-1][1]
    newest.write_bytes(b"00000000 {}\n")
    assert look(filled) is None


def test_a_job_that_is_not_settled_needs_an_engine(home: Path) -> None:
    manager = JobManager(home / "jobs_state.json")
    manager.change_setting("queue_paused", True)
    manager.submit_job(TRUE)
    assert look(home) is None
    manager.close(hand_over=False)

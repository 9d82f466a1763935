"""Faults of our own while a job runs: its worker goes on, and no job stays running for ever."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobdesk.core.events import JobChanged
from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.execution import dispatcher, job_result, retry_evidence, worker
from jobdesk.engine.manager import JobManager
from jobdesk.engine.runtime.pool import DaemonPool
from tests.programs import exits, script


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again sooner than for a person, only so that the tests are quick."""
    monkeypatch.setattr(worker, "_PAUSE_AFTER_FAULT_S", 0.02)
    monkeypatch.setattr(worker, "_PAUSE_AFTER_FAULTS_S", 0.1)


def failing(real: Callable[..., Any], times: float, error: Exception) -> Callable[..., Any]:
    """Return a function that fails at first, and later does what the real one does."""
    left = [times]

    def fail(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] >= 0:
            raise error
        return real(*arguments, **named)

    return fail


def end_of(manager: JobManager, job: Job) -> Job:
    """Wait for a job's end and return it."""
    ended = manager.wait_job(job.id, 60)
    assert ended is not None
    assert ended.is_final, ended
    return ended


@pytest.mark.parametrize("error", [ModuleNotFoundError("No module named 'x'"), MemoryError(), KeyError("x")])
@pytest.mark.parametrize("where", ["conclude", "read_events", "write_summary"])
def test_a_worker_that_fails_at_the_end_of_its_job_brings_the_verdict_all_the_same(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch, error: Exception, where: str
) -> None:
    monkeypatch.setattr(worker, where, failing(getattr(worker, where), 2, error))
    job = manager.submit_job({"command": exits(4)})
    assert end_of(manager, job).exit_code == 4


def test_what_cannot_be_searched_does_not_keep_a_job_from_its_end(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        worker, "read_signs", failing(retry_evidence.read_signs, float("inf"), ModuleNotFoundError("x"))
    )
    ended = end_of(manager, manager.submit_job({"command": exits(4)}))
    assert ended.exit_code == 4
    assert any("could not be searched" in notice for notice in ended.notices)


def test_a_missing_reader_of_progress_costs_no_job_its_end(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        sys.modules, "jobdesk.engine.execution.output_progress", None
    )  # Importing it fails, as from a removed tree.
    code = "for n in range(1, 5): say(f'{n}/4'); time.sleep(0.4)\nsys.exit(4)"
    job = manager.submit_job({"command": script(code)})
    assert end_of(manager, job).exit_code == 4


def test_a_worker_that_fails_again_and_again_says_so_and_goes_on(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = job_result.conclude
    is_broken = [True]

    def conclude(*arguments: Any) -> Any:
        if is_broken[0]:
            raise ModuleNotFoundError("No module named 'jobdesk.engine.gone'")
        return real(*arguments)

    monkeypatch.setattr(worker, "conclude", conclude)
    job = manager.submit_job({"command": exits(4)})
    deadline = time.monotonic() + 30
    while not (now := manager.get_job(job.id)) or now.reason is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert now.status is JobStatus.RUNNING
    assert "tries again" in now.reason.text
    assert "jobdesk.engine.gone" in now.reason.text
    is_broken[0] = False
    ended = end_of(manager, job)
    assert (ended.exit_code, ended.reason and ended.reason.code) == (4, "exit_code")


class _ForgetfulPool(DaemonPool):
    """Loses the first works that it is given, as a pool does to which the system refuses a thread."""

    def __init__(self, losses: int, error: Exception | None) -> None:
        super().__init__()
        self._losses = losses
        self._error = error

    def start(self, work: Callable[[], None]) -> None:
        self._losses -= 1
        if self._losses < 0:
            super().start(work)
            super().start(work)  # Begun twice, it is done once.
        elif self._error is not None:
            raise self._error


@pytest.mark.parametrize("error", [None, RuntimeError("can't start new thread")])
def test_a_job_for_which_there_is_no_thread_waits_in_the_queue(
    home: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    monkeypatch.setattr(dispatcher, "_BEGIN_PATIENCE_S", 0.1)
    log = home.parent / "starts"
    seen: list[Any] = []
    with JobManager(home / "jobs_state.json", pool=_ForgetfulPool(1, error)) as manager:
        engine = manager.hold()
        manager.subscribe(seen.append)
        code = "open(sys.argv[1], 'ab').write(b'start\\n'); sys.exit(4)"
        job = engine.submit_job({"command": script(code, str(log))})
        assert end_of(manager, job).exit_code == 4
    waits = [event.job.reason for event in seen if isinstance(event, JobChanged) and event.job.reason]
    assert any(reason.code == "machine_busy" and "thread" in reason.text for reason in waits)
    assert log.read_text() == "start\n"


def test_the_worker_of_a_job_that_was_found_running_is_given_to_the_pool_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "_BEGIN_PATIENCE_S", 0.1)
    go = home.parent / "go"
    with JobManager(home / "jobs_state.json") as first:
        first.hold()
        job = first.submit_job({"command": script("wait_for(sys.argv[1]); sys.exit(4)", str(go))})
        deadline = time.monotonic() + 30
        while not first.folder.job(job.id).run.exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        first.close(hand_over=False)
    with JobManager(home / "jobs_state.json", pool=_ForgetfulPool(2, None)) as manager:
        manager.hold()
        go.touch()
        assert end_of(manager, job).exit_code == 4

"""The files of attempts: a move that is killed at any step is gone on with, and no supervisor starts in between."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobdesk.executors import processes
from jobdesk.executors.supervisor.supervisor import supervise
from jobdesk.jobdir import attempt_files
from jobdesk.jobdir.attempt_files import attempt_in, holds_earlier, log_of, make_way
from jobdesk.jobdir.folder import JobFolder, read_json, replace_file, take_lock


class Killed(BaseException):
    """Stands for a kill -9 at this very place."""


@pytest.fixture
def folder(tmp_path: Path) -> JobFolder:
    """A job's folder after its first attempt, which a supervisor has run to its verdict."""
    folder = JobFolder(tmp_path / "job")
    folder.path.mkdir()
    write_spec(folder, 1)
    run_in_child(folder)
    assert folder.log.read_text() == "attempt 1\n"
    assert ran(folder) == [1]
    return folder


def write_spec(folder: JobFolder, attempt: int) -> None:
    line = f"import sys; print('attempt {attempt}'); open('ran', 'a').write('{attempt} '); sys.exit(7)"
    launch = {"argv": [sys.executable, "-c", line], "env": {}, "cwd": str(folder.path), "grace_s": 1.0}
    folder.spec.write_text(json.dumps({"attempt": attempt, "launch": launch}))


def ran(folder: JobFolder) -> list[int]:
    """Which attempts have run, by their own word, in this order."""
    return [int(word) for word in (folder.path / "ran").read_text().split()]


def run_in_child(folder: JobFolder) -> None:
    """Supervise a folder in a process of its own, to the end."""
    pid = os.fork()
    if pid == 0:
        try:
            supervise(str(folder.path))
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks supervisors")


def test_the_files_move_and_the_next_attempt_runs(folder: JobFolder) -> None:
    assert holds_earlier(folder, 2)
    make_way(folder, 2, lambda: write_spec(folder, 2))
    assert not holds_earlier(folder, 2)
    run_in_child(folder)
    assert ran(folder) == [1, 2]
    assert (folder.attempts / "1" / "job.log").read_text() == "attempt 1\n"
    assert folder.log.read_text() == "attempt 2\n"


@pytest.mark.parametrize("killed_at", range(12))
def test_a_move_that_is_killed_is_gone_on_with_and_nothing_starts_in_between(
    folder: JobFolder, killed_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0

    def count(step: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: object, **options: object) -> Any:
            nonlocal steps
            steps += 1
            if steps == killed_at + 1:
                raise Killed
            return step(*arguments, **options)

        return counted

    with monkeypatch.context() as patched:
        patched.setattr(attempt_files, "replace_file", count(replace_file))
        patched.setattr(Path, "mkdir", count(Path.mkdir))
        patched.setattr(Path, "rename", count(Path.rename))
        with contextlib.suppress(Killed):
            make_way(folder, 2, count(lambda: write_spec(folder, 2)))

    run_in_child(folder)  # A supervisor that was asked for before, and comes now.
    if holds_earlier(folder, 2):
        assert ran(folder) == [1], "started while files of both attempts lay about"
        make_way(folder, 2, lambda: write_spec(folder, 2))
        run_in_child(folder)
    run_in_child(folder)
    assert ran(folder) == [1, 2]
    assert (folder.attempts / "1" / "job.log").read_text() == "attempt 1\n"
    assert {path.name for path in (folder.attempts / "1").iterdir()} == {"job.log", "run.json", "exit.json"}
    assert (read_json(folder.verdict) or {})["exit_code"] == 7
    assert folder.find_moving() is None


def test_nothing_moves_while_a_supervisor_is_at_work(folder: JobFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt_files, "_LOCK_PATIENCE_S", 0.05)
    lock = take_lock(folder.lock)
    assert lock is not None
    try:
        with pytest.raises(BlockingIOError):
            make_way(folder, 2, lambda: write_spec(folder, 2))
    finally:
        os.close(lock)
    assert attempt_in(folder) == 1
    assert folder.verdict.exists()


def test_a_process_of_an_earlier_attempt_that_comes_too_late_finds_its_marker(folder: JobFolder) -> None:
    """It was let go by a supervisor that died, and is slow: its attempt has run under another supervisor meanwhile."""
    from jobdesk.executors.posix import child as posix_child

    launch = json.loads(folder.spec.read_text())["launch"]
    slow = posix_child.Child(folder, launch, "0123456789abcdef", os.open("/", os.O_RDONLY))
    make_way(folder, 2, lambda: write_spec(folder, 2))
    with pytest.raises(posix_child.StartFailure) as failure:
        slow.release()
    assert failure.value.stage == "marker"
    run_in_child(folder)
    assert ran(folder) == [1, 2]


def test_an_attempt_that_runs_is_found_again_by_the_next_supervisor(folder: JobFolder) -> None:
    make_way(folder, 2, lambda: write_spec(folder, 2))
    folder.attempt = 2
    folder.started.write_text(f"{os.getpid()} 0123456789abcdef {processes.start_time(os.getpid())}x")
    run = {"token": "0123456789abcdef", "pid": os.getpid(), "start_time": "x", "started_at": None}
    folder.run.write_text(json.dumps({**run, "boot_id": processes.boot_id()}))
    run_in_child(folder)
    assert ran(folder) == [1]
    assert (read_json(folder.verdict) or {})["reason"]["code"] == "unsupervised"


def test_logs_are_found_wherever_they_are(folder: JobFolder) -> None:
    assert log_of(folder, 1) == folder.log
    assert log_of(folder, 2) is None
    make_way(folder, 2, lambda: write_spec(folder, 2))
    assert log_of(folder, 1) == folder.attempts / "1" / "job.log"
    assert log_of(folder, 2) == folder.log

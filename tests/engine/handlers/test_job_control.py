"""Deeds on jobs beside running them: pause, move, delete and undo, on both sides of the control channel."""

import errno
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
import pytest

from jobdesk import Job, JobManager, JobStatus
from jobdesk.core.errors import StoreError
from jobdesk.engine.execution import worker
from jobdesk.engine.handlers import job_control
from jobdesk.executors import processes
from jobdesk.executors.local import request_cancel, request_pause
from jobdesk.jobdir.folder import JobFolder, read_json
from tests import programs

PYTHON = sys.executable
TREE = """
import subprocess, sys, time
child = "import os,time\\nwhile True: open(os.environ['TICKS'] + str(os.getpid()), 'a').write('x'); time.sleep(.01)"
processes = [subprocess.Popen([sys.executable, '-c', child], start_new_session=bool(n)) for n in range(3)]
time.sleep(60)
"""


def wait_until(is_true: object, timeout_s: float = 90.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not is_true():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.01)


def ticks(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("tick*"))


def is_frozen(folder: JobFolder) -> bool:
    """Whether all four processes of the tree are stopped."""
    if sys.platform == "win32":  # Of a process it is not seen there, but of what it does.
        before = ticks(folder.path.parents[2])
        time.sleep(0.5)
        return ticks(folder.path.parents[2]) == before
    pids = processes.bearing_token(folder.started.read_text().split()[1])
    return [psutil.Process(pid).status() for pid in pids] == [psutil.STATUS_STOPPED] * 4


@pytest.fixture
def tree(door: JobManager, tmp_path: Path) -> Job:
    """A running job whose three children, two of them in sessions of their own, never stop working."""
    job = door.submit_job({"command": [PYTHON, "-c", TREE], "env": {"TICKS": str(tmp_path / "tick")}})
    wait_until(lambda: len(list(tmp_path.glob("tick*"))) == 3)
    return job


def test_a_pause_freezes_the_whole_tree_and_resume_lets_it_go_on(door: JobManager, tree: Job, tmp_path: Path) -> None:
    assert door.pause_job(tree.id)
    paused = door.get_job(tree.id)
    assert paused is not None
    assert (paused.status, paused.is_paused, paused.reason and paused.reason.text) == (
        JobStatus.RUNNING,
        True,
        "Paused by you",
    )
    wait_until(lambda: is_frozen(door.folder.job(tree.id)))
    before = ticks(tmp_path)
    time.sleep(0.5)
    assert ticks(tmp_path) == before
    assert door.pause_job(tree.id) is False
    assert door.resume_job(tree.id)
    wait_until(lambda: ticks(tmp_path) > before + 30)
    assert door.resume_job(tree.id) is False


@pytest.fixture
def patience(door: JobManager) -> None:
    """So long a grace that only who ends politely is seen to end."""
    door.change_setting("grace_s", 3600.0)


def test_a_paused_tree_can_be_cancelled(patience: None, door: JobManager, tree: Job) -> None:
    folder = door.folder.job(tree.id)
    door.pause_job(tree.id)
    wait_until(lambda: is_frozen(folder))
    token = folder.started.read_text().split()[1]
    door.cancel_job(tree.id)
    ended = door.wait_job(tree.id, 60)
    assert ended is not None
    assert ended.status is JobStatus.CANCELLED, ended
    if sys.platform == "win32":
        assert is_frozen(folder)
    else:
        assert processes.bearing_token(token) == []


def test_a_pause_outlives_the_engine(manager: JobManager, tmp_path: Path) -> None:
    job = manager.submit_job({"command": [PYTHON, "-c", TREE], "env": {"TICKS": str(tmp_path / "tick")}})
    wait_until(lambda: len(list(tmp_path.glob("tick*"))) == 3)
    manager.pause_job(job.id)
    manager.close(hand_over=False)
    with JobManager(manager.folder.state) as again:
        found = again.get_job(job.id)
        assert found is not None
        assert found.is_paused
        before = ticks(tmp_path)
        again.resume_job(job.id)
        wait_until(lambda: ticks(tmp_path) > before)
        again.cancel_job(job.id)
        again.wait_job(job.id, 30)


def test_a_resume_that_was_cut_short_is_finished_by_the_next_engine(manager: JobManager, tmp_path: Path) -> None:
    go = tmp_path / "go"
    script = f"import os, time; print('up', flush=True)\nwhile not os.path.exists({str(go)!r}): time.sleep(0.05)"
    job = manager.submit_job({"command": [PYTHON, "-c", script]})
    wait_until(lambda: manager.read_log(job.id) != "")
    manager.close(hand_over=False)
    folder = manager.folder.job(job.id)
    folder.pause.touch()  # As of an engine that recorded the resume and was killed.
    process = psutil.Process(int(folder.started.read_text().split()[0]))
    wait_until(lambda: process.status() == psutil.STATUS_STOPPED)
    go.touch()
    with JobManager(manager.folder.state) as later:
        ended = later.wait_job(job.id, 60)
        assert ended is not None
        assert ended.exit_code == 0


def test_a_resume_while_an_engine_repeats_the_pause_is_not_undone(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = manager.submit_job({"command": programs.sleep(600)})
    folder = manager.folder.job(job.id)
    wait_until(folder.started.exists)
    manager.pause_job(job.id)
    manager.close(hand_over=False)
    later = JobManager(manager.folder.state)
    asked: list[bool] = []

    def resume_first(folder: JobFolder, *, is_paused: bool) -> None:
        if not asked:
            later.resume_job(job.id)
        request_pause(folder, is_paused=is_paused)
        asked.append(is_paused)

    monkeypatch.setattr(worker, "request_pause", resume_first)
    with later:
        later.hold()
        wait_until(lambda: asked)
        wait_until(lambda: not folder.pause.exists())
        now = later.get_job(job.id)
        assert now is not None
        assert not now.is_paused
        later.cancel_job(job.id)
        later.wait_job(job.id, 60)


def test_a_job_whose_supervisor_died_while_it_was_paused_goes_on_when_resumed(
    manager: JobManager, tmp_path: Path
) -> None:
    job = manager.submit_job({"command": [PYTHON, "-c", TREE], "env": {"TICKS": str(tmp_path / "tick")}})
    wait_until(lambda: len(list(tmp_path.glob("tick*"))) == 3)
    manager.pause_job(job.id)
    folder = manager.folder.job(job.id)
    wait_until(lambda: is_frozen(folder))
    run = read_json(folder.run)
    assert run is not None
    folder.pause.unlink()  # As a resume that comes while nobody looks after the job.
    psutil.Process(run["supervisor_pid"]).kill()
    before = ticks(tmp_path)
    wait_until(lambda: ticks(tmp_path) > before)
    manager.resume_job(job.id)


def test_pausing_a_waiting_job_holds_it(door: JobManager, tree: Job) -> None:
    door.change_setting("run_limit", 1)
    job = door.submit_job({"command": programs.TRUE})
    assert door.pause_job(job.id)
    held = door.get_job(job.id)
    assert held is not None
    assert (held.is_held, held.reason and held.reason.text) == (True, "Held by you")
    door.change_setting("run_limit", 2)
    time.sleep(0.1)
    assert door.get_job(job.id) == held
    assert door.resume_job(job.id)
    ended = door.wait_job(job.id, 20)
    assert ended is not None
    assert ended.status is JobStatus.COMPLETED


def test_a_paused_queue_starts_nothing_and_says_so(door: JobManager) -> None:
    door.change_setting("queue_paused", True)
    job = door.submit_job({"command": programs.TRUE})
    time.sleep(0.1)
    waiting = door.get_job(job.id)
    assert waiting is not None
    assert waiting.is_waiting
    why = door.why(job.id)
    assert why is not None
    assert why.text == "The queue is paused"
    door.change_setting("queue_paused", False)
    ended = door.wait_job(job.id, 20)
    assert ended is not None
    assert ended.status is JobStatus.COMPLETED


def test_many_waiting_jobs_are_moved_between_two_others_and_keep_their_order(door: JobManager) -> None:
    door.change_setting("queue_paused", True)
    first = door.submit_job({"command": programs.TRUE})
    second = door.submit_job({"command": programs.TRUE})
    many = [job.id for job in door.rerun_jobs([first.id] * 80, start=True)]
    gone = door.submit_job({"command": programs.TRUE}).id
    door.cancel_job(gone)
    wished = many[::-1]
    # Each before the one behind it, the last one first: as if they were moved one after the other.
    moves: dict[str, str | None] = dict(zip(reversed(wished), [second.id, *reversed(wished)], strict=False))

    assert set(door.move_jobs(moves)) == set(many)
    waiting = sorted(
        (job for job in door.list_jobs(status="queued")), key=lambda job: (job.rank or job.number, job.number)
    )
    assert [job.id for job in waiting] == [first.id, *wished, second.id]
    assert door.move_jobs({many[0]: gone, many[1]: first.id, "abcdefghijkl": None}) == [many[1]]


def test_waiting_jobs_can_be_put_in_another_order(door: JobManager) -> None:
    door.change_setting("queue_paused", True)
    jobs = [door.submit_job({"command": programs.TRUE}, priority=p) for p in (0, 0, 0, 5)]
    first, second, third, urgent = (job.id for job in jobs)
    assert door.move_job(third, before=first)
    assert door.move_job(second, before=urgent)
    assert door.move_job(urgent)
    assert door.move_job(first, before="abcdefghijkl") is False
    assert door.move_job("abcdefghijkl") is False
    door.change_setting("run_limit", 1)
    door.change_setting("queue_paused", False)
    ended = [door.wait_job(job.id, 20) for job in jobs]
    order = sorted((job for job in ended if job), key=lambda job: job.started or "")
    assert [job.id for job in order] == [second, third, first, urgent]


def test_a_deleted_job_is_in_the_trash_and_comes_back(door: JobManager) -> None:
    job = door.submit_job({"command": programs.TRUE})
    done = door.wait_job(job.id, 20)
    assert done is not None
    assert door.delete_job(job.id)
    assert door.delete_job(job.id) is False
    assert door.list_jobs() == []
    assert [one.id for one in door.list_jobs(trash=True)] == [job.id]
    assert door.restore_job(job.id)
    assert door.restore_job(job.id) is False
    assert [one.id for one in door.list_jobs()] == [job.id]
    assert Path(done.logs_path).exists()


def test_what_waits_or_runs_cannot_be_deleted(door: JobManager, tree: Job) -> None:
    assert door.delete_job(tree.id) is False
    assert door.delete_job("abcdefghijkl") is False


def test_a_held_job_in_the_trash_cannot_start(door: JobManager) -> None:
    job = door.create_job({"command": programs.TRUE})
    assert door.delete_job(job.id)
    assert door.start_job(job.id) is False
    assert door.restore_job(job.id)
    assert door.start_job(job.id) is True


def test_an_emptied_trash_is_gone_for_good_and_its_numbers_too(door: JobManager) -> None:
    jobs = [door.create_job({"command": programs.TRUE}) for _ in range(3)]
    door.delete_job(jobs[1].id)
    door.delete_job(jobs[2].id)
    assert door.empty_trash() == 2
    assert door.empty_trash() == 0
    assert door.get_job(jobs[2].id) is None
    assert not door.folder.job(jobs[2].id).path.exists()
    assert door.create_job({"command": programs.TRUE}).number == 4


def test_the_trash_empties_itself_by_count_and_age(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        jobs = [manager.create_job({"command": programs.TRUE}) for _ in range(5)]
        for job in jobs[:4]:
            manager.delete_job(job.id)
            time.sleep(0.005)
        manager.change_setting("trash_count", 2)
    with JobManager(home / "jobs_state.json") as manager:
        wait_until(lambda: len(manager.list_jobs(trash=True)) == 2)
        assert {job.number for job in manager.list_jobs(trash=True)} == {3, 4}
        manager.change_setting("trash_days", 0)
    with JobManager(home / "jobs_state.json") as manager:
        wait_until(lambda: manager.list_jobs(trash=True) == [])
        assert [job.number for job in manager.list_jobs()] == [5]
    with JobManager(home / "jobs_state.json") as manager:
        assert [job.number for job in manager.list_jobs()] == [5]


def test_settings_are_told_and_changed(door: JobManager) -> None:
    assert door.get_settings()["theme"] == "system"
    door.change_setting("theme", "dark")
    assert door.get_settings()["theme"] == "dark"


@pytest.mark.skipif(sys.platform == "win32", reason="stops a supervisor by a signal")
def test_a_silent_supervisor_does_not_hide_that_its_job_is_paused(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobdesk.engine.execution.worker.NOT_RESPONDING_S", 0.2)
    monkeypatch.setattr("jobdesk.engine.execution.worker._LOOK_S", 0.1)
    job = manager.submit_job({"command": programs.sleep(60)})
    folder = manager.folder.job(job.id)
    wait_until(lambda: read_json(folder.run))
    assert manager.pause_job(job.id)
    supervisor = (read_json(folder.run) or {})["supervisor_pid"]
    os.kill(supervisor, signal.SIGSTOP)
    try:
        time.sleep(1.0)
        silent = manager.get_job(job.id)
    finally:
        os.kill(supervisor, signal.SIGCONT)
    assert silent is not None
    assert silent.is_paused
    assert manager.resume_job(job.id)


def test_a_job_that_cannot_be_asked_keeps_a_deed_from_no_other(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk has no place for what one job is asked: pausing all, and cancelling it, says so; the other is paused."""
    manager.change_setting("run_limit", 2)
    refused, other = (manager.submit_job({"command": [PYTHON, "-c", "import time; time.sleep(60)"]}) for _ in range(2))
    wait_until(lambda: all((log_folder(job) / "started").exists() for job in (refused, other)))

    def refuse(ask: Callable[..., None], folder: JobFolder, **wish: bool) -> None:
        if folder.path.name == refused.id:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        ask(folder, **wish)

    with monkeypatch.context() as patched:
        patched.setattr(job_control, "request_pause", partial(refuse, request_pause))
        patched.setattr(job_control, "request_cancel", partial(refuse, request_cancel))
        with pytest.raises(StoreError, match=refused.id):
            manager.pause_queue()
        paused = manager.get_job(other.id)
        assert paused is not None
        assert paused.is_paused
        with pytest.raises(StoreError, match=refused.id):
            manager.cancel_job(refused.id)
    assert manager.cancel_job(refused.id)
    assert manager.cancel_job(other.id)
    for job in (refused, other):
        ended = manager.wait_job(job.id, 20)
        assert ended is not None
        assert ended.status is JobStatus.CANCELLED


def log_folder(job: Job) -> Path:
    return Path(job.logs_path).parent

"""Stopping: the polite at once, the stubborn with all that they ever started; and jobs that end in odd ways."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.handlers import job_control
from jobdesk.engine.manager import JobManager
from jobdesk.executors import processes
from jobdesk.executors.local import request_cancel
from jobdesk.jobdir.folder import JobFolder, is_locked, read_json
from tests.faults.desks import Desk, kill, processes_with, small_disk, wait_until

STUBBORN = """
import os, signal, time
for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)

def sleep_for_long():
    time.sleep(300)
    os._exit(0)

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.chdir("/")
        while True:
            if os.fork() == 0:
                sleep_for_long()
            time.sleep(0.02)
    os._exit(0)
print("grown", flush=True)
sleep_for_long()
"""


def end_of(manager: JobManager, job: Job, timeout_s: float = 60) -> Job:
    """Wait for a job's end and return it."""
    ended = manager.wait_job(job.id, timeout_s)
    assert ended is not None
    assert ended.is_final, f"still {ended.status} after {timeout_s} s"
    return ended


def programs_with(name: str, value: str, program: str) -> list[int]:
    """Return the processes in whose environment a variable has a value, and which have become a program."""
    found = []
    for pid in processes_with(name, value):
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).cmdline()[:1] == [program]:
                found.append(pid)
    return found


def test_a_polite_job_is_cancelled_at_once_with_no_descendants_left(desk: Desk) -> None:
    desk.write_settings(grace_s=3600.0)  # Nobody is made to end before that.
    manager = desk.manager()
    job = manager.submit_job(
        {"command": ["sh", "-c", "sleep 300 & sleep 300"], "env": {"TREE": f"polite-{os.getpid()}"}}
    )
    # Not earlier: while dash forks its second process, it drops a SIGINT.
    wait_until(lambda: len(programs_with("TREE", f"polite-{os.getpid()}", "sleep")) == 2, "both programs run")
    assert manager.cancel_job(job.id)
    asked = manager.get_job(job.id)
    assert asked is not None
    assert asked.cancelled, "true from the request on"
    ended = end_of(manager, job)
    assert ended.status is JobStatus.CANCELLED
    assert ended.reason is not None
    assert ended.reason.code == "by_user"
    assert processes_with("TREE", f"polite-{os.getpid()}") == []
    assert not manager.cancel_job(job.id), "it has ended already"


def test_a_tree_that_ignores_every_signal_and_forks_on_and_on_is_dead_soon_after_the_grace(desk: Desk) -> None:
    desk.write_settings(grace_s=1.0)
    manager = desk.manager()
    job = manager.submit_job({"command": [sys.executable, "-c", STUBBORN], "env": {"TREE": f"stubborn-{os.getpid()}"}})
    wait_until(lambda: len(processes_with("TREE", f"stubborn-{os.getpid()}")) > 10, "the tree has grown")
    began = time.monotonic()
    assert manager.cancel_job(job.id)
    ended = end_of(manager, job)
    took_s = time.monotonic() - began
    assert ended.status is JobStatus.CANCELLED
    assert processes_with("TREE", f"stubborn-{os.getpid()}") == []
    assert took_s > 0.9, "it was given its grace"


def test_a_job_that_is_stopped_and_cannot_hear_is_cancelled_too(desk: Desk) -> None:
    desk.write_settings(grace_s=0.5)
    manager = desk.manager()
    job = manager.submit_job({"command": ["sh", "-c", "kill -STOP $$"], "env": {"TREE": f"frozen-{os.getpid()}"}})
    wait_until(lambda: processes_with("TREE", f"frozen-{os.getpid()}"), "the job runs")
    time.sleep(0.2)
    manager.cancel_job(job.id)
    assert end_of(manager, job).status is JobStatus.CANCELLED
    assert processes_with("TREE", f"frozen-{os.getpid()}") == []


def test_a_job_that_ends_well_although_it_was_asked_to_stop_is_cancelled_all_the_same(desk: Desk) -> None:
    manager = desk.manager()
    job = manager.submit_job({"command": ["sh", "-c", "trap 'exit 0' INT; echo up; while :; do sleep 0.05; done"]})
    wait_until(lambda: manager.read_log(job.id), "the job runs")
    manager.cancel_job(job.id)
    ended = end_of(manager, job)
    assert (ended.status, ended.exit_code, ended.cancelled) == (JobStatus.CANCELLED, 0, True)


def test_a_queued_job_is_cancelled_at_once_and_never_runs(desk: Desk) -> None:
    desk.write_settings(run_limit=1)
    manager = desk.manager()
    first = manager.submit_job({"command": ["sleep", "300"]})
    plan = desk.ledger.plan_one("never", 0.0)
    waiting = manager.submit_job(desk.ledger.config(plan))
    held = manager.create_job(desk.ledger.config(plan))
    for job in (waiting, held):
        assert manager.cancel_job(job.id)
        now = manager.get_job(job.id)
        assert now is not None
        assert (now.status, now.cancelled, now.exit_code) == (JobStatus.CANCELLED, True, None)
        assert now.finished_at is not None
        assert not manager.start_job(job.id)
    manager.cancel_job(first.id)
    end_of(manager, first)
    time.sleep(0.3)
    assert desk.ledger.starts() == {}


def test_a_job_cancelled_while_it_is_being_started_does_not_stay(desk: Desk) -> None:
    desk.write_settings(run_limit=8, grace_s=0.5)
    manager = desk.manager()
    jobs = []
    for number in range(16):
        jobs.append(manager.submit_job({"command": ["sleep", "300"], "env": {"TREE": f"young-{os.getpid()}"}}))
        time.sleep(0.004 * (number % 6))
        assert manager.cancel_job(jobs[-1].id)
    assert {end_of(manager, job).status for job in jobs} == {JobStatus.CANCELLED}
    assert processes_with("TREE", f"young-{os.getpid()}") == []


def test_a_grandchild_that_holds_standard_output_open_does_not_keep_the_job_from_ending(desk: Desk) -> None:
    manager = desk.manager()
    script = "sleep 300 & sleep 0.3; echo done; exit 6"
    job = manager.submit_job({"command": ["sh", "-c", script], "env": {"TREE": f"left-{os.getpid()}"}})
    ended = end_of(manager, job, 30)
    assert (ended.status, ended.exit_code) == (JobStatus.FAILED, 6)
    assert ended.duration_s is not None
    assert ended.duration_s < 10
    assert any("sleep" in notice for notice in ended.notices), ended.notices
    assert len(processes_with("TREE", f"left-{os.getpid()}")) == 1, "what a job leaves running on purpose is not killed"


def test_a_job_that_closes_its_output_and_lives_on_is_not_ended_early(desk: Desk) -> None:
    manager = desk.manager()
    job = manager.submit_job({"command": ["sh", "-c", "echo first; exec 1>&- 2>&-; sleep 1; exit 7"]})
    ended = end_of(manager, job)
    assert ended.exit_code == 7
    assert ended.duration_s is not None
    assert ended.duration_s >= 1.0
    assert manager.read_log(job.id) == "first\n"


def test_a_job_that_becomes_another_program_or_leaves_its_group_is_followed_to_its_end(desk: Desk) -> None:
    manager = desk.manager()
    job = manager.submit_job({"command": ["sh", "-c", "exec sh -c 'exec sh -c \"sleep 0.3; exit 9\"'"]})
    apart = manager.submit_job({"command": ["setsid", "--wait", "sh", "-c", "sleep 0.3; exit 8"]})
    assert end_of(manager, job).exit_code == 9
    assert end_of(manager, apart).exit_code == 8


POLITE_LOOP = "trap 'exit 0' INT; echo up; while :; do sleep 0.05; done"
STUBBORN_LOOP = "trap '' INT TERM; echo up; while :; do sleep 0.05; done"


@pytest.fixture
def few_files(desk: Desk) -> Iterator[Desk]:
    """A desk whose job folders are on a disk that has room for one job's files and a few more."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a disk without room for a file")
    with small_disk(desk.folder.run_logs, "size=2m", "nr_inodes=16"):
        yield desk
        desk.end()


def run_without_room(desk: Desk, script: str) -> tuple[JobManager, Job]:
    """Run a job, and make files until no more can be made beside its own."""
    manager = desk.manager()
    job = manager.submit_job({"command": ["sh", "-c", script]})
    wait_until(lambda: manager.read_log(job.id), "the job runs")
    take_all_files(desk)
    return manager, job


def take_all_files(desk: Desk) -> None:
    """Make files until the disk has no room for another one."""
    with contextlib.suppress(OSError):
        for number in itertools.count():
            (desk.folder.run_logs / f"file-{number}").touch()


def remove_reserve(desk: Desk, job: Job) -> None:
    """Remove what is reserved for a request, as a job may."""
    desk.folder.job(job.id).reserve.unlink(missing_ok=True)
    take_all_files(desk)


def kill_supervisor_for_good(desk: Desk, job: Job) -> int:
    """Stop what could replace the supervisor of a job, kill the supervisor, and return what was stopped."""
    run = desk.run_of(job.id)
    server: int = wait_until(lambda: desk.launch_server_of(psutil.Process()), "there is a launch server")
    os.kill(server, signal.SIGSTOP)
    kill(run["supervisor_pid"])
    wait_until(lambda: not processes.is_alive(run["supervisor_pid"], run["supervisor_start_time"]), "it is dead")
    return server


@pytest.mark.parametrize("force", [False, True])
def test_a_job_is_cancelled_even_where_no_file_can_be_made_to_ask_for_it(few_files: Desk, force: bool) -> None:
    few_files.write_settings(grace_s=3600.0 if force else 1.0)
    manager, job = run_without_room(few_files, STUBBORN_LOOP if force else POLITE_LOOP)
    assert manager.cancel_job(job.id, force=force)
    ended = end_of(manager, job)
    assert (ended.status, ended.cancelled) == (JobStatus.CANCELLED, True)


def test_a_job_without_room_for_a_request_is_killed_after_a_polite_cancel(few_files: Desk) -> None:
    few_files.write_settings(grace_s=3600.0)
    manager, job = run_without_room(few_files, STUBBORN_LOOP)
    assert manager.pause_job(job.id)
    assert manager.cancel_job(job.id)
    assert manager.cancel_job(job.id, force=True)
    assert end_of(manager, job).status is JobStatus.CANCELLED


def test_a_job_without_room_for_a_request_is_paused_and_resumed_again_and_again(few_files: Desk) -> None:
    # No shell: one that has just forked waits for its frozen child, and is not shown as stopped.
    manager, job = run_without_room(few_files, "echo up; exec sleep 600")
    process = psutil.Process(few_files.run_of(job.id)["pid"])
    for _ in range(3):
        assert manager.pause_job(job.id)
        wait_until(lambda: process.status() == psutil.STATUS_STOPPED, "it is frozen")
        assert manager.resume_job(job.id)
        wait_until(lambda: process.status() != psutil.STATUS_STOPPED, "it goes on")
    assert manager.cancel_job(job.id)
    end_of(manager, job)


@pytest.mark.parametrize("has_reserve", [True, False])
def test_a_job_without_room_for_a_request_is_cancelled_between_two_supervisors(
    few_files: Desk, has_reserve: bool
) -> None:
    few_files.write_settings(grace_s=1.0)
    manager, job = run_without_room(few_files, POLITE_LOOP)
    if not has_reserve:
        remove_reserve(few_files, job)
    server = kill_supervisor_for_good(few_files, job)
    try:
        assert manager.cancel_job(job.id)
    finally:
        os.kill(server, signal.SIGCONT)
    assert end_of(manager, job).status is JobStatus.CANCELLED


@pytest.mark.parametrize("has_reserve", [True, False])
def test_a_job_without_room_for_a_request_that_ends_meanwhile_is_cancelled(
    few_files: Desk, has_reserve: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job's worker sees that a stop is on record, and delivers it, before the caller can."""
    few_files.write_settings(grace_s=1.0)
    manager, job = run_without_room(few_files, POLITE_LOOP)
    if not has_reserve:
        remove_reserve(few_files, job)

    def come_second(folder: JobFolder, **options: bool) -> None:
        request_cancel(folder, **options)
        wait_until(lambda: folder.verdict.exists() and not is_locked(folder.lock), "it has ended")
        folder.cancel.unlink(missing_ok=True)
        take_all_files(few_files)
        request_cancel(folder, **options)

    monkeypatch.setattr(job_control, "request_cancel", come_second)
    assert manager.cancel_job(job.id)
    assert end_of(manager, job).status is JobStatus.CANCELLED


def test_a_request_to_stop_that_could_not_be_left_is_left_when_it_can_be(desk: Desk) -> None:
    desk.write_settings(grace_s=1.0)
    manager = desk.manager()
    job = manager.submit_job({"command": ["sh", "-c", "echo up; sleep 300"]})
    wait_until(lambda: manager.read_log(job.id), "the job runs")
    folder = desk.folder.job(job.id)
    aside = folder.path / "run.aside"
    folder.run.rename(aside)
    folder.cancel.symlink_to(folder.path / "nowhere" / "cancel")
    assert manager.cancel_job(job.id)
    folder.cancel.unlink()
    aside.rename(folder.run)
    assert end_of(manager, job).status is JobStatus.CANCELLED


def test_a_job_is_cancelled_in_a_folder_that_may_not_be_written_to(desk: Desk) -> None:
    desk.write_settings(grace_s=1.0)
    manager = desk.manager()
    job = manager.submit_job({"command": ["sh", "-c", "echo up; sleep 300"], "env": {"TREE": f"shut-{os.getpid()}"}})
    wait_until(lambda: manager.read_log(job.id), "the job runs")
    folder = desk.folder.job(job.id)
    folder.lock.chmod(0o400)
    folder.path.chmod(0o500)
    try:
        if os.access(folder.path, os.W_OK):
            pytest.skip("root may write everywhere")
        manager.cancel_job(job.id)
        wait_until(lambda: not processes_with("TREE", f"shut-{os.getpid()}"), "the job has been stopped")
    finally:
        folder.path.chmod(0o700)
        folder.lock.chmod(0o600)
    ended = end_of(manager, job)
    assert (ended.status, ended.exit_code) == (JobStatus.CANCELLED, None)  # How it ended could not be written there.


def alive_in(witness: Path) -> list[int]:
    """Return the processes that noted themselves and still run."""
    noted = [line.split() for line in witness.read_text().splitlines()] if witness.exists() else []
    return [int(pid) for pid, started in noted if processes.is_alive(int(pid), started)]


@pytest.mark.parametrize(
    "trees",
    [pytest.param(5, id="short"), pytest.param(60, id="full", marks=(pytest.mark.faults, pytest.mark.timeout(1800)))],
)
def test_a_cancel_finds_the_whole_tree_also_after_its_supervisor_was_killed(desk: Desk, trees: int) -> None:
    desk.write_settings(grace_s=0.5)
    manager = desk.manager()
    choose = random.Random(trees)
    grown, left = 0, {}
    for number in range(trees):
        witness = desk.outside / f"witness-{number}"
        command = [sys.executable, "-I", "-S", str(Path(__file__).with_name("random_tree.py")), str(witness)]
        job = manager.submit_job({"command": [*command, str(choose.random())]})
        wait_until(witness.exists, "the tree has begun")
        time.sleep(choose.uniform(0, 0.5))
        run = wait_until(lambda job=job: read_json(desk.folder.job(job.id).run), "run.json is there")  # type: ignore[misc]
        kill(run["supervisor_pid"])
        time.sleep(choose.choice([0, 0, 0.05, 0.3]))
        if choose.random() < 0.3:
            kill(run["pid"])
        is_taken = manager.cancel_job(job.id)
        ended = end_of(manager, job)
        grown += len(witness.read_text().splitlines())
        found = alive_in(witness)
        if is_taken and found:
            left[number] = found
        assert is_taken or not found or any("Still running after its end" in notice for notice in ended.notices)
        for pid in found:
            kill(pid)
    print(f"{trees} trees of {grown} processes, their supervisors killed: {len(left)} left something: {left}")
    assert left == {}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are marked on Linux only")
def test_a_job_is_not_limited_by_the_mark_that_it_inherits(desk: Desk) -> None:
    manager = desk.manager()
    script = "import os, resource; print(resource.getrlimit(resource.RLIMIT_RTTIME)[1] == resource.RLIM_INFINITY)"
    job = manager.submit_job({"command": [sys.executable, "-c", script]})
    assert end_of(manager, job).exit_code == 0
    assert manager.read_log(job.id) == "True\n"
    for pid in processes.descendants(os.getpid()):
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert "Max realtime timeout      unlimited" in limits, "what starts jobs is no part of one"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are marked on Linux only")
def test_a_marked_process_that_has_ended_is_no_part_of_the_tree_any_more() -> None:
    token = "0123456789abcdef"
    pid = os.fork()
    if pid == 0:
        processes.mark(token)
        time.sleep(60)
        os._exit(0)
    try:
        wait_until(lambda: processes.bearing_token(token) == [pid], "it is marked")
        kill(pid)
        wait_until(lambda: not processes.is_alive(pid, processes.start_time(pid)), "it is a zombie")
        assert Path(f"/proc/{pid}/limits").exists()
        assert processes.bearing_token(token) == []
    finally:
        kill(pid)
        os.waitpid(pid, 0)

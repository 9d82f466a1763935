"""Stopping: the polite at once, the stubborn with all that they ever started; and jobs that end in odd ways."""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

import pytest

from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.manager import JobManager
from jobdesk.executors import processes
from jobdesk.executors.folder import read_json
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


def test_a_polite_job_is_cancelled_at_once_with_no_descendants_left(desk: Desk) -> None:
    desk.write_settings(grace_s=3600.0)  # Nobody is made to end before that.
    manager = desk.manager()
    job = manager.submit_job(
        {"command": ["sh", "-c", "sleep 300 & sleep 300"], "env": {"TREE": f"polite-{os.getpid()}"}}
    )
    wait_until(lambda: len(processes_with("TREE", f"polite-{os.getpid()}")) >= 3, "the job runs")
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


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount a disk without room for a file")
def test_a_job_is_cancelled_even_where_no_file_can_be_made_to_ask_for_it(desk: Desk) -> None:
    desk.write_settings(grace_s=1.0)
    with small_disk(desk.folder.run_logs, "size=2m", "nr_inodes=12"):
        manager = desk.manager()
        script = "trap 'exit 0' INT; echo up; while :; do sleep 0.05; done"
        job = manager.submit_job({"command": ["sh", "-c", script]})
        wait_until(lambda: manager.read_log(job.id), "the job runs")
        made = 0
        try:
            while True:
                (desk.folder.run_logs / f"file-{made}").touch()
                made += 1
        except OSError:
            pass
        assert manager.cancel_job(job.id)
        ended = end_of(manager, job)
        assert ended.cancelled
        assert ended.status is JobStatus.CANCELLED
        desk.end()


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

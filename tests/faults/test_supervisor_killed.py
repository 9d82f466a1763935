"""Supervisors die by kill -9, alone or together with the app: a job still runs once, and no code is invented."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobdesk.core.events import JobChanged
from jobdesk.core.job import Job, JobStatus
from jobdesk.executors import processes
from jobdesk.jobdir.folder import read_json
from tests.faults.desks import ROOT, Desk, children_of, is_alive, kill, wait_until
from tests.faults.ledgers import PlannedJob, Tally

FULL = (pytest.mark.faults, pytest.mark.timeout(1800))


class SupervisorKiller:
    """Kills supervisors of one app after another, each at a random age."""

    def __init__(self, desk: Desk, longest_age_s: float, most: int) -> None:
        """Prepare to kill.

        Args:
            desk: Whose supervisors.
            longest_age_s: Each is killed at some age up to this.
            most: How many to kill in all.
        """
        self.kills = 0
        self._desk = desk
        self._most = most
        self._longest_age_s = longest_age_s
        self._choose = random.Random(most)

    @contextlib.contextmanager
    def at_work_on(self, app: subprocess.Popen[str]) -> Iterator[None]:
        """Kill the supervisors that this app starts, until the block ends."""
        is_over = threading.Event()
        thread = threading.Thread(target=self._hunt, args=(app, is_over))
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    def _hunt(self, app: subprocess.Popen[str], is_over: threading.Event) -> None:
        server = None
        due: dict[int, float] = {}
        while not is_over.wait(0.001) and self.kills < self._most:
            server = server or self._desk.launch_server_of(app)
            if server is None:
                continue
            alive = children_of(server)
            now = time.monotonic()
            for pid in alive:
                if pid not in due:
                    due[pid] = now + self._choose.uniform(0.0, self._longest_age_s)
                elif due[pid] <= now:
                    kill(pid)
                    self.kills += 1
            due = {pid: moment for pid, moment in due.items() if pid in alive}


def judge(desk: Desk, plans: list[PlannedJob], tally: Tally) -> None:
    """Nothing lost, nothing twice, nothing wrong; and an unknown code is shown as one."""
    assert tally.is_clean, str(tally)
    for job in desk.client().call("list_jobs"):
        if job.exit_code is None:
            assert job.status is JobStatus.FAILED
            assert job.reason is not None
            assert job.reason.code == "unsupervised"
    assert desk.app_errors() == ""


@pytest.mark.parametrize(
    ("kills", "count"), [pytest.param(12, 12, id="short"), pytest.param(200, 160, id="full", marks=FULL)]
)
def test_a_job_whose_supervisor_is_killed_at_its_start_runs_once(desk: Desk, kills: int, count: int) -> None:
    desk.write_settings(run_limit=24)
    plans = desk.ledger.plan(count, seed=3, longest_s=2.0)
    killer = SupervisorKiller(desk, longest_age_s=0.09, most=kills)
    deadline = time.monotonic() + 4 + 3 * kills
    while killer.kills < kills and time.monotonic() < deadline:
        app = desk.start_app(plans)
        with killer.at_work_on(app):
            time.sleep(1.5)
        desk.kill_app(app)

    desk.start_ready_app(plans)
    tally = desk.ledger.count(plans, desk.wait_final(plans, 120 + count))
    print(f"{killer.kills} supervisors killed within 90 ms of their start: {tally}")
    judge(desk, plans, tally)
    assert killer.kills > kills * 0.5


@pytest.mark.parametrize(
    ("app_kills", "kills", "count"),
    [pytest.param(4, 15, 24, id="short"), pytest.param(200, 300, 240, id="full", marks=FULL)],
)
def test_jobs_run_once_when_app_and_supervisors_are_both_killed(
    desk: Desk, app_kills: int, kills: int, count: int
) -> None:
    desk.write_settings(run_limit=4)
    plans = desk.ledger.plan(count, seed=4, longest_s=3.0)
    killer = SupervisorKiller(desk, longest_age_s=1.0, most=kills)
    choose = random.Random(kills)
    for _ in range(app_kills):
        app = desk.start_app(plans)
        with killer.at_work_on(app):
            time.sleep(choose.uniform(0.1, 2.0))
        desk.kill_app(app)

    desk.start_ready_app(plans)
    tally = desk.ledger.count(plans, desk.wait_final(plans, 120 + count))
    print(f"the app killed {app_kills} times, supervisors {killer.kills} times: {tally}")
    judge(desk, plans, tally)
    assert killer.kills > 0


@pytest.mark.parametrize("rounds", [pytest.param(3, id="short"), pytest.param(20, id="full", marks=FULL)])
def test_three_supervisors_started_on_one_folder_at_once_run_its_job_once(desk: Desk, rounds: int) -> None:
    # The last one is longer than a supervisor waits for the lock.
    plans = [desk.ledger.plan_one(f"round-{number}", 0.1, 7) for number in range(rounds - 1)]
    plans.append(desk.ledger.plan_one("long", 2.5, 7))
    for plan in plans:
        folder = desk.make_folder(desk.ledger.argv(plan))
        supervisors = [desk.supervise(folder) for _ in range(3)]
        assert [supervisor.wait(60) for supervisor in supervisors] == [0, 0, 0]
        verdict = read_json(folder.verdict)
        assert verdict is not None
        assert verdict["exit_code"] == 7
        assert folder.log.read_bytes() == plan.log()
    starts = desk.ledger.starts()
    print(f"three supervisors at once: ran once {sum(len(found) == 1 for found in starts.values())} of {rounds}")
    assert {label: len(found) for label, found in starts.items()} == {plan.label: 1 for plan in plans}


def test_a_job_goes_on_with_its_whole_log_when_its_supervisor_is_killed(desk: Desk) -> None:
    plan = desk.ledger.plan_one("alone", 1.0, 7)
    client_app = desk.start_ready_app([plan])
    run = desk.run_of(plan.job_id)
    kill(run["supervisor_pid"])
    kill(client_app.pid)
    desk.start_app()
    tally = desk.ledger.count([plan], desk.wait_final([plan], 30))
    assert tally.is_clean, str(tally)


@pytest.fixture
def adopted_orphans() -> Iterator[None]:
    """Make this process the parent of orphans, so that it decides whether they stay zombies (Linux)."""
    set_subreaper = ctypes.CDLL(None).prctl
    set_subreaper(36, 1, 0, 0, 0)
    yield
    set_subreaper(36, 0, 0, 0, 0)
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


@pytest.mark.usefixtures("adopted_orphans")
def test_the_code_of_a_job_that_ended_unsupervised_is_read_from_its_zombie(desk: Desk) -> None:
    job = end_unsupervised(desk, 5, is_zombie=True)
    assert (job.status, job.exit_code) == (JobStatus.FAILED, 5)


@pytest.mark.parametrize("code", [0, 5])
@pytest.mark.usefixtures("adopted_orphans")
def test_the_code_of_a_job_that_ended_unsupervised_and_left_no_zombie_is_unknown(desk: Desk, code: int) -> None:
    job = end_unsupervised(desk, code, is_zombie=False)
    assert (job.status, job.exit_code) == (JobStatus.FAILED, None)
    assert job.reason is not None
    assert job.reason.code == "unsupervised"
    assert "unknown" in job.reason.text
    assert job.finished_at is not None


def end_unsupervised(desk: Desk, code: int, *, is_zombie: bool) -> Job:
    """Let a job end while neither an app nor a supervisor lives, then start an app and return what it says."""
    plan = desk.ledger.plan_one("unseen", 0.4, code)
    app = desk.start_ready_app([plan])
    run = desk.run_of(plan.job_id)
    desk.end_app(app)
    kill(run["supervisor_pid"])
    wait_until(lambda: not is_alive(run["pid"]), "the job ends")
    if not is_zombie:
        os.waitpid(run["pid"], 0)
    desk.start_app()
    return desk.wait_final([plan], 30)[0]


def test_a_running_job_is_cancelled_with_all_its_descendants_after_its_supervisor_was_killed(desk: Desk) -> None:
    desk.write_settings(grace_s=0.5)
    manager = desk.manager()
    script = "trap '' INT TERM; setsid sh -c 'trap \"\" INT TERM; sleep 300' & while :; do sleep 0.2; done"
    job = manager.submit_job({"command": ["sh", "-c", script], "env": {"TREE": f"orphaned-{os.getpid()}"}})
    run = desk.run_of(job.id)
    wait_until(lambda: len(processes_named("orphaned")) >= 3, "the tree has grown")
    kill(run["supervisor_pid"])
    assert manager.cancel_job(job.id)
    ended = manager.wait_job(job.id, timeout_s=30)
    assert ended is not None
    assert ended.status is JobStatus.CANCELLED
    wait_until(lambda: not processes_named("orphaned"), "the whole tree is dead", 10)


def processes_named(tree: str) -> list[int]:
    """Return the living processes of a tree that is marked in its environment."""
    from tests.faults.desks import processes_with

    return processes_with("TREE", f"{tree}-{os.getpid()}")


def test_a_process_that_was_let_go_but_has_not_become_the_job_yet_is_waited_for(desk: Desk) -> None:
    """Between its marker and its exec a process does not carry the attempt's token in its environment."""
    folder = desk.make_folder(["sh", "-c", "echo must not run again"])
    go = desk.outside / "go"
    folder.reserve_verdict()
    # A process that says of itself, as the first supervisor's child does, that it is about to become the job.
    program = f"""
import os, sys, time
sys.path.insert(0, {str(ROOT)!r})
from jobdesk.executors import processes
with open({str(folder.started)!r}, "w") as marker:
    marker.write(f"{{os.getpid()}} 0123456789abcdef {{processes.start_time(os.getpid())}}")
while not os.path.exists({str(go)!r}):
    time.sleep(0.02)
"""
    early = desk.spawn([sys.executable, "-c", program])
    wait_until(lambda: folder.started.exists() and folder.started.read_text(), "the marker is there")
    other = {"token": "fedcba9876543210", "pid": os.getpid(), "start_time": "1", "started_at": None}
    folder.run.write_text(json.dumps({**other, "boot_id": processes.boot_id()}))
    supervisor = desk.supervise(folder)
    time.sleep(0.4)
    assert not folder.verdict.exists(), "a verdict while the job still runs"
    go.touch()
    early.wait(30)
    supervisor.wait(30)
    verdict = read_json(folder.verdict)
    assert verdict is not None
    assert verdict["exit_code"] in {None, 0}
    assert folder.log.exists() is False or folder.log.read_text() == ""


def test_a_process_that_was_let_go_by_a_dead_supervisor_and_comes_too_late_does_not_run(desk: Desk) -> None:
    plan = desk.ledger.plan_one("late", 0.5, 3)
    folder = desk.make_folder(desk.ledger.argv(plan))
    # What a supervisor does up to the moment in which it is killed; its process is slow to go on.
    program = f"""
import json, os, signal, sys
sys.path.insert(0, {str(ROOT)!r})
from jobdesk.executors import processes
from jobdesk.executors.posix import child as posix_child
from jobdesk.jobdir.folder import JobFolder, read_json
folder = JobFolder({str(folder.path)!r})
folder.reserve_verdict()
child = posix_child.Child(folder, read_json(folder.spec)["launch"], "0123456789abcdef", os.open("/", os.O_RDONLY))
os.kill(child.pid, signal.SIGSTOP)
run = {{"token": "0123456789abcdef", "pid": child.pid, "start_time": processes.start_time(child.pid)}}
folder.run.write_text(json.dumps({{**run, "boot_id": processes.boot_id()}}))
os.write(child._barrier, b"!" + run["start_time"].encode())
print(child.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    first = desk.spawn([sys.executable, "-c", program])
    assert first.stdout is not None
    slow = int(first.stdout.readline())
    second = desk.supervise(folder)
    wait_until(desk.ledger.starts, "the job runs under the second supervisor")
    os.kill(slow, signal.SIGCONT)
    assert second.wait(30) == 0
    wait_until(lambda: not is_alive(slow), "the first process has ended")
    verdict = read_json(folder.verdict)
    assert verdict is not None
    assert verdict["exit_code"] == 3
    assert len(desk.ledger.starts()["late"]) == 1
    assert folder.log.read_bytes() == plan.log()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become two other users")
def test_the_code_of_another_user_s_zombie_is_unknown_and_not_zero(tmp_path: Path) -> None:
    """The kernel tells 0 to those who may not know; a job that ran `sudo` would come out as a success."""
    program = f"""
import os, sys, time
sys.path.insert(0, {str(ROOT)!r})
from jobdesk.executors import processes
pid = os.fork()
if pid == 0:
    os.setresuid(65534, 65534, 65534)
    os._exit(3)
while processes.is_alive(pid, processes.start_time(pid)):
    time.sleep(0.01)
os.setresgid(12345, 12345, 12345)
os.setresuid(12345, 12345, 12345)
print(processes.exit_status_of_zombie(pid, processes.start_time(pid)))
"""
    script = tmp_path / "other.py"
    script.write_text(program)
    told = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True).stdout
    assert told == "None\n"


def test_a_job_whose_launch_server_stalls_waits_in_the_queue_and_then_runs_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server that forks supervisors is stopped, as on a machine that thrashes, until the engine replaces it."""
    from jobdesk.engine.execution import worker

    # Only so that the test does not wait for as long as a person would.
    monkeypatch.setattr(worker, "_START_PATIENCE_S", 0.2)
    manager = desk.manager()
    manager.wait_job(manager.submit_job({"command": ["true"]}).id)
    seen: list[object] = []
    manager.subscribe(seen.append)
    servers = [pid for pid in children_of_threads(os.getpid()) if "launch_server" in command_line(pid)]
    assert len(servers) == 1
    os.kill(servers[0], signal.SIGSTOP)
    plan = desk.ledger.plan_one("late", 0.0)
    job = manager.submit_job(desk.ledger.config(plan))
    dependent = manager.submit_job({"command": ["true"]}, after=[job.id])
    ends = [manager.wait_job(one.id, timeout_s=60) for one in (job, dependent)]
    assert [end.status if end else None for end in ends] == [JobStatus.COMPLETED] * 2
    put_back = [
        event.job.reason.text
        for event in seen
        if isinstance(event, JobChanged)
        and event.job.id == job.id
        and event.job.reason is not None
        and event.job.reason.code == "machine_busy"
    ]
    assert put_back
    assert "No supervisor could be started" in put_back[0]
    assert len(desk.ledger.starts()["late"]) == 1


def test_a_supervisor_that_comes_too_late_does_not_run_a_job_that_waits_in_the_queue(desk: Desk) -> None:
    plan = desk.ledger.plan_one("late", 0.0)
    folder = desk.make_folder(desk.ledger.argv(plan))
    folder.withdrawn.touch()
    assert desk.supervise(folder).wait(60) == 0
    assert desk.ledger.starts() == {}
    assert not folder.verdict.exists()
    folder.withdrawn.unlink()
    assert desk.supervise(folder).wait(60) == 0
    assert len(desk.ledger.starts()["late"]) == 1


def children_of_threads(pid: int) -> list[int]:
    """Return all children of a process, whichever of its threads made them."""
    import psutil

    return [child.pid for child in psutil.Process(pid).children()]


def command_line(pid: int) -> str:
    """Return the command line of a process."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def test_sigterm_and_sighup_to_a_supervisor_stop_its_job_politely_for_the_session_s_end(desk: Desk) -> None:
    desk.write_settings(grace_s=5)
    manager = desk.manager()
    script = "trap 'echo asked politely; exit 0' INT; echo ready; while :; do sleep 0.05; done"
    for number in (signal.SIGTERM, signal.SIGHUP):
        job = manager.submit_job({"command": ["sh", "-c", script]})
        wait_until(functools.partial(manager.read_log, job.id), "it is ready")
        os.kill(desk.run_of(job.id)["supervisor_pid"], number)
        ended = manager.wait_job(job.id, timeout_s=30)
        assert ended is not None
        assert ended.status is JobStatus.FAILED
        assert ended.reason is not None
        assert (ended.reason.code, "session" in ended.reason.text) == ("session_end", True)
        assert manager.read_log(job.id) == "ready\nasked politely\n"


@pytest.mark.faults
@pytest.mark.timeout(180)
def test_a_stopped_supervisor_is_not_responding_after_15_s_and_that_is_no_verdict(desk: Desk) -> None:
    go = desk.outside / "go"
    manager = desk.manager()
    job = manager.submit_job({"command": ["sh", "-c", f'while [ ! -e "{go}" ]; do sleep 0.1; done; exit 4']})
    supervisor = desk.run_of(job.id)["supervisor_pid"]

    def reason() -> str | None:
        now = manager.get_job(job.id)
        assert now is not None
        assert now.status is JobStatus.RUNNING
        return now.reason.code if now.reason else None

    os.kill(supervisor, signal.SIGSTOP)
    began = time.monotonic()
    wait_until(lambda: reason() == "not_responding", "it is said", 60, 0.2)
    assert time.monotonic() - began > 12
    os.kill(supervisor, signal.SIGCONT)
    wait_until(lambda: reason() is None, "it is taken back", 60, 0.2)
    os.kill(supervisor, signal.SIGSTOP)
    go.touch()
    time.sleep(1.0)
    os.kill(supervisor, signal.SIGCONT)
    ended = manager.wait_job(job.id, timeout_s=30)
    assert ended is not None
    assert ended.exit_code == 4

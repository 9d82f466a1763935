"""A process that forks with open managers: nothing is lost, numbers are given once, each gets its own answers."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from jobdesk import JobManager
from jobdesk.core.errors import EngineBusyError
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.store import load_state
from jobdesk.jobdir.folder import is_locked

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")

_managers: list[JobManager] = []
_remotes: list[RemoteEngine] = []


def create(count: int) -> list[tuple[str, str, int]]:
    """Create jobs in a forked process; returns what was asked for and what was answered."""
    made = []
    for at in range(count):
        name = f"{os.getpid()} {at}"
        job = _managers[0].create_job({"command": ["true"]}, name=name)
        made.append((name, job.name, job.number))
    return made


def ask_to_create(count: int) -> list[tuple[str, str, int]]:
    made = []
    for at in range(count):
        name = f"{os.getpid()} {at}"
        job = _remotes[0].ask("create_job", config={"command": ["true"]}, name=name)
        made.append((name, job["name"], job["number"]))
    return made


def create_in_processes(work: Callable[[int], list[tuple[str, str, int]]]) -> list[tuple[str, str, int]]:
    """Have four forked processes create thirty jobs each; every one must have got its own answers."""
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("fork")) as processes:
        made = [one for some in processes.map(work, [15] * 8) for one in some]
    assert [asked for asked, _, _ in made] == [answered for _, answered, _ in made]
    assert len({number for _, _, number in made}) == len(made) == 120
    return made


@pytest.fixture
def opened(home: Path) -> Iterator[JobManager]:
    """A manager that forked processes find in their memory."""
    manager = JobManager(home / "jobs_state.json")
    _managers.append(manager)
    yield manager
    _managers.clear()
    manager.close(hand_over=False)


def test_what_a_pool_of_processes_creates_is_kept(opened: JobManager) -> None:
    first = opened.create_job({"command": ["true"]})
    made = create_in_processes(create)
    opened.close(hand_over=False)
    jobs = load_state(opened.folder).snapshot.jobs
    assert {job.name for job in jobs} == {name for name, _, _ in made} | {first.name}
    assert len({job.number for job in jobs}) == 121


def test_forked_clients_get_their_own_answers(opened: JobManager, home: Path) -> None:
    with JobManager(home / "jobs_state.json") as holder:
        holder.hold()
        opened.create_job({"command": ["true"]})
        made = create_in_processes(create)
        assert {name for name, _, _ in made} <= {job.name for job in holder.list_jobs()}


def test_a_forked_plain_client_gets_its_own_answers(manager: JobManager) -> None:
    manager.hold()
    with contextlib.closing(RemoteEngine(manager.folder)) as remote:
        remote.ask("status")
        _remotes.append(remote)
        made = create_in_processes(ask_to_create)
        _remotes.clear()
    assert {name for name, _, _ in made} <= {job.name for job in manager.list_jobs()}


_FORKS_WHILE_THREADS_WORK = """
import json, os, signal, sys, threading
from jobdesk import JobManager

manager = JobManager(sys.argv[1] + "/jobs_state.json")
made, is_over = [], threading.Event()
made.append(manager.create_job({"command": ["true"]}).id)

def work():
    while not is_over.is_set():
        made.append(manager.create_job({"command": ["true"]}).id)
        manager.list_jobs(limit=1)

threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
children = []
for at in range(25):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        job = manager.create_job({"command": ["true"]}, name=f"child {at}")
        assert job.name == f"child {at}"
        assert manager.get_job(job.id).id == job.id
        os.write(writing, job.id.encode())
        os.close(writing)
        sys.exit(0)  # With all that runs at the end of a process.
    os.close(writing)
    children.append((child, reading))
    if at % 5 == 4:
        for child, reading in children:
            _, status = os.waitpid(child, 0)
            assert status == 0, status
            made.append(os.read(reading, 100).decode())
        children = []
is_over.set()
for thread in threads:
    thread.join()
print(json.dumps(made), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_children_that_end_undo_nothing_of_a_parent_that_is_killed(home: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", _FORKS_WHILE_THREADS_WORK, str(home)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert not ended.stderr
    made = json.loads(ended.stdout)
    jobs = load_state(DataFolder(home)).snapshot.jobs
    assert set(made) <= {job.id for job in jobs}
    assert len({job.number for job in jobs}) == len(jobs)
    assert len([job for job in jobs if job.name.startswith("child")]) == 25


_CHILD_OUTLIVES_PARENT = """
import os, signal, sys, time
from jobdesk import JobManager

manager = JobManager(sys.argv[1] + "/jobs_state.json")
engine = manager.hold()
manager.create_job({"command": ["true"]}, name="parent")
parent = os.getpid()
if os.fork() == 0:
    print("child", os.getpid(), flush=True)
    try:
        engine.create_job({"command": ["true"]})
    except Exception as error:
        print(type(error).__name__, flush=True)
    sys.stdin.readline()
    job = manager.create_job({"command": ["true"]}, name="orphan")
    print(job.number, manager.status()["role"], flush=True)
    sys.exit(0)
time.sleep(600)
"""


def test_a_child_holds_nothing_once_its_parent_is_gone(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD_OUTLIVES_PARENT, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdin is not None
        word, pid = parent.stdout.readline().split()
        assert word == "child"
        assert parent.stdout.readline().strip() == EngineBusyError.__name__
        parent.kill()
        while is_locked(home / "lock"):
            assert parent.poll() is None
            time.sleep(0.01)
        # Nothing of the dead one's sockets listens any more, although its child lives.
        os.kill(int(pid), 0)
        with contextlib.closing(RemoteEngine(DataFolder(home))) as remote:
            assert not remote.is_running()
            parent.stdin.write("go on\n")
            parent.stdin.flush()
            number, role = parent.stdout.readline().split()
            assert (number, role) == ("2", "serve")
            assert [job["name"] for job in remote.ask("list_jobs")] == ["orphan", "parent"]
            remote.ask("stop_engine")
    while is_locked(home / "lock"):
        time.sleep(0.01)


@pytest.mark.parametrize("forks", [1, 2])
def test_a_fork_after_a_manager_was_closed_closes_nobody_else_s_files(home: Path, forks: int) -> None:
    """The numbers of what was closed are other files' by then."""
    with JobManager(home / "jobs_state.json") as manager:
        manager.hold()
    for _ in range(forks - 1):
        pid = os.fork()
        if pid:
            assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
            return
    others = [os.open("/dev/null", os.O_RDONLY) for _ in range(40)]
    pid = os.fork()
    if pid == 0:
        try:
            for descriptor in others:
                os.fstat(descriptor)
        except OSError:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    for descriptor in others:
        os.close(descriptor)
    if forks == 2:
        os._exit(code)
    assert code == 0
    del manager  # Until here: what is gone closes nothing.

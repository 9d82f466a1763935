"""An engine that the system refuses threads: it refuses for that time, and serves as before afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("limits of this kind exist on Unix only", allow_module_level=True)

import resource

from jobdesk.core.errors import SystemLimitError
from jobdesk.engine.ipc.channel import read_address
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.keep_awake import KeepAwake
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.jobdir.folder import is_locked, take_lock
from tests.faults.desks import wait_until

Run = Callable[..., subprocess.CompletedProcess[str]]
_LITTLE_BYTES = 1 << 20  # Less than the stack of one thread.

needs_prlimit = pytest.mark.skipif(
    not hasattr(resource, "prlimit"), reason="the limit of another process is set on Linux only"
)


@pytest.fixture
def home(user_folders: dict[str, Path]) -> Path:
    """The data folder of the processes that a test starts."""
    return user_folders["JOBDESK_HOME"]


@pytest.fixture
def engine(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """An engine in a process of its own, whose limits a test may change."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jobdesk", "serve", "--quiet"], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        with contextlib.closing(RemoteEngine(DataFolder(home))) as asking:
            wait_until(asking.is_running, "the engine answers")
        yield process
    finally:
        process.terminate()
        process.wait(60)


def refuse_threads(pid: int) -> tuple[int, int]:
    """Leave a process no room for another thread's stack; returns the limit that it had."""
    before = resource.prlimit(pid, resource.RLIMIT_AS)
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    resource.prlimit(pid, resource.RLIMIT_AS, (pages * resource.getpagesize() + _LITTLE_BYTES, before[1]))
    return before


def ask_status(client: socket.socket) -> bytes:
    """Ask for the status and return the first bytes of the answer; none if the connection was closed unanswered."""
    request = b'{"verb": "status"}'
    try:
        client.sendall(struct.pack("!I", len(request)) + request)
        return client.recv(4)
    except ConnectionError:
        return b""


@needs_prlimit
def test_connections_are_refused_for_want_of_a_thread_and_served_again_afterwards(
    engine: subprocess.Popen[bytes], home: Path, run: Run
) -> None:
    address = read_address(home / "control.json")
    assert address is not None
    before = refuse_threads(engine.pid)
    clients = []
    try:
        for _ in range(100):  # Stacks of ended threads serve some of them first.
            client = socket.socket(socket.AF_UNIX)
            clients.append(client)
            client.settimeout(30)
            client.connect(address)
            if not ask_status(client):
                break
        else:
            pytest.fail("100 threads were had where there is no room for one")
    finally:
        resource.prlimit(engine.pid, resource.RLIMIT_AS, before)
        for client in clients:
            client.close()
    listed = run("list", "--json")
    assert (listed.returncode, json.loads(listed.stdout)) == (0, [])


@needs_prlimit
def test_an_engine_that_gets_no_thread_any_more_serves_with_those_it_has(
    engine: subprocess.Popen[bytes], home: Path, run: Run
) -> None:
    address = read_address(home / "control.json")
    assert address is not None
    clients = [socket.socket(socket.AF_UNIX) for _ in range(30)]
    for client in clients:
        client.settimeout(30)
        client.connect(address)
        assert ask_status(client)
    refuse_threads(engine.pid)
    for client in clients:
        client.close()
    for _ in range(8):
        listed = run("list", "--json")
        assert (listed.returncode, json.loads(listed.stdout)) == (0, []), listed.stderr


def test_a_client_that_is_refused_again_and_again_ends_in_words(home: Path, run: Run) -> None:
    """An engine that closes each connection at once, as for want of a thread."""
    home.mkdir(mode=0o700)
    lock = take_lock(home / "lock")
    assert lock is not None
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(home / "control.sock"))
        listener.listen()

        def refuse() -> None:
            with contextlib.suppress(OSError):
                while True:
                    listener.accept()[0].close()

        thread = threading.Thread(target=refuse)
        thread.start()
        try:
            refused = run("submit", "--hold", "--", "true")
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            os.close(lock)
    (home / "control.sock").unlink()
    assert refused.returncode == 1
    assert "does not answer" in refused.stderr


@pytest.mark.parametrize("allowed", range(10))
def test_an_engine_that_cannot_begin_whole_lets_go_of_the_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch, allowed: int
) -> None:
    """Whichever of its threads is refused: nothing goes on without the lock, and the next one has all jobs."""
    with JobManager(home / "jobs_state.json") as first:
        kept = first.create_job({"command": ["true"]})
    started: list[str] = []
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if len(started) >= allowed:
            raise RuntimeError("can't start new thread")
        started.append(thread.name)
        start(thread)

    before = set(threading.enumerate())
    with monkeypatch.context() as limited:
        limited.setattr("jobdesk.engine.runtime.service_thread._PATIENCE_S", 0.0)
        limited.setattr(threading.Thread, "start", refuse)
        with JobManager(home / "jobs_state.json") as second, pytest.raises(SystemLimitError, match="ulimit -u"):
            second.hold()
    assert not [thread for thread in threading.enumerate() if thread not in before]
    assert not is_locked(home / "lock")
    with JobManager(home / "jobs_state.json") as third:
        assert third.hold().list_jobs() == [kept]


def test_a_job_whose_worker_gets_no_thread_runs_when_there_are_some_again(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager.hold()
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name == "jobdesk-worker":
            raise RuntimeError("can't start new thread")
        start(thread)

    with monkeypatch.context() as limited:
        limited.setattr(threading.Thread, "start", refuse)
        job = manager.submit_job({"command": ["true"]})
    ended = manager.wait_job(job.id, 60)
    assert ended is not None
    assert ended.status == "completed"


def test_a_refused_engine_says_in_one_line_what_it_lacks(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        manager.create_job({"command": ["true"]})
    script = (
        "import resource, threading\n"
        "from jobdesk.cli.verbs import main\n"
        'def refuse(thread): raise RuntimeError("can\'t start new thread")\n'
        "import jobdesk.engine.engine\n"
        "threading.Thread.start = refuse\n"
        "raise SystemExit(main(['serve', '--until-idle']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "ulimit -u" in done.stderr


def test_the_thread_that_keeps_the_computer_awake_is_tried_again(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = manager.hold()

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as limited:
        limited.setattr(threading.Thread, "start", refuse)
        awake = KeepAwake(engine)
    engine.change_setting("keep_awake", value=False)
    assert "keep-awake" in [thread.name for thread in threading.enumerate()]
    awake.close()

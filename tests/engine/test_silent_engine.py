"""An engine that is stopped, killed or slow: no client waits for ever, and each knows what became of its request."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from jobdesk.core.errors import EngineStalledError, EngineStartError, EngineUnreachableError
from jobdesk.engine.ipc import channel as channels
from jobdesk.engine.ipc import plain_client
from jobdesk.engine.ipc.channel import choose_address, connect, listen, read_address, read_holder
from jobdesk.engine.ipc.lost_answers import say_lost
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.data_folder import DataFolder
from tests import programs
from tests.faults.desks import wait_until

Run = Callable[..., subprocess.CompletedProcess[str]]
JOB_ID = "abcdefghijkl"


@pytest.fixture
def home(user_folders: dict[str, Path]) -> Path:
    """The data folder of the processes that a test starts."""
    return user_folders["JOBDESK_HOME"]


@pytest.fixture
def stopped(home: Path, run: Run) -> Iterator[int]:
    """Process id of an engine that was stopped; it goes on when the test has ended."""
    assert run("submit", "--hold", "--", "true").returncode == 0
    holder = psutil.Process(read_holder(home / "control.json"))
    holder.suspend()
    yield holder.pid
    holder.resume()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits for clients in this process that are over soon."""
    monkeypatch.setattr(channels, "SILENCE_S", 0.2)
    monkeypatch.setattr(channels, "PATIENCE_S", 0.5)


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe whose engine stands still only refuses, after 20 s")
def test_every_verb_ends_in_words_when_the_engine_is_stopped(stopped: int) -> None:
    cases = {
        "no answer came to list_jobs": ["list"],
        "no answer came to find_job": ["show", "1"],
        "The job may be stored and may run, with the id ": ["submit", "--", "true"],
        "no answer came to status": ["doctor"],
    }
    asking = [
        (
            says,
            subprocess.Popen(
                [sys.executable, "-m", "jobdesk", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            ),
        )
        for says, words in cases.items()
    ]
    answers = [(says, *process.communicate(timeout=100), process.returncode) for says, process in asking]
    for says, told, _, code in answers:
        assert code == 1
        line = next(line for line in told.splitlines() if says in line)
        assert f"process {stopped}" in line
        assert f"kill -CONT {stopped}" in line


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe whose engine stands still only refuses, after 20 s")
@pytest.mark.usefixtures("hasty")
def test_a_script_is_told_when_the_engine_is_stopped_and_goes_on_when_it_does(stopped: int, home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        for ask in (manager.list_jobs, manager.status, manager.hold, lambda: manager.wait_job("x" * 12)):
            with pytest.raises(EngineStalledError, match=f"kill -CONT {stopped}"):
                ask()
        with pytest.raises(EngineStalledError, match=r"The job may be stored and may run, with the id \w{12}"):
            manager.submit_job({"command": programs.TRUE, "env": {"LARGE": "x" * 900_000}})
        psutil.Process(stopped).resume()
        assert manager.list_jobs()


@pytest.mark.usefixtures("hasty")
def test_a_long_answer_is_waited_for_as_long_as_the_engine_lives(manager: JobManager) -> None:
    engine = manager.hold()
    job = manager.create_job({"command": programs.TRUE})
    with JobManager(manager.folder.state) as client:
        waited: list[object] = []
        thread = threading.Thread(target=lambda: waited.append(client.wait_job(job.id, 3)))
        thread.start()
        thread.join(60)
    assert waited == [job]
    assert engine.status()["jobs"] == 1


@pytest.mark.usefixtures("hasty")
def test_an_engine_that_is_busy_with_its_jobs_still_gives_a_sign_of_life(manager: JobManager) -> None:
    """The sign waits for no lock, such as a change of many thousand jobs holds."""
    engine = manager.hold()
    address = read_address(manager.folder.control)
    assert address is not None
    asking = connect(address)
    with engine._ledger._lock:
        asking.send(b'{"verb": "list_jobs"}')
        answers: list[bytes | None] = []
        thread = threading.Thread(target=lambda: answers.append(asking.receive()))
        thread.start()
        thread.join(1.5)
        assert not answers
    thread.join(60)
    assert answers == [b'{"ok":[]}']
    asking.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads of another process are counted on Linux only")
def test_clients_that_were_killed_while_they_waited_keep_no_engine(home: Path, run: Run) -> None:
    assert run("submit", "--hold", "--", "true").returncode == 0
    holder = read_holder(home / "control.json")
    threads = Path(f"/proc/{holder}/task")
    before = len(list(threads.iterdir()))
    waiting = [
        subprocess.Popen([sys.executable, "-m", "jobdesk", "wait", "1"], stdin=subprocess.DEVNULL) for _ in range(3)
    ]
    try:
        wait_until(lambda: len(list(threads.iterdir())) >= before + 3, "the engine serves three clients")
    finally:
        for client in waiting:
            client.kill()
            client.wait()
    wait_until(lambda: not Path(f"/proc/{holder}").exists() or _is_zombie(holder), "the engine has ended", 60)


def _is_zombie(pid: int) -> bool:
    return ") Z " in Path(f"/proc/{pid}/stat").read_text()


def test_a_submit_survives_engines_that_are_killed_while_they_start(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jobdesk.engine.ipc import background

    started: list[background.BackgroundEngine] = []
    real = background.start_background_engine

    def start(folder: DataFolder) -> background.BackgroundEngine:
        engine = real(folder)
        if len(started) < 2:
            engine._process.kill()
            engine._process.wait()
        started.append(engine)
        return engine

    monkeypatch.setattr(background, "start_background_engine", start)
    with contextlib.closing(RemoteEngine(DataFolder(home))) as engine:
        job = engine.ask("submit_job", config={"command": programs.TRUE}, job_id=JOB_ID)
        assert job["id"] == JOB_ID
        assert engine.ask("wait_job", job_id=JOB_ID)["status"] == "completed"
        assert len(engine.ask("list_jobs")) == 1
        engine.ask("stop_engine")
    assert len(started) > 2


@pytest.fixture
def deaf(home: Path) -> Iterator[list[bytes]]:
    """Something at the address of an engine that takes requests and ends their connections unanswered."""
    home.mkdir(mode=0o700)
    address = choose_address(home)
    (home / "control.json").write_text(json.dumps({"address": address}))
    listener = listen(address)
    taken: list[bytes] = []

    def serve() -> None:
        while (channel := listener.accept()) is not None:
            with contextlib.suppress(ConnectionError):
                taken.append(channel.receive() or b"")
            channel.close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield taken
    listener.close()
    thread.join(60)


def ids_in(requests: list[bytes]) -> set[str]:
    """Return the ids of the jobs that were submitted; the status is asked for too, for the version of the engine."""
    return {arguments["job_id"] for request in requests if (arguments := json.loads(request)["args"])}


def test_who_gives_up_after_a_request_says_that_it_may_have_been_taken(
    deaf: list[bytes], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_client, "_START_PATIENCE_S", 1.0)
    monkeypatch.setattr(plain_client, "is_locked", lambda _: True)
    with (
        contextlib.closing(RemoteEngine(DataFolder(home))) as engine,
        pytest.raises(EngineUnreachableError, match=f"may run, with the id {JOB_ID}. See it with: jobdesk show"),
    ):
        engine.ask("submit_job", config={"command": programs.TRUE}, job_id=JOB_ID)
    assert len(deaf) > 1
    assert ids_in(deaf) == {JOB_ID}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_start_that_fails_after_a_request_says_that_it_may_have_been_taken(deaf: list[bytes], home: Path) -> None:
    (home / "settings.json").write_text("{}")
    (home / "jobs_state.json").symlink_to(home / "settings.json")
    with (
        contextlib.closing(RemoteEngine(DataFolder(home))) as engine,
        pytest.raises(EngineStartError, match=f"may run, with the id {JOB_ID}"),
    ):
        engine.ask("submit_job", config={"command": programs.TRUE}, job_id=JOB_ID)
    assert deaf


def test_a_script_that_gives_up_after_a_request_says_that_it_may_have_been_taken(
    deaf: list[bytes], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jobdesk.engine import engine_connection as door

    monkeypatch.setattr(door, "_ANSWER_PATIENCE_S", 1.0)
    monkeypatch.setattr(door, "take_folder", lambda _: None)
    with (
        JobManager(home / "jobs_state.json") as manager,
        pytest.raises(EngineUnreachableError, match=r"may run, with the id \w{12}"),
    ):
        manager.submit_job({"command": programs.TRUE})
    assert len(ids_in(deaf)) == 1


@pytest.mark.parametrize(
    ("verb", "args", "says"),
    [
        ("list_jobs", {}, ""),
        ("get_job", {"job_id": JOB_ID}, ""),
        ("create_job", {"job_id": JOB_ID}, JOB_ID),
        ("rerun_job", {"job_id": "x", "new_id": JOB_ID}, JOB_ID),
        ("rerun_jobs", {"job_ids": ["x"] * 9, "new_ids": list("123456789")}, "1, 2, 3, 4, 5, ..."),
        ("add_schedule", {"schedule_id": "s"}, "jobdesk schedule show s"),
        ("cancel_job", {"job_id": "x"}, "The change may have been made"),
    ],
)
def test_what_may_have_been_carried_out_is_named(verb: str, args: dict[str, object], says: str) -> None:
    told = say_lost(verb, args)
    assert says in told
    assert bool(says) == bool(told)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a timer that sends a signal")
def test_an_interrupted_request_leaves_no_answer_to_the_next_one(manager: JobManager) -> None:
    manager.hold()
    job = manager.create_job({"command": programs.TRUE})
    with contextlib.closing(RemoteEngine(manager.folder)) as engine:
        assert engine.is_running()

        def interrupt(_: object, __: object) -> None:
            raise KeyboardInterrupt

        before = signal.signal(signal.SIGALRM, interrupt)
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        try:
            with pytest.raises(KeyboardInterrupt):
                engine.ask("wait_job", job_id=job.id)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        assert engine.ask("status")["jobs"] == 1
    wait_until(lambda: not manager.hold().control.is_busy, "nobody is waited for")

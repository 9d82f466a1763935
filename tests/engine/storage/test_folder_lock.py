"""The one engine of a data folder: it writes only where it holds the lock, and ends when it no longer does."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from jobdesk import JobManager
from jobdesk.core.actions.removal import DeleteJobs
from jobdesk.core.errors import FolderLostError
from jobdesk.core.events import Event, FolderLost
from jobdesk.engine.ipc.client import EngineClient
from jobdesk.engine.ipc.holder import ask_holder
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.store import load_state
from jobdesk.executors.processes import is_alive, start_time
from jobdesk.jobdir.folder import is_locked
from tests import programs
from tests.engine.conftest import kill_jobs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a folder with an open file cannot be moved there")


class Serving:
    """An engine without a window in a process of its own."""

    def __init__(self, home: Path, *options: str) -> None:
        self.home = home
        self._clients: list[EngineClient] = []
        self._words = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed by `end`)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jobdesk", "serve", *options],
            env={**os.environ, "JOBDESK_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._words,
        )

    def wait_until_it_answers(self) -> EngineClient:
        """Return a connection, which is closed with the engine."""
        folder = DataFolder(self.home)
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(ConnectionError, OSError):
                client = EngineClient(str(folder.socket))
                self._clients.append(client)
                if client.call("status")["pid"] == self.process.pid:
                    return client
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def said(self) -> str:
        self._words.seek(0)
        return self._words.read()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._words.close()
        for client in self._clients:
            client.close()


@pytest.fixture
def serve(home: Path) -> Iterator[Callable[..., Serving]]:
    """Start engines; whatever of them and of their jobs is left ends with the test."""
    started: list[Serving] = []
    places = [home, home.with_name("elsewhere"), home.with_name("copy")]

    def start(*options: str) -> Serving:
        started.append(Serving(home, *options))
        return started[-1]

    yield start
    for one in started:
        one.end()
    for place in places:
        kill_jobs(place / "run_logs")


def wait_until(condition: Callable[[], object], what: str, limit_s: float = 60.0) -> None:
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, f"not within {limit_s} s: {what}"
        time.sleep(0.02)


def listed(home: Path) -> set[str]:
    return {job.id for job in load_state(DataFolder(home)).snapshot.jobs}


def job_that_waits_for(path: Path) -> dict[str, object]:
    return {"command": programs.until(path)}


def test_after_a_backup_was_put_back_no_acknowledged_change_is_undone(
    home: Path, tmp_path: Path, serve: Callable[..., Serving]
) -> None:
    first = serve()
    client = first.wait_until_it_answers()
    client.call("create_job", config={"command": programs.TRUE})
    wait_until(lambda: client.call("status")["is_saved"], "the state is saved")
    shutil.copytree(home, home.with_name("copy"), ignore=shutil.ignore_patterns("lock", "control*", "hints"))
    go = tmp_path / "go"
    running = client.call("submit_job", config=job_that_waits_for(go))
    wait_until(lambda: client.call("get_job", job_id=running.id).started, "it runs")
    home.rename(home.with_name("elsewhere"))
    home.with_name("copy").rename(home)
    second = serve("--quiet")
    answers = second.wait_until_it_answers()
    made = {answers.call("create_job", config={"command": programs.TRUE}).id for _ in range(4)}
    wait_until(lambda: answers.call("status")["is_saved"], "the state is saved")
    go.touch()
    # Its job ends now, and with that it would save.
    wait_until(lambda: first.process.poll() is not None, "the engine whose folder was moved ends")
    assert answers.call("status")["pid"] == second.process.pid
    second.process.kill()
    second.process.wait()
    assert made <= listed(home)
    assert running.id in listed(home.with_name("elsewhere"))


def test_an_engine_writes_nothing_into_a_folder_that_took_the_place_of_its_own(
    home: Path, serve: Callable[..., Serving]
) -> None:
    first = serve()
    client = first.wait_until_it_answers()
    job = client.call("create_job", config={"command": programs.TRUE})
    wait_until(lambda: client.call("status")["is_saved"], "the state is saved")
    os.kill(first.process.pid, signal.SIGSTOP)
    home.rename(home.with_name("elsewhere"))
    shutil.copytree(home.with_name("elsewhere"), home, ignore=shutil.ignore_patterns("lock", "control*", "hints"))
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    os.kill(first.process.pid, signal.SIGCONT)
    template = {"name": "t", "config": {"command": programs.TRUE}}
    requests: list[Callable[[], object]] = [
        partial(client.call, "start_job", job_id=job.id),
        partial(client.do, DeleteJobs(job_ids=(job.id,))),
        partial(client.call, "change_setting", key="run_limit", value=7),
        partial(client.call, "change_limits", changes={"resources": {"gpu": 1}}),
        partial(client.call, "save_template", template=template),
        partial(client.call, "create_job", config={"command": programs.TRUE}),
    ]
    for request in requests:
        # Asked over the connections from before, of which each serves until the engine has ended.
        with pytest.raises((FolderLostError, ConnectionError)):
            request()
    wait_until(lambda: first.process.poll() is not None, "the engine ends")
    assert "moved, deleted or replaced" in first.said()
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_the_engine_of_a_deleted_folder_ends_also_while_a_job_runs(
    home: Path, tmp_path: Path, serve: Callable[..., Serving]
) -> None:
    go = tmp_path / "go"
    one = serve("--until-idle")
    client = one.wait_until_it_answers()
    job = client.call("submit_job", config=job_that_waits_for(go))
    marker = home / "run_logs" / job.id / "started"
    wait_until(lambda: marker.exists() and len(marker.read_text().split()) == 3, "it runs")
    pid = int(marker.read_text().split()[0])
    started = start_time(pid)
    shutil.rmtree(home)
    wait_until(lambda: one.process.poll() is not None, "the engine ends")
    assert not home.exists()
    assert is_alive(pid, started), "the job goes on"
    go.touch()
    wait_until(lambda: not is_alive(pid, started), "the job ends")


def end_holder(home: Path) -> bool:
    """Kill the engine that holds a folder, which a client may just have started; tell whether there is none."""
    if not is_locked(home / "lock"):
        return True
    with contextlib.suppress(ConnectionError, TimeoutError, ProcessLookupError):
        os.kill(ask_holder(DataFolder(home), "status")["pid"], signal.SIGKILL)
    return False


def test_of_a_deleted_lock_two_engines_never_come_to_write(home: Path, serve: Callable[..., Serving]) -> None:
    first = serve()
    first.wait_until_it_answers()
    acknowledged: set[str] = set()
    is_over = threading.Event()

    def create() -> None:
        with contextlib.closing(RemoteEngine(DataFolder(home))) as engine:
            while not is_over.is_set():
                acknowledged.add(engine.ask("create_job", config={"command": programs.TRUE})["id"])

    threads = [threading.Thread(target=create) for _ in range(3)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(acknowledged) > 10, "some jobs are made")
    (home / "lock").unlink()
    second = serve()
    wait_until(lambda: first.process.poll() is not None, "the first engine ends")
    with contextlib.closing(RemoteEngine(DataFolder(home))) as engine:
        wait_until(lambda: engine.ask("status")["pid"] != first.process.pid, "another engine answers")
        count = len(acknowledged)
        wait_until(lambda: len(acknowledged) > count + 10, "it makes jobs too")
        is_over.set()
        for thread in threads:
            thread.join()
    second.process.kill()
    wait_until(lambda: end_holder(home), "no engine is left")
    jobs = load_state(DataFolder(home)).snapshot.jobs
    assert acknowledged <= {job.id for job in jobs}
    numbers = [job.number for job in jobs]
    assert len(set(numbers)) == len(numbers)


def test_a_script_whose_folder_was_replaced_goes_on_in_the_one_that_is_there(home: Path) -> None:
    seen: list[Event] = []
    with JobManager(home / "jobs_state.json") as manager:
        engine = manager.hold()
        engine.subscribe(seen.append)
        old = manager.create_job({"command": programs.TRUE})
        home.rename(home.with_name("elsewhere"))
        new = manager.create_job({"command": programs.TRUE})
        assert [job.id for job in manager.list_jobs()] == [new.id]
        assert manager.hold() is not engine
    assert [event for event in seen if isinstance(event, FolderLost)]
    assert listed(home) == {new.id}
    assert listed(home.with_name("elsewhere")) == {old.id}


def test_a_script_whose_folder_is_gone_ends_without_making_another(home: Path) -> None:
    manager = JobManager(home / "jobs_state.json")
    manager.submit_job({"command": programs.TRUE}, not_before="2999-01-01T00:00:00Z")
    shutil.rmtree(home)
    manager.close()
    assert not home.exists()


def test_a_folder_that_cannot_be_looked_into_for_a_while_ends_nothing(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = manager.create_job({"command": programs.TRUE})
    real = os.stat

    def refuse(path: object, **options: object) -> os.stat_result:
        if str(path) == str(manager.folder.lock):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, **options)  # type: ignore[arg-type]

    engine = manager.hold()
    monkeypatch.setattr(os, "stat", refuse)
    with pytest.raises(Exception, match="Permission denied"):
        manager.create_job({"command": programs.TRUE})
    monkeypatch.setattr(os, "stat", real)
    assert manager.create_job({"command": programs.TRUE}).number > job.number
    assert manager.hold() is engine

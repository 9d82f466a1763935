"""`jobdesk stop`: no engine is left, jobs go on or stay queued, and what cannot be stopped is named."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk.core.errors import EngineNotStoppedError
from jobdesk.engine.ipc.background import app_command
from jobdesk.engine.ipc.holder import ask_holder, stop_holder
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.jobdir.folder import is_locked

Run = Callable[..., subprocess.CompletedProcess[str]]
WAIT_S = 90


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def role_of_holder(home: Path) -> str:
    try:
        return str(ask_holder(DataFolder(home), "status")["role"])
    except ConnectionError:
        return ""


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts the app and ends it with the test."""
    started: list[subprocess.Popen[str]] = []

    def start_one(*words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*app_command(), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
        )
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("role", ["desk", "serve"])
def test_stop_ends_the_engine_and_keeps_the_jobs(
    run: Run, start: Callable[..., subprocess.Popen[str]], home: Path, tmp_path: Path, role: str
) -> None:
    go, done = tmp_path / "go", tmp_path / "done"
    engine = start(*([] if role == "desk" else ["serve"]))
    wait_until(lambda: role_of_holder(home) == role)
    run("queue", "--limit", "1")
    waits = f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.05)\nraise SystemExit(5)"
    run("submit", "--", sys.executable, "-c", waits)
    run("submit", "--", sys.executable, "-c", f"open({str(done)!r}, 'w').close()")
    wait_until(lambda: json.loads(run("show", "1", "--json").stdout)["status"] == "running")
    stopped = run("stop")
    assert stopped.returncode == 0, stopped.stderr
    assert f"(process {engine.pid})" in stopped.stdout
    assert stopped.stdout.endswith(
        "1 running job goes on. 1 waiting job stays queued and starts when JobDesk runs again.\n"
    )
    assert engine.communicate(timeout=WAIT_S)[1].count("Traceback") == 0
    assert engine.returncode == 0
    assert not is_locked(home / "lock")  # Neither it nor a successor.
    go.touch()
    wait_until(lambda: list(home.glob("run_logs/*/exit.json")))
    assert not done.exists()
    run("wait", "1", "2")
    jobs = {job["number"]: job for job in json.loads(run("list", "--json").stdout)}
    assert (jobs[1]["exit_code"], jobs[2]["status"]) == (5, "completed")


def test_stop_is_content_where_nothing_runs(run: Run, home: Path) -> None:
    stopped = run("stop")
    assert (stopped.returncode, stopped.stdout) == (0, f"No JobDesk runs on {home}.\n")
    assert not home.exists()
    assert json.loads(run("stop", "--json").stdout) == {"stopped": False}


def test_stop_says_which_process_it_was(run: Run, start: Callable[..., subprocess.Popen[str]], home: Path) -> None:
    engine = start("serve")
    wait_until(lambda: role_of_holder(home) == "serve")
    told = json.loads(run("stop", "--json").stdout)
    assert told == {"stopped": True, "running": 0, "waiting": 0, "pid": engine.pid, "role": "serve"}


def test_two_stops_at_once_both_end_well(run: Run, start: Callable[..., subprocess.Popen[str]], home: Path) -> None:
    start("serve")
    wait_until(lambda: role_of_holder(home) == "serve")
    stops = [start("stop") for _ in range(3)]
    assert [stop.wait(WAIT_S) for stop in stops] == [0, 0, 0]
    assert not is_locked(home / "lock")


def test_stop_ends_no_script(run: Run, home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        manager.submit_job({"command": [sys.executable, "-c", ""]})
        refused = run("stop")
        assert refused.returncode == 1
        assert f"process {os.getpid()}" in refused.stderr
        assert "it is a script" in refused.stderr
        assert manager.status()["role"] == "script"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP")
def test_stop_names_an_engine_that_does_not_end(start: Callable[..., subprocess.Popen[str]], home: Path) -> None:
    engine = start("serve")
    wait_until(lambda: role_of_holder(home) == "serve")
    folder = DataFolder(home)
    # Answers, and is frozen before it can end: the request passes, the process stays.
    holds = JobManager(folder.state)
    assert holds.status()["pid"] == engine.pid
    holds.close()
    ask = ask_holder

    def ask_and_freeze(folder: DataFolder, verb: str) -> object:
        answer = ask(folder, verb) if verb == "status" else None
        if verb == "stop_engine":
            engine.send_signal(signal.SIGSTOP)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jobdesk.engine.ipc.holder.ask_holder", ask_and_freeze)
        with pytest.raises(EngineNotStoppedError, match=f"process {engine.pid}.*has not ended within 1 s"):
            stop_holder(folder, limit_s=1.0)
    engine.send_signal(signal.SIGCONT)

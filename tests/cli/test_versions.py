"""Two versions on one data folder: a newer client replaces an older background engine, and leaves windows alone."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk import JobManager, __version__
from jobdesk.core.versions import is_older
from jobdesk.engine.ipc.holder import ask_holder
from jobdesk.engine.storage.data_folder import DataFolder

Run = Callable[..., subprocess.CompletedProcess[str]]
StartOther = Callable[..., subprocess.Popen[str]]
ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 90


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def status_of(home: Path) -> dict[str, object]:
    with contextlib.suppress(ConnectionError):
        status: dict[str, object] = ask_holder(DataFolder(home), "status")
        return status
    return {}


@pytest.fixture
def start_other(tmp_path: Path) -> Iterator[StartOther]:
    """Starts a copy of JobDesk that has another version."""
    started: list[subprocess.Popen[str]] = []

    def start(version: str, *words: str, offscreen: bool = False) -> subprocess.Popen[str]:
        place = tmp_path / version
        shutil.copytree(ROOT / "jobdesk", place / "jobdesk", ignore=shutil.ignore_patterns("__pycache__"))
        with contextlib.suppress(OSError):
            (place / "resources").symlink_to(ROOT / "resources")
        module = place / "jobdesk/__init__.py"
        module.write_text(module.read_text().replace(f'"{__version__}"', f'"{version}"'))
        process = subprocess.Popen(
            [sys.executable, str(place / "jobdesk/__main__.py"), *words],
            env={**os.environ, "PYTHONPATH": str(place)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def serve_older(start_other: StartOther, home: Path, version: str = "0.0.9") -> subprocess.Popen[str]:
    engine = start_other(version, "serve")
    wait_until(lambda: status_of(home).get("version") == version or engine.poll() is not None)
    assert engine.poll() is None, engine.communicate()[1]
    return engine


@pytest.mark.parametrize(
    ("older", "newer"), [("0.1.0", "0.1.1"), ("0.9", "0.10"), ("", "0.1"), ("1", "1.0.1"), ("0.1.x", "0.1.1")]
)
def test_versions_are_compared_by_their_numbers(older: str, newer: str) -> None:
    assert is_older(older, newer)
    assert not is_older(newer, older)


def test_the_same_version_is_not_older() -> None:
    assert not is_older("1.0", "1.0.0")
    assert not is_older("1.0rc1", "1.0")
    assert not is_older("9" * 5000, "9" * 5000)


def test_a_newer_command_replaces_an_older_engine_and_jobs_go_on(
    run: Run, start_other: StartOther, home: Path, tmp_path: Path
) -> None:
    engine = serve_older(start_other, home)
    go = tmp_path / "go"
    waits = f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.05)\nraise SystemExit(6)"
    job = ask(home, "submit_job", config={"command": [sys.executable, "-c", waits]})
    wait_until(lambda: ask(home, "get_job", job_id=job["id"])["status"] == "running")
    listed = run("list", "--json")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert [one["status"] for one in json.loads(listed.stdout)] == ["running"]
    assert engine.wait(WAIT_S) == 0
    assert status_of(home)["version"] == __version__
    go.touch()
    run("wait", "1")
    assert json.loads(run("show", "1", "--json").stdout)["exit_code"] == 6


def test_two_newer_commands_at_once_make_one_engine(run: Run, start_other: StartOther, home: Path) -> None:
    engine = serve_older(start_other, home)
    commands = [
        subprocess.Popen([sys.executable, "-m", "jobdesk", "submit", "--", sys.executable, "-c", ""]) for _ in range(4)
    ]
    assert [command.wait(WAIT_S) for command in commands] == [0, 0, 0, 0]
    assert engine.wait(WAIT_S) == 0
    assert status_of(home)["version"] == __version__
    assert run("wait", "1", "2", "3", "4").returncode == 0


def test_a_newer_script_takes_over_from_an_older_engine(start_other: StartOther, home: Path) -> None:
    engine = serve_older(start_other, home)
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.submit_job({"command": [sys.executable, "-c", ""]})
        assert manager.status()["version"] == __version__
        ended = manager.wait_job(job.id, WAIT_S)
        assert ended is not None
        assert ended.status == "completed"
    assert engine.wait(WAIT_S) == 0


def test_an_older_command_goes_on_with_a_newer_engine(run: Run, start_other: StartOther, home: Path) -> None:
    engine = serve_older(start_other, home, "9.0.0")
    assert run("run", "--", sys.executable, "-c", "print('hello')").stdout == "hello\n"
    assert engine.poll() is None
    assert status_of(home)["version"] == "9.0.0"


def test_an_older_window_stays_and_is_named(run: Run, start_other: StartOther, home: Path) -> None:
    desk = start_other("0.0.9")
    wait_until(lambda: status_of(home).get("role") == "desk" or desk.poll() is not None)
    told = f"jobdesk: JobDesk 0.0.9 is open; restart it to use JobDesk {__version__}.\n"
    done = run("submit", "--", sys.executable, "-c", "")
    assert (done.returncode, done.stderr) == (0, told)
    second = run()
    assert (second.returncode, second.stderr) == (0, told)
    assert run("wait", "1").returncode == 0
    assert desk.poll() is None
    desk.terminate()
    assert desk.wait(WAIT_S) == 0


def test_an_engine_that_says_no_version_counts_as_older(
    run: Run, start_other: StartOther, home: Path, tmp_path: Path
) -> None:
    engine = serve_older(start_other, home, "0.0.1")
    control = json.loads((home / "control.json").read_text())
    del control["version"]
    (home / "control.json").write_text(json.dumps(control))
    assert run("list").returncode == 0
    assert engine.wait(WAIT_S) == 0


def ask(home: Path, verb: str, **args: object) -> dict[str, object]:
    """Ask as an older client would, which replaces nothing."""
    from jobdesk.engine.ipc.channel import connect, read_address

    address = read_address(home / "control.json")
    assert address is not None
    channel = connect(address)
    try:
        channel.send(json.dumps({"verb": verb, "args": args}).encode())
        answer: dict[str, object] = json.loads(channel.receive())["ok"]
        return answer
    finally:
        channel.close()

"""The computer is kept awake while jobs run, and by no means longer: asked of a real service on a private bus."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk.engine.keep_awake import KeepAwake, take_hold
from jobdesk.engine.manager import JobManager
from tests import programs

pytestmark = pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="needs dbus-daemon")
SLEEP = {"command": [sys.executable, "-c", "import time; time.sleep(60)"]}


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A session bus of its own, and no system bus."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:path={tmp_path}/bus"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().strip())
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
        yield
        daemon.terminate()


@pytest.fixture
def power(bus: None, tmp_path: Path) -> Iterator[Path]:
    """A power service; the file of what it is asked."""
    out = tmp_path / "asked.jsonl"
    program = Path(__file__).with_name("fake_power.py")
    service = subprocess.Popen([sys.executable, str(program), str(out)], stdout=subprocess.PIPE, text=True)
    assert service.stdout is not None
    assert service.stdout.readline() == "ready\n"
    yield out
    service.terminate()
    service.communicate()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[JobManager]:
    manager = JobManager(tmp_path / "d" / "jobs_state.json")
    manager.change_setting("grace_s", 0.2)
    yield manager
    for job in manager.list_jobs():
        manager.cancel_job(job.id)
        manager.wait_job(job.id, 10)
    manager.close(hand_over=False)


def asked(out: Path) -> list[list[object]]:
    return [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def test_it_is_kept_awake_from_the_first_job_to_the_end_of_the_last(power: Path, manager: JobManager) -> None:
    told: list[bool] = []
    awake = KeepAwake(manager.hold(), told.append)
    time.sleep(0.2)
    assert asked(power) == []
    first, second = manager.submit_job(SLEEP), manager.submit_job(SLEEP)
    wait_until(lambda: told == [True])
    manager.cancel_job(first.id)
    manager.wait_job(first.id, 10)
    assert told == [True]
    manager.cancel_job(second.id)
    wait_until(lambda: told == [True, False])
    awake.close()
    assert asked(power) == [["Inhibit", "JobDesk", "Jobs are running"], ["UnInhibit", 41]]


def test_switching_it_off_lets_the_computer_sleep_while_jobs_run(power: Path, manager: JobManager) -> None:
    told: list[bool] = []
    awake = KeepAwake(manager.hold(), told.append)
    manager.submit_job(SLEEP)
    wait_until(lambda: told == [True])
    manager.change_setting("keep_awake", False)
    wait_until(lambda: told == [True, False])
    awake.close()


def test_closing_lets_go(power: Path, manager: JobManager) -> None:
    awake = KeepAwake(manager.hold())
    manager.submit_job(SLEEP)
    wait_until(lambda: len(asked(power)) == 1)
    awake.close()
    assert asked(power)[-1] == ["UnInhibit", 41]


def test_without_any_way_jobs_run_all_the_same(bus: None, manager: JobManager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    told: list[bool] = []
    awake = KeepAwake(manager.hold(), told.append)
    job = manager.submit_job({"command": [sys.executable, "-c", "pass"]})
    ended = manager.wait_job(job.id, 20)
    assert ended is not None
    assert ended.status == "completed"
    awake.close()
    assert told == []
    hold, reasons = take_hold()
    assert hold is None
    assert set(reasons) >= {"org.gnome.SessionManager", "login1", "systemd-inhibit"}


def test_where_nothing_can_keep_it_awake_not_every_job_makes_it_try_again(
    manager: JobManager, bus: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def count() -> tuple[None, dict[str, str]]:
        tries.append(time.monotonic())
        return None, {"all": "refused"}

    monkeypatch.setattr("jobdesk.engine.keep_awake.take_hold", count)
    manager.submit_job(SLEEP)
    keeper = KeepAwake(manager.hold())
    wait_until(lambda: bool(tries))
    for _ in range(5):
        manager.wait_job(manager.submit_job({"command": programs.TRUE}).id, 10)
        time.sleep(0.05)
    keeper.close()
    assert len(tries) == 1

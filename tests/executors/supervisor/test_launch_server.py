"""The launch server: a supervisor that left nothing behind takes the next job, any other one does not."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

if sys.platform == "win32":
    pytest.skip("there is no fork on Windows", allow_module_level=True)

import resource

from jobdesk.executors.supervisor import launch_server
from jobdesk.executors.supervisor.launcher import Launcher
from jobdesk.jobdir.folder import JobFolder, read_json
from tests.faults.desks import is_alive, wait_until


@pytest.fixture
def launcher() -> Iterator[Launcher]:
    launcher = Launcher()
    yield launcher
    launcher.close()


def laid_out(parent: Path, name: str, *argv: str) -> JobFolder:
    folder = JobFolder(parent / name)
    folder.path.mkdir()
    folder.spec.write_text(json.dumps({"launch": {"argv": argv, "env": {}, "grace_s": 1}}))
    return folder


def verdict(folder: JobFolder) -> dict[str, object]:
    found: dict[str, object] = wait_until(lambda: read_json(folder.verdict), "there is a verdict")
    return found


def supervisor_of(folder: JobFolder) -> int:
    run = read_json(folder.run)
    assert run is not None
    pid = run["supervisor_pid"]
    assert isinstance(pid, int)
    return pid


def test_one_supervisor_takes_one_short_job_after_another(launcher: Launcher, tmp_path: Path) -> None:
    pids: list[int] = []
    for number in range(20):
        folder = laid_out(tmp_path, f"job{number}", "sh", "-c", f"exit {number}")
        launcher.launch(folder.path)
        assert verdict(folder)["exit_code"] == number
        pids.append(supervisor_of(folder))
        if pids.count(pids[-1]) == 5:
            break
        time.sleep(0.05 * len(set(pids)))  # Until it has said that it is free, which nobody but the server hears.
    assert pids.count(pids[-1]) == 5


def test_signals_that_the_starter_blocked_or_ignored_reach_the_job(tmp_path: Path) -> None:
    """As in a shell's background, under nohup, or in a service; the whole test is in a process of its own."""
    # Of the process itself: a shell that forks blocks its own for a moment.
    folder = laid_out(tmp_path, "job", "grep", "-E", "^Sig(Ign|Blk)", "/proc/self/status")
    code = (
        "import signal, sys; from pathlib import Path; from jobdesk.executors.supervisor.launcher import Launcher\n"
        "signal.pthread_sigmask(signal.SIG_SETMASK, signal.valid_signals())\n"
        "[signal.signal(n, signal.SIG_IGN) for n in (signal.SIGQUIT, signal.SIGHUP, signal.SIGINT)]\n"
        "launcher = Launcher(); launcher.launch(Path(sys.argv[1])); launcher.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(folder.path)], check=True, timeout=60)
    assert verdict(folder)["exit_code"] == 0
    words = folder.log.read_text().split()
    assert [int(word, 16) for word in words if not word.endswith(":")] == [0, 0]


def test_jobs_at_the_same_time_have_a_supervisor_each(launcher: Launcher, tmp_path: Path) -> None:
    go = tmp_path / "go"
    script = f"while [ ! -e '{go}' ]; do sleep 0.02; done"
    folders = [laid_out(tmp_path, f"job{number}", "sh", "-c", script) for number in range(4)]
    for folder in folders:
        launcher.launch(folder.path)
    wait_until(lambda: all(folder.started.exists() for folder in folders), "all have started")
    go.touch()
    for folder in folders:
        assert verdict(folder)["exit_code"] == 0
    assert len({supervisor_of(folder) for folder in folders}) == 4


def test_a_supervisor_with_leftovers_takes_no_other_job(launcher: Launcher, tmp_path: Path) -> None:
    first = laid_out(tmp_path, "first", "sh", "-c", "sleep 60 & echo $!")
    launcher.launch(first.path)
    assert len(verdict(first)["leftovers"]) == 1  # type: ignore[arg-type]
    time.sleep(0.1)
    second = laid_out(tmp_path, "second", "sh", "-c", "sleep 60")
    launcher.launch(second.path)
    wait_until(second.started.exists, "it has started")
    assert supervisor_of(second) != supervisor_of(first)
    second.cancel.touch()
    assert verdict(second)["stopped_by"] == "cancel"
    leftover = int(first.log.read_text())
    assert psutil.pid_exists(leftover), "a cancel of the second job must not touch what the first one left"
    os.kill(leftover, 9)


def test_an_idle_supervisor_that_was_killed_is_replaced(launcher: Launcher, tmp_path: Path) -> None:
    first = laid_out(tmp_path, "first", "true")
    launcher.launch(first.path)
    verdict(first)
    time.sleep(0.1)
    os.kill(supervisor_of(first), 9)
    second = laid_out(tmp_path, "second", "true")
    launcher.launch(second.path)
    assert verdict(second)["exit_code"] == 0


def test_idle_supervisors_end_after_a_while(launcher: Launcher, tmp_path: Path) -> None:
    folder = laid_out(tmp_path, "job", "true")
    launcher.launch(folder.path)
    verdict(folder)
    pid = supervisor_of(folder)
    assert psutil.pid_exists(pid)
    wait_until(lambda: not psutil.pid_exists(pid), "it has ended")


def test_the_end_of_the_launcher_ends_the_idle_and_not_the_busy(tmp_path: Path) -> None:
    launcher = Launcher()
    go = tmp_path / "go"
    idle = laid_out(tmp_path, "idle", "true")
    busy = laid_out(tmp_path, "busy", "sh", "-c", f"while [ ! -e '{go}' ]; do sleep 0.02; done; exit 5")
    launcher.launch(busy.path)
    launcher.launch(idle.path)
    verdict(idle)
    wait_until(busy.started.exists, "it has started")
    launcher.close()
    go.touch()
    assert verdict(busy)["exit_code"] == 5
    pids = [supervisor_of(folder) for folder in (idle, busy)]
    wait_until(lambda: not any(map(psutil.pid_exists, pids)), "both have ended")


def servers() -> list[psutil.Process]:
    children = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in children if "launch_server.py" in " ".join(child.cmdline())]


def test_a_launch_server_that_died_is_started_again(launcher: Launcher, tmp_path: Path) -> None:
    for name in ("before", "after"):
        folder = laid_out(tmp_path, name, "true")
        launcher.launch(folder.path)
        assert verdict(folder)["exit_code"] == 0
        (server,) = servers()
        server.kill()
        psutil.wait_procs([server], 10)


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the limit of another process is set on Linux only")
def test_a_launch_server_outlives_a_moment_in_which_no_descriptor_is_free(launcher: Launcher, tmp_path: Path) -> None:
    first = laid_out(tmp_path, "first", "true")
    launcher.launch(first.path)
    verdict(first)
    (server,) = servers()
    soft, hard = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (5, hard))  # Standard streams, requests, and one supervisor.
    for number in range(3):  # The first of them may go to the supervisor that is free.
        launcher.launch(laid_out(tmp_path, f"job{number}", "true").path)
    time.sleep(0.3)
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (soft, hard))
    for number in range(3):
        launcher.launch(tmp_path / f"job{number}")
        verdict(JobFolder(tmp_path / f"job{number}"))
    assert servers() == [server]


@pytest.mark.parametrize(
    "spec",
    ["", "{", "[]", "{}", '{"launch": 3}', '{"launch": {"argv": []}}', '{"launch": {"argv": [3]}}',
     '{"launch": {"argv": "ls"}}', '{"launch": {"argv": ["a", "b\\u0000c"]}}', '{"launch": {"argv": [""]}}',
     '{"launch": {"argv": ["true"], "env": 3}}', '{"launch": {"argv": ["true"], "env": {"A=B": "x"}}}',
     '{"launch": {"argv": ["true"], "env": {}, "grace_s": "long"}}', '{"launch": {"argv": ["true"], "cwd": 3}}',
     '{"launch": {"argv": ["true"], "nice": "very"}}'],
)  # fmt: skip
def test_a_bad_spec_becomes_a_verdict(tmp_path: Path, spec: str) -> None:
    folder = JobFolder(tmp_path / "job")
    folder.path.mkdir()
    folder.spec.write_text(spec)
    supervisor = Path(launch_server.__file__).with_name("supervisor.py")
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(supervisor), str(folder.path)],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    found = verdict(folder)
    assert found["exit_code"] is None
    assert found["reason"]["code"] == "could_not_start"  # type: ignore[index]
    assert not folder.started.exists()


def test_wrong_usage_is_said() -> None:
    supervisor = Path(launch_server.__file__).with_name("supervisor.py")
    done = subprocess.run([sys.executable, "-I", "-S", str(supervisor)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("usage:")


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the limit of another process is set on Linux only")
def test_each_running_job_costs_the_server_one_open_file(launcher: Launcher, tmp_path: Path) -> None:
    first = laid_out(tmp_path, "first", "true")
    launcher.launch(first.path)
    verdict(first)
    (server,) = servers()
    limit, jobs = 64, 50
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (limit, limit))
    go = tmp_path / "go"
    script = f"while [ ! -e {go} ]; do sleep 0.1; done"
    folders = [laid_out(tmp_path, f"job{number}", "sh", "-c", script) for number in range(jobs)]
    for folder in folders:
        launcher.launch(folder.path)

    def have_started() -> bool:
        assert is_alive(server.pid), "the server has died"
        return all(folder.started.exists() for folder in folders)

    wait_until(have_started, "all have started")
    go.touch()
    assert {verdict(folder)["exit_code"] for folder in folders} == {0}


_LEAVE = """
import os, signal, sys
from pathlib import Path
from jobdesk.executors.supervisor.launcher import Launcher

launcher = Launcher()
program = "import os, pathlib, signal\\n"
program += "pathlib.Path('came').write_text(os.environ['WORD'] + str(int(signal.getsignal(signal.SIGCHLD))))"
launcher.leave_successor([sys.executable, "-c", program], {"WORD": "so"}, Path(sys.argv[1]))
server = launcher._server.pid
if sys.argv[2] == "restart":
    launcher._server.kill()
    launcher._server.wait()
    launcher.leave_successor([sys.executable, "-c", program], {"WORD": "so"}, Path(sys.argv[1]))
    server = launcher._server.pid
if sys.argv[2] == "remove":
    os.rmdir(sys.argv[1])
print(server, flush=True)
if sys.argv[2] == "close":
    launcher.close()
else:
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("end", "comes"), [("kill", True), ("restart", True), ("close", False), ("remove", False)])
def test_a_successor_comes_if_its_process_was_killed_only(tmp_path: Path, end: str, comes: bool) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", _LEAVE, str(folder), end], capture_output=True, text=True, timeout=60, check=False
    )
    server = int(done.stdout)
    wait_until(lambda: not is_alive(server), "the server ends")
    if comes:
        came = folder / "came"
        wait_until(lambda: came.exists() and came.read_text(), "the successor works")
        assert came.read_text() == "so0"
    else:
        left = [process for process in psutil.process_iter(["environ"]) if (process.info["environ"] or {}).get("WORD")]
        assert left == []
        assert list(tmp_path.iterdir()) == ([folder] if end == "close" else [])


def test_a_server_that_does_not_read_holds_nobody_up(tmp_path: Path) -> None:
    launcher = Launcher()
    first = laid_out(tmp_path, "first", "true")
    launcher.launch(first.path)
    verdict(first)
    (server,) = servers()
    server.suspend()

    def fill_its_pipe() -> None:
        while True:
            launcher.launch(first.path)

    with pytest.raises(BlockingIOError):
        fill_its_pipe()
    launcher.close()
    assert not server.is_running()


def test_a_server_that_has_not_carried_out_an_order_is_replaced_and_a_younger_one_is_not(
    launcher: Launcher, tmp_path: Path
) -> None:
    launcher.launch(laid_out(tmp_path, "first", "true").path)
    (server,) = servers()
    launcher.replace_silent(time.monotonic() - 3600)
    assert servers() == [server]
    server.suspend()
    launcher.replace_silent(time.monotonic())
    second = laid_out(tmp_path, "second", "true")
    launcher.launch(second.path)
    assert verdict(second)["exit_code"] == 0
    assert servers() != [server]

"""Jobs on Windows, from start to verdict, under real supervisors; runs where Windows or Wine does."""

import ctypes
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.platform != "win32":
    pytest.skip("needs Windows", allow_module_level=True)

from jobdesk.executors import processes
from jobdesk.executors.local import request_cancel, request_pause
from jobdesk.executors.supervisor.launcher import Launcher
from jobdesk.executors.windows import api
from jobdesk.executors.windows import named_events as bells
from jobdesk.jobdir.folder import JobFolder, is_locked, read_json, write_durably

ROOT = Path(__file__).resolve().parents[3]
IS_WINE = hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")
"""Wine ends a process by CTRL_BREAK without asking its handlers, so what a polite stop does is not seen there."""

IGNORE_BREAK = "import signal, time, sys, os, subprocess; signal.signal(signal.SIGBREAK, signal.SIG_IGN); "


class Job:
    """A job folder and what is asked of it."""

    def __init__(self, path: Path, code: str = "", **launch: Any) -> None:
        path.mkdir()
        self.folder = JobFolder(path)
        default = {"argv": [sys.executable, "-c", code], "cwd": str(path), "env": {}, "grace_s": 2.0}
        self.folder.spec.write_text(json.dumps({"launch": default | launch}))

    def launch(self) -> "Job":
        Launcher().launch(self.folder.path)
        return self

    def verdict(self, patience_s: float = 30.0) -> dict[str, Any]:
        wait_for(self.folder.verdict.exists, patience_s)
        wait_for(lambda: not is_locked(self.folder.lock))
        return read_json(self.folder.verdict) or {}

    def running(self) -> dict[str, Any]:
        """Wait until the job has printed something; return run.json."""
        wait_for(lambda: self.folder.log.exists() and self.folder.log.stat().st_size > 0)
        return read_json(self.folder.run) or {}

    @property
    def output(self) -> str:
        return self.folder.log.read_text()


def wait_for(is_so: Callable[[], object], patience_s: float = 30.0) -> None:
    deadline = time.monotonic() + patience_s
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def end(pid: int) -> None:
    handle = api.open_process(pid, api.CONTROL)
    assert handle
    api.terminate(handle)
    wait_for(lambda: api.has_ended(handle))
    api.close(handle)


def is_remembered(pid: int) -> bool:
    """Tell whether the system still knows a process: also an ended one, for as long as somebody has it open."""
    handle = api.open_process(pid)
    if handle is not None:
        api.close(handle)
    return handle is not None


@pytest.fixture
def new_job(tmp_path: Path) -> Iterator[Callable[..., Job]]:
    jobs: list[Job] = []

    def make(code: str = "", **launch: Any) -> Job:
        jobs.append(Job(tmp_path / f"job{len(jobs)}", code, **launch))
        return jobs[-1]

    yield make
    for job in jobs:
        if is_locked(job.folder.lock):
            request_cancel(job.folder)
            job.verdict()


@pytest.mark.parametrize("code", [0, 7, 259, 0xC0000005])
def test_exit_code_is_the_programs_own(new_job: Callable[..., Job], code: int) -> None:
    signed = code - (1 << 32) if code >= 1 << 31 else code
    verdict = new_job(f"import os; os._exit({signed})").launch().verdict()
    assert verdict["exit_code"] == code
    assert verdict["reason"] is None
    assert verdict["duration_s"] >= 0


def test_both_streams_go_to_the_end_of_the_log_and_input_is_empty(new_job: Callable[..., Job]) -> None:
    job = new_job(r"import sys, os; os.write(1, b'out\n'); os.write(2, b'err\n'); print(repr(sys.stdin.read()))")
    job.folder.log.write_bytes(b"before\n")
    job.launch().verdict()
    assert job.folder.log.read_bytes() == b"before\nout\nerr\n''\r\n"


def test_two_writers_do_not_overwrite_each_other(new_job: Callable[..., Job]) -> None:
    job = new_job(
        "import subprocess, sys, os\n"
        "child = 'import os\\nfor i in range(200): os.write(1, b\"b%03d\\\\n\" % i)'\n"
        "p = subprocess.Popen([sys.executable, '-c', child])\n"
        "for i in range(200): os.write(1, b'a%03d\\n' % i)\n"
        "p.wait()"
    )
    job.launch().verdict()
    assert sorted(job.output.split()) == [f"{writer}{number:03}" for writer in "ab" for number in range(200)]


def test_shell_line_reaches_the_shell_letter_for_letter(new_job: Callable[..., Job]) -> None:
    shell = [os.environ["COMSPEC"], "/d", "/s", "/c"]
    line = 'echo "a  b" %SAID%& exit 3'
    job = new_job(argv=[*shell, line], shell=True, env={"Said": "so"}).launch()
    assert job.verdict()["exit_code"] == 3
    assert job.output == '"a  b" so\n'


@pytest.mark.parametrize(
    ("launch", "text", "number"),
    [
        ({"argv": ["no-such-program"]}, "Command not found: no-such-program", 2),
        ({"argv": ["python"], "cwd": "C:\\no\\such"}, "Cannot enter the folder C:\\no\\such: ", None),
        ({"argv": [str(Path(__file__))]}, f"Cannot run {Path(__file__)}: ", 8),
    ],
)
def test_could_not_start(new_job: Callable[..., Job], launch: dict[str, Any], text: str, number: int | None) -> None:
    job = new_job(**launch).launch()
    verdict = job.verdict()
    assert verdict["reason"]["code"] == "could_not_start"
    assert verdict["reason"]["text"].startswith(text)
    assert "%1" not in verdict["reason"]["text"]
    assert verdict["errno"] == number
    assert verdict["exit_code"] is None
    assert not job.folder.started.exists()


def test_program_is_looked_for_in_the_jobs_own_folder_and_path(new_job: Callable[..., Job], tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/tool.cmd").write_text("@echo tool %1\r\n")
    assert new_job(argv=["tool", "x y"], env={"Path": str(tmp_path / "bin")}).launch().verdict()["exit_code"] == 0
    job = new_job(argv=["bin\\tool", "x y"], cwd=str(tmp_path)).launch()
    assert job.verdict()["exit_code"] == 0
    assert job.output == 'tool "x y"\n'
    assert new_job(argv=["tool"], cwd=str(tmp_path / "bin")).launch().verdict()["reason"]["code"] == "could_not_start"


@pytest.mark.skipif(IS_WINE, reason="Wine has no handlers for CTRL_BREAK")
def test_polite_stop_lets_the_job_clean_up(new_job: Callable[..., Job]) -> None:
    job = new_job(
        "import signal, sys, time\n"
        "signal.signal(signal.SIGBREAK, lambda *_: sys.exit(12))\n"
        "print('up', flush=True)\n"
        "while True: time.sleep(0.05)"
    ).launch()
    job.running()
    request_cancel(job.folder)
    assert job.verdict()["exit_code"] == 12


def test_polite_stop_comes_at_once(new_job: Callable[..., Job]) -> None:
    job = new_job(
        "import time; print('up', flush=True); time.sleep(600)",
        grace_s=20.0,
    ).launch()
    job.running()
    begun = time.monotonic()
    request_cancel(job.folder)
    verdict = job.verdict()
    assert time.monotonic() - begun < 2.0
    assert verdict["stopped_by"] == "cancel"
    assert verdict["exit_code"] not in {0, None}


def test_a_tree_that_will_not_stop_is_killed_whole(new_job: Callable[..., Job]) -> None:
    below = IGNORE_BREAK + "print(os.getpid(), flush=True); time.sleep(600)"
    middle = (
        IGNORE_BREAK
        + f"subprocess.Popen([sys.executable, '-c', {below!r}], stdout=1, creationflags=0x8 | 0x200); time.sleep(1)"
    )
    job = new_job(
        IGNORE_BREAK + f"subprocess.Popen([sys.executable, '-c', {middle!r}]).wait();"
        f"subprocess.Popen([sys.executable, '-c', {below!r}]); time.sleep(600)"
    ).launch()
    run = job.running()
    wait_for(lambda: len(job.output.split()) == 2)
    pids = [run["pid"], *map(int, job.output.split())]
    assert all(processes.start_time(pid) for pid in pids)
    begun = time.monotonic()
    request_cancel(job.folder)
    verdict = job.verdict()
    assert 1.5 < time.monotonic() - begun < 5.0
    assert verdict["stopped_by"] == "cancel"
    assert not any(processes.start_time(pid) for pid in pids)


def test_what_a_finished_job_leaves_running_is_named_and_left(new_job: Callable[..., Job]) -> None:
    job = new_job(
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        "print(p.pid, flush=True)"
    ).launch()
    verdict = job.verdict()
    pid = int(job.output)
    assert verdict["exit_code"] == 0
    assert verdict["leftovers"] == [f"python.exe ({pid})"]
    end(pid)


def test_a_new_supervisor_takes_over_and_learns_the_true_exit_code(new_job: Callable[..., Job]) -> None:
    job = new_job(
        "import os, time\nprint('up', flush=True)\nwhile not os.path.exists('go'): time.sleep(0.05)\nos._exit(9)"
    ).launch()
    run = job.running()
    end(run["supervisor_pid"])
    wait_for(lambda: not is_locked(job.folder.lock))
    assert processes.is_alive(run["pid"], run["start_time"])
    job.launch()
    wait_for(lambda: is_locked(job.folder.lock))
    time.sleep(1.0)
    (job.folder.path / "go").touch()
    verdict = job.verdict()
    assert verdict["exit_code"] == 9
    assert verdict["token"] == run["token"]
    assert verdict["started_at"] == run["started_at"]
    assert job.output.split() == ["up"]


@pytest.mark.parametrize("is_polite", [True, False])
def test_a_new_supervisor_can_stop_the_tree(new_job: Callable[..., Job], is_polite: bool) -> None:
    handler = "lambda *_: os._exit(12)" if is_polite else "signal.SIG_IGN"
    below = IGNORE_BREAK + "print('below', flush=True); time.sleep(600)"
    job = new_job(
        f"import os, signal, subprocess, sys, time; signal.signal(signal.SIGBREAK, {handler});"
        f"p = subprocess.Popen([sys.executable, '-c', {below!r}], stdout=1, creationflags=0x8);"
        "print(p.pid, flush=True)\n"
        "while True: time.sleep(0.05)"
    ).launch()
    run = job.running()
    wait_for(lambda: len(job.output.split()) == 2)
    below_pid = next(int(word) for word in job.output.split() if word.isdigit())
    end(run["supervisor_pid"])
    wait_for(lambda: not is_locked(job.folder.lock))
    job.launch()
    wait_for(lambda: is_locked(job.folder.lock))
    request_cancel(job.folder)
    verdict = job.verdict()
    assert verdict["stopped_by"] == "cancel"
    if not IS_WINE:
        assert verdict["exit_code"] == (12 if is_polite else api.KILLED_EXIT_CODE)
    assert processes.start_time(below_pid) is None


def test_a_paused_tree_does_nothing_until_it_goes_on(new_job: Callable[..., Job]) -> None:
    ticks = "import sys, time\nwhile True: print('tick', flush=True); time.sleep(0.02)"
    job = new_job(
        f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {ticks!r}], stdout=1).wait()"
    ).launch()

    def is_still() -> bool:
        before = job.folder.log.stat().st_size
        time.sleep(0.3)
        return job.folder.log.stat().st_size == before

    run = job.running()
    assert not is_still()
    request_pause(job.folder, is_paused=True)
    wait_for(is_still)
    for _ in range(3):  # To freeze what is frozen must not need as many thaws.
        request_pause(job.folder, is_paused=True)
        time.sleep(0.1)
    request_pause(job.folder, is_paused=False)
    wait_for(lambda: not is_still(), 5.0)
    request_pause(job.folder, is_paused=True)
    wait_for(is_still)
    end(run["supervisor_pid"])
    wait_for(lambda: not is_locked(job.folder.lock))
    job.launch()
    wait_for(lambda: is_locked(job.folder.lock))
    time.sleep(1.0)
    assert is_still()
    request_pause(job.folder, is_paused=False)
    wait_for(lambda: not is_still(), 5.0)


def test_an_end_that_nobody_saw_has_an_unknown_exit_code(new_job: Callable[..., Job]) -> None:
    job = new_job("import time; print('up', flush=True); time.sleep(600)").launch()
    run = job.running()
    end(run["supervisor_pid"])
    end(run["pid"])
    wait_for(lambda: not is_locked(job.folder.lock))
    wait_for(lambda: not is_remembered(run["pid"]))  # Until then its exit code could still be learned.
    verdict = job.launch().verdict()
    assert verdict["exit_code"] is None
    assert verdict["reason"]["code"] == "unsupervised"


def test_many_supervisors_run_a_job_once(new_job: Callable[..., Job]) -> None:
    job = new_job("import time; print('ran', flush=True); time.sleep(1)")
    for _ in range(5):
        job.launch()
    assert job.verdict()["exit_code"] == 0
    time.sleep(3.0)
    assert job.output.split() == ["ran"]


DYING_SUPERVISOR = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from jobdesk.executors import processes
from jobdesk.executors.windows import child as windows_child
from jobdesk.jobdir.folder import JobFolder, read_json, write_durably
folder, step = JobFolder(sys.argv[2]), sys.argv[3]
child = windows_child.Child(folder, {"nice": 0, **read_json(folder.spec)["launch"]}, "0123456789abcdef", -1)
print(child.pid, flush=True)
if step != "made":
    run = {"token": "0123456789abcdef", "pid": child.pid, "start_time": processes.start_time(child.pid),
           "boot_id": processes.boot_id(), "started_at": "2026-01-31T10:00:00.000Z"}
    write_durably(folder.run, json.dumps(run).encode())
if step == "let go":
    child._job.let_go(child._process)
if step == "marked":
    windows_child.api.resume = lambda handle: None
    child.release()
os._exit(1)
"""


@pytest.mark.parametrize(
    ("step", "outlives"), [("made", False), ("written", False), ("let go", True), ("marked", True)]
)
def test_a_supervisor_that_dies_while_it_starts_a_job(new_job: Callable[..., Job], step: str, outlives: bool) -> None:
    job = new_job("print('ran', flush=True); raise SystemExit(5)")
    died = subprocess.run(
        [sys.executable, "-c", DYING_SUPERVISOR, str(ROOT), str(job.folder.path), step],
        capture_output=True,
        text=True,
        check=False,
        creationflags=subprocess.CREATE_NEW_CONSOLE,
    )
    pid = int(died.stdout)
    time.sleep(0.5)
    assert (processes.start_time(pid) is not None) == outlives
    assert job.folder.log.read_bytes() == b""
    verdict = job.launch().verdict()
    assert verdict["exit_code"] == 5
    assert job.output.split() == ["ran"]
    assert processes.start_time(pid) is None
    assert (json.loads(job.folder.run.read_text())["pid"] == pid) == (step == "marked")


def test_end_of_the_session_stops_the_job_and_leaves_a_verdict(new_job: Callable[..., Job]) -> None:
    job = new_job(IGNORE_BREAK + "print('up', flush=True); time.sleep(600)", grace_s=1.0).launch()
    run = job.running()
    code = (
        "import ctypes, sys, time; k = ctypes.WinDLL('kernel32'); k.FreeConsole();"
        "assert k.AttachConsole(int(sys.argv[1])); k.SetConsoleCtrlHandler(None, 1);"
        "k.GenerateConsoleCtrlEvent(0, 0); time.sleep(1)"
    )
    subprocess.run([sys.executable, "-c", code, str(run["supervisor_pid"])], check=False)
    verdict = job.verdict()
    assert verdict["stopped_by"] == "session_end"
    assert processes.start_time(run["pid"]) is None


def test_a_stop_can_be_asked_for_without_a_file(new_job: Callable[..., Job]) -> None:
    job = new_job("import time; print('up', flush=True); time.sleep(600)").launch()
    run = job.running()
    assert bells.ring_bell(bells.stop_bell(run["token"]))
    assert job.verdict()["stopped_by"] == "session_end"
    assert processes.start_time(run["pid"]) is None


def test_a_supervisor_shows_that_it_lives(new_job: Callable[..., Job]) -> None:
    job = new_job("import time; print('up', flush=True); time.sleep(600)").launch()
    job.running()
    first = job.folder.lock.stat().st_mtime
    wait_for(lambda: job.folder.lock.stat().st_mtime > first, 5.0)
    assert is_locked(job.folder.lock)


def test_boot_and_processes_are_named_the_same_by_all() -> None:
    code = "import sys; sys.path.insert(0, sys.argv[1]); from jobdesk.executors import processes as p;"
    code += "print(p.boot_id()); print(p.start_time(int(sys.argv[2])))"
    told = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), str(os.getpid())], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert told == [processes.boot_id(), processes.start_time(os.getpid())]
    assert processes.describe(os.getpid()) == f"python.exe ({os.getpid()})"
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert processes.descendants(os.getpid()) == [child.pid]
    child.communicate(b"\n")
    assert processes.start_time(child.pid) is None  # Ended, although Popen still has it open.


LOST_JOB_OBJECT = """
import subprocess, sys, time
sys.path.insert(0, sys.argv[1])
from jobdesk.executors import processes
from jobdesk.executors.windows import child as windows_child
below = "import time; time.sleep(600)"
middle = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', %r]).wait()" % below
root = subprocess.Popen([sys.executable, "-c", middle], creationflags=subprocess.CREATE_NEW_PROCESS_GROUP)
tree = windows_child.Orphan(root.pid, processes.start_time(root.pid), "no such token")
while len(tree.members()) < 2:
    time.sleep(0.05)
members = tree.members()
windows_child.freeze(tree.members)
windows_child.kill(tree.members, tree.reap)
print(tree.status, tree.members(), any(processes.start_time(pid) for pid in members))
"""


def test_without_its_job_object_a_tree_is_found_by_its_parents() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOST_JOB_OBJECT, str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
        creationflags=subprocess.CREATE_NEW_CONSOLE,
    )
    assert told.stdout.split() == ["1", "[]", "False"], told.stderr


@pytest.mark.parametrize(("held_s", "is_saved"), [(1.0, True), (6.0, False)])
def test_a_file_that_somebody_has_open_is_waited_for(tmp_path: Path, held_s: float, is_saved: bool) -> None:
    path = tmp_path / "state"
    write_durably(path, b"old")
    code = "import sys, time; f = open(sys.argv[1]); print('open', flush=True); time.sleep(float(sys.argv[2]))"
    with subprocess.Popen([sys.executable, "-c", code, str(path), str(held_s)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        if is_saved:
            write_durably(path, b"new\n")
        else:
            with pytest.raises(PermissionError):
                write_durably(path, b"new\n")
    assert path.read_bytes() == (b"new\n" if is_saved else b"old")
    assert list(tmp_path.iterdir()) == [path]

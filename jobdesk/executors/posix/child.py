"""A job's process on Linux and macOS: held at a barrier, let go, watched, and stopped with all that descends from it.

Standard library only. `Child` is a process that this supervisor forked. `Orphan` is one whose supervisor died: it can
be watched and stopped as well, but its exit code can only be learned by luck.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import stat
import sys
import time
from pathlib import Path

from jobdesk.executors import processes
from jobdesk.jobdir.folder import JobFolder

assert sys.platform != "win32"  # noqa: S101  # Tells type checkers to pass over this file there.

# Only for the checker: importing typing would make every fork of a supervisor dearer.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_FREEZE_ROUNDS = 50
_GO = b"!"
"""Lets the held process go; its start time follows, for the marker."""

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


class StartFailure(Exception):
    """The job's process could not become the job's program."""

    def __init__(self, stage: str, number: int) -> None:
        super().__init__(stage, number)
        self.stage = stage
        self.number = number


def adopt_descendants() -> None:
    """Make this process the parent of every orphan below it, so that no double fork escapes (Linux only)."""
    if _libc is not None:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reset_signals() -> None:
    """Let every signal through again that whoever started this process had blocked or ignored.

    A shell's background, nohup and many services do that to what they start. Inherited, it would keep the supervisor
    from hearing that its job has ended, and the job from hearing that it should.
    """
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ}:  # Python's own; reset before the exec.
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def is_childless() -> bool:
    """Tell whether nothing at all runs below this process (Linux, where orphans come back to it; elsewhere False)."""
    if _libc is None:
        return False
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


class Wakeup:
    """Turns signals into the end of a `wait`; at most one per process at a time."""

    def __init__(self, signals: list[int]) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        self.received: set[int] = set()
        for number in (signal.SIGCHLD, *signals):
            signal.signal(number, self._note)

    def _note(self, number: int, _frame: object) -> None:
        self.received.add(number)

    def close(self) -> None:
        """Stop listening; the signals are noted still, but wake nobody."""
        signal.set_wakeup_fd(-1)
        os.close(self._read)
        os.close(self._write)

    def wait(self, timeout_s: float) -> None:
        """Return when a signal came in, at the latest after `timeout_s`."""
        select.select([self._read], [], [], max(0.0, timeout_s))
        try:
            os.read(self._read, 4096)
        except BlockingIOError:
            return


class Child:
    """The job's process as a child of this supervisor."""

    def __init__(self, folder: JobFolder, launch: dict[str, Any], token: str, lock: int) -> None:
        """Fork the process and hold it at the barrier.

        Args:
            folder: The job's folder.
            launch: The member "launch" of spec.json.
            token: Marks the attempt in the environment.
            lock: The supervisor's lock, which the held process must not keep alive.

        Raises:
            OSError: The log could not be opened, or no process made.
        """
        environment = {**launch.get("base", os.environ), **launch["env"], processes.TOKEN_VARIABLE: token}
        self.status: int | None = None
        self.cpu_s: float | None = None
        self.max_rss_bytes: int | None = None
        self._is_childless = False
        self._token = token
        with contextlib.ExitStack() as opened:
            log = os.open(folder.log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
            opened.callback(os.close, log)
            barrier_read, self._barrier = os.pipe()
            opened.callback(os.close, barrier_read)
            opened.callback(os.close, self._barrier)
            self._report, report_write = os.pipe()
            opened.callback(os.close, self._report)
            opened.callback(os.close, report_write)
            self.pid = os.fork()
            opened.pop_all()
        if self.pid == 0:
            os.close(lock)
            os.close(self._barrier)
            os.close(self._report)
            streams = (str(folder.stdin), log)
            _become_job(folder, launch, environment, streams, barrier_read, report_write)
        for descriptor in (log, barrier_read, report_write):
            os.close(descriptor)

    def release(self) -> None:
        """Let the process become the job's program.

        Raises:
            StartFailure: It could not.
        """
        os.write(self._barrier, _GO + (processes.start_time(self.pid) or "").encode())
        os.close(self._barrier)
        with os.fdopen(self._report, "rb") as report:
            failure = report.read()
        if failure:
            details = json.loads(failure)
            self.reap()
            raise StartFailure(details["stage"], details["errno"])

    def reap(self) -> bool:
        """Collect everything that ended below this supervisor; tell whether the job's own process has."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                self._is_childless = True
                return True
            if pid == 0:
                return self.status is not None
            if pid == self.pid:
                self.status = status
                self.cpu_s = usage.ru_utime + usage.ru_stime
                # Linux counts kilobytes, macOS bytes (getrusage(2) of each).
                self.max_rss_bytes = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)

    def members(self) -> list[int]:
        """Return the living processes of the tree."""
        # Where orphans come to us, having no child at all means that nothing is left: no need to look at every process.
        if self._is_childless and _libc is not None:
            return []
        below = processes.below(os.getpid(), processes.children_by_parent(), self._token)
        # An engine is passed over, unless it is the job itself.
        return below if self.status is not None or self.pid in below else [self.pid, *below]

    def wait_hint_s(self) -> float:
        """Longest useful sleep between two looks; the end of a child wakes the supervisor by itself."""
        return 3600.0


class Orphan:
    """The job's process after its first supervisor died: no child of ours, so it is watched from outside."""

    cpu_s: float | None = None
    max_rss_bytes: int | None = None

    def __init__(self, pid: int, started: str, token: str) -> None:
        self.pid = pid
        self._started = started
        self._token = token
        self._seen: dict[int, str | None] = {}
        """All that were ever found, by pid, with their start times: what hides later is still known."""
        self.status: int | None = None

    def reap(self) -> bool:
        """Tell whether the process has ended; its status is known only while it is a zombie."""
        if self.status is not None:
            return True
        if processes.is_alive(self.pid, self._started):
            return False
        self.status = processes.exit_status_of_zombie(self.pid, self._started)
        return True

    def members(self) -> list[int]:
        """Return the living processes of the tree: those below it, those that carry its token, those ever found."""
        alive = {self.pid} if processes.is_alive(self.pid, self._started) else set()
        children = processes.children_by_parent() if alive else {}
        below = set(processes.below(self.pid, children, self._token))
        found = alive | below | set(processes.bearing_token(self._token))
        known = {pid for pid, started in self._seen.items() if pid not in found and processes.is_alive(pid, started)}
        self._seen |= {pid: processes.start_time(pid) for pid in found if pid not in self._seen}
        return list(found | known)

    def wait_hint_s(self) -> float:
        """Longest useful sleep between two looks: short, to catch the zombie before its new parent does."""
        return 0.02


def interrupt(pid: int) -> None:
    """Ask politely, as Ctrl-C in a terminal does: SIGINT to the job's process group."""
    _signal(os.killpg, pid, signal.SIGINT)


def terminate(members: list[int]) -> None:
    """Ask every process of a tree to end."""
    for pid in members:
        _signal(os.kill, pid, signal.SIGTERM)
        # A stopped process sees no other signal until it is continued.
        _signal(os.kill, pid, signal.SIGCONT)


def freeze(list_members: Callable[[], list[int]]) -> set[int]:
    """Stop every process of a tree, until nobody is left who could fork another; returns their pids."""
    frozen: set[int] = set()
    for _ in range(_FREEZE_ROUNDS):
        new = set(list_members()) - frozen
        if not new:
            break
        for pid in new:
            _signal(os.kill, pid, signal.SIGSTOP)
        frozen |= new
    return frozen


def thaw(members: list[int]) -> None:
    """Let the stopped processes of a tree go on."""
    for pid in members:
        _signal(os.kill, pid, signal.SIGCONT)


def kill(list_members: Callable[[], list[int]], reap: Callable[[], bool], patience_s: float = 5.0) -> None:
    """Kill a whole tree: first freeze it, so that it cannot fork away, then kill until nothing is left."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        frozen = freeze(list_members)
        if not frozen:
            return
        for pid in frozen:
            _signal(os.kill, pid, signal.SIGKILL)
        time.sleep(0.002)
        reap()


def _signal(send: Callable[[int, int], None], pid: int, number: int) -> None:
    try:
        send(pid, number)
    except (ProcessLookupError, PermissionError):
        # It ended by itself, or became another user's (sudo): nothing more can be done from here.
        return


def _become_job(
    folder: JobFolder,
    launch: dict[str, Any],
    environment: dict[str, str],
    streams: tuple[str, int],
    barrier: int,
    report: int,
) -> NoReturn:
    """Turn the forked process into the job's program; runs in the child and never returns.

    Every page that is touched here is a page copied, so all that can be prepared was prepared before the fork. Signals
    that the supervisor catches go back to their defaults by the exec; only those that Python ignores must be reset.
    """
    stage = "setup"
    try:
        os.setsid()
        order = os.read(barrier, 256)
        if not order.startswith(_GO):
            os._exit(0)  # The supervisor died before it let us go: the job has not run.
        for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        processes.mark(environment[processes.TOKEN_VARIABLE])
        stage = "cwd"
        if launch.get("cwd"):
            os.chdir(launch["cwd"])
        for source, target in ((_open_input(streams[0]), 0), (streams[1], 1), (streams[1], 2)):
            os.dup2(source, target)
        if launch.get("nice"):
            os.nice(launch["nice"])
        stage = "marker"
        marker = f"{os.getpid()} {environment[processes.TOKEN_VARIABLE]} ".encode() + order[len(_GO) :]
        folder.make_marker(marker, needs_permit=bool(launch.get("needs_permit")))
        stage = "exec"
        os.execvpe(launch["argv"][0], launch["argv"], environment)
    except OSError as error:
        failure = {"stage": stage, "errno": error.errno or 0}
    except BaseException:  # noqa: BLE001
        # Whatever went wrong between fork and exec, this copy of the supervisor must not go on living.
        failure = {"stage": stage, "errno": 0}
    os.write(report, json.dumps(failure).encode())
    os._exit(127)


def _open_input(path: str) -> int:
    """Open what the job reads: the file or the pipe that its submitter has left, else nothing.

    A pipe is opened without waiting: one that nobody feeds any more is at its end.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except FileNotFoundError:
        return os.open(os.devnull, os.O_RDONLY)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISFIFO(mode):
        return os.open(os.devnull, os.O_RDONLY)
    os.set_blocking(descriptor, True)
    return descriptor


def explain(failure: StartFailure, launch: dict[str, Any]) -> str:
    """Say in one sentence why the job could not start, with the system's own text."""
    program, folder = launch["argv"][0], launch.get("cwd")
    system = os.strerror(failure.number) if failure.number else "unknown error"
    if failure.stage == "cwd":
        return f"Cannot enter the folder {folder}: {system}"
    if failure.stage == "exec":
        if system == os.strerror(2) and "/" not in program:
            return f"Command not found: {program}"
        if system == os.strerror(2) and Path(folder or ".", program).exists():
            return f"{program} names an interpreter in its first line that does not exist: {system}"
        return f"Cannot run {program}: {system}"
    return f"Cannot prepare the process: {system}"

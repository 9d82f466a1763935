"""Starts supervisors by forking: a fork costs a millisecond where a new interpreter costs forty (POSIX only).

Run as ``python -I -S launch_server.py`` by an engine, it reads the paths of job folders from its standard input, one
JSON string a line, and gives each to a supervisor: to one that has just finished a job and left nothing running, else
to a new one. It ends with its engine; supervisors at work do not.

An engine may also leave a successor, as a JSON object, and take it back, as ``null``. If the engine ends without having
taken it back, as when it is killed, the server starts the successor as its last act.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    # With -I and -S nothing of ours is on the path; the package's own folder is three levels up.
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from jobdesk.executors import processes
from jobdesk.executors.posix.child import reset_signals
from jobdesk.executors.supervisor.supervisor import detach_streams, supervise
from jobdesk.jobdir.folder import JobFolder, write_whole

assert sys.platform != "win32"  # noqa: S101  # Tells type checkers to pass over this file there.

# Only for the checker: importing typing would make every fork dearer.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

IDLE_S = 3.0
"""How long a supervisor without a job is kept for the next one."""

_FREE = b"."


class _Supervisor:
    """A supervisor that this server forked.

    Attributes:
        path: The folder that it was given last.
        is_second_try: Whether an earlier supervisor died over that folder.
        idle_since: When it finished its last job, on the monotonic clock; None while it works.
    """

    __slots__ = ("idle_since", "is_second_try", "path")

    def __init__(self, path: str, *, is_second_try: bool) -> None:
        self.path = path
        self.is_second_try = is_second_try
        self.idle_since: float | None = None


class LaunchServer:
    """Hands job folders to supervisors."""

    def __init__(self, requests: int) -> None:
        self._requests = requests
        self._supervisors: dict[int, _Supervisor] = {}
        """All that were forked and not let go, by our end of the line on which each gets orders and says it is free."""
        self._successor: dict[str, Any] | None = None
        self._poll = select.poll()
        self._poll.register(requests, select.POLLIN)

    def run(self) -> None:
        """Serve until the requests end."""
        rest = b""
        while True:
            ready = [descriptor for descriptor, _ in self._poll.poll(self._next_dismissal_ms())]
            for line in ready:
                if line != self._requests:
                    self._hear(line)
            if self._requests in ready:
                data = os.read(self._requests, 65536)
                if not data:
                    break
                *lines, rest = (rest + data).split(b"\n")
                for line_read in lines:
                    self._obey(json.loads(line_read))
            self._dismiss_idle()
        if self._successor is not None:
            _start_apart(**self._successor)

    def _obey(self, order: str | dict[str, Any] | None) -> None:
        if isinstance(order, str):
            self._assign(order)
        else:
            self._successor = order

    def _assign(self, path: str) -> None:
        for line, one in self._supervisors.items():
            if one.idle_since is not None and _order(line, path):
                one.path, one.is_second_try, one.idle_since = path, False, None
                return
        self._fork(path)

    def _hear(self, line: int) -> None:
        """Learn that a supervisor is free again, or that it has ended."""
        one = self._supervisors[line]
        try:
            is_free = os.read(line, 1) == _FREE
        except ConnectionResetError:
            is_free = False  # It has ended before it had read its order.
        if is_free:
            one.idle_since = time.monotonic()
            return
        self._let_go(line)
        is_unfinished = one.idle_since is None and not JobFolder(one.path).verdict.exists()
        if is_unfinished and not one.is_second_try:
            # Killed at work, perhaps before it had read its order: a second supervisor finds out, and does no harm.
            self._fork(one.path, is_second_try=True)

    def _dismiss_idle(self) -> None:
        now = time.monotonic()
        for line, one in list(self._supervisors.items()):
            if one.idle_since is not None and now - one.idle_since >= IDLE_S:
                self._let_go(line)

    def _next_dismissal_ms(self) -> float | None:
        return IDLE_S * 1000 if any(one.idle_since is not None for one in self._supervisors.values()) else None

    def _let_go(self, line: int) -> None:
        """Hang up: a supervisor that has nothing to do then ends."""
        del self._supervisors[line]
        self._poll.unregister(line)
        os.close(line)

    def _fork(self, path: str, *, is_second_try: bool = False) -> None:
        try:
            # One descriptor for each: a thousand jobs are as many as the usual limit of open files lets run at once.
            end, far_end = socket.socketpair()
            pid = os.fork()
        except OSError as error:
            # Of processes or of descriptors there are too many now: whoever asked will ask again, the sooner if told.
            with contextlib.suppress(OSError):
                write_whole(JobFolder(path).refused, f"Cannot prepare the process: {error.strerror}".encode())
            return
        if pid == 0:
            for descriptor in (self._requests, end.detach(), *self._supervisors):
                os.close(descriptor)
            _work(path, far_end.detach())
        far_end.close()
        line = end.detach()
        self._supervisors[line] = _Supervisor(path, is_second_try=is_second_try)
        self._poll.register(line, select.POLLIN)


def _start_apart(command: list[str], environment: dict[str, str], folder: str) -> None:
    """Start a program that is nobody's child, in a folder that still has to be there."""
    if os.fork():
        return
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.chdir(folder)
        os.execve(command[0], command, {**os.environ, **environment})
    finally:
        os._exit(127)


def _order(line: int, path: str) -> bool:
    """Give a supervisor a job folder; False if it has ended."""
    try:
        os.write(line, json.dumps(path).encode())
    except BrokenPipeError:
        return False
    return True


def _work(path: str, line: int) -> NoReturn:
    """Supervise one job after another, in the forked process; never returns."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    while supervise(path):
        try:
            os.write(line, _FREE)
            order = os.read(line, 65536)
        except ConnectionError:
            break  # The engine has gone.
        if not order:
            break
        path = json.loads(order)
    os._exit(0)


def main() -> int:
    """Serve the requests on standard input."""
    requests = os.dup(0)
    with contextlib.suppress(OSError):
        os.write(1, b".")  # All is loaded; whoever started this may be waiting for that.
    detach_streams()
    reset_signals()
    processes.unmark()
    # Supervisors are nobody's children: let the kernel reap them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    processes.boot_id()
    # Keeps the collector from touching, and so copying, the pages that all supervisors share.
    gc.disable()
    gc.collect()
    gc.freeze()
    LaunchServer(requests).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())

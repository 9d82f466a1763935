"""Starts supervisors by forking: a fork costs a millisecond where a new interpreter costs forty (POSIX only).

Run as ``python -I -S launch_server.py`` by an engine, it reads the paths of job folders from its standard input, one
JSON string a line, and gives each to a supervisor: to one that has just finished a job and left nothing running, else
to a new one. It ends with its engine; supervisors at work do not.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    # With -I and -S nothing of ours is on the path; the package's own folder is two levels up.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from jobdesk.executors import processes
from jobdesk.executors.folder import JobFolder
from jobdesk.executors.posix_child import reset_signals
from jobdesk.executors.supervisor import detach_streams, supervise

assert sys.platform != "win32"  # noqa: S101  # Tells type checkers to pass over this file there.

# Only for the checker: importing typing would make every fork dearer.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

IDLE_S = 3.0
"""How long a supervisor without a job is kept for the next one."""

_FREE = b"."


class _Supervisor:
    """A supervisor that this server forked.

    Attributes:
        orders: Write end of the pipe on which it gets job folders; closed to let it end.
        path: The folder that it was given last.
        is_second_try: Whether an earlier supervisor died over that folder.
        idle_since: When it finished its last job, on the monotonic clock; None while it works.
    """

    __slots__ = ("idle_since", "is_second_try", "orders", "path")

    def __init__(self, orders: int, path: str, *, is_second_try: bool) -> None:
        self.orders: int | None = orders
        self.path = path
        self.is_second_try = is_second_try
        self.idle_since: float | None = None

    def order(self, path: str) -> bool:
        """Give it a job folder; False if it has ended."""
        if self.orders is None:
            return False
        self.path, self.is_second_try, self.idle_since = path, False, None
        try:
            os.write(self.orders, json.dumps(path).encode())
        except BrokenPipeError:
            return False
        return True

    def dismiss(self) -> None:
        """Let it end once it has nothing to do."""
        if self.orders is not None:
            os.close(self.orders)
        self.orders = self.idle_since = None


class LaunchServer:
    """Hands job folders to supervisors."""

    def __init__(self, requests: int) -> None:
        self._requests = requests
        self._supervisors: dict[int, _Supervisor] = {}
        """All that were forked and have not ended, by the read end of the pipe on which each tells that it is free."""

    def run(self) -> None:
        """Serve until the requests end."""
        rest = b""
        while True:
            ready = select.select([self._requests, *self._supervisors], [], [], self._next_dismissal_s())[0]
            for report in ready:
                if report != self._requests:
                    self._hear(report)
            if self._requests in ready:
                data = os.read(self._requests, 65536)
                if not data:
                    return
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._assign(json.loads(line))
            self._dismiss_idle()

    def _assign(self, path: str) -> None:
        idle = [one for one in self._supervisors.values() if one.idle_since is not None]
        if not any(one.order(path) for one in idle):
            self._fork(path)

    def _hear(self, report: int) -> None:
        """Learn that a supervisor is free again, or that it has ended."""
        if os.read(report, 1) == _FREE:
            self._supervisors[report].idle_since = time.monotonic()
            return
        gone = self._supervisors.pop(report)
        os.close(report)
        is_unfinished = (
            gone.idle_since is None and gone.orders is not None and not JobFolder(gone.path).verdict.exists()
        )
        gone.dismiss()
        if is_unfinished and not gone.is_second_try:
            # Killed at work, perhaps before it had read its order: a second supervisor finds out, and does no harm.
            self._fork(gone.path, is_second_try=True)

    def _dismiss_idle(self) -> None:
        now = time.monotonic()
        for one in self._supervisors.values():
            if one.idle_since is not None and now - one.idle_since >= IDLE_S:
                one.dismiss()

    def _next_dismissal_s(self) -> float | None:
        return IDLE_S if any(one.idle_since is not None for one in self._supervisors.values()) else None

    def _fork(self, path: str, *, is_second_try: bool = False) -> None:
        orders_read, orders = os.pipe()
        report, report_write = os.pipe()
        if os.fork() == 0:
            others = [one.orders for one in self._supervisors.values() if one.orders is not None]
            for descriptor in (self._requests, orders, report, *self._supervisors, *others):
                os.close(descriptor)
            _work(path, orders_read, report_write)
        os.close(orders_read)
        os.close(report_write)
        self._supervisors[report] = _Supervisor(orders, path, is_second_try=is_second_try)


def _work(path: str, orders: int, report: int) -> NoReturn:
    """Supervise one job after another, in the forked process; never returns."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    while supervise(path):
        try:
            os.write(report, _FREE)
        except BrokenPipeError:
            break  # The engine has gone.
        order = os.read(orders, 65536)
        if not order:
            break
        path = json.loads(order)
    os._exit(0)


def main() -> int:
    """Serve the requests on standard input."""
    requests = os.dup(0)
    detach_streams()
    reset_signals()
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

"""What a test leaves behind: processes, threads and windows, found when all of its fixtures have ended."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

import psutil

GRACE_S = 60.0
"""How long a test's processes, threads and windows may take to end."""

MARK = "TESTS_RUN"
"""The variable by which the processes of this test run are known, also those that left their parents.

It is none of JobDesk's own, which an engine in the background does not get.
"""

_PAUSE_S = 0.01


class Leftovers:
    """Finds what tests of this process leave behind."""

    def __init__(self) -> None:
        """Mark all that is started from now on."""
        run = f"{os.getpid()}-{time.monotonic_ns()}"
        os.environ[MARK] = run
        self._mark = f"{MARK}={run}".encode()
        self.begin()

    def begin(self) -> None:
        """Remember what is there before a test."""
        self._threads = set(threading.enumerate())
        self._newest_pid = _newest_pid()

    def end(self) -> list[str]:
        """Wait until all that a test started has ended; return what has not, and end its processes."""
        deadline = time.monotonic() + GRACE_S
        pids: list[int] = []
        while left := [*self._windows(), *self._thread_names(), *self._process_names(pids := self._processes())]:
            if time.monotonic() > deadline:
                break
            time.sleep(_PAUSE_S)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        return left

    def _processes(self) -> list[int]:
        if not sys.platform.startswith("linux"):
            return [child.pid for child in psutil.Process().children(recursive=True)]
        newest = _newest_pid()
        if newest and newest == self._newest_pid:
            return []  # Nobody on this machine has started a process or a thread.
        return [pid for pid in psutil.pids() if self._is_ours(pid)]

    def _is_ours(self, pid: int) -> bool:
        try:
            environment = _read(f"/proc/{pid}/environ")
        except OSError:  # It has ended, or is another user's.
            return False
        return self._mark in environment and pid != os.getpid()

    @staticmethod
    def _process_names(pids: list[int]) -> Iterator[str]:
        for pid in pids:
            with contextlib.suppress(psutil.Error, OSError):  # It has ended; Windows says that in many ways.
                yield f"process {pid}: {' '.join(psutil.Process(pid).cmdline())}"

    def _thread_names(self) -> Iterator[str]:
        for thread in threading.enumerate():
            # Qt's own threads become known to Python, as dummies, when a slot runs there.
            if thread not in self._threads and not isinstance(thread, threading._DummyThread):
                yield f"thread {thread.name}"

    @staticmethod
    def _windows() -> Iterator[str]:
        widgets = sys.modules.get("PySide6.QtWidgets")
        if widgets is None or widgets.QApplication.instance() is None:
            return
        for window in widgets.QApplication.topLevelWidgets():
            if window.isVisible():
                yield f"window {type(window).__name__}: {window.windowTitle()}"


def _newest_pid() -> bytes:
    with contextlib.suppress(OSError):
        return _read("/proc/loadavg").split()[-1]
    return b""


def _read(path: str) -> bytes:
    """Read a small file of the kernel's; this is done some hundred times a test, and pathlib would double its cost."""
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, 1 << 20)
    finally:
        os.close(file)

"""A pool of daemon threads, for engines that run without Qt; Qt's own QThreadPool has the same `start`."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Protocol


class Pool(Protocol):
    """Anything that runs a callable on a thread of its own, at once."""

    def start(self, work: Callable[[], None]) -> None:
        """Run the work soon; it must not wait for other work to end."""
        ...


class DaemonPool:
    """Starts a thread whenever none is idle; threads end with the program, or after a while without work."""

    _IDLE_S = 10.0

    def __init__(self) -> None:
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._idle = threading.Semaphore(0)

    def start(self, work: Callable[[], None]) -> None:
        """Run the work on an idle thread, or on a new one."""
        self._work.put(work)
        if not self._idle.acquire(blocking=False):
            threading.Thread(target=self._serve, name="jobdesk-worker", daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                work = self._work.get(timeout=self._IDLE_S)
            except queue.Empty:
                if self._idle.acquire(blocking=False):
                    return
                continue
            work()
            self._idle.release()

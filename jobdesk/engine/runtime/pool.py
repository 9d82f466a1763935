"""A pool of daemon threads, for engines that run without Qt; Qt's own QThreadPool has the same `start`."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Protocol

_log = logging.getLogger(__name__)


class Pool(Protocol):
    """Anything that runs a callable on a thread of its own, at once."""

    def start(self, work: Callable[[], None]) -> None:
        """Run the work soon; it must not wait for other work to end."""
        ...


class DaemonPool:
    """Starts a thread whenever none is idle; threads end with the program, or after a while without work."""

    _IDLE_S = 10.0

    def __init__(self) -> None:
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        """None ends the thread that takes it."""
        self._lock = threading.Lock()
        self._idle_s = self._IDLE_S
        self._free = 0
        """Idle threads, less the works that wait for one."""

    def start(self, work: Callable[[], None]) -> None:
        """Run the work on an idle thread, or on a new one; where the system allows no more, after `grow`."""
        self._work.put(work)
        with self._lock:
            self._free -= 1
        self.grow()

    def close(self) -> None:
        """End the threads as soon as each is idle; work that is started later is still done."""
        with self._lock:
            self._idle_s = 0.0
            idle = max(0, self._free)
            self._free -= idle
        for _ in range(idle):
            self._work.put(None)

    def grow(self) -> bool:
        """Start the threads that waiting work needs; False if the system refuses one, so that work waits on."""
        while True:
            with self._lock:
                if self._free >= 0:
                    return True
                self._free += 1
            try:
                threading.Thread(target=self._serve, name="jobdesk-worker", daemon=True).start()
            except (RuntimeError, MemoryError) as error:
                with self._lock:
                    self._free -= 1
                _log.warning("Work waits for a thread: %s", error)
                return False

    @property
    def is_short(self) -> bool:
        """Whether work waits for a thread that the system refused."""
        with self._lock:
            return self._free < 0

    def _serve(self) -> None:
        while True:
            try:
                work = self._work.get(timeout=self._idle_s)
            except queue.Empty:
                with self._lock:
                    if self._free > 0:
                        self._free -= 1
                        return
                continue
            if work is None:
                return
            work()
            with self._lock:
                self._free += 1

"""A thread that looks after something again and again: when it said it would, and when it is woken."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from jobdesk.engine.runtime.service_thread import ServiceThread

_log = logging.getLogger(__name__)
_LONGEST_S = 30.0
"""No wait for a moment is longer, because a computer that slept, or whose clock was set, counts it wrongly."""
_AFTER_FAULT_S = 5.0


class Ticker:
    """Calls one function on a thread of its own.

    The function returns in how many seconds it wants to be called again, or None to be called only when woken.
    """

    def __init__(self, name: str, tick: Callable[[], float | None]) -> None:
        self._tick = tick
        self._woken = threading.Event()
        self._closing = False
        self._thread = ServiceThread(name, self._run)

    def start(self) -> None:
        """Begin, with a first call at once.

        Raises:
            SystemLimitError: The system gives no thread.
        """
        self._woken.set()
        self._thread.start()

    def wake(self) -> None:
        """Have the function called soon; many wakes before that are one."""
        self._woken.set()

    def close(self) -> None:
        """Stop after the call that is under way."""
        self._closing = True
        self._woken.set()
        self._thread.join()

    def _run(self) -> None:
        pause_s: float | None = None
        while True:
            self._woken.wait(None if pause_s is None else min(max(pause_s, 0.0), _LONGEST_S))
            self._woken.clear()
            if self._closing:
                return
            try:
                pause_s = self._tick()
            except Exception:  # noqa: BLE001
                # A fault of ours must not end what looks after everybody's jobs.
                _log.exception("The thread %s failed; it goes on", self._thread.name)
                pause_s = _AFTER_FAULT_S

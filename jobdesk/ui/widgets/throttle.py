"""Doing something soon after it is wanted, but not more often than allowed."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Pace:
    """Calls something soon after it is woken; many wakes before that are one."""

    def __init__(self, parent: QObject, call: Callable[[], None], least_ms: int) -> None:
        """Begin asleep.

        Args:
            parent: Owns the timer.
            call: What to call.
            least_ms: Milliseconds between two calls, at least.
        """
        self._call = call
        self._least_ms = least_ms
        self._last = 0.0
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_due)

    def set_least_ms(self, least_ms: int) -> None:
        """Change how often it may be called."""
        self._least_ms = least_ms
        if self._timer.isActive():
            self._timer.start(self._rest_ms())

    def wake(self) -> None:
        """Have it called soon."""
        if not self._timer.isActive():
            self._timer.start(self._rest_ms())

    def _rest_ms(self) -> int:
        since_ms = (time.monotonic() - self._last) * 1000
        return max(0, round(self._least_ms - since_ms))

    def _on_due(self) -> None:
        self._last = time.monotonic()
        self._call()

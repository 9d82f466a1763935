"""Keeps notifications from coming in crowds: a few one by one, the rest of a burst as one."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from jobdesk.core.job import Job
from jobdesk.ui.notify.rules import Notification, grouped

MOST = 3
WITHIN_S = 10.0


class Crowd(QObject):
    """Lets at most three notifications pass in ten seconds; what comes then is told together at their end."""

    def __init__(
        self, show: Callable[[Notification], None], parent: QObject | None = None, within_s: float = WITHIN_S
    ) -> None:
        super().__init__(parent)
        self._show = show
        self._within_s = within_s
        self._shown: deque[float] = deque()
        self._waiting: list[tuple[Job, Notification]] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_due)

    def offer(self, job: Job, notification: Notification) -> None:
        """Show a notification now, or with others soon."""
        now = time.monotonic()
        while self._shown and now - self._shown[0] >= self._within_s:
            self._shown.popleft()
        if len(self._shown) < MOST and not self._waiting:
            self._shown.append(now)
            self._show(notification)
            return
        self._waiting.append((job, notification))
        if not self._timer.isActive():
            self._timer.start(round((self._shown[0] + self._within_s - now) * 1000) + 1)

    def _on_due(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._shown.clear()
        self._shown.append(time.monotonic())
        self._show(waiting[0][1] if len(waiting) == 1 else grouped([job for job, _ in waiting]))

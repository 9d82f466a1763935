"""A `QThreadPool` that loses no work to a system which refuses it threads.

Qt prints a warning when a thread cannot start, drops the work, and counts the thread as busy for ever: with a maximum,
a pool that was refused so many threads starts none any more. Hence this pool has no maximum, and gives work to Qt again
that has not begun after 1 s. After a refusal Qt's `waitForDone`, and with it the end of the pool, waits for ever: the
process has to end without.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from jobdesk.ui.widgets.qt import override

_PATIENCE_S = 1.0
_NO_MAXIMUM = 2**31 - 1


class PatientPool(QThreadPool):
    """Runs workers, of which the queue alone decides how many there are, and what the window asks."""

    _started = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a pool; work that was refused a thread waits for the event loop of the thread that makes it."""
        super().__init__(parent)
        self.setMaxThreadCount(_NO_MAXIMUM)
        self._lock = threading.Lock()
        self._unbegun: dict[Callable[[], None], float] = {}
        """When each work that has not begun was given to Qt."""
        self._is_watched = False
        self._probe: Callable[[], None] | None = None
        self._timer = QTimer(self, interval=round(1000 * _PATIENCE_S))
        self._timer.timeout.connect(self._give_again)
        self._started.connect(self._timer.start)

    @override
    def start(self, work: Callable[[], None], priority: int = 0) -> None:  # type: ignore[override]
        """Run a work once, on a thread of its own or an idle one; while the system refuses one, later."""

        def run_once() -> None:
            with self._lock:
                is_first = self._unbegun.pop(run_once, None) is not None
            if is_first:
                work()

        with self._lock:
            self._unbegun[run_once] = time.monotonic()
            was_watched, self._is_watched = self._is_watched, True
        super().start(run_once, priority)
        if not was_watched:
            self._started.emit()

    def _give_again(self) -> None:
        """Give work again that was refused: one as a probe, since each refusal costs memory, and then all of it."""
        now = time.monotonic()
        with self._lock:
            self._is_watched = bool(self._unbegun)
            late = [work for work, given_at in self._unbegun.items() if now - given_at >= _PATIENCE_S]
            if self._probe is None or self._probe in self._unbegun:
                late = late[:1]
            self._probe = late[0] if late else None
        if not self._is_watched:
            self._timer.stop()
        for work in late:
            super().start(work)

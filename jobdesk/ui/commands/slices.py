"""Divides an action on many jobs into slices, with a rest and a chance to stop between two of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.number_text import count_text
from jobdesk.ui.widgets.toasts import Toast, Toasts

_T = TypeVar("_T")
SLICE: Final = 500
"""Jobs handled in one request to the engine."""
_LONGEST_REST_S: Final = 10.0
_SHOWN_AFTER_MS: Final = 400
_REFRESH_MS: Final = 200


def are_many(count: int) -> bool:
    """Whether so many jobs are handled in more than one slice."""
    return count > SLICE


class Watch:
    """The course of one action, shared by the pool that carries it out and the window that shows it.

    Attributes:
        done: How many jobs were handled.
        unreached: What was left when somebody stopped it.
    """

    def __init__(self, bridge: EngineBridge) -> None:
        """Make one.

        Args:
            bridge: Knows how far the window is, and when it has ended, which also stops the action.
        """
        self.done = 0
        self.unreached: list[Any] = []
        self._bridge = bridge
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Begin no further slice."""
        self._stopped.set()

    def slices(self, items: Sequence[_T]) -> Iterator[Sequence[_T]]:
        """Yield items slice by slice until somebody stops it; on the pool.

        After each slice the pool waits until the window has shown it: the two share the interpreter, and a window that
        fell behind would stand still while it takes all that happened at once.
        """
        for at in range(0, len(items), SLICE):
            if self._stopped.is_set() or self._bridge.is_over:
                self.unreached += items[at:]
                return
            part = items[at : at + SLICE]
            yield part
            self.done += len(part)
            if at + SLICE < len(items):
                self._bridge.wait_shown(_LONGEST_REST_S)


class ActionProgress(QObject):
    """Shows the progress of an action on many jobs in a toast, once it has taken longer than a glance."""

    def __init__(self, toasts: Toasts, title: str, total: int, watch: Watch, *, stop: tuple[str, Any] | None) -> None:
        """Begin to watch.

        Args:
            toasts: Show it.
            title: Names the action.
            total: How many jobs it is for.
            watch: The action's course.
            stop: The button's text and what it does; None stops the action.
        """
        super().__init__(toasts)
        self._toasts, self._title, self._total, self._watch = toasts, title, total, watch
        self._stop = stop or (QCoreApplication.translate("Deeds", "Stop"), watch.stop)
        self._toast: Toast | None = None
        self._timer = QTimer(self, interval=_SHOWN_AFTER_MS)
        self._timer.timeout.connect(self._show)
        self._timer.start()

    def end(self) -> None:
        """Show it no longer."""
        self._timer.stop()
        if self._toast is not None:
            self._toast.close_now()
        self.deleteLater()

    def _show(self) -> None:
        self._timer.setInterval(_REFRESH_MS)
        text = QCoreApplication.translate("Deeds", "%1: %2 of %3").replace("%1", self._title)
        if self._toast is None:
            self._toast = self._toasts.follow(self._text(text, self._total), *self._stop)
            self._toast.taken.connect(self._timer.stop)
            self._toast.closed.connect(self._forget_toast)
        self._toast.show_progress(self._text(text, self._watch.done), self._watch.done / max(1, self._total))

    def _text(self, form: str, done: int) -> str:
        return form.replace("%2", count_text(done)).replace("%3", count_text(self._total))

    def _forget_toast(self) -> None:
        self._toast = None

"""A window that was closed with changes in it can be opened again for as long as a toast offers it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from jobdesk.ui.dialogs.secondary_window import show_beside
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.widgets.qt import override
from jobdesk.ui.widgets.toasts import Toasts


class Reopening(QObject):
    """Removes a window when it closes, at once if nothing in it would be lost."""

    def __init__(self, window: QWidget, typed: Callable[[], object], toasts: Toasts) -> None:
        """Watch a window, as it is filled now.

        Args:
            window: It is not deleted by itself when it closes.
            typed: Returns what stands in it, to be compared.
            toasts: Where the way back is offered.
        """
        super().__init__(window)
        self._window = window
        self._typed = typed
        self._toasts = toasts
        self._kept = typed()
        window.installEventFilter(self)

    def keep(self, *_: object) -> None:
        """What stands in it now was saved, or is used otherwise: a slot for any signal."""
        self._kept = self._typed()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Close:
            if self._typed() == self._kept:
                self._window.deleteLater()
            else:
                words = self.tr("Closed %1 without saving").replace("%1", literal(self._window.windowTitle()))
                toast = self._toasts.tell(words, self.tr("Reopen"), partial(show_beside, self._window))
                toast.expired.connect(self._window.deleteLater)
        return super().eventFilter(watched, event)

"""The keys that close a window beside the main one."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget


def add_close_keys(window: QWidget) -> None:
    """Let the keys of the system, and Escape, close a window; Escape closes first a list that is open above it."""

    def escape() -> None:
        # The window's shortcut comes before the list gets the key.
        (QApplication.activePopupWidget() or window).close()

    QShortcut(QKeySequence("Escape"), window, escape)
    QShortcut(QKeySequence.StandardKey.Close, window, window.close)

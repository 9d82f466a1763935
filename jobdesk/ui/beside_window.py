"""Windows beside the main one: where they open, and the keys that close them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget


def show_beside(window: QWidget) -> None:
    """Show a window with the keys in it: the first time in the middle of its parent's, then where it was left."""
    parent = window.parentWidget()
    if parent is not None and not window.testAttribute(Qt.WidgetAttribute.WA_Moved):
        room, place = parent.screen().availableGeometry(), window.rect()
        place.moveCenter(parent.window().geometry().center())
        # Its title must be within reach, also where the main window hangs over an edge.
        place.moveRight(min(place.right(), room.right()))
        place.moveBottom(min(place.bottom(), room.bottom()))
        window.move(max(place.left(), room.left()), max(place.top(), room.top()))
    window.show()
    window.raise_()
    window.activateWindow()


def add_close_keys(window: QWidget) -> None:
    """Let the keys of the system, and Escape, close a window; Escape closes first a list that is open above it."""

    def escape() -> None:
        # The window's shortcut comes before the list gets the key.
        (QApplication.activePopupWidget() or window).close()

    QShortcut(QKeySequence("Escape"), window, escape)
    QShortcut(QKeySequence.StandardKey.Close, window, window.close)

"""Windows beside the main one: where they open, and the keys that all of them have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QToolButton, QWidget

from jobdesk.ui.widgets.qt import override

_FRAME: Final = QSize(12, 40)
"""What a window manager puts around a window, at most; it is known only once the window shows."""


class BesideWindow(QDialog):
    """A window beside the main one: a dialog for screen readers, to which a plain widget says nothing of itself.

    All else that Qt does in dialogs is left out: it would place the window, press a button that nobody has gone to,
    and take Escape before what lies open in the window.
    """

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Window)

    @override
    def setVisible(self, visible: bool) -> None:
        QWidget.setVisible(self, visible)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        QWidget.showEvent(self, event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        QWidget.closeEvent(self, event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        QWidget.keyPressEvent(self, event)


def show_beside(window: QWidget) -> None:
    """Show a window with the keys in it: the first time in the middle of its parent's, then where it was left."""
    parent = window.parentWidget()
    if parent is not None and not window.testAttribute(Qt.WidgetAttribute.WA_Moved):
        if QGuiApplication.platformName() != "offscreen":  # Where nobody sees it, its screen is smaller than any.
            window.resize(window.size().boundedTo(parent.screen().availableSize() - _FRAME))
        place = QRect(QPoint(), window.size() + _FRAME)
        place.moveCenter(parent.window().geometry().center())
        window.move(_within(place, parent.screen().availableGeometry()))
    window.show()
    window.raise_()
    window.activateWindow()


def keep_on_screen(window: QWidget) -> None:
    """Move a window that has grown up and to the side by what hangs over the edge of its screen."""
    place = QRect(window.pos(), window.frameGeometry().size())
    target = _within(place, window.screen().availableGeometry())
    if window.isVisible() and target != window.pos():
        window.move(target)


def _within(place: QRect, room: QRect) -> QPoint:
    """Return where a frame has to stand to be within a room; its title at least, where it is too large."""
    left = max(min(place.left(), room.right() + 1 - place.width()), room.left())
    return QPoint(left, max(min(place.top(), room.bottom() + 1 - place.height()), room.top()))


def add_window_keys(window: QWidget, on_escape: Callable[[], object] | None = None) -> None:
    """Let Enter press the button that has the focus, and Escape and the system's keys close the window.

    Escape closes first a list that is open above it.

    Args:
        window: Any window.
        on_escape: What Escape does instead of closing it.
    """

    def escape() -> None:
        # The window's shortcut comes before the list gets the key.
        popup = QApplication.activePopupWidget()
        (popup.close if popup is not None else on_escape or window.close)()

    QShortcut(QKeySequence("Escape"), window, escape)
    QShortcut(QKeySequence.StandardKey.Close, window, window.close)
    window.installEventFilter(_EnterPresses(window))


class _EnterPresses(QObject):
    """Presses a button by Enter, which Qt does only in dialogs: keys that nobody takes come up to the window."""

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            # Not the application's: while the window is not active yet that may be a button of the main one.
            button = watched.focusWidget()
            is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if is_enter and isinstance(button, QPushButton | QToolButton) and not event.isAutoRepeat():
                button.click()
                return True
        return super().eventFilter(watched, event)

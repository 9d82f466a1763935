"""From pane to pane of the main window by a key, whatever is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from jobdesk.ui.window.main_window import MainWindow


def connect_panes(window: MainWindow) -> None:
    """Let two actions go to the next and the previous pane; after the last comes the first."""
    actions = window.actions_
    actions["next_pane"].triggered.connect(lambda: _go(window, 1))
    actions["previous_pane"].triggered.connect(lambda: _go(window, -1))
    window.addActions([actions["next_pane"], actions["previous_pane"]])


def _go(window: MainWindow, step: int) -> None:
    body = window.detail.body
    # A pane, and what in it takes the keys.
    panes: list[tuple[QWidget, QWidget]] = [
        (window.toolbar.search, window.toolbar.search),
        (window.sidebar, window.sidebar),
        (window.table, window.table),
        (body, body.page),
    ]
    shown = [(pane, target) for pane, target in panes if pane.isVisible()]
    focused = QApplication.focusWidget()
    here = next((at for at, (pane, _) in enumerate(shown) if focused and _holds(pane, focused)), 0)
    shown[(here + step) % len(shown)][1].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _holds(pane: QWidget, widget: QWidget) -> bool:
    return pane is widget or pane.isAncestorOf(widget)

"""Where the details stand: below the table, or in a wide window beside it if that is wished."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QWidget

from jobdesk.ui.model.window_state import WindowState
from jobdesk.ui.theme import metrics

LEAST_WIDTH: Final = 1600
_TABLE_SHARE: Final = 0.55


class DetailPlace(QObject):
    """Turns the splitter as the window grows and shrinks."""

    def __init__(
        self, window: QWidget, splitter: QSplitter, action: QAction, state: WindowState, on_below: QAction
    ) -> None:
        """Keep to what was chosen.

        Args:
            window: Its width decides.
            splitter: Between table and details.
            action: The switch; on is right.
            state: Remembers the switch and the share of each side.
            on_below: The switch that shows the details at all; folding needs them below.
        """
        super().__init__(window)
        self._window = window
        self._splitter = splitter
        self._action = action
        self._state = state
        self._details = on_below
        action.setChecked(state.text("window/details_right") == "1")
        action.toggled.connect(self._on_toggled)
        on_below.toggled.connect(self._place)
        splitter.splitterMoved.connect(self._on_moved)

    def on_window_resized(self) -> None:
        """Look again whether there is room, after the window has laid itself out."""
        QTimer.singleShot(0, self, self._place)

    def _on_toggled(self, is_right: bool) -> None:
        self._state.put("window/details_right", "1" if is_right else "0")
        self._place()

    def _place(self) -> None:
        is_wide = self._window.width() >= metrics.px(LEAST_WIDTH)
        is_right = self._action.isChecked() and is_wide and self._details.isChecked()
        orientation = Qt.Orientation.Horizontal if is_right else Qt.Orientation.Vertical
        if orientation == self._splitter.orientation():
            return
        height = self._state.number("window/table", 0)
        self._splitter.setOrientation(orientation)
        if is_right:
            share = min(0.8, max(0.2, self._state.number("window/table_share", _TABLE_SHARE)))
            width = self._splitter.width()
            self._splitter.setSizes([round(width * share), round(width * (1 - share))])
        else:
            table = int(height) or self._splitter.height() // 2
            self._splitter.setSizes([table, max(1, self._splitter.height() - table)])

    def _on_moved(self) -> None:
        table, detail = self._splitter.sizes()
        if self._splitter.orientation() == Qt.Orientation.Horizontal and table + detail:
            self._state.put("window/table_share", f"{table / (table + detail):.3f}")

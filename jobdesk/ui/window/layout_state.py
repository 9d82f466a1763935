"""Where the main window stands and how its room is shared: as it was left, and never half a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication

from jobdesk.ui.table.column_layout import SavedColumns
from jobdesk.ui.table.columns import COLUMN_INDEX
from jobdesk.ui.table.order import JobOrder, SortBy
from jobdesk.ui.table.row_sizes import LEAST_ROWS
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.metrics import RowHeight

if TYPE_CHECKING:
    from jobdesk.ui.model.window_state import WindowState
    from jobdesk.ui.window.main_window import MainWindow

_WIDTH, _HEIGHT = 1280, 800
_SIDEBAR = 188
_FRAME_WIDTH, _FRAME_HEIGHT = 16, 48
_FIRST_ROWS = 11


class WindowSizes:
    """Restores and keeps the sizes of one main window."""

    def __init__(self, window: MainWindow, state: WindowState) -> None:
        self._window = window
        self._state = state
        self._table_height = int(state.number("window/table", 0))

    def restore(self) -> None:
        """Let everything be as it was left."""
        window, state = self._window, self._state
        self._resize()
        geometry = state.bytes("window/geometry")
        if not geometry.isEmpty() and window.restoreGeometry(geometry) and not _is_on_a_screen(window.frameGeometry()):
            self._resize()
            window.move(QGuiApplication.primaryScreen().availableGeometry().topLeft())
        window.actions_["sidebar"].setChecked(state.text("window/sidebar", "1") != "0")
        sidebar = int(state.number("window/sidebar_width", metrics.px(_SIDEBAR)))
        window.sides.setSizes([sidebar, metrics.px(_WIDTH - _SIDEBAR)])
        rows = state.text("window/row_height")
        if rows in set(RowHeight):
            window.table.row_sizes.choose(RowHeight(rows))
        self._restore_columns()
        is_folded = state.text("window/details", "1") == "0"  # Asked first: what follows is remembered at once.
        window.actions_["details"].setChecked(True)
        if is_folded:
            window.actions_["details"].setChecked(False)

    def _resize(self) -> None:
        room = QGuiApplication.primaryScreen().availableSize()
        # Where nobody sees the window, the screen is smaller than any that there is.
        self._window.resize(first_size(room if QGuiApplication.platformName() != "offscreen" else QSize(9999, 9999)))

    def save_geometry(self) -> None:
        """Keep where the window stands."""
        self._state.put("window/geometry", self._window.saveGeometry())

    def save_columns(self) -> None:
        """Keep the columns of the table, and what it is sorted by."""
        state, columns, order = self._state, self._window.table.columns.save(), self._window.model.order
        state.put("table/columns", " ".join(columns.order))
        state.put("table/hidden", " ".join(columns.hidden))
        state.put("table/widths", " ".join(f"{key}:{width}" for key, width in columns.widths.items()))
        state.put("table/name_share", str(columns.name_share))
        for name, part in (("sort", order.by), ("then", order.then_by)):
            text = "" if part is None else f"{part.column} {'falling' if part.is_descending else 'rising'}"
            state.put(f"table/{name}", text)

    def _restore_columns(self) -> None:
        window, state = self._window, self._state
        order = state.text("table/columns").split()
        if order:
            pairs = (pair.rpartition(":") for pair in state.text("table/widths").split())
            widths = {key: int(width) for key, _, width in pairs if width.isdecimal()}
            hidden, share = state.text("table/hidden").split(), state.number("table/name_share", 0.55)
            window.table.columns.restore(SavedColumns(order, hidden, widths, share))
        by, then_by = (_sort_of(state.text(f"table/{name}")) for name in ("sort", "then"))
        if by is not None:
            window.model.sort_as(JobOrder(by, then_by))

    def place_splitter(self) -> None:
        """Give the table what it had, else room for some rows, and the log at least as much."""
        splitter = self._window.splitter
        if splitter.orientation() is Qt.Orientation.Horizontal:
            return
        height = splitter.height()
        wished = self._table_height or min(
            metrics.px(28) + _FIRST_ROWS * self._window.table.row_sizes.height, height // 2
        )
        splitter.setSizes([wished, max(1, height - wished)])
        self._snap_splitter()

    def on_splitter_moved(self) -> None:
        """Let the table end at the end of a row, so that none is cut."""
        self._snap_splitter()
        splitter = self._window.splitter
        if not self._window.detail.is_folded and splitter.orientation() is Qt.Orientation.Vertical:
            self._table_height = splitter.sizes()[0]
            self._state.put("window/table", str(self._table_height))

    def _snap_splitter(self) -> None:
        splitter, detail_pane = self._window.splitter, self._window.detail
        table, detail = splitter.sizes()
        if detail == 0 or detail_pane.is_folded or splitter.orientation() is Qt.Orientation.Horizontal:
            return
        row, height = self._window.table.row_sizes.height, self._window.table.viewport().height()
        more = max(LEAST_ROWS, round(height / row)) * row - height
        if more:
            splitter.setSizes([table + more, detail - more])


def _sort_of(text: str) -> SortBy | None:
    column, _, direction = text.partition(" ")
    return SortBy(column, is_descending=direction == "falling") if column in COLUMN_INDEX else None


def first_size(room: QSize) -> QSize:
    """Return the size of a window that was never shown, on a screen with so much room for it and its frame."""
    return QSize(metrics.px(_WIDTH), metrics.px(_HEIGHT)).boundedTo(room - QSize(_FRAME_WIDTH, _FRAME_HEIGHT))


def _is_on_a_screen(rect: QRect) -> bool:
    return any(screen.availableGeometry().intersects(rect) for screen in QGuiApplication.screens())

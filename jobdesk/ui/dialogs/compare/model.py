"""The table of what two runs are compared by."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication

from jobdesk.ui.dialogs.compare.rows import SIGN, Row, where_they_differ
from jobdesk.ui.text.plain_text import isolated, literal, literal_lines, tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import override

MARK, LABEL, THIS, OTHER, CHANGE = range(5)
_MOST_SHOWN: Final = 2000
_Index = QModelIndex | QPersistentModelIndex


class CompareModel(QAbstractTableModel):
    """Shows all rows, or only those that differ."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._all: list[Row] = []
        self._titles = ("", "")
        self._is_only = False
        self.rows: list[Row] = []
        theme.changed.connect(self._on_theme_changed)

    @property
    def all_rows(self) -> list[Row]:
        """All rows, whether they are shown or not."""
        return self._all

    @property
    def count(self) -> int:
        """How many rows compare something."""
        return sum(not row.is_heading for row in self._all)

    @property
    def count_different(self) -> int:
        """How many of them differ."""
        return sum(row.differs for row in self._all)

    def show_rows(self, rows: list[Row], titles: tuple[str, str]) -> None:
        """Show rows; the titles name the two runs."""
        if (rows, titles) != (self._all, self._titles):
            self._all, self._titles = rows, titles
            self._choose()

    def set_only_different(self, is_only: bool) -> None:
        """Show only what differs."""
        self._is_only = is_only
        self._choose()

    def row_text(self, number: int) -> str:
        """Return a row as it is copied."""
        row = self.rows[number]
        sign = SIGN if row.differs else ""
        return "\t".join(" ".join(text.split("\n")) for text in (sign, row.label, row.this, row.other, row.change))

    def _choose(self) -> None:
        self.beginResetModel()
        self.rows = []
        for row in self._all:
            if self._is_only and row.is_heading and self.rows and self.rows[-1].is_heading:
                self.rows.pop()
            if row.is_heading or row.differs or not self._is_only:
                self.rows.append(row)
        if self.rows and self.rows[-1].is_heading:
            self.rows.pop()
        self.endResetModel()

    def _on_theme_changed(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, CHANGE))

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else CHANGE + 1

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("", "", *self._titles, "")[section]
        return None

    @override
    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.rows[index.row()].is_heading:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._theme.colour("text3" if row.is_heading else "text2" if column == LABEL else "text")
        if role == Qt.ItemDataRole.BackgroundRole and row.differs:
            return self._theme.colour("needsoft")
        if role == Qt.ItemDataRole.FontRole:
            if row.is_heading:
                return metrics.offset_font(-0.75)
            return metrics.number_font() if column in {THIS, OTHER, CHANGE} else None
        if role == Qt.ItemDataRole.ToolTipRole and column in {THIS, OTHER}:
            return tooltip((row.this, row.other)[column - THIS][:_MOST_SHOWN])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, column)
        return None

    def _spoken(self, row: Row, column: int) -> str:
        if row.is_heading or column == LABEL:
            return row.label if column == LABEL else ""
        if column == MARK:
            return self.tr("differs") if row.differs else self.tr("the same")
        return f"{row.label}: {_text(row, column) or self.tr('nothing')}"


def _text(row: Row, column: int) -> str:
    if column == MARK:
        return SIGN if row.differs else ""
    if column == LABEL:
        return literal(row.label)
    if column == CHANGE:
        return row.change
    text = where_they_differ(row.this, row.other)[column - THIS]
    if not text:
        return "" if row.is_heading else "\N{EN DASH}"
    shown = literal_lines(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}\N{HORIZONTAL ELLIPSIS}")
    # A command line begins and ends with signs, which a window that reads from the right would turn around.
    return "\n".join(map(isolated, shown.split("\n"))) if QGuiApplication.isRightToLeft() else shown

"""View ▸ Activity: the newest events as a table; opening one leads to its job."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QPushButton, QTableView, QVBoxLayout, QWidget

from jobdesk.ui.dialogs.plain_table import make_plain
from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys, show_beside
from jobdesk.ui.model.activity import Activity, ActivityEntry
from jobdesk.ui.text.plain_text import isolated, literal, tooltip
from jobdesk.ui.text.time_text import full_text, moment_text
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.widgets.qt import override

TIME, TITLE, BODY = range(3)
_ROLES: Final = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
)
_Index = QModelIndex | QPersistentModelIndex


class ActivityModel(QAbstractTableModel):
    """The events as rows."""

    def __init__(self, activity: Activity, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._activity = activity
        self._icons = icons
        self._entries = activity.entries
        activity.changed.connect(self._on_changed)

    def entry(self, row: int) -> ActivityEntry:
        """Return the event of a row."""
        return self._entries[row]

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    @override
    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 3

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Time"), self.tr("What happened"), self.tr("More"))[section]

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES:
            return None
        entry, column = self._entries[index.row()], index.column()
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icons.icon(entry.icon, entry.colour) if column == TITLE and entry.icon else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip((full_text(entry.at), entry.title, entry.body)[column])
        return isolated((moment_text(entry.at, datetime.now(UTC)), literal(entry.title), literal(entry.body))[column])

    def _on_changed(self) -> None:
        entries = self._activity.entries
        if [entry.at for entry in entries] == [entry.at for entry in self._entries]:
            # Only what is read is new, and that does not show in the rows.
            self._entries = entries
            return
        kept = len(entries) - 1
        if entries and [one.at for one in entries[1:]] == [one.at for one in self._entries[:kept]]:
            if len(self._entries) > kept:
                self.beginRemoveRows(QModelIndex(), kept, len(self._entries) - 1)
                self._entries = self._entries[:kept]
                self.endRemoveRows()
            # The rows that are there keep selection and place.
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._entries = entries
            self.endInsertRows()
            return
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()


class ActivityWindow(BesideWindow):
    """Shows what happened, beside the main window.

    Signals:
        job_requested: The id of the job that somebody wants to see.
    """

    job_requested = Signal(str)

    def __init__(self, activity: Activity, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._activity = activity
        self.setWindowTitle(self.tr("Activity"))
        self.resize(metrics.px(720), metrics.px(420))
        self.model = ActivityModel(activity, icons, self)
        self.table = self._make_table()
        self._words = QLabel(self.tr("Nothing yet. Ends of jobs, failures and what you do appear here."), self.table)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("tone", "text3")
        self._words.move(metrics.px(16), metrics.px(40))
        self.open_button = QPushButton(self.tr("Show Job"), self)
        self.open_button.setProperty("isMain", True)
        self.open_button.clicked.connect(self._open_current)
        self.clear_button = QPushButton(self.tr("Clear"), self)
        self.clear_button.clicked.connect(activity.clear)
        close = QPushButton(self.tr("Close"), self)
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(12))
        bottom.setSpacing(metrics.px(8))
        bottom.addWidget(self.clear_button)
        bottom.addStretch()
        bottom.addWidget(close)
        bottom.addWidget(self.open_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        layout.addLayout(bottom)
        add_window_keys(self)
        activity.changed.connect(self._on_changed)
        self.table.selectionModel().currentRowChanged.connect(self._update_buttons)
        self._on_changed()

    def _make_table(self) -> QTableView:
        table = _EntryTable(self)
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Activity"))
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setObjectName("activityTable")
        header = make_plain(table)
        header.resizeSection(TIME, metrics.px(110))
        header.resizeSection(TITLE, metrics.px(330))
        table.activated.connect(self._open)
        return table

    def show_for_reading(self) -> None:
        """Show the window; what is in it counts as read."""
        show_beside(self)
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, TIME))
        self.table.setFocus()
        self._activity.mark_read()

    def _on_changed(self) -> None:
        has_rows = self.model.rowCount() > 0
        self._words.setVisible(not has_rows)
        self.clear_button.setEnabled(has_rows)
        self._update_buttons()
        if self.isVisible() and self.isActiveWindow():
            self._activity.mark_read()

    def _update_buttons(self) -> None:
        index = self.table.currentIndex()
        self.open_button.setEnabled(index.isValid() and bool(self.model.entry(index.row()).job_id))

    def _open_current(self) -> None:
        self._open(self.table.currentIndex())

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and (job_id := self.model.entry(index.row()).job_id):
            self.job_requested.emit(job_id)


class _EntryTable(QTableView):
    """A table in which Enter opens the row on all systems."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

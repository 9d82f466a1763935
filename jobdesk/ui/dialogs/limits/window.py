"""Queues and limits: every queue as a row, and the limits of the chosen one as fields below."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jobdesk.core.config import check_name
from jobdesk.core.errors import InvalidValueError
from jobdesk.core.limits import Conditions, QueueRules, QueueState
from jobdesk.core.queue import total_resources
from jobdesk.ui.commands.limit_commands import LimitDeeds, Queue, title_of
from jobdesk.ui.dialogs.limits.form import LimitEdit, LimitsForm
from jobdesk.ui.dialogs.plain_table import make_plain
from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys, show_beside
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.text.job_state import QUEUE_ICONS
from jobdesk.ui.text.limit_text import amounts_text, conditions_text, kept_text
from jobdesk.ui.text.plain_text import literal, tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.widgets.qt import override
from jobdesk.ui.window.queue_menus import QueueMenus

_Index = QModelIndex | QPersistentModelIndex
QUEUE, RUNNING, STATE, AMOUNTS, STARTS, KEEPS = range(6)
_REFRESH_MS: Final = 100


class LimitsModel(QAbstractTableModel):
    """Queues as rows; the first is everything."""

    def __init__(self, roster: Roster, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._roster = roster
        self._icons = icons
        self._made: set[str] = set()
        self.queues: list[Queue] = [None, *roster.queues()]

    def add(self, queue: str) -> None:
        """Show a queue that holds nothing yet and has no rules."""
        self._made.add(queue)
        self.refresh()

    def refresh(self) -> None:
        """Take what changed; rows keep their places where they can."""
        queues: list[Queue] = [None, *self._roster.queues()]
        queues += sorted(self._made - {queue for queue in queues if queue is not None})
        for queue in [one for one in self.queues if one not in queues]:
            row = self.queues.index(queue)
            self.beginRemoveRows(QModelIndex(), row, row)
            del self.queues[row]
            self.endRemoveRows()
        for row, queue in enumerate(queues):
            if queue not in self.queues:
                self.beginInsertRows(QModelIndex(), row, row)
                self.queues.insert(row, queue)
                self.endInsertRows()
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.queues) - 1, KEEPS))

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.queues)

    @override
    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else KEEPS + 1

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Queue"),
            self.tr("Running"),
            self.tr("State"),
            self.tr("Resources"),
            self.tr("Starts"),
            self.tr("Keeps"),
        )[section]

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        queue, column = self.queues[index.row()], index.column()
        if role == Qt.ItemDataRole.DecorationRole and column == QUEUE:
            state = self._roster.state_of(queue)
            return self._icons.icon("inbox" if queue is None else QUEUE_ICONS[state], "text2")
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(queue, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._text(queue, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            title = self.headerData(column, Qt.Orientation.Horizontal)
            return f"{title}: {self._text(queue, column) or self.tr('none')}"
        if role == Qt.ItemDataRole.FontRole and queue is None and column == QUEUE:
            return metrics.offset_font(0, QFont.Weight.Medium)
        return None

    def _text(self, queue: Queue, column: int) -> str:
        roster, limits = self._roster, self._roster.limits
        rules = limits.queues.get(queue, QueueRules()) if queue is not None else None
        if column == QUEUE:
            return title_of(queue)
        if column == RUNNING:
            running = roster.running_count if queue is None else roster.running_in(queue)
            limit = roster.run_limit if queue is None else roster.run_limit_of(queue)
            return self.tr("%1 of %2").replace("%1", str(running)).replace("%2", str(limit))
        if column == STATE:
            words = {
                QueueState.OPEN: self.tr("Open"),
                QueueState.PAUSED: self.tr("Paused"),
                QueueState.DRAINING: self.tr("Draining"),
            }
            return words[roster.state_of(queue)]
        if column == AMOUNTS:
            return literal(amounts_text(total_resources(limits, roster.machine) if rules is None else rules.caps))
        if column == STARTS:
            return conditions_text(limits.conditions if rules is None else rules.conditions) or self.tr("always")
        return "" if rules is None else kept_text(rules)


class LimitsWindow(BesideWindow):
    """A window of its own, in nobody's way; each change is saved as its field is left, and can be undone.

    Signals:
        menu_requested: The menu of a queue, or of everything (None), at a place on the screen.
    """

    menu_requested = Signal(object, QPoint)

    def __init__(
        self, jobs: JobTableModel, deeds: LimitDeeds, menus: QueueMenus, icons: Icons, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._deeds = deeds
        self._menus = menus
        self.setWindowTitle(self.tr("Queues and Limits"))
        self.model = LimitsModel(jobs.roster, icons, self)
        self.form = LimitsForm(jobs.roster, self)
        self.form.change_requested.connect(self._on_change_requested)
        self._heading = QLabel()
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setFont(metrics.offset_font(1.5, QFont.Weight.DemiBold))
        self.table = self._make_table()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        self.new_button = QPushButton(self.tr("&New Queue\N{HORIZONTAL ELLIPSIS}"))
        self.new_button.clicked.connect(self._ask_name)
        self.clear_button = QPushButton(self.tr("Remove &Its Limits"))
        self.clear_button.clicked.connect(self._clear)
        self.state_buttons = {
            QueueState.PAUSED: QPushButton(self.tr("&Pause")),
            QueueState.DRAINING: QPushButton(self.tr("Dr&ain")),
            QueueState.OPEN: QPushButton(self.tr("R&esume")),
        }
        for state, deed in (
            (QueueState.PAUSED, deeds.pause),
            (QueueState.DRAINING, deeds.drain),
            (QueueState.OPEN, deeds.resume),
        ):
            self.state_buttons[state].clicked.connect(partial(self._with_current, deed))
        self._roster = jobs.roster
        self._lay_out()
        add_window_keys(self, self._on_escape)
        QShortcut(QKeySequence.StandardKey.Undo, self, deeds.undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        jobs.roster_changed.connect(self._on_roster_changed)
        self.table.setCurrentIndex(self.model.index(0, QUEUE))
        self.resize(metrics.px(900), metrics.px(580))

    @property
    def queue(self) -> Queue:
        """The queue whose fields show; None is everything."""
        return self.model.queues[max(0, self.table.currentIndex().row())]

    def open_at(self, queue: Queue) -> None:
        """Show the window, at one queue."""
        self.refresh()
        if queue is not None and queue not in self.model.queues:
            self.model.add(queue)
        self.table.setCurrentIndex(self.model.index(self.model.queues.index(queue), QUEUE))
        show_beside(self)
        self.table.setFocus()

    def refresh(self) -> None:
        """Show what holds now."""
        self.model.refresh()
        self._show_current()

    # -- within

    def _lay_out(self) -> None:
        deeds = QHBoxLayout()
        deeds.setSpacing(metrics.px(8))
        deeds.addWidget(self._heading, 1)
        for button in self.state_buttons.values():
            deeds.addWidget(button)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.setSpacing(metrics.px(8))
        bottom.addWidget(self.new_button)
        bottom.addWidget(self.clear_button)
        bottom.addStretch(1)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(14))
        layout.addWidget(self.table, 1)
        layout.addLayout(deeds)
        layout.addWidget(self.form)
        layout.addLayout(bottom)

    def _make_table(self) -> QTableView:
        table = _QueueTable(self)
        table.setModel(self.model)
        table.setObjectName("limitsTable")
        table.setAccessibleName(self.tr("Queues"))
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = make_plain(table)
        for column, width in ((QUEUE, 150), (RUNNING, 80), (STATE, 90), (AMOUNTS, 220), (STARTS, 190)):
            header.resizeSection(column, metrics.px(width))
        table.entered_row.connect(self.form.edits["run_limit"].setFocus)
        table.menu_requested.connect(self._show_menu)
        return table

    def _on_escape(self) -> None:
        edit = self.focusWidget()
        if isinstance(edit, LimitEdit) and edit.isModified():
            edit.take_back()
        else:
            self.close()

    def _show_menu(self, place: QPoint) -> None:
        self._menus.show(self.queue, place, self)

    def _show_current(self) -> None:
        queue = self.queue
        self._heading.setText(title_of(queue))
        self.form.show_queue(queue)
        state = self._roster.state_of(queue)
        for goal, button in self.state_buttons.items():
            button.setEnabled(goal is not state)
        has_rules = queue is not None and queue in self._roster.limits.queues
        self.clear_button.setEnabled(has_rules)

    def _on_roster_changed(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _on_change_requested(self, queue: Queue, fields: dict[str, Any], key: str) -> None:
        def refuse(error: Exception) -> None:
            problem = str(error.fields["problem"]) if isinstance(error, InvalidValueError) else str(error)
            self.form.show_problem(key, f"{problem[:1].upper()}{problem[1:]}")

        self._deeds.change(queue, fields, refuse)

    def _with_current(self, deed: Any) -> None:
        deed(self.queue)

    def _clear(self) -> None:
        if self.queue is not None:
            fields: dict[str, Any] = {"run_limit": None, "caps": {}, **msgspec.structs.asdict(Conditions())}
            fields |= dict.fromkeys(("keep_days", "keep_count", "keep_gb"))
            self._on_change_requested(self.queue, fields, "run_limit")

    def _ask_name(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("New Queue"))
        dialog.setLabelText(self.tr("A word for jobs that share a limit, such as gpu:"))
        dialog.resize(metrics.px(420), dialog.sizeHint().height())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._make_queue)
        dialog.open()

    def _make_queue(self, text: str) -> None:
        try:
            name = check_name("queue", text.strip())
        except InvalidValueError as error:
            self.form.show_problem("run_limit", str(error))
            return
        self.model.add(name)
        self.table.setCurrentIndex(self.model.index(self.model.queues.index(name), QUEUE))
        self.form.edits["run_limit"].setFocus()


class _QueueTable(QTableView):
    """Enter goes to the fields."""

    entered_row = Signal()
    menu_requested = Signal(QPoint)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered_row.emit()
        else:
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        centre = self.visualRect(self.currentIndex()).center()
        self.menu_requested.emit(self.viewport().mapToGlobal(centre) if by_key else event.globalPos())

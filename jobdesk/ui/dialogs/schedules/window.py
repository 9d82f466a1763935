"""Schedules: each as a row, and of the chosen one the next runs and what became of the last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jobdesk.core.job import Job
from jobdesk.core.timing.schedule import Schedule, next_runs
from jobdesk.ui.commands.schedule_commands import ScheduleDeeds
from jobdesk.ui.dialogs.plain_table import make_plain
from jobdesk.ui.dialogs.schedules.model import LAST, NAME, NEXT, WHEN, SchedulesModel, run_words
from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys, show_beside
from jobdesk.ui.form.preview.start_text import moments_words
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.text.job_state import state_of
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.widgets.qt import override

_REFRESH_MS: Final = 200
_CLOCK_MS: Final = 30_000
_MOST_RUNS: Final = 20
_ROLE: Final = Qt.ItemDataRole.UserRole


class SchedulesWindow(BesideWindow):
    """A window of its own, in nobody's way.

    Signals:
        job_requested: Id of a run to show.
    """

    job_requested = Signal(str)

    def __init__(
        self, jobs: JobTableModel, bridge: EngineBridge, deeds: ScheduleDeeds, icons: Icons, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._roster = jobs.roster
        self._bridge = bridge
        self._deeds = deeds
        self._icons = icons
        self.setWindowTitle(self.tr("Schedules"))
        self.model = SchedulesModel(jobs.roster, icons, self)
        self.table = self._make_table()
        self.heading = QLabel()
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setFont(metrics.offset_font(1.5, QFont.Weight.DemiBold))
        self.next = QLabel()
        self.next.setTextFormat(Qt.TextFormat.PlainText)
        self.runs = QListWidget()
        self.runs.setObjectName("waitList")
        self.runs.setAccessibleName(self.tr("Last runs"))
        self.runs.setIconSize(QSize(metrics.px(16), metrics.px(16)))
        self.runs.itemActivated.connect(lambda item: self.job_requested.emit(item.data(_ROLE)))
        self.buttons = self._make_buttons()
        self._lay_out()
        add_window_keys(self)
        QShortcut(QKeySequence.StandardKey.Undo, self, deeds.undo)
        self._timer = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._clock = QTimer(self, interval=_CLOCK_MS)
        self._clock.timeout.connect(self.refresh)
        jobs.roster_changed.connect(self._on_roster_changed)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.resize(metrics.px(900), metrics.px(580))

    @property
    def chosen(self) -> Schedule | None:
        """The schedule of the current row."""
        return self.model.schedule_at(self.table.currentIndex().row())

    def show_for_input(self) -> None:
        """Show it with the keys in the list."""
        self.refresh()
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, NAME))
        self._clock.start()
        show_beside(self)
        (self.table if self.model.rowCount() else self.buttons["new"]).setFocus()

    def refresh(self) -> None:
        """Show what holds now."""
        self.model.refresh()
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, NAME))
        self._show_current()

    # -- within

    def _make_table(self) -> QTableView:
        table = _ScheduleTable(self)
        table.setModel(self.model)
        table.setObjectName("limitsTable")
        table.setAccessibleName(self.tr("Schedules"))
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = make_plain(table)
        for column, width in ((NAME, 190), (WHEN, 240), (NEXT, 150), (LAST, 240)):
            header.resizeSection(column, metrics.px(width))
        table.edit_wanted.connect(lambda: self._do(self._deeds.edit_requested.emit))
        table.doubleClicked.connect(lambda _: self._do(self._deeds.edit_requested.emit))
        table.delete_wanted.connect(lambda: self._do(self._deeds.delete))
        return table

    def _make_buttons(self) -> dict[str, QPushButton]:
        deeds = self._deeds
        made: dict[str, QPushButton] = {}
        wanted: tuple[tuple[str, str, Callable[[], object]], ...] = (
            ("new", self.tr("&New\N{HORIZONTAL ELLIPSIS}"), lambda: deeds.edit_requested.emit(None)),
            ("edit", self.tr("&Edit\N{HORIZONTAL ELLIPSIS}"), partial(self._do, deeds.edit_requested.emit)),
            ("pause", self.tr("&Pause"), partial(self._do, self._toggle)),
            ("skip", self.tr("&Skip Next"), partial(self._do, deeds.skip)),
            ("delete", self.tr("&Delete"), partial(self._do, deeds.delete)),
        )
        for key, title, deed in wanted:
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, deed=deed: deed())
            made[key] = button
        made["skip"].setToolTip(self.tr("Leave the next run out; that it was is recorded"))
        return made

    def _lay_out(self) -> None:
        deeds = QHBoxLayout()
        deeds.setSpacing(metrics.px(8))
        deeds.addWidget(self.heading, 1)
        for key in ("edit", "pause", "skip", "delete"):
            deeds.addWidget(self.buttons[key])
        below = QGridLayout()
        below.setHorizontalSpacing(metrics.px(24))
        below.setColumnStretch(1, 1)
        for column, text in enumerate((self.tr("Next runs"), self.tr("Last runs"))):
            caption = QLabel(text)
            caption.setProperty("tone", "text3")
            below.addWidget(caption, 0, column)
        self.next.setMinimumWidth(metrics.px(170))
        below.addWidget(self.next, 1, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.runs, 1, 1)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.setSpacing(metrics.px(8))
        bottom.addWidget(self.buttons["new"])
        bottom.addStretch(1)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(14))
        layout.addWidget(self.table, 3)
        layout.addLayout(deeds)
        layout.addLayout(below, 2)
        layout.addLayout(bottom)

    def _do(self, deed: Callable[[Schedule], object]) -> None:
        schedule = self.chosen
        if schedule is not None:
            deed(schedule)

    def _toggle(self, schedule: Schedule) -> None:
        self._deeds.set_enabled(schedule, is_on=not schedule.is_enabled)

    def _show_current(self) -> None:
        schedule = self.chosen
        for key in ("edit", "pause", "skip", "delete"):
            self.buttons[key].setEnabled(schedule is not None)
        if schedule is None:
            self.heading.setText("" if self.model.rowCount() else self.tr("Nothing is scheduled"))
            self.next.clear()
            self.runs.clear()
            return
        self.heading.setText(literal(schedule.name))
        self.buttons["pause"].setText(self.tr("&Pause") if schedule.is_enabled else self.tr("&Resume"))
        self.buttons["skip"].setEnabled(schedule.next_job is not None)
        work = partial(next_runs, schedule, datetime.now(UTC))
        self._bridge.ask(work, partial(self._show_next, schedule.id))
        self._show_runs(schedule)

    def _show_next(self, schedule_id: str, moments: list[datetime]) -> None:
        schedule = self.chosen
        if schedule is not None and schedule.id == schedule_id:
            now = datetime.now(UTC)
            self.next.setText("\n".join(moments_words(moments, now)) or self.tr("None"))

    def _show_runs(self, schedule: Schedule) -> None:
        """List the runs that no longer lie ahead, the newest first; those that were left out with their reason."""
        now = datetime.now(UTC)
        runs = [run for run in self._roster.runs_of(schedule.id) if not run.is_planned and not run.deleted]
        runs.sort(key=lambda run: (run.not_before or "", run.number), reverse=True)
        current = self.runs.currentRow()
        self.runs.clear()
        for run in runs[:_MOST_RUNS]:
            self.runs.addItem(self._item(run, now))
        if not runs:
            none = QListWidgetItem(self.tr("No run yet"))
            none.setFlags(Qt.ItemFlag.NoItemFlags)
            none.setSizeHint(QSize(10, metrics.row_height()))
            self.runs.addItem(none)
        self.runs.setCurrentRow(min(max(0, current), self.runs.count() - 1) if runs else -1)

    def _item(self, run: Job, now: datetime) -> QListWidgetItem:
        state = state_of(run)
        item = QListWidgetItem(self._icons.icon(state.icon, state.token), f"#{run.number}  {run_words(run, now)}")
        item.setData(_ROLE, run.id)
        item.setSizeHint(QSize(10, metrics.row_height()))
        return item

    def _on_roster_changed(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()


class _ScheduleTable(QTableView):
    """Enter edits, Delete deletes."""

    edit_wanted = Signal()
    delete_wanted = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.edit_wanted.emit()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

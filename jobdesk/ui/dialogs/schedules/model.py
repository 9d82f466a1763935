"""Schedules as rows: name, when, next run, and what became of the last one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from jobdesk.core.job import Job, ReasonCode
from jobdesk.core.timing.schedule import Schedule
from jobdesk.core.timing.times import parse_time
from jobdesk.ui.form.preview.start_text import moment_words, trigger_text
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.job_state import state_of
from jobdesk.ui.text.plain_text import literal, tooltip
from jobdesk.ui.text.status_text import JOINT
from jobdesk.ui.text.time_text import spoken_duration
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.widgets.qt import override

_Index = QModelIndex | QPersistentModelIndex
NAME, WHEN, NEXT, LAST = range(4)


class SchedulesModel(QAbstractTableModel):
    """Schedules by name; rows keep their places where they can."""

    def __init__(self, roster: Roster, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._roster = roster
        self._icons = icons
        self.ids: list[str] = []
        self.refresh()

    def schedule_at(self, row: int) -> Schedule | None:
        """Return the schedule of a row; None if it is gone."""
        return self._roster.schedules.get(self.ids[row]) if 0 <= row < len(self.ids) else None

    def refresh(self) -> None:
        """Take what changed."""
        known = self._roster.schedules
        wanted = sorted(known, key=lambda one: (known[one].name.casefold(), known[one].made))
        for row in reversed(range(len(self.ids))):
            if self.ids[row] not in known:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self.ids[row]
                self.endRemoveRows()
        for row, schedule_id in enumerate(wanted):
            if schedule_id not in self.ids:
                self.beginInsertRows(QModelIndex(), row, row)
                self.ids.insert(row, schedule_id)
                self.endInsertRows()
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, LAST))

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.ids)

    @override
    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else LAST + 1

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Name"), self.tr("When"), self.tr("Next run"), self.tr("Last run"))[section]

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        schedule = self.schedule_at(index.row())
        if schedule is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DecorationRole and column == NAME:
            is_on = schedule.is_enabled
            return self._icons.icon("calendar-clock" if is_on else "player-pause", "sched" if is_on else "wait")
        if role == Qt.ItemDataRole.DecorationRole and column == LAST:
            last = self._roster.last_run(schedule.id)
            return None if last is None else self._icons.icon(state_of(last).icon, state_of(last).token)
        text = self._text(schedule, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headerData(column, Qt.Orientation.Horizontal)}: {text or self.tr('none')}"
        return None

    def _text(self, schedule: Schedule, column: int) -> str:
        now = datetime.now(UTC)
        if column == NAME:
            return literal(schedule.name)
        if column == WHEN:
            return trigger_text(schedule, now)
        if column == NEXT:
            moment = parse_time(schedule.next_due)
            if not schedule.is_enabled:
                return self.tr("Paused")
            if schedule.problem:
                return literal(engine_text(schedule.problem))
            return self.tr("None") if moment is None else moment_words(moment, now)
        last = self._roster.last_run(schedule.id)
        return "" if last is None else run_words(last, now)


def run_words(run: Job, now: datetime) -> str:
    """Say what became of a run: when, how, and why if it did not take place."""
    if run.reason is not None and run.reason.code in {ReasonCode.MISSED, ReasonCode.SKIPPED}:
        return literal(engine_text(run.reason.text))
    moment = run.started_at or parse_time(run.not_before)
    parts = [str(state_of(run).word)]
    if run.reason is not None and run.is_final:
        parts = [literal(engine_text(run.reason.text))]
    elif run.duration_s is not None:
        parts.append(spoken_duration(run.duration_s))
    return JOINT.join([*([moment_words(moment, now)] if moment is not None else []), *parts])

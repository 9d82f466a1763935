"""Archived jobs as rows, as many as were asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from jobdesk.core.job import Job
from jobdesk.ui.text.job_state import state_of
from jobdesk.ui.text.plain_text import literal, tooltip
from jobdesk.ui.text.status_text import Moment, job_sentence
from jobdesk.ui.text.time_text import full_text, moment_text
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.widgets.qt import override

_Index = QModelIndex | QPersistentModelIndex
NUMBER, STATE, NAME, RESULT, ENDED = range(5)
_NO_INDEX: Final = QModelIndex()


class ArchiveModel(QAbstractTableModel):
    """The rows; those that stay stay selected."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self.jobs: list[Job] = []

    def show_jobs(self, jobs: list[Job]) -> None:
        """Show these jobs and no others; what only goes on keeps its rows."""
        old, new = [job.id for job in self.jobs], [job.id for job in jobs]
        kept = 0
        while kept < min(len(old), len(new)) and old[kept] == new[kept]:
            kept += 1
        if kept < len(old):
            self.beginRemoveRows(_NO_INDEX, kept, len(old) - 1)
            del self.jobs[kept:]
            self.endRemoveRows()
        if kept < len(new):
            self.beginInsertRows(_NO_INDEX, kept, len(new) - 1)
            self.jobs += jobs[kept:]
            self.endInsertRows()

    @override
    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.jobs)

    @override
    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else ENDED + 1

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("#"), self.tr("State"), self.tr("Name"), self.tr("Result"), self.tr("Ended"))[section]

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        job, column = self.jobs[index.row()], index.column()
        if role == Qt.ItemDataRole.DecorationRole and column == STATE:
            return self._icons.icon(state_of(job).icon, state_of(job).token)
        if role == Qt.ItemDataRole.ToolTipRole and column == ENDED and job.finished_at is not None:
            return full_text(job.finished_at)
        if role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            return None
        text = self._text(job, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            title = self.tr("Number") if column == NUMBER else self.headerData(column, Qt.Orientation.Horizontal)
            return f"{title}: {text or self.tr('none')}"
        return tooltip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def _text(self, job: Job, column: int) -> str:
        now = datetime.now(UTC)
        if column == NUMBER:
            return str(job.number)
        if column == STATE:
            return str(state_of(job).word)
        if column == NAME:
            return literal(job.name)
        if column == RESULT:
            return literal(job_sentence(job, Moment(now, lambda _: [], lambda _: "")))
        return "" if job.finished_at is None else moment_text(job.finished_at, now)

"""The rows of the job table, in an order of its own.

No proxy stands between this and the view, and it is never reset: selection, focus and scroll belong to the person.
Rows lie sorted by their keys, so a row is found from its job in a few comparisons, at a hundred thousand rows too.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from jobdesk.core.job import Job
from jobdesk.ui.bridge import JobBatch
from jobdesk.ui.job_columns import COLUMN_INDEX, JOB_COLUMNS
from jobdesk.ui.job_order import JobOrder, RowKey, activity_group
from jobdesk.ui.job_sentence import Moment
from jobdesk.ui.literal import literal, tooltip
from jobdesk.ui.qt import override
from jobdesk.ui.roster import Roster

Index = QModelIndex | QPersistentModelIndex
JOB_ROLE: Final = Qt.ItemDataRole.UserRole
_DISPLAY: Final = Qt.ItemDataRole.DisplayRole
_ROLES: Final = frozenset(
    {
        int(_DISPLAY),
        int(Qt.ItemDataRole.ToolTipRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
        int(Qt.ItemDataRole.TextAlignmentRole),
        int(JOB_ROLE),
    }
)
_LAST: Final = len(JOB_COLUMNS) - 1
_PROGRESS: Final = COLUMN_INDEX["progress"]
_NO_INDEX: Final = QModelIndex()


class JobTableModel(QAbstractTableModel):
    """Jobs as rows.

    Signals:
        roster_changed: Something about the jobs as a whole changed; sent once for each batch, after the rows.
    """

    roster_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.roster = Roster()
        self._order = JobOrder()
        self._make_key = self._order.key_maker()
        self._ids: list[str] = []
        self._keys: list[RowKey] = []
        self._key_of: dict[str, RowKey] = {}
        self._last_lines: dict[str, str] = {}
        self._words: tuple[str, ...] = ()
        self._are_moves_held = False
        self._misplaced: set[str] = set()

    # -- what Qt asks

    @override
    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._ids)

    @override
    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(JOB_COLUMNS)

    @override
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        job = self.job_at(index.row())
        if role == JOB_ROLE:
            return job
        column = JOB_COLUMNS[index.column()]
        if role == _DISPLAY:
            return literal(column.text(job, self.moment()))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.accessible_text(job, self.moment())
        text = column.cell_tooltip(job) if column.cell_tooltip is not None else ""
        return tooltip(text or column.text(job, self.moment()))

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section <= _LAST:
            return None
        column = JOB_COLUMNS[section]
        if role == _DISPLAY:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(column.tooltip)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment | Qt.AlignmentFlag.AlignVCenter
        return None

    # -- asking

    @property
    def order(self) -> JobOrder:
        """How the rows are sorted."""
        return self._order

    @property
    def is_filtered(self) -> bool:
        """Whether a search keeps jobs out of the table."""
        return bool(self._words)

    def moment(self) -> Moment:
        """Return what cells depend on beside their jobs, as it is now."""
        return Moment(datetime.now(UTC), self.roster.why, self.last_line)

    def last_line(self, job_id: str) -> str:
        """Return the last line that a job wrote, as far as it was looked at."""
        return self._last_lines.get(job_id, "")

    def job_at(self, row: int) -> Job:
        """Return the job of a row."""
        job = self.roster.get(self._ids[row])
        if job is None:
            raise LookupError(f"row {row} has no job")
        return job

    def row_of(self, job_id: str) -> int | None:
        """Return the row of a job; None if it is not shown."""
        key = self._key_of.get(job_id)
        return None if key is None else bisect.bisect_left(self._keys, key)

    def begins_group(self, row: int) -> bool:
        """Whether a line divides a row from the one above it."""
        if self._order.by is not None or row <= 0 or row >= len(self._keys):
            return False
        return activity_group(self._keys[row]) != activity_group(self._keys[row - 1])

    # -- changing

    def apply(self, batch: JobBatch) -> None:
        """Take what happened: values at once, places as soon as the person's hands are off the table."""
        is_line_changed = False
        changed: list[tuple[Job, Job]] = []
        added: list[Job] = []
        for job_id in batch.removed:
            is_line_changed |= self._remove(job_id)
        for job in batch.jobs.values():
            old = self.roster.get(job.id)
            is_line_changed |= self.roster.put(job)
            if old is None:
                added.append(job)
            elif old is not job:
                changed.append((old, job))
        moment = self.moment()
        self._insert([job for job in added if self._fits(job)], moment)
        for old, job in changed:
            self._change(old, job, moment)
        if not self._are_moves_held:
            self._place_misplaced()
        if is_line_changed:
            self._tell_changed(self.roster.waiting_ids(), _PROGRESS, _PROGRESS)
        self.roster_changed.emit()

    def set_run_limit(self, run_limit: int) -> None:
        """Take how many jobs may run at once, which is part of why others wait."""
        if run_limit != self.roster.run_limit:
            self.roster.run_limit = run_limit
            self._tell_changed(self.roster.waiting_ids(), _PROGRESS, _PROGRESS)

    def set_last_lines(self, lines: dict[str, str]) -> None:
        """Take what jobs wrote last."""
        changed = [job_id for job_id, line in lines.items() if self._last_lines.get(job_id) != line]
        self._last_lines |= lines
        self._tell_changed(changed, _PROGRESS, _PROGRESS)

    def set_moves_held(self, are_held: bool) -> None:
        """Keep every row in its place while the person points at one, and catch up afterwards."""
        self._are_moves_held = are_held
        if not are_held:
            self._place_misplaced()

    def sort_as(self, order: JobOrder) -> None:
        """Order the rows anew; selection and current row stay with their jobs."""
        self._order = order
        self._make_key = order.key_maker()
        moment = self.moment()
        self._arrange([(self._make_key(job, moment), job.id) for job in self._shown_jobs()])

    def search(self, text: str) -> None:
        """Show only jobs in whose name, command or tags each word of a text occurs."""
        self._words = tuple(text.casefold().split())
        moment = self.moment()
        fitting = {job.id for job in self.roster.all() if self._fits(job)}
        for row in range(len(self._ids) - 1, -1, -1):
            if self._ids[row] not in fitting:
                self._take_out(row)
        self._insert([job for job in self.roster.all() if job.id in fitting - self._key_of.keys()], moment)

    # -- within

    def _shown_jobs(self) -> Iterable[Job]:
        return (self.job_at(row) for row in range(len(self._ids)))

    def _fits(self, job: Job) -> bool:
        if not self._words:
            return True
        haystack = f"#{job.number} {job.name} {' '.join(job.tags)} {bytes(job.raw_config).decode()}".casefold()
        return all(word in haystack for word in self._words)

    def _change(self, old: Job, job: Job, moment: Moment) -> None:
        if job.id not in self._key_of:
            if self._fits(job):
                self._insert([job], moment)
            return
        if self._make_key(job, moment) != self._key_of[job.id]:
            self._misplaced.add(job.id)
        if job.is_final and not old.is_final:
            # What it wrote while it ran is no reason for its end; a failed job's last line is read anew.
            self._last_lines.pop(job.id, None)
        first, last = 0, _LAST
        if old.status is job.status and old.cancelled == job.cancelled and old.reason == job.reason:
            texts = [column.text(old, moment) != column.text(job, moment) for column in JOB_COLUMNS]
            if not any(texts):
                return
            first, last = texts.index(True), _LAST - texts[::-1].index(True)
        self._tell_changed([job.id], first, last)

    def _insert(self, jobs: list[Job], moment: Moment) -> None:
        """Insert rows, neighbours together."""
        entries = sorted((self._make_key(job, moment), job.id) for job in jobs)
        position_of: Callable[[tuple[RowKey, str]], int] = lambda entry: bisect.bisect_left(self._keys, entry[0])  # noqa: E731
        placed = [(position_of(entry), entry) for entry in entries]
        shift = 0
        for position, group in itertools.groupby(placed, key=lambda item: item[0]):
            run = [entry for _, entry in group]
            row = position + shift
            self.beginInsertRows(_NO_INDEX, row, row + len(run) - 1)
            self._keys[row:row] = [key for key, _ in run]
            self._ids[row:row] = [job_id for _, job_id in run]
            self._key_of.update({job_id: key for key, job_id in run})
            self.endInsertRows()
            shift += len(run)

    def _remove(self, job_id: str) -> bool:
        row = self.row_of(job_id)
        if row is not None:
            self._take_out(row)
        self._last_lines.pop(job_id, None)
        return self.roster.remove(job_id)

    def _take_out(self, row: int) -> None:
        self.beginRemoveRows(_NO_INDEX, row, row)
        del self._keys[row]
        job_id = self._ids.pop(row)
        del self._key_of[job_id]
        self._misplaced.discard(job_id)
        self.endRemoveRows()

    def _place_misplaced(self) -> None:
        misplaced, self._misplaced = self._misplaced, set()
        moment = self.moment()
        for job_id in misplaced:
            job = self.roster.get(job_id)
            if job is not None and job_id in self._key_of:
                self._move(job, self._make_key(job, moment))

    def _move(self, job: Job, key: RowKey) -> None:
        row = bisect.bisect_left(self._keys, self._key_of[job.id])
        target = bisect.bisect_left(self._keys, key)
        if target in {row, row + 1}:
            self._keys[row] = self._key_of[job.id] = key
            return
        # The new key is put in between begin and end: until then rows are looked up by the old ones.
        self.beginMoveRows(_NO_INDEX, row, row, _NO_INDEX, target)
        del self._keys[row], self._ids[row]
        target -= target > row
        self._keys.insert(target, key)
        self._ids.insert(target, job.id)
        self._key_of[job.id] = key
        self.endMoveRows()

    def _arrange(self, entries: list[tuple[RowKey, str]]) -> None:
        """Put all rows into another order, and tell where each of those that somebody holds went."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        held_ids = [self._ids[index.row()] for index in held]
        entries.sort()
        self._keys = [key for key, _ in entries]
        self._ids = [job_id for _, job_id in entries]
        self._key_of = {job_id: key for key, job_id in entries}
        self._misplaced.clear()
        moved = [
            self.index(bisect.bisect_left(self._keys, self._key_of[job_id]), index.column())
            for index, job_id in zip(held, held_ids, strict=True)
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def _tell_changed(self, job_ids: Iterable[str], first: int, last: int) -> None:
        """Send one `dataChanged` for each run of neighbouring rows."""
        rows = sorted(row for job_id in job_ids if (row := self.row_of(job_id)) is not None)
        roles = [
            int(_DISPLAY),
            int(JOB_ROLE),
            int(Qt.ItemDataRole.ToolTipRole),
            int(Qt.ItemDataRole.AccessibleTextRole),
        ]
        for _, group in itertools.groupby(enumerate(rows), key=lambda item: item[1] - item[0]):
            run = [row for _, row in group]
            self.dataChanged.emit(self.index(run[0], first), self.index(run[-1], last), roles)

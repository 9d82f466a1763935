"""The rows of the job table, in an order of its own.

No proxy stands between this and the view, and it is never reset: selection, focus and scroll belong to the person.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QObject,
    Qt,
    QTimer,
    Signal,
)

from jobdesk.core.events import QueueLooked
from jobdesk.core.job import Job
from jobdesk.core.redaction import mask_job_text
from jobdesk.ui.commands.preconditions import against_moving
from jobdesk.ui.filters.job_filter import JobFilter
from jobdesk.ui.filters.search_index import Haystacks
from jobdesk.ui.model.bridge import JobBatch
from jobdesk.ui.table.columns import COLUMN_INDEX, JOB_COLUMNS, USE_COLUMNS
from jobdesk.ui.table.order import JobOrder
from jobdesk.ui.table.sorted_rows import JOB_ROLE, TEXT_ROLES, Index, JobPlaces
from jobdesk.ui.text.plain_text import literal, tooltip
from jobdesk.ui.widgets.qt import override

if TYPE_CHECKING:
    from jobdesk.core.timing.schedule import Schedule
    from jobdesk.engine.execution.usage import Use

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
_LAST_LINE: Final = COLUMN_INDEX["last_line"]
_PREPARED_AT_ONCE: Final = 1000
_FEW: Final = 1000


class JobTableModel(JobPlaces):
    """Jobs as rows.

    Signals:
        roster_changed: Something about the jobs as a whole changed; sent once for each batch, after the rows.
    """

    roster_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._haystacks = Haystacks(self.roster)
        self._filter = JobFilter()
        self._are_moves_held = False
        self._preparing = QTimer(self)
        self._preparing.setInterval(0)
        self._preparing.timeout.connect(self._on_idle)
        self.history.found.connect(self._tell_progress_changed)

    # -- what Qt asks

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
    def filter(self) -> JobFilter:
        """Which jobs are shown."""
        return self._filter

    @property
    def is_filtered(self) -> bool:
        """Whether a choice or a search keeps jobs out of the table."""
        return not self._filter.is_empty

    def count_tops(self) -> int:
        """Return how many jobs have a row; tasks stand below their array and are not counted."""
        return self.rowCount() - sum(job_id in self._shown for job_id in self.tasks.tasks_of_open())

    def is_leaving(self, row: int) -> bool:
        """Whether a row does not fit any more, and only stays until the person's hands are off it."""
        return bool(self._leaving) and self._ids[row] in self._leaving

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self._order.by is None and against_moving(self.job_at(index.row())) is None:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    # -- changing

    def apply(self, batch: JobBatch) -> None:
        """Take what happened: values at once, places as soon as the person's hands are off the table."""
        is_line_changed = False
        changed: list[tuple[Job, Job]] = []
        added: list[Job] = []
        self._take_out_all(list(batch.removed))
        for job_id in self._tasks_first(batch.removed):
            is_line_changed |= self._remove(job_id)
        for job in batch.jobs.values():
            old = self.roster.get(job.id)
            if old is not None and old is not job and job.id in self._shown and job.id not in self._old_keys:
                self._old_keys[job.id] = self._own_key(old)
            is_line_changed |= self.roster.put(job)
            self._haystacks.put(old, job)
            self.history.put(old, job)
            if old is None:
                added.append(job)
            elif old is not job:
                changed.append((old, job))
        if not self._haystacks.is_ready:
            self._preparing.start()
        self._moment = self.moment()
        self._insert([job for job in added if self._shows_first(job)])
        self._take_changes(changed)
        if not self._are_moves_held:
            self._place_misplaced()
        if is_line_changed:
            self._tell_reasons_changed()
        self.roster_changed.emit()

    def set_run_limit(self, run_limit: int) -> None:
        """Take how many jobs may run at once, which is part of why others wait."""
        if run_limit != self.roster.run_limit:
            self.roster.run_limit = run_limit
            self.roster_changed.emit()
            self._tell_reasons_changed()

    def set_looked(self, looked: QueueLooked) -> None:
        """Take limits, pauses and the machine, which are part of why jobs wait."""
        if self.roster.look(looked):
            self.roster_changed.emit()
            self._tell_reasons_changed()

    def set_starts(self, starts: dict[str, datetime]) -> None:
        """Take when jobs that wait will start, as far as that can be told."""
        self._starts = starts
        self._tell_reasons_changed()

    def put_schedule(self, schedule: Schedule) -> None:
        """Take a schedule as it is now: its next run says how it goes on."""
        self.roster.schedules[schedule.id] = schedule
        self._tell_changed([schedule.next_job] if schedule.next_job is not None else [], _PROGRESS, _PROGRESS)
        self.roster_changed.emit()

    def remove_schedule(self, schedule_id: str) -> None:
        """Take that a schedule is gone."""
        self.roster.schedules.pop(schedule_id, None)
        self.roster_changed.emit()

    def set_last_lines(self, lines: dict[str, str]) -> None:
        """Take what jobs wrote last; their secrets are masked."""
        jobs = {job_id: self.roster.get(job_id) for job_id in lines}
        lines = {job_id: mask_job_text(job, lines[job_id]) for job_id, job in jobs.items() if job is not None}
        changed = [job_id for job_id, line in lines.items() if self._last_lines.get(job_id) != line]
        self._last_lines |= lines
        for job_id in changed:
            self._haystacks.put_line(job_id, lines[job_id])
        self._tell_changed(changed, _PROGRESS, _PROGRESS)
        self._tell_changed(changed, _LAST_LINE, _LAST_LINE)

    def set_uses(self, uses: dict[str, Use]) -> None:
        """Take what was seen of running jobs, in place of all that was seen of them before."""
        changed = {job_id for job_id in self._uses | uses if self._uses.get(job_id) != uses.get(job_id)}
        if any(part is not None and part.column in USE_COLUMNS for part in (self._order.by, self._order.then_by)):
            for job_id in (changed & self._shown.keys()) - self._old_keys.keys():
                self._old_keys[job_id] = self._own_key(self.roster.known(job_id))
        self._uses = uses
        places = [COLUMN_INDEX[key] for key in USE_COLUMNS]
        self._tell_changed(changed, min(places), max(places))
        if not self._are_moves_held:
            self._place_misplaced()

    def set_moves_held(self, are_held: bool) -> None:
        """Keep every row in its place while the person points at one, and catch up afterwards."""
        self._are_moves_held = are_held
        if not are_held:
            self._place_misplaced()

    def hold_jobs(self, job_ids: Iterable[str]) -> None:
        """Let some rows stay though they do not fit any more: those that are selected or current."""
        self._held_ids = frozenset(job_ids)
        if self._leaving and not self._are_moves_held:
            self._let_leave()

    def sort_as(self, order: JobOrder) -> None:
        """Order the rows anew; selection and current row stay with their jobs."""
        self._order = order
        self._make_key = order.key_maker()
        self._moment = self.moment()
        self._sort()

    def show_only(self, job_filter: JobFilter) -> None:
        """Show only jobs that fit a choice and a search."""
        self._filter = job_filter
        self._leaving.clear()
        self._moment = self.moment()
        if job_filter.query.is_empty:
            found = list(self.roster.all())
        else:
            found = self._jobs_of(self._haystacks.matching(job_filter.query))
        if job_filter.facets or job_filter.logs is not None or self.roster.count_kept != len(self.roster):
            found = [job for job in found if job_filter.fits(job)]
        is_search = not job_filter.query.is_empty or job_filter.logs is not None
        found = self.tasks.choose(found, is_filtered=not job_filter.is_empty, is_search=is_search)
        self._show([job.id for job in self.tasks.sorted(found, self._order, self._moment)])

    def expect_search(self) -> None:
        """Prepare for a search while nothing else is to do: somebody has begun to type one."""
        self._haystacks.expect_search()
        self._preparing.start()

    def search(self, text: str) -> None:
        """Show only jobs that a search finds, among those that were chosen."""
        self.show_only(self._filter.with_text(text))

    # -- arrays

    def set_open(self, array_id: str, *, is_open: bool) -> None:
        """Show the tasks of an array below it, or hide them."""
        job, row = self.roster.get(array_id), self.row_of(array_id)
        if job is None or not job.is_array or row is None or self.tasks.is_open(array_id) is is_open:
            return
        self._moment = self.moment()
        if is_open:
            self.tasks.set_open(array_id, is_open=True)
            shown = self.tasks.tasks_to_show(
                array_id, is_filtered=self.is_filtered, order=self._order, moment=self._moment
            )
            self._put_in(row + 1, shown)
        else:
            last = self._last_below(row)
            if last > row:
                self._take_out(row + 1, last)
            self.tasks.set_open(array_id, is_open=False)
        self._tell_changed([array_id], 0, _LAST)

    def reveal(self, job_id: str) -> None:
        """Open the array of a task, so that the task has a row."""
        job = self.roster.get(job_id)
        parent = None if job is None else self.tasks.parent_of(job)
        if parent is not None:
            self.set_open(parent, is_open=True)

    def _tasks_first(self, job_ids: Iterable[str]) -> list[str]:
        return sorted(job_ids, key=lambda job_id: (job := self.roster.get(job_id)) is None or job.parent is None)

    def _shows_first(self, job: Job) -> bool:
        """Tell whether a job that is new has a row; the array of a task may get one by it."""
        return self._note(job, fits=self._fits(job)) and self.tasks.can_show(job)

    def _note(self, job: Job, *, fits: bool) -> bool:
        """Keep whether a job fits; what a task does to its array is seen to."""
        if self.is_filtered and job.parent is not None:
            array = self.tasks.note(job, fits=fits)
            if array is not None:
                self._refit(self.roster.known(array))
        return fits

    def _refit(self, array: Job) -> None:
        """Show an array, or let it leave, by what its tasks are now."""
        fits = self._fits(array)
        if array.id not in self._shown:
            if fits:
                self._insert([array])
        elif fits:
            self._leaving.pop(array.id, None)
        else:
            self._leaving[array.id] = None

    # -- within

    def _jobs_of(self, job_ids: Iterable[str]) -> list[Job]:
        return [job for job in map(self.roster.get, job_ids) if job is not None]

    def _fits(self, job: Job) -> bool:
        query = self._filter.query
        if self._filter.fits(job) and (query.is_empty or query.fits(job, self._haystacks.of(job.id))):
            return True
        return job.is_array and bool(job.deleted) is self._filter.shows_trash and self.tasks.has_found(job.id)

    def _on_idle(self) -> None:
        self._haystacks.prepare(_PREPARED_AT_ONCE)
        if self._haystacks.is_ready:
            self._preparing.stop()

    def _take_changes(self, changed: list[tuple[Job, Job]]) -> None:
        come: list[Job] = []
        gone: list[str] = []
        told: dict[tuple[int, int], list[str]] = {}
        for old, job in changed:
            fits = self._note(job, fits=self._fits(job))
            if job.id not in self._shown:
                come += [job] if fits and self.tasks.can_show(job) else []
            elif not fits and bool(job.deleted) is not bool(old.deleted):
                # Somebody put it elsewhere, which is to be seen to have worked.
                gone.append(job.id)
            elif (columns := self._change(old, job, fits=fits)) is not None:
                told.setdefault(columns, []).append(job.id)
        for (first, last), job_ids in told.items():
            self._tell_changed(job_ids, first, last)
        self._take_out_all(gone)
        self._insert([job for job in come if job.id not in self._shown])

    def _change(self, old: Job, job: Job, *, fits: bool) -> tuple[int, int] | None:
        """Take the change of a job that is shown; return the first and the last column that are others by it."""
        if fits:
            self._leaving.pop(job.id, None)
        else:
            self._leaving[job.id] = None
        if job.started is None or job.is_final:
            self._uses.pop(job.id, None)  # Of the attempt before, if it waits for another.
        if job.is_final and not old.is_final:
            # What it wrote while it ran is no reason for its end; a failed job's last line is read anew.
            self._last_lines.pop(job.id, None)
            self._estimates.forget(job.id)
        first, last = 0, _LAST
        if fits and old.status is job.status and old.cancelled == job.cancelled and old.reason == job.reason:
            changes = [column.is_changed(old, job) for column in JOB_COLUMNS]
            if not any(changes):
                return None
            first, last = changes.index(True), _LAST - changes[::-1].index(True)
        return first, last

    def _remove(self, job_id: str) -> bool:
        job, row = self.roster.get(job_id), self.row_of(job_id)
        if row is not None:
            self._take_out(row, self._last_below(row))
        array = None if job is None else self.tasks.forget(job)
        if array is not None:
            self._refit(self.roster.known(array))
        self._last_lines.pop(job_id, None)
        self._haystacks.remove(job_id)
        self._estimates.forget(job_id)
        return self.roster.remove(job_id)

    def _tell_reasons_changed(self) -> None:
        """Tell that those who wait do so for other reasons now."""
        waiting = self.roster.waiting_ids()
        if len(waiting) <= _FEW:
            self._tell_changed(waiting, _PROGRESS, _PROGRESS)
        else:
            # All at once: where each of ten thousand waiting jobs lies is not worth looking up.
            self._tell_progress_changed()

    def _tell_progress_changed(self) -> None:
        if self._ids:
            self.dataChanged.emit(self.index(0, _PROGRESS), self.index(len(self._ids) - 1, _PROGRESS), TEXT_ROLES)

"""Where the rows of the job table lie: sorted, each found from its job in a few comparisons, and moved one by one.

Keys are made when they are compared and not kept: sorting plain values all at once costs a tenth of making and sorting
a key for each row.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from jobdesk.core.job import Job
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.model.run_history import RunHistory
from jobdesk.ui.table.columns import JOB_COLUMNS
from jobdesk.ui.table.order import JobOrder, RowKey, activity_group
from jobdesk.ui.table.task_rows import TaskRows
from jobdesk.ui.text.progress_text import SteadyEstimates
from jobdesk.ui.text.status_text import Moment
from jobdesk.ui.widgets.qt import override

if TYPE_CHECKING:
    from jobdesk.engine.execution.usage import Use

Index = QModelIndex | QPersistentModelIndex
JOB_ROLE: Final = Qt.ItemDataRole.UserRole
TEXT_ROLES: Final = [
    int(Qt.ItemDataRole.DisplayRole),
    int(JOB_ROLE),
    int(Qt.ItemDataRole.ToolTipRole),
    int(Qt.ItemDataRole.AccessibleTextRole),
]
_NO_INDEX: Final = QModelIndex()
_MOST_RUNS: Final = 30
_FEW: Final = 1000
_FEW_LOOK_UPS: Final = 100
_MOVE_ROWS: Final = 120
"""How many rows are sorted in the time in which one is moved."""
_MOVE_ROWS_PER_HELD: Final = 100
"""How many more with each row that is selected: at a move, Qt asks where each of its cells goes, here only where it."""
_LEAST_SORTED: Final = 500
_BY_ROWS: Final = QAbstractTableModel.LayoutChangeHint.VerticalSortHint
_WITH_HINT: Final = "QList<QPersistentModelIndex>,QAbstractItemModel::LayoutChangeHint"


class JobPlaces(QAbstractTableModel):
    """The rows and their order; which jobs have a row, its heir decides."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.roster = Roster()
        self.tasks = TaskRows(self.roster)
        self.history = RunHistory(self.roster, self)
        # Of jobs that were asked to stop; None while it is not known.
        self.graces: dict[str, float | None] = {}
        self.is_to_stop: Callable[[str], bool] = lambda _: False
        self._starts: dict[str, datetime] = {}
        self._order = JobOrder()
        self._make_key = self._order.key_maker()
        self._ids: list[str] = []
        self._shown: dict[str, None] = {}  # A set of as many takes more than twice the memory.
        # The keys of rows whose jobs have changed since they were put in their places.
        self._old_keys: dict[str, RowKey] = {}
        # Jobs that do not fit any more and still show, dimmed, because a hand is on them.
        self._leaving: dict[str, None] = {}
        self._held_ids: frozenset[str] = frozenset()
        self._last_lines: dict[str, str] = {}
        self._uses: dict[str, Use] = {}
        self._estimates = SteadyEstimates()
        self._moment = self.moment()

    @override
    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._ids)

    @override
    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(JOB_COLUMNS)

    # -- asking

    @property
    def order(self) -> JobOrder:
        """How the rows are sorted."""
        return self._order

    def moment(self) -> Moment:
        """Return what cells depend on beside their jobs, as it is now."""
        return Moment(
            datetime.now(UTC),
            self.roster.blockers,
            self.last_line,
            self.roster.get,
            self._estimates.finishes,
            self.roster.schedule_of,
            self.roster.last_run,
            self.history.usual,
            self.graces.get,
            self.use_of,
            starts=self._starts.get,
            is_to_stop=self.is_to_stop,
        )

    def last_line(self, job_id: str) -> str:
        """Return the last line that a job wrote, as far as it was looked at."""
        return self._last_lines.get(job_id, "")

    def use_of(self, job_id: str) -> Use | None:
        """Return what a running job uses, as far as it was looked at."""
        return self._uses.get(job_id)

    def job_at(self, row: int) -> Job:
        """Return the job of a row."""
        job = self.roster.get(self._ids[row])
        if job is None:
            raise LookupError(f"row {row} has no job")
        return job

    def jobs_in(self, first: int, last: int) -> list[Job]:
        """Return the jobs of some rows that follow each other."""
        return self.roster.known_of(self._ids[first : last + 1])

    def row_of(self, job_id: str) -> int | None:
        """Return the row of a job; None if it is not shown."""
        if job_id not in self._shown:
            return None
        row = bisect.bisect_left(self._ids, self._key_of(job_id), key=self._key_of)
        if row < len(self._ids) and self._ids[row] == job_id:
            return row
        # By a column that goes with the clock, rows drift out of order between two sorts.
        return self._ids.index(job_id)

    def _rows_of(self, job_ids: list[str]) -> list[int]:
        """Return the rows of jobs, sorted; jobs that are not shown are passed over."""
        if len(job_ids) > _FEW_LOOK_UPS:
            wanted = set(job_ids)
            return [row for row, job_id in enumerate(self._ids) if job_id in wanted]
        return sorted(row for job_id in job_ids if (row := self.row_of(job_id)) is not None)

    def begins_group(self, row: int) -> bool:
        """Whether a line divides a row from the one above it."""
        if self._order.by is not None or row <= 0 or row >= len(self._ids):
            return False
        return activity_group(self._key_of(self._ids[row])) != activity_group(self._key_of(self._ids[row - 1]))

    def queue_rows(self) -> range:
        """Return the rows that can be put into another order by hand: the queue, where rows lie in run order."""
        if self._order.by is not None:
            return range(0)
        rows = [row for job_id in self.roster.line() if (row := self.row_of(job_id)) is not None]
        return range(min(rows), self._last_below(max(rows)) + 1) if rows else range(0)

    # -- keys

    def _key_of(self, job_id: str) -> RowKey:
        """Return the key by which a row lies where it lies."""
        job, own = self.roster.known(job_id), self._old_keys.get(job_id)
        return self._whole_key(job, self._own_key(job) if own is None else own)

    def _own_key(self, job: Job) -> RowKey:
        if job.parent is None:
            return self._make_key(job, self._moment)
        return self.tasks.own_key(job, self._make_key, self._order, self._moment)

    def _whole_key(self, job: Job, own: RowKey) -> RowKey:
        """Return the key by which a row lies: a task's begins as its array's, so that it lies right below."""
        parent = None if job.parent is None else self.tasks.parent_of(job)
        return own if parent is None else (*self._key_of(parent), *own)

    def _last_below(self, row: int) -> int:
        """Return the last row of what belongs to a row: its tasks, or itself."""
        array_id = self._ids[row]
        if not self.tasks.is_open(array_id):
            return row
        last = row
        while last + 1 < len(self._ids) and self.roster.known(self._ids[last + 1]).parent == array_id:
            last += 1
        return last

    # -- changing places

    def _insert(self, jobs: list[Job]) -> None:
        """Insert rows, neighbours together."""
        new = self.tasks.sorted(jobs, self._order, self._moment)
        if not self._ids and new:
            self._append([job.id for job in new])
            return
        keys = [self._whole_key(job, self._own_key(job)) for job in new]
        positions = [bisect.bisect_left(self._ids, key, key=self._key_of) for key in keys]
        if positions != sorted(positions):
            # By a column that goes with the clock, what is there already may have drifted.
            positions = list(itertools.accumulate(positions, max))
        shift = 0
        for position, group in itertools.groupby(zip(positions, new, strict=True), key=lambda item: item[0]):
            run = [job.id for _, job in group]
            self._put_in(position + shift, run)
            shift += len(run)

    def _append(self, job_ids: list[str]) -> None:
        self._put_in(len(self._ids), job_ids)

    def _put_in(self, row: int, job_ids: list[str]) -> None:
        if job_ids:
            self.beginInsertRows(_NO_INDEX, row, row + len(job_ids) - 1)
            self._ids[row:row] = job_ids
            for job_id in job_ids:
                self._shown[job_id] = None
            self.endInsertRows()

    def _take_out(self, first: int, last: int) -> None:
        self.beginRemoveRows(_NO_INDEX, first, last)
        gone = self._ids[first : last + 1]
        del self._ids[first : last + 1]
        if len(gone) > len(self._ids):
            self._shown = dict.fromkeys(self._ids)
        else:
            for job_id in gone:
                del self._shown[job_id]
        for kept in (self._leaving, self._old_keys):
            if kept:
                for job_id in gone:
                    kept.pop(job_id, None)
        self.endRemoveRows()

    def _take_out_all(self, job_ids: list[str]) -> None:
        """Remove rows, and what belongs to them, neighbours together."""
        rows = dict.fromkeys(below for row in self._rows_of(job_ids) for below in range(row, self._last_below(row) + 1))
        for first, last in reversed(_runs_of(list(rows))):
            self._take_out(first, last)

    def _move(self, job_id: str, key: RowKey) -> None:
        row = self.row_of(job_id)
        if row is None:
            return
        last = self._last_below(row)
        target = bisect.bisect_left(self._ids, key, key=self._key_of)
        if row <= target <= last + 1:
            return
        # Until the end of the move the row is looked up by its old key, and an array's tasks by that.
        self.beginMoveRows(_NO_INDEX, row, last, _NO_INDEX, target)
        moved = self._ids[row : last + 1]
        del self._ids[row : last + 1]
        place = target - len(moved) if target > row else target
        self._ids[place:place] = moved
        self._old_keys.pop(job_id, None)
        self.endMoveRows()

    def _show(self, job_ids: list[str]) -> None:
        """Show other jobs, in order: those that go leave in few pieces, and those that come arrive in one."""
        stay = [job_id for job_id in job_ids if job_id in self._shown]
        runs: list[tuple[int, int]] = []
        if len(stay) < len(self._ids):
            wanted = set(stay)
            gone = len(self._ids) - len(stay)
            if gone <= _FEW:
                runs = _runs_of([row for row, job_id in enumerate(self._ids) if job_id not in wanted])
            if not runs or len(runs) > _MOST_RUNS:
                # Those that go are brought together first, so that they can go in one piece.
                self._arrange(stay + [job_id for job_id in self._ids if job_id not in wanted])
                runs = [(len(stay), len(self._ids) - 1)]
        for first, last in reversed(runs):
            self._take_out(first, last)
        self._append([job_id for job_id in job_ids if job_id not in self._shown])
        if self._ids != job_ids:
            self._arrange(job_ids)

    def _place_misplaced(self) -> None:
        """Put rows where they belong by now, and let go of those that nobody holds."""
        self._let_leave()
        if self._is_sorted_sooner(len(self._old_keys)) and self._is_sorted_sooner(self._count_misplaced()):
            self._sort()
            return
        for job_id in list(self._old_keys):
            old = self._old_keys[job_id]
            job = self.roster.known(job_id)
            key = self._own_key(job)
            if key != old:
                self._move(job_id, self._whole_key(job, key))
            self._old_keys.pop(job_id, None)

    def _let_leave(self) -> None:
        self._take_out_all(list(self._leaving.keys() - self._held_ids))

    def _count_misplaced(self) -> int:
        known, own_key = self.roster.known, self._own_key
        return sum(own_key(known(job_id)) != old for job_id, old in self._old_keys.items())

    def _is_sorted_sooner(self, moves: int) -> bool:
        """Whether to sort all rows takes less time than to move some of them."""
        cost = moves * (_MOVE_ROWS + _MOVE_ROWS_PER_HELD * len(self._held_ids))
        return cost > max(_LEAST_SORTED, len(self._ids))

    def _sort(self) -> None:
        """Put all rows where they belong, in one step."""
        jobs = self.roster.all() if len(self._ids) == len(self.roster) else map(self.roster.known, self._ids)
        self._arrange([job.id for job in self.tasks.sorted(list(jobs), self._order, self._moment)])

    def _arrange(self, job_ids: list[str]) -> None:
        """Put all rows into another order, and tell where each of those that somebody holds went."""
        self.layoutAboutToBeChanged[_WITH_HINT].emit([], _BY_ROWS)  # type: ignore[index]
        held = self.persistentIndexList()
        held_ids = [self._ids[index.row()] for index in held]
        self._ids = job_ids
        self._old_keys.clear()
        if held:
            row_of = {job_id: row for row, job_id in enumerate(job_ids)}
            moved = [
                self.createIndex(row_of[job_id], index.column()) for index, job_id in zip(held, held_ids, strict=True)
            ]
            self.changePersistentIndexList(held, moved)
        self.layoutChanged[_WITH_HINT].emit([], _BY_ROWS)  # type: ignore[index]

    def _tell_changed(self, job_ids: Iterable[str], first: int, last: int) -> None:
        """Send one `dataChanged` for each run of neighbouring rows."""
        for begin, end in _runs_of(self._rows_of(list(job_ids))):
            self.dataChanged.emit(self.index(begin, first), self.index(end, last), TEXT_ROLES)


def _runs_of(rows: list[int]) -> list[tuple[int, int]]:
    """Return the runs of neighbours among sorted rows, as first and last."""
    runs = []
    for _, group in itertools.groupby(enumerate(rows), key=lambda item: item[1] - item[0]):
        run = [row for _, row in group]
        runs.append((run[0], run[-1]))
    return runs

"""How rows are ordered: the keys by which the table sorts, made so that plain tuples compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.queue import run_order
from jobdesk.ui.job_columns import COLUMN_INDEX, JOB_COLUMNS, SortKey
from jobdesk.ui.job_sentence import Moment

RowKey = tuple[Any, ...]
_LAST_CHARACTER: Final = chr(0x10FFFF)
_MOST_KEY_CHARACTERS: Final = 100
_RUNNING, _QUEUED, _HELD, _ENDED = range(4)


@dataclass(frozen=True)
class SortBy:
    """One column to sort by, and whether the largest comes first."""

    column: str
    is_descending: bool = False


@dataclass(frozen=True)
class JobOrder:
    """The order of the table: "Activity" while no column is chosen, else that column, then the one before."""

    by: SortBy | None = None
    then_by: SortBy | None = None

    def clicked(self, column: str) -> JobOrder:
        """Return the order after a click on a column's header: rising, falling, then Activity again."""
        if self.by is None or self.by.column != column:
            return JobOrder(SortBy(column), self.by)
        if not self.by.is_descending:
            return JobOrder(SortBy(column, is_descending=True), self.then_by)
        return JobOrder()

    def key_maker(self) -> Callable[[Job, Moment], RowKey]:
        """Return what makes a row's key; the job's number ends each, so that no two are equal."""
        if self.by is None:
            return activity_key
        parts = [self.by] if self.then_by is None else [self.by, self.then_by]
        getters = [(JOB_COLUMNS[COLUMN_INDEX[part.column]].sort_key, part.is_descending) for part in parts]

        def key(job: Job, moment: Moment) -> RowKey:
            return (*(_comparable(get(job, moment), is_falling) for get, is_falling in getters), job.number)

        return key


def activity_key(job: Job, _: Moment) -> RowKey:
    """Order by what matters now: running, queued as they will run, held, then ended, the newest first."""
    if job.status is JobStatus.RUNNING:
        return (_RUNNING, job.number)
    if job.status is JobStatus.QUEUED:
        return (_HELD if job.is_held else _QUEUED, *run_order(job))
    finished = job.finished_at
    return (_ENDED, -finished.timestamp() if finished is not None else 0.0, -job.number)


def activity_group(key: RowKey) -> int:
    """Return which group of the Activity order a key belongs to; a line divides the groups."""
    return _QUEUED if key[0] == _HELD else int(key[0])


def _comparable(value: SortKey, is_descending: bool) -> RowKey:
    if value is None:
        return (1, 0)
    if isinstance(value, str):
        cut = value[:_MOST_KEY_CHARACTERS]
        return (0, _mirrored(cut) if is_descending else cut)
    return (0, -value if is_descending else value)


def _mirrored(text: str) -> str:
    """Turn a text into one that sorts the other way round."""
    return "".join([chr(0x10FFFF - ord(character)) for character in text]) + _LAST_CHARACTER

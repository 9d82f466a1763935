"""How rows are ordered: all at once by passes of a plain sort, and one among others by a key that compares alike."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final

import msgspec

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.queue import run_order
from jobdesk.ui.table.columns import COLUMN_INDEX, JOB_COLUMNS
from jobdesk.ui.text.job_state import is_kept_back, state_group
from jobdesk.ui.text.status_text import Moment

RowKey = tuple[Any, ...]
_NUMBER: Final = attrgetter("number")
_NEEDS, _RUNNING, _QUEUED, _HELD, _SCHEDULED, _ENDED = range(6)


class SortBy(msgspec.Struct, frozen=True):
    """One column to sort by, and whether the largest comes first."""

    column: str
    is_descending: bool = False


class JobOrder(msgspec.Struct, frozen=True):
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

    def sorted(self, jobs: list[Job], moment: Moment) -> list[Job]:
        """Return jobs in this order: the values are taken once, and plain values are what sorts fast."""
        if self.by is None:
            return _by_activity(jobs)
        ordered = sorted(jobs, key=_NUMBER)
        for part in (self.then_by, self.by):
            if part is not None:
                ordered = _sorted_by(ordered, part, moment)
        return ordered

    def key_maker(self) -> Callable[[Job, Moment], RowKey]:
        """Return what makes one row's key, which compares as `sorted` sorts; no two are equal."""
        if self.by is None:
            return activity_key
        parts = [self.by] if self.then_by is None else [self.by, self.then_by]
        getters = [(JOB_COLUMNS[COLUMN_INDEX[part.column]].sort_key, part.is_descending) for part in parts]

        def key(job: Job, moment: Moment) -> RowKey:
            values: list[Any] = []
            for get, is_descending in getters:
                value = get(job, moment)
                values += (value is None, 0 if value is None else _Falling(value) if is_descending else value)
            return (*values, job.number)

        return key


def activity_key(job: Job, _: Moment) -> RowKey:
    """Order by what matters now: needs you, running, queued as they will run, held, then ended, the newest first."""
    place = _place_of(job)
    if place == _ENDED:
        return (_ENDED, _Falling(job.finished or ""), -job.number)
    if place in {_QUEUED, _HELD}:
        return (place, *run_order(job))
    return (place, *_by_moment(job)) if place == _SCHEDULED else (place, job.number)


def activity_group(key: RowKey) -> int:
    """Return which group of the Activity order a key belongs to; a line divides the groups."""
    return _QUEUED if key[0] == _HELD else int(key[0])


def _place_of(job: Job) -> int:
    if job.is_final:
        return _ENDED
    if is_kept_back(job):
        return _HELD
    group = state_group(job)
    if group == "needs":
        return _NEEDS  # Also one that is queued, and can never start.
    if job.status is JobStatus.RUNNING:
        return _RUNNING
    return _SCHEDULED if group == "scheduled" else _QUEUED


def _by_moment(job: Job) -> tuple[str, int]:
    return job.not_before or "", job.number


def _by_activity(jobs: list[Job]) -> list[Job]:
    ended = sorted(
        [job for job in jobs if job.is_final], key=lambda job: (job.finished or "", job.number), reverse=True
    )
    active: list[list[Job]] = [[] for _ in range(_ENDED)]
    for job in jobs:
        if not job.is_final:
            active[_place_of(job)].append(job)
    for place, part in enumerate(active):
        part.sort(key={_QUEUED: run_order, _HELD: run_order, _SCHEDULED: _by_moment}.get(place, _NUMBER))
    return [job for part in active for job in part] + ended


def _sorted_by(jobs: list[Job], part: SortBy, moment: Moment) -> list[Job]:
    """Sort by one column; the sort is stable, and jobs without a value come last either way."""
    get = JOB_COLUMNS[COLUMN_INDEX[part.column]].sort_key
    values: list[Any] = [get(job, moment) for job in jobs]
    try:
        places = sorted(range(len(jobs)), key=values.__getitem__, reverse=part.is_descending)
    except TypeError:
        # Nothing is neither more nor less than something.
        with_value = [place for place, value in enumerate(values) if value is not None]
        places = sorted(with_value, key=values.__getitem__, reverse=part.is_descending)
        places += [place for place, value in enumerate(values) if value is None]
    return [jobs[place] for place in places]


class _Falling:
    """A value that compares the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: _Falling) -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Falling) and bool(other.value == self.value)

    __hash__ = None  # type: ignore[assignment]

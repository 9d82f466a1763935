"""Which tasks of arrays show as rows, and where: right below their array while it is open, whatever the order is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from jobdesk.core.job import Job
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.table.order import JobOrder, RowKey
from jobdesk.ui.text.status_text import Moment


class TaskRows:
    """What the table's model asks about tasks; where there are no arrays, it costs next to nothing.

    An array is open if somebody opened it, or if a search finds tasks of it and not itself.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._open: set[str] = set()
        self._opened_by_search: set[str] = set()
        # The tasks that fit a filter, and how many of them each array has; without a filter nothing is kept.
        self._found: set[str] = set()
        self._found_in: Counter[str] = Counter()

    def parent_of(self, job: Job) -> str | None:
        """Return the id of the array that a job's row belongs under; None if it stands for itself."""
        return job.parent if job.parent is not None and self._roster.get(job.parent) is not None else None

    def is_open(self, array_id: str) -> bool:
        """Whether the tasks of an array show."""
        return array_id in self._open or array_id in self._opened_by_search

    def set_open(self, array_id: str, *, is_open: bool) -> None:
        """Open or close an array."""
        if is_open:
            self._open.add(array_id)
        else:
            self._open.discard(array_id)
            self._opened_by_search.discard(array_id)

    def tasks_of_open(self) -> Iterable[str]:
        """Return the ids of the tasks whose arrays are open."""
        arrays = self._open | self._opened_by_search
        return (task.id for array_id in arrays for task in self._roster.tasks_of(array_id))

    def can_show(self, job: Job) -> bool:
        """Whether a job that fits has a row: its array must be open."""
        parent = self.parent_of(job)
        return parent is None or self.is_open(parent)

    def has_found(self, array_id: str) -> bool:
        """Whether the filter finds a task of an array."""
        return self._found_in[array_id] > 0

    def own_key(self, job: Job, make_key: Callable[[Job, Moment], RowKey], order: JobOrder, moment: Moment) -> RowKey:
        """Return what orders a job among its neighbours: jobs among jobs, tasks within their array."""
        if order.by is None and self.parent_of(job) is not None:
            return (job.index or 0,)
        return make_key(job, moment)

    def note(self, job: Job, *, fits: bool) -> str | None:
        """Keep whether a task fits the filter; return its array if that may fit now, or not any more."""
        parent = self.parent_of(job)
        if parent is None or fits is (job.id in self._found):
            return None
        if fits:
            self._found.add(job.id)
        else:
            self._found.discard(job.id)
        self._found_in[parent] += 1 if fits else -1
        return parent if self._found_in[parent] == (1 if fits else 0) else None

    def forget(self, job: Job) -> str | None:
        """Forget a job that is gone; return the array of a task, if that may not fit any more."""
        self._open.discard(job.id)
        self._opened_by_search.discard(job.id)
        return self.note(job, fits=False)

    def choose(self, found: Iterable[Job], *, is_filtered: bool, is_search: bool) -> list[Job]:
        """Take what a filter finds, and return what shows of it: arrays of found tasks too, tasks only if open."""
        jobs = list(found)
        self._found.clear()
        self._found_in.clear()
        self._opened_by_search.clear()
        if not self._roster.has_tasks:
            return jobs
        tops = [job for job in jobs if self.parent_of(job) is None]
        if not is_filtered:
            return [*tops, *(task for array_id in self._open for task in self._roster.tasks_of(array_id))]
        tasks = [job for job in jobs if self.parent_of(job) is not None]
        self._found.update(task.id for task in tasks)
        self._found_in.update(task.parent for task in tasks if task.parent is not None)
        shown = {job.id for job in tops}
        added = [array_id for array_id in self._found_in if array_id not in shown]
        if is_search:
            self._opened_by_search.update(added)
        return [
            *tops,
            *(self._roster.known(array_id) for array_id in added),
            *(task for task in tasks if self.can_show(task)),
        ]

    def tasks_to_show(self, array_id: str, *, is_filtered: bool, order: JobOrder, moment: Moment) -> list[str]:
        """Return the ids of the tasks that show below an array that is open, in order."""
        tasks = [task for task in self._roster.tasks_of(array_id) if not is_filtered or task.id in self._found]
        return [task.id for task in self._in_order(tasks, order, moment)]

    def sorted(self, jobs: list[Job], order: JobOrder, moment: Moment) -> list[Job]:
        """Return jobs in an order, the tasks right below their arrays."""
        if not self._roster.has_tasks:
            return order.sorted(jobs, moment)
        tops: list[Job] = []
        tasks: dict[str, list[Job]] = {}
        for job in jobs:
            parent = self.parent_of(job)
            if parent is None:
                tops.append(job)
            else:
                tasks.setdefault(parent, []).append(job)
        ordered: list[Job] = []
        for job in order.sorted(tops, moment):
            ordered.append(job)
            if job.id in tasks:
                ordered += self._in_order(tasks.pop(job.id), order, moment)
        # Of an array that has no row among these, which is so only for what is about to be inserted below it.
        for left in tasks.values():
            ordered += self._in_order(left, order, moment)
        return ordered

    def _in_order(self, tasks: list[Job], order: JobOrder, moment: Moment) -> list[Job]:
        if order.by is None:
            return sorted(tasks, key=lambda task: task.index or 0)
        return order.sorted(tasks, moment)

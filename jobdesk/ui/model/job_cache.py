"""All jobs as the window knows them, and what follows from them together: counts, and why a job waits."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jobdesk.core.blockers import Blocker, blockers_of, blockers_of_array, explain_held, missing_resources
from jobdesk.core.events import QueueLooked
from jobdesk.core.job import Job, JobStatus
from jobdesk.core.limits import Limits, Machine, QueueRules, QueueState
from jobdesk.core.queue import Room, World, is_due, run_order
from jobdesk.core.timing.times import format_time
from jobdesk.ui.filters.job_filter import TRASH, Facet, facets_of
from jobdesk.ui.model.baseline_runs import GoodRuns

if TYPE_CHECKING:
    from jobdesk.core.timing.schedule import Schedule

_Place = tuple[tuple[int, float, int], str]


class Roster:
    """The newest snapshot of each job; no Qt, so that what it says can be tested as it is."""

    def __init__(self) -> None:
        self.run_limit = 1
        self.last_number = 0
        self._jobs: dict[str, Job] = {}
        self._running: dict[str, Job] = {}
        self._waiting: list[_Place] = []
        self._counts: Counter[JobStatus] = Counter()
        self._tops: Counter[bool] = Counter()
        self._facets: Counter[Facet] = Counter()
        self._running_in: Counter[str] = Counter()
        self.is_paused = False
        self.limits = Limits()
        self.machine = Machine()
        # Those of the waiting jobs that ask for resources: what they reserve is part of why those behind them wait.
        self._needy: list[_Place] = []
        # Those that may wait for more than their turn: they are not ahead of anybody until then.
        self._apart: list[_Place] = []
        self._walk: _Walk | None = None
        self._dependents: dict[str, set[str]] = {}
        self.schedules: dict[str, Schedule] = {}
        self._runs: dict[str, dict[str, None]] = {}
        self._last_runs: dict[str, Job | None] = {}
        self._tasks: dict[str, dict[str, None]] = {}
        self._waiting_tasks: dict[str, list[_Place]] = {}
        self._good_runs = GoodRuns(self._jobs)

    def __len__(self) -> int:
        return len(self._jobs)

    def get(self, job_id: str) -> Job | None:
        """Return a job, or None."""
        return self._jobs.get(job_id)

    def known(self, job_id: str) -> Job:
        """Return a job that is known to be there."""
        return self._jobs[job_id]

    def known_of(self, job_ids: Iterable[str]) -> list[Job]:
        """Return those of some jobs that are there; quick also for a hundred thousand."""
        return list(filter(None, map(self._jobs.get, job_ids)))

    def all(self) -> Iterable[Job]:
        """Return all jobs, in no order."""
        return self._jobs.values()

    def count(self, status: JobStatus) -> int:
        """How many jobs have a status; those in the trash do not count."""
        return self._counts[status]

    def count_of(self, facet: Facet) -> int:
        """How many jobs there are that can be chosen by a facet."""
        return self._facets[facet]

    def values_of(self, group: str) -> list[str]:
        """Return the values of a group that any job has, by name."""
        return sorted((value for (name, value), count in self._facets.items() if name == group and count > 0))

    def running_in(self, queue: str) -> int:
        """How many jobs of a queue run and occupy a place."""
        return self._running_in[queue]

    @property
    def count_kept(self) -> int:
        """How many jobs there are, those in the trash not counted."""
        return self._counts.total()

    def count_tops(self, *, are_in_trash: bool) -> int:
        """How many jobs there are in the list, or in the trash, that are no tasks of an array."""
        return self._tops[are_in_trash]

    @property
    def running_count(self) -> int:
        """How many jobs run and occupy a place."""
        return len(self._running)

    def runs(self, job_id: str) -> bool:
        """Whether a job runs and occupies a place."""
        return job_id in self._running

    def running_ids(self) -> Iterable[str]:
        """Return the ids of the jobs that run and occupy a place."""
        return self._running

    def dependents(self, job_id: str) -> list[str]:
        """Return the ids of the jobs that wait for another one, or were started by its end."""
        return sorted(self._dependents.get(job_id, ()))

    def run_limit_of(self, queue: str) -> int:
        """How many jobs of a queue may run at once."""
        rules = self.limits.queues.get(queue)
        return self.run_limit if rules is None or rules.run_limit is None else min(rules.run_limit, self.run_limit)

    def state_of(self, queue: str | None) -> QueueState:
        """Whether a queue starts jobs, by its own rules; None asks about everything."""
        if queue is None:
            if not self.is_paused:
                return QueueState.OPEN
            # Of everything, only what runs tells whether it was frozen or may come to its end.
            is_frozen = all(job.is_paused for job in self._running.values())
            return QueueState.PAUSED if is_frozen else QueueState.DRAINING
        return self.limits.queues.get(queue, QueueRules()).state

    def queues(self) -> list[str]:
        """Return all queues that hold jobs or have rules, the default one first."""
        names = {"default", *self.values_of("queue"), *self.limits.queues}
        return sorted(names, key=lambda name: (name != "default", name.casefold()))

    @property
    def has_tasks(self) -> bool:
        """Whether there is any task of an array."""
        return bool(self._tasks)

    def tasks_of(self, array_id: str) -> list[Job]:
        """Return the tasks of an array, in no order."""
        return [self._jobs[job_id] for job_id in self._tasks.get(array_id, ())]

    def schedule_of(self, job: Job) -> Schedule | None:
        """Return the schedule that a job is a run of, if there still is one."""
        return None if job.schedule is None else self.schedules.get(job.schedule)

    def runs_of(self, schedule_id: str) -> list[Job]:
        """Return the runs of a schedule, in no order."""
        return [self._jobs[job_id] for job_id in self._runs.get(schedule_id, ())]

    def last_run(self, schedule_id: str) -> Job | None:
        """Return the newest run of a schedule that no longer lies ahead: begun, ended, missed or skipped."""
        if schedule_id not in self._last_runs:
            past = (run for run in self.runs_of(schedule_id) if not run.is_planned and not run.deleted)
            self._last_runs[schedule_id] = max(past, key=lambda run: (run.not_before or "", run.number), default=None)
        return self._last_runs[schedule_id]

    def last_good_run(self, job: Job) -> Job | None:
        """Return the newest completed run of the same thing that started before a job did, if there is one."""
        return self._good_runs.of(job)

    def waiting_ids(self) -> list[str]:
        """Return the ids of the released jobs that wait, in the order in which they would start."""
        return [job_id for _, job_id in self._waiting]

    def line(self) -> list[str]:
        """Return what waits in the order in which it would start; all tasks of an array are the array."""
        return list(dict.fromkeys(self._jobs[job_id].parent or job_id for _, job_id in self._waiting))

    def put(self, job: Job) -> bool:
        """Take a snapshot.

        Returns:
            Whether the line of those that run or wait is another now, so that waiting jobs have other reasons.
        """
        old = self._jobs.get(job.id)
        self._jobs[job.id] = job
        self.last_number = max(self.last_number, job.number)
        self._good_runs.note(old, job)
        self._tally(old, job)
        return self._place(old, job)

    def remove(self, job_id: str) -> bool:
        """Forget a job; the answer is as that of `put`."""
        old = self._jobs.pop(job_id, None)
        if old is None:
            return False
        self._good_runs.note(old, None)
        self._tally(old, None)
        return self._place(old, None)

    def look(self, looked: QueueLooked) -> bool:
        """Take what decisions depend on beside the jobs.

        Returns:
            Whether it is another than before, so that waiting jobs may have other reasons.
        """
        old = (self.run_limit, self.is_paused, self.limits, self.machine)
        self.run_limit, self.is_paused = looked.run_limit, looked.is_paused
        self.limits, self.machine = looked.limits, looked.machine
        self._walk = None
        return old != (self.run_limit, self.is_paused, self.limits, self.machine)

    def blockers(self, job: Job) -> list[Blocker]:
        """Say all that holds a queued job back, as the engine says it; empty if it starts at once."""
        if job.is_array:
            waiting = self._waiting_tasks.get(job.id)
            return blockers_of_array(self.blockers(self._jobs[waiting[0][1]]), job) if waiting else explain_held(job)
        if job.is_held:
            return explain_held(job)
        if not job.is_waiting:
            return []
        entry = (run_order(job), job.id)
        return blockers_of(job, self._walk_to(entry).room, self.count_ahead(job))

    def missing(self, job: Job) -> list[Blocker]:
        """Say of which resources a job needs more than there will ever be, whether it is queued or not."""
        return missing_resources(job, self._world(format_time(datetime.now(UTC))))

    def count_ahead(self, job: Job) -> int:
        """How many jobs that wait for their turn would start before one, whether it is among them or not."""
        entry = (run_order(job), job.id)
        return bisect.bisect_left(self._waiting, entry) - self._walk_to(entry).later

    def _walk_to(self, entry: _Place) -> _Walk:
        """Return what those ahead of a place in the line have left.

        Rows are asked about from first to last, so the walk goes on from where it was; it begins anew when something
        has changed, and each second, as times of day are part of it.
        """
        walk, now = self._walk, format_time(datetime.now(UTC))
        needy, apart = bisect.bisect_left(self._needy, entry), bisect.bisect_left(self._apart, entry)
        if walk is None or walk.needy > needy or walk.apart > apart or walk.room.world.now[:19] != now[:19]:
            walk = self._walk = _Walk(self.room())
        for _, job_id in self._needy[walk.needy : needy]:
            walk.room.admit(self._jobs[job_id])
        for _, job_id in self._apart[walk.apart : apart]:
            walk.later += not is_due(self._jobs[job_id], walk.room.world)
        walk.needy, walk.apart = needy, apart
        return walk

    def _lead(self, old: Job | None, new: Job | None) -> None:
        """Keep who follows whom."""
        for job, has in ((old, False), (new, True)):
            if job is not None and job.parent is not None:
                self._own(job, has=has)
            if job is not None and job.schedule is not None:
                self._keep_run(job, has=has)
        led, leading = leads(old), leads(new)
        if led == leading:
            return
        for job_id in led:
            followers = self._dependents[job_id]
            followers.discard(old.id if old is not None else "")
            if not followers:
                del self._dependents[job_id]
        for job_id in leading:
            self._dependents.setdefault(job_id, set()).add(new.id if new is not None else "")

    def _keep_run(self, run: Job, *, has: bool) -> None:
        schedule = run.schedule or ""
        self._last_runs.pop(schedule, None)
        if has:
            self._runs.setdefault(schedule, {})[run.id] = None
        elif run.id not in self._jobs:
            self._runs.get(schedule, {}).pop(run.id, None)

    def _own(self, task: Job, *, has: bool) -> None:
        """Keep which tasks an array has."""
        if has:
            self._tasks.setdefault(task.parent or "", {})[task.id] = None
        elif task.id not in self._jobs:
            tasks = self._tasks.get(task.parent or "", {})
            tasks.pop(task.id, None)
            if not tasks:
                self._tasks.pop(task.parent or "", None)
                self._waiting_tasks.pop(task.parent or "", None)

    def room(self) -> Room:
        """Return what is left for those that wait."""
        return Room(self._world(format_time(datetime.now(UTC))))

    def _world(self, now: str) -> World:
        return World(
            now=now,
            running=tuple(self._running.values()),
            run_limit=self.run_limit,
            is_paused=self.is_paused,
            limits=self.limits,
            machine=self.machine,
            find=self.get,
        )

    def _tally(self, old: Job | None, new: Job | None) -> None:
        """Keep the counts; most changes touch none of them, and their cost is that of comparing."""
        if old is not None and new is not None and _counts_the_same(old, new):
            return
        for job, step in ((old, -1), (new, 1)):
            if job is None:
                continue
            for facet in _counted_facets(job):
                self._facets[facet] += step
                if not self._facets[facet]:
                    del self._facets[facet]  # Each job may have a tag of its own.
            if job.parent is None:
                self._tops[bool(job.deleted)] += step
            if not job.deleted and not _stands_for_tasks(job):
                self._counts[job.status] += step
            if _occupies_a_place(job):
                self._running_in[job.queue] += step

    def _place(self, old: Job | None, new: Job | None) -> bool:
        was, now = _line_entry(old), _line_entry(new)
        self._walk = None
        _replace(self._waiting, was, now)
        parent = next((job.parent for job in (new, old) if job is not None), None)
        if parent is not None and was != now:
            _replace(self._waiting_tasks.setdefault(parent, []), was, now)
        for places, belongs in ((self._needy, _is_needy), (self._apart, _is_apart)):
            _replace(places, was if belongs(old) else None, now if belongs(new) else None)
        self._lead(old, new)
        ran, runs = _occupies_a_place(old), _occupies_a_place(new)
        if old is not None and ran and not runs:
            del self._running[old.id]
        elif new is not None and runs:
            self._running[new.id] = new
        return was != now or ran != runs


class _Walk:
    """How far the line was walked, and what is left there."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.needy = 0
        self.apart = 0
        self.later = 0


def leads(job: Job | None) -> tuple[str, ...]:
    """Return the ids of the jobs that lead to one: those that it waits for, and the one whose end started it."""
    if job is None or job.parent is not None:
        return ()  # A task waits for what its array waits for.
    if job.triggered_by is None or job.triggered_by in job.after:
        return job.after
    return (*job.after, job.triggered_by)


def has_chain(job: Job, roster: Roster) -> bool:
    """Tell whether a job waits for others that are there, or others for it."""
    return bool(roster.dependents(job.id)) or any(roster.get(job_id) is not None for job_id in leads(job))


def _replace(places: list[_Place], was: _Place | None, now: _Place | None) -> None:
    if was != now:
        if was is not None:
            del places[bisect.bisect_left(places, was)]
        if now is not None:
            bisect.insort(places, now)


def _line_entry(job: Job | None) -> _Place | None:
    return (run_order(job), job.id) if job is not None and job.is_waiting else None


def _is_needy(job: Job | None) -> bool:
    return job is not None and bool(job.needs)


def _is_apart(job: Job | None) -> bool:
    return job is not None and (job.not_before is not None or bool(job.after or job.needs) or job.is_planned)


def _occupies_a_place(job: Job | None) -> bool:
    return job is not None and job.occupies_a_place


def _stands_for_tasks(job: Job) -> bool:
    """Tell whether a job is an array whose tasks count in its place."""
    return job.is_array and job.tasks is not None


def _counted_facets(job: Job) -> tuple[Facet, ...]:
    """Return what a job counts for: the tasks of an array for what they do, the array for what it is."""
    if job.deleted:
        return () if job.parent is not None else (TRASH,)
    if _stands_for_tasks(job):
        return (("kind", job.kind),)
    return facets_of(job)


def _counts_the_same(old: Job, new: Job) -> bool:
    return (
        (old.tasks is None) is (new.tasks is None)
        and old.status is new.status
        and old.queue == new.queue
        and old.tags == new.tags
        and old.kind == new.kind
        and old.deleted == new.deleted
        and old.reason == new.reason
    )

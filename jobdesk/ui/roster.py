"""All jobs as the window knows them, and what follows from them together: counts, and why a job waits."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from jobdesk.core.blockers import blockers_of, explain, explain_held, join_blockers
from jobdesk.core.job import Job, JobStatus
from jobdesk.core.limits import Limits, Machine
from jobdesk.core.queue import Room, World, run_order
from jobdesk.core.times import format_time
from jobdesk.ui.job_filter import Facet, facets_of

_Place = tuple[tuple[int, float, int], str]


class Roster:
    """The newest snapshot of each job; no Qt, so that what it says can be tested as it is."""

    def __init__(self) -> None:
        self.run_limit = 1
        self._jobs: dict[str, Job] = {}
        self._running: dict[str, Job] = {}
        self._waiting: list[_Place] = []
        self._counts: Counter[JobStatus] = Counter()
        self._facets: Counter[Facet] = Counter()
        self._running_in: Counter[str] = Counter()
        self.is_paused = False
        self.limits = Limits()
        self.machine = Machine()

    def __len__(self) -> int:
        return len(self._jobs)

    def get(self, job_id: str) -> Job | None:
        """Return a job, or None."""
        return self._jobs.get(job_id)

    def known(self, job_id: str) -> Job:
        """Return a job that is known to be there."""
        return self._jobs[job_id]

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

    def running_ids(self) -> Iterable[str]:
        """Return the ids of the jobs that run and occupy a place."""
        return self._running

    def waiting_ids(self) -> list[str]:
        """Return the ids of the released jobs that wait, in the order in which they would start."""
        return [job_id for _, job_id in self._waiting]

    def put(self, job: Job) -> bool:
        """Take a snapshot.

        Returns:
            Whether the line of those that run or wait is another now, so that waiting jobs have other reasons.
        """
        old = self._jobs.get(job.id)
        self._jobs[job.id] = job
        self._tally(old, job)
        return self._place(old, job)

    def remove(self, job_id: str) -> bool:
        """Forget a job; the answer is as that of `put`."""
        old = self._jobs.pop(job_id, None)
        if old is None:
            return False
        self._tally(old, None)
        return self._place(old, None)

    def why(self, job: Job) -> str:
        """Say in words why a queued job does not run."""
        entry = (run_order(job), job.id)
        ahead = bisect.bisect_left(self._waiting, entry) if job.is_waiting else 0
        if job.is_held:
            blockers = explain_held(job)
        elif job.needs:
            # What those ahead reserve counts; only those that need something reserve.
            rivals = [other for _, job_id in self._waiting if (other := self._jobs[job_id]).needs]
            blockers = explain(rivals, self._world(), {job.id}).get(job.id, [])
        else:
            blockers = blockers_of(job, Room(self._world()), ahead)
        reason = join_blockers(blockers)
        return "Starting" if reason is None else reason.text

    def _world(self) -> World:
        return World(
            now=format_time(datetime.now(UTC)),
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
            for facet in facets_of(job):
                self._facets[facet] += step
            if not job.deleted:
                self._counts[job.status] += step
            if _occupies_a_place(job):
                self._running_in[job.queue] += step

    def _place(self, old: Job | None, new: Job | None) -> bool:
        was, now = _line_entry(old), _line_entry(new)
        if was != now:
            if was is not None:
                del self._waiting[bisect.bisect_left(self._waiting, was)]
            if now is not None:
                bisect.insort(self._waiting, now)
        ran, runs = _occupies_a_place(old), _occupies_a_place(new)
        if old is not None and ran and not runs:
            del self._running[old.id]
        elif new is not None and runs:
            self._running[new.id] = new
        return was != now or ran != runs


def _line_entry(job: Job | None) -> _Place | None:
    return (run_order(job), job.id) if job is not None and job.is_waiting else None


def _occupies_a_place(job: Job | None) -> bool:
    return job is not None and job.occupies_a_place


def _counts_the_same(old: Job, new: Job) -> bool:
    return (
        old.status is new.status
        and old.queue == new.queue
        and old.tags == new.tags
        and old.kind == new.kind
        and old.deleted == new.deleted
        and old.reason == new.reason
    )

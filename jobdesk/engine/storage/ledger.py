"""All jobs in memory, and the one place where a job changes: checked, journaled, then told."""

from __future__ import annotations

import bisect
import functools
import itertools
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec

from jobdesk.core.errors import FolderLostError, JobNotFoundError, StoreError, UnreadableJobError
from jobdesk.core.events import JobAdded, JobChanged, JobRemoved, SaveFailed, SaveRecovered
from jobdesk.core.job import Job, check_transition
from jobdesk.core.queue import run_order
from jobdesk.engine.runtime import clock
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.storage.awaited import Awaited
from jobdesk.engine.storage.due_times import Moments, reasoned
from jobdesk.engine.storage.journal import Record
from jobdesk.engine.storage.snapshot import Snapshot
from jobdesk.engine.storage.store import Store
from jobdesk.executors.forks import Forkable, clear_in_children

_log = logging.getLogger(__name__)
_replace = msgspec.structs.replace

_INDEXED = frozenset({"status", "reason", "priority", "rank", "rush", "after", "not_before", "needs"})
"""Fields that decide whether a job waits, runs, and where it stands in the queue."""

_AT_A_TIME = 50
"""Jobs entered before others may look at the ledger."""

Change = Callable[[Job], dict[str, Any] | None]
"""Looks at a job and returns the fields to change, or None to leave it; may raise to refuse."""


def utc_now() -> str:
    """The present moment as JobDesk writes it.

    Every change is stamped, and formatting a whole date took a third of a change: the second is formatted once.
    """
    now_ms = clock.wall_clock_ns() // 1_000_000
    return f"{_format_second(now_ms // 1000)}.{now_ms % 1000:03}Z"


@functools.lru_cache(maxsize=2)
def _format_second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()[:19]


class _Here(threading.local):
    """What is so for one thread only."""

    is_together = False


class Ledger(Forkable):
    """The jobs of one data folder.

    Every change goes through `change`: it is computed and applied under one lock, journaled before it is visible, made
    durable after the lock is released, and only then told to the listeners.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        store: Store,
        bus: EventBus,
        find_archived: Callable[[str], Job | None] = lambda _: None,
    ) -> None:
        self._find_archived = find_archived
        self._store = store
        self._bus = bus
        self._lock = threading.RLock()
        now = utc_now()
        self._jobs = {job.id: reasoned(job, now) if job.not_before else job for job in snapshot.jobs}
        self._next_number = snapshot.next_number
        self._waiting = sorted((run_order(job), job.id) for job in snapshot.jobs if job.is_waiting)
        self._dependents: dict[str, set[str]] = {}
        self._running = {job.id for job in snapshot.jobs if job.occupies_a_place}
        self._moments = Moments()
        self._needy: set[str] = set()
        self._awaited = Awaited(self._jobs)
        for _, job_id in self._waiting:
            self._note_waiting(self._jobs[job_id])
        self._changes = 0
        self._saved_changes = 0
        self._is_failing = False
        self._here = _Here()
        clear_in_children(self)

    def after_fork(self) -> None:
        """Stay readable, as the jobs were, whatever thread was changing one of them."""
        self._lock = threading.RLock()

    # -- reading

    def get(self, job_id: str) -> Job | None:
        """Return a job, or None."""
        return self._jobs.get(job_id)

    def find(self, job_id: str) -> Job | None:
        """Return a job of the list or of the archive, or None."""
        return self._jobs.get(job_id) or self._find_archived(job_id)

    def is_waited_for(self, job: Job) -> bool:
        """Whether a job that has not ended waits for this one, or for one of its tasks."""
        return job.id in self._awaited

    @property
    def jobs_by_id(self) -> dict[str, Job]:
        """All jobs by their ids; to look up in, not to change or walk."""
        return self._jobs

    def by_number(self, number: int) -> Job | None:
        """Return the job that people call by this number, or None; they mostly ask for one of the newest."""
        with self._lock:
            return next((job for job in reversed(self._jobs.values()) if job.number == number), None)

    def all(self) -> list[Job]:
        """Return all jobs, the oldest first."""
        with self._lock:
            return list(self._jobs.values())

    def waiting(self) -> list[Job]:
        """Return the released jobs that wait their turn, in the order in which they would start."""
        with self._lock:
            return [self._jobs[job_id] for _, job_id in self._waiting]

    def first_waiting(self) -> Job | None:
        """Return the released job that is first in the queue, or None."""
        with self._lock:
            return self._jobs[self._waiting[0][1]] if self._waiting else None

    def running(self) -> list[Job]:
        """Return the running jobs that occupy a place, by their numbers."""
        with self._lock:
            return sorted((self._jobs[job_id] for job_id in self._running), key=lambda job: job.number)

    def needy(self) -> list[Job]:
        """Return the released jobs that wait and ask for resources, in no order."""
        with self._lock:
            return [self._jobs[job_id] for job_id in self._needy]

    @property
    def waiting_count(self) -> int:
        """How many released jobs wait their turn."""
        return len(self._waiting)

    def dependents(self, job_id: str) -> list[Job]:
        """Return the released jobs that wait for a job, by their numbers."""
        with self._lock:
            found = [self._jobs[dependent] for dependent in self._dependents.get(job_id, ())]
        return sorted(found, key=lambda job: job.number)

    @property
    def running_count(self) -> int:
        """How many jobs occupy a place."""
        return len(self._running)

    @property
    def has_unfinished(self) -> bool:
        """Whether any released job has not ended yet."""
        return bool(self._running or self._waiting)

    # -- changing

    def add(self, make: Callable[[int], Job]) -> Job:
        """Add the job that `make` builds for the next number; it is durable when this returns.

        A job that is there already, which `make` may return too, is not added again.

        Raises:
            StoreError: It could not be stored; the job does not exist.
        """
        with self._lock:
            job = make(self._next_number)
            position = self._store.position if job.id in self._jobs else self._enter(job)
        self._settle(position, durable=True)
        return job

    def sync(self) -> None:
        """Make all changes so far durable.

        Raises:
            StoreError: The disk refused.
        """
        if not self.is_together:
            self._store.sync(self._store.position)

    def add_many(self, makes: Iterable[Callable[[int], Job]]) -> None:
        """Add jobs as `add` does; they are durable together when this returns, with one wait for the disk.

        Raises:
            StoreError: Not all could be stored; those before are there.
        """
        position = None
        makes = iter(makes)
        while some := list(itertools.islice(makes, _AT_A_TIME)):
            try:
                with self._lock:
                    for make in some:
                        position = self._enter(make(self._next_number))
            finally:
                self._bus.deliver()
        self._settle(position, durable=True)

    def _enter(self, job: Job) -> int:
        """Take up a new job, under the lock; returns its position in the journal."""
        job = reasoned(job, job.updated)
        position = self._store.append(Record(put=job))
        self._next_number = max(self._next_number, job.number + 1)
        self._jobs[job.id] = job
        self._reindex(None, job)
        self._changes += 1
        self._bus.put(JobAdded(job))
        return position

    def release_due(self) -> str | None:
        """Let the scheduled jobs whose moment has come wait their turn; returns the moment of the next one."""
        with self._lock:
            due = self._moments.due(utc_now())
        for job_id in due:
            self.change(job_id, lambda job: {"reason": job.reason}, durable=False)
        return self._moments.next

    def observe(self, job_id: str, **fields: Any) -> None:
        """Note what passes by itself, such as progress: told to the listeners, but not journaled."""
        with self._lock:
            old = self._jobs.get(job_id)
            if old is None or old.is_final:
                return
            new = self._jobs[job_id] = _replace(old, **fields)
            self._bus.put(JobChanged(new, old))
        self._bus.deliver()

    def change(self, job_id: str, compute: Change, *, durable: bool = True, must: bool = False) -> Job | None:
        """Change a job, atomically.

        Args:
            job_id: Which one.
            compute: Decides, under the lock, what to change.
            durable: Whether to return only when the change would survive a power cut.
            must: Whether the change is a fact that holds even if it cannot be stored now; it is then saved later.

        Returns:
            The new snapshot, or None if `compute` left the job as it was.

        Raises:
            JobNotFoundError: There is no such job.
            UnreadableJobError: Its record is not understood, and is kept as it is.
            InvalidTransitionError: The status cannot change this way.
            StoreError: It could not be stored; the job is as it was.
        """
        position = None
        with self._lock:
            old = self._jobs.get(job_id)
            if old is None:
                raise JobNotFoundError(job_id)
            if old.is_unreadable:
                raise UnreadableJobError(old.number)
            fields = compute(old)
            if fields is None:
                return None
            now = utc_now()
            new = reasoned(_replace(old, updated=now, **fields), now)
            is_placed = new.reason is not old.reason or not _INDEXED.isdisjoint(fields)
            if is_placed and new.is_waiting and not old.is_waiting:
                new = _replace(new, waiting_since=new.updated)
            if new.status is not old.status:
                check_transition(old, new.status)
            try:
                position = self._store.append(Record(put=new))
            except StoreError as error:
                if not must or isinstance(error, FolderLostError):  # What a foreign folder says is no fact.
                    raise
                self.report_failure(error)
            self._jobs[job_id] = new
            if is_placed:
                self._reindex(old, new)
            self._changes += 1
            self._bus.put(JobChanged(new, old))
        self._settle(position, durable=durable, must=must)
        return new

    def change_many(self, job_ids: Iterable[str], compute: Change) -> list[Job]:
        """Change jobs one by one as `change` does; they are durable together, with one wait for the disk.

        Returns:
            The new snapshots of those that changed; unknown jobs, and unreadable ones, are passed over.

        Raises:
            StoreError: Not all could be stored; those before have changed.
        """
        known = (job_id for job_id in job_ids if (job := self._jobs.get(job_id)) and not job.is_unreadable)
        with self.together():
            return [job for job_id in known if (job := self.change(job_id, compute)) is not None]

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all that this thread changes meanwhile durable at the end, with one wait for the disk.

        Raises:
            StoreError: Not all could be made durable, or stored.
        """
        is_within = self._here.is_together
        self._here.is_together = True
        try:
            yield
        finally:
            self._here.is_together = is_within
            if not is_within:
                self._store.sync(self._store.position)

    @property
    def is_together(self) -> bool:
        """Whether this thread is about to change many jobs, and not at the end of it yet."""
        return self._here.is_together

    def remove(self, job_ids: Iterable[str], may: Callable[[Job], bool]) -> list[Job]:
        """Forget jobs for good, those for which `may` agrees under the lock; numbers and ids are not used again.

        Returns:
            Those that are gone, durably.

        Raises:
            StoreError: It could not be stored; what is not forgotten is still there.
        """
        removed = []
        try:
            for job_id in job_ids:
                with self._lock:
                    job = self._jobs.get(job_id)
                    if job is None or not may(job):
                        continue
                    self._store.append(Record(remove=job_id))
                    del self._jobs[job_id]
                    self._unindex(job)
                    self._changes += 1
                    self._bus.put(JobRemoved(job))
                removed.append(job)
            if removed:
                self._store.sync(self._store.position)
        finally:
            self._bus.deliver()
        return removed

    def _settle(self, position: int | None, *, durable: bool, must: bool = False) -> None:
        try:
            if durable and position is not None and not self.is_together:
                self._store.sync(position)
        except StoreError as error:
            if not must:
                raise
            self.report_failure(error)
        finally:
            self._bus.deliver()

    def _unindex(self, job: Job) -> None:
        if job.is_waiting:
            del self._waiting[bisect.bisect_left(self._waiting, (run_order(job), job.id))]
            for job_id in job.after:
                waiting = self._dependents.get(job_id, set())
                waiting.discard(job.id)
                if not waiting:
                    self._dependents.pop(job_id, None)
            self._moments.discard(job)
            self._needy.discard(job.id)
        self._running.discard(job.id)
        self._awaited.discard(job.id)

    def _reindex(self, old: Job | None, new: Job) -> None:
        if old is not None:
            self._unindex(old)
        if new.is_waiting:
            bisect.insort(self._waiting, (run_order(new), new.id))
            self._note_waiting(new)
        if new.occupies_a_place:
            self._running.add(new.id)
        self._awaited.add(new)

    def _note_waiting(self, job: Job) -> None:
        self._moments.add(job)
        if job.needs:
            self._needy.add(job.id)
        for job_id in job.after:
            self._dependents.setdefault(job_id, set()).add(job.id)

    # -- saving

    def check_lock(self) -> None:
        """Make sure, before something beside the jobs is written or removed, that this process is the one to do it.

        Raises:
            FolderLostError: It is not.
            StoreError: That cannot be told now.
        """
        self._store.check_lock()

    @property
    def change_count(self) -> int:
        """How many changes there have been; it tells a saver whether things are quiet."""
        return self._changes

    @property
    def needs_save(self) -> bool:
        """Whether the snapshot on disk is older than the jobs."""
        return self._changes != self._saved_changes or self._is_failing

    def save(self) -> bool:
        """Write the snapshot; takes the lock only for as long as it takes to copy a list.

        Returns:
            Whether it was written; if not, a `SaveFailed` was told and the journal still holds everything.
        """
        try:
            journal = self._store.prepare_save()
            with self._lock:
                changes = self._changes
                snapshot = self._store.begin_save(journal, list(self._jobs.values()), self._next_number)
            self._store.finish_save(snapshot)
        except StoreError as error:
            self.report_failure(error)
            self._bus.deliver()
            return False
        self._saved_changes = changes
        if self._is_failing:
            self._is_failing = False
            self._bus.put(SaveRecovered())
            self._bus.deliver()
        return True

    def report_failure(self, error: StoreError) -> None:
        """Tell that the disk refused something, once; the saver then tries until a save succeeds."""
        if isinstance(error, FolderLostError):
            return  # The engine itself tells that, and ends.
        if not self._is_failing:
            _log.error("%s", error)
            self._bus.put(SaveFailed(str(error)))
        self._is_failing = True

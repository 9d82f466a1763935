"""Moves ended jobs from the list to the archive, by the rules or when asked, and back.

A job on its way carries `archived` in the ledger: whatever a kill leaves of it in the archive is taken out there at the
next start, before anybody looks, and the list has the last word.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime

import msgspec

from jobdesk.core.actions.removal import ArchiveJobs
from jobdesk.core.errors import InvalidValueError, StoreError
from jobdesk.core.events import Event, JobChanged, JobRemoved, QueueLooked
from jobdesk.core.job import Job, JobStatus
from jobdesk.core.jobs.array_tasks import task_ids
from jobdesk.core.timing.retention import Keep, choose_excess
from jobdesk.engine.execution.logs import log_size
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.runtime.ticker import Ticker
from jobdesk.engine.storage.archive import Archive
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.folder_cleaner import Leftovers
from jobdesk.engine.storage.ledger import Ledger, utc_now
from jobdesk.engine.storage.limits import LimitsStore
from jobdesk.engine.storage.settings import Settings

_log = logging.getLogger(__name__)
_AT_A_TIME = 200
_EVERY_S = 60.0
_BREATH_S = 1.0
"""At least between two looks at all jobs, so that a burst of ends is one."""
_MOST_FOUND = 10_000
_ARCHIVE = ArchiveJobs()


class Retention:
    """The way to the archive and back, of one data folder."""

    is_busy = False
    """Nobody waits for it."""

    def __init__(
        self,
        folder: DataFolder,
        ledger: Ledger,
        archive: Archive,
        settings: Settings,
        limits: LimitsStore,
        bus: EventBus,
        leftovers: Leftovers,
    ) -> None:
        self._folder = folder
        self._leftovers = leftovers
        self._ledger = ledger
        self._archive = archive
        self._settings = settings
        self._limits = limits
        self._moving = threading.Lock()
        self._rules = limits.limits
        self._is_changed = True
        self._next_look = 0.0
        self._sizes: dict[str, int] = {}
        self._closing = threading.Event()
        self._ticker = Ticker("retention", self._tick)
        # Before anybody can ask for a move.
        self._interrupted = {job.id for job in ledger.all() if job.archived is not None}
        bus.subscribe(self._on_event)

    def start(self) -> None:
        """End what a kill interrupted, and begin."""
        try:
            with self._moving:
                self._clean_up()
        except StoreError as error:
            # The list has the last word until then; no job is moved before.
            self._ledger.report_failure(error)
        self._ticker.start()

    def close(self) -> None:
        """Stop after the move that is under way."""
        self._closing.set()
        self._ticker.close()

    def look(self) -> None:
        """Look soon: the rules have changed."""
        self._is_changed = True
        self._ticker.wake()

    # -- the verbs

    def search_archive(
        self, text: str = "", status: str | None = None, limit: int = 100, ids: list[str] | None = None
    ) -> list[Job]:
        """Return archived jobs, the newest first; see `JobManager.search_archive`."""
        if not isinstance(text, str):
            raise InvalidValueError("text", "must be text")
        if status is not None and status not in list(JobStatus):
            raise InvalidValueError("status", f"{status!r} is not one of {', '.join(JobStatus)}")
        if not isinstance(limit, int) or isinstance(limit, bool) or not 0 <= limit <= _MOST_FOUND:
            raise InvalidValueError("limit", f"must be a count from 0 to {_MOST_FOUND}")
        if ids is not None and not (isinstance(ids, list) and all(isinstance(one, str) for one in ids)):
            raise InvalidValueError("ids", "must be a list of ids")
        wanted = None if status is None else JobStatus(status)
        return self._archive.search(text, wanted, limit, lambda job_id: self._ledger.get(job_id) is not None, ids)

    def archive(self, request: ArchiveJobs, jobs: list[Job]) -> list[str]:
        """Move ended jobs to the archive, arrays with their tasks; returns which of them went there."""
        gone = self._move(jobs)
        return [job.id for job in jobs if job.id in gone]

    def restore(self, job_ids: list[str]) -> list[str]:
        """Bring jobs back from the archive, arrays with their tasks; returns which of them were there."""
        with self._moving:
            self._clean_up()
            found = self._found(job_ids)
            if not found:
                return []
            jobs = sorted((one for job in found for one in (job, *self._tasks(job))), key=lambda one: one.number)
            moment = utc_now()
            back = [msgspec.structs.replace(one, updated=moment, archived=moment) for one in jobs]
            self._ledger.add_many((lambda _, one=one: one) for one in back)  # type: ignore[misc]
            self._archive.remove({one.id for one in back})
            self._ledger.change_many([one.id for one in back], lambda _: {"archived": None})
        return [job.id for job in found]

    def delete(self, job_ids: list[str]) -> list[str]:
        """Remove archived jobs for good, arrays with their tasks, logs and all; returns which of them were there."""
        with self._moving:
            self._clean_up()
            found = self._found(job_ids)
            if not found:
                return []
            gone = [one for job in found for one in (*self._tasks(job), job)]
            self._ledger.check_lock()
            self._archive.remove({one.id for one in gone})
        self._leftovers.remove_all(one.id for one in gone)
        return [job.id for job in found]

    def _found(self, job_ids: list[str]) -> list[Job]:
        """Return the jobs that are in the archive still: others may have taken them out meanwhile."""
        return self._archive.get_many(job_ids) if job_ids else []

    def _tasks(self, job: Job) -> list[Job]:
        return self._archive.tasks_of(job.id) if job.is_array else []

    # -- moving

    def _clean_up(self) -> None:
        """Take what a kill interrupted out of the archive; the first thing that is done by whoever moves."""
        if self._interrupted:
            self._ledger.check_lock()
            self._archive.remove(self._interrupted)
            self._ledger.change_many(self._interrupted, lambda _: {"archived": None})
            self._interrupted = set()

    def _move(self, jobs: list[Job]) -> set[str]:
        """Move jobs, each with its tasks, and return the ids of all that went."""
        ids = [one for job in jobs for one in (*task_ids(job), job.id)]
        with self._moving:
            self._clean_up()
            moment = utc_now()
            marked = self._ledger.change_many(
                ids, lambda job: {"archived": moment} if job.is_final and job.deleted is None else None
            )
            try:
                self._archive.append(marked)
            except StoreError:
                self._ledger.change_many(ids, lambda job: {"archived": None} if job.archived else None)
                raise
            gone = self._ledger.remove(ids, lambda job: job.archived is not None)
        return {job.id for job in gone}

    def _on_event(self, event: Event) -> None:
        if isinstance(event, JobChanged):
            is_news = event.job.is_final and event.job.status is not event.old.status
            if is_news and not self._is_changed:
                self.look()
        elif isinstance(event, JobRemoved):
            self._sizes.pop(event.job.id, None)
        elif isinstance(event, QueueLooked) and event.limits is not self._rules:
            self._rules = event.limits
            self.look()

    def _tick(self) -> float | None:
        keeps = self._keeps()
        if not keeps:
            return None
        now = time.monotonic()
        if not self._is_changed and now < self._next_look:
            return self._next_look - now
        self._is_changed = False
        excess = self._excess(keeps)
        for at in range(0, len(excess), _AT_A_TIME):
            if self._closing.is_set():
                break
            self._move(excess[at : at + _AT_A_TIME])
        took_s = time.monotonic() - now
        self._next_look = time.monotonic() + _EVERY_S
        self._closing.wait(max(_BREATH_S, 20 * took_s))
        return _EVERY_S

    def _keeps(self) -> dict[str | None, Keep]:
        """The rules by queue; those for everything under None."""
        whole = {name: self._settings.number(f"archive_{name}") or None for name in Keep.__struct_fields__}
        count = whole["count"]
        found: dict[str | None, Keep] = {None: Keep(whole["days"], None if count is None else int(count), whole["gb"])}
        for name, rules in self._limits.limits.queues.items():
            found[name] = Keep(rules.keep_days, rules.keep_count, rules.keep_gb)
        return {name: keep for name, keep in found.items() if keep != Keep()}

    def _excess(self, keeps: dict[str | None, Keep]) -> list[Job]:
        ended = list(filter(self._may_leave, self._ledger.all()))
        chosen: dict[str, Job] = {}
        for queue, keep in keeps.items():
            jobs = ended if queue is None else [job for job in ended if job.queue == queue]
            chosen |= {job.id: job for job in choose_excess(jobs, keep, datetime.now(UTC), self._size_of)}
        return sorted(chosen.values(), key=lambda job: (job.updated, job.number))

    def _may_leave(self, job: Job) -> bool:
        return _ARCHIVE.not_possible_because(job, self._ledger) is None

    def _size_of(self, job: Job) -> int:
        """How many bytes the logs of an ended job have, with those of its tasks and earlier attempts."""
        if job.id not in self._sizes:
            folders = [self._folder.job(one) for one in (*task_ids(job), job.id)]
            logs = [log for folder in folders for log in (folder.log, *folder.path.glob("attempts/*/job.log"))]
            self._sizes[job.id] = sum(map(log_size, logs))
        return self._sizes[job.id]

"""The trash: what was deleted comes back until it is older, or more, than the settings keep."""

from __future__ import annotations

import itertools
import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from jobdesk.core.actions.base import JobsRequest
from jobdesk.core.actions.removal import DeleteJobs, RestoreJobs
from jobdesk.core.errors import FolderLostError
from jobdesk.core.job import Job
from jobdesk.core.jobs.array_tasks import task_ids
from jobdesk.core.timing.times import format_time
from jobdesk.engine.handlers.retention import Retention
from jobdesk.engine.runtime.service_thread import ServiceThread
from jobdesk.engine.storage.folder_cleaner import Leftovers
from jobdesk.engine.storage.ledger import Ledger, utc_now
from jobdesk.engine.storage.settings import Settings

_log = logging.getLogger(__name__)
_EVERY_S = 3600.0
_AT_A_TIME = 200


class Trash:
    """Deletes jobs and brings them back, and empties itself on a thread of its own."""

    def __init__(self, ledger: Ledger, retention: Retention, leftovers: Leftovers, settings: Settings) -> None:
        self._ledger = ledger
        self._retention = retention
        self._leftovers = leftovers
        self._settings = settings
        self._closing = threading.Event()
        self._thread = ServiceThread("trash", self._run)

    def start(self) -> None:
        """Begin to empty itself.

        Raises:
            SystemLimitError: The system gives no thread.
        """
        self._thread.start()

    def close(self) -> None:
        """Stop; a removal that is under way is finished by the next engine."""
        self._closing.set()
        self._thread.join()

    def delete(self, request: DeleteJobs, jobs: list[Job]) -> list[str]:
        """Move jobs to the trash, arrays with their tasks, and delete archived ones for good."""
        moment = utc_now()
        done = self._change(request, jobs, {"deleted": moment})
        return done + self._retention.delete([job.id for job in jobs if job.archived])

    def restore(self, request: RestoreJobs, jobs: list[Job]) -> list[str]:
        """Bring jobs back from the trash or the archive, arrays with their tasks."""
        done = self._change(request, jobs, {"deleted": None})
        return done + self._retention.restore([job.id for job in jobs if job.archived])

    def _change(self, request: JobsRequest, jobs: list[Job], fields: dict[str, Any]) -> list[str]:
        """Change jobs of the list, arrays with their tasks, if it is still possible; returns the ids of those."""
        listed = [job.id for job in jobs if not job.archived]
        with self._ledger.together():
            changed = self._ledger.change_many(
                listed, lambda job: fields if request.not_possible_because(job, self._ledger) is None else None
            )
            for job in changed:
                self._ledger.change_many(task_ids(job), lambda _: fields)
        return [job.id for job in changed]

    def empty(self) -> int:
        """Remove everything in the trash for good, files and all.

        Returns:
            How many jobs are gone, arrays being one; a job of which something is left is not among them.
        """
        self._leftovers.try_again()
        return self._remove([job for job in self._ledger.all() if job.deleted and job.parent is None])

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._ledger.check_lock()
                self._leftovers.try_again()
                self._remove(self._overdue())
            except FolderLostError:
                return
            except Exception:  # noqa: BLE001
                # What could not be removed now is tried again in an hour.
                _log.exception("The trash could not be emptied")
            self._closing.wait(_EVERY_S)

    def _overdue(self) -> list[Job]:
        """Return what the settings no longer keep: the oldest beyond a count, and all beyond an age."""
        oldest_kept = format_time(datetime.now(UTC) - timedelta(days=self._settings.number("trash_days")))
        found = [job for job in self._ledger.all() if job.deleted and job.parent is None]
        deleted = sorted(found, key=lambda job: job.deleted or "")
        excess = max(0, len(deleted) - int(self._settings.number("trash_count")))
        return [job for at, job in enumerate(deleted) if at < excess or (job.deleted or "") < oldest_kept]

    def _remove(self, jobs: list[Job]) -> int:
        removed = 0
        for at in range(0, len(jobs), _AT_A_TIME):
            if self._closing.is_set():
                break
            # The record goes first: files without a record are rubbish, a record without files would be a lie. And the
            # array last: as long as it is there, what is left of its tasks goes with it.
            ids = {job.id: (*task_ids(job), job.id) for job in jobs[at : at + _AT_A_TIME]}
            gone = {one.id for one in self._ledger.remove(itertools.chain(*ids.values()), _is_deleted)}
            self._ledger.check_lock()
            left = self._leftovers.remove_all(gone)
            removed += sum(job_id in gone and left.isdisjoint(own) for job_id, own in ids.items())
        return removed


def _is_deleted(job: Job) -> bool:
    return job.deleted is not None

"""The trash: what was deleted comes back until it is older, or more, than the settings keep."""

from __future__ import annotations

import logging
import shutil
import threading
from datetime import UTC, datetime, timedelta

from jobdesk.core.job import Job
from jobdesk.core.times import format_time
from jobdesk.engine.data_folder import DataFolder
from jobdesk.engine.ledger import Ledger, utc_now
from jobdesk.engine.settings import Settings

_log = logging.getLogger(__name__)
_EVERY_S = 3600.0


class Trash:
    """Deletes jobs and brings them back, and empties itself on a thread of its own."""

    def __init__(self, ledger: Ledger, folder: DataFolder, settings: Settings) -> None:
        self._ledger = ledger
        self._folder = folder
        self._settings = settings
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="trash", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop; a removal that is under way is finished by the next engine."""
        self._closing.set()
        self._thread.join()

    def put(self, job_id: str) -> bool:
        """Move a job to the trash; False if it is there already, or neither ended nor held."""
        changed = self._ledger.change(
            job_id,
            lambda job: {"deleted": utc_now()} if not job.deleted and (job.is_final or job.is_held) else None,
        )
        return changed is not None

    def restore(self, job_id: str) -> bool:
        """Bring a job back from the trash; False if it is not there."""
        return self._ledger.change(job_id, lambda job: {"deleted": None} if job.deleted else None) is not None

    def empty(self) -> int:
        """Remove everything in the trash for good, files and all, and return how many jobs that were."""
        return self._remove([job for job in self._ledger.all() if job.deleted])

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._remove(self._overdue())
            except Exception:  # noqa: BLE001
                # What could not be removed now is tried again in an hour.
                _log.exception("The trash could not be emptied")
            self._closing.wait(_EVERY_S)

    def _overdue(self) -> list[Job]:
        """Return what the settings no longer keep: the oldest beyond a count, and all beyond an age."""
        oldest_kept = format_time(datetime.now(UTC) - timedelta(days=self._settings.number("trash_days")))
        deleted = sorted((job for job in self._ledger.all() if job.deleted), key=lambda job: job.deleted or "")
        excess = max(0, len(deleted) - int(self._settings.number("trash_count")))
        return [job for at, job in enumerate(deleted) if at < excess or (job.deleted or "") < oldest_kept]

    def _remove(self, jobs: list[Job]) -> int:
        removed = 0
        for job in jobs:
            if self._closing.is_set():
                break
            # The record goes first: files without a record are rubbish, a record without files would be a lie.
            if self._ledger.remove(job.id, lambda now: now.deleted is not None):
                shutil.rmtree(self._folder.job(job.id).path, ignore_errors=True)
                removed += 1
        return removed

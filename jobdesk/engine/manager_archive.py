"""The methods of `JobManager` that concern the archive; `restore_job` and `delete_job` reach into it too."""

from __future__ import annotations

from collections.abc import Sequence

from jobdesk.core.job import Job
from jobdesk.core.jobs.selection import JobRef
from jobdesk.engine.engine_connection import Door


class ArchiveMethods:
    """A part of `JobManager`."""

    _door: Door

    def archive_job(self, job_id: JobRef) -> bool:
        """Move a job that has ended to the archive, an array with its tasks: out of the list, but not out of reach.

        Returns:
            False if it is unknown, has not ended, is in the trash, is a task, or if another job waits for it.
        """
        return bool(self._door.ask("archive_job", False, job_id=job_id))

    def search_archive(
        self, text: str = "", status: str | None = None, limit: int = 100, ids: Sequence[JobRef] | None = None
    ) -> list[Job]:
        """Return archived jobs, the newest first.

        Args:
            text: Words that must all occur in a job's id, number, name, tags, queue, config, notes or error.
            status: Only those of this status.
            limit: At most so many, up to 10,000.
            ids: Only these jobs; None is any.

        Raises:
            InvalidValueError: There is no such status, the limit is no such count, or `ids` no list of ids.
        """
        named = self._door.ids_of(ids) if isinstance(ids, (list, tuple)) else ids
        wishes = {"text": text, "status": status, "limit": limit, "ids": named}
        jobs: list[Job] = self._door.ask("search_archive", [], **wishes)
        return jobs

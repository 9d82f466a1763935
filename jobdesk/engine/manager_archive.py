"""The methods of `JobManager` that search the archive."""

from __future__ import annotations

from collections.abc import Sequence

from jobdesk.core.job import Job
from jobdesk.core.jobs.selection import JobRef
from jobdesk.engine.engine_connection import Door


class ArchiveMethods:
    """A part of `JobManager`."""

    _door: Door

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

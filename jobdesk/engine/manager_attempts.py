"""The methods of `JobManager` that concern the attempts of a job: their logs and their time limits."""

from __future__ import annotations

from jobdesk.core.jobs.selection import JobRef
from jobdesk.core.timing.deadlines import Deadline
from jobdesk.engine.engine_connection import Door


class AttemptMethods:
    """A part of `JobManager`."""

    _door: Door

    def read_log(self, job_id: JobRef, tail: int | None = None, attempt: int | None = None) -> str:
        """Return a job's log, or its last `tail` lines.

        Args:
            job_id: Whose.
            tail: How many lines; None is all, up to 16 MB.
            attempt: Of which attempt, from 1; None is the newest that has begun.

        Raises:
            JobNotFoundError: There is no such job.
            InvalidValueError: `tail` is not a count, or there is no such attempt.
            LogUnreadableError: The file cannot be read, or the job has put a link in its place.
        """
        text: str = self._door.ask_now("read_log", job_id=job_id, tail=tail, attempt=attempt)
        return text

    def deadlines(self, job_id: JobRef) -> list[Deadline]:
        """Return the time limits of a job, how much of each has passed, and why one does not apply.

        Raises:
            JobNotFoundError: There is no such job.
        """
        deadlines: list[Deadline] = self._door.ask_now("deadlines", job_id=job_id)
        return deadlines

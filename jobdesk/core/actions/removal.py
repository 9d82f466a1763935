"""Requests that take jobs out of the list, and bring them back: archive, trash, restore."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jobdesk.core.actions.base import Jobs, JobsRequest, Request
from jobdesk.core.actions.not_possible import NotPossible
from jobdesk.core.job import Job, ReasonCode
from jobdesk.core.jobs.triggers import must_fire

_REALLY_HELD = {ReasonCode.NOT_STARTED, ReasonCode.HELD}


class ArchiveJobs(JobsRequest, frozen=True):
    """Move jobs that have ended to the archive, arrays with their tasks: out of the list, but not out of reach."""

    already = frozenset({NotPossible.ARCHIVED})

    def not_possible_because(self, job: Job, jobs: Jobs) -> NotPossible | None:
        """Only what has ended, and what nobody waits for, can go."""
        if job.archived:
            return NotPossible.ARCHIVED
        if job.deleted:
            return NotPossible.TRASHED
        if job.parent is not None:
            return NotPossible.TASK
        if not job.is_final:
            return NotPossible.UNFINISHED
        if must_fire(job):
            return NotPossible.TRIGGERS_WAIT
        return NotPossible.WAITED_FOR if jobs.is_waited_for(job) else None

    def inverse(self, done: list[str], before: Callable[[str], Job | None]) -> list[Request[Any]]:
        """Bring them back."""
        return [RestoreJobs(job_ids=tuple(done))]


class DeleteJobs(JobsRequest, frozen=True):
    """Move jobs that have ended, or are held, to the trash, arrays with their tasks; delete archived ones for good."""

    # An archived job is gone after it.
    already = frozenset({NotPossible.TRASHED, NotPossible.UNKNOWN})

    def not_possible_because(self, job: Job, jobs: Jobs) -> NotPossible | None:
        """Only what neither waits nor runs can go."""
        if job.deleted:
            return NotPossible.TRASHED
        if job.parent is not None:
            return NotPossible.TASK
        # An array whose tasks wait is held only in that it is no work itself.
        is_held = job.is_held and not (job.is_array and job.reason is not None and job.reason.code not in _REALLY_HELD)
        return None if job.is_final or is_held else NotPossible.UNFINISHED

    def inverse(self, done: list[str], before: Callable[[str], Job | None]) -> list[Request[Any]]:
        """Bring back those that went to the trash."""
        trashed = [job_id for job_id in done if (job := before(job_id)) is not None and not job.archived]
        return [RestoreJobs(job_ids=tuple(trashed))] if trashed else []


class RestoreJobs(JobsRequest, frozen=True):
    """Bring jobs back from the trash or the archive, arrays with their tasks."""

    already = frozenset({NotPossible.NOT_TRASHED})

    def not_possible_because(self, job: Job, jobs: Jobs) -> NotPossible | None:
        """Only what is in the trash or the archive comes back; a task with its array."""
        if not job.deleted and not job.archived:
            return NotPossible.NOT_TRASHED
        return NotPossible.TASK if job.parent is not None else None

    def inverse(self, done: list[str], before: Callable[[str], Job | None]) -> list[Request[Any]]:
        """Put each back where it was."""
        archived = [job_id for job_id in done if (job := before(job_id)) is not None and job.archived]
        trashed = [job_id for job_id in done if (job := before(job_id)) is not None and not job.archived]
        back: list[Request[Any]] = []
        if trashed:
            back.append(DeleteJobs(job_ids=tuple(trashed)))
        if archived:
            back.append(ArchiveJobs(job_ids=tuple(archived)))
        return back

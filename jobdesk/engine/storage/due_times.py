"""Which jobs wait for a moment of their own: they are scheduled until it has come, and then wait their turn.

The runs of schedules are not among them, which the scheduler lets go; nor are further attempts, which have reasons of
their own.
"""

from __future__ import annotations

import bisect
import itertools
from datetime import datetime

import msgspec

from jobdesk.core.job import RELEASED, Job, JobStatus, Reason, ReasonCode

_UNTIL = frozenset({ReasonCode.WAITING_LIMIT, ReasonCode.RESOURCE_MISSING, ReasonCode.SCHEDULED})


def reasoned(job: Job, now: str) -> Job:
    """Return a job with the reason that its moment gives it; only one that waits for no more than its turn has any."""
    if job.status is not JobStatus.QUEUED or job.reason is None or job.schedule is not None or job.attempts:
        return job
    lies_ahead = job.not_before is not None and job.not_before > now and not job.rush
    if lies_ahead and job.reason.code in _UNTIL:
        return msgspec.structs.replace(job, reason=reason_until(job.not_before or now))
    return msgspec.structs.replace(job, reason=RELEASED) if _is_timed(job) else job


def reason_until(moment: str) -> Reason:
    """Say that something is scheduled, in the machine's own time."""
    local = datetime.fromisoformat(moment).astimezone()
    form = "%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M"
    return Reason(ReasonCode.SCHEDULED, f"Scheduled for {local.strftime(form)}")


def _is_timed(job: Job) -> bool:
    is_scheduled = job.reason is not None and job.reason.code == ReasonCode.SCHEDULED
    return is_scheduled and job.schedule is None and not job.is_array and job.status is JobStatus.QUEUED


class Moments:
    """The moments of the scheduled jobs, the next one first."""

    def __init__(self) -> None:
        self._found: list[tuple[str, str]] = []

    def add(self, job: Job) -> None:
        """Take up a job, if it is scheduled."""
        if _is_timed(job):
            bisect.insort(self._found, (job.not_before or "", job.id))

    def discard(self, job: Job) -> None:
        """Forget a job, as it was when it was taken up."""
        if _is_timed(job):
            del self._found[bisect.bisect_left(self._found, (job.not_before or "", job.id))]

    @property
    def next(self) -> str | None:
        """The moment of the first of them; None if there are none."""
        return self._found[0][0] if self._found else None

    def due(self, now: str) -> list[str]:
        """Return the ids of those whose moment has come."""
        return [job_id for _, job_id in itertools.takewhile(lambda one: one[0] <= now, self._found)]

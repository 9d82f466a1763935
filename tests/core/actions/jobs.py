"""Jobs to ask the preconditions of requests about."""

from typing import Any

import msgspec

from jobdesk.core.job import RELEASED, Job, JobStatus, Reason

AT = "2026-01-31T10:00:00.000Z"


class KnownJobs:
    """A few jobs, by their ids."""

    def __init__(self, *jobs: Job) -> None:
        self._jobs = {job.id: job for job in jobs}

    def find(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id)

    def is_waited_for(self, job: Job) -> bool:
        return any(job.id in other.after for other in self._jobs.values() if not other.is_final)


def make(job_id: str = "aaaaaaaaaaaa", status: JobStatus = JobStatus.COMPLETED, **fields: Any) -> Job:
    given: dict[str, Any] = {"name": "one", "kind": "command", "raw_config": msgspec.Raw(b'{"command":["true"]}')}
    return Job(id=job_id, number=1, status=status, created=AT, updated=AT, **{**given, **fields})


def queued(code: str = "", **fields: Any) -> Job:
    """A job that waits its turn, or for a reason."""
    return make(status=JobStatus.QUEUED, reason=Reason(code, "") if code else RELEASED, **fields)

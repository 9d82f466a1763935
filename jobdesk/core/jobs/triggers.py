"""Whether something is still to be started because a job has ended."""

from __future__ import annotations

from jobdesk.core.job import Job, ReasonCode

_NEVER_RAN = {ReasonCode.SKIPPED, ReasonCode.MISSED}


def must_fire(job: Job) -> bool:
    """Whether a job has ended, and what is to follow was not started yet."""
    if not job.is_final or job.triggered is not None or job.policy is None or not job.policy.triggers:
        return False
    return job.reason is None or job.reason.code not in _NEVER_RAN

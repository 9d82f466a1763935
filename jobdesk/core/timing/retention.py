"""Which ended jobs leave the list for the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import msgspec

from jobdesk.core.job import Job
from jobdesk.core.timing.times import format_time

_BYTES_PER_GB = 1e9


class Keep(msgspec.Struct, frozen=True):
    """How much stays in the list: what is older, or beyond the count or the size, goes; None sets no bound.

    Attributes:
        days: Age since the last change.
        count: How many jobs; an array is one.
        gb: Size of their logs together, in GB (10^9 bytes).
    """

    days: float | None = None
    count: int | None = None
    gb: float | None = None


def choose_excess(jobs: Iterable[Job], keep: Keep, now: datetime, size_of: Callable[[Job], int]) -> list[Job]:
    """Choose the jobs that are no longer kept, the oldest first.

    Args:
        jobs: Those that may go.
        keep: How much stays.
        now: The present moment.
        size_of: Tells how many bytes a job's logs have; asked only if there is a bound on them.
    """
    oldest = "" if keep.days is None else format_time(now - timedelta(days=keep.days))
    kept_bytes = 0
    gone = []
    for at, job in enumerate(sorted(jobs, key=lambda job: (job.updated, job.number), reverse=True)):
        kept_bytes += 0 if keep.gb is None else size_of(job)
        is_too_big = keep.gb is not None and kept_bytes > keep.gb * _BYTES_PER_GB
        if job.updated < oldest or (keep.count is not None and at >= keep.count) or is_too_big:
            gone.append(job)
    return gone[::-1]

"""Which earlier run of the same thing ended well: the one to compare a run with."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jobdesk.core.job import Job, JobStatus

_ENDLESS = "\x7f"
"""Stands after every time as JobDesk writes it."""


def last_good_run(job: Job, jobs: Iterable[Job], find: Callable[[str], Job | None]) -> Job | None:
    """Return the newest completed run of the same thing that started before a job did.

    The same thing has the same kind and name, as where it is told how long runs usually take; or it belongs to the
    same chain of reruns, whatever their names are by now. Of a job that has not started, all others are earlier.

    Args:
        job: The job to compare; its own state does not matter.
        jobs: All jobs; those in the trash are left out.
        find: Returns a job by its id.
    """
    begun = (job.started or job.finished or _ENDLESS, job.number)
    name, first = job.name, _first_of(job, find)
    best, best_begun = None, ("", 0)
    for one in jobs:
        # Nearly all of a long history is something else.
        if one.name != name and one.rerun_of is None and one.id != first:
            continue
        if one.status is not JobStatus.COMPLETED or one.deleted or one.id == job.id:
            continue
        if not (one.name == name and one.kind == job.kind) and _first_of(one, find) != first:
            continue
        one_begun = (one.started or one.created, one.number)
        if best_begun < one_begun < begun:
            best, best_begun = one, one_begun
    return best


def _first_of(job: Job, find: Callable[[str], Job | None]) -> str:
    """Return the id of the job that a chain of reruns began with, as far as it is known."""
    seen = {job.id}
    while job.rerun_of is not None and job.rerun_of not in seen:
        seen.add(job.rerun_of)
        former = find(job.rerun_of)
        if former is None:
            return job.rerun_of
        job = former
    return job.id

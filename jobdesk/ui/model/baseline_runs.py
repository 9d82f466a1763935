"""Remembers which run each of the jobs that were looked at is compared with: to look for it goes through all jobs."""

from __future__ import annotations

from typing import Final

from jobdesk.core.job import Job, JobStatus

_MOST: Final = 100


class GoodRuns:
    """Finds the last good run of a job among those that are there."""

    def __init__(self, jobs: dict[str, Job]) -> None:
        """Look among jobs, which others put there and take away."""
        self._jobs = jobs
        self._found: dict[str, str] = {}

    def of(self, job: Job) -> Job | None:
        """Return the newest completed run of the same thing that started before a job did, if there is one."""
        from jobdesk.core.output.baseline_run import last_good_run  # Late: nobody asks before the window shows.

        if job.id not in self._found:
            if len(self._found) >= _MOST:
                self._found.clear()
            found = last_good_run(job, self._jobs.values(), self._jobs.get)
            self._found[job.id] = "" if found is None else found.id
        return self._jobs.get(self._found[job.id])

    def note(self, old: Job | None, new: Job | None) -> None:
        """Take that a job changed, came or went; most changes concern none that was looked at."""
        if not self._found or (old is not None and new is not None and _sort(old) == _sort(new)):
            return
        for job in (old, new):
            if job is not None:
                self._found.pop(job.id, None)
                if job.status is JobStatus.COMPLETED:
                    self._forget_like(job)

    def _forget_like(self, job: Job) -> None:
        for job_id in [*self._found]:
            one = self._jobs.get(job_id)
            # Whether a chain of reruns leads from one to the other is only told by going along it.
            if one is None or job.rerun_of or one.rerun_of or (one.kind, one.name) == (job.kind, job.name):
                del self._found[job_id]


def _sort(job: Job) -> tuple[object, ...]:
    return job.status, job.started, job.name, job.deleted

"""Index of the jobs that others wait for, so that nobody has to walk all jobs to learn it."""

from __future__ import annotations

from collections.abc import Mapping

from jobdesk.core.job import Job


class Awaited:
    """Which jobs some job that has not ended waits for; a task stands for its array as well."""

    def __init__(self, jobs: Mapping[str, Job]) -> None:
        self._jobs = jobs
        self._awaited_by: dict[str, tuple[str, ...]] = {}
        self._waiting: dict[str, set[str]] = {}
        for job in jobs.values():
            self.add(job)

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._waiting

    def add(self, job: Job) -> None:
        """Take up a job, which may wait for others."""
        if not job.after or job.is_final:
            return
        arrays = {task.parent for one in job.after if (task := self._jobs.get(one)) and task.parent is not None}
        awaited = self._awaited_by[job.id] = (*job.after, *arrays)
        for job_id in awaited:
            self._waiting.setdefault(job_id, set()).add(job.id)

    def discard(self, job_id: str) -> None:
        """Forget a job, which has changed or is gone."""
        for awaited in self._awaited_by.pop(job_id, ()):
            waiting = self._waiting.get(awaited, set())
            waiting.discard(job_id)
            if not waiting:
                self._waiting.pop(awaited, None)

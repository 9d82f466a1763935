"""The verbs for many jobs: each does what its verb for one does, with one wait for the disk and one look at the queue.

What one of the jobs refuses is done to the others, and told at the end. A kill in between leaves each job either as it
was or as it was to be: asking again does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from jobdesk.core.errors import FolderLostError, JobDeskError, JobFolderError, NotAllDoneError, StoreError
from jobdesk.core.job import Job, JobStatus
from jobdesk.core.jobs.selection import find_jobs
from jobdesk.engine.storage.ledger import Ledger


class Bulk:
    """The verbs, each asked with the ids of jobs; it passes over those that are unknown or that it cannot be done to.

    Each raises a `NotAllDoneError` if some refused, and a `StoreError`, once for all of them, if the disk refused to
    store a change or what was done may not survive a power cut.
    """

    def __init__(
        self,
        ledger: Ledger,
        find_verb: Callable[[str], Callable[..., Any]],
        dispatch: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._find_verb = find_verb
        self._dispatch = dispatch

    def find_jobs(self, job_refs: list[str]) -> list[Job | None]:
        """Return the jobs of the list that ids, numbers or prefixes name; None for what names none, or several."""
        return find_jobs(list(map(str, job_refs)), self._ledger.all())

    def start_jobs(self, job_ids: list[str]) -> list[str]:
        """Release held jobs; see `JobManager.start_jobs`."""
        return self._each("start_job", job_ids).told()

    def run_jobs_now(self, job_ids: list[str]) -> list[str]:
        """Start queued jobs whatever limits, pauses and times say."""
        return self._each("run_now", job_ids).told()

    def cancel_jobs(self, job_ids: list[str], *, force: bool = False) -> list[str]:
        """Ask for the stop of jobs; of those that wait first, so that they do not start meanwhile."""
        waiting = {one for one in job_ids if (job := self._ledger.get(one)) and job.status is JobStatus.QUEUED}
        return self._each("cancel_job", sorted(job_ids, key=lambda one: one not in waiting), force=force).told()

    def pause_jobs(self, job_ids: list[str]) -> list[str]:
        """Freeze jobs that run, and hold those that wait."""
        return self._each("pause_job", job_ids).told()

    def resume_jobs(self, job_ids: list[str]) -> list[str]:
        """Let paused jobs go on, and release held ones."""
        return self._each("resume_job", job_ids).told()

    def rerun_jobs(self, job_ids: list[str], *, new_ids: list[str], start: bool = False, **origin: Any) -> list[Job]:
        """Create jobs with the configs of others; `new_ids` are theirs, so that asking twice makes none twice."""
        new = iter(new_ids)
        made: list[Job] = []

        def rerun(job_id: str) -> bool:
            job = rerun_one(job_id, start=start, new_id=next(new), **origin)
            made.extend([] if job is None else [job])
            return job is not None

        rerun_one = self._find_verb("rerun_job")
        self._each(rerun, job_ids).told()
        return [self._ledger.get(job.id) or job for job in made]

    def update_jobs(self, changes: dict[str, dict[str, Any]]) -> list[str]:
        """Change fields of jobs, by their ids; see `JobManager.update_job`."""
        update = self._find_verb("update_job")
        return self._each(lambda job_id: update(job_id, changes[job_id]), changes).told()

    def _each(self, verb: str | Callable[..., Any], job_ids: Iterable[str], **options: Any) -> _Outcome:
        deed = self._find_verb(verb) if isinstance(verb, str) else verb
        outcome = _Outcome()
        try:
            with self._ledger.together():
                for job_id in job_ids:
                    with outcome.noting([job_id]):
                        outcome.done += [job_id] if deed(job_id, **options) else []
        finally:
            self._dispatch()
        return outcome


class _Outcome:
    """What has become of a deed."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._problems: dict[str, str] = {}
        self._refused: StoreError | None = None

    @contextmanager
    def noting(self, job_ids: list[str]) -> Iterator[None]:
        """Note it if jobs, or the disk, refuse, and go on: a full disk keeps no running job from being stopped.

        Raises:
            FolderLostError: Nothing more is to be written.
        """
        try:
            yield
        except JobDeskError as error:
            if isinstance(error, FolderLostError):
                raise
            if isinstance(error, StoreError) and not isinstance(error, JobFolderError):
                self._refused = self._refused or error  # It concerns no job more than another.
                return
            self._problems |= dict.fromkeys(job_ids, str(error))

    def told(self) -> list[str]:
        """Return the ids of the jobs to which it was done.

        Raises:
            StoreError: The disk refused.
            NotAllDoneError: Some refused.
        """
        if self._refused is not None:
            raise self._refused
        if self._problems:
            raise NotAllDoneError(self.done, self._problems)
        return self.done

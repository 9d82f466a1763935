"""What is done to single jobs: stopping them, freezing them, and letting them go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from jobdesk.core.errors import FolderLostError, JobFolderError, StoreError
from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.engine.execution.watcher import FolderWatcher
from jobdesk.engine.execution.worker import write_summary
from jobdesk.engine.runtime.disk import refused_at
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.ledger import Ledger, utc_now
from jobdesk.executors.local import request_cancel, request_pause
from jobdesk.executors.processes import awake_clock_s


class Deeds:
    """Does them; what follows for the queue is the caller's. Each returns False for a job that is unknown.

    Each raises a `JobFolderError` if it could not be asked of the job, as when its folder is gone. A stop stays on
    record then, and the next engine asks for it again; a pause does not.
    """

    def __init__(self, ledger: Ledger, folder: DataFolder, watcher: FolderWatcher) -> None:
        self._ledger = ledger
        self._folder = folder
        self._watcher = watcher

    def change(self, job_id: str, compute: Callable[[Job], dict[str, Any] | None]) -> Job | None:
        """Change a job as `Ledger.change` does; None if it is unknown, or stays as it is."""
        return self._ledger.change(job_id, compute) if job_id in self._ledger.jobs_by_id else None

    def cancel(
        self,
        job_id: str,
        *,
        force: bool = False,
        stopping: Reason | None = None,
        only_if: Callable[[Job], bool] = lambda _: True,
    ) -> bool:
        """Ask for the stop of a job, or end one that is queued; False if it has ended.

        Args:
            job_id: Which one.
            force: Whether to kill it without any grace.
            stopping: Why JobDesk itself stops it; None is that somebody asked. A job so stopped has failed.
            only_if: Looks at the job as it is by then; what it refuses stays as it is.
        """

        def compute(job: Job) -> dict[str, Any] | None:
            if job.is_final or not only_if(job):
                return None
            if job.status is JobStatus.QUEUED:
                reason = Reason(ReasonCode.BY_USER, "Cancelled by you before it started")
                if job.attempt > 1:
                    reason = Reason(ReasonCode.BY_USER, f"Cancelled by you before attempt {job.attempt} started")
                status = JobStatus.CANCELLED if stopping is None else JobStatus.FAILED
                return {
                    "cancelled": stopping is None,
                    "status": status,
                    "reason": stopping or reason,
                    "finished": utc_now(),
                }
            return {"cancelled": True} if stopping is None else {"stopping": stopping}

        self._pass_wait_on(job_id)
        job = self._change_on_full_disk(job_id, compute)
        if job is None:
            return False
        if job.occupies_a_place:
            folder = self._folder.job(job_id)
            with refused_at(folder.path, JobFolderError):
                request_cancel(folder, is_forced=force)
            # If its supervisor has died, its worker has to have it replaced by one that stops the job.
            self._watcher.wake(job_id)
        elif job.is_final:
            write_summary(self._folder.job(job_id), job)
        return True

    def _change_on_full_disk(self, job_id: str, compute: Callable[[Job], dict[str, Any] | None]) -> Job | None:
        """Change a job as `change` does; the change of one that runs holds even if the disk is too full for it.

        A full disk must not keep alive what fills it. The request in the job's folder stands for the record.

        Raises:
            StoreError: The job does not run, or the folder is lost.
        """
        try:
            return self.change(job_id, compute)
        except FolderLostError:
            raise
        except StoreError:
            job = self._ledger.change(
                job_id, lambda job: compute(job) if job.occupies_a_place else None, durable=False, must=True
            )
            if job is None:
                raise
            return job

    def do_to_each(self, job_ids: Iterable[str], deed: Callable[[str], bool]) -> int:
        """Do something to several jobs, and return to how many it was done; one that fails keeps it from no other.

        Raises:
            StoreError: The first that there was, once all the others are done.
        """
        done, first = 0, None
        with self._ledger.together():
            for job_id in job_ids:
                try:
                    done += deed(job_id)
                except StoreError as error:
                    first = first or error
        if first is not None:
            raise first
        return done

    def _pass_wait_on(self, job_id: str) -> None:
        """Let the runs behind a queued run of a schedule wait for what that one waits for: it may end before it."""
        job = self._ledger.get(job_id)
        if job is None or job.schedule is None or job.status is not JobStatus.QUEUED or not job.after:
            return
        for other in self._ledger.dependents(job_id):
            if other.schedule == job.schedule:
                self._ledger.change(other.id, lambda now: {"after": tuple(dict.fromkeys((*now.after, *job.after)))})

    def freeze(self, job_id: str, reason: Reason) -> bool:
        """Freeze a running job with all its processes; False if it does not run, or is frozen or being stopped."""

        def compute(job: Job) -> dict[str, Any] | None:
            can_be_frozen = job.occupies_a_place and not (job.is_paused or job.cancelled or job.stopping)
            return {"reason": reason, "paused_at_s": awake_clock_s()} if can_be_frozen else None

        return self._change_pause(job_id, compute, is_paused=True)

    def thaw(self, job_id: str) -> bool:
        """Let a frozen job go on; False if it is not frozen."""

        def compute(job: Job) -> dict[str, Any] | None:
            if not job.is_paused:
                return None
            now_s = awake_clock_s()
            begun_s = now_s if job.paused_at_s is None else job.paused_at_s
            return {"reason": None, "paused_at_s": None, "paused_s": job.paused_s + max(0.0, now_s - begun_s)}

        return self._change_pause(job_id, compute, is_paused=False)

    def _change_pause(self, job_id: str, compute: Callable[[Job], dict[str, Any] | None], *, is_paused: bool) -> bool:
        """Put it on record and ask for it; what cannot be asked for is taken back, so that it can be tried again."""
        before: dict[str, Any] = {}

        def note(job: Job) -> dict[str, Any] | None:
            before.update(reason=job.reason, paused_at_s=job.paused_at_s, paused_s=job.paused_s)
            return compute(job)

        if self._change_on_full_disk(job_id, note) is None:
            return False
        folder = self._folder.job(job_id)
        try:
            with refused_at(folder.path, JobFolderError):
                request_pause(folder, is_paused=is_paused)
        except StoreError:
            self._change_on_full_disk(job_id, lambda job: before if job.is_paused == is_paused else None)
            raise
        return True

"""Starts what may start: asks the queue, gives each job a worker, and asks again when something has changed."""

from __future__ import annotations

import threading
from typing import Any

from jobdesk.core.errors import StoreError
from jobdesk.core.job import Job, JobStatus, Reason
from jobdesk.core.queue import Decision, decide, why_not
from jobdesk.engine.data_folder import DataFolder
from jobdesk.engine.ledger import Ledger, utc_now
from jobdesk.engine.pool import Pool
from jobdesk.engine.settings import Settings
from jobdesk.engine.watcher import FolderWatcher
from jobdesk.engine.worker import Worker
from jobdesk.executors.base import Executor

_CLOSE_PATIENCE_S = 2.0


class Dispatcher:
    """Keeps as many jobs running as the queue allows, each with a worker on the pool."""

    def __init__(
        self,
        folder: DataFolder,
        ledger: Ledger,
        settings: Settings,
        executor: Executor,
        watcher: FolderWatcher,
        pool: Pool,
    ) -> None:
        self._folder = folder
        self._ledger = ledger
        self._settings = settings
        self._executor = executor
        self._watcher = watcher
        self._pool = pool
        self._stop = threading.Event()
        self._dispatching = threading.Lock()
        self._workers = 0
        self._workers_changed = threading.Condition()

    def take_up(self, jobs: list[Job]) -> None:
        """Give workers to jobs that an earlier engine left running."""
        for job in jobs:
            self._employ(job)

    def stop(self) -> None:
        """Start nothing any more; workers return when they next wake."""
        self._stop.set()

    def wait_for_workers(self) -> None:
        """Return when all workers have, or after a bounded time."""
        with self._workers_changed:
            self._workers_changed.wait_for(lambda: self._workers == 0, _CLOSE_PATIENCE_S)

    def why(self, job: Job) -> Reason | None:
        """Say why a job does not run; None if it does, or has ended."""
        waiting = [other.id for other in self._ledger.waiting()]
        ahead = waiting.index(job.id) if job.id in waiting else 0
        is_paused = self._settings.flag("queue_paused")
        return why_not(job, ahead, self._ledger.running(), self.run_limit, self._ledger.get, is_paused=is_paused)

    def dispatch(self) -> None:
        """Start whatever may start now; called after every change that could make room or need it."""
        while not self._stop.is_set() and self._dispatching.acquire(blocking=False):
            try:
                self._start_eligible()
            except StoreError as error:
                # Nobody may see a job running of which no line is on disk; it waits until saving works again.
                self._ledger.report_failure(error)
                return
            finally:
                self._dispatching.release()
            if not self._is_dispatch_due():
                return

    def _start_eligible(self) -> None:
        for job in self._decide().start:
            started = self._ledger.change(job.id, _begin, durable=False)
            if started is not None:
                self._employ(started)
        for job, reason in self._decide().abandon:
            self._ledger.change(job.id, lambda _, reason=reason: _abandon(reason))  # type: ignore[misc]

    def _decide(self) -> Decision:
        limit = 0 if self._settings.flag("queue_paused") else self.run_limit
        return decide(self._ledger.waiting(), self._ledger.running_count, limit, self._ledger.get)

    @property
    def run_limit(self) -> int:
        """How many jobs may run at once."""
        return int(self._settings.number("run_limit"))

    def _is_dispatch_due(self) -> bool:
        decision = self._decide()
        return bool(decision.start or decision.abandon)

    def _employ(self, job: Job) -> None:
        worker = Worker(
            job,
            self._folder.job(job.id),
            self._executor,
            self._ledger,
            self._watcher,
            self._stop,
            self._settings,
        )
        with self._workers_changed:
            self._workers += 1

        def work() -> None:
            try:
                worker()
            finally:
                self.dispatch()
                with self._workers_changed:
                    self._workers -= 1
                    self._workers_changed.notify_all()

        self._pool.start(work)


def _begin(job: Job) -> dict[str, Any] | None:
    return {"status": JobStatus.RUNNING, "reason": None, "started": utc_now()} if job.is_waiting else None


def _abandon(reason: Reason) -> dict[str, Any]:
    return {"status": JobStatus.CANCELLED, "reason": reason, "finished": utc_now()}

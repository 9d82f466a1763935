"""The verbs that concern queues as a whole: their rules, the limits of everything, pause, drain and resume."""

from __future__ import annotations

from typing import Any

from jobdesk.core.job import Job, Reason, ReasonCode
from jobdesk.core.limits import Limits, QueueState
from jobdesk.engine.deeds import Deeds
from jobdesk.engine.dispatcher import Dispatcher
from jobdesk.engine.ledger import Ledger
from jobdesk.engine.limits import LimitsStore
from jobdesk.engine.settings import Settings


class Queues:
    """The queues of one data folder."""

    def __init__(
        self, limits: LimitsStore, settings: Settings, ledger: Ledger, deeds: Deeds, dispatcher: Dispatcher
    ) -> None:
        self._limits = limits
        self._settings = settings
        self._ledger = ledger
        self._deeds = deeds
        self._dispatcher = dispatcher

    def get_limits(self) -> Limits:
        """Return resources, conditions and the rules of all queues."""
        return self._limits.limits

    def change_limits(self, fields: dict[str, Any]) -> Limits:
        """Set resources or conditions for everything; see `JobManager.change_limits`."""
        limits = self._limits.change(fields)
        self._dispatcher.refresh()
        return limits

    def change_queue(self, queue: str, fields: dict[str, Any]) -> Limits:
        """Set rules of one queue; see `JobManager.change_queue`."""
        limits = self._limits.change_queue(queue, fields)
        self._dispatcher.refresh()
        return limits

    def pause_queue(self, queue: str | None = None, *, drain: bool = False) -> int:
        """Start nothing of one queue, or of all, and freeze what runs unless `drain`; return how many were frozen."""
        if queue is None:
            self._settings.change("queue_paused", True)
        else:
            self._limits.change_queue(queue, {"state": QueueState.DRAINING if drain else QueueState.PAUSED})
        self._dispatcher.refresh()
        if drain:
            return 0
        reason = Reason(ReasonCode.QUEUE_PAUSED, "Paused with its queue" if queue else "Paused with everything")
        return sum(self._deeds.freeze(job.id, reason) for job in self._running(queue))

    def resume_queue(self, queue: str | None = None) -> int:
        """Let one queue, or everything, go on, with the jobs that were frozen with it; return how many those were."""
        if queue is None:
            self._settings.change("queue_paused", False)
        else:
            self._limits.change_queue(queue, {"state": QueueState.OPEN})
        self._dispatcher.refresh()
        frozen = [job for job in self._running(queue) if job.reason and job.reason.code == ReasonCode.QUEUE_PAUSED]
        return sum(self._deeds.thaw(job.id) for job in frozen)

    def _running(self, queue: str | None) -> list[Job]:
        return [job for job in self._ledger.running() if queue in {None, job.queue}]

"""The verbs that concern the queue: its order, why jobs wait in it, rules and limits, pause, drain and resume."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jobdesk.core.blockers import Blocker, blockers_of_array, join_blockers
from jobdesk.core.errors import JobNotFoundError
from jobdesk.core.job import Job, Reason, ReasonCode
from jobdesk.core.jobs.array_tasks import task_ids
from jobdesk.core.limits import Limits, QueueState
from jobdesk.core.queue import places_before
from jobdesk.engine.execution.dispatcher import Dispatcher
from jobdesk.engine.handlers.job_control import Deeds
from jobdesk.engine.storage.ledger import Ledger
from jobdesk.engine.storage.limits import LimitsStore
from jobdesk.engine.storage.settings import Settings


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

    def why(self, job_id: str) -> Reason | None:
        """Say why a job does not run; None if it does, or has ended."""
        return join_blockers(self.blockers(job_id))

    def blockers(self, job_id: str) -> list[Blocker]:
        """Say all that holds a queued job back, each with the deed that lifts it; see `JobManager.blockers`.

        An array waits for what the first of its tasks waits for.
        """
        job = self._ledger.find(job_id)
        if job is None:
            raise JobNotFoundError(job_id)
        first = next((one for one in self._ledger.waiting() if one.parent == job_id), job) if job.is_array else job
        found = self._dispatcher.blockers({first.id}).get(first.id, [])
        return found if first is job else blockers_of_array(found, job)

    def reasons(self, job_ids: list[str]) -> dict[str, str]:
        """Say in words what holds each of some queued jobs back; those that nothing holds back are left out."""
        found = {
            job_id: join_blockers(blockers) for job_id, blockers in self._dispatcher.blockers(set(job_ids)).items()
        }
        return {job_id: reason.text for job_id, reason in found.items() if reason is not None}

    def move_job(self, job_id: str, before: str | None = None) -> bool:
        """Put a waiting job before another one of the queue, or at its end; False if one of them does not wait."""
        return bool(self.move_jobs({job_id: before}))

    def move_jobs(self, moves: dict[str, str | None]) -> list[str]:
        """Put waiting jobs before others, one after the other; see `JobManager.move_jobs`."""
        done: list[str] = []
        with self._ledger.together():
            for job_ids, before in _runs_of(moves):
                done += self._move(job_ids, before)
        self._dispatcher.dispatch()
        return done

    def _move(self, job_ids: list[str], before: str | None) -> list[str]:
        members = {job_id: self._with_tasks(job_id) for job_id in job_ids}
        moved = set().union(*members.values())
        waiting = [job for job in self._ledger.waiting() if job.id not in moved]
        target = None if before is None else next((job for job in waiting if before in {job.id, job.parent}), None)
        if before is not None and target is None:
            return []
        priority, ranks = places_before(waiting, target, len(job_ids))
        places = zip(job_ids, ranks, strict=True)
        return [job_id for job_id, rank in places if self._place(members[job_id], priority, rank)]

    def run_next(self, job_id: str) -> bool:
        """Put a waiting job before all others; False if it does not wait."""
        moved = self._with_tasks(job_id)
        waiting = [job for job in self._ledger.waiting() if job.id not in moved and not job.rush]
        priority, ranks = places_before(waiting, waiting[0] if waiting else None)
        is_moved = self._place(moved, priority, ranks[0])
        self._dispatcher.dispatch()
        return is_moved

    def _with_tasks(self, job_id: str) -> dict[str, None]:
        """The ids of a job and, if it is an array, of its tasks: they stand together, by their numbers."""
        job = self._ledger.get(job_id)
        return dict.fromkeys([job_id, *(task_ids(job) if job else ())])

    def _place(self, job_ids: Iterable[str], priority: int, rank: float) -> bool:
        place = {"priority": priority, "rank": rank}
        moved = self._ledger.change_many(
            job_ids, lambda job: place if job.is_waiting or (job.is_array and not job.is_final) else None
        )
        return any(job.is_waiting for job in moved)

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
            self._thaw(queue)  # A queue that was paused before has to come to its end.
            return 0
        reason = Reason(ReasonCode.QUEUE_PAUSED, "Paused with its queue" if queue else "Paused with everything")
        running = [job.id for job in self._running(queue)]
        return self._deeds.do_to_each(running, lambda job_id: self._deeds.freeze(job_id, reason))

    def resume_queue(self, queue: str | None = None) -> int:
        """Let one queue, or everything, go on, with the jobs that were frozen with it; return how many those were."""
        if queue is None:
            self._settings.change("queue_paused", False)
            self._limits.are_lost = False
        else:
            self._limits.change_queue(queue, {"state": QueueState.OPEN})
        self._dispatcher.refresh()
        return self._thaw(queue)

    def _thaw(self, queue: str | None) -> int:
        """Let go on what was frozen with a queue, or with everything; queues that are paused themselves stay so.

        With a queue goes also what has left it meanwhile for one that is open: nobody else would ever let it go on.
        """
        rules = self._limits.limits.queues
        paused = {name for name, one in rules.items() if one.state is QueueState.PAUSED}
        is_all_paused = queue is not None and self._settings.flag("queue_paused")
        frozen = [
            job.id
            for job in self._ledger.running()
            if job.reason
            and job.reason.code == ReasonCode.QUEUE_PAUSED
            and job.queue not in paused
            and (job.queue == queue or not is_all_paused)
        ]
        return self._deeds.do_to_each(frozen, self._deeds.thaw)

    def _running(self, queue: str | None) -> list[Job]:
        return [job for job in self._ledger.running() if queue in {None, job.queue}]


def _runs_of(moves: dict[str, str | None]) -> list[tuple[list[str], str | None]]:
    """Bring together jobs that are moved before each other: the ids of each run in order, and before whom it goes."""
    runs: list[tuple[list[str], str | None]] = []
    for job_id, before in moves.items():
        if runs and before == runs[-1][0][-1]:
            runs[-1][0].append(job_id)
        else:
            runs.append(([job_id], before))
    return [(last_first[::-1], before) for last_first, before in runs]

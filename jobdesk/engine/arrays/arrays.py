"""Arrays follow their tasks: makes the tasks, counts them by what happens, and gives the array its status.

The array holds the whole spec, and the ids of its tasks follow from it: whatever was interrupted is done again at the
next start, and nothing twice.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

from jobdesk.core.errors import StoreError
from jobdesk.core.events import Event, JobAdded, JobChanged, JobRemoved
from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.array_tasks import Tally, judge, task_ids
from jobdesk.core.output.progress import Pace, Progress
from jobdesk.engine.execution.dispatcher import Dispatcher
from jobdesk.engine.execution.worker import write_summary
from jobdesk.engine.handlers.job_control import Deeds
from jobdesk.engine.handlers.job_factory import JobMaker
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.runtime.ticker import Ticker
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.due_times import reason_until
from jobdesk.engine.storage.ledger import Ledger, utc_now

_log = logging.getLogger(__name__)
_BREATH_S = 0.05
"""Between two looks: a thousand tasks that end in a moment are told as a few changes of their array."""
_AGAIN_S = 5.0


class Arrays:
    """The arrays of one data folder."""

    def __init__(
        self,
        folder: DataFolder,
        ledger: Ledger,
        maker: JobMaker,
        deeds: Deeds,
        dispatcher: Dispatcher,
        bus: EventBus,
    ) -> None:
        self._folder = folder
        self._ledger = ledger
        self._maker = maker
        self._deeds = deeds
        self._dispatcher = dispatcher
        self._lock = threading.Lock()
        self._tallies: dict[str, Tally] = {}
        self._paces: dict[str, Pace] = {}
        self._changed: set[str] = set()
        self._closing = threading.Event()
        self._ticker = Ticker("arrays", self._tick)
        # Before anything can happen to a task.
        for job in ledger.all():
            if job.is_array and not job.is_final:
                self._tally(job.id)
                self._changed.add(job.id)
        for job in ledger.all() if self._tallies else ():
            if job.parent in self._tallies:
                self._tallies[job.parent].add(job)
        bus.subscribe(self._on_event)

    def start(self) -> None:
        """Begin, with what an earlier engine did not get to."""
        arrays = {job.id: job for job in self._ledger.all() if job.is_array}
        for array in arrays.values():
            if array.cancelled and not array.is_final:
                self.cancel_tasks(array, force=False)
        for task in self._ledger.all() if arrays else ():
            array = arrays.get(task.parent or "", task)
            if task.deleted != array.deleted:
                self._ledger.change(task.id, partial(_as_deleted, array), durable=False)
        self._ticker.start()

    def close(self) -> None:
        """Stop; what is left is done by the next engine."""
        self._closing.set()
        self._ticker.close()

    @property
    def is_busy(self) -> bool:
        """Whether something is left to be made or told."""
        return bool(self._changed)

    def settle(self, array_id: str) -> None:
        """Make the tasks of an array if it has none yet, and give it the status that follows from them, at once."""
        try:
            self._look_at(array_id, counted_anew=True)
        except StoreError as error:
            # The array itself is stored, with all that its tasks are made of.
            self._ledger.report_failure(error)
            self._look_soon(array_id)

    def cancel_tasks(self, array: Job, *, force: bool) -> None:
        """Cancel all tasks that have not ended; those that wait first, so that they do not start meanwhile."""
        ids = task_ids(array)
        waiting = [one for one in ids if (task := self._ledger.get(one)) and task.status is JobStatus.QUEUED]
        self._deeds.do_to_each([*waiting, *ids], lambda one: self._deeds.cancel(one, force=force))

    # -- following

    def _on_event(self, event: Event) -> None:
        if isinstance(event, JobAdded):
            if event.job.parent is not None:
                self._tally(event.job.parent).add(event.job)
                self._look_soon(event.job.parent)
            elif event.job.is_array:
                self._look_soon(event.job.id)
        elif isinstance(event, JobChanged):
            tally = self._tallies.get(event.job.parent or "")
            if tally is not None:
                tally.move(event.old, event.job)
                self._look_soon(event.job.parent or "")
            elif event.job.is_array and event.job.tasks is None:
                self._look_soon(event.job.id)
        elif isinstance(event, JobRemoved) and event.job.is_array:
            self._forget(event.job.id)

    def _look_soon(self, array_id: str) -> None:
        self._changed.add(array_id)
        self._ticker.wake()

    def _tally(self, array_id: str) -> Tally:
        return self._tallies.setdefault(array_id, Tally())

    def _forget(self, array_id: str) -> None:
        self._tallies.pop(array_id, None)
        self._paces.pop(array_id, None)

    def _tick(self) -> float | None:
        failed = set()
        # What changes again meanwhile is looked at after the breath.
        for array_id in list(self._changed):
            if self._closing.is_set():
                break
            self._changed.discard(array_id)
            try:
                self._look_at(array_id)
            except StoreError as error:
                # What cannot be stored now waits until saving works again.
                self._ledger.report_failure(error)
                failed.add(array_id)
        self._closing.wait(_BREATH_S)
        self._changed |= failed
        return _AGAIN_S if failed else None

    def _look_at(self, array_id: str, *, counted_anew: bool = False) -> None:
        with self._lock:
            array = self._ledger.get(array_id)
            if array is None or array.is_final:
                self._forget(array_id)
            elif array.is_array and _may_go_on(array):
                if array.tasks is None:
                    self._make(array)
                else:
                    self._follow(array, self._recount(array) if counted_anew else self._tally(array_id))

    def _make(self, array: Job) -> None:
        total = self._maker.make_tasks(array)
        made = self._recount(array, total)
        self._ledger.change(array.id, lambda _: {"tasks": made.counts})
        if array.cancelled:
            self.cancel_tasks(self._ledger.get(array.id) or array, force=False)
        for job_id in array.after:
            self._dispatcher.note_end(job_id)
        self._dispatcher.dispatch()

    def _recount(self, array: Job, total: int | None = None) -> Tally:
        tally = Tally()
        for one in task_ids(array, total):
            task = self._ledger.get(one)
            if task is not None:
                tally.add(task)
        return tally

    def _follow(self, array: Job, tally: Tally) -> None:
        counts = tally.counts
        if counts.ended == counts.total:
            # The last event may be on its way while another one is counted: the ledger has the last word.
            tally = self._recount(array)
            counts = tally.counts
        has_begun = counts.running + counts.paused + counts.done + counts.failed > 0
        if array.status is JobStatus.QUEUED and has_begun:
            begun = {"status": JobStatus.RUNNING, "reason": None, "started": tally.started or utc_now()}
            array = self._change(array, begun)
        if counts.ended == counts.total:
            self._finish(array, tally)
            return
        reason = _reason(array, is_live=counts.running + counts.waiting > 0)
        if reason != array.reason:
            array = self._change(array, {"reason": reason})
        fields = {**self._progress(array.id, tally), **_cost(tally)}
        if counts != array.tasks or fields.get("cost_usd") != array.cost_usd:
            self._ledger.observe(array.id, **fields)

    def _change(self, array: Job, fields: dict[str, Any]) -> Job:
        # It follows from the tasks, and is found again at the next start.
        changed = self._ledger.change(array.id, lambda job: None if job.is_final else fields, durable=False, must=True)
        return changed or array

    def _progress(self, array_id: str, tally: Tally) -> dict[str, Any]:
        counts = tally.counts
        fraction = counts.ended / counts.total
        pace = self._paces.setdefault(array_id, Pace())
        pace.add(time.monotonic(), fraction)
        progress = Progress(fraction, counts.ended, counts.total, str(counts))
        return {"tasks": counts, "progress": pace.forecast(progress, time.monotonic(), datetime.now(UTC))}

    def _finish(self, array: Job, tally: Tally) -> None:
        counts = tally.counts
        status, reason = judge(counts, is_cancelled=array.cancelled)
        finished = tally.finished or utc_now()
        started = tally.started
        duration_s = None
        if started is not None:
            duration_s = (datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds()
        ended = self._change(
            array,
            {
                "status": status,
                "reason": reason,
                "error": reason.text if reason is not None and status is JobStatus.FAILED else None,
                "started": started,
                "finished": finished,
                "duration_s": duration_s,
                **_cost(tally),
                "tasks": counts,
                "progress": Progress(1.0, counts.ended, counts.total, str(counts)),
            },
        )
        write_summary(self._folder.job(ended.id), ended)
        self._forget(ended.id)
        self._dispatcher.dispatch()


def _as_deleted(array: Job, _: Job) -> dict[str, Any]:
    """A task is in the trash when its array is."""
    return {"deleted": array.deleted}


def _may_go_on(array: Job) -> bool:
    """Whether it is neither in the trash nor the run of a schedule that is not due yet."""
    return array.deleted is None and not array.is_planned


def _cost(tally: Tally) -> dict[str, Any]:
    return {} if tally.cost_usd is None else {"cost_usd": tally.cost_usd, "cost_mark": tally.cost_mark}


def _reason(array: Job, *, is_live: bool) -> Reason | None:
    """Say why an array does not go on: only if none of its tasks does, or may."""
    is_queued = array.status is JobStatus.QUEUED
    if is_live and is_queued and array.not_before is not None and array.not_before > utc_now():
        return reason_until(array.not_before)
    if is_live:
        return Reason(ReasonCode.TASKS, "Its tasks wait their turn") if is_queued else None
    if not is_queued:
        return Reason(ReasonCode.PAUSED, "All its tasks are paused or held")
    if array.reason is not None and array.reason.code == ReasonCode.NOT_STARTED:
        return array.reason
    return Reason(ReasonCode.HELD, "All its tasks are held")

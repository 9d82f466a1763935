"""What the window does to the queue: order, hold, priority, tags; all of it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from jobdesk.core.errors import JobDeskError
from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.manager import JobManager
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.cancellation import job_names
from jobdesk.ui.roster import Roster
from jobdesk.ui.toasts import Toasts
from jobdesk.ui.undo import UndoHistory


class QueueDeeds(QObject):
    """The verbs of the queue; each acts on the jobs that it can be done to, and says how many others there were.

    Signals:
        told: What was done, in one sentence, for the status bar.
        refused: Why something could not be done.
        pause_changed: Whether the whole queue is paused now.
    """

    told = Signal(str)
    refused = Signal(str)
    pause_changed = Signal(bool)

    def __init__(
        self,
        manager: JobManager,
        bridge: EngineBridge,
        roster: Roster,
        history: UndoHistory,
        toasts: Toasts,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._manager = manager
        self._bridge = bridge
        self._roster = roster
        self._history = history
        self._toasts = toasts

    # -- order

    def run_next(self, jobs: list[Job]) -> None:
        """Put waiting jobs before all others."""
        chosen = [job.id for job in jobs if job.is_waiting]
        rest = [job_id for job_id in self._roster.waiting_ids() if job_id not in chosen]
        self._reorder(jobs, [*chosen, *rest], self.tr("Run %1 Next"), self.tr("%1 run next"))

    def move(self, jobs: list[Job], step: int) -> None:
        """Move waiting jobs one place earlier (-1) or later (1)."""
        chosen = {job.id for job in jobs if job.is_waiting}
        order = self._roster.waiting_ids()
        places = range(len(order)) if step < 0 else range(len(order) - 1, -1, -1)
        for place in places:
            other = place + step
            if order[place] in chosen and 0 <= other < len(order) and order[other] not in chosen:
                order[place], order[other] = order[other], order[place]
        self._reorder(jobs, order, self.tr("Move %1"), "")

    def drop(self, job_ids: list[str], before: str) -> None:
        """Put waiting jobs before another one, or at the end of the queue."""
        jobs = [job for job_id in job_ids if (job := self._roster.get(job_id)) is not None]
        chosen = [job.id for job in jobs if job.is_waiting]
        order = [job_id for job_id in self._roster.waiting_ids() if job_id not in chosen]
        at = order.index(before) if before in order else len(order)
        self._reorder(jobs, [*order[:at], *chosen, *order[at:]], self.tr("Move %1"), self.tr("Moved %1"))

    def _reorder(self, jobs: list[Job], order: list[str], text: str, done: str) -> None:
        chosen = [job for job in jobs if job.is_waiting]
        old = self._roster.waiting_ids()
        if order == old or not chosen:
            return
        ids = [job.id for job in chosen]
        self._do(jobs, chosen, text, done, partial(self._place, ids, order), partial(self._put_back, chosen, old))

    def _place(self, chosen: list[str], order: list[str]) -> None:
        """Move each job before the one that then follows it: the last one first, so that those stand already."""
        for job_id, follower in reversed(list(zip(order, [*order[1:], None], strict=True))):
            if job_id in chosen:
                self._manager.move_job(job_id, follower)

    def _put_back(self, jobs: list[Job], order: list[str]) -> None:
        self._place([job.id for job in jobs], order)
        for job in jobs:
            # A place among jobs of another priority had brought that priority with it.
            now = self._manager.get_job(job.id)
            if now is not None and now.priority != job.priority:
                self._manager.update_job(job.id, priority=job.priority)

    # -- hold and start

    def hold(self, jobs: list[Job]) -> None:
        """Pause what runs and hold what waits; if none of that is selected, let paused and held jobs go on."""
        chosen = [job for job in jobs if can_hold(job)]
        if chosen:
            self._do(
                jobs,
                chosen,
                self.tr("Hold %1"),
                self.tr("Held %1"),
                lambda: _each(self._manager.pause_job, chosen),
                lambda: _each(self._manager.resume_job, chosen),
            )
            return
        chosen = [job for job in jobs if can_resume(job)]
        self._do(
            jobs,
            chosen,
            self.tr("Resume %1"),
            self.tr("Resumed %1"),
            lambda: _each(self._manager.resume_job, chosen),
            lambda: _each(self._manager.pause_job, chosen),
        )

    def pause_queue(self, *, is_paused: bool) -> None:
        """Let nothing new start, or let it again."""

        def tell(_: object) -> None:
            self.pause_changed.emit(is_paused)
            paused = self.tr("Queue paused. What runs goes on.")
            self.told.emit(paused if is_paused else self.tr("Queue goes on"))

        self._ask(lambda: self._manager.change_setting("queue_paused", is_paused), tell)

    # -- fields

    def set_priority(self, jobs: list[Job], priority: int) -> None:
        """Give jobs a priority."""
        chosen = [job for job in jobs if not job.is_final]
        self._update(jobs, chosen, self.tr("Set Priority of %1"), {job.id: {"priority": priority} for job in chosen})

    def set_queue(self, jobs: list[Job], queue: str) -> None:
        """Let jobs wait in another queue."""
        chosen = [job for job in jobs if job.status is JobStatus.QUEUED]
        self._update(jobs, chosen, self.tr("Move %1 to Queue"), {job.id: {"queue": queue} for job in chosen})

    def set_tag(self, jobs: list[Job], tag: str, *, is_on: bool) -> None:
        """Put a tag on jobs, or take it off."""
        fields = {}
        for job in jobs:
            others = [other for other in job.tags if other != tag]
            fields[job.id] = {"tags": [*others, tag] if is_on else others}
        self._update(jobs, jobs, self.tr("Tag %1") if is_on else self.tr("Untag %1"), fields)

    def _update(self, jobs: list[Job], chosen: list[Job], text: str, fields: dict[str, dict[str, Any]]) -> None:
        old = {job.id: {key: _plain(getattr(job, key)) for key in fields[job.id]} for job in chosen}
        changed = [job for job in chosen if fields[job.id] != old[job.id]]
        self._do(
            jobs,
            changed,
            text,
            "",
            lambda: _each(lambda job_id: self._manager.update_job(job_id, **fields[job_id]), changed),
            lambda: _each(lambda job_id: self._manager.update_job(job_id, **old[job_id]), changed),
        )

    # -- within

    def _do(
        self,
        jobs: list[Job],
        chosen: list[Job],
        text: str,
        done: str,
        deed: Callable[[], object],
        counter_deed: Callable[[], object],
    ) -> None:
        """Do something to the jobs that it can be done to, and remember how to take it back."""
        if not chosen:
            return
        names = job_names(chosen)
        remembered = self._history.did(
            text.replace("%1", names),
            partial(self._ask, counter_deed, _take_nothing),
            partial(self._ask, deed, _take_nothing),
        )
        others = len(jobs) - len(chosen)
        words = done.replace("%1", names)
        if others and words:
            left = self.tr("%n could not", "", others).replace("%n", str(others))
            words += f" · {left}"

        def tell(_: object) -> None:
            if words:
                self._toasts.tell(words, self.tr("Undo"), lambda: self._history.undo_deed(remembered), keys="Ctrl+Z")

        self._ask(deed, tell)

    def _ask(self, work: Callable[[], Any], on_result: Callable[[Any], None]) -> None:
        self._bridge.ask(work, on_result, self._on_error)

    def _on_error(self, error: Exception) -> None:
        if not isinstance(error, JobDeskError | OSError):
            raise error
        self.refused.emit(str(error))


def can_hold(job: Job) -> bool:
    """Whether a job can be paused or held."""
    if job.is_external or job.cancelled or job.deleted:
        return False
    return job.is_waiting or (job.status is JobStatus.RUNNING and not job.is_paused)


def can_resume(job: Job) -> bool:
    """Whether a job is paused or held and could go on."""
    return not (job.is_external or job.cancelled or job.deleted) and (job.is_paused or job.is_held)


def _each(verb: Callable[[str], object], jobs: Iterable[Job]) -> None:
    for job in jobs:
        verb(job.id)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _take_nothing(_: object) -> None:
    """Take an answer that nobody needs."""

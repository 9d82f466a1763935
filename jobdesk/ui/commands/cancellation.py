"""Cancel with a way back: the jobs are frozen at once, and stopped for good a few seconds later.

A frozen process tree spends nothing, so nobody has to be asked first. What cannot be frozen is stopped at once.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import Final

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from jobdesk.core.job import Job
from jobdesk.engine.manager import JobManager
from jobdesk.ui.commands.base import Deeds, Problems, done_to, job_names, together
from jobdesk.ui.commands.preconditions import Hindrance, against_stopping, left_words, parted
from jobdesk.ui.commands.slices import Watch
from jobdesk.ui.commands.undo import Deed, UndoHistory
from jobdesk.ui.model.bridge import EngineBridge, JobBatch
from jobdesk.ui.text.status_text import JOINT
from jobdesk.ui.widgets.toasts import Toast, Toasts

UNDO_S: Final = 5.0
_STILL_HELD_MS: Final = 500


class _Phase(Enum):
    FREEZING = auto()
    FROZEN = auto()
    OVER = auto()


class _Cancel(msgspec.Struct, eq=False):
    """One press of Cancel.

    Attributes:
        jobs: What it was pressed for.
        left: What stood against it for each other job.
        froze: Ids of the jobs that it froze, which Undo lets go on.
        stood: Ids of those that were paused or held before, which Undo leaves so.
        wish: What the person asked for before the jobs were frozen; called as soon as they are.
        watch: How far the freezing is.
        end_progress: Shows that no longer.
    """

    jobs: list[Job]
    timer: QTimer
    left: list[Hindrance]
    deed: Deed | None = None
    toast: Toast | None = None
    froze: list[str] = []
    stood: list[str] = []
    phase: _Phase = _Phase.FREEZING
    wish: Callable[[], None] | None = None
    watch: Watch | None = None
    end_progress: Callable[[], None] = lambda: None


class _Frozen(msgspec.Struct, frozen=True):
    froze: list[str]
    stood: list[str]
    stopped: list[Job]
    problems: Problems


class Cancellations(Deeds):
    """Cancels jobs, and takes it back within five seconds.

    Signals:
        rerun_requested: Jobs that were stopped at once, because they could not be frozen, shall run again.
    """

    rerun_requested = Signal(object)

    def __init__(
        self, manager: JobManager, bridge: EngineBridge, history: UndoHistory, toasts: Toasts, parent: QObject
    ) -> None:
        super().__init__(manager, bridge, history, toasts, parent)
        self._pending: dict[str, _Cancel] = {}
        bridge.jobs_changed.connect(self._on_jobs_changed)

    def cancel(self, jobs: list[Job]) -> None:
        """Cancel jobs; those that are about to be cancelled, or are stopping, are ended by force."""
        for cancel in {id(one): one for job in jobs if (one := self._pending.get(job.id))}.values():
            self._carry_out(cancel, is_forced=True)
        stopping = [job.id for job in jobs if not job.is_final and job.cancelled]
        if stopping:
            self._stop(stopping, is_forced=True)
        _, left = parted(jobs, against_stopping)
        chosen = [job for job in jobs if not job.is_final and not job.cancelled and job.id not in self._pending]
        if not chosen:
            return
        timer = QTimer(self, singleShot=True, interval=round(UNDO_S * 1000))
        cancel = _Cancel(chosen, timer, left)
        timer.timeout.connect(partial(self._on_due, cancel))
        text = self.tr("Cancel %1").replace("%1", job_names(chosen))
        cancel.deed = self._history.did(text, partial(self._undo, cancel), partial(self._begin, cancel))
        self._begin(cancel)

    def is_pending(self, job_id: str) -> bool:
        """Whether a job will be stopped in a moment, unless somebody takes it back."""
        return job_id in self._pending

    def take_pending(self) -> list[str]:
        """Return the jobs that are still to be stopped, and leave that to the caller: the window closes."""
        ids = list(self._pending)
        for cancel in list(self._pending.values()):
            self._end(cancel)
        return ids

    # -- within

    def _begin(self, cancel: _Cancel) -> None:
        cancel.phase, cancel.wish = _Phase.FREEZING, None
        for job in cancel.jobs:
            self._pending[job.id] = cancel
        watch = cancel.watch = self._watch()
        title = self.tr("Cancel %1").replace("%1", job_names(cancel.jobs))
        undo = (self.tr("Undo"), partial(self._take_back, cancel))
        cancel.end_progress = self._follow(title, len(cancel.jobs), watch, undo)
        self._bridge.ask(
            partial(self._freeze, cancel.jobs, watch),
            partial(self._on_frozen, cancel),
            partial(self._on_failed, cancel),
        )

    def _take_back(self, cancel: _Cancel) -> None:
        if cancel.deed is not None:
            self._history.undo_deed(cancel.deed)

    def _freeze(self, jobs: list[Job], watch: Watch) -> _Frozen:
        """Freeze what can be frozen and stop the rest, slice by slice; on the pool."""
        frozen = _Frozen([], [], [], {})
        # Those that wait first, so that none starts in the place of one that is stopped.
        for part in watch.slices(sorted(jobs, key=lambda job: not job.is_waiting)):
            now = [job for known in part if (job := self._manager.get_job(known.id)) is not None]
            alive = [job for job in now if not (job.is_final or job.cancelled)]
            rest = {job.id: job for job in alive if not _stands(job)}
            froze, _ = done_to(self._manager.pause_jobs, list(rest))
            for job_id in froze:
                rest.pop(job_id)
            stopped, problems = done_to(self._manager.cancel_jobs, list(rest))
            frozen.froze.extend(froze)
            frozen.stood.extend(job.id for job in alive if _stands(job))
            frozen.stopped.extend(rest[one] for one in stopped)
            frozen.problems.update(problems)
        return frozen

    def _on_frozen(self, cancel: _Cancel, frozen: _Frozen) -> None:
        cancel.end_progress()
        self._tell_problems(frozen.problems)
        cancel.froze, cancel.stood = frozen.froze, frozen.stood
        still = {*frozen.froze, *frozen.stood}
        for job in cancel.jobs:
            if job.id not in still:
                self._pending.pop(job.id, None)
        if frozen.stopped:
            self._toasts.tell(
                self.tr("Cancelled %1").replace("%1", job_names(frozen.stopped)),
                self.tr("Rerun"),
                lambda: self.rerun_requested.emit(frozen.stopped),
            )
        if cancel.phase is _Phase.OVER:
            return  # The window closes, and who closes it stops them.
        if not still:
            self._end(cancel)
            self._forget(cancel)
            return
        cancel.phase = _Phase.FROZEN
        if cancel.wish is not None:
            cancel.wish()
            return
        cancel.timer.start()
        shown = [job for job in cancel.jobs if job.id in still]
        done = self.tr("Cancelled %1").replace("%1", job_names(shown))
        cancel.toast = self._toasts.tell(
            JOINT.join([done, *left_words(cancel.left)]),
            self.tr("Undo"),
            partial(self._take_back, cancel),
            keys="Ctrl+Z",
            seconds=UNDO_S,
        )

    def _on_due(self, cancel: _Cancel) -> None:
        if cancel.toast is not None and cancel.toast in self._toasts.shown and cancel.toast.is_held:
            cancel.timer.start(_STILL_HELD_MS)
            return
        cancel.timer.setInterval(round(UNDO_S * 1000))
        self._carry_out(cancel)

    def _on_jobs_changed(self, batch: JobBatch) -> None:
        """Spare jobs that somebody let go on by other means, such as Resume."""
        for job_id in self._pending.keys() & batch.jobs.keys():
            job, cancel = batch.jobs[job_id], self._pending[job_id]
            if cancel.phase is _Phase.FROZEN and _goes_on(job):
                # A batch may lag behind: the manager knows.
                self._bridge.ask(partial(self._manager.get_job, job_id), self._spare)

    def _spare(self, job: Job | None) -> None:
        cancel = self._pending.get(job.id) if job is not None else None
        if job is None or cancel is None or not _goes_on(job):
            return
        del self._pending[job.id]
        for ids in (cancel.froze, cancel.stood):
            if job.id in ids:
                ids.remove(job.id)
        if not cancel.froze and not cancel.stood:
            self._end(cancel)
            self._forget(cancel)

    def _carry_out(self, cancel: _Cancel, *, is_forced: bool = False) -> None:
        if cancel.phase is _Phase.FREEZING:
            cancel.wish = partial(self._carry_out, cancel, is_forced=is_forced)
            return
        ids = [*cancel.froze, *cancel.stood]
        self._end(cancel)
        self._forget(cancel)
        self._stop(ids, is_forced=is_forced)

    def _stop(self, ids: list[str], *, is_forced: bool) -> None:
        stop = partial(together, partial(self._manager.cancel_jobs, force=is_forced))
        self._ask(partial(stop, ids, self._watch()), self._tell_problems)

    def _undo(self, cancel: _Cancel) -> None:
        if cancel.phase is _Phase.FREEZING:
            cancel.wish = partial(self._undo, cancel)
            if cancel.watch is not None:
                cancel.watch.stop()
            return
        ids = list(cancel.froze)
        self._end(cancel)
        self._ask(partial(together, self._manager.resume_jobs, ids, self._watch()), self._tell_problems)

    def _end(self, cancel: _Cancel) -> None:
        cancel.phase = _Phase.OVER
        cancel.timer.stop()
        for job in cancel.jobs:
            if self._pending.get(job.id) is cancel:
                del self._pending[job.id]
        if cancel.toast is not None and cancel.toast in self._toasts.shown:
            cancel.toast.close_now()
        cancel.toast = None

    def _forget(self, cancel: _Cancel) -> None:
        if cancel.deed is not None:
            self._history.forget(cancel.deed)

    def _on_failed(self, cancel: _Cancel, error: Exception) -> None:
        cancel.end_progress()
        self._end(cancel)
        self._forget(cancel)
        self._on_error(error)


def _stands(job: Job) -> bool:
    return job.is_paused or (job.is_held and not job.is_external)


def _goes_on(job: Job) -> bool:
    return not job.is_final and not job.cancelled and not job.is_paused and not job.is_held

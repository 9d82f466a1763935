"""The only seam between threads: engine events become Qt signals, and questions to the manager become answers.

Events arrive on whichever thread they happen. They are collected, the newest snapshot of a job replacing older ones,
and handed to the window's thread in batches: at once after a quiet time, never more often than the window can use.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from jobdesk.core.events import (
    Event,
    FolderLost,
    JobAdded,
    JobChanged,
    JobRemoved,
    LogAppended,
    QueueLooked,
    SaveFailed,
    SaveRecovered,
    ScheduleChanged,
    ScheduleRemoved,
    SettingChanged,
)
from jobdesk.core.job import Job
from jobdesk.ui.widgets.throttle import Pace

if TYPE_CHECKING:
    from jobdesk.engine.engine import Engine
    from jobdesk.engine.runtime.pool import Pool

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
ROWS_MS = 100
LOGS_MS = 33
HIDDEN_MS = 1000


class JobBatch(msgspec.Struct, frozen=True):
    """What happened to jobs since the last batch: their newest snapshots, and the ids of those that are gone."""

    jobs: dict[str, Job]
    removed: frozenset[str] = frozenset()


class EngineBridge(QObject):
    """Brings what the engine tells to the window's thread, and the window's questions to the pool.

    Signals:
        jobs_changed: A `JobBatch`.
        logs_grew: Sizes in bytes by job id.
        save_failed: The state cannot be written, in words; empty once it can again.
        queue_looked: A `QueueLooked`: limits, pauses and the machine, as the queue sees them.
        schedule_changed: A schedule as it is now.
        schedule_removed: The id of a schedule that is gone.
        setting_changed: Key and value of a setting, whoever has changed it.
        hidden_changed: Whether nobody can see the window.
    """

    jobs_changed = Signal(object)
    logs_grew = Signal(object)
    save_failed = Signal(str)
    queue_looked = Signal(object)
    schedule_changed = Signal(object)
    schedule_removed = Signal(str)
    setting_changed = Signal(str, object)
    hidden_changed = Signal(bool)
    _rows_waited = Signal()
    _logs_waited = Signal()
    _answered = Signal(object, object)

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        """Make a bridge without an engine yet.

        Args:
            pool: Runs the questions; its threads may wait.
            parent: Owner.
        """
        super().__init__(parent)
        self._pool = pool
        self._engine: Engine | None = None
        self._is_over = False
        self._lock = threading.Lock()
        self._handed_over = threading.Condition(self._lock)
        self._is_hidden = False
        self._jobs: dict[str, Job] = {}
        self._removed: set[str] = set()
        self._log_sizes: dict[str, int] = {}
        self._rows = Pace(self, self._flush_rows, ROWS_MS)
        self._logs = Pace(self, self._flush_logs, LOGS_MS)
        self._rows_waited.connect(self._rows.wake, Qt.ConnectionType.QueuedConnection)
        self._logs_waited.connect(self._logs.wake, Qt.ConnectionType.QueuedConnection)
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    # -- events

    def attach(self, engine: Engine) -> None:
        """Listen to an engine, and tell of all the jobs that it has; may be called from any thread.

        Listening begins first: a job that changes in between is told twice, and none is missed. One that is removed in
        between is not told of again.
        """
        self._engine = engine
        gone: set[str] = set()

        def note_gone(event: Event) -> None:
            if isinstance(event, JobRemoved):
                gone.add(event.job.id)

        engine.subscribe(note_gone)
        engine.subscribe(self._on_event)
        if engine.looked is not None:
            self.queue_looked.emit(engine.looked)
        for schedule in engine.scheduler.all():
            self.schedule_changed.emit(schedule)
        jobs = [*engine.list_jobs(), *engine.list_jobs(trash=True)]
        with self._lock:
            for job in jobs:
                known = self._jobs.get(job.id)
                if job.id not in gone and (known is None or known.updated < job.updated):
                    self._jobs[job.id] = job
        engine.unsubscribe(note_gone)
        self._rows_waited.emit()

    def detach(self) -> None:
        """Stop listening, and answer no question any more whose asker has not said what to do about an error."""
        self._is_over = True
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.unsubscribe(self._on_event)

    @property
    def is_over(self) -> bool:
        """Whether the window has let go of the engine, so that nobody waits for answers any more."""
        return self._is_over

    def set_window_hidden(self, is_hidden: bool) -> None:
        """Hand over once a second while nobody looks."""
        self._is_hidden = is_hidden
        self._rows.set_least_ms(HIDDEN_MS if is_hidden else ROWS_MS)
        self._logs.set_least_ms(HIDDEN_MS if is_hidden else LOGS_MS)
        self.hidden_changed.emit(is_hidden)

    def _on_event(self, event: Event) -> None:
        """Take one event, on any thread; only the first since a hand-over wakes the window's thread."""
        if isinstance(event, (JobAdded, JobChanged)):
            with self._lock:
                was_empty = not (self._jobs or self._removed)
                self._jobs[event.job.id] = event.job
                self._removed.discard(event.job.id)
            if was_empty:
                self._rows_waited.emit()
        elif isinstance(event, LogAppended):
            with self._lock:
                was_empty = not self._log_sizes
                self._log_sizes[event.job_id] = event.size_bytes
            if was_empty:
                self._logs_waited.emit()
        elif isinstance(event, JobRemoved):
            with self._lock:
                was_empty = not (self._jobs or self._removed)
                self._jobs.pop(event.job.id, None)
                self._removed.add(event.job.id)
            if was_empty:
                self._rows_waited.emit()
        elif isinstance(event, QueueLooked):
            self.queue_looked.emit(event)
        elif isinstance(event, ScheduleChanged):
            self.schedule_changed.emit(event.schedule)
        elif isinstance(event, ScheduleRemoved):
            self.schedule_removed.emit(event.schedule_id)
        elif isinstance(event, (SaveFailed, FolderLost)):
            self.save_failed.emit(event.text)
        elif isinstance(event, SaveRecovered):
            self.save_failed.emit("")
        elif isinstance(event, SettingChanged):
            self.setting_changed.emit(event.key, event.value)

    def _flush_rows(self) -> None:
        with self._lock:
            batch = JobBatch(self._jobs, frozenset(self._removed))
            self._jobs, self._removed = {}, set()
        if batch.jobs or batch.removed:
            self.jobs_changed.emit(batch)
        with self._lock:
            self._handed_over.notify_all()

    def _flush_logs(self) -> None:
        with self._lock:
            sizes, self._log_sizes = self._log_sizes, {}
        if sizes:
            self.logs_grew.emit(sizes)

    def wait_shown(self, timeout_s: float) -> None:
        """Wait, on the pool, until the window has taken what happened to jobs so far, while somebody can see it.

        Who changes thousands of jobs lets the window keep up, so that no batch of them is large.
        """
        with self._lock:
            if (self._jobs or self._removed) and not (self._is_hidden or self._is_over):
                self._handed_over.wait(timeout_s)

    # -- questions

    def ask(
        self,
        work: Callable[[], _T],
        on_result: Callable[[_T], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do something that may wait, on the pool, and bring back what came of it.

        Args:
            work: Called on a thread of the pool; it must not touch a widget.
            on_result: Called with the result on the window's thread, unless the widget that it belongs to is gone.
            on_error: Called with what was raised; without it that is an unhandled error, logged and shown.
        """

        def run() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the asker's to handle
                self._answer(on_error or _raise, error)
            else:
                if on_result is not None:
                    self._answer(on_result, result)

        self._pool.start(run)

    def _answer(self, receiver: Callable[[Any], None], value: object) -> None:
        try:
            self._answered.emit(receiver, value)
        except RuntimeError:
            # The window is gone, and with it whoever asked.
            _log.debug("An answer came after the end")

    @Slot(object, object)
    def _on_answered(self, receiver: Callable[[Any], None], value: object) -> None:
        if self._is_over:
            _log.debug("An answer came after the end: %s", value)
            return
        method = receiver.func if isinstance(receiver, partial) else receiver
        owner = getattr(method, "__self__", None)
        if not isinstance(owner, QObject) or shiboken6.isValid(owner):
            receiver(value)


def _raise(error: Exception) -> None:
    raise error

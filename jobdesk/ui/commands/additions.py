"""Queues new jobs, one or many thousand: reruns of a selection, and a job for each of many files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QWidget

from jobdesk.core.errors import JobDeskError
from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.manager import JobManager
from jobdesk.ui.commands.base import Deeds, Problems, done_to, together
from jobdesk.ui.commands.preconditions import Hindrance, left_words
from jobdesk.ui.commands.slices import Watch
from jobdesk.ui.commands.undo import UndoHistory
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.number_text import count_text
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.text.status_text import JOINT
from jobdesk.ui.text.time_text import spoken_duration
from jobdesk.ui.widgets.toasts import Toast, Toasts

ASK_FROM: Final = 50
"""So many new jobs at once are asked about first."""

Make = Callable[[Sequence[Any]], list[Job]]
"""Makes the jobs of one slice, on the pool."""


class Addition(msgspec.Struct, frozen=True):
    """New jobs that belong together.

    Attributes:
        title: Names them after "Undo", in title case: "Rerun 1,400 jobs".
        items: What each is made of.
        make: Makes those of one slice.
        are_reruns: Whether they repeat others.
        run_time_s: How long they will run, together; None if it is not known of any.
        is_partial: Whether that time is known of some only.
    """

    title: str
    items: Sequence[Any]
    make: Make
    are_reruns: bool = False
    run_time_s: float | None = None
    is_partial: bool = False


class _Made(msgspec.Struct, frozen=True):
    jobs: list[Job]
    error: Exception | None = None


class Additions(Deeds):
    """Adds jobs that can be taken back: those that have not started then leave the queue again.

    Signals:
        created: A job that this window made, where they were few.
    """

    created = Signal(object)

    def __init__(
        self,
        manager: JobManager,
        bridge: EngineBridge,
        roster: Roster,
        history: UndoHistory,
        toasts: Toasts,
        parent: QObject,
    ) -> None:
        super().__init__(manager, bridge, history, toasts, parent)
        self._roster = roster

    def add(self, addition: Addition, window: QWidget | None, then: Callable[[], object] = lambda: None) -> None:
        """Add jobs; many of them only after a question.

        Args:
            addition: The jobs.
            window: The window to ask in front of.
            then: Called once it begins.
        """
        if len(addition.items) < ASK_FROM:
            self._begin(addition, then)
        else:
            self._ask_first(addition, window, then)

    def run_time(self, jobs: Sequence[Job]) -> tuple[float | None, bool]:
        """Return how long jobs ran together the last time, and whether that is known of some of them only."""
        known = [job.duration_s for job in jobs if job.duration_s is not None]
        return (sum(known) if known else None), len(known) < len(jobs)

    # -- within

    def _ask_first(self, addition: Addition, window: QWidget | None, then: Callable[[], object]) -> None:
        count = len(addition.items)
        box = QMessageBox(window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Question)
        question = self.tr("Rerun %Ln jobs?", "", count) if addition.are_reruns else self.tr("Run %Ln jobs?", "", count)
        label = self.tr("&Rerun %Ln Jobs", "", count) if addition.are_reruns else self.tr("&Run %Ln Jobs", "", count)
        box.setWindowTitle(self.tr("Rerun") if addition.are_reruns else self.tr("Run"))
        box.setText(question)
        box.setInformativeText(self._estimate(addition))
        button = box.addButton(label, QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        for one in (button, cancel):
            one.setIcon(QIcon())
        box.setDefaultButton(cancel)
        box.setEscapeButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        button.clicked.connect(lambda _: self._begin(addition, then))
        box.open()

    def _estimate(self, addition: Addition) -> str:
        """Say how long many jobs will take, as far as that is known."""
        total_s, limit = addition.run_time_s, self._roster.run_limit
        if total_s is None:
            return self.tr("How long they will run is not known.")
        form = self.tr("At least %1 of run time") if addition.is_partial else self.tr("About %1 of run time")
        text = form.replace("%1", spoken_duration(total_s))
        if limit < 2:
            return text + "."
        least = max(total_s / limit, 1.0)
        together = self.tr("%1: about %2 with %3 at once.").replace("%1", text)
        return together.replace("%2", spoken_duration(least)).replace("%3", count_text(limit))

    def _begin(self, addition: Addition, then: Callable[[], object]) -> None:
        ids: list[str] = []
        shown: list[Toast] = []
        watch = self._watch()
        state = {"is_over": False, "is_taken_back": False}

        def withdraw() -> None:
            title = self.tr("Undo %1").replace("%1", addition.title)
            self._run(title, self._withdraw, ids, partial(self._tell_withdrawn, len(ids)), lambda: None)

        def take_back() -> None:
            for toast in [*shown]:
                toast.close_now()
            state["is_taken_back"] = True
            watch.stop()
            if state["is_over"]:
                withdraw()

        def again() -> None:
            state["is_taken_back"] = False
            if state["is_over"]:
                self._run(addition.title, self._queue_again, ids, self._tell_problems_of, lambda: None)

        remembered = self._history.did(addition.title, take_back, again)
        end = self._follow(addition.title, len(addition.items), watch)

        def tell(made: _Made) -> None:
            end()
            state["is_over"] = True
            ids[:] = [job.id for job in made.jobs]
            if made.error is not None:
                self._on_error(made.error)
            if not ids:
                self._history.forget(remembered)
                if made.error is None and not watch.unreached:
                    self.refused.emit(self.tr("The job to rerun is gone."))
                return
            if state["is_taken_back"]:
                withdraw()
                return
            words = [self._done_text(addition, made.jobs)]
            words += left_words([Hindrance.NOT_QUEUED] * len(watch.unreached))
            undo = partial(self._history.undo_deed, remembered)
            toast = self._toasts.tell(JOINT.join(words), self.tr("Undo"), undo, keys="Ctrl+Z")
            shown.append(toast)
            toast.closed.connect(shown.clear)
            if len(ids) < ASK_FROM:
                self.created.emit(made.jobs[-1])

        then()
        self._bridge.ask(partial(_make_all, addition, watch), tell)

    def _done_text(self, addition: Addition, jobs: list[Job]) -> str:
        count = len(jobs)
        if count == 1:
            return self.tr("Queued #%1 %2").replace("%1", str(jobs[0].number)).replace("%2", literal(jobs[0].name))
        return self.tr("Queued %Ln reruns", "", count) if addition.are_reruns else self.tr("Queued %Ln jobs", "", count)

    def _withdraw(self, job_ids: list[str], watch: Watch) -> Problems:
        """Move those of new jobs to the trash that have not started; the others go on."""
        started: Problems = {}
        for part in watch.slices(job_ids):
            waiting = [job.id for job in map(self._manager.get_job, part) if job is not None and _waits(job)]
            held, _ = done_to(self._manager.pause_jobs, waiting)
            # What started in between was frozen, and is let go on.
            now = [job for job in map(self._manager.get_job, held) if job is not None]
            done_to(self._manager.resume_jobs, [job.id for job in now if job.status is JobStatus.RUNNING])
            gone, _ = done_to(self._manager.delete_jobs, [job.id for job in now if _waits(job)])
            started |= dict.fromkeys(set(part) - set(gone), "")
        return started

    def _tell_withdrawn(self, total: int, started: Problems, watch: Watch) -> None:
        words = left_words([Hindrance.STARTED] * len(started))
        if words:
            gone = count_text(total - len(started) - len(watch.unreached))
            self._toasts.tell(JOINT.join([self.tr("Jobs taken out of the queue: %1").replace("%1", gone), *words]))

    def _queue_again(self, job_ids: list[str], watch: Watch) -> Problems:
        """Bring withdrawn jobs back into the queue."""
        problems: Problems = {}
        for part in watch.slices(job_ids):
            back, _ = done_to(self._manager.restore_jobs, list(part))
            problems |= together(self._manager.start_jobs, back, self._watch())
        return problems

    def _tell_problems_of(self, problems: Problems, _: Watch) -> None:
        self._tell_problems(problems)


def _make_all(addition: Addition, watch: Watch) -> _Made:
    """Make new jobs slice by slice; what was made before an error is kept."""
    made: list[Job] = []
    try:
        for part in watch.slices(addition.items):
            made += addition.make(part)
    except (JobDeskError, OSError) as error:
        return _Made(made, error)
    return _Made(made)


def _waits(job: Job) -> bool:
    return job.status is JobStatus.QUEUED and not job.deleted

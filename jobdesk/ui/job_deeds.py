"""What the window does to jobs: each deed is asked of the manager on the pool, and a refusal is told in words."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from jobdesk.core.errors import JobDeskError
from jobdesk.core.job import Job
from jobdesk.engine.manager import JobManager
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.cancellation import Cancellations, job_names
from jobdesk.ui.job_facts import command_text
from jobdesk.ui.literal import literal
from jobdesk.ui.toasts import Toast, Toasts
from jobdesk.ui.undo import UndoHistory

_SAMPLE = """\
import time
for step in range(1, 31):
    print(f"step {step} of 30", flush=True)
    time.sleep(1)
print("done")
"""


class JobDeeds(QObject):
    """The verbs of the window.

    Signals:
        told: What was done, in one sentence, for the status bar.
        refused: Why something could not be done.
        created: A job that this window made.
    """

    told = Signal(str)
    refused = Signal(str)
    created = Signal(object)

    def __init__(
        self, manager: JobManager, bridge: EngineBridge, history: UndoHistory, toasts: Toasts, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._manager = manager
        self._bridge = bridge
        self._history = history
        self._toasts = toasts
        self.cancellations = Cancellations(manager, bridge, history, toasts, self)
        self.cancellations.failed.connect(self._on_error)
        self.cancellations.rerun_requested.connect(self.rerun)

    def cancel(self, jobs: list[Job]) -> None:
        """Stop jobs that have not ended: frozen at once, for good after five seconds or at the second call."""
        self.cancellations.cancel(jobs)

    def delete(self, jobs: list[Job]) -> None:
        """Move jobs that have ended, or are held, to the trash."""
        chosen = [job for job in jobs if can_be_deleted(job)]
        if not chosen:
            return
        text = self.tr("Move %1 to Trash").replace("%1", job_names(chosen))
        done = self.tr("Moved %1 to Trash").replace("%1", job_names(chosen))
        if len(chosen) < len(jobs):
            left = self.tr("%n still running or waiting", "", len(jobs) - len(chosen))
            done += " \N{MIDDLE DOT} " + left.replace("%n", str(len(jobs) - len(chosen)))
        self._do_with_undo(
            text,
            done,
            lambda: [self._manager.delete_job(job.id) for job in chosen],
            lambda: [self._manager.restore_job(job.id) for job in chosen],
        )

    def restore(self, jobs: list[Job]) -> None:
        """Bring jobs back from the trash."""
        chosen = [job for job in jobs if job.deleted]
        if chosen:
            self._do_with_undo(
                self.tr("Restore %1").replace("%1", job_names(chosen)),
                self.tr("Restored %1").replace("%1", job_names(chosen)),
                lambda: [self._manager.restore_job(job.id) for job in chosen],
                lambda: [self._manager.delete_job(job.id) for job in chosen],
            )

    def clear_finished(self, jobs: list[Job]) -> None:
        """Move all jobs that have ended to the trash."""
        chosen = [job for job in jobs if job.is_final and not job.deleted]
        if not chosen:
            self.told.emit(self.tr("No job has ended that could be cleared"))
            return
        self._do_with_undo(
            self.tr("Clear %1").replace("%1", job_names(chosen)),
            self.tr("Moved %1 to Trash").replace("%1", job_names(chosen)),
            lambda: [self._manager.delete_job(job.id) for job in chosen],
            lambda: [self._manager.restore_job(job.id) for job in chosen],
        )

    def empty_trash(self) -> None:
        """Remove what is in the trash for good; whoever calls has asked."""

        def tell(count: int) -> None:
            self.told.emit(self.tr("Removed %n jobs for good", "", count).replace("%n", str(count)))

        self._ask(self._manager.empty_trash, tell)

    def change(self, jobs: list[Job], text: str, **fields: Any) -> None:
        """Change fields of jobs, such as their priority, as one deed that can be undone.

        Args:
            jobs: The jobs.
            text: Names the deed after "Undo", in title case: "Set Priority of Encode B".
            **fields: As in `JobManager.update_job`.
        """
        old = {job.id: {key: _field(job, key) for key in fields} for job in jobs}
        changed = [job for job in jobs if any(old[job.id][key] != value for key, value in fields.items())]
        if changed:
            self._do_with_undo(
                text,
                "",
                lambda: [self._manager.update_job(job.id, **fields) for job in changed],
                lambda: [self._manager.update_job(job.id, **old[job.id]) for job in changed],
            )

    def rerun(self, jobs: list[Job]) -> None:
        """Run the same again."""
        for job in jobs:
            self._ask(partial(self._manager.rerun_job, job.id, start=True), self._on_rerun)

    def start(self, jobs: list[Job]) -> None:
        """Release held jobs."""
        chosen = [job for job in jobs if job.is_held and not job.is_external]
        self._each(
            chosen,
            lambda job: self._manager.start_job(job.id),
            self.tr("Started {jobs}").format(jobs=job_names(chosen)),
        )

    def run_sample(self) -> None:
        """Run something that shows what a job looks like."""
        config = {"kind": "command", "command": [sys.executable, "-c", _SAMPLE]}
        self._ask(partial(self._manager.submit_job, config, name=self.tr("Sample: count to 30")), self.created.emit)

    def copy_text(self, text: str) -> None:
        """Put a text on the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self.told.emit(self.tr("Copied"))

    def copy_command(self, job: Job) -> None:
        """Put a job's command line on the clipboard."""
        text = command_text(job)
        if text:
            self.copy_text(text)
        else:
            self.refused.emit(self.tr("#{number} has no command line to copy.").format(number=job.number))

    def show_in_folder(self, job: Job) -> None:
        """Open the folder with a job's log."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(job.logs_path).parent))):
            self.refused.emit(
                self.tr("No program here opens folders. It is {folder}").format(folder=Path(job.logs_path).parent)
            )

    def _on_rerun(self, job: Job | None) -> None:
        if job is None:
            self.refused.emit(self.tr("That job is gone."))
            return
        self.told.emit(self.tr("Added #{number} {name}").format(number=job.number, name=literal(job.name)))
        self.created.emit(job)

    def _do_with_undo(
        self, text: str, done: str, deed: Callable[[], object], counter_deed: Callable[[], object]
    ) -> None:
        """Do something on the pool, remember how to take it back, and offer that in a toast if it has words."""
        shown: list[Toast] = []

        def take_back() -> None:
            # However it was taken back, the offer to do so is over.
            for toast in shown:
                toast.close_now()
            shown.clear()
            self._ask(counter_deed, _nothing)

        remembered = self._history.did(text, take_back, partial(self._ask, deed, _nothing))

        def tell(_: object) -> None:
            if done:
                toast = self._toasts.tell(
                    done, self.tr("Undo"), lambda: self._history.undo_deed(remembered), keys="Ctrl+Z"
                )
                shown.append(toast)
                toast.closed.connect(shown.clear)

        self._ask(deed, tell)

    def _each(self, jobs: list[Job], deed: Callable[[Job], object], words: str) -> None:
        if jobs:
            self._ask(lambda: [deed(job) for job in jobs], lambda _: self.told.emit(words))

    def _ask(self, work: Callable[[], Any], on_result: Callable[[Any], None]) -> None:
        self._bridge.ask(work, on_result, self._on_error)

    def _on_error(self, error: Exception) -> None:
        if not isinstance(error, JobDeskError | OSError):
            raise error
        self.refused.emit(str(error))


def can_be_deleted(job: Job) -> bool:
    """Whether a job may go to the trash: it has ended, or is held."""
    return not job.deleted and (job.is_final or job.is_held)


def _field(job: Job, key: str) -> Any:
    value = getattr(job, key)
    return list(value) if isinstance(value, tuple) else value


def _nothing(_: object) -> None:
    """Take an answer that nobody needs."""

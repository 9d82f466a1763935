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
from jobdesk.ui.job_facts import command_text
from jobdesk.ui.literal import literal

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

    def __init__(self, manager: JobManager, bridge: EngineBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._manager = manager
        self._bridge = bridge

    def cancel(self, jobs: list[Job]) -> None:
        """Stop jobs that have not ended."""
        chosen = [job for job in jobs if not job.is_final and not job.cancelled]
        self._each(chosen, lambda job: self._manager.cancel_job(job.id), f"Cancelling {_names(chosen)}")

    def rerun(self, jobs: list[Job]) -> None:
        """Run the same again."""
        for job in jobs:
            self._ask(partial(self._manager.rerun_job, job.id, start=True), self._on_rerun)

    def start(self, jobs: list[Job]) -> None:
        """Release held jobs."""
        chosen = [job for job in jobs if job.is_held and not job.is_external]
        self._each(chosen, lambda job: self._manager.start_job(job.id), f"Started {_names(chosen)}")

    def run_sample(self) -> None:
        """Run something that shows what a job looks like."""
        config = {"kind": "command", "command": [sys.executable, "-c", _SAMPLE]}
        self._ask(partial(self._manager.submit_job, config, name="Sample: count to 30"), self.created.emit)

    def copy_text(self, text: str) -> None:
        """Put a text on the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self.told.emit("Copied")

    def copy_command(self, job: Job) -> None:
        """Put a job's command line on the clipboard."""
        text = command_text(job)
        if text:
            self.copy_text(text)
        else:
            self.refused.emit(f"#{job.number} has no command line to copy.")

    def show_in_folder(self, job: Job) -> None:
        """Open the folder with a job's log."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(job.logs_path).parent))):
            self.refused.emit(f"No program here opens folders. It is {Path(job.logs_path).parent}")

    def _on_rerun(self, job: Job | None) -> None:
        if job is None:
            self.refused.emit("That job is gone.")
            return
        self.told.emit(f"Added #{job.number} {literal(job.name)}")
        self.created.emit(job)

    def _each(self, jobs: list[Job], deed: Callable[[Job], object], words: str) -> None:
        if jobs:
            self._ask(lambda: [deed(job) for job in jobs], lambda _: self.told.emit(words))

    def _ask(self, work: Callable[[], Any], on_result: Callable[[Any], None]) -> None:
        self._bridge.ask(work, on_result, self._on_error)

    def _on_error(self, error: Exception) -> None:
        if not isinstance(error, JobDeskError | OSError):
            raise error
        self.refused.emit(str(error))


def _names(jobs: list[Job]) -> str:
    return f"#{jobs[0].number} {literal(jobs[0].name)}" if len(jobs) == 1 else f"{len(jobs)} jobs"

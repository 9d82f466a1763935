"""What the window does to jobs: each deed is asked of the manager on the pool, and a refusal is told in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from jobdesk.core.errors import NotAllDoneError
from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job
from jobdesk.engine.ipc.background import app_command
from jobdesk.engine.manager import JobManager
from jobdesk.ui.commands.additions import Addition, Additions
from jobdesk.ui.commands.base import Deed, Deeds, Problems, job_names, together
from jobdesk.ui.commands.cancellation import Cancellations
from jobdesk.ui.commands.preconditions import (
    against_archiving,
    against_deleting,
    against_restoring,
    against_starting,
    parted,
)
from jobdesk.ui.commands.slices import Watch
from jobdesk.ui.commands.undo import UndoHistory
from jobdesk.ui.detail.facts import command_text
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.widgets.toasts import Toasts


class JobDeeds(Deeds):
    """The verbs of the window.

    Signals:
        created: A job that this window made.
    """

    created = Signal(object)

    def __init__(
        self,
        manager: JobManager,
        bridge: EngineBridge,
        roster: Roster,
        history: UndoHistory,
        toasts: Toasts,
        parent: QWidget,
    ) -> None:
        super().__init__(manager, bridge, history, toasts, parent)
        self._window = parent
        self.additions = Additions(manager, bridge, roster, history, toasts, self)
        self.additions.refused.connect(self.refused)
        self.additions.created.connect(self.created)
        self.cancellations = Cancellations(manager, bridge, history, toasts, self)
        self.cancellations.refused.connect(self.refused)
        self.cancellations.rerun_requested.connect(self.rerun)

    def cancel(self, jobs: list[Job]) -> None:
        """Stop jobs that have not ended: frozen at once, for good after five seconds or at the second call."""
        self.cancellations.cancel(jobs)

    def delete(self, jobs: list[Job]) -> None:
        """Move jobs that have ended, or are held, to the trash."""
        self._to_trash(jobs, self.tr("Move %1 to Trash"))

    def clear_finished(self, jobs: list[Job]) -> None:
        """Move all jobs that have ended to the trash."""
        chosen = [job for job in jobs if job.is_final and not job.deleted]
        if chosen:
            self._to_trash(chosen, self.tr("Clear %1"))
        else:
            self.told.emit(self.tr("No job has ended that could be cleared"))

    def _to_trash(self, jobs: list[Job], text: str) -> None:
        delete, restore = partial(together, self._manager.delete_jobs), partial(together, self._manager.restore_jobs)
        self._do(*parted(jobs, against_deleting), (text, self.tr("Moved %1 to Trash")), delete, restore)

    def restore(self, jobs: list[Job]) -> None:
        """Bring jobs back from the trash."""
        delete, restore = partial(together, self._manager.delete_jobs), partial(together, self._manager.restore_jobs)
        words = (self.tr("Restore %1"), self.tr("Restored %1"))
        self._do(*parted(jobs, against_restoring), words, restore, delete)

    def empty_trash(self) -> None:
        """Remove what is in the trash for good; whoever calls has asked."""

        def tell(count: int) -> None:
            self.told.emit(self.tr("Removed %n jobs for good", "", count).replace("%n", str(count)))

        self._ask(self._manager.empty_trash, tell)

    def archive(self, jobs: list[Job]) -> None:
        """Move jobs that have ended to the archive."""
        words = (self.tr("Archive %1"), self.tr("Moved %1 to the archive"))
        archive, restore = partial(together, self._manager.archive_jobs), partial(together, self._manager.restore_jobs)
        self._do(*parted(jobs, against_archiving), words, archive, restore)

    def restore_archived(self, jobs: list[Job], then: Callable[[], None]) -> None:
        """Bring jobs back from the archive, and do something when that is done or taken back."""
        archive, restore = partial(together, self._manager.archive_jobs), partial(together, self._manager.restore_jobs)
        words = (self.tr("Restore %1"), self.tr("Restored %1"))
        self._do(jobs, [], words, _followed(restore, self._bridge, then), _followed(archive, self._bridge, then))

    def delete_archived(self, jobs: list[Job], then: Callable[[], None]) -> None:
        """Remove archived jobs for good; whoever calls has asked."""

        def tell(problems: Problems, watch: Watch) -> None:
            count = len(jobs) - len(problems) - len(watch.unreached)
            self._tell_problems(problems)
            self.told.emit(self.tr("Removed %n jobs for good", "", count).replace("%n", str(count)))
            then()

        title = self.tr("Remove %1").replace("%1", job_names(jobs))
        self._run(title, partial(together, self._manager.delete_jobs), [job.id for job in jobs], tell, then)

    def change(self, jobs: list[Job], text: str, **fields: Any) -> None:
        """Change fields of jobs, such as their priority, as one deed that can be undone.

        Args:
            jobs: The jobs.
            text: Names the deed after "Undo", in title case: "Set Priority of Encode B".
            **fields: As in `JobManager.update_job`.
        """
        self._update(jobs, [], (text, text), {job.id: fields for job in jobs})

    def rerun(self, jobs: list[Job]) -> None:
        """Run the same again; the new jobs can be taken back."""
        run_time_s, is_partial = self.additions.run_time(jobs)
        addition = Addition(
            self.tr("Rerun %1").replace("%1", job_names(jobs)),
            [job.id for job in jobs],
            self._make_reruns,
            are_reruns=True,
            run_time_s=run_time_s,
            is_partial=is_partial,
        )
        self.additions.add(addition, self._window)

    def _make_reruns(self, old_ids: Sequence[str]) -> list[Job]:
        """Rerun jobs, on the pool; those that refuse are left out unless all do."""
        new_ids = [new_job_id() for _ in old_ids]
        try:
            return self._manager.rerun_jobs(old_ids, start=True, new_ids=new_ids)
        except NotAllDoneError as error:
            if not error.done:
                raise
            return [job for job in map(self._manager.get_job, new_ids) if job is not None]

    def rerun_failed(self, jobs: list[Job]) -> None:
        """Run those tasks of an array again that failed."""

        def make(arrays: Sequence[str]) -> list[Job]:
            made = [self._manager.rerun_failed(job_id, start=True) for job_id in arrays]
            return [job for job in made if job is not None]

        title = self.tr("Rerun Failed Tasks of %1").replace("%1", job_names(jobs))
        self.additions.add(Addition(title, [job.id for job in jobs], make, are_reruns=True), self._window)

    def start(self, jobs: list[Job]) -> None:
        """Release held jobs."""
        start, hold = partial(together, self._manager.start_jobs), partial(together, self._manager.pause_jobs)
        self._do(*parted(jobs, against_starting), (self.tr("Start %1"), self.tr("Started %1")), start, hold)

    def run_sample(self) -> None:
        """Run something that shows what a job looks like."""
        config = {"kind": "command", "command": [*app_command(), "--sample", "count"]}
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


def _followed(deed: Deed, bridge: EngineBridge, then: Callable[[], None]) -> Deed:
    """Return a deed, on the pool, after which something is done on the window's thread."""

    def do(job_ids: list[str], watch: Watch) -> Problems:
        problems = deed(job_ids, watch)
        bridge.ask(lambda: None, lambda _: then())
        return problems

    return do

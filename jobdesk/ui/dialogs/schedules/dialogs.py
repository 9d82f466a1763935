"""What has to do with schedules beside the table: their window, and the form that describes one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from jobdesk.core.job import Job
from jobdesk.core.timing.schedule import Schedule
from jobdesk.ui.commands.schedule_commands import ScheduleDeeds
from jobdesk.ui.dialogs.dialog_context import DialogParts
from jobdesk.ui.table.model import JobTableModel

if TYPE_CHECKING:
    from jobdesk.ui.dialogs.schedules.window import SchedulesWindow


class ScheduleWindows(QObject):
    """Opens them.

    Signals:
        created: The next run of a schedule that was made.
    """

    created = Signal(object)

    def __init__(
        self, window: QWidget, jobs: JobTableModel, parts: DialogParts, edit: Callable[[Schedule | None], None]
    ) -> None:
        """Open nothing yet; `edit` shows the form for a schedule, or for a new one."""
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._parts = parts
        self._edit = edit
        self.deeds = ScheduleDeeds(parts.manager, parts.bridge, parts.history, parts.toasts, self)
        self.deeds.edit_requested.connect(edit)
        self.deeds.refused.connect(parts.deeds.refused)
        self.list: SchedulesWindow | None = None

    def show(self) -> None:
        """Show the list of schedules."""
        if self.list is None:
            from jobdesk.ui.dialogs.schedules.window import SchedulesWindow  # Late: most days it is not opened.

            parts = self._parts
            self.list = SchedulesWindow(self._jobs, parts.bridge, self.deeds, parts.icons, self._window)
            self.list.job_requested.connect(parts.go_to)
        self.list.show_for_input()

    def edit_of(self, jobs: list[Job]) -> None:
        """Describe anew the schedule that a job is a run of."""
        schedule = self._jobs.roster.schedule_of(jobs[0]) if len(jobs) == 1 else None
        if schedule is not None:
            self._edit(schedule)
        elif jobs:
            self._parts.toasts.tell(self.tr("Its schedule is gone"))

    def on_made(self, schedule: Schedule, old: Schedule | None) -> None:
        """Tell of a schedule that a form made or changed, and show its next run in the table."""
        self.deeds.tell_made(schedule, old)
        next_job = schedule.next_job
        if next_job is not None and old is None:
            self._parts.bridge.ask(lambda: self._parts.manager.get_job(next_job), self._on_found)

    def _on_found(self, job: Job | None) -> None:
        if job is not None:
            self.created.emit(job)

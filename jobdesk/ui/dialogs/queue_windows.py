"""The windows and menus of queues, each made when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.commands.limit_commands import LimitDeeds, Queue
from jobdesk.ui.commands.queue_commands import QueueDeeds
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.window.queue_menus import QueueMenus

if TYPE_CHECKING:
    from jobdesk.ui.dialogs.limits.window import LimitsWindow


class QueueWindows(QObject):
    """Opens them."""

    def __init__(
        self, window: QWidget, model: JobTableModel, deeds: QueueDeeds, limit_deeds: LimitDeeds, icons: Icons
    ) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._deeds = deeds
        self._limit_deeds = limit_deeds
        self._icons = icons
        self.menus = QueueMenus(model.roster, limit_deeds, icons, self.show_limits)
        self.limits: LimitsWindow | None = None

    def show_limits(self, queue: Queue = None) -> None:
        """Show queues and limits, at one queue or at everything."""
        if self.limits is None:
            from jobdesk.ui.dialogs.limits.window import LimitsWindow  # Late: most days it is not opened.

            self.limits = LimitsWindow(self._model, self._limit_deeds, self.menus, self._icons, self._window)
        self.limits.open_at(queue)

    def show_menu(self, queue: Queue, place: QPoint) -> None:
        """Show the menu of a queue, or of everything."""
        self.menus.show(queue, place, self._window)

    def show_wait(self, jobs: list[Job]) -> None:
        """Ask what queued jobs are to wait for."""
        from jobdesk.ui.dialogs.wait_window import WaitWindow

        queued = [job for job in jobs if job.status is JobStatus.QUEUED and not job.is_external]
        if queued:
            window = WaitWindow(queued, self._model.roster, self._icons, self._window)
            window.chosen.connect(self._deeds.wait_for)
            window.show_for_input()

"""Which runs the window compares, and why it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from jobdesk.core.job import Job
from jobdesk.ui.text.error_text import sentence

if TYPE_CHECKING:
    from jobdesk.ui.dialogs.compare.window import CompareWindow
    from jobdesk.ui.window.main_window import MainWindow


class Comparisons(QObject):
    """Opens the one window that compares two runs."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.window: CompareWindow | None = None
        actions = window.actions_
        actions.add_check("compare_good", self._against_good)
        actions["compare_good"].triggered.connect(self.compare_with_good)
        actions["compare_two"].triggered.connect(self.compare_selected)

    def compare_with_good(self) -> None:
        """Compare the selected job with the last good run of the same thing."""
        jobs = self._window.table.selected_jobs()
        good = self._window.model.roster.last_good_run(jobs[0]) if len(jobs) == 1 else None
        if good is not None:
            self._show().open_on(jobs[0], good, is_good=True)
        else:
            # Until a moment ago there was one.
            self._window.deeds.told.emit(sentence(_tr("no earlier run of it has completed")))

    def compare_selected(self) -> None:
        """Compare the two selected jobs; the newer one is the one that is looked at."""
        jobs = sorted(self._window.table.selected_jobs(), key=lambda job: -job.number)
        if len(jobs) == 2:
            self._show().open_on(jobs[0], jobs[1], is_good=False)

    def _show(self) -> CompareWindow:
        if self.window is None:
            from jobdesk.ui.dialogs.compare.window import CompareWindow  # Late: most days it is not opened.

            window = self._window
            self.window = CompareWindow(window.model, window.bridge, window.theme, window.icons, window)
            self.window.job_requested.connect(window.open_job)
        return self.window

    def _against_good(self, jobs: list[Job]) -> str:
        has_one = len(jobs) != 1 or self._window.model.roster.last_good_run(jobs[0]) is not None
        return "" if has_one else _tr("no earlier run of it has completed")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)

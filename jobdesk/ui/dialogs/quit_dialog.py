"""The question that quitting asks while jobs run or wait; it follows them as long as it is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QMessageBox, QPushButton, QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.text import shorten
from jobdesk.ui.text.plain_text import literal

_MOST_NAMES: Final = 6
_MOST_NAME: Final = 60


class LeavingBox(QMessageBox):
    """Asks whether jobs go on, are stopped, or the app stays.

    Attributes:
        job_ids: The jobs that it names or counts now.
    """

    def __init__(
        self, parent: QWidget, jobs: Sequence[Job], planned: int, *, is_stop_meant: bool, do_jobs_go_on: bool
    ) -> None:
        """Make it.

        Args:
            parent: The window.
            jobs: What runs or waits, and would be stopped.
            planned: How many runs of schedules are planned besides, and stay so.
            is_stop_meant: Whether stopping them is what was asked for.
            do_jobs_go_on: Whether jobs outlive the app.
        """
        super().__init__(parent)
        self._is_stop_meant = is_stop_meant
        self._names = {job.id: shorten(literal(job.name), _MOST_NAME) for job in jobs[:_MOST_NAMES]}
        self._numbers = {job.id: job.number for job in jobs[:_MOST_NAMES]}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(self.tr("Quit and Stop Jobs") if is_stop_meant else self.tr("Quit"))
        self.setIcon(QMessageBox.Icon.Warning if is_stop_meant else QMessageBox.Icon.Question)
        self._stop = QPushButton(self)
        self.addButton(self._stop, QMessageBox.ButtonRole.DestructiveRole)
        self._keep = QPushButton(self) if do_jobs_go_on else None
        if self._keep is not None:
            self.addButton(self._keep, QMessageBox.ButtonRole.AcceptRole)
        stay = self.addButton(QMessageBox.StandardButton.Cancel)
        stay.setIcon(QIcon())
        stay.setText(self.tr("Stay"))  # "Cancel" is what is done to jobs.
        self.setDefaultButton(stay if is_stop_meant or self._keep is None else self._keep)
        self.setEscapeButton(stay)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not is_stop_meant:
            self.setCheckBox(QCheckBox(self.tr("&Do not ask again; they go on"), self))
        self.show_jobs(jobs, planned)

    @property
    def is_stop_chosen(self) -> bool:
        """Whether the jobs are to be stopped."""
        return self.clickedButton() is self._stop

    @property
    def is_keep_chosen(self) -> bool:
        """Whether they go on without the window."""
        return self._keep is not None and self.clickedButton() is self._keep

    @property
    def is_never_again(self) -> bool:
        """Whether this is not to be asked again."""
        check = self.checkBox()
        return check is not None and check.isChecked()

    def show_jobs(self, jobs: Sequence[Job], planned: int) -> None:
        """Say what runs or waits now; what has ended keeps its line, so that no button moves below the pointer."""
        self.job_ids = [job.id for job in jobs]
        count = len(jobs)
        leave = self._keep or self._stop
        self._stop.setText(self.tr("Stop %n Job(s) and Quit", "", count))
        self._stop.setEnabled(bool(jobs) or self._keep is None)
        if self._keep is not None:
            self._keep.setText(self.tr("Keep Running and Quit"))
        if not jobs:
            self.setText(self.tr("All jobs have ended."))
            leave.setText(self.tr("Quit"))
        elif self._is_stop_meant:
            self.setText(self.tr("%n job(s) will be stopped with all that they started.", "", count))
        else:
            self.setText(self.tr("%n job(s) can go on in the background without the window.", "", count))
        lines = self._lines(jobs)
        if planned:
            lines.append(self.tr("%n planned run(s) of schedules stay planned, whatever you choose.", "", planned))
        self.setInformativeText("\n".join(lines))

    def _lines(self, jobs: Sequence[Job]) -> list[str]:
        now = {job.id: job.status for job in jobs}
        lines = []
        for job_id, name in self._names.items():
            words = self.tr("#{number} {name}, ended")
            if job_id in now:
                is_running = now[job_id] is JobStatus.RUNNING
                words = self.tr("#{number} {name}") if is_running else self.tr("#{number} {name}, waits")
            lines.append(words.format(number=self._numbers[job_id], name=name))
        more = len(now.keys() - self._names.keys())
        return [*lines, self.tr("and %n more", "", more)] if more else lines

"""What a log pane says in words while there is no log."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.engine_text import why_text
from jobdesk.ui.text.time_text import spoken_duration
from jobdesk.ui.theme import metrics


class LogWords(QLabel):
    """Words where there is no text, over the page of the log."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.setObjectName("logWords")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", "text3")
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def say(self, text: str) -> None:
        """Say this, or nothing."""
        self.setText(text)
        self.setVisible(bool(text))
        self.place()

    def place(self) -> None:
        """Be as wide as the page."""
        margin = metrics.px(20)
        width = max(40, self._page.width() - 2 * margin)
        self.setGeometry(QRect(margin, margin, width, self.heightForWidth(width)))


def empty_text(job: Job, roster: Roster, *, is_reading: bool, is_slow: bool, absence: str = "") -> str:
    """Say why there is no text.

    Args:
        job: The job shown.
        roster: Knows what it waits for.
        is_reading: Whether the file was not looked at yet.
        is_slow: Whether that takes so long that it should be said.
        absence: "deleted" or "compressed" if there is a reason why there is no text.
    """
    if job.is_array:
        return _tr("An array writes nothing itself. Its tasks do: the right arrow key shows them.")
    if absence:
        compressed = _tr("The log is compressed, which cannot be shown here. Open it in another program.")
        return compressed if absence == "compressed" else _tr("The log is gone: its file was deleted.")
    if job.status is JobStatus.QUEUED:
        return _tr("Waiting to start. %1.").replace("%1", why_text(roster.blockers(job)))
    if job.status is JobStatus.RUNNING:
        if job.started_at is None:
            return _tr("Starting.")
        ran_s = (datetime.now(UTC) - job.started_at).total_seconds()
        return _tr("No output yet. Started %1 ago.").replace("%1", spoken_duration(ran_s))
    if is_reading:
        return _tr("Reading the log") if is_slow else ""
    if job.started_at is None and job.duration_s is None:
        return _tr("It never started, so it wrote nothing.")
    return _tr("It wrote no output.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("LogView", text)

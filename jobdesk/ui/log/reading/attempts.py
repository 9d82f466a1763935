"""Which attempt's log is shown: the newest, which a later one takes the place of, or an earlier one that was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from jobdesk.core.job import START_FAILURES, Job, JobStatus
from jobdesk.ui.text.attempt_text import attempt_words
from jobdesk.ui.text.plain_text import menu_text, tooltip


class LogSource(msgspec.Struct, frozen=True):
    """One log.

    Attributes:
        job_id: Whose; empty if nothing more comes.
        attempt: Of which attempt.
        path: Where it is.
    """

    job_id: str
    attempt: int
    path: str


class LogAttempts(QObject):
    """Knows which attempts of a job have a log, and lets one be chosen.

    Signals:
        chosen: Another one is to be shown.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._attempt: int | None = None
        self._wished: Mapping[str, int] = {}
        self.button = QToolButton(parent)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setProperty("isFilter", True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setToolTip(tooltip(self.tr("Show the log of another attempt")))
        self._menu = QMenu(self.button)
        self._menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self._menu)
        self.button.hide()

    def source_of(self, job: Job) -> LogSource:
        """Return the log to show of a job; a choice that was made for another job is forgotten."""
        if self._job is None or self._job.id != job.id:
            self._attempt = self._wished.get(job.id)
        self._job = job
        newest = newest_attempt(job)
        if self._attempt is not None and self._attempt >= newest:
            self._attempt = None
        shown = self._attempt or newest
        words = self.tr("Attempt %1 of %2").replace("%1", str(shown)).replace("%2", str(newest))
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self.button.setVisible(newest > 1)
        if shown == newest:
            return LogSource(job.id, newest, job.logs_path)
        return LogSource("", shown, str(_earlier_log(job, shown)))

    def wish(self, attempts: Mapping[str, int]) -> None:
        """Of some jobs, show at first the log of an earlier attempt, and of the one shown now unless one was chosen."""
        old, self._wished = self._wished, attempts
        wished = None if self._job is None else attempts.get(self._job.id)
        if self._job is not None and wished is not None and wished != old.get(self._job.id) and self._attempt is None:
            self.choose(wished)

    def choose(self, attempt: int) -> None:
        """Show the log of an attempt; that of the newest gives way to later ones."""
        self._attempt = attempt
        self.chosen.emit()

    def _fill(self) -> None:
        self._menu.clear()
        if self._job is None:
            return
        newest = newest_attempt(self._job)
        ended = {past.number: past for past in self._job.attempts}
        for number, _ in logs_of(self._job):
            past = ended.get(number)
            words = self.tr("Attempt %1").replace("%1", str(number))
            action = self._menu.addAction(words if past is None else f"{words}\t{menu_text(attempt_words(past))}")
            action.setCheckable(True)
            action.setChecked(number == (self._attempt or newest))
            action.triggered.connect(lambda _=False, number=number: self.choose(number))


def logs_of(job: Job) -> list[tuple[int, Path]]:
    """Return the attempts of a job that may have left a log, the newest first, and where it is."""
    newest = newest_attempt(job)
    earlier = sorted((past.number for past in job.attempts if past.number < newest), reverse=True)
    return [(newest, Path(job.logs_path)), *((number, _earlier_log(job, number)) for number in earlier)]


def _earlier_log(job: Job, attempt: int) -> Path:
    return Path(job.logs_path).parent / "attempts" / str(attempt) / "job.log"


def newest_attempt(job: Job) -> int:
    """Return the number of the newest attempt that has begun: its log stands until the next one begins."""
    if job.attempt == 1 or job.status is JobStatus.RUNNING or job.started is not None:
        return job.attempt
    could_not_start = job.reason is not None and job.reason.code in START_FAILURES
    return job.attempt if job.is_final and could_not_start else job.attempt - 1

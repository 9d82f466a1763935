"""The Log tab: the text, what is said while there is none, and the way back to the end."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui import metrics
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.icons import Icons
from jobdesk.ui.log_edit import LogEdit
from jobdesk.ui.log_tail import LogTail, size_text
from jobdesk.ui.log_text import LogRun
from jobdesk.ui.qt import override
from jobdesk.ui.roster import Roster
from jobdesk.ui.theme import Theme
from jobdesk.ui.time_text import spoken_duration


class LogView(QWidget):
    """Shows the log of one job, live."""

    def __init__(
        self, bridge: EngineBridge, roster: Roster, theme: Theme, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._roster = roster
        self._job: Job | None = None
        self._problem = ""
        self._new_lines = 0
        self._hidden_bytes = 0
        self._is_settled = False
        self._is_trimmed = False
        self._is_held = False
        self.setObjectName("logPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._note = _plain_label("logNote", self)
        self.edit = LogEdit(theme, self)
        self._words = _plain_label("logWords", self.edit.viewport())
        self._words.setProperty("tone", "text3")
        self._words.setWordWrap(True)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.pill = QPushButton(self)
        self.pill.setProperty("isPill", True)
        self.pill.setAccessibleName("Go to the newest lines")
        self.pill.setIcon(icons.icon("arrow-down", "onfill"))
        self.pill.setCursor(Qt.CursorShape.PointingHandCursor)
        self.pill.hide()
        self._tail = LogTail(bridge, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._note)
        layout.addWidget(self.edit)
        self._note.hide()
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._show_words)
        self._connect()

    def _connect(self) -> None:
        self._tail.restarted.connect(self._on_restarted)
        self._tail.appended.connect(self._on_appended)
        self._tail.settled.connect(self._on_settled)
        self._tail.failed.connect(self._on_failed)
        self.edit.follow_changed.connect(self._on_follow_changed)
        self.edit.filled.connect(self._on_filled)
        self.edit.trimmed.connect(self._on_trimmed)
        self.edit.viewport().installEventFilter(self)
        self.pill.clicked.connect(self.follow)

    def show_job(self, job: Job | None) -> None:
        """Show another job's log, or what is new about the one shown."""
        old, self._job = self._job, job
        if job is None:
            self._tail.follow("", "")
        elif old is None or old.id != job.id or old.attempt != job.attempt:
            self._is_settled = False
            self._problem = ""
            self._tail.follow(job.id, job.logs_path)
        elif old.status is not job.status:
            self._tail.look()
        if job is not None and not job.is_final:
            self._clock.start()
        else:
            self._clock.stop()
        self._show_words()

    def follow(self) -> None:
        """Go to the end of the log and stay there."""
        if self._is_held:
            self._tail.jump_to_end()
        self.edit.follow()

    # -- what the log does

    def _on_restarted(self, hidden_bytes: int) -> None:
        self._hidden_bytes = hidden_bytes
        self._is_trimmed = False
        self._is_held = False
        self._new_lines = 0
        self.edit.restart()
        self._show_note()
        self._show_pill()

    def _on_appended(self, runs: list[LogRun]) -> None:
        added = self.edit.append_runs(runs)
        if not self.edit.is_following:
            self._new_lines += added
        self._show_pill()
        self._show_words()

    def _on_settled(self) -> None:
        self._is_settled = True
        self._show_words()

    def _on_failed(self, problem: str) -> None:
        self._problem = f"The log cannot be read: {problem}."
        self._show_words()

    def _on_filled(self) -> None:
        self._is_held = True
        self._tail.set_paused(True)
        self._show_pill()

    def _on_trimmed(self) -> None:
        self._is_trimmed = True
        self._show_note()

    def _on_follow_changed(self, is_following: bool) -> None:
        if is_following:
            self._new_lines = 0
            if self._is_held:
                self._tail.jump_to_end()
        self._show_pill()

    # -- what is said

    def _show_note(self) -> None:
        if self._hidden_bytes:
            self._note.setText(f"Earlier lines ({size_text(self._hidden_bytes)}) are in the file.")
        elif self._is_trimmed:
            self._note.setText("Earlier lines are in the file.")
        self._note.setVisible(bool(self._hidden_bytes) or self._is_trimmed)

    def _show_pill(self) -> None:
        lines = self._new_lines
        is_shown = not self.edit.is_following and (lines > 0 or self._is_held)
        if is_shown:
            count = f"{lines // 1000} k" if lines >= 10_000 else str(lines)
            more = "More than " if self._is_held else ""
            self.pill.setText(f"{more}{count} new line{'' if lines == 1 else 's'}")
            self._place_pill()
            self.pill.raise_()
        self.pill.setVisible(is_shown)

    def _show_words(self) -> None:
        """Say in words why there is no text."""
        text = self._problem
        if not text and self.edit.document().isEmpty() and self._job is not None:
            text = self._empty_text(self._job)
        self._words.setText(text)
        self._words.setVisible(bool(text))
        self._place_words()

    def _empty_text(self, job: Job) -> str:
        if job.status is JobStatus.QUEUED:
            return f"Waiting to start: {self._roster.why(job)}."
        if job.status is JobStatus.RUNNING:
            if job.started_at is None:
                return "Starting."
            ran_s = (datetime.now(UTC) - job.started_at).total_seconds()
            return f"No output yet. Started {spoken_duration(ran_s)} ago."
        if not self._is_settled:
            return ""
        return "It never started, so it wrote nothing." if job.duration_s is None else "It wrote no output."

    # -- places

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place_words()
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_pill()

    def _place_words(self) -> None:
        margin = metrics.px(20)
        width = max(40, self.edit.viewport().width() - 2 * margin)
        self._words.setGeometry(QRect(margin, margin, width, self._words.heightForWidth(width)))

    def _place_pill(self) -> None:
        self.pill.adjustSize()
        margin = metrics.px(24)
        self.pill.move(self.width() - self.pill.width() - margin, self.height() - self.pill.height() - metrics.px(14))


def _plain_label(name: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label

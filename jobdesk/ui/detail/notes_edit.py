"""A job's notes: written in place, and kept when one leaves the field."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from jobdesk.ui.theme import metrics
from jobdesk.ui.widgets.qt import override

_SETTLES_MS = 1500
_MOST_CHARACTERS = 20_000


class NotesEdit(QPlainTextEdit):
    """Edits the notes of one job.

    Signals:
        edited: Id of the job, and its notes.
    """

    edited = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job_id = ""
        self._kept = ""
        self.setAccessibleName(self.tr("Notes"))
        self.setPlaceholderText(self.tr("Notes about this job"))
        self.setTabChangesFocus(True)
        self.setFixedHeight(metrics.px(76))
        self._settles = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._settles.timeout.connect(self.keep)
        self.textChanged.connect(self._settles.start)

    def show_notes(self, job_id: str, notes: str) -> None:
        """Show a job's notes; what is being written for the same job is not taken away."""
        if job_id == self._job_id and (notes == self._kept or self.toPlainText() != self._kept):
            return
        self.keep()
        self._job_id, self._kept = job_id, notes
        self.blockSignals(True)
        self.setPlainText(notes)
        self.blockSignals(False)
        self._settles.stop()

    def keep(self) -> None:
        """Hand over what was written."""
        text = self.toPlainText()[:_MOST_CHARACTERS]
        if self._job_id and text != self._kept:
            self._kept = text
            self.edited.emit(self._job_id, text)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keep()

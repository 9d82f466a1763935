"""The tab that shows the chain of a job, and a line that says what it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from jobdesk.core.job import Job
from jobdesk.ui.detail.chain.layout import chain_of
from jobdesk.ui.detail.chain.view import ChainView
from jobdesk.ui.model.job_cache import leads
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme

_REFRESH_MS = 200


class ChainPane(QWidget):
    """Keeps the picture in step with the jobs while it can be seen.

    Signals:
        job_requested: The id of the job that is to be shown.
    """

    job_requested = Signal(str)

    def __init__(self, model: JobTableModel, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roster = model.roster
        self._job_id = ""
        self.view = ChainView(model.roster, theme, icons, self)
        self.view.job_requested.connect(self.job_requested)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("tone", "text3")
        self._words.setFont(metrics.offset_font(-0.5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        line = QVBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(4), metrics.px(16), metrics.px(6))
        line.addWidget(self._words)
        layout.addLayout(line)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        model.roster_changed.connect(self._on_roster_changed)

    @property
    def words(self) -> str:
        """What is said below the picture."""
        return self._words.text()

    def show_job(self, job: Job) -> None:
        """Show the chain of a job."""
        self._job_id = job.id
        self._refresh()

    def _on_roster_changed(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _refresh(self) -> None:
        chain = chain_of(self._job_id, self._roster.get, leads, self._roster.dependents)
        self.view.show_chain(chain, self._job_id)
        count = len(chain.ids)
        words = self.tr("The nearest %n jobs of a longer chain", "", count) if chain.is_cut else ""
        words = words or self.tr("%n jobs", "", count)
        keys = self.tr("Arrows walk, Enter shows the job, Ctrl+wheel or Ctrl+Plus and Ctrl+Minus zoom")
        self._words.setText(f"{words.replace('%n', str(count))}  ·  {keys}")

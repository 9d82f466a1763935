"""The pane below the table: one job's header and its tabs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui import metrics
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.facts_pane import FactsPane
from jobdesk.ui.icons import Icons
from jobdesk.ui.job_columns import elapsed_s
from jobdesk.ui.job_facts import config_facts, overview_facts
from jobdesk.ui.job_state import JobState, state_of
from jobdesk.ui.job_table_model import JobTableModel
from jobdesk.ui.literal import literal
from jobdesk.ui.log_view import LogView
from jobdesk.ui.qt import override
from jobdesk.ui.theme import Theme
from jobdesk.ui.time_text import duration_text, moment_text

LOG, OVERVIEW, CONFIG = range(3)
_JOINT = "  ·  "


class JobDetail(QWidget):
    """Shows one job; which one, only its owner decides."""

    def __init__(
        self, model: JobTableModel, bridge: EngineBridge, theme: Theme, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._job: Job | None = None
        self._selected_count = 0
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumHeight(metrics.px(44 + 34 + 80))
        self.log_view = LogView(bridge, model.roster, theme, icons, self)
        self.overview = FactsPane("Overview", self)
        self.config = FactsPane("Config", self)
        self.tabs = QTabBar(self)
        self._stack = QStackedWidget(self)
        self._header = _Header(theme, icons, self)
        self._body = QWidget(self)
        self._set_up()
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._on_second)
        self._clock.start()
        model.dataChanged.connect(self._on_data_changed)
        self.show_jobs([])

    def _set_up(self) -> None:
        self.tabs.setAccessibleName("Details of the job")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for title, page in (("Log", self.log_view), ("Overview", self.overview), ("Config", self.config)):
            self.tabs.addTab(title)
            self._stack.addWidget(page)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        row = QWidget(self._body)
        row.setObjectName("tabRow")
        row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row.setFixedHeight(metrics.px(34))
        row_layout = QHBoxLayout(row)
        row_layout.setContentsMargins(metrics.px(8), 0, metrics.px(8), 0)
        row_layout.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        row_layout.addStretch()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(row)
        body.addWidget(self._stack)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        layout.addWidget(self._body, 1)
        layout.addStretch()

    @property
    def job(self) -> Job | None:
        """The job shown."""
        return self._job

    def show_jobs(self, jobs: list[Job]) -> None:
        """Show the one job of a selection, or say what is selected."""
        self._selected_count = len(jobs)
        self._show(jobs[0] if len(jobs) == 1 else None)
        if len(jobs) > 1:
            counts: dict[str, int] = {}
            for job in jobs:
                word = state_of(job).word.lower()
                counts[word] = counts.get(word, 0) + 1
            self._header.set_words(
                f"{len(jobs)} jobs selected", _JOINT.join(f"{n} {word}" for word, n in counts.items())
            )
        elif not jobs:
            self._header.set_words("No job selected", "Select one to see its log")

    def show_tab(self, index: int) -> None:
        """Bring a tab to the front."""
        self.tabs.setCurrentIndex(index)

    def _show(self, job: Job | None) -> None:
        self._job = job
        self._body.setVisible(job is not None)
        self.log_view.show_job(job)
        if job is not None:
            self._show_header(job)
            self._show_facts()

    def _show_header(self, job: Job) -> None:
        moment = self._model.moment()
        parts = [f"#{job.number}", job.kind.capitalize()]
        if job.queue != "default":
            parts.append(f"{literal(job.queue)} queue")
        if job.started_at is not None:
            parts.append(f"started {moment_text(job.started_at, moment.now)}")
        seconds = elapsed_s(job, moment.now)
        facts = state_of(job).word
        if seconds is not None:
            facts = (
                duration_text(seconds)
                if job.status is JobStatus.RUNNING
                else f"{facts}{_JOINT}{duration_text(seconds)}"
            )
        self._header.set_job(state_of(job), literal(job.name), _JOINT.join(parts), facts)

    def _show_facts(self) -> None:
        if self._job is None:
            return
        if self._stack.currentIndex() == OVERVIEW:
            self.overview.set_facts(overview_facts(self._job, self._model.moment()))
        elif self._stack.currentIndex() == CONFIG:
            self.config.set_facts(config_facts(self._job))

    def _on_tab_changed(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self._show_facts()

    def _on_data_changed(self) -> None:
        if self._job is None:
            return
        newest = self._model.roster.get(self._job.id)
        if newest is not None and newest is not self._job:
            self._show(newest)

    def _on_second(self) -> None:
        if self._job is not None and self.isVisible() and self._job.status is JobStatus.RUNNING:
            self._show_header(self._job)
            self._show_facts()


class _Header(QWidget):
    """State icon, name, what it is, and at the end the live facts."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(metrics.px(44))
        self._icon = _IconLabel(icons, self)
        self._name = _ElidedLabel(self)
        self._name.setFont(metrics.offset_font(1.5, QFont.Weight.DemiBold))
        self._meta, self._facts = QLabel(self), QLabel(self)
        self._meta.setProperty("tone", "text2")
        self._facts.setFont(metrics.number_font())
        for label in (self._meta, self._facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(18), 0, metrics.px(18), 0)
        layout.setSpacing(metrics.px(9))
        layout.addWidget(self._icon)
        layout.addWidget(self._name, 0)
        layout.addWidget(self._meta, 0)
        layout.addStretch(1)
        layout.addWidget(self._facts)

    def set_job(self, state: JobState, name: str, meta: str, facts: str) -> None:
        self._icon.show_icon(state.icon, state.token)
        self._icon.show()
        self._set(name, meta, facts)

    def set_words(self, title: str, meta: str) -> None:
        self._icon.hide()
        self._set(title, meta, "")

    def _set(self, name: str, meta: str, facts: str) -> None:
        self._name.set_text(name)
        for label, text in ((self._meta, meta), (self._facts, facts)):
            if label.text() != text:
                label.setText(text)


class _IconLabel(QWidget):
    """An icon that is drawn at the screen's own ratio each time."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._name, self._token = "", ""
        side = metrics.px(16)
        self.setFixedSize(QSize(side, side))

    def show_icon(self, name: str, token: str) -> None:
        if (name, token) != (self._name, self._token):
            self._name, self._token = name, token
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            painter = QPainter(self)
            self._icons.paint(painter, self.rect(), self._name, self._token)


class _ElidedLabel(QLabel):
    """A text in one line that gives way when there is little room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._whole = ""

    def set_text(self, text: str) -> None:
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(metrics.px(80), super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(self.rect(), int(flags) | int(Qt.TextFlag.TextSingleLine), shown)

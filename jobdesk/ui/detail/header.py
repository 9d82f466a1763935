"""The header of the details: which job it is, how it stands, and what is obviously next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.table.columns import elapsed_s
from jobdesk.ui.text.cost_text import cost_text
from jobdesk.ui.text.job_state import STOPPING, JobState, is_kept_back, is_to_be_tried, queue_title, state_of
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.text.progress_text import progress_texts
from jobdesk.ui.text.status_text import JOINT, Moment, row_state, tasks_text
from jobdesk.ui.text.time_text import duration_text, moment_text
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.elided_label import ElidedLabel
from jobdesk.ui.theme.icon_button import QuietButton
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import override

HEIGHT = 44
_NARROW = 780


class JobHeader(QWidget):
    """State icon, name, what it is, and at the end the live facts.

    Signals:
        menu_requested: The job's menu, at a place on the screen.
        deed_requested: Key of the one action that is obviously next.
        clicked: The header itself.
    """

    menu_requested = Signal(QPoint)
    deed_requested = Signal(str)
    clicked = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._deed = ""
        self._meta_text, self._number_text = "", ""
        self.setFixedHeight(metrics.px(HEIGHT))
        self._icon = _IconLabel(icons, self)
        self.name = ElidedLabel(self)
        self.name.setFont(metrics.offset_font(1.5, QFont.Weight.DemiBold))
        self._meta = ElidedLabel(self, 30)
        self._meta.setProperty("tone", "text2")
        self._meta.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._facts = QLabel(self)
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._facts.setProperty("tone", "text2")
        facts_font = metrics.number_font()
        facts_font.setWeight(QFont.Weight.Medium)
        self._facts.setFont(facts_font)
        self._next = QPushButton(self)
        self._next.setAutoDefault(False)
        self._next.setAccessibleName(self.tr("What is next"))
        self._next.hide()
        self.menu_button = QuietButton(icons, "dots", self.tr("What can be done with the job"), self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(18), 0, metrics.px(10), 0)
        layout.setSpacing(metrics.px(9))
        layout.addWidget(self._icon)
        layout.addWidget(self.name, 0)
        # What it is gives way first, then its name.
        layout.addWidget(self._meta, 1)
        for widget in (self._facts, self._next, self.menu_button):
            layout.addWidget(widget)
        self._next.clicked.connect(lambda: self.deed_requested.emit(self._deed))
        self.menu_button.clicked.connect(self._on_menu_clicked)

    def show_job(self, job: Job, moment: Moment, *, has_good_run: bool = False) -> None:
        """Show a job as it is now, and offer to compare it with an earlier run if there is one that ended well."""
        state = row_state(job, moment)
        self._show_icon(state)
        self._number_text = f"#{job.number}"
        self._meta_text = _meta_text(job, moment)
        self._set(literal(job.name), _live_text(job, moment, is_narrow=self._is_narrow))
        self._show_deed(job, state, has_good_run=has_good_run)
        self.menu_button.show()

    def show_words(self, title: str, meta: str, facts: str = "", *, has_menu: bool = False) -> None:
        """Say what is selected instead of one job."""
        self._icon.hide()
        self._next.hide()
        self.menu_button.setVisible(has_menu)
        self._number_text = self._meta_text = meta
        self._set(title, facts)

    @property
    def _is_narrow(self) -> bool:
        return self.width() < metrics.px(_NARROW)

    def _show_icon(self, state: JobState) -> None:
        self._icon.show_icon(state.icon, state.token)
        self._icon.show()

    def _show_deed(self, job: Job, state: JobState, *, has_good_run: bool) -> None:
        deed, text, short = "", "", ""
        if state is STOPPING:
            pass  # Though it may be frozen still.
        elif job.is_paused:
            deed, text = "resume", self.tr("Resume")
        elif is_kept_back(job) and not job.is_external:
            deed, text = "start", self.tr("Start")
        elif is_to_be_tried(job):
            deed, text = "try_now", self.tr("Try Now")
        elif job.status is JobStatus.FAILED and has_good_run:
            deed, text = "compare_good", self.tr("Compare with Last Good Run")
            short = self.tr("Compare")
        self._deed = deed
        shown = short if short and self._is_narrow else text
        if self._next.text() != shown:
            self._next.setText(shown)
            self._next.setAccessibleName(text)
        self._next.setVisible(bool(deed))

    def _set(self, name: str, facts: str) -> None:
        self.name.set_text(name)
        self._meta.set_text(self._number_text if self._is_narrow else self._meta_text)
        if self._facts.text() != facts:
            self._facts.setText(facts)

    def _on_menu_clicked(self) -> None:
        self.menu_requested.emit(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))


def _meta_text(job: Job, moment: Moment) -> str:
    kind = QCoreApplication.translate("Kinds", job.kind.capitalize())
    parts = [f"#{job.number}", kind, _tr("%1 queue").replace("%1", queue_title(job.queue))]
    if job.started_at is not None:
        parts.append(_tr("started %1").replace("%1", moment_text(job.started_at, moment.now)))
    return JOINT.join(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("JobHeader", text)


def _live_text(job: Job, moment: Moment, *, is_narrow: bool) -> str:
    seconds = elapsed_s(job, moment.now)
    took = duration_text(seconds) if seconds is not None else ""
    cost = cost_text(job)
    if job.tasks is not None and not job.is_final:
        parts = ["" if is_narrow else tasks_text(job.tasks), cost, took]
    elif job.status is JobStatus.RUNNING:
        texts = progress_texts(job.progress, moment.finishes(job), moment.now) if job.progress is not None else ()
        # The note that comes after how far it is has its place in the table.
        has_note = job.progress is not None and len(texts) > 1 and bool(job.progress.text)
        has_note = has_note and not (job.progress is not None and job.progress.text.isalpha())
        progress = (texts[1] if has_note else texts[0])[:80] if texts else ""
        if is_narrow and texts:
            progress = texts[-1][:40]
        parts = [literal(progress), cost, took]
    else:
        parts = [str(state_of(job).word), cost, took]
    return JOINT.join(part for part in parts if part)


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

"""The details: one job's header, and below it the tabs, which are made once the window is seen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.detail.header import HEIGHT, JobHeader
from jobdesk.ui.detail.selection import counts_text, totals_text
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.text.number_text import count_text
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import override

if TYPE_CHECKING:
    from jobdesk.ui.detail.body import DetailBody
    from jobdesk.ui.detail.forecast_pane import ForecastPane
    from jobdesk.ui.model.bridge import EngineBridge
    from jobdesk.ui.model.queue_forecast import Forecast
    from jobdesk.ui.model.window_state import WindowState

LOG, OVERVIEW, COST, CONFIG, FILES, CHAIN = range(6)
TABS_HEIGHT: Final = 34
_LEAST_BODY: Final = TABS_HEIGHT + 80
_FILES_EVERY_S: Final = 2
_MANY: Final = 5000
_MANY_EVERY_S: Final = 5


class JobDetail(QWidget):
    """Shows one job; which one, only its owner decides.

    Signals:
        fold_requested: Show the header alone, or all again.
        menu_requested: The job's menu, at a place on the screen.
        deed_requested: Key of an action to do to the job.
        job_requested: Id of another job to show.
        notes_edited: Id of a job, and its notes.
        copy_requested: A text for the clipboard.
        lift_requested: A job, and a blocker that is to go.
        told: Something was done or could not be, in one sentence.
        left: The person is done with the details.
    """

    fold_requested = Signal(bool)
    menu_requested = Signal(QPoint)
    deed_requested = Signal(str)
    job_requested = Signal(str)
    notes_edited = Signal(str, str)
    copy_requested = Signal(str)
    lift_requested = Signal(object, object)
    told = Signal(str)
    left = Signal()

    body: DetailBody
    forecast_pane: ForecastPane

    def __init__(self, model: JobTableModel, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._icons = icons
        self._job: Job | None = None
        self._last_line = ""
        self._several: list[str] = []
        self._forecast: Forecast | None = None
        self._is_folded = False
        self._is_complete = False
        self._seconds = 0
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = JobHeader(theme, icons, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header, 0, Qt.AlignmentFlag.AlignTop)
        self._set_heights()
        self.show_jobs([])

    def complete(self, bridge: EngineBridge, state: WindowState | None = None) -> None:
        """Make the tabs; before it no job can be shown.

        Args:
            bridge: What is read goes through it.
            state: Remembers the tab of each kind of job; None remembers nothing.
        """
        from jobdesk.ui.detail.body import DetailBody  # Late: most of the window's code stands behind it.
        from jobdesk.ui.detail.forecast_pane import ForecastPane

        body = self.body = DetailBody(self._model, bridge, self._theme, self._icons, self, state)
        pane = self.forecast_pane = ForecastPane(self._model.roster, self)
        pane.link_followed.connect(self.job_requested)
        body.hide()
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, body, 1)
            layout.insertWidget(2, pane, 1)
        body.fold_requested.connect(self.fold_requested)
        body.copy_requested.connect(self.copy_requested)
        body.job_requested.connect(self.job_requested)
        body.lift_requested.connect(self.lift_requested)
        body.compare_requested.connect(lambda: self.deed_requested.emit("compare_good"))
        body.overview.link_followed.connect(self.job_requested)
        body.overview.run_bars.run_chosen.connect(self.job_requested)
        body.overview.notes.edited.connect(self.notes_edited)
        body.log_view.told.connect(self.told)
        body.log_view.left.connect(self.left)
        body.files.told.connect(self.told)
        self.header.menu_requested.connect(self.menu_requested)
        self.header.deed_requested.connect(self.deed_requested)
        self.header.clicked.connect(self._on_header_clicked)
        self._clock.timeout.connect(self._on_second)
        self._model.dataChanged.connect(self._on_data_changed)
        self._model.roster_changed.connect(self._on_roster_changed)
        self._is_complete = True
        self._show(self._job)
        self._show_forecast()

    # -- which job

    @property
    def job(self) -> Job | None:
        """The job shown."""
        return self._job

    def show_jobs(self, jobs: list[Job]) -> None:
        """Show the one job of a selection, or say what is selected."""
        self._several = [job.id for job in jobs] if len(jobs) > 1 else []
        self._show(jobs[0] if len(jobs) == 1 else None)
        self._show_several()
        if not jobs:
            self.header.show_words(self.tr("No job selected"), self.tr("Select one to see its log"))
        self._show_forecast()

    def show_forecast(self, forecast: Forecast) -> None:
        """Show what is to come, for as long as no job is selected."""
        self._forecast = forecast
        self._show_forecast()

    def _show_forecast(self) -> None:
        if self._is_complete:
            is_shown = self._job is None and not self._several and not self._is_folded
            if is_shown and self._forecast is not None:
                self.forecast_pane.show_forecast(self._forecast, datetime.now(UTC))
            self.forecast_pane.setVisible(is_shown and self._forecast is not None)

    def _show_several(self) -> None:
        jobs = self._model.roster.known_of(self._several)
        if jobs:
            title = self.tr("%1 jobs selected").replace("%1", count_text(len(jobs)))
            moment = self._model.moment()
            self.header.show_words(title, counts_text(jobs, moment), totals_text(jobs, moment.now), has_menu=True)

    def _show(self, job: Job | None) -> None:
        self._job = job
        self._last_line = "" if job is None else self._model.last_line(job.id)
        if self._is_complete:
            self.body.setVisible(job is not None and not self._is_folded)
            self.body.show_job(job)
        self._show_header()

    def _show_header(self) -> None:
        job = self._job
        if job is not None:
            # For an array, other things are obviously next.
            is_asked = job.status is JobStatus.FAILED and not (job.is_array or job.deleted)
            has_good_run = is_asked and self._model.roster.last_good_run(job) is not None
            self.header.show_job(job, self._model.moment(), has_good_run=has_good_run)

    # -- folding

    @property
    def is_folded(self) -> bool:
        """Whether only the header shows."""
        return self._is_folded

    def show_tab(self, index: int) -> None:
        """Bring a tab to the front, for now."""
        self.body.show_tab(index)

    def set_folded(self, is_folded: bool) -> None:
        """Show the header alone, or all."""
        if is_folded == self._is_folded:
            return
        self._is_folded = is_folded
        if self._is_complete:
            focused = self.focusWidget()
            if is_folded and focused is not None and focused.hasFocus() and self.body.isAncestorOf(focused):
                # Not to wherever the focus would fall.
                self.left.emit()
            self.body.setVisible(self._job is not None and not is_folded)
            self.body.show_facts()
            self._show_forecast()
        self._set_heights()

    def _set_heights(self) -> None:
        header = metrics.px(HEIGHT)
        self.setMinimumHeight(header if self._is_folded else header + metrics.px(_LEAST_BODY))
        self.setMaximumHeight(header if self._is_folded else 16_777_215)

    def _on_header_clicked(self) -> None:
        if self._is_folded:
            self.fold_requested.emit(False)

    # -- time and size

    def _on_data_changed(self) -> None:
        if self._job is None:
            return
        newest = self._model.roster.get(self._job.id)
        if newest is not None and newest is not self._job:
            self._show(newest)
        else:
            self._show_header()  # Its row is painted anew, with the time that it is now.
            last_line = self._model.last_line(self._job.id)
            if last_line != self._last_line:  # Of a job that failed it says why, and is read after the job is shown.
                self._last_line = last_line
                self.body.show_facts()

    def _on_roster_changed(self) -> None:
        if self._job is not None:
            self.body.show_roster()

    def _on_second(self) -> None:
        self._seconds += 1
        if len(self._several) <= _MANY or self._seconds % _MANY_EVERY_S == 0:
            self._show_several()
        if self._job is None:
            return
        if self._job.status is JobStatus.QUEUED:
            self.body.show_why()
        if self._job.status is not JobStatus.RUNNING:
            return
        self._show_header()
        self.body.show_facts()
        if self._seconds % _FILES_EVERY_S == 0 and not self._is_folded:
            self.body.read_files(self._job)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_header()

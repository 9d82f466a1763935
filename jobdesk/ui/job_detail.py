"""The details: one job's header and its tabs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui import metrics
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.facts_pane import FactsPane
from jobdesk.ui.files_pane import FilesPane
from jobdesk.ui.glance_strip import GlanceStrip
from jobdesk.ui.icons import Icons
from jobdesk.ui.job_columns import folder_of
from jobdesk.ui.job_command import whole_command_text
from jobdesk.ui.job_facts import Verdict, config_facts, cost_facts, glance_facts, overview_facts, read_verdict
from jobdesk.ui.job_files import JobFile, list_files
from jobdesk.ui.job_header import HEIGHT, JobHeader
from jobdesk.ui.job_sentence import JOINT
from jobdesk.ui.job_state import state_of
from jobdesk.ui.job_table_model import JobTableModel
from jobdesk.ui.kind_choices import KindChoices
from jobdesk.ui.log_view import LogView
from jobdesk.ui.notes_edit import NotesEdit
from jobdesk.ui.qt import override
from jobdesk.ui.run_bars import RunBars, runs_like
from jobdesk.ui.theme import Theme
from jobdesk.ui.window_state import WindowState

LOG, OVERVIEW, COST, CONFIG, FILES = range(5)
_WIDE: Final = 1440
_WIDE_ENOUGH: Final = 1000
_NARROW: Final = 700
_FILES_EVERY_S: Final = 2


class JobDetail(QWidget):
    """Shows one job; which one, only its owner decides.

    Signals:
        fold_requested: Show the header alone, or all again.
        menu_requested: The job's menu, at a place on the screen.
        deed_requested: Key of an action to do to the job.
        job_requested: Id of another job to show.
        notes_edited: Id of a job, and its notes.
        copy_requested: A text for the clipboard.
        told: Something was done or could not be, in one sentence.
        left: The person is done with the details.
    """

    fold_requested = Signal(bool)
    menu_requested = Signal(QPoint)
    deed_requested = Signal(str)
    job_requested = Signal(str)
    notes_edited = Signal(str, str)
    copy_requested = Signal(str)
    told = Signal(str)
    left = Signal()

    def __init__(
        self,
        model: JobTableModel,
        bridge: EngineBridge,
        theme: Theme,
        icons: Icons,
        parent: QWidget | None = None,
        state: WindowState | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._bridge = bridge
        self._choices = KindChoices(state, "detail")
        self._job: Job | None = None
        self._verdict = Verdict()
        self._is_folded = False
        self._is_reading_files = False
        self._is_choosing_tab = False
        self._seconds = 0
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = JobHeader(theme, icons, self)
        self.log_view = LogView(bridge, model.roster, theme, icons, self, state)
        self.overview = FactsPane(self.tr("Overview"), self)
        self.notes = NotesEdit()
        self.run_bars = RunBars(theme)
        self.cost = FactsPane(self.tr("Cost"), self)
        self.config = FactsPane(self.tr("Config"), self)
        self.files = FilesPane(self)
        self.glance = GlanceStrip(self)
        self.tabs = QTabBar(self)
        self._stack = QStackedWidget(self)
        self._body = QWidget(self)
        self._lay_out()
        self._connect()
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._on_second)
        self._clock.start()
        model.dataChanged.connect(self._on_data_changed)
        self.show_jobs([])

    def _lay_out(self) -> None:
        self.tabs.setAccessibleName(self.tr("Details of the job"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        log_page = QWidget(self)
        log_layout = QHBoxLayout(log_page)
        log_layout.setContentsMargins(0, 0, 0, 0)
        log_layout.setSpacing(0)
        log_layout.addWidget(self.log_view, 1)
        log_layout.addWidget(self.glance)
        self.glance.hide()
        titles = (self.tr("Log"), self.tr("Overview"), self.tr("Cost"), self.tr("Config"), self.tr("Files"))
        for title, page in zip(titles, (log_page, self.overview, self.cost, self.config, self.files), strict=True):
            self.tabs.addTab(title)
            self._stack.addWidget(page)
        self.overview.add_below(self.run_bars, self.tr("Last runs"))
        self.overview.add_below(self.notes, self.tr("Notes"))
        self._copy_command = QPushButton(self.tr("Copy as Command"))
        self._copy_command.setAutoDefault(False)
        self._copy_command.setMaximumWidth(metrics.px(200))
        self.config.add_below(self._copy_command)
        row = QWidget(self._body)
        row.setObjectName("tabRow")
        row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row.setFixedHeight(metrics.px(34))
        row_layout = QHBoxLayout(row)
        row_layout.setContentsMargins(metrics.px(8), 0, metrics.px(10), 0)
        row_layout.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        row_layout.addStretch()
        row_layout.addWidget(self.log_view.tools)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(row)
        body.addWidget(self._stack)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self._body, 1)
        self._set_heights()

    def _connect(self) -> None:
        self.tabs.tabBarClicked.connect(self._on_tab_clicked)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.header.menu_requested.connect(self.menu_requested)
        self.header.deed_requested.connect(self.deed_requested)
        self.header.clicked.connect(self._on_header_clicked)
        self.overview.link_followed.connect(self.job_requested)
        self.run_bars.run_chosen.connect(self.job_requested)
        self.notes.edited.connect(self.notes_edited)
        self.log_view.told.connect(self.told)
        self.log_view.left.connect(self.left)
        self.files.told.connect(self.told)
        self._copy_command.clicked.connect(self._on_copy_command)
        for index in range(5):
            shortcut = QShortcut(QKeySequence(f"Alt+{index + 1}"), self)
            shortcut.activated.connect(partial(self._on_tab_key, index))
        for key, step in (("F8", 1), ("Shift+F8", -1)):
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.log_view.errors.go, step))

    # -- which job

    @property
    def job(self) -> Job | None:
        """The job shown."""
        return self._job

    def show_jobs(self, jobs: list[Job]) -> None:
        """Show the one job of a selection, or say what is selected."""
        self._show(jobs[0] if len(jobs) == 1 else None)
        if len(jobs) > 1:
            counts: dict[str, int] = {}
            form = self.tr("%1 %2", "how many jobs are in a state, and its word")
            for job in jobs:
                word = str(state_of(job).word).lower()
                counts[word] = counts.get(word, 0) + 1
            words = JOINT.join(form.replace("%1", str(count)).replace("%2", word) for word, count in counts.items())
            self.header.show_words(self.tr("%1 jobs selected").replace("%1", str(len(jobs))), words)
        elif not jobs:
            self.header.show_words(self.tr("No job selected"), self.tr("Select one to see its log"))

    def _show(self, job: Job | None) -> None:
        old, self._job = self._job, job
        is_another = job is not None and (old is None or old.id != job.id)
        self._body.setVisible(job is not None and not self._is_folded)
        self.log_view.show_job(job)
        if job is None:
            return
        if is_another:
            self._verdict = Verdict()
            self.files.set_files([])
            self._restore_tab(job)
        self._show_header()
        self.tabs.setTabVisible(COST, job.cost_usd is not None)
        self._show_facts()
        if is_another or old is None or old.status is not job.status:
            self._read_more(job)

    def _show_header(self) -> None:
        if self._job is not None:
            self.header.show_job(self._job, self._model.moment())

    def _show_facts(self) -> None:
        job, moment = self._job, self._model.moment()
        if job is None or self._is_folded:
            return
        page = self.tabs.currentIndex()
        if page == OVERVIEW:
            self.overview.set_facts(overview_facts(job, moment, self._verdict))
            self.notes.show_notes(job.id, job.notes)
            self.run_bars.set_runs(runs_like(job, list(self._model.roster.all())), job.id)
        elif page == COST:
            self.cost.set_facts(cost_facts(job))
        elif page == CONFIG:
            self.config.set_facts(config_facts(job))
            self._copy_command.setVisible(bool(whole_command_text(job)))
        elif page == LOG and not self.glance.isHidden():
            self.glance.set_sections(glance_facts(job, moment, runs_like(job, list(self._model.roster.all()))))

    # -- what is read from the job's folder

    def _read_more(self, job: Job) -> None:
        self._is_reading_files = False
        self._read_files(job)
        if job.is_final:
            work = partial(read_verdict, Path(job.logs_path))
            self._bridge.ask(work, partial(self._take_verdict, job.id))

    def _take_verdict(self, job_id: str, verdict: Verdict) -> None:
        if self._job is not None and self._job.id == job_id:
            self._verdict = verdict
            self._show_facts()

    def _read_files(self, job: Job) -> None:
        if self._is_reading_files:
            return
        self._is_reading_files = True
        work = partial(list_files, Path(job.logs_path), folder_of(job))
        self._bridge.ask(work, partial(self._take_files, job.id))

    def _take_files(self, job_id: str, files: list[JobFile]) -> None:
        if self._job is None or self._job.id != job_id:
            return
        self._is_reading_files = False
        self.files.set_files(files)
        self.tabs.setTabVisible(FILES, bool(files))
        title = self.tr("Files")
        self.tabs.setTabText(FILES, f"{title}  {len(files)}" if files else title)

    # -- tabs and folding, remembered for each kind of job

    @property
    def is_folded(self) -> bool:
        """Whether only the header shows."""
        return self._is_folded

    def show_tab(self, index: int) -> None:
        """Bring a tab to the front, for now."""
        self._is_choosing_tab = True
        if self.tabs.isTabVisible(index):
            self.tabs.setCurrentIndex(index)
        self._is_choosing_tab = False

    def set_folded(self, is_folded: bool) -> None:
        """Show the header alone, or all."""
        if is_folded == self._is_folded:
            return
        self._is_folded = is_folded
        focused = self.focusWidget()
        if is_folded and focused is not None and focused.hasFocus() and self._body.isAncestorOf(focused):
            # Not to wherever the focus would fall.
            self.left.emit()
        self._body.setVisible(self._job is not None and not is_folded)
        self._set_heights()
        self._show_facts()

    def _set_heights(self) -> None:
        header = metrics.px(HEIGHT)
        self.setMinimumHeight(header if self._is_folded else header + metrics.px(34 + 80))
        self.setMaximumHeight(header if self._is_folded else 16_777_215)

    def _restore_tab(self, job: Job) -> None:
        value = self._choices.get(job.kind, "tab", "")
        index = int(value) if value in {str(number) for number in range(5)} else LOG
        self.show_tab(LOG if index == COST and job.cost_usd is None else index)

    def _on_tab_key(self, index: int) -> None:
        if self._job is None or not self.tabs.isTabVisible(index):
            return
        if self._is_folded:
            self.fold_requested.emit(False)
        self.tabs.setCurrentIndex(index)
        pages: tuple[QWidget, ...] = (self.log_view.edit, self.overview, self.cost, self.config, self.files.table)
        pages[index].setFocus()

    def _on_tab_clicked(self, index: int) -> None:
        if index >= 0 and index == self.tabs.currentIndex():
            self.fold_requested.emit(True)

    def _on_header_clicked(self) -> None:
        if self._is_folded:
            self.fold_requested.emit(False)

    def _on_tab_changed(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self.log_view.tools.setVisible(index == LOG)
        self._show_facts()
        if self._job is not None and not self._is_choosing_tab:
            self._choices.put(self._job.kind, "tab", str(index))

    def _on_copy_command(self) -> None:
        if self._job is not None:
            self.copy_requested.emit(whole_command_text(self._job))

    # -- time and size

    def _on_data_changed(self) -> None:
        if self._job is None:
            return
        newest = self._model.roster.get(self._job.id)
        if newest is not None and newest is not self._job:
            self._show(newest)

    def _on_second(self) -> None:
        if self._job is None or not self.isVisible() or self._job.status is not JobStatus.RUNNING:
            return
        self._show_header()
        self._show_facts()
        self._seconds += 1
        if self._seconds % _FILES_EVERY_S == 0 and not self._is_folded:
            self._read_files(self._job)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Beside the table there is no room for it.
        is_wide = self.window().width() >= metrics.px(_WIDE) and self.width() >= metrics.px(_WIDE_ENOUGH)
        if is_wide == self.glance.isHidden():
            self.glance.setVisible(is_wide)
            self._show_facts()
        self.log_view.tools.set_narrow(self.width() < metrics.px(_NARROW))
        self._show_header()

"""The tabs below the header of the details: log, overview, cost, config and files of one job."""

from __future__ import annotations

import functools
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from jobdesk.core.blockers import Blocker
from jobdesk.core.job import Job
from jobdesk.ui.detail.facts import Verdict, config_facts, cost_facts, glance_facts, read_verdict
from jobdesk.ui.detail.files import JobFile, list_files
from jobdesk.ui.detail.files_pane import FilesPane
from jobdesk.ui.detail.overview_pane import OverviewPane
from jobdesk.ui.detail.per_kind_settings import KindChoices
from jobdesk.ui.detail.properties_pane import FactsPane
from jobdesk.ui.detail.run_chart import runs_like
from jobdesk.ui.detail.summary_strip import GlanceStrip
from jobdesk.ui.detail.usage_history import UsageHistory
from jobdesk.ui.detail.view import CHAIN, CONFIG, COST, FILES, LOG, OVERVIEW, TABS_HEIGHT
from jobdesk.ui.log.view import LogView
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.job_cache import has_chain
from jobdesk.ui.model.window_state import WindowState
from jobdesk.ui.table.columns import folder_of
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.text.job_command import whole_command_text
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import override

if TYPE_CHECKING:
    from jobdesk.ui.detail.chain.pane import ChainPane

_WIDE: Final = 1440
_WIDE_ENOUGH: Final = 1000
_NARROW: Final = 700


class DetailBody(QWidget):
    """Shows what is known of one job, a page at a time.

    Signals:
        fold_requested: Show the header alone, or all again.
        copy_requested: A text for the clipboard.
        job_requested: Id of another job to show.
        lift_requested: A job, and a blocker that is to go.
        compare_requested: The job is to be compared with the last good run.
    """

    fold_requested = Signal(bool)
    copy_requested = Signal(str)
    job_requested = Signal(str)
    lift_requested = Signal(object, object)
    compare_requested = Signal()

    def __init__(
        self,
        model: JobTableModel,
        bridge: EngineBridge,
        theme: Theme,
        icons: Icons,
        parent: QWidget,
        state: WindowState | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._bridge = bridge
        self._choices = KindChoices(state, "detail")
        self._job: Job | None = None
        self._verdict = Verdict()
        self._usage = UsageHistory()
        self._is_reading_files = False
        self._files_read = 0
        self._is_choosing_tab = False
        self.tabs = QTabBar(self)  # Before the pages, as the keys go through them.
        self.log_view = LogView(bridge, model.roster, theme, icons, self, state)
        self.overview = OverviewPane(model.roster, theme, self)
        self.cost = FactsPane(_tr("Cost"), self)
        self.config = FactsPane(_tr("Config"), self)
        self.files = FilesPane(bridge, self)
        self._chain_page = QWidget(self)
        QVBoxLayout(self._chain_page).setContentsMargins(0, 0, 0, 0)
        self._theme = theme
        self._icons = icons
        self.glance = GlanceStrip(self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._connect(parent)

    def _lay_out(self) -> None:
        self.tabs.setAccessibleName(_tr("Details of the job"))
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
        for title, page in (
            (_tr("Log"), log_page),
            (_tr("Overview"), self.overview),
            (_tr("Cost"), self.cost),
            (_tr("Config"), self.config),
            (_tr("Files"), self.files),
            (_tr("Chain"), self._chain_page),
        ):
            self.tabs.addTab(title)
            self._stack.addWidget(page)
        self._copy_command = QPushButton(_tr("Copy as Command"))
        self._compare = QPushButton(_tr("Compare with Last Good Run"))
        below = QWidget(self.config)
        below_layout = QHBoxLayout(below)
        below_layout.setContentsMargins(0, 0, 0, 0)
        for button in (self._copy_command, self._compare):
            button.setAutoDefault(False)
            below_layout.addWidget(button)
        below_layout.addStretch()
        self.config.add_below(below)
        row = QWidget(self)
        row.setObjectName("tabRow")
        row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row.setFixedHeight(metrics.px(TABS_HEIGHT))
        row_layout = QHBoxLayout(row)
        row_layout.setContentsMargins(metrics.px(8), 0, metrics.px(10), 0)
        row_layout.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        row_layout.addStretch()
        row_layout.addWidget(self.log_view.tools)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(row)
        layout.addWidget(self._stack)

    def _connect(self, details: QWidget) -> None:
        self.tabs.tabBarClicked.connect(self._on_tab_clicked)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self._copy_command.clicked.connect(self._on_copy_command)
        self._compare.clicked.connect(self.compare_requested)
        self.overview.why.lift_requested.connect(self._on_lift_requested)
        for index in range(self.tabs.count()):
            shortcut = QShortcut(QKeySequence(f"Alt+{index + 1}"), details)
            shortcut.activated.connect(partial(self._on_tab_key, index))
        for key, step in (("F8", 1), ("Shift+F8", -1)):
            shortcut = QShortcut(QKeySequence(key), details, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.log_view.errors.go, step))

    @functools.cached_property
    def chain(self) -> ChainPane:
        """The picture of the job's chain, made when it is first looked at."""
        from jobdesk.ui.detail.chain.pane import ChainPane

        chain = ChainPane(self._model, self._theme, self._icons, self._chain_page)
        chain.job_requested.connect(self.job_requested)
        layout = self._chain_page.layout()
        if layout is not None:
            layout.addWidget(chain)
        return chain

    # -- which job

    def show_job(self, job: Job | None) -> None:
        """Show a job, or its newest snapshot."""
        old, self._job = self._job, job
        is_another = job is not None and (old is None or old.id != job.id)
        self.log_view.show_job(job)
        if job is None:
            return
        if is_another:
            self._verdict = Verdict()
            self.files.set_files([])
            self._restore_tab(job)
        self._show_tabs(job)
        self.show_facts()
        if is_another or old is None or old.status is not job.status:
            self._read_more(job)

    def show_facts(self) -> None:
        """Show anew what stands on the page in front, if it can be seen."""
        job, moment = self._job, self._model.moment()
        if job is None or self.isHidden():
            return
        page = self.tabs.currentIndex()
        looks = self._usage.take(job, moment.use(job.id)) if self.shows_usage else ()
        if page == OVERVIEW:
            self.overview.show_job(job, moment, self._verdict)
            self.overview.show_looks(looks)
        elif page == COST:
            self.cost.set_facts(cost_facts(job))
        elif page == CONFIG:
            self.config.set_facts(config_facts(job))
            self._copy_command.setVisible(bool(whole_command_text(job)))
            self._compare.setVisible(self._model.roster.last_good_run(job) is not None)
        elif page == CHAIN:
            self.chain.show_job(job)
        elif page == LOG and not self.glance.isHidden():
            self.glance.set_sections(glance_facts(job, moment, runs_like(job, list(self._model.roster.all()))))
            self.glance.show_looks(looks, self._theme)

    @property
    def shows_overview(self) -> bool:
        """Whether the overview of the job can be seen."""
        return self.tabs.currentIndex() == OVERVIEW and not self.isHidden()

    @property
    def shows_usage(self) -> bool:
        """Whether what a running job uses can be seen."""
        is_beside_log = self.tabs.currentIndex() == LOG and not self.glance.isHidden() and not self.isHidden()
        return self.shows_overview or is_beside_log

    def show_roster(self) -> None:
        """Show anew what other jobs mean for this one."""
        if self._job is not None:
            self._show_tabs(self._job)
            self.show_why()

    def show_why(self) -> None:
        """Say what holds the job back, if that can be seen."""
        if self._job is not None and self.shows_overview:
            self.overview.show_why(self._job)

    def _on_lift_requested(self, blocker: Blocker) -> None:
        if self._job is not None:
            self.lift_requested.emit(self._job, blocker)

    # -- what is read from the job's folder

    def _read_more(self, job: Job) -> None:
        self._is_reading_files = False
        self.read_files(job)
        if job.is_final:
            work = partial(read_verdict, Path(job.logs_path))
            self._bridge.ask(work, partial(self._take_verdict, job.id))

    def _take_verdict(self, job_id: str, verdict: Verdict) -> None:
        if self._job is not None and self._job.id == job_id:
            self._verdict = verdict
            self.show_facts()

    def read_files(self, job: Job) -> None:
        """Look on the pool for what the job has written."""
        if self._is_reading_files:
            return
        self._is_reading_files = True
        self._files_read += 1
        work = partial(list_files, Path(job.logs_path), folder_of(job))
        self._bridge.ask(work, partial(self._take_files, self._files_read))

    def _take_files(self, read: int, files: list[JobFile]) -> None:
        if read != self._files_read:
            return  # A newer read was asked for meanwhile, of this job or another one.
        self._is_reading_files = False
        self.files.set_files(files)
        self.tabs.setTabVisible(FILES, bool(files))
        title = _tr("Files")
        self.tabs.setTabText(FILES, f"{title}  {len(files)}" if files else title)

    # -- tabs, remembered for each kind of job

    def show_tab(self, index: int) -> None:
        """Bring a tab to the front, for now."""
        self._is_choosing_tab = True
        if self.tabs.isTabVisible(index):
            self.tabs.setCurrentIndex(index)
        self._is_choosing_tab = False

    def _show_tabs(self, job: Job) -> None:
        """Show those tabs that have something to show; one that goes while it is open gives way to the overview."""
        has_a_chain = has_chain(job, self._model.roster)
        if not has_a_chain and self.tabs.currentIndex() == CHAIN:
            self.show_tab(OVERVIEW)
        self.tabs.setTabVisible(COST, job.cost_usd is not None)
        self.tabs.setTabVisible(CHAIN, has_a_chain)

    def _restore_tab(self, job: Job) -> None:
        value = self._choices.get(job.kind, "tab", "")
        index = int(value) if value in {str(number) for number in range(self.tabs.count())} else LOG
        has_a_chain = has_chain(job, self._model.roster)
        if has_a_chain:
            self.tabs.setTabVisible(CHAIN, True)
            if self.tabs.currentIndex() == CHAIN:
                index = CHAIN  # Whoever walks along a chain goes on to see it.
        can_be_shown = {COST: job.cost_usd is not None, CHAIN: has_a_chain}
        self.show_tab(index if can_be_shown.get(index, True) else LOG)

    def _on_tab_key(self, index: int) -> None:
        if self._job is None or not self.tabs.isTabVisible(index):
            return
        if self.isHidden():
            self.fold_requested.emit(False)
        self.tabs.setCurrentIndex(index)
        self.page.setFocus()

    @property
    def page(self) -> QWidget:
        """What of the shown tab takes the keys."""
        index = self.tabs.currentIndex()
        pages: tuple[QWidget, ...] = (self.log_view.edit, self.overview, self.cost, self.config, self.files.table)
        return self.chain.view if index == CHAIN else pages[index]

    def _on_tab_clicked(self, index: int) -> None:
        if index >= 0 and index == self.tabs.currentIndex():
            self.fold_requested.emit(True)

    def _on_tab_changed(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self.log_view.tools.setVisible(index == LOG)
        self.show_facts()
        if self._job is not None and not self._is_choosing_tab:
            self._choices.put(self._job.kind, "tab", str(index))

    def _on_copy_command(self) -> None:
        if self._job is not None:
            self.copy_requested.emit(whole_command_text(self._job))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Beside the table there is no room for it.
        is_wide = self.window().width() >= metrics.px(_WIDE) and self.width() >= metrics.px(_WIDE_ENOUGH)
        if is_wide == self.glance.isHidden():
            self.glance.setVisible(is_wide)
            self.show_facts()
        self.log_view.tools.set_narrow(self.width() < metrics.px(_NARROW))


def _tr(text: str) -> str:
    return QCoreApplication.translate("JobDetail", text)

"""The main window: what is seen of it at first, and how it answers once the rest is there."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.detail.dock import DetailPlace
from jobdesk.ui.detail.view import LOG, JobDetail
from jobdesk.ui.filters.sidebar import SidebarView, filter_title
from jobdesk.ui.filters.sidebar_entries import nothing_text
from jobdesk.ui.model.bridge import EngineBridge, JobBatch
from jobdesk.ui.model.window_state import WindowState
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.table.view import JobTableView
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme, ThemeChoice
from jobdesk.ui.widgets.qt import override
from jobdesk.ui.widgets.throttle import Pace
from jobdesk.ui.window.actions import Actions
from jobdesk.ui.window.layout_state import WindowSizes
from jobdesk.ui.window.toolbar import DeskToolBar, add_menus

_NARROW = 920
_FEW = 500
_MANY_MS = 2000


if TYPE_CHECKING:
    from jobdesk.engine.manager import JobManager
    from jobdesk.ui.commands.job_commands import JobDeeds
    from jobdesk.ui.commands.limit_commands import LimitDeeds
    from jobdesk.ui.commands.queue_commands import QueueDeeds
    from jobdesk.ui.commands.undo import UndoHistory
    from jobdesk.ui.dialogs.questions import Dialogs
    from jobdesk.ui.dialogs.queue_windows import QueueWindows
    from jobdesk.ui.dialogs.schedules.dialogs import ScheduleWindows
    from jobdesk.ui.filters.bar import FilterBar
    from jobdesk.ui.filters.job_filters import JobFilters
    from jobdesk.ui.filters.queue_counts import QueueCounts
    from jobdesk.ui.form.dropped_input import HandedOver
    from jobdesk.ui.form.job_form import JobForm
    from jobdesk.ui.model.queue_forecast import QueueForecast
    from jobdesk.ui.widgets.empty_state import EmptyState
    from jobdesk.ui.widgets.notice_bar import NoticeBar
    from jobdesk.ui.widgets.toasts import Toasts
    from jobdesk.ui.window.job_menu import JobMenus
    from jobdesk.ui.window.persisted_setting import WindowSetting


class MainWindow(QMainWindow):
    """The desk.

    Made in two steps, so that it shows sooner: what is seen without any job at once, and the rest, behind what is seen,
    by `complete`. Nobody can act in between, since both the person's acts and the jobs wait for the same thread.

    Signals:
        closed: The person closed the window.
        painted: The window is being painted.
    """

    closed = Signal()
    painted = Signal()

    deeds: JobDeeds
    dialogs: Dialogs
    empty: EmptyState
    filter_bar: FilterBar
    filters: JobFilters
    forecast: QueueForecast
    history: UndoHistory
    limit_deeds: LimitDeeds
    menus: JobMenus
    notices: NoticeBar
    queue_counts: QueueCounts
    queue_deeds: QueueDeeds
    queue_windows: QueueWindows
    schedules: ScheduleWindows
    row_height_setting: WindowSetting[metrics.RowHeight]
    theme_setting: WindowSetting[ThemeChoice]
    toasts: Toasts

    def __init__(self, bridge: EngineBridge, state: WindowState, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self.bridge = bridge
        self.state = state
        self.theme = theme
        self.icons = icons
        self._is_loaded = False
        self._is_shown = False
        self._is_complete = False
        self._is_narrow = False
        self._awaited: tuple[str, list[str]] | None = None
        self.actions_ = Actions(icons, self)
        self.model = JobTableModel(self)
        self.sizes = WindowSizes(self, state)
        # To look at ten thousand jobs with each batch would be most of what is done.
        self._many_due = Pace(self, lambda: self.actions_.update_for(self.table.selected_jobs()), _MANY_MS)
        self._splitter_due = QTimer(self, singleShot=True, interval=0)
        self._splitter_due.timeout.connect(self.sizes.place_splitter)
        self._build()
        self.actions_["details"].toggled.connect(self._on_details_toggled)
        self.actions_["sidebar"].toggled.connect(self.show_sidebar)
        self._place = DetailPlace(self, self.splitter, self.actions_["details_right"], state, self.actions_["details"])
        self.sizes.restore()

    def _build(self) -> None:
        self.setWindowTitle("JobDesk")
        self.setMinimumSize(metrics.px(640), metrics.px(420))
        self.bar_menus = add_menus(self.menuBar())
        self.toolbar = DeskToolBar(self.actions_, self.icons, self)
        self.addToolBar(self.toolbar)
        self.sides = QSplitter(Qt.Orientation.Horizontal, self)
        self.sides.setHandleWidth(1)
        self.sidebar = SidebarView(self.model, self.theme, self.icons)
        self.toolbar.set_filter_title(filter_title(self.model.filter, self.sidebar.lines.entries))
        right = QWidget()
        self.right = QVBoxLayout(right)
        self.right.setContentsMargins(0, 0, 0, 0)
        self.right.setSpacing(0)
        self.pages = QStackedWidget(right)
        self.right.addWidget(self.pages, 1)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setHandleWidth(1)
        self.table = JobTableView(self.model, self.theme, self.icons)
        self.detail = JobDetail(self.model, self.theme, self.icons)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.detail)
        self.splitter.setCollapsible(0, False)
        self.splitter.setCollapsible(1, False)
        self.splitter.setStretchFactor(1, 1)
        self.pages.addWidget(self.splitter)
        self.sides.addWidget(self.sidebar)
        self.sides.addWidget(right)
        self.sides.setChildrenCollapsible(False)
        self.sides.setStretchFactor(1, 1)
        self.setCentralWidget(self.sides)
        self.table_words = QLabel(self.table.viewport())
        self.table_words.setTextFormat(Qt.TextFormat.PlainText)
        self.table_words.setProperty("tone", "text3")
        self.table_words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.table_words.hide()
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setFixedHeight(metrics.px(28))
        for before, after in pairwise((self.toolbar.search, *self.toolbar.toggles, self.sidebar, self.table)):
            self.setTabOrder(before, after)

    def complete(self, manager: JobManager) -> None:
        """Make what is not seen of an empty window, and let all of it speak to each other."""
        from jobdesk.ui.window.window_completion import complete_window  # Late: it is most of the window's code.

        self._manager = manager
        complete_window(self, manager)
        handle = self.windowHandle()
        if handle is not None:
            handle.windowStateChanged.connect(lambda _: self.bridge.set_window_hidden(self.isMinimized()))
        self._is_complete = True

    # -- what others ask

    def set_loaded(self, run_limit: int) -> None:
        """Take that the history is there: what the first batch does not bring does not exist."""
        self._is_loaded = True
        self.bridge.ask(self._manager.get_settings, self._take_settings)
        self.model.set_run_limit(run_limit)
        self.on_roster_changed()

    def show_form(self) -> None:
        """Show the New Job window, with whatever was left in it."""
        self.dialogs.show_form()

    def remember(self, key: str, value: str) -> None:
        """Keep something for the next start."""
        self.state.put(key, value)

    @property
    def form(self) -> JobForm | None:
        """The New Job window, if it was ever shown."""
        return self.dialogs.form

    def show_form_with(self, handed: HandedOver) -> None:
        """Show a form with what a file or folder says; nothing runs before the person says so."""
        self.dialogs.show_form_with(handed)

    def select_when_shown(self, job: Job) -> None:
        """Select a job that this window made, once its row is there and if nothing else was selected since."""
        self._awaited = (job.id, [other.id for other in self.table.selected_jobs()])
        self._select_awaited()

    def open_job(self, job_id: str) -> None:
        """Select a job, because somebody asked for it elsewhere, and show its log where it matters."""
        self.filters.apply_pending_search()
        if self.model.row_of(job_id) is None and self.model.roster.get(job_id) is not None:
            # What hides its row is not what was asked for now.
            self.filters.clear()
        self.model.reveal(job_id)
        if self.model.row_of(job_id) is None:
            return
        self.table.select_job(job_id)
        self.actions_["details"].setChecked(True)
        self.detail.show_tab(LOG)
        job = self.model.roster.get(job_id)
        if job is not None and job.status is JobStatus.FAILED:
            self.detail.body.log_view.errors.go_to_first()

    def bring_to_front(self, token: str = "") -> None:
        """Show the window, because somebody asked for it.

        Args:
            token: By which Wayland lets a window come to the front; whatever was clicked has got it from there.
        """
        is_wayland = QGuiApplication.platformName().startswith("wayland")
        is_behind = self.isVisible() and not self.isActiveWindow() and QApplication.activeModalWidget() is None
        if is_wayland and is_behind and not token:
            self.hide()  # Without a token only a new surface gets the keys there.
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        if token:
            os.environ["XDG_ACTIVATION_TOKEN"] = token
        self.activateWindow()
        if token:
            # Qt takes the token out of the process's environment, but not out of Python's copy of that.
            os.environ.pop("XDG_ACTIVATION_TOKEN", None)

    # -- reacting

    def on_jobs_changed(self, batch: JobBatch) -> None:
        """Take what happened to jobs."""
        had_none, knew_none = self.model.rowCount() == 0, len(self.model.roster) == 0
        self.model.apply(batch)
        if had_none and self.model.rowCount() and self._awaited is None:
            self.table.select_job(self.model.job_at(0).id)
            if knew_none:
                self._focus_table()  # Keys act on the jobs from the start.
        self._select_awaited()
        self._update_actions(batch)

    def _update_actions(self, batch: JobBatch) -> None:
        if self.table.count_selected() > _FEW:
            self._many_due.wake()
            return
        selected = self.table.selected_jobs()
        if any(job.id in batch.jobs for job in selected):
            self.actions_.update_for(selected)

    def _select_awaited(self) -> None:
        if self._awaited is None or self.model.row_of(self._awaited[0]) is None:
            return
        job_id, before = self._awaited
        self._awaited = None
        if [job.id for job in self.table.selected_jobs()] == before:
            self.table.select_job(job_id)
            self.detail.show_tab(LOG)
            self._focus_table()  # Whoever has just made a job wants to go on with it by keys.

    def _focus_table(self) -> None:
        """Give the table the keys, unless the person has gone to something else than a button of the toolbar."""
        if self.focusWidget() is None or self.focusWidget() in self.toolbar.findChildren(QToolButton):
            self.table.setFocus()

    def on_roster_changed(self) -> None:
        """Show how many jobs there are, and why there are none."""
        roster = self.model.roster
        self.queue_counts.show_roster(roster)
        is_empty = self._is_loaded and roster.count_kept == 0 and not self.model.is_filtered
        self.pages.setCurrentWidget(self.empty if is_empty else self.splitter)
        self.actions_["details"].setEnabled(not is_empty)
        self.show_table_words()

    def on_selection_changed(self) -> None:
        """Let actions and details follow the selection."""
        jobs = self.table.selected_jobs()
        self.actions_.update_for(jobs)
        self.detail.show_jobs(jobs)

    def on_primary(self) -> None:
        """Go into the log of the job, or show what an array has."""
        jobs = self.table.selected_jobs()
        if len(jobs) == 1 and jobs[0].is_array:
            self.table.set_open(jobs[0], is_open=not self.model.tasks.is_open(jobs[0].id))
            return
        self.actions_["details"].setChecked(True)
        self.detail.show_tab(LOG)
        self.detail.body.log_view.edit.setFocus()

    def _on_details_toggled(self, is_on: bool) -> None:
        self.detail.set_folded(not is_on)
        self.sizes.place_splitter()
        self.state.put("window/details", "1" if is_on else "0")

    def show_sidebar(self) -> None:
        """Show the sidebar if it is wanted and there is room for it."""
        self.sidebar.setVisible(self.actions_["sidebar"].isChecked() and not self._is_narrow)
        self.state.put("window/sidebar", "1" if self.actions_["sidebar"].isChecked() else "0")

    def visible_jobs(self) -> list[Job]:
        """Return the jobs whose rows a person can see now."""
        return self.table.visible_jobs() if self.isVisible() and not self.isMinimized() else []

    def show_table_words(self) -> None:
        """Say in words why the table is empty."""
        text = ""
        if self.model.rowCount() == 0:
            if not self._is_loaded:
                text = self.tr("Reading jobs")
            elif self.model.is_filtered:
                text = self.tr("Searching logs") if self.filters.logs.is_busy else nothing_text(self.filters.current)
        self.table_words.setText(text)
        self.table_words.adjustSize()
        self.table_words.move(metrics.px(16), metrics.px(14))
        self.table_words.setVisible(bool(text))

    def on_setting_changed(self, key: str, value: object) -> None:
        """Put a setting in force that a dialog has saved."""
        self.theme_setting.on_changed(key, value)
        self.row_height_setting.on_changed(key, value)

    def _take_settings(self, settings: dict[str, object]) -> None:
        self.theme_setting.take(settings)
        self.row_height_setting.take(settings)

    def set_row_height(self, chosen: metrics.RowHeight) -> None:
        """Let the rows stand closer together or further apart, and still end where the table does."""
        self.table.row_sizes.choose(chosen)
        self.sizes.place_splitter()

    # -- sizes

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() / metrics.scale() < _NARROW
        self.toolbar.set_narrow(is_narrow)
        self._is_narrow = is_narrow
        self.show_sidebar()
        self.table.columns.set_narrow(is_narrow)
        self._place.on_window_resized()
        if self._is_shown:
            self._splitter_due.start()
        self._keep_geometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        # Not by a filter of events: for an event of any kind PySide6 makes the classes of all kinds.
        super().paintEvent(event)
        self.painted.emit()

    @override
    def moveEvent(self, event: object) -> None:
        super().moveEvent(event)  # type: ignore[arg-type]
        self._keep_geometry()

    @override
    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if not self._is_shown:
            self._is_shown = True
            self._splitter_due.start()
        self.bridge.set_window_hidden(False)

    @override
    def hideEvent(self, event: object) -> None:
        super().hideEvent(event)  # type: ignore[arg-type]
        self.bridge.set_window_hidden(True)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_complete:
            self.dialogs.close_all()
        super().closeEvent(event)
        if event.isAccepted():
            self.closed.emit()

    def _keep_geometry(self) -> None:
        if self._is_shown:
            self.sizes.save_geometry()

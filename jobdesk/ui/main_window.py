"""The main window: puts the parts together, and lets them speak to each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QMessageBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.manager import JobManager
from jobdesk.ui import metrics
from jobdesk.ui.actions import Actions
from jobdesk.ui.bridge import EngineBridge, JobBatch
from jobdesk.ui.detail_wiring import connect_detail
from jobdesk.ui.dialog_parts import DialogParts
from jobdesk.ui.dialogs import Dialogs
from jobdesk.ui.empty_state import EmptyState
from jobdesk.ui.filter_bar import FilterBar
from jobdesk.ui.icons import Icons
from jobdesk.ui.job_columns import COLUMN_INDEX
from jobdesk.ui.job_deeds import JobDeeds
from jobdesk.ui.job_detail import LOG, JobDetail
from jobdesk.ui.job_filters import JobFilters
from jobdesk.ui.job_menu import JobMenus
from jobdesk.ui.job_order import JobOrder, SortBy
from jobdesk.ui.job_table_model import JobTableModel
from jobdesk.ui.job_table_view import JobTableView
from jobdesk.ui.last_lines import LastLines
from jobdesk.ui.literal import literal
from jobdesk.ui.notice_bar import NoticeBar
from jobdesk.ui.qt import override
from jobdesk.ui.queue_counts import QueueCounts
from jobdesk.ui.queue_deeds import QueueDeeds
from jobdesk.ui.queue_wiring import connect_queue, nothing_text
from jobdesk.ui.sidebar import SidebarView
from jobdesk.ui.theme import Theme, ThemeChoice
from jobdesk.ui.toasts import Toasts
from jobdesk.ui.undo import UndoHistory
from jobdesk.ui.window_bars import JOB_MENU, DeskToolBar, make_menu_bar
from jobdesk.ui.window_state import WindowState

_NARROW = 920
_TINY = 790
_WORDS_AFTER_MS = 300


if TYPE_CHECKING:
    from jobdesk.ui.handed_over import HandedOver
    from jobdesk.ui.job_form import JobForm


class MainWindow(QMainWindow):
    """The desk.

    Signals:
        closed: The person closed the window.
    """

    closed = Signal()

    def __init__(
        self, manager: JobManager, bridge: EngineBridge, state: WindowState, theme: Theme, icons: Icons
    ) -> None:
        super().__init__()
        self._manager = manager
        self._bridge = bridge
        self._state = state
        self._theme = theme
        self._icons = icons
        self._is_loaded = False
        self._is_shown = False
        self._is_narrow = False
        self._table_height = 0
        self._awaited: tuple[str, list[str]] | None = None
        self.actions_ = Actions(icons, self)
        self.model = JobTableModel(self)
        self.table = JobTableView(self.model, theme, icons)
        self.detail = JobDetail(self.model, bridge, theme, icons, state=state)
        self.history = UndoHistory(self)
        self.toasts = Toasts(self, lambda: self.statusBar().height())
        self.deeds = JobDeeds(manager, bridge, self.history, self.toasts, self)
        self.queue_deeds = QueueDeeds(manager, bridge, self.model.roster, self.history, self.toasts, self)
        self.menus = JobMenus(self.actions_, self.model.roster, self.queue_deeds, icons)
        self.sidebar = SidebarView(self.model, theme, icons)
        self.filter_bar = FilterBar(icons)
        self.notices = NoticeBar(icons)
        self._last_lines = LastLines(bridge, self._visible_jobs, self)
        self._build()
        self.dialogs = Dialogs(self, self._dialog_parts())
        self.dialogs.templates.add_to(self.toolbar.new_menu)
        self._connect()
        self._restore()

    # -- building

    def _dialog_parts(self) -> DialogParts:
        return DialogParts(
            manager=self._manager,
            bridge=self._bridge,
            state=self._state,
            theme=self._theme,
            icons=self._icons,
            actions=self.actions_,
            deeds=self.deeds,
            history=self.history,
            toasts=self.toasts,
            roster=self.model.roster,
            selected=self.table.selected_jobs,
            go_to=self.open_job,
        )

    def _build(self) -> None:
        self.setWindowTitle("JobDesk")
        self.setMinimumSize(metrics.px(640), metrics.px(420))
        self.toolbar = DeskToolBar(self.actions_, self._icons, self._new_job_of_kind, self)
        self.addToolBar(self.toolbar)
        make_menu_bar(
            self, self.actions_, self._theme, self._choose_theme, self.table.columns.fill_menu, self._show_about
        )
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.detail)
        self.splitter.setCollapsible(0, False)
        self.splitter.setCollapsible(1, False)
        self.splitter.setStretchFactor(1, 1)
        self.table.setMinimumHeight(metrics.px(28) + 3 * metrics.row_height())
        self._table_words = QLabel(self.table.viewport())
        self._table_words.setTextFormat(Qt.TextFormat.PlainText)
        self._table_words.setProperty("tone", "text3")
        self._table_words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._table_words.hide()
        self._empty = EmptyState(self.actions_["new_job"], self._icons)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.splitter)
        self._pages.addWidget(self._empty)
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notices)
        layout.addWidget(self.filter_bar)
        layout.addWidget(self._pages, 1)
        self.filters = JobFilters(self.model, self.sidebar, self.filter_bar, self.toolbar.search, self)
        self.sides = QSplitter(Qt.Orientation.Horizontal)
        self.sides.setHandleWidth(1)
        self.sides.addWidget(self.sidebar)
        self.sides.addWidget(right)
        self.sides.setChildrenCollapsible(False)
        self.sides.setStretchFactor(1, 1)
        self.setCentralWidget(self.sides)
        self.queue_counts = QueueCounts()
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setFixedHeight(metrics.px(28))
        self.statusBar().addWidget(self.queue_counts)
        self.setTabOrder(self.toolbar.search, self.sidebar)
        self.setTabOrder(self.sidebar, self.table)

    def _connect(self) -> None:
        actions = self.actions_
        actions["new_job"].triggered.connect(self.show_form)
        actions["find"].triggered.connect(self._find)
        actions["details"].toggled.connect(self._on_details_toggled)
        actions["cancel"].triggered.connect(lambda: self.deeds.cancel(self.table.selected_jobs()))
        actions["rerun"].triggered.connect(lambda: self.deeds.rerun(self.table.selected_jobs()))
        actions["start"].triggered.connect(lambda: self.deeds.start(self.table.selected_jobs()))
        actions["copy_rows"].triggered.connect(self._copy_rows)
        actions["copy_command"].triggered.connect(lambda: self._on_one(self.deeds.copy_command))
        actions["copy_log_path"].triggered.connect(
            lambda: self._on_one(lambda job: self.deeds.copy_text(job.logs_path))
        )
        actions["show_in_folder"].triggered.connect(lambda: self._on_one(self.deeds.show_in_folder))
        self.addActions([actions[key] for key in ("new_job", "quit", "find", "details")])
        actions.add_to_job_widget(self.table)
        actions.add_to_job_widget(self.detail.tabs)
        self._bridge.jobs_changed.connect(self._on_jobs_changed)
        self._bridge.save_failed.connect(lambda text: self.notices.tell("save", text))
        self._last_lines.changed.connect(self.model.set_last_lines)
        self.model.roster_changed.connect(self._on_roster_changed)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.table.menu_requested.connect(self._show_job_menu)
        self.table.primary_requested.connect(self._on_primary)
        self.table.columns.changed.connect(self._save_columns)
        self.splitter.splitterMoved.connect(self._on_splitter_moved)
        self.deeds.told.connect(lambda text: self.statusBar().showMessage(text, 6000))
        self.deeds.refused.connect(lambda text: self.notices.tell("deed", text))
        self.deeds.created.connect(self.select_when_shown)
        self.dialogs.created.connect(self.select_when_shown)
        self._bridge.setting_changed.connect(self._on_setting_changed)
        self._empty.sample_requested.connect(self.deeds.run_sample)
        connect_queue(self)
        connect_detail(self)
        self.filters.changed.connect(self._on_filter_changed)
        self.toolbar.search.returnPressed.connect(self.table.setFocus)
        escape = QShortcut(QKeySequence("Escape"), self.toolbar.search, context=Qt.ShortcutContext.WidgetShortcut)
        escape.activated.connect(self._on_search_escaped)
        QTimer.singleShot(_WORDS_AFTER_MS, self, self._show_table_words)

    # -- what others ask

    def set_loaded(self, run_limit: int) -> None:
        """Take that the history is there: what the first batch does not bring does not exist."""
        self._is_loaded = True
        self._bridge.ask(self._manager.get_settings, self._on_settings)
        self.model.set_run_limit(run_limit)
        self.refresh_settings()
        self._on_roster_changed()

    def refresh_settings(self) -> None:
        """Take anew what settings say of the queue; for whoever has changed one."""

        def take(values: dict[str, object]) -> None:
            limit = values.get("run_limit")
            if isinstance(limit, int):
                self.model.set_run_limit(limit)
            is_paused = bool(values.get("queue_paused"))
            self.model.set_paused(is_paused)
            self.actions_["pause_queue"].setChecked(is_paused)

        def keep(_: Exception) -> None:
            """The desk may have ended meanwhile; what was known then stays."""

        self._bridge.ask(self._manager.get_settings, take, keep)

    def show_form(self) -> None:
        """Show the New Job window, with whatever was left in it."""
        self.dialogs.show_form()

    @property
    def icons(self) -> Icons:
        """Icons in the theme's colours."""
        return self._icons

    def remember(self, key: str, value: str) -> None:
        """Keep something for the next start."""
        self._state.put(key, value)

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
        if self.model.row_of(job_id) is None and self.model.roster.get(job_id) is not None:
            # What hides its row is not what was asked for now.
            self.filters.clear()
        if self.model.row_of(job_id) is None:
            return
        self.table.select_job(job_id)
        self.actions_["details"].setChecked(True)
        self.detail.show_tab(LOG)
        job = self.model.roster.get(job_id)
        if job is not None and job.status is JobStatus.FAILED:
            self.detail.log_view.errors.go_to_first()

    def bring_to_front(self) -> None:
        """Show the window, because somebody asked for it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # -- reacting

    def _on_jobs_changed(self, batch: JobBatch) -> None:
        had_none = self.model.rowCount() == 0
        self.model.apply(batch)
        if had_none and self.model.rowCount() and self._awaited is None:
            self.table.select_job(self.model.job_at(0).id)
        self._select_awaited()
        self._update_actions(batch)

    def _update_actions(self, batch: JobBatch) -> None:
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

    def _on_roster_changed(self) -> None:
        roster = self.model.roster
        self.queue_counts.show_roster(roster)
        is_empty = self._is_loaded and roster.count_kept == 0 and not self.model.is_filtered
        self._pages.setCurrentWidget(self._empty if is_empty else self.splitter)
        self.actions_["details"].setEnabled(not is_empty)
        self._show_table_words()

    def _on_selection_changed(self) -> None:
        jobs = self.table.selected_jobs()
        self.actions_.update_for(jobs)
        self.detail.show_jobs(jobs)

    def _on_primary(self) -> None:
        self.actions_["details"].setChecked(True)
        self.detail.show_tab(LOG)
        self.detail.log_view.edit.setFocus()

    def _on_one(self, deed: object) -> None:
        jobs = self.table.selected_jobs()
        if len(jobs) == 1 and callable(deed):
            deed(jobs[0])

    def _copy_rows(self) -> None:
        self.deeds.copy_text(self.table.rows_text(self.table.selected_jobs()))

    def _show_job_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        self.menus.fill(menu, JOB_MENU, self.table.selected_jobs())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.aboutToHide.connect(lambda: self.table.set_menu_open(False))
        self.table.set_menu_open(True)
        menu.popup(position)

    def _new_job_of_kind(self, key: str) -> None:
        self.dialogs.show_form().choose_kind(key)

    def _find(self) -> None:
        self.toolbar.search.setFocus()
        self.toolbar.search.selectAll()

    def _on_filter_changed(self) -> None:
        self._on_roster_changed()

    def _on_search_escaped(self) -> None:
        if not self.filters.peel():
            self.table.setFocus()

    def _on_details_toggled(self, is_on: bool) -> None:
        self.detail.set_folded(not is_on)
        self._place_splitter()
        self._state.put("window/details", "1" if is_on else "0")

    def show_sidebar(self) -> None:
        """Show the sidebar if it is wanted and there is room for it."""
        self.sidebar.setVisible(self.actions_["sidebar"].isChecked() and not self._is_narrow)
        self._state.put("window/sidebar", "1" if self.actions_["sidebar"].isChecked() else "0")

    def _visible_jobs(self) -> list[Job]:
        return self.table.visible_jobs() if self.isVisible() and not self.isMinimized() else []

    def _show_table_words(self) -> None:
        """Say in words why the table is empty."""
        text = ""
        if self.model.rowCount() == 0:
            if not self._is_loaded:
                text = self.tr("Reading jobs")
            elif self.model.is_filtered:
                text = nothing_text(self.filters.current)
        self._table_words.setText(text)
        self._table_words.adjustSize()
        self._table_words.move(metrics.px(16), metrics.px(14))
        self._table_words.setVisible(bool(text))

    def _show_about(self) -> None:
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("About JobDesk"))
        box.setText("JobDesk")
        box.setInformativeText(
            self.tr(
                "Queues and runs long jobs on your own machine.\n\n"
                "Data folder: {folder}\n\nIcons: Tabler Icons, MIT licence."
            ).format(folder=literal(str(self._manager.folder.path)))
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _choose_theme(self, choice: ThemeChoice) -> None:
        self._show_theme(choice)
        self._bridge.ask(partial(self._manager.change_setting, "theme", choice.value))

    def _show_theme(self, choice: ThemeChoice) -> None:
        self._theme.choose(choice)
        # Kept here too: the window shows before the settings are there.
        self._state.put("window/theme", choice.value)

    def _on_settings(self, settings: dict[str, object]) -> None:
        """Let the stored theme hold; one that was chosen before it was a setting becomes one."""
        stored, shown = settings.get("theme"), self._theme.choice
        if stored == shown or stored not in set(ThemeChoice):
            return
        if stored == ThemeChoice.SYSTEM:
            self._bridge.ask(partial(self._manager.change_setting, "theme", shown.value))
        else:
            self._show_theme(ThemeChoice(str(stored)))

    def _on_setting_changed(self, key: str, value: object) -> None:
        if key == "theme" and value in set(ThemeChoice):
            self._show_theme(ThemeChoice(str(value)))
        elif key == "run_limit" and isinstance(value, int):
            self.model.set_run_limit(value)

    # -- sizes

    def _restore(self) -> None:
        state = self._state
        self.resize(metrics.px(1280), metrics.px(800))
        geometry = state.bytes("window/geometry")
        if not geometry.isEmpty() and self.restoreGeometry(geometry) and not _is_on_a_screen(self.frameGeometry()):
            self.resize(metrics.px(1280), metrics.px(800))
            self.move(QGuiApplication.primaryScreen().availableGeometry().topLeft())
        self._table_height = int(state.number("window/table", 0))
        self.actions_["sidebar"].setChecked(state.text("window/sidebar", "1") != "0")
        self.sides.setSizes([int(state.number("window/sidebar_width", metrics.px(188))), metrics.px(1092)])
        hidden = [key for key in state.text("table/hidden").split(" ") if key]
        header = state.bytes("table/header")
        if not header.isEmpty():
            columns = state.text("table/columns").split(" ")
            self.table.columns.restore(header, hidden, state.number("table/name_share", 0.55), columns)
        by, _, direction = state.text("table/sort").partition(" ")
        if by in COLUMN_INDEX:
            self.model.sort_as(JobOrder(SortBy(by, is_descending=direction == "falling")))
        self.actions_["details"].setChecked(True)
        if state.text("window/details", "1") == "0":
            self.actions_["details"].setChecked(False)

    def _save_columns(self) -> None:
        layout = self.table.columns.save()
        header = layout["header"]
        if isinstance(header, QByteArray):
            self._state.put("table/header", header)
        for key in ("hidden", "columns"):
            names = layout[key]
            if isinstance(names, list):
                self._state.put(f"table/{key}", " ".join(names))
        self._state.put("table/name_share", str(layout["name_share"]))
        by = self.model.order.by
        self._state.put(
            "table/sort", "" if by is None else f"{by.column} {'falling' if by.is_descending else 'rising'}"
        )

    def _place_splitter(self) -> None:
        """Give the table what it had, else room for some rows, and the log at least as much."""
        if self.splitter.orientation() is Qt.Orientation.Horizontal:
            return
        height = self.splitter.height()
        wished = self._table_height or min(metrics.px(28) + 11 * metrics.row_height(), height // 2)
        self.splitter.setSizes([wished, max(1, height - wished)])
        self._snap_splitter()

    def _on_splitter_moved(self) -> None:
        """Let the table end at the end of a row, so that none is cut."""
        self._snap_splitter()
        if not self.detail.is_folded and self.splitter.orientation() is Qt.Orientation.Vertical:
            self._state.put("window/table", str(self.splitter.sizes()[0]))
            self._table_height = self.splitter.sizes()[0]

    def _snap_splitter(self) -> None:
        table, detail = self.splitter.sizes()
        if detail == 0 or self.detail.is_folded or self.splitter.orientation() is Qt.Orientation.Horizontal:
            return
        head, row = self.table.horizontalHeader().height(), metrics.row_height()
        rows = max(3, round((table - head) / row))
        wished = head + rows * row
        if wished != table:
            self.splitter.setSizes([wished, table + detail - wished])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() / metrics.scale() < _NARROW
        self.toolbar.set_narrow(is_narrow, is_tiny=self.width() / metrics.scale() < _TINY)
        self._is_narrow = is_narrow
        self.show_sidebar()
        self.table.columns.set_narrow(is_narrow)
        self._save_geometry()

    @override
    def moveEvent(self, event: object) -> None:
        super().moveEvent(event)  # type: ignore[arg-type]
        self._save_geometry()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._bridge.set_window_hidden(self.isMinimized())

    @override
    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if not self._is_shown:
            self._is_shown = True
            QTimer.singleShot(0, self, self._place_splitter)
        self._bridge.set_window_hidden(False)

    @override
    def hideEvent(self, event: object) -> None:
        super().hideEvent(event)  # type: ignore[arg-type]
        self._bridge.set_window_hidden(True)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.dialogs.close_all()
        super().closeEvent(event)
        if event.isAccepted():
            self.closed.emit()

    def _save_geometry(self) -> None:
        if self._is_shown:
            self._state.put("window/geometry", self.saveGeometry())


def _is_on_a_screen(rect: QRect) -> bool:
    return any(screen.availableGeometry().intersects(rect) for screen in QGuiApplication.screens())

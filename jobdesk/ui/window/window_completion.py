"""Makes what of the main window is not seen at first, and connects it: deeds, filters, dialogs, menus, tabs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from jobdesk.core.job import Job
from jobdesk.engine.manager import JobManager
from jobdesk.ui.commands.job_commands import JobDeeds
from jobdesk.ui.commands.limit_commands import LimitDeeds
from jobdesk.ui.commands.preconditions import against_deleting
from jobdesk.ui.commands.queue_commands import QueueDeeds
from jobdesk.ui.commands.stop_grace_reader import StopGraces
from jobdesk.ui.commands.undo import UndoHistory
from jobdesk.ui.detail.wiring import connect_detail
from jobdesk.ui.dialogs.about_box import show_about
from jobdesk.ui.dialogs.dialog_context import DialogParts
from jobdesk.ui.dialogs.questions import Dialogs
from jobdesk.ui.dialogs.queue_windows import QueueWindows
from jobdesk.ui.dialogs.schedules.dialogs import ScheduleWindows
from jobdesk.ui.filters.bar import FilterBar
from jobdesk.ui.filters.job_filters import JobFilters
from jobdesk.ui.filters.log_search import LogsSearch
from jobdesk.ui.filters.queue_counts import QueueCounts
from jobdesk.ui.log.reading.last_lines import LastLines
from jobdesk.ui.model.job_usage import JobUsage, jobs_to_look_at
from jobdesk.ui.model.queue_forecast import QueueForecast
from jobdesk.ui.widgets.empty_state import EmptyState
from jobdesk.ui.widgets.notice_bar import NoticeBar
from jobdesk.ui.widgets.toasts import Toasts
from jobdesk.ui.window.job_menu import JobMenus
from jobdesk.ui.window.menus import fill_kinds, fill_menu_bar, fill_pause, show_job_menu
from jobdesk.ui.window.pane_keys import connect_panes
from jobdesk.ui.window.persisted_setting import WindowSetting
from jobdesk.ui.window.queue_wiring import connect_queue

if TYPE_CHECKING:
    from jobdesk.ui.window.main_window import MainWindow

_WORDS_AFTER_MS = 300
_TOLD_MS = 6000


def complete_window(window: MainWindow, manager: JobManager) -> None:
    """Make and connect the rest of the main window."""
    window.actions_.complete()
    window.toolbar.new_button.setToolTip(window.actions_["new_job"].toolTip())
    window.toolbar.search.setClearButtonEnabled(True)
    _make_deeds(window, manager)
    _make_parts(window, manager)
    _make_dialogs(window, manager)
    _make_settings(window, manager)
    fill_menu_bar(window, lambda: show_about(window, manager.folder.path, window.bridge))
    _connect_actions(window)
    _connect_parts(window)
    connect_queue(window)
    connect_detail(window)
    connect_panes(window)
    QTimer.singleShot(_WORDS_AFTER_MS, window, window.show_table_words)


def _make_settings(window: MainWindow, manager: JobManager) -> None:
    theme, rows = window.theme, window.table.row_sizes
    kept = (manager, window.bridge, window.state)
    window.theme_setting = WindowSetting("theme", theme.choose, lambda: theme.choice, *kept)
    window.row_height_setting = WindowSetting("row_height", window.set_row_height, lambda: rows.chosen, *kept)


def _make_deeds(window: MainWindow, manager: JobManager) -> None:
    bridge, roster = window.bridge, window.model.roster
    window.history = UndoHistory(window)
    window.toasts = Toasts(window, lambda: window.statusBar().height())
    window.deeds = JobDeeds(manager, bridge, roster, window.history, window.toasts, window)
    window.model.is_to_stop = window.deeds.cancellations.is_pending
    window.queue_deeds = QueueDeeds(manager, bridge, roster, window.history, window.toasts, window)
    window.limit_deeds = LimitDeeds(manager, bridge, roster, window.history, window.toasts, window)
    window.queue_windows = QueueWindows(window, window.model, window.queue_deeds, window.limit_deeds, window.icons)
    window.menus = JobMenus(window.actions_, roster, window.queue_deeds, window.queue_windows.menus, window.icons)


def _make_parts(window: MainWindow, manager: JobManager) -> None:
    window.detail.complete(window.bridge, window.state)
    window.notices = NoticeBar(window.icons)
    window.filter_bar = FilterBar(window.icons)
    window.right.insertWidget(0, window.notices)
    window.right.insertWidget(1, window.filter_bar)
    logs = LogsSearch(window.bridge, manager.folder, window)
    window.filters = JobFilters(window.model, window.sidebar, window.filter_bar, window.toolbar.search, logs, window)
    window.filters.logs_searched.connect(window.detail.body.log_view.finding.mark)
    window.filters.earlier_found.connect(window.detail.body.log_view.attempts.wish)
    window.empty = EmptyState(window.actions_["new_job"], window.icons)
    window.pages.addWidget(window.empty)
    window.queue_counts = QueueCounts()
    window.statusBar().addWidget(window.queue_counts)
    window.forecast = QueueForecast(window.model, window)


def _make_dialogs(window: MainWindow, manager: JobManager) -> None:
    parts = DialogParts(
        manager=manager,
        bridge=window.bridge,
        state=window.state,
        theme=window.theme,
        icons=window.icons,
        actions=window.actions_,
        deeds=window.deeds,
        history=window.history,
        toasts=window.toasts,
        roster=window.model.roster,
        selected=window.table.selected_jobs,
        go_to=window.open_job,
    )
    window.dialogs = Dialogs(window, parts)
    window.schedules = ScheduleWindows(window, window.model, parts, window.dialogs.open_schedule)
    window.dialogs.scheduled.connect(window.schedules.on_made)
    kinds = QMenu(window.toolbar.new_button)
    fill_kinds(kinds, window.icons, lambda key: window.dialogs.show_form().choose_kind(key))
    window.dialogs.templates.add_to(kinds)
    window.toolbar.new_button.setMenu(kinds)
    fill_pause(window.toolbar.pause_menu, window.actions_)
    window.toolbar.fit()  # The arrows of the menus need room.


def _connect_actions(window: MainWindow) -> None:
    actions, deeds, selected = window.actions_, window.deeds, window.table.selected_jobs

    def on_one(deed: object) -> None:
        jobs = selected()
        if len(jobs) == 1 and callable(deed):
            deed(jobs[0])

    def copy_log_path(job: Job) -> None:
        deeds.copy_text(job.logs_path)

    def find() -> None:
        window.toolbar.search.setFocus()
        window.toolbar.search.selectAll()

    actions["new_job"].triggered.connect(window.show_form)
    actions["find"].triggered.connect(find)
    actions["cancel"].triggered.connect(lambda: deeds.cancel(selected()))
    actions["rerun"].triggered.connect(lambda: deeds.rerun(selected()))
    actions["delete"].triggered.connect(lambda: _delete(window))
    actions["schedules"].triggered.connect(window.schedules.show)
    actions["edit_schedule"].triggered.connect(lambda: window.schedules.edit_of(selected()))
    actions["rerun_failed"].triggered.connect(lambda: deeds.rerun_failed(selected()))
    actions["start"].triggered.connect(lambda: deeds.start(selected()))
    actions["copy_rows"].triggered.connect(lambda: deeds.copy_text(window.table.rows_text(selected())))
    for key, deed in (
        ("copy_command", deeds.copy_command),
        ("copy_log_path", copy_log_path),
        ("show_in_folder", deeds.show_in_folder),
    ):
        actions[key].triggered.connect(partial(on_one, deed))
    window.addActions([actions[key] for key in ("new_job", "quit", "find", "details", "schedules")])
    actions.add_to_job_widget(window.table)
    actions.add_to_job_widget(window.detail.body.tabs)


def _connect_parts(window: MainWindow) -> None:
    bridge, table, deeds = window.bridge, window.table, window.deeds
    last_lines = LastLines(bridge, window.visible_jobs, window)
    last_lines.changed.connect(window.model.set_last_lines)
    bridge.jobs_changed.connect(window.on_jobs_changed)
    StopGraces(bridge, window.model, window)
    bridge.queue_looked.connect(window.model.set_looked)
    bridge.schedule_changed.connect(window.model.put_schedule)
    bridge.schedule_removed.connect(window.model.remove_schedule)
    bridge.save_failed.connect(lambda text: window.notices.tell("save", text))
    window.model.roster_changed.connect(window.on_roster_changed)
    table.selection_changed.connect(window.on_selection_changed)
    usage = JobUsage(bridge, window.model.roster, partial(jobs_to_look_at, window), window)
    usage.changed.connect(window.model.set_uses)
    for shows_others in (
        table.selection_changed,  # After the details have followed it.
        table.columns.changed,
        table.verticalScrollBar().valueChanged,
        window.detail.body.tabs.currentChanged,
    ):
        shows_others.connect(usage.look)
    table.menu_requested.connect(partial(show_job_menu, window))
    table.primary_requested.connect(window.on_primary)
    table.columns.changed.connect(window.sizes.save_columns)
    window.splitter.splitterMoved.connect(window.sizes.on_splitter_moved)
    deeds.told.connect(lambda text: window.statusBar().showMessage(text, _TOLD_MS))
    deeds.refused.connect(lambda text: window.notices.tell("deed", text))
    deeds.created.connect(window.select_when_shown)
    window.dialogs.created.connect(window.select_when_shown)
    window.schedules.created.connect(window.select_when_shown)
    bridge.setting_changed.connect(window.on_setting_changed)
    window.empty.sample_requested.connect(deeds.run_sample)
    window.filters.changed.connect(window.on_roster_changed)
    search = window.toolbar.search
    search.returnPressed.connect(table.setFocus)
    escape = QShortcut(QKeySequence("Escape"), search, context=Qt.ShortcutContext.WidgetShortcut)
    escape.activated.connect(lambda: None if window.filters.peel() else table.setFocus())


def _delete(window: MainWindow) -> None:
    """Move the selected jobs to the trash, and go on to the next one."""
    jobs = window.table.selected_jobs()
    neighbour = window.table.neighbour_of(jobs)
    window.deeds.delete(jobs)
    if neighbour is not None and all(against_deleting(job) is None for job in jobs):
        window.table.select_job(neighbour.id)

"""Connects filters and queue deeds of the main window: who asks for them, and who hears of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from jobdesk.core.job import Job
from jobdesk.core.limits import QueueState
from jobdesk.ui.commands.base import job_names
from jobdesk.ui.detail.view import CHAIN
from jobdesk.ui.filters.sidebar import fill_filter_menu, filter_title
from jobdesk.ui.model.job_cache import has_chain
from jobdesk.ui.model.queue_forecast import Forecast, forecast_text
from jobdesk.ui.window.menus import QUEUE_MENU

if TYPE_CHECKING:
    from jobdesk.ui.window.main_window import MainWindow


def connect_queue(window: MainWindow) -> None:
    """Connect what belongs to filters and queue."""
    _connect_deeds(window)
    _connect_limits(window)
    _connect_filters(window)


def _connect_deeds(window: MainWindow) -> None:
    actions, deeds, table = window.actions_, window.queue_deeds, window.table
    actions["run_next"].triggered.connect(lambda: deeds.run_next(table.selected_jobs()))
    actions["move_up"].triggered.connect(lambda: deeds.move(table.selected_jobs(), -1))
    actions["move_down"].triggered.connect(lambda: deeds.move(table.selected_jobs(), 1))
    actions["hold"].triggered.connect(lambda: deeds.hold(table.selected_jobs()))
    actions["run_now"].triggered.connect(lambda: deeds.run_now(table.selected_jobs()))
    actions["try_now"].triggered.connect(lambda: deeds.try_now(table.selected_jobs()))
    actions["raise_priority"].triggered.connect(lambda: deeds.step_priority(table.selected_jobs(), 1))
    actions["lower_priority"].triggered.connect(lambda: deeds.step_priority(table.selected_jobs(), -1))
    actions["wait_for"].triggered.connect(lambda: window.queue_windows.show_wait(table.selected_jobs()))
    actions["chain"].triggered.connect(lambda: _show_chain(window))
    actions["copy_number"].triggered.connect(lambda: window.deeds.copy_text(_numbers(table.selected_jobs())))
    table.move_requested.connect(deeds.drop)
    deeds.refused.connect(window.deeds.refused)
    window.detail.lift_requested.connect(deeds.lift)
    deeds.resume_requested.connect(window.limit_deeds.resume)
    menu = window.bar_menus["queue"]

    def refill() -> None:
        menu.clear()
        for old in menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            old.deleteLater()
        window.menus.fill(menu, QUEUE_MENU, table.selected_jobs())

    menu.aboutToShow.connect(refill)
    refill()


def _connect_limits(window: MainWindow) -> None:
    actions, deeds, roster = window.actions_, window.limit_deeds, window.model.roster
    actions["pause_queue"].triggered.connect(lambda: deeds.pause(None))
    actions["drain_queue"].triggered.connect(lambda: deeds.drain(None))
    actions["resume_queue"].triggered.connect(lambda: deeds.resume(None))
    actions["limits"].triggered.connect(lambda: window.queue_windows.show_limits(None))
    window.addAction(actions["limits"])
    window.sidebar.archive_requested.connect(window.dialogs.show_archive)
    window.sidebar.queue_menu_requested.connect(window.queue_windows.show_menu)
    deeds.refused.connect(window.deeds.refused)

    def show_state() -> None:
        state = roster.state_of(None)
        translate = QCoreApplication.translate
        for key, goal, words in (
            ("pause_queue", QueueState.PAUSED, translate("Queues", "everything is paused already")),
            ("drain_queue", QueueState.DRAINING, translate("Queues", "everything is draining already")),
            ("resume_queue", QueueState.OPEN, translate("Queues", "nothing is paused")),
        ):
            actions.set_why_not(key, words if state is goal else "")
        offered = actions["resume_queue" if roster.is_paused else "pause_queue"]
        if window.toolbar.pause_button.defaultAction() is not offered:
            window.toolbar.pause_button.setDefaultAction(offered)
            window.toolbar.fit()

    window.model.roster_changed.connect(show_state)
    show_state()


def _show_chain(window: MainWindow) -> None:
    jobs = window.table.selected_jobs()
    if len(jobs) != 1:
        return
    if has_chain(jobs[0], window.model.roster):
        window.actions_["details"].setChecked(True)
        window.detail.show_tab(CHAIN)
        window.detail.body.chain.view.setFocus()
    else:
        text = QCoreApplication.translate("Queues", "%1 waits for no other job, and none waits for it")
        window.toasts.tell(text.replace("%1", job_names(jobs)))


def _connect_filters(window: MainWindow) -> None:
    actions, filters, sidebar = window.actions_, window.filters, window.sidebar
    window.addAction(actions["sidebar"])

    def drop(job_ids: list[str], queue: str) -> None:
        jobs = [job for job_id in job_ids if (job := window.model.roster.get(job_id)) is not None]
        window.queue_deeds.set_queue(jobs, queue)

    sidebar.queue_drop_requested.connect(drop)
    window.sides.splitterMoved.connect(lambda *_: _remember_width(window))
    menu = QMenu(window)
    menu.aboutToShow.connect(lambda: fill_filter_menu(menu, window.model, window.icons, sidebar))
    button = window.toolbar.filter_button
    button.setMenu(menu)
    button.setAccessibleName(QCoreApplication.translate("Filters", "Filters"))

    def show_title() -> None:
        window.toolbar.set_filter_title(filter_title(filters.current, sidebar.lines.entries))

    sidebar.lines.refreshed.connect(show_title)
    filters.changed.connect(show_title)
    filters.archive_requested.connect(window.dialogs.show_archive_found)
    show_title()
    window.queue_counts.chosen.connect(filters.choose_only)
    window.queue_counts.forecast_requested.connect(lambda: _show_forecast(window))
    window.forecast.changed.connect(lambda forecast: _take_forecast(window, forecast))
    for widget in (window.table, sidebar, window.filter_bar):
        escape = QShortcut(QKeySequence("Escape"), widget)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(lambda: None if filters.peel() else window.table.setFocus())


def _show_forecast(window: MainWindow) -> None:
    window.table.clearSelection()
    window.actions_["details"].setChecked(True)


def _take_forecast(window: MainWindow, forecast: Forecast) -> None:
    window.model.set_starts(forecast.starts)
    window.queue_counts.show_done(forecast_text(forecast, datetime.now(UTC)))
    window.detail.show_forecast(forecast)


def _numbers(jobs: list[Job]) -> str:
    return ", ".join(f"#{job.number}" for job in jobs)


def _remember_width(window: MainWindow) -> None:
    if window.sidebar.isVisible():
        window.remember("window/sidebar_width", str(window.sides.sizes()[0]))

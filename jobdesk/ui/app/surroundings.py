"""Makes what stands around the window: notifications, activity, the tray, and what closing does; and connects it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from jobdesk.core.errors import JobDeskError
from jobdesk.core.job import JobStatus
from jobdesk.engine.manager import JobManager
from jobdesk.ui.app.crash_notice import show_last_crash
from jobdesk.ui.app.program_notice import ProgramNotice
from jobdesk.ui.app.quit_controller import ASKS, Leaving
from jobdesk.ui.app.taskbar import Taskbar
from jobdesk.ui.app.tray import Tray
from jobdesk.ui.app.update_notice import UpdateNotice
from jobdesk.ui.model.activity import Activity
from jobdesk.ui.notify.job_notifications import Teller, note
from jobdesk.ui.notify.notifier import Notifier
from jobdesk.ui.text.error_text import refusal_text
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.window.status_widgets import StatusParts

if TYPE_CHECKING:
    from jobdesk.ui.app.desk import Desk

_IN_TRAY = ("pause_queue", "drain_queue", "resume_queue", None, "new_job", "stop_and_quit", "quit")


def surround(desk: Desk, manager: JobManager, *, do_jobs_go_on: bool) -> None:
    """Make and connect what stands around the desk's window.

    Args:
        desk: Its window must be complete.
        manager: Door to the jobs.
        do_jobs_go_on: Whether jobs outlive the desk.
    """
    window, actions = desk.window, desk.window.actions_
    desk.activity = Activity(desk)
    desk.notifier = Notifier(desk)
    desk.teller = Teller(manager, desk.bridge, desk.notifier, desk.activity, desk)
    desk.tray = Tray(window.model, desk.activity, [actions[key] if key else None for key in _IN_TRAY], desk)
    desk.leaving = Leaving(
        window, window.model.roster, desk.tray, desk.notifier, desk.state, do_jobs_go_on=do_jobs_go_on
    )
    desk.notifier.use_tray(desk.tray.icon)
    desk.activity.seen.connect(desk.notifier.withdraw)
    desk.notifier.clicked.connect(desk.open_job, Qt.ConnectionType.QueuedConnection)
    desk.tray.show_requested.connect(desk.come_back)
    desk.tray.job_requested.connect(desk.open_job)
    desk.tray.hold_requested.connect(lambda job: window.queue_deeds.hold([job]))
    window.closed.connect(desk.leaving.close_window)
    actions["quit"].triggered.connect(desk.leaving.quit)
    actions["stop_and_quit"].triggered.connect(desk.leaving.ask_to_stop)
    desk.bridge.ask(manager.get_settings, desk.leaving.take)
    desk.bridge.setting_changed.connect(desk.leaving.on_setting_changed)
    desk.leaving.never_ask_chosen.connect(partial(_stop_asking, desk, manager))
    actions["close_window"].triggered.connect(window.close)
    actions["activity"].triggered.connect(desk.show_activity)
    window.addActions([actions[key] for key in ("stop_and_quit", "close_window", "activity")])
    desk.leaving.left.connect(desk.end)
    _add_status(desk)
    window.deeds.told.connect(note(desk.activity))
    window.toasts.told.connect(note(desk.activity))
    see = partial(_mark_read, desk)
    for happened in (window.table.selection_changed, desk.activity.changed):
        happened.connect(see)
    handle = window.windowHandle()
    if handle is not None:
        # Who comes back by a notification or the tray sees the job that was selected before.
        handle.activeChanged.connect(see)
    window.model.roster_changed.connect(partial(_show_badge, desk))
    window.model.roster_changed.connect(desk.leaving.on_jobs_changed)
    Taskbar(window.model, desk.notifier, desk)
    desk.program_notice = ProgramNotice(desk)
    desk.update_notice = UpdateNotice(desk)
    desk.bridge.ask(manager.get_settings, desk.update_notice.take)
    show_last_crash(desk, manager.folder.crashes)


def open_path(desk: Desk, path: str) -> None:
    """Show the New Job window filled with what a file or folder says; nothing of it runs by itself."""

    def tell(error: Exception) -> None:
        if not isinstance(error, JobDeskError | OSError):
            raise error
        words = QCoreApplication.translate("Desk", "{path} cannot be opened: {problem}")
        text = words.format(path=literal(path), problem=literal(refusal_text(error)))
        desk.window.notices.tell("open", text)

    from jobdesk.ui.form.dropped_input import read_path

    desk.window.notices.tell("open", "")  # What could not be opened before is past.
    desk.bridge.ask(partial(read_path, Path(path)), desk.window.show_form_with, tell)


def _stop_asking(desk: Desk, manager: JobManager) -> None:
    """Store that quitting asks no more, and quit, whether or not it could be stored."""

    def leave(_: object) -> None:
        desk.leaving.leave()

    desk.bridge.ask(partial(manager.change_setting, ASKS, False), leave, leave)


def _add_status(desk: Desk) -> None:
    parts = StatusParts(desk.activity, desk.icons, desk.window)
    parts.activity_requested.connect(desk.show_activity)
    parts.power_requested.connect(lambda: desk.window.dialogs.show_settings("keep_awake"))
    desk.awake_changed.connect(lambda is_awake: parts.set_awake(is_awake=is_awake))
    desk.window.statusBar().addPermanentWidget(parts)


def _mark_read(desk: Desk) -> None:
    if desk.is_ending:
        return  # A window beside it that goes with it makes it the active one once more.
    jobs = desk.window.table.selected_jobs()
    if len(jobs) == 1 and desk.window.isActiveWindow():
        desk.activity.mark_read(jobs[0].id)


def _show_badge(desk: Desk) -> None:
    desk.app.setBadgeNumber(desk.window.model.roster.count(JobStatus.RUNNING))

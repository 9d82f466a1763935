"""The desk's life: window first, then all behind it, and at the end the jobs are let go of without anybody waiting."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from jobdesk.core.errors import JobDeskError
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.patient_pool import PatientPool
from jobdesk.ui.model.window_state import WindowState
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.resources import app_icon_file
from jobdesk.ui.theme.theme import Theme, ThemeChoice
from jobdesk.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from jobdesk.engine.engine import Engine
    from jobdesk.engine.manager import JobManager
    from jobdesk.engine.storage.data_folder import DataFolder
    from jobdesk.ui.app.engine_session import Holding
    from jobdesk.ui.app.program_notice import ProgramNotice
    from jobdesk.ui.app.quit_controller import Leaving
    from jobdesk.ui.app.tray import Tray
    from jobdesk.ui.app.update_notice import UpdateNotice
    from jobdesk.ui.dialogs.activity_window import ActivityWindow
    from jobdesk.ui.model.activity import Activity
    from jobdesk.ui.notify.job_notifications import Teller
    from jobdesk.ui.notify.notifier import Notifier

_log = logging.getLogger(__name__)
_UNPAINTED_MS = 500
STATE_FILE = "window.ini"


class Desk(QObject):
    """Everything of the running app.

    Signals:
        opened: The engine is there and the jobs were handed to the window.
        ended: All is saved and let go of; the process may end.
        awake_changed: Whether the computer is kept awake now.
    """

    opened = Signal()
    ended = Signal()
    awake_changed = Signal(bool)
    _activated = Signal(str, str)
    _stop_asked = Signal()
    _end_asked = Signal()
    _waits_for = Signal(str)
    _faulted = Signal(str, str)

    activity: Activity
    leaving: Leaving
    notifier: Notifier
    teller: Teller
    program_notice: ProgramNotice
    tray: Tray
    update_notice: UpdateNotice

    def __init__(
        self,
        app: QApplication,
        folder: DataFolder,
        make_manager: Callable[[], JobManager],
        pool: PatientPool,
        close_manager: Callable[[JobManager], None] | None = None,
        *,
        do_jobs_go_on: bool = True,
        open_path: str = "",
    ) -> None:
        """Make what is seen of the window; nothing is shown and nothing opened yet.

        Args:
            app: The application.
            folder: The data folder.
            make_manager: Returns the door to its jobs, not opened, whose workers must run on the pool; called once the
                window is seen.
            pool: Runs workers and what the window asks.
            close_manager: How to let go at the end; called off the window's thread. The default leaves unfinished
                jobs to an engine in the background.
            do_jobs_go_on: Whether jobs outlive the desk with this way of letting go; if not, closing the window ends
                both.
            open_path: A file or folder, or a link to a job, to open once the window is there.
        """
        super().__init__(app)
        self.app = app
        self._make_manager = make_manager
        self._pool = pool
        self._close_manager = close_manager or (lambda manager: manager.close(hand_over=not self._is_stopped))
        self._do_jobs_go_on = do_jobs_go_on
        self._to_open = [open_path] if open_path else []
        self._can_open = False
        self._ending = threading.Event()
        self._is_opening = False
        self._is_complete = False
        self._is_stopped = False
        self._end_asked.connect(self.end, Qt.ConnectionType.QueuedConnection)
        self._is_hidden = False
        self.restart_command: list[str] | None = None
        self.activity_window: ActivityWindow | None = None
        # First, so that it is read while the rest is made.
        self.state = WindowState(folder.path / STATE_FILE, pool, self)
        self.theme = Theme(app, is_dressed=False)
        self.icons = Icons(self.theme)
        choice = self.state.text("window/theme", ThemeChoice.SYSTEM)
        if choice in set(ThemeChoice):
            self.theme.choose(ThemeChoice(choice))
        self.bridge = EngineBridge(pool, self)
        app.setWindowIcon(_app_icon())
        self.window = MainWindow(self.bridge, self.state, self.theme, self.icons)

    def start(self, *, is_hidden: bool = False) -> None:
        """Show the window, then make the rest and open the jobs behind it.

        Args:
            is_hidden: Whether the window stays hidden if there is a tray, which may come later than this.
        """
        self.theme.dress()
        if is_hidden:
            self._is_hidden = True
            self.window.winId()  # Made now, for what is connected to it.
            QTimer.singleShot(0, self._open_once)
            return
        # Both hold the interpreter: not before the window is seen.
        self.window.painted.connect(self._open_once, Qt.ConnectionType.QueuedConnection)
        self.window.show()
        # For a window that is never painted, as a minimized one.
        QTimer.singleShot(_UNPAINTED_MS, self._open_once)

    def _open_once(self) -> None:
        if self._is_opening or self._ending.is_set():
            return
        self._is_opening = True
        if not self._is_hidden:
            self.window.painted.disconnect(self._open_once)
        self._complete()
        self.bridge.ask(self._open, self._on_opened, self._on_open_failed)
        if self._is_hidden:
            self.leaving.looking.start()
        elif not self.window.isVisible():
            self.leaving.close_window()

    def _complete(self) -> None:
        """Make what is not seen at first."""
        from jobdesk.ui.app.engine_session import Holding
        from jobdesk.ui.app.surroundings import surround

        manager = self._manager = self._make_manager()
        self.window.complete(manager)
        surround(self, manager, do_jobs_go_on=self._do_jobs_go_on)
        self._holding: Holding = Holding(
            manager,
            ending=self._ending,
            to_open=lambda: [*self._to_open],
            tell_wait=self._waits_for.emit,
            tell_awake=self._tell_awake,
        )
        self._activated.connect(self._on_activated, Qt.ConnectionType.QueuedConnection)
        self._stop_asked.connect(self._on_stop_asked, Qt.ConnectionType.QueuedConnection)
        self._waits_for.connect(lambda text: self.window.notices.tell("engine", text))
        self._faulted.connect(self._on_faulted)
        self._is_complete = True

    @property
    def is_ending(self) -> bool:
        """Whether the window is gone from the screen for good."""
        return self._ending.is_set()

    def tell_fault(self, text: str, details: str) -> None:
        """Say in the window that JobDesk itself met an error; may be called from any thread."""
        self._faulted.emit(text, details)

    def come_back(self, token: str = "") -> None:
        """Show the window because somebody asked for it; a desk that is about to end stays."""
        self.leaving.stay()
        self.window.bring_to_front(token)

    def open_job(self, job_id: str, token: str = "") -> None:
        """Show the window on a job, at the line that matters; without one, on what happened."""
        if self._ending.is_set():
            return  # A notification was clicked that outlived its desk.
        self.come_back(token)
        if job_id:
            self.window.open_job(job_id)
        else:
            self.show_activity()

    def show_activity(self) -> None:
        """Show what happened lately."""
        if self.activity_window is None:
            from jobdesk.ui.dialogs.activity_window import ActivityWindow  # Late: most days it is not opened.

            self.activity_window = ActivityWindow(self.activity, self.icons, self.window)
            self.activity_window.job_requested.connect(self.open_job)
        self.activity_window.show_for_reading()

    def open_file(self, path: str) -> None:
        """Show the New Job window filled with what a file or folder says, or the job that a link leads to.

        Nothing of it runs by itself.
        """
        from jobdesk.core.jobs.link import is_link
        from jobdesk.ui.app.link_opening import open_link
        from jobdesk.ui.app.surroundings import open_path

        if is_link(path):
            open_link(self, self._manager, path)
        else:
            open_path(self, path)

    def open_asked(self, path: str) -> None:
        """Show the window and open a file, a folder or a link, as soon as the jobs are there."""
        if not self._can_open:
            self._to_open.append(path)
        elif not self._ending.is_set():
            self._on_activated(path, "")

    def request_end(self) -> None:
        """Have the event loop call `end`: for signal handlers, which may interrupt any code of the main thread."""
        self._end_asked.emit()

    def restart(self, command: list[str]) -> None:
        """End, and have the process start a command then, which opens the desk again; jobs go on."""
        self.restart_command = command
        self.end()

    def end(self, to_stop: Sequence[str] = ()) -> None:
        """Let go of the jobs, which go on, and then end; the window is gone from the screen at once.

        Args:
            to_stop: Ids of jobs that do not go on.
        """
        if self._ending.is_set():
            return
        self._ending.set()
        self.window.hide()
        if not self._is_complete:
            self.ended.emit()  # Nothing was opened yet.
            return
        self.leaving.stop()
        if self.activity_window is not None:
            self.activity_window.hide()
        self.tray.close()
        self.notifier.close()
        self.bridge.detach()
        # Those that wait come before those that run, so that none starts in the place of one that ends.
        to_cancel = [*reversed(to_stop), *self.window.deeds.cancellations.take_pending()]
        self._pool.start(lambda: self._close(to_cancel))

    def end_without_display(self) -> None:
        """Let go of the jobs once nothing can be shown any more: no widget is touched, and no event loop needed."""
        if self._ending.is_set():
            return
        self._ending.set()
        if self._is_complete:  # Else nothing was opened yet.
            self.bridge.detach()
            self._close(self.window.deeds.cancellations.take_pending())

    def leave_successor(self) -> None:
        """Have a background engine go on with the jobs should this process be killed."""
        self.bridge.ask(self._leave_successor)

    # -- on the pool

    def _leave_successor(self) -> None:
        try:
            self._manager.hold().leave_successor()
        except (OSError, JobDeskError) as error:
            _log.warning("Should the window be killed, jobs that wait would not go on: %s", error)

    def _open(self) -> Engine | None:
        """Hold the data folder; None if another desk does, and shows itself instead."""
        engine = self._holding.hold()
        if engine is not None:
            engine.control.on_activate = self._activate
            engine.control.on_stop = self._stop_asked.emit
            if engine.control.is_stop_requested:
                self._stop_asked.emit()  # By a client that was quicker than this.
            self.teller.begin()
            self.bridge.attach(engine)
            self._holding.begin(engine)
        return engine

    def _activate(self, open_path: str, token: str) -> bool:
        """Accept a second start, unless this desk ends: then that one has to open a window of its own."""
        if self._ending.is_set():
            return False
        self._activated.emit(open_path, token)
        return True

    def _tell_awake(self, is_awake: bool) -> None:
        if not self._ending.is_set():
            self.awake_changed.emit(is_awake)

    def _close(self, to_cancel: list[str]) -> None:
        try:
            self._holding.let_go(to_cancel)
            self.state.save_now()
            self._close_manager(self._manager)
        except Exception:  # noqa: BLE001 - logged; whatever it is, the window must end
            _log.exception("Closing failed; the jobs go on")
        self.ended.emit()

    # -- answers

    def _on_opened(self, engine: Engine | None) -> None:
        if engine is None:
            self.end()
            return
        self.bridge.ask(lambda: int(self._manager.status()["run_limit"]), self._on_status)
        self.bridge.ask(self._manager.check_environment, partial(self.window.notices.tell, "environment"))
        for notice in engine.notices:
            self.window.notices.tell("start", notice)

    def _on_status(self, run_limit: int) -> None:
        self.window.set_loaded(run_limit)
        self.opened.emit()
        self._can_open = True
        for path in self._to_open:
            self.open_file(path)

    def _on_activated(self, open_path: str, token: str) -> None:
        self.come_back(token)
        if open_path:
            self.open_file(open_path)

    def _on_stop_asked(self) -> None:
        """End as an installer or `jobdesk stop` asks: no background engine follows, and nothing is asked."""
        self._is_stopped = True
        self.end()

    def _on_faulted(self, text: str, details: str) -> None:
        from jobdesk.ui.app.crash_notice import copy_details_action  # Late: most days nothing fails.

        self.window.notices.tell("fault", text, copy_details_action(details))

    def _on_open_failed(self, error: Exception) -> None:
        _log.error("The jobs could not be opened", exc_info=error)
        if not self._ending.is_set():
            self.window.notices.tell("engine", str(error))


def _app_icon() -> QIcon:
    icon = QIcon()
    path = str(app_icon_file())
    for side in (16, 24, 32, 48, 64, 128, 256):
        icon.addFile(path, QSize(side, side))
    return icon

"""The desk's life: window first, then the engine, and at the end the engine is let go of without anybody waiting."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, QStandardPaths, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QApplication

from jobdesk.core.errors import EngineBusyError, JobDeskError
from jobdesk.core.job import JobStatus
from jobdesk.engine.channel import read_address
from jobdesk.engine.client import EngineClient
from jobdesk.engine.keep_awake import KeepAwake
from jobdesk.engine.manager import JobManager
from jobdesk.ui.activity import Activity
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.handed_over import read_path
from jobdesk.ui.icons import Icons
from jobdesk.ui.leaving import Leaving
from jobdesk.ui.literal import literal
from jobdesk.ui.main_window import MainWindow
from jobdesk.ui.notify.notifier import Notifier
from jobdesk.ui.notify.teller import Teller, note
from jobdesk.ui.qt import override
from jobdesk.ui.refusals import refusal_text
from jobdesk.ui.resources import resources_folder
from jobdesk.ui.status_parts import StatusParts
from jobdesk.ui.theme import Theme, ThemeChoice
from jobdesk.ui.tray import Tray
from jobdesk.ui.window_state import WindowState

if TYPE_CHECKING:
    from jobdesk.engine.engine import Engine
    from jobdesk.ui.activity_window import ActivityWindow

_log = logging.getLogger(__name__)
_GIVES_WAY_S = 0.05
_UNPAINTED_MS = 500
_ENDS_SOMETIME_S = 1.0
STATE_FILE = "window.ini"
# A worker holds its thread from its job's start to its verdict, mostly asleep, and the queue alone decides how many
# run: at most 1000 (the setting's bound), and some for what the window asks. Qt's own maximum, a thread for each
# core, would keep the third job waiting and the window's questions with it.
POOL_THREADS = 1024


def make_pool(parent: QObject | None = None) -> QThreadPool:
    """Return the pool that workers and the window's questions run on."""
    pool = QThreadPool(parent)
    pool.setMaxThreadCount(POOL_THREADS)
    return pool


class Desk(QObject):
    """Everything of the running app.

    Signals:
        opened: The engine is there and the jobs were handed to the window.
        ended: All is saved and let go of; the process may end.
    """

    opened = Signal()
    ended = Signal()
    _activated = Signal(str)
    _waits_for = Signal(str)
    _faulted = Signal(str)
    _awake_changed = Signal(bool)

    def __init__(
        self,
        app: QApplication,
        manager: JobManager,
        pool: QThreadPool,
        close_manager: Callable[[JobManager], None] | None = None,
        *,
        do_jobs_go_on: bool = True,
        open_path: str = "",
    ) -> None:
        """Make the desk and its window; nothing is shown and nothing opened yet.

        Args:
            app: The application.
            manager: Door to the jobs, not opened; its workers must run on the pool.
            pool: Made by `make_pool`.
            close_manager: How to let go at the end; called off the window's thread. The default leaves unfinished
                jobs to an engine in the background.
            do_jobs_go_on: Whether jobs outlive the desk with this way of letting go; if not, closing the window ends
                both.
            open_path: A file or folder to open once the window is there.
        """
        super().__init__(app)
        self._app = app
        self._manager = manager
        self._pool = pool
        self._close_manager = close_manager or (lambda manager: manager.close(hand_over=True))
        self._open_path = open_path
        self._ending = threading.Event()
        self._is_opening = False
        cache = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation)
        folder = manager.folder.path
        self.theme = Theme(app, Path(cache) / "jobdesk" / "theme")
        self.icons = Icons(self.theme)
        self.state = WindowState(folder / STATE_FILE, pool, self)
        choice = self.state.text("window/theme", ThemeChoice.SYSTEM)
        if choice in set(ThemeChoice):
            self.theme.choose(ThemeChoice(choice))
        self.bridge = EngineBridge(pool, self)
        app.setWindowIcon(_app_icon())
        self.window = MainWindow(manager, self.bridge, self.state, self.theme, self.icons)
        self.activity = Activity(self)
        self.notifier = Notifier(self)
        self.teller = Teller(manager, self.bridge, self.notifier, self.activity, self)
        self.tray = Tray(self.window.model, self.activity, self._tray_actions(), self)
        self.leaving = Leaving(
            self.window,
            self.window.model.roster,
            self.tray,
            self.notifier,
            self.state,
            do_jobs_go_on=do_jobs_go_on,
        )
        self.activity_window: ActivityWindow | None = None
        self._awake: KeepAwake | None = None
        self._connect()

    def _tray_actions(self) -> list[QAction | None]:
        actions = self.window.actions_
        return [actions[key] if key else None for key in ("pause_queue", "new_job", None, "quit")]

    def _connect(self) -> None:
        window, actions = self.window, self.window.actions_
        self.notifier.use_tray(self.tray.icon)
        self.notifier.clicked.connect(self.open_job, Qt.ConnectionType.QueuedConnection)
        self.tray.show_requested.connect(window.bring_to_front)
        self.tray.job_requested.connect(self.open_job)
        window.closed.connect(self.leaving.close_window)
        actions["quit"].triggered.connect(self.leaving.quit)
        actions["stop_and_quit"].triggered.connect(self.leaving.ask_to_stop)
        actions["close_window"].triggered.connect(window.close)
        actions["activity"].triggered.connect(self.show_activity)
        window.addActions([actions[key] for key in ("stop_and_quit", "close_window", "activity")])
        self.leaving.left.connect(self.end)
        parts = StatusParts(self.activity, self.icons, window)
        parts.activity_requested.connect(self.show_activity)
        parts.power_requested.connect(lambda: window.dialogs.show_settings("keep_awake"))
        self._awake_changed.connect(lambda is_awake: parts.set_awake(is_awake=is_awake))
        window.statusBar().addPermanentWidget(parts)
        window.deeds.told.connect(note(self.activity))
        window.toasts.told.connect(note(self.activity))
        window.table.selection_changed.connect(self._on_selection_changed)
        window.model.roster_changed.connect(self._show_badge)
        self._activated.connect(self._on_activated, Qt.ConnectionType.QueuedConnection)
        self._waits_for.connect(lambda text: self.window.notices.tell("engine", text))
        self._faulted.connect(lambda text: self.window.notices.tell("fault", text))

    def start(self) -> None:
        """Show the window, then open the jobs behind it."""
        self.window.installEventFilter(self)
        self.window.show()
        # For a window that is never painted, as a minimized one.
        QTimer.singleShot(_UNPAINTED_MS, self._open_once)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            # Reading a long history holds the interpreter: not before the window is seen.
            QTimer.singleShot(0, self._open_once)
        return super().eventFilter(watched, event)

    def _open_once(self) -> None:
        if self._is_opening or self._ending.is_set():
            return
        self._is_opening = True
        self.window.removeEventFilter(self)
        self.bridge.ask(self._open, self._on_opened, self._on_open_failed)

    def tell_fault(self, text: str) -> None:
        """Say in the window that JobDesk itself met an error; may be called from any thread."""
        self._faulted.emit(text)

    def open_job(self, job_id: str) -> None:
        """Show the window on a job, at the line that matters; without one, on what happened."""
        if self._ending.is_set():
            return  # A notification was clicked that outlived its desk.
        self.window.bring_to_front()
        if job_id:
            self.window.open_job(job_id)
        else:
            self.show_activity()

    def show_activity(self) -> None:
        """Show what happened lately."""
        if self.activity_window is None:
            from jobdesk.ui.activity_window import ActivityWindow  # Late: most days it is not opened.

            self.activity_window = ActivityWindow(self.activity, self.icons, self.window)
            self.activity_window.job_requested.connect(self.open_job)
        self.activity_window.show_for_reading()

    def open_file(self, path: str) -> None:
        """Show the New Job window filled with what a file or folder says; nothing of it runs by itself."""
        self.bridge.ask(partial(read_path, Path(path)), self.window.show_form_with, partial(self._on_not_opened, path))

    def end(self, to_stop: Sequence[str] = ()) -> None:
        """Let go of the jobs, which go on, and then end; the window is gone from the screen at once.

        Args:
            to_stop: Ids of jobs that do not go on.
        """
        if self._ending.is_set():
            return
        self._ending.set()
        self.leaving.stop()
        self.window.hide()
        if self.activity_window is not None:
            self.activity_window.hide()
        self.tray.close()
        self.notifier.close()
        self.bridge.detach()
        # Those that wait come before those that run, so that none starts in the place of one that ends.
        to_cancel = [*reversed(to_stop), *self.window.deeds.cancellations.take_pending()]
        self._pool.start(lambda: self._close(to_cancel))

    # -- on the pool

    def _open(self) -> Engine | None:
        """Hold the data folder; None if another desk does, and shows itself instead."""
        while not self._ending.is_set():
            try:
                engine = self._manager.hold()
            except EngineBusyError as error:
                pause_s = self._come_to_terms(error)
                if pause_s is None:
                    return None
                self._ending.wait(pause_s)
                continue
            engine.control.on_activate = self._activated.emit
            self.teller.begin()
            self.bridge.attach(engine)
            self._awake = KeepAwake(engine, self._tell_awake)
            self._waits_for.emit("")
            return engine
        return None

    def _come_to_terms(self, busy: EngineBusyError) -> float | None:
        """Deal with whoever holds the folder.

        Returns:
            Seconds until it may have gone; None if it is a desk, which was asked to show itself.
        """
        address = read_address(self._manager.folder.control)
        try:
            if address is not None:
                client = EngineClient(address)
                if client.call("activate", **({"open_path": self._open_path} if self._open_path else {})):
                    return None
                # An engine in the background is there for when there is no desk; it gives way.
                if client.call("status")["role"] == "serve":
                    client.call("stop_engine")
                    return _GIVES_WAY_S
        except ConnectionError:
            return _GIVES_WAY_S  # It has just ended.
        self._waits_for.emit(
            self.tr("The jobs are run by another program ({holder}). They show here as soon as it ends.").format(
                holder=busy.fields["holder"]
            )
        )
        return _ENDS_SOMETIME_S

    def _tell_awake(self, is_awake: bool) -> None:
        if not self._ending.is_set():
            self._awake_changed.emit(is_awake)

    def _close(self, to_cancel: list[str]) -> None:
        try:
            if self._awake is not None:
                self._awake.close()
            # Their five seconds of Undo end with the window.
            for job_id in to_cancel:
                self._manager.cancel_job(job_id)
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
        for notice in engine.notices:
            self.window.notices.tell("start", notice)

    def _on_status(self, run_limit: int) -> None:
        self.window.set_loaded(run_limit)
        self.opened.emit()
        if self._open_path:
            self.open_file(self._open_path)

    def _on_activated(self, open_path: str) -> None:
        self.window.bring_to_front()
        if open_path:
            self.open_file(open_path)

    def _on_not_opened(self, path: str, error: Exception) -> None:
        if not isinstance(error, JobDeskError | OSError):
            raise error
        text = self.tr("{path} cannot be opened: {problem}").format(
            path=literal(path), problem=literal(refusal_text(error))
        )
        self.window.notices.tell("open", text)

    def _on_selection_changed(self) -> None:
        jobs = self.window.table.selected_jobs()
        if len(jobs) == 1 and self.window.isActiveWindow():
            self.activity.mark_read(jobs[0].id)

    def _show_badge(self) -> None:
        self._app.setBadgeNumber(self.window.model.roster.count(JobStatus.RUNNING))

    def _on_open_failed(self, error: Exception) -> None:
        _log.error("The jobs could not be opened", exc_info=error)
        if not self._ending.is_set():
            self.window.notices.tell("engine", str(error))


def _app_icon() -> QIcon:
    icon = QIcon()
    path = str(resources_folder() / "icons" / "jobdesk.svg")
    for side in (16, 24, 32, 48, 64, 128, 256):
        icon.addFile(path, QSize(side, side))
    return icon

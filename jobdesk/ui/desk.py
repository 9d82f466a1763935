"""The desk's life: window first, then the engine, and at the end the engine is let go of without anybody waiting."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, QStandardPaths, Qt, QThreadPool, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from jobdesk.core.errors import EngineBusyError
from jobdesk.engine.channel import read_address
from jobdesk.engine.client import EngineClient
from jobdesk.engine.engine import Engine
from jobdesk.engine.manager import JobManager
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.icons import Icons
from jobdesk.ui.main_window import MainWindow
from jobdesk.ui.resources import resources_folder
from jobdesk.ui.theme import Theme, ThemeChoice
from jobdesk.ui.window_state import WindowState

_log = logging.getLogger(__name__)
_GIVES_WAY_S = 0.05
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
    _activated = Signal()
    _waits_for = Signal(str)
    _faulted = Signal(str)

    def __init__(
        self,
        app: QApplication,
        manager: JobManager,
        pool: QThreadPool,
        close_manager: Callable[[JobManager], None] | None = None,
    ) -> None:
        """Make the desk and its window; nothing is shown and nothing opened yet.

        Args:
            app: The application.
            manager: Door to the jobs, not opened; its workers must run on the pool.
            pool: Made by `make_pool`.
            close_manager: How to let go at the end; called off the window's thread. The default leaves unfinished
                jobs to an engine in the background.
        """
        super().__init__(app)
        self._app = app
        self._manager = manager
        self._pool = pool
        self._close_manager = close_manager or (lambda manager: manager.close(hand_over=True))
        self._ending = threading.Event()
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
        self.window.closed.connect(self.end)
        self._activated.connect(self.window.bring_to_front, Qt.ConnectionType.QueuedConnection)
        self._waits_for.connect(lambda text: self.window.notices.tell("engine", text))
        self._faulted.connect(lambda text: self.window.notices.tell("fault", text))

    def start(self) -> None:
        """Show the window, then open the jobs behind it."""
        self.window.show()
        self.bridge.ask(self._open, self._on_opened, self._on_open_failed)

    def tell_fault(self, text: str) -> None:
        """Say in the window that JobDesk itself met an error; may be called from any thread."""
        self._faulted.emit(text)

    def end(self) -> None:
        """Let go of the jobs, which go on, and then end; the window is gone from the screen at once."""
        if self._ending.is_set():
            return
        self._ending.set()
        self.window.hide()
        self.bridge.detach()
        unfinished = self.window.deeds.cancellations.take_pending()
        self._pool.start(lambda: self._close(unfinished))

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
            self.bridge.attach(engine)
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
                if client.call("activate"):
                    return None
                # An engine in the background is there for when there is no desk; it gives way.
                if client.call("status")["role"] == "serve":
                    client.call("stop_engine")
                    return _GIVES_WAY_S
        except ConnectionError:
            return _GIVES_WAY_S  # It has just ended.
        self._waits_for.emit(
            f"The jobs are run by another program ({busy.fields['holder']}). They show here as soon as it ends."
        )
        return _ENDS_SOMETIME_S

    def _close(self, to_cancel: list[str]) -> None:
        try:
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

"""Tells through the first way that works: the session bus, the tray, notify-send; and always in the window.

Each way has a reason to be passed over, which is kept to be shown. No way may wait on the window's thread.
"""

from __future__ import annotations

import logging
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from jobdesk.ui.notify.desktop_bus import DesktopBus
from jobdesk.ui.notify.rules import Notification
from jobdesk.ui.theme.resources import app_icon_file

_log = logging.getLogger(__name__)
_MOST_TRAY_MS = 10_000


class Notifier(QObject):
    """Shows notifications outside of the window.

    Signals:
        told: A `Notification` and the name of the way it went; empty if only the window shows it.
        clicked: The id of the job whose notification was clicked, and a token for `MainWindow.bring_to_front`.
    """

    told = Signal(object, str)
    clicked = Signal(str, str)
    _tray_wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray: QSystemTrayIcon | None = None
        self._tray_works = False
        self._last_tray_job = ""
        self._bus = DesktopBus(self.clicked.emit)
        self._waiting: queue.Queue[Callable[[], object] | None] = queue.Queue()
        self._tray_wanted.connect(self._show_in_tray, Qt.ConnectionType.QueuedConnection)
        self.reasons: dict[str, str] = {}
        """Why each way was passed over the last time, by its name."""
        self._thread = threading.Thread(target=self._run, name="notifier", daemon=True)
        self._thread.start()

    def use_tray(self, tray: QSystemTrayIcon) -> None:
        """Give the tray icon that can show messages.

        Qt says that a tray supports messages also where no tray is there, and then shows nothing.
        """
        self._tray = tray
        self._tray_works = QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()
        tray.messageClicked.connect(lambda: self.clicked.emit(self._last_tray_job, ""))

    def show(self, notification: Notification) -> None:
        """Show a notification soon; `told` says which way it went."""
        self._waiting.put(partial(self._show, notification))

    def withdraw(self, job_id: str) -> None:
        """Take back what still shows of a job, because somebody has seen the job itself."""
        self._waiting.put(partial(self._bus.withdraw, job_id))

    def show_progress(self, fraction: float | None) -> None:
        """Show on JobDesk's entry in the task bar how far its jobs are, where that can be; None takes it away."""
        self._waiting.put(partial(self._bus.show_progress, fraction))

    def close(self) -> None:
        """Stop; what still waits is not shown any more."""
        self._waiting.put(None)

    def _run(self) -> None:
        while (deed := self._waiting.get()) is not None:
            try:
                deed()
            except RuntimeError:
                break  # The window has gone meanwhile.
        self._bus.close()

    def _show(self, notification: Notification) -> None:
        self.told.emit(notification, self._tell(notification))

    def _tell(self, notification: Notification) -> str:
        """Try one way after another, and return the name of the one that worked."""
        ways = (("session bus", self._bus.show), ("tray", self._ask_tray), ("notify-send", _run_notify_send))
        self.reasons = {}
        for name, show in ways:
            reason = show(notification)
            if reason is None:
                return name
            self.reasons[name] = reason
        _log.info("A notification was shown in the window only: %s", self.reasons)
        return ""

    def _ask_tray(self, notification: Notification) -> str | None:
        if not self._tray_works:
            return "there is no tray that shows messages"
        self._tray_wanted.emit(notification)
        return None

    def _show_in_tray(self, notification: Notification) -> None:
        if self._tray is not None:
            self._last_tray_job = notification.job_id
            icon = QSystemTrayIcon.MessageIcon
            kind = icon.Warning if notification.is_urgent else icon.Information
            self._tray.showMessage(notification.title, notification.body, kind, _MOST_TRAY_MS)


def _run_notify_send(notification: Notification) -> str | None:
    program = shutil.which("notify-send") if sys.platform.startswith("linux") else None
    if program is None:
        return "notify-send is not installed"
    how = ["--app-name=JobDesk", f"--icon={app_icon_file()}"]
    how += ["--expire-time=0"] if notification.is_urgent else []  # It stays until it is closed.
    command = [program, *how, "--", notification.title, notification.body]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return None if done.returncode == 0 else done.stderr.strip() or f"exit code {done.returncode}"

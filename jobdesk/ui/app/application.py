"""The process around the window: Qt's application, the app's own log, errors that nobody handles, and signals."""

from __future__ import annotations

import atexit
import contextlib
import locale
import logging
import os
import signal
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from jobdesk.engine.program.crash_file import record_crashes
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.ui.widgets.quick_pyside import import_pyside

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

    from jobdesk.ui.app.desk import Desk
    from jobdesk.ui.app.desk_application import DeskApplication

_log = logging.getLogger(__name__)
MISSING_LIBRARIES = (
    "On Debian and Ubuntu: apt-get install libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libxcb-cursor0"
)
"""What to do where Qt cannot be loaded."""

_LOG_BYTES = 1 << 20
_OLD_LOGS = 3


class _LogFile(logging.Handler):
    """The app's own log, which grows to a size and is then begun anew; opened when there is something to say."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        if self._file is None:
            from jobdesk.engine.execution.log_file import (  # Late: no window waits for it.
                MaskingFormatter,
                PrivateLogFile,
            )

            self._file = PrivateLogFile(
                self._path, maxBytes=_LOG_BYTES, backupCount=_OLD_LOGS, encoding="utf-8", delay=True
            )
            form = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
            self._file.setFormatter(MaskingFormatter(form))
        self._file.emit(record)


def set_up_logging(folder: DataFolder) -> bool:
    """Keep the app's own log in the data folder; False if there can be none, which is then said."""
    try:
        folder.make()
    except OSError as error:
        sys.stderr.write(
            f"jobdesk: the data folder {folder.path} cannot be used: {error.strerror or error}. "
            "Choose another one with --home or JOBDESK_HOME.\n"
        )
        return False
    root = logging.getLogger()
    root.addHandler(_LogFile(folder.log))
    root.setLevel(logging.INFO)
    sys.excepthook = _log_error_of_start
    record_crashes(folder.crashes, "desk")
    return True


def _log_error_of_start(
    error_type: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    """Log an error that ends the app before it has a window; what is printed no one sees who started it from a menu."""
    if not issubclass(error_type, KeyboardInterrupt):
        _log.critical("JobDesk could not start", exc_info=(error_type, error or error_type(), trace))
    sys.__excepthook__(error_type, error or error_type(), trace)


def make_application(language: str = "system") -> DeskApplication | None:
    """Make Qt's application; without a usable display it is an offscreen one, without Qt there is none.

    Left alone, Qt ends the whole process where it finds no display.

    Args:
        language: What it speaks, as `install_translations` takes it.
    """
    wished = os.environ.get("QT_QPA_PLATFORM")
    if wished is None and sys.platform not in {"win32", "darwin"}:
        os.environ["QT_QPA_PLATFORM"] = _platforms()
    try:
        import_pyside()
        from PySide6.QtCore import QCoreApplication, qInstallMessageHandler

        from jobdesk.ui.app.desk_application import DeskApplication

        _name_process()
        QCoreApplication.setApplicationName("JobDesk")
        QCoreApplication.setOrganizationName("JobDesk")
        DeskApplication.setDesktopFileName("jobdesk")
        qInstallMessageHandler(_log_qt_message)
        # Qt speaks until its libraries are unloaded, when there is no Python any more that could log it.
        atexit.register(qInstallMessageHandler, None)
        app = DeskApplication(["jobdesk", "-style", "Fusion"])
        _use_plain_letters()
    except ImportError as error:
        sys.stderr.write(f"jobdesk: Qt cannot be loaded: {error}. {MISSING_LIBRARIES}\n")
        return None
    finally:
        # What was meant for this process must not reach the jobs, which inherit its environment.
        if wished is None:
            os.environ.pop("QT_QPA_PLATFORM", None)
    from jobdesk.ui.text.translation import install_translations
    from jobdesk.ui.theme.theme import STYLE_MARK

    app.setProperty(STYLE_MARK, True)
    app.setQuitOnLastWindowClosed(False)
    install_translations(app, language)
    return app


def try_window() -> int:
    """Start Qt, print the platform that it found, and return the exit code; `jobdesk doctor` runs this apart."""
    try:
        import_pyside()
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(QApplication([]).platformName() + "\n")
    return 0


def watch_for_faults(desk: Desk, log: Path) -> None:
    """Log every error that nobody handles, and show it in the window; none of them ends the app."""
    from PySide6.QtCore import QCoreApplication

    def report(
        error_type: type[BaseException], error: BaseException | None, trace: TracebackType | None, where: str
    ) -> None:
        if issubclass(error_type, KeyboardInterrupt):
            desk.request_end()
            return
        _log.error("Unhandled error on %s", where, exc_info=(error_type, error or error_type(), trace))
        from jobdesk.core.redaction import mask_text  # Late: most days nothing fails.

        text = mask_text(f"{error_type.__name__}: {error}")[:300]
        details = mask_text("".join(traceback.format_exception(error_type, error, trace)))
        words = QCoreApplication.translate(
            "Application", "JobDesk met an error of its own: {error}\nYour jobs go on. The details are in {log}."
        )
        desk.tell_fault(words.format(error=text, log=log), details)

    sys.excepthook = lambda error_type, error, trace: report(error_type, error, trace, "the main thread")
    threading.excepthook = lambda args: report(
        args.exc_type, args.exc_value, args.exc_traceback, args.thread.name if args.thread else "a thread"
    )


def end_by_signal(desk: Desk) -> None:
    """End as by Quit, without a question, when a terminal, another program or the session asks for it.

    Until this is called the system's own action ends the process: nothing is open by then.
    """
    if sys.platform != "win32":
        from PySide6.QtCore import QSocketNotifier

        # Python runs handlers as soon as it runs at all, which it does not while Qt sleeps.
        reading, writing = os.pipe()
        for descriptor in (reading, writing):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        woken = QSocketNotifier(reading, QSocketNotifier.Type.Read, desk)
        woken.activated.connect(lambda: os.read(reading, 4096))
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            # A handler interrupts any code, half-imported modules too, so that it must only post an event.
            signal.signal(getattr(signal, name), lambda *_: desk.request_end())


def _use_plain_letters() -> None:
    """Let C's `toupper` make an "I" of an "i" again, by which PySide looks for the setters of properties.

    Qt takes over the locale of the environment, and in the Turkish one that capital is another letter. Only the classes
    of letters are set: languages, numbers and dates are Qt's and Python's own affair, and jobs inherit the environment.
    """
    for name in ("C.UTF-8", "en_US.UTF-8"):
        with contextlib.suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            return


def _name_process() -> None:
    """Let Windows group the window, its notifications and a pinned icon as one app, not as Python's."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("JobDesk.JobDesk")


def _platforms() -> str:
    """What Qt should try in turn; offscreen always works."""
    tries = []
    if os.environ.get("WAYLAND_DISPLAY"):
        tries.append("wayland")
    if os.environ.get("DISPLAY"):
        tries.append("xcb")
    return ";".join([*tries, "offscreen"])


def _log_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    from PySide6.QtCore import QtMsgType

    levels = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}
    logging.getLogger("qt").log(levels.get(kind, logging.WARNING), "%s", message)
    if kind is QtMsgType.QtFatalMsg:
        sys.stderr.write(f"jobdesk: Qt cannot start: {message}\n")

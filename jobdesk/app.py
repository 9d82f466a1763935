"""Composition root of the desktop app: options, logging, Qt, and the desk.

What a start without options does not need before its window shows is imported where it is used.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jobdesk import __version__
from jobdesk.core.errors import DataFolderError
from jobdesk.engine.storage.data_folder import STATE_NAME, DataFolder, default_home

if TYPE_CHECKING:
    from jobdesk.engine.manager import JobManager
    from jobdesk.ui.app.desk import Desk
    from jobdesk.ui.app.desk_application import DeskApplication

_log = logging.getLogger(__name__)
_ACTIVATE_PATIENCE_S = 2.0
_LAST_THREADS_MS = 3000
_STARTED_MS = 5000


class Options(NamedTuple):
    """What the command line asks for.

    Attributes:
        demo: Show sample jobs, apart from the user's own.
        home: The data folder, if not the user's own.
        hidden: Whether the window opens in the tray, if there is one.
        open: A file or folder to fill New Job from, or a link to a job.
        screenshot: Where a demo without a display saves its picture.
    """

    demo: bool = False
    home: Path | None = None
    hidden: bool = False
    open: str = ""
    screenshot: Path | None = None


def main(argv: list[str] | None = None) -> int:
    """Run the desktop app.

    Args:
        argv: Arguments without the program's name; None takes the process's own.

    Returns:
        The process's exit code.
    """
    # Most of what a start makes stays: looking for garbage meanwhile is a tenth of it. `run_desk` begins it again.
    gc.disable()
    options = parse_options(sys.argv[1:] if argv is None else argv)
    if options.demo:
        from jobdesk import demo

        return demo.run(options.screenshot)
    try:
        folder = DataFolder(options.home or default_home())
    except DataFolderError as error:
        sys.stderr.write(f"jobdesk: {error}\n")
        return 1
    if activate_running_desk(folder, options.open):
        return 0
    from jobdesk.ui.app.application import make_application, set_up_logging

    if not set_up_logging(folder):
        return 1
    app = make_application(read_language(folder))
    if app is None:
        return 1
    if app.platformName() == "offscreen" and os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        sys.stderr.write(f"jobdesk: no display to show the window on. {NO_DISPLAY_HINT}\n")
        return 1
    return run_desk(app, folder, options.open, is_hidden=options.hidden)


NO_DISPLAY_HINT = (
    "Start it from a desktop session, or see `jobdesk --help` for what works without one. `jobdesk --demo` works too."
)


def parse_options(argv: Sequence[str]) -> Options:
    """Read the command line; wrong usage ends the process with 2."""
    if not argv:
        return Options()
    import argparse

    parser = argparse.ArgumentParser(prog="jobdesk", description="Opens the window of JobDesk.")
    parser.add_argument(
        "--demo", action="store_true", help="open the window with live sample jobs, apart from your own"
    )
    parser.add_argument(
        "--hidden", action="store_true", help="open in the tray, if there is one; for the start at login"
    )
    parser.add_argument("--home", type=_path, metavar="DIR", help="use this data folder instead of your own")
    parser.add_argument(
        "--open",
        type=_openable,
        default=argparse.SUPPRESS,  # A text would be read as one that was given.
        metavar="FILE",
        help="fill the New Job window from a job file, a template, a script or a folder, where nothing runs by itself; "
        "or show the job of a link, as jobdesk:job/ID#L120",
    )
    parser.add_argument(
        "--screenshot",
        type=Path,
        metavar="PNG",
        help="where --demo without a display saves its picture (default: jobdesk-demo.png here)",
    )
    return Options(**vars(parser.parse_args(argv)))


def read_language(folder: DataFolder) -> str:
    """Return the language that the settings ask for; asked before there is an engine."""
    if not folder.settings.exists():
        return "system"
    from jobdesk.engine.storage.settings import Settings

    return Settings(folder.settings).text("language")


def run_desk(app: DeskApplication, folder: DataFolder, open_path: str = "", *, is_hidden: bool = False) -> int:
    """Run the desk on a data folder until it is closed, and return the exit code."""
    from PySide6.QtCore import QTimer

    from jobdesk.engine.ipc.background import app_command
    from jobdesk.ui.app.application import end_by_signal, watch_for_faults
    from jobdesk.ui.app.desk import Desk
    from jobdesk.ui.model.patient_pool import PatientPool

    pool = PatientPool()

    def make_manager() -> JobManager:
        from jobdesk.engine.manager import JobManager

        return JobManager(folder.path / STATE_NAME, pool=pool, role="desk")

    desk = Desk(app, folder, make_manager, pool, open_path=open_path)
    app.open_with(desk.open_asked)
    # Only the desk as a program leaves one: jobs that wait go on even if it is killed, or its display ends it.
    desk.opened.connect(desk.leave_successor)
    watch_for_faults(desk, folder.log)
    # Not `quit`, which gives up where a window, such as a box without a button for Escape, refuses to close.
    desk.ended.connect(partial(_on_ended, app, desk, folder))
    app.end_with(desk.request_end)
    app.keep_in_session([*app_command(), "--home", str(folder.path)])
    end_by_signal(desk)
    desk.start(is_hidden=is_hidden)
    QTimer.singleShot(_STARTED_MS, desk, _look_for_garbage)
    app.exec()
    if not desk.is_ending:
        _log.warning("The display is gone; the jobs go on without a window")
        desk.end_without_display()
    if not pool.waitForDone(_LAST_THREADS_MS):
        # All is saved and the jobs are their supervisors': a thread that hangs, or that the system refused and Qt
        # waits for, must not keep the process.
        _log.warning("A thread did not end in time")
        os._exit(0)
    return 0


def _on_ended(app: DeskApplication, desk: Desk, folder: DataFolder) -> None:
    """End the process, after it has started the one that follows a restart."""
    if desk.restart_command is not None:
        from jobdesk.ui.app.program_notice import start_desk

        try:
            start_desk(desk.restart_command, folder.path)
        except OSError:
            _log.exception("JobDesk could not be started again; jobs go on in the background")
    app.exit(0)


def activate_running_desk(folder: DataFolder, open_path: str = "") -> bool:
    """Ask a desk that runs on a data folder already to show itself, before anything is shown here.

    Args:
        folder: The data folder.
        open_path: What this start was given to open.

    Returns:
        Whether a desk was there.
    """
    if not folder.has_address:
        return False
    import contextlib
    import threading

    from jobdesk.core.errors import JobDeskError
    from jobdesk.core.versions import is_older
    from jobdesk.engine.ipc.channel import read_address, read_version
    from jobdesk.engine.ipc.client import EngineClient
    from jobdesk.engine.ipc.holder import say_older_window

    address = read_address(folder.control)
    if address is None:
        return False
    shown: list[bool] = []
    # What was clicked to start this gave it the right to come to the front, which it passes on.
    given = os.environ.get("XDG_ACTIVATION_TOKEN")
    token = {"token": given} if given else {}

    def ask() -> None:
        try:
            arguments = {"open_path": open_path} if open_path else {}
            with contextlib.closing(EngineClient(address)) as client:
                try:
                    answer = client.call("activate", **arguments, **token)
                except JobDeskError:
                    if not token:
                        raise
                    answer = client.call("activate", **arguments)  # An earlier version knows of no token.
                shown.append(bool(answer))
        except Exception as error:  # noqa: BLE001 - whoever it was, it is no desk that answers
            _log.info("No desk answered: %s", error)

    # On a thread of its own: one that hangs must not keep this start hanging.
    thread = threading.Thread(target=ask, name="activate", daemon=True)
    thread.start()
    thread.join(_ACTIVATE_PATIENCE_S)
    if shown == [True]:
        version = read_version(folder.control)
        if is_older(version, __version__):
            sys.stderr.write(f"jobdesk: {say_older_window(version)}\n")
    return shown == [True]


def _look_for_garbage() -> None:
    """Begin to look for garbage, but not among what the start has made."""
    gc.freeze()
    gc.enable()


def _openable(text: str) -> str:
    """Read what is to be opened; a link that leads nowhere is wrong usage."""
    from argparse import ArgumentTypeError

    from jobdesk.core.jobs.link import is_link, parse_link

    if text.lower().startswith("file:"):
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        return str(Path(url2pathname(urlsplit(text).path)).absolute())
    if not is_link(text):
        return str(_path(text))
    try:
        return parse_link(text).text
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _path(text: str) -> Path:
    return Path(text).expanduser().absolute()


if __name__ == "__main__":
    sys.exit(main())

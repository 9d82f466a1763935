"""Says once, at the next start, that JobDesk has crashed, and offers the details for the clipboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from jobdesk.engine.program.crash_file import Crash, read_last_crash
from jobdesk.ui.widgets.notice_bar import NoticeAction

if TYPE_CHECKING:
    from pathlib import Path

    from jobdesk.ui.app.desk import Desk

_SHOWN = "crash/shown"


def show_last_crash(desk: Desk, path: Path) -> None:
    """Show a notice of the newest crash in a crash file, unless a notice of that one was shown before."""
    desk.bridge.ask(partial(read_last_crash, path), partial(_show, desk, path))


def copy_details_action(details: str) -> NoticeAction:
    """Return a notice's button that puts the details of an error on the clipboard."""
    text = QCoreApplication.translate("CrashNotice", "Copy Details")
    return NoticeAction(text, lambda: QGuiApplication.clipboard().setText(details))


def _show(desk: Desk, path: Path, crash: Crash | None) -> None:
    if crash is None or desk.state.text(_SHOWN) == crash.started:
        return
    desk.state.put(_SHOWN, crash.started)
    words = QCoreApplication.translate(
        "CrashNotice",
        "JobDesk crashed last time; running jobs went on. The details are in {path} and were sent nowhere.",
    )
    desk.window.notices.tell("crash", words.format(path=path), copy_details_action(crash.details), is_calm=True)

"""A crash of JobDesk: it leaves a trace without values, and the next start says so once."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from jobdesk.engine.ipc.background import app_command
from jobdesk.engine.program.crash_file import read_last_crash
from tests.cli.test_stop import role_of_holder
from tests.ui.conftest import OpenDesk
from tests.ui.test_desk_process import WAIT_S, wait_until

if sys.platform == "win32":
    pytest.skip("SIGSEGV is not sent there", allow_module_level=True)


def crash(home: Path, *words: str) -> None:
    """Start JobDesk and end it as a wild pointer would."""
    role = "serve" if words else "desk"
    process = subprocess.Popen(
        [*app_command(), *words], env={**os.environ, "A_SECRET": "hunter2hunter2"}, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_until(lambda: role_of_holder(home) == role and f"{role}, process {process.pid}" in text_of(home))
        process.send_signal(signal.SIGSEGV)
        assert process.wait(WAIT_S) == -signal.SIGSEGV
    finally:
        process.kill()
        process.communicate()


def is_open(home: Path, header: str) -> bool:
    return header in text_of(home) and role_of_holder(home) == "desk"


def text_of(home: Path) -> str:
    path = home / "crash.log"
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize("words", [(), ("serve",)], ids=["desk", "engine"])
def test_a_crash_is_shown_once_by_the_next_start(
    home: Path, open_desk: Callable[..., OpenDesk], words: tuple[str, ...]
) -> None:
    crash(home, *words)
    assert stat.S_IMODE((home / "crash.log").stat().st_mode) == 0o600
    assert "Fatal Python error: Segmentation fault" in text_of(home)
    assert "hunter2" not in text_of(home)
    wait_until(lambda: role_of_holder(home) != ("desk" if not words else "serve"))
    desk = open_desk(home)
    desk.qtbot.waitUntil(lambda: desk.window.notices.text.startswith("JobDesk crashed last time"))
    notices = desk.window.notices
    assert str(home / "crash.log") in notices.text
    assert notices.button.text() == "Copy Details"
    notices.button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("== JobDesk ")
    assert "Fatal Python error: Segmentation fault" in copied
    assert 'File "' in copied
    desk.end()
    again = open_desk(home)
    done: list[object] = []
    again.desk.bridge.ask(lambda: read_last_crash(home / "crash.log"), done.append)
    again.qtbot.waitUntil(lambda: bool(done))
    assert done[0] is not None
    assert again.window.notices.text == ""


def test_a_desk_that_is_ended_or_killed_has_not_crashed(home: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        process = subprocess.Popen(app_command())
        header = f"desk, process {process.pid}"
        wait_until(partial(is_open, home, header))
        process.send_signal(number)
        process.wait(WAIT_S)
    assert "has ended" in text_of(home)
    assert read_last_crash(home / "crash.log") is None

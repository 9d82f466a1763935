"""A desk whose program is replaced, that starts at login, and that asks for updates."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from jobdesk import __version__
from jobdesk.engine.ipc.channel import read_holder
from jobdesk.engine.ipc.holder import ask_holder, stop_holder
from jobdesk.engine.program import update_check
from jobdesk.engine.program.login_start import XdgAutostart
from jobdesk.engine.program.program_files import ProgramState
from jobdesk.engine.program.update_check import Update
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.ui.app import update_notice
from jobdesk.ui.app.build_info import BuildInfo
from jobdesk.ui.dialogs import settings_dialog
from tests.cli.test_stop import role_of_holder
from tests.ui.conftest import OpenDesk
from tests.ui.test_desk_process import WAIT_S, wait_until

ROOT = Path(__file__).resolve().parents[2]

# Restarts as soon as the notice offers it; the rest is `python -m jobdesk`. The new desk is a plain one.
_DESK = """
import sys
from jobdesk import app
from jobdesk.ui.app import program_notice
from jobdesk.ui.widgets.notice_bar import NoticeBar

program_notice._CHECK_MS = 50
tell = NoticeBar.tell
def tell_and_click(bar, cause, text, action=None, **options):
    tell(bar, cause, text, action, **options)
    if cause == "program" and action is not None:
        bar.button.click()
NoticeBar.tell = tell_and_click
sys.argv = ["jobdesk"]
sys.exit(app.main([]))
"""


_HIDDEN = """
import sys
from jobdesk import app
from jobdesk.ui.app import quit_controller
from jobdesk.ui.window.main_window import MainWindow

quit_controller._LOOK_MS = 200
show = MainWindow.showEvent
def show_and_say(window, event):
    print("shown", flush=True)
    show(window, event)
MainWindow.showEvent = show_and_say
sys.exit(app.main(["--hidden"]))
"""


@pytest.fixture
def old_tree(tmp_path: Path) -> Path:
    """A copy of the program that has an older version."""
    shutil.copytree(ROOT / "jobdesk", tmp_path / "old/jobdesk", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "old/resources").symlink_to(ROOT / "resources")
    module = tmp_path / "old/jobdesk/__init__.py"
    module.write_text(module.read_text().replace(f'"{__version__}"', '"0.0.9"'))
    return tmp_path / "old"


@pytest.fixture
def stopped(home: Path) -> Iterator[None]:
    """Leaves no desk behind, whoever started it."""
    yield
    with contextlib.suppress(ConnectionError):
        stop_holder(DataFolder(home), limit_s=60)


@pytest.mark.skipif(sys.platform == "win32", reason="links in the copied tree")
@pytest.mark.usefixtures("stopped")
def test_restart_opens_the_new_version_on_the_same_folder(home: Path, old_tree: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", _DESK],
        cwd=old_tree,  # Python looks there first, for what it is given as text.
        env={**os.environ, "PYTHONPATH": str(old_tree)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until(lambda: role_of_holder(home) == "desk")
        assert ask_holder(DataFolder(home), "status")["version"] == "0.0.9"
        module = old_tree / "jobdesk/__init__.py"
        module.write_text(module.read_text().replace('"0.0.9"', '"0.0.10"'))
        # The new desk keeps the error stream that it inherits: only the end of the first one is waited for.
        assert first.wait(WAIT_S) == 0
        wait_until(lambda: role_of_holder(home) == "desk" and read_holder(home / "control.json") != first.pid)
        assert ask_holder(DataFolder(home), "status")["version"] == "0.0.10"
        assert stop_holder(DataFolder(home)) is not None
    finally:
        first.kill()
        first.communicate()


def test_the_notice_of_an_update_offers_a_restart(desk: OpenDesk) -> None:
    notice, shown = desk.desk.program_notice, desk.window.notices
    notice._on_state((ProgramState.REMOVED, None))
    assert shown.text == ""  # An update may be just taking place.
    notice._on_state((ProgramState.REMOVED, None))
    assert shown.text.startswith("JobDesk was removed.")
    assert not shown.button.isVisibleTo(shown)
    notice._on_state((ProgramState.REPLACED, ["jobdesk"]))
    assert shown.text == "JobDesk was updated; restart it to use the new version. Running jobs go on."
    assert shown.button.text() == "Restart"
    shown.button.click()
    desk.qtbot.waitUntil(lambda: desk.has_ended)
    assert desk.desk.restart_command == ["jobdesk"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the autostart folder")
def test_the_start_at_login_is_switched_and_read_where_the_system_keeps_it(desk: OpenDesk) -> None:
    login = XdgAutostart()
    desk.window.dialogs.show_settings("login_start")
    row = next(dialog for dialog in desk.window.findChildren(settings_dialog.SettingsDialog)).rows["login_start"]
    editor = row.editor
    desk.qtbot.waitUntil(lambda: not editor.isChecked())  # type: ignore[union-attr]
    editor.click()  # type: ignore[union-attr]
    desk.qtbot.waitUntil(login.is_on)
    editor.click()  # type: ignore[union-attr]
    desk.qtbot.waitUntil(lambda: not login.is_on())
    login.turn_on(["jobdesk"])  # By somebody else.
    desk.window.dialogs.show_settings("login_start")
    desk.qtbot.waitUntil(editor.isChecked)  # type: ignore[union-attr]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_hidden_start_without_a_tray_shows_the_window(home: Path) -> None:
    desk = subprocess.Popen([sys.executable, "-c", _HIDDEN], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert desk.stdout is not None
        assert desk.stdout.readline() == "shown\n"
        assert role_of_holder(home) == "desk"
        desk.send_signal(signal.SIGTERM)
        assert desk.communicate(timeout=WAIT_S) == ("", "")
    finally:
        desk.kill()
        desk.communicate()
    assert desk.returncode == 0


def test_updates_are_asked_for_once_a_day_and_only_if_wished(
    open_desk: Callable[..., OpenDesk], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def find(address: str) -> Update:
        asked.append(address)
        return Update("9.1.0", "https://example.org/9.1.0")

    opened: list[str] = []
    monkeypatch.setattr(update_notice, "find_update", find)
    build = BuildInfo(update_url="https://example.org/latest.json")
    monkeypatch.setattr(update_notice, "read_build_info", lambda: build)
    monkeypatch.setattr(settings_dialog, "read_build_info", lambda: build)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    desk = open_desk()
    notices = desk.window.notices
    assert "check_for_updates" in {setting.key for setting in settings_dialog.shown_settings()}
    assert notices.text == ""
    desk.manager.change_setting("check_for_updates", True)
    desk.qtbot.waitUntil(lambda: notices.text == "JobDesk 9.1.0 is available.")
    notices.button.click()
    assert (asked, opened) == ([build.update_url], ["https://example.org/9.1.0"])
    for _ in range(3):
        desk.desk.update_notice._ask_if_due()
    desk.qtbot.wait(50)
    assert len(asked) == 1


def test_without_an_address_there_is_no_such_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_dialog, "read_build_info", BuildInfo)
    assert "check_for_updates" not in {setting.key for setting in settings_dialog.shown_settings()}
    assert update_check.is_allowed_address("https://example.org/latest.json")

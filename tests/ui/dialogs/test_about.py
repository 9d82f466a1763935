"""The About box says the versions, and leads to the licences of all that JobDesk consists of."""

from __future__ import annotations

import platform
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from jobdesk import __version__
from jobdesk.ui.app.build_info import BuildInfo
from jobdesk.ui.dialogs import text_window
from jobdesk.ui.dialogs.text_window import TextWindow, show_licences
from jobdesk.ui.window import menus

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ui.conftest import OpenDesk


def open_about(desk: OpenDesk) -> QMessageBox:
    entries = desk.window.menuBar().findChildren(QAction)
    next(action for action in entries if action.menuRole() is QAction.MenuRole.AboutRole).trigger()
    box = desk.window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    return box


def test_the_box_says_the_versions_and_the_data_folder(desk: OpenDesk) -> None:
    box = open_about(desk)

    assert box.text() == f"JobDesk {__version__}"
    assert f"Qt {qVersion()}, Python {platform.python_version()}" in box.informativeText()
    assert str(desk.manager.folder.path) in box.informativeText()
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Ok)


def test_its_button_opens_the_licences(desk: OpenDesk) -> None:
    box = open_about(desk)
    button = next(button for button in box.findChildren(QPushButton) if button.text() == "Licences…")

    button.click()

    window = desk.window.findChild(TextWindow, "licences")
    assert isinstance(window, TextWindow)
    desk.qtbot.waitUntil(lambda: "GNU LESSER GENERAL PUBLIC LICENSE" in window.text.toPlainText(), timeout=30_000)
    assert window.isVisible()
    assert window.text.isReadOnly()
    assert window.text.toPlainText().startswith("JobDesk consists of")


def test_the_licences_are_read_on_another_thread_and_once(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def read(_: Path) -> str:
        threads.append(threading.current_thread())
        return "a licence"

    monkeypatch.setattr(text_window, "licences_text", read)
    first = show_licences(desk.window, desk.window.bridge)
    second = show_licences(desk.window, desk.window.bridge)
    desk.qtbot.waitUntil(lambda: first.text.toPlainText() == "a licence", timeout=30_000)

    assert second is first
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


def test_what_cannot_be_read_is_said_in_the_window(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> str:
        raise PermissionError(13, "Permission denied", "/x")

    monkeypatch.setattr(text_window, "licences_text", fail)
    window = show_licences(desk.window, desk.window.bridge)

    said = "The text cannot be read: [Errno 13] Permission denied: '/x'"
    desk.qtbot.waitUntil(lambda: window.text.toPlainText() == said, timeout=30_000)


def test_escape_closes_the_licences(desk: OpenDesk) -> None:
    window = show_licences(desk.window, desk.window.bridge)
    desk.qtbot.waitUntil(lambda: bool(window.text.toPlainText()), timeout=30_000)

    QTest.keyClick(window.text, Qt.Key.Key_Escape)

    desk.qtbot.waitUntil(lambda: desk.window.findChild(TextWindow, "licences") is None, timeout=30_000)


def test_the_box_and_the_window_speak_german(german: None, desk: OpenDesk) -> None:
    box = open_about(desk)

    assert "Lizenzen…" in [button.text() for button in box.findChildren(QPushButton)]
    assert show_licences(desk.window, desk.window.bridge).windowTitle() == "Lizenzen"


@pytest.mark.parametrize("address", ["", "https://jobdesk.example/start"])
def test_the_home_page_is_in_the_menu_only_if_the_build_was_given_one(
    open_desk: Callable[..., OpenDesk], monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(menus, "read_build_info", lambda: BuildInfo(homepage=address))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    desk = open_desk()
    entry = next(action for action in desk.window.menuBar().findChildren(QAction) if action.text() == "&Home Page")
    answered: list[None] = []
    desk.window.bridge.ask(lambda: None, answered.append)  # Which is answered after what the menu asks.
    desk.qtbot.waitUntil(lambda: bool(answered) and entry.isVisible() == bool(address), timeout=30_000)

    entry.trigger()

    assert opened == ([address] if address else [])

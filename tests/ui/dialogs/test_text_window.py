"""The window of the guide, and that the guide says of all verbs what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from jobdesk.cli import parser
from jobdesk.ui.dialogs import text_window
from jobdesk.ui.dialogs.text_window import TextWindow
from jobdesk.ui.theme.resources import resources_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import OpenDesk


def open_guide(desk: OpenDesk) -> TextWindow:
    desk.window.actions_["guide"].trigger()
    window = desk.window.findChild(TextWindow, "guide")
    assert isinstance(window, TextWindow)
    return window


def test_the_menu_opens_the_guide_once(desk: OpenDesk) -> None:
    window = open_guide(desk)
    desk.qtbot.waitUntil(lambda: "Exit codes" in window.text.toPlainText(), timeout=30_000)

    assert open_guide(desk) is window
    assert "**" not in window.text.toPlainText()


def test_escape_closes_it(desk: OpenDesk) -> None:
    window = open_guide(desk)
    desk.qtbot.waitUntil(window.isActiveWindow, timeout=30_000)

    QTest.keyClick(window.text, Qt.Key.Key_Escape)

    desk.qtbot.waitUntil(lambda: desk.window.findChild(TextWindow, "guide") is None, timeout=30_000)


def test_a_guide_that_cannot_be_read_is_said_in_the_window(
    desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(text_window, "resources_folder", lambda: tmp_path)
    window = open_guide(desk)

    desk.qtbot.waitUntil(lambda: "The text cannot be read" in window.text.toPlainText(), timeout=30_000)


def test_each_verb_is_in_the_guide() -> None:
    guide = (resources_folder() / "guide" / "guide.md").read_text("utf-8")

    assert [verb for verb in parser._VERBS if f"`{verb}" not in guide] == []

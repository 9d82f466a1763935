"""The toolbar shows what there is room for, and never loses a button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from tests.ui.conftest import OpenDesk

pytestmark = pytest.mark.gui


def toggles(desk: OpenDesk) -> list[QToolButton]:
    """Return the buttons at the toolbar's end, which a button that is too long would push out."""
    actions = [desk.window.actions_[key] for key in ("sidebar", "details")]
    return [one for one in desk.window.toolbar.findChildren(QToolButton) if one.defaultAction() in actions]


def test_words_stay_while_the_search_can_give_way(german: None, desk: OpenDesk) -> None:
    toolbar = desk.window.toolbar
    desk.window.resize(1600, 700)
    full = toolbar.sizeHint().width()
    wide = toolbar.search.width()
    for missing, has_words in ((0, True), (1, True), (60, True), (300, False)):
        desk.window.resize(full - missing, 700)
        desk.qtbot.wait(20)
        assert (toolbar.pause_button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon) is has_words
        if has_words:
            assert toolbar.search.width() == wide - missing
        assert not any(one.isHidden() for one in toggles(desk)), missing


def test_a_longer_word_on_a_button_pushes_no_other_out(german: None, desk: OpenDesk) -> None:
    toolbar = desk.window.toolbar
    desk.window.resize(1600, 700)
    desk.window.resize(toolbar.sizeHint().width(), 700)
    desk.window.actions_["pause_queue"].trigger()
    desk.qtbot.waitUntil(lambda: toolbar.pause_button.text() == "Alles fortsetzen")
    desk.qtbot.wait(20)
    assert not any(one.isHidden() for one in toggles(desk))

"""The toolbar shows what there is room for, and never loses a button."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QToolButton

from tests.ui.conftest import WAIT_MS, OpenDesk

pytestmark = pytest.mark.gui


def test_a_longer_word_on_a_button_pushes_no_other_out(german: None, desk: OpenDesk) -> None:
    toolbar = desk.window.toolbar
    details = next(
        one for one in toolbar.findChildren(QToolButton) if one.defaultAction() is desk.window.actions_["details"]
    )
    desk.window.resize(1600, 700)
    desk.window.resize(toolbar.sizeHint().width(), 700)
    desk.window.actions_["pause_queue"].trigger()
    desk.qtbot.waitUntil(lambda: toolbar.pause_button.text() == "Alles fortsetzen", timeout=WAIT_MS)
    desk.qtbot.wait(20)
    assert not details.isHidden()

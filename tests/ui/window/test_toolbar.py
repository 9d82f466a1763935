"""The toolbar shows what there is room for, and never loses a button."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QToolButton

from tests.ui.conftest import OpenDesk

pytestmark = pytest.mark.gui


def is_whole(desk: OpenDesk) -> bool:
    """Whether every button has room: Qt leads to those that have none by a button of its own."""
    more = desk.window.toolbar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert isinstance(more, QToolButton)
    return more.isHidden()


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
        assert is_whole(desk), missing


@pytest.fixture(params=[70, 100, 140])
def letters(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[None]:
    """Letters as narrow, as usual or as wide as those of some system fonts."""
    former = qapp.font()
    font = QFont(former)
    font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, request.param)
    qapp.setFont(font)
    yield
    qapp.setFont(former)


def test_no_button_is_pushed_out_whatever_the_width_and_the_font(letters: None, german: None, desk: OpenDesk) -> None:
    toolbar = desk.window.toolbar
    queue = "nightly-encodes-for-the-archive"
    job = desk.run_python("", queue=queue)
    desk.wait_status(job.id, "completed")
    desk.window.filters.choose(("queue", queue))
    desk.qtbot.waitUntil(lambda: toolbar.filter_button.text().startswith(queue))
    for width in range(desk.window.minimumSizeHint().width(), 2000, 40):
        desk.window.resize(width, 700)
        desk.qtbot.wait(1)
        assert is_whole(desk), width


def test_a_longer_word_on_a_button_pushes_no_other_out(german: None, desk: OpenDesk) -> None:
    toolbar = desk.window.toolbar
    desk.window.resize(1600, 700)
    desk.window.resize(toolbar.sizeHint().width(), 700)
    desk.window.actions_["pause_queue"].trigger()
    desk.qtbot.waitUntil(lambda: toolbar.pause_button.text() == "Alles fortsetzen")
    desk.qtbot.wait(20)
    assert is_whole(desk)

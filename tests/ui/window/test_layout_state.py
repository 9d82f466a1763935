"""A window that was never shown fits on its screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from jobdesk.ui.theme import metrics
from jobdesk.ui.window.layout_state import first_size


@pytest.mark.parametrize(("width", "height", "is_whole"), [(2560, 1440, True), (1366, 768, False), (690, 434, False)])
def test_the_first_window_is_no_larger_than_its_screen_with_its_frame(
    qapp: QApplication, width: int, height: int, *, is_whole: bool
) -> None:
    room = QSize(metrics.px(width), metrics.px(height))
    size = first_size(room)
    assert size.width() < room.width()
    assert size.height() + 30 < room.height()
    assert (size == first_size(QSize(9999, 9999))) is is_whole

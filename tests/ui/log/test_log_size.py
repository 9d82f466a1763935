"""The size of a log's text: by keys and by the wheel, with all that stands beside it, and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from jobdesk.ui.log.reading.lines import LogLine
from jobdesk.ui.log.view import LogView

if TYPE_CHECKING:
    from tests.ui.conftest import OpenDesk

_Ctrl = Qt.KeyboardModifier.ControlModifier


def _turn(widget: QWidget, delta: int, modifiers: Qt.KeyboardModifier = _Ctrl) -> None:
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        widget.mapToGlobal(place),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("is_wrapped", [False, True])
@pytest.mark.parametrize("place", ["text", "gutter", "strip"])
def test_ctrl_and_the_wheel_make_the_log_larger_and_smaller(desk: OpenDesk, place: str, is_wrapped: bool) -> None:
    job = desk.run_python("for n in range(300): print('line', n, 'x' * 300)")
    desk.wait_status(job.id, "completed")
    desk.window.table.select_job(job.id)
    desk.wait_log("line 299")
    view = desk.window.detail.body.log_view

    def top() -> LogLine:
        return next(view.edit.visible_lines())[0]

    widget = {"text": view.edit.viewport(), "gutter": view.edit.gutter, "strip": view.strip}[place]
    view.edit.set_wrapped(is_wrapped)
    view.edit.show_line(view.edit.lines[150].offset)
    desk.qtbot.wait(1)
    points, small, line = view.edit.font_points, view.edit.gutter.font().pointSizeF(), top()
    _turn(widget, 120)
    assert view.edit.font_points == points + 1
    assert view.edit.gutter.font().pointSizeF() == small + 1
    assert top() is line
    # Of a wheel with fine steps, and of a touch pad, many make one.
    for _ in range(7):
        _turn(widget, -30)
    assert view.edit.font_points == points
    _turn(widget, -30)
    assert view.edit.font_points == points - 1
    assert desk.desk.state.number("log/points", 0) == points - 1

    _turn(widget, -120, Qt.KeyboardModifier.NoModifier)
    assert view.edit.font_points == points - 1
    assert top() is not line


def test_the_size_is_remembered_until_it_is_reset(desk: OpenDesk) -> None:
    first = desk.window.detail.body.log_view
    points = first.edit.font_points
    first.choices.zoom(1)
    first.choices.zoom(1)

    def another() -> LogView:
        made = LogView(
            desk.desk.bridge, desk.window.model.roster, desk.desk.theme, desk.desk.icons, None, desk.desk.state
        )
        desk.qtbot.addWidget(made)
        return made

    assert another().edit.font_points == points + 2
    first.choices.zoom(0)
    assert another().edit.font_points == first.edit.font_points == points

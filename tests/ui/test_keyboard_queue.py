"""The queue by keyboard alone: limits, run now, priorities, waits and the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from jobdesk.core.limits import QueueState
from jobdesk.ui.detail.view import CHAIN, OVERVIEW
from tests.ui.commands.test_queue_commands import queue

if TYPE_CHECKING:
    from jobdesk.core.job import Job
    from tests.ui.conftest import OpenDesk

__all__ = ["queue"]

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    widget = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifier)


def type_text(text: str) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClicks(widget, text)


def wait_active(desk: OpenDesk, widget: QWidget) -> None:
    """What a window manager does when a window opens or another one closes."""
    widget.activateWindow()
    desk.qtbot.waitUntil(widget.isActiveWindow)


def select(desk: OpenDesk, job: Job) -> None:
    """Go from row to row to a job; rows may move meanwhile, as priorities change."""
    table = desk.window.table
    table.setFocus()
    for _ in range(4 * desk.window.model.rowCount()):
        if [one.id for one in table.selected_jobs()] == [job.id]:
            return
        is_last = table.currentIndex().row() == desk.window.model.rowCount() - 1
        press(*((Qt.Key.Key_Home, CTRL) if is_last else (Qt.Key.Key_Down, NONE)))
    raise AssertionError(f"#{job.number} cannot be reached")


def set_limits(desk: OpenDesk) -> None:
    """Ctrl+Shift+L, down to the default queue, Enter to its fields, a limit, Escape."""
    press(Qt.Key.Key_L, CTRL | SHIFT)
    window = desk.window.queue_windows.limits
    assert window is not None
    wait_active(desk, window)
    assert window.table.hasFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert window.form.edits["run_limit"].hasFocus()
    type_text("1")
    press(Qt.Key.Key_Tab)
    type_text("2 gpu")
    press(Qt.Key.Key_Return)
    roster = desk.window.model.roster
    desk.qtbot.waitUntil(lambda: "default" in roster.limits.queues and bool(roster.limits.queues["default"].caps))
    assert roster.limits.queues["default"].run_limit == 1
    press(Qt.Key.Key_Escape)
    assert not window.isVisible()
    wait_active(desk, desk.window)


def pause_from_the_sidebar(desk: OpenDesk) -> None:
    """The menu key on a queue of the sidebar, and back with Ctrl+Z."""
    sidebar = desk.window.sidebar
    sidebar.lines.refresh()
    sidebar.setFocus()
    while sidebar.lines.entries[sidebar.currentIndex().row()].facet != ("queue", "default"):
        press(Qt.Key.Key_Down)
    place = sidebar.visualRect(sidebar.currentIndex()).center()
    QApplication.sendEvent(
        sidebar.viewport(),
        QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, sidebar.viewport().mapToGlobal(place)),
    )
    assert isinstance(QApplication.activePopupWidget(), QMenu)
    press(Qt.Key.Key_D)
    roster = desk.window.model.roster
    desk.qtbot.waitUntil(lambda: roster.state_of("default") is QueueState.DRAINING)
    wait_active(desk, desk.window)
    press(Qt.Key.Key_Z, CTRL)
    desk.qtbot.waitUntil(lambda: roster.state_of("default") is QueueState.OPEN)


def test_the_queue_without_a_mouse(desk: OpenDesk, queue: list[Job]) -> None:
    window = desk.window
    window.show()
    wait_active(desk, window)
    select(desk, queue[4])
    set_limits(desk)
    pause_from_the_sidebar(desk)

    select(desk, queue[4])
    press(Qt.Key.Key_Up, ALT | SHIFT)
    desk.qtbot.waitUntil(lambda: desk.shown(queue[4].id).priority == 10)
    press(Qt.Key.Key_W, CTRL | SHIFT)
    chooser = next(one for one in window.findChildren(QWidget) if type(one).__name__ == "WaitWindow")
    wait_active(desk, chooser)
    type_text("#2 job")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(lambda: desk.shown(queue[4].id).after == (queue[1].id,))
    wait_active(desk, window)

    select(desk, queue[4])
    press(Qt.Key.Key_6, ALT)
    body = window.detail.body
    assert body.tabs.currentIndex() == CHAIN
    assert body.chain.view.hasFocus()
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: window.detail.job is not None and window.detail.job.id == queue[1].id)

    select(desk, queue[4])
    press(Qt.Key.Key_2, ALT)
    assert body.tabs.currentIndex() == OVERVIEW
    assert body.overview.hasFocus()
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is body.overview.why.buttons[0]
    press(Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: desk.shown(queue[4].id).after == ())

    select(desk, queue[4])
    press(Qt.Key.Key_Return, CTRL)
    desk.wait_status(queue[4].id, "running")
    desk.qtbot.waitUntil(lambda: bool(window.toasts.shown))
    assert "over the limit: 2 of 1 running" in window.toasts.shown[-1].text

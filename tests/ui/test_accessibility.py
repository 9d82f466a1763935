"""What a screen reader is told of the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication

from jobdesk.ui.filters.sidebar import SidebarView
from tests.ui.conftest import OpenDesk

pytestmark = pytest.mark.gui


def told(interface: QAccessibleInterface) -> Iterator[str]:
    """Walk what is read aloud of a widget and of all in it."""
    yield interface.text(QAccessible.Text.Name)
    yield interface.text(QAccessible.Text.Description)
    for at in range(interface.childCount()):
        child = interface.child(at)
        if child is not None:
            yield from told(child)


def test_no_markup_is_read_aloud(desk: OpenDesk) -> None:
    job = desk.run_python("print('x')", name="calm")
    desk.wait_status(job.id, "completed")
    desk.qtbot.waitUntil(lambda: desk.window.detail.job is not None)
    interface = QAccessible.queryAccessibleInterface(desk.window)
    texts = [text for text in told(interface) if text]
    assert "Find in the log  (Ctrl+F)" in texts
    assert [text for text in texts if "<" in text] == []


def test_an_entry_that_counts_nothing_is_read_without_a_pause(desk: OpenDesk) -> None:
    sidebar = desk.window.findChild(SidebarView)
    assert sidebar is not None
    names = [text for text in told(QAccessible.queryAccessibleInterface(sidebar)) if text]
    assert "Archive" in names
    assert "Trash, 0" in names


def test_each_window_beside_the_main_one_is_read_as_a_dialog(desk: OpenDesk) -> None:
    jobs = [desk.run_python("print('x')", name="calm") for _ in range(2)]
    newest = max(
        (desk.wait_status(job.id, "completed") for job in jobs), key=lambda job: (job.started or "", job.number)
    )
    desk.window.table.select_job(newest.id)
    actions = desk.window.actions_
    keys = "new_job settings limits schedules activity show_archive templates cheat_sheet compare_good"
    for key in keys.split():
        actions[key].trigger()
    beside = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not desk.window]
    roles = {type(one).__name__: QAccessible.queryAccessibleInterface(one).role() for one in beside}
    assert len(roles) == 9
    assert set(roles.values()) == {QAccessible.Role.Dialog}

"""Filters and the queue in a real window: what is chosen, moved, held, and taken back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu

from jobdesk.ui.table.row_dragging import JOBS_MIME

if TYPE_CHECKING:
    from jobdesk.core.job import Job
    from tests.ui.conftest import Hands, OpenDesk

TICKING = "import time\nfor n in range(600): print('tick', n, flush=True); time.sleep(0.05)"


@pytest.fixture
def queue(desk: OpenDesk) -> list[Job]:
    """One job that runs, and four that wait."""
    desk.manager.change_setting("run_limit", 1)
    jobs = [desk.run_python(TICKING, name=f"job {number}") for number in range(5)]
    desk.wait_status(jobs[0].id, "running")
    desk.qtbot.waitUntil(lambda: len(desk.window.model.roster.waiting_ids()) == 4)
    return jobs


def order(desk: OpenDesk) -> list[str]:
    model = desk.window.model
    return [model.roster.known(job_id).name for job_id in model.roster.waiting_ids()]


def is_ordered(desk: OpenDesk, expected: list[str]) -> bool:
    return order(desk) == expected


def select(desk: OpenDesk, *jobs: Job) -> None:
    from PySide6.QtCore import QItemSelectionModel

    desk.window.table.select_job(jobs[0].id)
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for job in jobs[1:]:
        row = desk.window.model.row_of(job.id)
        assert row is not None
        desk.window.table.selectionModel().select(desk.window.model.index(row, 0), flags)


def test_run_next_move_and_undo(desk: OpenDesk, queue: list[Job]) -> None:
    select(desk, queue[3], queue[4])
    desk.window.actions_["run_next"].trigger()
    desk.qtbot.waitUntil(lambda: order(desk) == ["job 3", "job 4", "job 1", "job 2"])
    select(desk, queue[1])
    desk.window.actions_["move_up"].trigger()
    desk.qtbot.waitUntil(lambda: order(desk) == ["job 3", "job 1", "job 4", "job 2"])
    desk.window.actions_["move_down"].trigger()
    desk.qtbot.waitUntil(lambda: order(desk) == ["job 3", "job 4", "job 1", "job 2"])
    for expected in (
        ["job 3", "job 1", "job 4", "job 2"],
        ["job 3", "job 4", "job 1", "job 2"],
        ["job 1", "job 2", "job 3", "job 4"],
    ):
        desk.window.history.undo()
        desk.qtbot.waitUntil(partial(is_ordered, desk, expected))


def test_a_row_is_dragged_within_the_queue_only(desk: OpenDesk, queue: list[Job]) -> None:
    table, model = desk.window.table, desk.window.model
    mime = QMimeData()
    mime.setData(JOBS_MIME, queue[4].id.encode())
    height = table.verticalHeader().defaultSectionSize()

    def place(row: int) -> QPoint:
        return QPoint(50, table.rowViewportPosition(row) + height // 4)

    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    second = model.row_of(queue[2].id)
    assert second is not None
    over_running = QDragMoveEvent(place(0), Qt.DropAction.MoveAction, mime, buttons, keys)
    table.dragMoveEvent(over_running)
    assert not over_running.isAccepted()
    table.dragMoveEvent(QDragMoveEvent(place(second), Qt.DropAction.MoveAction, mime, buttons, keys))
    assert table._dragging.drop_row == second
    table.dropEvent(QDropEvent(QPointF(place(second)), Qt.DropAction.MoveAction, mime, buttons, keys))
    desk.qtbot.waitUntil(lambda: order(desk) == ["job 1", "job 4", "job 2", "job 3"])


def test_a_dropped_row_stands_in_its_place_at_once_and_below_all_is_the_end(desk: OpenDesk, queue: list[Job]) -> None:
    table, model = desk.window.table, desk.window.model
    mime = QMimeData()
    mime.setData(JOBS_MIME, queue[1].id.encode())
    below = QPointF(50, table.rowViewportPosition(4) + table.verticalHeader().defaultSectionSize() + 20)
    assert table.rowAt(int(below.y())) < 0
    table.hold.set_pressed(True)  # Qt swallows the release that ends a drag.
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    table.dropEvent(QDropEvent(below, Qt.DropAction.MoveAction, mime, buttons, keys))
    desk.qtbot.waitUntil(lambda: order(desk) == ["job 2", "job 3", "job 4", "job 1"])
    desk.qtbot.waitUntil(lambda: model.row_of(queue[1].id) == 4)


def test_a_row_is_dragged_onto_a_queue_of_the_sidebar(desk: OpenDesk, queue: list[Job]) -> None:
    desk.run_python(TICKING, name="another", queue="nights")
    sidebar = desk.window.sidebar

    def rows() -> list[int]:
        return [row for row, entry in enumerate(sidebar.lines.entries) if entry.facet == ("queue", "nights")]

    desk.qtbot.waitUntil(lambda: bool(rows()))
    mime = QMimeData()
    mime.setData(JOBS_MIME, " ".join(job.id for job in queue[3:]).encode())
    place = QPointF(sidebar.visualRect(sidebar.lines.index(rows()[0], 0)).center())
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    sidebar.dropEvent(QDropEvent(place, Qt.DropAction.MoveAction, mime, buttons, keys))
    desk.qtbot.waitUntil(lambda: [desk.shown(job.id).queue for job in queue[2:]] == ["default", "nights", "nights"])
    desk.qtbot.waitUntil(
        lambda: [toast.text for toast in desk.window.toasts.shown] == ["Moved 2 jobs to the queue nights"]
    )


def test_hold_acts_on_those_that_can_and_comes_back(desk: OpenDesk, queue: list[Job]) -> None:
    select(desk, queue[0], queue[1])
    desk.window.actions_["hold"].trigger()
    desk.qtbot.waitUntil(lambda: desk.shown(queue[0].id).is_paused and desk.shown(queue[1].id).is_held)
    assert desk.cell(queue[0].id, "state") == "Paused"
    assert desk.cell(queue[1].id, "progress") == "Held by you"
    desk.window.actions_["hold"].trigger()
    desk.qtbot.waitUntil(lambda: not desk.shown(queue[0].id).is_paused and desk.shown(queue[1].id).is_waiting)


def test_the_queue_is_paused_and_says_so(desk: OpenDesk, queue: list[Job]) -> None:
    desk.window.actions_["pause_queue"].trigger()
    waits = "The queue is paused; 1 of 1 running, next"
    desk.qtbot.waitUntil(lambda: desk.cell(queue[1].id, "progress") == waits)
    assert desk.manager.get_settings()["queue_paused"] is True
    desk.qtbot.waitUntil(lambda: desk.cell(queue[0].id, "state") == "Paused")
    assert desk.cell(queue[0].id, "progress") == "Paused with everything"
    assert "Queue paused" in desk.window.queue_counts.text()
    assert desk.window.toolbar.pause_button.text() == "Resume All"
    assert desk.window.actions_["pause_queue"].statusTip() == "Pause All: everything is paused already"
    desk.qtbot.waitUntil(lambda: bool(desk.window.toasts.shown))
    assert desk.window.toasts.shown[-1].text == "Everything paused  ·  1 running jobs are frozen"
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.cell(queue[0].id, "state") == "Running")
    button = desk.window.toolbar.pause_button
    desk.qtbot.waitUntil(lambda: button.text() == "Pause All" and desk.window.actions_["pause_queue"].isEnabled())


def test_priority_tags_and_queue_for_several_at_once(desk: OpenDesk, queue: list[Job]) -> None:
    deeds = desk.window.queue_deeds
    deeds.set_priority([desk.shown(queue[3].id), desk.shown(queue[4].id)], 5)
    desk.qtbot.waitUntil(lambda: order(desk)[:2] == ["job 3", "job 4"])
    deeds.set_tag([desk.shown(queue[1].id)], "slow", is_on=True)
    desk.qtbot.waitUntil(lambda: desk.shown(queue[1].id).tags == ("slow",))
    deeds.set_queue([desk.shown(queue[1].id)], "night")
    desk.qtbot.waitUntil(lambda: desk.shown(queue[1].id).queue == "night")
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.shown(queue[1].id).queue == "default")


def test_the_menu_says_what_it_can_do_and_why_not(desk: OpenDesk, queue: list[Job]) -> None:
    select(desk, queue[0])
    menu = QMenu()
    desk.qtbot.addWidget(menu)
    desk.window.menus.fill(menu, ("queue>", "priority>", "tags>", "copy>"), desk.window.table.selected_jobs())
    entries = {action.text(): action for sub in menu.findChildren(QMenu) for action in sub.actions()}

    assert not entries["Run &Next"].isEnabled()
    assert entries["Run &Next"].statusTip() == "Run Next: select a queued job"
    assert entries["Normal\t0"].isChecked()
    assert not entries["Default"].isEnabled()


def test_the_context_menu_is_about_what_is_selected(desk: OpenDesk, queue: list[Job]) -> None:
    desk.manager.pause_job(queue[3].id)
    held = desk.manager.create_job({"command": ["true"]})
    ended = desk.run_python("pass")
    desk.manager.run_now(ended.id)
    desk.wait_status(ended.id, "completed")
    desk.qtbot.waitUntil(lambda: desk.shown(queue[3].id).is_held and desk.shown(held.id).is_held)

    def entries(*jobs: Job) -> list[str]:
        select(desk, *jobs)
        desk.window.table.menu_requested.emit(QPoint(0, 0))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        texts = [action.text().replace("&", "") for action in menu.actions()]
        menu.close()
        return texts

    running, waiting = queue[0], queue[1]
    assert entries(running)[:3] == ["Pause", "Cancel", "Rerun"]
    assert entries(waiting)[:3] == ["Run Now", "Hold", "Cancel"]
    assert entries(held)[:3] == ["Start", "Run Now", "Cancel"]
    assert entries(ended)[:3] == ["Rerun", "Rerun with Changes…", "Rename…"]
    assert "Priority" not in entries(ended)
    assert entries(running, waiting)[:3] == ["Run Now", "Pause, Hold or Resume", "Cancel"]
    assert "Restore" not in entries(running, waiting, ended)
    desk.manager.delete_job(ended.id)
    desk.qtbot.waitUntil(lambda: bool(desk.shown(ended.id).deleted))
    desk.window.filters.choose(("trash", ""))
    assert "Restore" in entries(ended)
    assert "Archive" not in entries(ended)


def test_a_tag_that_some_have_already_stays_where_it_stands(desk: OpenDesk, queue: list[Job]) -> None:
    desk.manager.update_job(queue[1].id, tags=["slow", "night"])
    desk.qtbot.waitUntil(lambda: desk.shown(queue[1].id).tags == ("slow", "night"))
    both = [desk.shown(job.id) for job in queue[1:3]]
    desk.window.queue_deeds.set_tag(both, "slow", is_on=True)
    desk.qtbot.waitUntil(lambda: desk.shown(queue[2].id).tags == ("slow",))
    assert desk.shown(queue[1].id).tags == ("slow", "night")
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.shown(queue[2].id).tags == ())
    assert desk.shown(queue[1].id).tags == ("slow", "night")


def test_a_new_tag_takes_no_other_away_that_came_while_it_was_typed(desk: OpenDesk, queue: list[Job]) -> None:
    select(desk, queue[1])
    menu = QMenu(desk.window)
    desk.window.menus.fill(menu, ("tags>",), desk.window.table.selected_jobs())
    next(
        action for sub in menu.findChildren(QMenu) for action in sub.actions() if action.text() == "New Tag…"
    ).trigger()
    desk.manager.update_job(queue[1].id, tags=["meanwhile"])
    desk.qtbot.waitUntil(lambda: desk.shown(queue[1].id).tags == ("meanwhile",))

    dialog = desk.window.findChild(QInputDialog)
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue("typed")
    dialog.accept()

    desk.qtbot.waitUntil(lambda: set(desk.shown(queue[1].id).tags) == {"meanwhile", "typed"})


def test_filters_counts_and_chips(desk: OpenDesk, queue: list[Job], hands: Hands) -> None:
    window = desk.window
    window.show()
    sidebar = window.sidebar
    sidebar.lines.refresh()
    row = sidebar.lines.row_of(("state", "queued"))
    assert sidebar.lines.entries[row].count == "4"
    hands.click(sidebar.viewport(), sidebar.visualRect(sidebar.lines.index(row)).center())
    assert window.model.rowCount() == 4
    sidebar.chosen.emit(("state", "running"), True)
    assert window.model.rowCount() == 5
    window.toolbar.search.setText("job -3 priority:x")
    window.filters.search_now()
    assert window.filter_bar.chip_texts() == [
        "Remove filter Queued",
        "Remove filter Running",
        "Remove filter “job -3 priority:x”",
    ]
    assert window.filter_bar.error == '"priority" needs a number, such as priority:>1.'
    assert window.toolbar.search.property("isWrong") is True
    hands.press(window.table, Qt.Key.Key_Escape)
    hands.press(window.table, Qt.Key.Key_Escape)
    desk.qtbot.waitUntil(lambda: not window.model.filter.facets)
    assert window.model.rowCount() == 5
    assert window.toolbar.search.property("isWrong") is False


def test_a_selected_row_that_leaves_the_filter_stays_until_it_is_let_go(desk: OpenDesk, queue: list[Job]) -> None:
    window = desk.window
    window.filters.choose(("state", "running"))
    select(desk, queue[0])
    desk.manager.change_setting("grace_s", 0.2)
    desk.manager.cancel_job(queue[0].id)
    desk.wait_status(queue[0].id, "cancelled")
    desk.wait_status(queue[1].id, "running")
    row = window.model.row_of(queue[0].id)
    assert row is not None
    assert window.model.is_leaving(row)
    select(desk, queue[1])
    desk.qtbot.waitUntil(lambda: window.model.row_of(queue[0].id) is None)


def test_the_trash_shows_what_was_deleted_and_nothing_else(desk: OpenDesk) -> None:
    kept = desk.run_python("pass", name="kept")
    gone = desk.run_python("pass", name="gone")
    for job in (kept, gone):
        desk.wait_status(job.id, "completed")
    desk.manager.delete_job(gone.id)
    desk.qtbot.waitUntil(lambda: desk.window.model.row_of(gone.id) is None)
    desk.window.filters.choose(("trash", ""))
    assert [desk.window.model.job_at(row).name for row in range(desk.window.model.rowCount())] == ["gone"]
    assert desk.window.model.roster.count_kept == 1
    assert desk.window.filter_bar._count.text() == "1 of 1"


def test_narrow_has_a_button_for_the_filters(desk: OpenDesk, queue: list[Job]) -> None:
    window = desk.window
    window.show()
    window.resize(700, 500)
    desk.qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    window.sidebar.lines.refresh()
    desk.qtbot.waitUntil(window.toolbar.filter_button.isVisible)
    assert window.toolbar.filter_button.text() == "All jobs  5"
    menu = window.toolbar.filter_button.menu()
    menu.aboutToShow.emit()
    assert "Running\t1" in [action.text() for action in menu.actions()]
    window.resize(1300, 700)
    desk.qtbot.waitUntil(window.sidebar.isVisible)


def test_a_deed_says_how_many_it_could_not_be_done_to_and_why(desk: OpenDesk, queue: list[Job]) -> None:
    ended = desk.run_python("pass", name="ended")
    desk.manager.move_job(ended.id, queue[1].id)
    desk.manager.change_setting("run_limit", 2)
    desk.wait_status(ended.id, "completed")
    desk.manager.change_setting("run_limit", 1)
    jobs = [desk.shown(job.id) for job in (queue[0], queue[4], ended)]

    desk.window.queue_deeds.set_priority(jobs, -5)  # Whoever stands first already is not moved.
    desk.qtbot.waitUntil(lambda: bool(desk.window.toasts.shown))
    assert desk.window.toasts.shown[-1].text == "Set the priority of 2 jobs  ·  1 had ended already"

    desk.window.queue_deeds.run_next(jobs)
    desk.qtbot.waitUntil(lambda: "run next" in desk.window.toasts.shown[-1].text)
    text = desk.window.toasts.shown[-1].text
    assert text == "job 4 run next  ·  1 not waiting in the queue  ·  1 had ended already"

    desk.window.deeds.delete(jobs)
    desk.qtbot.waitUntil(lambda: "Moved" in desk.window.toasts.shown[-1].text)
    assert desk.window.toasts.shown[-1].text == "Moved ended to Trash  ·  2 still running or waiting"


def test_what_changed_meanwhile_is_not_said_to_be_done(desk: OpenDesk) -> None:
    jobs = [desk.run_python("pass", name=f"short {number}") for number in range(2)]
    for job in jobs:
        desk.wait_status(job.id, "completed")
    stale = [desk.shown(job.id) for job in jobs]
    desk.manager.delete_job(jobs[0].id)

    desk.window.deeds.delete(stale)
    desk.qtbot.waitUntil(lambda: bool(desk.window.toasts.shown))
    assert desk.window.toasts.shown[-1].text == "Moved short 1 to Trash  ·  1 had changed meanwhile"


def test_the_menu_of_a_job_says_whether_its_end_is_told(desk: OpenDesk, queue: list[Job]) -> None:
    select(desk, queue[0])

    menus = []

    def entries() -> dict[str, QAction]:
        menu = QMenu()
        menus.append(menu)
        desk.qtbot.addWidget(menu)
        desk.window.menus.fill(menu, ("notify>",), desk.window.table.selected_jobs())
        (notify,) = menu.findChildren(QMenu)
        return {action.text(): action for action in notify.actions()}

    assert [text for text, action in entries().items() if action.isChecked()] == ["As in the Settings"]
    entries()["Always"].trigger()
    desk.qtbot.waitUntil(lambda: desk.shown(queue[0].id).notify == "always")
    assert [text for text, action in entries().items() if action.isChecked()] == ["Always"]
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.shown(queue[0].id).notify == "")


def test_a_menu_with_more_entries_than_fit_scrolls_in_one_column(desk: OpenDesk) -> None:
    menu = QMenu(desk.window)
    entries = [menu.addAction(f"queue {number}") for number in range(300)]
    menu.popup(desk.window.mapToGlobal(QPoint(0, 0)))
    assert {menu.actionGeometry(entry).left() for entry in entries} == {menu.actionGeometry(entries[0]).left()}
    menu.close()

"""Chains in a real window: what a job waits for is chosen, seen and walked along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible

from jobdesk.core.jobs.policy import After
from jobdesk.ui.detail.chain.layout import Chain
from jobdesk.ui.detail.chain.view import ChainView
from jobdesk.ui.detail.view import CHAIN, OVERVIEW
from jobdesk.ui.dialogs.wait_window import WaitWindow
from jobdesk.ui.model.job_cache import Roster
from tests.ui.commands.test_queue_commands import queue, select

if TYPE_CHECKING:
    from jobdesk.core.job import Job
    from jobdesk.ui.theme.icons import Icons
    from jobdesk.ui.theme.theme import Theme
    from tests.ui.conftest import Hands, MakeJob, OpenDesk

__all__ = ["queue"]


def open_wait(desk: OpenDesk, *jobs: Job) -> WaitWindow:
    desk.window.show()
    select(desk, *jobs)
    desk.window.actions_["wait_for"].trigger()
    return next(one for one in desk.window.findChildren(WaitWindow) if one.isVisible())


def test_jobs_wait_for_what_is_found_by_a_few_letters(desk: OpenDesk, queue: list[Job], hands: Hands) -> None:
    window = open_wait(desk, queue[3], queue[4])
    hands.type(window.search, "#2 job")
    assert window.list.count() == 1
    hands.press(window.search, Qt.Key.Key_Return)
    hands.press(window.list, Qt.Key.Key_Space)
    window.search.clear()
    hands.type(window.search, "#3 job")
    assert window.list.count() == 2
    hands.press(window.list, Qt.Key.Key_Down)
    hands.press(window.list, Qt.Key.Key_Return)
    assert window.main_button.text() == "Wait for 2 Jobs"
    window.when.setCurrentIndex(2)
    window.how_many.setCurrentIndex(1)
    window.otherwise.setCurrentIndex(1)
    desk.qtbot.waitUntil(window.isActiveWindow)
    hands.press(window.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    ids = {queue[1].id, queue[2].id}
    for job in queue[3:]:
        desk.qtbot.waitUntil(lambda job=job: set(desk.shown(job.id).after) == ids)  # type: ignore[misc]
        rules = desk.shown(job.id).rules
        assert (rules.after_when, rules.after_any, rules.hold_if_broken) == (After.ENDED, True, True)
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.shown(queue[3].id).after == () and desk.shown(queue[3].id).policy is None)


def test_a_circle_is_refused_with_its_way_named(desk: OpenDesk, queue: list[Job]) -> None:
    desk.manager.update_job(queue[2].id, after=[queue[1].id])
    desk.manager.update_job(queue[3].id, after=[queue[2].id])
    desk.qtbot.waitUntil(lambda: bool(desk.shown(queue[3].id).after))
    window = open_wait(desk, queue[1])
    window.choose(queue[3].id)
    assert window.problem.text() == "#2 cannot wait for #4: #4 waits for #3 waits for #2."
    window.main_button.click()
    assert window.isVisible()
    window.choose(queue[3].id, is_on=False)
    assert window.problem.text() == ""
    window.close()
    # Made meanwhile by somebody else, it is the engine that refuses.
    desk.window.queue_deeds.wait_for([desk.shown(queue[1].id)], [queue[3].id], {queue[1].id: None})
    desk.qtbot.waitUntil(lambda: "#4 waits for #3 waits for #2" in desk.window.notices.text)


def test_what_cannot_come_true_is_said_before(desk: OpenDesk, queue: list[Job]) -> None:
    desk.manager.cancel_job(queue[4].id)
    desk.wait_status(queue[4].id, "cancelled")
    window = open_wait(desk, queue[1])
    window.choose(queue[4].id)
    assert window.problem.text() == "#5 job 4 cancelled: it would be cancelled at once."
    window.otherwise.setCurrentIndex(1)
    assert window.problem.text().endswith(": it would be held at once.")
    window.when.setCurrentIndex(2)
    assert window.problem.text() == ""
    window.close()


def test_the_chain_is_a_tab_that_is_there_when_there_is_one(desk: OpenDesk, queue: list[Job], hands: Hands) -> None:
    detail = desk.window.detail.body
    desk.window.show()
    select(desk, queue[2])
    assert not detail.tabs.isTabVisible(CHAIN)
    desk.manager.update_job(queue[2].id, after=[queue[1].id])
    desk.manager.update_job(queue[4].id, after=[queue[2].id], policy={"after_when": "failed"})
    desk.qtbot.waitUntil(lambda: detail.tabs.isTabVisible(CHAIN))
    desk.window.actions_["chain"].trigger()
    assert detail.tabs.currentIndex() == CHAIN
    view = detail.chain.view
    desk.qtbot.waitUntil(lambda: len(view.chain_model.chain.ids) == 3)
    assert view.current_id() == queue[2].id
    assert detail.chain.words.startswith("3 jobs")

    hands.press(view, Qt.Key.Key_Right)
    assert view.current_id() == queue[4].id
    hands.press(view, Qt.Key.Key_Home)
    assert view.current_id() == queue[1].id
    hands.press(view, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.window.detail.job is not None and desk.window.detail.job.id == queue[1].id)
    assert detail.tabs.currentIndex() == CHAIN
    assert view.current_id() == queue[1].id

    desk.manager.update_job(queue[2].id, after=[])
    desk.qtbot.waitUntil(lambda: not detail.tabs.isTabVisible(CHAIN))
    assert detail.tabs.currentIndex() == OVERVIEW


def make_view(make_job: MakeJob, theme: Theme, icons: Icons, count: int) -> ChainView:
    roster = Roster()
    jobs = [make_job(1), *(make_job(at, after=(f"{(at + 1) // 3:012d}",)) for at in range(2, count + 1))]
    for job in jobs:
        roster.put(job)
    view = ChainView(roster, theme, icons)
    view.resize(600, 300)
    edges = tuple((job.after[0], job.id) for job in jobs[1:])
    view.show_chain(Chain(tuple(job.id for job in jobs), edges), jobs[0].id)
    return view


def test_a_view_of_a_thousand_jobs_is_walked_zoomed_and_drawn(
    make_job: MakeJob, theme: Theme, icons: Icons, hands: Hands, qtbot: object
) -> None:
    view = make_view(make_job, theme, icons, 1000)
    view.show()
    model = view.chain_model
    for row in (0, 500, 999):
        index = model.index(row)
        view.setCurrentIndex(index)
        assert view.viewport().rect().intersects(view.visualRect(index))
        assert view.indexAt(view.visualRect(index).center()) == index
    view.setCurrentIndex(model.index(0))
    before = view.visualRect(model.index(0)).width()
    hands.press(view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert view.visualRect(model.index(0)).width() < before
    hands.press(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom == 1.0
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left):
        hands.press(view, key)
    assert view.current_id() == model.chain.ids[0]
    assert not view.grab().isNull()
    view.close()


def test_a_screen_reader_hears_what_the_picture_shows(
    make_job: MakeJob, theme: Theme, icons: Icons, qtbot: object
) -> None:
    view = make_view(make_job, theme, icons, 4)
    text = view.chain_model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text == "#1 job 1, Queued, then #2, then #3, then #4"
    assert view.chain_model.index(1).data(Qt.ItemDataRole.AccessibleTextRole) == "#2 job 2, Queued, after #1 (success)"
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface is not None
    assert interface.text(QAccessible.Text.Name) == "Chain"
    names = [interface.child(at).text(QAccessible.Text.Name) for at in range(interface.childCount())]
    assert text in names


def test_right_to_left_the_chain_begins_at_the_right(
    make_job: MakeJob, theme: Theme, icons: Icons, hands: Hands, qtbot: object
) -> None:
    view = make_view(make_job, theme, icons, 4)
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    view.resize(900, 300)
    view.show()
    model = view.chain_model
    assert view.visualRect(model.index(0)).left() > view.visualRect(model.index(1)).right()
    hands.press(view, Qt.Key.Key_Left)
    assert view.current_id() != model.chain.ids[0]
    assert view.indexAt(QPoint(1, 1)).isValid() is False
    view.close()

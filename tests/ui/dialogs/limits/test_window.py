"""Queues as a whole in a real window: limits, pause, drain, resume, and the ways to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from jobdesk.core.limits import Conditions, Limits, QueueRules, QueueState
from jobdesk.ui.dialogs.limits.window import AMOUNTS, KEEPS, QUEUE, RUNNING, STARTS, STATE
from jobdesk.ui.text.limit_text import (
    UnreadableError,
    amounts_text,
    parse_amounts,
    parse_count,
    parse_quiet,
    parse_run_limit,
    parse_threshold,
)
from tests.ui.commands.test_queue_commands import TICKING, queue, select

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobdesk.core.job import Job
    from jobdesk.ui.dialogs.limits.window import LimitsWindow
    from tests.ui.conftest import Hands, OpenDesk

__all__ = ["queue"]


@pytest.fixture
def limits(desk: OpenDesk) -> LimitsWindow:
    """The window of queues and limits, opened by its action."""
    desk.window.show()
    desk.window.actions_["limits"].trigger()
    window = desk.window.queue_windows.limits
    assert window is not None
    return window


def row(window: LimitsWindow, at: int) -> list[str]:
    return [str(window.model.index(at, column).data()) for column in range(KEEPS + 1)]


def rules_of(desk: OpenDesk, name: str) -> QueueRules:
    return desk.window.model.roster.limits.queues.get(name, QueueRules())


def test_limits_of_a_queue_are_typed_saved_and_taken_back(desk: OpenDesk, limits: LimitsWindow, hands: Hands) -> None:
    limits._make_queue("gpu")
    assert limits.queue == "gpu"
    edits = limits.form.edits
    for key, text in (("run_limit", "2"), ("amounts", "1 gpu, memory=16"), ("quiet", "22-7:30"), ("keep_days", "30")):
        hands.type(edits[key], text)
        hands.press(edits[key], Qt.Key.Key_Return)
    limits.form.on_battery.click()
    expected = QueueRules(
        run_limit=2,
        caps={"gpu": 1.0, "memory": 16.0},
        conditions=Conditions(quiet="22:00-07:30", on_battery=False),
        keep_days=30.0,
    )
    desk.qtbot.waitUntil(lambda: rules_of(desk, "gpu") == expected)
    assert desk.manager.get_limits().queues["gpu"] == expected
    at = limits.model.queues.index("gpu")
    desk.qtbot.waitUntil(lambda: row(limits, at)[STARTS] == "not 22:00-07:30, not on battery")
    assert row(limits, at)[QUEUE] == "gpu"
    assert row(limits, at)[RUNNING] == f"0 of {min(2, desk.window.model.roster.run_limit)}"
    assert row(limits, at)[AMOUNTS] == "1 gpu, 16 memory"
    assert row(limits, at)[KEEPS] == "30 days"
    assert edits["quiet"].text() == "22:00-07:30"
    for _ in range(5):
        desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.manager.get_limits() == Limits())
    assert "gpu" in limits.model.queues


def test_what_cannot_be_read_says_why_and_is_not_saved(desk: OpenDesk, limits: LimitsWindow, hands: Hands) -> None:
    edit = limits.form.edits["quiet"]
    edit.setFocus()
    hands.type(edit, "late")
    assert edit.problem.text() == "Write two times of day, such as 22:00-07:00."
    assert edit.property("isWrong") is True
    hands.press(edit, Qt.Key.Key_Return)
    assert desk.manager.get_limits() == Limits()
    assert edit.text() == "late"
    hands.press(edit, Qt.Key.Key_Escape)
    assert (edit.text(), edit.problem.isHidden()) == ("", True)
    assert limits.isVisible()
    hands.press(edit, Qt.Key.Key_Escape)
    assert not limits.isVisible()


def test_on_a_button_enter_presses_it_and_escape_closes_the_window(
    desk: OpenDesk, limits: LimitsWindow, hands: Hands
) -> None:
    pause = limits.state_buttons[QueueState.PAUSED]
    pause.setFocus()
    hands.press(pause, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.window.model.roster.state_of(None) is QueueState.PAUSED)
    hands.press(limits.new_button, Qt.Key.Key_Escape)
    assert not limits.isVisible()


def test_what_holds_for_everything(desk: OpenDesk, limits: LimitsWindow, hands: Hands) -> None:
    edits = limits.form.edits
    assert limits.queue is None
    assert "cpu" in edits["amounts"].placeholderText()
    assert not edits["keep_days"].isVisibleTo(limits)
    for key, text in (("run_limit", "7"), ("amounts", "2 licences"), ("max_load", "0.9")):
        edits[key].selectAll()
        hands.type(edits[key], text)
        hands.press(edits[key], Qt.Key.Key_Return)
    roster = desk.window.model.roster
    desk.qtbot.waitUntil(lambda: (roster.run_limit, roster.limits.conditions.max_load) == (7, 0.9))
    desk.qtbot.waitUntil(lambda: row(limits, 0)[AMOUNTS].endswith("2 licences"))
    assert desk.manager.status()["run_limit"] == 7
    edits["run_limit"].selectAll()
    hands.press(edits["run_limit"], Qt.Key.Key_Delete)
    hands.press(edits["run_limit"], Qt.Key.Key_Return)
    assert edits["run_limit"].problem.text() == "Must be a number: how many jobs run at once at most."


def test_a_queue_is_paused_drained_and_resumed_from_its_row(desk: OpenDesk, limits: LimitsWindow) -> None:
    job = desk.run_python(TICKING, queue="night")
    desk.wait_status(job.id, "running")
    desk.qtbot.waitUntil(lambda: "night" in limits.model.queues)
    at = limits.model.queues.index("night")
    limits.table.setCurrentIndex(limits.model.index(at, 0))
    limits.state_buttons[QueueState.PAUSED].click()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).is_paused)
    desk.qtbot.waitUntil(lambda: row(limits, at)[STATE] == "Paused")
    desk.qtbot.waitUntil(lambda: not limits.state_buttons[QueueState.PAUSED].isEnabled())
    desk.qtbot.waitUntil(lambda: bool(desk.window.toasts.shown))
    assert desk.window.toasts.shown[-1].text == "night paused  ·  1 running jobs are frozen"
    limits.state_buttons[QueueState.DRAINING].click()
    desk.qtbot.waitUntil(lambda: row(limits, at)[STATE] == "Draining" and not desk.shown(job.id).is_paused)
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).is_paused)
    limits.state_buttons[QueueState.OPEN].click()
    desk.qtbot.waitUntil(lambda: row(limits, at)[STATE] == "Open" and not desk.shown(job.id).is_paused)


def test_the_sidebar_shows_each_queue_with_its_own_limit_and_its_menu(desk: OpenDesk, queue: list[Job]) -> None:
    desk.window.show()
    desk.manager.change_setting("run_limit", 6)
    desk.manager.change_queue("gpu", run_limit=2)
    desk.manager.pause_queue("gpu", drain=True)
    sidebar, lines = desk.window.sidebar, desk.window.sidebar.lines

    def entry(name: str) -> tuple[str, str, str]:
        lines.refresh()
        found = next((one for one in lines.entries if one.facet == ("queue", name)), None)
        return ("", "", "") if found is None else (found.count, found.icon, found.spoken_count)

    desk.qtbot.waitUntil(lambda: entry("gpu") == ("0 of 2", "arrow-bar-to-down", "draining, 0 of 2 running"))
    desk.qtbot.waitUntil(lambda: entry("default") == ("5 of 6", "stack-2", "5 of 6 running"))
    index = lines.index(lines.row_of(("queue", "gpu")))
    sidebar.setCurrentIndex(index)
    asked: list[object] = []
    sidebar.queue_menu_requested.connect(lambda name, _: asked.append(name))
    place = sidebar.visualRect(index).center()
    sidebar.contextMenuEvent(
        QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, sidebar.viewport().mapToGlobal(place))
    )
    assert asked == ["gpu"]
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entries = {action.text(): action for action in menu.actions()}
    assert not entries["&Drain"].isEnabled()
    assert entries["&Drain"].toolTip() == "it is draining already"
    entries["&Resume"].trigger()
    menu.close()
    desk.qtbot.waitUntil(lambda: entry("gpu")[1] == "stack-2")


def test_the_palette_knows_every_queue(desk: OpenDesk, queue: list[Job]) -> None:
    desk.manager.change_queue("gpu", run_limit=2)
    desk.qtbot.waitUntil(lambda: "gpu" in desk.window.model.roster.queues())
    entries = {entry.key: entry for entry in desk.window.dialogs.palette._entries()}
    pause = next(entry for key, entry in entries.items() if key.startswith("action/") and key.endswith("gpuPause"))
    pause.act()
    desk.qtbot.waitUntil(lambda: rules_of(desk, "gpu").state is QueueState.PAUSED)
    assert {"action/run_now", "action/wait_for", "action/limits", "action/raise_priority"} <= entries.keys()


def test_priority_levels_have_names_and_step_by_keys(desk: OpenDesk, queue: list[Job]) -> None:
    select(desk, queue[0], queue[1])
    desk.window.actions_["raise_priority"].trigger()
    for job in queue[:2]:
        desk.qtbot.waitUntil(lambda job=job: desk.shown(job.id).priority == 10)  # type: ignore[misc]
    assert desk.cell(queue[0].id, "priority") == "High"
    select(desk, queue[2])
    desk.window.actions_["lower_priority"].trigger()
    desk.qtbot.waitUntil(lambda: desk.cell(queue[2].id, "priority") == "Low")
    desk.manager.update_job(queue[2].id, priority=7)
    desk.qtbot.waitUntil(lambda: desk.cell(queue[2].id, "priority") == "7")
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.cell(queue[2].id, "priority") == "Normal")


def test_everything_in_the_window_has_a_name(desk: OpenDesk, limits: LimitsWindow) -> None:
    focusable = [
        child
        for child in limits.findChildren(QWidget)
        if child.isVisible() and child.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(focusable) > 8
    texts = [child.accessibleName() or str(child.property("text") or "") for child in focusable]
    assert all(texts), [type(child).__name__ for child, text in zip(focusable, texts, strict=True) if not text]


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_amounts, "", {}),
        (parse_amounts, "2 gpu, 1.5 memory", {"gpu": 2.0, "memory": 1.5}),
        (parse_amounts, "gpu: 2 , big licence=3,", {"gpu": 2.0, "big licence": 3.0}),
        (parse_amounts, "1,5 memory; 2 gpu", {"memory": 1.5, "gpu": 2.0}),
        (parse_quiet, "7-9:30", "07:00-09:30"),
        (parse_run_limit, "", None),
        (parse_count, " 12 ", 12),
        (parse_threshold, "0,5", 0.5),
    ],
)
def test_limits_are_read_as_people_write_them(parse: Callable[[str], object], text: str, value: object) -> None:
    assert parse(text) == value
    if isinstance(value, dict):
        assert parse_amounts(amounts_text(value)) == value


@pytest.mark.parametrize(
    ("parse", "text", "problem"),
    [
        (parse_amounts, "gpu", "Write an amount and a name, such as 2 gpu, not gpu."),
        (parse_amounts, "1 gpu, gpu 2", "gpu stands there twice."),
        (parse_amounts, "-1 gpu", "Must be from 0 to a million."),
        (parse_run_limit, "0", "Must be 1 or more; to start nothing, pause or drain the queue."),
        (parse_run_limit, "2000", "Must be at most 1000."),
        (parse_count, "1.5", "Must be a whole number."),
        (parse_threshold, "x", "x is not a number."),
        (parse_quiet, "7-7", "The two times must differ."),
        (parse_quiet, "25:00-07:00", "Write two times of day, such as 22:00-07:00."),
    ],
)
def test_what_makes_no_sense_is_refused_in_plain_words(parse: Callable[[str], object], text: str, problem: str) -> None:
    with pytest.raises(UnreadableError) as error:
        parse(text)
    assert str(error.value) == problem

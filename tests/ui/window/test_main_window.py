"""The window on a real engine with real processes: what a person does in it, and what they must never lose."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jobdesk.core.events import SaveFailed, SaveRecovered
from jobdesk.engine.manager import JobManager
from jobdesk.ui.detail.view import CONFIG, OVERVIEW
from jobdesk.ui.table.columns import COLUMN_INDEX
from jobdesk.ui.table.order import JobOrder, SortBy
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.metrics import RowHeight
from jobdesk.ui.theme.theme import ThemeChoice
from jobdesk.ui.window.actions import ACTIONS
from tests.ui.conftest import waits_for

if TYPE_CHECKING:
    from tests.ui.conftest import Hands, OpenDesk

TICKING = "import time\nfor n in range(600): print('tick', n, flush=True); time.sleep(0.05)"


def test_without_jobs_it_invites_to_the_first(desk: OpenDesk) -> None:
    assert desk.window.pages.currentWidget() is desk.window.empty
    assert not desk.window.actions_["cancel"].isEnabled()

    desk.window.empty.sample_requested.emit()
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 1)

    assert desk.window.pages.currentWidget() is desk.window.splitter
    assert desk.window.model.job_at(0).name == "Sample: count to 30"


def test_a_job_runs_and_its_log_and_result_show(desk: OpenDesk) -> None:
    job = desk.run_python("print('hello from the job')", name="greets")
    desk.wait_status(job.id, "completed")
    desk.wait_log("hello from the job")

    assert desk.window.detail.job is not None
    assert desk.window.detail.job.id == job.id
    assert desk.cell(job.id, "state") == "Completed"
    assert desk.cell(job.id, "progress") == "Exit code 0"
    desk.window.detail.show_tab(OVERVIEW)
    assert desk.window.detail.body.overview.texts()["Outcome"] == "Completed: Exit code 0"
    desk.window.detail.show_tab(CONFIG)
    assert "hello from the job" in desk.window.detail.body.config.texts()["Command"]


def test_a_failed_job_says_why(desk: OpenDesk) -> None:
    job = desk.run_python("import sys; print('cannot find the map'); sys.exit(3)")
    desk.wait_status(job.id, "failed")

    desk.qtbot.waitUntil(lambda: desk.cell(job.id, "progress") == "Exit code 3  ·  cannot find the map")


def test_a_running_job_shows_its_last_line(desk: OpenDesk) -> None:
    job = desk.run_python(TICKING)

    desk.qtbot.waitUntil(lambda: desk.cell(job.id, "progress").startswith("tick "))


def test_cancel_from_the_window(desk: OpenDesk) -> None:
    desk.manager.change_setting("grace_s", 0.5)
    job = desk.run_python(TICKING)
    desk.wait_status(job.id, "running")
    desk.window.table.select_job(job.id)
    desk.window.actions_["cancel"].trigger()
    desk.wait_status(job.id, "cancelled")

    assert desk.cell(job.id, "progress") == "Cancelled by you"
    assert not desk.window.actions_["cancel"].isEnabled()
    assert desk.window.actions_["cancel"].statusTip() == "Cancel: it has ended already"


def test_rerun_runs_at_once_and_is_selected(desk: OpenDesk) -> None:
    first = desk.run_python("print('once more')", name="again")
    desk.wait_status(first.id, "completed")
    desk.window.table.select_job(first.id)
    desk.window.actions_["rerun"].trigger()
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 2)
    second = next(job for job in desk.window.model.roster.all() if job.id != first.id)
    desk.wait_status(second.id, "completed")

    assert (second.name, second.rerun_of) == ("again", first.id)
    assert [job.id for job in desk.window.table.selected_jobs()] == [second.id]


def test_a_held_job_is_started_from_the_window(desk: OpenDesk) -> None:
    job = desk.manager.create_job({"command": [sys.executable, "-c", "pass"]}, name="held")
    desk.shown(job.id)
    desk.qtbot.waitUntil(lambda: desk.cell(job.id, "progress") == "Held: start it when you wish")
    desk.window.table.select_job(job.id)
    desk.window.actions_["start"].trigger()

    desk.wait_status(job.id, "completed")


def test_selection_scroll_and_current_row_are_kept_under_updates(desk: OpenDesk) -> None:
    for number in range(60):
        desk.manager.create_job({"command": ["true"]}, name=f"held {number}")
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 60)
    desk.window.resize(900, 500)
    desk.qtbot.wait(50)
    table = desk.window.table
    chosen = desk.window.model.job_at(30)
    table.select_job(chosen.id)
    table.verticalScrollBar().setValue(25 * table.verticalHeader().defaultSectionSize() + 7)
    top = desk.window.model.job_at(table.rowAt(0)).id
    offset = table.rowViewportPosition(table.rowAt(0))

    ran = [desk.run_python("print(1)", priority=9) for _ in range(6)]
    for job in ran:
        desk.wait_status(job.id, "completed")
    for job in desk.window.model.roster.all():
        if job.is_held and job.number % 7 == 0:
            desk.manager.update_job(job.id, name=f"renamed {job.number}")
    last = max(
        (job for job in desk.window.model.roster.all() if job.is_held and job.number % 7 == 0),
        key=lambda job: job.number,
    )
    desk.qtbot.waitUntil(lambda: desk.shown(last.id).name.startswith("renamed"))
    table.hold.set_menu_open(False)

    assert [job.id for job in table.selected_jobs()] == [chosen.id]
    assert desk.window.model.job_at(table.currentIndex().row()).id == chosen.id
    assert desk.window.model.job_at(table.rowAt(0)).id == top
    assert table.rowViewportPosition(table.rowAt(0)) == offset


def test_an_update_never_changes_the_shown_job_or_tab(desk: OpenDesk) -> None:
    first = desk.run_python(TICKING, name="shown")
    desk.wait_status(first.id, "running")
    desk.window.table.select_job(first.id)
    desk.window.detail.show_tab(CONFIG)
    other = desk.run_python("print(2)", priority=100)
    desk.wait_status(other.id, "completed")

    assert desk.window.detail.job is not None
    assert desk.window.detail.job.id == first.id
    assert desk.window.detail.body.tabs.currentIndex() == CONFIG


def test_the_log_of_a_running_job_keeps_selection_and_scroll(desk: OpenDesk) -> None:
    lines = "for n in range(300): print('first', n)\n"
    job = desk.run_python(lines + TICKING)
    desk.window.select_when_shown(job)
    desk.wait_log("tick 5")
    edit = desk.window.detail.body.log_view.edit
    cursor = edit.textCursor()
    cursor.setPosition(0)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    edit.setTextCursor(cursor)
    place = edit.verticalScrollBar().value()
    desk.wait_log("tick 25")

    assert edit.textCursor().selectedText() == "first 0"
    assert edit.verticalScrollBar().value() == place
    desk.qtbot.waitUntil(desk.window.detail.body.log_view.pill.isVisible)


def test_what_is_outside_shows_literally(desk: OpenDesk) -> None:
    name = "<b>x</b>CN=ok<table>evil \u202egnp.exe & <img src=file:///x>"
    shown = "<b>x</b>CN=ok<table>evil \\u202egnp.exe & <img src=file:///x>"
    code = "raise SystemExit('<h1>no</h1>\\u202e')"
    job = desk.run_python(code, name=name, tags=["<i>tag</i>"])
    desk.wait_status(job.id, "failed")
    desk.window.table.select_job(job.id)
    desk.window.detail.show_tab(OVERVIEW)

    assert desk.cell(job.id, "name") == shown
    header = [label.accessibleName() for label in desk.window.detail.findChildren(QLabel)]
    assert shown in header
    texts = [label for label in desk.window.findChildren(QLabel) if label.textFormat() is not Qt.TextFormat.PlainText]
    assert texts == []


def test_status_bar_counts(desk: OpenDesk) -> None:
    desk.manager.change_setting("run_limit", 1)
    jobs = [desk.run_python(TICKING) for _ in range(3)]
    desk.wait_status(jobs[0].id, "running")

    desk.qtbot.waitUntil(lambda: desk.window.queue_counts.text() == "1 running · 2 queued")


def test_search_narrows_and_escape_brings_all_back(desk: OpenDesk, qtbot: QtBot, hands: Hands) -> None:
    for name in ("alpha", "beta", "gamma"):
        desk.manager.create_job({"command": ["true"]}, name=name)
    qtbot.waitUntil(lambda: desk.window.model.rowCount() == 3)
    search = desk.window.toolbar.search
    search.setFocus()
    hands.type(search, "zeta")
    qtbot.waitUntil(lambda: desk.window.model.rowCount() == 0)
    assert desk.window.table_words.text() == 'Nothing matches "zeta"'
    hands.press(search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.window.model.rowCount() == 3)


def test_a_key_goes_to_the_search_field_also_from_the_log(desk: OpenDesk, hands: Hands) -> None:
    job = desk.run_python("print('here')")
    desk.wait_log("here")
    desk.window.table.select_job(job.id)
    edit = desk.window.detail.body.log_view.edit
    edit.setFocus()

    hands.press(edit, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    assert desk.window.toolbar.search.hasFocus()


def test_copied_rows_are_tab_separated(desk: OpenDesk) -> None:
    job = desk.manager.create_job({"command": ["true"]}, name="copied")
    desk.shown(job.id)
    desk.window.table.select_job(job.id)
    desk.window.actions_["copy_rows"].trigger()

    assert QGuiApplication.clipboard().text() == "1\tQueued\tcopied\tHeld: start it when you wish\t\t\t"


def test_deeds_on_jobs_fire_from_the_table_but_not_from_search_or_log(
    desk: OpenDesk, qtbot: QtBot, hands: Hands
) -> None:
    job = desk.run_python("print('x')")
    desk.wait_status(job.id, "completed")
    desk.window.table.select_job(job.id)
    desk.window.activateWindow()
    for widget in (desk.window.toolbar.search, desk.window.detail.body.log_view.edit):
        widget.setFocus()
        hands.press(widget, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(300)
    assert desk.window.model.rowCount() == 1
    desk.window.table.setFocus()
    hands.press(desk.window.table, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: desk.window.model.rowCount() == 2)


def test_header_clicks_sort_and_the_third_goes_back(desk: OpenDesk, qtbot: QtBot, hands: Hands) -> None:
    for name in ("b", "c", "a"):
        desk.manager.create_job({"command": ["true"]}, name=name)
    qtbot.waitUntil(lambda: desk.window.model.rowCount() == 3)
    header = desk.window.table.horizontalHeader()
    names = []
    for _ in range(3):
        place = QPoint(header.sectionViewportPosition(COLUMN_INDEX["name"]) + 20, header.height() // 2)
        hands.click(header.viewport(), place)
        names.append("".join(desk.window.model.job_at(row).name for row in range(3)))

    assert names == ["abc", "cba", "bca"]


def test_a_click_on_a_header_keeps_the_place(desk: OpenDesk, hands: Hands) -> None:
    for number in range(60):
        desk.manager.create_job({"command": ["true"]}, name=f"held {number}")
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 60)
    desk.window.resize(900, 500)
    table = desk.window.table
    bar, header = table.verticalScrollBar(), table.horizontalHeader()
    desk.qtbot.waitUntil(lambda: bar.maximum() > 20 * table.verticalHeader().defaultSectionSize())
    at = 10 * table.verticalHeader().defaultSectionSize()
    bar.setValue(at)
    for _ in range(2):
        place = QPoint(header.sectionViewportPosition(COLUMN_INDEX["name"]) + 20, header.height() // 2)
        top = desk.window.model.job_at(table.rowAt(0)).id
        hands.click(header.viewport(), place)
        assert bar.value() == at
        assert desk.window.model.job_at(table.rowAt(0)).id != top


def test_keys_act_on_the_jobs_from_the_start(open_desk: Callable[..., OpenDesk], tmp_path: Path, hands: Hands) -> None:
    with JobManager(tmp_path / "d" / "jobs_state.json") as manager:
        manager.create_job({"command": ["true"]}, name="first")
        second = manager.create_job({"command": ["true"]}, name="second")
    desk = open_desk(tmp_path / "d")
    desk.shown(second.id)
    focused = desk.window.focusWidget()
    assert focused is desk.window.table
    before = desk.window.table.selected_jobs()
    hands.press(focused, Qt.Key.Key_Down)
    assert len(before) == 1
    assert desk.window.table.selected_jobs() != before
    desk.window.toolbar.search.setFocus()
    desk.run_python("pass")
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 3)
    assert desk.window.focusWidget() is desk.window.toolbar.search


def test_state_survives_a_restart(open_desk: Callable[..., OpenDesk], tmp_path: Path) -> None:
    first = open_desk(tmp_path / "r")
    job = first.run_python("print('kept')", name="kept job")
    first.wait_status(job.id, "completed")
    held = first.manager.create_job({"command": ["true"]}, name="held job")
    first.shown(held.id)
    window = first.window
    window.resize(780, 560)
    window.table.columns.show_column("queue", is_shown=True)
    window.table.sort_as(JobOrder(SortBy("name", is_descending=True)))
    window.theme_setting.choose(ThemeChoice.DARK)
    window.show_form()
    assert window.form is not None
    window.form.field("command").set_raw("half written")
    first.qtbot.wait(50)
    first.desk._close_manager = lambda manager: manager.close(hand_over=False)
    first.end()

    second = open_desk(tmp_path / "r")

    assert second.wait_status(job.id, "completed").name == "kept job"
    assert second.shown(held.id).is_held
    assert second.window.size().toTuple() == (780, 560)
    assert not second.window.table.isColumnHidden(COLUMN_INDEX["queue"])
    assert second.window.model.order == JobOrder(SortBy("name", is_descending=True))
    assert second.desk.theme.is_dark
    second.window.show_form()
    assert second.window.form is not None
    assert second.window.form.field("command").raw() == "half written"
    second.window.theme_setting.choose(ThemeChoice.SYSTEM)


def test_rows_stand_closer_or_further_apart_at_once_and_at_the_next_start(
    open_desk: Callable[..., OpenDesk], tmp_path: Path
) -> None:
    desk = open_desk(tmp_path / "r", close_manager=lambda manager: manager.close(hand_over=False))
    window, table = desk.window, desk.window.table
    for number in range(60):
        desk.manager.create_job({"command": ["true"]}, name=f"held {number}")
    desk.qtbot.waitUntil(lambda: window.model.rowCount() == 60)
    window.resize(1100, 800)
    table.select_job(window.model.job_at(30).id)
    table.verticalScrollBar().setValue(20 * table.row_sizes.height)
    held = (table.rowAt(0), [job.id for job in table.selected_jobs()])
    heights = []
    for chosen in RowHeight:
        window.row_height_setting.choose(chosen)
        desk.qtbot.wait(1)
        heights.append(table.rowHeight(0))
        assert held == (table.rowAt(0), [job.id for job in table.selected_jobs()])
        assert table.viewport().height() % table.rowHeight(0) == 0, chosen
    assert heights == [metrics.row_height(chosen) for chosen in RowHeight]
    assert heights == sorted(set(heights))
    desk.qtbot.waitUntil(lambda: desk.manager.get_settings()["row_height"] == "roomy")
    desk.qtbot.wait(50)
    assert table.rowHeight(0) == heights[-1]
    desk.manager.change_setting("row_height", "compact")
    desk.qtbot.waitUntil(lambda: table.rowHeight(0) == heights[0])
    desk.end()

    again = open_desk(tmp_path / "r")

    assert again.window.table.rowHeight(0) == heights[0]


def test_the_view_menu_offers_the_height_of_rows_and_marks_the_one_in_force(desk: OpenDesk) -> None:
    view = desk.window.bar_menus["view"]
    menu = next(action.menu() for action in view.actions() if action.text() == "&Row Height")
    assert isinstance(menu, QMenu)
    menu.actions()[2].trigger()
    assert desk.window.table.row_sizes.chosen is RowHeight.ROOMY
    desk.qtbot.waitUntil(lambda: desk.manager.get_settings()["row_height"] == "roomy")
    desk.qtbot.wait(50)
    desk.manager.change_setting("row_height", "compact")
    desk.qtbot.waitUntil(lambda: desk.window.table.row_sizes.chosen is RowHeight.COMPACT)
    menu.aboutToShow.emit()

    assert [action.text() for action in menu.actions() if action.isChecked()] == ["&Compact"]


@pytest.mark.parametrize("height", [531, 620, 743, 988])
def test_no_row_is_cut_however_high_the_window_is(desk: OpenDesk, height: int) -> None:
    for number in range(40):
        desk.manager.create_job({"command": ["true"]}, name=f"job {number}")
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 40)
    table = desk.window.table
    for search in ("", "job"):
        desk.window.toolbar.search.setText(search)
        desk.window.filters.search_now()
        for size in (700, height):
            desk.window.resize(1100, size)
            desk.qtbot.wait(1)

        assert table.viewport().height() % metrics.row_height() == 0


def test_what_was_folded_stays_folded_after_restarts(open_desk: Callable[..., OpenDesk], tmp_path: Path) -> None:
    for nth in range(3):
        desk = open_desk(tmp_path / "r", close_manager=lambda manager: manager.close(hand_over=False))
        actions = desk.window.actions_
        if nth == 0:
            job = desk.run_python("print(1)")
            desk.wait_status(job.id, "completed")
            for key in ("details", "sidebar"):
                actions[key].setChecked(False)
        desk.window.resize(1200, 700)

        assert desk.window.detail.is_folded, nth
        assert not desk.window.sidebar.isVisible(), nth
        assert not actions["details"].isChecked()
        assert not actions["sidebar"].isChecked()
        desk.end()


def test_a_job_goes_on_while_the_window_is_closed(open_desk: Callable[..., OpenDesk], tmp_path: Path) -> None:
    first = open_desk(tmp_path / "r", close_manager=lambda manager: manager.close(hand_over=False))
    go, mark = tmp_path / "go", tmp_path / "mark"
    job = first.run_python(waits_for(go) + f"open({str(mark)!r}, 'w'); print('end')")
    first.wait_status(job.id, "running")
    first.end()  # Which waits for no job, else this one would be waited for without end.
    assert not mark.exists()
    go.touch()

    second = open_desk(tmp_path / "r")
    second.wait_status(job.id, "completed")
    second.wait_log("end")
    assert mark.exists()


def test_a_failed_save_is_told_and_taken_back(desk: OpenDesk) -> None:
    desk.desk.bridge._on_event(SaveFailed("Could not save: <b>disk</b> is full."))
    desk.qtbot.waitUntil(lambda: desk.window.notices.text == "Could not save: <b>disk</b> is full.")
    desk.desk.bridge._on_event(SaveRecovered())
    desk.qtbot.waitUntil(lambda: desk.window.notices.text == "")


def test_a_folder_that_was_moved_away_is_told_in_the_window(desk: OpenDesk) -> None:
    home = desk.manager.folder.path
    home.rename(home.with_name("elsewhere"))
    desk.qtbot.waitUntil(lambda: "was moved, deleted or replaced" in desk.window.notices.text, timeout=30_000)
    assert not home.exists()


def test_a_fault_is_told_and_ends_nothing(desk: OpenDesk) -> None:
    desk.desk.tell_fault("JobDesk met an error of its own: ValueError: <x>", "Traceback")

    desk.qtbot.waitUntil(lambda: desk.window.notices.text.endswith("ValueError: <x>"))


def test_every_focusable_widget_has_a_name(desk: OpenDesk) -> None:
    desk.manager.create_job({"command": ["true"]})
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 1)
    desk.window.show_form()
    nameless = []
    for top in (desk.window, desk.window.form):
        assert top is not None
        for widget in top.findChildren(QWidget):
            is_of_interest = isinstance(widget, QAbstractButton | QLineEdit | QComboBox | QTabBar) or (
                widget.focusPolicy() & Qt.FocusPolicy.TabFocus and type(widget).__module__.startswith("jobdesk")
            )
            # A link says what it does once it offers something.
            is_empty_link = widget.property("isLink") and widget.isHidden()
            if not is_of_interest or widget.objectName().startswith("qt_") or not widget.focusPolicy() or is_empty_link:
                continue
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            if not (widget.accessibleName() or text):
                nameless.append((type(widget).__name__, widget.parent()))

    assert nameless == []


def test_every_action_says_what_it_does_or_why_not(desk: OpenDesk) -> None:
    for key, spec in ACTIONS.items():
        action = desk.window.actions_[key]
        assert action.statusTip(), key
        if not action.isEnabled() and spec.on_jobs is not None:
            assert action.statusTip() == f"{spec.title}: {spec.on_jobs([])}"


@pytest.mark.parametrize(("width", "is_narrow"), [(800, True), (1280, False)])
def test_a_narrow_window_does_without_some(desk: OpenDesk, width: int, is_narrow: bool) -> None:
    from jobdesk.ui.theme import metrics

    desk.window.resize(round(width * metrics.scale()), 600)
    desk.qtbot.wait(20)
    table = desk.window.table

    assert table.isColumnHidden(COLUMN_INDEX["elapsed"]) is is_narrow
    assert sum(table.columnWidth(index) for index in table.shown_columns()) <= table.viewport().width() + 1
    cancel = next(
        button
        for button in desk.window.toolbar.findChildren(QToolButton)
        if button.defaultAction() is desk.window.actions_["cancel"]
    )
    expected = Qt.ToolButtonStyle.ToolButtonIconOnly if is_narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert cancel.toolButtonStyle() is expected


def test_the_toolbar_shows_all_of_its_buttons_also_with_long_words(german: None, desk: OpenDesk) -> None:
    from jobdesk.ui.theme import metrics

    toolbar = desk.window.toolbar
    for width in (930, 1152, 1600):
        desk.window.resize(round(width * metrics.scale()), 600)
        desk.qtbot.wait(20)
        hidden = [one.accessibleName() for one in toolbar.findChildren(QToolButton) if one.isHidden()]
        assert {"Seitenleiste", "Details"}.isdisjoint(hidden), width
    styles = {button.toolButtonStyle() for button in toolbar._deed_buttons}
    assert styles == {Qt.ToolButtonStyle.ToolButtonTextBesideIcon}


def test_the_theme_switches_and_keeps_what_is_held(desk: OpenDesk, qapp: QApplication) -> None:
    for number in range(40):
        desk.manager.create_job({"command": ["true"]}, name=f"job {number}")
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 40)
    table = desk.window.table
    table.select_job(desk.window.model.job_at(20).id)
    before = (
        table.verticalScrollBar().value(),
        [job.id for job in table.selected_jobs()],
        desk.window.splitter.sizes(),
    )
    desk.window.theme_setting.choose(ThemeChoice.DARK)
    desk.qtbot.wait(30)

    assert desk.desk.theme.is_dark
    assert qapp.palette().window().color().name() == desk.desk.theme.tokens.window.lower()
    assert before == (
        table.verticalScrollBar().value(),
        [job.id for job in table.selected_jobs()],
        desk.window.splitter.sizes(),
    )
    desk.window.theme_setting.choose(ThemeChoice.SYSTEM)

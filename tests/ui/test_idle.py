"""A desk that has nothing to do does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from tests.ui.conftest import OpenDesk


def test_while_the_window_is_hidden_and_no_job_runs_no_clock_ticks(desk: OpenDesk) -> None:
    job = desk.run_python("pass")
    desk.wait_status(job.id, "completed")

    def ticking() -> list[QTimer]:
        return [timer for timer in desk.window.findChildren(QTimer) if timer.isActive() and not timer.isSingleShot()]

    assert ticking()
    desk.window.hide()
    desk.qtbot.waitUntil(lambda: not ticking())
    desk.window.show()
    desk.qtbot.waitUntil(lambda: bool(ticking()))


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

    desk.qtbot.waitUntil(lambda: desk.cell(job.id, "progress") == "Exit code 3  ·  cannot find the map", timeout=5000)


def test_a_running_job_shows_its_last_line(desk: OpenDesk) -> None:
    job = desk.run_python(TICKING)

    desk.qtbot.waitUntil(lambda: desk.cell(job.id, "progress").startswith("tick "), timeout=10_000)


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
    assert desk.window.detail.body.log_view.pill.isVisible()


def test_what_is_outside_shows_literally(desk: OpenDesk) -> None:
    name = "<b>x</b>\nCN=ok<table>evil \u202egnp.exe & <img src=file:///x>"
    shown = "<b>x</b>\\nCN=ok<table>evil \\u202egnp.exe & <img src=file:///x>"
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

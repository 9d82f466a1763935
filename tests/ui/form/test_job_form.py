"""New Job: built from the kinds, says beside the field what is wrong, and loses no draft."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from jobdesk.kinds.registry import KINDS
from jobdesk.ui.form.dropped_input import read_drop
from jobdesk.ui.form.field_hints import missing_program
from jobdesk.ui.form.job_form import JobForm
from jobdesk.ui.form.mode import FormMode
from jobdesk.ui.form.path_suggestions import closest_path, closest_program, complete_path
from jobdesk.ui.form.rows.field import clean_command
from jobdesk.ui.text.plain_text import isolated
from jobdesk.ui.widgets.qt import override

if TYPE_CHECKING:
    from tests.ui.conftest import Hands, OpenDesk


@pytest.fixture
def form(desk: OpenDesk) -> JobForm:
    desk.window.show_form()
    assert desk.window.form is not None
    return desk.window.form


def test_there_is_a_row_for_every_field_of_every_kind(form: JobForm) -> None:
    for kind in KINDS.values():
        form.choose_kind(kind.key)
        form.fold.setChecked(True)
        for field in kind.fields:
            assert form.field(field.key).isVisibleTo(form), (kind.key, field.key)


def test_ctrl_enter_submits_and_the_job_runs(
    desk: OpenDesk, form: JobForm, qtbot: QtBot, hands: Hands, tmp_path: Path
) -> None:
    form.field("command").set_raw(f"{sys.executable} -c \"import os; print(os.getcwd(), os.environ['ADDED'])\"")
    form.field("cwd").set_raw(str(tmp_path))
    form.field("env").set_raw("ADDED=it's there")
    form.field("tags").set_raw("one, two")
    form.field("name").set_raw("from the form")
    with qtbot.waitSignal(form.submitted) as blocker:
        hands.press(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    job = blocker.args[0]
    desk.wait_status(job.id, "completed")
    desk.wait_log(f"{tmp_path} it's there")

    assert (job.name, job.tags) == ("from the form", ("one", "two"))
    assert [selected.id for selected in desk.window.table.selected_jobs()] == [job.id]
    assert not form.isVisible()
    assert form.field("command").raw() == ""


@pytest.mark.parametrize(
    ("kind", "contents", "key", "problem"),
    [
        ("command", {}, "command", "Is empty; say what to run."),
        (
            "command",
            {"command": "cd /x\n$ make\n"},
            "command",
            "Holds several lines: run them in a shell, or write one command on one line.",
        ),
        ("command", {"command": "echo 'open"}, "command", "Cannot be split into words: no closing quotation."),
        (
            "command",
            {"command": "cat a | wc -l"},
            "command",
            "Holds |, which only a shell understands: run it in a shell, or quote it.",
        ),
        ("command", {"command": "true", "cwd": "/no/such"}, "cwd", "There is no folder /no/such."),
        ("command", {"command": "true", "cwd": "/" + "n" * 300}, "cwd", f"There is no folder /{'n' * 300}."),
        ("python", {"script": "n" * 300}, "script", f"There is no file {'n' * 300}."),
        ("command", {"command": "true", "env": "no equals"}, "env", "'no equals' must read NAME=value."),
        ("command", {"command": "true", "after": "99"}, "after", "There is no job 99."),
        ("python", {}, "function", 'Give either "function" or "script".'),
        ("python", {"function": "no colon"}, "function", "Must read package.module:function."),
        ("python", {"script": "missing.py"}, "script", "There is no file missing.py."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    form: JobForm, qtbot: QtBot, kind: str, contents: dict[str, str], key: str, problem: str
) -> None:
    form.choose_kind(kind)
    for field, content in contents.items():
        form.field(field).set_raw(content)
    form.submit()
    qtbot.waitUntil(lambda: form.field(key).problem != "")

    assert form.field(key).problem == problem
    assert form.field(key).isVisibleTo(form)
    mark = form.field(key).findChild(QWidget, "problemMark")
    assert mark is not None
    assert mark.isVisibleTo(form)
    form.field(key).set_raw("other")
    assert form.field(key).problem == ""
    assert not mark.isVisibleTo(form)


@pytest.mark.parametrize(
    ("command", "wrong", "asks"),
    [
        ("fing . -name x", "No such program. Did you mean find", "fing was not found. Queue the job anyway?"),
        (
            "true {input}",
            "{input} stands in braces. Save as Template asks for it at each run. ",
            "{input} will be used as it stands. Queue the job anyway?",
        ),
    ],
)
def test_what_will_fail_is_asked_about_before_it_is_queued(
    desk: OpenDesk, form: JobForm, qtbot: QtBot, hands: Hands, command: str, wrong: str, asks: str
) -> None:
    desk.manager.pause_queue()
    editor = form.field("command").editor
    hands.type(editor, command)
    hands.press(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: f"{form.field('command').problem} {form.field('command').fix}" == wrong)
    assert (form._message.text(), form.submit_button.text()) == (asks, "Queue Anyway")
    assert form.isVisible()
    assert desk.manager.list_jobs() == []

    hands.press(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(desk.manager.list_jobs()) == 1)


def test_a_changed_command_is_asked_about_anew(desk: OpenDesk, form: JobForm, qtbot: QtBot, hands: Hands) -> None:
    desk.manager.pause_queue()
    editor = form.field("command").editor
    hands.type(editor, "true {input}")
    hands.press(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: form.submit_button.text() == "Queue Anyway")
    hands.type(editor, " {more}")
    assert (form.field("command").problem, form._message.isVisible()) == ("", False)
    qtbot.waitUntil(lambda: form.submit_button.text() != "Queue Anyway")
    hands.press(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: form.submit_button.text() == "Queue Anyway")
    assert desk.manager.list_jobs() == []


def test_a_need_that_can_never_be_met_is_asked_about(desk: OpenDesk, form: JobForm, qtbot: QtBot) -> None:
    desk.manager.pause_queue()
    form.field("command").set_raw("true")
    form.unfolded().needs.set_raw("gpu=1")
    form.submit()
    asks = "No GPU set up on this machine, needs 1. Queue the job anyway?"
    qtbot.waitUntil(lambda: form._message.text() == asks)
    assert form.unfolded().needs.problem == "No GPU set up on this machine, needs 1."
    form.submit()
    qtbot.waitUntil(lambda: len(desk.manager.list_jobs()) == 1)


@pytest.mark.parametrize("key", ["cwd", "command"])
def test_the_first_click_on_what_was_probably_meant_counts(
    desk: OpenDesk, form: JobForm, qtbot: QtBot, hands: Hands, tmp_path: Path, key: str
) -> None:
    (tmp_path / "billing").mkdir()
    row = form.field(key)
    if key == "cwd":
        form.field("command").set_raw("true")
    row.editor.setFocus()
    hands.type(row.editor, f"{tmp_path}/biling" if key == "cwd" else "fing .")
    form.submit()  # Refused, or asked about: the field has the keys.
    qtbot.waitUntil(row.fix_link.isVisible)
    qtbot.waitUntil(form.isActiveWindow)
    row.editor.setFocus()
    qtbot.waitUntil(row.editor.hasFocus)

    middle = row.fix_link.rect().center()
    QTest.mousePress(row.fix_link, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    assert row.fix_link.isVisible()
    qtbot.wait(0)
    QTest.mouseRelease(row.fix_link, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    assert row.raw() == (f"{tmp_path}/billing" if key == "cwd" else "find .")


def test_what_was_mended_elsewhere_is_no_problem_any_more(form: JobForm, qtbot: QtBot, tmp_path: Path) -> None:
    row = form.field("cwd")
    row.set_raw(f"{tmp_path}/late")
    row.left.emit()
    qtbot.waitUntil(lambda: row.problem == "No such folder.")
    (tmp_path / "late").mkdir()
    row.left.emit()
    qtbot.waitUntil(lambda: row.problem == "")


def test_a_field_is_checked_when_it_is_left_but_not_before(form: JobForm) -> None:
    command = form.field("command")
    command.set_raw('say "hello')
    assert command.problem == ""
    command.left.emit()
    assert command.problem == "Cannot be split into words: no closing quotation."


def test_a_path_that_no_system_takes_is_not_there_when_it_is_left(form: JobForm, qtbot: QtBot) -> None:
    folder = form.field("cwd")
    for path in ("/" + "n" * 300, "/tmp/\0"):
        folder.set_raw(path)
        folder.left.emit()
        qtbot.waitUntil(lambda: folder.problem.startswith("No such folder."))


@pytest.mark.parametrize(
    ("start", "key", "content", "problem"),
    [
        ("turn", "after", "99", "There is no job 99."),
        ("turn", "after", "1, 99x", "There is no job 99x."),
        ("turn", "name", "n" * 301, "Is longer than 300 characters."),
        ("turn", "queue", "q" * 301, "Is longer than 300 characters."),
        ("turn", "tags", "a, " + "t" * 101, "Is longer than 100 characters."),
        ("at", "at", "2020-01-01 10:00", "Lies in the past."),
        ("at", "at", "soon", "Must be like 18:00, tomorrow 06:30 or 2026-01-31 18:00, not 'soon'."),
        ("every", "every", "0", "Must be from 1 s to 3660 d."),
    ],
)
def test_what_is_beside_the_command_is_checked_when_it_is_left_too(
    desk: OpenDesk, form: JobForm, qtbot: QtBot, start: str, key: str, content: str, problem: str
) -> None:
    desk.manager.create_job({"command": ["true"]})
    form.starting.choose(start)
    form.field(key).set_raw(content)
    form.field(key).left.emit()
    qtbot.waitUntil(lambda: form.field(key).problem == problem)


def test_what_is_for_a_shell_is_right_once_it_runs_in_one(form: JobForm) -> None:
    command = form.field("command")
    command.set_raw("cat a | wc -l")
    command.left.emit()
    assert "only a shell" in command.problem
    form.field("shell").set_raw(True)
    assert command.problem == ""
    assert form.config()["command"] == "cat a | wc -l"
    form.field("shell").set_raw(False)
    assert "only a shell" in command.problem


def test_the_home_folder_is_meant_by_its_sign(form: JobForm) -> None:
    form.field("command").set_raw("ls ~/a '~/b'")
    assert form.config()["command"] == ["ls", str(Path.home() / "a"), "~/b"]


def test_keys_go_from_a_path_to_its_button(desk: OpenDesk, form: JobForm, hands: Hands) -> None:
    desk.qtbot.waitUntil(form.isActiveWindow)
    form.field("cwd").editor.setFocus()
    names = []
    for _ in range(3):
        names.append(form.focusWidget().accessibleName())
        hands.press(form.focusWidget(), Qt.Key.Key_Tab)
    assert names == ["Folder", "Browse for Folder", "Queue"]


@pytest.mark.parametrize("fix", ["exch", "/a/" + "very-long-name" * 20])
def test_what_is_said_of_a_field_stays_within_the_window(form: JobForm, qtbot: QtBot, fix: str) -> None:
    row = form.field("command")
    row.show_problem("No program of this name is on the search path, whatever it is called. Did you mean", fix)
    form.fit_height()
    form.resize(300, form.height())
    qtbot.waitUntil(lambda: row.fix_link.width() > 10)
    assert form._area is not None
    assert form._body.minimumSizeHint().width() <= form._area.viewport().width()
    assert row.rect().contains(row.fix_link.geometry())
    row.fix_link.click()
    assert row.raw() == fix


@pytest.mark.parametrize("height", [480, 600])
def test_it_stays_within_a_low_screen(
    form: JobForm, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, height: int
) -> None:
    class LowScreen:
        def availableGeometry(self) -> QRect:  # noqa: N802 - as Qt calls it
            return QRect(0, 0, 800, height)

    monkeypatch.setattr(form, "screen", LowScreen)
    for is_unfolded in (True, False):
        form.fold.setChecked(is_unfolded)
        assert form.height() < height
    form.fold.setChecked(True)
    assert form.height() > height - 60
    assert form._area is not None
    bar, body = form._area.verticalScrollBar(), form._body
    qtbot.waitUntil(bar.isVisible)
    assert body.width() >= body.minimumSizeHint().width()  # Nothing is cut beside the bar.


def test_the_needs_say_what_memory_is_counted_in(form: JobForm) -> None:
    fold = form.unfolded()
    fold.show_resources({"cpu": 2.0, "memory": 25.3})
    editor = fold.needs.editor
    assert isinstance(editor, QLineEdit)
    assert editor.placeholderText() == "There is 2 cpu, 25.3 memory (memory in GB)"


def test_what_grows_below_the_fields_takes_its_room_from_them(
    form: JobForm, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    class LowScreen:
        def availableGeometry(self) -> QRect:  # noqa: N802 - as Qt calls it
            return QRect(0, 0, 800, 600)

    monkeypatch.setattr(form, "screen", LowScreen)
    qtbot.waitUntil(form.isVisible)
    form.fold.setChecked(True)
    assert form._area is not None
    area, high, fields = form._area, form.height(), form._area.minimumHeight()
    form.field("command").set_raw("true")
    qtbot.waitUntil(lambda: "\n" in form.summary.text and area.minimumHeight() < fields)
    assert form.height() == high


def test_it_stays_on_the_screen_at_each_growth(form: JobForm, qtbot: QtBot) -> None:
    room = form.screen().availableGeometry()
    qtbot.waitUntil(form.isVisible)
    form.move(form.x(), room.bottom() - form.frameGeometry().height() - 10)
    place = form.pos()
    form.fit_height()
    assert form.pos() == place
    grows: list[Callable[[], object]] = [
        lambda: form.starting.choose("every"),
        lambda: form.fold.setChecked(True),
    ]
    for grow in grows:
        height = form.height()
        grow()
        qtbot.waitUntil(lambda height=height: form.height() > height)  # type: ignore[misc]
        assert form.frameGeometry().bottom() <= room.bottom()
        assert form.frameGeometry().top() >= room.top()


def test_a_list_of_few_entries_shows_them_all(form: JobForm, qtbot: QtBot) -> None:
    form.fold.setChecked(True)
    boxes = [box for box in form.findChildren(QComboBox) if box.isVisibleTo(form) and 1 < box.count() <= 10]
    assert len(boxes) >= 3
    for box in boxes:
        box.setFocus()  # As a click does; its border is wider then.
        box.showPopup()
        view = box.view()
        qtbot.waitUntil(view.isVisible)
        last = view.visualRect(box.model().index(box.count() - 1, 0))
        shown = (view.viewport().height() > last.bottom(), view.verticalScrollBar().maximum())
        box.hidePopup()
        assert shown == (True, 0), box.accessibleName()


def test_it_says_how_long_the_last_run_took(desk: OpenDesk, form: JobForm, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: form.summary.text.startswith("Starts "))
    assert "\n" not in form.summary.text
    failed = desk.run_python("raise SystemExit(3)")
    desk.wait_status(failed.id, "failed")
    desk.window.table.select_job(failed.id)
    desk.window.actions_["edit_and_rerun"].trigger()
    forms = [one for one in QApplication.topLevelWidgets() if isinstance(one, JobForm) and one is not form]
    assert len(forms) == 1
    qtbot.waitUntil(lambda: forms[0].summary.text.endswith("\nLast run: 1 s, failed"))
    forms[0].close()


def test_a_problem_of_one_long_word_does_not_widen_the_window(form: JobForm, qtbot: QtBot) -> None:
    width = form.width()
    row = form.field("command")
    row.show_problem(f"There is no folder /{'n' * 300}.")
    form.fit_height()
    row.show_problem("x " * 10_000)
    form.fit_height()
    qtbot.wait(20)
    assert form.width() == width
    assert form.screen().availableGeometry().height() >= form.height()


def test_shared_fields_keep_their_content_when_the_kind_is_switched(form: JobForm) -> None:
    form.field("cwd").set_raw("/somewhere")
    form.choose_kind("python")

    assert form.field("cwd").raw() == "/somewhere"


def test_a_draft_survives_closing(form: JobForm) -> None:
    form.field("command").set_raw("half a comm")
    form.close()
    form.show_for_input()

    assert form.field("command").raw() == "half a comm"


def test_what_was_left_last_gets_no_caret_when_the_window_opens_again(
    desk: OpenDesk, form: JobForm, qtbot: QtBot, hands: Hands
) -> None:
    folder = form.field("cwd").editor
    qtbot.waitUntil(form.isActiveWindow)
    folder.setFocus()
    hands.press(folder, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not form.isVisible())
    seen: list[QEvent.Type] = []

    class Watch(QObject):
        @override
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt's style.
            if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
                seen.append(event.type())
            return False

    watch = Watch()
    folder.installEventFilter(watch)
    form.show_for_input()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.field("command").editor)
    assert seen == []


def test_the_name_that_a_job_will_get_is_shown(form: JobForm) -> None:
    form.field("command").set_raw("/usr/bin/make -j4 all")

    assert form.field("name").editor.placeholderText() == "make -j4 all"  # type: ignore[union-attr]


def test_held_jobs_wait_for_somebody(desk: OpenDesk, form: JobForm, qtbot: QtBot) -> None:
    form.field("command").set_raw("true")
    form.starting.choose("held")
    assert form.submit_button.text() == "Add and Hold"
    with qtbot.waitSignal(form.submitted) as blocker:
        form.submit_button.click()

    assert blocker.args[0].is_held


@pytest.mark.parametrize(
    ("pasted", "line"),
    [
        ("$ ffmpeg -i a.mov \\\n    -c:v libx264 out.mp4\n", "ffmpeg -i a.mov -c:v libx264 out.mp4"),
        ("make all", "make all"),
        ("cd /x\n$ make\n", "cd /x\nmake"),
    ],
)
def test_a_pasted_line_becomes_one_command(pasted: str, line: str) -> None:
    assert clean_command(pasted) == line


def test_choosing_a_folder_is_asked_in_the_language_of_the_window(german: None, form: JobForm) -> None:
    folder = form.field("cwd")
    folder._on_browse()
    dialog = folder.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.windowTitle() == "Auswählen: Ordner"
    dialog.reject()


def test_what_was_probably_meant_is_offered_and_put_in(
    form: JobForm, qtbot: QtBot, hands: Hands, tmp_path: Path
) -> None:
    (tmp_path / "projects" / "billing").mkdir(parents=True)
    folder = form.field("cwd")
    folder.set_raw(str(tmp_path / "projcts" / "billing"))
    folder.left.emit()
    qtbot.waitUntil(folder.fix_link.isVisible)
    assert folder.problem == "No such folder. Did you mean"
    folder.fix_link.click()
    assert folder.raw() == str(tmp_path / "projects" / "billing")
    assert folder.problem == ""
    command = form.field("command")
    command.set_raw("ecoh hi")
    command.show_problem("No such program. Did you mean", "echo")
    command.fix_link.click()
    hands.type(command.editor, " there")
    assert command.raw() == "echo hi there"
    command.set_raw("$  ecoh\thi  'a  b'")
    command.left.emit()
    qtbot.waitUntil(lambda: command.problem.startswith("No such program"))
    command.show_problem("No such program. Did you mean", "echo")
    command.fix_link.click()
    assert command.raw() == "echo hi  'a  b'"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("$ sh -c true", ""),
        ("\n sh -c true", ""),
        ("'sh' -c true", ""),
        ("sh 'open", ""),
        ("$ no-such-tool-x", "program"),
    ],
)
def test_a_program_is_looked_for_as_it_will_be_run(line: str, what: str) -> None:
    assert missing_program(line)[0] == what


def test_what_is_typed_into_a_draft_stands_behind_it(desk: OpenDesk, form: JobForm, hands: Hands) -> None:
    form.field("command").set_raw("echo a")
    form.close()
    desk.window.show_form()
    hands.type(form.field("command").editor, " b")
    assert form.field("command").raw() == "echo a b"


def test_it_says_when_the_job_would_start(desk: OpenDesk, form: JobForm, qtbot: QtBot) -> None:
    form.field("command").set_raw("true")
    qtbot.waitUntil(lambda: form.summary.text.startswith("Starts now"))
    assert form.submit_button.text() == "Run Now"
    desk.manager.change_setting("run_limit", 1)
    for _ in range(3):
        desk.run_python("import time; time.sleep(60)")
    qtbot.waitUntil(lambda: form.summary.text.startswith("Queued behind 2 in Default"))
    assert form.submit_button.text() == "Add to Queue"
    form.field("after").set_raw("1")
    qtbot.waitUntil(lambda: form.summary.text.startswith("Waits for #1"))


def test_drops_fill_the_form_and_run_nothing(desk: OpenDesk, form: JobForm, tmp_path: Path) -> None:
    script = tmp_path / "my script.py"
    script.write_text("print(1)")
    tool = tmp_path / "run me.sh"
    tool.write_text("echo hi")
    form.fill(read_drop([str(script)]))
    assert (form.kind, form.field("script").raw(), form.field("cwd").raw()) == ("python", str(script), str(tmp_path))
    form.fill(read_drop([str(tool)]))
    assert (form.kind, form.field("command").raw()) == ("command", f"sh '{tool}'")
    form.fill(read_drop([], "make 'all of it'"))
    assert form.config()["command"] == ["make", "all of it"]
    form.fill(read_drop([str(tmp_path)]))
    assert form.field("cwd").raw() == str(tmp_path)
    assert desk.manager.list_jobs() == []


def test_paths_are_completed_as_they_were_begun(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "date.txt").touch()

    assert complete_path("dat", str(tmp_path)) == [f"data{os.sep}", "date.txt"]
    assert complete_path(f"{tmp_path}/DA", only_folders=True) == [f"{tmp_path}/data{os.sep}"]
    assert closest_path("dta", str(tmp_path)) == "data"
    assert closest_path("n" * 300, str(tmp_path)) == ""
    assert complete_path("n" * 300 + "/", str(tmp_path)) == []


def test_a_path_in_a_command_is_completed_by_keys(form: JobForm, qtbot: QtBot, hands: Hands, tmp_path: Path) -> None:
    (tmp_path / "alpha.txt").touch()
    editor = form.field("command").editor
    qtbot.waitUntil(form.isActiveWindow)
    editor.setFocus()
    hands.type(editor, f"cat {tmp_path}/al")
    popup = form.command_completion.popup()
    qtbot.waitUntil(popup.isVisible)
    hands.press(popup, Qt.Key.Key_Down)
    hands.press(popup, Qt.Key.Key_Return)
    assert form.field("command").raw() == f"cat {tmp_path}/alpha.txt"


def test_it_opens_over_the_main_window_and_then_where_it_was_left(desk: OpenDesk) -> None:
    desk.window.setGeometry(150, 100, 600, 500)
    form = desk.window.dialogs.show_form()
    off = form.geometry().center() - desk.window.geometry().center()
    assert (abs(off.x()) < 10, form.screen().availableGeometry().contains(form.geometry())) == (True, True)
    form.close()
    form.move(20, 30)
    form.show_for_input()
    assert form.pos() == QPoint(20, 30)


def test_enter_presses_the_button_that_has_the_keys(desk: OpenDesk, form: JobForm, qtbot: QtBot, hands: Hands) -> None:
    qtbot.waitUntil(form.isActiveWindow)
    form.field("command").set_raw("true")
    form.kind_buttons["python"].setFocus()
    hands.press(form.kind_buttons["python"], Qt.Key.Key_Return)
    assert form.kind == "python"
    form.choose_kind("command")
    form.fold.setFocus()
    hands.press(form.fold, Qt.Key.Key_Return)
    assert form.fold.isChecked()
    form.submit_button.setFocus()
    with qtbot.waitSignal(form.submitted):
        hands.press(form.submit_button, Qt.Key.Key_Enter)


def test_escape_closes_a_list_before_the_window(form: JobForm, qtbot: QtBot, hands: Hands, tmp_path: Path) -> None:
    (tmp_path / "alpha.txt").touch()
    editor = form.field("command").editor
    qtbot.waitUntil(form.isActiveWindow)
    editor.setFocus()
    hands.type(editor, f"cat {tmp_path}/al")
    popup = form.command_completion.popup()
    qtbot.waitUntil(popup.isVisible)
    hands.press(popup, Qt.Key.Key_Escape)
    assert (popup.isVisible(), form.isVisible()) == (False, True)
    form.priority.showPopup()
    hands.press(form.priority.view(), Qt.Key.Key_Escape)
    assert (form.priority.view().isVisible(), form.isVisible()) == (False, True)
    hands.press(editor, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_a_list_is_not_offered_for_a_field_that_was_left(
    desk: OpenDesk, form: JobForm, qtbot: QtBot, hands: Hands
) -> None:
    desk.manager.create_job({"command": ["make", "all"]})
    editor = form.field("command").editor
    qtbot.waitUntil(form.isActiveWindow)
    qtbot.waitUntil(lambda: "make all" in form._forecast.commands)
    editor.setFocus()
    hands.type(editor, "mak")
    hands.press(editor, Qt.Key.Key_Tab)
    form.command_completion._look()
    assert not form.command_completion.popup().isVisible()


@pytest.mark.skipif(sys.platform == "win32", reason="quoted otherwise there")
def test_a_path_with_blanks_is_completed_step_by_step(
    form: JobForm, qtbot: QtBot, hands: Hands, tmp_path: Path
) -> None:
    (tmp_path / "my films").mkdir()
    (tmp_path / "my films" / "it's one.mov").touch()
    editor = form.field("command").editor
    qtbot.waitUntil(form.isActiveWindow)
    editor.setFocus()
    hands.type(editor, f"cat {tmp_path}/my")
    popup = form.command_completion.popup()
    for _ in range(2):
        qtbot.waitUntil(popup.isVisible)
        hands.press(popup, Qt.Key.Key_Down)
        hands.press(popup, Qt.Key.Key_Return)
    assert form.config()["command"] == ["cat", str(tmp_path / "my films" / "it's one.mov")]


@pytest.mark.skipif(sys.platform == "win32", reason="quoted otherwise there")
def test_tab_completes_a_path_as_a_terminal_does(form: JobForm, qtbot: QtBot, hands: Hands, tmp_path: Path) -> None:
    (tmp_path / "my films").mkdir()
    for name in ("one.mov", "one.mov.txt", "other.mov"):
        (tmp_path / "my films" / name).touch()
    editor = form.field("command").editor
    popup = form.command_completion.popup()
    qtbot.waitUntil(form.isActiveWindow)
    editor.setFocus()
    hands.type(editor, f"cat {tmp_path}/my")
    qtbot.waitUntil(popup.isVisible)
    hands.press(popup, Qt.Key.Key_Tab)
    assert form.config()["command"] == ["cat", f"{tmp_path}/my films/"]
    qtbot.waitUntil(popup.isVisible)
    hands.type(editor, "on")
    qtbot.waitUntil(lambda: popup.isVisible() and popup.model().rowCount() == 2)
    hands.press(popup, Qt.Key.Key_Tab)
    assert form.config()["command"] == ["cat", f"{tmp_path}/my films/one.mov"]
    assert editor.hasFocus()
    hands.type(editor, ".")
    hands.press(editor, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: popup.isVisible() and popup.model().rowCount() == 1)
    hands.press(popup, Qt.Key.Key_Tab)
    assert form.config()["command"] == ["cat", f"{tmp_path}/my films/one.mov"]
    assert not editor.hasFocus()


def test_earlier_commands_are_offered(desk: OpenDesk, form: JobForm, qtbot: QtBot, hands: Hands) -> None:
    desk.manager.create_job({"command": ["make", "-j4", "all of it"]})
    editor = form.field("command").editor
    qtbot.waitUntil(form.isActiveWindow)
    qtbot.waitUntil(lambda: "make -j4 'all of it'" in form._forecast.commands)
    editor.setFocus()
    hands.press(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = form.command_completion.popup()
    qtbot.waitUntil(popup.isVisible)
    hands.press(popup, Qt.Key.Key_Down)
    hands.press(popup, Qt.Key.Key_Return)
    assert form.field("command").raw() == "make -j4 'all of it'"


def test_a_folder_dropped_on_the_window_fills_the_form(desk: OpenDesk, qtbot: QtBot, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    place, move = QPoint(300, 300), Qt.DropAction.MoveAction
    actions = move | Qt.DropAction.CopyAction
    shift, left = Qt.KeyboardModifier.ShiftModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(place, actions, mime, left, shift)
    QApplication.sendEvent(desk.window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(place), actions, mime, left, shift)
    assert drop.proposedAction() == move
    QApplication.sendEvent(desk.window, drop)
    assert drop.dropAction() == Qt.DropAction.CopyAction  # Else it is taken away where it comes from.
    qtbot.waitUntil(lambda: desk.window.form is not None)
    form = desk.window.form
    assert form is not None
    qtbot.waitUntil(lambda: form.field("cwd").raw() == str(tmp_path))


def test_a_shell_line_of_several_lines_is_rerun_as_it_was(desk: OpenDesk, qtbot: QtBot) -> None:
    config: dict[str, Any] = {"kind": "command", "command": "for i in 1 2\ndo echo $i\ndone", "shell": True}
    job = desk.manager.submit_job(config)
    desk.wait_status(job.id, "completed")
    desk.window.dialogs._open_for([desk.shown(job.id)], FormMode.RERUN)
    (form,) = desk.window.findChildren(JobForm)
    assert form.config() == config
    form.field("command").set_raw(config["command"].replace("echo", "printf"))
    with qtbot.waitSignal(form.submitted) as blocker:
        form.submit()
    assert blocker.args[0].config == config | {"command": "for i in 1 2\ndo printf $i\ndone"}


def test_commands_and_paths_stay_left_to_right(qapp: QApplication, desk: OpenDesk) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        desk.window.show_form()
        form = desk.window.form
        assert form is not None
        directions = {key: row.editor.layoutDirection() for (_, key), row in form.fields.items()}
        hint = form.field("command").editor.placeholderText()  # type: ignore[union-attr]
        form.field("cwd").show_problem("No such folder.", "/srv")
        fix = form.field("cwd").fix_link.text()
        titles = {one.text(): one.alignment() for one in form.findChildren(QLabel)}
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    written = {key for key, direction in directions.items() if direction is Qt.LayoutDirection.LeftToRight}
    assert {"command", "cwd", "env", "script"} <= written
    assert fix == isolated("/srv")
    assert titles["Folder"] & Qt.AlignmentFlag.AlignLeft  # Beside its field.
    assert directions["name"] is Qt.LayoutDirection.RightToLeft
    assert hint == isolated(KINDS["command"].fields[0].hint)  # Else its full stop stands at its start.


def test_what_a_queued_job_waits_for_can_be_edited(desk: OpenDesk, qtbot: QtBot) -> None:
    first, second = (desk.manager.create_job({"command": "true"}) for _ in range(2))
    job = desk.manager.submit_job({"command": "true"}, after=[first.id], name="waits")
    desk.shown(job.id)
    desk.window.dialogs._open_for([desk.shown(job.id)], FormMode.EDIT)
    (form,) = desk.window.findChildren(JobForm)
    after = form.field("after")
    qtbot.waitUntil(lambda: after.raw() == str(first.number))
    assert after.isVisibleTo(form)
    after.set_raw("99")
    form.submit()
    qtbot.waitUntil(lambda: after.problem == "There is no job 99.")
    after.set_raw(f"{first.number}, {second.number}")
    form.submit()
    qtbot.waitUntil(lambda: desk.shown(job.id).after == (first.id, second.id))
    desk.window.history.undo()
    qtbot.waitUntil(lambda: desk.shown(job.id).after == (first.id,))


def test_a_program_with_a_letter_too_few_or_out_of_place_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("exch", "echo", "etch", "git"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert closest_program("ech") == "echo"
    assert closest_program("ecoh") == "echo"
    assert closest_program("gti") == "git"

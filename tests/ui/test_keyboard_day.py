"""A whole day by keyboard alone, on a real engine; and no widget that the keyboard reaches is without a name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from jobdesk.core.job import Job
from jobdesk.core.jobs.template import Parameter, Template
from jobdesk.ui.dialogs.about_box import show_about
from jobdesk.ui.dialogs.limits.window import LimitsWindow
from jobdesk.ui.dialogs.settings_dialog import SettingsDialog
from jobdesk.ui.form.job_form import JobForm

if TYPE_CHECKING:
    from tests.ui.conftest import Hands, OpenDesk

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LONG = f"{sys.executable} -u -c \"import time; [(print('step', n), time.sleep(0.05)) for n in range(400)]\""
FAILS = f"{sys.executable} -c \"print('line one'); print('ERROR: no map'); raise SystemExit(3)\""


def _focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def _press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(_focus(), key, modifier)


def _newest_form(desk: OpenDesk) -> JobForm:
    desk.qtbot.waitUntil(lambda: any(one.isVisible() for one in desk.window.findChildren(JobForm)))
    form = next(one for one in desk.window.findChildren(JobForm) if one.isVisible())
    desk.qtbot.waitUntil(lambda: form.isAncestorOf(QApplication.focusWidget() or form))
    return form


def _go_to_window(desk: OpenDesk) -> None:
    """What a window manager does when another window closes."""
    desk.qtbot.wait(50)
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)


def _run_new(desk: OpenDesk, hands: Hands, line: str) -> Job:
    """Ctrl+N, a command, Ctrl+Enter."""
    before = len(desk.manager.list_jobs())
    QTest.keyClick(desk.window, Qt.Key.Key_N, CTRL)
    form = _newest_form(desk)
    hands.type(_focus(), line)
    _press(Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(lambda: len(desk.manager.list_jobs()) == before + 1)
    desk.qtbot.waitUntil(lambda: not form.isVisible())
    _go_to_window(desk)
    return desk.manager.list_jobs()[0]


def _find_the_error(desk: OpenDesk, hands: Hands) -> None:
    """Enter goes to the log; its error, and a word in it, are found there."""
    desk.window.table.setFocus()
    _press(Qt.Key.Key_Return)
    desk.wait_log("ERROR: no map")
    desk.qtbot.waitUntil(desk.window.detail.body.log_view.edit.hasFocus)
    _press(Qt.Key.Key_F8)
    _press(Qt.Key.Key_F, CTRL)
    assert isinstance(_focus(), QLineEdit)
    hands.type(_focus(), "no map")
    desk.qtbot.wait(300)
    _press(Qt.Key.Key_Escape)


def _cancel_and_undo(desk: OpenDesk, job: Job) -> None:
    """Cancel, undo, and cancel twice, which does not wait."""
    table = desk.window.table
    desk.wait_status(job.id, "running")
    desk.qtbot.waitUntil(lambda: [one.id for one in table.selected_jobs()] == [job.id])
    table.setFocus()
    _press(Qt.Key.Key_X, CTRL | SHIFT)
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).is_paused)
    assert table.hasFocus()
    _press(Qt.Key.Key_Z, CTRL)
    desk.qtbot.waitUntil(lambda: not desk.shown(job.id).is_paused)
    _press(Qt.Key.Key_X, CTRL | SHIFT)
    _press(Qt.Key.Key_X, CTRL | SHIFT)
    desk.wait_status(job.id, "cancelled")


def _rerun_with_a_change(desk: OpenDesk, hands: Hands, job: Job) -> Job:
    before = len(desk.manager.list_jobs())
    _press(Qt.Key.Key_R, CTRL | SHIFT)
    _newest_form(desk)
    assert isinstance(_focus(), QPlainTextEdit)
    _press(Qt.Key.Key_A, CTRL)
    hands.type(_focus(), f"{sys.executable} -c \"print('quick')\"")
    _press(Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(lambda: len(desk.manager.list_jobs()) == before + 1)
    quick = desk.manager.list_jobs()[0]
    desk.wait_status(quick.id, "completed")
    assert quick.rerun_of == job.id
    assert desk.manager.read_log(quick.id).strip() == "quick"
    _go_to_window(desk)
    return quick


def _search_delete_and_undo(desk: OpenDesk, hands: Hands, job: Job) -> None:
    window, table = desk.window, desk.window.table
    table.setFocus()
    _press(Qt.Key.Key_F, CTRL)
    assert _focus() is window.toolbar.search
    hands.type(_focus(), f"#{job.number}")
    desk.qtbot.waitUntil(lambda: window.model.rowCount() == 1)
    _press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(table.hasFocus)
    _press(Qt.Key.Key_Home)
    assert [one.id for one in table.selected_jobs()] == [job.id]
    _press(Qt.Key.Key_Delete)
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).deleted is not None)
    _press(Qt.Key.Key_Z, CTRL)
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).deleted is None)


def test_a_day_without_a_mouse(time_to_undo: None, desk: OpenDesk, hands: Hands) -> None:
    window = desk.window
    desk.manager.change_setting("grace_s", 0.3)
    window.activateWindow()
    desk.qtbot.waitUntil(window.isActiveWindow)
    failed = _run_new(desk, hands, FAILS)
    desk.wait_status(failed.id, "failed")
    _find_the_error(desk, hands)
    long = _run_new(desk, hands, LONG)
    _cancel_and_undo(desk, long)
    quick = _rerun_with_a_change(desk, hands, long)
    _search_delete_and_undo(desk, hands, quick)
    _press(Qt.Key.Key_K, CTRL)
    desk.qtbot.waitUntil(window.dialogs.palette.field.hasFocus)
    hands.type(_focus(), "keyboard")
    _press(Qt.Key.Key_Escape)
    with desk.qtbot.waitSignal(desk.desk.ended):
        QTest.keyClick(window, Qt.Key.Key_Q, CTRL)


def test_quit_acts_in_the_windows_beside_the_main_one(desk: OpenDesk) -> None:
    desk.window.show_form()
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), JobForm))
    with desk.qtbot.waitSignal(desk.desk.ended):
        QTest.keyClick(_focus(), Qt.Key.Key_Q, CTRL)


def test_the_form_edits_a_queued_job_and_undo_takes_it_back(desk: OpenDesk) -> None:
    job = desk.manager.create_job(
        {"command": ["echo", "old words"], "env": {"A": "1\n2"}, "extra": 5}, name="mine", tags=["x"], priority=3
    )
    desk.shown(job.id)
    desk.window.table.select_job(job.id)
    desk.window.actions_["edit_job"].trigger()
    form = _newest_form(desk)
    assert form.submit_button.text() == "Save"
    assert form.field("command").raw() == "echo 'old words'"
    form.field("command").set_raw("echo new")
    form.submit()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).config["command"] == ["echo", "new"])
    changed = desk.shown(job.id)
    assert (changed.config["extra"], changed.config["env"]) == (5, {"A": "1\n2"})
    assert (changed.name, changed.tags, changed.priority) == ("mine", ("x",), 3)
    desk.manager.start_job(job.id)
    desk.wait_status(job.id, "completed")
    assert desk.manager.read_log(job.id).strip() == "new"


def test_a_resumed_job_is_not_cancelled_after_all(time_to_undo: None, desk: OpenDesk) -> None:
    job = desk.run_python("import time; time.sleep(60)")
    desk.wait_status(job.id, "running")
    desk.window.deeds.cancel([desk.shown(job.id)])
    desk.qtbot.waitUntil(lambda: len(desk.window.toasts.shown) == 1)
    desk.manager.resume_job(job.id)
    desk.qtbot.waitUntil(lambda: not desk.window.deeds.cancellations.is_pending(job.id))
    desk.qtbot.waitUntil(lambda: desk.window.history.undo_text == "")
    assert desk.shown(job.id).status == "running"


def _open_everything(desk: OpenDesk, held: Job) -> None:
    """Open every window that there is, with all that can be unfolded in it."""
    window, dialogs = desk.window, desk.window.dialogs
    template = Template(
        name="T",
        config={"kind": "command", "command": ["echo", "{a}", "{b}", "{c}"]},
        parameters=(
            Parameter(name="a", type="file"),
            Parameter(name="b", type="choice", choices=("x", "y"), default="x"),
            Parameter(name="c"),
        ),
    )
    window.table.select_job(held.id)
    form = dialogs.show_form()
    form.fold.setChecked(True)
    for key, text in {"retry_limit": "2", "park": "signs", "over": "values"}.items():
        form.field(key).set_raw(text)
    form.starting.choose("every")
    dialogs.show_settings()
    dialogs.show_cheat_sheet()
    dialogs.show_archive()
    dialogs.templates.show_list()
    dialogs.templates.run(template, ())
    for old in (None, template):
        dialogs.templates.edit(template, old)
    dialogs.templates._show_import("t.json", template)
    show_about(window, desk.manager.folder.path, window.bridge)
    for key in ("limits", "wait_for", "activity", "schedules", "edit_job", "empty_trash", "rename", "stop_and_quit"):
        window.actions_[key].trigger()
    limits = next(top for top in QApplication.topLevelWidgets() if isinstance(top, LimitsWindow) and top.isVisible())
    limits.new_button.click()
    dialogs.show_palette()


def _nameless(interface: QAccessibleInterface, path: str) -> Iterator[str]:
    """Walk what a screen reader is told, and return what the keyboard reaches in it without a name."""
    state, name = interface.state(), interface.text(QAccessible.Text.Name).strip()
    path += f"/{name or interface.role().name}"
    if state.focusable and not state.invisible and not name and interface.role() is not QAccessible.Role.Cell:
        yield path
    for at in range(interface.childCount()):
        child = interface.child(at)
        if child is not None:
            yield from _nameless(child, path)


def test_everything_that_the_keyboard_reaches_has_a_name(desk: OpenDesk) -> None:
    job = desk.run_python("print('x')")
    desk.wait_status(job.id, "completed")
    held = desk.manager.create_job({"command": ["true"]})
    _, newest = [desk.wait_status(desk.run_python("print('y')", name="again").id, "completed") for _ in range(2)]
    desk.window.table.select_job(newest.id)
    desk.window.actions_["compare_good"].trigger()
    desk.window.deeds.delete([desk.shown(job.id)])
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).deleted is not None)
    desk.shown(held.id)
    desk.wait_status(desk.run_python("import time; time.sleep(600)").id, "running")
    _open_everything(desk, held)
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    expected = {"JobDesk", "New Job", "Settings", "Keyboard Shortcuts", "Archive", "Templates", "Run T", "Wait for"}
    expected |= {"Save as Template", "Import Template", "Queues and Limits", "Activity", "Schedules", "Empty Trash"}
    expected |= {f"Compare #{newest.number} with #{newest.number - 1}", "About JobDesk", "Rename", "New Queue"}
    expected |= {f"Edit #{held.number}", "Quit and Stop Jobs", "Edit Template"}
    assert expected - {top.windowTitle() for top in tops} == set()
    roles = {QAccessible.queryAccessibleInterface(top).role() for top in tops if top is not desk.window}
    assert roles <= {QAccessible.Role.Dialog, QAccessible.Role.AlertMessage}
    nameless: list[str] = []
    for top in tops:
        nameless += _nameless(QAccessible.queryAccessibleInterface(top), top.windowTitle())
    settings = next(top for top in tops if isinstance(top, SettingsDialog))
    for page in range(settings.pages.count()):
        settings.pages.setCurrentRow(page)
        nameless += _nameless(QAccessible.queryAccessibleInterface(settings), settings.windowTitle())

    for top in tops:
        if top is not desk.window:
            top.close()  # A box that is modal would keep the keys from the next test's window.
    assert nameless == []


def test_a_key_goes_from_pane_to_pane_and_back(desk: OpenDesk, hands: Hands) -> None:
    window = desk.window
    job = desk.run_python("print('x')")
    desk.wait_status(job.id, "completed")
    desk.qtbot.waitUntil(window.isActiveWindow)
    window.table.setFocus()
    seen = []
    for key in ("next_pane",) * 4 + ("previous_pane",):
        window.actions_[key].trigger()
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused)
    log = window.detail.body.log_view.edit
    assert seen == [log, window.toolbar.search, window.sidebar, window.table, window.sidebar]


def test_who_has_made_the_first_job_goes_on_with_it_by_keys(desk: OpenDesk, hands: Hands) -> None:
    window = desk.window
    desk.qtbot.waitUntil(window.isActiveWindow)
    window.toolbar.new_button.setFocus()
    window.actions_["new_job"].trigger()
    form = window.form
    assert form is not None
    form.field("command").set_raw("true")
    form.submit()
    desk.qtbot.waitUntil(lambda: len(window.table.selected_jobs()) == 1)
    desk.qtbot.waitUntil(lambda: window.focusWidget() is window.table)


def test_deleting_goes_on_to_the_next_job(desk: OpenDesk, hands: Hands) -> None:
    table = desk.window.table
    jobs = [desk.run_python("pass", name=f"job {number}") for number in range(3)]
    for job in jobs:
        desk.wait_status(job.id, "completed")
    rows = [desk.window.model.job_at(row).id for row in range(3)]
    table.select_job(rows[1])
    desk.window.actions_["delete"].trigger()
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 2)
    assert [job.id for job in table.selected_jobs()] == [rows[2]]
    desk.window.actions_["delete"].trigger()
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 1)
    assert [job.id for job in table.selected_jobs()] == [rows[0]]


def test_tab_goes_through_the_window_as_it_is_read(desk: OpenDesk) -> None:
    window = desk.window
    desk.run_python("import time; print('error: x', flush=True); time.sleep(60)")
    desk.wait_log("error: x")
    desk.qtbot.waitUntil(window.detail.body.log_view.tools.errors.isVisible)
    desk.qtbot.waitUntil(window.isActiveWindow)
    window.actions_["find"].trigger()
    window.toolbar.new_button.setFocus()
    names = []
    while True:
        focused = _focus()
        names.append(focused.accessibleName() or str(focused.property("text")))
        _press(Qt.Key.Key_Tab)
        if _focus() is window.toolbar.new_button:
            break
    assert names == [
        *("New Job", "Search jobs and logs", "Sidebar", "Details", "Filters", "Jobs"),
        *("What can be done with the job", "Details of the job"),
        *("1 error", "Previous error", "Next error", "Find in the log", "When each line was seen", "Wrap long lines"),
        *("Copy the selection, or all", "Open in the default editor", "Log", "1 running"),
    ]

"""Cancel, trash and changes can be taken back; what nobody takes back is carried out, also when the window closes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from jobdesk.engine.manager import JobManager
from jobdesk.ui.commands.undo import UndoHistory
from jobdesk.ui.form.job_form import JobForm
from jobdesk.ui.form.mode import FormMode
from jobdesk.ui.templates.editor import TemplateEditor
from jobdesk.ui.text.job_state import STOPPING
from jobdesk.ui.widgets.toasts import Toasts

if TYPE_CHECKING:
    from tests.ui.conftest import Hands, OpenDesk

TICKING = "import time\nfor n in range(600): print('tick', n, flush=True); time.sleep(0.05)"


def test_deeds_are_undone_and_redone_in_turn() -> None:
    history, state = UndoHistory(), ["a"]
    history.did("Make B", lambda: state.remove("b"), lambda: state.append("b"))
    state.append("b")
    deed = history.did("Make C", lambda: state.remove("c"), lambda: state.append("c"))
    state.append("c")

    history.undo()
    assert (state, history.undo_text, history.redo_text) == (["a", "b"], "Make B", "Make C")
    history.redo()
    assert (state, history.undo_text, history.redo_text) == (["a", "b", "c"], "Make C", "")
    history.forget(deed)
    history.undo()
    assert (state, history.undo_text) == (["a", "c"], "")
    history.undo()
    history.did("New", lambda: None, lambda: None)
    assert history.redo_text == ""


def _ticks(desk: OpenDesk, job_id: str) -> int:
    return len(desk.manager.read_log(job_id).splitlines())


def test_cancel_freezes_and_undo_lets_it_go_on(time_to_undo: None, desk: OpenDesk) -> None:
    jobs = [desk.run_python(TICKING, name=f"ticks {number}") for number in range(2)]
    for job in jobs:
        desk.wait_status(job.id, "running")
        desk.qtbot.waitUntil(lambda job=job: _ticks(desk, job.id) > 1)  # type: ignore[misc]
    desk.window.deeds.cancel([desk.shown(job.id) for job in jobs])
    desk.qtbot.waitUntil(lambda: all(desk.shown(job.id).is_paused for job in jobs))
    desk.qtbot.waitUntil(lambda: [toast.text for toast in desk.window.toasts.shown] == ["Cancelled 2 jobs"])
    said = ("Stopping", "Stops in a moment; Undo takes that back")
    desk.qtbot.waitUntil(lambda: (desk.cell(jobs[0].id, "state"), desk.cell(jobs[0].id, "progress")) == said)
    header = desk.window.detail.header
    desk.window.table.select_job(jobs[0].id)
    assert (header._next.isHidden(), header._icon._name) == (True, STOPPING.icon)
    desk.window.table.selectAll()
    desk.qtbot.waitUntil(lambda: "2 stopping" in header._meta.accessibleName())
    before = _ticks(desk, jobs[0].id)
    desk.qtbot.wait(400)
    assert _ticks(desk, jobs[0].id) == before
    assert desk.window.history.undo_text == "Cancel 2 jobs"

    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: not any(desk.shown(job.id).is_paused for job in jobs))
    desk.qtbot.waitUntil(lambda: _ticks(desk, jobs[0].id) > before)
    assert desk.window.toasts.shown == []
    assert desk.window.history.redo_text == "Cancel 2 jobs"


def test_cancel_is_carried_out_after_five_seconds(desk: OpenDesk) -> None:
    desk.manager.change_setting("grace_s", 0.3)
    job = desk.run_python(TICKING)
    desk.wait_status(job.id, "running")
    began = time.monotonic()
    desk.window.deeds.cancel([desk.shown(job.id)])
    desk.wait_status(job.id, "cancelled")

    assert time.monotonic() - began > 4.5
    assert desk.window.history.undo_text == ""


def test_a_second_cancel_does_not_wait(time_to_undo: None, desk: OpenDesk) -> None:
    desk.manager.change_setting("grace_s", 0.3)
    job = desk.run_python(TICKING)
    desk.wait_status(job.id, "running")
    desk.window.deeds.cancel([desk.shown(job.id)])
    desk.window.deeds.cancel([desk.shown(job.id)])
    desk.wait_status(job.id, "cancelled")


def test_a_queued_job_is_held_and_undo_queues_it_again(time_to_undo: None, desk: OpenDesk) -> None:
    desk.manager.change_setting("run_limit", 1)
    running = desk.run_python(TICKING)
    desk.wait_status(running.id, "running")
    job = desk.run_python("pass")
    desk.window.deeds.cancel([desk.shown(job.id)])
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).is_held)
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).is_waiting)


def test_what_cannot_be_frozen_is_cancelled_at_once_and_can_be_run_again(desk: OpenDesk) -> None:
    job = desk.manager.create_job({"command": ["true"]}, name="driven")
    desk.manager.update_job(job.id, status="running")
    desk.wait_status(job.id, "running")
    desk.window.deeds.cancel([desk.shown(job.id)])
    desk.qtbot.waitUntil(lambda: len(desk.window.toasts.shown) == 1)

    toast = desk.window.toasts.shown[0]
    assert toast.text == "Cancelled driven"
    assert toast.button is not None
    assert toast.button.text() == "Rerun"
    assert desk.window.history.undo_text == ""


def test_closing_within_the_five_seconds_cancels(open_desk: Callable[..., OpenDesk]) -> None:
    ended: dict[str, str] = {}

    def close(manager: JobManager) -> None:
        manager.change_setting("grace_s", 0.3)
        for job in manager.list_jobs():
            done = manager.wait_job(job.id, 8)
            ended[job.id] = str(done.status) if done is not None else ""
        manager.close(hand_over=False)

    desk = open_desk(close_manager=close)
    job = desk.run_python(TICKING)
    desk.wait_status(job.id, "running")
    desk.window.deeds.cancel([desk.shown(job.id)])
    desk.end()

    assert ended == {job.id: "cancelled"}


def test_trash_and_changes_are_undone(desk: OpenDesk) -> None:
    job = desk.run_python("print(1)", name="mine")
    desk.wait_status(job.id, "completed")
    desk.window.deeds.delete([desk.shown(job.id)])
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).deleted is not None)
    assert desk.window.toasts.shown[-1].text == "Moved mine to Trash"
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).deleted is None)

    desk.window.deeds.change([desk.shown(job.id)], "Set Tags of mine", tags=["x"], priority=3)
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).tags == ("x",))
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).tags == ())
    assert desk.shown(job.id).priority == 0


def test_at_most_two_toasts_and_a_long_text_stays_within_the_window(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    window.show()
    toasts = Toasts(window, lambda: 20)
    for number in range(3):
        toasts.tell(f"{number} {'word ' * 60}", "Undo")

    assert [toast.text[0] for toast in toasts.shown] == ["1", "2"]
    assert all(window.rect().contains(toast.geometry()) for toast in toasts.shown)
    assert window.focusWidget() is None


def test_only_the_newest_toast_names_the_keys(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    toasts = Toasts(window, lambda: 20)
    for keys in ("Ctrl+Z", "Ctrl+Z", ""):
        toasts.tell("Moved", "Undo" if keys else "", keys=keys)
        texts = [toast.button.text() for toast in toasts.shown if toast.button is not None]
        assert texts[-1].startswith("Undo ")
        assert texts[:-1] in ([], ["Undo"])


def test_the_toast_of_a_deed_on_a_queue_goes_when_that_is_taken_back(desk: OpenDesk) -> None:
    desk.window.limit_deeds.pause("night")
    desk.qtbot.waitUntil(lambda: bool(desk.window.toasts.shown))
    desk.window.history.undo()
    assert desk.window.toasts.shown == []


def test_the_trash_is_emptied_only_after_asking(desk: OpenDesk) -> None:
    jobs = [desk.run_python("print(1)", name=f"job {number}") for number in range(3)]
    for job in jobs:
        desk.wait_status(job.id, "completed")
    desk.window.deeds.delete([desk.shown(job.id) for job in jobs[:2]])
    desk.qtbot.waitUntil(lambda: all(desk.shown(job.id).deleted for job in jobs[:2]))
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 1)
    desk.window.actions_["empty_trash"].trigger()
    box = desk.window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    remove = next(button for button in box.buttons() if "Good" in button.text())
    assert remove.text() == "Remove 2 Jobs for Good"
    remove.click()
    desk.qtbot.waitUntil(lambda: len(desk.window.model.roster) == 1)
    assert desk.manager.list_jobs(trash=True) == []


def test_clearing_what_has_ended_is_one_deed(desk: OpenDesk) -> None:
    jobs = [desk.run_python("print(1)") for _ in range(3)]
    held = desk.manager.create_job({"command": ["true"]})
    for job in jobs:
        desk.wait_status(job.id, "completed")
    desk.shown(held.id)
    desk.window.actions_["clear_finished"].trigger()
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 1)
    assert not desk.shown(held.id).deleted
    desk.qtbot.waitUntil(lambda: len(desk.window.toasts.shown) == 1)
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 4)
    assert desk.window.toasts.shown == []


DEAF = """
import signal, time
for number in (1, 2, 15):
    signal.signal(number, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""


def test_cancelling_again_what_is_stopping_ends_it_by_force(desk: OpenDesk) -> None:
    desk.manager.change_setting("grace_s", 600)
    job = desk.run_python(DEAF, name="deaf")
    desk.qtbot.waitUntil(lambda: desk.manager.read_log(job.id) == "deaf\n")
    desk.manager.cancel_job(job.id)
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).cancelled)
    desk.window.deeds.cancel([desk.shown(job.id)])
    desk.wait_status(job.id, "cancelled")


def test_a_window_closed_with_changes_in_it_can_be_opened_again(desk: OpenDesk) -> None:
    job = desk.manager.create_job({"command": ["true"]}, name="held")
    desk.shown(job.id)
    dialogs, toasts = desk.window.dialogs, desk.window.toasts
    dialogs._open_for([desk.shown(job.id)], FormMode.EDIT)
    dialogs.templates.make_of([desk.shown(job.id)])
    form = next(one for one in desk.window.findChildren(JobForm))
    editor = desk.window.findChild(TemplateEditor)
    assert isinstance(editor, TemplateEditor)
    for window, row in ((form, form.field("command")), (editor, editor.fields["command"])):
        row.set_raw("make all")
        window.close()
        assert not window.isVisible()
        (toast,) = toasts.shown
        assert (toast.text, toast.button and toast.button.text()) == (
            f"Closed {window.windowTitle()} without saving",
            "Reopen",
        )
        assert toast.button is not None
        toast.button.click()
        assert (window.isVisible(), row.raw()) == (True, "make all")
    form.submit()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).config["command"] == ["make", "all"])
    editor.save()
    desk.qtbot.waitUntil(lambda: not desk.window.findChildren(TemplateEditor))
    assert [toast.text for toast in toasts.shown if "without saving" in toast.text] == []


def test_a_window_that_nobody_changed_closes_without_a_word(desk: OpenDesk) -> None:
    job = desk.manager.create_job({"command": ["true"]}, name="held")
    desk.window.dialogs._open_for([desk.shown(job.id)], FormMode.EDIT)
    form = next(one for one in desk.window.findChildren(JobForm))
    form.fold.setChecked(True)
    form.close()
    assert desk.window.toasts.shown == []
    desk.qtbot.waitUntil(lambda: not desk.window.findChildren(JobForm))


def test_f2_renames_a_job_that_has_ended_and_undo_gives_the_old_name_back(desk: OpenDesk, hands: Hands) -> None:
    job = desk.run_python("print('x')", name="old")
    desk.wait_status(job.id, "completed")
    desk.window.activateWindow()
    desk.window.table.setFocus()
    desk.window.table.select_job(job.id)
    hands.press(desk.window.table, Qt.Key.Key_F2)
    dialog = desk.window.findChild(QInputDialog)
    assert isinstance(dialog, QInputDialog)
    assert dialog.textValue() == "old"
    field = dialog.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    hands.type(field, "  new name ")  # Over the old one, which is selected.
    hands.press(field, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).name == "new name")
    assert desk.window.history.undo_text == "Rename old"
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).name == "old")
    listed = [action for menu in desk.window.bar_menus.values() for action in menu.actions()]
    assert desk.window.actions_["rename"] in listed

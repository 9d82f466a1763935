"""The tray's icon and menu, and what closing and quitting do with and without a tray."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from jobdesk.app import activate_running_desk
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.store import load_state
from jobdesk.ui.app.tray import Tray, tray_icon
from jobdesk.ui.notify.notifier import Notifier
from jobdesk.ui.notify.rules import Notification
from jobdesk.ui.theme.tokens import LIGHT
from tests.ui.conftest import OpenDesk, waits_for

pytestmark = pytest.mark.gui
SLEEP = "import time; time.sleep(60)"


class Told:
    """What was told outside of the window."""

    def __init__(self, desk: OpenDesk) -> None:
        self.titles: list[str] = []
        desk.desk.notifier.told.connect(self._on_told)

    def _on_told(self, notification: Notification, _way: str) -> None:
        self.titles.append(notification.title)


@pytest.fixture(autouse=True)
def ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The way that notifications go; without one, only the window tells."""
    ways = ["session bus"]
    monkeypatch.setattr(Notifier, "_tell", lambda *_: ways[-1])
    return ways


@pytest.fixture
def tray_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offscreen there is no tray; the rest is as if there were one."""
    monkeypatch.setattr(Tray, "is_available", property(lambda _: True))


@pytest.mark.parametrize("side", [16, 22, 32, 64])
def test_the_icon_is_drawn_for_each_size_and_shows_its_marks(qapp: object, side: int) -> None:
    plain, running, failed = tray_icon(0, 0), tray_icon(3, 0), tray_icon(3, 1)
    images = [icon.pixmap(QSize(side, side), 1.0).toImage() for icon in (plain, running, failed)]
    assert all(image.width() == side for image in images)
    assert images[0] != images[1] != images[2]
    corner = images[2].pixelColor(round(side * 0.8), round(side * 0.2))
    assert corner.name().upper() == LIGHT.fail
    colours = {images[1].pixelColor(x, y).name().upper() for x in range(side) for y in range(side)}
    assert LIGHT.text3 in colours
    # The gap around a mark lets the panel through, whatever its colour.
    assert images[1].pixelColor(round(side * 0.69), round(side * 0.69 - side * 0.31 - max(1, side / 36))).alpha() < 160


def test_the_menu_names_what_runs_and_leads_to_it(desk: OpenDesk) -> None:
    tray = desk.desk.tray
    job = desk.run_python(SLEEP, name="a & b")
    desk.wait_status(job.id, "running")
    desk.qtbot.waitUntil(lambda: any("a && b" in one.text() for one in tray.menu.actions()))
    assert tray.icon.toolTip() == "JobDesk: 1 job(s) running" or "running" in tray.icon.toolTip()
    desk.window.hide()

    def entries() -> dict[str, QAction]:
        menu = next(one for one in tray.menu.actions() if "a && b" in one.text()).menu()
        assert isinstance(menu, QMenu)
        return {one.text(): one for one in menu.actions()}

    entries()["Pause"].trigger()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).is_paused)
    desk.qtbot.waitUntil(lambda: "Resume" in entries())
    entries()["Resume"].trigger()
    desk.qtbot.waitUntil(lambda: not desk.shown(job.id).is_paused)
    entries()["Show"].trigger()
    assert desk.window.isVisible()
    assert [one.id for one in desk.window.table.selected_jobs()] == [job.id]


def test_the_menu_leads_to_what_the_red_mark_is_about(desk: OpenDesk) -> None:
    tray = desk.desk.tray
    calm = desk.run_python(SLEEP, name="calm")
    desk.wait_status(calm.id, "running")
    desk.window.table.select_job(calm.id)
    job = desk.run_python("raise SystemExit(3)", name="R&D")

    def entries() -> dict[str, QAction]:
        return {one.text(): one for one in tray.menu.actions()}

    desk.qtbot.waitUntil(lambda: "R&&D failed" in entries())
    entries()["R&&D failed"].trigger()
    assert [one.id for one in desk.window.table.selected_jobs()] == [job.id]
    desk.qtbot.waitUntil(lambda: "R&&D failed" not in entries())


def test_a_menu_that_a_panel_shows_for_us_stays_as_it_is_until_it_closes(desk: OpenDesk) -> None:
    menu = desk.desk.tray.menu
    menu.aboutToShow.emit()  # All that a panel says which shows the menu itself: to Qt it never is visible.
    held = menu.actions()
    job = desk.run_python(SLEEP, name="newcomer")
    desk.wait_status(job.id, "running")
    desk.qtbot.waitUntil(lambda: "1" in desk.desk.tray.icon.toolTip())
    assert menu.actions() == held
    menu.aboutToHide.emit()
    menu.aboutToShow.emit()
    assert any("newcomer" in one.text() for one in menu.actions())


def test_the_menu_stays_as_it_is_while_nothing_that_it_says_changes(desk: OpenDesk) -> None:
    tray = desk.desk.tray
    code = "import os, time; open(os.environ['JOBDESK_EVENTS'], 'a').write(%r); time.sleep(60)"
    job = desk.run_python(code % '{"type": "progress", "fraction": 0.5}\n', name="reports")
    desk.wait_status(job.id, "running")
    desk.qtbot.waitUntil(lambda: any("reports" in one.text() for one in tray.menu.actions()))
    held = tray.menu.actions()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).progress is not None)
    tray._refresh()
    assert tray.menu.actions() == held


def test_marks_that_were_drawn_once_are_not_drawn_again(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[int, int]] = []

    def draw(running: int, failed: int) -> QIcon:
        drawn.append((running, failed))
        return tray_icon(running, failed)

    monkeypatch.setattr("jobdesk.ui.app.tray.tray_icon", draw)
    for _ in range(2):
        job = desk.run_python(SLEEP)
        desk.qtbot.waitUntil(lambda: "1" in desk.desk.tray.icon.toolTip())
        desk.manager.cancel_job(job.id)
        desk.qtbot.waitUntil(lambda: "1" not in desk.desk.tray.icon.toolTip())
    assert drawn == [(1, 0)]


def test_a_menu_that_was_filled_anew_leaves_nothing_of_the_former_behind(desk: OpenDesk) -> None:
    job = desk.run_python(SLEEP)
    desk.wait_status(job.id, "running")

    def count_after(times: int) -> int:
        for _ in range(times):
            desk.desk.tray.menu.aboutToShow.emit()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        return sum(type(one) in {QMenu, QAction} for one in gc.get_objects())

    few = count_after(1)
    assert count_after(20) == few


def test_closing_with_jobs_goes_to_the_tray_and_says_so_once(desk: OpenDesk, tray_there: None) -> None:
    told = Told(desk)
    job = desk.run_python(SLEEP)
    desk.wait_status(job.id, "running")
    for _ in range(2):
        desk.window.close()
        assert not desk.window.isVisible()
        desk.desk.tray.show_requested.emit()
        assert desk.window.isVisible()
    desk.qtbot.waitUntil(lambda: len(told.titles) == 1)
    desk.qtbot.wait(100)
    assert told.titles == ["JobDesk stays in the tray"]
    assert not desk.manager.is_closed


def test_closing_without_jobs_ends(desk: OpenDesk, tray_there: None) -> None:
    with desk.qtbot.waitSignal(desk.desk.ended):
        desk.window.close()


def test_closing_without_a_tray_ends_and_says_that_jobs_go_on(desk: OpenDesk) -> None:
    told = Told(desk)
    job = desk.run_python(SLEEP)
    desk.wait_status(job.id, "running")
    with desk.qtbot.waitSignal(desk.desk.ended):
        desk.window.close()
    assert len(told.titles) == 1
    assert told.titles[0].endswith("in the background")


def test_where_nothing_can_be_told_outside_a_box_says_once_that_jobs_go_on(
    open_desk: Callable[..., OpenDesk], tmp_path: Path, ways: list[str]
) -> None:
    ways.append("")
    for is_first in (True, False):
        one = open_desk(tmp_path / "d")
        job = one.run_python(SLEEP)
        one.wait_status(job.id, "running")
        one.manager.change_setting("ask_on_quit", False)
        one.qtbot.waitUntil(lambda desk=one.desk: not desk.leaving.asks)  # type: ignore[misc]
        with one.qtbot.waitSignal(one.desk.ended):
            one.window.actions_["quit"].trigger()
            if is_first:
                one.qtbot.waitUntil(lambda desk=one.desk: desk.leaving.box is not None)  # type: ignore[misc]
                box = one.desk.leaving.box
                assert box is not None
                assert box.text().endswith("in the background")
                box.button(QMessageBox.StandardButton.Ok).click()
        assert one.desk.leaving.box is None


def leave_with_a_box(desk: OpenDesk) -> QMessageBox:
    """Close the window while a job runs, and return the box that says so."""
    job = desk.run_python(SLEEP)
    desk.wait_status(job.id, "running")
    desk.window.close()
    desk.qtbot.waitUntil(lambda: desk.desk.leaving.box is not None)
    box = desk.desk.leaving.box
    assert box is not None
    return box


def visible_boxes() -> list[QMessageBox]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]


def test_the_box_takes_no_keys_from_other_windows_and_ends_with_its_desk(desk: OpenDesk, ways: list[str]) -> None:
    ways.append("")
    box = leave_with_a_box(desk)
    assert visible_boxes() == [box]
    assert QApplication.activeModalWidget() is None
    assert box.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert box.parent() is desk.window
    desk.end()
    assert visible_boxes() == []


def test_a_desk_that_is_opened_again_while_the_box_is_there_stays(
    desk: OpenDesk, ways: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobdesk.ui.app.quit_controller._READING_MS", 600_000)
    ways.append("")
    leave_with_a_box(desk)
    answers: list[bool] = []
    second = threading.Thread(target=lambda: answers.append(activate_running_desk(desk.manager.folder)))
    second.start()
    desk.qtbot.waitUntil(lambda: desk.window.isVisible() and bool(answers))
    second.join()
    assert answers == [True]
    assert visible_boxes() == []
    assert not desk.desk.is_ending
    with desk.qtbot.waitSignal(desk.desk.ended):
        desk.window.close()


def test_a_desk_that_ends_answers_no_second_start(
    open_desk: Callable[..., OpenDesk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()

    def close(manager: JobManager) -> None:
        goes_on.wait(60)
        manager.close(hand_over=False)

    one = open_desk(tmp_path / "d", close)
    one.desk.end()
    try:
        assert not activate_running_desk(one.manager.folder)
    finally:
        goes_on.set()
    one.end()
    assert not one.window.isVisible()


def choose(box: QMessageBox | None, word: str) -> None:
    """Press the button of a box that bears a word."""
    assert box is not None
    next(button for button in box.buttons() if word in button.text()).click()


def test_quitting_while_jobs_run_offers_to_keep_them_to_stop_them_and_to_stay(
    open_desk: Callable[..., OpenDesk], tmp_path: Path
) -> None:
    one = open_desk(tmp_path / "d", lambda manager: manager.close(hand_over=False))
    told = Told(one)
    go = tmp_path / "go"
    job = one.run_python(waits_for(go), name="<b>encode</b>")
    one.wait_status(job.id, "running")
    one.window.actions_["quit"].trigger()
    box = one.desk.leaving.box
    assert box is not None
    assert box.informativeText() == f"#{job.number} <b>encode</b>"
    assert "Keep Running" in box.defaultButton().text()
    assert any("Stop" in button.text() for button in box.buttons())
    choose(box, "Stay")
    assert one.desk.leaving.box is None
    assert one.window.isVisible()
    one.window.actions_["quit"].trigger()
    with one.qtbot.waitSignal(one.desk.ended):
        choose(one.desk.leaving.box, "Keep Running")
    assert told.titles == []  # It was just read.
    go.touch()
    with JobManager(tmp_path / "d" / "jobs_state.json") as manager:
        ended = manager.wait_job(job.id, 20)
        assert ended is not None
        assert ended.status == "completed"


def test_the_question_follows_the_jobs_while_it_is_open(open_desk: Callable[..., OpenDesk], tmp_path: Path) -> None:
    one = open_desk(tmp_path / "d")
    one.manager.change_setting("run_limit", 1)
    first = one.run_python(SLEEP, name="encode")
    second = one.run_python(SLEEP, name="backup")
    one.wait_status(first.id, "running")
    one.shown(second.id)
    one.window.showMinimized()
    one.window.actions_["quit"].trigger()
    assert not one.window.isMinimized()
    box = one.desk.leaving.box
    assert box is not None
    place = box.defaultButton().geometry()
    assert "Stop 2 Job" in " ".join(button.text() for button in box.buttons())
    one.manager.cancel_job(first.id)
    running = f"#{first.number} encode, ended\n#{second.number} backup"
    one.qtbot.waitUntil(lambda: box.informativeText() == running)
    assert "Stop 1 Job" in " ".join(button.text() for button in box.buttons())
    assert box.defaultButton().geometry() == place
    one.manager.cancel_job(second.id)
    one.qtbot.waitUntil(lambda: box.text() == "All jobs have ended.")
    assert not any("Stop" in button.text() for button in box.buttons() if button.isEnabled())
    with one.qtbot.waitSignal(one.desk.ended):
        choose(box, "Quit")


def test_who_wants_no_question_when_quitting_is_asked_once(open_desk: Callable[..., OpenDesk], tmp_path: Path) -> None:
    one = open_desk(tmp_path / "d", lambda manager: manager.close(hand_over=False))
    job = one.run_python(SLEEP)
    one.wait_status(job.id, "running")
    one.window.actions_["quit"].trigger()
    box = one.desk.leaving.box
    assert box is not None
    box.checkBox().setChecked(True)
    with one.qtbot.waitSignal(one.desk.ended):
        choose(box, "Keep Running")
    again = open_desk(tmp_path / "d")
    told = Told(again)
    again.wait_status(job.id, "running")
    assert again.manager.get_settings()["ask_on_quit"] is False
    again.qtbot.waitUntil(lambda: not again.desk.leaving.asks)
    with again.qtbot.waitSignal(again.desk.ended):
        again.window.actions_["quit"].trigger()
        assert not again.window.isVisible()
    assert len(told.titles) == 1


def test_a_quit_while_jobs_are_only_due_later_asks_nothing(desk: OpenDesk) -> None:
    later = desk.manager.submit_job({"command": ["true"]}, not_before="2100-01-01T00:00:00Z")
    desk.wait_status(later.id, "queued")
    assert desk.desk.leaving.unfinished()
    with desk.qtbot.waitSignal(desk.desk.ended):
        desk.window.actions_["quit"].trigger()
        assert desk.desk.leaving.box is None


def test_a_quit_without_jobs_asks_nothing(desk: OpenDesk) -> None:
    with desk.qtbot.waitSignal(desk.desk.ended):
        desk.window.actions_["quit"].trigger()
    assert desk.desk.leaving.box is None


def test_stopping_all_asks_by_name_and_cancel_is_the_default(
    open_desk: Callable[..., OpenDesk], tmp_path: Path
) -> None:
    one = open_desk(tmp_path / "d", lambda manager: manager.close(hand_over=False))
    one.manager.change_setting("run_limit", 1)
    one.manager.change_setting("grace_s", 0.2)
    first = one.run_python(SLEEP, name="encode")
    one.wait_status(first.id, "running")
    second = one.run_python(SLEEP, name="<b>backup</b>")
    one.shown(second.id)
    one.window.actions_["stop_and_quit"].trigger()
    box = one.desk.leaving.box
    assert isinstance(box, QMessageBox)
    assert f"#{first.number} encode\n#{second.number} <b>backup</b>, waits" in box.informativeText()
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    box.defaultButton().click()
    assert one.desk.leaving.box is None
    assert one.window.isVisible()

    one.window.actions_["stop_and_quit"].trigger()
    box = one.desk.leaving.box
    assert box is not None
    stop = next(button for button in box.buttons() if "Stop" in button.text())
    with one.qtbot.waitSignal(one.desk.ended):
        stop.click()
    deadline = time.monotonic() + 20
    with JobManager(tmp_path / "d" / "jobs_state.json") as manager:
        for job in (first, second):
            ended = manager.wait_job(job.id, max(0.0, deadline - time.monotonic()))
            assert ended is not None
            assert ended.status == "cancelled"


def test_stopping_all_leaves_the_planned_runs_of_schedules(open_desk: Callable[..., OpenDesk], tmp_path: Path) -> None:
    one = open_desk(tmp_path / "d", lambda manager: manager.close(hand_over=False))
    one.manager.change_setting("grace_s", 0.2)
    schedule = one.manager.add_schedule({"command": ["true"]}, every_s=86400, name="nightly")
    later = one.manager.submit_job({"command": ["true"]}, not_before="2100-01-01T00:00:00Z", name="later")
    job = one.run_python(SLEEP, name="encode")
    one.wait_status(job.id, "running")
    planned = next(one for one in one.manager.list_jobs(status="queued") if one.schedule == schedule.id)
    one.shown(planned.id)
    one.shown(later.id)
    one.window.actions_["stop_and_quit"].trigger()
    box = one.desk.leaving.box
    assert box is not None
    assert box.informativeText().splitlines() == [
        f"#{job.number} encode",
        f"#{later.number} later, waits",
        "1 planned run(s) of schedules stay planned, whatever you choose.",
    ]
    with one.qtbot.waitSignal(one.desk.ended):
        choose(box, "Stop 2 Job")
    with JobManager(tmp_path / "d" / "jobs_state.json") as manager:
        ended = [manager.wait_job(job.id, 20) for job in (job, later)]
        assert [job.status for job in ended if job is not None] == ["cancelled"] * 2
        assert [job.id for job in manager.list_jobs(status="queued")] == [planned.id]
        manager.delete_schedule(schedule.id)  # The engine that this manager has started ends then.


def test_stopping_all_where_runs_are_only_planned_asks_nothing(
    open_desk: Callable[..., OpenDesk], tmp_path: Path
) -> None:
    one = open_desk(tmp_path / "d", lambda manager: manager.close(hand_over=False))
    one.manager.add_schedule({"command": ["true"]}, every_s=86400, name="nightly")
    one.qtbot.waitUntil(lambda: len(one.desk.leaving.unfinished()) == 1)
    with one.qtbot.waitSignal(one.desk.ended):
        one.window.actions_["stop_and_quit"].trigger()
    assert [job.status for job in load_state(DataFolder(tmp_path / "d")).snapshot.jobs] == ["queued"]


def test_asked_whether_to_stop_them_the_jobs_may_go_on_as_well(
    open_desk: Callable[..., OpenDesk], tmp_path: Path
) -> None:
    one = open_desk(tmp_path / "d", lambda manager: manager.close(hand_over=False))
    go = tmp_path / "go"
    job = one.run_python(waits_for(go))
    one.wait_status(job.id, "running")
    one.window.hide()
    assert one.window.actions_["stop_and_quit"] in one.desk.tray.menu.actions()
    one.window.actions_["stop_and_quit"].trigger()
    assert one.window.isVisible()
    box = one.desk.leaving.box
    assert box is not None
    keep = next(button for button in box.buttons() if "Keep" in button.text())
    with one.qtbot.waitSignal(one.desk.ended):
        keep.click()
    go.touch()
    with JobManager(tmp_path / "d" / "jobs_state.json") as manager:
        ended = manager.wait_job(job.id, 20)
        assert ended is not None
        assert ended.status == "completed"


def test_what_changes_while_the_desk_ends_reaches_no_menu_that_is_gone(desk: OpenDesk) -> None:
    tray = desk.desk.tray
    tray.close()
    QCoreApplication.sendPostedEvents(tray.menu, QEvent.Type.DeferredDelete.value)
    desk.window.model.roster_changed.emit()
    desk.desk.activity.changed.emit()

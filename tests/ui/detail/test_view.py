"""The details of a job: what each tab says, and what the person does there."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from jobdesk.core.job import JobStatus
from jobdesk.ui.detail import body as detail_body
from jobdesk.ui.detail.files import JobFile
from jobdesk.ui.detail.view import CONFIG, COST, FILES, LOG, OVERVIEW
from jobdesk.ui.theme import metrics

if TYPE_CHECKING:
    from jobdesk.core.job import Job
    from jobdesk.ui.detail.view import JobDetail
    from tests.ui.conftest import Hands, OpenDesk

REPORTS = """
import json, os, sys, time
events = os.environ["JOBDESK_EVENTS"]
def tell(**event):
    with open(events, "a") as file: file.write(json.dumps(event) + chr(10))
open("out.txt", "w").write("made")
tell(type="artifact", path="out.txt"); tell(type="artifact", path="/etc/passwd")
tell(type="cost", usd=0.38, mark="\\u2248"); tell(type="progress", step=3, total=4, text="Page")
print("it is done", flush=True)
time.sleep(1)
"""


def show(desk: OpenDesk, job: Job) -> JobDetail:
    desk.shown(job.id)
    desk.window.table.select_job(job.id)
    detail = desk.window.detail
    desk.qtbot.waitUntil(lambda: detail.job is not None and detail.job.id == job.id)
    return detail


@pytest.fixture
def ended(desk: OpenDesk, tmp_path: Path) -> Job:
    config = {"command": [sys.executable, "-u", "-c", REPORTS], "cwd": str(tmp_path)}
    job = desk.manager.submit_job(config, name="reports")
    return desk.wait_status(job.id, "completed")


def test_overview_tells_what_was_measured(desk: OpenDesk, ended: Job) -> None:
    detail = show(desk, ended)
    detail.show_tab(OVERVIEW)
    desk.qtbot.waitUntil(lambda: "Most memory" in detail.body.overview.texts())
    texts = detail.body.overview.texts()

    assert texts["Exit code"] == "0"
    assert texts["Processor time"].endswith(" s")
    assert {"Outcome", "Added", "Started", "Ended", "Took"} <= set(texts)


def test_the_outcome_follows_the_last_line_that_was_read(desk: OpenDesk) -> None:
    job = desk.run_python("print('why'); raise SystemExit(3)")
    desk.wait_status(job.id, "failed")
    detail, model = show(desk, job), desk.window.model
    detail.show_tab(OVERVIEW)
    desk.qtbot.waitUntil(lambda: model.last_line(job.id) == "why")  # It is read once.
    model.set_last_lines({job.id: "because"})
    desk.qtbot.waitUntil(lambda: detail.body.overview.texts()["Outcome"].endswith("because"))


def test_cost_shows_only_where_there_is_one(desk: OpenDesk, ended: Job) -> None:
    detail = show(desk, ended)
    assert detail.body.tabs.isTabVisible(COST)
    detail.show_tab(COST)
    assert detail.body.cost.texts() == {"Total": "≈ $0.38", "Source": "Estimated by the job from its use"}
    other = desk.run_python("pass")
    desk.wait_status(other.id, "completed")
    show(desk, other)

    assert not detail.body.tabs.isTabVisible(COST)
    assert detail.body.tabs.currentIndex() == LOG


def test_of_several_reads_of_the_files_the_newest_is_shown(
    desk: OpenDesk, ended: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that answers late must not bring back a list from before the job was shown again."""
    other = desk.manager.create_job({"command": ["true"]}, name="other")
    detail = show(desk, other)
    go, calls = threading.Event(), []

    def list_slowly(log: Path, cwd: str) -> list[JobFile]:
        calls.append(log)
        if len(calls) == 1:
            assert go.wait(60)
            return [JobFile("/old", "old")]
        return [JobFile("/new", "new")] if log == Path(ended.logs_path) else []

    monkeypatch.setattr(detail_body, "list_files", list_slowly)
    show(desk, ended)
    desk.qtbot.waitUntil(lambda: len(calls) == 1)
    show(desk, other)
    show(desk, ended)
    desk.qtbot.waitUntil(lambda: [file.name for file in detail.body.files.files] == ["new"])
    with desk.qtbot.waitSignal(
        desk.desk.bridge._answered, check_params_cb=lambda _, value: value == [JobFile("/old", "old")]
    ):
        go.set()

    assert [file.name for file in detail.body.files.files] == ["new"]


def test_files_show_and_refuse(desk: OpenDesk, ended: Job) -> None:
    detail = show(desk, ended)
    desk.qtbot.waitUntil(lambda: len(detail.body.files.files) >= 3)
    detail.show_tab(FILES)
    assert detail.body.tabs.tabText(FILES) == f"Files  {len(detail.body.files.files)}"
    names = [file.name for file in detail.body.files.files]
    detail.body.files.table.selectRow(names.index("out.txt"))
    assert detail.body.files.open_button.isEnabled()
    detail.body.files.table.selectRow(names.index("passwd"))
    assert not detail.body.files.open_button.isEnabled()
    assert detail.body.files.folder_button.isEnabled()
    with desk.qtbot.waitSignal(detail.body.files.told):
        detail.body.files.open_file()
    detail.body.files.copy_path()

    assert QGuiApplication.clipboard().text() == "/etc/passwd"


def test_notes_are_kept(desk: OpenDesk, ended: Job, hands: Hands) -> None:
    detail = show(desk, ended)
    detail.show_tab(OVERVIEW)
    hands.type(detail.body.overview.notes, "worth keeping")
    detail.body.overview.notes.keep()

    desk.qtbot.waitUntil(lambda: desk.shown(ended.id).notes == "worth keeping")
    assert desk.manager.get_job(ended.id).notes == "worth keeping"  # type: ignore[union-attr]


def test_notes_of_one_job_do_not_reach_another(desk: OpenDesk, ended: Job, hands: Hands) -> None:
    other = desk.manager.create_job({"command": ["true"]}, name="other")
    detail = show(desk, ended)
    detail.show_tab(OVERVIEW)
    hands.type(detail.body.overview.notes, "mine")
    show(desk, other)
    detail.show_tab(OVERVIEW)

    desk.qtbot.waitUntil(lambda: desk.shown(ended.id).notes == "mine")
    assert detail.body.overview.notes.toPlainText() == ""
    assert desk.shown(other.id).notes == ""


def test_dependencies_are_links(desk: OpenDesk, ended: Job) -> None:
    job = desk.manager.create_job({"command": ["true"]}, name="later", after=[ended.id])
    detail = show(desk, job)
    detail.show_tab(OVERVIEW)
    link = next(link for link in detail.body.overview.findChildren(QToolButton) if "reports" in link.text())
    link.click()

    desk.qtbot.waitUntil(lambda: detail.job is not None and detail.job.id == ended.id)


def test_last_runs_of_the_name_are_compared(desk: OpenDesk) -> None:
    jobs = [desk.run_python("pass", name="same") for _ in range(3)]
    for job in jobs:
        desk.wait_status(job.id, "completed")
    detail = show(desk, jobs[0])
    detail.show_tab(OVERVIEW)

    assert [run.id for run in detail.body.overview.run_bars._runs] == [job.id for job in jobs]
    assert "Completed" in detail.body.overview.run_bars.accessibleName()


def test_the_open_tab_folds_and_the_header_unfolds(desk: OpenDesk, ended: Job, hands: Hands) -> None:
    detail = show(desk, ended)
    height = detail.height()
    hands.click(detail.body.tabs, detail.body.tabs.tabRect(LOG).center())
    desk.qtbot.waitUntil(lambda: detail.height() == metrics.px(44))
    assert not desk.window.actions_["details"].isChecked()
    hands.click(detail.header, QPoint(60, 10))
    desk.qtbot.waitUntil(lambda: detail.height() >= height - metrics.row_height())

    assert desk.window.actions_["details"].isChecked()


def test_keys_choose_tabs_and_each_kind_remembers_its_own(desk: OpenDesk, ended: Job, hands: Hands) -> None:
    detail = show(desk, ended)
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    hands.press(desk.window, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert detail.body.tabs.currentIndex() == CONFIG
    other = desk.manager.create_job({"command": ["true"]}, name="other")
    show(desk, other)

    assert detail.body.tabs.currentIndex() == CONFIG


def test_header_says_what_is_obviously_next(desk: OpenDesk) -> None:
    job = desk.manager.create_job({"command": [sys.executable, "-c", "pass"]}, name="held")
    detail = show(desk, job)
    assert detail.header._next.text() == "Start"
    detail.header._next.click()
    desk.wait_status(job.id, "completed")

    desk.qtbot.waitUntil(lambda: not detail.header._next.isVisible())


def test_header_offers_nothing_for_a_frozen_job_that_is_stopping(desk: OpenDesk) -> None:
    job = desk.run_python("import time; time.sleep(300)")
    desk.wait_status(job.id, "running")
    desk.manager.pause_job(job.id)
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).is_paused)
    detail = show(desk, job)
    assert detail.header._next.text() == "Resume"
    stopping = msgspec.structs.replace(desk.shown(job.id), cancelled=True)
    detail.header.show_job(stopping, desk.window.model.moment())
    assert detail.header._next.isHidden()


def test_several_jobs_are_summed_up_at_the_top_of_the_pane(desk: OpenDesk, hands: Hands) -> None:
    told = "import json, os; open(os.environ['JOBDESK_EVENTS'], 'a').write(json.dumps(%r) + chr(10))"
    costs = [{"type": "cost", "usd": 1.25}, {"type": "cost", "usd": 0.5, "mark": "\u2248"}]
    jobs = [desk.run_python(told % cost) for cost in costs]
    for job in jobs:
        desk.wait_status(job.id, "completed")
    held = desk.manager.create_job({"command": ["true"]})
    desk.shown(held.id)
    detail, header = desk.window.detail, desk.window.detail.header

    desk.window.table.selectAll()

    assert header.name.accessibleName() == "3 jobs selected"
    assert header._meta.accessibleName() == "1 queued  ·  2 completed"
    cost, _, took = header._facts.text().partition("  ·  ")
    assert cost == "≈ $1.75"
    assert took.endswith(" in all")
    assert header.mapTo(detail, QPoint(0, 0)).y() == 0
    menus: list[QPoint] = []
    detail.menu_requested.connect(menus.append)
    hands.click(header.menu_button, header.menu_button.rect().center())
    assert menus
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()
    desk.manager.start_job(held.id)
    desk.wait_status(held.id, "completed")
    desk.qtbot.waitUntil(lambda: header._meta.accessibleName() == "3 completed")


def test_the_glance_is_there_only_when_wide(desk: OpenDesk, ended: Job) -> None:
    detail = show(desk, ended)
    detail.show_tab(LOG)
    desk.window.resize(metrics.px(1500), 900)
    desk.qtbot.waitUntil(detail.body.glance.isVisible)
    assert detail.body.glance.texts()["Total"] == "≈ $0.38"
    desk.window.resize(metrics.px(1200), 900)

    desk.qtbot.waitUntil(lambda: not detail.body.glance.isVisible())


def test_each_widget_that_takes_focus_has_a_name(desk: OpenDesk, ended: Job) -> None:
    detail = show(desk, ended)
    nameless = [
        type(widget).__name__
        for widget in detail.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
        and "qt_" not in widget.objectName()
    ]

    assert nameless == []
    assert ended.status is JobStatus.COMPLETED


def test_details_stand_on_the_right_of_a_wide_window(desk: OpenDesk, ended: Job) -> None:
    detail = show(desk, ended)
    desk.window.resize(metrics.px(1620), 900)
    desk.window.actions_["details_right"].setChecked(True)
    desk.qtbot.waitUntil(lambda: detail.x() > desk.window.table.x())
    assert detail.height() > metrics.px(400)
    desk.window.resize(metrics.px(1200), 900)
    desk.qtbot.waitUntil(lambda: detail.y() > desk.window.table.y())
    desk.window.resize(metrics.px(1620), 900)
    desk.qtbot.waitUntil(lambda: detail.x() > desk.window.table.x())
    desk.window.actions_["details"].setChecked(False)

    desk.qtbot.waitUntil(lambda: detail.height() == metrics.px(44))


def test_folding_takes_the_focus_back_to_the_table(desk: OpenDesk, ended: Job) -> None:
    detail = show(desk, ended)
    desk.window.activateWindow()
    detail.body.log_view.edit.setFocus()
    desk.qtbot.waitUntil(detail.body.log_view.edit.hasFocus)
    desk.window.actions_["details"].setChecked(False)

    desk.qtbot.waitUntil(desk.window.table.hasFocus)

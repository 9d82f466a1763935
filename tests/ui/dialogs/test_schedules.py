"""Schedules in the window: what a row says, the list of them, and every deed, by a real engine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, Qt

from jobdesk.core.job import JobStatus, Reason, ReasonCode
from jobdesk.core.timing.schedule import Schedule
from jobdesk.core.timing.times import format_time
from jobdesk.ui.dialogs.schedules.model import LAST, NEXT, WHEN, run_words
from jobdesk.ui.form.job_form import JobForm
from jobdesk.ui.form.mode import FormMode
from jobdesk.ui.form.preview.start_text import planned_words
from jobdesk.ui.notify.rules import notification_of
from jobdesk.ui.text.job_state import state_of

if TYPE_CHECKING:
    from jobdesk.ui.dialogs.schedules.window import SchedulesWindow
    from tests.ui.conftest import Hands, MakeJob, OpenDesk

NOW = datetime.now().astimezone().replace(hour=12, minute=0, second=0, microsecond=0)
DAILY = Schedule(id="s", name="nightly", config={}, cron="0 18 * * *")


@pytest.fixture
def british() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


def open_list(desk: OpenDesk) -> SchedulesWindow:
    desk.window.actions_["schedules"].trigger()
    window = desk.window.schedules.list
    assert window is not None
    return window


def cell(window: SchedulesWindow, column: int, row: int = 0) -> str:
    return str(window.model.index(row, column).data() or "")


# -- in words


def test_a_row_says_when_it_runs_and_how_it_goes_on(make_job: MakeJob, british: None) -> None:
    start = NOW + timedelta(hours=6)
    assert planned_words(start, DAILY, None, NOW) == "Today 18:00, then daily"
    assert planned_words(start, None, None, NOW) == "Today 18:00"
    due = format_time(NOW - timedelta(hours=10))
    missed = make_job(
        1,
        JobStatus.CANCELLED,
        not_before=due,
        reason=Reason(ReasonCode.MISSED, "Missed on 2026-01-31 02:00: JobDesk was not running"),
    )

    assert planned_words(start, DAILY, missed, NOW) == "Missed 02:00 (JobDesk was not running), runs 18:00"
    assert (state_of(missed).word, state_of(missed).token) == ("Missed", "need")
    assert run_words(missed, NOW) == "Missed on 2026-01-31 02:00: JobDesk was not running"
    told = notification_of(missed, make_job(1))
    assert told is not None
    assert told.title == "job 1 was missed"


# -- in the window


def test_a_planned_run_stands_in_the_table(desk: OpenDesk) -> None:
    schedule = desk.manager.add_schedule({"command": ["true"]}, cron="0 3 * * *", name="nightly")
    job = desk.shown(schedule.next_job or "")
    desk.qtbot.waitUntil(lambda: desk.cell(job.id, "progress").endswith(", then daily"))

    assert desk.cell(job.id, "state") == "Scheduled"
    assert desk.window.model.roster.count_of(("state", "scheduled")) == 1


def test_the_list_says_what_there_is(desk: OpenDesk) -> None:
    code = "raise SystemExit(3)"
    schedule = desk.manager.add_schedule({"command": [sys.executable, "-c", code]}, every_s=1.0, name="often")
    desk.manager.add_schedule({"command": ["true"]}, cron="0 9 * * 1-5", name="Report")
    desk.qtbot.waitUntil(lambda: desk.window.model.roster.last_run(schedule.id) is not None)
    window = open_list(desk)
    desk.qtbot.waitUntil(lambda: window.model.rowCount() == 2)
    assert [window.model.schedule_at(row).name for row in range(2)] == ["often", "Report"]  # type: ignore[union-attr]
    assert cell(window, WHEN) == "Every 1 s"
    assert cell(window, WHEN, 1).startswith("On weekdays at ")
    desk.qtbot.waitUntil(lambda: "Exit code 3" in cell(window, LAST))
    window.table.setCurrentIndex(window.model.index(1, 0))
    desk.qtbot.waitUntil(lambda: window.next.text().count("\n") == 4)
    assert [window.runs.item(row).text() for row in range(window.runs.count())] == ["No run yet"]
    window.table.setCurrentIndex(window.model.index(0, 0))
    desk.qtbot.waitUntil(lambda: "Exit code 3" in window.runs.item(window.runs.count() - 1).text())
    desk.manager.change_schedule(schedule.id, is_enabled=False)


def test_pause_skip_delete_and_undo(desk: OpenDesk, hands: Hands) -> None:
    schedule = desk.manager.add_schedule({"command": ["true"]}, cron="0 3 * * *", name="nightly", priority=5)
    window = open_list(desk)
    desk.qtbot.waitUntil(lambda: window.chosen is not None)
    first = cell(window, NEXT)
    window.buttons["skip"].click()
    desk.qtbot.waitUntil(lambda: cell(window, NEXT) not in {first, ""})
    desk.qtbot.waitUntil(lambda: "Skipped by you" in cell(window, LAST))
    window.buttons["pause"].click()
    desk.qtbot.waitUntil(lambda: cell(window, NEXT) == "Paused")
    assert not desk.manager.find_schedule(schedule.id).is_enabled
    desk.qtbot.waitUntil(lambda: desk.window.history.undo_text.startswith("Pause"))
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: cell(window, NEXT) != "Paused")
    window.table.setFocus()
    hands.press(window.table, Qt.Key.Key_Delete)
    desk.qtbot.waitUntil(lambda: window.model.rowCount() == 0)
    assert desk.manager.list_schedules() == []
    assert window.heading.text() == "Nothing is scheduled"
    desk.qtbot.waitUntil(lambda: desk.window.history.undo_text.startswith("Delete"))
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: window.model.rowCount() == 1)
    (again,) = desk.manager.list_schedules()
    assert (again.name, again.cron, again.priority) == ("nightly", "0 3 * * *", 5)
    desk.window.history.redo()
    desk.qtbot.waitUntil(lambda: window.model.rowCount() == 0)


def test_a_schedule_is_made_edited_and_the_edit_undone(desk: OpenDesk) -> None:
    window = open_list(desk)
    window.buttons["new"].click()
    form = desk.window.form
    assert form is not None
    assert form.starting.chosen == "every"
    form.field("command").set_raw("true")
    form.field("every").set_raw("2h")
    form.submit()
    desk.qtbot.waitUntil(lambda: window.model.rowCount() == 1)
    (schedule,) = desk.manager.list_schedules()
    desk.qtbot.waitUntil(lambda: [job.id for job in desk.window.table.selected_jobs()] == [schedule.next_job])
    assert desk.window.actions_["edit_schedule"].isEnabled()
    desk.window.actions_["edit_schedule"].trigger()
    edit = next(one for one in desk.window.findChildren(JobForm) if one._mode is FormMode.EDIT)
    assert [edit.starting.way.itemData(at) for at in range(edit.starting.way.count())] == ["at", "every"]
    assert edit.field("every").raw() == "2h"
    edit.field("every").set_raw("0 3 * * *")
    made = desk.window.history.undo_text
    edit.submit()
    # What is taken back is the edit, once the window knows that it was done.
    desk.qtbot.waitUntil(lambda: desk.window.history.undo_text != made)
    assert desk.manager.find_schedule(schedule.id).cron == "0 3 * * *"
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.manager.find_schedule(schedule.id).every_s == 7200)
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.manager.list_schedules() == [])


def test_a_single_moment_is_edited(desk: OpenDesk) -> None:
    moment = datetime.now(UTC) + timedelta(days=2)
    schedule = desk.manager.add_schedule({"command": ["true"]}, at=moment, name="once")
    desk.shown(schedule.next_job or "")
    desk.window.dialogs.open_schedule(schedule)
    (form,) = desk.window.findChildren(JobForm)
    assert form.starting.chosen == "at"
    form.field("at").set_raw("tomorrow 06:30")
    form.submit()
    desk.qtbot.waitUntil(lambda: desk.manager.find_schedule(schedule.id).at != schedule.at)


def test_schedules_are_known_after_a_restart(open_desk: Callable[..., OpenDesk]) -> None:
    first = open_desk()
    schedule = first.manager.add_schedule({"command": ["true"]}, cron="0 3 * * *", name="nightly")
    first.end()
    again = open_desk()
    again.qtbot.waitUntil(lambda: schedule.id in again.window.model.roster.schedules)
    window = open_list(again)

    again.qtbot.waitUntil(lambda: cell(window, WHEN).startswith("Daily at "))

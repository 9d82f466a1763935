"""What happened is noted, counted calmly, and leads back to its job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from jobdesk.core.events import SaveFailed, SaveRecovered
from jobdesk.ui.model.activity import MOST, Activity, ActivityEntry
from tests.ui.conftest import Hands, OpenDesk

pytestmark = pytest.mark.gui


def titles(desk: OpenDesk) -> list[str]:
    return [entry.title for entry in desk.desk.activity.entries]


def wait_title(desk: OpenDesk, title: str) -> ActivityEntry:
    desk.qtbot.waitUntil(lambda: title in titles(desk))
    return next(entry for entry in desk.desk.activity.entries if entry.title == title)


def test_ends_are_noted_with_their_cause(desk: OpenDesk) -> None:
    good = desk.run_python("print('done')", name="good")
    assert wait_title(desk, "good finished").job_id == good.id
    desk.run_python("raise SystemExit(3)", name="bad")
    failed = wait_title(desk, "bad failed")
    assert failed.body.startswith("Exit code 3")
    assert failed.is_urgent
    assert not failed.is_read
    assert desk.desk.activity.unread_urgent == 1


def test_a_cancelled_job_is_noted_but_news_to_nobody(desk: OpenDesk) -> None:
    job = desk.run_python("import time; time.sleep(60)", name="long")
    desk.wait_status(job.id, "running")
    desk.manager.change_setting("grace_s", 0.2)
    desk.manager.cancel_job(job.id)
    assert wait_title(desk, "long cancelled").is_read


def test_what_ended_before_the_start_is_not_news(open_desk: Callable[..., OpenDesk], tmp_path: Path) -> None:
    first = open_desk(tmp_path / "d")
    job = first.run_python("pass", name="old")
    first.wait_status(job.id, "completed")
    first.end()
    second = open_desk(tmp_path / "d")
    new = second.run_python("pass", name="new")
    second.wait_status(new.id, "completed")
    wait_title(second, "new finished")
    assert "old finished" not in titles(second)


def test_the_list_opens_a_job_by_keyboard_and_counts_as_read(desk: OpenDesk, hands: Hands) -> None:
    job = desk.run_python("raise SystemExit(3)", name="bad")
    other = desk.run_python("import time; time.sleep(30)", name="other")
    wait_title(desk, "bad failed")
    desk.shown(other.id)
    desk.window.table.select_job(other.id)
    desk.window.toolbar.search.setText("other")
    desk.qtbot.waitUntil(lambda: desk.window.model.row_of(job.id) is None)
    desk.window.actions_["activity"].trigger()
    activity_window = desk.desk.activity_window
    assert activity_window is not None
    assert desk.desk.activity.unread == 0
    row = titles(desk).index("bad failed")
    activity_window.table.setCurrentIndex(activity_window.model.index(row, 0))
    assert activity_window.open_button.isEnabled()
    hands.press(activity_window.table, Qt.Key.Key_Return)
    assert [one.id for one in desk.window.table.selected_jobs()] == [job.id]
    assert desk.window.detail.job is not None
    activity_window.show_for_reading()
    hands.press(activity_window.table, Qt.Key.Key_Escape)
    assert not activity_window.isVisible()


def test_enter_presses_its_buttons_as_in_the_other_windows(desk: OpenDesk, hands: Hands) -> None:
    desk.desk.activity.add(ActivityEntry(title="x"))
    desk.desk.show_activity()
    window = desk.desk.activity_window
    assert window is not None
    window.clear_button.setFocus()
    hands.press(window.clear_button, Qt.Key.Key_Return)
    assert desk.desk.activity.entries == []


def test_a_failure_that_is_in_view_is_seen_also_after_the_way_through_a_notification(desk: OpenDesk) -> None:
    elsewhere = QWidget()
    desk.qtbot.addWidget(elsewhere)
    elsewhere.show()
    elsewhere.activateWindow()
    desk.qtbot.waitUntil(lambda: not desk.window.isActiveWindow())
    job = desk.run_python("raise SystemExit(3)", name="bad")
    desk.shown(job.id)
    wait_title(desk, "bad failed")
    assert desk.desk.activity.unread_urgent == 1
    desk.desk.open_job(job.id)
    desk.qtbot.waitUntil(lambda: desk.desk.activity.unread == 0)
    # One that fails before somebody's eyes.
    watched = desk.run_python("import time; time.sleep(0.5); raise SystemExit(3)", name="watched")
    desk.shown(watched.id)
    desk.window.table.select_job(watched.id)
    wait_title(desk, "watched failed")
    desk.qtbot.waitUntil(lambda: desk.desk.activity.unread == 0)


def test_a_save_that_fails_is_told_once_and_its_recovery_too(desk: OpenDesk) -> None:
    # As the engine's bus would: making a disk full needs more rights than a test has.
    desk.desk.bridge._on_event(SaveFailed("No space left on device"))
    desk.desk.bridge._on_event(SaveFailed("No space left on device"))
    entry = wait_title(desk, "JobDesk cannot save its jobs")
    assert entry.body == "No space left on device"
    assert titles(desk).count("JobDesk cannot save its jobs") == 1
    desk.desk.bridge._on_event(SaveRecovered())
    wait_title(desk, "Jobs can be saved again")


def test_only_the_newest_are_kept() -> None:
    activity = Activity()
    for number in range(MOST + 5):
        activity.add(ActivityEntry(title=str(number), is_read=False, job_id="a" if number % 2 else "b"))
    assert len(activity.entries) == MOST
    assert activity.entries[0].title == str(MOST + 4)
    activity.mark_read("a")
    assert activity.unread == MOST // 2
    activity.mark_read()
    assert activity.unread == 0

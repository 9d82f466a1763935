"""The archive in the window: out of the list, searched, looked at, brought back, and removed for good after asking."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from jobdesk.core.job import Job
from jobdesk.ui.dialogs.archive.window import ArchiveWindow
from jobdesk.ui.filters.sidebar_entries import ARCHIVE

if TYPE_CHECKING:
    from tests.ui.conftest import Hands, OpenDesk


@pytest.fixture
def jobs(desk: OpenDesk) -> list[Job]:
    """Three jobs that have ended."""
    code = "import sys; print('said by', sys.argv[1])"
    made = [
        desk.manager.submit_job({"command": [sys.executable, "-c", code, name]}, name=name)
        for name in ("encode", "backup", "report")
    ]
    return [desk.wait_status(job.id, "completed") for job in made]


def archive_all(desk: OpenDesk) -> None:
    desk.window.table.selectAll()
    desk.window.actions_["archive"].trigger()
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 0)


def open_archive(desk: OpenDesk) -> ArchiveWindow:
    desk.window.sidebar.choose(ARCHIVE)
    window = desk.window.dialogs.archive
    assert window is not None
    return window


def names(window: ArchiveWindow) -> list[str]:
    return [job.name for job in window.model.jobs]


def test_what_has_ended_is_archived_and_undo_brings_it_back(desk: OpenDesk, jobs: list[Job]) -> None:
    desk.window.table.select_job(jobs[0].id)
    assert desk.window.actions_["archive"].isEnabled()
    desk.window.actions_["archive"].trigger()
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 2)
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.window.model.rowCount() == 3)


def test_what_runs_is_not_archived(desk: OpenDesk) -> None:
    job = desk.run_python("import time; time.sleep(60)")
    desk.wait_status(job.id, "running")
    desk.window.table.select_job(job.id)

    desk.qtbot.waitUntil(lambda: not desk.window.actions_["archive"].isEnabled())


def test_the_archive_is_searched_newest_first(desk: OpenDesk, jobs: list[Job], hands: Hands) -> None:
    for job in jobs:
        assert desk.manager.archive_job(job.id)
    window = open_archive(desk)
    desk.qtbot.waitUntil(lambda: len(window.model.jobs) == 3)
    assert window.words.text() == "3 jobs"
    desk.qtbot.waitUntil(lambda: "said by" in window.log.toPlainText())
    hands.type(window.search, "backup")
    desk.qtbot.waitUntil(lambda: names(window) == ["backup"])
    desk.qtbot.waitUntil(lambda: window.log.toPlainText().strip() == "said by backup")
    window.status.setCurrentIndex(window.status.findData("failed"))
    desk.qtbot.waitUntil(lambda: window.words.text() == "Nothing in the archive matches")
    window.status.setCurrentIndex(0)
    window.search.clear()
    desk.qtbot.waitUntil(lambda: len(window.model.jobs) == 3)
    numbers = [job.number for job in window.model.jobs]
    assert numbers == sorted(numbers, reverse=True)


def test_more_comes_as_one_scrolls(desk: OpenDesk, jobs: list[Job]) -> None:
    archive_all(desk)
    window = open_archive(desk)
    desk.qtbot.waitUntil(lambda: len(window.model.jobs) == 3)
    window._limit = 2
    window.look()
    desk.qtbot.waitUntil(lambda: window.words.text() == "The newest 2 jobs")
    window._on_scrolled(window.table.verticalScrollBar().maximum())
    desk.qtbot.waitUntil(lambda: len(window.model.jobs) == 3)
    assert window.words.text() == "3 jobs"


def test_restore_and_undo(desk: OpenDesk, jobs: list[Job]) -> None:
    archive_all(desk)
    window = open_archive(desk)
    desk.qtbot.waitUntil(lambda: len(window.model.jobs) == 3)
    chosen = window.chosen[0].id
    window.restore_button.click()
    desk.qtbot.waitUntil(lambda: len(window.model.jobs) == 2)
    desk.qtbot.waitUntil(lambda: desk.window.model.row_of(chosen) is not None)
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: len(window.model.jobs) == 3)
    desk.qtbot.waitUntil(lambda: desk.window.model.row_of(chosen) is None)


def test_deleting_for_good_asks_first(desk: OpenDesk, jobs: list[Job], hands: Hands) -> None:
    archive_all(desk)
    window = open_archive(desk)
    desk.qtbot.waitUntil(lambda: len(window.model.jobs) == 3)
    window.table.selectAll()
    window.table.setFocus()
    hands.press(window.table, Qt.Key.Key_Delete)
    (box,) = window.findChildren(QMessageBox)
    assert box.text() == "Delete 3 archived jobs for good?"
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    box.reject()
    assert len(desk.manager.search_archive()) == 3
    window.delete_button.click()
    box = window.findChildren(QMessageBox)[-1]
    next(button for button in box.buttons() if button.text() == "Delete 3 Jobs for Good").click()
    desk.qtbot.waitUntil(lambda: desk.manager.search_archive() == [])

    desk.qtbot.waitUntil(lambda: window.words.text().startswith("The archive is empty."))


def test_the_end_of_a_log_shows_as_in_the_log_pane(desk: OpenDesk) -> None:
    job = desk.run_python("print('\\x1b[31mred\\x1b[0m\\ttab <b>\\u202e'); print('10 %\\r20 %')")
    desk.wait_status(job.id, "completed")
    assert desk.manager.archive_job(job.id)
    window = open_archive(desk)

    desk.qtbot.waitUntil(lambda: window.log.toPlainText() == "red\ttab <b>\\u202e\n20 %\n")

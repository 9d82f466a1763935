"""The shown log: bounded, live, and nothing that the person holds in it is taken away."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from jobdesk.core.events import LogAppended
from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.icons import Icons
from jobdesk.ui.log_edit import MOST_LINES
from jobdesk.ui.log_text import LONGEST_LINE
from jobdesk.ui.log_view import LogView
from jobdesk.ui.roster import Roster
from jobdesk.ui.theme import Theme, ThemeChoice

if TYPE_CHECKING:
    from tests.ui.conftest import MakeJob


class ShownLog:
    """A log view on a file that the test writes."""

    def __init__(self, qtbot: QtBot, theme: Theme, icons: Icons, path: Path, job: Job) -> None:
        self.qtbot = qtbot
        self.path = path
        self.bridge = EngineBridge(QThreadPool())
        self.view = LogView(self.bridge, Roster(), theme, icons)
        qtbot.addWidget(self.view)
        self.view.resize(600, 300)
        self.view.show()
        self.job = job
        self.edit = self.view.edit
        self.bar = self.edit.verticalScrollBar()

    def show(self) -> None:
        self.view.show_job(self.job)

    def write(self, data: bytes) -> None:
        with self.path.open("ab") as log:
            log.write(data)
        self.bridge._on_event(LogAppended(self.job.id, self.path.stat().st_size))

    def wait(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: text in self.edit.toPlainText(), timeout=10_000)

    def write_lines(self, first: int, last: int) -> None:
        self.write(b"".join(b"line %d\n" % number for number in range(first, last + 1)))
        self.wait(f"line {last}\n")


@pytest.fixture
def log(qtbot: QtBot, theme: Theme, icons: Icons, tmp_path: Path, make_job: MakeJob) -> ShownLog:
    path = tmp_path / "job.log"
    job = make_job(1, JobStatus.RUNNING, logs_path=str(path), started="2026-01-31T10:00:00.000Z")
    return ShownLog(qtbot, theme, icons, path, job)


def test_it_follows_a_growing_log(log: ShownLog) -> None:
    log.show()
    log.write_lines(1, 500)

    assert log.edit.is_following
    assert log.bar.value() == log.bar.maximum() > 0
    assert not log.view.pill.isVisible()


def test_scroll_is_kept_while_lines_arrive_and_the_pill_counts_them(log: ShownLog) -> None:
    log.show()
    log.write_lines(1, 500)
    log.bar.setValue(100)
    log.write_lines(501, 800)

    assert log.bar.value() == 100
    assert log.view.pill.isVisible()
    assert log.view.pill.text() == "300 new lines"
    log.view.pill.click()
    assert log.bar.value() == log.bar.maximum()
    assert not log.view.pill.isVisible()


def test_selection_is_kept_while_lines_arrive(log: ShownLog) -> None:
    log.show()
    log.write_lines(1, 500)
    cursor = log.edit.textCursor()
    cursor.setPosition(0)
    cursor.movePosition(QTextCursor.MoveOperation.Down, QTextCursor.MoveMode.KeepAnchor, 3)
    log.edit.setTextCursor(cursor)
    place = log.bar.value()
    log.write_lines(501, 900)

    assert log.edit.textCursor().selectedText().split("\u2029") == ["line 1", "line 2", "line 3", ""]
    assert log.bar.value() == place
    assert not log.edit.is_following


def test_a_long_log_opens_at_its_end_and_reads_older_lines_when_scrolled_to(log: ShownLog) -> None:
    log.path.write_bytes(b"".join(b"line %d\n" % number for number in range(200_000)))
    log.show()
    log.wait("line 199999\n")

    assert log.edit.toPlainText().startswith("line 19")
    assert log.edit.document().characterCount() < 70_000
    lines = log.edit.blockCount()
    log.bar.setValue(5)
    top = next(log.edit.visible_lines())[1].text()
    log.qtbot.waitUntil(lambda: log.edit.blockCount() > lines, timeout=10_000)

    assert next(log.edit.visible_lines())[1].text() == top
    shown = log.edit.toPlainText().split("\n")[:-1]
    assert shown == [f"line {number}" for number in range(200_000 - len(shown), 200_000)]


def test_a_flood_is_skipped_not_shown_line_by_line(log: ShownLog) -> None:
    log.show()
    log.write_lines(1, 10)
    log.write(b"".join(b"flood %d\n" % number for number in range(500_000)))
    log.wait("flood 499999\n")

    assert "came faster than anyone can read" in log.edit.toPlainText()
    assert log.edit.blockCount() < 20_000


def test_lines_in_the_view_are_bounded(log: ShownLog) -> None:
    log.show()
    step = 1500
    for first in range(1, MOST_LINES + 4 * step, step):
        log.write_lines(first, first + step - 1)

    assert log.edit.blockCount() < MOST_LINES + 1000
    assert log.bar.value() == log.bar.maximum()


def test_a_megabyte_without_a_newline_is_cut(log: ShownLog) -> None:
    log.path.write_bytes(b"first\n")
    log.show()
    log.wait("first\n")
    log.write(b"x" * 200_000 + b"\nlast\n")
    log.wait("last\n")

    assert max(len(line) for line in log.edit.toPlainText().split("\n")) < LONGEST_LINE + 100


def test_a_log_that_the_job_cuts_begins_anew(log: ShownLog) -> None:
    log.show()
    log.write_lines(1, 100)
    os.truncate(log.path, 0)
    log.write(b"after\n")
    log.wait("after\n")

    assert log.edit.toPlainText() == "after\n"


def test_progress_rewrites_its_line_across_reads(log: ShownLog) -> None:
    log.show()
    log.write(b"start\n 10%")
    log.wait(" 10%")
    log.write(b"\r 20%")
    log.wait(" 20%")

    assert log.edit.toPlainText() == "start\n 20%"


def test_forged_sequences_do_nothing(log: ShownLog) -> None:
    log.show()
    log.write(b"\x1b]52;c;ZXZpbA==\x07\x1b[2J<b>bold</b>\x1b]8;;file:///x\x1b\\link\x1b]8;;\x1b\\\nend\n")
    log.wait("end\n")

    assert log.edit.toPlainText() == "<b>bold</b>link\nend\n"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": JobStatus.RUNNING}, "No output yet. Started "),
        (
            {"status": JobStatus.QUEUED, "reason": Reason(ReasonCode.NOT_STARTED, "Held: start it")},
            "Waiting to start: Held",
        ),
        ({"status": JobStatus.COMPLETED, "duration_s": 1.0}, "It wrote no output."),
        ({"status": JobStatus.CANCELLED}, "It never started"),
    ],
)
def test_without_output_it_says_why(log: ShownLog, make_job: MakeJob, fields: dict[str, Any], words: str) -> None:
    log.view.show_job(make_job(1, logs_path=str(log.path), started="2026-01-31T10:00:00.000Z", **fields))

    log.qtbot.waitUntil(lambda: log.view._words.text().startswith(words))
    assert log.view._words.isVisible()


def test_a_log_that_cannot_be_read_says_why(log: ShownLog) -> None:
    log.path.mkdir()
    log.show()

    log.qtbot.waitUntil(lambda: log.view._words.text() == "The log cannot be read: Is a directory.")


def test_another_theme_recolours_what_is_there(log: ShownLog, theme: Theme) -> None:
    log.show()
    log.write(b"\x1b[31mred\x1b[0m plain\n" * 50)
    log.wait("plain\n")
    cursor = log.edit.textCursor()
    cursor.setPosition(1)
    light = cursor.charFormat().foreground().color().name().upper()
    text = log.edit.toPlainText()
    theme.choose(ThemeChoice.DARK)
    cursor.setPosition(1)

    assert (light, cursor.charFormat().foreground().color().name().upper()) == ("#BE2D28", "#FF8A80")
    assert log.edit.toPlainText() == text
    theme.choose(ThemeChoice.SYSTEM)


def test_another_job_shows_another_log(log: ShownLog, make_job: MakeJob, tmp_path: Path) -> None:
    log.show()
    log.write_lines(1, 50)
    other = tmp_path / "other.log"
    other.write_bytes(b"the other\n")
    log.view.show_job(make_job(2, JobStatus.COMPLETED, logs_path=str(other)))
    log.wait("the other\n")

    assert log.edit.toPlainText() == "the other\n"

"""Copies of a log say how much of it they hold, and a log can be saved whole."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QTextCursor

from jobdesk.ui.log.marks import markers
from jobdesk.ui.log.reading.saver import NotSavedError, copy_log
from jobdesk.ui.log.reading.steps import count_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QFileDialog

    from tests.ui.conftest import Hands
    from tests.ui.log.conftest import ShownLog

HINT = "Save Whole Log… in the menu of the log saves all."


@pytest.fixture
def told(log: ShownLog) -> list[str]:
    told: list[str] = []
    log.view.told.connect(told.append)
    return told


def entry(log: ShownLog, name: str) -> QAction:
    return next(action for action in log.view.export.menu().actions() if action.text().replace("&", "") == name)


def by_key(log: ShownLog, hands: Hands) -> None:
    hands.press(log.edit, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def by_insert_key(log: ShownLog, hands: Hands) -> None:
    hands.press(log.edit, Qt.Key.Key_Insert, Qt.KeyboardModifier.ControlModifier)


def by_menu(log: ShownLog, _: Hands) -> None:
    entry(log, "Copy").trigger()


def by_button(log: ShownLog, _: Hands) -> None:
    log.view.tools.copying.click()


@pytest.mark.parametrize("copy", [by_key, by_insert_key, by_menu, by_button])
def test_each_way_to_copy_says_how_much_of_the_log_it_is(
    log: ShownLog, hands: Hands, told: list[str], copy: Callable[[ShownLog, Hands], None]
) -> None:
    log.path.write_bytes(b"".join(b"line %d\n" % number for number in range(40_000)))
    log.show()
    log.wait("line 39999\n")
    log.edit.selectAll()
    copy(log, hands)
    log.qtbot.waitUntil(lambda: bool(told))

    count = len(QGuiApplication.clipboard().text().splitlines())
    assert 0 < count < 40_000
    assert told == [f"Copied {count} of 40000 lines. {HINT}"]


def test_a_part_that_was_selected_is_counted(log: ShownLog, hands: Hands, told: list[str]) -> None:
    log.show()
    log.write_lines(1, 50)
    cursor = log.edit.textCursor()
    cursor.setPosition(0)
    cursor.movePosition(QTextCursor.MoveOperation.Down, QTextCursor.MoveMode.KeepAnchor, 3)
    log.edit.setTextCursor(cursor)
    by_key(log, hands)

    assert QGuiApplication.clipboard().text() == "line 1\nline 2\nline 3\n"
    assert told == ["Copied 3 lines"]


def test_where_the_total_is_not_known_it_is_the_loaded_part(
    log: ShownLog, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobdesk.ui.log.reading.steps._MOST_COUNTED_BYTES", 1000)
    log.path.write_bytes(b"".join(b"line %d\n" % number for number in range(40_000)))
    log.show()
    log.wait("line 39999\n")
    log.view.export.copy_text()
    log.qtbot.waitUntil(lambda: bool(told))

    count = len(QGuiApplication.clipboard().text().splitlines())
    assert told == [f"Copied the loaded part, {count} lines. {HINT}"]


def test_a_whole_log_needs_no_more_words(log: ShownLog, told: list[str]) -> None:
    log.show()
    log.write_lines(1, 5)
    log.view.export.copy_text()
    assert told == ["Copied 5 lines"]


def test_lines_that_were_folded_are_said_to_be_copied_once(log: ShownLog, told: list[str]) -> None:
    log.show()
    log.write(b"a\n" + b"waiting\n" * 214 + b"b\n")
    log.wait("b\n")
    log.view.export.copy_text()
    assert told == ["Copied 3 lines. Equal lines in a row were copied once."]


def test_what_came_too_fast_to_be_shown_is_not_said_to_be_copied(log: ShownLog, told: list[str]) -> None:
    log.show()
    log.write(b"first\n")
    log.wait("first\n")
    log.write(b"".join(b"flood %07d\n" % number for number in range(100_000)))
    log.wait("flood 0099999\n")
    assert log.edit.first_offset == 0
    log.view.export.copy_text()
    log.qtbot.waitUntil(lambda: bool(told))

    assert " of 100001 lines. " in told[0]


def test_lines_with_a_match_are_counted_beside_all_of_them(
    log: ShownLog, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobdesk.ui.log.search.find.MOST_ONLY_LINES", 10)
    log.show()
    log.write_lines(1, 50)
    log.view.finding.mark("line")
    log.qtbot.waitUntil(lambda: len(log.view.finding.search.hits) == 50)
    log.view.finding.bar.only.setChecked(True)
    log.qtbot.waitUntil(lambda: len(log.edit.toPlainText().split()) == 20)
    log.view.export.copy_text()

    assert told[-1] == "Copied 10 of 50 lines with a match."


def test_where_the_search_stopped_no_total_is_claimed(
    log: ShownLog, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobdesk.ui.log.search.search.MOST_HITS", 20)
    log.show()
    log.write_lines(1, 50)
    log.view.finding.mark("line")
    log.qtbot.waitUntil(lambda: log.view.finding.bar.words.text().startswith("Stopped at 20 matches"))
    log.view.finding.bar.only.setChecked(True)
    log.qtbot.waitUntil(lambda: len(log.edit.toPlainText().split()) == 40)
    log.view.export.copy_text()

    assert log.view.finding.bar.words.text() == "Stopped at 20 matches, 36 % of the log"
    assert log.view._note.text() == "20 of more than 20 lines with a match; F3 goes on to the others."
    assert told[-1] == "Copied 20 of more than 20 lines with a match."


def test_errors_in_a_part_of_the_log_say_in_which(
    log: ShownLog, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markers, "MOST_BYTES", 20_000)
    log.path.write_bytes(b"error: early\n" + b"all is well\n" * 4000 + b"error: late\n" + b"all is well\n" * 100)
    log.show()
    log.wait("late\n")
    log.qtbot.waitUntil(lambda: log.view.tools.errors.text().startswith("1 error in the last 20"))
    assert log.view.tools.errors.text().endswith(" kB")

    with log.path.open("ab") as file:
        file.write(b"all is well\n" * 4000)
    log.view.show_job(None)
    log.show()
    log.qtbot.waitUntil(log.view.tools.errors.isHidden)
    log.qtbot.waitUntil(lambda: log.view.errors._marks.start > 0)
    log.view.errors.go(1)
    assert told[-1].startswith("No errors in the last 20")


@pytest.mark.parametrize(
    ("data", "count"),
    [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\n\nb", 3), ("\ufeffa\nb\n".encode("utf-16-le"), 2)],
)
def test_lines_are_counted(tmp_path: Path, data: bytes, count: int) -> None:
    path = tmp_path / "job.log"
    path.write_bytes(data)
    assert count_lines(path) == count


# -- saving


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_whole_log_is_saved_from_the_menu(log: ShownLog, told: list[str], tmp_path: Path) -> None:
    text = b"".join(b"line %d \x1b[31mred\x1b[0m \xff\r\n" % number for number in range(100_000))
    log.path.write_bytes(text)
    log.show()
    log.wait("line 99999")
    entry(log, "Save Whole Log…").trigger()
    (dialog,) = dialogs(log)
    assert dialog.selectedFiles()[0].endswith("job-1.log")
    target = tmp_path / "saved.log"
    target.write_text("there before")
    dialog.fileSelected.emit(str(target))
    dialog.reject()
    log.qtbot.waitUntil(lambda: len(told) == 2)

    assert target.read_bytes() == text
    assert told == [f"Saving the log to {target}", f"Saved the whole log, 2.7 MB, to {target}"]
    assert names(tmp_path) == ["job.log", "saved.log"]


def dialogs(log: ShownLog) -> list[QFileDialog]:
    from PySide6.QtWidgets import QFileDialog

    log.qtbot.waitUntil(lambda: len(log.view.findChildren(QFileDialog)) == 1)
    return log.view.findChildren(QFileDialog)


def test_a_log_that_cannot_be_saved_says_why(log: ShownLog, told: list[str], tmp_path: Path) -> None:
    log.path.write_bytes(b"text\n")
    log.view.export.saver.save(log.path, tmp_path / "none" / "saved.log")
    log.view.export.saver.save(log.path, log.path)
    log.qtbot.waitUntil(lambda: len(told) == 4)

    assert any(text.startswith("Not saved: No such file") for text in told)
    assert "Not saved: this file is the log itself. Choose another name." in told
    assert log.path.read_bytes() == b"text\n"


@pytest.mark.skipif(sys.platform == "win32", reason="has no such files")
def test_a_pipe_is_not_taken_for_a_file(tmp_path: Path) -> None:
    (tmp_path / "job.log").write_bytes(b"text\n")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotSavedError, match="special"):
        copy_log(tmp_path / "job.log", tmp_path / "pipe")


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
def test_a_full_disk_leaves_no_part_of_a_file(tmp_path: Path) -> None:
    import resource
    import signal

    (tmp_path / "job.log").write_bytes(b"x" * 3_000_000)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            copy_log(tmp_path / "job.log", tmp_path / "saved.log")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert names(tmp_path) == ["job.log"]


def test_a_copy_that_nobody_wants_any_more_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "job.log").write_bytes(b"x" * 3_000_000)
    assert copy_log(tmp_path / "job.log", tmp_path / "saved.log", lambda: True) == 0
    assert names(tmp_path) == ["job.log"]


def test_a_log_that_is_cut_while_it_is_saved_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_bytes(b"old\n" * 1_000_000)
    is_cut = threading.Event()

    def cut_once() -> bool:
        if not is_cut.is_set() and len(names(tmp_path)) == 2:
            part = next(name for name in names(tmp_path) if name != "job.log")
            if (tmp_path / part).stat().st_size:
                is_cut.set()
                path.write_bytes(b"new\n" * 1_000_001)
        return False

    with pytest.raises(NotSavedError, match="cut"):
        copy_log(path, tmp_path / "saved.log", cut_once)
    assert is_cut.is_set()
    assert names(tmp_path) == ["job.log"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_log_that_became_a_link_is_not_opened(
    log: ShownLog, told: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    log.show()
    log.write(b"text\n")
    log.wait("text")
    entry(log, "Open in the Default Editor").trigger()
    log.qtbot.waitUntil(lambda: opened == [str(log.path)])

    log.path.rename(tmp_path / "elsewhere")
    log.path.symlink_to(tmp_path / "elsewhere")
    entry(log, "Open in the Default Editor").trigger()
    log.qtbot.waitUntil(lambda: any("none is followed" in text for text in told))

    assert opened == [str(log.path)]

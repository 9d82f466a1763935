"""A log whose text was cut, replaced, deleted or compressed: nothing is shown of what is gone."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QSignalSpy

from jobdesk.core.events import LogAppended
from jobdesk.core.job import JobStatus
from jobdesk.ui.log.marks.markers import scan_step
from jobdesk.ui.log.reading.steps import SeenBytes, read_lines, read_older, read_step
from jobdesk.ui.log.search.search import Query, search_step

if TYPE_CHECKING:
    from tests.ui.conftest import MakeJob
    from tests.ui.log.conftest import ShownLog

OLD = b"".join(b"error: old %d\n" % number for number in range(200))
NEW = b"".join(b"new text %d\n" % number for number in range(2000))


def write_over(log: ShownLog, data: bytes) -> None:
    """Write another text over the one in the log; at no time is the file shorter than what was read."""
    with log.path.open("r+b") as file:
        file.write(data)
    grow(log)


def grow(log: ShownLog) -> None:
    size = log.path.stat().st_size if log.path.exists() else 0
    log.bridge._on_event(LogAppended(log.job.id, size))


def test_a_log_cut_and_longer_again_before_it_is_read_shows_the_new_text_alone(log: ShownLog) -> None:
    log.show()
    log.write(OLD)
    log.wait("old 199\n")
    log.view.finding.mark("old")
    log.qtbot.waitUntil(lambda: len(log.view.finding.search.hits) == 200)
    log.qtbot.waitUntil(lambda: log.view.tools.errors.text() == "1 error")

    write_over(log, NEW)
    log.wait("new text 1999\n")

    assert "old" not in log.edit.toPlainText()
    assert log.edit.toPlainText().splitlines()[0].startswith("new text ")
    assert "the job cut this log" in log.view._note.text()
    log.qtbot.waitUntil(lambda: not log.view.finding.search.is_busy and not len(log.view.finding.search.hits))
    log.qtbot.waitUntil(log.view.tools.errors.isHidden)


def test_a_log_cut_while_an_earlier_place_is_read_is_noticed_too(log: ShownLog) -> None:
    log.path.write_bytes(b"".join(b"line %d\n" % number for number in range(60_000)))
    log.show()
    log.wait("line 59999\n")
    log.view.go_to_start()
    log.wait("line 5\n")
    log.qtbot.waitUntil(lambda: log.view._tail.is_parked)

    write_over(log, b"".join(b"other %d\n" % number for number in range(60_000)))
    log.wait("other 59999\n")

    assert "line " not in log.edit.toPlainText()


def test_times_of_a_text_that_was_cut_are_not_those_of_the_new_one(log: ShownLog) -> None:
    log.show()
    log.write(b"there before\n")
    log.wait("there before\n")
    log.write(OLD)
    log.wait("old 199\n")
    assert log.edit.lines[1].seen_at is not None

    write_over(log, NEW)
    log.wait("new text 1999\n")

    assert log.edit.lines[1].seen_at is None


def test_a_log_that_is_deleted_while_it_is_shown_is_said(log: ShownLog) -> None:
    log.path.with_name("run.json").write_text("{}")
    log.show()
    log.write(OLD)
    log.wait("old 199\n")

    log.path.unlink()
    grow(log)
    log.qtbot.waitUntil(lambda: "this log was deleted" in log.view._note.text())

    assert log.view._note.isVisible()
    assert "old 199" in log.edit.toPlainText()


def test_a_log_that_moves_to_an_earlier_attempt_is_not_called_deleted(log: ShownLog) -> None:
    log.path.with_name("run.json").write_text("{}")
    log.show()
    log.write(OLD)
    log.wait("old 199\n")
    settled = QSignalSpy(log.view._tail.settled)

    moving = log.path.parent / "attempts" / "1.moving"
    moving.mkdir(parents=True)
    log.path.rename(moving / "job.log")
    grow(log)
    log.qtbot.waitUntil(lambda: settled.count() > 0)

    assert log.view._note.text() == ""


@pytest.mark.parametrize("kind", ["deleted", "compressed", "gzip"])
def test_of_a_log_that_is_gone_or_compressed_nobody_says_that_it_was_empty(
    log: ShownLog, make_job: MakeJob, kind: str
) -> None:
    log.path.with_name("run.json").write_text("{}")
    if kind == "gzip":
        log.path.write_bytes(gzip.compress(OLD))
    elif kind == "compressed":
        log.path.with_name("job.log.gz").write_bytes(gzip.compress(OLD))
    log.job = make_job(1, JobStatus.COMPLETED, logs_path=str(log.path), duration_s=1.0)
    log.show()

    words = "The log is gone" if kind == "deleted" else "The log is compressed"
    log.qtbot.waitUntil(lambda: log.view._words.text().startswith(words))
    assert log.edit.toPlainText() == ""


def test_each_way_to_read_compares_what_was_seen(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_bytes(OLD)
    first = read_step(path, 0, 0)
    seen = SeenBytes().after(0, first.data)
    marks = scan_step(path, None, -1)
    found = search_step(path, 0, Query("old"))
    path.write_bytes(NEW)

    assert read_step(path, len(OLD), first.inode, seen=seen).loss == "cut"
    assert read_older(path, 1000, seen).loss == "cut"
    assert read_lines(path, [0], seen) == []
    again = scan_step(path, marks.end, marks.error_end, seen=marks.seen)
    assert (again.is_first, again.start, len(again.errors)) == (True, 0, 0)
    assert search_step(path, found.end, Query("old"), seen=found.seen).is_lost


def test_what_was_seen_grows_over_short_reads() -> None:
    seen = SeenBytes()
    for offset in range(0, 100, 5):
        seen = seen.after(offset, b"%05d" % offset)
    assert seen == SeenBytes(100, b"".join(b"%05d" % offset for offset in range(0, 100, 5))[-64:])
    assert seen.after(300, b"abc") == SeenBytes(303, b"abc")

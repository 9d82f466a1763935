"""A search finds all of a log, and no expression keeps it, or the window, for long."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThreadPool, QTimer
from pytestqt.qtbot import QtBot

from jobdesk.ui.log.reading.steps import read_lines
from jobdesk.ui.log.search.search import MOST_HITS, LogSearch, Query, find_in, search_step
from jobdesk.ui.model.bridge import EngineBridge

TEXT = "first line\nSecond LINE\nno\n\x1b[31mli\x1b[0mne in colour\nold line\rnew text\nGröße ß\n"


def lines_found(text: str, query: Query) -> list[str]:
    data = text.encode()
    hits, _ = find_in(data, 0, query)
    return [data[offset:].split(b"\n")[0].decode() for offset in hits]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (Query("line"), 3),
        (Query("line", is_case_matched=True), 2),
        (Query("l.n", is_expression=True), 3),
        (Query("L.N", is_case_matched=True, is_expression=True), 1),
        (Query("old line"), 0),  # It was overwritten before anybody could read it.
        (Query("new text"), 1),
        (Query("größe"), 1),
        (Query(r"^\w+ ß$", is_expression=True), 1),
        (Query("n", is_case_matched=True), 6),
        (Query("x*", is_expression=True), 1),
    ],
)
def test_what_is_found(query: Query, count: int) -> None:
    assert len(lines_found(TEXT, query)) == count


def test_hits_name_the_line_that_they_are_in() -> None:
    assert lines_found("aa\nb\nxa\n", Query("a")) == ["aa", "aa", "xa"]
    assert lines_found("\r\naa\r\n\x1b[1mb\r\nxa", Query("A")) == ["aa\r", "aa\r", "xa"]
    assert lines_found("🎉🎉 a\n🎉 b\n", Query("b", is_expression=True)) == ["🎉 b"]


def test_places_in_a_line_are_counted_as_qt_counts() -> None:
    assert Query("b").finder()("🎉b") == [(2, 1)]
    assert Query("b+", is_expression=True).finder()("🎉bb") == [(2, 2)]
    assert Query("(", is_expression=True).problem().startswith("Not a valid expression")
    assert Query("(").finder()("a(b") == [(1, 1)]


class Searching:
    def __init__(self, qtbot: QtBot) -> None:
        self.owner = QObject()
        self.bridge = EngineBridge(QThreadPool(), self.owner)
        self.search = LogSearch(self.bridge, self.owner)
        self.qtbot = qtbot
        self.worst_s = 0.0
        self._last = time.perf_counter()
        self._beat = QTimer(self.owner, interval=2)
        self._beat.timeout.connect(self._on_beat)
        self._beat.start()

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.worst_s, self._last = max(self.worst_s, now - self._last), now

    def run(self, path: Path, query: Query) -> None:
        self.search.begin(path, query)
        self.qtbot.waitUntil(lambda: not self.search.is_busy)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*)*x$", "(a*)*b", "(?:a?){30}a{30}$"])
def test_a_runaway_expression_ends_by_itself(qtbot: QtBot, tmp_path: Path, pattern: str) -> None:
    path = tmp_path / "job.log"
    path.write_bytes((b"a" * 3000 + b"!\n") * 300)
    searching = Searching(qtbot)
    searching.run(path, Query(pattern, is_expression=True))

    assert searching.worst_s < 10  # It held the window for as long as it ran, minutes or for ever.


def test_an_expression_that_takes_too_long_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_bytes((b"a" * 3000 + b"!\n") * 20_000)
    searching = Searching(qtbot)
    searching.run(path, Query("(a+)+$", is_expression=True))

    assert searching.search.problem.startswith("This expression takes too long; stopped at ")


def test_a_long_log_is_searched_in_steps_and_can_be_stopped(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_bytes(b"nothing of interest in here\n" * 1_000_000 + b"needle\n")
    searching = Searching(qtbot)
    searching.search.begin(path, Query("needle"))
    searching.search.stop()

    assert searching.search.problem.startswith("Stopped at ")
    searching.run(path, Query("needle"))
    assert list(searching.search.hits) == [28_000_000]
    with path.open("ab") as log:
        log.write(b"another needle\n")
    searching.search.go_on()
    qtbot.waitUntil(lambda: len(searching.search.hits) == 2)


def test_far_too_many_hits_are_not_all_kept(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_bytes(b"e" * 3_000_000)
    searching = Searching(qtbot)
    searching.run(path, Query("e"))

    assert len(searching.search.hits) == MOST_HITS
    assert searching.search.problem.startswith("Stopped at 100")


def test_a_missing_log_holds_nothing(tmp_path: Path) -> None:
    assert list(search_step(tmp_path / "none", 0, Query("x")).hits) == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("query", [Query("GRÖSSE"), Query("größe|nothing", is_expression=True)])
def test_wide_letters_are_searched_too(tmp_path: Path, encoding: str, query: Query) -> None:
    text = "\ufeffone\nĊ 🎉 here\n" + "line\n" * 300_000 + "die Grösse, die Größe\n"
    path = tmp_path / "job.log"
    path.write_bytes(text.encode(encoding))
    hits: list[int] = []
    step = search_step(path, 0, query)
    while step.end < step.size:
        hits += step.hits
        step = search_step(path, step.end, query)

    assert [*hits, *step.hits] == [len(text.partition("die")[0].encode(encoding))]
    assert read_lines(path, list(step.hits)) == [(step.hits[0], "die Grösse, die Größe".encode())]


def test_many_hits_in_one_long_line_are_of_that_line() -> None:
    data = b"first\n" + b"ab" * 50_000 + b"\nlast ab\n"
    for query in (Query("AB"), Query("ab", is_case_matched=True), Query("a.", is_expression=True)):
        hits, _ = find_in(data, 10, query)
        assert set(hits) == {16, 10 + data.index(b"last")}
        assert hits.count(16) == 50_000

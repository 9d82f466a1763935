"""Searches a whole log on the pool, in steps; no expression that anybody can write keeps it busy for long."""

from __future__ import annotations

import re
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QRegularExpression, Signal

from jobdesk.jobdir.folder import open_plain
from jobdesk.ui.log.reading.steps import NOTHING_SEEN, SeenBytes
from jobdesk.ui.log.text import encoding_of
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.number_text import count_text

MOST_HITS: Final = 100_000
_STEP_BYTES: Final = 1 << 20
_EXPRESSION_STEP_BYTES: Final = 128 * 1024
_STEP_S: Final = 0.05
_MOST_SLOW_S: Final = 2.0
_NOT_SHOWN: Final = (b"\x1b", b"\r", b"\x07", b"\x08")
_LIMIT: Final = "(*LIMIT_MATCH=100000)"
_LIMIT_IN_VIEW: Final = "(*LIMIT_MATCH=5000)"
_MOST_IN_LINE: Final = 200
_SEQUENCES: Final = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)|[ -/]*[0-Z\\^-~])|[\x07\x08]"
)


class Query(msgspec.Struct, frozen=True):
    """What is searched for."""

    text: str
    is_case_matched: bool = False
    is_expression: bool = False

    def problem(self) -> str:
        """Say why it cannot be searched for; empty if it can."""
        if not self.is_expression:
            return ""
        expression = self.expression(_LIMIT)
        if expression.isValid():
            return ""
        text = QCoreApplication.translate("LogSearch", "Not a valid expression: {reason}")
        return text.format(reason=expression.errorString())

    def expression(self, limit: str) -> QRegularExpression:
        """Return the expression, which gives up after so many steps."""
        option = QRegularExpression.PatternOption
        options = option.MultilineOption | option.UseUnicodePropertiesOption
        if not self.is_case_matched:
            options |= option.CaseInsensitiveOption
        return QRegularExpression(limit + self.text, options)

    def finder(self) -> Callable[[str], list[tuple[int, int]]]:
        """Return what finds all places in a line that is shown: their starts and lengths, as Qt counts letters."""
        if self.is_expression:
            return partial(_find_expression, self.expression(_LIMIT_IN_VIEW))
        flags = 0 if self.is_case_matched else re.IGNORECASE
        return partial(_find_text, re.compile(re.escape(self.text), flags))


def _find_text(pattern: re.Pattern[str], line: str) -> list[tuple[int, int]]:
    found = [(match.start(), match.end() - match.start()) for match in pattern.finditer(line)][:_MOST_IN_LINE]
    if line.isascii():
        return found
    return [(_units(line[:start]), _units(line[start : start + length])) for start, length in found]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _find_expression(expression: QRegularExpression, line: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    matches = expression.globalMatch(line)
    while matches.hasNext() and len(found) < _MOST_IN_LINE:
        match = matches.next()
        if match.capturedLength() > 0:
            found.append((match.capturedStart(), match.capturedLength()))
    return found


class SearchStep(msgspec.Struct, frozen=True):
    """What a step brought: where the lines with hits begin, once for each hit, and how far it came.

    Attributes:
        is_lost: Whether the log was cut or replaced, so that nothing that was found is there any more.
    """

    hits: array[int]
    end: int
    size: int
    slow_s: float = 0.0
    seen: SeenBytes = NOTHING_SEEN
    is_lost: bool = False


def search_step(
    path: Path, offset: int, query: Query, *, for_s: float = 0.0, seen: SeenBytes = NOTHING_SEEN
) -> SearchStep:
    """Search the next part of a log.

    Args:
        path: The log.
        offset: Where the part begins.
        query: What to search for.
        for_s: How long to go on with further parts.
        seen: What was read before the part.

    Raises:
        OSError: It cannot be read.
    """
    part_bytes = _EXPRESSION_STEP_BYTES if query.is_expression else _STEP_BYTES
    hits, slow_s = array("q"), 0.0
    until = time.monotonic() + for_s
    try:
        with open_plain(path) as file:
            size = file.seek(0, 2)
            file.seek(0)
            encoding = encoding_of(file.read(2))
            while True:
                file.seek(offset)
                data = _whole_lines(file.read(part_bytes), encoding, is_last=offset + part_bytes >= size)
                if not seen.are_in(file):
                    return SearchStep(array("q"), 0, size, is_lost=True)
                seen = seen.after(offset, data)
                found, slow = find_in(data, offset, query, encoding)
                hits.extend(found)
                slow_s += slow
                offset += len(data)
                is_enough = slow_s > _MOST_SLOW_S or len(hits) >= MOST_HITS
                if is_enough or not data or offset >= size or time.monotonic() >= until:
                    return SearchStep(hits, offset, size, slow_s, seen)
    except FileNotFoundError:
        return SearchStep(array("q"), offset, 0, seen=seen)


def _whole_lines(data: bytes, encoding: str, *, is_last: bool) -> bytes:
    """Leave out the line that goes on behind some data, unless that is all there is."""
    if is_last:
        return data
    if encoding == "utf-8":
        return data[: data.rfind(b"\n") + 1] or data
    ends = _line_starts(data, encoding)
    return data[: ends[-1] or len(data)]


def find_in(data: bytes, offset: int, query: Query, encoding: str = "utf-8") -> tuple[array[int], float]:
    """Find in some whole lines; return where the lines of the hits begin, and the seconds spent on a bad expression."""
    is_plain = encoding == "utf-8" and not any(mark in data for mark in _NOT_SHOWN)
    if is_plain and not query.is_expression and (query.is_case_matched or query.text.isascii()):
        needle = query.text.encode("utf-8", "surrogatepass")
        starts = _places(data, needle) if query.is_case_matched else _places(data.lower(), needle.lower())
        return _lines_in(starts, data, offset), 0.0
    shown = data if encoding == "utf-8" else data.decode(encoding, "replace").encode("utf-8", "replace")
    text = (shown if is_plain else _as_shown(shown)).decode("utf-8", "replace")
    if not query.is_expression:
        flags = 0 if query.is_case_matched else re.IGNORECASE
        return _lines_of(
            (match.start() for match in re.finditer(re.escape(query.text), text, flags)), text, data, offset, encoding
        ), 0.0
    expression = query.expression(_LIMIT)
    if text.isascii():
        # All lines at once, as long as that is no trouble.
        found, is_whole = _matches(expression, text)
        if is_whole:
            return (_lines_in(found, data, offset) if is_plain else _lines_of(found, text, data, offset, encoding)), 0.0
    return _find_line_by_line(text, data, offset, expression, encoding)


def _places(data: bytes, needle: bytes) -> Iterator[int]:
    at = data.find(needle)
    while at >= 0:
        yield at
        at = data.find(needle, at + len(needle))


def _matches(expression: QRegularExpression, text: str) -> tuple[list[int], bool]:
    """Return where an expression matches, and whether it came to the end."""
    starts: list[int] = []
    matches = expression.globalMatch(text)
    while matches.hasNext():
        match = matches.next()
        if match.capturedLength() > 0:
            starts.append(match.capturedStart())
    return starts, matches.isValid()


def _lines_in(starts: Iterable[int], data: bytes, offset: int) -> array[int]:
    """Return where in the file the lines begin in which hits do; each is told by its place in the data."""
    hits = array("q")
    line = before = 0
    for start in starts:
        newline = data.rfind(b"\n", before, start)
        line, before = (newline + 1 if newline >= 0 else line), start
        hits.append(offset + line)
        if len(hits) > MOST_HITS:
            break
    return hits


def _lines_of(starts: Iterable[int], text: str, data: bytes, offset: int, encoding: str) -> array[int]:
    """The same, each told by its place in the text, which has as many lines as the data."""
    hits = array("q")
    lines: list[int] = []
    number = before = 0
    for start in starts:
        lines = lines or _line_starts(data, encoding)
        number += text.count("\n", before, start)
        before = start
        hits.append(offset + lines[number])
        if len(hits) > MOST_HITS:
            break
    return hits


def _line_starts(data: bytes, encoding: str) -> list[int]:
    if encoding == "utf-8":
        return [0, *(match.end() for match in re.finditer(b"\n", data))]
    newline = "\n".encode(encoding)
    ends = (match.end() for match in re.finditer(re.escape(newline), data))
    return [0, *(end for end in ends if end % 2 == 0)]


def _as_shown(data: bytes) -> bytes:
    """Take away what a log does not show, without losing a newline."""
    data = _SEQUENCES.sub(b"", data).replace(b"\r\n", b"\n")
    if b"\r" in data:
        data = b"\n".join(line.rstrip(b"\r").rpartition(b"\r")[2] for line in data.split(b"\n"))
    return data


def _find_line_by_line(
    text: str, data: bytes, offset: int, expression: QRegularExpression, encoding: str
) -> tuple[array[int], float]:
    hits = array("q")
    slow_s = 0.0
    for line, start in zip(text.split("\n"), _line_starts(data, encoding), strict=False):
        begun = time.perf_counter()
        starts, is_whole = _matches(expression, line)
        hits.extend([offset + start] * len(starts))
        if not is_whole:
            slow_s += time.perf_counter() - begun
            if slow_s > _MOST_SLOW_S:
                break
    return hits, slow_s


class LogSearch(QObject):
    """Searches one log from its start to its end, and goes on when it grows.

    Signals:
        changed: Hits came, or it came further, or it ended.
        lost: The log was cut or replaced, and is searched again from its start.
    """

    changed = Signal()
    lost = Signal()

    def __init__(self, bridge: EngineBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._path: Path | None = None
        self._query: Query | None = None
        self._generation = 0
        self._end = 0
        self._size = 0
        self._slow_s = 0.0
        self._is_busy = False
        self.seen = NOTHING_SEEN
        self.hits: array[int] = array("q")
        self.problem = ""

    @property
    def query(self) -> Query | None:
        """What is searched for; None if nothing is."""
        return self._query

    @property
    def is_busy(self) -> bool:
        """Whether it has not come to the end yet."""
        return self._is_busy

    @property
    def is_cut(self) -> bool:
        """True if the search stopped at so many hits that there may be more."""
        return len(self.hits) >= MOST_HITS

    @property
    def percent(self) -> int:
        """How far it is."""
        return min(99, 100 * self._end // self._size) if self._size else 0

    def begin(self, path: Path | None, query: Query | None) -> None:
        """Search anew."""
        self._generation += 1
        self._path, self._query = path, query
        self._end = self._size = 0
        self._slow_s = 0.0
        self._is_busy = False
        self.seen = NOTHING_SEEN
        self.hits = array("q")
        self.problem = query.problem() if query is not None else ""
        self.go_on()
        self.changed.emit()

    def stop(self) -> None:
        """Search no further; what was found stays."""
        if self._is_busy:
            self._generation += 1
            self._is_busy = False
            self.problem = self.tr("Stopped at {percent} %").format(percent=self.percent)
            self.changed.emit()

    def go_on(self) -> None:
        """Search what was written since."""
        if self._path is None or self._query is None or self._is_busy or self.problem:
            return
        self._is_busy = True
        self._step()

    def _step(self) -> None:
        if self._path is not None and self._query is not None:
            work = partial(search_step, self._path, self._end, self._query, for_s=_STEP_S, seen=self.seen)
            self._bridge.ask(work, partial(self._take, self._generation), partial(self._on_failed, self._generation))

    def _take(self, generation: int, step: SearchStep) -> None:
        if generation != self._generation:
            return
        if step.is_lost:
            self.lost.emit()
            self.begin(self._path, self._query)
            return
        is_over = step.end <= self._end or step.end >= step.size
        self._end, self._size, self.seen = step.end, step.size, step.seen
        self._slow_s += step.slow_s
        self.hits.extend(step.hits)
        if len(self.hits) >= MOST_HITS:
            del self.hits[MOST_HITS:]
            count, percent = count_text(MOST_HITS), 100 * self.hits[-1] // max(1, self._size)
            self.problem = self.tr("Stopped at {count} matches, {percent} % of the log").format(
                count=count, percent=percent
            )
        elif self._slow_s > _MOST_SLOW_S:
            percent = self.percent
            self.problem = self.tr("This expression takes too long; stopped at {percent} %").format(percent=percent)
        self._is_busy = not is_over and not self.problem
        if self._is_busy:
            self._step()
        self.changed.emit()

    def _on_failed(self, generation: int, error: Exception) -> None:
        if generation != self._generation:
            return
        if not isinstance(error, OSError):
            raise error
        self._is_busy = False
        self.problem = self.tr("The log cannot be read")
        self.changed.emit()

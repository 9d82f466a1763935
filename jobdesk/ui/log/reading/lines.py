"""Lines of a log as the view holds them: where each stands in the file, what it is, and how often it repeats."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import Final

import msgspec

from jobdesk.ui.log.marks.levels import Level, LevelReader
from jobdesk.ui.log.text import NOTE, PLAIN, LogText, Style

Piece = tuple[str, Style]
_NEWLINE: Final = re.compile(rb"\n")
_BYTE_ORDER_MARKS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WHOLE: Final = -1
_LEVEL_TOKENS: Final = {Level.ERROR: "fail", Level.WARNING: "need"}
# Colours of the log that cannot be read well enough on the tint of an error.
_TOO_WEAK: Final = frozenset({"s2"})


class LogLine(msgspec.Struct):
    """One line.

    Attributes:
        offset: Where it begins in the file.
        level: What it is.
        seen_at: When it was first seen, in seconds since the epoch; None if nobody looked then.
        repeats: How many equal lines in a row it stands for.
        pieces: Its text, until it is shown.
    """

    offset: int
    level: Level = Level.PLAIN
    seen_at: float | None = None
    repeats: int = 1
    pieces: list[Piece] = []

    @property
    def text(self) -> str:
        """Its text, until it is shown."""
        return "".join(text for text, _ in self.pieces)


class LineBatch(msgspec.Struct):
    """What a look at a log brought.

    Attributes:
        lines: The first one goes on with the unfinished last line of what is shown, the last one is unfinished.
        kept: How many pieces of the first line are shown already; negative if what is shown of it must go.
    """

    lines: list[LogLine]
    kept: int


def shown_style(style: Style, level: Level) -> Style:
    """Return how a piece looks in a line of a level: what has no colour of its own takes that of the level."""
    if not style.token and level is not Level.PLAIN:
        return Style(_LEVEL_TOKENS[level], style.is_bold, style.is_underlined, style.is_inverse)
    if level is Level.ERROR and style.token in _TOO_WEAK:
        return Style("text2", style.is_bold, style.is_underlined, style.is_inverse)
    return style


class LineMaker:
    """Makes lines of the bytes that follow one place of a log."""

    def __init__(
        self, offset: int, encoding: str = "utf-8", seen_at: Callable[[int], float | None] | None = None
    ) -> None:
        """Begin at a place.

        Args:
            offset: Where the first byte stands in the file.
            encoding: The log's encoding.
            seen_at: Tells when the byte at an offset was first seen.
        """
        self._text = LogText(encoding)
        self._is_wide = encoding != "utf-8"
        self._levels = LevelReader()
        self._seen_at = seen_at or (lambda _: None)
        self._start = offset
        self._end = offset
        self._pieces: list[Piece] = []
        self._shown = 0
        self._shown_level = Level.PLAIN
        self._last: LogLine | None = None
        self._last_text = ""

    def take(self, data: bytes, *, is_end: bool = False) -> LineBatch:
        """Take the next bytes."""
        ends = iter(self._ends_of_lines(data))
        # It tells how to read the log, and is no part of its text.
        mark = b"" if self._end else next((mark for mark in _BYTE_ORDER_MARKS if data.startswith(mark)), b"")
        self._end += len(data)
        finished: list[LogLine] = []
        kept = self._shown
        for run in self._text.feed(data[len(mark) :], is_end=is_end):
            if run.rewrites_line:
                self._pieces.clear()
                if not finished:
                    kept = _WHOLE
            first, *rest = run.text.split("\n")
            if first:
                self._pieces.append((first, run.style))
            for part in rest:
                line = self._finish(next(ends, self._end))
                if line is not None:
                    finished.append(line)
                elif not finished and self._shown:
                    kept = _WHOLE
                if part:
                    self._pieces.append((part, run.style))
        return self._batch(finished, kept)

    def note(self, text: str) -> LogLine:
        """Return a line of ours, in place of what was skipped."""
        return LogLine(self._start, pieces=[(text, NOTE)])

    def _batch(self, finished: list[LogLine], kept: int) -> LineBatch:
        text = "".join(piece for piece, _ in self._pieces)
        level = self._levels.peek(text) if text else Level.PLAIN
        unfinished = LogLine(self._start, level, self._seen_at(self._start) if text else None, 1, list(self._pieces))
        lines = [*finished, unfinished]
        if lines[0].level is not self._shown_level:
            kept = _WHOLE
        self._shown, self._shown_level = len(self._pieces), level
        return LineBatch(lines, kept)

    def _finish(self, end: int) -> LogLine | None:
        """End the unfinished line; None if it only repeats the one before."""
        text = "".join(piece for piece, _ in self._pieces)
        line = LogLine(self._start, self._levels.level(text), None, 1, self._pieces)
        self._pieces = []
        self._start = end
        if text and self._last is not None and text == self._last_text:
            self._last.repeats += 1
            return None
        line.seen_at = self._seen_at(line.offset)
        self._last, self._last_text = line, text
        return line

    def _ends_of_lines(self, data: bytes) -> list[int]:
        if not self._is_wide:
            return [self._end + found.end() for found in _NEWLINE.finditer(data)]
        pairs = (b"\n\0", b"\0\n")
        first = self._end % 2
        return [self._end + at + 2 for at in range(first, len(data) - 1, 2) if data[at : at + 2] in pairs]


def lines_of(data: bytes, offset: int, encoding: str, seen_at: Callable[[int], float | None]) -> list[LogLine]:
    """Return the whole lines in a part of a log that begins and ends with one."""
    lines = LineMaker(offset, encoding, seen_at).take(data, is_end=True).lines
    return lines if lines[-1].pieces else lines[:-1]


__all__ = ["PLAIN", "LineBatch", "LineMaker", "LogLine", "lines_of", "shown_style"]

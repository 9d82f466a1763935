"""Tells errors and warnings from other lines: by what programs write at them, and rather too few than too many."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

MOST_LOOKED_AT: Final = 400
"""Characters of a line that are looked at: what a line is about stands at its start."""

_ERROR: Final = re.compile(
    r"\b(?:ERROR|FATAL|CRITICAL|PANIC|SEVERE|ERR!)(?![\w=])"
    r"|^\s*(?:[\w./+-]+:(?:\d+:)* )?(?:fatal|panic|error)\b(?:\[\w+\])?(?: \w+)?: "
    r"|^\s*(?:fatal|panic|error)\b(?:\[\w+\])?:"
    r"|: (?:fatal )?error(?:\[\w+\]| \w+)?: "
    r"|^\s*(?:[A-Za-z_]\w*\.)*(?:[A-Z]\w*)?(?:Error|Exception)(?::|$)"
    r"|^\s*FAILED\b|\bpanicked at\b|^Segmentation fault\b|^Exception in thread\b|^Unhandled exception\b"
)
_WARNING: Final = re.compile(
    r"\b(?:WARN|WARNING)(?![\w=])|\b(?:warning|Warning)(?:\[\w+\])?:|\b[A-Z]\w*Warning:|^\s*[Rr]etry(?:ing)?\b"
)
_TRACEBACK: Final = "Traceback (most recent call last)"

CANDIDATE: Final = re.compile(
    rb"ERROR|FATAL|CRITICAL|PANIC|SEVERE|ERR!|fatal|panic|error|Error|Exception|FAILED|Segmentation|Traceback|WARN"
    rb"|[Ww]arning|[Rr]etry"
)
"""What stands in every line that may be an error or a warning; for searching bytes fast."""


class Level(StrEnum):
    """What a line is."""

    PLAIN = ""
    WARNING = "warning"
    ERROR = "error"


class LevelReader:
    """Reads the lines of a log in turn: those of a Python traceback are one error, up to the line that names it."""

    def __init__(self) -> None:
        self._is_in_traceback = False

    @property
    def is_in_traceback(self) -> bool:
        """Whether the next line belongs to an error, whatever it says."""
        return self._is_in_traceback

    def level(self, line: str) -> Level:
        """Take the next line."""
        if self._is_in_traceback:
            self._is_in_traceback = line[:1] in {" ", "\t", "|", "+"} or not line.strip()
            return Level.ERROR
        self._is_in_traceback = _TRACEBACK in line[:MOST_LOOKED_AT]
        return self.peek(line)

    def peek(self, line: str) -> Level:
        """Say what a line is that may not be whole yet."""
        head = line[:MOST_LOOKED_AT]
        if self._is_in_traceback or _TRACEBACK in head or _ERROR.search(head):
            return Level.ERROR
        return Level.WARNING if _WARNING.search(head) else Level.PLAIN

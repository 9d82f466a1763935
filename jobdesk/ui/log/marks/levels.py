"""Tells errors and warnings from other lines: by what programs write at them, and rather too few than too many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Final

MOST_LOOKED_AT: Final = 400
"""Characters of a line that are looked at: what a line is about stands at its start."""

_ERROR: Final = re.compile(
    r"\b(?:ERROR|FATAL|CRITICAL|PANIC|SEVERE|ERR!)(?![\w=])"
    r"|^\s*(?:[\w./+-]+:(?:\d+:)* )?(?:fatal|panic|error)\b(?:\[\w+\])?(?: \w+)?: "
    r"|^\s*(?:fatal|panic|error)\b(?:\[\w+\])?:"
    r"|(?::| -) (?:fatal )?error(?:\[\w+\]| \w+)?: "
    r"|^\s*(?:[A-Za-z_]\w*\.)*(?:[A-Z]\w*)?(?:Error|Exception)(?::|$)"
    r"|^\s*FAILED\b|\bpanicked at\b|^Segmentation fault\b|^Exception in thread\b|^Unhandled exception\b"
    r"|^(?:Caused by|Uncaught(?: \w+)?|rsync error|npm error|E): |^npm error\b|^terminate called after\b|^CMake Error\b"
    r"|^(?:\[[^\]]* @ \w+\] )?Error (?:\w+ing|while|in)\b|^Conversion failed!|^curl: \(\d+\) "
    r"|^E   +\S|^[^\s:]+:\d+: (?:[A-Z]\w*)?(?:Error|Exception)$"  # pytest: what was found, and where
    r"|\.\.\. FAILED$|^\s*--- FAIL: |^FAIL(?:URE)?[:\s]|^BUILD FAILED\b|: undefined reference to "
    r"|^make(?:\[\d+\])?: \*\*\* |\(core dumped\)$|^Killed$|\bAssertion [`'].*' failed"
    r"|\blevel=(?:error|fatal|panic)\b|\"(?:level|severity)\": ?\"(?i:error|fatal|critical)\""
    # What the system says of a refusal, behind the name of what was refused.
    r"|: (?:No such file or directory|Permission denied|(?:\d+: \S+: |command )not found|No space left on device"
    r"|Cannot allocate memory|Connection refused|Input/output error|Read-only file system"
    r"|Invalid data found when processing input)$"
)
_WARNING: Final = re.compile(
    r"\b(?:WARN|WARNING)(?![\w=])|\b(?:warning|Warning)(?:\[\w+\])?:|\b[A-Z]\w*Warning:|^\s*[Rr]etry(?:ing)?\b"
    r"|^npm warn\b|^CMake Warning\b|\blevel=warn(?:ing)?\b"
)
_TRACEBACK: Final = "Traceback (most recent call last)"

# One of these stands in every line that is an error or a warning.
_SIGNS: Final = (
    *(b"ERROR", b"FATAL", b"CRITICAL", b"PANIC", b"SEVERE", b"ERR!", b"fatal", b"Fatal", b"panic", b"error", b"Error"),
    *(b"Critical", b"Exception", b"FAIL", b"failed", b"Segmentation", b"Traceback", b"WARN", b"arning", b"etry"),
    *(
        b"\nE   ",
        b"\nE: ",
        b"Caused by",
        b"Uncaught",
        b"Unhandled",
        b"Killed",
        b"command not found",
        b": not found",
        b"No such file",
    ),
    *(b"No space left", b"Permission denied", b"Cannot allocate", b"Connection refused", b"Read-only file", b"curl: ("),
    *(b"Invalid data", b"terminate called", b"reference to ", b"(core", b"*** ", b"npm warn", b"level=warn"),
)

_TEXT_SIGNS: Final = tuple(sign.decode().lstrip() for sign in _SIGNS)


def candidates(data: bytes) -> Iterator[int]:
    """Return where something stands that may make its line an error or a warning; no other lines need be looked at.

    To ask first for each sign whether it is there at all takes half as long as to look for all of them at once.
    """
    found = tuple(sign for sign in _SIGNS if sign in data)
    return (match.start() for match in _any_of(found).finditer(data)) if found else iter(())


def _has_sign(head: str) -> bool:
    # A loop takes half as long as any(), and every line that is shown comes through here.
    for sign in _TEXT_SIGNS:  # noqa: SIM110
        if sign in head:
            return True
    return False


@lru_cache(maxsize=64)
def _any_of(signs: tuple[bytes, ...]) -> re.Pattern[bytes]:
    starts = (b"(?<=\n)" if sign.startswith(b"\n") else b"" for sign in signs)
    return re.compile(b"|".join(start + re.escape(sign.lstrip()) for start, sign in zip(starts, signs, strict=True)))


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
        if not self._is_in_traceback and not _has_sign(head):
            return Level.PLAIN
        if self._is_in_traceback or _TRACEBACK in head or _ERROR.search(head):
            return Level.ERROR
        return Level.WARNING if _WARNING.search(head) else Level.PLAIN

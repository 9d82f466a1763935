"""Reads the ends of two logs and compares them; all of it runs on the pool."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from jobdesk.core.output.log_diff import MOST_LINES, Cancelled, DiffLine, diff_lines
from jobdesk.jobdir.folder import open_plain
from jobdesk.ui.detail.facts import Verdict, read_verdict
from jobdesk.ui.log.reading.lines import lines_of
from jobdesk.ui.log.text import encoding_of

_MOST_BYTES: Final = 1 << 20
_REPEATED: Final = "  × {count}"


class LogEnd(msgspec.Struct, frozen=True):
    """The end of a log.

    Attributes:
        lines: As they are shown in a log, but for their colours.
        is_whole: Whether that is all of it.
        is_missing: Whether there is no log.
    """

    lines: list[str]
    is_whole: bool = True
    is_missing: bool = False


class Compared(msgspec.Struct, frozen=True):
    """What was read of two runs, this one's first.

    Attributes:
        verdicts: What their supervisors measured.
        ends: The ends of their logs.
        lines: What differs between these; None if one of them is missing.
    """

    verdicts: tuple[Verdict, Verdict]
    ends: tuple[LogEnd, LogEnd]
    lines: list[DiffLine] | None


def read_end(path: Path) -> LogEnd:
    """Read the last lines of a log.

    Raises:
        OSError: It cannot be read.
    """
    try:
        file = open_plain(path)
    except FileNotFoundError:
        return LogEnd([], is_missing=True)
    with file:
        head = file.read(2)
        size = os.fstat(file.fileno()).st_size
        start = max(0, size - _MOST_BYTES)
        start -= start % 2
        file.seek(start)
        data = file.read(_MOST_BYTES + 1)
    encoding = encoding_of(head)
    if start:
        # From a whole line on; in UTF-16 the second half of the newline may follow.
        cut = data.find(b"\n") + 1
        cut += cut % 2 if encoding != "utf-8" else 0
        data, start = data[cut:], start + cut
    lines = lines_of(data, start, encoding, lambda _: None)
    shown = [line.text + (_REPEATED.format(count=line.repeats) if line.repeats > 1 else "") for line in lines]
    return LogEnd(shown[-MOST_LINES:], is_whole=start == 0 and len(shown) <= MOST_LINES)


def compare_runs(this: Path, other: Path, is_cancelled: Callable[[], bool]) -> Compared | None:
    """Read what two runs left, and compare their logs; None if that was cancelled.

    Args:
        this: Log of the run that is looked at.
        other: Log of the run that it is compared with.
        is_cancelled: Whether nobody waits for it any more.

    Raises:
        OSError: A log cannot be read.
    """
    ends = (read_end(this), read_end(other))
    verdicts = (read_verdict(this), read_verdict(other))
    if any(end.is_missing for end in ends):
        return Compared(verdicts, ends, None)
    try:
        lines = diff_lines(ends[1].lines, ends[0].lines, is_cancelled)
    except Cancelled:
        return None
    return Compared(verdicts, ends, lines)

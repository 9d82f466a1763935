"""Reads a log for printing: from its start or near its end, once or as it grows, with or without times.

A stamped line begins with the local time at which its first byte came, such as ``2026-01-31T10:00:00+01:00``, or with
``-`` and spaces of the same width where that is not known, and one more space.
"""

from __future__ import annotations

import codecs
from datetime import datetime

from jobdesk.engine.execution.log_follower import SEEN_BYTES, Follower
from jobdesk.engine.execution.log_times import LogTimes, read_times
from jobdesk.engine.execution.logs import read_after, read_from

# Only for the checker: the command line loads this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from jobdesk.jobdir.log_times import Record

_UNKNOWN = b"-".ljust(26)
_LATEST_RECORDS_BYTES = 64 * 1024

LOSSES = {
    "cut": "its log was cut or replaced; the new text follows",
    "deleted": "its log was deleted while the job writes it; what it writes from now on cannot be shown",
}
"""What to tell a person about a log that does not hold any more what was read of it."""


def missing_log_text(path: Path) -> str:
    """Return why there is no log of a job that has run; empty if there is one, or none was begun."""
    if path.is_file() or not path.with_name("run.json").exists():
        return ""
    if path.exists():
        return f"its log is gone; what has its name is no plain file, and is not read: {path}"
    compressed = path.with_name(f"{path.name}.gz")
    if compressed.exists():
        return f"its log is compressed: {compressed}"
    return f"its log is gone: {path}"


def read_pieces(path: Path, offset: int, say: Callable[[str], object], *, with_times: bool) -> Iterator[bytes]:
    """Yield a log from an offset on to its present end."""
    stamps = Stamps(say) if with_times else None
    seen = b""
    while True:
        try:
            data = read_after(path, offset, seen)
        except FileNotFoundError:
            return
        if data is None:
            say("its log was cut or replaced while it was printed; the rest of the old text is gone")
            return
        if not data:
            return
        yield data if stamps is None else stamps.stamp(path, offset, data)
        offset += len(data)
        seen = (seen + data)[-SEEN_BYTES:]


def follow_pieces(follower: Follower, say: Callable[[str], object], *, with_times: bool) -> Iterator[bytes]:
    """Yield a log as it grows, through all attempts."""
    stamps = Stamps(say) if with_times else None
    for data in follower.read():
        yield data if stamps is None else stamps.stamp(follower.path, follower.place, data, follower.sample)


class Stamps:
    """Puts the time at which it came before each line of a log."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._path: Path | None = None
        self._times = LogTimes()
        self._end = -1
        self._is_within_line = False
        self._is_wide = False
        self._text = (0, b"")

    def stamp(self, path: Path, place: int, data: bytes, sample: Record | None = None) -> bytes:
        """Return the bytes at a place of a log with a time before each line that begins in them.

        Args:
            path: The log.
            place: Where the bytes begin.
            data: The bytes.
            sample: How long the log was at an earlier time, if that is known.
        """
        before = b""
        if place != self._end:
            # Another log, or another text in it.
            before = b"\n" if self._is_within_line else b""
            self._is_within_line = False
            self._path = None
            self._is_wide = read_from(path, 0, 2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
            if self._is_wide:
                self._say("its log is UTF-16, which is printed without times")
        self._end = place + len(data)
        if self._is_wide:
            return before + data
        if path != self._path:
            self._path, self._times = path, read_times(path, sample=sample)
        elif self._times.end < self._end:
            self._times = read_times(path, _LATEST_RECORDS_BYTES, sample)
        return before + self._stamp_lines(place, data)

    def _stamp_lines(self, place: int, data: bytes) -> bytes:
        parts: list[bytes] = []
        known_to, stamp = -1, _UNKNOWN
        for line in data.split(b"\n"):
            if parts:
                parts.append(b"\n")
            if line or place < self._end:
                if not self._is_within_line:
                    if place >= known_to:
                        known_to, time_s = self._times.span(place)
                        stamp = _UNKNOWN if time_s is None else self._text_of(int(time_s))
                    parts.append(stamp)
                parts.append(line)
                self._is_within_line = False
            place += len(line) + 1
        self._is_within_line = not data.endswith(b"\n")
        return b"".join(parts)

    def _text_of(self, seconds: int) -> bytes:
        if self._text[0] != seconds:
            local = datetime.fromtimestamp(seconds).astimezone()
            self._text = seconds, f"{local.isoformat(timespec='seconds')} ".encode()
        return self._text[1]

"""The known times of a log: when its bytes came, by `executors.log_times` and the files beside it.

No time is made up. Each source says how long the log was at some time: the start of the attempt, the records of the
supervisor, the log's last change. A byte came between two neighbours of these. It has the time of the later one if they
are at most 5 s apart (of a job that is older than a day, three times as far as records are), and otherwise none.
"""

from __future__ import annotations

import bisect
import os
import sys
from array import array
from datetime import datetime
from pathlib import Path

from jobdesk.jobdir.folder import JobFolder, open_plain, read_json
from jobdesk.jobdir.log_times import RECORD_BYTES, RECORDS_PER_AGE, Record, decode, encode

_BRACKET_MS = 5000
_SPACINGS_IN_BRACKET = 3
_CLOCK_TICK_MS = 20
"""File systems take the time of a change from a clock that is up to a tick late."""
_MOST_BYTES = 64 << 20
_MOST_PROBES = 64


class LogTimes:
    """The known times of one log."""

    def __init__(self, data: bytes = b"", first: Record | None = None, last: Record | None = None) -> None:
        """Take what is known.

        Args:
            data: The records, as they stand in the file.
            first: A record from before them, such as the job's start.
            last: A record from after them, such as the log's last change.
        """
        self._data = data
        self._count = len(data) // RECORD_BYTES
        words = array("Q", data[: self._count * RECORD_BYTES])
        if sys.byteorder == "big":
            words.byteswap()
        self._sizes = words[0::2]
        self._first = first
        self._last = last

    def has_any(self) -> bool:
        """Tell whether any time is known, by a sample of places."""
        step = max(1, self._count // _MOST_PROBES)
        ends = [self._last[0]] if self._last is not None else []
        return any(self.time_of(max(0, end - 1)) is not None for end in [1, *self._sizes[::step], *ends])

    @property
    def end(self) -> int:
        """Size of the log up to which anything is known, in bytes."""
        ends = [self._sizes[-1] if self._sizes else 0, self._last[0] if self._last is not None else 0]
        return max(ends)

    def time_of(self, offset: int) -> float | None:
        """Return when the byte at an offset came, in seconds since 1970; None if that is not known closely enough."""
        return self.span(offset)[1]

    def span(self, offset: int) -> tuple[int, float | None]:
        """Return the time of the byte at an offset, and up to which offset, at least the next, it is the same."""
        index = bisect.bisect_right(self._sizes, offset)
        before = self._record(index - 1) if index else self._first
        after = self._record(index) if index < self._count else self._last
        if before is None or after is None or not before[0] <= offset < after[0]:
            return offset + 1, None  # Damage in the middle may lead the search astray, but makes no false pair.
        gap_ms = after[1] - before[1] + (_CLOCK_TICK_MS if after is self._last else 0)
        age_ms = after[1] - (self._first or before)[1]
        most_ms = max(_BRACKET_MS, _SPACINGS_IN_BRACKET * age_ms // RECORDS_PER_AGE)
        return after[0], after[1] / 1000 if 0 < gap_ms <= most_ms else None

    def _record(self, index: int) -> Record | None:
        return decode(self._data[index * RECORD_BYTES : (index + 1) * RECORD_BYTES])


def read_times(log: Path, most_bytes: int = _MOST_BYTES, sample: Record | None = None) -> LogTimes:
    """Read the known times of a log from the files beside it.

    Args:
        log: The log.
        most_bytes: How much to read of the records; earlier ones are left out.
        sample: How long the log was at some time, as its reader saw it; a supervisor notes growth after a silence late.

    Raises:
        OSError: The log cannot be read.
    """
    folder = JobFolder(log.parent)
    try:
        with open_plain(log) as file:
            info = os.fstat(file.fileno())
    except FileNotFoundError:
        return LogTimes()
    try:
        with open_plain(folder.times) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, (size - most_bytes) // RECORD_BYTES * RECORD_BYTES))
            data = file.read(most_bytes + RECORD_BYTES)
    except OSError:
        data = b""  # None are there, or what stands in their place is a link or a pipe: then no time is known.
    last = decode(data[len(data) - len(data) % RECORD_BYTES - RECORD_BYTES :][:RECORD_BYTES])
    if last is not None and last[0] > info.st_size:
        data, last = b"", None  # The records are of a text that was cut off.
    if sample is not None and (last is None or (last[0] <= sample[0] and last[1] <= sample[1])):
        data = data[: len(data) - len(data) % RECORD_BYTES] + encode(sample)
    return LogTimes(data, _start_of(folder), (info.st_size, int(info.st_mtime * 1000)))


def _start_of(folder: JobFolder) -> Record | None:
    """Return that the log was empty when its attempt started."""
    try:
        started = datetime.fromisoformat(str((read_json(folder.run) or {}).get("started_at")))
    except ValueError:
        return None
    return 0, int(started.timestamp() * 1000) - _CLOCK_TICK_MS

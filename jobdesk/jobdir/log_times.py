"""The times at which a log grew: the file ``job.log.times``, which the supervisor keeps beside ``job.log``.

The file holds records of 16 bytes, little endian: u64 size, u48 milliseconds since 1970, u16 lower half of the CRC-32
of the 14 bytes before it. A record says: at this time the log was this long. Neither sizes nor times go back from one
record to the next. Records are at least max(1 s, age of the job / 50,000) apart, but for the one at the job's end.

A byte came between two neighbouring records. Before growth after a silence the last sample without growth is written
too, so the two are close together wherever a supervisor watched, and far apart where none did: `engine.log_times` gives
a byte the time of the later record only if the two are close enough. Two neighbours with the same time are a mark: what
lies between them has no known time, since the clock was set back.

The supervisor compares sizes alone: a log that was cut and grew beyond its old size within a second keeps the times of
its old text.
"""

from __future__ import annotations

import binascii
import os
import stat
import time

from jobdesk.jobdir.folder import BINARY, JobFolder

# Only for the checker: importing typing would make every fork of a supervisor dearer.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

RECORD_BYTES = 16
RECORDS_PER_AGE = 50_000
_SPACING_S = 1.0
_SHORT_JOB_S = 2.0
_ACTIVE_S = 10.0
"""A log that has grown within this time is sampled as often as records may be; any other when its supervisor wakes."""
_FLAGS = os.O_RDWR | os.O_CREAT | BINARY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

Record = tuple[int, int]
"""A size in bytes, and when the log was that long, in milliseconds since 1970."""


def encode(record: Record) -> bytes:
    """Return a record as it stands in the file."""
    data = record[0].to_bytes(8, "little") + record[1].to_bytes(6, "little")
    return data + (binascii.crc32(data) & 0xFFFF).to_bytes(2, "little")


def decode(data: bytes) -> Record | None:
    """Return the record in 16 bytes; None if they are torn."""
    if len(data) != RECORD_BYTES or binascii.crc32(data[:14]) & 0xFFFF != int.from_bytes(data[14:], "little"):
        return None
    return int.from_bytes(data[:8], "little"), int.from_bytes(data[8:14], "little")


class TimesRecorder:
    """Writes the times of one log; made by the supervisor when the job has started, or when it takes a job over."""

    def __init__(
        self,
        folder: JobFolder,
        age_s: float = 0.0,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """Begin.

        Args:
            folder: The job's folder.
            age_s: How long the job has run already.
            monotonic: The clock for pauses, in seconds.
            wall: The clock for records, in seconds since 1970.
        """
        self._log = str(folder.log)
        self._path = str(folder.times)
        self._monotonic = monotonic
        self._wall = wall
        self._begun_s = monotonic() - age_s
        self._due_s = 0.0
        self._grew_s = self._begun_s
        self._inode = 0
        self._seen: Record | None = None
        self._unwritten: list[Record] = []
        """Of a young job: most jobs are short, and need no file."""

    def sample(self, *, is_last: bool = False) -> float:
        """Compare the log's size with the last one seen, if that is due.

        Args:
            is_last: Whether the job has ended; then it is due.

        Returns:
            In how many seconds to call again at the latest; infinity if any time will do.
        """
        now_s = self._monotonic()
        if now_s < self._due_s and not is_last:
            return self._due_s - now_s
        try:
            info = os.stat(self._log)
        except OSError:
            return float("inf")
        age_s = now_s - self._begun_s
        self._due_s = now_s + max(_SPACING_S, age_s / RECORDS_PER_AGE)
        seen, self._seen = self._seen, (info.st_size, int(self._wall() * 1000))
        is_same_file, self._inode = info.st_ino == self._inode, info.st_ino
        if seen is None:
            self._unwritten = [self._seen] if info.st_size else []
            return self._pause_s(now_s)
        if not is_same_file or info.st_size < seen[0] or self._seen[1] < seen[1]:
            # Cut, replaced, or the clock was set back: what came since the last sample has no known time.
            self._unwritten = [self._seen]
            if os.path.exists(self._path):
                self._append(self._unwritten, is_new_file=not is_same_file)
                self._unwritten = []
            return self._pause_s(now_s)
        if info.st_size > seen[0]:
            self._grew_s = now_s
            self._unwritten += [seen, self._seen]
        if self._unwritten and age_s >= _SHORT_JOB_S:
            self._append(self._unwritten)
            self._unwritten = []
        return self._pause_s(now_s)

    def _pause_s(self, now_s: float) -> float:
        return self._due_s - now_s if now_s - self._grew_s < _ACTIVE_S else float("inf")

    def _append(self, records: list[Record], *, is_new_file: bool = False) -> None:
        """Write records behind those that are there; a full disk costs only the times."""
        try:
            descriptor = os.open(self._path, _FLAGS, 0o600)
        except OSError:
            return
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return
            end = self._settle(descriptor, records, is_new_file=is_new_file)
            last = _read_record(descriptor, end - RECORD_BYTES) if end else None
            rows = [row for index, row in enumerate(records) if row != (records[index - 1] if index else last)]
            os.lseek(descriptor, end, os.SEEK_SET)
            data = b"".join(map(encode, rows))
            written = os.write(descriptor, data)
            if written < len(data):
                os.ftruncate(descriptor, end + written - written % RECORD_BYTES)
        except OSError:
            return
        finally:
            os.close(descriptor)

    def _settle(self, descriptor: int, records: list[Record], *, is_new_file: bool) -> int:
        """Cut off what is torn and what the new records contradict; returns where they are to be written."""
        old_end = os.fstat(descriptor).st_size
        size, ms = records[0]
        end = old_end - old_end % RECORD_BYTES
        is_set_back = False
        while end:
            last = _read_record(descriptor, end - RECORD_BYTES)
            if last is not None and (is_new_file or last[0] > size):
                end = 0  # All that is recorded is of a text that is gone.
                break
            if last is not None and last[1] <= ms:
                if is_set_back:
                    records.insert(0, (size, last[1]))
                break
            is_set_back = is_set_back or last is not None
            end -= RECORD_BYTES
        if end != old_end:
            os.ftruncate(descriptor, end)
        return end


def _read_record(descriptor: int, place: int) -> Record | None:
    os.lseek(descriptor, place, os.SEEK_SET)
    return decode(os.read(descriptor, RECORD_BYTES))

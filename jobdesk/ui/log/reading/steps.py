"""Reads parts of a log from disk: bounded, from the end or from any place, forwards and backwards. Runs on the pool."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from jobdesk.engine.execution.log_times import LogTimes, read_times
from jobdesk.jobdir.attempt_files import is_log_deleted
from jobdesk.jobdir.folder import open_plain
from jobdesk.ui.log.text import encoding_of

STEP_BYTES: Final = 16 * 1024
MOST_STEP_LINES: Final = 3000
"""What a line costs to show does not depend on its length: 16 KB of empty ones would hold the window for 0.2 s."""
FIRST_BYTES: Final = 64 * 1024
LONGEST_SHOWN_BYTES: Final = 16 * 1024
_MOST_BEHIND_BYTES: Final = 256 * 1024
_MOST_OLDER_LINES: Final = 3000
_FARTHEST_BYTES: Final = 4 << 20
_INNER_BYTES: Final = bytes(range(0x80, 0xC0))
_COUNTED_BYTES: Final = 1 << 20
_MOST_COUNTED_BYTES: Final = 2 << 30
_SEEN_BYTES: Final = 64
_GZIP: Final = b"\x1f\x8b"


class SeenBytes(msgspec.Struct, frozen=True):
    """The last bytes that were read of a log: if others stand there now, the log was cut or replaced.

    Attributes:
        end: Where they end in the file.
        data: The bytes, up to 64.
    """

    end: int = 0
    data: bytes = b""

    def after(self, offset: int, data: bytes) -> SeenBytes:
        """Return the last bytes after some more were read at an offset."""
        if not data:
            return self
        return SeenBytes(offset + len(data), ((self.data if offset == self.end else b"") + data)[-_SEEN_BYTES:])

    def are_in(self, file: BinaryIO) -> bool:
        """Tell whether a log still holds them; asked after each read, so that what was read is of the same text."""
        file.seek(self.end - len(self.data))
        return file.read(len(self.data)) == self.data


NOTHING_SEEN: Final = SeenBytes()


class LogStep(msgspec.Struct, frozen=True):
    """What one look at a log brought.

    Attributes:
        data: The bytes from `offset` on.
        size: The log's size now.
        inode: Which file it is; another one was rotated in.
        offset: Where the bytes begin; later than asked for if the reader had fallen behind.
        head: The log's first bytes, which tell its encoding.
        is_missing: Whether there is no log, or none yet.
        absence: "deleted" if a job that has run has no log any more, "compressed" if there is one, but no text.
        loss: "cut" or "replaced" if what was read before is not there any more.
        end: Of older lines, where the line begins that they were asked for as standing before.
        first: The start of that line, if they were asked for as standing before a later place in it.
    """

    data: bytes
    size: int
    inode: int
    offset: int
    head: bytes
    is_missing: bool = False
    loss: str = ""
    end: int = 0
    first: bytes = b""
    absence: str = ""
    times: LogTimes | None = None


def read_step(
    path: Path,
    offset: int | None,
    inode: int,
    *,
    may_skip: bool = True,
    seen: SeenBytes = NOTHING_SEEN,
    attempt: int = 1,
    with_times: bool = False,
) -> LogStep:
    """Read the next bytes of a log, or its last ones if none was read yet or the reader fell far behind.

    Args:
        path: The log.
        offset: Where to read on; None reads the last bytes.
        inode: Which file was read before; 0 if none was.
        may_skip: Whether a reader far behind goes on near the end.
        seen: What was read last.
        attempt: Of which attempt the log is.
        with_times: Whether to read the recorded times too.

    Raises:
        OSError: The log cannot be read.
    """
    if path.is_dir():
        raise IsADirectoryError(21, "Is a directory")
    try:
        file = open_plain(path)
    except FileNotFoundError:
        return LogStep(b"", 0, 0, 0, b"", is_missing=True, absence=_absence_of(path, attempt))
    with file:
        info = os.fstat(file.fileno())
        head = file.read(2)
        if head == _GZIP:
            return LogStep(b"", info.st_size, info.st_ino, 0, head, is_missing=True, absence="compressed")
        loss = ""
        if inode and info.st_ino != inode:
            loss = "replaced"
        elif offset is not None and info.st_size < offset:
            loss = "cut"
        step = _read_at(file, info, head, None if loss else offset, may_skip=may_skip)
        if not loss and not seen.are_in(file):
            loss = "cut"
            step = _read_at(file, os.fstat(file.fileno()), head, None, may_skip=may_skip)
        times = read_times(path) if with_times else None
        return msgspec.structs.replace(step, loss=loss, times=times)


def _read_at(file: BinaryIO, info: os.stat_result, head: bytes, offset: int | None, *, may_skip: bool) -> LogStep:
    if offset is None:
        offset = max(0, info.st_size - FIRST_BYTES)
    elif may_skip and info.st_size - offset > _MOST_BEHIND_BYTES:
        offset = info.st_size - STEP_BYTES
    is_wide = encoding_of(head) != "utf-8"
    offset -= offset % 2 if is_wide else 0
    file.seek(offset)
    data = file.read(STEP_BYTES)
    if not is_wide and data.count(b"\n") > MOST_STEP_LINES:
        data = data[: len(data) - len(data.split(b"\n", MOST_STEP_LINES)[-1])]
    return LogStep(data, info.st_size, info.st_ino, offset, head)


def _absence_of(path: Path, attempt: int) -> str:
    if not is_log_deleted(path, attempt):
        return ""
    return "compressed" if path.with_name(f"{path.name}.gz").exists() else "deleted"


def find_loss(path: Path, attempt: int, inode: int, seen: SeenBytes) -> bool:
    """Tell whether a log was cut, replaced or deleted since something was read of it.

    Raises:
        OSError: It cannot be read.
    """
    try:
        with open_plain(path) as file:
            return os.fstat(file.fileno()).st_ino != inode or not seen.are_in(file)
    except FileNotFoundError:
        return is_log_deleted(path, attempt)


def read_older(path: Path, end: int, seen: SeenBytes = NOTHING_SEEN) -> LogStep:
    """Read the whole lines that stand before the one that a place is in; with a loss if `seen` is not there any more.

    Raises:
        OSError: The log cannot be read.
    """
    try:
        file = open_plain(path)
    except FileNotFoundError:
        return LogStep(b"", 0, 0, 0, b"", is_missing=True)
    with file:
        info = os.fstat(file.fileno())
        head = file.read(2)
        is_wide = encoding_of(head) != "utf-8"
        asked = end
        end, is_found = _start_of_line(file, end, is_wide=is_wide)
        start = _start_of_lines(file, end, is_wide=is_wide) if is_found else end
        file.seek(start)
        data = file.read(end - start)
        first = file.readline(LONGEST_SHOWN_BYTES) if is_found and end < asked and not is_wide else b""
        loss = "" if seen.are_in(file) else "cut"
        return LogStep(data, info.st_size, info.st_ino, start, head, loss=loss, end=end, first=first)


def _start_of_line(file: BinaryIO, place: int, *, is_wide: bool) -> tuple[int, bool]:
    """Find where the line begins that a place is in; of a very long one only a part of the way is gone, and told."""
    least = max(0, place - _FARTHEST_BYTES)
    while place > least:
        begin = max(least, place - FIRST_BYTES)
        file.seek(begin)
        newline = file.read(place - begin).rfind(b"\n")
        if newline >= 0:
            start = begin + newline + 1
            return (start + start % 2 if is_wide else start), True
        place = begin
    return place, place == 0


def _start_of_lines(file: BinaryIO, end: int, *, is_wide: bool) -> int:
    """Find where to begin, so that neither too many bytes nor too many lines come at once."""
    start = max(0, end - FIRST_BYTES)
    file.seek(start)
    data = file.read(end - start)
    place = len(data) - 1
    for _ in range(_MOST_OLDER_LINES):
        place = data.rfind(b"\n", 0, max(0, place))
        if place < 0:
            break
    if place >= 0:
        start += place + 1
    elif start > 0:
        newline = data.find(b"\n")
        # A line that is longer than all that is read at once is shown from its middle; its start is looked for later.
        start += newline + 1 if 0 <= newline < len(data) - 2 else rest_of_letter(data)
    return start + start % 2 if is_wide else start


def number_of_line(path: Path, offset: int) -> int:
    """Return which line of a log, counted from 1, begins at an offset.

    Raises:
        OSError: The log cannot be read.
    """
    number = 1
    with open_plain(path) as file:
        newline = _newline_of(file)
        while offset > 0 and (data := file.read(min(offset, _COUNTED_BYTES))):
            number += _count(data, newline)
            offset -= len(data)
    return number


def count_lines(path: Path) -> int | None:
    """Return how many lines a log has, an unfinished last one included; None if counting would take too long.

    Raises:
        OSError: The log cannot be read.
    """
    count, last = 0, b"\n"
    with open_plain(path) as file:
        newline = _newline_of(file)
        if os.fstat(file.fileno()).st_size > (_MOST_COUNTED_BYTES if len(newline) == 1 else _COUNTED_BYTES):
            return None
        while data := file.read(_COUNTED_BYTES):
            count += _count(data, newline)
            last = data[-len(newline) :]
    return count + (last != newline)


def offset_of_line(path: Path, number: int) -> tuple[int, int]:
    """Return where a line of a log begins, and its number: that of the last line if there are not so many.

    Raises:
        OSError: The log cannot be read.
    """
    start, count, data = 0, 1, b""
    with open_plain(path) as file:
        newline = _newline_of(file)
        while count < number and (more := file.read(_COUNTED_BYTES)):
            data = more
            added = _count(data, newline)
            if count + added >= number:
                return start + _after(data, newline, number - count), number
            start, count = start + len(data), count + added
    if count >= number:
        return 0, number
    # Behind a last newline no line begins.
    return offset_of_line(path, max(1, count - data.endswith(newline)))


def _newline_of(file: BinaryIO) -> bytes:
    """Return how a log writes a newline; the file is read on from its start."""
    newline = "\n".encode(encoding_of(file.read(2)))
    file.seek(0)
    return newline


def _count(data: bytes, newline: bytes) -> int:
    """Count the newlines in a part of a log that begins with a whole character."""
    return data.count(newline) if len(newline) == 1 else len(_wide_newlines(data, newline))


def _after(data: bytes, newline: bytes, nth: int) -> int:
    """Return the place behind the nth newline."""
    if len(newline) > 1:
        return _wide_newlines(data, newline)[nth - 1] + len(newline)
    place = -1
    for _ in range(nth):
        place = data.find(newline, place + 1)
    return place + 1


def _wide_newlines(data: bytes, newline: bytes) -> list[int]:
    # The same two bytes may also be halves of two characters.
    return [at for at in range(0, len(data) - 1, 2) if data[at : at + 2] == newline]


def rest_of_letter(data: bytes) -> int:
    """Return how many of the first bytes belong to a letter that began before them."""
    return len(data[:3]) - len(data[:3].lstrip(_INNER_BYTES))


def read_lines(path: Path, offsets: list[int], seen: SeenBytes = NOTHING_SEEN) -> list[tuple[int, bytes]]:
    """Read the lines that begin at some places, each up to the length that is shown, in UTF-8.

    There are none if what was seen of the log is not there any more.

    Raises:
        OSError: The log cannot be read.
    """
    found = []
    try:
        file = open_plain(path)
    except FileNotFoundError:
        return []
    with file:
        encoding = encoding_of(file.read(2))
        for offset in offsets:
            file.seek(offset)
            if encoding == "utf-8":
                line = file.readline(LONGEST_SHOWN_BYTES)
            else:
                line = file.read(LONGEST_SHOWN_BYTES).decode(encoding, "replace").partition("\n")[0].encode()
            found.append((offset, line.rstrip(b"\r\n")))
        return found if seen.are_in(file) else []

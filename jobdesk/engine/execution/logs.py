"""Reads job logs: from the end, in bounded steps, as text that can always be shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from jobdesk.core.errors import InvalidValueError
from jobdesk.jobdir.attempt_files import log_of
from jobdesk.jobdir.folder import JobFolder, open_plain

_BLOCK_BYTES = 64 * 1024
MOST_BYTES = 16 << 20
"""The most that one call reads into memory; a longer log is read in steps with `read_from`."""


def read_tail(path: Path, lines: object = None) -> str:
    """Return the last lines of a log, or all of it, up to the last `MOST_BYTES`; a missing log is empty.

    Raises:
        InvalidValueError: `lines` is not a count.
        OSError: The log cannot be read.
    """
    if lines is not None and (not isinstance(lines, int) or isinstance(lines, bool) or not 0 <= lines <= 10**9):
        raise InvalidValueError("tail", "must be a count of lines, 0 or more")
    try:
        with open_plain(path) as file:
            size = file.seek(0, os.SEEK_END)
            start = max(0, size - MOST_BYTES) if lines is None else _find_tail(file, size, lines)[0]
            file.seek(start)
            return file.read(MOST_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def find_log(folder: JobFolder, attempt: object, number: int) -> Path:
    """Return the log of one attempt of a job, or of the one whose files stand in its folder.

    Args:
        folder: The job's folder.
        attempt: Which one, from 1; None is the newest that has begun.
        number: The job's number, for the error.

    Raises:
        InvalidValueError: There is no such attempt.
    """
    if attempt is None:
        return folder.log
    log = log_of(folder, attempt) if isinstance(attempt, int) else None
    if log is None:
        raise InvalidValueError("attempt", f"#{number} has no attempt {attempt!r:.20}, or it has left no log")
    return log


def tail_start(path: Path, lines: int) -> tuple[int, bool]:
    """Return the offset at which the last lines of a log begin, and whether there are as many as asked for or exist.

    Only the last `MOST_BYTES` are looked through. A missing log has no lines.
    """
    try:
        with open_plain(path) as file:
            return _find_tail(file, file.seek(0, os.SEEK_END), lines)
    except FileNotFoundError:
        return 0, True


def log_size(path: Path) -> int:
    """Return how many bytes a log has; 0 for a missing one."""
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def read_from(path: Path, offset: int, limit_bytes: int = _BLOCK_BYTES) -> bytes:
    """Return what stands at an offset, at most `limit_bytes` of it; nothing if the log is missing."""
    try:
        with open_plain(path) as file:
            file.seek(offset)
            return file.read(limit_bytes)
    except FileNotFoundError:
        return b""


def read_after(path: Path, offset: int, seen: bytes, limit_bytes: int = _BLOCK_BYTES) -> bytes | None:
    """Return the bytes at an offset, at most `limit_bytes`, if those before it are still the ones that were seen.

    Args:
        path: The log.
        offset: Where to read on.
        seen: The last bytes before the offset, as they were read; empty checks the log's size alone.
        limit_bytes: How much to read.

    Returns:
        None if the log was cut or another file took its place.

    Raises:
        FileNotFoundError: There is no such log.
        OSError: It cannot be read.
    """
    with open_plain(path) as file:
        file.seek(offset - len(seen))
        data = file.read(len(seen) + limit_bytes)  # One read, so that nothing can be cut between check and data.
        if not data.startswith(seen) or (not seen and not data and file.seek(0, os.SEEK_END) < offset):
            return None
    return data[len(seen) :]


def _find_tail(file: BinaryIO, size: int, lines: int) -> tuple[int, bool]:
    """Search backwards for the newline before the last `lines` lines; an unfinished last line counts."""
    if lines == 0:
        return size, True
    position, missing = size, lines
    is_last = True
    start = size
    while position > 0 and size - position < MOST_BYTES:
        step = min(_BLOCK_BYTES, position)
        position -= step
        file.seek(position)
        block = file.read(step)
        end = len(block)
        if is_last and block.endswith(b"\n"):
            end -= 1  # The newline that ends the last line does not begin another.
        is_last = False
        while (found := block.rfind(b"\n", 0, end)) >= 0:
            missing -= 1
            start = position + found + 1
            if missing == 0:
                return start, True
            end = found
    # Of a longer log only whole lines are given, unless its last line alone is longer than what is looked through.
    return (0, True) if position == 0 else (start if start < size else position, False)

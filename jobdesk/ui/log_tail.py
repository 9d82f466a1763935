"""Follows the one log that is shown: in bounded steps, on the pool, and never more than the eye can use."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from jobdesk.ui.bridge import LOGS_MS, EngineBridge
from jobdesk.ui.log_text import NOTE, LogRun, LogText, encoding_of

STEP_BYTES: Final = 16 * 1024
FIRST_BYTES: Final = 64 * 1024
_MOST_BEHIND_BYTES: Final = 256 * 1024


class LogStep(msgspec.Struct, frozen=True):
    """What one look at a log brought.

    Attributes:
        data: The bytes from `offset` on.
        size: The log's size now.
        inode: Which file it is; another one was rotated in.
        offset: Where the bytes begin; later than asked for if the reader had fallen behind.
        head: The log's first bytes, which tell its encoding.
        is_missing: Whether there is no log yet.
    """

    data: bytes
    size: int
    inode: int
    offset: int
    head: bytes
    is_missing: bool = False


class LogTail(QObject):
    """Reads the shown log as it grows.

    Signals:
        restarted: What was shown is void: another log, or it begins anew. Carries the bytes before the first shown.
        appended: A list of `LogRun`.
        settled: All that there is was read. Carries the log's size.
        failed: The log cannot be read, in words.
    """

    restarted = Signal(object)
    appended = Signal(object)
    settled = Signal(object)
    failed = Signal(str)

    def __init__(self, bridge: EngineBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._path: Path | None = None
        self._job_id = ""
        self._generation = 0
        self._offset: int | None = None
        self._inode = 0
        self._text = LogText()
        self._is_reading = False
        self._is_due = False
        self._is_paused = False
        self._is_cutting_line = False
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(LOGS_MS)
        self._next.timeout.connect(self._read)
        bridge.logs_grew.connect(self._on_logs_grew)

    @property
    def path(self) -> Path | None:
        """The log that is followed."""
        return self._path

    def follow(self, job_id: str, path: str) -> None:
        """Follow a job's log from near its end; an empty path follows none."""
        self._generation += 1
        self._job_id, self._path = job_id, Path(path) if path else None
        self._is_paused = False
        self._offset = None
        self._is_reading = False
        self.restarted.emit(0)
        if self._path is not None:
            self._read()

    def jump_to_end(self) -> None:
        """Begin anew near the log's end."""
        self.follow(self._job_id, str(self._path or ""))

    def set_paused(self, is_paused: bool) -> None:
        """Stop reading while the view has no room for more, without losing the place."""
        self._is_paused = is_paused
        if not is_paused:
            self.look()

    def look(self) -> None:
        """Read what there is; also called when the job ended, as no event tells of its last words."""
        if self._path is None or self._is_paused:
            return
        if self._is_reading or self._next.isActive():
            self._is_due = True
        else:
            self._read()

    def _on_logs_grew(self, sizes: dict[str, int]) -> None:
        if self._job_id in sizes:
            self.look()

    def _read(self) -> None:
        if self._path is None or self._is_paused or self._is_reading:
            return
        self._is_reading = True
        self._is_due = False
        generation = self._generation
        work = partial(read_step, self._path, self._offset, self._inode)
        self._bridge.ask(work, partial(self._take, generation), partial(self._on_failed, generation))

    def _take(self, generation: int, step: LogStep) -> None:
        if generation != self._generation:
            return
        self._is_reading = False
        if step.is_missing:
            self.settled.emit(0)
            return
        runs = self._decode(step)
        self._offset = step.offset + len(step.data)
        self._inode = step.inode
        if runs:
            self.appended.emit(runs)
        if self._offset < step.size or self._is_due:
            self._next.start()
        else:
            self.settled.emit(step.size)

    def _decode(self, step: LogStep) -> list[LogRun]:
        expected = self._offset
        if expected is not None and step.offset == expected:
            return self._text.feed(self._drop_cut_line(step.data))
        is_anew = expected is not None and step.offset < expected
        self._text = LogText(encoding_of(step.head))
        self._is_cutting_line = step.offset > 0
        if expected is None or is_anew:
            self.restarted.emit(step.offset)
            note: list[LogRun] = []
        else:
            gap = size_text(step.offset - expected)
            note = [
                LogRun(
                    f"\n\N{HORIZONTAL ELLIPSIS} {gap} came faster than anyone can read; they are in the file\n", NOTE
                )
            ]
        return note + self._text.feed(self._drop_cut_line(step.data))

    def _drop_cut_line(self, data: bytes) -> bytes:
        """Begin with a whole line where there is one."""
        if not self._is_cutting_line:
            return data
        self._is_cutting_line = False
        _, newline, rest = data.partition(b"\n")
        if not newline:
            return data
        # In UTF-16 one half of the newline is still to come.
        return rest[1:] if rest[:1] == b"\0" else rest

    def _on_failed(self, generation: int, error: Exception) -> None:
        if generation == self._generation:
            self._is_reading = False
            self.failed.emit(getattr(error, "strerror", None) or str(error))


def read_step(path: Path, offset: int | None, inode: int) -> LogStep:
    """Read the next bytes of a log, or its last ones if none was read yet or the reader fell far behind.

    Raises:
        OSError: The log cannot be read.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return LogStep(b"", 0, 0, 0, b"", is_missing=True)
    with file:
        info = os.fstat(file.fileno())
        if offset is not None and (info.st_size < offset or info.st_ino != inode):
            offset = None  # The job cut its log, or put another file in its place.
        if offset is None:
            offset = max(0, info.st_size - FIRST_BYTES)
        elif info.st_size - offset > _MOST_BEHIND_BYTES:
            offset = info.st_size - STEP_BYTES
        head = file.read(2) if offset else b""
        offset -= offset % 2 if encoding_of(head) != "utf-8" else 0
        file.seek(offset)
        data = file.read(STEP_BYTES)
        return LogStep(data, info.st_size, info.st_ino, offset, head or data[:2])


def size_text(size_bytes: int) -> str:
    """Write a size for people: "842 MB"."""
    size = float(size_bytes)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 10 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"

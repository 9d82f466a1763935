"""Follows the one log that is shown: in bounded steps, on the pool, and never more than the eye can use."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from jobdesk.engine.execution.log_times import LogTimes
from jobdesk.ui.log.reading.lines import LineBatch, LineMaker, LogLine, lines_of
from jobdesk.ui.log.reading.steps import (
    FIRST_BYTES,
    NOTHING_SEEN,
    LogStep,
    find_loss,
    read_older,
    read_step,
    rest_of_letter,
)
from jobdesk.ui.log.text import encoding_of
from jobdesk.ui.model.bridge import LOGS_MS, EngineBridge
from jobdesk.ui.text.error_text import refusal_text
from jobdesk.ui.text.number_text import size_text

_AROUND_BYTES: Final = 32 * 1024

_NOT_YET_READABLE = frozenset({b"", b"\xff", b"\xfe"})
"""A log that has begun, but does not say yet whether it begins with a byte order mark."""


class LogTail(QObject):
    """Reads the shown log as it grows, or as it is scrolled through.

    Signals:
        restarted: What was shown is void: another log, or another part of it. Carries the bytes before the first shown.
        appended: A `LineBatch`.
        older_came: A list of `LogLine` that stand before the first one shown, where that one begins, and the same
            with its start if it was shown from later on.
        settled: All that is wanted was read. Carries the log's size.
        lost: The job cut its log ("cut"), another file took its place ("replaced"), or it is gone ("deleted").
        failed: The log cannot be read, in words.
    """

    restarted = Signal(object)
    appended = Signal(object)
    older_came = Signal(object, object, object)
    settled = Signal(object)
    lost = Signal(str)
    failed = Signal(str)

    def __init__(self, bridge: EngineBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._path: Path | None = None
        self._job_id = ""
        self._generation = 0
        self._offset: int | None = None
        self._attempt = 1
        self._inode = 0
        self._size = 0
        self._head = b""
        self._seen = NOTHING_SEEN
        self._absence = ""
        self._recorded = LogTimes()
        self._has_recorded = False
        self._span: tuple[int, int, float | None] = (0, 0, None)
        self._seen_at: Callable[[int], float | None] = lambda _: None
        self._maker = LineMaker(0)
        self._is_reading = False
        self._is_reading_older = False
        self._is_checking = False
        self._is_due = False
        self._has_gap = False
        self._stop_at: int | None = None
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(LOGS_MS)
        self._next.timeout.connect(self._read)
        bridge.logs_grew.connect(self._on_logs_grew)

    @property
    def job_id(self) -> str:
        """Whose newest log is followed; empty if it is none of these."""
        return self._job_id

    @property
    def path(self) -> Path | None:
        """The log that is followed."""
        return self._path

    @property
    def size(self) -> int:
        """How long the log is, as far as it was looked at."""
        return self._size

    @property
    def has_gap(self) -> bool:
        """True if something was left out of what is shown, because it came too fast."""
        return self._has_gap

    @property
    def absence(self) -> str:
        """The reason for a missing text, "deleted" or "compressed"; empty if there may be one."""
        return self._absence

    @property
    def has_recorded_times(self) -> bool:
        """True if the supervisor has recorded when any of the log came."""
        return self._has_recorded

    @property
    def offset(self) -> int:
        """How far it was read."""
        return self._offset or 0

    @property
    def is_parked(self) -> bool:
        """Whether reading stopped before the log's end, because no more is wanted there."""
        return self._stop_at is not None and self.offset >= self._stop_at

    @property
    def is_open_ended(self) -> bool:
        """Whether there is more of the log behind what is shown than will come by itself."""
        return self._stop_at is not None

    def follow(
        self, job_id: str, path: str, seen_at: Callable[[int], float | None] | None = None, attempt: int = 1
    ) -> None:
        """Follow a job's log from near its end; an empty path follows none.

        Args:
            job_id: Whose log grows; empty if it does not grow any more.
            path: Where the log is.
            seen_at: Tells when the byte at an offset was seen to come.
            attempt: Of which attempt the log is.
        """
        self._job_id, self._path, self._attempt = job_id, Path(path) if path else None, attempt
        self._seen_at = seen_at or (lambda _: None)
        self._size, self._inode, self._seen, self._absence = 0, 0, NOTHING_SEEN, ""
        self._take_times(LogTimes())
        self._begin(None, None)

    def time_of(self, offset: int) -> float | None:
        """Return when the byte at an offset came: as it was seen here, else as the supervisor recorded it."""
        seen_at = self._seen_at(offset)
        if seen_at is not None:
            return seen_at
        start, end, recorded = self._span
        if not start <= offset < end:
            end, recorded = self._recorded.span(offset)
            self._span = offset, end, recorded  # That of most lines is that of the line before.
        return recorded

    def jump_to_end(self) -> None:
        """Begin anew near the log's end."""
        self._begin(None, None)

    def jump_to(self, offset: int) -> None:
        """Begin anew around a place, and stop soon behind it."""
        self._begin(max(0, offset - _AROUND_BYTES), offset + FIRST_BYTES)

    def stop_here(self, offset: int | None = None) -> None:
        """Read no further while nobody wants it; with an offset, what stood behind it is not shown any more."""
        if offset is not None:
            self._generation += 1
            self._is_reading = False
            self._offset = offset
            self._maker = LineMaker(offset, encoding_of(self._head), self.time_of)
        self._stop_at = self.offset
        self._next.stop()

    def read_on(self) -> None:
        """Read some more after having stopped."""
        if self._stop_at is None or self._is_reading:
            return
        self._stop_at = self.offset + FIRST_BYTES
        self._read()

    def read_older(self, before: int) -> None:
        """Read the lines before the first one shown; it begins there, or is shown from there on."""
        if self._path is None or self._is_reading_older or before <= 0:
            return
        self._is_reading_older = True
        take = partial(self._take_older, self._generation)
        self._bridge.ask(partial(read_older, self._path, before, self._seen), take, self._on_older_failed)

    def look(self) -> None:
        """Read what there is; also called when the job ended, as no event tells of its last words."""
        if self._path is None:
            return
        if self._is_reading or self._next.isActive():
            self._is_due = True
        elif self.is_parked:
            self._check()
        else:
            self._read()

    def _check(self) -> None:
        """Find out whether what is shown is still in the file, where no more of it is wanted."""
        if self._path is not None and not self._is_checking and not self._absence:
            self._is_checking = True
            work = partial(find_loss, self._path, self._attempt, self._inode, self._seen)
            self._bridge.ask(work, partial(self._take_check, self._generation), self._on_check_failed)

    def _take_check(self, generation: int, is_lost: bool) -> None:
        self._is_checking = False
        if generation == self._generation and is_lost:
            self._read_again()

    def _on_check_failed(self, error: Exception) -> None:
        self._is_checking = False
        if not isinstance(error, OSError):
            raise error

    def _read_again(self) -> None:
        """Read from near the end, since what was read is not in the file any more."""
        self._generation += 1
        self._is_reading = self._is_reading_older = False
        self._stop_at = None
        self._next.stop()
        self._read()

    def _begin(self, offset: int | None, stop_at: int | None) -> None:
        self._generation += 1
        self._is_reading = self._is_reading_older = False
        self._offset, self._stop_at = None, stop_at
        self._maker = LineMaker(0, seen_at=self.time_of)
        self._next.stop()
        self._has_gap = False
        self.restarted.emit(offset or 0)
        if self._path is not None:
            self._read(offset)

    def _on_logs_grew(self, sizes: dict[str, int]) -> None:
        if self._job_id in sizes:
            self._size = sizes[self._job_id]
            self.look()

    def _read(self, at: int | None = None) -> None:
        if self._path is None or self._is_reading or self.is_parked:
            return
        self._is_reading = True
        self._is_due = False
        generation = self._generation
        offset = self._offset if at is None else at
        work = partial(
            read_step,
            self._path,
            offset,
            self._inode,
            may_skip=self._stop_at is None,
            seen=self._seen,
            attempt=self._attempt,
            with_times=self._offset is None or self.time_of(self._offset) is None,
        )
        self._bridge.ask(work, partial(self._take, generation), partial(self._on_failed, generation))

    def _take(self, generation: int, step: LogStep) -> None:
        if generation != self._generation:
            return
        self._is_reading = False
        self._size = step.size
        is_first = self._offset is None and not step.loss and step.offset == 0
        if step.absence and step.absence != self._absence:
            self._absence = step.absence
            if self._offset:
                self.lost.emit(step.absence)
        if step.is_missing or (is_first and step.data in _NOT_YET_READABLE):
            self._rest(step.size)  # How to read it is told by its first two bytes.
            return
        self._inode, self._head, self._absence = step.inode, step.head, ""
        self._seen = (NOTHING_SEEN if step.loss else self._seen).after(step.offset, step.data)
        if step.loss == "cut":
            # The supervisor may not have noticed, if the log was longer again at once.
            self._take_times(LogTimes())
        elif step.times is not None:
            self._take_times(step.times)
        batch = self._decode(step)
        self._offset = step.offset + len(step.data)
        if batch is not None:
            self.appended.emit(batch)
        if self._stop_at is not None and self._offset >= step.size:
            self._stop_at = None  # It is the end after all.
        self._rest(step.size, has_more=self._offset < step.size and bool(step.data))

    def _take_times(self, recorded: LogTimes) -> None:
        self._recorded, self._has_recorded, self._span = recorded, recorded.has_any(), (0, 0, None)

    def _rest(self, size: int, *, has_more: bool = False) -> None:
        """Wait for more, unless there is more already: read or told of while the last step was on its way."""
        if not self.is_parked and (has_more or self._is_due):
            self._next.start()
        else:
            self.settled.emit(size)

    def _decode(self, step: LogStep) -> LineBatch | None:
        expected = self._offset
        if expected is not None and step.offset == expected and not step.loss:
            return self._maker.take(step.data) if step.data else None
        gap = step.offset - expected if expected is not None and not step.loss else 0
        if step.loss:
            self._stop_at = None
        data, start = _from_a_whole_line(step)
        note = None
        if gap > 0:
            text = QCoreApplication.translate(
                "LogTail", "\N{HORIZONTAL ELLIPSIS} {size} came faster than anyone can read; they are in the file"
            )
            note = self._maker.note(text.format(size=size_text(gap)))
            self._has_gap = True
        else:
            self._has_gap = False
            self.restarted.emit(start)
        self._maker = LineMaker(start, encoding_of(step.head), self.time_of)
        if step.loss:
            self.lost.emit(step.loss)
        batch = self._maker.take(data)
        if note is not None:
            # What was unfinished stays unfinished; the note begins its own line.
            batch = LineBatch([LogLine(note.offset), note, *batch.lines], 0)
        return batch

    def _take_older(self, generation: int, step: LogStep) -> None:
        if generation != self._generation:
            return
        self._is_reading_older = False
        if step.is_missing:
            return
        if step.loss:
            self._read_again()
            return
        first = None
        # What a line that is written again and again shows stands at its end.
        if step.first and b"\r" not in step.first.rstrip(b"\r\n") and b"\x1b" not in step.first:
            first = lines_of(step.first, step.end, "utf-8", self.time_of)[0]
        lines = lines_of(step.data, step.offset, encoding_of(step.head), self.time_of)
        self.older_came.emit(lines, step.end, first)

    def _on_older_failed(self, error: Exception) -> None:
        self._is_reading_older = False
        if not isinstance(error, OSError):
            raise error

    def _on_failed(self, generation: int, error: Exception) -> None:
        if generation == self._generation:
            self._is_reading = False
            self.failed.emit(refusal_text(error))


def _from_a_whole_line(step: LogStep) -> tuple[bytes, int]:
    """Begin with a whole line where there is one; return the bytes from there, and where that is."""
    if step.offset == 0:
        return step.data, 0
    _, newline, rest = step.data.partition(b"\n")
    if not newline:
        skipped = rest_of_letter(step.data) if encoding_of(step.head) == "utf-8" else 0
        return step.data[skipped:], step.offset + skipped
    if encoding_of(step.head) != "utf-8" and rest[:1] == b"\0":
        rest = rest[1:]  # In UTF-16 one half of the newline is still to come.
    return rest, step.offset + len(step.data) - len(rest)

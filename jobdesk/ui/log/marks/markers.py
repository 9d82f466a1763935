"""Finds the errors and warnings of a log, on the pool, as it grows; of a very long one only those near its end."""

from __future__ import annotations

from array import array
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from jobdesk.jobdir.folder import open_plain
from jobdesk.ui.log.marks.levels import MOST_LOOKED_AT, Level, LevelReader, candidates
from jobdesk.ui.log.reading.steps import NOTHING_SEEN, SeenBytes
from jobdesk.ui.log.text import shown_text
from jobdesk.ui.model.bridge import EngineBridge

MOST_BYTES: Final = 64_000_000
_STEP_BYTES: Final = 512 * 1024
_MOST_MARKS: Final = 5000
_PACE_MS: Final = 250
_NEXT_MS: Final = 10


class MarksStep(msgspec.Struct, frozen=True):
    """What a step brought: where errors and warnings begin, how far it came, and what it must know to go on.

    Attributes:
        is_first: Whether nothing that earlier steps brought is true any more, or there were none.
    """

    start: int
    end: int
    size: int
    errors: array[int]
    warnings: array[int]
    error_end: int
    seen: SeenBytes = NOTHING_SEEN
    is_first: bool = False


def scan_step(
    path: Path, offset: int | None, error_end: int, *, is_final: bool = False, seen: SeenBytes = NOTHING_SEEN
) -> MarksStep:
    """Look through the next part of a log.

    Args:
        path: The log.
        offset: Where to begin, at the start of a line; None begins where at most `MOST_BYTES` are left.
        error_end: Where the last error's last line ended; one that begins there is the same error.
        is_final: Whether an unfinished last line is all that will come of it.
        seen: What was read before; if it is not there any more, the step begins as the first one.

    Raises:
        OSError: It cannot be read.
    """
    try:
        with open_plain(path) as file:
            size = file.seek(0, 2)
            is_first = offset is None or offset > size
            if offset is None or offset > size:
                offset, error_end, seen = max(0, size - MOST_BYTES), -1, NOTHING_SEEN
                file.seek(offset)
                if offset:
                    offset += len(file.readline(_STEP_BYTES))
            file.seek(offset)
            data = file.read(_STEP_BYTES)
            is_lost = not seen.are_in(file)
    except FileNotFoundError:
        return MarksStep(0, 0, 0, array("q"), array("q"), -1, is_first=True)
    if is_lost:
        return scan_step(path, None, -1, is_final=is_final)
    is_last = offset + len(data) >= size
    newline = data.rfind(b"\n")
    if not (is_last and is_final) and (newline >= 0 or (is_last and len(data) < _STEP_BYTES)):
        data = data[: newline + 1]
    marks = find_marks(data, offset, error_end, is_whole=is_last and is_final)
    seen = seen.after(offset, data[: marks.end - offset])
    return MarksStep(offset, marks.end, size, marks.errors, marks.warnings, marks.error_end, seen, is_first)


class Marks(msgspec.Struct, frozen=True):
    """Where errors and warnings begin, where the last error ended, and how far was looked."""

    errors: array[int]
    warnings: array[int]
    error_end: int
    end: int


def find_marks(data: bytes, offset: int, error_end: int = -1, *, is_whole: bool = True) -> Marks:
    """Find the errors and warnings in whole lines; lines of error in a row are one, a traceback's last line names it.

    Args:
        data: The lines.
        offset: Where they begin in the file.
        error_end: Where the last error before them ended.
        is_whole: Whether a traceback that has no end here has none at all; else it is left for later, from its start.
    """
    errors, warnings = array("q"), array("q")
    levels = LevelReader()
    looked_to = 0
    before = 0, 0, error_end
    """Where the last traceback began, and what was known then."""
    for place in candidates(data):
        if place < looked_to:
            continue
        start = data.rfind(b"\n", looked_to, place) + 1 or looked_to
        while True:
            end = data.find(b"\n", start) + 1 or len(data)
            was_in_traceback = levels.is_in_traceback
            level = levels.level(_plain(data[start : min(end, start + 4 * MOST_LOOKED_AT)]))
            if levels.is_in_traceback and not was_in_traceback:
                before = start, len(errors), error_end
            if level is Level.ERROR:
                if offset + start != error_end:
                    errors.append(offset + start)
                elif was_in_traceback and not levels.is_in_traceback and errors:
                    errors[-1] = offset + start
                error_end = offset + end
            elif level is Level.WARNING:
                warnings.append(offset + start)
            looked_to = start = end
            if not levels.is_in_traceback or end >= len(data):
                break
    if levels.is_in_traceback and not is_whole and (before[0] or len(data) < _STEP_BYTES // 2):
        del errors[before[1] :]
        return Marks(errors, warnings, before[2], offset + before[0])
    return Marks(errors, warnings, error_end, offset + len(data))


def _plain(line: bytes) -> str:
    if b"\x1b" not in line and b"\r" not in line:
        return line.decode("utf-8", "replace").rstrip("\n")
    return shown_text(line).rstrip("\n")


class LogMarks(QObject):
    """Where the errors and warnings of the shown log are.

    Signals:
        changed: More were found, or all are void.
    """

    changed = Signal()

    def __init__(self, bridge: EngineBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._path: Path | None = None
        self._generation = 0
        self._is_busy = False
        self._is_final = False
        self._offset: int | None = None
        self._error_end = -1
        self._seen = NOTHING_SEEN
        self.errors: array[int] = array("q")
        self.warnings: array[int] = array("q")
        self.start = 0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._step)

    @property
    def is_full(self) -> bool:
        """Whether there are more than are counted."""
        return len(self.errors) + len(self.warnings) >= _MOST_MARKS

    def follow(self, path: Path | None) -> None:
        """Look through another log."""
        self._generation += 1
        self._path = path
        self._is_busy = False
        self._forget()
        self._timer.start(_PACE_MS)
        self.changed.emit()

    def look(self, *, is_final: bool) -> None:
        """Look at what came since; not more often than the eye needs."""
        self._is_final = is_final
        if not self._timer.isActive():
            self._timer.start(_PACE_MS)

    def _forget(self) -> None:
        self._offset, self._error_end, self.start, self._seen = None, -1, 0, NOTHING_SEEN
        self.errors, self.warnings = array("q"), array("q")

    def _step(self) -> None:
        if self._path is None or self._is_busy or self.is_full:
            return
        self._is_busy = True
        work = partial(scan_step, self._path, self._offset, self._error_end, is_final=self._is_final, seen=self._seen)
        self._bridge.ask(work, partial(self._take, self._generation), partial(self._on_failed, self._generation))

    def _take(self, generation: int, step: MarksStep) -> None:
        if generation != self._generation:
            return
        self._is_busy = False
        is_lost = step.is_first and self._offset is not None
        if step.is_first:
            self._forget()
            self.start = step.start
        has_grown = step.end != self._offset
        self._offset, self._error_end, self._seen = step.end, step.error_end, step.seen
        self.errors.extend(step.errors)
        self.warnings.extend(step.warnings)
        if has_grown and step.end < step.size:
            self._timer.start(_NEXT_MS)
        if step.errors or step.warnings or is_lost or not step.size:
            self.changed.emit()

    def _on_failed(self, generation: int, error: Exception) -> None:
        if generation == self._generation:
            self._is_busy = False
            if not isinstance(error, OSError):
                raise error

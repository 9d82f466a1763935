"""From error to error in a log: where they are, how many, and which one is next from where the person is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from jobdesk.ui.log.edit import LogEdit
from jobdesk.ui.log.marks.markers import LogMarks
from jobdesk.ui.log.marks.minimap import LogStrip
from jobdesk.ui.log.tools import LogTools
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.number_text import size_text


class LogErrors(QObject):
    """Counts the errors and warnings of the shown log, and goes to them.

    Signals:
        go_to_requested: The offset of a line to show.
        told: Why there is nowhere to go, in one sentence.
    """

    go_to_requested = Signal(object)
    told = Signal(str)

    def __init__(self, bridge: EngineBridge, edit: LogEdit, strip: LogStrip, tools: LogTools, parent: QObject) -> None:
        super().__init__(parent)
        self._edit = edit
        self._strip = strip
        self._tools = tools
        self._size = 0
        self._is_first_wanted = False
        self._marks = LogMarks(bridge, self)
        self._marks.changed.connect(self._on_changed)

    def set_log(self, path: Path | None) -> None:
        """Look through another log."""
        self._marks.follow(path)

    def look(self, size: int, *, is_final: bool) -> None:
        """Look through what was written since; `size` is the log's, in bytes."""
        self._size = size
        self._marks.look(is_final=is_final)

    def go_to_first(self) -> None:
        """Go to the first error, also if it is found only soon; a log without one stays as it is."""
        errors = self._marks.errors
        self._is_first_wanted = not errors
        if errors:
            self.go_to_requested.emit(errors[0])

    def forget_first(self) -> None:
        """Go nowhere when an error is found later: another job is shown."""
        self._is_first_wanted = False

    def go(self, step: int) -> None:
        """Go to the next error, or with -1 to the previous one; after the last comes the first."""
        errors = self._marks.errors
        if not errors:
            part = self._part_text()
            words = self.tr("No errors in the last {part} of this log") if part else self.tr("No errors in this log")
            self.told.emit(words.format(part=part))
            return
        here = self._here(step)
        if step > 0:
            offset = next((offset for offset in errors if offset > here), errors[0])
        else:
            offset = next((offset for offset in reversed(errors) if offset < here), errors[-1])
        self.go_to_requested.emit(offset)

    def _part_text(self) -> str:
        """Return how much of the log's end was looked through; empty if all of it was."""
        start = self._marks.start
        return size_text(max(0, self._size - start)) if start else ""

    def _here(self, step: int) -> int:
        """Where the way begins: the line that was gone to, if it can still be seen."""
        edit = self._edit
        if edit.is_following:
            return self._size if step < 0 else -1
        first, last = edit.visible_span()
        number = edit.textCursor().blockNumber()
        at = edit.lines[number].offset if number < len(edit.lines) else first
        return at if first <= at <= last else first - (step > 0)

    def _on_changed(self) -> None:
        marks = self._marks
        self._tools.set_counts(len(marks.errors), len(marks.warnings), is_full=marks.is_full, part=self._part_text())
        self._strip.set_marks(marks.errors, marks.warnings, self._tools.words)
        if self._is_first_wanted and marks.errors:
            self.go_to_first()

"""Links to lines of a log: made of the line that is pointed at, and followed to the line that they name."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication, QTextCursor

from jobdesk.core.jobs.link import JobLink
from jobdesk.ui.log.edit import LogEdit
from jobdesk.ui.log.reading.steps import number_of_line, offset_of_line
from jobdesk.ui.log.reading.tail import LogTail
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.error_text import refusal_text


class LogLinks(QObject):
    """Knows lines by their numbers, which only the file tells: it is counted through on the pool.

    Signals:
        go_to_requested: The offset of a line to show.
        told: What was done, or why not, in one sentence.
    """

    go_to_requested = Signal(object)
    told = Signal(str)

    def __init__(self, bridge: EngineBridge, edit: LogEdit, tail: LogTail, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._edit = edit
        self._tail = tail
        self._wanted: int | None = None

    @property
    def why_not(self) -> str:
        """Why no link can be made now; empty if one can."""
        if self._edit.is_empty:
            return _tr("There is no line to link to")
        return "" if self._tail.job_id else _tr("Links lead to the log of the newest attempt only")

    def copy(self, place: QPoint | None = None) -> None:
        """Copy a link to the line at a place of the viewport, or else to that with the cursor."""
        edit, path = self._edit, self._tail.path
        if self.why_not or path is None:
            return
        cursor = edit.textCursor() if place is None else edit.cursorForPosition(place)
        line = edit.lines[min(cursor.blockNumber(), len(edit.lines) - 1)]
        work = partial(number_of_line, path, line.offset)
        self._bridge.ask(work, partial(self._put, self._tail.job_id), self._on_failed)

    def go_to_line(self, number: int) -> None:
        """Show a line of the log that is shown, and select it."""
        path = self._tail.path
        if path is not None:
            self._bridge.ask(partial(offset_of_line, path, number), partial(self._go, path, number), self._on_failed)

    def mark(self, offset: int) -> None:
        """Select the line at an offset, which has just been gone to, if it was gone to by its number."""
        if offset == self._wanted:
            cursor = self._edit.textCursor()
            # The cursor ends at the start: the end of a long line is not what is to be seen.
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
            self._edit.setTextCursor(cursor)
        self._wanted = None

    def _put(self, job_id: str, number: int) -> None:
        text = JobLink(job_id, number).text
        QGuiApplication.clipboard().setText(text)
        self.told.emit(_tr("Copied {path}").format(path=text))

    def _go(self, path: Path, wanted: int, found: tuple[int, int]) -> None:
        if self._tail.path != path:
            return  # Another job was selected meanwhile.
        offset, number = found
        if number < wanted:
            words = _tr("This log has only {count} lines")
            self.told.emit(words.format(count=QLocale().toString(number)))
        self._wanted = offset
        self.go_to_requested.emit(offset)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, OSError):
            raise error
        self.told.emit(_tr("The log cannot be read: {problem}.").format(problem=refusal_text(error)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("LogView", text)

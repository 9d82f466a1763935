"""The lines of a log in a document: they come and go at both ends, each known by its place in the file."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument

from jobdesk.ui.log.formats import LogFormats
from jobdesk.ui.log.reading.lines import LineBatch, LogLine, shown_style
from jobdesk.ui.log.text import PLAIN
from jobdesk.ui.theme.theme import Theme


class LogPage:
    """Changes the document through cursors of its own, so that the person's cursor and selection stay."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        self._document = document
        self._formats = LogFormats(theme)
        self.lines: list[LogLine] = [LogLine(0)]

    @property
    def plain_format(self) -> QTextCharFormat:
        """How text without any look of its own looks."""
        return self._formats.of(PLAIN)

    def restart(self, offset: int) -> None:
        """Take that the document was emptied; what comes next begins at an offset."""
        self.lines = [LogLine(offset)]

    def append(self, batch: LineBatch) -> int:
        """Put lines at the end, and return how many."""
        first, *rest = batch.lines
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if batch.kept < 0:
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        first.pieces = first.pieces[max(0, batch.kept) :]
        self._show_last(is_shown=True)
        self._insert(cursor, batch.lines)
        cursor.endEditBlock()
        self._settle_last()
        self.lines[-1] = first
        self.lines += rest
        return len(rest)

    def prepend(self, lines: list[LogLine]) -> None:
        """Put older lines at the start."""
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        # The line that follows brings its own newline.
        self._insert(cursor, [*lines, LogLine(0)])
        cursor.endEditBlock()
        self.lines[:0] = lines

    def replace_first(self, line: LogLine) -> None:
        """Show another part of the first line."""
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._insert(cursor, [line])
        cursor.endEditBlock()
        self.lines[0] = line

    def remove_first(self, count: int) -> None:
        """Take lines away at the start."""
        cursor = QTextCursor(self._document)
        # By number, not by moving there: a thousand moves take 20 times as long as removing a thousand lines.
        first_kept = self._document.findBlockByNumber(count)
        cursor.setPosition(first_kept.position(), QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        del self.lines[:count]

    def keep_first(self, count: int) -> int:
        """Take all later lines away, and return where the first of them stands in the file."""
        offset = self.lines[count].offset
        cursor = QTextCursor(self._document.findBlockByNumber(count))
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._settle_last()
        self.lines[count:] = [LogLine(offset)]
        return offset

    def index_of(self, offset: int) -> int:
        """Return the number of the line that holds an offset of the file."""
        return max(0, bisect.bisect_right(self.lines, offset, key=lambda line: line.offset) - 1)

    def recolour(self) -> None:
        """Colour what is there in the theme's colours anew."""
        self._formats.recolour(self._document)

    def _settle_last(self) -> None:
        """Give an empty last line no place: where one ended the next is there already, and would be a blank one."""
        self._show_last(is_shown=self._document.lastBlock().length() > 1 or self._document.blockCount() == 1)

    def _show_last(self, *, is_shown: bool) -> None:
        block = self._document.lastBlock()
        if block.isVisible() != is_shown:
            block.setVisible(is_shown)
            self._document.markContentsDirty(block.position(), block.length())

    def _insert(self, cursor: QTextCursor, lines: Sequence[LogLine]) -> None:
        """Insert lines with newlines between; runs of one look go in at once."""
        style, parts = PLAIN, list[str]()
        for index, line in enumerate(lines):
            if index:
                parts.append("\n")
            for text, own in line.pieces:
                shown = shown_style(own, line.level)
                if shown != style:
                    if parts:
                        cursor.insertText("".join(parts), self._formats.of(style))
                    style, parts = shown, []
                parts.append(text)
            line.pieces = []
        if parts:
            cursor.insertText("".join(parts), self._formats.of(style))

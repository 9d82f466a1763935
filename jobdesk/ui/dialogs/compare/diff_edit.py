"""What differs between two logs, as text with signs: one goes from difference to difference by keys."""

from __future__ import annotations

import bisect
from typing import Final

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from jobdesk.core.output.log_diff import DiffLine, starts_of_differences
from jobdesk.ui.text.plain_text import literal_lines
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.theme import Theme

_COLOURS: Final = {"+": ("done", "donesoft"), "-": ("fail", "failsoft"), " ": ("text2", ""), "": ("text3", "")}
_OTHER_NUMBERS: Final = ("text3", "")


class DiffEdit(QPlainTextEdit):
    """Shows lines with + and - before them; signs and colours say the same.

    Signals:
        moved: Another difference is the current one.
    """

    moved = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: list[DiffLine] = []
        self.starts: list[int] = []
        self.current = -1
        self.setObjectName("logText")
        self.setAccessibleName(self.tr("Differences of the logs"))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(metrics.log_font())
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        theme.changed.connect(self._on_theme_changed)

    def show_lines(self, lines: list[DiffLine]) -> None:
        """Show other lines, at the first difference: where the runs parted is what matters most."""
        self._lines, self.starts, self.current = lines, starts_of_differences(lines), -1
        self._fill()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        if self.starts:
            self.go(1)
        else:
            self.moved.emit()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not self._lines

    def go(self, step: int) -> None:
        """Go to the next difference from the cursor, or with -1 to the previous one; after the last comes the first."""
        if not self.starts:
            return
        here = self.textCursor().blockNumber()
        if step > 0:
            at = bisect.bisect_right(self.starts, here) if self.current >= 0 else bisect.bisect_left(self.starts, here)
        else:
            at = bisect.bisect_left(self.starts, here) - 1
        self.current = at % len(self.starts)
        start = self.starts[self.current]
        cursor = QTextCursor(self.document().findBlockByNumber(start))
        self.setTextCursor(cursor)
        rows_high = max(1, self.viewport().height() // max(1, self.fontMetrics().lineSpacing()))
        self.verticalScrollBar().setValue(max(0, start - rows_high // 3))
        self._mark()
        self.moved.emit()

    def _fill(self) -> None:
        self.setExtraSelections([])
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        at = 0
        while at < len(self._lines):
            sign, end = self._lines[at].sign, at
            # Lines of one sign go in at once.
            while end < len(self._lines) and self._lines[end].sign == sign:
                end += 1
            if at:
                cursor.insertBlock()
            token, ground = _COLOURS.get(sign, _OTHER_NUMBERS)
            block, look = QTextBlockFormat(), QTextCharFormat()
            if ground:
                block.setBackground(self._theme.colour(ground))
            look.setForeground(self._theme.colour(token))
            cursor.setBlockFormat(block)
            cursor.insertText("\n".join(self._text(line) for line in self._lines[at:end]), look)
            at = end
        cursor.endEditBlock()

    def _text(self, line: DiffLine) -> str:
        if line.sign:
            return f"{line.sign} {literal_lines(line.text)}"
        words = self.tr("%n lines are the same", "", line.left_out)
        if line.numbers:
            words = self.tr("%n lines are the same but for numbers", "", line.left_out)
        return f"\N{VERTICAL ELLIPSIS} {words.replace('%n', QLocale().toString(line.left_out))}"

    def _mark(self) -> None:
        """Mark the current difference as a selected row is."""
        if self.current < 0:
            self.setExtraSelections([])
            return
        first = last = self.starts[self.current]
        while last + 1 < len(self._lines) and self._lines[last + 1].sign in {"+", "-"}:
            last += 1
        marks = [QTextEdit.ExtraSelection(), QTextEdit.ExtraSelection()]
        for mark in marks:
            mark.format.setBackground(self._theme.colour("sel"))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        # All but the last line at once, as there may be thousands; of what is selected, that one ends with its text.
        end = self.document().findBlockByNumber(last)
        marks[0].cursor = QTextCursor(self.document().findBlockByNumber(first))
        marks[0].cursor.setPosition(end.position(), QTextCursor.MoveMode.KeepAnchor)
        marks[1].cursor = QTextCursor(end)
        self.setExtraSelections(marks)

    def _on_theme_changed(self) -> None:
        place, here = self.verticalScrollBar().value(), self.textCursor().blockNumber()
        self._fill()
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(here)))
        self.verticalScrollBar().setValue(place)
        self._mark()

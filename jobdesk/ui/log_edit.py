"""The text of a log: grows at its end, bounded at its start, and leaves selection and scroll to the person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from jobdesk.ui import metrics
from jobdesk.ui.log_text import PLAIN, LogRun, Style
from jobdesk.ui.theme import Theme

MOST_LINES: Final = 10_000
_TRIM_LINES: Final = 1_000
_TOKEN: Final = int(QTextFormat.Property.UserProperty) + 1


class LogEdit(QPlainTextEdit):
    """Shows log text.

    Signals:
        follow_changed: Whether the view sticks to the end.
        filled: There is no room for more while the person reads further up.
        trimmed: Lines were taken away at the start.
    """

    follow_changed = Signal(bool)
    filled = Signal()
    trimmed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_following = True
        self._is_ours = False
        self._formats: dict[Style, QTextCharFormat] = {}
        self.setObjectName("logText")
        self.setAccessibleName("Log")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setWordWrapMode(self.wordWrapMode().WrapAnywhere)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFont(metrics.log_font())
        self.document().setDocumentMargin(metrics.px(8))
        self.setViewportMargins(metrics.px(10), 0, 0, 0)
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * 8)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_range_changed)
        self.selectionChanged.connect(self._on_selection_changed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def is_following(self) -> bool:
        """Whether the view sticks to the end."""
        return self._is_following

    def follow(self) -> None:
        """Go to the end and stay there."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            cursor.clearSelection()
            self.setTextCursor(cursor)
        self._set_following(True)
        self._to_end()

    def restart(self) -> None:
        """Forget the text and follow."""
        self._is_ours = True
        self.clear()
        self._is_ours = False
        self.setCurrentCharFormat(self._format(PLAIN))
        self._set_following(True)

    def append_runs(self, runs: Iterable[LogRun]) -> int:
        """Put text at the end through a cursor of its own, so that the person's cursor and selection stay.

        Returns:
            How many lines were added.
        """
        bar = self.verticalScrollBar()
        place = bar.value()
        before = self.blockCount()
        self._is_ours = True
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for run in runs:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            if run.rewrites_line:
                cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
                cursor.removeSelectedText()
            if run.text:
                cursor.insertText(run.text, self._format(run.style))
        cursor.endEditBlock()
        added = self.blockCount() - before
        if self._is_following:
            self._trim()
            self._to_end()
        else:
            bar.setValue(place)
        self._is_ours = False
        if not self._is_following and self.blockCount() > 2 * MOST_LINES:
            self.filled.emit()
        return added

    def _trim(self) -> None:
        """Take lines away at the start, many at once; only while following, so that nobody loses what they read."""
        excess = self.blockCount() - MOST_LINES
        if excess < _TRIM_LINES:
            return
        cursor = QTextCursor(self.document())
        # By number, not by moving there: a thousand moves take 20 times as long as removing a thousand lines.
        first_kept = self.document().findBlockByNumber(excess)
        cursor.setPosition(first_kept.position(), QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self.trimmed.emit()

    def _to_end(self) -> None:
        was_ours, self._is_ours = self._is_ours, True
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())
        self._is_ours = was_ours

    def _set_following(self, is_following: bool) -> None:
        if is_following != self._is_following:
            self._is_following = is_following
            self.follow_changed.emit(is_following)

    def _on_scrolled(self, value: int) -> None:
        if not self._is_ours:
            self._set_following(value >= self.verticalScrollBar().maximum() and not self.textCursor().hasSelection())

    def _on_range_changed(self) -> None:
        # A pane that is made smaller still shows the end.
        if self._is_following:
            self._to_end()

    def _on_selection_changed(self) -> None:
        if not self._is_ours and self.textCursor().hasSelection():
            self._set_following(False)

    def _format(self, style: Style) -> QTextCharFormat:
        text_format = self._formats.get(style)
        if text_format is None:
            text_format = QTextCharFormat()
            text_format.setForeground(self._theme.colour(style.token or "text"))
            text_format.setProperty(_TOKEN, style.token or "text")
            if style.is_bold:
                text_format.setFontWeight(QFont.Weight.Bold)
            self._formats[style] = text_format
        return text_format

    def _on_theme_changed(self) -> None:
        """Colour what is already there anew; the formats remember by which token."""
        self._formats.clear()
        self._is_ours = True
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        block = self.document().begin()
        while block.isValid():
            parts = block.begin()
            while not parts.atEnd():
                fragment = parts.fragment()
                token = fragment.charFormat().property(_TOKEN)
                if isinstance(token, str):
                    recoloured = QTextCharFormat()
                    recoloured.setForeground(self._theme.colour(token))
                    cursor.setPosition(fragment.position())
                    cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                    cursor.mergeCharFormat(recoloured)
                parts += 1
            block = block.next()
        cursor.endEditBlock()
        self._is_ours = False

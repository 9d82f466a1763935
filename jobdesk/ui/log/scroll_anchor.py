"""What the person holds in a log while lines come and go: the first line in view, and the selection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit


@contextmanager
def held_top(edit: QPlainTextEdit) -> Iterator[None]:
    """Keep the first visible line where it is while lines before it come or go."""
    bar = edit.verticalScrollBar()
    block = edit.firstVisibleBlock()
    cursor = QTextCursor(block)
    within = bar.value() - block.firstLineNumber()
    yield
    bar.setValue(cursor.block().firstLineNumber() + within)


@contextmanager
def held_selection(edit: QPlainTextEdit) -> Iterator[None]:
    """Keep a selection that ends where the text does from growing with it."""
    cursor = edit.textCursor()
    end = edit.document().characterCount() - 1
    ends = cursor.anchor(), cursor.position()
    yield
    if cursor.hasSelection() and end in ends and edit.document().characterCount() - 1 > end:
        cursor.setPosition(ends[0])
        cursor.setPosition(ends[1], QTextCursor.MoveMode.KeepAnchor)
        edit.setTextCursor(cursor)

"""Where the text of a log stands: its last line at the foot of the pane, what is left of the height above the first."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit


def rest_above(edit: QPlainTextEdit, room: int) -> int:
    """Return how much of a height stays empty when whole lines fill it from the last one up; 0 if all of them fit.

    A plain text scrolls by whole lines, so that what is left would be empty below the last one.

    Args:
        edit: Shows the text.
        room: The height. The text takes one pixel of it for itself.
    """
    layout = edit.document().documentLayout()
    block = edit.document().lastBlock()
    left = room - 1.0
    while block.isValid():
        height = layout.blockBoundingRect(block).height()
        if height > left:
            lines = block.layout()
            for number in range(lines.lineCount() - 1, -1, -1):
                if lines.lineAt(number).height() > left:
                    break
                left -= lines.lineAt(number).height()
            return max(0, int(left))
        left -= height
        block = block.previous()
    return 0

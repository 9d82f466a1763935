"""The mark of a line that stands for several equal ones: how many there are, behind its text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QTextBlock

from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.theme import Theme


def paint_repeats(painter: QPainter, theme: Theme, font: QFont, repeats: int, block: QTextBlock, rect: QRectF) -> None:
    """Draw how often a line repeats.

    Args:
        painter: Draws.
        theme: Knows the colours.
        font: The log's.
        repeats: How many equal lines there are.
        block: The line.
        rect: Where it stands.
    """
    layout = block.layout()
    if layout.lineCount() == 0:
        return
    last = layout.lineAt(layout.lineCount() - 1)
    text = f"\N{MULTIPLICATION SIGN} {repeats}"
    metric = QFontMetrics(font)
    left = rect.left() + last.rect().left() + last.naturalTextWidth() + metric.horizontalAdvance(" ")
    box = QRectF(left, rect.top() + last.y() + 1, metric.horizontalAdvance(text) + metrics.px(10), last.height() - 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("edge"), 1))
    painter.setBrush(theme.colour("log"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), box.height() / 2, box.height() / 2)
    painter.setPen(theme.colour("text2"))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

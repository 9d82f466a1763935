"""A text in one line that gives way when there is little room, and is still read aloud whole."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from jobdesk.ui.text.plain_text import has_turned_letters, isolated
from jobdesk.ui.theme import metrics
from jobdesk.ui.widgets.qt import override


class ElidedLabel(QLabel):
    """Shows as much of a text as fits."""

    def __init__(self, parent: QWidget, least_width: int = 80) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._whole = ""
        self._least_width = least_width

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        width = min(metrics.px(self._least_width), self.sizeHint().width())
        return QSize(width, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        # Few fonts have the marks that isolate, and Qt would open others to find them.
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft or has_turned_letters(shown):
            shown = isolated(shown)
        painter.drawText(self.rect(), int(flags) | int(Qt.TextFlag.TextSingleLine), shown)

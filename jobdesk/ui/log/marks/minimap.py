"""The strip beside a log: the whole file at a glance, with its errors, warnings, what was found, and the view."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from jobdesk.ui.log.edit import LogEdit
from jobdesk.ui.text.plain_text import tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import override

_NONE: Sequence[int] = array("q")


class LogStrip(QWidget):
    """Draws the strip.

    Signals:
        jump_requested: An offset in the file was clicked.
    """

    jump_requested = Signal(object)

    def __init__(self, theme: Theme, edit: LogEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._edit = edit
        self._size = 0
        self._errors = self._warnings = self._hits = _NONE
        self._words = ""
        self._rows: dict[str, tuple[tuple[int, int, int], set[int]]] = {}
        self.setFixedWidth(metrics.px(12))
        self.setAccessibleName(self.tr("Overview of the log"))
        edit.scrolled.connect(self.update)
        theme.changed.connect(self.update)

    def set_size(self, size: int) -> None:
        """Take how long the file is."""
        if size != self._size:
            self._size = size
            self.update()

    def set_marks(self, errors: Sequence[int], warnings: Sequence[int], words: str) -> None:
        """Show where errors and warnings are."""
        self._rows.clear()
        self._errors, self._warnings, self._words = errors, warnings, words
        self.update()

    def set_hits(self, hits: Sequence[int]) -> None:
        """Show where something was found."""
        self._rows.clear()
        self._hits = hits
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        width, height = self.width(), self.height()
        painter.fillRect(self.rect(), self._theme.colour("log"))
        painter.fillRect(0, 0, 1, height, self._theme.colour("line"))
        if self._size <= 0:
            return
        first, last = self._edit.visible_span()
        top = self._y(first)
        view = QRectF(1, top, width - 1, max(metrics.px(12), self._y(last) - top))
        view.moveTop(min(view.top(), height - view.height()))
        painter.fillRect(view, self._theme.colour("track"))
        thick = metrics.px(3)
        self._paint_marks(painter, self._hits, "edge", QRectF(4, 0, width - 6, 2))
        self._paint_marks(painter, self._warnings, "need", QRectF(4, 0, width - 8, 2))
        self._paint_marks(painter, self._errors, "fail", QRectF(2, 0, width - 3, thick))

    def _paint_marks(self, painter: QPainter, offsets: Sequence[int], token: str, shape: QRectF) -> None:
        """Draw each row of pixels at most once, however many marks fall on it."""
        key = (len(offsets), self._size, self.height())
        known = self._rows.get(token)
        if known is None or known[0] != key:
            known = self._rows[token] = (key, {int(self._y(offset)) for offset in offsets})
        colour = self._theme.colour(token)
        for row in known[1]:
            top = min(row, self.height() - shape.height())
            painter.fillRect(shape.translated(0, top), colour)

    def _y(self, offset: int) -> float:
        return min(1.0, offset / self._size) * self.height() if self._size else 0.0

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._jump(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._jump(event)

    def _jump(self, event: QMouseEvent) -> None:
        y = event.position().y()
        near = [offset for offset in (*self._errors, *self._warnings) if abs(self._y(offset) - y) <= metrics.px(4)]
        if near and event.type() == QEvent.Type.MouseButtonPress:
            self.jump_requested.emit(min(near, key=lambda offset: abs(self._y(offset) - y)))
        elif self._size:
            self.jump_requested.emit(int(min(1.0, max(0.0, y / max(1, self.height()))) * self._size))

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        QApplication.sendEvent(self._edit.viewport(), event)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), tooltip(self._words), self)
            return True
        return super().event(event)

"""The edge of a log: when each line was first seen, and marks for errors and warnings; never part of the text."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from jobdesk.ui.log.marks.levels import Level
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import override

if TYPE_CHECKING:
    from jobdesk.ui.log.edit import LogEdit

_MARKS = {Level.ERROR: "fail", Level.WARNING: "need"}
_LEAST_POINTS = 6.0


class LogGutter(QWidget):
    """Draws the edge."""

    def __init__(self, theme: Theme, edit: LogEdit) -> None:
        super().__init__(edit)
        self._theme = theme
        self._edit = edit
        self._are_times_shown = False
        self._times: dict[int, str] = {}
        theme.changed.connect(self.update)

    def set_log_font(self, font: QFont) -> None:
        """Write times a little smaller than the log."""
        own = QFont(font)
        own.setPointSizeF(max(_LEAST_POINTS, font.pointSizeF() - 1.0))
        self.setFont(own)

    def set_times_shown(self, is_shown: bool) -> None:
        """Show times, or the marks alone."""
        self._are_times_shown = is_shown
        self.update()

    def wished_width(self) -> int:
        """Return how wide it wants to be."""
        if not self._are_times_shown:
            return metrics.px(18)
        return QFontMetrics(self.font()).horizontalAdvance("00:00:00") + metrics.px(16 + 14)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # Left to itself, it would put digits where the application begins to read.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.fillRect(self.rect(), self._theme.colour("log"))
        for line, block, rect in self._edit.visible_lines():
            if line.level is Level.ERROR:
                area = QRectF(0, rect.top(), self.width(), rect.height())
                painter.fillRect(area, self._theme.colour("failsoft"))
            if line.level in _MARKS:
                mark = QRectF(0, rect.top(), metrics.px(3), rect.height())
                painter.fillRect(mark, self._theme.colour(_MARKS[line.level]))
            if self._are_times_shown and line.seen_at is not None and block.length() > 1:
                place = QRectF(metrics.px(16), rect.top(), self.width(), self._edit.fontMetrics().lineSpacing())
                painter.setPen(self._theme.colour("text3"))
                flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(place, int(flags), self._time_text(int(line.seen_at)))

    def _time_text(self, seconds: int) -> str:
        text = self._times.get(seconds)
        if text is None:
            if len(self._times) > 10_000:
                self._times.clear()
            text = self._times[seconds] = datetime.fromtimestamp(seconds).astimezone().strftime("%H:%M:%S")
        return text

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        QApplication.sendEvent(self._edit.viewport(), event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._edit.setFocus()

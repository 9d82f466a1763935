"""What a running job uses of processor and memory, as lines over the last minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from jobdesk.ui.text.number_text import size_text
from jobdesk.ui.text.plain_text import tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.elided_label import ElidedLabel
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import override

if TYPE_CHECKING:
    from jobdesk.engine.execution.usage import Use

_SPAN_S: Final = 240.0
"""What a line reaches back: as many looks as are kept, at their usual pace."""
_GAP_S: Final = 15.0
"""Nobody looked for so long: what was in between is not known, and no line leads over it."""
_LEAST_LOAD: Final = 1.0
_HEADROOM: Final = 1.1

Point = tuple[float, float]
"""A moment in seconds, and a value."""


def segments(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield the parts of a line between which nobody looked."""
    part: list[Point] = []
    for point in points:
        if part and point[0] - part[-1][0] > _GAP_S:
            yield part
            part = []
        part.append(point)
    if part:
        yield part


class Sparkline(QWidget):
    """Draws one line, its newest point at the end of the row."""

    def __init__(self, theme: Theme, token: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._token = token
        self._points: Sequence[Point] = ()
        self._most = 1.0
        self.setFixedHeight(metrics.px(28))
        theme.changed.connect(self.update)

    def set_points(self, points: Sequence[Point], most: float, words: str) -> None:
        """Show these points, below what stands for the top; the words say the same."""
        self._points, self._most = points, most
        self.setAccessibleName(words)
        self.setToolTip(tooltip(words))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("track"))
        painter.drawRoundedRect(self.rect(), 4, 4)
        if not self._points:
            return
        pen = QPen(self._theme.colour(self._token), 1.5 * metrics.scale())
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for part in segments(self._points):
            places = [self._place(point) for point in part]
            painter.drawPolyline(places)
            painter.drawPoint(places[-1])  # A line of one point would not be drawn.

    def _place(self, point: Point) -> QPointF:
        edge = metrics.px(4)
        back = (self._points[-1][0] - point[0]) / _SPAN_S * (self.width() - 2 * edge)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        height = self.height() - 2 * edge
        return QPointF(
            edge + back if is_mirrored else self.width() - edge - back,
            edge + height * (1 - min(1.0, point[1] / self._most)),
        )


class UsageLines(QWidget):
    """Processor and memory, each with its value and its line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(metrics.px(4))
        grid.setHorizontalSpacing(metrics.px(12))
        grid.setColumnStretch(1, 1)
        grid.setRowMinimumHeight(2, metrics.px(2))
        self._values: list[ElidedLabel] = []
        self._lines: list[Sparkline] = []
        for number, (title, token) in enumerate(((self.tr("CPU"), "s1"), (self.tr("Memory"), "s2"))):
            name = QLabel(title, self)
            name.setTextFormat(Qt.TextFormat.PlainText)
            name.setProperty("tone", "text2")
            value = ElidedLabel(self, 40)
            value.setFont(metrics.number_font())
            line = Sparkline(theme, token, self)
            grid.addWidget(name, 3 * number, 0, Qt.AlignmentFlag.AlignLeading)
            grid.addWidget(value, 3 * number, 1, Qt.AlignmentFlag.AlignTrailing)
            grid.addWidget(line, 3 * number + 1, 0, 1, 2)
            self._values.append(value)
            self._lines.append(line)

    def show_looks(self, looks: Sequence[Use]) -> None:
        """Show what the looks at one job told, oldest first."""
        loads = [(use.looked_s, use.load) for use in looks if use.load is not None]
        memory = [(use.looked_s, float(use.memory_bytes)) for use in looks if use.memory_bytes is not None]
        most_load = max((load for _, load in loads), default=0.0)
        most_memory = max((size for _, size in memory), default=0.0)
        now_load, now_memory = (
            (_percent(loads[-1][1]) if loads else ""),
            size_text(int(memory[-1][1])) if memory else "",
        )
        words = self.tr("CPU now %1, most %2"), self.tr("Memory now %1, most %2")
        self._show(0, words[0], (now_load, _percent(most_load)), loads, max(_LEAST_LOAD, most_load))
        self._show(1, words[1], (now_memory, size_text(int(most_memory))), memory, max(1.0, most_memory))

    def texts(self) -> list[str]:
        """Return what the lines say to ears."""
        return [line.accessibleName() for line in self._lines]

    def _show(self, at: int, words: str, values: tuple[str, str], points: Sequence[Point], most: float) -> None:
        self._values[at].set_text(values[0])
        spoken = words.replace("%1", values[0]).replace("%2", values[1]) if points else ""
        self._lines[at].set_points(points, most * _HEADROOM, spoken)


def _percent(load: float) -> str:
    return f"{round(load * 100)} %"

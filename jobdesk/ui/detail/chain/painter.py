"""Draws the boxes and lines of a chain."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QStyle

from jobdesk.core.job import Job
from jobdesk.core.jobs.policy import After
from jobdesk.core.queue import has_met
from jobdesk.ui.text.job_state import state_of
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme

_WORDS_FROM: Final = 0.55
"""Below this size, words could not be read and are left out."""
_LEAST_POINTS: Final = 4.0


def edge_word(job: Job, source: str) -> str:
    """Say how another job must end for one to start, or that its end has started it."""
    if source not in job.after:
        return _tr("starts it")
    words = {After.SUCCEEDED: _tr("success"), After.FAILED: _tr("failure"), After.ENDED: _tr("end")}
    word = words[job.rules.after_when]
    return _tr("any %1").replace("%1", word) if job.rules.after_any and len(job.after) > 1 else word


class ChainPainter:
    """Draws at one zoom at a time."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        self._theme = theme
        self._icons = icons
        self._zoom = 1.0
        self._direction = Qt.LayoutDirection.LeftToRight

    @property
    def ground(self) -> QColor:
        """What everything is drawn on."""
        return self._theme.colour("surface")

    def begin(self, zoom: float, direction: Qt.LayoutDirection) -> None:
        """Set the size and the direction of reading for what follows."""
        self._zoom = zoom
        self._direction = direction

    def paint_edge(self, painter: QPainter, first: QRectF, second: QRectF, job: Job, source: Job | None) -> None:
        """Draw the line from one job to another that waits for it, with what it waits for."""
        is_mirrored = self._direction is Qt.LayoutDirection.RightToLeft
        start = QPointF(first.left() if is_mirrored else first.right(), first.center().y())
        end = QPointF(second.right() if is_mirrored else second.left(), second.center().y())
        bend = (end.x() - start.x()) / 2
        head = self._px(7) * (-1 if is_mirrored else 1)
        colour = self._theme.colour(_edge_token(job, source))
        pen = QPen(colour, max(1.0, self._px(1.5)))
        if source is not None and source.id not in job.after:
            pen.setStyle(Qt.PenStyle.DotLine)
        elif job.rules.after_any and len(job.after) > 1:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        path = QPainterPath(start)
        tip = QPointF(end.x() - head, end.y())
        path.cubicTo(QPointF(start.x() + bend, start.y()), QPointF(end.x() - bend, end.y()), tip)
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        half = self._px(4)
        painter.drawPolygon(QPolygonF([end, QPointF(tip.x(), end.y() - half), QPointF(tip.x(), end.y() + half)]))

    def paint_condition(self, painter: QPainter, rect: QRectF, words: str) -> None:
        """Write before the box of a job what it waits for: it is the same on all lines that lead to it."""
        if self._zoom < _WORDS_FROM:
            return
        font = self._font(-1.25)
        size = QFontMetricsF(font)
        box = QRectF(0, 0, size.horizontalAdvance(words) + self._px(6), size.height())
        gap = self._px(9)
        box.moveCenter(rect.center())
        if self._direction is Qt.LayoutDirection.RightToLeft:
            box.moveLeft(rect.right() + gap)
        else:
            box.moveRight(rect.left() - gap)
        painter.fillRect(box, self.ground)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text2"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    def paint_job(self, painter: QPainter, rect: QRectF, job: Job, *, is_shown: bool, has_focus: bool) -> None:
        """Draw the box of a job.

        Args:
            painter: Where.
            rect: The box.
            job: The job.
            is_shown: Whether these are its details.
            has_focus: Whether the keys are at it.
        """
        colour = self._theme.colour
        painter.setBrush(colour("sel" if is_shown else "raised"))
        painter.setPen(QPen(colour("accent" if has_focus else "edge"), 2 if has_focus else 1))
        radius = self._px(5)
        painter.drawRoundedRect(rect, radius, radius)
        state = state_of(job)
        side = self._px(16)
        inner = rect.adjusted(self._px(10), self._px(4), -self._px(8), -self._px(4))
        square = QRectF(inner.left(), rect.center().y() - side / 2, side, side)
        self._icons.paint(painter, self._mirrored(rect, square).toRect(), state.icon, state.token)
        if self._zoom < _WORDS_FROM:
            return
        room = inner.adjusted(side + self._px(8), 0, 0, 0)
        lines = (
            (literal(job.name), self._font(0, QFont.Weight.Medium), "text", Qt.AlignmentFlag.AlignTop),
            (f"#{job.number}  ·  {state.word}", self._font(-1), state.text_token, Qt.AlignmentFlag.AlignBottom),
        )
        for text, font, token, at in lines:
            painter.setFont(font)
            painter.setPen(colour(token))
            shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
            flags = QStyle.visualAlignment(self._direction, Qt.AlignmentFlag.AlignLeading | at)
            painter.drawText(self._mirrored(rect, room), int(flags) | int(Qt.TextFlag.TextSingleLine), shown)

    def _mirrored(self, around: QRectF, rect: QRectF) -> QRectF:
        if self._direction is Qt.LayoutDirection.LeftToRight:
            return rect
        return QRectF(around.left() + around.right() - rect.right(), rect.top(), rect.width(), rect.height())

    def _px(self, size: float) -> float:
        return metrics.scale() * size * self._zoom

    def _font(self, points: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        font = metrics.offset_font(points, weight)
        font.setPointSizeF(max(_LEAST_POINTS, font.pointSizeF() * self._zoom))
        return font


def _edge_token(job: Job, source: Job | None) -> str:
    """Return a line's colour: met, in vain, or still open."""
    if source is not None and source.id not in job.after:
        return "edge"
    if has_met(source, job.rules.after_when):
        return "done"
    return "fail" if source is not None and source.is_final else "edge"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chain", text)

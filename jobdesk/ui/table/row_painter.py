"""Paints the rows of the job table: state as icon, word and colour; progress as bar; the selection as tint and bar.

Whole rows are painted from one place. A delegate would be called for each cell, and what that call costs is as much as
drawing the cell's text.
"""

from __future__ import annotations

import functools
from typing import Final

import msgspec
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QTableView

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.model.run_history import Usual
from jobdesk.ui.table.column import JobColumn
from jobdesk.ui.table.columns import COLUMN_INDEX, JOB_COLUMNS
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.text.job_state import KIND_ICONS
from jobdesk.ui.text.plain_text import isolated, literal
from jobdesk.ui.text.status_text import JOINT, Moment, ran_s, row_state, running_texts, usual_of
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme

_QUIET: Final = frozenset({JobStatus.COMPLETED, JobStatus.CANCELLED})
_BAR: Final = 3
_DIMMED: Final = 0.45
_TRAILING: Final = Qt.AlignmentFlag.AlignTrailing


class _Cell(msgspec.Struct, frozen=True):
    """Where a column's cells lie while one picture is painted."""

    column: JobColumn
    left: int
    width: int


class _Face:
    """A font with what is measured of it, remembered."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._measure = QFontMetrics(font)
        self.drop = (self._measure.ascent() - self._measure.descent()) // 2
        self.height = self._measure.height()
        # Not Qt's method itself: caching it would have its signature documented, which takes 20 ms.
        self.advance = functools.lru_cache(maxsize=2048)(self._advance)
        self.elided = functools.lru_cache(maxsize=2048)(self._elided)

    def _advance(self, text: str) -> int:
        return self._measure.horizontalAdvance(text)

    def _elided(self, text: str, width: int) -> str:
        return self._measure.elidedText(text, Qt.TextElideMode.ElideRight, width)


class RowPainter:
    """Draws rows of the table into its viewport."""

    def __init__(self, model: JobTableModel, theme: Theme, icons: Icons) -> None:
        self._model = model
        self._theme = theme
        self._icons = icons
        self.hovered_row = -1
        self._is_mirrored = False
        self._track = "track"
        self._ratio = 1.0
        self._pixmaps: dict[tuple[str, str], QPixmap] = {}
        theme.changed.connect(self._pixmaps.clear)
        self.measure()

    def measure(self) -> None:
        """Take the system's font anew."""
        self._icon_size = metrics.px(16)
        self._icon_room = self._icon_size + metrics.px(7)
        self._padding = metrics.px(8)
        self._chip_padding, self._chip_gap = metrics.px(6), metrics.px(4)
        self._body = _Face(metrics.offset_font(0))
        self._active = _Face(metrics.offset_font(0, QFont.Weight.Medium))
        self._digits = _Face(metrics.number_font())
        medium = metrics.number_font()
        medium.setWeight(QFont.Weight.Medium)
        self._active_digits = _Face(medium)
        self._chip = _Face(metrics.offset_font(-1.25))
        self._bar_height = metrics.px(20)
        self._pixmaps.clear()

    def paint(self, view: QTableView, painter: QPainter, exposed: QRect, first: int, last: int) -> None:
        """Draw the rows from first to last as far as they are exposed."""
        painter.fillRect(exposed, self._theme.colour("surface"))
        self._is_mirrored = view.layoutDirection() is Qt.LayoutDirection.RightToLeft
        painter.setLayoutDirection(view.layoutDirection())
        if view.devicePixelRatioF() != self._ratio:
            self._ratio = view.devicePixelRatioF()
            self._pixmaps.clear()
        cells = [
            _Cell(column, view.columnViewportPosition(index), view.columnWidth(index))
            for index, column in enumerate(JOB_COLUMNS)
            if not view.isColumnHidden(index)
        ]
        cells = [cell for cell in cells if cell.left <= exposed.right() and cell.left + cell.width > exposed.left()]
        height = view.verticalHeader().defaultSectionSize()
        top = view.rowViewportPosition(first)
        width = view.viewport().width()
        selected = {
            row
            for part in view.selectionModel().selection().toList()
            for row in range(max(first, part.top()), min(last, part.bottom()) + 1)
        }
        has_focus = view.hasFocus()
        current = view.currentIndex().row() if has_focus else -1
        moment = self._model.moment()
        for row in range(first, last + 1):
            ground = (row in selected, has_focus, row == current)
            self._paint_ground(painter, QRect(0, top, width, height), row, *ground)
            # The ground of bars has the colour of a selection without focus, and would not be seen on it.
            self._track = "surface" if row in selected and not has_focus else "track"
            self._paint_row(painter, top, height, row, cells, moment)
            top += height

    # -- one row

    def _paint_ground(
        self, painter: QPainter, rect: QRect, row: int, is_selected: bool, has_focus: bool, is_current: bool
    ) -> None:
        colour = self._theme.colour
        if is_selected:
            painter.fillRect(rect, colour("sel" if has_focus else "seloff"))
        elif row == self.hovered_row:
            painter.fillRect(rect, colour("hover"))
        if self._model.begins_group(row):
            painter.fillRect(rect.left(), rect.top(), rect.width(), 1, colour("line2"))
        if is_selected:
            left = rect.right() + 1 - _BAR if self._is_mirrored else rect.left()
            painter.fillRect(left, rect.top(), _BAR, rect.height(), colour("accent" if has_focus else "edge"))
        elif is_current:
            painter.setPen(QPen(colour("accent"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _paint_row(
        self, painter: QPainter, top: int, height: int, row: int, cells: list[_Cell], moment: Moment
    ) -> None:
        job = self._model.job_at(row)
        is_leaving = self._model.is_leaving(row)
        if is_leaving:
            painter.setOpacity(_DIMMED)
        padding = self._padding
        middle = top + height // 2
        for cell in cells:
            left, width = cell.left + padding, cell.width - 2 * padding
            key = cell.column.key
            if key == "state":
                self._paint_state(painter, left, width, middle, job, moment)
            elif key == "name":
                self._paint_name(painter, left, width, middle, job)
            elif key == "progress" and job.status is JobStatus.RUNNING:
                self._paint_progress(painter, QRect(left, top, width, height), job, moment)
            else:
                text = cell.column.text(job, moment)
                if text:
                    face, token = self._face_of(job, cell.column)
                    is_end = cell.column.alignment == _TRAILING
                    self._draw(painter, left, width, middle, literal(text), token, face, is_end)
        if is_leaving:
            painter.setOpacity(1.0)

    def _paint_state(self, painter: QPainter, left: int, width: int, middle: int, job: Job, moment: Moment) -> None:
        state = row_state(job, moment)
        face = self._body if job.status in _QUIET else self._active
        self._paint_icon(painter, left, width, middle, state.icon, state.token)
        room = self._icon_room
        left += 0 if self._is_mirrored else room
        self._draw(painter, left, width - room, middle, state.word, state.text_token, face)

    def chevron_rect(self, view: QTableView, row: int) -> QRect:
        """Return where a click opens or closes an array, in the view's own coordinates."""
        column = COLUMN_INDEX["name"]
        left, width = view.columnViewportPosition(column), view.columnWidth(column)
        room = self._padding + self._icon_room
        left = left + width - room if view.layoutDirection() is Qt.LayoutDirection.RightToLeft else left
        return QRect(left, view.rowViewportPosition(row), room, view.verticalHeader().defaultSectionSize())

    def _paint_name(self, painter: QPainter, left: int, width: int, middle: int, job: Job) -> None:
        icon = KIND_ICONS.get(job.kind, "plug")
        if job.is_array:
            is_open = self._model.tasks.is_open(job.id)
            icon = "chevron-down" if is_open else "chevron-left" if self._is_mirrored else "chevron-right"
        elif job.parent is not None and self._model.tasks.parent_of(job) is not None:
            # A task stands a step further in than its array.
            left, width = left + (0 if self._is_mirrored else self._icon_room), width - self._icon_room
        self._paint_icon(painter, left, width, middle, icon, "text3")
        face, token = (self._body, "text2") if job.status in _QUIET else (self._active, "text")
        name = literal(job.name)
        room = self._icon_room
        left, width = left + (0 if self._is_mirrored else room), width - room
        self._draw(painter, left, width, middle, name, token, face)
        if job.tags:
            used = face.advance(name) + self._padding
            if used < width:
                self._paint_chips(painter, left + (0 if self._is_mirrored else used), width - used, middle, job)

    def _paint_chips(self, painter: QPainter, left: int, room: int, middle: int, job: Job) -> None:
        """Draw tags as chips for as long as they fit whole."""
        height = self._chip.height + 2
        used = 0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for tag in job.tags:
            text = literal(tag)
            width = self._chip.advance(text) + 2 * self._chip_padding
            if used + width > room:
                break
            at = left + room - used - width if self._is_mirrored else left + used
            painter.setPen(self._theme.colour("line2"))
            painter.drawRoundedRect(at, middle - height // 2, width, height, height / 2, height / 2)
            inner = width - 2 * self._chip_padding
            self._draw(painter, at + self._chip_padding, inner, middle, text, "text2", self._chip)
            used += width + self._chip_gap
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_progress(self, painter: QPainter, rect: QRect, job: Job, moment: Moment) -> None:
        texts = running_texts(job, moment)
        progress = job.progress
        left, width, middle = rect.left(), rect.width(), rect.top() + rect.height() // 2
        if progress is None or progress.fraction is None or job.reason is not None or job.cancelled:
            self._draw(painter, left, width, middle, literal(texts[0]), "text", self._body)
            usual = usual_of(job, moment)
            if usual is not None and usual.most_s > 0:
                self._paint_ticks(painter, rect, ran_s(job, moment.now), usual)
            return
        bar = QRect(
            left - self._padding + 1,
            middle - self._bar_height // 2,
            width + 2 * (self._padding - 1),
            self._bar_height,
        )
        self._paint_bar(painter, bar, progress.fraction)
        face = self._active_digits
        # Never an ellipsis in a number: what does not fit is said more shortly.
        shown = next((text for text in map(literal, texts) if face.advance(text) <= width), None)
        if shown is not None:
            self._draw(painter, left, width, middle, shown, "text", face)

    def _paint_bar(self, painter: QPainter, bar: QRect, fraction: float) -> None:
        colour = self._theme.colour
        radius = 4
        done = round(bar.width() * min(1.0, max(0.0, fraction)))
        left = bar.right() + 1 - done if self._is_mirrored else bar.left()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._track))
        painter.drawRoundedRect(bar, radius, radius)
        if done:
            # The same shape, seen through a window that is as wide as what is done.
            painter.save()
            painter.setClipRect(QRect(left, bar.top(), done, bar.height()), Qt.ClipOperation.IntersectClip)
            painter.setBrush(colour("run"))
            painter.drawRoundedRect(bar, radius, radius)
            painter.setClipRect(QRect(left, bar.top(), done, bar.height() - 2), Qt.ClipOperation.IntersectClip)
            painter.setBrush(colour("runsoft"))
            painter.drawRoundedRect(bar.adjusted(0, 0, 0, 2), radius, radius)
            painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_ticks(self, painter: QPainter, rect: QRect, seconds: float, usual: Usual) -> None:
        """Draw below the words how long a job has run, against the span within which its like ended."""
        colour, width = self._theme.colour, rect.width()
        whole_s = max(usual.most_s, seconds)
        top = rect.top() + (rect.height() + self._bar_height) // 2 - 2

        def line(begin_s: float, end_s: float, token: str) -> None:
            begin, end = (round(width * part / whole_s) for part in (begin_s, end_s))
            left = rect.left() + (width - end if self._is_mirrored else begin)
            painter.fillRect(left, top, max(1, end - begin), 2, colour(token))

        line(0, whole_s, self._track)
        line(min(usual.least_s, usual.most_s), usual.most_s, "line2")
        line(0, seconds, "run")

    def _paint_icon(self, painter: QPainter, left: int, width: int, middle: int, name: str, token: str) -> None:
        """Draw an icon at the leading edge."""
        pixmap = self._pixmaps.get((name, token))
        if pixmap is None:
            size = QSize(self._icon_size, self._icon_size)
            pixmap = self._pixmaps[name, token] = self._icons.pixmap(name, token, size, self._ratio)
        if self._is_mirrored:
            left += width - self._icon_size
        painter.drawPixmap(left, middle - self._icon_size // 2, pixmap)

    def _draw(
        self,
        painter: QPainter,
        left: int,
        width: int,
        middle: int,
        text: str,
        token: str,
        face: _Face,
        is_end: bool = False,
    ) -> None:
        """Draw a text on one line, cut at the end if it must be."""
        is_mirrored = self._is_mirrored
        used = face.advance(text)
        if used > width:
            text = face.elided(text, width)
            used = face.advance(text)
        if is_end is not is_mirrored:
            left += width - used
        if is_mirrored:
            # Each part stands for itself: a percent sign or an amount would be turned round by what is beside it.
            text = JOINT.join(isolated(part) for part in text.split(JOINT))
        painter.setFont(face.font)
        painter.setPen(self._theme.colour(token))
        painter.drawText(left, middle + face.drop, text)

    def _face_of(self, job: Job, column: JobColumn) -> tuple[_Face, str]:
        """Return how a cell's text looks, and the token of its colour."""
        if column.key == "progress":
            return self._body, "fail" if job.status is JobStatus.FAILED else "text2"
        if column.key == "cost":
            return (self._digits if job.cost_mark else self._active_digits), "text"
        if column.key == "number":
            return self._digits, "text3"
        if column.key == "elapsed" and not job.is_final:
            return self._digits, "text"
        return (self._digits if column.is_number else self._body), "text2"

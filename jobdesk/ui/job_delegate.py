"""Paints the job table's cells: state as icon, word and colour; the selection as tint and bar."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui import metrics
from jobdesk.ui.icons import Icons
from jobdesk.ui.job_columns import JOB_COLUMNS, JobColumn
from jobdesk.ui.job_state import KIND_ICONS, state_of
from jobdesk.ui.job_table_model import JobTableModel
from jobdesk.ui.literal import literal
from jobdesk.ui.qt import override
from jobdesk.ui.theme import Theme

_QUIET = frozenset({JobStatus.COMPLETED, JobStatus.CANCELLED})
_BAR = 3


class JobDelegate(QStyledItemDelegate):
    """Draws all of a cell itself: a plain text costs half of what the style takes for it."""

    def __init__(self, model: JobTableModel, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._icons = icons
        self.hovered_row = -1
        self.measure()

    def measure(self) -> None:
        """Take the system's font anew."""
        self._icon_size = metrics.px(16)
        self._padding = metrics.px(8)
        self._font = metrics.offset_font(0)
        self._active_font = metrics.offset_font(0, QFont.Weight.Medium)
        self._number_font = metrics.number_font()
        self._chip_font = metrics.offset_font(-1.25)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(metrics.px(JOB_COLUMNS[index.column()].width or 200), metrics.row_height())

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        job = self._model.job_at(index.row())
        column = JOB_COLUMNS[index.column()]
        rect: QRect = option.rect
        painter.save()
        painter.setClipRect(rect)
        self._paint_ground(painter, option, index)
        inner = rect.adjusted(self._padding, 0, -self._padding, 0)
        if column.key == "state":
            self._paint_state(painter, option, inner, job)
        elif column.key == "name":
            self._paint_name(painter, option, inner, job)
        else:
            self._paint_text(painter, option, inner, job, column)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        view: QWidget = option.widget
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        has_focus = view.hasFocus()
        if is_selected:
            painter.fillRect(rect, self._theme.colour("sel" if has_focus else "seloff"))
        elif index.row() == self.hovered_row:
            painter.fillRect(rect, self._theme.colour("hover"))
        if self._model.begins_group(index.row()):
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), self._theme.colour("line2"))
        if is_selected and self._is_first(view, index.column()):
            bar = QRect(rect.left(), rect.top(), _BAR, rect.height())
            painter.fillRect(_mirrored(option, bar), self._theme.colour("accent" if has_focus else "text3"))
        if not is_selected and has_focus and self._is_current(view, index):
            pen = QPen(self._theme.colour("accent"), 1, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_state(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, job: Job) -> None:
        state = state_of(job)
        word = self._paint_icon(painter, option, rect, state.icon, state.token)
        is_active = not job.is_final or job.status is JobStatus.FAILED
        self._draw(painter, option, word, state.word, state.text_token, self._active_font if is_active else self._font)

    def _paint_name(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, job: Job) -> None:
        icon = KIND_ICONS.get(job.kind, "plug")
        rest = self._paint_icon(painter, option, rect, icon, "text3")
        is_quiet = job.status in _QUIET
        font, token = (self._font, "text2") if is_quiet else (self._active_font, "text")
        name = literal(job.name)
        self._draw(painter, option, rest, name, token, font)
        if job.tags:
            used = QFontMetrics(font).horizontalAdvance(name)
            self._paint_chips(painter, option, rest.adjusted(used + self._padding, 0, 0, 0), job)

    def _paint_chips(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, job: Job) -> None:
        """Draw tags as chips for as long as they fit whole."""
        fm = QFontMetrics(self._chip_font)
        height = fm.height() + 2
        left = rect.left()
        for tag in job.tags:
            text = literal(tag)
            width = fm.horizontalAdvance(text) + 2 * metrics.px(6)
            if left + width > rect.right():
                return
            chip = _mirrored(option, QRect(left, rect.center().y() - height // 2, width, height))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.colour("line2"), 1))
            painter.drawRoundedRect(chip, height / 2, height / 2)
            painter.setFont(self._chip_font)
            painter.setPen(self._theme.colour("text2"))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, text)
            left += width + metrics.px(4)

    def _paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, job: Job, column: JobColumn
    ) -> None:
        text = literal(column.text(job, self._model.moment()))
        if not text:
            return
        font = self._number_font if column.is_number else self._font
        self._draw(painter, option, rect, text, _text_token(job, column), font, column.alignment)

    def _paint_icon(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, name: str, token: str) -> QRect:
        """Draw an icon at the leading edge, and return what is left beside it."""
        size = self._icon_size
        square = QRect(rect.left(), rect.center().y() - size // 2 + 1, size, size)
        self._icons.paint(painter, _mirrored(option, square), name, token)
        return rect.adjusted(size + metrics.px(7), 0, 0, 0)

    def _draw(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        rect: QRect,
        text: str,
        token: str,
        font: QFont,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeading,
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(token))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        direction: Qt.LayoutDirection = option.direction
        flags = QStyle.visualAlignment(direction, alignment | Qt.AlignmentFlag.AlignVCenter)
        place = _mirrored(option, rect)
        painter.drawText(place, int(flags) | int(Qt.TextFlag.TextSingleLine), shown)

    @staticmethod
    def _is_first(view: QWidget, column: int) -> bool:
        header = view.horizontalHeader() if hasattr(view, "horizontalHeader") else None
        return header is None or all(
            header.isSectionHidden(header.logicalIndex(visual)) for visual in range(header.visualIndex(column))
        )

    @staticmethod
    def _is_current(view: QWidget, index: QModelIndex | QPersistentModelIndex) -> bool:
        current = view.currentIndex() if hasattr(view, "currentIndex") else None
        return current is not None and bool(current.row() == index.row())


def _text_token(job: Job, column: JobColumn) -> str:
    if column.key == "progress":
        if job.status is JobStatus.FAILED:
            return "fail"
        return "text" if job.status is JobStatus.RUNNING else "text2"
    if column.key == "number":
        return "text3"
    return "text" if column.key == "elapsed" and not job.is_final else "text2"


def _mirrored(option: QStyleOptionViewItem, rect: QRect) -> QRect:
    """Turn a place that was worked out from left to right round for languages that go the other way."""
    direction: Qt.LayoutDirection = option.direction
    cell: QRect = option.rect
    return QStyle.visualRect(direction, cell, rect)

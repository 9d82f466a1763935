"""The header of the table of jobs."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from jobdesk.ui.table.columns import JOB_COLUMNS
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import give_viewport, override, visual_alignment


class SortHeader(QHeaderView):
    """A header that marks the sorted column by a small arrow beside its title."""

    def __init__(self, model: JobTableModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._jobs = model
        self._theme = theme
        give_viewport(self)
        self.setFont(metrics.offset_font(-0.75))
        theme.changed.connect(self.viewport().update)

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        column = JOB_COLUMNS[logicalIndex]
        colours = self._theme
        hovered = rect.contains(self.viewport().mapFromGlobal(self.cursor().pos())) and self.underMouse()
        painter.fillRect(rect, colours.colour("hover" if hovered else "surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colours.colour("line"))
        by = self._jobs.order.by
        title = column.title
        is_sorted = by is not None and by.column == column.key
        if by is not None and is_sorted:
            arrow = "\N{DOWNWARDS ARROW}" if by.is_descending else "\N{UPWARDS ARROW}"
            is_end = column.alignment == Qt.AlignmentFlag.AlignTrailing
            title = f"{arrow} {title}" if is_end else f"{title} {arrow}"
        painter.setFont(self.font())
        painter.setPen(colours.colour("text" if is_sorted else "text3"))
        flags = visual_alignment(self.layoutDirection(), column.alignment | Qt.AlignmentFlag.AlignVCenter)
        inner = rect.adjusted(metrics.px(8), 0, -metrics.px(8), 0)
        painter.drawText(inner, int(flags) | int(Qt.TextFlag.TextSingleLine), title)

"""The table of jobs: what a person holds in it, selection, focus, scroll and the row under the pointer, stays."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.table.column_layout import ColumnLayout
from jobdesk.ui.table.columns import COLUMN_INDEX, JOB_COLUMNS
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.table.order import JobOrder
from jobdesk.ui.table.reorder_guard import RowHold
from jobdesk.ui.table.row_dragging import JOBS_MIME, RowDragging
from jobdesk.ui.table.row_painter import RowPainter
from jobdesk.ui.table.row_sizes import RowSizes
from jobdesk.ui.table.sort_header import SortHeader
from jobdesk.ui.table.sorted_rows import Index
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import give_viewport, override
from jobdesk.ui.widgets.throttle import Pace

_NAME = COLUMN_INDEX["name"]
_FEW: Final = 500
"""So many selected jobs are followed at once; of more, what follows from them costs too much with each change."""
_MANY_MS: Final = 2000


class JobTableView(QTableView):
    """Shows jobs.

    Attributes:
        columns: Which columns show, and how wide they are.
        hold: Keeps the rows in their places while somebody is at work on them.
        row_sizes: How high the rows are.

    Signals:
        selection_changed: Other jobs are selected, or none.
        menu_requested: Where a context menu was asked for, in global coordinates.
        primary_requested: A row was double-clicked, or Enter pressed.
        move_requested: Ids of jobs that were dragged, and the id of the one to stand before; empty for the end.
    """

    selection_changed = Signal()
    menu_requested = Signal(QPoint)
    primary_requested = Signal()
    move_requested = Signal(list, str)

    def __init__(self, model: JobTableModel, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        give_viewport(self)
        self.setModel(model)
        self.setHorizontalHeader(SortHeader(model, theme, self))
        self._painter = RowPainter(model, theme, icons)
        self._set_up()
        self.hold = RowHold(self, model)
        self._dragging = RowDragging(self, model, theme)
        self.columns = ColumnLayout(self, model)
        clicked = self.horizontalHeader().sectionClicked
        clicked.connect(lambda section: self.sort_as(model.order.clicked(JOB_COLUMNS[section].key)))
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._on_second)
        self._selected_due = Pace(self, self._on_selected, _MANY_MS)
        theme.changed.connect(self.viewport().update)
        theme.font_changed.connect(self._on_font_changed)

    def _set_up(self) -> None:
        self.setAccessibleName(self.tr("Jobs"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.row_sizes = RowSizes(self)

    # -- asking

    def selected_jobs(self) -> list[Job]:
        """Return the selected jobs, in the order of the rows."""
        # Not by `selectedRows`: that asks the model about every cell, more than a second with ten thousand rows.
        parts = self.selectionModel().selection().toList()
        rows = sorted({(part.top(), part.bottom()) for part in parts})
        if any(after[0] <= before[1] for before, after in pairwise(rows)):
            rows = [(row, row) for row in sorted({row for top, bottom in rows for row in range(top, bottom + 1)})]
        return [job for top, bottom in rows for job in self._model.jobs_in(top, bottom)]

    def visible_jobs(self) -> list[Job]:
        """Return the jobs whose rows can be seen."""
        first, last = self._visible_rows()
        return [self._model.job_at(row) for row in range(first, last + 1)]

    def select_job(self, job_id: str) -> None:
        """Select one job and bring it into view."""
        row = self._model.row_of(job_id)
        if row is None:
            return
        index = self._model.index(row, _NAME)
        # Not selectRow: from right to left that selects nothing.
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def neighbour_of(self, jobs: list[Job]) -> Job | None:
        """Return the job in the row after some jobs, else in the one before them; None if there is no other."""
        rows = sorted(row for job in jobs if (row := self._model.row_of(job.id)) is not None)
        if not rows:
            return None
        after = rows[-1] + 1
        row = after if after < self._model.rowCount() else rows[0] - 1
        return self._model.job_at(row) if row >= 0 else None

    def shown_columns(self) -> list[int]:
        """Return the columns that show, in the order in which they stand."""
        header = self.horizontalHeader()
        visual = [header.logicalIndex(position) for position in range(header.count())]
        return [index for index in visual if not header.isSectionHidden(index)]

    def rows_text(self, jobs: Iterable[Job]) -> str:
        """Return jobs as text: a line each, the shown columns between tabs."""
        moment = self._model.moment()
        shown = [JOB_COLUMNS[index] for index in self.shown_columns()]
        return "\n".join("\t".join(column.text(job, moment) for column in shown) for job in jobs)

    # -- what Qt tells

    @override
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not selected.count() and not deselected.count():
            return  # Rows came between the selected ones, which are the same.
        if self.count_selected() <= _FEW:
            self._on_selected()
        else:
            self._selected_due.wake()

    def count_selected(self) -> int:
        """Return how many jobs are selected; quick also for a hundred thousand."""
        return sum(part.height() for part in self.selectionModel().selection().toList())

    def _on_selected(self) -> None:
        began = time.monotonic()
        self._tell_held()
        self.selection_changed.emit()
        # No more than a tenth of the time, however slow the machine is and however many are selected.
        self._selected_due.set_least_ms(max(_MANY_MS, round(10_000 * (time.monotonic() - began))))

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._tell_held()
        for index in (current, previous):
            if index.isValid():
                self._update_row(index.row())

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx:
            self.viewport().update()  # What marks a row stands at the edge of the view, not of its first column.

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        exposed = event.rect()
        first, last = self.rowAt(max(0, exposed.top())), self.rowAt(exposed.bottom())
        count = self._model.rowCount()
        if first < 0:
            first, last = 0, -1
        elif last < 0:
            last = count - 1
        self._painter.paint(self, painter, exposed, first, last)
        self._dragging.paint(painter)

    # -- dragging rows within the queue

    @override
    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        self._dragging.drag(self.selected_jobs())
        self.hold.release()  # Qt has swallowed that of the button.

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(JOBS_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.hold.touch()
        self._dragging.follow(event)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._dragging.leave()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        if (dropped := self._dragging.drop(event)) is not None:
            self.hold.release()
            self.move_requested.emit(*dropped)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    # -- the mouse and the keys

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.fit()

    def _on_font_changed(self) -> None:
        self._painter.measure()
        self.row_sizes.fit()
        self.columns.reset_widths()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        array = self._array_at(event.position().toPoint()) if event.button() is Qt.MouseButton.LeftButton else None
        if array is not None:
            self.set_open(array, is_open=not self._model.tasks.is_open(array.id))
            return
        self.hold.set_pressed(True)
        super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hold.set_pressed(False)
        super().mouseReleaseEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._array_at(event.position().toPoint()) is not None:
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()).isValid():
            self.primary_requested.emit()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hold.touch()
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.hold.touch()
        super().wheelEvent(event)
        self._hover(self.rowAt(self.viewport().mapFromGlobal(event.globalPosition().toPoint()).y()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            # Qt would select the first row; a place for the keys is enough.
            flags = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(self._model.index(0, _NAME), flags)
        self.viewport().update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.primary_requested.emit()
            return
        if event.key() in {Qt.Key.Key_Right, Qt.Key.Key_Left} and not event.modifiers():
            is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            self._step(into=(event.key() == Qt.Key.Key_Right) is not is_mirrored)
            return
        super().keyPressEvent(event)

    @override
    def moveCursor(self, cursorAction: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        # Rows are what is gone through: Qt would go along the columns.
        ends = {self.CursorAction.MoveHome: 0, self.CursorAction.MoveEnd: self._model.rowCount() - 1}
        if cursorAction in ends:
            return self._model.index(ends[cursorAction], max(0, self.currentIndex().column()))
        return super().moveCursor(cursorAction, modifiers)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        position = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            rect = self.visualRect(self.currentIndex())
            position = self.viewport().mapToGlobal(rect.bottomLeft())
        self.menu_requested.emit(position)

    @override
    def keyboardSearch(self, search: str) -> None:
        # Type-ahead goes by name, whichever column is current.
        current = self.currentIndex()
        if current.column() != _NAME and current.isValid():
            flags = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(current.siblingAtColumn(_NAME), flags)
        super().keyboardSearch(search)

    # -- arrays

    def set_open(self, array: Job, *, is_open: bool) -> None:
        """Show the tasks of an array below it, or hide them; what was selected among them gives way to the array."""
        current = self.currentIndex()
        was_within = current.isValid() and self._model.job_at(current.row()).parent == array.id
        is_within = any(job.parent == array.id for job in self.selected_jobs())
        self._model.set_open(array.id, is_open=is_open)
        if not is_open and (was_within or is_within):
            self.select_job(array.id)

    def _step(self, *, into: bool) -> None:
        """Open an array or go to its first task, or close it or go from a task to its array."""
        index = self.currentIndex()
        if not index.isValid():
            return
        job = self._model.job_at(index.row())
        is_open = job.is_array and self._model.tasks.is_open(job.id)
        if into and job.is_array:
            if not is_open:
                self.set_open(job, is_open=True)
            elif index.row() + 1 < self._model.rowCount() and self._model.job_at(index.row() + 1).parent == job.id:
                self.select_job(self._model.job_at(index.row() + 1).id)
        elif not into and is_open:
            self.set_open(job, is_open=False)
        elif not into and job.parent is not None:
            self.select_job(job.parent)

    def _array_at(self, position: QPoint) -> Job | None:
        """Return the array whose chevron is at a place."""
        row = self.rowAt(position.y())
        if row < 0 or self.isColumnHidden(_NAME):
            return None
        job = self._model.job_at(row)
        return job if job.is_array and self._painter.chevron_rect(self, row).contains(position) else None

    # -- painting with the clock

    def _visible_rows(self) -> tuple[int, int]:
        count = self._model.rowCount()
        if not count:
            return 0, -1
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        return first, count - 1 if last < 0 else last

    def _on_second(self) -> None:
        """Repaint only what a second changes: the live cells that can be seen of jobs that run or wait for a moment."""
        first, last = self._visible_rows()
        for row in range(first, last + 1):
            job = self._model.job_at(row)
            if job.status is JobStatus.RUNNING or (job.is_waiting and job.not_before is not None):
                for index, column in enumerate(JOB_COLUMNS):
                    if column.is_live and not self.isColumnHidden(index):
                        self.viewport().update(self.visualRect(self._model.index(row, index)))

    def _hover(self, row: int) -> None:
        old, self._painter.hovered_row = self._painter.hovered_row, row
        if old != row:
            for changed in (old, row):
                if changed >= 0:
                    self._update_row(changed)

    def _update_row(self, row: int) -> None:
        top, height = self.rowViewportPosition(row), self.verticalHeader().defaultSectionSize()
        self.viewport().update(QRect(0, top, self.viewport().width(), height))

    def _tell_held(self) -> None:
        """Tell the model which rows the person holds: those do not leave while they are held."""
        held = [job.id for job in self.selected_jobs()] if self.selectionModel().hasSelection() else []
        current = self.currentIndex()
        if current.isValid():
            held.append(self._model.job_at(current.row()).id)
        self._model.hold_jobs(held)

    def sort_as(self, order: JobOrder) -> None:
        """Order the rows, and mark the column that they go by."""
        at = self.verticalScrollBar().value()
        self._model.sort_as(order)
        self.verticalScrollBar().setValue(at)  # Who sorts looks at a place, not at a job.
        self.horizontalHeader().viewport().update()
        self.columns.changed.emit()

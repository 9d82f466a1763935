"""Rows that are dragged: to another place in the queue, or onto a queue of the sidebar."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt
from PySide6.QtGui import QDrag, QDragMoveEvent, QDropEvent, QPainter
from PySide6.QtWidgets import QTableView

from jobdesk.core.job import Job
from jobdesk.ui.commands.preconditions import against_moving
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.theme.theme import Theme

JOBS_MIME = "application/x-jobdesk-jobs"


def dragged_ids(mime: QMimeData) -> list[str]:
    """Return the ids of the jobs that are dragged; none if what is dragged are no jobs."""
    return bytes(mime.data(JOBS_MIME).data()).decode().split()


class RowDragging:
    """Drags rows out of the table of jobs, and finds where those that are dragged over it would go.

    Attributes:
        drop_row: The row before which a drop would go now; None if nothing can be dropped here.
    """

    def __init__(self, view: QTableView, model: JobTableModel, theme: Theme) -> None:
        self._view = view
        self._model = model
        self._theme = theme
        self.drop_row: int | None = None

    def drag(self, jobs: Iterable[Job]) -> None:
        """Drag those of some jobs that can be moved; returns when they are dropped, or the drag is given up."""
        ids = [job.id for job in jobs if against_moving(job) is None]
        if not ids:
            return
        mime = QMimeData()
        mime.setData(JOBS_MIME, " ".join(ids).encode())
        drag = QDrag(self._view)
        drag.setMimeData(mime)
        drag.exec(Qt.DropAction.MoveAction)

    def follow(self, event: QDragMoveEvent) -> None:
        """Show where a drop would go, and let Qt know whether it could."""
        row = self._row_at(event.position().toPoint()) if event.mimeData().hasFormat(JOBS_MIME) else None
        self._set_drop_row(row)
        if row is None:
            event.ignore()
        else:
            event.acceptProposedAction()

    def leave(self) -> None:
        """Show no place any more."""
        self._set_drop_row(None)

    def drop(self, event: QDropEvent) -> tuple[list[str], str] | None:
        """Return the ids that were dropped and the id to stand before, empty for the end; None if they cannot go here.

        Those that are dragged themselves are passed over, and so are tasks, which stand where their array does.
        """
        row = self._row_at(event.position().toPoint())
        self._set_drop_row(None)
        if row is None or not event.mimeData().hasFormat(JOBS_MIME):
            event.ignore()
            return None
        event.acceptProposedAction()
        ids = dragged_ids(event.mimeData())
        below = [self._model.job_at(at) for at in range(row, self._model.queue_rows().stop)]
        before = next((job.id for job in below if job.parent is None and job.id not in ids), "")
        return ids, before

    def paint(self, painter: QPainter) -> None:
        """Paint a line where a drop would go."""
        row = self.drop_row
        if row is None:
            return
        is_at_end = row >= self._model.rowCount()
        y = self._view.rowViewportPosition(row - 1) + self._height if is_at_end else self._view.rowViewportPosition(row)
        line = QRect(0, max(0, y - 1), self._view.viewport().width(), 2)
        painter.fillRect(line, self._theme.colour("accent"))

    @property
    def _height(self) -> int:
        return self._view.verticalHeader().defaultSectionSize()

    def _row_at(self, position: QPoint) -> int | None:
        """Return the row before which a drop would go; None outside of the queue, or where rows are sorted."""
        rows = self._model.queue_rows()
        row = self._view.rowAt(position.y())
        if not rows:
            return None
        if row < 0:  # Below all rows: the end of the queue, if the queue is what stands last.
            return rows.stop if rows.stop == self._model.rowCount() else None
        row += position.y() >= self._view.rowViewportPosition(row) + self._height // 2
        return row if rows.start <= row <= rows.stop else None

    def _set_drop_row(self, row: int | None) -> None:
        if row != self.drop_row:
            self.drop_row = row
            self._view.viewport().update()

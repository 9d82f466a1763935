"""The picture of a chain: jobs as boxes in layers, joined by what one waits for of the other.

It is a list that lays out and draws itself, so that selection and what a screen reader says are those of any list.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from jobdesk.ui.detail.chain.layout import Chain
from jobdesk.ui.detail.chain.model import ChainModel
from jobdesk.ui.detail.chain.painter import ChainPainter, edge_word
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import override

Index = QModelIndex | QPersistentModelIndex
_LEAST_ZOOM, _MOST_ZOOM, _ZOOM_STEP = 0.1, 2.0, 1.2
_WHOLE_FROM: Final = 0.6
"""A chain is shown whole at first if its words can still be read then."""
WIDTH, HEIGHT, GAP, ROW_GAP, MARGIN = 190, 44, 130, 14, 16
_ARROWS: Final = {
    QAbstractItemView.CursorAction.MoveLeft: (-1, 0),
    QAbstractItemView.CursorAction.MoveRight: (1, 0),
    QAbstractItemView.CursorAction.MoveUp: (0, -1),
    QAbstractItemView.CursorAction.MoveDown: (0, 1),
}


class ChainView(QListView):
    """Shows a chain; arrows walk along it, Enter opens a job, Ctrl with the wheel or with + and - zooms.

    Signals:
        job_requested: The id of the job that is to be shown.
    """

    job_requested = Signal(str)

    def __init__(self, roster: Roster, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chain_model = ChainModel(roster, self)
        self._roster = roster
        self._painter = ChainPainter(theme, icons)
        self._zoom = 1.0
        self._shown_id = ""
        self._grabbed: QPoint | None = None
        self._rects: list[QRectF] = []
        self._rows: dict[str, int] = {}
        self.setModel(self.chain_model)
        self.setObjectName("chain")
        self.setAccessibleName(self.tr("Chain"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.activated.connect(self._open)
        theme.changed.connect(self.viewport().update)

    # -- what is shown

    @property
    def zoom(self) -> float:
        """How large it is drawn; 1 is the size of other texts."""
        return self._zoom

    def show_chain(self, chain: Chain, shown_id: str) -> None:
        """Show a chain; while it stays the same, so do zoom, place and the current job.

        Args:
            chain: What to show.
            shown_id: The job whose details these are.
        """
        self._shown_id, old_id = shown_id, self._shown_id
        if chain == self.chain_model.chain:
            self.viewport().update()
            return
        is_another = not set(chain.ids) & set(self.chain_model.chain.ids)
        current = self.current_id()
        self.chain_model.set_chain(chain)
        self._rows = {job_id: row for row, job_id in enumerate(chain.ids)}
        self._place()
        if is_another:
            whole = self._zoom_of_whole()
            self._set_zoom(whole if _WHOLE_FROM <= whole < 1 else 1.0)
        at = self._rows.get(current if current in self._rows and shown_id == old_id else shown_id, 0)
        if chain.ids:
            self.setCurrentIndex(self.chain_model.index(at))

    def current_id(self) -> str:
        """Return the id of the job that the keys are at; empty without one."""
        index = self.currentIndex()
        return self.chain_model.chain.ids[index.row()] if index.isValid() else ""

    def go_to(self, job_id: str) -> None:
        """Put the keys at a job."""
        if job_id in self._rows:
            self.setCurrentIndex(self.chain_model.index(self._rows[job_id]))

    def zoom_by(self, factor: float) -> None:
        """Draw larger or smaller, around the current job."""
        self._set_zoom(self._zoom * factor)
        self.scrollTo(self.currentIndex())

    def _set_zoom(self, zoom: float) -> None:
        self._zoom = min(_MOST_ZOOM, max(_LEAST_ZOOM, zoom))
        self._place()

    def _zoom_of_whole(self) -> float:
        size = self._size()
        room = self.viewport().size()
        return min(room.width() / max(1.0, size.x()), room.height() / max(1.0, size.y())) * self._zoom

    def _size(self) -> QPointF:
        """Return how large all of it is, at the present zoom."""
        unit = metrics.px(100) / 100 * self._zoom
        layers = max((layer for layer, _ in self.chain_model.places.values()), default=0)
        rows = max((row for _, row in self.chain_model.places.values()), default=0.0)
        width = layers * (WIDTH + GAP) + WIDTH + 2 * MARGIN
        return QPointF(width * unit, (rows * (HEIGHT + ROW_GAP) + HEIGHT + 2 * MARGIN) * unit)

    def _place(self) -> None:
        """Compute where each box stands at this zoom."""
        unit = metrics.px(100) / 100 * self._zoom
        size = self._size()
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self._rects = []
        for job_id in self.chain_model.chain.ids:
            layer, row = self.chain_model.places[job_id]
            left = (MARGIN + layer * (WIDTH + GAP)) * unit
            top = (MARGIN + row * (HEIGHT + ROW_GAP)) * unit
            rect = QRectF(left, top, WIDTH * unit, HEIGHT * unit)
            if is_mirrored:
                rect.moveLeft(size.x() - rect.right())
            self._rects.append(rect)
        self.updateGeometries()
        self.viewport().update()

    # -- what an item view has to answer

    @override
    def visualRect(self, index: Index) -> QRect:
        if not index.isValid() or index.row() >= len(self._rects):
            return QRect()
        offset = QPointF(self.horizontalOffset(), self.verticalOffset())
        return self._rects[index.row()].translated(-offset).toRect()

    @override
    def indexAt(self, point: QPoint) -> QModelIndex:
        place = QPointF(point) + QPointF(self.horizontalOffset(), self.verticalOffset())
        row = next((at for at, rect in enumerate(self._rects) if rect.contains(place)), -1)
        return self.chain_model.index(row) if row >= 0 else QModelIndex()

    @override
    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        rect = self.visualRect(index)
        if not index.isValid():
            return
        margin = metrics.px(MARGIN)
        rect.adjust(-margin, -margin, margin, margin)
        room = self.viewport().rect()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if rect.left() < 0 or rect.right() > room.right():
            across.setValue(across.value() + (rect.left() if rect.left() < 0 else rect.right() - room.right()))
        if rect.top() < 0 or rect.bottom() > room.bottom():
            down.setValue(down.value() + (rect.top() if rect.top() < 0 else rect.bottom() - room.bottom()))

    @override
    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    @override
    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    @override
    def isIndexHidden(self, index: Index) -> bool:
        return False

    @override
    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center() if rect.width() > 1 else rect.topLeft())
        self.selectionModel().select(QItemSelection(index, index) if index.isValid() else QItemSelection(), command)

    @override
    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    @override
    def updateGeometries(self) -> None:
        # Not the list's own, which would be that of a column.
        QAbstractItemView.updateGeometries(self)
        size, room = self._size(), self.viewport().size()
        for bar, length, page in (
            (self.horizontalScrollBar(), size.x(), room.width()),
            (self.verticalScrollBar(), size.y(), room.height()),
        ):
            bar.setRange(0, max(0, round(length) - page))
            bar.setPageStep(page)
            bar.setSingleStep(metrics.px(24))

    # -- keys

    @override
    def moveCursor(self, cursorAction: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        row = self.currentIndex().row()
        if not self._rects:
            return QModelIndex()
        if row < 0:
            return self.chain_model.index(0)
        if cursorAction in _ARROWS:
            row = self._neighbour(row, *_ARROWS[cursorAction])
        elif cursorAction is QAbstractItemView.CursorAction.MoveHome:
            row = min(range(len(self._rects)), key=lambda at: (self._layer(at), self._rects[at].top()))
        elif cursorAction is QAbstractItemView.CursorAction.MoveEnd:
            row = max(range(len(self._rects)), key=lambda at: (self._layer(at), self._rects[at].top()))
        return self.chain_model.index(row)

    def _layer(self, row: int) -> int:
        return self.chain_model.places[self.chain_model.chain.ids[row]][0]

    def _neighbour(self, row: int, across: int, down: int) -> int:
        """Return the job that an arrow leads to: along a line if there is one, else the nearest in that direction."""
        ids, here = self.chain_model.chain.ids, self._rects[row].center()
        joined = set()
        if across:
            step = -across if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else across
            edges = self.chain_model.chain.edges
            joined = {target if step > 0 else source for source, target in edges if ids[row] in {source, target}}
            joined.discard(ids[row])
            fitting = [self._rows[job_id] for job_id in joined] or [
                at for at in range(len(ids)) if self._layer(at) == self._layer(row) + step
            ]
        else:
            fitting = [at for at in range(len(ids)) if self._layer(at) == self._layer(row)]
            fitting = [at for at in fitting if (self._rects[at].center().y() - here.y()) * down > 0]
        return min(fitting, key=lambda at: abs(self._rects[at].center().y() - here.y()), default=row)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_zooming = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self._open(self.currentIndex())
        elif is_zooming and event.key() in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_by(_ZOOM_STEP)
        elif is_zooming and event.key() == Qt.Key.Key_Minus:
            self.zoom_by(1 / _ZOOM_STEP)
        elif is_zooming and event.key() == Qt.Key.Key_0:
            # Once more shows all of it.
            self.zoom_by((1.0 if self._zoom != 1.0 else self._zoom_of_whole()) / self._zoom)
        else:
            super().keyPressEvent(event)

    def _open(self, index: Index) -> None:
        if index.isValid():
            self.job_requested.emit(self.chain_model.chain.ids[index.row()])

    # -- mouse

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self.indexAt(place).isValid():
            super().mousePressEvent(event)
        elif event.button() in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            self._grabbed = place
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            super().mouseMoveEvent(event)
            return
        place = event.position().toPoint()
        moved, self._grabbed = place - self._grabbed, place
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - moved.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() - moved.y())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            super().mouseReleaseEvent(event)
        self._grabbed = None
        self.viewport().unsetCursor()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        # What is under the pointer stays there.
        place = event.position()
        under = (place + QPointF(self.horizontalOffset(), self.verticalOffset())) / self._zoom
        self._set_zoom(self._zoom * _ZOOM_STEP ** (event.angleDelta().y() / 120))
        moved = under * self._zoom - place
        self.horizontalScrollBar().setValue(round(moved.x()))
        self.verticalScrollBar().setValue(round(moved.y()))
        event.accept()

    # -- drawing

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._painter.ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset = QPointF(self.horizontalOffset(), self.verticalOffset())
        seen = QRectF(event.rect()).translated(offset)
        painter.translate(-offset)
        self._painter.begin(self._zoom, self.layoutDirection())
        conditions: dict[int, dict[str, None]] = {}
        for source, target in self.chain_model.chain.edges:
            first, second = self._rects[self._rows[source]], self._rects[self._rows[target]]
            job = self._roster.get(target)
            if job is not None and first.united(second).intersects(seen):
                self._painter.paint_edge(painter, first, second, job, self._roster.get(source))
                conditions.setdefault(self._rows[target], {})[edge_word(job, source)] = None
        for row, words in conditions.items():
            self._painter.paint_condition(painter, self._rects[row], ", ".join(words))
        for row, rect in enumerate(self._rects):
            job = self.chain_model.job(row)
            if job is not None and rect.adjusted(-4, -4, 4, 4).intersects(seen):
                has_focus = self.hasFocus() and row == self.currentIndex().row()
                self._painter.paint_job(painter, rect, job, is_shown=job.id == self._shown_id, has_focus=has_focus)
        painter.end()

"""The pane of filters beside the table; where the window is narrow, the same as the menu of a button."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QFrame, QListView, QMenu, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from jobdesk.ui.filters.job_filter import Facet, JobFilter
from jobdesk.ui.filters.sidebar_entries import ALL, ARCHIVE, SidebarEntry, make_entries
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.table.row_dragging import JOBS_MIME, dragged_ids
from jobdesk.ui.text.plain_text import menu_text
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import give_viewport, override, visual_alignment, visual_rect

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_REFRESH_MS = 100
_ADDS = Qt.KeyboardModifier.ControlModifier


class SidebarModel(QAbstractListModel):
    """The lines of the sidebar, kept in step with the jobs.

    Signals:
        refreshed: Counts or lines may be others now.
    """

    refreshed = Signal()

    def __init__(self, jobs: JobTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.entries = make_entries(jobs.roster)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        jobs.roster_changed.connect(self._on_roster_changed)

    @override
    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.entries)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (entry.title, entry.spoken_count)))
        return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.entries[index.row()].facet is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def row_of(self, facet: Facet | None) -> int:
        """Return the row of a filter; -1 if it is not there."""
        return next((row for row, entry in enumerate(self.entries) if facet and entry.facet == facet), -1)

    def refresh(self) -> None:
        """Take what changed: mostly counts, rarely lines."""
        entries = make_entries(self._jobs.roster)
        if entries == self.entries:
            return
        if [entry.facet for entry in entries] != [entry.facet for entry in self.entries]:
            self._take_lines(entries)
        changed = [row for row, entry in enumerate(entries) if entry != self.entries[row]]
        self.entries = entries
        for row in changed:
            self.dataChanged.emit(self.index(row), self.index(row))
        self.refreshed.emit()

    def _take_lines(self, entries: list[SidebarEntry]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        facets = [self.entries[index.row()].facet for index in held]
        old_count = len(self.entries)
        self.entries = entries[:old_count] + self.entries[len(entries) :]
        moved = [self.row_of(facet) for facet in facets]
        self.changePersistentIndexList(held, [self.index(row) if row >= 0 else QModelIndex() for row in moved])
        self.layoutChanged.emit()
        if len(entries) > old_count:
            self.beginInsertRows(_NO_INDEX, old_count, len(entries) - 1)
            self.entries = list(entries)
            self.endInsertRows()
        elif len(entries) < old_count:
            self.beginRemoveRows(_NO_INDEX, len(entries), old_count - 1)
            self.entries = list(entries)
            self.endRemoveRows()

    def _on_roster_changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()


class SidebarView(QListView):
    """Shows the filters.

    Signals:
        chosen: A filter, and whether it is added to those that are chosen already.
        queue_drop_requested: Ids of jobs that were dropped on a queue, and its name.
        archive_requested: The archive is to be shown.
        queue_menu_requested: The menu of a queue, or of everything (None), at a place on the screen.
    """

    chosen = Signal(tuple, bool)
    queue_drop_requested = Signal(list, str)
    archive_requested = Signal()
    queue_menu_requested = Signal(object, QPoint)

    def __init__(self, jobs: JobTableModel, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        give_viewport(self)
        self.lines = SidebarModel(jobs, self)
        self.setModel(self.lines)
        self.setObjectName("sidebar")
        self.setAccessibleName(self.tr("Filters"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QListView.DragDropMode.DropOnly)
        self.setDropIndicatorShown(False)
        self.setMinimumWidth(metrics.px(160))
        self.setMaximumWidth(metrics.px(280))
        self.drop_row = -1
        self.setItemDelegate(_SidebarDelegate(self, theme, icons))
        theme.changed.connect(self.viewport().update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(metrics.px(188), metrics.px(400))

    def is_chosen(self, entry: SidebarEntry) -> bool:
        """Tell whether a filter is among those chosen."""
        facets = self._jobs.filter.facets
        return entry.facet in facets or (entry.facet == ALL and not facets)

    def hovered_row(self) -> int:
        """Return the row below the pointer, or -1."""
        if not self.underMouse():
            return -1
        return self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())).row()

    def show_filter(self) -> None:
        """Draw what is chosen now."""
        self.viewport().update()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            chosen = [row for row, entry in enumerate(self.lines.entries) if self.is_chosen(entry)]
            self.setCurrentIndex(self.lines.index(chosen[0] if chosen else 1))
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose(self.indexAt(event.position().toPoint()), event.modifiers())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._choose(self.currentIndex(), event.modifiers())
            return
        super().keyPressEvent(event)

    def _choose(self, index: Index, modifiers: Qt.KeyboardModifier) -> None:
        if index.isValid():
            facet = self.lines.entries[index.row()].facet
            if facet is not None:
                self.choose(facet, is_added=bool(modifiers & _ADDS))

    def choose(self, facet: Facet, *, is_added: bool = False) -> None:
        """Ask for what a line stands for."""
        if facet == ARCHIVE:
            self.archive_requested.emit()
        else:
            self.chosen.emit(facet, is_added)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        facet = self.lines.entries[index.row()].facet if index.isValid() else None
        if facet is None or (facet != ALL and facet[0] != "queue"):
            super().contextMenuEvent(event)
            return
        place = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
        self.queue_menu_requested.emit(None if facet == ALL else facet[1], place)

    # -- a queue takes jobs that are dragged onto it

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(JOBS_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        row = self._queue_row_at(event)
        self._set_drop_row(row)
        if row < 0:
            event.ignore()
        else:
            event.acceptProposedAction()

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_drop_row(-1)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        row = self._queue_row_at(event)
        self._set_drop_row(-1)
        if row < 0:
            event.ignore()
            return
        event.acceptProposedAction()
        facet = self.lines.entries[row].facet
        if facet is not None:
            self.queue_drop_requested.emit(dragged_ids(event.mimeData()), facet[1])

    def _queue_row_at(self, event: QDropEvent) -> int:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or not event.mimeData().hasFormat(JOBS_MIME):
            return -1
        facet = self.lines.entries[index.row()].facet
        return index.row() if facet is not None and facet[0] == "queue" else -1

    def _set_drop_row(self, row: int) -> None:
        if row != self.drop_row:
            self.drop_row = row
            self.viewport().update()


def fill_filter_menu(menu: QMenu, jobs: JobTableModel, icons: Icons, view: SidebarView) -> None:
    """Put the filters into a menu: what the sidebar is where there is no room for it."""
    menu.clear()
    for entry in make_entries(jobs.roster):
        if entry.facet is None:
            menu.addSection(entry.title) if entry.title else menu.addSeparator()
            continue
        action = menu.addAction(icons.icon(entry.icon, entry.tone), f"{menu_text(entry.title)}\t{entry.count}")
        action.setCheckable(True)
        action.setChecked(view.is_chosen(entry))
        action.triggered.connect(lambda _=False, facet=entry.facet: view.choose(facet))


def filter_title(job_filter: JobFilter, entries: list[SidebarEntry]) -> str:
    """Return what is chosen, and how many jobs that are, for a button."""
    chosen = [entry for entry in entries if entry.facet in (job_filter.facets or (ALL,))]
    if len(chosen) == 1:
        return f"{chosen[0].title}  {chosen[0].count}"
    return ", ".join(entry.title for entry in chosen)


class _SidebarDelegate(QStyledItemDelegate):
    def __init__(self, view: SidebarView, theme: Theme, icons: Icons) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._icons = icons

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = self._view.lines.entries[index.row()]
        if entry.facet is not None:
            return QSize(0, max(metrics.px(28), QFontMetrics(metrics.offset_font(0)).height() + 8))
        return QSize(0, metrics.px(30) if entry.title else metrics.px(10))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = self._view.lines.entries[index.row()]
        cell: QRect = option.rect
        painter.save()
        if entry.facet is None:
            painter.setFont(metrics.offset_font(-0.5, QFont.Weight.DemiBold))
            painter.setPen(self._theme.colour("text3"))
            # Nearer to what it stands above than to what it stands below.
            inner = cell.adjusted(metrics.px(16), metrics.px(4), -metrics.px(8), 0)
            self._text(painter, option, inner, entry.title, Qt.AlignmentFlag.AlignLeading)
        else:
            self._paint_filter(painter, option, cell, entry, index)
        painter.restore()

    def _paint_filter(
        self, painter: QPainter, option: QStyleOptionViewItem, cell: QRect, entry: SidebarEntry, index: Index
    ) -> None:
        colour, px = self._theme.colour, metrics.px
        is_chosen = self._view.is_chosen(entry)
        plate = cell.adjusted(px(8), 1, -px(8), -1)
        is_target = index.row() == self._view.drop_row
        ground = "sel" if is_chosen or is_target else "hover" if index.row() == self._view.hovered_row() else ""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = self._view.hasFocus() and index.row() == self._view.currentIndex().row()
        if ground or has_focus:
            painter.setBrush(colour(ground) if ground else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("accent"), 2) if has_focus or is_target else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(plate.adjusted(1, 1, -1, -1) if has_focus else plate, 5, 5)
        inner = plate.adjusted(px(8), 0, -px(8), 0)
        size = px(16)
        square = QRect(inner.left(), inner.center().y() - size // 2 + 1, size, size)
        icon_token = "text" if is_chosen and entry.tone == "text2" else entry.tone
        self._icons.paint(painter, self._mirrored(option, square), entry.icon, icon_token)
        digits = metrics.number_font()
        if entry.is_strong:
            digits.setWeight(QFont.Weight.Bold)
        painter.setFont(digits)
        painter.setPen(colour(entry.tone if entry.is_strong else "text3"))
        self._text(painter, option, inner, entry.count, Qt.AlignmentFlag.AlignTrailing)
        used = QFontMetrics(digits).horizontalAdvance(entry.count) + px(8)
        font = metrics.offset_font(0, QFont.Weight.DemiBold if is_chosen else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(colour("text"))
        room = inner.adjusted(size + px(8), 0, -used, 0)
        shown = QFontMetrics(font).elidedText(entry.title, Qt.TextElideMode.ElideRight, room.width())
        self._text(painter, option, room, shown, Qt.AlignmentFlag.AlignLeading)

    def _text(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, text: str, alignment: Qt.AlignmentFlag
    ) -> None:
        direction: Qt.LayoutDirection = option.direction
        painter.setLayoutDirection(direction)
        flags = visual_alignment(direction, alignment | Qt.AlignmentFlag.AlignVCenter)
        if direction is Qt.LayoutDirection.RightToLeft:
            text = f"\u2068{text}\u2069"
        painter.drawText(self._mirrored(option, rect), int(flags) | int(Qt.TextFlag.TextSingleLine), text)

    @staticmethod
    def _mirrored(option: QStyleOptionViewItem, rect: QRect) -> QRect:
        direction: Qt.LayoutDirection = option.direction
        cell: QRect = option.rect
        return visual_rect(direction, cell, rect)

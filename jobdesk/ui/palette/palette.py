"""The command palette: everything that can be done or gone to, found by a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from jobdesk.ui.model.window_state import WindowState
from jobdesk.ui.palette.match import match
from jobdesk.ui.palette.search import PaletteEntry, PaletteSearch
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.qt import override

_WIDTH: Final = 560
_ROWS: Final = 10
_MOST_FOUND: Final = 60
_MOST_RECENT: Final = 12
_RECENT_BONUS: Final = 40.0
_ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole
_RECENT_KEY: Final = "palette/recent"
_NO_INDEX: Final = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class _Found:
    entry: PaletteEntry
    places: frozenset[int] = frozenset()


class CommandPalette(QFrame):
    """A field and a list over the top of a window; closes as soon as the focus is elsewhere."""

    def __init__(
        self,
        window: QWidget,
        entries: Callable[[], Sequence[PaletteEntry]],
        state: WindowState,
        theme: Theme,
        icons: Icons,
    ) -> None:
        """Make the palette, not shown.

        Args:
            window: Over which it stands.
            entries: Tells what there is, each time that the palette is opened.
            state: Remembers what was used lately.
            theme: Colours.
            icons: Icons.
        """
        super().__init__(window)
        self._window = window
        self._entries = entries
        self._state = state
        self._all: list[PaletteEntry] = []
        self._search: PaletteSearch | None = None
        self._before: QWidget | None = None
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Do or find anything"))
        self.field.setAccessibleName(self.tr("Command palette"))
        self.field.setProperty("isBare", True)
        self.field.addAction(icons.icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self.field.textChanged.connect(self._find)
        self.field.installEventFilter(self)
        self._model = _PaletteModel(self)
        self.list = QListView(self)
        self.list.setObjectName("paletteList")
        self.list.setAccessibleName(self.tr("Found"))
        self.list.setModel(self._model)
        self.list.setItemDelegate(_PaletteDelegate(theme, icons, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(lambda index: self._act(index, stays=False))
        self._none = QLabel(self.tr("Nothing fits"), self)
        self._none.setTextFormat(Qt.TextFormat.PlainText)
        self._none.setProperty("tone", "text3")
        self._none.setContentsMargins(metrics.px(12), metrics.px(6), metrics.px(12), metrics.px(8))
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(8)] * 4)
        layout.setSpacing(metrics.px(6))
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        layout.addWidget(self._none)
        self.hide()

    def open(self) -> None:
        """Show it with the keys in its field, or close it if it is open."""
        if self.isVisible():
            self.close_back()
            return
        self._before = QApplication.focusWidget()
        self._take(self._entries())
        self.field.clear()
        self._find()
        self.show()
        self.raise_()
        self.field.setFocus()
        QTimer.singleShot(0, self, self._prepare)

    def refresh(self) -> None:
        """Ask anew what there is, while it is open."""
        if self.isVisible():
            self._take(self._entries())
            self._find()

    def close_back(self) -> None:
        """Close, and give the focus back to where it was."""
        before, self._before = self._before, None
        self.hide()
        if before is not None:
            before.setFocus()

    @property
    def shown(self) -> list[PaletteEntry]:
        """What the list shows."""
        return [found.entry for found in self._model.found]

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # Thousands of jobs: made anew when it is opened, not kept until then.
        self._take([])
        self._model.show_found([])

    # -- within

    def _take(self, entries: Sequence[PaletteEntry]) -> None:
        self._all, self._search = list(entries), None

    def _find(self) -> None:
        query = self.field.text().strip()
        recent = {key: place for place, key in enumerate(self._recent())}
        if query:
            bonuses = {
                place: _RECENT_BONUS * (1 - recent[entry.key] / _MOST_RECENT)
                for place, entry in enumerate(self._all)
                if entry.key in recent
            }
            found = [self._all[place] for place in self._prepare().find(query, bonuses, _MOST_FOUND)]
        else:
            able = [one for one in self._all if one.is_enabled and (one.is_listed or one.key in recent)]
            found = sorted(able, key=lambda one: recent.get(one.key, _MOST_RECENT))[:_MOST_FOUND]
        self._model.show_found([_Found(entry, _places(query, entry)) for entry in found])
        self._fit()
        if found:
            self._choose(0)

    def _prepare(self) -> PaletteSearch:
        """Return what searches; made while the first key is not pressed yet."""
        if self._search is None:
            self._search = PaletteSearch(self._all)
        return self._search

    def _fit(self) -> None:
        count = self._model.rowCount()
        self.list.setVisible(count > 0)
        self._none.setVisible(count == 0)
        self.list.setFixedHeight(min(count, _ROWS) * _row_height() + 2)
        width = min(metrics.px(_WIDTH), self._window.width() - metrics.px(32))
        self.setFixedWidth(width)
        self._layout.activate()
        self.adjustSize()
        self.move((self._window.width() - width) // 2, metrics.px(86))

    def _choose(self, row: int) -> None:
        index = self._model.index(row, 0)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)
        if self.isVisible() and QAccessible.isActive():
            text = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, text))

    def _act(self, index: QModelIndex, *, stays: bool) -> None:
        if not index.isValid():
            return
        entry: PaletteEntry = index.data(_ENTRY_ROLE)
        self._remember(entry.key)
        if not stays:
            self.close_back()
        entry.act()
        if stays:
            self.field.setFocus()
            self.field.selectAll()

    def _recent(self) -> list[str]:
        return [key for key in self._state.text(_RECENT_KEY).split("\n") if key]

    def _remember(self, key: str) -> None:
        kept = [key, *(other for other in self._recent() if other != key)][:_MOST_RECENT]
        self._state.put(_RECENT_KEY, "\n".join(kept))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._on_key(event):
            return True
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            focus = QApplication.focusWidget()
            if focus is not None and focus is not self.field and not self.isAncestorOf(focus):
                self._before = None
                self.hide()
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        rows, row = self._model.rowCount(), self.list.currentIndex().row()
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _ROWS - 1,
            Qt.Key.Key_PageUp: 1 - _ROWS,
        }
        key = Qt.Key(event.key())
        if key in steps and rows:
            wished = row + steps[key]
            # One step goes around the ends, a page stops there.
            self._choose(wished % rows if abs(steps[key]) == 1 else max(0, min(rows - 1, wished)))
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            stays = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._act(self.list.currentIndex(), stays=stays)
            return True
        if key == Qt.Key.Key_Escape:
            self.close_back()
            return True
        return key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}


class _PaletteModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: list[_Found] = []

    def show_found(self, found: list[_Found]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.found)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        found = self.found[index.row()]
        entry = found.entry
        if role == _ENTRY_ROLE:
            return entry
        if role == _ENTRY_ROLE + 1:
            return found.places
        if role == Qt.ItemDataRole.DisplayRole:
            return literal(entry.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (literal(entry.title), literal(entry.target), entry.keys) if part)
        return None


class _PaletteDelegate(QStyledItemDelegate):
    """Draws icon, title with the letters that fit, target, and at the end the shortcut."""

    def __init__(self, theme: Theme, icons: Icons, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, _row_height())

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry: PaletteEntry = index.data(_ENTRY_ROLE)
        places: frozenset[int] = index.data(_ENTRY_ROLE + 1)
        rect: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("sel"))
            painter.drawRoundedRect(rect, 4, 4)
        is_mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        side, gap = metrics.px(16), metrics.px(10)

        def place(left: int, width: int) -> QRect:
            x = rect.right() - left - width + 1 if is_mirrored else rect.left() + left
            return QRect(x, rect.top(), width, rect.height())

        if entry.icon:
            box = place(gap, side)
            icon = QRect(box.left(), rect.top() + (rect.height() - side) // 2, side, side)
            self._icons.paint(painter, icon, entry.icon, "text2", is_enabled=entry.is_enabled)
        left, room = 2 * gap + side, rect.width() - gap
        regular, bold = QApplication.font(), metrics.offset_font(0, QFont.Weight.Bold)
        if entry.keys:
            width = QFontMetrics(regular).horizontalAdvance(entry.keys)
            room -= width + gap
            self._draw(painter, place(room, width), entry.keys, regular, "text3")
        for character_run, is_match in _runs(literal(entry.title), places):
            font = bold if is_match else regular
            width = min(QFontMetrics(font).horizontalAdvance(character_run), room - left)
            if width <= 0:
                break
            self._draw(painter, place(left, width), character_run, font, "text" if entry.is_enabled else "text3")
            left += width
        if entry.target and room - left > 4 * gap:
            left += gap
            width = room - left - gap
            shown = QFontMetrics(regular).elidedText(literal(entry.target), Qt.TextElideMode.ElideRight, width)
            self._draw(painter, place(left, width), shown, regular, "text3")
        painter.restore()

    def _draw(self, painter: QPainter, rect: QRect, text: str, font: QFont, token: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(token))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, int(flags) | int(Qt.TextFlag.TextSingleLine), text)


def _places(query: str, entry: PaletteEntry) -> frozenset[int]:
    """Return which characters of an entry fit."""
    fits = match(query, entry.title) or match(query, f"{entry.title}  {entry.target}")
    return fits[1] if query and fits is not None else frozenset()


def _runs(text: str, places: frozenset[int]) -> list[tuple[str, bool]]:
    """Cut a text into runs of characters that fit and that do not."""
    runs: list[tuple[str, bool]] = []
    for place, character in enumerate(text):
        is_match = place in places
        if runs and runs[-1][1] == is_match:
            runs[-1] = (runs[-1][0] + character, is_match)
        else:
            runs.append((character, is_match))
    return runs


def _row_height() -> int:
    return max(28, metrics.px(28))

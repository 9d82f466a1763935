"""All keys at a glance, read off the actions themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.theme import metrics
from jobdesk.ui.window.actions import ACTIONS

KeyGroup = tuple[str, list[tuple[str, str]]]
"""A heading, and what can be done with which keys."""


def plain_text(action: QAction) -> str:
    """Return an action's text without the mark of its key and without the dots."""
    marked = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    return marked.removesuffix("\N{HORIZONTAL ELLIPSIS}")


def lasting_text(action: QAction) -> str:
    """Return what an action is called whatever it would do just now, as Undo does."""
    spec = ACTIONS.get(action.objectName())
    return spec.title if spec is not None else plain_text(action)


def keys_text(action: QAction) -> str:
    """Return an action's shortcuts as the system writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return "  ".join(keys.toString(native) for keys in action.shortcuts())


def menu_actions(bar: QMenuBar) -> Iterator[tuple[str, QAction]]:
    """Yield every action of a menu bar with the titles of the menus that it stands in."""

    def walk(path: str, actions: Iterable[QAction]) -> Iterator[tuple[str, QAction]]:
        for action in actions:
            menu = action.menu()
            if isinstance(menu, QMenu):
                title = plain_text(action)
                yield from walk(
                    f"{path} \N{BLACK RIGHT-POINTING SMALL TRIANGLE} {title}" if path else title, menu.actions()
                )
            elif not action.isSeparator() and action.isVisible():
                yield path, action

    yield from walk("", bar.actions())


def key_groups(bar: QMenuBar, further: Iterable[QAction], title: str) -> list[KeyGroup]:
    """Group all actions that have keys by their menus; those in no menu come last.

    Args:
        bar: The menu bar.
        further: Other actions.
        title: Heading of those in no menu.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    seen: set[int] = set()
    for path, action in menu_actions(bar):
        seen.add(id(action))
        if action.shortcuts():
            groups.setdefault(path.split(" \N{BLACK RIGHT-POINTING SMALL TRIANGLE} ")[0], []).append(
                (lasting_text(action), keys_text(action))
            )
    rest = {
        (lasting_text(action), keys_text(action))
        for action in further
        if action.shortcuts() and action.text() and id(action) not in seen
    }
    known = {row for rows in groups.values() for row in rows}
    if rest - known:
        groups[title] = sorted(rest - known)
    return list(groups.items())


class CheatSheet(BesideWindow):
    """A window that lists all keys, with a search."""

    def __init__(self, groups: list[KeyGroup], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard Shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._rows: list[tuple[str, list[QLabel], QLabel]] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Search keys"))
        self.field.setAccessibleName(self.tr("Search keys"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._on_search)
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setSpacing(metrics.px(32))
        columns.setContentsMargins(0, 0, metrics.px(8), 0)
        total = sum(len(rows) + 2 for _, rows in groups)
        column, filled = self._new_column(columns), 0
        for heading, rows in groups:
            if filled and filled + len(rows) / 2 > total / 2:
                column, filled = self._new_column(columns), -total
            self._add_group(column, heading, rows)
            filled += len(rows) + 2
        for at in range(columns.count()):
            item = columns.itemAt(at)
            inner = item.layout() if item is not None else None
            if isinstance(inner, QGridLayout):
                inner.setRowStretch(inner.rowCount(), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(self.windowTitle())
        area.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(14))
        layout.addWidget(self.field)
        layout.addWidget(area, 1)
        add_window_keys(self)
        room, wished = self.screen().availableGeometry(), body.sizeHint()
        # In some languages, and with large fonts, the keys need more than they do here.
        width = max(metrics.px(760), wished.width() + metrics.px(40) + area.verticalScrollBar().sizeHint().width())
        self.resize(min(width, room.width() - 40), min(wished.height() + metrics.px(96), room.height() - 80))

    def texts(self) -> list[tuple[str, str]]:
        """Return what shows: deed and keys."""
        return [(labels[0].text(), labels[1].text()) for _, labels, _ in self._rows if not labels[0].isHidden()]

    def _new_column(self, columns: QHBoxLayout) -> QGridLayout:
        column = QGridLayout()
        column.setHorizontalSpacing(metrics.px(24))
        column.setVerticalSpacing(metrics.px(6))
        column.setColumnStretch(0, 1)
        columns.addLayout(column, 1)
        return column

    def _add_group(self, column: QGridLayout, heading: str, rows: list[tuple[str, str]]) -> None:
        at = column.rowCount()
        title = _label(heading)
        title.setFont(metrics.offset_font(0, QFont.Weight.DemiBold))
        title.setContentsMargins(0, metrics.px(8) if at > 1 else 0, 0, 0)
        column.addWidget(title, at, 0, 1, 2)
        for step, (text, keys) in enumerate(rows, start=at + 1):
            name, shortcut = _label(text), _label(keys)
            name.setProperty("tone", "text2")
            shortcut.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            column.addWidget(name, step, 0)
            column.addWidget(shortcut, step, 1)
            self._rows.append((f"{heading} {text} {keys}".casefold(), [name, shortcut], title))

    def _on_search(self, text: str) -> None:
        words = text.casefold().split()
        with_rows: set[QLabel] = set()
        for haystack, labels, title in self._rows:
            fits = all(word in haystack for word in words)
            for label in labels:
                label.setVisible(fits)
            if fits:
                with_rows.add(title)
        for _, _, title in self._rows:
            title.setVisible(title in with_rows)


def _label(text: str) -> QLabel:
    label = QLabel(literal(text))
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label

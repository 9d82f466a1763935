"""A pane of facts: labels with their values, which can be selected and copied; updates touch only what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from jobdesk.ui.text.plain_text import literal_lines, menu_text
from jobdesk.ui.theme import metrics


class Fact(NamedTuple):
    """One row.

    Attributes:
        label: What it is called.
        value: What it is.
        is_code: Whether it is to be read in a fixed font.
        links: In place of a value: texts, and what following each one leads to.
        spoken: The value for ears, where signs should be words.
    """

    label: str
    value: str
    is_code: bool = False
    links: tuple[tuple[str, str], ...] = ()
    spoken: str = ""


class FactsPane(QScrollArea):
    """Shows facts in two columns; more widgets can stand below them.

    Signals:
        link_followed: Where a link leads.
    """

    link_followed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("facts")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._body = QWidget()
        self._body.setObjectName("surface")
        self._body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self._body)
        margin = metrics.px(16)
        self._column.setContentsMargins(margin, metrics.px(12), margin, metrics.px(12))
        self._column.setSpacing(metrics.px(12))
        self._grid = QGridLayout()
        self._column.addLayout(self._grid)
        self._column.addStretch(1)
        self._grid.setHorizontalSpacing(metrics.px(20))
        self._grid.setVerticalSpacing(metrics.px(7))
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel, QWidget]] = []
        self._links: dict[int, tuple[tuple[str, str], ...]] = {}
        self.setWidget(self._body)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts; a text that stays as it was keeps its selection."""
        while len(self._rows) < len(facts):
            self._add_row()
        for index, (label, value, links) in enumerate(self._rows):
            is_shown = index < len(facts)
            fact = facts[index] if is_shown else Fact("", "")
            label.setVisible(is_shown)
            value.setVisible(is_shown and not fact.links)
            links.setVisible(is_shown and bool(fact.links))
            if is_shown:
                _set(label, fact.label)
                _set(value, literal_lines(fact.value))
                value.setAccessibleName(fact.spoken)
                value.setFont(metrics.log_font() if fact.is_code else metrics.offset_font(0))
                self._set_links(index, links, fact.links)

    def add_above(self, widget: QWidget) -> None:
        """Put a widget above the facts."""
        self._column.insertWidget(0, widget)

    def add_below(self, widget: QWidget, caption: str = "", *, is_first: bool = False) -> None:
        """Put a widget below the facts, with a caption of its own; below all others, or before them."""
        if caption:
            label = QLabel(caption, self._body)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("tone", "text3")
            box = QWidget(self._body)
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(metrics.px(4))
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignLeading)  # Its letters may be read the other way.
            column.addWidget(widget)
            widget = box
        at = self._column.indexOf(self._grid) + 1 if is_first else self._column.count() - 1
        self._column.insertWidget(at, widget)

    def texts(self) -> dict[str, str]:
        """Return what is shown, by label."""
        return {label.text(): value.text() for label, value, _ in self._rows if not label.isHidden()}

    def _set_links(self, index: int, box: QWidget, links: tuple[tuple[str, str], ...]) -> None:
        if self._links.get(index, ()) == links:
            return
        self._links[index] = links
        layout = box.layout()
        for old in box.findChildren(QToolButton):
            old.hide()
            old.deleteLater()
        for text, target in links:
            link = QToolButton(box)
            link.setProperty("isLink", True)
            link.setText(menu_text(text))
            link.setAccessibleName(text)
            link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            link.clicked.connect(lambda _=False, target=target: self.link_followed.emit(target))
            if layout is not None:
                layout.addWidget(link)

    def _add_row(self) -> None:
        row = len(self._rows)
        label, value = QLabel(self._body), QLabel(self._body)
        label.setProperty("tone", "text3")
        for part in (label, value):
            part.setTextFormat(Qt.TextFormat.PlainText)
        value.setWordWrap(True)
        value.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)
        links = QWidget(self._body)
        column = QVBoxLayout(links)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.px(2))
        links.hide()
        self._grid.addWidget(links, row, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._rows.append((label, value, links))


def _set(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)

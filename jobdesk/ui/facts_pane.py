"""A pane of facts: labels with their values, which can be selected and copied; updates touch only what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from jobdesk.ui import metrics
from jobdesk.ui.literal import literal_lines


class Fact(NamedTuple):
    """One row: what it is called, what it is, and whether it is code, to be read in a fixed font."""

    label: str
    value: str
    is_code: bool = False


class FactsPane(QScrollArea):
    """Shows facts in two columns."""

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
        self._grid = QGridLayout(self._body)
        margin = metrics.px(16)
        self._grid.setContentsMargins(margin, metrics.px(12), margin, metrics.px(12))
        self._grid.setHorizontalSpacing(metrics.px(20))
        self._grid.setVerticalSpacing(metrics.px(7))
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self.setWidget(self._body)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts; a text that stays as it was keeps its selection."""
        while len(self._rows) < len(facts):
            self._add_row()
        for index, (label, value) in enumerate(self._rows):
            is_shown = index < len(facts)
            label.setVisible(is_shown)
            value.setVisible(is_shown)
            if is_shown:
                _set(label, facts[index].label)
                _set(value, literal_lines(facts[index].value))
                value.setFont(metrics.log_font() if facts[index].is_code else metrics.offset_font(0))
        self._grid.setRowStretch(len(self._rows), 1)

    def texts(self) -> dict[str, str]:
        """Return what is shown, by label."""
        return {label.text(): value.text() for label, value in self._rows if not label.isHidden()}

    def _add_row(self) -> None:
        row = len(self._rows)
        self._grid.setRowStretch(row, 0)
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
        self._rows.append((label, value))


def _set(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)

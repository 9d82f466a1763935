"""The strip beside the log on a wide window: time, cost, progress and load at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.elided_label import ElidedLabel
from jobdesk.ui.theme.theme import Theme

if TYPE_CHECKING:
    from jobdesk.engine.execution.usage import Use
    from jobdesk.ui.detail.sparklines import UsageLines

Section = tuple[str, list[tuple[str, str]]]
WIDTH = 286


class GlanceStrip(QWidget):
    """Shows headings with lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("glance")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(metrics.px(WIDTH))
        self._shape: list[tuple[str, list[str]]] = []
        self._values: list[ElidedLabel] = []
        self.usage: UsageLines | None = None
        self._load: QWidget | None = None
        self._column = QVBoxLayout(self)
        margin = metrics.px(16)
        self._column.setContentsMargins(margin, metrics.px(12), margin, metrics.px(12))
        self._column.setSpacing(metrics.px(4))
        self._grid = QGridLayout()
        self._column.addLayout(self._grid)
        self._column.addStretch(1)
        self._grid.setVerticalSpacing(metrics.px(4))
        self._grid.setHorizontalSpacing(metrics.px(12))
        self._grid.setColumnStretch(1, 1)

    def set_sections(self, sections: list[Section]) -> None:
        """Show these; where only values changed, only they are touched."""
        shape = [(heading, [label for label, _ in lines]) for heading, lines in sections]
        if shape != self._shape:
            self._rebuild(shape)
        values = [value for _, lines in sections for _, value in lines]
        for label, value in zip(self._values, values, strict=True):
            label.set_text(literal(value))

    def show_looks(self, looks: Sequence[Use], theme: Theme) -> None:
        """Show what the looks at a running job told of its load; made when there is any for the first time."""
        if looks and self.usage is None:
            from jobdesk.ui.detail.sparklines import UsageLines  # Late: on most windows there is no such strip.

            self.usage = UsageLines(theme)
            self._load = QWidget(self)
            column = QVBoxLayout(self._load)
            column.setContentsMargins(0, metrics.px(10), 0, 0)
            column.setSpacing(metrics.px(4))
            column.addWidget(_heading(self.tr("Load"), self._load), 0, Qt.AlignmentFlag.AlignLeading)
            column.addWidget(self.usage)
            self._column.insertWidget(1, self._load)
        if self.usage is not None and self._load is not None:
            self.usage.show_looks(looks)
            self._load.setVisible(bool(looks))

    def texts(self) -> dict[str, str]:
        """Return what is shown, by label."""
        labels = [label for _, lines in self._shape for label in lines]
        return {label: value.accessibleName() for label, value in zip(labels, self._values, strict=True)}

    def _rebuild(self, shape: list[tuple[str, list[str]]]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._shape, self._values = shape, []
        row = 0
        for number, (heading, labels) in enumerate(shape):
            title = _heading(heading, self)
            if number:
                title.setContentsMargins(0, metrics.px(10), 0, 0)
            self._grid.addWidget(title, row, 0, 1, 2, Qt.AlignmentFlag.AlignLeading)
            for label in labels:
                row += 1
                name = _label(label, self)
                name.setProperty("tone", "text2")
                value = ElidedLabel(self, 40)
                value.setFont(metrics.number_font())
                self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignLeading)
                self._grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
                self._values.append(value)
            row += 1


def _heading(text: str, parent: QWidget) -> QLabel:
    label = _label(text, parent)
    label.setFont(metrics.offset_font(0, QFont.Weight.DemiBold))
    return label


def _label(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label

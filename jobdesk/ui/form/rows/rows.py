"""A window of fields with their titles beside them: made one by one, told of together, as high as what shows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from jobdesk.kinds.base import Field
from jobdesk.ui.dialogs.secondary_window import BesideWindow, keep_on_screen
from jobdesk.ui.form.rows.field import FormField, kind_text
from jobdesk.ui.theme import metrics
from jobdesk.ui.widgets.qt import override, visual_alignment

_LABEL_WIDTH: Final = 104
_FRAME: Final = 40
"""What a window manager puts around a window, at most."""
_LEAST: Final = 120


class FormRows(BesideWindow):
    """Fields by their owner and key; what they describe is their heirs'.

    Signals:
        row_changed: A field whose content is another.
        row_left: A field that the person went on from.
    """

    row_changed = Signal(object)
    row_left = Signal(object)

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.fields: dict[tuple[str, str], FormField] = {}
        self._rows_in_form: set[FormField] = set()
        self._body = QWidget()
        self._area: QScrollArea | None = None
        self._beside = 0
        self.form = QFormLayout()
        self.form.setVerticalSpacing(metrics.px(10))
        self.form.setHorizontalSpacing(metrics.px(12))
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignTrailing)

    def add_pair(self, first: QWidget, title: str, second_title: str, second: QWidget) -> None:
        """Add a row with two things in it."""
        row = QHBoxLayout()
        row.setSpacing(metrics.px(10))
        row.addWidget(first, 3, Qt.AlignmentFlag.AlignTop)
        caption = label(second_title)
        caption.setFixedHeight(second.sizeHint().height())
        row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(second, 2, Qt.AlignmentFlag.AlignTop)
        caption = label(kind_text(title))
        caption.setMinimumWidth(metrics.px(_LABEL_WIDTH))
        self.form.addRow(caption, row)

    def add_row(
        self, owner: str, field: Field, choices: Mapping[str, str] | None = None, *, is_own: bool = True
    ) -> FormField:
        """Add a field as a row.

        Args:
            owner: The kind that has it; empty for what all kinds share.
            field: The field.
            choices: See `FormField`.
            is_own: Whether it shows and hides by the kind and the fold; else by whoever added it.
        """
        row = self.make_field(owner, field, choices)
        self.add_labelled("" if field.type == "bool" else kind_text(field.title), row, row.editor)
        if is_own:
            self._rows_in_form.add(row)
        return row

    def add_labelled(self, title: str, widget: QWidget, buddy: QWidget | None = None) -> None:
        """Add a widget as a row."""
        caption = label(title)
        # The column stands still while rows come and go.
        caption.setMinimumWidth(metrics.px(_LABEL_WIDTH))
        if buddy is not None:
            caption.setBuddy(buddy)
        self.form.addRow(caption, widget)

    def make_field(self, owner: str, field: Field, choices: Mapping[str, str] | None = None) -> FormField:
        """Make a field that is read, kept as a draft and told of its problems with the others."""
        row = FormField(field, self, choices)
        self.fields[owner, field.key] = row
        row.changed.connect(partial(self.row_changed.emit, row))
        row.left.connect(partial(self.row_left.emit, row))
        return row

    def _texts(self) -> dict[str, str]:
        """Return what stands in the fields that all kinds share."""
        return {key: str(row.raw()) for (owner, key), row in self.fields.items() if not owner}

    def _make_area(self) -> QScrollArea:
        """Put the rows, once all are made, where they can be scrolled."""
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addLayout(self.form)
        body.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._body)
        area.viewport().setAutoFillBackground(False)
        self._body.setAutoFillBackground(False)
        self._area = area
        return area

    @override
    def event(self, event: QEvent) -> bool:
        """Fits the height again when what stands above or below the fields has grown or shrunk."""
        # The layout gave it room by making the window higher, also beyond the screen.
        if event.type() is QEvent.Type.LayoutRequest and self._height_beside() != self._beside:
            self.fit_height()
        return super().event(event)

    def _height_beside(self) -> int:
        return 0 if self._area is None else self.minimumSizeHint().height() - self._area.minimumHeight()

    def fit_height(self) -> None:
        """Be as high as what shows, as far as the screen allows; the rest scrolls."""
        layout = self.layout()
        if self._area is None or layout is None:
            return
        self.form.activate()
        self._beside = self._height_beside()
        room = self.screen().availableGeometry().height() - self._beside - metrics.px(_FRAME)
        scrolls = self._body.sizeHint().height() + 2 > max(room, metrics.px(_LEAST))
        self._body.setContentsMargins(0, 0, metrics.px(4) if scrolls else 0, 0)
        # What is too wide would be cut, also by the bar beside it: nothing scrolls sideways.
        bar = self._area.verticalScrollBar().sizeHint().width() if scrolls else 0
        self._area.setMinimumWidth(self._body.minimumSizeHint().width() + bar)
        self._area.setMinimumHeight(min(self._body.sizeHint().height() + 2, max(room, metrics.px(_LEAST))))
        layout.activate()  # Until then it keeps the window from becoming lower than it was.
        self.resize(self.width(), self.minimumSizeHint().height())
        keep_on_screen(self)


def label(text: str) -> QLabel:
    """Return a label that shows a text as it is, in the colour of labels."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("tone", "text2")
    # Beside its field also where the window reads from right to left; by itself it goes by the letters that it shows.
    trailing = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
    made.setAlignment(visual_alignment(made.layoutDirection(), trailing))
    return made

"""The rows that describe a job: its kind, the fields of the kind, and what all kinds share."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jobdesk.core.errors import InvalidConfigError
from jobdesk.kinds.base import Field
from jobdesk.kinds.registry import KINDS
from jobdesk.ui import metrics
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.completion import CommandCompletion, CommandEdit, PathCompletion, WordCompletion
from jobdesk.ui.form_field import FormField, kind_text
from jobdesk.ui.icons import Icons
from jobdesk.ui.job_state import KIND_ICONS
from jobdesk.ui.literal import literal
from jobdesk.ui.qt import override
from jobdesk.ui.start_forecast import StartForecast

_PRIORITIES: Final = (
    (str(QT_TRANSLATE_NOOP("Kinds", "High")), 10),
    (str(QT_TRANSLATE_NOOP("Kinds", "Normal")), 0),
    (str(QT_TRANSLATE_NOOP("Kinds", "Low")), -10),
)
_NAME = Field(key="name", title="Name", type="text")
_QUEUE = Field(key="queue", title="Queue", type="text", hint="default")
_TAGS = Field(key="tags", title="Tags", type="text", hint="Words, with commas between.")
_AFTER = Field(key="after", title="After", type="text", hint="no other job")
_SHARED = (_NAME, _QUEUE, _TAGS, _AFTER)
FOLDED = frozenset({"env", "tags", "interpreter"})


class JobRows(QWidget):
    """A window that describes a job; what happens with the description is its heir's.

    Signals:
        row_changed: A field whose content is another.
        row_left: A field that the person went on from.
        wish_changed: Start, priority or kind is another.
    """

    row_changed = Signal(object)
    row_left = Signal(object)
    wish_changed = Signal()

    def __init__(self, bridge: EngineBridge, icons: Icons, parent: QWidget | None, *, is_queued: bool) -> None:
        """Make the rows; `_lay_out_rows` puts them together.

        Args:
            bridge: Asks for what completes a text.
            icons: Icons.
            parent: The main window.
            is_queued: Whether the job is in the queue already, so that its start cannot be chosen any more.
        """
        super().__init__(parent, Qt.WindowType.Window)
        self._bridge = bridge
        self._icons = icons
        self._is_queued = is_queued
        self._extra: dict[str, Any] = {}
        self._forecast = StartForecast()
        self._rows_in_form: set[FormField] = set()
        self.kind_buttons: dict[str, QPushButton] = {}
        self.fields: dict[tuple[str, str], FormField] = {}

    # -- building

    def _make_kind_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        group = QButtonGroup(self)
        for kind in KINDS.values():
            icon = self._icons.icon(KIND_ICONS.get(kind.key, "plug"), "text2")
            button = QPushButton(icon, kind_text(kind.title), self)
            button.setCheckable(True)
            button.setProperty("isSegment", True)
            group.addButton(button)
            row.addWidget(button)
            button.toggled.connect(self._on_kind_toggled)
            self.kind_buttons[kind.key] = button
        row.addStretch()
        buttons = list(self.kind_buttons.values())
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            buttons.reverse()
        buttons[0].setProperty("place", "first")
        buttons[-1].setProperty("place", "last")
        return row

    def _make_rows(self) -> QScrollArea:
        self._body = QWidget()
        self._form = QFormLayout()
        self._form.setVerticalSpacing(metrics.px(10))
        self._form.setHorizontalSpacing(metrics.px(12))
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignTrailing)
        # What to run comes first, then what all kinds share, then what few people need.
        self._add_kind_rows(lambda key: key not in FOLDED and not _is_shared(key))
        self._add_row("", _NAME)
        self._add_kind_rows(lambda key: key not in FOLDED and _is_shared(key))
        self._add_queue_row()
        self._add_start_row()
        self.fold = QToolButton()
        self.fold.setText(self.tr("Environment, interpreter, tags"))
        self.fold.setProperty("isQuiet", True)
        self.fold.setCheckable(True)
        self.fold.setArrowType(self._closed_arrow())
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fold.toggled.connect(self._on_folded)
        self._form.addRow(_label(""), self.fold)
        self._add_kind_rows(lambda key: key in FOLDED)
        self._add_row("", _TAGS)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, metrics.px(4), 0)
        body.addLayout(self._form)
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

    def _add_queue_row(self) -> None:
        self.priority = QComboBox()
        self.priority.setAccessibleName(self.tr("Priority"))
        for title, value in _PRIORITIES:
            self.priority.addItem(kind_text(title), value)
        self.priority.setCurrentIndex(1)
        self.priority.currentIndexChanged.connect(lambda _: self.wish_changed.emit())
        self._add_pair(self._make_field("", _QUEUE), _QUEUE.title, self.tr("Priority"), self.priority)

    def _add_start_row(self) -> None:
        self.start = QComboBox()
        self.start.setAccessibleName(self.tr("Start"))
        self.start.addItem(self.tr("When its turn comes"), userData=True)
        self.start.addItem(self.tr("Hold until I start it"), userData=False)
        self.start.currentIndexChanged.connect(lambda _: self.wish_changed.emit())
        after = self._make_field("", _AFTER)
        after.editor.setToolTip(self.tr("Numbers of jobs that must complete first, such as 14, 15"))
        if self._is_queued:
            # It has started to wait already; what for can still change.
            self.start.hide()
            self._form.addRow(_label(kind_text(_AFTER.title)), after)
        else:
            self._add_pair(self.start, self.tr("Start"), kind_text(_AFTER.title), after)

    def _add_pair(self, first: QWidget, title: str, second_title: str, second: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(metrics.px(10))
        row.addWidget(first, 3, Qt.AlignmentFlag.AlignTop)
        label = _label(second_title)
        label.setFixedHeight(second.sizeHint().height())
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(second, 2, Qt.AlignmentFlag.AlignTop)
        self._form.addRow(_label(kind_text(title)), row)

    def _add_kind_rows(self, belongs: Callable[[str], bool]) -> None:
        for kind in KINDS.values():
            for field in kind.fields:
                # Fields that kinds share, such as the folder, keep their content when the kind is switched.
                owner = "" if _is_shared(field.key) else kind.key
                if belongs(field.key) and (owner, field.key) not in self.fields:
                    self._add_row(owner, field)

    def _add_row(self, owner: str, field: Field) -> None:
        row = self._make_field(owner, field)
        label = _label("" if field.type == "bool" else kind_text(field.title))
        label.setBuddy(row.editor)
        self._form.addRow(label, row)
        self._rows_in_form.add(row)

    def _make_field(self, owner: str, field: Field) -> FormField:
        row = FormField(field, self)
        self.fields[owner, field.key] = row
        row.changed.connect(partial(self.row_changed.emit, row))
        row.left.connect(partial(self.row_left.emit, row))
        return row

    def _complete(self) -> None:
        """Let fields complete what is typed in them."""
        self._words = {
            key: WordCompletion(editor)
            for key in ("queue", "tags", "after")
            if isinstance(editor := self.fields["", key].editor, QLineEdit)
        }
        for (_, key), row in self.fields.items():
            editor = row.editor
            if row.field.type in {"folder", "file"} and isinstance(editor, QLineEdit):
                base = str if key == "cwd" else self._folder
                PathCompletion(editor, self._bridge, base, only_folders=row.field.type == "folder")
            elif row.field.type == "command" and isinstance(editor, CommandEdit):
                completion = CommandCompletion(
                    editor, self._bridge, self._folder, lambda: list(self._forecast.commands)
                )
                if row.field.is_required:
                    self.command_completion = completion

    # -- asking

    @property
    def kind(self) -> str:
        """Key of the chosen kind."""
        return next((key for key, button in self.kind_buttons.items() if button.isChecked()), next(iter(KINDS)))

    def field(self, key: str) -> FormField:
        """Return the row of a field of the chosen kind, or of one that all kinds share."""
        return self.fields.get((self.kind, key)) or self.fields["", key]

    def config(self) -> dict[str, Any]:
        """Return the config as described.

        Raises:
            InvalidConfigError: Something cannot be read, or the kind refuses it.
        """
        kind = KINDS[self.kind]
        config: dict[str, Any] = {"kind": kind.key, **self._extra}
        for field in kind.fields:
            value = self.field(field.key).value(is_shell=self._is_shell())
            if value is not None:
                config[field.key] = os.path.expanduser(value) if field.type in {"folder", "file"} else value  # noqa: PTH111
            elif field.is_required:
                raise InvalidConfigError("is empty; say what to run", field.key)
        kind.check(config)
        return config

    def choose_kind(self, key: str) -> None:
        """Switch to a kind."""
        self.kind_buttons[key].setChecked(True)

    def _folder(self) -> str:
        return str(self.fields["", "cwd"].raw()) if ("", "cwd") in self.fields else ""

    def _wishes(self) -> dict[str, Any]:
        def words(key: str) -> tuple[str, ...]:
            return tuple(part.strip() for part in str(self.fields["", key].raw()).split(",") if part.strip())

        name = str(self.fields["", "name"].raw()).strip()
        return {
            "name": name or None,
            "queue": str(self.fields["", "queue"].raw()).strip() or "default",
            "priority": self.priority.currentData(),
            "tags": words("tags"),
            "after": words("after"),
        }

    # -- filling

    def _fill_config(self, config: dict[str, Any], put: Callable[[FormField, Any], None]) -> None:
        """Put a config into the fields of the kind; members that no field shows are kept."""
        known = {field.key for field in KINDS[self.kind].fields}
        self._extra |= {key: value for key, value in config.items() if key not in known and key != "kind"}
        for key in known & config.keys():
            put(self.field(key), config[key])
        if any(config.get(key) for key in FOLDED):
            self.fold.setChecked(True)
        self._show_rows()

    def _fill_wishes(self, name: str, queue: str, priority: int | None, tags: tuple[str, ...]) -> None:
        """Put what stands beside a config; what is empty leaves what is there."""
        for key, text in (("name", name), ("queue", queue), ("tags", ", ".join(tags))):
            if text:
                self.fields["", key].set_raw(text)
        if priority is not None:
            at = self.priority.findData(priority)
            if at < 0:
                self.priority.addItem(str(priority), priority)
                at = self.priority.count() - 1
            self.priority.setCurrentIndex(at)
        if tags:
            self.fold.setChecked(True)

    # -- within

    def _on_kind_toggled(self) -> None:
        self._show_rows()
        self._update_placeholder()

    def _on_folded(self) -> None:
        self.fold.setArrowType(Qt.ArrowType.DownArrow if self.fold.isChecked() else self._closed_arrow())
        self._show_rows()

    def _closed_arrow(self) -> Qt.ArrowType:
        is_from_right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        return Qt.ArrowType.LeftArrow if is_from_right else Qt.ArrowType.RightArrow

    def _show_rows(self) -> None:
        own = {field.key for field in KINDS[self.kind].fields} | {field.key for field in _SHARED}
        for (owner, key), row in self.fields.items():
            if row in self._rows_in_form:
                is_shown = key in own and owner in {"", self.kind} and (self.fold.isChecked() or key not in FOLDED)
                self._form.setRowVisible(row, is_shown)
        self._fit_height()

    def _fit_height(self) -> None:
        """Be as high as what shows, as far as the screen allows; the rest scrolls."""
        self._form.activate()
        room = round(self.screen().availableGeometry().height() * 0.7)
        self._area.setMinimumHeight(min(self._body.sizeHint().height() + 2, room))
        self.resize(self.width(), self.minimumSizeHint().height())

    def _is_shell(self) -> bool:
        shell = self.fields.get((self.kind, "shell"))
        return shell is not None and bool(shell.raw())

    def _update_placeholder(self) -> None:
        """Show as the name's placeholder what it will be if none is given."""
        try:
            name = KINDS[self.kind].derive_name(self.config())
        except InvalidConfigError:
            name = self.tr("Made from what it runs")
        editor = self.fields["", "name"].editor
        if isinstance(editor, QLineEdit):
            editor.setPlaceholderText(literal(name))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_area"):
            self._fit_height()


def _is_shared(key: str) -> bool:
    return sum(any(field.key == key for field in kind.fields) for kind in KINDS.values()) > 1


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("tone", "text2")
    return label

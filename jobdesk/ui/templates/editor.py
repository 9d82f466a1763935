"""Makes a template of a job, or changes one: select a part of a text and make it a blank."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jobdesk.core.errors import InvalidValueError, JobDeskError
from jobdesk.core.jobs.template import PARAMETER_TYPES, Parameter, Template, check_template
from jobdesk.kinds.base import Field
from jobdesk.kinds.registry import kind_of
from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys
from jobdesk.ui.form.rows.field import FormField, kind_text
from jobdesk.ui.templates.text import blank_name, guess_type, names_in_braces, type_by_name, used_blanks
from jobdesk.ui.text.error_text import place_of
from jobdesk.ui.text.plain_text import breakable
from jobdesk.ui.theme import metrics

_NAME: Final = Field(key="name", title="Template name", type="text")
_JOB_NAME: Final = Field(key="job_name", title="Job name", type="text", hint="Empty: the template's name.")


class TemplateEditor(BesideWindow):
    """Describes a template.

    Signals:
        saved: The template as it was before, or None, and as it shall be.
    """

    saved = Signal(object, object)

    def __init__(self, template: Template, parent: QWidget, *, old: Template | None = None) -> None:
        """Make the window, not shown.

        Args:
            template: What to begin with.
            parent: The main window.
            old: The template that is changed; None makes a new one.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save as Template") if old is None else self.tr("Edit Template"))
        self._template = template
        self._old = old
        self._kind = kind_of(template.config)
        self._last: QLineEdit | QPlainTextEdit | None = None
        self._typed: list[str] = []
        self.fields: dict[str, FormField] = {}
        self._form = QFormLayout()
        self._form.setVerticalSpacing(metrics.px(10))
        self._form.setHorizontalSpacing(metrics.px(12))
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignTrailing)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for field in (_NAME, *self._kind.fields, _JOB_NAME):
            self._add_row(field)
        self.fields["name"].set_raw(template.name)
        self.fields["job_name"].set_raw(template.job_name)
        for field in self._kind.fields:
            if field.key in template.config:
                self.fields[field.key].set_value(template.config[field.key])
        self.blanks = _BlankTable(self)
        for blank in template.parameters:
            self.blanks.add(blank)
        self.make_blank = QPushButton(self.tr("Make Selection a &Blank"))
        self.make_blank.setToolTip(self.tr("Select a part of a text above first"))
        self.make_blank.clicked.connect(self._on_make_blank)
        self.save_button = QPushButton(self.tr("Save Template"))
        self.save_button.setProperty("isMain", True)
        self.save_button.clicked.connect(self.save)
        self.ask_typed = QPushButton()
        self.ask_typed.setProperty("isLink", True)
        self.ask_typed.clicked.connect(self._on_ask_typed)
        self.blanks.changed.connect(self._offer_typed)
        for row in self.fields.values():
            row.changed.connect(self._offer_typed)
        self._lay_out()
        self._offer_typed()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.save)
        add_window_keys(self)
        self.resize(metrics.px(680), min(metrics.px(680), self.screen().availableGeometry().height() - 60))

    def template(self) -> Template:
        """Return the template as described.

        Raises:
            InvalidValueError: Its parts do not fit together.
            InvalidConfigError: Its kind cannot run it.
        """
        known = {field.key for field in self._kind.fields}
        config: dict[str, Any] = {key: value for key, value in self._template.config.items() if key not in known}
        config["kind"] = self._kind.key
        is_shell = "shell" in self.fields and bool(self.fields["shell"].raw())
        for field in self._kind.fields:
            value = self.fields[field.key].value(is_shell=is_shell)
            if value is not None:
                is_path = field.type in {"folder", "file"} and isinstance(value, str)
                config[field.key] = os.path.expanduser(value) if is_path else value  # noqa: PTH111
        self._kind.check(config)
        made = Template(
            name=str(self.fields["name"].raw()).strip(),
            config=config,
            parameters=tuple(self.blanks.parameters()),
            job_name=str(self.fields["job_name"].raw()).strip(),
            **self._template.wishes(),
            extra=self._template.extra,
        )
        check_template(made)
        unused = [blank.name for blank in made.parameters if blank.name not in used_blanks(made)]
        if unused:
            text = self.tr("{%1} is a blank, but stands nowhere in the texts above").replace("%1", unused[0])
            raise InvalidValueError("parameters", text)
        return made

    def typed(self) -> object:
        """Return all that stands in it, to be compared."""
        return {key: row.raw() for key, row in self.fields.items()}, self.blanks.parameters()

    def save(self) -> None:
        """Save it, or go to what keeps it from that."""
        self._message.hide()
        for row in self.fields.values():
            row.show_problem("")
        try:
            made = self.template()
        except JobDeskError as error:
            self._show_error(error)
            return
        self.saved.emit(self._old, made)
        self.close()

    # -- within

    def _lay_out(self) -> None:
        heading = _label(self.tr("Blanks are asked for at each run. In the texts above they stand in braces: {input}"))
        heading.setWordWrap(True)
        self._message = _label("", "fail")
        self._message.setWordWrap(True)
        self._message.hide()
        row = QHBoxLayout()
        row.addWidget(heading, 1)
        row.addWidget(self.make_blank)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, metrics.px(6), 0)
        inner.setSpacing(metrics.px(12))
        inner.addLayout(self._form)
        inner.addLayout(row)
        inner.addWidget(self.ask_typed, 0, Qt.AlignmentFlag.AlignLeading)
        inner.addWidget(self.blanks)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        close = QPushButton(self.tr("Cancel"))
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.setSpacing(metrics.px(8))
        bottom.addStretch()
        bottom.addWidget(close)
        bottom.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(12))
        layout.addWidget(area, 1)
        layout.addWidget(self._message)
        layout.addLayout(bottom)

    def _add_row(self, field: Field) -> None:
        row = FormField(field, self)
        label = _label("" if field.type == "bool" else kind_text(field.title))
        label.setBuddy(row.editor)
        self._form.addRow(label, row)
        self.fields[field.key] = row
        editor = row.editor
        if isinstance(editor, QLineEdit | QPlainTextEdit):
            editor.selectionChanged.connect(partial(self._on_selected, editor))

    def _on_selected(self, editor: QLineEdit | QPlainTextEdit) -> None:
        self._last = editor

    def _on_make_blank(self) -> None:
        """Put a blank in the place of what is selected; the text becomes its default."""
        editor = self._last
        text = ""
        if isinstance(editor, QLineEdit):
            text = editor.selectedText()
        elif editor is not None:
            text = editor.textCursor().selectedText()
        if editor is None or not text.strip() or editor is self.fields["name"].editor:
            self._say(self.tr("Select a part of the command, the folder or another text first."))
            return
        self._message.hide()
        name = blank_name(text, [blank.name for blank in self.blanks.parameters()])
        if isinstance(editor, QLineEdit):
            editor.insert(f"{{{name}}}")
        else:
            editor.textCursor().insertText(f"{{{name}}}")
        self.blanks.add(Parameter(name=name, type=guess_type(text), default=text))

    def _offer_typed(self) -> None:
        """Offer to ask for what was typed in braces; it may also be meant as it stands, as in "awk {print}"."""
        texts = "\n".join(str(row.raw()) for key, row in self.fields.items() if key != "name")
        known = [blank.name for blank in self.blanks.parameters()]
        self._typed = [name for name in names_in_braces(texts) if name not in known]
        self.ask_typed.setVisible(bool(self._typed))
        if self._typed:
            self.ask_typed.setText(self.tr("Make {%1} a blank").replace("%1", self._typed[0]))

    def _on_ask_typed(self) -> None:
        name = self._typed[0]
        self.blanks.add(Parameter(name=name, type=type_by_name(name)))

    def _show_error(self, error: JobDeskError) -> None:
        key, problem = place_of(error)
        if key in self.fields:
            self.fields[key].show_problem(problem)
            self.fields[key].editor.setFocus()
        else:
            self._say(problem)

    def _say(self, text: str) -> None:
        self._message.setText(breakable(text))
        self._message.show()


class _BlankTable(QWidget):
    """The blanks, a row each.

    Signals:
        changed: One was added, removed or renamed.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[_BlankRow] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(metrics.px(8))
        titles = (self.tr("Name"), self.tr("Label"), self.tr("Type"), self.tr("Default"), self.tr("Choices"))
        self._titles = [_label(title, "text3") for title in titles]
        for column, label in enumerate(self._titles):
            self._grid.addWidget(label, 0, column)
            label.hide()

    def parameters(self) -> list[Parameter]:
        return [row.parameter() for row in self._rows]

    def add(self, blank: Parameter) -> None:
        at = self._grid.rowCount()
        row = _BlankRow(blank, self, lambda: self._remove(row))
        self._rows.append(row)
        for column, widget in enumerate(row.widgets):
            self._grid.addWidget(widget, at, column)
        for label in self._titles:
            label.show()
        row.renamed.connect(self.changed)
        self.changed.emit()

    def _remove(self, row: _BlankRow) -> None:
        self._rows.remove(row)
        for widget in row.widgets:
            self._grid.removeWidget(widget)
            widget.deleteLater()
        for label in self._titles:
            label.setVisible(bool(self._rows))
        self.changed.emit()


class _BlankRow:
    def __init__(self, blank: Parameter, table: QWidget, on_removed: Callable[[], None]) -> None:
        self._name, self._title = QLineEdit(blank.name), QLineEdit(blank.title)
        self.renamed = self._name.textChanged
        self._default, self._choices = QLineEdit(blank.default), QLineEdit(", ".join(blank.choices))
        self._type = QComboBox()
        for kind in PARAMETER_TYPES:
            self._type.addItem(kind_text(kind.capitalize()), kind)
        self._type.setCurrentIndex(max(0, self._type.findData(blank.type)))
        self._title.setPlaceholderText(blank.name.replace("_", " ").capitalize())
        self._choices.setPlaceholderText("a, b, c")
        remove = QPushButton(table.tr("Remove"))
        remove.setProperty("isLink", True)
        remove.clicked.connect(on_removed)
        remove.setAccessibleName(table.tr("Remove blank %1").replace("%1", blank.name))
        self.widgets: tuple[QWidget, ...] = (
            self._name,
            self._title,
            self._type,
            self._default,
            self._choices,
            remove,
        )
        names = (
            table.tr("Name of the blank"),
            table.tr("Label of the blank"),
            table.tr("Type of the blank"),
            table.tr("Default of the blank"),
            table.tr("Choices of the blank"),
        )
        for widget, name in zip(self.widgets, names, strict=False):
            widget.setAccessibleName(f"{name} {blank.name}")
        self._type.currentIndexChanged.connect(self._on_type_changed)
        self._on_type_changed()

    def parameter(self) -> Parameter:
        kind = str(self._type.currentData())
        choices = tuple(part.strip() for part in self._choices.text().split(",") if part.strip())
        return Parameter(
            name=self._name.text().strip(),
            title=self._title.text().strip(),
            type=kind,
            default=self._default.text(),
            choices=choices if kind == "choice" else (),
        )

    def _on_type_changed(self) -> None:
        self._choices.setEnabled(self._type.currentData() == "choice")


def _label(text: str, tone: str = "text2") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("tone", tone)
    return label

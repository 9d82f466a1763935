"""Runs a template: a field for each of its blanks; several files in a lone file blank are a job each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jobdesk.core.errors import InvalidValueError, JobDeskError
from jobdesk.core.job import Job
from jobdesk.core.jobs.template import Parameter, Template, fill
from jobdesk.engine.manager import JobManager
from jobdesk.kinds.registry import kind_of
from jobdesk.ui.commands.additions import Addition, Additions
from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys, show_beside
from jobdesk.ui.form.completion import PathCompletion
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.templates.text import blank_title, headline
from jobdesk.ui.text.error_text import refusal_text, sentence
from jobdesk.ui.text.number_text import native_keys
from jobdesk.ui.text.plain_text import breakable, literal
from jobdesk.ui.theme import metrics
from jobdesk.ui.widgets.qt import override, take_copy

_Editor = QLineEdit | QComboBox | QPlainTextEdit


def lone_file_blank(template: Template) -> str:
    """Return the name of a template's only file blank; nothing if it has none or more."""
    files = [blank.name for blank in template.parameters if blank.type == "file"]
    return files[0] if len(files) == 1 else ""


class TemplateForm(BesideWindow):
    """Asks for the values of a template's blanks and submits the jobs.

    Signals:
        submitted: The job that was made.
    """

    submitted = Signal(object)

    def __init__(
        self,
        template: Template,
        manager: JobManager,
        bridge: EngineBridge,
        additions: Additions,
        parent: QWidget,
        files: tuple[str, ...] = (),
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.setWindowTitle(self.tr("Run %1").replace("%1", literal(template.name)))
        self._template = template
        self._manager = manager
        self._bridge = bridge
        self._additions = additions
        self._is_busy = False
        self._many = lone_file_blank(template)
        self.editors: dict[str, _Editor] = {}
        self._problems: dict[str, QLabel] = {}
        self._form = QFormLayout()
        self._form.setVerticalSpacing(metrics.px(10))
        self._form.setHorizontalSpacing(metrics.px(12))
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignTrailing)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for blank in template.parameters:
            self._add_row(blank)
        self.submit_button = QPushButton()
        self.submit_button.setProperty("isMain", True)
        self.submit_button.setToolTip(native_keys("Ctrl+Enter"))
        self.submit_button.clicked.connect(self.submit)
        self._lay_out()
        if files and self._many:
            self._set(self._many, "\n".join(files))
        self._on_changed()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)
        add_window_keys(self)
        self.resize(metrics.px(560), self.sizeHint().height())

    def show_for_input(self) -> None:
        """Show it with the keys in its first field."""
        first = next(iter(self.editors.values()), None)
        if isinstance(first, QLineEdit | QPlainTextEdit):
            first.selectAll()
        (first or self.submit_button).setFocus()
        show_beside(self)

    def values(self) -> list[dict[str, str]]:
        """Return the values of each job that would be made."""
        shared = {name: self._text(name) for name in self.editors if name != self._many}
        if not self._many:
            return [shared]
        files = [line.strip() for line in self._text(self._many).splitlines() if line.strip()]
        return [{**shared, self._many: path} for path in files or [""]]

    def submit(self) -> None:
        """Make the jobs, or go to the first blank that keeps them from being made."""
        if self._is_busy:
            return
        for label in self._problems.values():
            label.hide()
        made: list[tuple[dict[str, Any], str]] = []
        try:
            jobs = self.values()
            for values in jobs:
                config, name = fill(self._template, values)
                if len(jobs) > 1 and not self._template.job_name:
                    name = f"{name}: {Path(values[self._many]).name}"
                kind_of(config).check(config)
                made.append((config, name))
        except JobDeskError as error:
            self._on_refused(error)
            return
        if len(made) > 1:
            title = self.tr("Run %1: %Ln jobs", "", len(made))
            title = title.replace("%1", literal(self._template.name))
            make = partial(_submit_all, self._manager, self._template.wishes() | self._template.origin())
            self._additions.add(Addition(title, made, make), self, self.close)
            return
        self._is_busy = True
        submit = partial(_submit_all, self._manager, self._template.wishes() | self._template.origin(), made)
        self._bridge.ask(submit, self._on_submitted, self._on_refused)

    # -- within

    def _lay_out(self) -> None:
        title = QLabel(literal(self._template.name))
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setFont(metrics.offset_font(1.5, QFont.Weight.DemiBold))
        runs = QLabel()
        runs.setTextFormat(Qt.TextFormat.PlainText)
        runs.setWordWrap(True)
        runs.setFont(metrics.log_font())
        runs.setProperty("tone", "text2")
        runs.setText(headline(self._template)[:400])
        box = QFrame()
        box.setObjectName("summary")
        inner = QVBoxLayout(box)
        inner.addWidget(runs)
        self._message = QLabel()
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setWordWrap(True)
        self._message.setProperty("tone", "fail")
        self._message.hide()
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.setSpacing(metrics.px(8))
        bottom.addStretch()
        bottom.addWidget(close)
        bottom.addWidget(self.submit_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(12))
        layout.addWidget(title)
        layout.addWidget(box)
        layout.addLayout(self._form)
        layout.addWidget(self._message)
        layout.addStretch(1)
        layout.addLayout(bottom)

    def _add_row(self, blank: Parameter) -> None:
        editor = self._make_editor(blank)
        editor.setAccessibleName(blank_title(blank))
        self.editors[blank.name] = editor
        line = QHBoxLayout()
        line.addWidget(editor, 1)
        if blank.type in {"file", "folder"}:
            browse = QPushButton(self.tr("Browse\N{HORIZONTAL ELLIPSIS}"))
            browse.setAccessibleName(self.tr("Browse for %1").replace("%1", blank_title(blank)))
            browse.clicked.connect(partial(self._on_browse, blank))
            line.addWidget(browse, 0, Qt.AlignmentFlag.AlignTop)
        problem = QLabel()
        problem.setTextFormat(Qt.TextFormat.PlainText)
        problem.setProperty("tone", "fail")
        problem.setWordWrap(True)
        problem.hide()
        self._problems[blank.name] = problem
        rows = QVBoxLayout()
        rows.setSpacing(metrics.px(4))
        rows.addLayout(line)
        rows.addWidget(problem)
        label = QLabel(literal(blank_title(blank)))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("tone", "text2")
        label.setBuddy(editor)
        self._form.addRow(label, rows)

    def _make_editor(self, blank: Parameter) -> _Editor:
        if blank.type == "choice":
            combo = QComboBox()
            for choice in blank.choices:
                combo.addItem(literal(choice), choice)
            combo.setCurrentIndex(max(0, combo.findData(blank.default)))
            combo.currentIndexChanged.connect(self._on_changed)
            return combo
        if blank.name == self._many:
            text = QPlainTextEdit(blank.default)
            text.setTabChangesFocus(True)
            text.setPlaceholderText(self.tr("One file a line; each becomes a job. Drop files here."))
            text.setFixedHeight(text.fontMetrics().lineSpacing() * 4 + 2 * metrics.px(6) + 6)
            text.document().setDocumentMargin(metrics.px(6))
            text.textChanged.connect(self._on_changed)
            return text
        line = QLineEdit(blank.default)
        line.textChanged.connect(self._on_changed)
        if blank.type in {"file", "folder"}:
            PathCompletion(line, self._bridge, str, only_folders=blank.type == "folder")
        return line

    def _text(self, name: str) -> str:
        editor = self.editors[name]
        if isinstance(editor, QComboBox):
            return str(editor.currentData())
        return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()

    def _set(self, name: str, text: str) -> None:
        editor = self.editors[name]
        if isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def _on_changed(self) -> None:
        count = len(self.values())
        many = self.tr("Run %Ln Jobs", "", count)
        self.submit_button.setText(many if count > 1 else self.tr("Run Job"))
        for label in self._problems.values():
            label.hide()

    def _on_browse(self, blank: Parameter) -> None:
        dialog = QFileDialog(self, literal(blank_title(blank)))
        if blank.type == "folder":
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        elif blank.name == self._many:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda paths: self._set(blank.name, "\n".join(paths)))
        dialog.open()

    def _on_submitted(self, jobs: list[Job]) -> None:
        self._is_busy = False
        self.submitted.emit(jobs[-1])
        self.close()

    def _on_refused(self, error: Exception) -> None:
        self._is_busy = False
        if not isinstance(error, JobDeskError):
            raise error
        name = str(error.fields.get("field", "")) if isinstance(error, InvalidValueError) else ""
        if name in self._problems:
            self._problems[name].setText(breakable(sentence(str(error.fields["problem"]))))
            self._problems[name].show()
            self.editors[name].setFocus()
        else:
            self._message.setText(breakable(refusal_text(error)))
            self._message.show()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._many and event.mimeData().hasUrls():
            take_copy(event)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            take_copy(event)
            self._set(self._many, "\n".join(paths))


def _submit_all(manager: JobManager, wishes: dict[str, Any], made: Sequence[tuple[dict[str, Any], str]]) -> list[Job]:
    """Submit jobs by their configs and names; on the pool."""
    return [manager.submit_job(config, name=name, **wishes) for config, name in made]

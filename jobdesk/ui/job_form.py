"""The New Job window: built from the fields of the kinds, beside the other windows and not in their way."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
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

from jobdesk.core.errors import InvalidConfigError, InvalidValueError, JobDeskError, JobNotFoundError
from jobdesk.core.job import Job
from jobdesk.engine.manager import JobManager
from jobdesk.kinds.base import Field
from jobdesk.kinds.registry import KINDS
from jobdesk.ui import metrics
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.form_field import FormField
from jobdesk.ui.icons import Icons
from jobdesk.ui.job_state import KIND_ICONS
from jobdesk.ui.literal import literal
from jobdesk.ui.qt import override
from jobdesk.ui.window_state import WindowState

_PRIORITIES: Final = (("High", 10), ("Normal", 0), ("Low", -10))
_NAME = Field(key="name", title="Name", type="text")
_QUEUE = Field(key="queue", title="Queue", type="text", hint="default")
_TAGS = Field(key="tags", title="Tags", type="text", hint="Words, with commas between.")
_AFTER = Field(
    key="after", title="After", type="text", hint="Numbers of jobs that must complete first, such as 14, 15."
)
_SHARED = (_NAME, _QUEUE, _TAGS, _AFTER)
_FOLDED = frozenset({"env", "tags", "after", "queue", "interpreter"})


class JobForm(QWidget):
    """Describes a job and submits it.

    Signals:
        submitted: The job that was made.
    """

    submitted = Signal(object)

    def __init__(
        self,
        manager: JobManager,
        bridge: EngineBridge,
        state: WindowState,
        icons: Icons,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._manager = manager
        self._bridge = bridge
        self._state = state
        self._icons = icons
        self._is_busy = False
        self.kind_buttons: dict[str, QPushButton] = {}
        self.fields: dict[tuple[str, str], FormField] = {}
        self.setWindowTitle("New Job")
        self._set_up()
        self._restore_draft()

    # -- building

    def _set_up(self) -> None:
        self.submit_button = QPushButton("Add to Queue", self)
        self.submit_button.setProperty("isMain", True)
        self.submit_button.setToolTip("Ctrl+Enter")
        self.submit_button.clicked.connect(self.submit)
        close = QPushButton("Close", self)
        close.clicked.connect(self.close)
        self._message = QLabel(self)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setWordWrap(True)
        self._message.setProperty("tone", "fail")
        self._message.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(12))
        layout.addLayout(self._make_kind_row())
        self._area = self._make_rows()
        layout.addWidget(self._area, 1)
        layout.addWidget(self._message)
        bottom = QHBoxLayout()
        bottom.addStretch()
        bottom.addWidget(close)
        bottom.addWidget(self.submit_button)
        layout.addLayout(bottom)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)
        QShortcut(QKeySequence("Escape"), self, self.close)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)
        self.resize(metrics.px(620), metrics.px(420))

    def _make_kind_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        group = QButtonGroup(self)
        for kind in KINDS.values():
            button = QPushButton(self._icons.icon(KIND_ICONS.get(kind.key, "plug"), "text2"), kind.title, self)
            button.setCheckable(True)
            button.setProperty("isSegment", True)
            group.addButton(button)
            row.addWidget(button)
            button.toggled.connect(self._on_kind_toggled)
            self.kind_buttons[kind.key] = button
        row.addStretch()
        buttons = list(self.kind_buttons.values())
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
        self._add_kind_rows(lambda key: key not in _FOLDED and not _is_shared(key))
        self._add_row("", _NAME)
        self._add_kind_rows(lambda key: key not in _FOLDED and _is_shared(key))
        self._add_start_row()
        self.fold = QToolButton()
        self.fold.setText("Environment, queue, tags, and what it waits for")
        self.fold.setProperty("isQuiet", True)
        self.fold.setCheckable(True)
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fold.toggled.connect(self._on_folded)
        self._form.addRow(_label(""), self.fold)
        self._add_kind_rows(lambda key: key in _FOLDED)
        for field in (_QUEUE, _TAGS, _AFTER):
            self._add_row("", field)
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
        return area

    def _add_start_row(self) -> None:
        self.priority, self.start = QComboBox(), QComboBox()
        self.priority.setAccessibleName("Priority")
        for title, value in _PRIORITIES:
            self.priority.addItem(title, value)
        self.priority.setCurrentIndex(1)
        self.start.setAccessibleName("Start")
        self.start.addItem("When its turn comes", userData=True)
        self.start.addItem("Hold until I start it", userData=False)
        self.start.currentIndexChanged.connect(self._on_start_changed)
        row = QHBoxLayout()
        row.setSpacing(metrics.px(12))
        row.addWidget(self.start, 1)
        row.addWidget(_label("Priority"))
        row.addWidget(self.priority)
        self._form.addRow(_label("Start"), row)

    def _add_kind_rows(self, belongs: Callable[[str], bool]) -> None:
        for kind in KINDS.values():
            for field in kind.fields:
                # Fields that kinds share, such as the folder, keep their content when the kind is switched.
                owner = "" if _is_shared(field.key) else kind.key
                if belongs(field.key) and (owner, field.key) not in self.fields:
                    self._add_row(owner, field)

    def _add_row(self, owner: str, field: Field) -> None:
        row = FormField(field)
        label = _label("" if field.type == "bool" else field.title)
        label.setBuddy(row.editor)
        self._form.addRow(label, row)
        self.fields[owner, field.key] = row
        row.changed.connect(partial(self._on_changed, row))
        row.left.connect(partial(self._on_left, row))

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
        config: dict[str, Any] = {"kind": kind.key}
        is_shell = (kind.key, "shell") in self.fields and bool(self.fields[kind.key, "shell"].raw())
        for field in kind.fields:
            value = self.field(field.key).value(is_shell=is_shell)
            if value is not None:
                config[field.key] = os.path.expanduser(value) if field.type in {"folder", "file"} else value  # noqa: PTH111
            elif field.is_required:
                raise InvalidConfigError("is empty; say what to run", field.key)
        kind.check(config)
        return config

    # -- doing

    def submit(self) -> None:
        """Make the job, or go to the first field that keeps it from being made."""
        if self._is_busy:
            return
        self._say("")
        for row in self.fields.values():
            row.show_problem("")
        try:
            config = self.config()
        except InvalidConfigError as error:
            self._show_error(error)
            return
        self._is_busy = True
        wishes = self._wishes()
        self._bridge.ask(partial(self._create, config, wishes), self._on_created, self._on_refused)

    def choose_kind(self, key: str) -> None:
        """Switch to a kind."""
        self.kind_buttons[key].setChecked(True)

    def show_for_input(self) -> None:
        """Show the window with the keys in its first field."""
        self.show()
        self.raise_()
        self.activateWindow()
        first = KINDS[self.kind].fields[0]
        self.field(first.key).editor.setFocus()

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

    def _create(self, config: dict[str, Any], wishes: dict[str, Any]) -> Job:
        """Make the job; on the pool, so the folder may be looked at."""
        folder = config.get("cwd")
        if folder and not Path(folder).is_dir():
            raise InvalidConfigError(f"there is no folder {folder}", "cwd")
        script = config.get("script")
        if script and not (Path(folder or Path.home()) / script).is_file():
            raise InvalidConfigError(f"there is no file {script}", "script")
        make = self._manager.submit_job if self.start.currentData() else self._manager.create_job
        return make(config, **wishes)

    def _on_created(self, job: Job) -> None:
        self._is_busy = False
        for key in [field for field in self.fields if field[1] not in {"cwd", "queue"}]:
            row = self.fields[key]
            row.set_raw(False if row.field.type == "bool" else "")
            row.show_problem("")
        self._save_draft()
        self.submitted.emit(job)
        self.close()

    def _on_refused(self, error: Exception) -> None:
        self._is_busy = False
        if not isinstance(error, JobDeskError):
            raise error
        self._show_error(error)

    def _show_error(self, error: JobDeskError) -> None:
        """Say what is wrong beside the field that it is about, and go there."""
        key, problem = _place_of(error)
        row = self.fields.get((self.kind, key)) or self.fields.get(("", key))
        if row is None:
            self._say(str(error))
            return
        if key in _FOLDED:
            self.fold.setChecked(True)
        row.show_problem(_sentence(problem))
        row.editor.setFocus()
        self._fit_height()

    def _say(self, text: str) -> None:
        self._message.setText(literal(text))
        self._message.setVisible(bool(text))

    # -- reacting

    def _on_kind_toggled(self) -> None:
        self._show_rows()
        self._update_placeholder()

    def _on_folded(self) -> None:
        self.fold.setArrowType(Qt.ArrowType.DownArrow if self.fold.isChecked() else Qt.ArrowType.RightArrow)
        self._show_rows()

    def _show_rows(self) -> None:
        own = {field.key for field in KINDS[self.kind].fields} | {field.key for field in _SHARED}
        for (owner, key), row in self.fields.items():
            is_shown = key in own and owner in {"", self.kind} and (self.fold.isChecked() or key not in _FOLDED)
            self._form.setRowVisible(row, is_shown)
        self._fit_height()

    def _fit_height(self) -> None:
        """Be as high as what shows, as far as the screen allows; the rest scrolls."""
        self._form.activate()
        room = round(self.screen().availableGeometry().height() * 0.7)
        self._area.setMinimumHeight(min(self._body.sizeHint().height() + 2, room))
        self.resize(self.width(), self.minimumSizeHint().height())

    def _on_start_changed(self) -> None:
        self.submit_button.setText("Add to Queue" if self.start.currentData() else "Add and Hold")

    def _on_changed(self, row: FormField) -> None:
        if row.problem:
            row.show_problem("")
        self._update_placeholder()
        self._save_draft()

    def _on_left(self, row: FormField) -> None:
        """Check a field when it is left, but say nothing of one that nobody has filled yet."""
        if not row.raw():
            row.show_problem("")
            return
        problem = ""
        try:
            self.config()
        except InvalidConfigError as error:
            key, text = _place_of(error)
            problem = _sentence(text) if key == row.field.key else ""
        row.show_problem(problem)
        self._fit_height()

    def _update_placeholder(self) -> None:
        """Show as the name's placeholder what it will be if none is given."""
        try:
            name = KINDS[self.kind].derive_name(self.config())
        except InvalidConfigError:
            name = "Made from what it runs"
        editor = self.fields["", "name"].editor
        if isinstance(editor, QLineEdit):
            editor.setPlaceholderText(literal(name))

    # -- drafts

    def _save_draft(self) -> None:
        contents = {"/".join(key): row.raw() for key, row in self.fields.items() if row.raw() and key[1] != "env"}
        self._state.put("form/draft", json.dumps({"kind": self.kind, "contents": contents}))

    def _restore_draft(self) -> None:
        try:
            draft = json.loads(self._state.text("form/draft", "{}"))
            contents, kind = dict(draft.get("contents", {})), draft.get("kind")
        except (ValueError, AttributeError, TypeError):
            contents, kind = {}, None
        for key, row in self.fields.items():
            if "/".join(key) in contents:
                row.set_raw(contents["/".join(key)])
        self.choose_kind(kind if kind in KINDS else next(iter(KINDS)))
        self._show_rows()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._save_draft()
        super().closeEvent(event)


def _is_shared(key: str) -> bool:
    return sum(any(field.key == key for field in kind.fields) for kind in KINDS.values()) > 1


def _place_of(error: JobDeskError) -> tuple[str, str]:
    """Return which field an error is about, and what it says of it."""
    if isinstance(error, InvalidConfigError):
        return str(error.fields.get("key") or "").split(".")[0].split("[")[0], str(error.fields["problem"])
    if isinstance(error, InvalidValueError):
        return str(error.fields["field"]), str(error.fields["problem"])
    if isinstance(error, JobNotFoundError):
        return "after", f"there is no job {error.fields['job_ref']}"
    return "", str(error)


def _sentence(problem: str) -> str:
    return f"{problem[:1].upper()}{problem[1:]}."


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("tone", "text2")
    return label

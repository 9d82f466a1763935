"""The rows that describe a job: its kind, the fields of the kind, and what all kinds share."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Container, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from jobdesk.core.config import check_name
from jobdesk.core.errors import InvalidConfigError, InvalidValueError
from jobdesk.core.jobs.policy import Policy
from jobdesk.kinds.base import Field
from jobdesk.kinds.registry import KINDS
from jobdesk.ui.form.completion import CommandCompletion, CommandEdit, PathCompletion, WordCompletion
from jobdesk.ui.form.preview.policy_text import read_policy
from jobdesk.ui.form.preview.start_forecast import StartForecast
from jobdesk.ui.form.preview.start_text import AT, EVERY, TURN, read_at, read_every
from jobdesk.ui.form.rows.advanced_fields import FOLD_KEYS, FOLDED, KEPT
from jobdesk.ui.form.rows.field import FormField, kind_text, without_quoted_blanks
from jobdesk.ui.form.rows.rows import FormRows, label
from jobdesk.ui.form.rows.start_rows import StartRows
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.job_state import KIND_ICONS
from jobdesk.ui.text.limit_text import UnreadableError, parse_amounts
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.text.priority_text import PRIORITIES, priority_text
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.widgets.qt import override

if TYPE_CHECKING:
    from jobdesk.ui.form.rows.advanced_rows import FoldRows

_NAME = Field(key="name", title="Name", type="text")
_QUEUE = Field(key="queue", title="Queue", type="text", hint="default")
_TAGS = Field(key="tags", title="Tags", type="text", hint="Words, with commas between.")
_ENV_FROM = Field(key="env_from", title="Environment from", type="choice")
HERE: Final = "here"
"""The choice of the window's own environment for a job that repeats another."""
_SHARED = (_NAME, _QUEUE, _TAGS)


class JobRows(FormRows):
    """A window that describes a job; what happens with the description is its heir's.

    Signals:
        wish_changed: Start, priority or kind is another.
    """

    wish_changed = Signal()

    def __init__(
        self,
        bridge: EngineBridge,
        icons: Icons,
        parent: QWidget | None,
        starts: Container[str],
        *,
        has_first_environment: bool = False,
    ) -> None:
        """Make the rows; `_lay_out_rows` puts them together.

        Args:
            bridge: Asks for what completes a text.
            icons: Icons.
            parent: The main window.
            starts: The ways to start that make sense for what is described.
            has_first_environment: Whether an environment of an earlier job can be taken again.
        """
        super().__init__(parent)
        self._has_first_environment = has_first_environment
        self._bridge = bridge
        self._icons = icons
        self._starts = starts
        self._extra: dict[str, Any] = {}
        self._forecast = StartForecast()
        self._folded: FoldRows | None = None
        self._template_names: list[str] = []
        self._old_policy: Policy | None = None
        self.kind_buttons: dict[str, QPushButton] = {}

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
        # What to run comes first, then what all kinds share, then what few people need.
        self._add_kind_rows(lambda key: key not in FOLDED and not _is_shared(key))
        self.add_row("", _NAME)
        self._add_kind_rows(lambda key: key not in FOLDED and _is_shared(key))
        self._add_queue_row()
        self.starting = StartRows(self, self._starts)
        self.starting.changed.connect(self.wish_changed)
        self.fold = QToolButton()
        self.fold.setText(self.tr("Environment, limits, retries, many at once, notifications"))
        self.fold.setProperty("isQuiet", True)
        self.fold.setCheckable(True)
        self._show_fold()
        self.fold.setIconSize(QSize(metrics.px(16), metrics.px(16)))
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fold.toggled.connect(self._on_folded)
        self.form.addRow(label(""), self.fold)
        self._add_kind_rows(lambda key: key in FOLDED)
        self._add_environment_row()
        self.add_row("", _TAGS)
        return self._make_area()

    def _add_queue_row(self) -> None:
        self.priority = QComboBox()
        self.priority.setAccessibleName(self.tr("Priority"))
        for value in PRIORITIES:
            self.priority.addItem(priority_text(value), value)
        self.priority.setCurrentIndex(self.priority.findData(0))
        self.priority.currentIndexChanged.connect(lambda _: self.wish_changed.emit())
        self.add_pair(self.make_field("", _QUEUE), _QUEUE.title, self.tr("Priority"), self.priority)

    def _add_environment_row(self) -> None:
        if not self._has_first_environment:
            return
        choices = {"": self.tr("The first run, as it was then"), HERE: self.tr("This window, as it is now")}
        row = self.add_row("", _ENV_FROM, choices)
        row.editor.setToolTip(self.tr("All variables that the job starts with, such as PATH"))
        # A schedule has the environment of whoever saves it.
        self.starting.changed.connect(self._show_rows)

    def _add_kind_rows(self, belongs: Callable[[str], bool]) -> None:
        for kind in KINDS.values():
            for field in kind.fields:
                # Fields that kinds share, such as the folder, keep their content when the kind is switched.
                owner = "" if _is_shared(field.key) else kind.key
                if belongs(field.key) and (owner, field.key) not in self.fields:
                    self.add_row(owner, field)

    def _complete(self) -> None:
        """Let fields complete what is typed in them."""
        self._words = {
            key: WordCompletion(editor)
            for key in ("queue", "tags", "after", "zone")
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

    @property
    def has_first_path(self) -> bool:
        """State of the choice of an earlier job's search path, which only its supervisor reads."""
        is_offered = self._has_first_environment and self.starting.chosen != EVERY
        return is_offered and self.fields["", _ENV_FROM.key].raw() != HERE

    def choose_kind(self, key: str) -> None:
        """Switch to a kind."""
        self.kind_buttons[key].setChecked(True)

    def _folder(self) -> str:
        return str(self.fields["", "cwd"].raw()) if ("", "cwd") in self.fields else ""

    def _wishes(self) -> dict[str, Any]:
        """Return what stands beside the config, as the arguments of the manager's verbs.

        Raises:
            InvalidValueError: Something cannot be read.
        """

        def words(key: str) -> tuple[str, ...]:
            return tuple(part.strip() for part in str(self.fields["", key].raw()).split(",") if part.strip())

        texts, tags = self._texts(), words("tags")
        name, queue = texts["name"].strip(), texts["queue"].strip() or "default"
        check_name("name", name or "-")
        check_name("queue", queue)
        for tag in tags:
            check_name("tags", tag, limit=100)
        try:
            needs = parse_amounts(texts.get("needs", ""))
        except UnreadableError as error:
            raise InvalidValueError("needs", str(error).rstrip(".")) from None
        return {
            "name": name or None,
            "queue": queue,
            "priority": self.priority.currentData(),
            "tags": tags,
            "after": words("after"),
            "needs": needs,
            "policy": read_policy(texts, self._old_policy),
            "notify": texts.get("notify", ""),
        }

    def _check_start(self) -> None:
        """Read when it starts.

        Raises:
            InvalidValueError: It cannot be read.
        """
        read = {AT: read_at, EVERY: read_every}.get(self.starting.chosen)
        if read is not None:
            read(self._texts(), datetime.now(UTC))

    def _kept_over(self) -> Any:
        """Return the values of an array that no field shows; None if there are none."""
        is_kept = ("", "over") in self.fields and self.fields["", "over"].raw() == KEPT
        return self._folded.kept_over if is_kept and self._folded is not None else None

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

    def _fill_texts(self, texts: Mapping[str, str]) -> None:
        """Put texts into the fields of all kinds, unfolding what is used."""
        if FOLD_KEYS & texts.keys():
            self.fold.setChecked(True)
        for key, text in texts.items():
            if ("", key) in self.fields:
                self.fields["", key].set_raw(text)
        self.starting.show_rows()
        self.show_folded()

    def typed(self) -> object:
        """Return all that stands in the form, to be compared."""
        # Rows that are made later, with the fold, are no change.
        rows = {key: row.raw() for key, row in self.fields.items() if row.raw() != row.first}
        return self.kind, self.starting.chosen, self.priority.currentData(), rows

    def _clear(self) -> None:
        """Empty what belongs to one job; where it runs and in which queue stays."""
        for (_, key), row in self.fields.items():
            if key not in {"cwd", "queue", "zone"}:
                row.clear()
        self.starting.choose(TURN)

    # -- within

    def _on_kind_toggled(self) -> None:
        self._show_rows()
        self._update_placeholder()

    def _on_folded(self) -> None:
        self._show_fold()
        if self.fold.isChecked():
            self.unfolded()
        self._show_rows()

    def unfolded(self) -> FoldRows:
        """Return the rows that few jobs need; they are made the first time."""
        if self._folded is None:
            from jobdesk.ui.form.rows.advanced_rows import FoldRows

            known = set(self.fields)
            self._folded = FoldRows(self)
            # Keys go through them where they stand, not after what was made before.
            editors = [row.editor for key, row in self.fields.items() if key not in known]
            for first, second in itertools.pairwise([self.fields["", "tags"].editor, *editors]):
                self.setTabOrder(first, second)
            self._folded.show_templates(self._template_names)
            self._folded.show_rows(is_unfolded=self.fold.isChecked())
        return self._folded

    def offer_templates(self, names: list[str]) -> None:
        """Offer templates to start when the job has ended."""
        self._template_names = names
        if self._folded is not None:
            self._folded.show_templates(names)

    def show_folded(self) -> None:
        """Show of the folded rows what belongs to the choices made."""
        if self._folded is not None:
            self._folded.show_rows(is_unfolded=self.fold.isChecked())
            self.fit_height()

    def _show_fold(self) -> None:
        is_from_right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        closed = "chevron-left" if is_from_right else "chevron-right"
        self.fold.setIcon(self._icons.icon("chevron-down" if self.fold.isChecked() else closed, "text2"))

    def _show_rows(self) -> None:
        own = {field.key for field in KINDS[self.kind].fields} | {field.key for field in _SHARED}
        if self._has_first_environment and self.starting.chosen != EVERY:
            own.add(_ENV_FROM.key)
        for (owner, key), row in self.fields.items():
            if row in self._rows_in_form:
                is_shown = key in own and owner in {"", self.kind} and (self.fold.isChecked() or key not in FOLDED)
                self.form.setRowVisible(row, is_shown)
        if self._folded is not None:
            self._folded.show_rows(is_unfolded=self.fold.isChecked())
        self.fit_height()

    def _is_shell(self) -> bool:
        shell = self.fields.get((self.kind, "shell"))
        return shell is not None and bool(shell.raw())

    def _update_placeholder(self) -> None:
        """Show as the name's placeholder what it will be if none is given."""
        try:
            name = without_quoted_blanks(KINDS[self.kind].derive_name(self.config()))
        except InvalidConfigError:
            name = self.tr("Made from what it runs")
        editor = self.fields["", "name"].editor
        if isinstance(editor, QLineEdit):
            editor.setPlaceholderText(literal(name))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.fit_height()


def _is_shared(key: str) -> bool:
    return sum(any(field.key == key for field in kind.fields) for kind in KINDS.values()) > 1

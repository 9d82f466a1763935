"""One row of the New Job form: made from a kind's field, read back as a value of the config."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication, QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jobdesk.core.errors import InvalidConfigError
from jobdesk.kinds.base import Field
from jobdesk.kinds.command import split_command
from jobdesk.ui.form.command_line import for_shell, with_home
from jobdesk.ui.form.completion import CommandEdit
from jobdesk.ui.text.plain_text import breakable, isolated, literal, menu_text, tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.widgets.qt import override, visual_alignment

_BLANK = re.compile(r"\{[a-z_][a-z0-9_]{0,40}\}")
_BLANK_WORD = re.compile(r"(?<!\S)[^\s'\"(){}$`]*(?<!\$)(\{[a-z_][a-z0-9_]{0,40}\})[^\s'\"(){}$`]*(?!\S)")
# Commands and paths are written so in every language.
_LEFT_TO_RIGHT = frozenset({"command", "environment", "file", "folder", "json", "lines"})
Editor = QLineEdit | QPlainTextEdit | QCheckBox | QComboBox


def kind_text(text: str) -> str:
    """Return a title or hint of a kind's field in the window's language."""
    return QCoreApplication.translate("Kinds", text) if text else ""


class FormField(QWidget):
    """An editor with, beneath it, what is wrong with its content.

    Signals:
        left: The person went on to something else.
        changed: The content is another.
    """

    left = Signal()
    changed = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None, choices: Mapping[str, str] | None = None) -> None:
        """Make it.

        Args:
            field: What it is about.
            parent: The form.
            choices: What can be chosen, by what is kept of it, for a field of the type "choice"; the first is nothing
                special, and what is chosen at first.
        """
        super().__init__(parent)
        self.field = field
        self._filled: tuple[str | bool, Any] | None = None
        self._fix = ""
        self.editor = _make_choice(choices) if choices is not None else _make_editor(field)
        # The keys go through what belongs to it in the order in which it gets them.
        self.editor.setParent(self)
        self.editor.setAccessibleName(kind_text(field.title))
        self.editor.setAccessibleDescription(kind_text(field.hint))
        if field.type in _LEFT_TO_RIGHT:
            self.editor.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.editor.installEventFilter(self)
        self._problem = QLabel(self)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.setProperty("tone", "fail")
        self._mark = QWidget(self)
        self._mark.setObjectName("problemMark")
        self._mark.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mark.setFixedSize(metrics.px(16), max(metrics.px(16), self._problem.fontMetrics().height()))
        for part in (self._mark, self._problem):
            part.hide()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.px(8))
        row.addWidget(self.editor, 1)
        if field.type in {"folder", "file"}:
            browse = QPushButton(self.tr("Browse\N{HORIZONTAL ELLIPSIS}"), self)
            browse.setAccessibleName(self.tr("Browse for %1").replace("%1", kind_text(field.title)))
            browse.clicked.connect(self._on_browse)
            row.addWidget(browse)
        self.fix_link = QPushButton(self)
        self.fix_link.setProperty("isLink", True)
        self.fix_link.setProperty("isFix", True)
        self.fix_link.hide()
        self.fix_link.clicked.connect(self._on_fix)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(4))
        layout.addLayout(row)
        self._problem_row = QHBoxLayout()
        self._problem_row.setSpacing(metrics.px(4))
        self._said = QHBoxLayout()
        self._said.setSpacing(metrics.px(6))
        self._said.addWidget(self._mark)
        self._said.addWidget(self._problem, 1)
        self._problem_row.addLayout(self._said)
        self._problem_row.addWidget(self.fix_link)
        layout.addLayout(self._problem_row)
        self.first: Final = self.raw()
        self._connect()

    def _connect(self) -> None:
        if isinstance(self.editor, QCheckBox):
            self.editor.toggled.connect(self.changed)
        elif isinstance(self.editor, QComboBox):
            self.editor.currentIndexChanged.connect(self.changed)
        else:
            self.editor.textChanged.connect(self.changed)

    @property
    def problem(self) -> str:
        """What is said to be wrong."""
        return "" if self._problem.isHidden() else self._problem.text().replace("\N{ZERO WIDTH SPACE}", "")

    @property
    def fix(self) -> str:
        """What is offered in its place; empty if nothing is."""
        return self._fix

    def show_problem(self, text: str, fix: str = "") -> None:
        """Say what is wrong, beside the field; an empty text takes it back.

        Args:
            text: One sentence.
            fix: What was probably meant, offered as a link that puts it in.
        """
        self._fix = fix
        if text and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.editor, literal(f"{text} {fix}")))
        self._problem.setText(breakable(text))
        for part in (self._mark, self._problem):
            part.setVisible(bool(text))
        self.fix_link.setAccessibleName(self.tr("Use %1").replace("%1", literal(fix)))
        self.fix_link.setToolTip(tooltip(fix))
        self.fix_link.setVisible(bool(fix))
        self._place_fix()
        self.editor.setProperty("isWrong", bool(text))
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)

    def _place_fix(self) -> None:
        """Put the link behind the sentence if both fit in a line, else below it; it never makes the field wider."""
        self._said.setAlignment(self._mark, Qt.AlignmentFlag.AlignTop)
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        self._problem.setAlignment(visual_alignment(self.layoutDirection(), leading))
        if not self._fix:
            return
        link, said = self.fix_link, self._problem.text()
        link.setText(menu_text(self._fix))
        frame = link.sizeHint().width() - link.fontMetrics().horizontalAdvance(literal(self._fix))
        text = link.fontMetrics().elidedText(literal(self._fix), Qt.TextElideMode.ElideMiddle, self.width() - frame)
        link.setText(isolated(menu_text(text)))  # Else a path's first slash stands at its end, right to left.
        link.setMinimumWidth(1)
        used = self._mark.width() + metrics.px(6) + self._problem.fontMetrics().horizontalAdvance(said)
        used += self._problem_row.spacing()
        is_beside = used + link.sizeHint().width() < self.width()
        self._problem.setWordWrap(not is_beside)
        if is_beside:
            self._said.setAlignment(self._mark, Qt.AlignmentFlag.AlignVCenter)
        direction = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        self._problem_row.setDirection(direction)
        self._problem_row.setAlignment(link, Qt.AlignmentFlag.AlignLeading)
        self._problem_row.setStretchFactor(link, int(is_beside))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_fix()

    def raw(self) -> str | bool:
        """Return the content as it stands."""
        if isinstance(self.editor, QCheckBox):
            return self.editor.isChecked()
        if isinstance(self.editor, QComboBox):
            return str(self.editor.currentData())
        return self.editor.text() if isinstance(self.editor, QLineEdit) else self.editor.toPlainText()

    def set_raw(self, content: object) -> None:
        """Put a content as it was returned by `raw`."""
        if isinstance(self.editor, QCheckBox):
            self.editor.setChecked(bool(content))
        elif isinstance(self.editor, QComboBox):
            if self.editor.findData(str(content)) < 0:
                self.editor.addItem(literal(str(content)), str(content))
            self.editor.setCurrentIndex(self.editor.findData(str(content)))
        elif isinstance(self.editor, QLineEdit):
            self.editor.setText(str(content))
        else:
            self.editor.setPlainText(str(content))

    def clear(self) -> None:
        """Take the content away, and what was said of it; a choice is what it is at first."""
        if isinstance(self.editor, QComboBox):
            self.editor.setCurrentIndex(0)
        else:
            self.set_raw(False if self.field.type == "bool" else "")
        self.show_problem("")

    def set_value(self, value: object) -> None:
        """Put a value of a config; as long as it is not edited, `value` returns it as it was."""
        kind = self.field.type
        if isinstance(self.editor, QCheckBox):
            content: str | bool = bool(value)
        elif value is None:
            content = ""
        elif kind == "command":
            content = command_to_text(value)
        elif kind == "environment" and isinstance(value, dict):
            content = "\n".join(f"{name}={text}" for name, text in value.items())
        else:
            content = str(value)
        self.set_raw(content)
        self._filled = (self.raw(), value)

    def type_in(self, value: object) -> None:
        """Put a value as if a person had typed it: a command that is one text is then split."""
        if isinstance(value, str):
            self.set_raw(value)
        else:
            self.set_value(value)

    def value(self, *, is_shell: bool = False) -> Any:
        """Return the content as a value of the config, or None where nothing was given.

        Args:
            is_shell: Whether a command is a line for the shell, which is not split.

        Raises:
            InvalidConfigError: It cannot be read as what it should be.
        """
        content = self.raw()
        if (
            self._filled is not None
            and self._filled[0] == content
            and (not is_shell or isinstance(self._filled[1], str))
        ):
            return self._filled[1] or None
        if isinstance(content, bool):
            return content or None
        if self.field.type == "environment":
            return _parse_environment(content) or None
        text = content.strip()
        if not text:
            return None
        if self.field.type == "command":
            lines = clean_command(text)
            return lines if is_shell else _split(self.field.key, lines)
        return text

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)

    def _on_fix(self) -> None:
        fix = self._fix
        # A command keeps its arguments: only its program was meant.
        old = clean_command(str(self.raw()).strip())
        self.set_raw(" ".join([fix, *old.split(maxsplit=1)[1:]]) if self.field.type == "command" else fix)
        if isinstance(self.editor, QPlainTextEdit):
            self.editor.moveCursor(QTextCursor.MoveOperation.End)
        self.editor.setFocus()

    def _on_browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose: %1").replace("%1", kind_text(self.field.title)))
        if self.field.type == "folder":
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_chosen)
        dialog.open()

    def _on_chosen(self, path: str) -> None:
        self.set_raw(path)
        self.left.emit()


def without_quoted_blanks(name: str) -> str:
    """Return a name made from a command without the quotes that its blanks have there."""
    return re.sub(r"'(\{\w+\})'", r"\1", name)


def unfilled_blank(command: object) -> str:
    """Return the first word in braces of a command that is to run as it is, such as {input}; else nothing.

    Words that hold quotes, brackets or another pair of braces are code, in which braces mean something else.
    """
    words = command if isinstance(command, list) else [command]
    found = (_BLANK_WORD.search(word) for word in words if isinstance(word, str))
    return next((match[1] for match in found if match is not None), "")


def clean_command(text: str) -> str:
    """Make lines of a command of what was pasted from a terminal or a page: no prompt, no continued lines."""
    joined = re.sub(r"\s*\\\r?\n\s*", " ", text)
    lines = [line.strip().removeprefix("$ ").lstrip() for line in joined.splitlines()]
    return "\n".join(line for line in lines if line)


def command_to_text(command: object) -> str:
    """Return a command of a config as a person would type it."""
    if isinstance(command, list):
        return " ".join(_quote(str(part)) for part in command)
    return command if isinstance(command, str) else ""


def _quote(part: str) -> str:
    """Quote a word of a command, unless the blanks of a template are all that would ask for it."""
    without_blanks = _BLANK.sub("x", part)
    return part if without_blanks != part and shlex.quote(without_blanks) == without_blanks else shlex.quote(part)


def _split(key: str, text: str) -> list[str]:
    part = for_shell(text) if key == "command" else ""
    if part:
        raise InvalidConfigError(f"holds {part}, which only a shell understands: run it in a shell, or quote it", key)
    if key == "command" and "\n" in text:
        raise InvalidConfigError("holds several lines: run them in a shell, or write one command on one line", key)
    try:
        return split_command(with_home(text.replace("\n", " ")))
    except InvalidConfigError as error:
        raise InvalidConfigError(str(error.fields["problem"]), key) from error


def _parse_environment(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, equals, value = line.strip().partition("=")
        if not equals or not name.strip():
            raise InvalidConfigError(f"{line.strip()!r} must read NAME=value", "env")
        found[name.strip()] = value
    return found


def _make_choice(choices: Mapping[str, str]) -> QComboBox:
    combo = QComboBox()
    # What has the longest text does not set the width of the form.
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)
    for value, title in choices.items():
        combo.addItem(literal(title), value)
    return combo


def _make_editor(field: Field) -> Editor:
    if field.type == "bool":
        box = QCheckBox(kind_text(field.title))
        box.setToolTip(tooltip(kind_text(field.hint)))
        return box
    if field.type in {"command", "environment", "json", "lines"}:
        editor = CommandEdit() if field.type == "command" else QPlainTextEdit()
        editor.setFont(metrics.log_font())
        lines = 3 if field.type == "environment" or field.is_required else 2 if field.type == "lines" else 1
        editor.setFixedHeight(editor.fontMetrics().lineSpacing() * lines + 2 * metrics.px(10) + 2)
        example = QCoreApplication.translate("FormField", "NAME=value")
        hint = example if field.type == "environment" else kind_text(field.hint)
        # Qt lays it out as the application is read, not as the editor: its full stop would stand before it.
        editor.setPlaceholderText(isolated(hint) if QGuiApplication.isRightToLeft() else hint)
        editor.setTabChangesFocus(True)
        editor.document().setDocumentMargin(metrics.px(10))
        return editor
    line = QLineEdit()
    line.setPlaceholderText(kind_text(field.hint))
    return line

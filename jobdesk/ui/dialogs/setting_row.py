"""One setting as a row: made from its description, saved as soon as it is changed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from jobdesk.engine.storage.settings import Setting, Value
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.theme import metrics
from jobdesk.ui.widgets.qt import override, visual_alignment

# What a text stands for is told by its name: the settings' own file knows no widgets.
_FOLDER_KEYS: Final = ("_folder",)
_FILE_KEYS: Final = ("_interpreter", "shell", "_file", "_program")
Editor = QCheckBox | QComboBox | QSpinBox | QDoubleSpinBox | QLineEdit


class SettingRow(QWidget):
    """A label, an editor, the hint, and what is wrong with the value.

    Signals:
        change_requested: The person wants another value.
    """

    change_requested = Signal(object)

    def __init__(self, setting: Setting, title: str, hint: str, choices: dict[str, str]) -> None:
        """Make a row.

        Args:
            setting: What it is about.
            title: Its label, in the window's language.
            hint: Its help, in the window's language.
            choices: What its choices are called.
        """
        super().__init__()
        self.setting = setting
        self._choices = choices
        self._is_filling = False
        self.haystack = f"{title} {hint} {setting.group} {setting.key}".casefold()
        self.editor = self._make_editor(title)
        self.editor.setAccessibleName(title)
        self.editor.setAccessibleDescription(hint)
        self.reset = QPushButton(self.tr("Default"))
        self.reset.setProperty("isLink", True)
        self.reset.setAccessibleName(self.tr("Back to the default: %1").replace("%1", title))
        self.reset.clicked.connect(lambda: self.change_requested.emit(setting.default))
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self._hint, self._problem = _small_label("text3"), _small_label("fail")
        self._hint.setText(literal(self._hint_text(hint)))
        self._hint.setVisible(bool(self._hint.text()))
        self._problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.px(7), 0, metrics.px(7))
        layout.setSpacing(metrics.px(3))
        layout.addLayout(self._make_lines(title))
        layout.addWidget(self._hint)
        layout.addWidget(self._problem)

    @property
    def problem(self) -> str:
        """What is said to be wrong."""
        return "" if self._problem.isHidden() else self._problem.text()

    def show_value(self, value: Value) -> None:
        """Show the value that holds; it takes back what was said to be wrong."""
        self._is_filling = True
        editor = self.editor
        if isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QSpinBox):
            editor.setValue(int(value))
        elif isinstance(editor, QDoubleSpinBox):
            editor.setValue(float(value))
        elif editor.text() != str(value):
            editor.setText(str(value))
        self._is_filling = False
        self.reset.setVisible(value != self.setting.default)
        self.show_problem("")

    def show_problem(self, text: str) -> None:
        """Say why a value was refused; an empty text takes it back."""
        self._problem.setText(literal(text))
        self._problem.setVisible(bool(text))
        self.editor.setProperty("isWrong", bool(text))
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)

    # -- within

    def _make_lines(self, title: str) -> QVBoxLayout:
        """Put the editor beside its label; a text, such as a long path, gets the room below it."""
        lines, line = QVBoxLayout(), QHBoxLayout()
        line.setSpacing(metrics.px(8))
        if isinstance(self.editor, QCheckBox):
            line.addWidget(self.editor, 1)
        else:
            label = QLabel(literal(title))
            label.setTextFormat(Qt.TextFormat.PlainText)
            lead(label)
            label.setWordWrap(True)
            label.setBuddy(self.editor)
            is_text = isinstance(self.editor, QLineEdit)
            if is_text:
                lines.addWidget(label)
            else:
                line.addWidget(label, 1)
            line.addWidget(self.editor, int(is_text))
        if self.setting.key.endswith(_FOLDER_KEYS + _FILE_KEYS) and isinstance(self.editor, QLineEdit):
            browse = QPushButton(self.tr("Browse\N{HORIZONTAL ELLIPSIS}"))
            browse.setAccessibleName(self.tr("Browse for %1").replace("%1", title))
            browse.clicked.connect(self._on_browse)
            line.addWidget(browse)
        line.addWidget(self.reset)
        lines.addLayout(line)
        return lines

    def _make_editor(self, title: str) -> Editor:
        setting = self.setting
        if isinstance(setting.default, bool):
            box = QCheckBox(title)
            box.toggled.connect(self._request)
            return box
        if isinstance(setting.default, str) and setting.choices:
            combo = _QuietCombo()
            for choice in setting.choices:
                combo.addItem(self._choices.get(choice, choice.capitalize()), choice)
            combo.currentIndexChanged.connect(lambda _: self._request(combo.currentData()))
            combo.setMinimumWidth(max(combo.sizeHint().width(), metrics.px(170)))
            return combo
        if isinstance(setting.default, str):
            line = QLineEdit()
            line.editingFinished.connect(lambda: self._request(line.text().strip()))
            return line
        if isinstance(setting.default, int):
            number = _QuietSpinBox()
            number.setRange(int(setting.least), min(int(setting.most), 2_000_000_000))
            number.valueChanged.connect(self._request)
            number.setKeyboardTracking(False)
            number.setFixedWidth(metrics.px(110))
            return number
        real = _QuietDoubleSpinBox()
        real.setRange(setting.least, setting.most)
        real.setDecimals(1)
        real.valueChanged.connect(self._request)
        real.setKeyboardTracking(False)
        real.setFixedWidth(metrics.px(110))
        return real

    def _request(self, value: object) -> None:
        if not self._is_filling:
            self.change_requested.emit(value)

    def _hint_text(self, hint: str) -> str:
        default = self.setting.default
        if isinstance(default, bool) or not isinstance(default, int | float):
            return hint
        words = self.tr("Default: %1.").replace("%1", QLocale().toString(default))
        return f"{hint} {words}".strip()

    def _on_browse(self) -> None:
        dialog = QFileDialog(self, self.setting.title)
        if self.setting.key.endswith(_FOLDER_KEYS):
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setDirectory(str(Path.home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._request)
        dialog.open()


class _QuietCombo(QComboBox):
    """Scrolls the page under the wheel; only a combo that has the focus changes by it."""

    @override
    def wheelEvent(self, event: object) -> None:
        _scroll_page(self, event, QComboBox.wheelEvent)


class _QuietSpinBox(QSpinBox):
    def __init__(self) -> None:
        super().__init__()
        _indent(self.lineEdit())

    @override
    def wheelEvent(self, event: object) -> None:
        _scroll_page(self, event, QSpinBox.wheelEvent)


class _QuietDoubleSpinBox(QDoubleSpinBox):
    def __init__(self) -> None:
        super().__init__()
        _indent(self.lineEdit())

    @override
    def wheelEvent(self, event: object) -> None:
        _scroll_page(self, event, QDoubleSpinBox.wheelEvent)


def _indent(line: QLineEdit) -> None:
    # A style sheet's padding does not reach what is within a box of numbers.
    line.setTextMargins(metrics.px(7), 0, metrics.px(7), 0)


def _scroll_page(widget: QWidget, event: object, otherwise: object) -> None:
    if widget.hasFocus() and callable(otherwise):
        otherwise(widget, event)
    else:
        event.ignore()  # type: ignore[attr-defined]


def lead(label: QLabel) -> None:
    """Let a label begin where its window is read from; by itself it goes by the letters that it shows."""
    label.setAlignment(visual_alignment(label.layoutDirection(), label.alignment()))


def _small_label(tone: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFont(metrics.offset_font(-0.5))
    lead(label)
    label.setProperty("tone", tone)
    return label

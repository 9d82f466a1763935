"""Completion while typing: paths and earlier commands, looked for on the pool and offered in a popup."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QStringListModel, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QPlainTextEdit

from jobdesk.ui.form.command_line import escaped, unescaped
from jobdesk.ui.form.path_suggestions import complete_path
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.widgets.qt import override

_TYPED_MS: Final = 90
_MOST_COMMANDS: Final = 12
_POPUP_KEYS: Final = frozenset(
    {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Up, Qt.Key.Key_Down}
)
# A word of a command that can only be a path; its blanks are escaped.
_PATH_WORD: Final = re.compile(r"(?:^|[\s=:])((?:~|\.{1,2})?/(?:\\.|[^\s'\"\\])*|[A-Za-z]:\\[^\s'\"]*)$")


class PathCompletion(QObject):
    """Completes the path in a line."""

    def __init__(self, line: QLineEdit, bridge: EngineBridge, base: Callable[[], str], *, only_folders: bool) -> None:
        super().__init__(line)
        self._line = line
        self._bridge = bridge
        self._base = base
        self._only_folders = only_folders
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        line.setCompleter(self._completer)
        _name_popup(self._completer)
        self._timer = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._timer.timeout.connect(self._look)
        line.textEdited.connect(lambda _: self._timer.start())

    def _look(self) -> None:
        text = self._line.text()
        if text:
            look = partial(complete_path, text, self._base(), only_folders=self._only_folders)
            self._bridge.ask(look, partial(self._on_found, text))

    def _on_found(self, text: str, found: list[str]) -> None:
        if self._line.text() == text and self._line.hasFocus():
            self._model.setStringList(found)
            if found and found != [text]:
                self._completer.complete()


class WordCompletion(QCompleter):
    """Completes the last of several words with commas between; only the part before a bar of a choice goes in."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._line = line
        self._words = QStringListModel(self)
        self.setModel(self._words)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        line.setCompleter(self)
        _name_popup(self)

    def offer(self, words: list[str]) -> None:
        """Offer other words."""
        if words != self._words.stringList():
            self._words.setStringList(words)

    @override
    def splitPath(self, path: str) -> list[str]:
        return [path.rsplit(",", 1)[-1].strip().removeprefix("#")]

    @override
    def pathFromIndex(self, index: object) -> str:
        chosen = super().pathFromIndex(index).split(" \N{MIDDLE DOT} ")[0]  # type: ignore[arg-type]
        before, comma, _ = self._line.text().rpartition(",")
        return f"{before}, {chosen}" if comma else chosen


class CommandEdit(QPlainTextEdit):
    """An editor whose keys somebody may take first.

    A filter would not do: a completer hands keys to its widget directly, past all filters.
    """

    def __init__(self) -> None:
        super().__init__()
        self.on_key: Callable[[QKeyEvent], bool] | None = None
        self.on_tab: Callable[[], bool] | None = None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.on_key is None or not self.on_key(event):
            super().keyPressEvent(event)

    @override
    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        return (next and self.on_tab is not None and self.on_tab()) or super().focusNextPrevChild(next)


class CommandCompletion(QObject):
    """Offers earlier commands that go on as this one begins, and paths where a word is one."""

    def __init__(
        self, editor: CommandEdit, bridge: EngineBridge, base: Callable[[], str], earlier: Callable[[], list[str]]
    ) -> None:
        super().__init__(editor)
        self._editor = editor
        self._bridge = bridge
        self._base = base
        self._earlier = earlier
        self._word = ""
        self._is_path_whole = False
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setWidget(editor)
        _name_popup(self._completer)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.activated.connect(self._on_chosen)
        self._timer = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._timer.timeout.connect(self._look)
        editor.on_key = self.take_key
        editor.on_tab = self.take_tab

    def popup(self) -> QAbstractItemView:
        """Return the list that is offered."""
        popup = self._completer.popup()
        if popup is None:
            raise LookupError("the completer has no popup")
        return popup

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a key before the editor does; True if the editor shall leave it alone."""
        if self.popup().isVisible() and event.key() in _POPUP_KEYS:
            event.ignore()  # Not taken here, it is the popup's.
            return True
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._offer("", self._earlier()[:_MOST_COMMANDS])
            return True
        if event.text() and (event.text().isprintable() or event.key() == Qt.Key.Key_Backspace):
            self._timer.start()
        return False

    def take_tab(self) -> bool:
        """Go on with a path as far as all that is offered agrees, as a terminal does; False if there is nothing to add.

        A path that is one already stays as it is.
        """
        if not self.popup().isVisible() or not self._word or self._is_path_whole:
            return False
        common = os.path.commonprefix(self._model.stringList())  # noqa: RUF071 - letters are what is added
        if len(common) <= len(unescaped(self._word)):
            return False
        self.popup().hide()
        self._on_chosen(common)
        return True

    def _text_before(self) -> str:
        cursor = self._editor.textCursor()
        return self._editor.toPlainText()[: cursor.position()] if not cursor.hasSelection() else ""

    def _look(self) -> None:
        if not self._editor.hasFocus():
            return
        text = self._text_before()
        word = _PATH_WORD.search(text)
        if word is not None:
            look = partial(complete_path, unescaped(word.group(1)), self._base())
            self._bridge.ask(look, partial(self._on_found, text, word.group(1)))
            return
        if len(text) > 1 and self._editor.textCursor().atEnd():
            fitting = [line for line in self._earlier() if line.startswith(text) and line != text]
            self._offer("", fitting[:_MOST_COMMANDS])

    def _on_found(self, text: str, word: str, found: list[str]) -> None:
        if self._text_before() == text and self._editor.hasFocus():
            self._is_path_whole = unescaped(word) in found
            self._offer(word, [path for path in found if path != unescaped(word)])

    def _offer(self, word: str, choices: list[str]) -> None:
        self._word = word
        self._model.setStringList(choices)
        if not choices:
            popup = self._completer.popup()
            if popup is not None:
                popup.hide()
            return
        self._completer.setCompletionPrefix("")
        rect = self._editor.cursorRect()
        rect.setWidth(max(280, self._editor.width() - rect.left() - 8) if word else self._editor.width())
        if not word:
            rect.moveLeft(0)
        self._completer.complete(rect)

    def _on_chosen(self, choice: str) -> None:
        cursor = self._editor.textCursor()
        if self._word:
            cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(self._word))
        else:
            cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(escaped(choice) if self._word else choice)
        self._editor.setTextCursor(cursor)
        if choice.endswith(("/", "\\")):
            self._timer.start()


def _name_popup(completer: QCompleter) -> None:
    """Name the list that is offered, for the style sheet and for screen readers."""
    popup = completer.popup()
    if popup is not None:
        popup.setObjectName("completions")
        popup.setAccessibleName(QCoreApplication.translate("Completion", "Completions"))

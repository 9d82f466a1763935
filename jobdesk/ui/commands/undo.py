"""What can be undone and done again: deeds by name, the newest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Signal

_MOST_DEEDS: Final = 100


class Deed(msgspec.Struct, eq=False):
    """Something that was done.

    Attributes:
        text: Names it in the Edit menu, after "Undo": "Cancel Encode B".
        undo: Takes it back; called on the window's thread, and must not wait.
        redo: Does it again; the same holds.
    """

    text: str
    undo: Callable[[], None]
    redo: Callable[[], None]


class UndoHistory(QObject):
    """The deeds of this window.

    Signals:
        changed: What would be undone or done again is something else now.
        undone: The name of a deed that was taken back.
        redone: The name of a deed that was done again.
    """

    changed = Signal()
    undone = Signal(str)
    redone = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: list[Deed] = []
        self._undone: list[Deed] = []

    @property
    def undo_text(self) -> str:
        """Name of what `undo` would take back; empty if there is nothing."""
        return self._done[-1].text if self._done else ""

    @property
    def redo_text(self) -> str:
        """Name of what `redo` would do again; empty if there is nothing."""
        return self._undone[-1].text if self._undone else ""

    def did(self, text: str, undo: Callable[[], None], redo: Callable[[], None]) -> Deed:
        """Remember a deed that was just done; what was undone before cannot be done again any more.

        Args:
            text: Names it after "Undo", in title case: "Move 2 Jobs to Trash".
            undo: Takes it back.
            redo: Does it again.
        """
        deed = Deed(text, undo, redo)
        self._done = [*self._done[-(_MOST_DEEDS - 1) :], deed]
        self._undone.clear()
        self.changed.emit()
        return deed

    def forget(self, deed: Deed) -> None:
        """Drop a deed that can no longer be taken back or done again."""
        for deeds in (self._done, self._undone):
            if deed in deeds:
                deeds.remove(deed)
                self.changed.emit()

    def undo(self) -> None:
        """Take back the newest deed."""
        if self._done:
            self._take_back(self._done[-1])

    def undo_deed(self, deed: Deed) -> None:
        """Take back one deed, if that is still possible: what a toast offers, whatever was done since."""
        if deed in self._done:
            self._take_back(deed)

    def redo(self) -> None:
        """Do again what was undone last."""
        if self._undone:
            deed = self._undone.pop()
            self._done.append(deed)
            deed.redo()
            self.changed.emit()
            self.redone.emit(deed.text)

    def _take_back(self, deed: Deed) -> None:
        self._done.remove(deed)
        self._undone.append(deed)
        deed.undo()
        self.changed.emit()
        self.undone.emit(deed.text)

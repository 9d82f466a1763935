"""The keys of a log, which work only while it has focus: single letters would be lost in a table that one types in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

if TYPE_CHECKING:
    from jobdesk.ui.log.view import LogView

_Key = Qt.Key
_Ctrl, _Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_None = Qt.KeyboardModifier.NoModifier


def log_deed(view: LogView, event: QKeyEvent, *, is_in_field: bool) -> Callable[[], object] | None:
    """Return what a key stands for, in the log or in the field of its find bar; None if nothing."""
    if event.matches(QKeySequence.StandardKey.Find):
        return view.open_find
    key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    deeds = _field_deeds(view) if is_in_field else _log_deeds(view)
    return deeds.get((key, modifiers)) or _common_deeds(view).get((key, modifiers))


def _common_deeds(view: LogView) -> dict[tuple[int, Qt.KeyboardModifier], Callable[[], object]]:
    return {
        (_Key.Key_Escape, _None): view.escape,
        (_Key.Key_F3, _None): partial(view.finding.go, 1),
        (_Key.Key_F3, _Shift): partial(view.finding.go, -1),
        (_Key.Key_F8, _None): partial(view.errors.go, 1),
        (_Key.Key_F8, _Shift): partial(view.errors.go, -1),
        (_Key.Key_Plus, _Ctrl): partial(view.choices.zoom, 1),
        (_Key.Key_Plus, _Ctrl | _Shift): partial(view.choices.zoom, 1),
        (_Key.Key_Equal, _Ctrl): partial(view.choices.zoom, 1),
        (_Key.Key_Minus, _Ctrl): partial(view.choices.zoom, -1),
        (_Key.Key_0, _Ctrl): partial(view.choices.zoom, 0),
        (_Key.Key_C, _Ctrl | _Shift): view.export.copy_text,
    }


def _field_deeds(view: LogView) -> dict[tuple[int, Qt.KeyboardModifier], Callable[[], object]]:
    return {
        (_Key.Key_Return, _None): partial(view.finding.go, 1),
        (_Key.Key_Enter, _None): partial(view.finding.go, 1),
        (_Key.Key_Return, _Shift): partial(view.finding.go, -1),
        (_Key.Key_Down, _None): view.edit.setFocus,
    }


def _log_deeds(view: LogView) -> dict[tuple[int, Qt.KeyboardModifier], Callable[[], object]]:
    return {
        (_Key.Key_F, _None): view.follow,
        (_Key.Key_End, _None): view.follow,
        (_Key.Key_End, _Ctrl): view.follow,
        (_Key.Key_Home, _None): view.go_to_start,
        (_Key.Key_Home, _Ctrl): view.go_to_start,
        (_Key.Key_C, _Ctrl): view.export.copy_selection,
        (_Key.Key_Insert, _Ctrl): view.export.copy_selection,
        (_Key.Key_T, _None): view.choices.toggle_times,
        (_Key.Key_W, _None): view.tools.wrap.toggle,
        (_Key.Key_N, _None): partial(view.errors.go, 1),
        (_Key.Key_P, _None): partial(view.errors.go, -1),
    }

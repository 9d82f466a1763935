"""Priorities by name: a number can be anything, and people think in five of them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_NAMES: Final = {
    100: str(QT_TRANSLATE_NOOP("Priority", "Highest")),
    10: str(QT_TRANSLATE_NOOP("Priority", "High")),
    0: str(QT_TRANSLATE_NOOP("Priority", "Normal")),
    -10: str(QT_TRANSLATE_NOOP("Priority", "Low")),
    -100: str(QT_TRANSLATE_NOOP("Priority", "Lowest")),
}
PRIORITIES: Final = tuple(_NAMES)
"""The priorities that have names, the highest first."""


def priority_text(priority: int) -> str:
    """Return a priority's name in the language of the window, or its number if it has none."""
    name = _NAMES.get(priority)
    return str(priority) if name is None else QCoreApplication.translate("Priority", name)


def next_priority(priority: int, step: int) -> int:
    """Return the next priority with a name above (1) or below (-1) one; at the ends it stays as it is."""
    if step > 0:
        return min((value for value in PRIORITIES if value > priority), default=priority)
    return max((value for value in PRIORITIES if value < priority), default=priority)

"""What the window needs to get on with PySide6."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QDropEvent, QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

if TYPE_CHECKING:
    from typing_extensions import override
else:
    _Method = TypeVar("_Method")

    def override(method: _Method) -> _Method:
        """Mark a method that Qt calls; `typing` has this only from Python 3.12 on."""
        return method


def take_copy(event: QDropEvent) -> None:
    """Accept what is dragged in from elsewhere as a copy: a program that is told of a move takes it away there."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def give_viewport(area: QAbstractScrollArea) -> None:
    """Give a scroll area a viewport that is made here, like the one that it had.

    Whoever asks for one that Qt made has PySide6 look which class it is, and make every class of widgets for that.
    """
    viewport = QWidget(area)
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    viewport.setAutoFillBackground(True)
    area.setViewport(viewport)


def visual_alignment(direction: Qt.LayoutDirection, alignment: Qt.AlignmentFlag) -> Qt.AlignmentFlag:
    """Do what QStyle.visualAlignment does, which would have PySide6 make the hundreds of names that QStyle has."""
    if direction is Qt.LayoutDirection.RightToLeft:
        sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignRight
        if alignment & sides in {Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight}:
            alignment ^= sides
    return alignment | Qt.AlignmentFlag.AlignAbsolute


def visual_rect(direction: Qt.LayoutDirection, whole: QRect, rect: QRect) -> QRect:
    """Do what QStyle.visualRect does: return where a rectangle stands if all is read in a direction."""
    if direction is Qt.LayoutDirection.LeftToRight:
        return rect
    return rect.translated(whole.left() + whole.right() - rect.left() - rect.right(), 0)


__all__ = ["give_viewport", "override", "visual_alignment", "visual_rect"]

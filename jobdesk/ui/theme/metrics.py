"""Sizes that grow with the system's font: everything is given for a font of 10 points."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication

# The pixel height is compared, not the points: macOS draws a point at 72 dots per inch, other systems at 96.
_PIXELS_AT_10_PT = 10 * 96 / 72
_LEAST_POINTS = 8.0


class RowHeight(StrEnum):
    """How close together the rows of the job table stand."""

    COMPACT = "compact"
    DEFAULT = "default"
    ROOMY = "roomy"


_ROW_SIZES = {RowHeight.COMPACT: 28, RowHeight.DEFAULT: 30, RowHeight.ROOMY: 32}


def scale() -> float:
    """Return how large the system's font is, against the 10 points that all sizes are given for."""
    font = QApplication.font()
    if font.pointSizeF() <= 0:
        return QFontInfo(font).pixelSize() / _PIXELS_AT_10_PT
    return font.pointSizeF() * QApplication.primaryScreen().logicalDotsPerInch() / 72 / _PIXELS_AT_10_PT


def px(size: float) -> int:
    """Return a size given at 10 points in logical pixels at the system's font."""
    return max(1, round(size * scale()))


def row_height(chosen: RowHeight = RowHeight.DEFAULT) -> int:
    """Return the height of a table row."""
    size = _ROW_SIZES[chosen]
    return max(size - 2, px(size), QFontMetrics(QApplication.font()).height() + size - 18)


def offset_font(points: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the system's font, larger or smaller by some points, but never too small to read."""
    font = QFont(QApplication.font())
    font.setPointSizeF(max(_LEAST_POINTS, font.pointSizeF() + points))
    font.setWeight(weight)
    return font


def number_font() -> QFont:
    """Return the system's font with digits of one width, so that counting numbers do not shake."""
    font = QFont(QApplication.font())
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def log_font() -> QFont:
    """Return the font of logs: the system's own of fixed width, without ligatures."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(max(_LEAST_POINTS, QApplication.font().pointSizeF() - 0.5))
    font.setFeature(QFont.Tag("liga"), 0)
    font.setFeature(QFont.Tag("calt"), 0)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font

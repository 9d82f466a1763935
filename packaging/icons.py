"""Draws the app's icon in the sizes that systems ask for, with Qt and without a display."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage


def draw(drawing: Path, size: int) -> QImage:
    """Return a square picture of an SVG file.

    Args:
        drawing: The SVG file.
        size: Width and height in pixels.

    Raises:
        ValueError: The file is no picture.
    """
    # Late: the build's own environment has Qt, a Python that only reads this file need not.
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(drawing))
    if not renderer.isValid():
        raise ValueError(f"{drawing} is no picture")
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    return image


def render(drawing: Path, size: int) -> bytes:
    """Return a square picture of an SVG file as PNG.

    Args:
        drawing: The SVG file.
        size: Width and height in pixels.

    Raises:
        ValueError: The file is no picture.
    """
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImageWriter

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(draw(drawing, size))
    return bytes(buffer.data().data())

"""Draws the app's icon in the sizes that systems ask for; one drawing is the source of all of them."""

from __future__ import annotations

from pathlib import Path


def render(drawing: Path, size: int) -> bytes:
    """Return a square picture of an SVG file as PNG.

    Args:
        drawing: The SVG file.
        size: Width and height in pixels.

    Raises:
        ValueError: The file cannot be drawn.
    """
    # Late: the build's own environment has Qt, a Python that only reads this file need not.
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QImageWriter, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(drawing))
    if not renderer.isValid():
        raise ValueError(f"{drawing} cannot be drawn")
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())

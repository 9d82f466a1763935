"""Writes the .ico of the programs on Windows."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import icons

SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
_PNG_FROM = 256
"""From this size on a picture is stored as PNG; the smaller ones are bitmaps, which every reader of icons takes."""


def write_icon(svg: Path, target: Path) -> None:
    """Write an .ico with all sizes that Windows shows.

    Args:
        svg: The picture.
        target: The file to write; its folder is made.

    Raises:
        ValueError: The picture cannot be drawn.
    """
    pictures = [_picture(svg, size) for size in SIZES]
    offset = 6 + 16 * len(pictures)
    entries = b""
    for size, picture in zip(SIZES, pictures, strict=True):
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(pictures))


def _picture(svg: Path, size: int) -> bytes:
    """Return a picture as it is stored in the file."""
    if size >= _PNG_FROM:
        return icons.render(svg, size)
    image = icons.draw(svg, size)  # Kept, since it owns the bits.
    return _bitmap(size, bytes(image.constBits()))


def _bitmap(size: int, pixels: bytes) -> bytes:
    """Return an icon's bitmap: rows from the bottom up, and an empty mask, since the pixels have an alpha."""
    rows = [pixels[start : start + 4 * size] for start in range(0, len(pixels), 4 * size)]
    mask = bytes((size + 31) // 32 * 4 * size)
    header = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    return header + b"".join(reversed(rows)) + mask

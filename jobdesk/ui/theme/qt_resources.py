"""Files in memory alone, for what Qt takes only by a file's name, such as the pictures of a style sheet."""

from __future__ import annotations

import struct
from typing import Final

from PySide6.QtCore import qRegisterResourceData

# The format of Qt's resources, in its first version: a tree of nodes, their names, and their contents.
_VERSION: Final = 1
_IS_FOLDER: Final = 2
_ANY_LANGUAGE: Final = 1
_kept: Final[list[bytes]] = []
"""What Qt only points to."""


def publish(name: str, content: bytes) -> str:
    """Let Qt find a file for as long as the process lives, and return its path.

    Args:
        name: One that nothing else was published by.
        content: What is in it.
    """
    root = struct.pack(">IHII", 0, _IS_FOLDER, 1, 1)
    file = struct.pack(">IHHHI", 0, 0, 0, _ANY_LANGUAGE, 0)
    names = struct.pack(">HI", len(name), _hash(name)) + name.encode("utf-16-be")
    contents = struct.pack(">I", len(content)) + content
    blobs = (root + file, names, contents)
    _kept.extend(blobs)
    qRegisterResourceData(_VERSION, *blobs)
    return f":/{name}"


def _hash(name: str) -> int:
    """Hash a name as Qt does."""
    value = 0
    for character in name:
        value = (value << 4) + ord(character)
        value = (value ^ (value & 0xF0000000) >> 23) & 0x0FFFFFFF
    return value

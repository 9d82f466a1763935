"""Files that only Qt can see: found by name, whole, and drawn as pictures."""

from __future__ import annotations

from PySide6.QtCore import QFile
from PySide6.QtGui import QPixmap

from jobdesk.ui.theme.qt_resources import publish

SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><path d="M0 0h4v4H0z" fill="#ff0000"/></svg>'


def content(path: str) -> bytes:
    file = QFile(path)
    assert file.open(QFile.OpenModeFlag.ReadOnly), path
    return bytes(file.readAll().data())


def test_every_file_is_found_whole() -> None:
    files = {f"a name that is quite long, number {number}.bin": bytes([number]) * number for number in range(100)}
    paths = {name: publish(name, data) for name, data in files.items()}

    assert {name: content(path) for name, path in paths.items()} == files
    assert not QFile(":/a name that is quite long, number 100.bin").exists()


def test_a_picture_is_drawn(qapp: object) -> None:
    picture = QPixmap(publish("square.svg", SQUARE)).toImage()

    assert picture.pixelColor(1, 1).name() == "#ff0000"

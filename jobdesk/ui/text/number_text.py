"""Numbers, sizes and keys as the language of the window writes them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QKeySequence


def decimal_text(value: float, digits: int) -> str:
    """Write a number with so many digits behind its point."""
    return QLocale().toString(value, "f", digits)


def count_text(count: int) -> str:
    """Write a count with its thousands apart: "1,400"."""
    return QLocale().toString(count)


def size_text(size_bytes: int) -> str:
    """Write a size for people: "842 MB"."""
    if size_bytes < 1000:
        translate = QCoreApplication.translate
        return translate("Numbers", "%n bytes", "", size_bytes).replace("%n", str(size_bytes))
    size = float(size_bytes)
    for unit in ("kB", "MB"):
        size /= 1000
        if size < 1000:
            return f"{decimal_text(size, 0 if size >= 10 else 1)} {unit}"
    return f"{decimal_text(size / 1000, 1)} GB"


def native_keys(keys: str) -> str:
    """Write shortcuts, with two spaces between, as the system does."""
    native = QKeySequence.SequenceFormat.NativeText
    return "  ".join(QKeySequence(one).toString(native) for one in keys.split("  "))

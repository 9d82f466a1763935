"""What the window remembers: sizes, columns, choices; kept in an ini file, read and written on the pool."""

from __future__ import annotations

import functools
import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QObject, QSettings, QTimer

if TYPE_CHECKING:
    from jobdesk.engine.runtime.pool import Pool

_log = logging.getLogger(__name__)
_RATE_MS = 1000
_PATIENCE_S = 1.0


class WindowState(QObject):
    """Values by name; saved soon after they change, and at most once a second."""

    def __init__(self, path: Path, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._pool = pool
        self._found: dict[str, Any] = {}
        self._is_read = threading.Event()
        pool.start(self._read)
        self._changed: dict[str, Any] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_RATE_MS)
        self._timer.timeout.connect(self._on_due)

    @functools.cached_property
    def _values(self) -> dict[str, Any]:
        """What was read; of a disk that does not answer nothing is known, and the window shows all the same."""
        if self._is_read.wait(_PATIENCE_S):
            return self._found
        _log.warning("The window's state could not be read in time from %s", self._path)
        return {}

    def bytes(self, key: str) -> QByteArray:
        """Return a value that Qt made."""
        value = self._values.get(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def text(self, key: str, default: str = "") -> str:
        """Return a text."""
        value = self._values.get(key)
        return value if isinstance(value, str) else default

    def number(self, key: str, default: float) -> float:
        """Return a number."""
        try:
            return float(self._values.get(key, default))
        except (TypeError, ValueError):
            return default

    def put(self, key: str, value: object) -> None:
        """Remember a value."""
        if self._values.get(key) != value:
            self._values[key] = value
            self._changed[key] = value
            if not self._timer.isActive():
                self._timer.start()

    def save_now(self) -> None:
        """Write what is not yet written; called at the end, off the window's thread."""
        changed, self._changed = self._changed, {}
        if changed:
            _write(self._path, changed)

    def _read(self) -> None:
        self._found = _read(self._path)
        self._is_read.set()

    def _on_due(self) -> None:
        changed, self._changed = self._changed, {}
        self._pool.start(lambda: _write(self._path, changed))


def _read(path: Path) -> dict[str, Any]:
    if not os.path.exists(path):  # noqa: PTH110 - which raises nothing
        return {}
    stored = QSettings(str(path), QSettings.Format.IniFormat)
    return {key: stored.value(key) for key in stored.allKeys()}


def _write(path: Path, values: dict[str, Any]) -> None:
    if not path.parent.is_dir():
        return
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    for key, value in values.items():
        settings.setValue(key, value)
    settings.sync()
    if settings.status() is not QSettings.Status.NoError:
        _log.warning("The window's state could not be saved to %s", path)

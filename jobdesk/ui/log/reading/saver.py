"""Saves a whole log, as it is on disk, to a file that the person names; on the pool, whatever its size."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from jobdesk.jobdir.folder import open_plain
from jobdesk.ui.log.reading.steps import NOTHING_SEEN
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.error_text import refusal_text
from jobdesk.ui.text.number_text import size_text
from jobdesk.ui.text.plain_text import literal

_STEP_BYTES: Final = 1 << 20


class NotSavedError(Exception):
    """A log was not saved: "cut" or replaced meanwhile, the target is the log "itself", or "special", no plain file."""


class LogSaver(QObject):
    """Saves logs.

    Signals:
        told: That saving has begun, what was saved, or why nothing was, in one sentence.
    """

    told = Signal(str)

    def __init__(self, bridge: EngineBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge

    def save(self, log: Path, target: Path) -> None:
        """Save what stands in a log now; a file that is there already is replaced once all is written."""
        self.told.emit(self.tr("Saving the log to {path}").format(path=literal(str(target))))
        work = partial(copy_log, log, target, lambda: self._bridge.is_over)
        self._bridge.ask(work, partial(self._on_saved, target), self._on_failed)

    def _on_saved(self, target: Path, size: int) -> None:
        words = self.tr("Saved the whole log, {size}, to {path}")
        self.told.emit(words.format(size=size_text(size), path=literal(str(target))))

    def _on_failed(self, error: Exception) -> None:
        words = {
            "cut": self.tr("Not saved: the log was cut or replaced meanwhile. Save it again."),
            "itself": self.tr("Not saved: this file is the log itself. Choose another name."),
            "special": self.tr("Not saved: this is not a plain file. Choose another name."),
        }
        if isinstance(error, NotSavedError):
            self.told.emit(words[str(error)])
        elif isinstance(error, OSError):
            self.told.emit(self.tr("Not saved: {problem}").format(problem=refusal_text(error)))
        else:
            raise error


def copy_log(log: Path, target: Path, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Copy what stands in a log now; the target appears whole or not at all.

    Args:
        log: The log; it may grow meanwhile.
        target: The file to write.
        is_stopped: Asked now and then whether nobody wants the copy any more.

    Returns:
        How many bytes were copied; 0 if it was stopped.

    Raises:
        NotSavedError: The target is of no use, or the log was cut meanwhile.
        OSError: It could not be read, or the copy not be written.
    """
    if target.exists() and not target.is_file():
        raise NotSavedError("special")
    if target.exists() and target.samefile(log):
        raise NotSavedError("itself")
    with open_plain(log) as source:
        size = os.fstat(source.fileno()).st_size
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as copy:
                offset, seen = 0, NOTHING_SEEN
                while offset < size:
                    if is_stopped():
                        return 0
                    source.seek(offset)
                    data = source.read(min(_STEP_BYTES, size - offset))
                    if not data or not seen.are_in(source):
                        raise NotSavedError("cut")
                    copy.write(data)
                    seen = seen.after(offset, data)
                    offset += len(data)
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
    return size

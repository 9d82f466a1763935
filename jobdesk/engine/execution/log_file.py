"""The file of JobDesk's own log."""

from __future__ import annotations

import contextlib
import logging
import os
from io import TextIOWrapper
from logging import LogRecord
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from jobdesk.jobdir.folder import open_to_write


class PrivateLogFile(RotatingFileHandler):
    """A log file that only its owner may read, whatever the umask.

    A file that is none, such as a pipe that nobody reads, and a full disk take the log with them, and nothing else.
    """

    def handleError(self, record: LogRecord) -> None:  # noqa: N802 -- The name is logging's.
        """Go on without the record: printed on the terminal of whoever started this, the failure helps nobody."""

    def open(self) -> None:
        """Open the file while the path leads to the right folder; one that cannot be opened now is tried again."""
        with contextlib.suppress(OSError):
            self.stream = self._open()

    def _open(self) -> TextIOWrapper:
        descriptor = open_to_write(Path(self.baseFilename), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        return os.fdopen(descriptor, "a", encoding=self.encoding, errors=self.errors)


class MaskingFormatter(logging.Formatter):
    """Masks what looks like a secret in the texts of errors, which may quote a command or a variable."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 -- The name is logging's.
        """Return a traceback as text."""
        from jobdesk.core.redaction import mask_text  # Late: its expressions are compiled for the first error.

        return mask_text(super().formatException(ei))

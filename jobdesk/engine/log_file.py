"""The file of JobDesk's own log."""

from __future__ import annotations

import errno
import os
import stat
from io import TextIOWrapper
from logging import LogRecord
from logging.handlers import RotatingFileHandler

_OPTIONS = os.O_CREAT | os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class PrivateLogFile(RotatingFileHandler):
    """A log file that only its owner may read, whatever the umask.

    A file that is none, such as a pipe that nobody reads, and a full disk take the log with them, and nothing else.
    """

    def handleError(self, record: LogRecord) -> None:  # noqa: N802 -- The name is logging's.
        """Go on without the record: printed on the terminal of whoever started this, the failure helps nobody."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, _OPTIONS, 0o600)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "not a plain file", self.baseFilename)
        return os.fdopen(descriptor, "a", encoding=self.encoding, errors=self.errors)

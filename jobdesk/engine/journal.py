"""The journal: what changed since a snapshot, one line a change, made durable for many callers at once.

A line is the CRC-32 of its body in eight hexadecimal digits, a space, and the body: a `Record` as JSON. It holds the
whole job, so reading a line twice does no harm. A last line that is torn was never acknowledged and is passed over.
"""

from __future__ import annotations

import os
import sys
import threading
import zlib
from pathlib import Path

import msgspec

from jobdesk.core.job import Job
from jobdesk.executors.folder import BINARY, sync_folder

if sys.platform == "darwin":
    import fcntl


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change: a job as it is now, or the id of one that is gone."""

    put: Job | None = None
    remove: str | None = None


class Journal:
    """Appends records, and makes them durable.

    `append` and `switch` are called under one lock of the caller's, `sync` and `close` under none.
    """

    def __init__(self, path: Path) -> None:
        self._encode = msgspec.json.Encoder().encode
        self._files = [new_journal_file(path)]
        self._written = 0
        self._synced = 0
        self._sync_lock = threading.Lock()
        self.size_bytes = 0

    @property
    def position(self) -> int:
        """The position of the last change, for `sync`."""
        return self._written

    def append(self, record: Record) -> int:
        """Write one change, not yet durable.

        Returns:
            A position to give to `sync`.

        Raises:
            OSError: It could not be written; the journal is as it was.
        """
        body = self._encode(record)
        line = b"%08x %b\n" % (zlib.crc32(body), body)
        descriptor = self._files[-1]
        done = os.write(descriptor, line)
        try:
            while done < len(line):
                done += os.write(descriptor, line[done:])  # What keeps it from being whole is told by this.
        except OSError:
            os.ftruncate(descriptor, os.fstat(descriptor).st_size - done)
            raise
        self._written += 1
        self.size_bytes += len(line)
        return self._written

    def sync(self, position: int) -> None:
        """Make everything up to a position durable; one call serves all that wait at the same time.

        Raises:
            OSError: The disk refused.
        """
        with self._sync_lock:
            if self._synced >= position:
                return
            target, files = self._written, self._files[:]
            for descriptor in files:
                _sync_data(descriptor)
            for descriptor in files[:-1]:
                self._files.remove(descriptor)
                os.close(descriptor)
            self._synced = target

    def switch(self, descriptor: int) -> None:
        """Let the changes from now on go to another file, made by `new_journal_file`."""
        self._files.append(descriptor)
        self.size_bytes = 0

    def close(self) -> None:
        """Close the files."""
        with self._sync_lock:
            for descriptor in self._files:
                os.close(descriptor)
            self._files = []


def new_journal_file(path: Path) -> int:
    """Make or open a journal file, durable in its folder, and return its descriptor.

    Raises:
        OSError: It cannot be made.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND | BINARY, 0o600)
    sync_folder(path.parent)
    return descriptor


def read_journal(path: Path) -> tuple[list[Record], int]:
    """Read a journal.

    Returns:
        The records in order, and how many lines before the last one are damaged.

    Raises:
        OSError: It cannot be read.
    """
    lines = path.read_bytes().split(b"\n")
    decoder = msgspec.json.Decoder(Record)
    records: list[Record] = []
    damaged = 0
    for line in lines[:-1]:
        body = line[9:]
        if line[:8] != b"%08x" % zlib.crc32(body):
            damaged += 1
            continue
        try:
            records.append(decoder.decode(body))
        except msgspec.DecodeError:
            damaged += 1
    return records, damaged


def _sync_data(descriptor: int) -> None:
    if sys.platform == "darwin":
        # On macOS fsync leaves the data in the drive's cache; this does not (fcntl(2)).
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    elif sys.platform == "win32":
        os.fsync(descriptor)
    else:
        os.fdatasync(descriptor)

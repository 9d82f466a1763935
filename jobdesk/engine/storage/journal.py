"""The journal: what changed since a snapshot, one line a change, made durable for many callers at once.

A line is the CRC-32 of its body in eight hexadecimal digits, a space, and the body: a `Record` as JSON. It holds the
whole job, so reading a line twice does no harm. A last line that is torn was never acknowledged and is passed over.
The first line names the schema, ``{"schema": 2}``; journals of the first versions have no such line.
"""

from __future__ import annotations

import os
import sys
import threading
import zlib
from pathlib import Path

import msgspec

from jobdesk.core.job import Job
from jobdesk.engine.storage.snapshot import SCHEMA, newer_schema_error, read_job
from jobdesk.executors.forks import Forkable, clear_in_children
from jobdesk.jobdir.folder import open_to_write, read_own, sync_folder

if sys.platform == "darwin":
    import fcntl


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change: a job as it is now, or the id of one that is gone."""

    put: Job | None = None
    remove: str | None = None


_NO_JOB = msgspec.Raw()


class _Line(msgspec.Struct):
    """A line of any version: a record whose job is not read yet, or the schema of all that follow."""

    put: msgspec.Raw = _NO_JOB
    remove: str | None = None
    schema: int = SCHEMA


class Journal(Forkable):
    """Appends records, and makes them durable.

    `append` and `switch` are called under one lock of the caller's, `sync` and `close` under none.
    """

    def __init__(self, path: Path, directory: int | None = None) -> None:
        self._encode = msgspec.json.Encoder().encode
        self._files = [new_journal_file(path, directory)]
        self._written = 0
        self._synced = 0
        self._sync_lock = threading.Lock()
        self.size_bytes = 0
        clear_in_children(self)

    def after_fork(self) -> None:
        """Close this process's copies: only the other one writes."""
        self._sync_lock = threading.Lock()
        self.close()

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
        line = _line(body)
        if not self.size_bytes:
            # With the first record and not before: a disk without room for a line still lets an engine start.
            line = _line(b'{"schema":%d}' % SCHEMA) + line
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


def new_journal_file(path: Path, directory: int | None = None) -> int:
    """Make or open a journal file, durable in its folder, and return its descriptor.

    Args:
        path: Its path.
        directory: Descriptor of its folder, which may have another path by now; None is the folder at the path.

    Raises:
        OSError: It cannot be made.
    """
    flags = os.O_CREAT | os.O_WRONLY | os.O_APPEND
    if directory is None:
        descriptor = open_to_write(path, flags)
        sync_folder(path.parent)
    else:
        descriptor = open_to_write(path, flags, directory)
        os.fsync(directory)
    return descriptor


def read_journal(path: Path) -> tuple[list[Record | msgspec.Raw], int]:
    """Read a journal.

    Returns:
        The records in order, and how many lines before the last one are damaged. A job that this version does not
        understand is the text of its record.

    Raises:
        OSError: It cannot be read.
        StoreError: A newer JobDesk wrote it.
    """
    lines = read_own(path).split(b"\n")
    decode = msgspec.json.Decoder(_Line).decode
    records: list[Record | msgspec.Raw] = []
    damaged = 0
    for text in lines[:-1]:
        body = text[9:]
        if text[:8] != b"%08x" % zlib.crc32(body):
            damaged += 1
            continue
        try:
            line = decode(body)
        except msgspec.DecodeError:
            damaged += 1
            continue
        if line.schema > SCHEMA:
            raise newer_schema_error(path, line.schema)
        if line.remove is not None:
            records.append(Record(remove=line.remove))
        elif line.put is not _NO_JOB:
            job = read_job(line.put)
            records.append(line.put.copy() if job is None else Record(put=job))
    return records, damaged


def _line(body: bytes) -> bytes:
    return b"%08x %b\n" % (zlib.crc32(body), body)


def _sync_data(descriptor: int) -> None:
    if sys.platform == "darwin":
        # On macOS fsync leaves the data in the drive's cache; this does not (fcntl(2)).
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    elif sys.platform == "win32":
        os.fsync(descriptor)
    else:
        os.fdatasync(descriptor)

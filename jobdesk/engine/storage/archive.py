"""The archive: ended jobs that left the list, in files that are searched as they lie and never held in memory.

A file of ``archive/`` holds one job a line, each with its own checksum as in the journal, the newest last; a new one is
begun each month, and when one has grown large. Logs stay where they are, in ``run_logs/``.
"""

from __future__ import annotations

import itertools
import logging
import os
import threading
import zlib
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from jobdesk.core.errors import AmbiguousJobError, JobNotFoundError
from jobdesk.core.ids import is_job_id
from jobdesk.core.job import Job, JobStatus
from jobdesk.core.jobs.selection import read_ref
from jobdesk.engine.runtime.disk import make_folder, refused_at
from jobdesk.engine.storage.snapshot import read_job
from jobdesk.jobdir.folder import open_own, open_to_write, replace_file, sync_folder

_log = logging.getLogger(__name__)
_BLOCK_BYTES = 1 << 20
_LARGE_BYTES = 16 << 20
"""A file that is larger is not continued: taking one job out of it means to write it anew."""
_MOST_REMEMBERED = 2000
_ID_AT = len(b'00000000 {"id":"')


class Archive:
    """The archive of one data folder; may be used from any thread. One engine writes it, anybody may read it."""

    def __init__(self, folder: Path, run_logs: Path) -> None:
        self._folder = folder
        self._run_logs = run_logs
        self._lock = threading.Lock()
        self._remembered: dict[str, Job | None] = {}

    # -- writing

    def append(self, jobs: list[Job]) -> None:
        """Add jobs; they are durable when this returns.

        Raises:
            StoreError: They could not be written; the archive is as it was.
        """
        encode = msgspec.json.Encoder().encode
        lines = b"".join(b"%08x %b\n" % (zlib.crc32(body), body) for body in map(encode, jobs))
        with self._lock:
            with refused_at(self._folder):
                make_folder(self._folder)
                _append(self._file_to_continue(), lines)
                sync_folder(self._folder)
            self._remembered = {}

    def remove(self, job_ids: set[str]) -> None:
        """Take jobs out for good; what is left of their files is written anew.

        Raises:
            StoreError: It could not be written; every file is as it was, or without them.
        """
        gone = {job_id.encode() for job_id in job_ids}
        with self._lock:
            for path in self._files():
                with refused_at(path):
                    _write_without(path, gone)
            self._remembered = {}

    # -- reading

    def get(self, job_id: str) -> Job | None:
        """Return a job by its id; None if it is not here. An id that no job ever had costs next to nothing."""
        if not is_job_id(job_id) or not (self._run_logs / job_id).is_dir():
            return None
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered = {}
        # Into the memory of before: whoever changes the archive meanwhile begins another one.
        remembered = self._remembered
        if job_id not in remembered:
            needle = b'"id":"%b"' % job_id.encode()
            remembered[job_id] = next((job for job in self._jobs_with(needle) if job.id == job_id), None)
        return remembered[job_id]

    def get_many(self, job_ids: list[str]) -> list[Job]:
        """Return those of some jobs that are here; the files are read once for all of them."""
        if len(job_ids) == 1:
            job = self.get(job_ids[0])
            return [] if job is None else [job]
        if len(self._remembered) + len(job_ids) > _MOST_REMEMBERED:
            self._remembered = {}
        remembered = self._remembered  # As in `get`.
        unread = {job_id.encode() for job_id in job_ids if job_id not in remembered and is_job_id(job_id)}
        read: dict[str, Job] = {}
        if any((self._run_logs / job_id.decode()).is_dir() for job_id in unread):
            for job in self._jobs_with(b"", wanted=unread):
                read.setdefault(job.id, job)
        if len(unread) <= _MOST_REMEMBERED:
            remembered |= {job_id: read.get(job_id) for job_id in map(bytes.decode, unread)}
        found = ((job_id, read.get(job_id) or remembered.get(job_id)) for job_id in job_ids)
        return list({job_id: job for job_id, job in found if job is not None}.values())

    def find(self, job_ref: str) -> Job:
        """Return the job that an id, a number or a unique prefix of an id names.

        Raises:
            JobNotFoundError: None fits.
            AmbiguousJobError: More than one does.
        """
        text, number = read_ref(job_ref)
        if not text.isascii() or not text.isalnum():
            raise JobNotFoundError(job_ref)
        exact = self.get(text)
        if exact is None and number is not None:
            exact = next((job for job in self._jobs_with(b'"number":%d,' % number) if job.number == number), None)
            if exact is None:
                raise JobNotFoundError(job_ref)
        if exact is not None:
            return exact
        fitting = {job.id: job for job in self._jobs_with(b'"id":"%b' % text.encode()) if job.id.startswith(text)}
        if not fitting:
            raise JobNotFoundError(job_ref)
        if len(fitting) > 1:
            raise AmbiguousJobError(job_ref, list(fitting))
        return next(iter(fitting.values()))

    def tasks_of(self, array_id: str) -> list[Job]:
        """Return the tasks of an array, the newest first."""
        found = self._jobs_with(b'"parent":"%b"' % array_id.encode())
        return list({job.id: job for job in found if job.parent == array_id}.values())

    def search(
        self,
        text: str,
        status: JobStatus | None,
        limit: int,
        is_listed: Callable[[str], bool] = lambda _: False,
        job_ids: Collection[str] | None = None,
    ) -> list[Job]:
        """Return the jobs in which all words of a text occur, the newest first; tasks stand behind their array.

        Args:
            text: Words, in any case; empty is every job.
            status: Only those of this status; None is any.
            limit: At most so many.
            is_listed: Tells whether the list has a job by now, which then counts.
            job_ids: Only these; None is any.
        """
        words = text.casefold().split()
        plain = [word for word in words if word.isascii() and word.isprintable() and not set(word) & {'"', "\\", "#"}]
        needle = max(plain, key=len).encode() if plain else b""
        if not needle and status is not None:
            needle = b'"status":"%b"' % status.value.encode()
        found: dict[str, Job] = {}
        wanted = None if job_ids is None else {job_id.encode("utf-8", "replace") for job_id in job_ids}
        for job in self._jobs_with(needle, is_folded=bool(plain), wanted=wanted):
            if len(found) >= limit:
                break
            fits = job.parent is None and status in {None, job.status} and (not words or _has_words(job, words))
            if fits and job.id not in found and not is_listed(job.id):
                found[job.id] = job
        return list(found.values())

    def runs(self, kind: str, name: str, limit: int) -> list[Job]:
        """Return at most so many completed jobs of a kind and name, the newest first."""
        named = self._jobs_with(b'"name":%b,' % msgspec.json.encode(name))
        fitting = (job for job in named if (job.kind, job.name, job.status) == (kind, name, JobStatus.COMPLETED))
        return list(itertools.islice(fitting, limit))

    def all(self) -> Iterator[Job]:
        """Read every job, tasks as well, the newest first, as the files are at that moment."""
        return self._jobs_with(b"")

    def ids(self) -> Iterator[tuple[str, int]]:
        """Tell the id and the number of every job, the newest first."""
        return ((job.id, job.number) for job in self.all())

    # -- files

    def _files(self) -> list[Path]:
        """The files, the oldest first."""
        return sorted(self._folder.glob("*.jsonl")) if self._folder.is_dir() else []

    def _file_to_continue(self) -> Path:
        month = f"{datetime.now(UTC):%Y-%m}"
        newest = self._files()[-1:]
        if newest and newest[0].name.startswith(month) and newest[0].stat().st_size < _LARGE_BYTES:
            return newest[0]
        # Should the clock have gone back, the newest file must still be the last by its name.
        month = max(month, newest[0].name[:7]) if newest else month
        names = (self._folder / f"{month}.{number:04}.jsonl" for number in itertools.count(1))
        return next(path for path in names if not path.exists() and (not newest or path > newest[0]))

    def _jobs_with(self, needle: bytes, *, is_folded: bool = False, wanted: set[bytes] | None = None) -> Iterator[Job]:
        """Read the jobs in whose lines some bytes stand, the newest first; with `wanted`, only those with these ids."""
        for path in reversed(self._files()):
            try:
                for line in _lines_with(path, needle, is_folded=is_folded):
                    job = _read_line(line) if wanted is None or _id_in(line) in wanted else None
                    if job is not None:
                        log = str(self._run_logs / job.id / "job.log")
                        yield job if job.logs_path == log else msgspec.structs.replace(job, logs_path=log)
            except FileNotFoundError:
                continue  # Its last job was just taken out.
            except OSError as error:
                # The other files still tell what they hold.
                _log.warning("%s in the archive cannot be read: %s", path.name, error.strerror)


def _has_words(job: Job, words: list[str]) -> bool:
    config = bytes(job.raw_config).decode()
    reason = job.reason.text if job.reason is not None else ""
    named = (job.id, f"#{job.number}", job.name, job.kind, job.queue, *job.tags)
    text = "\n".join((*named, job.notes, config, job.error or "", reason)).casefold()
    return all(word in text for word in words)


def _id_in(line: bytes) -> bytes:
    return line[_ID_AT : line.find(b'"', _ID_AT)]


def _read_line(line: bytes) -> Job | None:
    """Read one line; None for one that is damaged, or was torn and never counted."""
    body = line[9:]
    return read_job(body) if line[:8] == b"%08x" % zlib.crc32(body) else None


def _lines_with(path: Path, needle: bytes, *, is_folded: bool) -> Iterator[bytes]:
    """Read the lines in which some bytes stand, the last one first; all of them if there are none to look for."""
    for block in _blocks(path):
        text = block.lower() if is_folded else block
        end = len(block)
        while end > 0:
            at = text.rfind(needle, 0, end) if needle else end - 1
            if at < 0:
                break
            start = block.rfind(b"\n", 0, at) + 1
            stop = block.find(b"\n", at)
            yield block[start : stop if stop >= 0 else len(block)]
            end = start - 1 if needle else start


def _blocks(path: Path) -> Iterator[bytes]:
    """Read a file in blocks of whole lines, the last one first."""
    with open_own(path) as file:
        end = file.seek(0, os.SEEK_END)
        rest = b""
        while end > 0:
            start = max(0, end - _BLOCK_BYTES)
            file.seek(start)
            data = file.read(end - start) + rest
            # The first line of the block may begin in the one before it.
            cut = data.find(b"\n") + 1 if start else 0
            if start and not cut:
                rest = data
            else:
                rest = data[:cut]
                yield data[cut:]
            end = start


def _append(path: Path, lines: bytes) -> None:
    """Append lines, durably, or leave the file as it was."""
    descriptor = open_to_write(path, os.O_CREAT | os.O_RDWR | os.O_APPEND)
    try:
        size = os.fstat(descriptor).st_size
        if size and _last_byte(descriptor) != b"\n":
            lines = b"\n" + lines  # The last line was torn by a kill, and never counted.
        rest = memoryview(lines)
        try:
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)


def _last_byte(descriptor: int) -> bytes:
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1)


def _write_without(path: Path, gone: set[bytes]) -> None:
    """Write a file anew without some jobs, if it has any of them; one that is empty then is removed."""

    def is_kept(line: bytes) -> bool:
        return _id_in(line) not in gone

    with open_own(path) as file:
        if all(map(is_kept, file)):
            return
    temporary = path.with_name(path.name + ".tmp")
    try:
        with (
            open_own(path) as file,
            os.fdopen(open_to_write(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC), "wb") as out,
        ):
            out.writelines(line for line in file if is_kept(line))
            out.flush()
            os.fsync(out.fileno())
        if temporary.stat().st_size:
            replace_file(temporary, path)
        else:
            path.unlink()
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)

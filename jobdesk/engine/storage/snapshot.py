"""The snapshot file: all jobs in one JSON document, sealed by a checksum.

``{"schema", "generation", "next_number", "run_logs", "jobs": [...], "sha256"}``, one job a line. The last member
covers every byte before its comma, so that a flip anywhere, also in the header, is seen.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from jobdesk.core.errors import StateReadError
from jobdesk.core.ids import is_job_id
from jobdesk.core.job import Job
from jobdesk.jobdir.folder import open_to_write, read_own, replace_file, sync_folder

SCHEMA = 2
"""2: jobs may wait for a moment, an amount or a schedule; a version that does not know would start them at once."""
MOST_NUMBER = 1 << 53
"""Numbers of jobs are below this, so that they are exact also where JSON's numbers are floats."""
_JOBS_PER_CHUNK = 250
"""Jobs encoded or read at a time: a chunk holds the interpreter for about a millisecond."""

_SEAL = re.compile(rb',"sha256":"([0-9a-f]{64})"\}\n\Z')
_SEAL_BYTES = 80
_KNOWN_MEMBERS = frozenset(field.encode_name for field in msgspec.structs.fields(Job))
_encode = msgspec.json.Encoder().encode
_decode_job = msgspec.json.Decoder(Job).decode


class Snapshot(msgspec.Struct, kw_only=True):
    """All that a snapshot file holds.

    Attributes:
        generation: Which snapshot this is; its journal has the same number.
        next_number: The number that the next job gets.
        run_logs: Where the job folders were when it was written; log paths are made anew if that changed.
        unreadable: Jobs that this version cannot read, as they stood; written back unchanged.
    """

    schema: int = SCHEMA
    generation: int = 0
    next_number: int = 1
    run_logs: str = ""
    jobs: list[Job] = []
    unreadable: list[msgspec.Raw] = []


class _File(Snapshot, kw_only=True):
    """The same as it stands in the file, with the jobs not read yet."""

    jobs: list[msgspec.Raw] = []  # type: ignore[assignment]


class _Nothing(dict[str, Any]):
    """The dict of all jobs that have nothing there; what somebody puts into it would be in all of them."""

    def _refuse(self, *_: object, **__: object) -> None:
        raise TypeError("a job's snapshot does not change")

    __setitem__ = setdefault = update = __ior__ = _refuse  # type: ignore[assignment]


_NOTHING = _Nothing()
_OFTEN_EQUAL = ("kind", "executor", "queue", "tags", "created", "updated", "finished")


class DamagedSnapshotError(Exception):
    """The file is not what was written; its text completes the sentence "The file ..."."""


class ForeignSnapshotError(Exception):
    """The file was written by the system that JobDesk replaces; it has no schema number."""

    def __init__(self, document: Any) -> None:
        super().__init__()
        self.document = document


def write_snapshot(path: Path, previous: Path | None, snapshot: Snapshot, directory: int | None = None) -> None:
    """Write a snapshot in the place of the last one, which becomes the previous one.

    At every moment at least one of the two files is whole.

    Args:
        path: Where the newest generation is.
        previous: Where the last one goes; None if it is not worth a place, and what is there stays.
        snapshot: What to write.
        directory: Descriptor of their folder, which may have another path by now; None is the folder at the path.

    Raises:
        OSError: It could not be written; what was there is intact and no temporary file is left.
    """
    temporary = path.with_name(path.name + ".tmp")
    flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC
    try:
        with os.fdopen(open_to_write(temporary, flags, directory), "wb") as out:
            digest = hashlib.sha256()
            for chunk in _chunks(snapshot):
                digest.update(chunk)
                out.write(chunk)
            out.write(b',"sha256":"%s"}\n' % digest.hexdigest().encode())
            out.flush()
            os.fsync(out.fileno())
        if previous is not None and path.exists():
            _replace(path, previous, directory)
        _replace(temporary, path, directory)
    except OSError:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(_in(directory, temporary), dir_fd=directory)
        raise
    if directory is None:
        sync_folder(path.parent)
    else:
        os.fsync(directory)


def _in(directory: int | None, path: Path) -> str:
    """Return how a file of a folder is called: by its name if the folder is open, else by its path."""
    return str(path) if directory is None else path.name


def _replace(source: Path, target: Path, directory: int | None) -> None:
    if directory is None:
        replace_file(source, target)
    else:
        os.replace(source.name, target.name, src_dir_fd=directory, dst_dir_fd=directory)


def _chunks(snapshot: Snapshot) -> Iterator[bytes]:
    header = {name: getattr(snapshot, name) for name in ("schema", "generation", "next_number", "run_logs")}
    yield _encode(header)[:-1] + b',"jobs":['
    separator = b"\n"
    for start in range(0, len(snapshot.jobs), _JOBS_PER_CHUNK):
        yield separator + b",\n".join(map(_encode, snapshot.jobs[start : start + _JOBS_PER_CHUNK]))
        separator = b",\n"
    for raw in snapshot.unreadable:
        yield separator + bytes(raw)
        separator = b",\n"
    yield b"\n]"


def read_snapshot(path: Path) -> Snapshot:
    """Check the seal of a snapshot and read it.

    Raises:
        FileNotFoundError: There is none.
        OSError: It cannot be read.
        DamagedSnapshotError: It is damaged.
        ForeignSnapshotError: It comes from the replaced system.
        StoreError: A newer JobDesk wrote it.
    """
    data = read_own(path)
    is_whole = _check_seal(data)
    if is_whole is None:
        raise _unsealed(data)
    if not is_whole:
        raise DamagedSnapshotError("does not match its checksum")
    try:
        found = msgspec.json.decode(data, type=_File)
    except msgspec.ValidationError as error:
        raise DamagedSnapshotError(f"cannot be understood ({error})") from error
    if found.schema > SCHEMA:
        raise newer_schema_error(path, found.schema)
    snapshot = Snapshot(generation=found.generation, next_number=found.next_number, run_logs=found.run_logs)
    known: dict[object, object] = {}
    # Some at a time: what the first ones let go of serves the next ones. Of all at once it would stay, as holes.
    for start in range(0, len(found.jobs), _JOBS_PER_CHUNK):
        jobs = []
        for raw in found.jobs[start : start + _JOBS_PER_CHUNK]:
            job = read_job(raw)
            if job is None:
                snapshot.unreadable.append(raw.copy())
            else:
                jobs.append(job)
        hold_little(jobs, known)
        snapshot.jobs += jobs
    return snapshot


def hold_little(jobs: Iterable[Job], known: dict[object, object] | None = None) -> None:
    """Let go of the text that jobs were read from, of which each holds a part, and keep equal values once.

    Args:
        jobs: Jobs that nobody else has seen yet.
        known: Values that were met before; those of these jobs are added.
    """
    known = {} if known is None else known
    put = msgspec.structs.force_setattr
    for job in jobs:
        for name in _OFTEN_EQUAL:
            value = getattr(job, name)
            put(job, name, known.setdefault(value, value))
        for name in ("raw_config", "raw_result"):
            text = bytes(getattr(job, name))
            put(job, name, known.get(text) or known.setdefault(text, msgspec.Raw(text)))
        for name in ("needs", "extra"):
            if not getattr(job, name):
                put(job, name, _NOTHING)
        if job.awake_s == job.duration_s:
            put(job, "awake_s", job.duration_s)


def newer_schema_error(path: Path, schema: int) -> StateReadError:
    """Return the error that refuses a file of a newer JobDesk."""
    return StateReadError(
        str(path), f"a newer JobDesk wrote it (schema {schema}, this one knows {SCHEMA}); update this one"
    )


def is_whole_snapshot(path: Path) -> bool:
    """Tell whether a file is a snapshot just as it was written; cheaper than reading it.

    Raises:
        OSError: It cannot be read.
    """
    return _check_seal(read_own(path)) is True


def _check_seal(data: bytes) -> bool | None:
    """Hold a snapshot against its checksum; None if it has none."""
    seal = _SEAL.search(data, max(0, len(data) - _SEAL_BYTES))
    if seal is None:
        return None
    return hashlib.sha256(memoryview(data)[: seal.start()]).hexdigest().encode() == seal.group(1)


def _unsealed(data: bytes) -> Exception:
    try:
        document = _decode_leniently(data)
    except (ValueError, RecursionError):
        return DamagedSnapshotError("is cut short or damaged")
    if isinstance(document, dict) and "schema" in document:
        return DamagedSnapshotError("has lost its checksum")
    if not isinstance(document, (dict, list)):
        return DamagedSnapshotError("holds no jobs")
    return ForeignSnapshotError(document)


def _decode_leniently(data: bytes) -> Any:
    """Decode also what Python's json module writes and JSON does not know, as the replaced system's files may hold.

    NaN and the infinities become null, integers of more than 63 bits become floats, halves of surrogate pairs "?".
    """
    try:
        return msgspec.json.decode(data)
    except ValueError:  # msgspec's errors are ValueErrors too, and so is text that is not UTF-8
        document = json.loads(data, parse_int=_small_integer)
    text = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    return json.loads(text, parse_constant=lambda _: None)


def _small_integer(digits: str) -> int | float:
    return int(digits) if len(digits) < 19 else float(digits)


def read_job(raw: msgspec.Raw | bytes) -> Job | None:
    """Read one job, keeping members that this version does not know; None if it cannot be read at all.

    Nor is one read whose id is no job's id, since ids become parts of paths, or whose number no job ever has.
    """
    job = _decode_any_job(raw)
    return job if job is not None and is_job_id(job.id) and 0 <= job.number < MOST_NUMBER else None


def _decode_any_job(raw: msgspec.Raw | bytes) -> Job | None:
    try:
        return _decode_job(raw)
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        members = msgspec.json.decode(raw, type=dict[str, Any])
        extra = {name: members.pop(name) for name in list(members) if name not in _KNOWN_MEMBERS}
        known = msgspec.json.encode({**members, "extra": {**members.get("extra", {}), **extra}})
        return _decode_job(known)
    except (msgspec.DecodeError, TypeError, RecursionError):
        return None

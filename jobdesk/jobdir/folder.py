"""The job folder: the names of its files, and how they are written, read and locked.

Used by the engine and by the supervisor, so it needs nothing but the standard library. The files are the truth about
a job; the order in which they appear is what lets a job survive the death of everything around it:

    spec.json    what to run, whole before anything starts
    lock         held by the supervisor for as long as it lives; its time stamp is the supervisor's heartbeat, its text
                 the supervisor's pid and start time (POSIX)
    run.json     who runs it; durable before the job may exec
    permit       there before the spec of an attempt, and renamed to `started` just before its exec: at most one exec,
                 whatever is removed from the folder and in whatever order
    started      by whom the permit was taken: the job's own process; that of attempt N > 1 is attempts/N.started,
                 and all of them stay where they are
    job.log      output, appended by the job itself
    job.log.times  how long job.log was at which times, appended by the supervisor
    events.jsonl progress, cost and results, appended by the job itself
    cancel       its presence asks for a stop
    force        the same, without the grace
    pause        its presence asks for all processes of the job to be frozen, its absence for them to go on
    refused      why the system refused to start the job for now; the next start removes it
    withdrawn    its presence keeps a supervisor that comes too late from starting the job
    request.reserved  becomes cancel, force or pause on a disk that has no room for another file; removed at the end
    stdin        what the job reads: a file, or a pipe that `run` feeds and removes as soon as the job has it open
    stdin.fed    there was such a pipe; locked while it may be fed, and "whole" once nothing is missing from it
    exit.json    the verdict, renamed from a file whose space was reserved before the start
    attempts/N/  the files of an earlier attempt; N.moving while they are on their way there: then nothing may start
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
import sys
import time
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    BINARY = os.O_BINARY  # Without it each "\n" that os.write is given becomes two bytes there.
else:
    import fcntl

    BINARY = 0

# Only for the checker: importing typing would make every fork of a supervisor dearer.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, BinaryIO

VERDICT_BYTES = 4096
"""Space reserved for the verdict, so that a full disk cannot keep it from being recorded."""

SIGNATURE_BYTES = 64
"""Length of the text of a lock, the same for all: a full disk cannot keep a supervisor from overwriting another's."""

FED_WHOLE = b"whole"

MOVING = ".moving"
"""Ends the name of a folder in ``attempts`` that is not complete yet."""

JOB_FOLDERS = "run_logs"
"""Name of the folder that holds the folders of all jobs."""

LINKED = "It is a link, and none is followed in the folder of a job"
"""Why a file is not read, as the text of an OSError with ELOOP."""

_OWN_LINKED = "it is a link, and links are not followed; put the file itself there"
_NOT_PLAIN = "it is a pipe, a socket, a device or a folder instead of a file; move it away"
_RESERVED = "exit.reserved"


class JobFolder:
    """Paths of one job's files; makes nothing by itself.

    Attributes:
        path: The folder.
        attempt: Of which attempt `started` is the marker.
    """

    __slots__ = ("attempt", "path")

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.attempt = 1

    def __getattr__(self, name: str) -> Path:
        try:
            return self.path / _FILES[name]
        except KeyError:
            raise AttributeError(name) from None

    spec: Path
    lock: Path
    run: Path
    attempts: Path
    log: Path
    times: Path
    events: Path
    cancel: Path
    force: Path
    pause: Path
    refused: Path
    withdrawn: Path
    permit: Path
    reserve: Path
    stdin: Path
    fed: Path
    verdict: Path
    summary: Path

    @property
    def started(self) -> Path:
        """Where the attempt's marker is; each has its own, so that a process that comes too late finds it there."""
        return self.path / "started" if self.attempt == 1 else self.attempts / f"{self.attempt}.started"

    def leave_permit(self) -> None:
        """Permit one exec of the attempt whose spec is about to be written.

        Raises:
            OSError: The file could not be made.
        """
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.permit, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    def make_marker(self, content: bytes, *, needs_permit: bool) -> None:
        """Make the marker that lets an attempt run once: pid, token and start time of what is about to run.

        Args:
            content: What it says.
            needs_permit: Whether the attempt has a permit; one that an earlier version prepared has none.

        Raises:
            FileNotFoundError: The permit was taken, or removed.
            FileExistsError: Another process has made the marker, and is the job.
            OSError: It cannot be written, and is not there.
        """
        if needs_permit:
            if os.path.lexists(self.started):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(self.started))
            os.rename(self.permit, self.started)
        else:
            os.close(os.open(self.started, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            marker = os.open(self.started, os.O_WRONLY | BINARY)
            try:
                os.write(marker, content)
            finally:
                os.close(marker)
        except OSError:
            self.take_back_marker(needs_permit=needs_permit)
            raise

    def take_back_marker(self, *, needs_permit: bool) -> None:
        """Make a later start possible, after what made the marker has not become the job."""
        with contextlib.suppress(FileNotFoundError):
            if needs_permit:
                os.truncate(self.started, 0)
                os.rename(self.started, self.permit)
            else:
                os.unlink(self.started)

    def find_moving(self) -> Path | None:
        """Return where the files of an ended attempt are being moved to; None if no move has begun."""
        try:
            names = os.listdir(self.attempts)
        except (FileNotFoundError, NotADirectoryError):
            return None
        return next((self.attempts / name for name in names if name.endswith(MOVING)), None)

    def reserve_verdict(self) -> None:
        """Reserve the space of the verdict.

        Where files are copied on write (btrfs, ZFS, APFS) overwriting needs new space, so there the reserve only makes
        it likely that the verdict fits.

        Raises:
            OSError: There is no space; the job must not start.
        """
        descriptor = os.open(self.path / _RESERVED, os.O_CREAT | os.O_WRONLY | BINARY, 0o600)
        try:
            if sys.platform.startswith("linux"):
                os.posix_fallocate(descriptor, 0, VERDICT_BYTES)
            else:
                os.write(descriptor, b" " * VERDICT_BYTES)
                os.fsync(descriptor)  # Blocks are often allocated no earlier than this.
        finally:
            os.close(descriptor)

    def reserve_request(self) -> None:
        """Reserve the file that becomes a request on a disk that has no room for another one.

        Raises:
            OSError: It could not be made; the job must not start.
        """
        # It is there after an earlier supervisor; and if the job has put a pipe in its place, nobody waits for that.
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.reserve, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    def is_stop_requested(self) -> bool:
        """Tell whether the folder holds a request to stop; one that cannot be searched holds none."""
        return os.path.exists(self.cancel) or os.path.exists(self.force)

    def write_verdict(self, verdict: dict[str, Any]) -> None:
        """Record the verdict in the reserved space and give it its name; the rename is the moment of truth.

        One fsync after the rename makes data and name durable together on the journaling file systems in use (ext4,
        XFS, btrfs, APFS, NTFS). A power cut before it may leave a verdict that cannot be read, which is as good as
        none: the next boot finds the job interrupted, with an unknown code.

        Raises:
            OSError: It could not be written.
        """
        data = json.dumps(verdict).encode()
        for most_letters in (1000, 300, 100):
            if len(data) > VERDICT_BYTES:
                data = json.dumps(_shortened(verdict, most_letters)).encode()
        reserved = self.path / _RESERVED
        try:
            descriptor = open_to_write(reserved, os.O_CREAT | os.O_WRONLY)
        except OSError as error:
            if error.errno not in {errno.EINVAL, errno.ELOOP}:
                raise
            # The job has put something else in its place.
            os.unlink(reserved)
            descriptor = open_to_write(reserved, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        try:
            os.write(descriptor, data.ljust(VERDICT_BYTES))
            if sys.platform == "win32":
                os.fsync(descriptor)
            else:
                os.replace(reserved, self.verdict)
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if sys.platform == "win32":
            # An open file cannot be renamed here.
            replace_file(reserved, self.verdict)


_FILES = {
    "spec": "spec.json",
    "lock": "lock",
    "run": "run.json",
    "attempts": "attempts",
    "log": "job.log",
    "times": "job.log.times",
    "events": "events.jsonl",
    "cancel": "cancel",
    "force": "force",
    "pause": "pause",
    "refused": "refused",
    "withdrawn": "withdrawn",
    "permit": "permit",
    "reserve": "request.reserved",
    "stdin": "stdin",
    "fed": "stdin.fed",
    "verdict": "exit.json",
    "summary": "run_summary.json",
}


def _shortened(verdict: dict[str, Any], most_letters: int) -> dict[str, Any]:
    """Cut what may grow without bound; of most texts a letter is one byte, but it may be twelve."""
    short = dict(verdict)
    short["leftovers"] = [str(name)[:40] for name in verdict.get("leftovers", [])[: most_letters // 50]]
    if verdict.get("reason"):
        short["reason"] = {**verdict["reason"], "text": str(verdict["reason"]["text"])[:most_letters]}
    return short


def read_json(path: Path) -> dict[str, Any] | None:
    """Read a JSON object; None if the file is missing, torn, not an object, or cannot be read."""
    try:
        return load_json(path)
    except OSError:
        return None


def load_json(path: Path) -> dict[str, Any] | None:
    """Read a JSON object; None if the file is missing, torn, or not an object.

    Raises:
        OSError: It may be there, but cannot be read, as when no descriptor is free.
    """
    try:
        value = json.loads(_read_bytes(path))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError, RecursionError):
        return None
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        return None  # It is no file of the job.
    return value if isinstance(value, dict) else None


def _read_bytes(path: Path, patience_s: float = 0.5) -> bytes:
    """Read a whole file; on Windows, wait a bounded time for whoever is just putting another one in its place."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            with open_plain(path) as file:
                return file.read()
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def open_plain(path: Path) -> BinaryIO:
    """Open a file of a job's folder, for reading.

    A job can put a link in the place of any file and folder there, which would show what lies elsewhere as its own.

    Raises:
        FileNotFoundError: It is not there, or is no plain file: a pipe would block, and a device never end.
        OSError: It cannot be read; with ELOOP, it is a link, or below one in the folder of its job.
    """
    try:
        descriptor = _open_unlinked(path)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        raise FileNotFoundError(errno.ENOENT, "a socket", str(path)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileNotFoundError(errno.ENOENT, "not a plain file", str(path))
    return os.fdopen(descriptor, "rb")


def open_own(path: Path) -> BinaryIO:
    """Open a file of JobDesk's own, for reading; what stands in its place is refused, and waited for by nobody.

    Raises:
        FileNotFoundError: It is not there.
        OSError: It cannot be read; EINVAL if it is a pipe, a socket, a device or a folder, ELOOP if it is a link.
    """
    descriptor = _as_plain(path, lambda: _open_unlinked(path))
    return os.fdopen(descriptor, "rb")


def read_own(path: Path) -> bytes:
    """Read a file of JobDesk's own; errors as in `open_own`."""
    with open_own(path) as file:
        return file.read()


def open_to_write(path: Path, flags: int, directory: int | None = None) -> int:
    """Open a file of JobDesk's own, for writing, and return its descriptor; errors as in `open_own`.

    Args:
        path: Where it is.
        flags: Those of `os.open`.
        directory: Descriptor of its folder, which may have another path by now; None is the folder at the path.
    """
    name = str(path) if directory is None else path.name
    no_wait = 0 if sys.platform == "win32" else os.O_NONBLOCK | os.O_NOFOLLOW
    return _as_plain(path, lambda: os.open(name, flags | no_wait | BINARY, 0o600, dir_fd=directory))


def _as_plain(path: Path, open_it: Callable[[], int]) -> int:
    try:
        descriptor = open_it()
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, _OWN_LINKED, str(path)) from error
        if error.errno in {errno.ENXIO, errno.EISDIR}:
            raise OSError(errno.EINVAL, _NOT_PLAIN, str(path)) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, _NOT_PLAIN, str(path))
    return descriptor


def is_linked(path: Path) -> bool:
    """Tell whether a file or folder of a job is a link, or below one; links above those are the user's."""
    return any(map(_is_link, (path, *path.parents[: _depth(path)])))


def _is_link(path: Path) -> bool:
    try:
        found = os.lstat(path)
    except OSError:
        return False
    if sys.platform == "win32":
        return found.st_reparse_tag in {stat.IO_REPARSE_TAG_SYMLINK, stat.IO_REPARSE_TAG_MOUNT_POINT}
    return stat.S_ISLNK(found.st_mode)


def _depth(path: Path) -> int:
    """Return how many folders of a path are in the folder that holds those of all jobs."""
    return next((depth for depth, folder in enumerate(path.parents) if folder.name == JOB_FOLDERS), 0)


def _open_unlinked(path: Path) -> int:
    """Open a file unless `is_linked`; but on Windows no link that is made meanwhile is followed either."""
    depth = _depth(path)
    if sys.platform == "win32":
        if is_linked(path):
            raise OSError(errno.ELOOP, LINKED, str(path))
        return os.open(path, os.O_RDONLY | BINARY)
    folder = os.open(path.parents[depth], os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in path.parts[-1 - depth : -1]:
            above, folder = folder, _open_here(name, os.O_DIRECTORY, folder)
            os.close(above)
        return _open_here(path.name, os.O_NONBLOCK, folder)
    except OSError as error:
        raise OSError(error.errno, LINKED if error.errno == errno.ELOOP else error.strerror, str(path)) from error
    finally:
        os.close(folder)


def _open_here(name: str, flags: int, folder: int) -> int:
    try:
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | flags, dir_fd=folder)
    except NotADirectoryError as error:
        # So the system also calls a link where a folder was asked for.
        if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            raise OSError(errno.ELOOP, LINKED, name) from error
        raise


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that after a power cut either the old or the new one is there, whole.

    Raises:
        OSError: It could not be written; the old file is as it was and no temporary file is left.
    """
    write_whole(path, data, sync=True)
    sync_folder(path.parent)


def write_whole(path: Path, data: bytes, *, sync: bool = False) -> None:
    """Write a file so that no reader finds, and no killed writer leaves, half of it; not safe against a power cut.

    Raises:
        OSError: It could not be written; the old file is as it was and no temporary file is left.
    """
    temporary = path.with_name(path.name + ".tmp")
    try:
        write_private(temporary, data, sync=sync)
        replace_file(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_private(path: Path, data: bytes, *, sync: bool) -> None:
    """Write all bytes into a file that only its owner may read, whatever the umask."""
    descriptor = open_to_write(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(source: Path, target: Path, patience_s: float = 3.0) -> None:
    """Put a file in another's place; on Windows, wait a bounded time for whoever has the target open.

    Raises:
        OSError: It could not be replaced (on Windows: somebody held it for longer than `patience_s`).
    """
    deadline = time.monotonic() + patience_s
    while True:
        try:
            os.replace(source, target)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in {5, 32, 33} or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable; Windows has no such call and orders them itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def take_lock(path: Path, patience_s: float = 0.0) -> int | None:
    """Take an exclusive lock; it is held until the descriptor is closed or its process dies.

    A probe by `is_locked` holds the lock for a moment, so one who must not lose against a probe gives `patience_s`.

    Returns:
        The descriptor that holds the lock, or None if another process holds it.

    Raises:
        OSError: The file cannot be opened.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    deadline = time.monotonic() + patience_s
    while not _try_lock(descriptor):
        if time.monotonic() >= deadline:
            os.close(descriptor)
            return None
        time.sleep(0.005)
    return descriptor


def is_feed_cut(folder: JobFolder) -> bool:
    """Tell whether the input of a job ended early, since the process that fed it did."""
    try:
        return read_own(folder.fed) != FED_WHOLE and not is_locked(folder.fed)
    except OSError:
        return False  # It was never fed.


def is_locked(path: Path) -> bool:
    """Tell whether some process holds the lock; never ask this of a lock that this process holds."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _try_lock(descriptor)
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

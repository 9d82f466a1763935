"""The files of a job's earlier attempts: how they are moved away before the next one, and where they are found.

spec.json says of which attempt the files in a job's folder are. They stay until the next attempt begins, so that a
failure can be read while the job waits; then they move to ``attempts/N``. A kill at any moment leaves a move that can
be gone on with, and nothing that a supervisor would take for the files of another attempt:

1. the supervisor's lock is taken, so that none works meanwhile, and ``attempts/N.moving`` is made;
2. the files move into it; a supervisor that comes now, after a kill, sees that folder and starts nothing;
3. spec.json is written for the next attempt;
4. the folder gets its name ``attempts/N``: now all is as for a first start.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeGuard

from jobdesk.jobdir.folder import MOVING, JobFolder, load_json, read_json, replace_file, take_lock

_LOCK_PATIENCE_S = 2.0
_MOVED = (
    "exit.json",
    "run.json",
    "run_summary.json",
    "cancel",
    "force",
    "pause",
    "events.jsonl",
    "job.log",
    "job.log.times",
)


def attempt_in(folder: JobFolder) -> int | None:
    """Return of which attempt the files in a folder are; None if that cannot be told."""
    return attempt_of(read_json(folder.spec))


def attempt_of(spec: dict[str, Any] | None) -> int | None:
    """Return of which attempt a spec is; None if it does not say so."""
    attempt = None if spec is None else spec.get("attempt", 1)
    return attempt if isinstance(attempt, int) else None


def needs_permit(spec: dict[str, Any] | None) -> TypeGuard[dict[str, Any]]:
    """Tell whether an attempt may run only with a permit: all but those that an earlier version laid out."""
    launch = None if spec is None else spec.get("launch")
    return isinstance(launch, dict) and bool(launch.get("needs_permit"))


def is_permit_taken(folder: JobFolder, spec: dict[str, Any] | None) -> bool:
    """Tell whether an attempt has run, by its permit alone: whatever else told so may have been removed."""
    return needs_permit(spec) and not folder.permit.exists()


def holds_earlier(folder: JobFolder, attempt: int) -> bool:
    """Tell whether files of an earlier attempt than this one stand in a folder.

    Raises:
        OSError: Nobody can tell now.
    """
    held = attempt_of(load_json(folder.spec))
    return (held is not None and held < attempt) or folder.find_moving() is not None


def make_way(folder: JobFolder, attempt: int, write_spec: Callable[[], None]) -> None:
    """Move the files of an earlier attempt away and write spec.json for this one.

    Raises:
        BlockingIOError: A supervisor still works in the folder.
        OSError: They could not be moved, or the new one not be written.
    """
    lock = take_lock(folder.lock, _LOCK_PATIENCE_S)
    if lock is None:
        raise BlockingIOError(errno.EWOULDBLOCK, os.strerror(errno.EWOULDBLOCK), str(folder.path))
    try:
        moving = folder.find_moving()
        if moving is None:
            moving = folder.attempts / f"{attempt_in(folder) or attempt - 1}{MOVING}"
            moving.mkdir(mode=0o700, parents=True)
        for name in _MOVED:
            with contextlib.suppress(FileNotFoundError):
                replace_file(folder.path / name, moving / name)
        write_spec()
        moving.rename(moving.with_suffix(""))
    finally:
        os.close(lock)


def log_of(folder: JobFolder, attempt: int) -> Path | None:
    """Return the log of one attempt; None if it has none, or never came so far."""
    moved = folder.attempts / str(attempt) / folder.log.name
    if moved.exists():
        return moved
    return folder.log if attempt_in(folder) == attempt and folder.find_moving() is None else None


def is_log_deleted(log: Path, attempt: int) -> bool:
    """Tell whether the log of an attempt that has run was deleted; what is no file in its place is no log either.

    A log is there before its run.json. It is also missing while the files of an ended attempt are moved away, which the
    order of the checks tells apart: such a move shows in one of the last two.
    """
    folder = JobFolder(log.parent)
    if not folder.run.exists() or log.is_file():
        return False
    return folder.find_moving() is None and attempt_in(folder) in {attempt, None}

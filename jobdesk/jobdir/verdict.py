"""The verdict on an attempt, which a supervisor leaves in exit.json; needs only the standard library."""

from __future__ import annotations

import errno
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

if sys.platform == "win32":
    import shutil

# Only for the checker: importing typing would make every fork of a supervisor dearer.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FULL_DISK_BYTES = 64 * 1024


PASSING = frozenset({errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE})
"""Errors that say only that the system has too little of something for now."""


class Refused(Exception):
    """The system has too little of something to start the job for now; nothing of it has run.

    Attributes:
        text: What it lacks, in words.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Ended(Exception):
    """The job needs no watching; its verdict is known.

    Attributes:
        facts: Members of the verdict, for `make_verdict`.
    """

    def __init__(self, **facts: Any) -> None:
        super().__init__()
        self.facts = facts


def make_verdict(folder: Path, status: int | None, **facts: Any) -> dict[str, Any]:
    """Return a verdict as of now.

    Args:
        folder: The job's; whether its disk is full is part of what is told.
        status: The wait status of the job's own process; None if there is none, or nobody learned it.
        **facts: Other members of the verdict, in place of their defaults.
    """
    exit_code = None if status is None else _exit_code(status)
    if exit_code is None and not facts.get("reason") and not facts.get("stopped_by"):
        facts["reason"] = make_reason("unsupervised", "Ended while nothing supervised it; exit code unknown")
    return {
        "token": "",
        "exit_code": exit_code,
        "signal": _signal_name(exit_code),
        "out_of_memory": False,
        "reason": None,
        "errno": None,
        "stopped_by": None,
        "started_at": None,
        "ended_at": utc_now(),
        "ended_within_s": None,
        "duration_s": None,
        "awake_s": None,
        "leftovers": [],
        "cpu_s": None,
        "max_rss_bytes": None,
        "disk_full": _is_disk_full(folder),
        **facts,
    }


def make_reason(code: str, text: str) -> dict[str, str]:
    """Return why an attempt ended as it did, for programs and for people."""
    return {"code": code, "text": text}


def utc_now() -> str:
    """Return the present moment as JobDesk writes times."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")[:23] + "Z"


def later(moment: str, seconds: float) -> str:
    """Return the moment some seconds after another one, both as JobDesk writes times."""
    end = datetime.fromisoformat(moment) + timedelta(seconds=max(0.0, seconds))
    return end.isoformat(timespec="milliseconds")[:23] + "Z"


def _exit_code(status: int) -> int:
    return status if sys.platform == "win32" else os.waitstatus_to_exitcode(status)


def _signal_name(exit_code: int | None) -> str | None:
    if exit_code is None or exit_code >= 0:
        return None
    try:
        return signal.Signals(-exit_code).name
    except ValueError:
        return f"signal {-exit_code}"


def _is_disk_full(path: Path) -> bool:
    if sys.platform == "win32":
        return shutil.disk_usage(path).free < _FULL_DISK_BYTES
    space = os.statvfs(path)
    return space.f_bavail * space.f_frsize < _FULL_DISK_BYTES

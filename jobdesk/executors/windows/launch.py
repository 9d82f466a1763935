"""Starts programs on Windows that outlive the one that starts them. Standard library only."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from jobdesk.jobdir.folder import JobFolder, is_locked

assert sys.platform == "win32"  # noqa: S101  # Tells type checkers to pass over this file elsewhere.

_BEGINS_S = 20.0


def start_apart(command: list[str], flags: int, **options: Any) -> subprocess.Popen[bytes]:
    """Start a program outside of any job object that we may be in.

    Raises:
        OSError: It could not be started.
    """
    try:
        return subprocess.Popen(command, creationflags=flags | subprocess.CREATE_BREAKAWAY_FROM_JOB, **options)
    except PermissionError:
        # A job object may forbid its members to leave (an editor's terminal, a build server): then it stays in it.
        return subprocess.Popen(command, creationflags=flags, **options)


def start_supervisor(command: list[str], folder: Path) -> None:
    """Start a supervisor with a hidden console of its own, which is what lets it send CTRL_BREAK to its job.

    Returns when it has begun to work. Interpreters that start all at once take so long that they would be given up
    for dead, and started again.

    Raises:
        OSError: It could not be started.
    """
    startup = subprocess.STARTUPINFO()
    startup.dwFlags |= subprocess.STARTF_USESHOWWINDOW  # And SW_HIDE, which is 0.
    process = start_apart(
        [*command, str(folder)],
        subprocess.CREATE_NEW_CONSOLE,
        startupinfo=startup,
        cwd=folder.anchor,  # The folder that we are in could otherwise not be removed.
    )
    deadline = time.monotonic() + _BEGINS_S
    while process.poll() is None and not is_locked(JobFolder(folder).lock) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.returncode = 0  # Nobody waits for it; this keeps Popen from warning that it still runs.

"""Keeps a trace of each crash of JobDesk in the data folder: where every thread was, and no value of anything.

Each process that runs the jobs appends a line with its version, role, process id and start. If it crashes, Python's
fault handler appends the functions and line numbers of all threads. Nothing is sent anywhere.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import logging
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from jobdesk import __version__
from jobdesk.jobdir.folder import open_to_write, read_own

_log = logging.getLogger(__name__)
_MOST_BYTES = 64 << 10
_MOST_READ = 1 << 20
_HEADER = r"== JobDesk \S+ (?P<role>\w+), process (?P<pid>\d+), started (?P<started>\S+),"
_ENDED = r"== process (?P<pid>\d+) has ended$"
# Windows reports exceptions that a library handles, too: those that have a bare code are all of that kind.
_CRASH = r"Fatal Python error: |Windows fatal exception: (?!code )"


class Crash(NamedTuple):
    """The newest crash that a crash file holds.

    Attributes:
        role: "desk" for the window's process, "serve" for an engine in the background.
        started: When that process started, in ISO 8601.
        details: What the file says of it, with the home folder written as a tilde.
    """

    role: str
    started: str
    details: str


def record_crashes(path: Path, role: str) -> None:
    """Have a crash of this process leave its trace in a file; without the file only that is lost.

    Args:
        path: The crash file, readable for this user alone; one larger than 64 KB becomes the old one first.
        role: Names this process in it.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            path.replace(path.with_name(f"{path.name}.1"))
    except OSError:
        pass  # It is not there, or in use by another process, and is then rotated by a later start.
    try:
        file = open_to_write(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        started = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        system = f"Python {sys.version.split()[0]}, {sys.platform}"
        line = f"== JobDesk {__version__} {role}, process {os.getpid()}, started {started}, {system}\n"
        os.write(file, line.encode())
        faulthandler.enable(file)
    except OSError as error:
        _log.warning("A crash would leave no trace: %s", error)
        return
    # The handler stays until the process is gone: what crashes after this mark crashes at the end.
    atexit.register(_mark_end, file)


def read_last_crash(path: Path) -> Crash | None:
    """Return the newest crash in a file or in the one before it; None if there is none, or no file."""
    sections: dict[str, tuple[re.Match[str], list[str]]] = {}
    crashed: dict[str, None] = {}
    living: dict[str, None] = {}
    pid = ""
    for line in _read_lines(path.with_name(f"{path.name}.1")) + _read_lines(path):
        header, ended = re.match(_HEADER, line), re.match(_ENDED, line)
        if header is not None:
            pid = header["pid"]
            sections[pid] = (header, [line])
            crashed.pop(pid, None)
            living.pop(pid, None)
            living[pid] = None
        elif ended is not None:
            crashed.pop(ended["pid"], None)
            living.pop(ended["pid"], None)
            # An engine that gives way to a desk may start after that: what follows is the desk's.
            if ended["pid"] == pid and living:
                pid = next(reversed(living))
        elif pid:
            sections[pid][1].append(line)
            if re.match(_CRASH, line):
                crashed.pop(pid, None)
                crashed[pid] = None
    if not crashed:
        return None
    header, lines = sections[next(reversed(crashed))]
    details = "\n".join(lines).replace(str(Path.home()), "~").strip() + "\n"
    return Crash(header["role"], header["started"], details)


def _read_lines(path: Path) -> list[str]:
    try:
        return read_own(path)[-_MOST_READ:].decode(errors="replace").splitlines()
    except OSError:
        return []


def _mark_end(file: int) -> None:
    with contextlib.suppress(OSError):  # On a full disk a crash would be shown that Windows has survived.
        os.write(file, f"== process {os.getpid()} has ended\n".encode())

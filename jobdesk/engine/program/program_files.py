"""Detects that the program's files were replaced or removed beneath a running process, and finds the new program."""

from __future__ import annotations

import os
import shutil
import sys
from enum import Enum
from pathlib import Path

from jobdesk.core.own_program import is_packaged, own_program

_WINDOWS_STARTER = "JobDesk.exe"
_RETIRED = ".retired"
"""The installer for Windows puts a file of this name into an app folder that a newer one replaces."""


class ProgramState(Enum):
    """State of the program on disk, compared with the start of the process."""

    SAME = "same"
    REPLACED = "replaced"
    REMOVED = "removed"


class ProgramWatch:
    """Compares the program on disk with the one that this process was started from."""

    def __init__(self) -> None:
        self._is_packaged = is_packaged()
        # In a clone or a wheel the file that holds the version; its content counts, since a check-out touches files.
        package = Path(__file__).resolve().parents[2]
        self._path = Path(own_program()) if self._is_packaged else package / "__init__.py"
        self._first = self._read()

    def check(self) -> ProgramState:
        """Read the present state; waits for the disk."""
        present = self._read()
        if self._first is None or present == self._first:
            return ProgramState.SAME  # Or it could not be read from the beginning, and nothing can be said.
        return ProgramState.REMOVED if present is None else ProgramState.REPLACED

    def _read(self) -> object:
        """Return what changes with the program; None if it is gone."""
        try:
            if not self._is_packaged:
                return self._path.read_bytes()
            status = self._path.stat()
            return status.st_ino, status.st_size, status.st_mtime_ns, (self._path.parent / _RETIRED).exists()
        except OSError:
            return None


def desk_command() -> list[str] | None:
    """Return the command that opens the desk of the program that is installed now; None if there is none."""
    program = Path(own_program())
    if not is_packaged():
        entry = Path(__file__).resolve().parents[2] / "__main__.py"
        return [own_program(), str(entry)] if entry.exists() and program.exists() else None
    starter = _stable_starter(program)
    if starter is not None:
        return [str(starter)]
    if program.exists():
        return [own_program()]
    found = shutil.which("jobdesk")
    return None if found is None else [found]


def _stable_starter(program: Path) -> Path | None:
    """Return the starter that stays where it is over updates: above the folder of one version, or on the PATH."""
    folder = program.parent
    if sys.platform == "win32":
        starter = folder.parent / _WINDOWS_STARTER
        return starter if folder.name.startswith("app-") and starter.exists() else None
    if sys.platform.startswith("linux") and folder.parent == Path("/usr/lib/jobdesk"):
        starter = Path("/usr/bin/jobdesk")
        return starter if os.access(starter, os.X_OK) else None
    return None

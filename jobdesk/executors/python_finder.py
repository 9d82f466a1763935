"""Finds a Python of the system, for Python jobs that name none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_PATIENCE_S = 20.0
_STORE_FOLDER = "WindowsApps"
"""Where Windows keeps a `python.exe` that opens its store as long as no Python is installed from there."""


def find_python(variables: Mapping[str, str], *, is_windows: bool = sys.platform == "win32") -> str | None:
    """Return the Python that an environment leads to: on its search path, of conda, or by Windows's own launcher.

    Args:
        variables: The environment of a job.
        is_windows: Whether there may be a launcher, and a `python.exe` that is none.
    """
    path = variables.get("PATH")
    found = [file for file in (shutil.which(name, path=path) for name in ("python3", "python")) if file]
    sure = [file for file in found if not (is_windows and _STORE_FOLDER in Path(file).parts)]
    if sure:
        return sure[0]
    conda = variables.get("CONDA_PREFIX")
    of_conda = Path(conda or "", "python.exe" if is_windows else "bin/python")
    if conda and os.access(of_conda, os.X_OK):
        return str(of_conda)
    if not is_windows:
        return None
    launcher = shutil.which("py", path=path)
    commands = [[launcher, "-3"]] if launcher else []
    return next(filter(None, map(_ask, [*commands, *([file] for file in found)])), None)


def _ask(command: list[str]) -> str | None:
    """Return the Python that a command starts; None if it starts none."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        done = subprocess.run(
            [*command, "-I", "-c", "import sys; print(sys.executable)"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=True,
            creationflags=flags,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None

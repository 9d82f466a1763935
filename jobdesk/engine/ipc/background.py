"""An engine without a window, in the background: what is submitted runs, whoever submitted it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from jobdesk.core.own_program import is_packaged, own_program
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.executors import processes
from jobdesk.executors.supervisor import launcher

_OWN_WORDS = "jobdesk: "


class BackgroundEngine:
    """An engine that was just started.

    What it says before it works goes to a file without a name, for whoever started it and is still there.
    """

    def __init__(self, process: subprocess.Popen[bytes], words: IO[bytes]) -> None:
        self._process = process
        self._words = words

    def release(self) -> None:
        """Leave it to itself."""
        self._words.close()
        self._process.returncode = 0  # Nobody waits for it; this keeps Popen from warning that it still runs.

    @property
    def is_refused(self) -> bool:
        """Whether JobDesk itself has said why it cannot work.

        Otherwise it was killed, or its program could not be loaded, as while an update replaces the files.
        """
        code = self._process.poll()
        return code is not None and code > 0 and bool(lines := self._lines()) and lines[-1].startswith(_OWN_WORDS)

    def failure(self) -> str | None:
        """Return in words why it could not start; None if it works, is still starting, or found another engine."""
        if not self._process.poll():
            return None
        lines = self._lines()
        if self._process.returncode < 0:
            return f"it was killed by signal {-self._process.returncode}"
        return lines[-1].removeprefix(_OWN_WORDS) if lines else f"it ended with code {self._process.returncode}"

    def _lines(self) -> list[str]:
        self._words.seek(0)
        return self._words.read().decode(errors="replace").splitlines()


def start_background_engine(folder: DataFolder) -> BackgroundEngine:
    """Start a detached ``jobdesk serve --until-idle`` on a data folder; if another engine is there, it ends at once.

    Raises:
        OSError: It could not be started.
    """
    words = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as anybody may read it)
    command, variables = background_command(folder)
    options: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
        "stderr": words,
        "env": {**processes.without_attempt(os.environ), **variables},
        "cwd": folder.path,
    }
    try:
        if sys.platform == "win32":
            from jobdesk.executors.windows import launch as windows_launch

            process = windows_launch.start_apart(command, subprocess.CREATE_NO_WINDOW, **options)
        else:
            process = subprocess.Popen(command, start_new_session=True, **options)
    except OSError:
        words.close()
        raise
    return BackgroundEngine(process, words)


def background_command(folder: DataFolder) -> tuple[list[str], dict[str, str]]:
    """Return the command of a background engine on a data folder, and the variables that it needs."""
    return [*app_command(), "serve", "--until-idle", "--quiet"], folder_variables(folder)


def folder_variables(folder: DataFolder) -> dict[str, str]:
    """Return the variables by which a JobDesk that is started finds a data folder."""
    return {"JOBDESK_HOME": str(folder.path), "JOBDESK_STATE_NAME": folder.state.name}


def app_command() -> list[str]:
    """The command that runs JobDesk itself: the packaged program, or this interpreter on the package."""
    program = launcher.console_twin(own_program())
    if is_packaged():
        return [_package_command(program) or program]
    return [program, str(Path(__file__).resolve().parents[2] / "__main__.py")]


def _package_command(program: str) -> str:
    """Return the command of the Linux package that a program belongs to, or nothing.

    An update takes the folder of a version away while that version runs; the command stays, and starts the next one.
    """
    parts = Path(program).parents
    if sys.platform == "win32" or len(parts) < 4 or parts[1] != parts[3] / "lib" / "jobdesk":
        return ""
    command = parts[3] / "bin" / "jobdesk"
    return str(command) if command.is_file() else ""

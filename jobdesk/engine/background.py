"""An engine without a window, in the background: what is submitted runs, whoever submitted it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from jobdesk.engine.data_folder import DataFolder
from jobdesk.executors import launcher


def start_background_engine(folder: DataFolder) -> None:
    """Start a detached ``jobdesk serve --until-idle`` on a data folder; if another engine is there, it ends at once.

    Raises:
        OSError: It could not be started.
    """
    environment = {**os.environ, "JOBDESK_HOME": str(folder.path), "JOBDESK_STATE_NAME": folder.state.name}
    if sys.platform == "win32":
        launcher.start_apart(
            [*app_command(), "serve", "--until-idle", "--quiet"],
            subprocess.CREATE_NO_WINDOW,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=folder.path,
        )
        return
    subprocess.Popen(
        [*app_command(), "serve", "--until-idle", "--quiet"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=folder.path,
        start_new_session=True,
    )


def app_command() -> list[str]:
    """The command that runs JobDesk itself: the packaged program, or this interpreter on the package."""
    if getattr(sys, "frozen", False):
        return [launcher.console_twin(sys.executable)]
    return [launcher.console_twin(sys.executable), str(Path(__file__).resolve().parents[1] / "__main__.py")]

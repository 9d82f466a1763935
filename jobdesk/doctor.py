"""Checks an installation from end to end, and says what to do about what is wrong."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from jobdesk import __version__
from jobdesk.core.errors import JobDeskError
from jobdesk.engine.ipc.background import app_command
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.settings import Settings
from jobdesk.engine.storage.store import load_state
from jobdesk.executors.supervisor.launcher import supervisor_command
from jobdesk.jobdir.folder import JobFolder, is_locked, read_json

_LITTLE_SPACE_BYTES = 200 << 20


class Finding(msgspec.Struct, frozen=True):
    """What one check found.

    Attributes:
        check: What was looked at.
        is_good: Whether nothing needs to be done.
        text: What was found, and if it is not good, what to do.
    """

    check: str
    is_good: bool
    text: str

    def __str__(self) -> str:
        return f"{'ok     ' if self.is_good else 'PROBLEM'}  {self.check:<14} {self.text}"

    def as_json(self) -> dict[str, Any]:
        """Return the finding as JSON values."""
        return {"check": self.check, "ok": self.is_good, "text": self.text}


def examine(folder: DataFolder) -> list[Finding]:
    """Run all checks; none changes anything."""
    checks: tuple[tuple[str, Callable[[DataFolder], tuple[bool, str]]], ...] = (
        ("installation", _check_installation),
        ("data folder", _check_data_folder),
        ("state", _check_state),
        ("settings", _check_settings),
        ("engine", _check_engine),
        ("supervisor", _check_supervisor),
        ("window", _check_window),
    )
    return [_run(name, check, folder) for name, check in checks]


def _run(name: str, check: Callable[[DataFolder], tuple[bool, str]], folder: DataFolder) -> Finding:
    try:
        return Finding(name, *check(folder))
    except (OSError, JobDeskError, subprocess.SubprocessError) as error:
        return Finding(name, is_good=False, text=str(error))


def _check_installation(_: DataFolder) -> tuple[bool, str]:
    text = f"JobDesk {__version__}, Python {platform.python_version()}, {platform.platform()}"
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        return False, f"{text}: Python 3.11 to 3.13 is needed; install one of these and set JobDesk up again"
    return True, text


def _check_data_folder(folder: DataFolder) -> tuple[bool, str]:
    place = folder.path
    while not place.exists():
        place = place.parent
    if not os.access(place, os.W_OK | os.X_OK):
        return (
            False,
            f"{place} cannot be written; give yourself permission, or set JOBDESK_HOME to another folder",
        )
    notices = folder.say_who_else_may_write() if folder.path.exists() else []
    if notices:
        return False, notices[0]
    free = shutil.disk_usage(place).free
    if free < _LITTLE_SPACE_BYTES:
        return False, f"{folder.path}: only {free >> 20} MiB free; free some space, logs need it"
    return True, f"{folder.path}" + ("" if folder.path.exists() else " (made when the first job is stored)")


def _check_state(folder: DataFolder) -> tuple[bool, str]:
    if not folder.exists():
        return True, "no jobs yet"
    state = load_state(folder)
    count = len(state.snapshot.jobs)
    text = f"{count} job{'' if count == 1 else 's'}"
    if state.notices and not is_locked(folder.lock):
        return False, f"{text}; {' '.join(state.notices)} The next start of an engine saves it whole again."
    return True, text


def _check_settings(folder: DataFolder) -> tuple[bool, str]:
    settings = Settings(folder.settings)
    if settings.notices:
        return False, " ".join(settings.notices)
    return True, f"{settings['run_limit']} jobs at once, {settings.number('grace_s'):g} s of grace"


def _check_engine(folder: DataFolder) -> tuple[bool, str]:
    if not is_locked(folder.lock):
        return True, "none runs; one starts when it is needed"
    engine = RemoteEngine(folder)
    if not engine.is_running():
        return False, "a program holds the data folder but does not answer; end it, running jobs go on"
    status = engine.ask("status")
    text = f"{status['role']}, process {status['pid']}: {status['running']} running, {status['waiting']} waiting"
    if status["notices"]:
        text += "; " + " ".join(status["notices"])
    return True, text


def _check_supervisor(_: DataFolder) -> tuple[bool, str]:
    """Have a real job run under a real supervisor, and compare its verdict with the truth."""
    with tempfile.TemporaryDirectory(prefix="jobdesk-doctor-") as name:
        job = JobFolder(Path(name) / "run_logs" / "doctordoctor")
        job.path.mkdir(parents=True)
        argv = ["cmd.exe", "/c", "exit 3"] if sys.platform == "win32" else ["/bin/sh", "-c", "exit 3"]
        job.spec.write_text(json.dumps({"launch": {"argv": argv, "env": {}, "cwd": name, "grace_s": 1}}))
        finished = subprocess.run(
            [*supervisor_command(), str(job.path)],
            timeout=30,
            check=False,
            stderr=subprocess.PIPE,
            text=True,
        )
        verdict = read_json(job.verdict)
        if verdict is None or verdict.get("exit_code") != 3:
            detail = (finished.stderr or str((verdict or {}).get("reason") or "no verdict")).strip()[-300:]
            return False, f"a trial job did not run as it should: {detail}; reinstall JobDesk"
        return True, f"a trial job ran in {verdict['duration_s']} s, with its true exit code"


def _check_window(_: DataFolder) -> tuple[bool, str]:
    """Start Qt in a process of its own, since a missing library ends the process that asks for it."""
    from jobdesk.ui.app.application import MISSING_LIBRARIES

    has_display = sys.platform in {"win32", "darwin"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    environment = dict(os.environ)
    if not has_display:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    finished = subprocess.run(
        [*app_command(), "--try-window"], capture_output=True, text=True, timeout=60, check=False, env=environment
    )
    if finished.returncode != 0:
        lines = [line for line in finished.stderr.splitlines() if line.strip()] or [f"exit code {finished.returncode}"]
        has_set_up = (Path(__file__).parents[1] / "main.py").exists()
        advice = "Run the set-up again: python3 main.py --demo" if has_set_up else MISSING_LIBRARIES
        return False, f"Qt cannot start: {lines[0][:200]}. {advice}"
    platform_name = finished.stdout.strip()
    if not has_display:
        return True, "Qt starts, but there is no display here; the command line works without one"
    return True, f"Qt starts on {platform_name}"

"""Starts the desk when the user logs in, by the means of each system; its state is read from there each time."""

from __future__ import annotations

import contextlib
import os
import plistlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from jobdesk.engine.program.program_files import desk_command
from jobdesk.engine.storage.data_folder import DataFolder, platform_home
from jobdesk.jobdir.folder import open_own, write_whole

_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED_KEY = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
_VALUE = "JobDesk"
_LABEL = "jobdesk.login"


class LoginStart(Protocol):
    """A system's list of what starts at login, as far as it concerns JobDesk; all of it waits for the disk."""

    def is_on(self) -> bool:
        """Say whether the desk starts at the next login; the user may have changed that elsewhere."""
        ...

    def turn_on(self, command: Sequence[str]) -> None:
        """Have a command run at each login.

        Raises:
            OSError: The system refuses.
        """
        ...

    def turn_off(self) -> None:
        """Take it back.

        Raises:
            OSError: The system refuses.
        """
        ...


class XdgAutostart:
    """A desktop file in the user's autostart folder (Desktop Application Autostart Specification)."""

    def __init__(self, path: Path | None = None) -> None:
        config = Path(os.environ.get("XDG_CONFIG_HOME", ""))
        folder = config if config.is_absolute() else Path.home() / ".config"
        self._path = path or folder / "autostart/jobdesk.desktop"

    def is_on(self) -> bool:
        """See `LoginStart`; desktops switch an entry off by a line in it."""
        try:
            with open_own(self._path) as file:
                lines = {
                    line.replace(" ", "").lower() for line in file.read(1 << 16).decode(errors="replace").split("\n")
                }
        except OSError:
            return False
        return not lines & {"hidden=true", "x-gnome-autostart-enabled=false"}

    def turn_on(self, command: Sequence[str]) -> None:
        """See `LoginStart`."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            "Name=JobDesk",
            "Icon=jobdesk",
            f"TryExec={_escape(command[0])}",  # After an uninstall the desktop passes the entry over.
            f"Exec={_escape(' '.join(map(_quote, command)))}",
            "Terminal=false",
        )
        write_whole(self._path, "".join(f"{line}\n" for line in lines).encode())

    def turn_off(self) -> None:
        """See `LoginStart`."""
        self._path.unlink(missing_ok=True)


class LaunchAgent:
    """A property list in the user's folder of launch agents (launchd.plist(5))."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or Path.home() / f"Library/LaunchAgents/{_LABEL}.plist"

    def is_on(self) -> bool:
        """See `LoginStart`."""
        try:
            with open_own(self._path) as file:
                entry = plistlib.loads(file.read(1 << 16))
        except (OSError, ValueError, plistlib.InvalidFileException):
            return False
        return isinstance(entry, dict) and bool(entry.get("RunAtLoad")) and not entry.get("Disabled")

    def turn_on(self, command: Sequence[str]) -> None:
        """See `LoginStart`."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        entry = {
            "Label": _LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "LimitLoadToSessionType": "Aqua",
            "ProcessType": "Interactive",
        }
        write_whole(self._path, plistlib.dumps(entry))

    def turn_off(self) -> None:
        """Remove the file alone: launchd would end this very process if it were asked to forget the agent now."""
        self._path.unlink(missing_ok=True)


class RunKey:
    """A value of the user's Run key in the registry of Windows."""

    def is_on(self) -> bool:
        """See `LoginStart`; the Task Manager switches a value off in a key of its own."""
        if sys.platform != "win32":
            return False
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                winreg.QueryValueEx(key, _VALUE)
        except FileNotFoundError:
            return False
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _APPROVED_KEY) as key:
                approved, _ = winreg.QueryValueEx(key, _VALUE)
        except FileNotFoundError:
            return True
        return not (isinstance(approved, bytes) and approved[:1] and approved[0] & 1)

    def turn_on(self, command: Sequence[str]) -> None:
        """See `LoginStart`."""
        if sys.platform != "win32":
            return
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
            winreg.SetValueEx(key, _VALUE, 0, winreg.REG_SZ, subprocess.list2cmdline(command))
        self._forget(_APPROVED_KEY)

    def turn_off(self) -> None:
        """See `LoginStart`."""
        for path in (_RUN_KEY, _APPROVED_KEY):
            self._forget(path)

    @staticmethod
    def _forget(path: str) -> None:
        if sys.platform != "win32":
            return
        import winreg

        with (
            contextlib.suppress(FileNotFoundError),
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_SET_VALUE) as key,
        ):
            winreg.DeleteValue(key, _VALUE)


def system_login_start() -> LoginStart:
    """Return the means of this system."""
    means: dict[str, type[LoginStart]] = {"win32": RunKey, "darwin": LaunchAgent}
    return means.get(sys.platform, XdgAutostart)()


def login_command(folder: DataFolder) -> list[str]:
    """Return the command that opens the desk on a data folder at login, in the tray if there is one.

    Raises:
        OSError: The program is no longer there.
    """
    program = desk_command()
    if program is None:
        raise FileNotFoundError("JobDesk was removed or is being updated; try again after its next start")
    other = [] if folder.path == platform_home() else ["--home", str(folder.path)]
    return [*program, "--hidden", *other]


def _quote(word: str) -> str:
    """Quote an argument of an Exec line (Desktop Entry Specification, "The Exec key")."""
    escaped = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in word).replace("%", "%%")
    return f'"{escaped}"'


def _escape(text: str) -> str:
    """Escape a value of type string of a desktop file."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")

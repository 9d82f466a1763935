"""Renews a process's environment from the registry, where Windows keeps what programs are started with.

A program keeps the variables that it was started with, though the user has changed them since or installed something.
All names are in upper case, as `os.environ` has them on Windows.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping

_MACHINE = r"SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
_USER = "Environment"
_REFERENCE = re.compile(r"%([^%]+)%")
_PATH = "PATH"
Values = Iterable[tuple[str, str, bool]]
"""Names, values, and whether references such as %SystemRoot% in the value are replaced."""


def read_registry() -> tuple[Values, Values]:
    """Return the variables of the machine and of the user; none where they cannot be read."""
    if sys.platform != "win32":
        return [], []
    import winreg

    def read(root: int, path: str) -> Values:
        found = []
        try:
            with winreg.OpenKey(root, path) as key:
                for at in range(winreg.QueryInfoKey(key)[1]):
                    name, value, kind = winreg.EnumValue(key, at)
                    if kind in {winreg.REG_SZ, winreg.REG_EXPAND_SZ}:
                        found.append((name, str(value), kind == winreg.REG_EXPAND_SZ))
        except OSError:
            return found  # It was changed meanwhile, or is not there at all.
        return found

    return read(winreg.HKEY_LOCAL_MACHINE, _MACHINE), read(winreg.HKEY_CURRENT_USER, _USER)


def merge(machine: Values, user: Values, base: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a program started now would have from the registry.

    Args:
        machine: Variables of the machine.
        user: Variables of the user, which replace those of the machine; a search path is put behind the machine's.
        base: What references may also name, such as the folder of the user.
    """
    merged: dict[str, str] = {}
    for values in (machine, user):
        # A value may refer to one that stands behind it: those without references come first.
        for name, value, has_references in sorted(values, key=lambda one: one[2]):
            text = _replaced(value, {**base, **merged}) if has_references else value
            if name.upper() == _PATH and values is user and merged.get(_PATH):
                text = ";".join(filter(None, [merged[_PATH].rstrip(";"), text]))
            merged[name.upper()] = text
    return merged


def renew(process: Mapping[str, str], before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Return a process's environment with what has changed in the registry since it was started.

    Where the two differed at the start, a terminal has set a variable for this process: it stays.

    Args:
        process: The environment.
        before: What `merge` returned when the process began.
        now: What it returns now.
    """
    changed = {name: value for name, value in now.items() if name not in process or value != before.get(name)}
    gone = {name for name, value in before.items() if name not in now and process.get(name) == value}
    renewed = {name: value for name, value in process.items() if name not in gone} | changed
    if _PATH in process and _PATH in now and process[_PATH] != before.get(_PATH):
        renewed[_PATH] = _renewed_path(process[_PATH], before.get(_PATH, ""), now[_PATH])
    return renewed


def _renewed_path(process: str, before: str, now: str) -> str:
    """Return a search path of the process's own with the folders that were added, and without those removed."""
    known = {folder.casefold() for folder in now.split(";")}
    removed = {folder.casefold() for folder in before.split(";")} - known
    kept = [folder for folder in process.split(";") if folder.casefold() not in removed]
    there = {folder.casefold() for folder in kept}
    return ";".join([*kept, *(folder for folder in now.split(";") if folder.casefold() not in there)])


def _replaced(value: str, variables: Mapping[str, str]) -> str:
    return _REFERENCE.sub(lambda found: variables.get(found[1].upper(), found[0]), value)

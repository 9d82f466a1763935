"""Settings as data: each with its type, bounds and default; a bad value falls back to the default, and says so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from jobdesk.core.errors import InvalidValueError
from jobdesk.executors.folder import write_durably


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting: a number with bounds.

    Attributes:
        key: Its name in settings.json.
        title: Its label.
        default: Its value when none is stored.
        least: Smallest value allowed.
        most: Largest value allowed.
        hint: One sentence of help.
    """

    key: str
    title: str
    default: int | float
    least: int | float
    most: int | float
    hint: str

    def check(self, value: Any) -> int | float:
        """Accept a value of the default's type within the bounds.

        Raises:
            InvalidValueError: It is not one.
        """
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or (isinstance(self.default, int) and not isinstance(value, int)):
            kind = "whole number" if isinstance(self.default, int) else "number"
            raise InvalidValueError(self.key, f"must be a {kind}, not {value!r}")
        if not self.least <= value <= self.most:
            raise InvalidValueError(self.key, f"must be from {self.least} to {self.most}, not {value}")
        number: int | float = value
        return number


SETTINGS: dict[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting(
            key="run_limit",
            title="Jobs at once",
            default=os.cpu_count() or 2,
            least=1,
            most=1000,
            hint="How many jobs may run at the same time; the rest waits its turn.",
        ),
        Setting(
            key="grace_s",
            title="Grace when stopping, in seconds",
            default=10.0,
            least=0.1,
            most=3600.0,
            hint="A job is asked politely, asked to terminate after half of this, and killed at its end.",
        ),
        Setting(
            key="job_nice",
            title="Nice level of jobs",
            default=5,
            least=0,
            most=19,
            hint="Jobs give way to what you work with; 0 treats them alike (not on Windows).",
        ),
    )
}


class Settings:
    """The settings of one data folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stored: dict[str, Any] = {}
        self.notices: list[str] = []
        self._read()

    def __getitem__(self, key: str) -> int | float:
        value: int | float = self._stored.get(key, SETTINGS[key].default)
        return value

    def change(self, key: str, value: object) -> None:
        """Set one setting and save all.

        Raises:
            InvalidValueError: There is no such setting, or it cannot have this value.
            OSError: It could not be saved; the old value holds.
        """
        if key not in SETTINGS:
            raise InvalidValueError(key, f"is no setting; known are {', '.join(SETTINGS)}")
        stored = {**self._stored, key: SETTINGS[key].check(value)}
        write_durably(self._path, msgspec.json.format(msgspec.json.encode(stored), indent=2) + b"\n")
        self._stored = stored

    def _read(self) -> None:
        try:
            stored = msgspec.json.decode(self._path.read_bytes(), type=dict[str, Any])
        except FileNotFoundError:
            return
        except (OSError, msgspec.DecodeError) as error:
            self.notices.append(f"settings.json cannot be read ({error}); the defaults are used.")
            return
        for key, value in list(stored.items()):
            if key not in SETTINGS:
                continue  # A newer version's; kept.
            try:
                SETTINGS[key].check(value)
            except InvalidValueError as error:
                self.notices.append(f"settings.json: {error}; using {SETTINGS[key].default}.")
                del stored[key]
        self._stored = stored

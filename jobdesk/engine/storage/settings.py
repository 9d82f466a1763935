"""Settings as data: each with its type, bounds and default; a bad value falls back to the default, and says so."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import msgspec

from jobdesk.core.config import is_encodable
from jobdesk.core.errors import InvalidValueError
from jobdesk.core.events import SettingChanged
from jobdesk.core.jobs.launch_plan import Defaults
from jobdesk.engine.runtime.disk import refused_at, write_json
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.jobdir.folder import read_own, replace_file

Value = int | float | bool | str


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting, enough to check it and to build its row in a dialog.

    Attributes:
        key: Its name in settings.json.
        title: Its label.
        group: The page of the dialog that it stands on.
        default: Its value when none is stored; its type is the setting's type.
        hint: One sentence of help.
        least: Smallest number allowed.
        most: Largest number allowed.
        choices: The texts allowed; empty allows any.
    """

    key: str
    title: str
    group: str
    default: Value
    hint: str = ""
    least: float = 0
    most: float = 0
    choices: tuple[str, ...] = ()

    def check(self, value: object) -> Value:
        """Accept a value of the default's type, within the bounds or among the choices.

        Raises:
            InvalidValueError: It is not one.
        """
        if isinstance(self.default, bool):
            if not isinstance(value, bool):
                raise InvalidValueError(self.key, f"must be true or false, not {value!r}")
            return value
        if isinstance(self.default, str):
            return self._check_text(value)
        if isinstance(value, bool) or not isinstance(value, int if isinstance(self.default, int) else (int, float)):
            kind = "whole number" if isinstance(self.default, int) else "number"
            raise InvalidValueError(self.key, f"must be a {kind}, not {value!r}")
        if not self.least <= value <= self.most:
            raise InvalidValueError(self.key, f"must be from {self.least:g} to {self.most:g}, not {value}")
        return value

    def _check_text(self, value: object) -> str:
        if not isinstance(value, str) or len(value) > 4096 or not is_encodable(value):
            raise InvalidValueError(self.key, f"must be a text, not {value!r:.80}")
        if self.choices and value not in self.choices:
            raise InvalidValueError(self.key, f"must be one of {', '.join(self.choices)}, not {value!r:.80}")
        if self.key == "default_folder" and value and not os.path.isabs(os.path.expanduser(value)):  # noqa: PTH111, PTH117
            raise InvalidValueError(self.key, f"must be the whole path of a folder, not {value!r:.80}")
        return value


_ALL = (
    Setting(
        key="run_limit",
        title="Jobs at once",
        group="Jobs",
        default=os.cpu_count() or 2,
        least=1,
        most=1000,
        hint="How many jobs may run at the same time; the rest waits its turn.",
    ),
    Setting(
        key="grace_s",
        title="Grace when stopping, in seconds",
        group="Jobs",
        default=10.0,
        least=0.1,
        most=3600.0,
        hint="A job is asked politely, asked to terminate after half of this, and killed at its end.",
    ),
    Setting(
        key="job_nice",
        title="Give way to other programs",
        group="Jobs",
        default=10,
        least=0,
        most=19,
        hint="Nice level of jobs: 0 is normal, 19 the lowest. On Linux it counts against all other programs.",
    ),
    Setting(
        key="queue_paused",
        title="Queue paused",
        group="Jobs",
        default=False,
        hint="Nothing new starts; what runs goes on.",
    ),
    Setting(
        key="keep_awake",
        title="Keep the computer awake while jobs run",
        group="Jobs",
        default=True,
        hint="The screen may still turn off.",
    ),
    Setting(
        key="read_progress",
        title="Read progress from what jobs print",
        group="Jobs",
        default=True,
        hint="Of jobs that report none themselves: bars, percentages and counts in their output.",
    ),
    Setting(
        key="default_folder",
        title="Folder for new jobs",
        group="New jobs",
        default="",
        hint="Empty: your home folder.",
    ),
    Setting(
        key="default_interpreter",
        title="Python for new jobs",
        group="New jobs",
        default="",
        hint="Empty: the first on the search path. Scripts have their own.",
    ),
    Setting(
        key="shell",
        title="Shell",
        group="New jobs",
        default="",
        hint="Runs the lines that ask for a shell. Empty: the system's own.",
    ),
    Setting(
        key="trash_days",
        title="Keep deleted jobs, in days",
        group="History",
        default=30,
        least=0,
        most=3650,
        hint="Older ones leave the trash for good, with their logs.",
    ),
    Setting(
        key="trash_count",
        title="Keep at most, deleted jobs",
        group="History",
        default=1000,
        least=0,
        most=1_000_000,
        hint="Beyond this, the oldest leave the trash for good.",
    ),
    Setting(
        key="archive_days",
        title="Archive ended jobs, after days",
        group="History",
        default=0,
        least=0,
        most=3650,
        hint="They leave the list and can still be searched. 0: never. Each queue may have rules of its own.",
    ),
    Setting(
        key="archive_count",
        title="Keep at most, ended jobs",
        group="History",
        default=0,
        least=0,
        most=1_000_000,
        hint="Beyond this, the oldest go to the archive. 0: no limit.",
    ),
    Setting(
        key="archive_gb",
        title="Keep at most, logs of ended jobs in GB",
        group="History",
        default=0.0,
        least=0.0,
        most=1e6,
        hint="Beyond this, the oldest go to the archive, which keeps their logs. 0: no limit.",
    ),
    Setting(
        key="notify_completed",
        title="Tell when a job has completed",
        group="Notifications",
        default="long or hidden",
        choices=("always", "long or hidden", "never"),
        hint="Long: it took more than a minute. Hidden: the window is not in front.",
    ),
    Setting(key="notify_failed", title="Tell when a job has failed", group="Notifications", default=True),
    Setting(
        key="notify_all_done",
        title="Tell when all jobs are done",
        group="Notifications",
        default="long or hidden",
        choices=("always", "long or hidden", "never"),
        hint="When more than one job ran, and nothing runs or waits any more.",
    ),
    Setting(
        key="quiet_hours", title="Quiet hours", group="Notifications", default=False, hint="Nothing is told in them."
    ),
    Setting(
        key="quiet_from",
        title="Quiet from, hour",
        group="Notifications",
        default=22,
        least=0,
        most=23,
    ),
    Setting(
        key="quiet_until",
        title="Quiet until, hour",
        group="Notifications",
        default=7,
        least=0,
        most=23,
    ),
    Setting(
        key="theme",
        title="Theme",
        group="Window",
        default="system",
        choices=("system", "light", "dark"),
    ),
    Setting(
        key="row_height",
        title="Row height",
        group="Window",
        default="default",
        choices=("compact", "default", "roomy"),
    ),
    Setting(
        key="ask_on_quit",
        title="Ask when quitting while jobs run",
        group="Window",
        default=True,
        hint="Otherwise they go on in the background.",
    ),
    Setting(
        key="language",
        title="Language",
        group="Window",
        default="system",
        choices=("system", "en", "de"),
        hint="Takes effect at the next start.",
    ),
    Setting(
        key="check_for_updates",
        title="Check for updates once a day",
        group="Start and updates",
        default=False,
        hint="Asks for the number of the newest version, and sends nothing about you. Nothing is installed by itself.",
    ),
)
SETTINGS: dict[str, Setting] = {setting.key: setting for setting in _ALL}
LOGIN_START = Setting(
    key="login_start",
    title="Start JobDesk when I log in",
    group="Start and updates",
    default=False,
    hint="Opens in the tray, where there is one; waiting jobs go on. The system keeps this setting.",
)
"""A setting that the system keeps and not settings.json; see `engine.login_start`."""


class Settings:
    """The settings of one data folder."""

    def __init__(self, path: Path, bus: EventBus | None = None) -> None:
        """Read them.

        Args:
            path: Their file; it need not be there.
            bus: Where changes are told; None tells nobody.
        """
        self._path = path
        self._bus = bus
        self._stored: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._is_damaged = False
        self.notices: list[str] = []
        self._read()

    def __getitem__(self, key: str) -> Value:
        value: Value = self._stored.get(key, SETTINGS[key].default)
        return value

    def number(self, key: str) -> float:
        """Return a setting that is a number."""
        return float(self[key])

    def flag(self, key: str) -> bool:
        """Return a setting that is true or false."""
        return bool(self[key])

    def text(self, key: str) -> str:
        """Return a setting that is a text."""
        return str(self[key])

    def defaults(self) -> Defaults:
        """Return what new processes get where their config says nothing."""
        return Defaults(
            shell=self.text("shell"),
            interpreter=self.text("default_interpreter"),
            folder=self.text("default_folder"),
        )

    def all(self) -> dict[str, Value]:
        """Return every setting with its present value; what was written into the file meanwhile is among them."""
        with self._lock:
            edited = self._take_edits()
        self._tell(edited)
        return {key: self[key] for key in SETTINGS}

    def change(self, key: str, value: object) -> None:
        """Set one setting and save all.

        Raises:
            InvalidValueError: There is no such setting, or it cannot have this value.
            StoreError: It could not be saved; the old value holds.
        """
        if key not in SETTINGS:
            raise InvalidValueError(key, f"is no setting; known are {', '.join(SETTINGS)}")
        accepted = SETTINGS[key].check(value)
        with self._lock:
            edited = self._take_edits()
            stored = {**self._stored, key: accepted}
            if self._is_damaged:
                with refused_at(self._path):  # One wrong comma must not cost all that was set.
                    replace_file(self._path, self._path.with_name(f"{self._path.name}.damaged"))
                self._is_damaged = False
            write_json(self._path, stored)
            self._stored = stored
            self._seen = _signature(self._path)
        self._tell({**edited, key: accepted})

    def _tell(self, changed: dict[str, Value]) -> None:
        if self._bus is not None and changed:
            for key, value in changed.items():
                self._bus.put(SettingChanged(key, value))
            self._bus.deliver()

    def _take_edits(self) -> dict[str, Value]:
        """Read the file again if somebody else has written it, and return what is another value by that."""
        if _signature(self._path) in {None, self._seen}:
            return {}
        before = {key: self[key] for key in SETTINGS}
        self._read()
        return {key: self[key] for key in SETTINGS if self[key] != before[key]}

    def _read(self) -> None:
        self._seen = _signature(self._path)
        try:
            stored = msgspec.json.decode(read_own(self._path), type=dict[str, Any])
        except FileNotFoundError:
            return
        except (OSError, msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            self.notices.append(f"settings.json cannot be read ({error}); the defaults are used.")
            self._is_damaged = True
            return
        self._is_damaged = False
        for key, value in list(stored.items()):
            if key not in SETTINGS:
                continue  # A newer version's; kept.
            try:
                SETTINGS[key].check(value)
            except InvalidValueError as error:
                self.notices.append(f"settings.json: {error}; using {SETTINGS[key].default}.")
                del stored[key]
        self._stored = stored


def _signature(path: Path) -> tuple[int, int, int] | None:
    """Return what is another whenever a file was written; None if it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino

"""Schedules on disk: one JSON file each, read and written whole."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import msgspec

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.ids import is_job_id
from jobdesk.core.timing.schedule import TOLD, Schedule, check_schedule
from jobdesk.engine.runtime.disk import make_folder, refused_at, write_json
from jobdesk.jobdir.folder import read_own, sync_folder

_log = logging.getLogger(__name__)
_BLANK: dict[str, Any] = msgspec.to_builtins(Schedule(id="", name="", config={}))
_REQUIRED = {field.name for field in msgspec.structs.fields(Schedule) if field.required}


class ScheduleFiles:
    """The files of the schedules of one data folder.

    Another version of JobDesk reads them too: members that this one does not know are kept, and those that say nothing
    are left out, since an older one may not know them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.notices: list[str] = []
        self._unknown: dict[str, dict[str, Any]] = {}
        """By schedule, the members that this version does not know."""

    def read(self) -> dict[str, Schedule]:
        """Return all schedules by their ids; a file that is none is passed over, and stays."""
        found = {}
        for path in sorted(self._folder.glob("*.json")) if self._folder.is_dir() else ():
            try:
                members = msgspec.json.decode(read_own(path), type=dict[str, Any])
                unknown = {name: members.pop(name) for name in members.keys() - _BLANK.keys()}
                schedule = msgspec.convert(members, Schedule)
                if schedule.id != path.stem or not is_job_id(schedule.id):
                    raise InvalidValueError("id", f"is {schedule.id!r:.40}, which is not the file's name")
                check_schedule(schedule)
                if not schedule.last_due:
                    raise InvalidValueError("last_due", "is empty")
            except (OSError, msgspec.DecodeError, InvalidValueError, RecursionError, UnicodeDecodeError) as error:
                self.notices.append(
                    f"schedules/{path.name} cannot be used ({error}); it stays, but nothing of it runs."
                )
                _log.warning("%s", self.notices[-1])
                continue
            found[schedule.id] = schedule
            self._unknown[schedule.id] = unknown
        return found

    def write(self, schedule: Schedule) -> None:
        """Store a schedule, in the place of its older self; it survives a power cut when this returns.

        Raises:
            StoreError: It could not be written; the old one is as it was.
        """
        with refused_at(self._folder):
            make_folder(self._folder)
        members = {
            name: value
            for name, value in msgspec.to_builtins(schedule).items()
            if name in _REQUIRED or (name not in TOLD and value != _BLANK[name])
        }
        write_json(self._path(schedule.id), members | self._unknown.get(schedule.id, {}))

    def remove(self, schedule_id: str) -> None:
        """Remove the file of a schedule, for good when this returns.

        Raises:
            StoreError: It could not be removed.
        """
        with refused_at(self._folder):
            self._path(schedule_id).unlink(missing_ok=True)
            sync_folder(self._folder)
        self._unknown.pop(schedule_id, None)

    def _path(self, schedule_id: str) -> Path:
        return self._folder / f"{schedule_id}.json"

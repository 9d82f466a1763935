"""The verbs that concern schedules: what is asked for is checked here, and looked after by the scheduler."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from jobdesk.core.config import freeze_config
from jobdesk.core.errors import InvalidValueError, ScheduleNotFoundError
from jobdesk.core.ids import is_job_id, new_job_id
from jobdesk.core.job import Job, Reason, ReasonCode
from jobdesk.core.timing.schedule import (
    TOLD,
    TRIGGERS,
    CatchUp,
    Overlap,
    Schedule,
    check_schedule,
    dues,
    find_zone,
)
from jobdesk.core.timing.times import format_time, parse_moment
from jobdesk.engine.execution.launch_plans import check_folder
from jobdesk.engine.handlers.validation import CHECKS, accept_start, check_submit_folder, kind_and_name
from jobdesk.engine.schedules.scheduler import Scheduler
from jobdesk.engine.storage.environments import Environments
from jobdesk.engine.storage.ledger import Ledger

_MOST_RUNS_SHOWN = 1000


def _accept_config(value: Any) -> dict[str, Any]:
    config = msgspec.json.decode(freeze_config(value), type=dict[str, Any])
    kind_and_name(config, is_held=False)
    return config


def _moment(field: str, value: Any, now: datetime, zone: str) -> str:
    if isinstance(value, str):
        return format_time(parse_moment(field, value, now, find_zone(zone)))
    if isinstance(value, datetime) and value.tzinfo is not None:
        return format_time(value)
    raise InvalidValueError(field, f"must be a moment such as 2026-01-31 18:00, not {value!r:.60}")


def _number(field: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidValueError(field, "must be a number of seconds")
    try:
        return float(value)
    except OverflowError:
        return math.inf  # Which `check_schedule` refuses.


def _text(field: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidValueError(field, "must be text")
    return value.strip()


def _flag(field: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidValueError(field, "must be true or false")
    return value


def _choice(field: str, value: Any, choices: type[Overlap] | type[CatchUp]) -> Any:
    try:
        return choices(value)
    except ValueError:
        raise InvalidValueError(field, f"must be one of {', '.join(choices)}, not {value!r:.40}") from None


_ACCEPT: dict[str, Callable[[Any], Any]] = {
    **{field: CHECKS[field] for field in ("name", "queue", "priority", "tags", "needs", "policy")},
    "config": _accept_config,
    "at": lambda value: value,
    "delay": lambda value: value,
    "every_s": lambda value: _number("every", value),
    "cron": lambda value: _text("cron", value),
    "zone": lambda value: find_zone(_text("zone", value)).key,
    "anchor": lambda value: value,
    "is_relative": lambda value: _flag("is_relative", value),
    "overlap": lambda value: _choice("overlap", value, Overlap),
    "catch_up": lambda value: _choice("catch_up", value, CatchUp),
    "is_enabled": lambda value: _flag("is_enabled", value),
    "submit_folder": check_submit_folder,
    "environment": lambda value: _text("environment", value),
}
"""What may be said of a schedule, and what accepts each."""
_WAYS: dict[str, Any] = {"at": None, "every_s": None, "cron": ""}
_DELAY = "delay"
"""How `at` is given in seconds from now."""


class Schedules:
    """The schedules of one data folder, as others ask for them."""

    def __init__(self, scheduler: Scheduler, ledger: Ledger, environments: Environments) -> None:
        self._scheduler = scheduler
        self._environments = environments
        self._ledger = ledger

    def add_schedule(self, config: dict[str, Any], *, schedule_id: str | None = None, **fields: Any) -> Schedule:
        """Store a schedule and plan its first run; see `JobManager.add_schedule`. Twice with one id makes one."""
        if schedule_id is not None and not is_job_id(schedule_id):
            raise InvalidValueError("schedule_id", "must be 12 characters of 0-9 and a-z")
        existing = self._scheduler.get(schedule_id or "")
        if existing is not None:
            return existing
        now = self._scheduler.now()
        blank = Schedule(id=schedule_id or new_job_id(), name="", config={}, zone=local_zone(), made=format_time(now))
        with self._environments.keeping(fields.get("environment")) as key:
            said = {**fields, "environment": key, "config": config}
            return self._scheduler.add(_accepted(blank, said, now))

    def list_schedules(self) -> list[Schedule]:
        """Return all schedules by name."""
        return sorted(self._scheduler.all(), key=lambda schedule: (schedule.name.casefold(), schedule.made))

    def find_schedule(self, schedule_ref: str) -> Schedule:
        """Return the schedule that an id, a unique prefix of one, or a name means.

        Raises:
            ScheduleNotFoundError: None fits.
            InvalidValueError: More than one does.
        """
        schedules = self._scheduler.all()
        fitting = [one for one in schedules if schedule_ref in {one.id, one.name}]
        fitting = fitting or [one for one in schedules if schedule_ref and one.id.startswith(schedule_ref)]
        if not fitting:
            raise ScheduleNotFoundError(schedule_ref)
        if len(fitting) > 1:
            raise InvalidValueError("schedule", f"{schedule_ref!r} fits {len(fitting)} of them; give the id")
        return fitting[0]

    def change_schedule(self, schedule_id: str, fields: dict[str, Any]) -> Schedule:
        """Change a schedule and plan its next run anew; see `JobManager.change_schedule`."""
        with self._environments.keeping(fields.get("environment")) as key:
            said = fields if key is None else {**fields, "environment": key}
            return self._scheduler.change(schedule_id, lambda old: _accepted(old, said, self._scheduler.now()))

    def delete_schedule(self, schedule_id: str) -> bool:
        """Delete a schedule and its next run; what runs goes on. False if it is unknown."""
        return self._scheduler.remove(schedule_id)

    def skip_run(self, schedule_id: str) -> bool:
        """Leave the next run of a schedule out; False if none is planned."""
        return self._scheduler.skip(schedule_id, Reason(ReasonCode.SKIPPED, "Skipped by you"))

    def next_runs(self, schedule_id: str, count: int = 5) -> list[str]:
        """Return the next moments at which a schedule is due, as JobDesk writes times; those of a paused one too."""
        schedule = self._scheduler.known(schedule_id)
        now = self._scheduler.now()
        after = max(now, datetime.fromisoformat(schedule.last_due)) if schedule.is_enabled else now
        shown = max(0, min(count, _MOST_RUNS_SHOWN))
        return [format_time(due) for due in itertools.islice(dues(schedule, after), shown)]

    def schedule_runs(self, schedule_id: str, limit: int = 20) -> list[Job]:
        """Return the runs of a schedule that are in the list, the newest first; also those of a deleted one."""
        runs = (job for job in reversed(self._ledger.all()) if job.schedule == schedule_id and job.deleted is None)
        return list(itertools.islice(runs, max(0, limit)))


def _accepted(old: Schedule, fields: dict[str, Any], now: datetime) -> Schedule:
    """Check what is said of a schedule, and put it in the place of what was said before."""
    for field in fields:
        if field not in _ACCEPT:
            raise InvalidValueError(str(field), f"a schedule has no such field; it has {', '.join(_ACCEPT)}")
    new: dict[str, Any] = {
        name: _ACCEPT[name](value) for name, value in fields.items() if value is not None or name == "policy"
    }
    if "config" in new and not (old.name or "name" in new):
        new["name"] = kind_and_name(new["config"], is_held=False)[1]
    zone = new.get("zone", old.zone)
    for field in ("at", "anchor"):
        if field in new:
            new[field] = _moment(field, new[field], now, zone)
    is_relative = "anchor" not in new
    if _DELAY in new:
        if "at" in new:
            raise InvalidValueError(_DELAY, "cannot be given together with at: both say when it is due")
        new["at"] = accept_start(_DELAY, new.pop(_DELAY))["not_before"]
    elif "at" in new:
        is_relative = False
    if any(way in new for way in _WAYS):
        new = {**_WAYS, "anchor": format_time(now), "is_relative": is_relative and not new.get("cron"), **new}
    elif "anchor" in new:
        new.setdefault("is_relative", False)
    is_begun_anew = any(field in new for field in TRIGGERS) or (new.get("is_enabled") and not old.is_enabled)
    if is_begun_anew:
        # What passed while it was paused, or was due by its old form only, is not made up for.
        new["last_due"] = format_time(now)
    if new.get("at") is not None and new["at"] <= format_time(now):
        raise InvalidValueError("at", "lies in the past")
    schedule = msgspec.structs.replace(old, **TOLD, **new)
    check_schedule(schedule)
    check_folder(schedule.config, schedule.submit_folder)
    return schedule


def local_zone() -> str:
    """Return the IANA name of the machine's time zone; UTC where it cannot be learned."""
    import tzlocal

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return find_zone(tzlocal.reload_localzone().key).key
        except (LookupError, ValueError, OSError, AttributeError):
            return "UTC"

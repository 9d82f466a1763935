"""When a job runs again and again: what a schedule is, and the moments at which it is due.

All of it are pure functions of a schedule and the moments given. What a cron expression means is cronsim's to say: it
keeps the rules of Debian's cron where clocks are set. A time of day that is skipped runs right after the gap, one that
comes twice runs the first time, and what runs every few minutes or hours goes by time that really passes.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from jobdesk.core.config import check_text
from jobdesk.core.errors import InvalidValueError
from jobdesk.core.ids import derive_job_id
from jobdesk.core.jobs.policy import Policy
from jobdesk.core.timing.durations import say_wait
from jobdesk.core.timing.times import format_time, parse_time

if TYPE_CHECKING:
    # Both are imported by what uses them: an engine that has no schedule does without.
    from zoneinfo import ZoneInfo

    from cronsim import CronSim

GRACE = timedelta(seconds=60)
"""A run that starts less than this after it was due is late; one that would start later was missed."""
MOST_CAUGHT_UP = 100
"""Of missed runs that are all to be made up for, the newest of this number are."""
MOST_COUNTED = 10_000
_LEAST_EVERY_S = 1.0
_MOST_EVERY_S = 10 * 366 * 86400.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_NICKNAMES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}


class Overlap(StrEnum):
    """What becomes of a run that is due while an earlier one of its schedule has not ended."""

    SKIP = "skip"
    QUEUE = "queue"
    BESIDE = "beside"


class CatchUp(StrEnum):
    """Which runs are made up for that were missed while JobDesk did not run, or the computer slept."""

    NONE = "none"
    ONE = "one"
    EACH = "each"


class Schedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A job that runs at moments laid down beforehand: at one, in an interval, or by a cron expression.

    Attributes:
        id: 12 characters of ``[0-9a-z]``.
        name: What it and its jobs are called.
        config: What its jobs run.
        at: The one moment, as JobDesk writes times; None for the other two ways.
        every_s: Seconds from run to run, counted from `anchor`, so that nothing drifts.
        cron: Five fields, six with seconds first, or a nickname such as ``@daily``.
        zone: IANA time zone that `cron` means, and that moments are shown in.
        anchor: The moment from which `every_s` counts; one that lies ahead is the first run.
        is_relative: Whether `at`, or `anchor`, was counted from the time of its making: it moves when the clock is set.
        queue: As of a job, like `priority`, `tags`, `needs` and `policy`.
        submit_folder: Folder of whoever saved it, as of a job.
        environment: Key of the environment of whoever saved it, as of a job.
        made: When it was made.
        last_due: All that was due up to this moment has been dealt with.
        next_due: When it is due next. This and what follows are told by the engine, and not stored.
        next_job: Id of the queued job that is the next run.
        problem: Why the next run could not be put into the queue; empty if it could.
    """

    id: str
    name: str
    config: dict[str, Any]
    at: str | None = None
    every_s: float | None = None
    cron: str = ""
    zone: str = "UTC"
    anchor: str = ""
    is_relative: bool = False
    overlap: Overlap = Overlap.SKIP
    catch_up: CatchUp = CatchUp.ONE
    is_enabled: bool = True
    queue: str = "default"
    priority: int = 0
    tags: tuple[str, ...] = ()
    needs: dict[str, float] = {}
    policy: Policy | None = None
    submit_folder: str | None = None
    environment: str | None = None
    made: str = ""
    last_due: str = ""
    next_due: str | None = None
    next_job: str | None = None
    problem: str = ""


TOLD = {"next_due": None, "next_job": None, "problem": ""}
"""What the engine tells of a schedule and does not store, without a value."""
TRIGGERS = ("at", "every_s", "cron", "zone", "anchor")


def check_schedule(schedule: Schedule) -> None:
    """Accept a schedule whose name, moments and time zone make sense.

    Raises:
        InvalidValueError: They do not.
    """
    check_text("name", schedule.name, limit=500)  # As it was before the bound of today, which what is new meets.
    find_zone(schedule.zone)
    if sum(trigger is not None for trigger in (schedule.at, schedule.every_s, schedule.cron or None)) != 1:
        raise InvalidValueError("schedule", "needs one of a moment (at), an interval (every) or a cron expression")
    for field in ("at", "anchor", "made", "last_due"):
        _check_moment(field, getattr(schedule, field))
    if schedule.every_s is not None and not _LEAST_EVERY_S <= schedule.every_s <= _MOST_EVERY_S:
        raise InvalidValueError("every", f"must be from {_LEAST_EVERY_S:g} s to {_MOST_EVERY_S / 86400:.0f} d")
    if schedule.cron:
        _check_cron(schedule)


def _check_moment(field: str, text: str | None) -> None:
    try:
        if text and format_time(datetime.fromisoformat(text)) == text:
            return
    except (ValueError, OverflowError):
        pass
    if text:
        raise InvalidValueError(field, f"must be a moment such as 2026-01-31T18:00:00.000Z, not {text!r:.60}")


def _check_cron(schedule: Schedule) -> None:
    from cronsim import CronSimError

    try:
        first = due_after(schedule, datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError as error:
        raise InvalidValueError("cron", f"{schedule.cron!r:.80} is no cron expression: {error}") from None
    if first is None:
        raise InvalidValueError("cron", f"{schedule.cron!r:.80} never comes true")


@cache
def find_zone(name: str) -> ZoneInfo:
    """Find a time zone by its IANA name.

    Raises:
        InvalidValueError: There is none of this name.
    """
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):  # Whatever zoneinfo meets on its way to the file of that name.
        raise InvalidValueError("zone", f"{name!r:.60} is no time zone; give one such as Europe/Berlin") from None


def dues(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """Give the moments (aware, UTC) at which a schedule is due after another moment, in their order."""
    with contextlib.suppress(OverflowError):  # Of the calendar, which ends with the year 9999.
        yield from _dues(schedule, after)


def _dues(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    if schedule.at is not None:
        moment = datetime.fromisoformat(schedule.at)
        return iter([moment] if moment > after else [])
    if schedule.every_s is not None:
        return _interval_dues(schedule, after)
    return _cron_dues(schedule, after)


def _interval_dues(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    every_ms, anchor_ms = _interval(schedule)
    first = max(0, ((after - _EPOCH) // _MS - anchor_ms) // every_ms + 1)
    return (_EPOCH + (anchor_ms + count * every_ms) * _MS for count in itertools.count(first))


def _interval(schedule: Schedule) -> tuple[int, int]:
    """The interval and its anchor in whole milliseconds, in which nothing is rounded however often it is added."""
    anchor = parse_time(schedule.anchor or schedule.made or None) or _EPOCH
    return round((schedule.every_s or 0.0) * 1000), (anchor - _EPOCH) // _MS


def _cron_dues(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    last = after
    for moment in _simulate(schedule, after):
        due = moment.astimezone(UTC)
        # From within an hour that comes twice, cronsim begins with times of day that had their turn.
        if due > last:
            last = due
            yield due


def _simulate(schedule: Schedule, after: datetime) -> CronSim:
    from cronsim import CronSim

    expression = _NICKNAMES.get(schedule.cron.strip().lower(), schedule.cron)
    return CronSim(expression, after.astimezone(find_zone(schedule.zone)))


def due_after(schedule: Schedule, after: datetime) -> datetime | None:
    """Return the first moment (aware, UTC) at which a schedule is due after another one; None if there is none."""
    return next(dues(schedule, after), None)


def next_runs(schedule: Schedule, after: datetime, count: int = 5) -> list[datetime]:
    """Return the next moments (aware, UTC) at which a schedule is due; fewer if there are no more."""
    return list(itertools.islice(dues(schedule, after), count))


def due_between(schedule: Schedule, after: datetime, until: datetime, newest: int) -> list[datetime]:
    """Return the newest moments at which a schedule was due after one moment and up to another, in their order.

    Args:
        schedule: The schedule.
        after: Before those asked for.
        until: The last that may be among them.
        newest: How many at most. However many there are before them costs little.
    """
    reach = timedelta(minutes=2)
    while True:
        start = max(after, until - reach)
        found = list(itertools.takewhile(lambda due: due <= until, dues(schedule, start)))
        if len(found) >= newest or start == after:
            return found[-newest:]
        reach *= 4


def count_due(schedule: Schedule, after: datetime, until: datetime) -> int:
    """Count how often a schedule was due after one moment and up to another; beyond `MOST_COUNTED` it is not exact."""
    if schedule.every_s is not None:
        every_ms, anchor_ms = _interval(schedule)
        last, first = (((moment - _EPOCH) // _MS - anchor_ms) // every_ms for moment in (until, after))
        return max(0, max(last, -1) - max(first, -1))
    counted = itertools.takewhile(lambda due: due <= until, dues(schedule, after))
    return sum(1 for _ in itertools.islice(counted, MOST_COUNTED + 1))


def given_up_until(schedule: Schedule, due: datetime, now: datetime) -> datetime | None:
    """Decide what becomes of a run that is due, or was: the catch-up policy as a function.

    A run that is late by less than `GRACE` is never given up. With the policy "one" it stands for the missed ones.

    Args:
        schedule: The schedule.
        due: The oldest moment that nothing has been done about.
        now: The present moment.

    Returns:
        The moment up to which runs are given up as missed, from `due` on; None if the run due at `due` is to start.
    """
    missed_until = now - GRACE
    kept = {CatchUp.NONE: 0, CatchUp.ONE: 1, CatchUp.EACH: MOST_CAUGHT_UP}[schedule.catch_up]
    if schedule.catch_up is CatchUp.ONE and due_between(schedule, missed_until, now, 1):
        kept = 0
    newest = due_between(schedule, due - _MS, missed_until, kept + 1)
    return newest[0] if len(newest) > kept else None


def run_id(schedule: Schedule, due: datetime) -> str:
    """Return the id of the job that is the run due at a moment: planning it twice makes one job."""
    return derive_job_id("schedule", schedule.id, format_time(due))


def say_moment(schedule: Schedule, moment: datetime) -> str:
    """Write a moment in a schedule's own time zone: "2026-01-31 18:00"."""
    local = moment.astimezone(find_zone(schedule.zone))
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


def say_trigger(schedule: Schedule) -> str:
    """Write when a schedule is due: "At 2026-01-31 18:00", "Every 2 h", "At 03:00 every day", with a time zone."""
    if schedule.every_s is not None:
        return f"Every {say_wait(schedule.every_s)} ({schedule.zone})"
    if schedule.at is not None:
        return f"At {say_moment(schedule, datetime.fromisoformat(schedule.at))} ({schedule.zone})"
    return f"{_simulate(schedule, _EPOCH).explain()} ({schedule.zone})"

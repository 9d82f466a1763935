"""When a job starts, as the texts of a form: now, at a moment, or again and again; and in the words of the window."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from PySide6.QtCore import QCoreApplication, QLocale, QTime

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.job import Job, ReasonCode
from jobdesk.core.timing.durations import parse_duration, say_wait, write_duration
from jobdesk.core.timing.schedule import CatchUp, Overlap, Schedule, check_schedule, find_zone, next_runs, say_trigger
from jobdesk.core.timing.times import format_time, parse_moment, parse_time
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.time_text import clock_text, date_text

TURN: Final = "turn"
NOW: Final = "now"
AT: Final = "at"
EVERY: Final = "every"
HELD: Final = "held"
_SOON_S: Final = 60.0
_DAYS: Final = {"*": "daily", "1-5": "weekdays", "mon-fri": "weekdays"}
_NICKNAMES: Final = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *"}
_WEEKDAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
Texts = Mapping[str, str]


class StartLook(msgspec.Struct, frozen=True):
    """What a form's start comes to.

    Attributes:
        moments: The next moments (aware); none where it starts as soon as it may.
        recurrence: How it goes on after the first, such as "then daily"; empty if it does not.
        field: Key of the text that cannot be read; empty if all can.
        problem: Why.
    """

    moments: tuple[datetime, ...] = ()
    recurrence: str = ""
    field: str = ""
    problem: str = ""


def look_at_start(way: str, texts: Texts, now: datetime) -> StartLook:
    """Read when a job would start; it may wait for the time zone's file, so it runs on the pool."""
    try:
        if way == AT:
            return StartLook((read_at(texts, now),)) if texts.get("at", "").strip() else StartLook()
        if way == EVERY and texts.get("every", "").strip():
            schedule = read_every(texts, now)
            return StartLook(tuple(next_runs(schedule, now)), recurrence_text(schedule))
    except InvalidValueError as error:
        return StartLook(field=str(error.fields["field"]), problem=str(error.fields["problem"]))
    return StartLook()


def read_at(texts: Texts, now: datetime) -> datetime:
    """Read the moment before which a job does not start.

    Raises:
        InvalidValueError: There is none, or it has passed.
    """
    text = texts.get("at", "").strip()
    if not text:
        raise InvalidValueError("at", "is empty; write a time such as 18:00")
    moment = parse_moment("at", text, now)
    if moment <= now:
        raise InvalidValueError("at", "lies in the past")
    return moment


def read_every(texts: Texts, now: datetime) -> Schedule:
    """Read when a job runs again and again, as a schedule that is not stored.

    Raises:
        InvalidValueError: It cannot be read.
    """
    text, zone = texts.get("every", "").strip(), texts.get("zone", "").strip()
    if not text:
        raise InvalidValueError("every", "is empty; write 2h, or a cron expression such as 0 3 * * *")
    is_cron = text.startswith("@") or len(text.split()) in {5, 6}
    schedule = Schedule(
        id="",
        name="new",
        config={},
        every_s=None if is_cron else parse_duration(text, "every"),
        cron=text if is_cron else "",
        zone=find_zone(zone or "UTC").key,
        anchor=format_time(now),
        overlap=Overlap(texts.get("overlap") or Overlap.SKIP),
        catch_up=CatchUp(texts.get("catch_up") or CatchUp.ONE),
    )
    try:
        check_schedule(schedule)
    except InvalidValueError as error:
        raise InvalidValueError("every", str(error.fields["problem"])) from None
    return schedule


def schedule_fields(texts: Texts, now: datetime) -> dict[str, Any]:
    """Return what `JobManager.add_schedule` is asked for; without a zone it is the machine's.

    Raises:
        InvalidValueError: It cannot be read.
    """
    schedule = read_every(texts, now)
    fields: dict[str, Any] = {"overlap": schedule.overlap, "catch_up": schedule.catch_up}
    fields |= {"cron": schedule.cron} if schedule.cron else {"every_s": schedule.every_s}
    return fields | ({"zone": schedule.zone} if texts.get("zone", "").strip() else {})


def schedule_texts(schedule: Schedule) -> dict[str, str]:
    """Write when a schedule is due into the fields of a form."""
    at = parse_time(schedule.at)
    return {
        "every": schedule.cron or ("" if schedule.every_s is None else write_duration(schedule.every_s)),
        "at": "" if at is None else moment_to_text(at),
        "zone": schedule.zone,
        "overlap": "" if schedule.overlap is Overlap.SKIP else schedule.overlap.value,
        "catch_up": "" if schedule.catch_up is CatchUp.ONE else schedule.catch_up.value,
    }


def moment_to_text(moment: datetime) -> str:
    """Write a moment so that `parse_moment` reads it again, to the second."""
    local = moment.astimezone()
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


# -- in words


def moments_words(moments: Sequence[datetime], now: datetime) -> list[str]:
    """Say moments that follow each other, with seconds if two of them would read the same without."""
    words = [moment_words(moment, now) for moment in moments]
    if any(one == other for one, other in itertools.pairwise(words)):
        return [moment_words(moment, now, has_seconds=True) for moment in moments]
    return words


def moment_words(moment: datetime, now: datetime, *, has_seconds: bool = False) -> str:
    """Say a moment to come, or one that has passed: "Today 18:00", "Tomorrow 06:30", "Mon 14:31", then the date."""
    local, today = moment.astimezone(), now.astimezone().date()
    clock, days = clock_text(moment, has_seconds=has_seconds), (local.date() - today).days
    if days in {-1, 0, 1}:
        day = (_tr("Today %1"), _tr("Tomorrow %1"), _tr("Yesterday %1"))[days]
        return day.replace("%1", clock)
    if 1 < days < 7:
        return f"{QLocale().dayName(local.isoweekday(), QLocale.FormatType.ShortFormat)} {clock}"
    return f"{date_text(moment)} {clock}"


def _short(moment: datetime, now: datetime) -> str:
    is_today = moment.astimezone().date() == now.astimezone().date()
    return clock_text(moment) if is_today else moment_words(moment, now)


def start_words(moment: datetime, now: datetime) -> str:
    """Say when a job starts: in seconds if that is soon, else at which moment."""
    left_s = (moment - now).total_seconds()
    if left_s < _SOON_S:
        return _tr("Starts in %1").replace("%1", say_wait(left_s))
    return moment_words(moment, now)


def planned_words(start: datetime, schedule: Schedule | None, last: Job | None, now: datetime) -> str:
    """Say when a run that lies ahead starts: "Today 18:00, then daily", "Missed 02:00 (computer asleep), runs 18:00".

    Args:
        start: When it starts.
        schedule: What it is a run of; None for a single job.
        last: The run before it, which may have been missed.
        now: The present moment.
    """
    words = start_words(start, now)
    if last is not None and last.reason is not None and last.reason.code == ReasonCode.MISSED:
        due = parse_time(last.not_before)
        why = engine_text(last.reason.text.rpartition(": ")[2])
        missed = _tr("Missed %1 (%2), runs %3").replace("%2", why).replace("%3", _short(start, now))
        return missed.replace("%1", _short(due, now) if due is not None else "")
    recurrence = "" if schedule is None else recurrence_text(schedule)
    return _tr("%1, then %2").replace("%1", words).replace("%2", recurrence) if recurrence else words


def recurrence_text(schedule: Schedule) -> str:
    """Say how a schedule goes on after its next run: "daily", "on weekdays", "every 2 h"; empty for a single one."""
    if schedule.every_s is not None:
        return _tr("every %1").replace("%1", say_wait(schedule.every_s))
    return _cron_text(schedule) if schedule.cron else ""


def trigger_text(schedule: Schedule, now: datetime | None = None) -> str:
    """Say when a schedule is due, for a list: "Daily at 03:00", "Every 2 h", "Today 18:00"."""
    moment = parse_time(schedule.at)
    if moment is not None:
        return moment_words(moment, now or datetime.now(UTC))
    words = recurrence_text(schedule)
    fields = _cron_fields(schedule)
    if fields is not None and fields[0].isdecimal() and fields[1].isdecimal():
        clock = QLocale().toString(_time(fields), QLocale.FormatType.ShortFormat)
        words = _tr("%1 at %2").replace("%1", words).replace("%2", clock)
    zone = find_zone(schedule.zone)
    present = now or datetime.now(UTC)
    is_elsewhere = bool(schedule.cron) and present.astimezone(zone).utcoffset() != present.astimezone().utcoffset()
    return words[:1].upper() + words[1:] + (f" ({schedule.zone})" if is_elsewhere else "")


def _cron_text(schedule: Schedule) -> str:
    fields = _cron_fields(schedule)
    if fields is not None:
        minute, hour, day, month, weekday = fields
        if minute.isdecimal() and (hour, day, month, weekday) == ("*", "*", "*", "*"):
            return _tr("hourly")
        is_timed = minute.isdecimal() and hour.isdecimal() and month == "*"
        if is_timed and day == "*" and weekday in _DAYS:
            return {"daily": _tr("daily"), "weekdays": _tr("on weekdays")}[_DAYS[weekday]]
        if is_timed and day == "*" and (weekday in _WEEKDAYS or weekday in {str(number) for number in range(8)}):
            number = _WEEKDAYS.index(weekday) if weekday in _WEEKDAYS else int(weekday)
            return _tr("weekly on %1").replace("%1", QLocale().dayName(number or 7))
        if is_timed and day.isdecimal() and weekday == "*":
            return _tr("monthly on day %1").replace("%1", day)
        step = minute.removeprefix("*/")
        if (
            step != minute
            and step.isdecimal()
            and 60 % max(1, int(step)) == 0
            and (hour, day, month, weekday) == ("*", "*", "*", "*")
        ):
            return _tr("every %1").replace("%1", f"{step} min")
    # What is rarer than these is said by who knows all of them, in English.
    explained = say_trigger(schedule).rpartition(" (")[0]
    return explained[:1].lower() + explained[1:]


def _cron_fields(schedule: Schedule) -> list[str] | None:
    fields = _NICKNAMES.get(schedule.cron.strip().lower(), schedule.cron).lower().split()
    return fields if len(fields) == 5 else None


def _time(fields: list[str]) -> QTime:
    return QTime(int(fields[1]) % 24, int(fields[0]) % 60)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Start", text)

"""Times and durations as the locale writes them."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QDateTime, QLocale

_DAY_S = 86400


def duration_text(seconds: float) -> str:
    """Write a duration as m:ss, then h:mm:ss; never a negative one."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def clock_text(moment: datetime, *, has_seconds: bool = False) -> str:
    """Write the time of day of a moment."""
    form = QLocale().timeFormat(QLocale.FormatType.ShortFormat)
    return QLocale().toString(_qt_time(moment).time(), form.replace("mm", "mm:ss") if has_seconds else form)


def moment_text(moment: datetime, now: datetime) -> str:
    """Write a moment shortly: the time today, with the day this week, else the date."""
    local, today = moment.astimezone(), now.astimezone().date()
    locale = QLocale()
    clock = clock_text(moment)
    if local.date() == today:
        return clock
    if timedelta(0) <= today - local.date() < timedelta(days=7):
        return f"{locale.dayName(local.isoweekday(), QLocale.FormatType.ShortFormat)} {clock}"
    return date_text(moment)


def coming_text(moment: datetime, now: datetime) -> str:
    """Write a moment to come shortly: the time today, with its day within a week, else with its date."""
    local = moment.astimezone()
    days = (local.date() - now.astimezone().date()).days
    if not days:
        return clock_text(moment)
    if 0 < days < 7:
        day = QLocale().dayName(local.isoweekday(), QLocale.FormatType.ShortFormat)
        return f"{day} {clock_text(moment)}"
    return f"{date_text(moment)} {clock_text(moment)}"


def date_text(moment: datetime) -> str:
    """Write the day of a moment as a date."""
    return QLocale().toString(_qt_time(moment).date(), QLocale.FormatType.ShortFormat)


def full_text(moment: datetime) -> str:
    """Write a moment in full."""
    return QLocale().toString(_qt_time(moment.astimezone()), QLocale.FormatType.LongFormat)


def spoken_duration(seconds: float) -> str:
    """Write a duration for a sentence, in its largest units: "14 s", "3 min 20 s", "2 h 10 min"."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min" + (f" {whole % 60} s" if whole % 60 else "")
    if whole < _DAY_S:
        return f"{whole // 3600} h" + (f" {whole % 3600 // 60} min" if whole % 3600 // 60 else "")
    return f"{whole // _DAY_S} d {whole % _DAY_S // 3600} h"


def _qt_time(moment: datetime) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(round(moment.timestamp() * 1000))

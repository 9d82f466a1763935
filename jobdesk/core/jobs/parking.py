"""Parking: a job was only sent away for a while, as by a rate limit, and says when to try again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.text import without_surrogates
from jobdesk.core.timing.durations import parse_duration
from jobdesk.core.timing.times import as_aware, parse_moment

RATE_LIMITS = r"""(?ix)
(?: (?: \b(?:usage|rate|session|request|token|hourly|daily|weekly|monthly|\d+[- ]hour)[ _-]?limit | \bhit\ your\ limit
      | too\ many\ requests | resource_exhausted | \bquota\b.{0,40}\bexceeded | \b(?:http|status|code|error)\W{1,4}429\b
    ) [^\n]{0,300}?
    (?: \| | \bresets?\ (?:at\ |on\ )? | \b(?:again|retry)\ at\ | \buntil\ )
    (?P<at> \d{10,13}\b | \d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.]*\ ?(?:Z|UTC|[+-]\d\d:?\d\d)?
          | (?:[a-z]{3}\ \d{1,2},?\ (?:at\ )?)? (?:\d{1,2}:\d\d(?::\d\d)?\ ?(?:[ap]m)? | \d{1,2}\ ?[ap]m)
            (?:\ \([a-z_]+(?:/[a-z_+-]+\d*)*\))? )
| (?: \btry\ again\ (?:in|after) | \bretry\ (?:in|after) | \bretry[-_ ]?(?:after|delay)["']?\ *[:=]
    | limit[^\n]{0,80}\bresets?\ in ) [\ "']*
    (?P<after> \d[\d.]*\ *[a-z]* (?:[\ ,]*\d[\d.]*\ *[a-z]+)* )
| \b(?:usage|rate|session)[ _-]?limit(?:s|ed)?\b | \bhit\ your\ limit | too\ many\ requests | resource_exhausted
| \bquota\b.{0,40}\bexceeded | \b(?:http|status|code|error)\W{1,4}429\b )
"""
"""What the usual services write when a limit is reached; used where a policy names neither codes nor a pattern."""

_JUST_PASSED = timedelta(minutes=30)
"""A time of day that passed so shortly ago is not tomorrow's: the job has taken a while to end."""

_FARTHEST = timedelta(days=3650)
_MOST_LETTERS = 120
_ZONE = re.compile(r"(.*\S)\s*\(([\w+-]+(?:/[\w+-]+)*)\)")
_DAY = re.compile(r"([a-z]{3})[a-z]* (\d{1,2}),? (?:at )?(.*)", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})(?::(\d\d))?(?::(\d\d))? ?([ap])\.?m\.?", re.IGNORECASE)
_UNIT = re.compile(r"([\d.]+) *(ms|d|h|m|s)[a-z]*")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class Parking(msgspec.Struct, frozen=True):
    """What a job said about when to try again.

    Attributes:
        until: The moment, aware; None if it named none that can be read.
        text: Why, in its words; may be empty.
        wait_s: How long that is from now, where it said so and named no moment; None where it did not.
    """

    until: datetime | None
    text: str = ""
    wait_s: float | None = None


class Match(msgspec.Struct, frozen=True):
    """Where an expression was found in a log: the text, and what its groups ``at`` and ``after`` held."""

    text: str
    at: str = ""
    after: str = ""


def read_event(event: dict[str, Any], now: datetime) -> Parking | None:
    """Read a park event, which any program may have written.

    ``{"type": "park", "until": "2026-01-31T18:00:00Z", "text": "usage limit"}``; in place of "until" (also "18:00", or
    seconds since 1970) it may say ``"for_s": 1800``. One whose "until" is null takes an earlier one back.

    Args:
        event: The event.
        now: The present moment, aware.

    Returns:
        What it says; None if it takes the wish back.
    """
    text = event.get("text")
    text = _shorten(text) if isinstance(text, str) else ""
    if "until" in event and event["until"] is None:
        return None
    if "for_s" in event:
        return _parked_for(event["for_s"], now, text)
    return Parking(read_moment(str(event.get("until", "")), now), text)


def read_match(match: Match, now: datetime) -> Parking:
    """Read when to try again from what an expression found."""
    text = _shorten(match.text)
    if match.after:
        return _parked_for(_seconds(match.after), now, text)
    return Parking(read_moment(match.at, now) if match.at else None, text)


def _shorten(text: str) -> str:
    return without_surrogates(" ".join(text.split())[:_MOST_LETTERS])


def read_moment(text: str, now: datetime) -> datetime | None:
    """Read a moment as programs write it; None if it cannot be read, or lies too far away to be meant.

    Seconds or milliseconds since 1970, "2026-01-31T18:00:00Z", "18:00", "6:30 PM", "8pm (Europe/Berlin)",
    "Apr 10 at 7am". What has no zone is meant by the machine's.
    """
    text = text.strip()
    try:
        if re.fullmatch(r"\d{10,13}(\.\d+)?", text):
            seconds = float(text)
            moment = datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, UTC)
        else:
            moment = _read_written(text, now)
    except (ValueError, OverflowError, OSError, KeyError, InvalidValueError):
        return None
    return moment if abs(moment - now) <= _FARTHEST else None


def _read_written(text: str, now: datetime) -> datetime:
    zone = None
    zoned = _ZONE.fullmatch(text)
    if zoned is not None:
        from zoneinfo import ZoneInfo  # Late: few limits name a zone, and it looks through the disk for its files.

        text, zone = zoned[1], ZoneInfo(zoned[2])
    local = now.astimezone(zone).replace(tzinfo=None)
    day = _DAY.fullmatch(text)
    clock = _time_of_day(day[3] if day else text)
    if clock is None:
        if day is not None:
            raise ValueError(text)
        return parse_moment("until", text.replace(" UTC", "+00:00"), now)
    hour, minute, second = clock
    moment = local.replace(hour=hour, minute=minute, second=second, microsecond=0)
    if day is not None:
        moment = moment.replace(month=_MONTHS.index(day[1].lower()) + 1, day=int(day[2]))
        if moment < local - timedelta(days=180):
            moment = moment.replace(year=moment.year + 1)
    elif moment < local - _JUST_PASSED:
        moment += timedelta(days=1)
    return as_aware(moment, zone)


def _time_of_day(text: str) -> tuple[int, int, int] | None:
    found = _CLOCK.fullmatch(text)
    if found is not None:
        if not 1 <= int(found[1]) <= 12:
            raise ValueError(text)
        return int(found[1]) % 12 + (12 if found[4].lower() == "p" else 0), int(found[2] or 0), int(found[3] or 0)
    plain = re.fullmatch(r"(\d{1,2}):(\d\d)(?::(\d\d))?", text)
    return None if plain is None else (int(plain[1]), int(plain[2]), int(plain[3] or 0))


def _seconds(text: str) -> float | None:
    """Read a duration, with units also written out: "20s", "1m30.5s", "3 days 4 hours", "120"."""
    words = text.strip().lower().rstrip(".")
    short = " ".join(f"{amount.rstrip('.')}{unit}" for amount, unit in _UNIT.findall(words))
    try:
        return parse_duration(short or words)
    except InvalidValueError:
        return None


def _parked_for(seconds: object, now: datetime, text: str) -> Parking:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        return Parking(None, text)
    # Compared and not converted: JSON may hold a whole number that no float can.
    if not abs(seconds) <= _FARTHEST.total_seconds():
        return Parking(None, text)
    return Parking(now + timedelta(seconds=seconds), text, max(0.0, float(seconds)))

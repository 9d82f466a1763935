"""Times as JobDesk writes them: aware UTC datetimes in Python, ``2026-01-31T10:00:00.000Z`` in JSON."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from jobdesk.core.errors import InvalidValueError

_TIME_OF_DAY = re.compile(r"(?:(today|tomorrow)[ ,]+)?(\d{1,2}):(\d{2})(?::(\d{2}))?", re.IGNORECASE)


def format_time(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC with milliseconds, a form that also sorts as text.

    Raises:
        ValueError: The datetime is naive.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return f"{moment.isoformat(timespec='milliseconds')[:23]}Z"


def parse_time(text: str | None) -> datetime | None:
    """Read a moment written by `format_time`; None stays None."""
    return None if text is None else datetime.fromisoformat(text)


def parse_moment(field: str, text: str, now: datetime, zone: tzinfo | None = None) -> datetime:
    """Read a moment as people write it: "18:00", "tomorrow 06:30", "2026-01-31 18:00", or ISO 8601 with a zone.

    Args:
        field: What is being read, for the error.
        text: The moment; without a zone it is meant by `zone`. A time of day that has passed is tomorrow's.
        now: The present moment, aware.
        zone: None is the machine's.

    Returns:
        The moment, aware.

    Raises:
        InvalidValueError: It cannot be read.
    """
    local = now.astimezone(zone).replace(tzinfo=None)
    found = _TIME_OF_DAY.fullmatch(text.strip())
    try:
        if found is None:
            return as_aware(datetime.fromisoformat(text.strip()), zone)
        day, hour, minute, second = found.groups()
        moment = local.replace(hour=int(hour), minute=int(minute), second=int(second or 0), microsecond=0)
        if (day or "").lower() == "tomorrow" or (day is None and moment <= local):
            moment += timedelta(days=1)
        aware = as_aware(moment, zone)
        # While an hour comes the second time, its minutes that lie ahead are those of this time.
        return aware if aware > now else as_aware(moment.replace(fold=1), zone)
    except (ValueError, OverflowError, OSError):
        raise InvalidValueError(
            field, f"must be like 18:00, tomorrow 06:30 or 2026-01-31 18:00, not {text!r:.60}"
        ) from None


def as_aware(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return a moment in a zone; one that names none itself is meant by that zone.

    Args:
        moment: A time that the clock skips there is an hour later, one that comes twice is the first.
        zone: None is the machine's.

    Raises:
        ValueError: There is no such date there; also OverflowError and OSError.
    """
    if moment.tzinfo is None:
        # By way of a timestamp: `astimezone` takes a time that is skipped for one that is an hour earlier.
        moment = moment.replace(tzinfo=zone) if zone else datetime.fromtimestamp(moment.timestamp(), UTC)
    return moment.astimezone(zone)

"""Times as JobDesk writes them: aware UTC datetimes in Python, ``2026-01-31T10:00:00.000Z`` in JSON."""

from __future__ import annotations

from datetime import UTC, datetime


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

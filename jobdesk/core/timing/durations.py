"""Durations as people read and write them."""

from __future__ import annotations

import math
import re

from jobdesk.core.errors import InvalidValueError

_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PART = re.compile(r"(\d+(?:\.\d+)?) *([a-z]+) *")


def parse_duration(text: str, field: str = "duration") -> float:
    """Read a duration such as "90s", "10m", "1h30m", "1.5 d", or "90" for seconds, and return it in seconds.

    Args:
        text: The duration; units are ms, s, m or min, h, d and w.
        field: What is being read, for the error.

    Raises:
        InvalidValueError: It is no duration.
    """
    rest = text.strip().lower()
    parts = [(rest, "s")] if _NUMBER.fullmatch(rest) else _PART.findall(rest)
    seconds = sum(float(amount) * _UNITS_S.get(unit, math.nan) for amount, unit in parts)
    if not parts or (_PART.sub("", rest) and not _NUMBER.fullmatch(rest)) or not math.isfinite(seconds):
        raise InvalidValueError(field, f"must be a duration such as 90s, 10m, 1h30m or 2d, not {text!r:.40}")
    return seconds


def parse_limit(text: str, field: str = "limit") -> tuple[float | None, float | None]:
    """Read a time limit: a duration, or a multiple of the median of earlier runs, such as "3x".

    Args:
        text: The limit.
        field: What is being read, for the error.

    Returns:
        The duration in seconds and the multiple, one of which is None.

    Raises:
        InvalidValueError: It is neither.
    """
    words = text.strip().lower()
    if not words.endswith("x"):
        return parse_duration(text, field), None
    if not _NUMBER.fullmatch(words[:-1].strip()):
        raise InvalidValueError(field, f"must be a time such as 2h, or a multiple such as 3x, not {text!r:.40}")
    return None, float(words[:-1])


def write_duration(seconds: float) -> str:
    """Write a duration so that `parse_duration` reads exactly it again: "1m 30s", "1h 30m", "2d"."""
    rest_ms = round(seconds * 1000)
    parts = []
    for unit, size_ms in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)):
        count, rest_ms = divmod(rest_ms, size_ms)
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts) or "0s"


def format_duration(seconds: float) -> str:
    """Write a duration as m:ss, or h:mm:ss from an hour on; under ten seconds with tenths."""
    if seconds < 10:
        return f"{max(0.0, seconds):.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def say_wait(seconds: float) -> str:
    """Write how long something still takes, in its two largest units: "38 s", "5 min 20 s", "2 h 5 min", "3 d 4 h"."""
    whole = max(1, round(seconds))
    units = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
    parts: list[str] = []
    for at, (size, unit) in enumerate(units):
        if whole >= size:
            parts.append(f"{whole // size} {unit}")
            if at + 1 < len(units):
                smaller, name = units[at + 1]
                rest = whole % size // smaller
                if rest:
                    parts.append(f"{rest} {name}")
            break
    return " ".join(parts)

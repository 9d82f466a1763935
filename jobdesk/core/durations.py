"""Durations as people read them."""

from __future__ import annotations


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

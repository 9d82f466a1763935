"""Durations as people read them."""

from __future__ import annotations


def format_duration(seconds: float) -> str:
    """Write a duration as m:ss, or h:mm:ss from an hour on; under ten seconds with tenths."""
    if seconds < 10:
        return f"{max(0.0, seconds):.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

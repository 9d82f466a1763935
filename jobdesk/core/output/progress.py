"""How far a job is, and when it will be done: what it reports, checked, and an estimate that admits its doubt."""

from __future__ import annotations

import math
from collections import deque
from datetime import datetime, timedelta
from typing import Any

import msgspec

from jobdesk.core.text import without_surrogates
from jobdesk.core.timing.times import format_time

_MOST_SAMPLES = 24
_LEAST_SAMPLES = 3
_ROUGH_SPREAD = 0.25
_NEAR_START = 0.1
_NEAR_END = 0.9
_LONGEST_S = 366 * 86_400.0


class Progress(msgspec.Struct, frozen=True):
    """How far a job is, as it reported or printed.

    Attributes:
        fraction: From 0 to 1; None if it cannot say.
        step: Steps done.
        total: Steps in all.
        text: What it does now.
        finishes: When it will be done by its own pace, as JobDesk writes times; None while that is a guess.
        is_rough: Whether its pace changes so much that the estimate should be called one.
        is_printed: Whether it was read from what the job prints, and not reported to JobDesk.
    """

    fraction: float | None = None
    step: int | None = None
    total: int | None = None
    text: str = ""
    finishes: str | None = None
    is_rough: bool = False
    is_printed: bool = False


def read_progress(event: dict[str, Any]) -> Progress | None:
    """Read a progress event, which any program may have written; None if it says nothing usable.

    ``{"type": "progress", "fraction": 0.4, "step": 4, "total": 10, "text": "page 4"}``; a fraction that is missing
    comes from step and total, and one out of bounds is brought back into them.
    """
    step, total = _count(event.get("step")), _count(event.get("total"))
    fraction = _finite(event.get("fraction"))
    if fraction is None and step is not None and total:
        fraction = step / total
    text = event.get("text")
    text = without_surrogates(text[:200]) if isinstance(text, str) else ""
    if fraction is None and step is None and not text:
        return None
    return Progress(None if fraction is None else min(1.0, max(0.0, fraction)), step, total, text)


def read_cost(event: dict[str, Any]) -> tuple[float, str] | None:
    """Read a cost event: the whole cost so far in dollars, and its mark; None if it is no amount.

    ``{"type": "cost", "usd": 0.38, "mark": "≈"}``; the mark is "" for reported, "≈" for estimated, "≥" for at least.
    """
    usd = _finite(event.get("usd"))
    if usd is None or not 0 <= usd < 1e9:
        return None
    mark = event.get("mark", "")
    return usd, mark if mark in ("", "≈", "≥") else "≈"


class Pace:
    """Estimates the time left from the last reports: their least-squares slope, and how well a line fits at all."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, float]] = deque(maxlen=_MOST_SAMPLES)
        self._is_cyclic = False

    def add(self, now_s: float, fraction: float) -> None:
        """Note a report; one that goes backwards begins anew, one that repeats itself says nothing.

        One that went from its end back to its start goes in laps, of which nobody knows how many there are.
        """
        if self._samples:
            if fraction < self._samples[-1][1]:
                self._is_cyclic |= self._samples[-1][1] >= _NEAR_END and fraction <= _NEAR_START
                self._samples.clear()
            elif fraction == self._samples[-1][1]:
                return
        self._samples.append((now_s, fraction))

    def remaining(self, now_s: float) -> tuple[float, bool] | None:
        """Return the seconds left and whether that is rough; None before there are enough reports, and of laps.

        Args:
            now_s: The present, on the clock of `add`.
        """
        count = len(self._samples)
        if count < _LEAST_SAMPLES or self._is_cyclic:
            return None
        mean_t = sum(t for t, _ in self._samples) / count
        mean_f = sum(f for _, f in self._samples) / count
        spread_t = sum((t - mean_t) ** 2 for t, _ in self._samples)
        together = sum((t - mean_t) * (f - mean_f) for t, f in self._samples)
        if spread_t <= 0 or together <= 0:
            return None
        rate = together / spread_t
        last_t, last_f = self._samples[-1]
        left_s = (1.0 - last_f) / rate - (now_s - last_t)
        if not math.isfinite(left_s) or left_s > _LONGEST_S:
            return None
        return max(0.0, left_s), self._relative_spread(rate) > _ROUGH_SPREAD

    def forecast(self, progress: Progress, now_s: float, now: datetime) -> Progress:
        """Return a progress with when it will be done by this pace, if that can be told.

        Args:
            progress: The progress.
            now_s: The present, on the clock of `add`.
            now: The present moment, aware.
        """
        left = self.remaining(now_s)
        if left is None:
            return progress
        finishes = format_time(now + timedelta(seconds=left[0]))
        return msgspec.structs.replace(progress, finishes=finishes, is_rough=left[1])

    def _relative_spread(self, rate: float) -> float:
        """How far the pace between two reports strays from the whole, as a share of it."""
        pairs = zip(self._samples, list(self._samples)[1:], strict=False)
        paces = [(after[1] - before[1]) / (after[0] - before[0]) for before, after in pairs if after[0] > before[0]]
        if not paces:
            return 1.0
        return math.sqrt(sum((pace - rate) ** 2 for pace in paces) / len(paces)) / rate / math.sqrt(len(paces))


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None

"""The engine's clocks: the one on the wall, which somebody may set, and others that tell when that happened."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from jobdesk.executors.processes import awake_clock_s, clocks_s

_SLEPT_S = 5.0
_MOST_REMEMBERED = 10
_LEAST_STEP_S = 1.0
"""A smaller difference between two clocks is no step: they are read one after the other, on a busy machine."""
_READ_TOGETHER_S = 0.05


class Clock(NamedTuple):
    """Three clocks.

    Attributes:
        now: The time on the wall, aware.
        awake_s: Seconds by a clock that stands while the machine sleeps, and that nobody sets.
        elapsed_s: Seconds by a clock that goes on while the machine sleeps, and that nobody sets.
    """

    now: Callable[[], datetime]
    awake_s: Callable[[], float]
    elapsed_s: Callable[[], float]


def wall_clock_ns() -> int:
    """Return the time on the wall in nanoseconds since 1970. All of the engine reads it here."""
    return time.time_ns()


def now() -> datetime:
    """Return the time on the wall, aware."""
    return datetime.fromtimestamp(wall_clock_ns() / 1e9, UTC)


SYSTEM_CLOCK = Clock(now, awake_clock_s, lambda: clocks_s()[0])


class ClockSteps:
    """Detects that the clock on the wall was set, forward or back; sleep of the machine is no step."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._offset_s = self._measure_s()

    def take(self) -> timedelta:
        """Return by how much the clock was set since the last call; zero if it was not."""
        with self._lock:
            offset_s = self._measure_s()
            step_s = offset_s - self._offset_s
            if abs(step_s) < _LEAST_STEP_S:
                return timedelta()
            self._offset_s = offset_s
            return timedelta(seconds=step_s)

    def _measure_s(self) -> float:
        """Return how far the clock on the wall is ahead of the one that nobody sets."""
        while True:
            before_s = self._clock.elapsed_s()
            now_s = self._clock.now().timestamp()
            # A thread that had to wait between the two readings would take that for a step.
            if self._clock.elapsed_s() - before_s < _READ_TOGETHER_S:
                return now_s - before_s


class Absences:
    """Remembers when the clock went on and this process did not."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._looked = (clock.now(), clock.awake_s())
        self._begun = self._looked[0]
        self._away: list[tuple[datetime, datetime]] = []

    def note(self) -> None:
        """Look whether there was one since the last look."""
        last, last_awake_s = self._looked
        now, awake_s = self._looked = (self._clock.now(), self._clock.awake_s())
        if (now - last).total_seconds() - (awake_s - last_awake_s) > _SLEPT_S:
            self._away = [*self._away[1 - _MOST_REMEMBERED :], (last, now)]

    def explain(self, moment: datetime) -> str:
        """Say why nothing was done at a moment."""
        if moment < self._begun:
            return "JobDesk was not running"
        if any(first <= moment <= last for first, last in self._away):
            return "the computer slept, or its clock was set"
        return "JobDesk could not act in time"

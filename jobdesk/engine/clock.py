"""The present moment, and when this process was away from it: not yet begun, asleep, or left behind by a set clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from jobdesk.executors.processes import awake_clock_s

_SLEPT_S = 5.0
_MOST_REMEMBERED = 10


class Clock(NamedTuple):
    """The present moment (aware), and seconds by a clock that stands while the machine sleeps."""

    now: Callable[[], datetime]
    awake_s: Callable[[], float]


SYSTEM_CLOCK = Clock(lambda: datetime.now(UTC), awake_clock_s)


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

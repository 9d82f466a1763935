"""A clock that goes on when a test says so. It lies a year back: what is due by it may start by the real one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from jobdesk.engine.runtime.clock import Clock


class FakeClock:
    """Begins on a full hour."""

    def __init__(self) -> None:
        a_year_ago = datetime.now(UTC) - timedelta(days=365)
        self.begun = self.moment = a_year_ago.replace(minute=0, second=0, microsecond=0)
        self._awake_s = 0.0
        self._elapsed_s = 0.0

    def clock(self) -> Clock:
        """Return what the engine looks at."""
        return Clock(lambda: self.moment, lambda: self._awake_s, lambda: self._elapsed_s)

    def go(self, **time: float) -> None:
        """Let time pass while the computer is awake."""
        self.sleep(**time)
        self._awake_s += timedelta(**time).total_seconds()

    def sleep(self, **time: float) -> None:
        """Let time pass while the computer sleeps."""
        self.set(**time)
        self._elapsed_s += timedelta(**time).total_seconds()

    def set(self, **time: float) -> None:
        """Set the clock forward or back."""
        self.moment += timedelta(**time)

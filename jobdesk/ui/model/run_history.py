"""What runs of the same kind and name took before, so that a row can say what is usual.

Nothing is kept of names that nobody looks at: those that were asked about are looked for in the list a part at a time,
while nothing else is to do, and kept up to date from then on.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.timing.deadlines import LEAST_RUNS
from jobdesk.ui.model.job_cache import Roster

_Key = tuple[str, str]
_MOST_RUNS: Final = 20
_MOST_NAMES: Final = 1000
_LOOKED_AT_ONCE: Final = 5000


class Usual(msgspec.Struct, frozen=True):
    """How long the last runs took, in seconds: of ten, the shortest and the longest are left out.

    Attributes:
        least_s: The shortest.
        most_s: The longest.
        median_s: That in the middle.
        runs: How many they are.
    """

    least_s: float
    most_s: float
    median_s: float
    runs: int


class _Runs:
    """The completed runs of one name: when each ended, and what it took; in that order."""

    def __init__(self) -> None:
        self.ended: list[tuple[str, float]] = []
        self.usual: dict[int, Usual | None] = {}

    def before(self, ended: str | None) -> Usual | None:
        """Return what was usual at a moment; None is the present."""
        at = len(self.ended) if ended is None else bisect.bisect_left(self.ended, (ended,))
        if at not in self.usual:
            self.usual[at] = _usual([seconds for _, seconds in self.ended[max(0, at - _MOST_RUNS) : at]])
        return self.usual[at]


class RunHistory(QObject):
    """Knows what is usual.

    Signals:
        found: Something was asked about, and is known now.
    """

    found = Signal()

    def __init__(self, roster: Roster, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._roster = roster
        self._runs: dict[_Key, _Runs] = {}
        self._asked: dict[_Key, _Runs] = {}
        self._looked_for: dict[_Key, _Runs] = {}
        self._rest: Iterator[Job] | None = None
        self._looking = QTimer(self)
        self._looking.setInterval(0)
        self._looking.timeout.connect(self._look)

    def usual(self, job: Job) -> Usual | None:
        """Return how long earlier runs took; None if there are too few, or nothing is known yet."""
        key = (job.kind, job.name)
        runs = self._runs.get(key)
        if runs is not None:
            return runs.before(job.finished)
        if key not in self._asked and key not in self._looked_for and len(self._asked) < _MOST_NAMES:
            self._asked[key] = _Runs()
            self._looking.start()
        return None

    def put(self, old: Job | None, new: Job) -> None:
        """Take a job's newest snapshot, and the one before it."""
        if not (self._runs or self._looked_for):
            return
        if new.status is JobStatus.COMPLETED and (old is None or old.status is not JobStatus.COMPLETED):
            key = (new.kind, new.name)
            for kept in (self._runs, self._looked_for):
                if key in kept:
                    _add(kept[key], new)

    def _look(self) -> None:
        if self._rest is None:
            self._looked_for, self._asked = self._asked, {}
            self._rest = iter(list(self._roster.all()))
        wanted, count = self._looked_for, 0
        for job in islice(self._rest, _LOOKED_AT_ONCE):
            count += 1
            if job.status is JobStatus.COMPLETED and (runs := wanted.get((job.kind, job.name))) is not None:
                _add(runs, job)
        if count == _LOOKED_AT_ONCE:
            return
        if len(self._runs) > _MOST_NAMES:
            self._runs = {}
        self._runs |= wanted
        self._looked_for, self._rest = {}, None
        if not self._asked:
            self._looking.stop()
        self.found.emit()


def _add(runs: _Runs, job: Job) -> None:
    seconds = job.duration_s if job.awake_s is None else job.awake_s
    if seconds is not None:
        bisect.insort(runs.ended, (job.finished or "", seconds))
        runs.usual.clear()


def _usual(seconds: list[float]) -> Usual | None:
    count = len(seconds)
    if count < LEAST_RUNS:
        return None
    seconds = sorted(seconds)
    left_out = count // 10
    return Usual(seconds[left_out], seconds[-1 - left_out], seconds[count // 2], count)

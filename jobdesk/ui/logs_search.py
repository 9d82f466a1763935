"""Searches the logs of many jobs on the pool, one after the other, and says what of them was not read."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Signal

from jobdesk.core.job import Job
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.log_search import Query, search_step

MOST_BYTES: Final = 64 << 20
"""Of a log that is longer, only this much of its end is searched."""
_STEP_S: Final = 0.1


class _Place(msgspec.Struct, frozen=True):
    """How far a search is: which log is next, and from where on; None is not begun."""

    number: int = 0
    offset: int | None = None


class _Step(msgspec.Struct):
    """What a step brought."""

    at: _Place
    found: list[str]
    cut: int = 0
    unread: int = 0


class LogsSearch(QObject):
    """Looks for a text in the newest log of each job; those that write on are read as far as they are then.

    Signals:
        changed: Jobs were found, or it came further, or it ended.
    """

    changed = Signal()

    def __init__(self, bridge: EngineBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._logs: list[tuple[str, Path]] = []
        self._query = Query("")
        self._generation = 0
        self._at = _Place()
        self.is_busy = False
        self.found: set[str] = set()
        self.cut = self.unread = 0

    @property
    def text(self) -> str:
        """What is looked for."""
        return self._query.text

    @property
    def read(self) -> int:
        """How many logs have been looked at."""
        return self._at.number

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self._logs)

    def begin(self, text: str, jobs: list[Job]) -> None:
        """Look for a text, in any case, in the logs of some jobs: those that run first, then the newest."""
        self._generation += 1
        self._logs, self._query = [], Query(text)
        self._at, self.found = _Place(), set()
        self.cut = self.unread = 0
        self.is_busy = True
        self._bridge.ask(partial(_in_order, jobs), partial(self._take_logs, self._generation))

    def stop(self) -> None:
        """Read no further; what was found stays."""
        if self.is_busy:
            self._generation += 1
            self.is_busy = False
            self.changed.emit()

    def _take_logs(self, generation: int, logs: list[tuple[str, Path]]) -> None:
        if generation == self._generation:
            self._logs = logs
            self._take(generation, _Step(_Place(), []))

    def _step(self) -> None:
        self._bridge.ask(partial(_search, self._logs, self._at, self._query), partial(self._take, self._generation))

    def _take(self, generation: int, step: _Step) -> None:
        if generation != self._generation:
            return
        self._at = step.at
        self.found.update(step.found)
        self.cut += step.cut
        self.unread += step.unread
        self.is_busy = self._at.number < len(self._logs)
        if self.is_busy:
            self._step()
        self.changed.emit()


def _in_order(jobs: list[Job]) -> list[tuple[str, Path]]:
    began = [job for job in jobs if job.started is not None and not job.is_array]
    began.sort(key=lambda job: (not job.is_final, job.finished or "", job.number), reverse=True)
    return [(job.id, Path(job.logs_path)) for job in began]


def _search(logs: list[tuple[str, Path]], at: _Place, query: Query) -> _Step:
    """Search for a while, from a place on."""
    step = _Step(at, [])
    until = time.monotonic() + _STEP_S
    while step.at.number < len(logs) and time.monotonic() < until:
        job_id, path = logs[step.at.number]
        offset = step.at.offset
        try:
            if offset is None:
                offset = max(0, path.stat().st_size - MOST_BYTES)
                step.cut += offset > 0
            part = search_step(path, offset, query)
        except FileNotFoundError:
            step.at = _Place(step.at.number + 1)  # It wrote nothing, or its log was cleared away.
            continue
        except OSError:
            step.unread += 1
            step.at = _Place(step.at.number + 1)
            continue
        if part.hits:
            step.found.append(job_id)
        is_over = bool(part.hits) or part.end <= offset or part.end >= part.size
        step.at = _Place(step.at.number + 1) if is_over else _Place(step.at.number, part.end)
    return step

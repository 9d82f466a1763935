"""Searches the logs of many jobs on the pool, one after the other, and says what of them was not read.

First come the jobs of the list, each with the logs of its earlier attempts, then the archive's as they lie there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Signal

from jobdesk.core.job import Job
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.ui.log.reading.attempts import logs_of
from jobdesk.ui.log.search.search import Query, search_step
from jobdesk.ui.model.bridge import EngineBridge

MOST_BYTES: Final = 256 << 20
"""Of a log that is longer, only this much of its end is searched."""
_STEP_S: Final = 0.1


class LogHit(msgspec.Struct, frozen=True):
    """Where a job's logs have what was looked for: the newest attempt that does, and the first line.

    Attributes:
        attempt: Which one.
        path: Its log.
        offset: Where the line begins.
        is_newest: Whether it is the log that is shown of the job by itself.
    """

    attempt: int
    path: Path
    offset: int
    is_newest: bool


class _Log(msgspec.Struct, frozen=True):
    """One log to look at."""

    job_id: str
    attempt: int
    path: Path
    is_newest: bool
    is_archived: bool


class _Step(msgspec.Struct):
    """What a step brought: the jobs found, and how far the search is."""

    found: dict[str, LogHit] = {}
    archived: dict[str, LogHit] = {}
    read: int = 0
    total: int = 0
    archive_read: int = 0
    cut: int = 0
    unread: int = 0
    is_over: bool = False


class _Reader:
    """Reads one log after the other; one thread of the pool at a time calls it."""

    def __init__(
        self, query: Query, jobs: list[Job], folder: DataFolder | None, is_wanted: Callable[[Job], bool]
    ) -> None:
        self._query = query
        self._jobs = jobs
        self._folder = folder
        self._is_wanted = is_wanted
        self._read = self._total = self._archive_read = 0
        self._logs = self._all_logs()
        self._log: _Log | None = None
        self._offset: int | None = None
        self._done = ""
        """The job that was found last: its earlier attempts need not be read."""

    def step(self) -> _Step:
        """Search for a while."""
        step = _Step()
        until = time.monotonic() + _STEP_S
        while time.monotonic() < until:
            if self._log is None:
                self._log, self._offset = next(self._logs, None), None
            if self._log is None:
                step.is_over = True
                break
            if self._log.job_id == self._done or self._look(self._log, step):
                self._read += not self._log.is_archived
                self._archive_read += self._log.is_archived
                self._log = None
        step.read, step.total, step.archive_read = self._read, self._total, self._archive_read
        return step

    def _look(self, log: _Log, step: _Step) -> bool:
        """Search the next part of a log; return whether that is done with."""
        try:
            if self._offset is None:
                self._offset = max(0, log.path.lstat().st_size - MOST_BYTES)
                step.cut += self._offset > 0
            part = search_step(log.path, self._offset, self._query)
        except FileNotFoundError:
            return True  # It wrote nothing, or its log was cleared away.
        except OSError:
            step.unread += 1
            return True
        if part.hits:
            hit = LogHit(log.attempt, log.path, part.hits[0], log.is_newest)
            (step.archived if log.is_archived else step.found).setdefault(log.job_id, hit)
            self._done = log.job_id
            return True
        is_over = part.end <= self._offset or part.end >= part.size
        self._offset = part.end
        return is_over

    def _all_logs(self) -> Iterator[_Log]:
        # Nobody knows of a log before the first start, and an array writes none.
        wanted = [job for job in self._jobs if _may_have_logs(job) and self._is_wanted(job)]
        wanted.sort(key=lambda job: (not job.is_final, job.finished or "", job.number), reverse=True)
        listed = [log for job in wanted for log in _logs_of(job)]
        self._total = len(listed)
        yield from listed
        if self._folder is None:
            return
        from jobdesk.engine.storage.archive import Archive  # Late: most days nobody searches.

        known = {job.id for job in self._jobs}  # The list has the last word.
        for job in Archive(self._folder.archive, self._folder.run_logs).all():
            if job.id not in known and _may_have_logs(job) and self._is_wanted(job):
                known.add(job.id)
                yield from _logs_of(job, is_archived=True)


def _may_have_logs(job: Job) -> bool:
    return not job.is_array and (job.started is not None or bool(job.attempts))


def _logs_of(job: Job, *, is_archived: bool = False) -> Iterator[_Log]:
    # In the archive a task stands behind its array.
    job_id = job.parent or job.id if is_archived else job.id
    for nth, (attempt, path) in enumerate(logs_of(job)):
        yield _Log(job_id, attempt, path, nth == 0, is_archived)


class LogsSearch(QObject):
    """Looks for a text in the logs of jobs; those that write on are read as far as they are then.

    Signals:
        changed: Jobs were found, or it came further, or it ended.
    """

    changed = Signal()

    def __init__(self, bridge: EngineBridge, folder: DataFolder | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._folder = folder
        self._query = Query("")
        self._generation = 0
        self.is_busy = False
        self._forget()

    def _forget(self) -> None:
        self.found: dict[str, LogHit] = {}
        self.archived: dict[str, LogHit] = {}
        self.read = self.total = self.archive_read = self.cut = self.unread = 0
        self.is_over = False

    @property
    def text(self) -> str:
        """What is looked for."""
        return self._query.text

    def begin(
        self, text: str, jobs: list[Job], is_wanted: Callable[[Job], bool] = lambda _: True, *, in_archive: bool = False
    ) -> None:
        """Look for a text, in any case, in the logs of jobs: of those that run first, then of the newest.

        Args:
            text: The text.
            jobs: All of the list, so that the archive's can be told from them.
            is_wanted: Which of them to look at, and which of the archive; called on the pool.
            in_archive: Whether the archive is looked through as well.
        """
        self._generation += 1
        self._query = Query(text)
        self._forget()
        self.is_busy = True
        self._step(_Reader(self._query, jobs, self._folder if in_archive else None, is_wanted))

    def stop(self) -> None:
        """Read no further; what was found stays."""
        if self.is_busy:
            self._generation += 1
            self.is_busy = False
            self.changed.emit()

    def _step(self, reader: _Reader) -> None:
        self._bridge.ask(reader.step, partial(self._take, self._generation, reader))

    def _take(self, generation: int, reader: _Reader, step: _Step) -> None:
        if generation != self._generation:
            return
        self.found |= step.found
        self.archived = step.archived | self.archived
        self.read, self.total, self.archive_read = step.read, step.total, step.archive_read
        self.cut += step.cut
        self.unread += step.unread
        self.is_over = step.is_over
        self.is_busy = not step.is_over
        if self.is_busy:
            self._step(reader)
        self.changed.emit()

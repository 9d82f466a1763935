"""Remembers when logs grew, so that their lines can say when they were first seen; no time is ever made up."""

from __future__ import annotations

import bisect
import time
from array import array
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QObject

from jobdesk.core.job import Job
from jobdesk.ui.model.bridge import EngineBridge, JobBatch

_MOST_SAMPLES: Final = 20_000


class _Growth:
    """One log: sizes, and when they were first seen."""

    __slots__ = ("base", "sizes", "times")

    def __init__(self, base: int) -> None:
        self.base = base
        self.sizes = array("q")
        self.times = array("d")

    def add(self, size: int, now: float) -> None:
        # By the clock's own seconds, as that is how they show: what comes later never shows an earlier time.
        if self.sizes and int(now) == int(self.times[-1]):
            self.sizes[-1] = max(size, self.sizes[-1])
            return
        self.sizes.append(size)
        self.times.append(now)
        if len(self.sizes) > _MOST_SAMPLES:
            # A log that grew for hours is told a little less exactly: the later of two times stays.
            self.sizes, self.times = self.sizes[1::2], self.times[1::2]

    def time_of(self, offset: int) -> float | None:
        index = bisect.bisect_right(self.sizes, offset)
        return self.times[index] if offset >= self.base and index < len(self.times) else None


class LogTimes(QObject):
    """Knows when the bytes of logs were first seen."""

    def __init__(self, bridge: EngineBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._begun = datetime.now(UTC)
        self._growth: dict[str, _Growth] = {}
        self._newer: set[str] = set()
        self._ended: dict[str, float] = {}
        bridge.logs_grew.connect(self._on_logs_grew)
        bridge.jobs_changed.connect(self._on_jobs_changed)

    def watch(self, job: Job) -> None:
        """Take that a job is shown: one that started after this began was seen from its first line on."""
        growth = self._growth.get(job.id)
        if job.started_at is not None and job.started_at >= self._begun:
            self._newer.add(job.id)
            if growth is not None:
                growth.base = 0
        if job.finished_at is not None:
            self._ended[job.id] = job.finished_at.timestamp()
        else:
            self._ended.pop(job.id, None)

    def begin_again(self, job_id: str, size: int) -> None:
        """Take that a job has cut its log: what stands in it now came at times that nobody saw."""
        if job_id in self._growth:
            growth = self._growth[job_id] = _Growth(size)
            growth.add(size, time.time())

    def has_any(self, job_id: str) -> bool:
        """Whether the time of any line of a job's log can be known."""
        growth = self._growth.get(job_id)
        return growth is not None and bool(growth.sizes) and growth.sizes[-1] > growth.base

    def time_of(self, job_id: str, offset: int) -> float | None:
        """Return when the byte at an offset was first seen, in seconds since the epoch."""
        growth = self._growth.get(job_id)
        if growth is None:
            return None
        if growth.sizes and offset >= growth.sizes[-1]:
            # Just read and not yet told of; or the last words of a job, of which nothing tells but its end.
            return self._ended.get(job_id) or time.time()
        return growth.time_of(offset)

    def _on_jobs_changed(self, batch: JobBatch) -> None:
        for job_id in batch.removed:
            self._growth.pop(job_id, None)
            self._ended.pop(job_id, None)
        self._newer -= batch.removed

    def _on_logs_grew(self, sizes: dict[str, int]) -> None:
        now = time.time()
        for job_id, size in sizes.items():
            growth = self._growth.get(job_id)
            if growth is None or (growth.sizes and size < growth.sizes[-1]):
                is_whole = growth is not None or job_id in self._newer
                # What was there at the first look was written at times that nobody saw.
                growth = self._growth[job_id] = _Growth(0 if is_whole else size)
            growth.add(size, now)

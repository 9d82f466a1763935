"""Reads how far a running job is from what it prints, for programs that know nothing of JobDesk."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

from jobdesk.core.output.progress import Pace, Progress
from jobdesk.core.output.progress_parser import PrintedProgress
from jobdesk.jobdir.folder import JobFolder, open_plain

_MOST_BYTES = 8 * 1024
_STEPS_OF_PACE = 48
_LONGEST_STEP_S = 60.0


class Printed:
    """What one attempt prints; who falls behind skips to the last 8 KB."""

    def __init__(self, folder: JobFolder) -> None:
        """Begin to read.

        Args:
            folder: The job's folder. A log that is longer than what is read at once is read at its start, where some
                programs say how much there is to do, and at its end.
        """
        self._folder = folder
        self._offset = 0
        self._reader = PrintedProgress()
        self._pace = Pace()
        self._pace_begun_s = self._paced_s = 0.0
        self._paced = 0.0
        self._source: object = None
        self._told: Progress | None = None

    def take(self) -> Progress | None:
        """Read what is new, and return how far the job is if that has changed."""
        data, is_cut = self._new()
        if not data:
            return None
        progress = self._reader.take(data.decode("utf-8", "replace"), is_cut=is_cut)
        if progress is None or progress.fraction is None or progress == self._told:
            return None
        self._told = progress
        self._note(time.monotonic(), progress.fraction)
        if self._reader.is_cyclic:
            return progress  # How long one lap takes says nothing of how many there are.
        return self._pace.forecast(progress, time.monotonic(), datetime.now(UTC))

    def _note(self, now_s: float, fraction: float) -> None:
        """Let the pace know, in steps that grow, so that it is that of minutes in a job of hours."""
        if self._reader.source != self._source or fraction < self._paced:
            self._source = self._reader.source
            self._pace = Pace()
            self._pace_begun_s = now_s
        elif now_s - self._paced_s < min(_LONGEST_STEP_S, (now_s - self._pace_begun_s) / _STEPS_OF_PACE):
            return
        self._paced_s, self._paced = now_s, fraction
        self._pace.add(now_s, fraction)

    def _new(self) -> tuple[bytes, bool]:
        """Return what came since the last look, and whether something before it was left out."""
        try:
            with open_plain(self._folder.log) as file:
                size = file.seek(0, os.SEEK_END)
                if size < self._offset:
                    self._offset = 0  # The job has cut its log.
                start = max(self._offset, size - _MOST_BYTES)
                if start > 0 and self._offset == 0:
                    file.seek(0)
                    self._reader.take(file.read(min(start, _MOST_BYTES)).decode("utf-8", "replace"))
                file.seek(start)
                data = file.read(size - start)
        except OSError:
            return b"", False
        is_cut = start > self._offset
        self._offset = start + len(data)
        return data, is_cut

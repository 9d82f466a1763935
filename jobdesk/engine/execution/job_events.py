"""Follows what a running job reports in its event file: progress and cost, as they come."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import Any

from jobdesk.core.output.progress import Pace, read_cost, read_progress
from jobdesk.executors.local import parse_events
from jobdesk.jobdir.folder import JobFolder, open_plain

_MOST_BEHIND_BYTES = 64 * 1024


class Reports:
    """The newest reports of one job; who falls behind skips to the last 64 KB."""

    def __init__(self, folder: JobFolder, spent_usd: float | None = None) -> None:
        """Begin to follow.

        Args:
            folder: The job's folder.
            spent_usd: What earlier attempts cost, on which that of this one is put.
        """
        self._folder = folder
        self._spent_usd = spent_usd or 0.0
        self._offset = 0
        self._pace = Pace()
        self.has_progress = False
        """Whether the job has reported how far it is."""

    def take(self) -> dict[str, Any]:
        """Read what is new, and return the fields of the job that it changes."""
        fields: dict[str, Any] = {}
        for event in self._new_events():
            if event.get("type") == "progress":
                progress = read_progress(event)
                if progress is not None:
                    self.has_progress = True
                    fields["progress"] = progress
                    if progress.fraction is not None:
                        self._pace.add(time.monotonic(), progress.fraction)
            elif event.get("type") == "cost":
                cost = read_cost(event)
                if cost is not None:
                    fields["cost_usd"], fields["cost_mark"] = self._spent_usd + cost[0], cost[1]
        if "progress" in fields:
            fields["progress"] = self._pace.forecast(fields["progress"], time.monotonic(), datetime.now(UTC))
        return fields

    def _new_events(self) -> list[dict[str, Any]]:
        try:
            with open_plain(self._folder.events) as file:
                size = file.seek(0, os.SEEK_END)
                if size < self._offset:
                    self._offset = 0  # The job began its file anew.
                start = max(self._offset, size - _MOST_BEHIND_BYTES)
                file.seek(start)
                data = file.read(size - start)
        except OSError:
            return []
        lines = data[: data.rfind(b"\n") + 1].splitlines()
        is_cut = start > self._offset
        self._offset = start + data.rfind(b"\n") + 1
        return parse_events(lines[is_cut:])

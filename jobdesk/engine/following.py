"""Follows one job by its folder: the log as it grows, and the end; independent of any engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from jobdesk.engine.logs import log_size, read_from
from jobdesk.executors.folder import JobFolder, read_json

_FASTEST_LOOK_S = 0.02
_SLOWEST_LOOK_S = 0.25


def follow(folder: JobFolder, is_over: Callable[[], bool], offset: int = 0) -> Iterator[bytes]:
    """Yield a job's log from an offset on, as it grows, until the job has a verdict and all of it was read.

    Args:
        folder: The job's folder; it may still be empty.
        is_over: Asked now and then whether the job ended without ever getting a verdict here.
        offset: Where to begin, in bytes.
    """
    pause_s = _FASTEST_LOOK_S
    ask_at = time.monotonic() + 0.5
    while True:
        has_ended = folder.verdict.exists()  # Before the last read: what was written before the end is then seen.
        if not has_ended and time.monotonic() >= ask_at:
            has_ended = is_over()
            ask_at = time.monotonic() + 0.5
        grew = False
        if log_size(folder.log) < offset:
            offset = 0  # The job has cut its log, or begun another one.
        while data := read_from(folder.log, offset):
            offset += len(data)
            grew = True
            yield data
        if has_ended:
            return
        pause_s = _FASTEST_LOOK_S if grew else min(_SLOWEST_LOOK_S, pause_s * 1.2)
        time.sleep(pause_s)


def start_failure_number(folder: JobFolder) -> int | None:
    """Return the system's error number if the job could not start, else None."""
    verdict: dict[str, Any] = read_json(folder.verdict) or {}
    reason = verdict.get("reason")
    if not isinstance(reason, dict) or reason.get("code") != "could_not_start":
        return None
    number = verdict.get("errno")
    return number if isinstance(number, int) else 0

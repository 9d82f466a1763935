"""What an attempt left behind that may call for another one: its last park event, and expressions found in its log."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from jobdesk.core.job import Job, JobResult
from jobdesk.core.jobs.attempts import Signs, needs_patterns, park_pattern, retry_pattern
from jobdesk.core.jobs.parking import Match, Parking, read_event
from jobdesk.executors.local import read_events
from jobdesk.executors.log_scan import find_last
from jobdesk.jobdir.folder import JobFolder

_log = logging.getLogger(__name__)


def read_signs(folder: JobFolder, job: Job, result: JobResult, now: datetime) -> tuple[Signs, tuple[str, ...]]:
    """Look into the folder of an attempt that has ended.

    Returns:
        The signs, and what a person should know: that an expression could not be looked for.
    """
    patterns = needs_patterns(job, result)
    found: dict[str, dict[str, str] | None] = {}
    notices: tuple[str, ...] = ()
    if patterns:
        try:
            places = find_last(folder.log, patterns)
        except (OSError, ValueError):
            _log.exception("The log of job %s could not be searched", job.id)
            notices = ("Its log could not be searched for what calls for another attempt",)
        else:
            if places is None:
                notices = ("An expression of its took too long to search for in the log; it was passed over",)
            else:
                found = dict(zip(patterns, places, strict=True))
    retry = retry_pattern(job.rules.retry)
    signs = Signs(
        parking=_last_parking(read_events(folder), now),
        park_match=_match(found.get(park_pattern(job.rules.park))),
        has_retry_pattern=bool(retry) and found.get(retry) is not None,
    )
    return signs, notices


def _last_parking(events: list[dict[str, Any]], now: datetime) -> Parking | None:
    last = next((event for event in reversed(events) if event.get("type") == "park"), None)
    return None if last is None else read_event(last, now)


def _match(groups: dict[str, str] | None) -> Match | None:
    return None if groups is None else Match(groups[""], groups.get("at", ""), groups.get("after", ""))

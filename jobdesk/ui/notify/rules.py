"""What is worth telling, in which words: pure functions over a job's change and the user's settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from jobdesk.core.durations import format_duration
from jobdesk.core.job import Job, JobStatus
from jobdesk.core.text import show_literally

LONG_S = 60.0


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """One thing told.

    Attributes:
        job_id: The job that it is about; empty if it is about several.
        title: Plain text, one line.
        body: Plain text, one line.
        is_urgent: Whether it should stay until it is seen.
    """

    job_id: str
    title: str
    body: str
    is_urgent: bool = False


def notification_of(job: Job, old: Job) -> Notification | None:
    """Put a job's change into words; None if nothing of it is told."""
    if job.status is old.status or job.deleted:
        return None
    name = show_literally(job.name)
    if job.status is JobStatus.COMPLETED:
        return Notification(job_id=job.id, title=f"{name} finished", body=_facts(job, result_of(job)))
    if job.status is JobStatus.FAILED:
        cause = job.reason.text if job.reason else ""
        error = job.error if job.error and job.error != cause else ""
        return Notification(job_id=job.id, title=f"{name} failed", body=_facts(job, cause, error), is_urgent=True)
    return None


def is_wanted(job: Job, settings: Mapping[str, Any], *, is_window_hidden: bool, now: datetime) -> bool:
    """Tell whether the user wants to be told of a job's end.

    A job's own ``"notify"`` ("always" or "never" in its config) goes before the settings; quiet hours go before all
    but a job's own "always".

    Args:
        job: The job that has ended.
        settings: All settings by key.
        is_window_hidden: Whether the window is not in front.
        now: Local time.
    """
    own = job.config.get("notify")
    if own == "never":
        return False
    if own == "always":
        return True
    if is_quiet(settings, now):
        return False
    if job.status is JobStatus.FAILED:
        return bool(settings["notify_failed"])
    wish = settings["notify_completed"]
    return wish == "always" or (wish != "never" and (is_window_hidden or (job.duration_s or 0.0) > LONG_S))


def is_quiet(settings: Mapping[str, Any], now: datetime) -> bool:
    """Tell whether a moment lies in the quiet hours, which may reach over midnight."""
    if not settings["quiet_hours"]:
        return False
    begin, end = int(settings["quiet_from"]), int(settings["quiet_until"])
    if begin <= end:
        return begin <= now.hour < end
    return now.hour >= begin or now.hour < end


def grouped(jobs: list[Job]) -> Notification:
    """Tell of many jobs that ended together in one."""
    counts = [
        (sum(job.status is status for job in jobs), word)
        for status, word in ((JobStatus.COMPLETED, "completed"), (JobStatus.FAILED, "failed"))
    ]
    return Notification(
        job_id="",
        title=f"{len(jobs)} jobs ended",
        body=", ".join(f"{count} {word}" for count, word in counts if count),
        is_urgent=counts[1][0] > 0,
    )


def result_of(job: Job) -> str:
    """Put a job's result into a few words; empty if it reported none."""
    result = job.result_summary
    if result is None:
        return ""
    if isinstance(result, dict):
        simple = [f"{key} {value}" for key, value in result.items() if isinstance(value, (str, int, float))]
        return " · ".join(simple[:3])
    return str(result) if isinstance(result, (str, int, float)) else ""


def _facts(job: Job, *texts: str) -> str:
    facts = [format_duration(job.duration_s)] if job.duration_s is not None else []
    facts += [show_literally(text)[:200] for text in texts if text]
    return " · ".join(facts)

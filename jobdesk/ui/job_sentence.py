"""The sentence that each row says: what is happening, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import msgspec

from jobdesk.core.job import Job, JobStatus, ReasonCode

JOINT: Final = "  ·  "
_MOST_CHARACTERS = 300


class Moment(msgspec.Struct, frozen=True):
    """What a cell says depends on beside the job itself.

    Attributes:
        now: The present (aware).
        why: Says why a queued job does not run.
        last_line: Returns the last line that a running or failed job wrote, as far as it was looked at.
    """

    now: datetime
    why: Callable[[Job], str]
    last_line: Callable[[str], str]


def job_sentence(job: Job, moment: Moment) -> str:
    """Say what a job does, waits for, or came to."""
    match job.status:
        case JobStatus.QUEUED:
            return moment.why(job)
        case JobStatus.RUNNING:
            return _running_sentence(job, moment)
        case JobStatus.COMPLETED:
            return JOINT.join([_result_text(job), *job.notices])[:_MOST_CHARACTERS]
        case JobStatus.FAILED:
            return JOINT.join([failure_text(job, moment.last_line(job.id)), *job.notices])[:_MOST_CHARACTERS]
        case _:
            return job.reason.text if job.reason is not None else "Cancelled"


def failure_text(job: Job, last_line: str = "") -> str:
    """Say why a job failed: the cause first, then what it said itself, its error or else its last line."""
    cause = job.reason.text if job.reason is not None else ""
    error = (job.error or "").strip().split("\n")[0]
    parts = [cause] if cause else []
    if error and error != cause:
        parts.append(error)
    elif last_line and job.reason is not None and job.reason.code == ReasonCode.EXIT_CODE:
        parts.append(last_line)
    return JOINT.join(parts) or "Failed"


def _running_sentence(job: Job, moment: Moment) -> str:
    if job.cancelled:
        return "Asked to stop"
    if job.reason is not None:
        return job.reason.text
    return moment.last_line(job.id)[:_MOST_CHARACTERS] or "No output yet"


def _result_text(job: Job) -> str:
    result = job.result_summary
    text = "" if result is None else _flatten(result)
    if text:
        return text
    return "Exit code unknown" if job.exit_code is None else f"Exit code {job.exit_code}"


def _flatten(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()[:_MOST_CHARACTERS]
    if isinstance(value, dict):
        return JOINT.join(f"{name} {_short(member)}" for name, member in list(value.items())[:6])
    return _short(value)


def _short(value: Any) -> str:
    if isinstance(value, str):
        return value[:80]
    return msgspec.json.encode(value).decode()[:80]

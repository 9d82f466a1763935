"""What may be changed on a job from outside, and what each value must be."""

from __future__ import annotations

from typing import Any

import msgspec

from jobdesk.core.config import check_name, freeze_config, freeze_json, is_encodable
from jobdesk.core.errors import (
    InvalidConfigError,
    InvalidTransitionError,
    InvalidValueError,
    UnknownFieldError,
)
from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.engine.ledger import utc_now
from jobdesk.kinds.registry import kind_of

_LONGEST_WAIT_S = 1e9
CHANGEABLE = ["name", "tags", "priority", "queue", "notes", "config"]
REPORTED = ["status", "error", "result_summary", "exit_code"]


def check_field_names(fields: dict[str, Any]) -> None:
    """Refuse fields that a job does not have, or that are not to be set from outside.

    Raises:
        UnknownFieldError: There is one.
    """
    for field in fields:
        if field not in CHANGEABLE and field not in REPORTED:
            raise UnknownFieldError(field, CHANGEABLE + REPORTED)


def accept_update(job: Job, fields: dict[str, Any]) -> dict[str, Any]:
    """Check an update against a job and turn it into what the snapshot holds.

    Raises:
        InvalidValueError: A value cannot be used.
        InvalidConfigError: The new config cannot be run.
        InvalidTransitionError: A status is set on a job that no script drives.
    """
    accepted: dict[str, Any] = {}
    for field, value in fields.items():
        if field == "config":
            accepted |= _accept_config(job, value)
        elif field == "tags":
            accepted["tags"] = check_tags(value)
        elif field == "priority":
            accepted["priority"] = check_priority(value)
        elif field == "notes":
            accepted["notes"] = "" if value == "" else check_name("notes", value, limit=100_000)
        elif field in {"name", "queue"}:
            accepted[field] = check_name(field, value)
    reported = {field: fields[field] for field in REPORTED if field in fields}
    return accepted | (_accept_report(job, reported) if reported else {})


def kind_and_name(config: dict[str, Any], *, is_held: bool) -> tuple[str, str]:
    """Find a config's kind and derive a name; a held job may be of no kind, for a script to drive."""
    try:
        kind = kind_of(config)
    except InvalidConfigError:
        if is_held and "kind" not in config:
            return "external", "External job"
        raise
    kind.check(config)
    return kind.key, kind.derive_name(config)


def _accept_config(job: Job, value: object) -> dict[str, Any]:
    if job.status is not JobStatus.QUEUED:
        raise InvalidValueError("config", f"can change only while the job is queued, and it is {job.status}")
    raw_config = freeze_config(value)
    kind, _ = kind_and_name(msgspec.json.decode(raw_config), is_held=job.is_held)
    return {"raw_config": raw_config, "kind": kind}


def _accept_report(job: Job, reported: dict[str, Any]) -> dict[str, Any]:
    """Take what a script reports on a job that it drives."""
    if not (job.is_held or job.is_external):
        raise InvalidTransitionError(
            job.id,
            job.status,
            str(reported.get("status", job.status)),
            "Only a held job's status can be set from outside.",
        )
    accepted: dict[str, Any] = {"reason": Reason(ReasonCode.EXTERNAL, "Driven by a script")}
    if "status" in reported:
        try:
            status = JobStatus(reported["status"])
        except ValueError:
            raise InvalidValueError("status", f"{reported['status']!r} is not one of {', '.join(JobStatus)}") from None
        if status is not job.status:
            accepted["status"] = status
            accepted["started" if status is JobStatus.RUNNING else "finished"] = utc_now()
    if "error" in reported:
        error = None if reported["error"] is None else str(reported["error"])
        if error is not None and not is_encodable(error):
            raise InvalidValueError("error", "holds half of a surrogate pair, which is no text")
        accepted["error"] = error
    if "result_summary" in reported:
        accepted["raw_result"] = freeze_json(reported["result_summary"])
    if "exit_code" in reported:
        code = reported["exit_code"]
        if code is not None and (not isinstance(code, int) or isinstance(code, bool)):
            raise InvalidValueError("exit_code", "must be a whole number or null")
        accepted["exit_code"] = code
    return accepted


def check_timeout(timeout_s: float | None) -> None:
    """Accept a time to wait; None is without end.

    Raises:
        InvalidValueError: It is longer than the system can wait, or no number.
    """
    if timeout_s is not None and not timeout_s <= _LONGEST_WAIT_S:
        raise InvalidValueError("timeout_s", f"must be a number of seconds up to {_LONGEST_WAIT_S:.0f}, or nothing")


def check_priority(value: object) -> int:
    """Accept a priority.

    Raises:
        InvalidValueError: It is not a whole number of a sane size.
    """
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 1_000_000:
        raise InvalidValueError("priority", "must be a whole number from -1000000 to 1000000")
    return value


def check_tags(value: object) -> tuple[str, ...]:
    """Accept tags, each once.

    Raises:
        InvalidValueError: It is not a list of usable texts.
    """
    if isinstance(value, str) or not isinstance(value, (list, tuple, set, frozenset)):
        raise InvalidValueError("tags", "must be a list of texts")
    return tuple(dict.fromkeys(check_name("tags", tag, limit=100) for tag in value))

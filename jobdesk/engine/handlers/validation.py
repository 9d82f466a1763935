"""What may be changed on a job from outside, and what each value must be."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from jobdesk.core.config import check_name, check_text, fit_name, freeze_config, freeze_json, is_encodable
from jobdesk.core.errors import (
    CyclicDependencyError,
    InvalidConfigError,
    InvalidTransitionError,
    InvalidValueError,
    JobNotFoundError,
    UnknownFieldError,
)
from jobdesk.core.job import ARRAY_KIND, Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.array import fill_tasks, read_spec
from jobdesk.core.jobs.policy import check_notify, make_policy
from jobdesk.core.limits import check_amounts
from jobdesk.core.queue import find_cycle
from jobdesk.core.redaction import MASK, MASKED
from jobdesk.core.timing.times import format_time
from jobdesk.engine.execution.launch_plans import check_folder
from jobdesk.engine.runtime import clock
from jobdesk.engine.storage.ledger import utc_now
from jobdesk.kinds.registry import kind_of

Find = Callable[[str], Job]
_LONGEST_WAIT_S = 1e9
_MOST_TAGS = 100
CHANGEABLE = [
    *("name", "tags", "priority", "queue", "notes", "notify"),
    *("config", "after", "needs", "not_before", "delay", "policy"),
]
ONLY_QUEUED = {"config", "after", "needs", "not_before", "delay"}
"""Fields that change nothing any more once a job has started."""
REPORTED = ["status", "error", "result_summary", "exit_code"]


def check_field_names(fields: dict[str, Any]) -> None:
    """Refuse fields that a job does not have, or that are not to be set from outside.

    Raises:
        UnknownFieldError: There is one.
    """
    for field in fields:
        if field not in CHANGEABLE and field not in REPORTED:
            raise UnknownFieldError(field, CHANGEABLE + REPORTED)


def accept_update(job: Job, fields: dict[str, Any], find: Find) -> dict[str, Any]:
    """Check an update against a job and turn it into what the snapshot holds.

    Args:
        job: The job as it is.
        fields: The new values by field.
        find: Finds the job that an id, number or prefix names; may raise `JobNotFoundError`.

    Raises:
        InvalidValueError: A value cannot be used.
        InvalidConfigError: The new config cannot be run.
        InvalidTransitionError: A status is set on a job that no script drives.
    """
    accepted: dict[str, Any] = {}
    for field, value in fields.items():
        if field in ONLY_QUEUED and job.status is not JobStatus.QUEUED:
            raise InvalidValueError(field, f"can change only while the job is queued, and it is {job.status}")
        if field == "config":
            accepted |= _accept_config(job, value)
        elif field == "after":
            if job.parent is not None:
                raise InvalidValueError(field, "of a task is that of its whole array; change it there")
            accepted["after"] = check_after(value, find, job)
        elif field in {"not_before", "delay"}:
            accepted |= accept_start(field, value)
        elif field in CHECKS:
            accepted[field] = CHECKS[field](value)
        elif field == "notes":
            accepted["notes"] = "" if value == "" else check_text("notes", value, limit=100_000)
            if MASK in accepted["notes"]:
                raise InvalidValueError("notes", MASKED)
    reported = {field: fields[field] for field in REPORTED if field in fields}
    return accepted | (_accept_report(job, reported) if reported else {})


def kind_and_name(config: dict[str, Any], *, is_held: bool) -> tuple[str, str]:
    """Find a config's kind and derive a name; a held job may be of no kind, for a script to drive."""
    if config.get("kind") == ARRAY_KIND:
        return ARRAY_KIND, fit_name(check_array(config))
    try:
        kind = kind_of(config)
    except InvalidConfigError:
        if is_held and "kind" not in config:
            return "external", "External job"
        raise
    kind.check(config)
    return kind.key, fit_name(kind.derive_name(config))


def check_array(config: dict[str, Any]) -> str:
    """Accept the config of an array, each of its tasks, and derive its name.

    Raises:
        InvalidConfigError: A task cannot be run.
        InvalidValueError: The values cannot be used.
    """
    spec = read_spec(config)
    kind = kind_of(spec.task)
    for task, _ in fill_tasks(spec, "task"):
        kind.check(task)
    # As a word of a command line a placeholder would be quoted.
    return re.sub(r"'(\{\w+\})'", r"\1", kind.derive_name(spec.task))


def _accept_config(job: Job, value: object) -> dict[str, Any]:
    raw_config = freeze_config(value)
    config = msgspec.json.decode(raw_config)
    kind, _ = kind_and_name(config, is_held=job.is_held)
    check_folder(config, job.submit_folder)
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
        if job.status is JobStatus.RUNNING and status is JobStatus.QUEUED:
            raise InvalidTransitionError(job.id, job.status, status)
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


def check_after(value: object, find: Find, job: Job | None = None) -> tuple[str, ...]:
    """Accept the jobs to wait for and return their ids, each once.

    Args:
        value: Ids, numbers or prefixes.
        find: Finds the job that one names.
        job: The job that is to wait, if it exists already.

    Raises:
        InvalidValueError: It is no list of jobs.
        JobNotFoundError: A job does not exist.
        CyclicDependencyError: The job would wait for itself, on whatever way.
    """
    if isinstance(value, str) or not isinstance(value, (list, tuple, set, frozenset)):
        raise InvalidValueError("after", "must be a list of jobs")
    ids = tuple(dict.fromkeys(find(str(job_ref)).id for job_ref in value))
    if job is not None:
        way = find_cycle(job.id, ids, partial(_find_or_none, find))
        if way is not None:
            raise CyclicDependencyError(job.number, [other.number for other in way])
    return ids


def _find_or_none(find: Find, job_id: str) -> Job | None:
    """Find a job that another one names; one that was removed for good is named for as long as the other is there."""
    try:
        return find(job_id)
    except JobNotFoundError:
        return None


def check_needs(value: object) -> dict[str, float]:
    """Accept amounts of resources; those of nothing are left out.

    Raises:
        InvalidValueError: A name or an amount cannot be used.
    """
    return {name: amount for name, amount in check_amounts("needs", value).items() if amount}


def check_moment(field: str, value: object) -> str | None:
    """Accept a moment as an aware datetime or its ISO text, and write it as JobDesk does; None stays None.

    Raises:
        InvalidValueError: It is none, or has no time zone.
    """
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(moment, datetime):
            return format_time(moment)
    except (ValueError, OverflowError):
        pass
    raise InvalidValueError(
        field, f"must be a moment with its time zone, such as 2026-01-31T18:00:00+01:00, not {value!r:.60}"
    )


def accept_start(field: str, value: object) -> dict[str, Any]:
    """Accept a time before which a job does not start (`not_before`), or seconds from now (`delay`).

    Returns:
        The fields of the job.

    Raises:
        InvalidValueError: It is no such time, or no number of seconds that a calendar holds.
    """
    if field == "not_before" or value is None:
        return {"not_before": check_moment(field, value), "wait_s": None}
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not value >= 0:
        raise InvalidValueError(field, f"must be a number of seconds from 0 on, not {value!r:.60}")
    try:
        start = clock.now() + timedelta(seconds=value)
    except OverflowError:
        raise InvalidValueError(field, "is longer than there are dates") from None
    return {"not_before": format_time(start), "wait_s": float(value)}


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
    if len(value) > _MOST_TAGS:
        raise InvalidValueError("tags", f"are {len(value)}, and may be {_MOST_TAGS}")
    return tuple(dict.fromkeys(check_name("tags", tag, limit=100) for tag in value))


def check_submit_folder(value: object) -> str | None:
    """Accept the folder of a submitter; None is unknown.

    Raises:
        InvalidValueError: It is no whole path.
    """
    if value is None:
        return None
    if not isinstance(value, str) or "\0" in value or not is_encodable(value) or not os.path.isabs(value):  # noqa: PTH117
        raise InvalidValueError("submit_folder", f"must be the whole path of a folder, not {value!r:.80}")
    return value


CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": partial(check_name, "name"),
    "queue": partial(check_name, "queue"),
    "needs": check_needs,
    "policy": make_policy,
    "tags": check_tags,
    "priority": check_priority,
    "notify": check_notify,
}
"""Wishes that mean the same whoever has them, a new job, a changed one or a schedule, and what accepts each."""

"""From a verdict to a result: how a job ended, as a status, a reason and one plain sentence."""

from __future__ import annotations

import math
from typing import Any, TypeVar

import msgspec

from jobdesk.core.config import freeze_json
from jobdesk.core.errors import InvalidConfigError
from jobdesk.core.job import NO_RESULT, START_FAILURES, Job, JobResult, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.input_request import asked_for_input
from jobdesk.core.text import without_surrogates
from jobdesk.core.timing.durations import say_wait

_Amount = TypeVar("_Amount", int, float)
_MOST_ERROR_LETTERS = 10_000
_MOST_NOTICE_LETTERS = 500
_ASKED = ": it asked for input and got none (try --yes, or yes | command)"
_SIGNAL_MEANINGS = {
    "SIGSEGV": "it used memory that is not its own",
    "SIGBUS": "it used memory that does not exist",
    "SIGABRT": "it gave up",
    "SIGFPE": "a calculation that has no result",
    "SIGILL": "an instruction that the processor does not know",
    "SIGKILL": "somebody or the system killed it",
    "SIGTERM": "it was asked to end",
    "SIGINT": "it was interrupted",
    "SIGHUP": "its terminal or session closed",
    "SIGPIPE": "nobody read its output any more",
    "SIGXFSZ": "a file became larger than allowed",
    "SIGXCPU": "it used up its processor time",
}


def conclude(job: Job, verdict: dict[str, Any], events: list[dict[str, Any]], output: str = "") -> JobResult:
    """Judge how a job ended.

    Args:
        job: The job as it is now.
        verdict: What its supervisor wrote (see `supervisor`).
        events: What the job reported; the last result and the last error count.
        output: The end of what it wrote, if it failed by itself.
    """
    exit_code = _integer(verdict.get("exit_code"))
    status, reason = _judge(job, verdict, exit_code)
    if reason is not None and reason.code == ReasonCode.EXIT_CODE and asked_for_input(output):
        reason = msgspec.structs.replace(
            reason, text=f"{reason.text}: it asked for input and got none (try --yes, or yes | command)"
        )
    error = None
    if status is JobStatus.FAILED:
        error = _last(events, "error", "text") or (reason.text if reason else None)
    raw_result, problem = _take_result(events)
    return JobResult(
        status=status,
        exit_code=exit_code,
        reason=reason,
        error=None if error is None else _clean(str(error)),
        raw_result=raw_result,
        started=_text(verdict.get("started_at")) or job.started,
        finished=_text(verdict.get("ended_at")),
        duration_s=_number(verdict.get("duration_s")),
        awake_s=_number(verdict.get("awake_s")),
        notices=_notices(verdict) + _reported_notices(events) + ((problem,) if problem else ()),
        cpu_s=_amount(_number(verdict.get("cpu_s"))),
        peak_memory_bytes=_amount(_integer(verdict.get("max_rss_bytes"))) or None,
    )


def _judge(job: Job, verdict: dict[str, Any], exit_code: int | None) -> tuple[JobStatus, Reason | None]:
    if verdict.get("stopped_by"):
        return _judge_stop(job, str(verdict["stopped_by"]))
    given = verdict.get("reason")
    if isinstance(given, dict):
        return _judge_given(job, str(given.get("code")), str(given.get("text")))
    if exit_code == 0:
        return JobStatus.COMPLETED, None
    if exit_code is None:
        return JobStatus.FAILED, Reason(ReasonCode.UNSUPERVISED, "It has ended; its exit code is unknown")
    if exit_code > 0:
        return JobStatus.FAILED, Reason(ReasonCode.EXIT_CODE, f"Exit code {exit_code}")
    name = str(verdict.get("signal") or f"signal {-exit_code}")
    if verdict.get("out_of_memory"):
        return JobStatus.FAILED, Reason(ReasonCode.OUT_OF_MEMORY, f"Ended by {name}: the computer ran out of memory")
    meaning = _SIGNAL_MEANINGS.get(name)
    return JobStatus.FAILED, Reason(ReasonCode.SIGNAL, f"Ended by {name}" + (f": {meaning}" if meaning else ""))


def _judge_given(job: Job, code: str, text: str) -> tuple[JobStatus, Reason]:
    """Judge a job whose supervisor gave a reason."""
    if code == ReasonCode.UNSUPERVISED and (job.cancelled or job.stopping is not None):
        return _judge_stop(job, "cancel")  # It was asked to stop, and has; only how it ended nobody learned.
    return JobStatus.FAILED, start_failure(job, text) if code == ReasonCode.COULD_NOT_START else Reason(code, text)


def start_failure(job: Job, problem: str) -> Reason:
    """Return why an attempt has failed that did not start; a job that has run is none that could not start."""
    has_run = any(past.reason is None or past.reason.code not in START_FAILURES for past in job.attempts)
    if not has_run:
        return Reason(ReasonCode.COULD_NOT_START, problem)
    return Reason(ReasonCode.ATTEMPT_NOT_STARTED, f"Attempt {job.attempt} could not start: {problem}")


def _judge_stop(job: Job, stopped_by: str) -> tuple[JobStatus, Reason]:
    """Judge a job that was stopped: by somebody, by JobDesk itself, or with the session."""
    if job.stopping is not None and not job.cancelled:
        return JobStatus.FAILED, job.stopping
    # Where no file could be made to ask for the stop, it was asked for by the signal that ends a session.
    if stopped_by == "cancel" or job.cancelled:
        return JobStatus.CANCELLED, Reason(ReasonCode.BY_USER, "Cancelled by you")
    return JobStatus.FAILED, Reason(ReasonCode.SESSION_END, "Stopped because your session ended")


def _notices(verdict: dict[str, Any]) -> tuple[str, ...]:
    notices = []
    leftovers = verdict.get("leftovers") or []
    if leftovers:
        names = ", ".join(str(name) for name in leftovers)
        notices.append(f"Still running after its end: {names}")
    unseen_s = _amount(_number(verdict.get("ended_within_s")))
    if unseen_s:
        notices.append(f"Its end was noticed late: it may have ended up to {say_wait(unseen_s)} earlier")
    if verdict.get("disk_full"):
        notices.append("The disk was full when it ended; the end of its log may be missing")
    return tuple(notices)


def _reported_notices(events: list[dict[str, Any]]) -> tuple[str, ...]:
    texts = (str(event.get("text", "")) for event in events if event.get("type") == "notice")
    return tuple(dict.fromkeys(_clean(text[:_MOST_NOTICE_LETTERS]) for text in texts if text))


def _last(events: list[dict[str, Any]], kind: str, member: str) -> Any:
    return next((event.get(member) for event in reversed(events) if event.get("type") == kind), None)


def _take_result(events: list[dict[str, Any]]) -> tuple[msgspec.Raw, str | None]:
    """Return the last result, and what was wrong with it if it cannot be kept: a job may report anything."""
    event = next((event for event in reversed(events) if event.get("type") == "result"), {"value": None})
    try:
        if "value" not in event:
            return NO_RESULT, "Its result was not kept: it is larger than 1 MB"
        return freeze_json(event["value"]), None
    except InvalidConfigError as error:
        return NO_RESULT, f"Its result was not kept: {error.fields['key'] or 'it'} {error.fields['problem']}"


def _clean(text: str) -> str:
    """Make a text from outside one that can be stored, and is not endless."""
    return without_surrogates(text[:_MOST_ERROR_LETTERS])


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _amount(value: _Amount | None) -> _Amount | None:
    """Return an amount that can be; None for one that is less than nothing, or no number."""
    return value if value is not None and 0 <= value < math.inf else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None

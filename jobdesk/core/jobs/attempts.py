"""What follows the end of an attempt: nothing, another attempt after a delay, or a parking until some moment."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from jobdesk.core.job import NO_RESULT, Attempt, Job, JobResult, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs import parking
from jobdesk.core.jobs.parking import Match, Parking
from jobdesk.core.jobs.policy import Park, Retry
from jobdesk.core.timing.times import format_time

LEAST_PARKING_S = 1.0
"""The shortest parking; each one in a row doubles it, up to `_LONGEST_LEAST_S`, lest a job parks in a tight loop."""

_LONGEST_LEAST_S = 60.0
_MOST_PARKINGS_KEPT = 200
_PARKED_UNTIL = "Parked until "
_PARKED_TEXT = re.compile(rf"^({_PARKED_UNTIL})(?:\d{{4}}-\d\d-\d\d )?\d\d:\d\d(?::\d\d)?")
_NEVER_AGAIN = frozenset({ReasonCode.OVER_BUDGET.value, ReasonCode.BY_USER.value})


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """What an attempt left behind that may call for another one.

    Attributes:
        parking: What it asked for by an event; None if by none.
        park_match: Where the log says so, by `Park.pattern`.
        has_retry_pattern: Whether the log holds `Retry.pattern`.
    """

    parking: Parking | None = None
    park_match: Match | None = None
    has_retry_pattern: bool = False


class Again(msgspec.Struct, frozen=True):
    """Another attempt.

    Attributes:
        not_before: Moment before which it does not start, as JobDesk writes times.
        reason: Why the job waits until then.
        wait_s: How long that is from now; None where the moment is a time of its own.
    """

    not_before: str
    reason: Reason
    wait_s: float | None = None

    @property
    def is_parking(self) -> bool:
        """Whether the attempt that ended was only sent away: then it counts neither as failure nor as a retry."""
        return self.reason.code == ReasonCode.PARKED


def what_follows(job: Job, result: JobResult, signs: Signs, now: datetime, chance: Callable[[], float]) -> Again | None:
    """Tell whether an attempt that has ended is followed by another one, and when.

    Args:
        job: The job, with the attempt that has ended.
        result: How that ended.
        signs: What it left behind.
        now: The present moment, aware.
        chance: Returns a random number from 0 up to 1, for the jitter.

    Returns:
        The next attempt, or None if the result is the job's last word.
    """
    if not may_go_on(job, result):
        return None
    return _parked(job, result, signs, now) or _retried(job, result, signs, now, chance)


def may_go_on(job: Job, result: JobResult) -> bool:
    """Tell whether anything may follow an attempt: nobody wanted it to stop for good."""
    if job.cancelled or result.status is JobStatus.CANCELLED:
        return False
    if job.stopping is not None and job.stopping.code != ReasonCode.TIMED_OUT:
        return False
    return result.reason is None or result.reason.code not in _NEVER_AGAIN


def next_attempt(job: Job, result: JobResult, again: Again) -> dict[str, Any]:
    """Return the fields that put a job back into the queue for another attempt, the ended one noted among them."""
    ended = Attempt(
        number=job.attempt,
        status=result.status,
        started=result.started or job.started,
        finished=result.finished or job.updated,
        duration_s=result.duration_s,
        exit_code=result.exit_code,
        reason=again.reason if again.is_parking else result.reason,
        cost_usd=job.cost_usd,
        notices=(*job.notices, *result.notices),
    )
    return {
        "status": JobStatus.QUEUED,
        "attempt": job.attempt + 1,
        "attempts": _shortened((*job.attempts, ended)),
        "reason": again.reason,
        "not_before": again.not_before,
        "wait_s": again.wait_s,
        "error": None,
        "exit_code": None,
        "raw_result": NO_RESULT,
        "started": None,
        "finished": None,
        "duration_s": None,
        "awake_s": None,
        "cpu_s": None,
        "peak_memory_bytes": None,
        "longest_silence_s": None,
        "progress": None,
        "stopping": None,
        "notices": (),
        "paused_s": 0.0,
        "paused_at_s": None,
    }


def needs_patterns(job: Job, result: JobResult) -> list[str]:
    """Return the expressions to look for in the log before `what_follows` can tell: of parking, then of retries."""
    if result.status is not JobStatus.FAILED or not may_go_on(job, result):
        return []
    return [pattern for pattern in (park_pattern(job.rules.park), retry_pattern(job.rules.retry)) if pattern]


def park_pattern(park: Park | None) -> str:
    """Return what to look for in the log of a job that may park: without codes or a pattern, what rate limits say."""
    if park is None:
        return ""
    return park.pattern or ("" if park.codes else parking.RATE_LIMITS)


def retry_pattern(retry: Retry | None) -> str:
    """Return the expression that a log must hold for another attempt; empty if none is asked for."""
    return retry.pattern if retry is not None and retry.limit else ""


def retry_delay_s(retry: Retry, number: int, chance: Callable[[], float]) -> float:
    """Return how long to wait before a retry.

    Args:
        retry: What the job wishes.
        number: Which retry it is, from 1.
        chance: Returns a random number from 0 up to 1.
    """
    try:
        delay_s = retry.delay_s * float(retry.factor) ** (number - 1)
    except OverflowError:
        delay_s = retry.cap_s
    return min(retry.cap_s, delay_s * (1 + retry.jitter * chance()))


def reason_to_wait(job: Job) -> Reason | None:
    """Return why a job waits for its next attempt, once nobody holds it any more; None before a second attempt."""
    if not job.attempts or job.not_before is None:
        return None
    last = job.attempts[-1]
    if last.was_parked:
        return last.reason
    retry = job.rules.retry
    return None if retry is None else _retry_reason(job.retries, retry)


def moved_start(job: Job, start: datetime, now: datetime) -> dict[str, Any]:
    """Return the fields that move the start of a waiting job; the reason of a parked one names that time."""
    fields: dict[str, Any] = {"not_before": format_time(start)}
    if job.reason is not None and job.reason.code == ReasonCode.PARKED:
        text = _PARKED_TEXT.sub(lambda found: found[1] + _say_moment(start, now), job.reason.text)
        fields["reason"] = Reason(ReasonCode.PARKED, text)
    return fields


def _retry_reason(number: int, retry: Retry) -> Reason:
    return Reason(ReasonCode.RETRY_WAITS, f"Retry {number} of {retry.limit}")


def _parked(job: Job, result: JobResult, signs: Signs, now: datetime) -> Again | None:
    park = job.rules.park or Park()
    wish = signs.parking
    if wish is None and signs.park_match is not None and result.status is JobStatus.FAILED:
        wish = parking.read_match(signs.park_match, now)
    elif wish is None and result.exit_code is not None and result.exit_code in park.codes:
        wish = Parking(None, f"exit code {result.exit_code}")
    if wish is None:
        return None
    until = wish.until or now + timedelta(seconds=park.delay_s)
    wait_s = wish.wait_s if wish.until else park.delay_s
    in_a_row = 0
    while in_a_row < len(job.attempts) and job.attempts[-1 - in_a_row].was_parked:
        in_a_row += 1
    least_s = min(_LONGEST_LEAST_S, LEAST_PARKING_S * 2 ** min(in_a_row, 10))
    moment = max(until, now + timedelta(seconds=least_s))
    if moment > until:
        wait_s = least_s
    text = f"{_PARKED_UNTIL}{_say_moment(moment, now)}" + (f": {wish.text}" if wish.text else "")
    if moment > until and in_a_row:
        text += f" (no sooner, as it parked {in_a_row + 1} times in a row)"
    return Again(format_time(moment), Reason(ReasonCode.PARKED, text), wait_s)


def _retried(job: Job, result: JobResult, signs: Signs, now: datetime, chance: Callable[[], float]) -> Again | None:
    retry = job.rules.retry
    if retry is None or result.status is not JobStatus.FAILED or not _is_worth_it(retry, result, signs):
        return None
    number = job.retries + 1
    if number > retry.limit:
        return None
    wait_s = retry_delay_s(retry, number, chance)
    return Again(format_time(now + timedelta(seconds=wait_s)), _retry_reason(number, retry), wait_s)


def _is_worth_it(retry: Retry, result: JobResult, signs: Signs) -> bool:
    if not retry.codes and not retry.pattern:
        return True
    return signs.has_retry_pattern or (result.exit_code is not None and result.exit_code in retry.codes)


def _shortened(attempts: tuple[Attempt, ...]) -> tuple[Attempt, ...]:
    """Forget the oldest parkings of a job that parks for months; their files stay."""
    excess = sum(past.was_parked for past in attempts) - _MOST_PARKINGS_KEPT
    kept = []
    for past in attempts:
        if excess > 0 and past.was_parked:
            excess -= 1
        else:
            kept.append(past)
    return tuple(kept)


def _say_moment(moment: datetime, now: datetime) -> str:
    """Write a moment as a clock on the wall shows it, with the day if that is another one."""
    there, here = moment.astimezone(), now.astimezone()
    form = "%H:%M:%S" if abs(there - here) < timedelta(minutes=10) else "%H:%M"
    return there.strftime(form if there.date() == here.date() else f"%Y-%m-%d {form}")

"""Time limits of a job: which of its policy's apply, and what is said when one has passed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.jobs.policy import Policy
from jobdesk.core.timing.durations import say_wait

LEAST_RUNS = 3
"""Fewer completed runs than this have no median that a limit could be a multiple of."""


class Span(StrEnum):
    """What a time limit is about; the values are the names of the policy's fields."""

    RUN_TIME = "run_time"
    SILENCE = "silence"
    WAITING = "waiting"


class Deadline(msgspec.Struct, frozen=True):
    """One time limit of a job.

    Attributes:
        span: What it is about, as a `Span`.
        is_stop: Whether the job is stopped when it has passed; else that is only said.
        limit_s: The limit in seconds; None if it does not apply, because too few runs are known to compare with.
        text: What is said of it: once it has passed, or why it does not apply.
        elapsed_s: How much of it has passed; None if nothing of it runs now.
    """

    span: str
    is_stop: bool
    limit_s: float | None
    text: str
    elapsed_s: float | None = None


_TEXTS = {
    (Span.RUN_TIME, False): "Runs longer than {limit}",
    (Span.RUN_TIME, True): "Ran longer than {limit}",
    (Span.SILENCE, False): "No output for {limit}",
    (Span.SILENCE, True): "Stopped after {limit} without output",
    (Span.WAITING, False): "Waits longer than {limit}",
    (Span.WAITING, True): "Waited longer than {limit}",
}


def warned_span(notice: str) -> Span | None:
    """Return what a notice warns of, if it says that a time limit has passed; else None."""
    for (span, is_stop), form in _TEXTS.items():
        if not is_stop and notice.startswith(form.partition("{")[0]):
            return span
    return None


def has_deadlines(policy: Policy | None) -> bool:
    """Tell whether a policy has any time limit."""
    return policy is not None and not (policy.run_time is policy.silence is policy.waiting is None)


def needs_median(policy: Policy) -> bool:
    """Tell whether one of a policy's limits is a multiple of the usual run time."""
    limits = (policy.run_time, policy.silence, policy.waiting)
    return any(one is not None and (one.warn_medians or one.stop_medians) for one in limits)


def usual_runs(jobs: Iterable[Job]) -> dict[tuple[str, str], list[float]]:
    """Return how long completed runs took, in seconds, sleep not counted, by kind and name."""
    found: dict[tuple[str, str], list[float]] = {}
    for job in jobs:
        seconds = job.duration_s if job.awake_s is None else job.awake_s
        if job.status is JobStatus.COMPLETED and seconds is not None:
            found.setdefault((job.kind, job.name), []).append(seconds)
    return found


def deadlines_of(policy: Policy, runs: Sequence[float]) -> list[Deadline]:
    """Return the limits of a policy.

    Args:
        policy: Whose.
        runs: How long earlier completed runs took, for those limits that are multiples of their median.
    """
    median_s = None
    if len(runs) >= LEAST_RUNS:
        import statistics  # Late: it brings exact fractions, and few jobs have such a limit.

        median_s = statistics.median(runs)
    found = []
    for span in Span:
        limit = getattr(policy, span)
        for is_stop in (False, True) if limit is not None else ():
            seconds, medians = (limit.stop_s, limit.stop_medians) if is_stop else (limit.warn_s, limit.warn_medians)
            if seconds is not None or medians is not None:
                found.append(_deadline(span, seconds, medians, median_s, len(runs), is_stop=is_stop))
    return found


def mark_of(deadline: Deadline) -> str:
    """Return how the text of a warning begins, whatever its limit is: by this it is known to have been given."""
    return _TEXTS[Span(deadline.span), deadline.is_stop].partition("{")[0]


def _deadline(
    span: Span, seconds: float | None, medians: float | None, median_s: float | None, count: int, *, is_stop: bool
) -> Deadline:
    form = _TEXTS[span, is_stop]
    multiple_s = None if medians is None or median_s is None else medians * median_s
    if multiple_s is not None and (seconds is None or multiple_s < seconds):
        text = form.format(limit=f"{medians:g} times the usual {say_wait(median_s or 0.0)}")
        return Deadline(span, is_stop, multiple_s, text)
    if seconds is not None:
        return Deadline(span, is_stop, seconds, form.format(limit=say_wait(seconds)))
    return Deadline(
        span,
        is_stop,
        None,
        f"{medians:g} times the usual run time applies from {LEAST_RUNS} completed runs on, so far {count}",
    )

"""Which jobs may start now, and for every other one the reason why not: pure functions over snapshots."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode

Lookup = Callable[[str], Job | None]
"""Finds a job by its id; None if it is unknown."""


class Decision(msgspec.Struct, frozen=True):
    """What the queue decided: the jobs to start, in order, and those that can never start."""

    start: tuple[Job, ...]
    abandon: tuple[tuple[Job, Reason], ...]


def run_order(job: Job) -> tuple[int, float, int]:
    """Order of the queue: the higher priority first, then as people have arranged it, then the older job."""
    return (-job.priority, job.number if job.rank is None else job.rank, job.number)


def place_before(waiting: list[Job], target: Job | None) -> tuple[int, float]:
    """Find the priority and rank that put a job right before another one of the queue.

    Args:
        waiting: The queue without the job that moves, in `run_order`.
        target: Whom to stand before; None is the end of the queue.
    """
    at = len(waiting) if target is None else waiting.index(target)
    before = waiting[at - 1] if at else None
    if target is None:
        if before is None:
            return 0, 0.0
        return before.priority, run_order(before)[1] + 1.0
    rank = run_order(target)[1]
    if before is None or before.priority != target.priority:
        return target.priority, rank - 1.0
    return target.priority, (run_order(before)[1] + rank) / 2


def decide(waiting: Iterable[Job], running: int, run_limit: int, find: Lookup) -> Decision:
    """Choose what starts now.

    Args:
        waiting: Released jobs, in `run_order`.
        running: How many jobs run now.
        run_limit: How many may run at once.
        find: Looks up the jobs that others wait for.
    """
    start: list[Job] = []
    abandon: list[tuple[Job, Reason]] = []
    for job in waiting:
        if job.after:
            blocker = dependency_reason(job, find)
            if blocker is not None:
                if blocker.code == ReasonCode.DEPENDENCY_FAILED:
                    abandon.append((job, blocker))
                continue
        if running + len(start) >= run_limit:
            break
        start.append(job)
    return Decision(tuple(start), tuple(abandon))


def dependency_reason(job: Job, find: Lookup) -> Reason | None:
    """Say which job this one still waits for, or that its wait is in vain; None if nothing holds it back."""
    pending: list[str] = []
    for job_id in job.after:
        other = find(job_id)
        if other is None:
            return Reason(ReasonCode.DEPENDENCY_FAILED, f"Job {job_id}, which it waited for, is gone")
        if other.status in {JobStatus.FAILED, JobStatus.CANCELLED}:
            return Reason(ReasonCode.DEPENDENCY_FAILED, f"#{other.number} {other.name} {other.status}")
        if other.status is not JobStatus.COMPLETED:
            pending.append(f"#{other.number} {other.name}")
    if pending:
        return Reason(ReasonCode.WAITING_JOBS, f"Waits for {', '.join(pending)}")
    return None


def why_not(
    job: Job, ahead: int, running: Iterable[Job], run_limit: int, find: Lookup, *, is_paused: bool = False
) -> Reason | None:
    """Say why a job does not run, in words; None if it runs, has ended, or starts at once.

    Args:
        job: The job asked about.
        ahead: How many released jobs stand before it.
        running: The jobs that run now.
        run_limit: How many may run at once.
        find: Looks up the jobs that it waits for.
        is_paused: Whether the whole queue is paused.
    """
    if job.status is not JobStatus.QUEUED:
        return None
    if job.is_held:
        return job.reason
    if is_paused:
        return Reason(ReasonCode.WAITING_LIMIT, "The queue is paused")
    blocker = dependency_reason(job, find)
    if blocker is not None:
        return blocker
    numbers = [f"#{other.number}" for other in running]
    if len(numbers) >= run_limit or ahead:
        shown = ", ".join(numbers[:5]) + (", ..." if len(numbers) > 5 else "")
        text = f"{len(numbers)} of {run_limit} running ({shown})" if numbers else f"0 of {run_limit} running"
        return Reason(ReasonCode.WAITING_LIMIT, text + (f", {ahead} ahead" if ahead else ", next"))
    return None

"""Waits that count from now: they take as long as they were meant to, whoever sets the clock meanwhile.

A job stores the time at which its wait is over, by the clock on the wall, so that the wait goes on while no engine
runs. An engine that sees the clock being set moves these times along; one that starts shortens those that lie farther
ahead than the whole wait, because nobody saw what happened to the clock before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.jobs.attempts import moved_start
from jobdesk.core.timing.times import format_time, parse_time
from jobdesk.engine.runtime import clock
from jobdesk.engine.storage.ledger import Ledger


class RelativeWaits:
    """Corrects the waits of the queued jobs of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._now = clock.SYSTEM_CLOCK.now
        self._steps = clock.ClockSteps(clock.SYSTEM_CLOCK)

    def start(self) -> None:
        """Shorten the waits that end later than a wait that begins now would."""
        self._change(partial(_shortened, now=self._now()))

    def correct(self) -> bool:
        """Move the waits along if the clock was set since the last call, and return whether it was.

        Raises:
            StoreError: A change could not be stored.
        """
        step = self._steps.take()
        if step:
            self._change(partial(_moved, step=step, now=self._now()))
        return bool(step)

    def _change(self, compute: Callable[[Job], dict[str, Any] | None]) -> None:
        for job in self._ledger.all():
            if compute(job) is not None:
                self._ledger.change(job.id, compute, durable=False)


def _shortened(job: Job, now: datetime) -> dict[str, Any] | None:
    if job.status is not JobStatus.QUEUED:
        return None
    fields: dict[str, Any] = {}
    start = parse_time(job.not_before)
    if start is not None and job.wait_s is not None:
        latest = now + timedelta(seconds=job.wait_s)
        if start > latest:
            fields |= moved_start(job, latest, now)
    since = _waiting_since(job)
    if since is not None and since > now:
        fields["waiting_since"] = format_time(now)
    return fields or None


def _moved(job: Job, step: timedelta, now: datetime) -> dict[str, Any] | None:
    if job.status is not JobStatus.QUEUED:
        return None
    fields: dict[str, Any] = {}
    start = parse_time(job.not_before)
    if start is not None and job.wait_s is not None:
        fields |= moved_start(job, start + step, now)
    since = _waiting_since(job)
    if since is not None:
        fields["waiting_since"] = format_time(since + step)
    return fields or None


def _waiting_since(job: Job) -> datetime | None:
    """Return since when a job waits for its turn, if it has a limit for that."""
    return parse_time(job.waiting_since or job.created) if job.is_waiting and job.rules.waiting is not None else None

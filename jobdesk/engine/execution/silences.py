"""Whether a running job is silent for longer than it ever was: judged against earlier runs of the same, never else."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Any, Final

import msgspec

from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.timing.deadlines import LEAST_RUNS
from jobdesk.core.timing.durations import say_wait
from jobdesk.engine.execution.watcher import Watch
from jobdesk.engine.storage.ledger import Ledger
from jobdesk.executors.processes import awake_clock_s

LEAST_SILENCE_S = 60.0
"""Shorter silences are nobody's business."""
_TIMES_USUAL: Final = 3
_MOST_RUNS: Final = 20
_LOOKED_AT_ONCE: Final = 5000
_KNOWN_FOR_S: Final = 600.0
_SOONEST_S: Final = 10.0


class UsualSilence(msgspec.Struct, frozen=True):
    """The longest silences of earlier runs, in seconds.

    Attributes:
        median_s: Of these, that in the middle.
        limit_s: What is longer is out of the ordinary.
    """

    median_s: float
    limit_s: float


class UsualSilences:
    """Knows what is usual for the jobs that run; looked up only once one of them has been silent for a while."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._found: dict[tuple[str, str], UsualSilence | None] = {}
        self._found_at_s = float("-inf")

    def of(self, job: Job) -> UsualSilence | None:
        """Return what is usual for a job; None if too few of its runs are known."""
        key = (job.kind, job.name)
        with self._lock:
            age_s = time.monotonic() - self._found_at_s
            if age_s > _KNOWN_FOR_S or (key not in self._found and age_s > _SOONEST_S):
                self._look()
            return self._found.get(key)

    def _look(self) -> None:
        """Go through the list once for all that run, without keeping others from their work for long."""
        runs: dict[tuple[str, str], deque[float]] = {
            (job.kind, job.name): deque(maxlen=_MOST_RUNS) for job in self._ledger.running()
        }
        for number, job in enumerate(self._ledger.all(), start=1):
            if job.longest_silence_s is not None and job.status is JobStatus.COMPLETED:
                found = runs.get((job.kind, job.name))
                if found is not None:
                    found.append(job.longest_silence_s)
            if number % _LOOKED_AT_ONCE == 0:
                time.sleep(0.001)
        self._found = {key: _usual(sorted(found)) for key, found in runs.items()}
        self._found_at_s = time.monotonic()


def _usual(silences: list[float]) -> UsualSilence | None:
    if len(silences) < LEAST_RUNS:
        return None
    median_s = silences[len(silences) // 2]
    return UsualSilence(median_s, max(silences[-1], _TIMES_USUAL * median_s))


class Silence:
    """The silence of one attempt: says when it is out of the ordinary, and takes that back when output comes."""

    def __init__(self, job_id: str, ledger: Ledger, usual: UsualSilences) -> None:
        self._job_id = job_id
        self._ledger = ledger
        self._usual = usual
        self._since_s = float("-inf")

    def judge(self, watch: Watch) -> None:
        """Look whether something is to be said, or not any more."""
        job = self._ledger.get(self._job_id)
        if job is None:
            return
        now_s = awake_clock_s()
        if not _may_be_said(job):
            self._since_s = now_s  # What is paused, or says itself why it waits, is not silent meanwhile.
            return
        reason = self._reason(job, now_s - max(watch.log_grew_s, self._since_s))

        def compute(now: Job) -> dict[str, Any] | None:
            return {"reason": reason} if _may_be_said(now) and now.reason != reason else None

        if reason != job.reason:
            self._ledger.change(job.id, compute, durable=False, must=True)

    def longest_s(self, watch: Watch) -> float | None:
        """Return the longest time without output of a run that has just ended; None if it was paused in between."""
        job = self._ledger.get(self._job_id)
        if job is None or job.paused_s or job.paused_at_s is not None:
            return None
        return round(max(watch.longest_silence_s, awake_clock_s() - watch.log_grew_s), 3)

    def _reason(self, job: Job, silent_s: float) -> Reason | None:
        if silent_s < LEAST_SILENCE_S or job.rules.silence is not None:  # Else its own limit says it.
            return None
        usual = self._usual.of(job)
        if usual is None or silent_s <= usual.limit_s:
            return None
        silence = say_wait(_rounded_down(silent_s))
        return Reason(ReasonCode.SILENT, f"No output for {silence}, usually {say_wait(usual.median_s)}")


def _may_be_said(job: Job) -> bool:
    """Whether nothing else is the matter with a job that runs."""
    is_said = job.reason is None or job.reason.code == ReasonCode.SILENT
    return is_said and job.status is JobStatus.RUNNING and not job.cancelled and job.stopping is None


def _rounded_down(seconds: float) -> float:
    """Round a silence so that it is not told anew, and stored, with each look."""
    step_s = 60 if seconds < 600 else 600 if seconds < 7200 else 3600
    return seconds if seconds < step_s else seconds // step_s * step_s

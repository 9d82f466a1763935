"""What a place to run must be able to do."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Protocol

import msgspec

from jobdesk.core.job import Job
from jobdesk.core.jobs.launch_plan import LaunchPlan

_FIRST_PAUSE_S = 2.0
_LONGEST_PAUSE_S = 60.0


class Phase(StrEnum):
    """Where a job stands in its place."""

    ABSENT = "absent"
    """Nothing runs it, and nothing of it has run."""
    ALIVE = "alive"
    """It is looked after."""
    LOST = "lost"
    """It has started, but nothing looks after it any more."""
    CUT_OFF = "cut_off"
    """It runs, but somebody removed what it would be known by."""
    GONE = "gone"
    """Somebody removed what it would be known by, and nothing of it runs."""
    ENDED = "ended"
    """There is a verdict."""


class Observation(msgspec.Struct, frozen=True):
    """What one look at a job told.

    Attributes:
        phase: Where it stands.
        started: When its process started, as JobDesk writes times; None if it has not.
        verdict: The verdict, once ended (see `supervisor`).
        beat: Changes as long as whoever looks after the job is responsive.
    """

    phase: Phase
    started: str | None = None
    verdict: dict[str, Any] | None = None
    beat: float = 0.0


class Backoff:
    """Pauses before jobs that could not be started are tried again, each twice as long as the one before."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def next_s(self, job_id: str) -> float:
        """Return how long to wait this time."""
        count = self._counts[job_id] = self._counts.get(job_id, -1) + 1
        return min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0 ** min(count, 10))

    def clear(self, job_id: str) -> None:
        """Forget a job, which has been started."""
        self._counts.pop(job_id, None)


class Executor(Protocol):
    """One place to run. Every call returns soon; what happens meanwhile is seen by `observe`."""

    key: str
    backoff: Backoff

    def holds_earlier(self, job: Job) -> bool:
        """Tell whether `observe` would still tell of an earlier attempt, because this one was not prepared yet."""
        ...

    def prepare(self, job: Job, plan: LaunchPlan, grace_s: float) -> None:
        """Lay out what to run, whole, before anything starts; what an earlier attempt left is kept apart.

        Raises:
            BlockingIOError: Something still looks after an earlier attempt; it will end soon.
            OSError: It could not be written.
        """
        ...

    def find_python(self, job: Job, setting: str) -> str:
        """Return the Python for a Python job that names none: its submitter's, else `setting`, else one that is found.

        Empty if there is none.
        """
        ...

    def start(self, job_id: str) -> None:
        """Start what was prepared, or have a lost job looked after again; harmless when that is done already.

        Raises:
            OSError: Nothing could be started.
        """
        ...

    def observe(self, job_id: str, *, was_laid_out: bool | None = False) -> Observation:
        """Return where a job stands.

        Args:
            job_id: The job.
            was_laid_out: Whether it was prepared before, by whatever engine, so that files that are missing were
                removed; None if that is not known.

        Raises:
            OSError: Nobody can tell now.
        """
        ...

    def cancel(self, job_id: str) -> None:
        """Ask for the stop of a job and of everything that it started.

        Raises:
            OSError: The request could not be made.
        """
        ...

    def take_refusal(self, job_id: str) -> str | None:
        """Return, once, why the system refused to start a job for now, in words; None if it did not."""
        ...

    def withdraw(self, job_id: str, ordered_at: float) -> bool:
        """Make sure that nothing starts a job that has never run, until it is prepared again.

        Args:
            job_id: Which one.
            ordered_at: When its start was first asked for, on the monotonic clock. What has not heard of it since is
                replaced.

        Returns:
            False if it has started, or something looks after it.

        Raises:
            OSError: Nobody can be sure of it.
        """
        ...

    def judge_lost(self, job_id: str) -> dict[str, Any] | None:
        """Return the verdict on a lost job for which nobody can record one; None while it runs."""
        ...

    def stop(self, job_id: str) -> None:
        """Take the next step of the stop of a job that nothing looks after; called again until it has ended."""
        ...

    def end_leftovers(self, verdict: dict[str, Any]) -> dict[str, Any]:
        """End what a job left running whose stop was asked for, but came after its end; return what holds then."""
        ...

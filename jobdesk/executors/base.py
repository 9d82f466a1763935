"""What a place to run must be able to do."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Protocol

import msgspec

from jobdesk.core.job import Job
from jobdesk.core.launch_plan import LaunchPlan


class Phase(StrEnum):
    """Where a job stands in its place."""

    ABSENT = "absent"
    """Nothing runs it, and nothing of it has run."""
    ALIVE = "alive"
    """It is looked after."""
    LOST = "lost"
    """It has started, but nothing looks after it any more."""
    GONE = "gone"
    """Somebody removed what it would be known by."""
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


class Executor(Protocol):
    """One place to run. Every call returns soon; what happens meanwhile is seen by `observe`."""

    key: str

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

    def start(self, job_id: str) -> None:
        """Start what was prepared, or have a lost job looked after again; harmless when that is done already.

        Raises:
            OSError: Nothing could be started.
        """
        ...

    def observe(self, job_id: str) -> Observation:
        """Look where a job stands.

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

    def forgo(self, job_id: str) -> str | None:
        """Make sure that a job which nothing looks after is not started by anything that comes too late.

        Returns:
            Why nothing looks after it, in words; None if something does by now.

        Raises:
            OSError: Nobody can be sure of it.
        """
        ...

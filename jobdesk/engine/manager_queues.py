"""The methods of `JobManager` that concern queues: their rules, pause and resume, and why a job does not run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from jobdesk.core.blockers import Blocker
from jobdesk.core.config import is_encodable
from jobdesk.core.job import Reason
from jobdesk.core.jobs.selection import JobRef
from jobdesk.core.limits import Limits
from jobdesk.engine.engine_connection import Door


class QueueMethods:
    """A part of `JobManager`."""

    _door: Door

    def why(self, job_id: JobRef) -> Reason | None:
        """Say why a job does not run; None if it runs or has ended.

        Raises:
            JobNotFoundError: There is no such job.
        """
        reason: Reason | None = self._door.ask_now("why", job_id=job_id)
        return reason

    def blockers(self, job_id: JobRef) -> list[Blocker]:
        """Say all that holds a queued job back, each with the verb that lifts it; empty if nothing does.

        Raises:
            JobNotFoundError: There is no such job.
        """
        blockers: list[Blocker] = self._door.ask_now("blockers", job_id=job_id)
        return blockers

    def reasons(self, job_ids: Sequence[JobRef]) -> dict[str, str]:
        """Say in words what holds each of some queued jobs back; those that nothing holds back are left out."""
        return dict(self._door.ask("reasons", {}, job_ids=self._door.ids_of(job_ids)))

    def lift(self, blocker: Blocker) -> None:
        """Do the deed that takes a blocker away; nothing where there is none."""
        lift = blocker.lift
        if lift is not None:
            args = {**lift.args, **lift.args.get("fields", {})}
            args.pop("fields", None)
            getattr(self, lift.verb)(**args)

    def run_now(self, job_id: JobRef) -> bool:
        """Start a queued job at once, whatever limits, pauses and times say.

        Returns:
            False if it is not queued, or waits for other jobs.
        """
        return bool(self._door.ask("run_now", False, job_id=job_id))

    def move_job(self, job_id: JobRef, before: JobRef | None = None) -> bool:
        """Put a waiting job right before another one, or at the end of the queue.

        Returns:
            False if one of the two does not wait.
        """
        return bool(self._door.ask("move_job", False, job_id=job_id, before=before))

    def move_jobs(self, moves: Mapping[Any, JobRef | None]) -> list[str]:
        """Move jobs, each before the one given for it, one after the other, as `move_job` does.

        Returns:
            The ids of those that were moved, durably, with one wait for the disk.
        """
        id_of = self._door.id_of
        named = {id_of(one): None if other is None else id_of(other) for one, other in moves.items()}
        done: list[str] = self._door.ask(
            "move_jobs", [], moves={one: other for one, other in named.items() if is_encodable(one)}
        )
        return done

    def run_next(self, job_id: JobRef) -> bool:
        """Put a waiting job before all others; False if it does not wait."""
        return bool(self._door.ask("run_next", False, job_id=job_id))

    def get_limits(self) -> Limits:
        """Return resources, conditions and the rules of all queues."""
        limits: Limits = self._door.ask("get_limits", Limits())
        return limits

    def change_limits(self, **fields: Any) -> Limits:
        """Set ``resources`` or ``conditions`` that hold for everything (see `core.limits.Limits`).

        Conditions that are not named stay as they are; resources are all that there are.

        Raises:
            InvalidValueError: There is no such field, or it cannot have this value.
        """
        limits: Limits = self._door.ask_now("change_limits", fields=msgspec.to_builtins(fields))
        return limits

    def change_queue(self, queue: str, **fields: Any) -> Limits:
        """Set rules of one queue, such as ``run_limit`` (see `core.limits.QueueRules`); the others stay.

        So do conditions that are not named.

        Raises:
            InvalidValueError: There is no such rule, or it cannot have this value.
        """
        limits: Limits = self._door.ask_now("change_queue", queue=queue, fields=msgspec.to_builtins(fields))
        return limits

    def pause_queue(self, queue: str | None = None, *, drain: bool = False) -> int:
        """Start nothing new of one queue, or of all, and freeze what runs.

        Args:
            queue: Which one; None is everything.
            drain: Whether what runs goes on to its end.

        Returns:
            How many jobs were frozen.
        """
        return int(self._door.ask_now("pause_queue", queue=queue, drain=drain))

    def resume_queue(self, queue: str | None = None) -> int:
        """Let one queue, or everything, go on; returns how many jobs were frozen with it and now go on."""
        return int(self._door.ask_now("resume_queue", queue=queue))

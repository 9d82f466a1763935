"""The methods of `JobManager` that concern arrays; all others do to the tasks what is asked of their array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import msgspec

from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job
from jobdesk.core.jobs.policy import NO_POLICY, make_policy
from jobdesk.core.jobs.selection import JobRef
from jobdesk.engine.engine_connection import Door

if TYPE_CHECKING:
    from jobdesk.engine.manager import Wishes


class ArrayMethods:
    """A part of `JobManager`."""

    _door: Door

    if TYPE_CHECKING:

        def submit_job(self, config: dict[str, Any], **wishes: Unpack[Wishes]) -> Job:
            """Create a job and start it."""
            ...

    def submit_array(
        self, config: dict[str, Any], over: object, *, at_once: int | None = None, **wishes: Unpack[Wishes]
    ) -> Job:
        """Start one job for each value of a list or a range, or for each combination of several of them.

        Args:
            config: What each task runs; texts in it may hold the values: ``{"command": ["encode", "{i}"]}``.
            over: The values, see `core.array.expand`: ``"1-100"``, or ``{"crf": [18, 23], "file": "a.mov,b.mov"}``.
            at_once: How many tasks may run at once; None is as many as may.
            **wishes: See `Wishes`; they hold for each task, the policy's triggers for the array as a whole.

        Returns:
            The array: a job whose status follows its tasks.

        Raises:
            InvalidConfigError: A task cannot be run.
            InvalidValueError: The values, or a wish, cannot be used.
        """
        policy = make_policy(wishes.pop("policy", None)) or NO_POLICY
        if at_once is not None:
            policy = msgspec.structs.replace(policy, at_once=at_once)
        wishes["policy"] = policy
        return self.submit_job({"kind": "array", "task": config, "over": over}, **wishes)

    def rerun_failed(self, job_id: JobRef, *, start: bool = False, env_from: str = "") -> Job | None:
        """Create an array of those tasks of another that failed.

        Args:
            job_id: The array.
            start: Whether to start it too; else it is held.
            env_from: Whose environment its tasks have, as for `rerun_job`.

        Returns:
            The new array, or None if there is no such job.

        Raises:
            InvalidValueError: It is no array, or none of its tasks has failed.
        """
        origin = self._door.rerun_origin(env_from)
        job: Job | None = self._door.ask(
            "rerun_failed", None, job_id=job_id, start=start, new_id=new_job_id(), **origin
        )
        return job

"""What is asked of an array is done to its tasks: start, cancel, pause, resume, change, and rerun of what failed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from jobdesk.core.errors import InvalidTransitionError, InvalidValueError
from jobdesk.core.job import RELEASED, Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.array import expand, read_spec
from jobdesk.core.jobs.array_tasks import SHARED_WITH_TASKS, task_ids, task_policy
from jobdesk.core.jobs.attempts import reason_to_wait
from jobdesk.engine.arrays.arrays import Arrays
from jobdesk.engine.handlers.job_control import Deeds
from jobdesk.engine.handlers.validation import ONLY_QUEUED, REPORTED, accept_update, check_field_names
from jobdesk.engine.storage.ledger import Ledger

_T = TypeVar("_T")


def or_array(verb: Callable[..., _T]) -> Callable[..., _T]:
    """Let a verb of the engine, asked of an array, be done by the method of the same name in `ArrayVerbs`."""

    @functools.wraps(verb)
    def do(engine: Any, job_id: str, *args: Any, **options: Any) -> _T:
        job = engine.get_job(job_id)
        # One that is the next run of a schedule has no tasks yet: it is planned as any other run is.
        if job is None or not job.is_array or job.archived or job.is_planned:
            return verb(engine, job_id, *args, **options)
        answer: _T = getattr(engine.array_verbs, verb.__name__)(job, *args, **options)
        engine.admit(engine.get_job(job_id) or job)
        return answer

    return do


class ArrayVerbs:
    """The verbs, each of them asked with the array; `or_array` has the queue look again."""

    def __init__(self, ledger: Ledger, deeds: Deeds, arrays: Arrays, find: Callable[[str], Job]) -> None:
        self._ledger = ledger
        self._deeds = deeds
        self._arrays = arrays
        self._find = find

    def start_job(self, array: Job) -> bool:
        """Release its held tasks; False if none is held."""
        if array.deleted or array.is_final:
            return False
        reason = Reason(ReasonCode.TASKS, "Its tasks wait their turn")
        self._ledger.change(array.id, lambda job: {"reason": reason} if job.is_held else None)
        array = self._made(array)
        released = self._ledger.change_many(
            task_ids(array),
            lambda job: {"reason": reason_to_wait(job) or RELEASED} if job.is_held and not job.is_external else None,
        )
        self._arrays.settle(array.id)
        return bool(released)

    def cancel_job(self, array: Job, *, force: bool = False) -> bool:
        """Cancel all tasks that have not ended; False if the array has."""
        if self._ledger.change(array.id, lambda job: None if job.is_final else {"cancelled": True}) is None:
            return False
        # From here on it is done at the next start if it cannot be done now.
        self._arrays.cancel_tasks(self._made(array), force=force)
        self._arrays.settle(array.id)
        return True

    def pause_job(self, array: Job) -> bool:
        """Hold the tasks that wait and freeze those that run; False if there are none."""
        array = self._made(array)
        held = Reason(ReasonCode.HELD, "Held with its array")
        paused = len(
            self._ledger.change_many(task_ids(array), lambda job: {"reason": held} if job.is_waiting else None)
        )
        reason = Reason(ReasonCode.PAUSED, "Paused with its array")
        paused += self._deeds.do_to_each(task_ids(array), lambda one: self._deeds.freeze(one, reason))
        self._arrays.settle(array.id)
        return paused > 0

    def resume_job(self, array: Job) -> bool:
        """Let its paused tasks go on, and release the held ones; False if there are none."""
        array = self._made(array)
        thawed = self._deeds.do_to_each(task_ids(array), self._deeds.thaw)
        return self.start_job(array) or thawed > 0

    def update_job(self, array: Job, fields: dict[str, Any]) -> Job | None:
        """Change the array, and with it those tasks that have not ended, in what they have from it.

        Raises:
            InvalidValueError: A value cannot be used, or cannot change any more.
            InvalidTransitionError: Its status follows its tasks.
        """
        check_field_names(fields)
        reported = [field for field in fields if field in REPORTED]
        if reported:
            new = str(fields.get("status", array.status))
            raise InvalidTransitionError(array.id, array.status, new, "An array's status follows its tasks.")
        if "config" in fields:
            raise InvalidValueError("config", "of an array cannot change; rerun it with changes")
        accepted: dict[str, Any] = {}

        def compute(job: Job) -> dict[str, Any]:
            accepted.update(accept_update(job, fields, self._find))
            return accepted

        self._made(array)
        changed = self._ledger.change(array.id, compute) or array
        shared = {field: accepted[field] for field in accepted if field in SHARED_WITH_TASKS}
        if "policy" in accepted:
            shared["policy"] = task_policy(accepted["policy"])
        if shared:
            self._ledger.change_many(task_ids(changed), lambda task: _for_task(task, shared))
        return self._ledger.get(array.id)

    def _made(self, array: Job) -> Job:
        """Return an array as it is once its tasks are made."""
        if array.tasks is None:
            self._arrays.settle(array.id)
        return self._ledger.get(array.id) or array


def _for_task(task: Job, shared: dict[str, Any]) -> dict[str, Any] | None:
    if task.is_final:
        return None
    is_queued = task.status is JobStatus.QUEUED
    return {field: value for field, value in shared.items() if is_queued or field not in ONLY_QUEUED}


def config_of_failed(
    array: Job, get: Callable[[str], Job | None], tasks_of: Callable[[str], list[Job]]
) -> dict[str, Any]:
    """Return the config of an array of those tasks of another that failed.

    Args:
        array: The other one.
        get: Returns a job of the list by its id.
        tasks_of: Returns the tasks of an array of the archive, which is read for all of them at once.

    Raises:
        InvalidValueError: It is no array, or none failed.
    """
    if not array.is_array:
        raise InvalidValueError("job", f"#{array.number} is no array; rerun it as a whole")
    tasks = [get(one) for one in task_ids(array)]
    if None in tasks:
        tasks += tasks_of(array.id)
    failed = {task.index for task in tasks if task is not None and task.status is JobStatus.FAILED}
    spec = read_spec(array.config)
    rows = [values for index, values in enumerate(expand(spec.over)) if index in failed]
    if not rows:
        raise InvalidValueError("job", f"no task of #{array.number} has failed")
    return {"kind": spec.kind, "task": spec.task, "over": rows}

"""What the tasks of an array are: their ids, their policy, and where each of them counts."""

from __future__ import annotations

import msgspec

from jobdesk.core.ids import derive_job_id
from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.array import TaskCounts
from jobdesk.core.jobs.policy import NO_POLICY, ORIGIN, Policy

SHARED_WITH_TASKS = ("queue", "priority", "rank", "tags", "after", "needs", "not_before", "wait_s", *ORIGIN)
"""Fields that the tasks have from their array."""
_PLACES = {JobStatus.COMPLETED: "done", JobStatus.FAILED: "failed", JobStatus.CANCELLED: "cancelled"}


def task_id(array_id: str, index: int) -> str:
    """Return the id of a task: it follows from the array, so that making the tasks again makes none twice."""
    return derive_job_id("task", array_id, index)


def task_ids(job: Job, total: int | None = None) -> list[str]:
    """Return the ids of an array's tasks, once they are made or of `total` ones; none for any other job."""
    if total is None:
        total = 0 if job.tasks is None else job.tasks.total
    return [task_id(job.id, index) for index in range(total)]


def task_policy(policy: Policy | None) -> Policy | None:
    """Return what each task wants: what concerns the array as a whole is left out."""
    if policy is None:
        return None
    wanted = msgspec.structs.replace(policy, at_once=None, triggers=())
    return None if wanted == NO_POLICY else wanted


def place_of(task: Job) -> str:
    """Return the field of `TaskCounts` that a task counts in."""
    if task.status is JobStatus.RUNNING:
        return "paused" if task.is_paused else "running"
    if task.status is JobStatus.QUEUED:
        return "held" if task.is_held else "waiting"
    return _PLACES[task.status]


class Tally:
    """The counts of one array's tasks, kept by what happens to them."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(TaskCounts.__struct_fields__, 0)
        self._marks = {"": 0, "≈": 0, "≥": 0}
        self.cost_usd: float | None = None
        self.started: str | None = None
        self.finished: str | None = None

    @property
    def counts(self) -> TaskCounts:
        """The counts now."""
        return TaskCounts(**self._counts)

    @property
    def cost_mark(self) -> str:
        """How sure the sum of the costs is: as little as the least sure of them."""
        return next((mark for mark in ("≈", "≥") if self._marks[mark]), "")

    def add(self, task: Job) -> None:
        """Count a task."""
        self._counts[place_of(task)] += 1
        self._add_cost(task, 1)
        if task.started is not None and (self.started is None or task.started < self.started):
            self.started = task.started
        if task.finished is not None and (self.finished is None or task.finished > self.finished):
            self.finished = task.finished

    def move(self, old: Job, new: Job) -> None:
        """Count a task anew that was counted as it was before."""
        self._counts[place_of(old)] -= 1
        self._add_cost(old, -1)
        self.add(new)

    def _add_cost(self, task: Job, sign: int) -> None:
        if task.cost_usd is not None:
            self.cost_usd = (self.cost_usd or 0.0) + sign * task.cost_usd
            self._marks[task.cost_mark] = self._marks.get(task.cost_mark, 0) + sign


def judge(counts: TaskCounts, *, is_cancelled: bool) -> tuple[JobStatus, Reason | None]:
    """Tell how an array ended, whose tasks have all ended.

    Args:
        counts: How its tasks ended.
        is_cancelled: Whether somebody cancelled the array as a whole.
    """
    if is_cancelled and counts.cancelled:
        return JobStatus.CANCELLED, Reason(ReasonCode.BY_USER, "Cancelled by you")
    if counts.failed:
        return JobStatus.FAILED, Reason(ReasonCode.TASKS, f"{counts.failed} of {counts.total} tasks failed")
    if counts.cancelled:
        return JobStatus.CANCELLED, Reason(ReasonCode.TASKS, f"{counts.cancelled} of {counts.total} tasks cancelled")
    return JobStatus.COMPLETED, None

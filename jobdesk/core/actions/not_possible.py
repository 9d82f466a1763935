"""Reasons for which an action is not possible on a job: codes, their texts, and the error that carries one."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from jobdesk.core.errors import JobDeskError


class NotPossible(StrEnum):
    """Why an action is not possible; none of the codes is that of a `JobDeskError`."""

    UNKNOWN = "unknown"
    ENDED = "ended"
    CANCELLED = "cancelled"
    UNFINISHED = "unfinished"
    STARTED = "started"
    HELD = "held"
    PAUSED = "paused"
    NOT_HELD = "not_held"
    NOT_QUEUED = "not_queued"
    NOT_WAITING = "not_waiting"
    STOPPING = "stopping"
    EXTERNAL = "external"
    TRASHED = "trashed"
    NOT_TRASHED = "not_trashed"
    ARCHIVED = "archived"
    TASK = "task"
    ARRAY = "array"
    NO_ARRAY = "no_array"
    NONE_FAILED = "none_failed"
    WAITS_FOR_JOBS = "waits_for_jobs"
    WAITED_FOR = "waited_for"
    TRIGGERS_WAIT = "triggers_wait"
    CHANGED = "changed"


TEXTS: Final = {
    NotPossible.UNKNOWN: "there is no such job",
    NotPossible.ENDED: "it has ended already",
    NotPossible.CANCELLED: "it has been cancelled already",
    NotPossible.UNFINISHED: "it has not ended",
    NotPossible.STARTED: "it has started already",
    NotPossible.HELD: "it is held already",
    NotPossible.PAUSED: "it is paused already",
    NotPossible.NOT_HELD: "it is neither paused nor held",
    NotPossible.NOT_QUEUED: "it is not queued",
    NotPossible.NOT_WAITING: "it does not wait",
    NotPossible.STOPPING: "it is being stopped",
    NotPossible.EXTERNAL: "a script drives it",
    NotPossible.TRASHED: "it is in the trash",
    NotPossible.NOT_TRASHED: "it is neither in the trash nor in the archive",
    NotPossible.ARCHIVED: "it is in the archive",
    NotPossible.TASK: "it is a task, which stays with its array",
    NotPossible.ARRAY: "it is an array, whose tasks wait their turn",
    NotPossible.NO_ARRAY: "it is no array",
    NotPossible.NONE_FAILED: "none of its tasks has failed",
    NotPossible.WAITS_FOR_JOBS: "it waits for other jobs",
    NotPossible.WAITED_FOR: "another job waits for it",
    NotPossible.TRIGGERS_WAIT: "the jobs that follow it are not started yet",
    NotPossible.CHANGED: "it has changed meanwhile",
}


class NotPossibleError(JobDeskError):
    """An action is not possible on a job as it is now."""

    code = "not_possible"

    def __init__(self, job_id: str, why: NotPossible) -> None:
        super().__init__(f"Job {job_id}: {TEXTS[why]}.", job_id=job_id, why=str(why))

    @property
    def why(self) -> NotPossible:
        """The reason."""
        return NotPossible(str(self.fields["why"]))

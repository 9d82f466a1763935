"""What a job is: a frozen snapshot, its statuses, and the changes between them that are allowed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from jobdesk.core.errors import InvalidTransitionError
from jobdesk.core.progress import Progress
from jobdesk.core.times import parse_time


class JobStatus(StrEnum):
    """The five statuses; everything finer is a `Reason`."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = frozenset({JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED})

TRANSITIONS: dict[JobStatus, frozenset[JobStatus]] = {
    JobStatus.QUEUED: frozenset({JobStatus.RUNNING, JobStatus.FAILED, JobStatus.CANCELLED}),
    JobStatus.RUNNING: FINAL,
    JobStatus.COMPLETED: frozenset(),
    JobStatus.FAILED: frozenset(),
    JobStatus.CANCELLED: frozenset(),
}


class ReasonCode(StrEnum):
    """Why a job is in its status."""

    NOT_STARTED = "not_started"
    EXTERNAL = "external"
    HELD = "held"
    PAUSED = "paused"
    WAITING_LIMIT = "waiting_limit"
    WAITING_JOBS = "waiting_jobs"
    DEPENDENCY_FAILED = "dependency_failed"
    COULD_NOT_START = "could_not_start"
    EXIT_CODE = "exit_code"
    SIGNAL = "signal"
    OUT_OF_MEMORY = "out_of_memory"
    TIMED_OUT = "timed_out"
    INTERRUPTED = "interrupted"
    UNSUPERVISED = "unsupervised"
    NOT_RESPONDING = "not_responding"
    SESSION_END = "session_end"
    OVER_BUDGET = "over_budget"
    MAX_ROUNDS_REACHED = "max_rounds_reached"
    BY_USER = "by_user"


class Reason(msgspec.Struct, frozen=True):
    """The finer truth beside a status, for programs (`code`) and for people (`text`)."""

    code: str
    text: str


HELD_CODES = frozenset({ReasonCode.NOT_STARTED.value, ReasonCode.EXTERNAL.value, ReasonCode.HELD.value})


NO_RESULT = msgspec.Raw(b"null")
"""The result of a job that reported none. (msgspec reads no union of Raw and None.)"""


class Job(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={
        "raw_config": "config",
        "raw_result": "result_summary",
        "created": "created_at",
        "updated": "updated_at",
        "started": "started_at",
        "finished": "finished_at",
        "deleted": "deleted_at",
    },
):
    """One job, as it was at one moment.

    Config, result and times are kept as they stand in JSON and decoded when asked for: a snapshot cannot be changed
    through them, and loading a long history does not pay for values that nobody looks at.

    Attributes:
        id: 12 characters of ``[0-9a-z]``, never reused.
        number: What people say aloud ("#14"); counted per data folder, never reused.
        exit_code: The job's own code; negative is the number of the signal that ended it; None is unknown.
        cancelled: True from the moment that somebody asked for the job to stop.
        logs_path: Absolute path of the current attempt's log.
        duration_s: Seconds from start to end by the clock that counts sleep; None until ended.
        awake_s: The same without the time that the machine slept.
        after: Ids of the jobs that must complete before this one starts.
        notices: What a person should know beside the verdict, such as a full disk.
        rank: Place among jobs of the same priority, the lower the earlier; None stands for its number.
        deleted: When it was moved to the trash, as JobDesk writes times; None if it was not.
        progress: How far it is, as it reported; not journaled by itself.
        cost_usd: What it cost so far, in dollars; None if it reported none. Not journaled by itself.
        cost_mark: "" if the cost was reported, "≈" if it is estimated, "≥" if it is at least this.
        extra: Members that a newer JobDesk wrote and this one does not know; kept and written back.
    """

    id: str
    number: int
    name: str
    kind: str
    status: JobStatus
    raw_config: msgspec.Raw
    created: str
    updated: str
    started: str | None = None
    finished: str | None = None
    logs_path: str = ""
    raw_result: msgspec.Raw = NO_RESULT
    error: str | None = None
    cancelled: bool = False
    exit_code: int | None = None
    reason: Reason | None = None
    attempt: int = 1
    executor: str = "local"
    queue: str = "default"
    priority: int = 0
    tags: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    notes: str = ""
    duration_s: float | None = None
    awake_s: float | None = None
    rerun_of: str | None = None
    notices: tuple[str, ...] = ()
    rank: float | None = None
    deleted: str | None = None
    progress: Progress | None = None
    cost_usd: float | None = None
    cost_mark: str = ""
    extra: dict[str, Any] = {}

    @property
    def config(self) -> dict[str, Any]:
        """A fresh copy of the config; changing it changes nothing."""
        return msgspec.json.decode(self.raw_config, type=dict[str, Any])

    @property
    def result_summary(self) -> Any:
        """What the job reported as its result, as JSON values; None if it reported nothing."""
        return msgspec.json.decode(self.raw_result)

    @property
    def created_at(self) -> datetime:
        """When the job was created (aware, UTC)."""
        return datetime.fromisoformat(self.created)

    @property
    def updated_at(self) -> datetime:
        """When anything of the job last changed (aware, UTC)."""
        return datetime.fromisoformat(self.updated)

    @property
    def started_at(self) -> datetime | None:
        """When the job's own process started (aware, UTC)."""
        return parse_time(self.started)

    @property
    def finished_at(self) -> datetime | None:
        """When the job's own process ended (aware, UTC)."""
        return parse_time(self.finished)

    @property
    def is_final(self) -> bool:
        """Whether the job has ended and will not change its status any more."""
        return self.status in FINAL

    @property
    def is_held(self) -> bool:
        """Whether the job is stored but waits for somebody to start it."""
        return self.status is JobStatus.QUEUED and self.reason is not None and self.reason.code in HELD_CODES

    @property
    def is_external(self) -> bool:
        """Whether a script drives the job and reports its status, so that the queue leaves it alone."""
        return self.reason is not None and self.reason.code == ReasonCode.EXTERNAL

    @property
    def is_paused(self) -> bool:
        """Whether the job runs, but its processes are stopped until somebody resumes them."""
        return self.status is JobStatus.RUNNING and self.reason is not None and self.reason.code == ReasonCode.PAUSED

    @property
    def deleted_at(self) -> datetime | None:
        """When the job was moved to the trash (aware, UTC); None if it was not."""
        return parse_time(self.deleted)

    @property
    def is_waiting(self) -> bool:
        """Whether the job was released and waits its turn."""
        return self.status is JobStatus.QUEUED and not self.is_held


class JobResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a job ended: what a worker hands to the manager.

    Attributes:
        status: One of the final statuses.
        exit_code: As in `Job`; None where it could not be learned.
        duration_s: Seconds from start to end, sleep counted; None if the job never started.
        awake_s: Seconds from start to end, sleep not counted.
    """

    status: JobStatus
    exit_code: int | None = None
    reason: Reason | None = None
    error: str | None = None
    raw_result: msgspec.Raw = NO_RESULT
    started: str | None = None
    finished: str | None = None
    duration_s: float | None = None
    awake_s: float | None = None
    notices: tuple[str, ...] = ()


def check_transition(job: Job, new: JobStatus) -> None:
    """Let a change of status pass only if it is allowed.

    Raises:
        InvalidTransitionError: The change is not in `TRANSITIONS`.
    """
    if new not in TRANSITIONS[job.status]:
        raise InvalidTransitionError(job.id, job.status.value, new.value)

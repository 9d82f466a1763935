"""What a job is: a frozen snapshot, its statuses, and the changes between them that are allowed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Any

import msgspec

from jobdesk.core.errors import InvalidTransitionError
from jobdesk.core.jobs.array import TaskCounts
from jobdesk.core.jobs.policy import NO_POLICY, REPEATED, Policy
from jobdesk.core.output.progress import Progress
from jobdesk.core.timing.times import parse_time

ARRAY_KIND = "array"


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
    # Back to the queue: for another attempt.
    JobStatus.RUNNING: FINAL | {JobStatus.QUEUED},
    JobStatus.COMPLETED: frozenset(),
    JobStatus.FAILED: frozenset(),
    JobStatus.CANCELLED: frozenset(),
}


class ReasonCode(StrEnum):
    """Why a job is in its status."""

    NOT_STARTED = "not_started"
    EXTERNAL = "external"
    UNREADABLE = "unreadable"
    HELD = "held"
    PAUSED = "paused"
    WAITING_LIMIT = "waiting_limit"
    WAITING_JOBS = "waiting_jobs"
    SCHEDULED = "scheduled"
    RETRY_WAITS = "retry_waits"
    PARKED = "parked"
    QUEUE_PAUSED = "queue_paused"
    QUIET_HOURS = "quiet_hours"
    MACHINE_BUSY = "machine_busy"
    RESOURCE_IN_USE = "resource_in_use"
    RESOURCE_MISSING = "resource_missing"
    TASKS = "tasks"
    DEPENDENCY_FAILED = "dependency_failed"
    COULD_NOT_START = "could_not_start"
    ATTEMPT_NOT_STARTED = "attempt_not_started"
    EXIT_CODE = "exit_code"
    SIGNAL = "signal"
    OUT_OF_MEMORY = "out_of_memory"
    TIMED_OUT = "timed_out"
    INTERRUPTED = "interrupted"
    UNSUPERVISED = "unsupervised"
    NOT_RESPONDING = "not_responding"
    SILENT = "silent"
    SESSION_END = "session_end"
    OVER_BUDGET = "over_budget"
    MAX_ROUNDS_REACHED = "max_rounds_reached"
    BY_USER = "by_user"
    SKIPPED = "skipped"
    MISSED = "missed"


class Reason(msgspec.Struct, frozen=True):
    """The finer truth beside a status, for programs (`code`) and for people (`text`)."""

    code: str
    text: str


RELEASED = Reason(ReasonCode.WAITING_LIMIT, "Waits its turn")
"""Of a job that waits for nothing but its turn."""
HELD_CODES = frozenset(
    {
        ReasonCode.NOT_STARTED.value,
        ReasonCode.EXTERNAL.value,
        ReasonCode.UNREADABLE.value,
        ReasonCode.HELD.value,
        # Of a queued job: it chose to be held when what it waits for cannot come true any more.
        ReasonCode.DEPENDENCY_FAILED.value,
        # An array is no work itself; its status follows its tasks.
        ReasonCode.TASKS.value,
    }
)
START_FAILURES = frozenset({ReasonCode.COULD_NOT_START.value, ReasonCode.ATTEMPT_NOT_STARTED.value})
"""Of an attempt of which nothing has run: the first, or a later one of a job that has run."""
PAUSED_CODES = frozenset({ReasonCode.PAUSED.value, ReasonCode.QUEUE_PAUSED.value})


class Attempt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An earlier attempt of a job, whose files stand in ``attempts/<number>/`` of its folder.

    Attributes:
        number: Counted from 1.
        status: How it ended; one that was parked has not failed, whatever stands here: see `reason`.
        duration_s: Seconds from start to end, sleep counted.
        cost_usd: What the job had cost by then, all attempts together.
        notices: As in `Job`, of this attempt.
    """

    number: int
    status: JobStatus = JobStatus.FAILED
    started: str | None = None
    finished: str | None = None
    duration_s: float | None = None
    exit_code: int | None = None
    reason: Reason | None = None
    cost_usd: float | None = None
    notices: tuple[str, ...] = ()

    @property
    def was_parked(self) -> bool:
        """Whether it was only sent away for a while: then it is neither a failure nor followed by a retry."""
        return self.reason is not None and self.reason.code == ReasonCode.PARKED


NO_RESULT = msgspec.Raw(b"null")
"""The result of a job that reported none. (msgspec reads no union of Raw and None.)"""


class Job(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    # It holds values only, so there is no cycle to look for.
    gc=False,
    forbid_unknown_fields=True,
    rename={
        "raw_config": "config",
        "raw_result": "result_summary",
        "created": "created_at",
        "updated": "updated_at",
        "started": "started_at",
        "finished": "finished_at",
        "deleted": "deleted_at",
        "archived": "archived_at",
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
        after: Ids of the jobs that this one waits for; `policy` says how they must end.
        notify: Whether its end is told: "always", "never", or empty for as its config or the settings say.
        notices: What a person should know beside the verdict, such as a full disk.
        rank: Place among jobs of the same priority, the lower the earlier; None stands for its number.
        deleted: When it was moved to the trash, as JobDesk writes times; None if it was not.
        progress: How far it is, as it reported; not journaled by itself.
        cost_usd: What it cost so far, in dollars; None if it reported none. Not journaled by itself.
        cost_mark: "" if the cost was reported, "≈" if it is estimated, "≥" if it is at least this.
        needs: Amounts of named resources that it occupies while it runs.
        not_before: It does not start before this moment, as JobDesk writes times; None is at once.
        wait_s: How long it was to wait where `not_before` was counted from now; None where that is a time of its own.
        rush: Whether it starts whatever limits and pauses say ("run now").
        policy: What it wants beyond its turn; None is nothing, see `rules`.
        attempt: Which attempt runs, or is next; counted from 1.
        attempts: The attempts before that one.
        waiting_since: When it began to wait for its turn; None stands for `created`.
        paused_s: Seconds of this attempt for which it was paused and the machine was awake, but for a present pause.
        paused_at_s: When its present pause began, on the clock of `executors.processes.awake_clock_s`.
        stopping: Why JobDesk itself asked for its stop; it then counts as failed for this reason.
        parent: Id of the array that it is a task of.
        index: Its place in that array, counted from 0.
        tasks: For an array: how many of its tasks are where; None until all of them are made. Not journaled by itself.
        schedule: Id of the schedule that it is a run of.
        triggered_by: Id of the job whose end started it.
        depth: How many such ends in a row led to it.
        triggered: Ids of the jobs that its own end started; None until that was seen to.
        archived: When it was moved to the archive, as JobDesk writes times; None if it was not.
        cpu_s: Processor time of its own process and those that this one waited for; None until ended, and if unknown.
        peak_memory_bytes: The most memory that the largest of these held; None until ended, and if unknown.
        longest_silence_s: For how long it wrote nothing at most; None until ended, and if nobody saw all of it.
        submit_folder: Folder of whoever submitted it; there it starts, and a relative `cwd` begins. None is unknown.
        environment: Key of the stored environment of whoever submitted it; None is the engine's.
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
    notify: str = ""
    duration_s: float | None = None
    awake_s: float | None = None
    rerun_of: str | None = None
    notices: tuple[str, ...] = ()
    rank: float | None = None
    deleted: str | None = None
    progress: Progress | None = None
    cost_usd: float | None = None
    cost_mark: str = ""
    needs: dict[str, float] = {}
    not_before: str | None = None
    wait_s: float | None = None
    rush: bool = False
    policy: Policy | None = None
    attempts: tuple[Attempt, ...] = ()
    waiting_since: str | None = None
    paused_s: float = 0.0
    paused_at_s: float | None = None
    stopping: Reason | None = None
    parent: str | None = None
    index: int | None = None
    tasks: TaskCounts | None = None
    schedule: str | None = None
    triggered_by: str | None = None
    depth: int = 0
    triggered: tuple[str, ...] | None = None
    archived: str | None = None
    cpu_s: float | None = None
    peak_memory_bytes: int | None = None
    longest_silence_s: float | None = None
    submit_folder: str | None = None
    environment: str | None = None
    extra: dict[str, Any] = {}

    def __hash__(self) -> int:
        """Hash by the id, which is all of a job that never changes."""
        return hash(self.id)

    @property
    def config(self) -> dict[str, Any]:
        """A fresh copy of the config; changing it changes nothing."""
        return msgspec.json.decode(self.raw_config, type=dict[str, Any])

    @property
    def start_folder(self) -> str:
        """Folder that it starts in, by its config and its submitter; empty leaves it to the settings."""
        return start_folder(self.config, self.submit_folder)

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
        """Whether the job is stored but waits for somebody to start it; an array never starts by itself."""
        if self.status is not JobStatus.QUEUED or self.reason is None:
            return False
        return self.reason.code in HELD_CODES or (self.is_array and not self.is_planned)

    @property
    def is_external(self) -> bool:
        """Whether a script drives the job and reports its status, so that the queue leaves it alone."""
        return self.reason is not None and self.reason.code == ReasonCode.EXTERNAL

    @property
    def is_unreadable(self) -> bool:
        """Whether it stands for a record that this version does not understand."""
        return self.reason is not None and self.reason.code == ReasonCode.UNREADABLE

    @property
    def is_paused(self) -> bool:
        """Whether the job runs, but its processes are stopped until somebody resumes them."""
        return self.status is JobStatus.RUNNING and self.reason is not None and self.reason.code in PAUSED_CODES

    @property
    def deleted_at(self) -> datetime | None:
        """When the job was moved to the trash (aware, UTC); None if it was not."""
        return parse_time(self.deleted)

    @property
    def rules(self) -> Policy:
        """What it wants beyond its turn."""
        return NO_POLICY if self.policy is None else self.policy

    def wishes(self) -> dict[str, Any]:
        """Return all that a repetition of it wishes beside config and name, as arguments of `create_job`."""
        return {field: getattr(self, field) for field in REPEATED}

    @property
    def retries(self) -> int:
        """How many of its failures were followed by another attempt; parkings do not count."""
        return sum(not past.was_parked for past in self.attempts)

    @property
    def is_array(self) -> bool:
        """Whether it stands for an array of tasks and is no work itself."""
        return self.kind == ARRAY_KIND

    @property
    def occupies_a_place(self) -> bool:
        """Whether it runs and counts for the limits."""
        return self.status is JobStatus.RUNNING and not self.is_external and self.kind != ARRAY_KIND

    @property
    def is_planned(self) -> bool:
        """Whether it is the next run of a schedule, which lets it go when it is due."""
        is_scheduled = self.reason is not None and self.reason.code == ReasonCode.SCHEDULED
        return self.schedule is not None and is_scheduled and self.status is JobStatus.QUEUED

    @property
    def is_waiting(self) -> bool:
        """Whether the job was released and waits its turn."""
        return self.status is JobStatus.QUEUED and not self.is_held


def start_folder(config: Mapping[str, Any], submit_folder: str | None) -> str:
    """Return the folder that a job with a config starts in; empty leaves it to the settings.

    Args:
        config: The config; a relative folder in it begins in that of the submitter.
        submit_folder: Folder of the submitter; None is unknown.
    """
    cwd = config.get("cwd")
    own = cwd if isinstance(cwd, str) else ""
    return own if submit_folder is None or own.startswith("~") else str(PurePath(submit_folder, own))


class JobResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a job ended: what a worker hands to the manager.

    Attributes:
        status: One of the final statuses.
        exit_code: As in `Job`; None where it could not be learned.
        duration_s: Seconds from start to end, sleep counted; None if the job never started.
        awake_s: Seconds from start to end, sleep not counted.
        cpu_s: As in `Job`.
        peak_memory_bytes: As in `Job`.
        longest_silence_s: As in `Job`.
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
    cpu_s: float | None = None
    peak_memory_bytes: int | None = None
    longest_silence_s: float | None = None


def check_transition(job: Job, new: JobStatus) -> None:
    """Let a change of status pass only if it is allowed.

    Raises:
        InvalidTransitionError: The change is not in `TRANSITIONS`.
    """
    if new not in TRANSITIONS[job.status]:
        raise InvalidTransitionError(job.id, job.status.value, new.value)

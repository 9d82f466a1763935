"""Facts that the engine tells: frozen, in the past tense, numbered in the order in which they happened."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from jobdesk.core.job import Job
from jobdesk.core.limits import Limits, Machine
from jobdesk.core.timing.schedule import Schedule


class JobAdded(msgspec.Struct, frozen=True):
    """A job was created."""

    job: Job


class JobChanged(msgspec.Struct, frozen=True):
    """Something of a job changed; `job` is the whole new snapshot."""

    job: Job
    old: Job


class JobWarned(msgspec.Struct, frozen=True):
    """A job passed a time limit that somebody wants to be told of; the text is among its notices too."""

    job: Job
    text: str


class JobRemoved(msgspec.Struct, frozen=True):
    """A job was deleted."""

    job: Job


class LogAppended(msgspec.Struct, frozen=True):
    """A job's log grew; it carries the size, never the text."""

    job_id: str
    size_bytes: int


class SaveFailed(msgspec.Struct, frozen=True):
    """The state could not be written; it is kept in memory and the save is tried again."""

    text: str


class SaveRecovered(msgspec.Struct, frozen=True):
    """The state could be written again after a `SaveFailed`."""


class FolderLost(msgspec.Struct, frozen=True):
    """The data folder was moved, deleted or replaced; the engine ends and saves nothing more."""

    text: str


class QueueLooked(msgspec.Struct, frozen=True):
    """What the queue decides by, beside the jobs, is another than before."""

    run_limit: int
    is_paused: bool
    limits: Limits
    machine: Machine


class ScheduleChanged(msgspec.Struct, frozen=True):
    """A schedule was made or changed, or is due at another moment than before; `schedule` is all of it."""

    schedule: Schedule


class SettingChanged(msgspec.Struct, frozen=True):
    """A setting has another value, whoever gave it."""

    key: str
    value: int | float | bool | str


class ScheduleRemoved(msgspec.Struct, frozen=True):
    """A schedule was deleted."""

    schedule_id: str


Event = (
    JobAdded
    | JobChanged
    | JobWarned
    | JobRemoved
    | LogAppended
    | SaveFailed
    | SaveRecovered
    | FolderLost
    | QueueLooked
    | ScheduleChanged
    | ScheduleRemoved
    | SettingChanged
)
Listener = Callable[[Event], None]

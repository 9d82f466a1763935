"""Why a deed cannot be done to a job: one answer for menus that are greyed and for toasts that say what was left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from enum import Enum

from PySide6.QtCore import QCoreApplication

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.queue import Lookup, is_ready
from jobdesk.ui.text.job_state import is_kept_back


class Hindrance(Enum):
    """What stands against a deed."""

    ENDED = "ended"
    UNFINISHED = "unfinished"
    STARTED = "started"
    NOT_WAITING = "not waiting"
    NOT_HELD = "not held"
    STOPPING = "stopping"
    EXTERNAL = "external"
    TRASHED = "trashed"
    NOT_TRASHED = "not trashed"
    WAITS_FOR_JOBS = "waits for jobs"
    TASK = "task"
    ARRAY = "array"
    CHANGED = "changed"
    STOPPED = "stopped"
    NOT_QUEUED = "not queued"


Against = Callable[[Job], Hindrance | None]
"""Tells what stands against doing something to a job, if anything does."""


def against_stopping(job: Job) -> Hindrance | None:
    """What stands against cancelling."""
    return Hindrance.ENDED if job.is_final else None


def against_holding(job: Job) -> Hindrance | None:
    """What stands against pausing a job that runs, or holding one that waits; that it is held already does not."""
    return _against_the_queue(job) or (Hindrance.STOPPING if job.cancelled else None)


def against_starting(job: Job) -> Hindrance | None:
    """What stands against releasing a job."""
    return _against_the_queue(job) or (None if is_kept_back(job) else Hindrance.NOT_HELD)


def against_running_now(job: Job, find: Lookup) -> Hindrance | None:
    """What stands against starting a job over all limits; others that it waits for do."""
    if job.status is JobStatus.RUNNING:
        return Hindrance.STARTED
    if job.is_array:
        return Hindrance.ARRAY
    hindrance = _against_the_queue(job)
    return hindrance or (None if is_ready(job, find) else Hindrance.WAITS_FOR_JOBS)


def against_moving(job: Job) -> Hindrance | None:
    """What stands against another place in the queue."""
    if job.parent is not None:
        return Hindrance.TASK
    is_waiting = job.is_waiting or (job.is_array and job.status is JobStatus.QUEUED and not is_kept_back(job))
    return _against_the_queue(job) or (None if is_waiting else Hindrance.NOT_WAITING)


def against_another_queue(job: Job) -> Hindrance | None:
    """What stands against another queue."""
    return against_stopping(job) or (None if job.status is JobStatus.QUEUED else Hindrance.STARTED)


def against_deleting(job: Job) -> Hindrance | None:
    """What stands against the trash."""
    if job.deleted:
        return Hindrance.TRASHED
    if job.parent is not None:
        return Hindrance.TASK
    return None if job.is_final or is_kept_back(job) else Hindrance.UNFINISHED


def against_archiving(job: Job) -> Hindrance | None:
    """What stands against the archive."""
    if job.deleted:
        return Hindrance.TRASHED
    if job.parent is not None:
        return Hindrance.TASK
    return None if job.is_final else Hindrance.UNFINISHED


def against_restoring(job: Job) -> Hindrance | None:
    """What stands against coming back from the trash."""
    return None if job.deleted else Hindrance.NOT_TRASHED


def parted(jobs: Iterable[Job], against: Against) -> tuple[list[Job], list[Hindrance]]:
    """Part jobs into those that something can be done to, and what stands against it for each of the rest."""
    chosen: list[Job] = []
    left: list[Hindrance] = []
    for job in jobs:
        hindrance = against(job)
        if hindrance is None:
            chosen.append(job)
        else:
            left.append(hindrance)
    return chosen, left


def left_words(left: Iterable[Hindrance]) -> list[str]:
    """Say how many jobs something could not be done to, and why."""
    return [_words(hindrance, count) for hindrance, count in Counter(left).items()]


def _against_the_queue(job: Job) -> Hindrance | None:
    if job.deleted:
        return Hindrance.TRASHED
    if job.is_final:
        return Hindrance.ENDED
    return Hindrance.EXTERNAL if job.is_external else None


def _words(hindrance: Hindrance, count: int) -> str:
    translate = QCoreApplication.translate
    return {
        Hindrance.ENDED: translate("Hindrances", "%Ln had ended already", "", count),
        Hindrance.UNFINISHED: translate("Hindrances", "%Ln still running or waiting", "", count),
        Hindrance.STARTED: translate("Hindrances", "%Ln had started already", "", count),
        Hindrance.NOT_WAITING: translate("Hindrances", "%Ln not waiting in the queue", "", count),
        Hindrance.NOT_HELD: translate("Hindrances", "%Ln not held", "", count),
        Hindrance.STOPPING: translate("Hindrances", "%Ln stopping already", "", count),
        Hindrance.EXTERNAL: translate("Hindrances", "%Ln driven by a script", "", count),
        Hindrance.TRASHED: translate("Hindrances", "%Ln in the trash", "", count),
        Hindrance.NOT_TRASHED: translate("Hindrances", "%Ln not in the trash", "", count),
        Hindrance.WAITS_FOR_JOBS: translate("Hindrances", "%Ln waiting for other jobs", "", count),
        Hindrance.TASK: translate("Hindrances", "%Ln part of an array, and stays with it", "", count),
        Hindrance.ARRAY: translate("Hindrances", "%Ln an array, whose tasks wait their turn", "", count),
        Hindrance.CHANGED: translate("Hindrances", "%Ln had changed meanwhile", "", count),
        Hindrance.NOT_QUEUED: translate("Hindrances", "%Ln not queued", "", count),
        Hindrance.STOPPED: translate("Hindrances", "%Ln left as they were", "", count),
    }[hindrance]

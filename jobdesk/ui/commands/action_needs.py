"""Why an action cannot be done to the selected jobs, in words; empty where it can."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.commands.preconditions import (
    against_archiving,
    against_deleting,
    against_holding,
    against_moving,
    against_starting,
)
from jobdesk.ui.text.job_state import is_to_be_tried

NOT_QUEUED: Final = str(QT_TRANSLATE_NOOP("Actions", "select a queued job"))
NO_SELECTION: Final = str(QT_TRANSLATE_NOOP("Actions", "select a job first"))


def needs_any(jobs: list[Job]) -> str:
    """Why it needs a selection."""
    return "" if jobs else _tr(NO_SELECTION)


def needs_one(jobs: list[Job]) -> str:
    """Why it needs one job."""
    return _tr(NO_SELECTION) if not jobs else "" if len(jobs) == 1 else _tr("select only one job")


def needs_two(jobs: list[Job]) -> str:
    """Why it needs two jobs."""
    return "" if len(jobs) == 2 else _tr("select two jobs")


def needs_unfinished(jobs: list[Job]) -> str:
    """Why it needs a job that has not ended."""
    if not jobs:
        return _tr(NO_SELECTION)
    if all(job.is_final for job in jobs):
        return _tr("it has ended already") if len(jobs) == 1 else _tr("they have ended already")
    return ""


def needs_waiting(jobs: list[Job]) -> str:
    """Why it needs a job in the queue that can be moved."""
    return "" if any(against_moving(job) is None for job in jobs) else _tr(NOT_QUEUED)


def needs_queued(jobs: list[Job]) -> str:
    """Why it needs a job that has not started."""
    return "" if any(job.status is JobStatus.QUEUED and not job.is_external for job in jobs) else _tr(NOT_QUEUED)


def needs_holdable(jobs: list[Job]) -> str:
    """Why it needs a job that runs or waits."""
    if not jobs:
        return _tr(NO_SELECTION)
    return "" if any(against_holding(job) is None for job in jobs) else _tr("only what runs or waits can be held")


def needs_held(jobs: list[Job]) -> str:
    """Why it needs a held job."""
    if not jobs:
        return _tr(NO_SELECTION)
    return "" if any(against_starting(job) is None for job in jobs) else _tr("only a held job can be started")


def needs_described(jobs: list[Job]) -> str:
    """Why it needs one job that a form can show."""
    from jobdesk.kinds.registry import KINDS  # Late: no window waits for the kinds.

    why_not = needs_one(jobs)
    if why_not or jobs[0].is_array or jobs[0].kind in KINDS:
        return why_not
    return _tr("a script drives it, so there is nothing to describe")


def needs_tries(jobs: list[Job]) -> str:
    """Why it needs a job that waits for its next attempt."""
    if not jobs:
        return _tr(NO_SELECTION)
    return "" if any(map(is_to_be_tried, jobs)) else _tr("it waits for no further attempt")


def needs_scheduled(jobs: list[Job]) -> str:
    """Why it needs a run of a schedule."""
    return needs_one(jobs) or ("" if jobs[0].schedule is not None else _tr("it is no run of a schedule"))


def needs_failed_tasks(jobs: list[Job]) -> str:
    """Why it needs an array with failed tasks."""
    why_not = needs_one(jobs)
    if why_not:
        return why_not
    if not jobs[0].is_array:
        return _tr("select an array")
    return "" if jobs[0].tasks is not None and jobs[0].tasks.failed else _tr("none of its tasks has failed")


def needs_editable(jobs: list[Job]) -> str:
    """Why it needs one queued job."""
    why_not = needs_described(jobs)
    if why_not:
        return why_not
    if jobs[0].is_array:
        return _tr("an array cannot be edited; rerun it with changes")
    is_queued = jobs[0].status is JobStatus.QUEUED and not jobs[0].deleted
    return "" if is_queued else _tr("only a queued job can be edited; rerun it with changes")


def needs_deletable(jobs: list[Job]) -> str:
    """Why it needs a job that can go to the trash."""
    if not jobs:
        return _tr(NO_SELECTION)
    if all(job.deleted for job in jobs):
        return _tr("it is in the trash already")
    return "" if any(against_deleting(job) is None for job in jobs) else _tr("cancel it first")


def needs_archivable(jobs: list[Job]) -> str:
    """Why it needs a job that can be archived."""
    if not jobs:
        return _tr(NO_SELECTION)
    return "" if any(against_archiving(job) is None for job in jobs) else _tr("only what has ended is archived")


def needs_deleted(jobs: list[Job]) -> str:
    """Why it needs a job in the trash."""
    if not jobs:
        return _tr(NO_SELECTION)
    return "" if any(job.deleted for job in jobs) else _tr("it is not in the trash")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)

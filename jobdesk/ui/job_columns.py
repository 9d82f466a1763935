"""The columns of the job table: one entry each, and nothing of a column stands anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.job_sentence import Moment, failure_text, job_sentence
from jobdesk.ui.job_state import state_of
from jobdesk.ui.literal import literal
from jobdesk.ui.time_text import duration_text, full_text, moment_text

SortKey = float | str | None
_START: Final = Qt.AlignmentFlag.AlignLeading
_END: Final = Qt.AlignmentFlag.AlignTrailing
_STATUS_ORDER: Final = {status: index for index, status in enumerate(JobStatus)}


@dataclass(frozen=True)
class JobColumn:
    """One column.

    Attributes:
        key: Stable name, in saved layouts.
        title: In the header.
        tooltip: Defines the value.
        text: What a cell says.
        sort_key: What a column sorts by: the raw value, None last.
        width: At a font of 10 points; 0 takes what the others leave.
        alignment: Leading or trailing.
        is_hidden: Whether it is hidden until somebody shows it.
        cell_tooltip: What a cell's tooltip says; without it, the text if that does not fit.
        is_live: Whether the text changes with the clock while a job runs.
        is_number: Whether digits should stand in line.
    """

    key: str
    title: str
    tooltip: str
    text: Callable[[Job, Moment], str]
    sort_key: Callable[[Job, Moment], SortKey]
    width: int
    alignment: Qt.AlignmentFlag = _START
    is_hidden: bool = False
    cell_tooltip: Callable[[Job], str] | None = None
    is_live: bool = False
    is_number: bool = False

    def accessible_text(self, job: Job, moment: Moment) -> str:
        """Return what a screen reader says of a cell: a full phrase."""
        return f"{self.title}: {literal(self.text(job, moment)) or 'none'}"


def elapsed_s(job: Job, now: datetime) -> float | None:
    """Return how long a job has run, or ran; None if it never did."""
    if job.duration_s is not None:
        return job.duration_s
    started, finished = job.started_at, job.finished_at
    if started is None:
        return None
    return ((finished or now) - started).total_seconds()


def folder_of(job: Job) -> str:
    """Return the folder that a job's config names; empty for the user's home."""
    folder = job.config.get("cwd")
    return folder if isinstance(folder, str) else ""


def _elapsed_text(job: Job, moment: Moment) -> str:
    seconds = elapsed_s(job, moment.now)
    return "" if seconds is None else duration_text(seconds)


def _moment_column(
    key: str, title: str, tooltip: str, get: Callable[[Job], datetime | None], *, is_hidden: bool
) -> JobColumn:
    def text(job: Job, moment: Moment) -> str:
        value = get(job)
        return "" if value is None else moment_text(value, moment.now)

    def sort_key(job: Job, _: Moment) -> SortKey:
        value = get(job)
        return None if value is None else value.timestamp()

    def cell_tooltip(job: Job) -> str:
        value = get(job)
        return "" if value is None else full_text(value)

    return JobColumn(
        key, title, tooltip, text, sort_key, 84, _END, is_hidden, cell_tooltip=cell_tooltip, is_number=True
    )


def _progress_tooltip(job: Job) -> str:
    if job.status is JobStatus.FAILED:
        return "\n".join(dict.fromkeys([failure_text(job), job.error or "", *job.notices])).strip()
    return "\n".join(job.notices)


JOB_COLUMNS: Final = (
    JobColumn(
        "number",
        "#",
        "Short number of the job, never used again in this data folder",
        lambda job, _: str(job.number),
        lambda job, _: job.number,
        46,
        _END,
        is_number=True,
    ),
    JobColumn(
        "state",
        "State",
        "What the job does now, or how it ended",
        lambda job, _: state_of(job).word,
        lambda job, _: _STATUS_ORDER[job.status],
        118,
    ),
    JobColumn(
        "name",
        "Name",
        "What you called the job, or its command line",
        lambda job, _: job.name,
        lambda job, _: job.name.casefold(),
        0,
        cell_tooltip=lambda job: job.name,
    ),
    JobColumn(
        "kind",
        "Kind",
        "What kind of job it is",
        lambda job, _: job.kind.capitalize(),
        lambda job, _: job.kind,
        84,
        is_hidden=True,
    ),
    JobColumn(
        "progress",
        "Progress",
        "What the job is doing, what it waits for, or what came of it",
        job_sentence,
        lambda job, moment: job_sentence(job, moment).casefold(),
        0,
        cell_tooltip=_progress_tooltip,
    ),
    JobColumn(
        "elapsed",
        "Elapsed",
        "How long the job has run, or took; waiting is not counted",
        _elapsed_text,
        lambda job, moment: elapsed_s(job, moment.now),
        76,
        _END,
        is_live=True,
        is_number=True,
    ),
    _moment_column(
        "started", "Started", "When the job's own process started", lambda job: job.started_at, is_hidden=False
    ),
    JobColumn(
        "queue",
        "Queue",
        "The named queue that it waits in",
        lambda job, _: job.queue,
        lambda job, _: job.queue,
        90,
        is_hidden=True,
    ),
    JobColumn(
        "priority",
        "Priority",
        "A job with a higher number starts earlier",
        lambda job, _: str(job.priority),
        lambda job, _: job.priority,
        70,
        _END,
        is_hidden=True,
        is_number=True,
    ),
    JobColumn(
        "tags",
        "Tags",
        "Words that you gave the job",
        lambda job, _: ", ".join(job.tags),
        lambda job, _: ", ".join(job.tags) or None,
        120,
        is_hidden=True,
    ),
    _moment_column("created", "Created", "When the job was added", lambda job: job.created_at, is_hidden=True),
    _moment_column(
        "finished", "Finished", "When the job's own process ended", lambda job: job.finished_at, is_hidden=True
    ),
    JobColumn(
        "exit_code",
        "Exit code",
        "The job's own exit code; negative is the signal that ended it; empty is unknown",
        lambda job, _: "" if job.exit_code is None else str(job.exit_code),
        lambda job, _: job.exit_code,
        76,
        _END,
        is_hidden=True,
        is_number=True,
    ),
    JobColumn(
        "folder",
        "Folder",
        "The folder that the job starts in",
        lambda job, _: folder_of(job),
        lambda job, _: folder_of(job).casefold() or None,
        200,
        is_hidden=True,
        cell_tooltip=folder_of,
    ),
)

COLUMN_INDEX: Final = {column.key: index for index, column in enumerate(JOB_COLUMNS)}

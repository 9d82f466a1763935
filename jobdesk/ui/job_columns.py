"""The columns of the job table: one entry each, and nothing of a column stands anywhere else."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.times import parse_time
from jobdesk.ui.cost_text import cost_text, spoken_cost
from jobdesk.ui.job_sentence import Moment, failure_text, job_sentence
from jobdesk.ui.job_state import STATE_GROUPS, state_group, state_of
from jobdesk.ui.literal import literal
from jobdesk.ui.progress_text import spoken_progress
from jobdesk.ui.time_text import duration_text, full_text, moment_text

SortKey = float | str | None
_START: Final = Qt.AlignmentFlag.AlignLeading
_END: Final = Qt.AlignmentFlag.AlignTrailing
_GROUP_ORDER: Final = {group: index for index, group in enumerate(STATE_GROUPS)}


@dataclass(frozen=True)
class JobColumn:
    """One column.

    Attributes:
        key: Stable name, in saved layouts.
        english_title: In the header, before it is translated.
        english_tooltip: Defines the value, before it is translated.
        text: What a cell says.
        sort_key: What a column sorts by: the raw value, None last.
        reads: Fields of a job that the text is made of: only if one of them changed is the cell painted again.
        width: At a font of 10 points; 0 takes what the others leave.
        alignment: Leading or trailing.
        is_hidden: Whether it is hidden until somebody shows it.
        cell_tooltip: What a cell's tooltip says; without it, the text if that does not fit.
        spoken: What is read aloud where the text has signs in it.
        is_live: Whether the text changes with the clock while a job runs.
        is_number: Whether digits should stand in line.
    """

    key: str
    english_title: str
    english_tooltip: str
    text: Callable[[Job, Moment], str]
    sort_key: Callable[[Job, Moment], SortKey]
    reads: tuple[str, ...]
    width: int
    alignment: Qt.AlignmentFlag = _START
    is_hidden: bool = False
    cell_tooltip: Callable[[Job], str] | None = None
    spoken: Callable[[Job, Moment], str] | None = None
    is_live: bool = False
    is_number: bool = False

    @property
    def title(self) -> str:
        """What stands in the header."""
        return QCoreApplication.translate("JobColumns", self.english_title)

    @property
    def tooltip(self) -> str:
        """What defines the value."""
        return QCoreApplication.translate("JobColumns", self.english_tooltip)

    def accessible_text(self, job: Job, moment: Moment) -> str:
        """Return what a screen reader says of a cell: a full phrase."""
        text = (self.spoken or self.text)(job, moment)
        return f"{self.title}: {literal(text) or QCoreApplication.translate('JobColumns', 'none')}"

    def is_changed(self, old: Job, new: Job) -> bool:
        """Tell whether a cell may say something else than before."""
        return any(getattr(old, name) != getattr(new, name) for name in self.reads)


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


@functools.lru_cache(maxsize=4096)
def _moment_text(text: str, today: date, now: datetime) -> str:
    moment = parse_time(text)
    return "" if moment is None else moment_text(moment, now)


def _elapsed_text(job: Job, moment: Moment) -> str:
    seconds = elapsed_s(job, moment.now)
    return "" if seconds is None else duration_text(seconds)


def _plain(
    key: str,
    title: object,
    tooltip: object,
    get: Callable[[Job], str],
    reads: tuple[str, ...],
    width: int,
    *,
    has_tooltip: bool = False,
) -> JobColumn:
    """A hidden column that says a text."""
    return JobColumn(
        key,
        str(title),
        str(tooltip),
        lambda job, _: get(job),
        lambda job, _: get(job).casefold() or None,
        reads,
        width,
        is_hidden=True,
        cell_tooltip=get if has_tooltip else None,
    )


def _number(
    key: str,
    title: object,
    tooltip: object,
    get: Callable[[Job], int | None],
    reads: str,
    width: int,
    *,
    is_hidden: bool = True,
) -> JobColumn:
    def text(job: Job, _: Moment) -> str:
        value = get(job)
        return "" if value is None else str(value)

    return JobColumn(
        key,
        str(title),
        str(tooltip),
        text,
        lambda job, _: get(job),
        (reads,),
        width,
        _END,
        is_hidden,
        is_number=True,
    )


def _time(
    key: str, title: object, tooltip: object, get: Callable[[Job], str | None], reads: str, *, is_hidden: bool = True
) -> JobColumn:
    """A column that says a moment: shortly in the cell, in full in its tooltip."""

    def text(job: Job, moment: Moment) -> str:
        value = get(job)
        if not value:
            return ""
        # Midnight of the day is enough to choose the form, and lets the text be remembered.
        local = moment.now.astimezone()
        return _moment_text(value, local.date(), local.replace(hour=0, minute=0, second=0, microsecond=0))

    def cell_tooltip(job: Job) -> str:
        value = parse_time(get(job))
        return "" if value is None else full_text(value)

    return JobColumn(
        key,
        str(title),
        str(tooltip),
        text,
        # One form for all times: as texts they sort as they follow each other.
        lambda job, _: get(job) or None,
        (reads,),
        84,
        _END,
        is_hidden,
        cell_tooltip=cell_tooltip,
        is_number=True,
    )


def _progress_tooltip(job: Job) -> str:
    if job.status is JobStatus.FAILED:
        return "\n".join(dict.fromkeys([failure_text(job), job.error or "", *job.notices])).strip()
    return "\n".join(job.notices)


def _spoken_sentence(job: Job, moment: Moment) -> str:
    if job.status is JobStatus.RUNNING and job.progress is not None and job.reason is None and not job.cancelled:
        return spoken_progress(job.progress, moment.finishes(job), moment.now) or job_sentence(job, moment)
    return job_sentence(job, moment)


def _depends_text(job: Job, moment: Moment) -> str:
    found = [(moment.find(job_id), job_id) for job_id in job.after]
    return ", ".join(job_id if other is None else f"#{other.number}" for other, job_id in found)


def _finishes(job: Job) -> str | None:
    return job.progress.finishes if job.progress is not None and job.status is JobStatus.RUNNING else None


JOB_COLUMNS: Final = (
    _number(
        "number",
        QT_TRANSLATE_NOOP("JobColumns", "#"),
        QT_TRANSLATE_NOOP("JobColumns", "Short number of the job, never used again in this data folder"),
        lambda job: job.number,
        "number",
        46,
        is_hidden=False,
    ),
    JobColumn(
        "state",
        str(QT_TRANSLATE_NOOP("JobColumns", "State")),
        str(QT_TRANSLATE_NOOP("JobColumns", "What the job does now, or how it ended")),
        lambda job, _: state_of(job).word,
        lambda job, _: _GROUP_ORDER[state_group(job)],
        ("status", "reason", "cancelled"),
        118,
    ),
    JobColumn(
        "name",
        str(QT_TRANSLATE_NOOP("JobColumns", "Name")),
        str(QT_TRANSLATE_NOOP("JobColumns", "What you called the job, or its command line")),
        lambda job, _: job.name,
        lambda job, _: job.name.casefold(),
        ("name", "tags", "kind", "status"),
        0,
    ),
    JobColumn(
        "progress",
        str(QT_TRANSLATE_NOOP("JobColumns", "Progress")),
        str(QT_TRANSLATE_NOOP("JobColumns", "What the job is doing, what it waits for, or what came of it")),
        job_sentence,
        lambda job, moment: job_sentence(job, moment).casefold(),
        ("status", "reason", "cancelled", "progress", "error", "raw_result", "exit_code", "notices", "after"),
        0,
        cell_tooltip=_progress_tooltip,
        spoken=_spoken_sentence,
        is_live=True,
    ),
    JobColumn(
        "elapsed",
        str(QT_TRANSLATE_NOOP("JobColumns", "Elapsed")),
        str(QT_TRANSLATE_NOOP("JobColumns", "How long the job has run, or took; waiting is not counted")),
        _elapsed_text,
        lambda job, moment: elapsed_s(job, moment.now),
        ("started", "finished", "duration_s"),
        76,
        _END,
        is_live=True,
        is_number=True,
    ),
    JobColumn(
        "cost",
        str(QT_TRANSLATE_NOOP("JobColumns", "Cost")),
        str(
            QT_TRANSLATE_NOOP(
                "JobColumns",
                "What the job has cost so far: as reported, ≈ estimated, or ≥ at least; empty if unmetered",
            )
        ),
        lambda job, _: cost_text(job),
        lambda job, _: job.cost_usd,
        ("cost_usd", "cost_mark"),
        112,
        _END,
        spoken=lambda job, _: spoken_cost(job),
        is_number=True,
    ),
    _time(
        "started",
        QT_TRANSLATE_NOOP("JobColumns", "Started"),
        QT_TRANSLATE_NOOP("JobColumns", "When the job's own process started"),
        lambda job: job.started,
        "started",
        is_hidden=False,
    ),
    _plain(
        "kind",
        QT_TRANSLATE_NOOP("JobColumns", "Kind"),
        QT_TRANSLATE_NOOP("JobColumns", "What sort of job it is"),
        lambda job: QCoreApplication.translate("Kinds", job.kind.capitalize()),
        ("kind",),
        90,
    ),
    _plain(
        "queue",
        QT_TRANSLATE_NOOP("JobColumns", "Queue"),
        QT_TRANSLATE_NOOP("JobColumns", "The named queue that it waits in"),
        lambda job: job.queue,
        ("queue",),
        90,
    ),
    _number(
        "priority",
        QT_TRANSLATE_NOOP("JobColumns", "Priority"),
        QT_TRANSLATE_NOOP("JobColumns", "A job with a higher number starts earlier"),
        lambda job: job.priority,
        "priority",
        70,
    ),
    _plain(
        "tags",
        QT_TRANSLATE_NOOP("JobColumns", "Tags"),
        QT_TRANSLATE_NOOP("JobColumns", "Words that you gave the job"),
        lambda job: ", ".join(job.tags),
        ("tags",),
        120,
    ),
    _time(
        "finishes",
        QT_TRANSLATE_NOOP("JobColumns", "Finishes"),
        QT_TRANSLATE_NOOP("JobColumns", "When the job will be done, by its own pace"),
        _finishes,
        "progress",
    ),
    _time(
        "created",
        QT_TRANSLATE_NOOP("JobColumns", "Created"),
        QT_TRANSLATE_NOOP("JobColumns", "When the job was added"),
        lambda job: job.created,
        "created",
    ),
    _time(
        "finished",
        QT_TRANSLATE_NOOP("JobColumns", "Finished"),
        QT_TRANSLATE_NOOP("JobColumns", "When the job's own process ended"),
        lambda job: job.finished,
        "finished",
    ),
    _number(
        "exit_code",
        QT_TRANSLATE_NOOP("JobColumns", "Exit code"),
        QT_TRANSLATE_NOOP(
            "JobColumns", "The job's own exit code; negative is the signal that ended it; empty is unknown"
        ),
        lambda job: job.exit_code,
        "exit_code",
        76,
    ),
    JobColumn(
        "last_line",
        str(QT_TRANSLATE_NOOP("JobColumns", "Last line")),
        str(QT_TRANSLATE_NOOP("JobColumns", "What a running or failed job wrote last")),
        lambda job, moment: moment.last_line(job.id),
        lambda job, moment: moment.last_line(job.id).casefold() or None,
        ("status",),
        200,
        is_hidden=True,
    ),
    _number(
        "retries",
        QT_TRANSLATE_NOOP("JobColumns", "Retries"),
        QT_TRANSLATE_NOOP("JobColumns", "How often the job was started again after the first time"),
        lambda job: job.attempt - 1 or None,
        "attempt",
        66,
    ),
    JobColumn(
        "after",
        str(QT_TRANSLATE_NOOP("JobColumns", "Depends on")),
        str(QT_TRANSLATE_NOOP("JobColumns", "The jobs that must complete before this one starts")),
        _depends_text,
        lambda job, moment: _depends_text(job, moment) or None,
        ("after",),
        96,
        is_hidden=True,
    ),
    _plain(
        "folder",
        QT_TRANSLATE_NOOP("JobColumns", "Folder"),
        QT_TRANSLATE_NOOP("JobColumns", "The folder that the job starts in"),
        folder_of,
        ("raw_config",),
        200,
        has_tooltip=True,
    ),
    _plain(
        "notes",
        QT_TRANSLATE_NOOP("JobColumns", "Notes"),
        QT_TRANSLATE_NOOP("JobColumns", "What you noted about the job"),
        lambda job: job.notes,
        ("notes",),
        160,
        has_tooltip=True,
    ),
    _plain(
        "executor",
        QT_TRANSLATE_NOOP("JobColumns", "Machine"),
        QT_TRANSLATE_NOOP("JobColumns", "Where the job runs"),
        lambda job: job.executor,
        ("executor",),
        90,
    ),
)

COLUMN_INDEX: Final = {column.key: index for index, column in enumerate(JOB_COLUMNS)}

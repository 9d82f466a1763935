"""The columns of the job table: one entry each, and nothing of a column stands anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.redaction import mask_job_text
from jobdesk.ui.table.column import END, JobColumn, measure_column, number_column, plain_column, time_column
from jobdesk.ui.text.cost_text import cost_text, spoken_cost
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.job_state import STATE_GROUPS, queue_title, state_group
from jobdesk.ui.text.limit_text import amounts_text
from jobdesk.ui.text.number_text import size_text
from jobdesk.ui.text.priority_text import priority_text
from jobdesk.ui.text.progress_text import progress_texts, spoken_progress
from jobdesk.ui.text.status_text import Moment, failure_text, job_sentence, row_sentence, row_state, sentence_order
from jobdesk.ui.text.time_text import duration_text, spoken_duration

if TYPE_CHECKING:
    from jobdesk.engine.execution.usage import Use

TREE_COLUMNS: Final = frozenset({"cpu", "memory"})
"""What they say of a running job is learned by a look at its processes."""
USE_COLUMNS: Final = TREE_COLUMNS | {"silent_for", "process"}
"""What they say of a running job is learned by a look at it or at its files, which is done while one of them shows."""
_GROUP_ORDER: Final = {group: index for index, group in enumerate(STATE_GROUPS)}
_SENTENCE_READS: Final = (
    *("status", "reason", "cancelled", "progress", "error", "raw_result", "exit_code", "notices", "tasks"),
    *("after", "needs", "not_before", "policy", "queue", "rush"),
)


def elapsed_s(job: Job, now: datetime) -> float | None:
    """Return how long a job has run, or ran; None if it never did."""
    if job.duration_s is not None:
        return job.duration_s
    started, finished = job.started_at, job.finished_at
    if started is None:
        return None
    return ((finished or now) - started).total_seconds()


def folder_of(job: Job) -> str:
    """Return the folder that a job starts in; empty for the user's home."""
    return job.start_folder


def _elapsed_text(job: Job, moment: Moment, write: Callable[[float], str] = duration_text) -> str:
    seconds = elapsed_s(job, moment.now)
    return "" if seconds is None else write(seconds)


def _progress_tooltip(job: Job) -> str:
    notices = map(engine_text, job.notices)
    progress = job.progress
    if _is_told(job) and progress is not None and progress.is_printed:
        text = progress_texts(progress, progress.finishes, datetime.now(UTC))[0]
        return "\n".join([text, QCoreApplication.translate("JobColumns", "Read from its output"), *notices])
    if job.status is JobStatus.FAILED:
        return "\n".join(
            dict.fromkeys([failure_text(job), mask_job_text(job, engine_text(job.error or "")), *notices])
        ).strip()
    return "\n".join(notices)


def _is_told(job: Job) -> bool:
    """Whether nothing is said of a job but how far it is."""
    return job.status is JobStatus.RUNNING and job.reason is None and not job.cancelled and job.tasks is None


def _spoken_sentence(job: Job, moment: Moment) -> str:
    if _is_told(job) and job.progress is not None:
        return spoken_progress(job.progress, moment.finishes(job), moment.now) or job_sentence(job, moment)
    return row_sentence(job, moment)


def _spoken_name(job: Job, _: Moment) -> str:
    if not job.is_array or job.tasks is None:
        return job.name
    count = job.tasks.total
    words = QCoreApplication.translate("JobColumns", "array of %n tasks", "", count).replace("%n", str(count))
    return f"{job.name}, {words}"


def _depends_text(job: Job, moment: Moment) -> str:
    found = [(moment.find(job_id), job_id) for job_id in job.after]
    return ", ".join(job_id if other is None else f"#{other.number}" for other, job_id in found)


def _finishes(job: Job) -> str | None:
    return job.progress.finishes if job.progress is not None and job.status is JobStatus.RUNNING else None


def _use_of(job: Job, moment: Moment) -> Use | None:
    return moment.use(job.id) if job.status is JobStatus.RUNNING else None


def _wrote_at(job: Job, moment: Moment) -> float | None:
    use = _use_of(job, moment)
    return None if use is None else use.wrote_at


def _silence_text(job: Job, moment: Moment, write: Callable[[float], str] = duration_text) -> str:
    wrote_at = _wrote_at(job, moment)
    return "" if wrote_at is None else write(moment.now.timestamp() - wrote_at)


def _by_silence(job: Job, moment: Moment) -> float | None:
    """Order as the silence does, but by a value that stands still while the clock goes on."""
    wrote_at = _wrote_at(job, moment)
    return None if wrote_at is None else -wrote_at


def _cpu_s(job: Job, moment: Moment) -> float | None:
    use = _use_of(job, moment)
    return job.cpu_s if use is None else use.cpu_s


def _peak_memory(job: Job, moment: Moment) -> float | None:
    use = _use_of(job, moment)
    return job.peak_memory_bytes if use is None else use.peak_memory_bytes


def _process(job: Job, moment: Moment) -> float | None:
    use = _use_of(job, moment)
    return None if use is None else use.pid


JOB_COLUMNS: Final = (
    number_column(
        "number",
        QT_TRANSLATE_NOOP("JobColumns", "#"),
        QT_TRANSLATE_NOOP("JobColumns", "Short number of the job, never used again in this data folder"),
        lambda job: job.number,
        "number",
        46,
        is_hidden=False,
        spoken_title=QT_TRANSLATE_NOOP("JobColumns", "Number"),
    ),
    JobColumn(
        "state",
        str(QT_TRANSLATE_NOOP("JobColumns", "State")),
        str(QT_TRANSLATE_NOOP("JobColumns", "What the job does now, or how it ended")),
        lambda job, moment: row_state(job, moment).word,
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
        spoken=_spoken_name,
    ),
    JobColumn(
        "progress",
        str(QT_TRANSLATE_NOOP("JobColumns", "Progress")),
        str(QT_TRANSLATE_NOOP("JobColumns", "What the job is doing, what it waits for, or what came of it")),
        row_sentence,
        sentence_order,
        _SENTENCE_READS,
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
        END,
        spoken=partial(_elapsed_text, write=spoken_duration),
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
        END,
        spoken=lambda job, _: spoken_cost(job),
        is_number=True,
    ),
    time_column(
        "started",
        QT_TRANSLATE_NOOP("JobColumns", "Started"),
        QT_TRANSLATE_NOOP("JobColumns", "When the job's own process started"),
        lambda job: job.started,
        "started",
        is_hidden=False,
    ),
    plain_column(
        "kind",
        QT_TRANSLATE_NOOP("JobColumns", "Kind"),
        QT_TRANSLATE_NOOP("JobColumns", "What sort of job it is"),
        lambda job: QCoreApplication.translate("Kinds", job.kind.capitalize()),
        ("kind",),
        90,
    ),
    plain_column(
        "queue",
        QT_TRANSLATE_NOOP("JobColumns", "Queue"),
        QT_TRANSLATE_NOOP("JobColumns", "The named queue that it waits in"),
        lambda job: queue_title(job.queue),
        ("queue",),
        90,
    ),
    JobColumn(
        "priority",
        str(QT_TRANSLATE_NOOP("JobColumns", "Priority")),
        str(QT_TRANSLATE_NOOP("JobColumns", "A job of a higher priority starts earlier; a number lies between levels")),
        lambda job, _: priority_text(job.priority),
        lambda job, _: job.priority,
        ("priority",),
        80,
        is_hidden=True,
    ),
    plain_column(
        "needs",
        QT_TRANSLATE_NOOP("JobColumns", "Needs"),
        QT_TRANSLATE_NOOP("JobColumns", "What the job occupies while it runs"),
        lambda job: amounts_text(job.needs),
        ("needs",),
        110,
    ),
    plain_column(
        "tags",
        QT_TRANSLATE_NOOP("JobColumns", "Tags"),
        QT_TRANSLATE_NOOP("JobColumns", "Words that you gave the job"),
        lambda job: ", ".join(job.tags),
        ("tags",),
        120,
    ),
    time_column(
        "finishes",
        QT_TRANSLATE_NOOP("JobColumns", "Finishes"),
        QT_TRANSLATE_NOOP("JobColumns", "When the job will be done, by its own pace"),
        _finishes,
        "progress",
    ),
    time_column(
        "created",
        QT_TRANSLATE_NOOP("JobColumns", "Created"),
        QT_TRANSLATE_NOOP("JobColumns", "When the job was added"),
        lambda job: job.created,
        "created",
    ),
    time_column(
        "finished",
        QT_TRANSLATE_NOOP("JobColumns", "Finished"),
        QT_TRANSLATE_NOOP("JobColumns", "When the job's own process ended"),
        lambda job: job.finished,
        "finished",
    ),
    number_column(
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
    JobColumn(
        "silent_for",
        str(QT_TRANSLATE_NOOP("JobColumns", "Silent for")),
        str(
            QT_TRANSLATE_NOOP(
                "JobColumns", "How long ago a running job last wrote to its log, or started if it wrote nothing"
            )
        ),
        _silence_text,
        _by_silence,
        ("status",),
        76,
        END,
        is_hidden=True,
        spoken=partial(_silence_text, write=spoken_duration),
        is_live=True,
        is_number=True,
    ),
    number_column(
        "retries",
        QT_TRANSLATE_NOOP("JobColumns", "Retries"),
        QT_TRANSLATE_NOOP("JobColumns", "How many failures of the job were followed by another attempt"),
        lambda job: job.retries or None,
        "attempts",
        66,
    ),
    measure_column(
        "cpu",
        QT_TRANSLATE_NOOP("JobColumns", "CPU"),
        QT_TRANSLATE_NOOP(
            "JobColumns",
            "Processor time used: of a running job, by all its processes so far; of an ended one, by its own process "
            "and those that this one waited for. More than Elapsed means that several worked at the same time",
        ),
        _cpu_s,
        duration_text,
        ("status", "cpu_s"),
        76,
    ),
    measure_column(
        "memory",
        QT_TRANSLATE_NOOP("JobColumns", "Memory (peak)"),
        QT_TRANSLATE_NOOP(
            "JobColumns",
            "The most memory held at a time: of a running job, by all its processes together, as seen every 2 s while "
            "this column shows; of an ended one, by the largest of its processes, as the system measured",
        ),
        _peak_memory,
        lambda size: size_text(int(size)),
        ("status", "peak_memory_bytes"),
        104,
    ),
    JobColumn(
        "after",
        str(QT_TRANSLATE_NOOP("JobColumns", "Depends on")),
        str(QT_TRANSLATE_NOOP("JobColumns", "The jobs whose end this one waits for before it starts")),
        _depends_text,
        lambda job, moment: _depends_text(job, moment) or None,
        ("after",),
        96,
        is_hidden=True,
    ),
    plain_column(
        "folder",
        QT_TRANSLATE_NOOP("JobColumns", "Folder"),
        QT_TRANSLATE_NOOP("JobColumns", "The folder that the job starts in"),
        folder_of,
        ("raw_config",),
        200,
        has_tooltip=True,
    ),
    measure_column(
        "process",
        QT_TRANSLATE_NOOP("JobColumns", "Process"),
        QT_TRANSLATE_NOOP("JobColumns", "Number (PID) of the running job's own process; empty once it has ended"),
        _process,
        str,
        ("status",),
        76,
    ),
    plain_column(
        "notes",
        QT_TRANSLATE_NOOP("JobColumns", "Notes"),
        QT_TRANSLATE_NOOP("JobColumns", "What you noted about the job"),
        lambda job: job.notes,
        ("notes",),
        160,
        has_tooltip=True,
    ),
    plain_column(
        "executor",
        QT_TRANSLATE_NOOP("JobColumns", "Machine"),
        QT_TRANSLATE_NOOP("JobColumns", "Where the job runs"),
        lambda job: job.executor,
        ("executor",),
        90,
    ),
)

COLUMN_INDEX: Final = {column.key: index for index, column in enumerate(JOB_COLUMNS)}

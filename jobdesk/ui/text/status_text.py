"""The sentence that each row says: what is happening, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QCoreApplication

from jobdesk.core.blockers import Blocker
from jobdesk.core.job import Job, JobStatus, ReasonCode
from jobdesk.core.jobs.array import TaskCounts
from jobdesk.core.redaction import mask_job_text
from jobdesk.core.timing.deadlines import warned_span
from jobdesk.core.timing.times import parse_time
from jobdesk.ui.text.engine_text import engine_text, why_text
from jobdesk.ui.text.job_state import STOPPING, JobState, queue_title, state_of
from jobdesk.ui.text.progress_text import JOINT, compared_text, progress_texts, time_left, usual_text
from jobdesk.ui.text.time_text import coming_text, spoken_duration

if TYPE_CHECKING:
    from jobdesk.core.timing.schedule import Schedule
    from jobdesk.engine.execution.usage import Use
    from jobdesk.ui.model.run_history import Usual

__all__ = [
    "JOINT",
    "Moment",
    "failure_text",
    "job_sentence",
    "ran_s",
    "row_sentence",
    "running_texts",
    "sentence_order",
    "usual_of",
]
_MOST_CHARACTERS = 300
_PLACES = frozenset({ReasonCode.WAITING_LIMIT, ReasonCode.RESOURCE_IN_USE})


def _reported_finish(job: Job) -> str | None:
    return job.progress.finishes if job.progress is not None else None


def _no_schedule(_: Job) -> Schedule | None:
    return None


def _find_nothing(_: str) -> Job | None:
    return None


def _nothing_is_foreseen(_: str) -> datetime | None:
    return None


def _nothing_is_to_stop(_: str) -> bool:
    return False


def _nothing_is_usual(_: Job) -> Usual | None:
    return None


def _no_grace(_: str) -> float | None:
    return None


def _not_looked_at(_: str) -> Use | None:
    return None


class Moment(msgspec.Struct, frozen=True):
    """What a cell says depends on beside the job itself.

    Attributes:
        now: The present (aware).
        blockers: Says all that holds a queued job back.
        last_line: Returns the last line that a running or failed job wrote, as far as it was looked at.
        find: Looks up a job that another one waits for.
        finishes: Says when a job will be done, as JobDesk writes times.
        schedule_of: Returns the schedule that a job is a run of.
        last_run: Returns the newest run of a schedule that no longer lies ahead.
        usual: Says how long earlier runs of a job took.
        grace_of: Returns the seconds from the request to stop a job to the use of force, as far as that is known.
        use: Returns what a running job uses, as far as it was looked at.
        starts: Says when a job that waits will start; None if that cannot be told.
        is_to_stop: Tells whether a job will be stopped in a moment, unless somebody takes it back.
    """

    now: datetime
    blockers: Callable[[Job], list[Blocker]]
    last_line: Callable[[str], str]
    find: Callable[[str], Job | None] = _find_nothing
    finishes: Callable[[Job], str | None] = _reported_finish
    schedule_of: Callable[[Job], Schedule | None] = _no_schedule
    last_run: Callable[[str], Job | None] = _find_nothing
    usual: Callable[[Job], Usual | None] = _nothing_is_usual
    grace_of: Callable[[str], float | None] = _no_grace
    use: Callable[[str], Use | None] = _not_looked_at
    starts: Callable[[str], datetime | None] = _nothing_is_foreseen
    is_to_stop: Callable[[str], bool] = _nothing_is_to_stop


def row_state(job: Job, moment: Moment) -> JobState:
    """Return the state that a row shows; what was cancelled is only frozen at first, and stopping to the person."""
    return STOPPING if not job.is_final and moment.is_to_stop(job.id) else state_of(job)


def row_sentence(job: Job, moment: Moment) -> str:
    """Say what a job does, waits for, or came to; of a plain end, also how that compares with earlier runs."""
    text = job_sentence(job, moment)
    if job.status is not JobStatus.COMPLETED or job.tasks is not None or job.duration_s is None:
        return text
    compared = compared_text(job.duration_s if job.awake_s is None else job.awake_s, moment.usual(job))
    return JOINT.join([text, compared]) if compared and not _reported(job) else text


def job_sentence(job: Job, moment: Moment) -> str:
    """Say what a job does, waits for, or came to."""
    match job.status:
        case JobStatus.QUEUED if moment.is_to_stop(job.id):
            return _to_stop_text()
        case JobStatus.QUEUED:
            return _waiting_sentence(job, moment)
        case JobStatus.RUNNING:
            return _running_sentence(job, moment)
        case JobStatus.COMPLETED if job.tasks is not None:
            return tasks_text(job.tasks)
        case JobStatus.COMPLETED:
            return JOINT.join([_result_text(job), *map(engine_text, job.notices)])[:_MOST_CHARACTERS]
        case JobStatus.FAILED:
            return JOINT.join([failure_text(job, moment.last_line(job.id)), *map(engine_text, job.notices)])[
                :_MOST_CHARACTERS
            ]
        case _:
            return _cancelled_text(job)


def _waiting_sentence(job: Job, moment: Moment) -> str:
    """Say what holds a job back; of one that is to start at a moment, which, and how it goes on."""
    blockers = moment.blockers(job)
    start = parse_time(job.not_before)
    is_planned = job.reason is not None and job.reason.code == ReasonCode.SCHEDULED
    if start is None or not is_planned or start <= moment.now:
        return _turn_text(job, blockers, moment)
    from jobdesk.ui.form.preview.start_text import planned_words  # Late: most days nothing is planned.

    words = planned_words(start, moment.schedule_of(job), moment.last_run(job.schedule or ""), moment.now)
    others = [blocker for blocker in blockers if blocker.code != ReasonCode.SCHEDULED]
    return "; ".join([words, why_text(others, is_brief=True)]) if others else words


def _turn_text(job: Job, blockers: list[Blocker], moment: Moment) -> str:
    """Say what holds a job back, and when its turn comes if that can be told."""
    if any(blocker.code == ReasonCode.WAITING_JOBS for blocker in blockers):
        # Who has a place now says nothing of the moment when they have ended.
        blockers = [blocker for blocker in blockers if blocker.code not in _PLACES]
    words, start = why_text(blockers, is_brief=True), moment.starts(job.id)
    if start is None or not blockers or start <= moment.now:
        return words
    if len(blockers) == 1 and blockers[0].code == ReasonCode.WAITING_LIMIT and blockers[0].brief.endswith(", next"):
        words = _tr("Next in %1").replace("%1", queue_title(job.queue))
    return _tr("%1, about %2").replace("%2", coming_text(start, moment.now)).replace("%1", words)


def failure_text(job: Job, last_line: str = "") -> str:
    """Say why a job failed: the cause first, then what it said itself, its error or else its last line."""
    cause = engine_text(job.reason.text) if job.reason is not None else ""
    error = (job.error or "").strip().split("\n")[0]
    parts = [cause] if cause else []
    if error and engine_text(error) != cause:
        parts.append(error)
    elif last_line and job.reason is not None and job.reason.code == ReasonCode.EXIT_CODE:
        parts.append(last_line)
    return mask_job_text(job, JOINT.join(parts)) or _tr("Failed")


def running_texts(job: Job, moment: Moment) -> tuple[str, ...]:
    """Say what a running job does, in full and in shorter forms; there is always one."""
    if job.cancelled:
        return _stopping_texts(job, moment)
    if moment.is_to_stop(job.id):
        return (_to_stop_text(),)
    texts: tuple[str, ...] = ()
    if job.progress is not None:
        reported = progress_texts(job.progress, moment.finishes(job), moment.now)
        texts = tuple(mask_job_text(job, text) for text in reported) if job.progress.text else reported
    if job.tasks is not None:
        texts = _array_texts(job, job.tasks, moment)
    if job.is_paused and job.reason is not None:
        fraction = job.progress.fraction if job.progress is not None else None
        return (_at(engine_text(job.reason.text), "" if fraction is None else f"{int(fraction * 100)} %"),)
    if job.reason is not None:
        return (engine_text(job.reason.text),)
    usual = usual_of(job, moment)
    if usual is not None:
        note = texts[0] if texts else moment.last_line(job.id)[:_MOST_CHARACTERS]
        words = usual_text(ran_s(job, moment.now), usual)
        texts = (JOINT.join(filter(None, [words, note])), words)
    warnings = [engine_text(notice) for notice in job.notices if warned_span(notice) is not None]
    if warnings:
        texts = texts or (moment.last_line(job.id)[:_MOST_CHARACTERS],)
        return (JOINT.join(filter(None, [warnings[-1], texts[0]])), warnings[-1], *texts[1:])
    return texts or (moment.last_line(job.id)[:_MOST_CHARACTERS] or _tr("No output yet"),)


def sentence_order(job: Job, moment: Moment) -> str:
    """Return what the sentences are sorted by: first how far jobs are that show it in a bar, then the words."""
    fraction = job.progress.fraction if job.progress is not None else None
    if fraction is None or job.status is not JobStatus.RUNNING or job.reason is not None:
        return job_sentence(job, moment).casefold()
    return f"\0{fraction:.6f}"


def ran_s(job: Job, now: datetime) -> float:
    """Return for how many seconds a job has worked by the clock; pauses that are over are not counted."""
    started = job.started_at
    return 0.0 if started is None else max(0.0, (now - started).total_seconds() - job.paused_s)


def usual_of(job: Job, moment: Moment) -> Usual | None:
    """Return what is usual for a running job that does not say itself how far it is; else None."""
    says_itself = job.progress is not None and (job.progress.fraction is not None or job.progress.step is not None)
    if says_itself or job.is_array or job.reason is not None or job.cancelled or job.started is None:
        return None
    return moment.usual(job)


def _to_stop_text() -> str:
    return _tr("Stops in a moment; Undo takes that back")


def _stopping_texts(job: Job, moment: Moment) -> tuple[str, ...]:
    asked = _tr("Asked to stop")
    grace_s = moment.grace_of(job.id)
    if grace_s is None:
        return (asked,)
    left_s = grace_s - (moment.now - job.updated_at).total_seconds()
    if left_s < 1:
        return (asked,)
    return (_tr("Asked to stop, ends by force in %1").replace("%1", spoken_duration(left_s)), asked)


def _cancelled_text(job: Job) -> str:
    """Say by whom a job was cancelled, and how far it had come."""
    if job.reason is None:
        return _tr("Cancelled")
    text, progress = engine_text(job.reason.text), job.progress
    if progress is None or job.started is None or job.reason.code != ReasonCode.BY_USER or job.is_array:
        return text
    if progress.step is not None:
        return _at(text, _tr("step %1").replace("%1", str(progress.step)))
    return _at(text, "" if progress.fraction is None else f"{int(progress.fraction * 100)} %")


def _at(words: str, place: str) -> str:
    return _tr("%1 at %2").replace("%1", words).replace("%2", place) if place else words


def tasks_text(tasks: TaskCounts) -> str:
    """Say how many tasks of an array are where: "97 of 100 done, 2 failed, 1 running"."""
    parts = [_tr("%1 of %2 done").replace("%1", str(tasks.done)).replace("%2", str(tasks.total))]
    for words, count in (
        (_tr("%1 failed"), tasks.failed),
        (_tr("%1 cancelled"), tasks.cancelled),
        (_tr("%1 running"), tasks.running),
        (_tr("%1 paused"), tasks.paused),
        (_tr("%1 held"), tasks.held),
    ):
        if count:
            parts.append(words.replace("%1", str(count)))
    return ", ".join(parts)


def _array_texts(job: Job, tasks: TaskCounts, moment: Moment) -> tuple[str, ...]:
    """Say where the tasks are, with the time left if that is known, and in shorter forms."""
    counts = tasks_text(tasks)
    is_rough = job.progress is not None and job.progress.is_rough
    left, _ = time_left(moment.finishes(job), moment.now, is_rough=is_rough)
    return (*([f"{counts}{JOINT}{left}"] if left else []), counts, f"{tasks.done} / {tasks.total}")


def _running_sentence(job: Job, moment: Moment) -> str:
    return running_texts(job, moment)[0]


def _reported(job: Job) -> str:
    result = job.result_summary
    return "" if result is None else mask_job_text(job, _flatten(result))


def _result_text(job: Job) -> str:
    text = _reported(job)
    if text:
        return text
    if job.exit_code is None:
        return _tr("Exit code unknown")
    return _tr("Exit code %1").replace("%1", str(job.exit_code))


def _flatten(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()[:_MOST_CHARACTERS]
    if isinstance(value, dict):
        return JOINT.join(f"{name} {_short(member)}" for name, member in list(value.items())[:6])
    return _short(value)


def _short(value: Any) -> str:
    if isinstance(value, str):
        return value[:80]
    return msgspec.json.encode(value).decode()[:80]


def _tr(text: str) -> str:
    return QCoreApplication.translate("JobSentence", text)

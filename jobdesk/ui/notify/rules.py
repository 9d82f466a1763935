"""What is worth telling, in which words: pure functions over a job's change and the user's settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication

from jobdesk.core.job import Job, JobStatus, ReasonCode
from jobdesk.core.text import show_literally
from jobdesk.core.timing.deadlines import Span, warned_span
from jobdesk.ui.text.cost_text import amount_text
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.status_text import JOINT, failure_text
from jobdesk.ui.text.time_text import spoken_duration

LONG_S = 60.0
_FEW = 2


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """One thing told.

    Attributes:
        job_id: The job that it is about; empty if it is about several.
        title: Plain text, one line.
        body: Plain text, one line.
        is_urgent: Whether it should stay until it is seen.
    """

    job_id: str
    title: str
    body: str
    is_urgent: bool = False


class Ended(msgspec.Struct):
    """What is told of all the jobs that ended while others ran: without the jobs, since that may take weeks.

    Attributes:
        counts: How many ended in which way.
        cost_usd: What they cost together; None if none of them said.
        cost_marks: How sure that is.
        began: When the first of them began.
    """

    counts: Counter[JobStatus] = msgspec.field(default_factory=Counter)
    cost_usd: float | None = None
    cost_marks: set[str] = msgspec.field(default_factory=set)
    began: datetime | None = None

    @property
    def total(self) -> int:
        """How many there were."""
        return self.counts.total()

    def add(self, job: Job) -> None:
        """Take that a job has ended."""
        self.counts[job.status] += 1
        if job.cost_usd is not None:
            self.cost_usd = (self.cost_usd or 0.0) + job.cost_usd
            self.cost_marks.add(job.cost_mark)
        if job.started_at is not None and (self.began is None or job.started_at < self.began):
            self.began = job.started_at


def notification_of(job: Job, old: Job | None, last_line: str = "") -> Notification | None:
    """Put a job's change into words; None if nothing of it is told.

    Args:
        job: The job as it is now.
        old: As it was; None if it is seen for the first time.
        last_line: What it wrote last, if that was looked at: a failed one often says there why.
    """
    if job.deleted:
        return None
    cause = _one_line(engine_text(job.reason.text)) if job.reason else ""
    if is_silent(job) and (old is None or not is_silent(old)):
        return Notification(job_id=job.id, title=_titled(_tr("{name} is silent"), job), body=cause, is_urgent=True)
    warning = new_warning(job, old)
    if warning is not None:
        titles = {
            Span.RUN_TIME: _tr("{name} takes long"),
            Span.SILENCE: _tr("{name} is silent"),
            Span.WAITING: _tr("{name} waits long"),
        }
        title = _titled(titles[warned_span(warning) or Span.RUN_TIME], job)
        return Notification(job_id=job.id, title=title, body=_one_line(engine_text(warning)), is_urgent=True)
    if old is not None and job.status is old.status:
        return None
    if job.status is JobStatus.CANCELLED and job.reason is not None and job.reason.code == ReasonCode.MISSED:
        return Notification(job_id=job.id, title=_titled(_tr("{name} was missed"), job), body=cause)
    if job.status is JobStatus.COMPLETED:
        return Notification(job_id=job.id, title=_titled(_tr("{name} finished"), job), body=_facts(job))
    if job.status is JobStatus.FAILED:
        body = _one_line(failure_text(job, last_line).replace(JOINT, " · ")) if job.reason or job.error else ""
        return Notification(job_id=job.id, title=_titled(_tr("{name} failed"), job), body=body, is_urgent=True)
    return None


def new_warning(job: Job, old: Job | None) -> str | None:
    """Return the newest notice that a time limit of an unfinished job has passed, unless it was there before."""
    if job.is_final or not job.notices or (old is not None and old.notices == job.notices):
        return None
    had = () if old is None or old.attempt != job.attempt else old.notices
    return next((one for one in reversed(job.notices) if one not in had and warned_span(one) is not None), None)


def is_silent(job: Job) -> bool:
    """Tell whether a running job gives no sign of life, by the measure of its own past."""
    codes = {ReasonCode.NOT_RESPONDING, ReasonCode.SILENT}
    return job.status is JobStatus.RUNNING and job.reason is not None and job.reason.code in codes


def is_wanted(job: Job, settings: Mapping[str, Any], *, is_window_hidden: bool, now: datetime) -> bool:
    """Tell whether the user wants to be told of a job's end.

    A job's own wish ("always" or "never", its own or in its config) goes before the settings; quiet hours go before
    all but a job's own "always".

    Args:
        job: The job that has ended, or is silent.
        settings: All settings by key.
        is_window_hidden: Whether the window is not in front.
        now: Local time.
    """
    own = job.notify or job.config.get("notify")
    if own == "never":
        return False
    if own == "always":
        return True
    if is_quiet(settings, now):
        return False
    if job.status is not JobStatus.COMPLETED:
        return bool(settings["notify_failed"])
    return _fits(settings["notify_completed"], job.duration_s or 0.0, is_window_hidden=is_window_hidden)


def is_all_done_wanted(ended: Ended, settings: Mapping[str, Any], *, is_window_hidden: bool, now: datetime) -> bool:
    """Tell whether the user wants to be told that nothing runs or waits any more.

    Args:
        ended: What ended since the last such moment; one alone tells of itself, and what was cancelled is known.
        settings: All settings by key.
        is_window_hidden: Whether the window is not in front.
        now: Local time.
    """
    if ended.total < _FEW or ended.total == ended.counts[JobStatus.CANCELLED] or is_quiet(settings, now):
        return False
    took_s = 0.0 if ended.began is None else (now - ended.began).total_seconds()
    return _fits(settings["notify_all_done"], took_s, is_window_hidden=is_window_hidden)


def _fits(wish: object, took_s: float, *, is_window_hidden: bool) -> bool:
    return wish == "always" or (wish != "never" and (is_window_hidden or took_s > LONG_S))


def is_quiet(settings: Mapping[str, Any], now: datetime) -> bool:
    """Tell whether a moment lies in the quiet hours, which may reach over midnight."""
    if not settings["quiet_hours"]:
        return False
    begin, end = int(settings["quiet_from"]), int(settings["quiet_until"])
    if begin <= end:
        return begin <= now.hour < end
    return now.hour >= begin or now.hour < end


def grouped(jobs: list[Job]) -> Notification:
    """Tell of many jobs in one."""
    # With a silent one among them not all have ended.
    title = (
        QCoreApplication.translate("Notifications", "%n jobs ended", "", len(jobs))
        if all(job.is_final for job in jobs)
        else QCoreApplication.translate("Notifications", "News of %n jobs", "", len(jobs))
    )
    is_urgent = any(job.status is not JobStatus.COMPLETED for job in jobs)
    return Notification(job_id="", title=title, body=_counts(Counter(job.status for job in jobs)), is_urgent=is_urgent)


def all_done(ended: Ended) -> Notification:
    """Tell that nothing runs or waits any more, and how the jobs ended that did until then."""
    title = QCoreApplication.translate("Notifications", "All %n jobs done", "", ended.total)
    # A sum is as sure as its weakest part.
    mark = next((mark for mark in ("≥", "≈") if mark in ended.cost_marks), "")
    cost = "" if ended.cost_usd is None else f"{mark} {amount_text(ended.cost_usd)}".strip()
    return Notification(job_id="", title=title, body=" · ".join(filter(None, (_counts(ended.counts), cost))))


def _counts(counts: Counter[JobStatus]) -> str:
    translate = QCoreApplication.translate
    completed, failed, cancelled = (
        counts[status] for status in (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED)
    )
    silent = counts.total() - completed - failed - cancelled
    parts = (
        (completed, translate("Notifications", "%n completed", "", completed)),
        (failed, translate("Notifications", "%n failed", "", failed)),
        (cancelled, translate("Notifications", "%n cancelled", "", cancelled)),
        (silent, translate("Notifications", "%n silent", "", silent)),
    )
    return ", ".join(text for count, text in parts if count)


def result_of(job: Job) -> str:
    """Put a job's result into a few words; empty if it reported none."""
    result = job.result_summary
    if result is None:
        return ""
    if isinstance(result, dict):
        simple = [f"{key} {value}" for key, value in result.items() if isinstance(value, (str, int, float))]
        return " · ".join(simple[:3])
    return str(result) if isinstance(result, (str, int, float)) else ""


def _facts(job: Job) -> str:
    facts = [spoken_duration(job.duration_s)] if job.duration_s is not None else []
    result = result_of(job)
    return " · ".join([*facts, _one_line(result)] if result else facts)


def _one_line(text: str) -> str:
    return show_literally(text)[:200]


def _titled(words: str, job: Job) -> str:
    return words.format(name=show_literally(job.name))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Notifications", text)

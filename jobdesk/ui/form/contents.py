"""What stands in a form for a job or a schedule that is there already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from jobdesk.core.job import ARRAY_KIND, Job
from jobdesk.core.jobs.policy import Policy
from jobdesk.core.timing.schedule import Schedule
from jobdesk.core.timing.times import parse_time
from jobdesk.ui.form.mode import FormMode
from jobdesk.ui.form.preview.array_text import over_texts
from jobdesk.ui.form.preview.policy_text import policy_texts
from jobdesk.ui.form.preview.start_text import AT, EVERY, TURN, moment_to_text, schedule_texts
from jobdesk.ui.text.limit_text import amounts_text


class FormContents(msgspec.Struct, frozen=True, kw_only=True):
    """All that a form shows.

    Attributes:
        config: What is run, or what each task of an array runs.
        texts: Contents of the fields that all kinds share.
        start: How it starts.
        policy: What it wants beyond its turn, of which no field may show all.
        kept_over: Values of an array that no field can show.
    """

    config: dict[str, Any]
    name: str
    queue: str
    priority: int
    tags: tuple[str, ...]
    texts: dict[str, str]
    start: str = TURN
    policy: Policy | None = None
    kept_over: Any = None


def contents_of_job(job: Job, mode: FormMode, find: Callable[[str], Job | None]) -> FormContents:
    """Return what stands in a form that edits a job, or begins as it.

    Args:
        job: The job.
        mode: What becomes of it; what it waited for matters only while it waits.
        find: Looks up the jobs that it waits for.
    """
    texts = policy_texts(job.policy) | {"needs": amounts_text(job.needs), "notify": job.notify}
    start = TURN
    if mode is FormMode.EDIT:
        after = [(job_id, find(job_id)) for job_id in job.after]
        texts["after"] = ", ".join(job_id if other is None else str(other.number) for job_id, other in after)
        moment = parse_time(job.not_before)
        if moment is not None and moment > datetime.now(UTC):
            start, texts["at"] = AT, moment_to_text(moment)
    return _contents(job.config, texts, job, start)


def contents_of_schedule(schedule: Schedule) -> FormContents:
    """Return what stands in a form that edits a schedule, or begins as it."""
    config = dict(schedule.config)
    texts = policy_texts(schedule.policy) | {"needs": amounts_text(schedule.needs)} | schedule_texts(schedule)
    texts["notify"] = str(config.pop("notify", ""))
    return _contents(config, texts, schedule, AT if schedule.at is not None else EVERY)


def _contents(config: dict[str, Any], texts: dict[str, str], described: Job | Schedule, start: str) -> FormContents:
    kept_over = None
    if config.get("kind") == ARRAY_KIND:
        over = config["over"]
        shown = over_texts(over)
        texts, kept_over = texts | shown, None if shown else over
        config = config["task"]
    return FormContents(
        config=config,
        name=described.name,
        queue=described.queue,
        priority=described.priority,
        tags=described.tags,
        texts={key: text for key, text in texts.items() if text},
        start=start,
        policy=described.policy,
        kept_over=kept_over,
    )

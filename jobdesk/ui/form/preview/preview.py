"""What a form comes to as it stands: when the job would start, what it waits for, how many jobs it would be."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from jobdesk.core.blockers import Blocker
from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.array import expand
from jobdesk.core.queue import total_resources
from jobdesk.core.timing.times import format_time
from jobdesk.engine.manager import JobManager
from jobdesk.engine.schedules.schedules import local_zone
from jobdesk.ui.form.preview.array_text import ArrayLook, look_at_array
from jobdesk.ui.form.preview.start_forecast import StartForecast, forecast_start
from jobdesk.ui.form.preview.start_text import StartLook, look_at_start
from jobdesk.ui.model.job_cache import Roster


class FormLook(msgspec.Struct, frozen=True, kw_only=True):
    """What was found.

    Attributes:
        forecast: What the engine knows; None before it was asked.
        start: Which moments the start comes to.
        array: How many jobs it would be.
        zone: The machine's time zone.
        zones: All time zones.
        job: The job as it would be; None while it cannot be read.
        blockers: What would hold it back.
        ahead: How many jobs would start before it; None while it cannot be read.
        resources: What there is to be asked for.
    """

    forecast: StartForecast | None = None
    start: StartLook = StartLook()
    array: ArrayLook = ArrayLook()
    zone: str = ""
    zones: Sequence[str] = ()
    job: Job | None = None
    blockers: tuple[Blocker, ...] = ()
    ahead: int | None = None
    resources: dict[str, float] = {}

    @property
    def starts_at_once(self) -> bool:
        """Whether it is known that nothing would hold it back."""
        return self.forecast is not None and self.job is not None and not self.blockers

    def with_blockers(self, roster: Roster) -> FormLook:
        """Return it with what would hold the job back, as the window knows the queue."""
        resources = total_resources(roster.limits, roster.machine)
        if self.job is None:
            return msgspec.structs.replace(self, resources=resources)
        blockers, ahead = tuple(roster.blockers(self.job)), roster.count_ahead(self.job)
        return msgspec.structs.replace(self, blockers=blockers, ahead=ahead, resources=resources)


def look_at_form(
    manager: JobManager,
    config: dict[str, Any] | None,
    wishes: dict[str, Any] | None,
    start: str,
    texts: dict[str, str],
    folder: str,
    kept_over: Any,
    own_id: str,
) -> FormLook:
    """Ask the engine and the disk about a form; called on the pool.

    Args:
        manager: The jobs.
        config: What it would run; None while that cannot be read.
        wishes: What is wished for it; None while that cannot be read.
        start: How it starts.
        texts: What stands in the fields.
        folder: Where paths begin.
        kept_over: Values of an array that no field shows.
        own_id: The job itself, if it is in the queue already.
    """
    now = datetime.now(UTC)
    zone = local_zone()
    array = look_at_array(texts, config, folder) if kept_over is None else ArrayLook(len(expand(kept_over)))
    return FormLook(
        forecast=forecast_start(manager, config, own_id),
        start=look_at_start(start, {**texts, "zone": texts.get("zone", "").strip() or zone}, now),
        array=array,
        zone=zone,
        zones=_all_zones(),
        job=_as_job(manager, wishes, own_id, now) if wishes is not None else None,
    )


@functools.cache
def _all_zones() -> tuple[str, ...]:
    from zoneinfo import available_timezones

    return tuple(sorted(available_timezones()))


def _as_job(manager: JobManager, wishes: dict[str, Any], own_id: str, now: datetime) -> Job:
    """Return the job as it would stand in the queue, last among its like."""
    by_number = {str(job.number): job.id for job in manager.list_jobs()} if wishes["after"] else {}
    refs = [ref.removeprefix("#") for ref in wishes["after"]]
    old = manager.get_job(own_id) if own_id else None
    job = job_of_wishes(wishes, now, number=1 << 60 if old is None else old.number, job_id=own_id)
    return msgspec.structs.replace(job, after=tuple(by_number.get(ref, ref) for ref in refs))


def job_of_wishes(wishes: dict[str, Any], now: datetime, *, number: int = 1 << 60, job_id: str = "") -> Job:
    """Return a waiting job with the wishes of a form, but for the jobs that it waits for."""
    moment = format_time(now)
    return Job(
        id=job_id,
        number=number,
        name="",
        kind="command",
        status=JobStatus.QUEUED,
        raw_config=msgspec.Raw(b"{}"),
        created=moment,
        updated=moment,
        reason=Reason(ReasonCode.WAITING_LIMIT, ""),
        queue=wishes["queue"],
        priority=wishes["priority"],
        needs=wishes["needs"],
        policy=wishes["policy"],
    )

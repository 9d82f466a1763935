"""The runs of schedules as jobs: planned ahead, then let go, left out, or recorded as missed.

A planned job stands in the queue, which starts it only after its reason has changed: that is how it is let go.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from jobdesk.core.config import fit_name
from jobdesk.core.job import RELEASED, Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.policy import After
from jobdesk.core.timing.schedule import (
    GRACE,
    MOST_COUNTED,
    CatchUp,
    Overlap,
    Schedule,
    count_due,
    given_up_until,
    run_id,
    say_moment,
)
from jobdesk.core.timing.times import format_time, parse_time
from jobdesk.engine.handlers.job_factory import JobMaker
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.ledger import Ledger, utc_now

_MS = timedelta(milliseconds=1)


class Runs:
    """What is done to the runs of schedules."""

    def __init__(self, folder: DataFolder, ledger: Ledger, maker: JobMaker, explain: Callable[[datetime], str]) -> None:
        """Make nothing yet; `explain` says why nothing was done at a moment."""
        self._folder = folder
        self._ledger = ledger
        self._maker = maker
        self._explain = explain

    def plan(self, schedule: Schedule, due: datetime) -> Job:
        """Return the run that is due at a moment; it is made if it is not there yet.

        Raises:
            JobDeskError: It could not be made.
        """
        job = self._ledger.get(run_id(schedule, due))
        return job or self._maker.make(
            schedule.config,
            planned_reason(schedule, due),
            run_id(schedule, due),
            name=fit_name(schedule.name),
            queue=schedule.queue,
            priority=schedule.priority,
            tags=schedule.tags,
            needs=schedule.needs,
            policy=schedule.policy,
            submit_folder=schedule.submit_folder,
            environment=schedule.environment,
            not_before=due,
            schedule=schedule.id,
        )

    def look_after(self, schedule: Schedule, job: Job, due: datetime, now: datetime) -> datetime | None:
        """Do what is to be done about one run.

        Returns:
            The moment up to which all is dealt with; None if the run still lies ahead.
        """
        if job.is_planned:
            moment = parse_time(job.not_before) or now
            is_missed = due <= now - GRACE and moment <= now
            given_up = given_up_until(schedule, due, now) if is_missed else None
            if given_up is not None:
                job = self._record_missed(schedule, job, due, given_up) or self._ledger.get(job.id) or job
            elif moment <= now:
                self._let_go(schedule, job, is_missed=is_missed)
            elif due <= now:
                # Somebody put it off: from here on it is a job like others.
                self.release(job.id)
            else:
                return None
        elif job.is_held and job.deleted is None and due > now:
            return None
        is_record = job.reason is not None and job.reason.code == ReasonCode.MISSED
        until = (parse_time(job.not_before) if is_record else None) or due
        # One that speaks of a time to come was made by a clock that was wrong.
        return until if due <= until <= now else due

    def release(self, job_id: str) -> None:
        """Let a planned run start as soon as it may."""
        self._change(job_id, {"reason": RELEASED})

    def end(self, job_id: str, reason: Reason, **fields: Any) -> Job | None:
        """End a run that is still planned; None if it is not."""
        ended = {"status": JobStatus.CANCELLED, "reason": reason, "finished": utc_now(), **fields}
        return self._change(job_id, ended)

    def planned(self) -> list[Job]:
        """Return all that is planned."""
        return [job for job in self._ledger.waiting() if job.schedule is not None and job.is_planned]

    def unplan(self, schedule_id: str, but: str | None = None) -> None:
        """Take what is planned of a schedule out of the queue, but for one run, as if it had never been there."""
        ids = [job.id for job in self.planned() if job.schedule == schedule_id and job.id != but]
        for job in self._ledger.remove(ids, lambda now: now.is_planned):
            shutil.rmtree(self._folder.job(job.id).path, ignore_errors=True)

    def _let_go(self, schedule: Schedule, job: Job, *, is_missed: bool) -> None:
        """Let a run start, or leave it out, as its schedule says about earlier ones that have not ended."""
        overlap = schedule.overlap
        if is_missed and schedule.catch_up is CatchUp.EACH and overlap is Overlap.SKIP:
            overlap = Overlap.QUEUE  # They are due all at once: skipping would leave out all but the first.
        earlier = [] if overlap is Overlap.BESIDE else self._unfinished(schedule)
        if not earlier:
            self.release(job.id)
        elif overlap is Overlap.QUEUE:
            # Behind the last of those that wait, which waits for the one before it, and so on.
            waited_for = {job_id for other in earlier for job_id in other.after}
            running = {other.id for other in earlier if other.status is JobStatus.RUNNING}
            after = tuple(other.id for other in earlier if other.id in running or other.id not in waited_for)
            policy = msgspec.structs.replace(job.rules, after_when=After.ENDED, after_any=False)
            self._change(job.id, {"reason": RELEASED, "after": after, "policy": policy})
        else:
            other = earlier[-1]
            self.end(job.id, Reason(ReasonCode.SKIPPED, f"Skipped: #{other.number} {other.name} had not ended"))

    def _unfinished(self, schedule: Schedule) -> list[Job]:
        """Return the runs of a schedule that run or wait their turn; not those that somebody held or put off."""
        now = utc_now()
        found = {}
        for job in (*self._ledger.running(), *self._ledger.waiting()):
            # An array neither runs nor waits itself: its tasks do.
            run = job if job.parent is None else self._ledger.get(job.parent)
            if run is None or run.schedule != schedule.id or run.is_planned:
                continue
            if run.attempt > 1 or run.not_before is None or run.not_before <= now:
                found[run.id] = run
        return sorted(found.values(), key=lambda run: run.number)

    def _record_missed(self, schedule: Schedule, job: Job, due: datetime, until: datetime) -> Job | None:
        """Make one job the record of a run that was missed, or of all that were up to a moment.

        Which moment that is stands in its `not_before`: after a kill right here nothing is recorded again.
        """
        count = count_due(schedule, due - _MS, until)
        why = self._explain(due)
        if count == 1:
            text = f"Missed on {say_moment(schedule, due)}: {why}"
        else:
            many = f"{count} runs" if count <= MOST_COUNTED else f"More than {MOST_COUNTED} runs"
            text = f"{many} missed, {say_moment(schedule, due)} to {say_moment(schedule, until)}: {why}"
        return self.end(job.id, Reason(ReasonCode.MISSED, text), not_before=format_time(until))

    def _change(self, job_id: str, fields: dict[str, Any]) -> Job | None:
        """Change a planned run, unless somebody has taken it out of the plan meanwhile."""
        return self._ledger.change(job_id, lambda job: fields if job.is_planned else None)


def planned_reason(schedule: Schedule, due: datetime) -> Reason:
    """Return the reason of a run that lies ahead."""
    return Reason(ReasonCode.SCHEDULED, f"Scheduled for {say_moment(schedule, due)}")

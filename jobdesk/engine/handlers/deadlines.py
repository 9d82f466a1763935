"""Keeps the time limits of jobs: says when one has passed, or stops the job.

Neither sleep of the machine nor pauses count for what a job runs or is silent. How long it has run is told by the clock
that its supervisor noted at its start, so that nothing is forgotten when an engine ends.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import msgspec

from jobdesk.core.errors import JobNotFoundError, StoreError
from jobdesk.core.events import Event, JobAdded, JobChanged, JobRemoved, JobWarned, LogAppended
from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.timing.deadlines import (
    LEAST_RUNS,
    Deadline,
    Span,
    deadlines_of,
    has_deadlines,
    mark_of,
    needs_median,
    usual_runs,
)
from jobdesk.core.timing.times import parse_time
from jobdesk.engine.execution.relative_waits import RelativeWaits
from jobdesk.engine.handlers.job_control import Deeds
from jobdesk.engine.runtime.clock import SYSTEM_CLOCK
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.runtime.ticker import Ticker
from jobdesk.engine.storage.archive import Archive
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.ledger import Ledger
from jobdesk.executors.local import request_cancel
from jobdesk.jobdir.attempt_files import holds_earlier
from jobdesk.jobdir.folder import read_json

_log = logging.getLogger(__name__)
_LOOK_SOON_S = 1.0
_MOST_ARCHIVED_RUNS = 100
"""Enough for a median, and read in no time."""
_LEAST_PAUSE_S = 0.1
"""Many changes at once are looked at once."""


class _Watched(msgspec.Struct):
    """What is known of one attempt.

    Attributes:
        attempt: Which one.
        deadlines: Its limits; None before they were looked up.
        start_s: When it started, on the clock that stands in sleep; None while that is unknown.
        grew_at_s: How long it had run when its log last grew.
    """

    attempt: int
    deadlines: list[Deadline] | None = None
    start_s: float | None = None
    grew_at_s: float = 0.0


class Deadlines:
    """Watches the jobs that have time limits, on a thread of its own."""

    is_busy = False
    """A limit keeps no engine alive by itself; the job that it is about does."""

    def __init__(
        self,
        ledger: Ledger,
        folder: DataFolder,
        deeds: Deeds,
        bus: EventBus,
        dispatch: Callable[[], None],
        archive: Archive,
        waits: RelativeWaits,
    ) -> None:
        self._waits = waits
        self._archive = archive
        self._ledger = ledger
        self._folder = folder
        self._deeds = deeds
        self._bus = bus
        self._dispatch = dispatch
        self._clock = SYSTEM_CLOCK
        self._watched: dict[str, _Watched] = {}
        self._usual: dict[tuple[str, str], list[float]] | None = None
        self._looked_at = 0.0
        self._ticker = Ticker("deadlines", self._tick)
        bus.subscribe(self._on_event)

    def start(self) -> None:
        """Begin with the jobs that are there."""
        for job in self._ledger.all():
            self._note(job)
        self._ticker.start()

    def close(self) -> None:
        """Stop watching."""
        self._bus.unsubscribe(self._on_event)
        self._ticker.close()

    def deadlines(self, job_id: str) -> list[Deadline]:
        """Return the time limits of a job, and how much of each has passed; see `JobManager.deadlines`."""
        job = self._ledger.find(job_id)
        if job is None:
            raise JobNotFoundError(job_id)
        watched = self._watched.get(job_id) or _Watched(job.attempt)
        elapsed = self._elapsed(job, watched)
        return [
            msgspec.structs.replace(one, elapsed_s=elapsed.get(one.span))
            for one in self._deadlines_of(job, usual_runs(self._ledger.all()))
        ]

    # -- what is watched

    def _on_event(self, event: Event) -> None:
        if isinstance(event, LogAppended):
            watched = self._watched.get(event.job_id)
            job = self._ledger.get(event.job_id) if watched is not None else None
            if watched is not None and watched.start_s is not None and job is not None:
                watched.grew_at_s = self._worked_s(job, watched.start_s)
        elif isinstance(event, (JobAdded, JobChanged)):
            if isinstance(event, JobAdded) or event.job.updated != event.old.updated:  # Else it is mere progress.
                self._note(event.job)
        elif isinstance(event, JobRemoved):
            self._watched.pop(event.job.id, None)

    def _note(self, job: Job) -> None:
        if job.policy is None and job.id not in self._watched:
            return
        if not has_deadlines(job.policy) or not (job.occupies_a_place or job.is_waiting):
            self._watched.pop(job.id, None)
            return
        watched = self._watched.setdefault(job.id, _Watched(job.attempt))
        if watched.attempt != job.attempt:
            self._watched[job.id] = _Watched(job.attempt)
        watched.deadlines = None  # The policy, or what is usual, may be another by now.
        self._ticker.wake()

    # -- looking

    def _tick(self) -> float | None:
        rest_s = self._looked_at + _LEAST_PAUSE_S - time.monotonic()
        if rest_s > 0:
            return rest_s
        try:
            self._waits.correct()
        except StoreError as error:
            _log.warning("The clock was set, and the waits of jobs could not be moved along: %s", error)
        pauses = []
        self._usual = None
        for job_id, watched in list(self._watched.items()):
            job = self._ledger.get(job_id)
            if job is None or job.attempt != watched.attempt:
                continue
            try:
                pauses.append(self._look(job, watched))
            except (OSError, StoreError) as error:
                _log.warning("A time limit of job %s could not be kept; it is tried again: %s", job_id, error)
                pauses.append(_LOOK_SOON_S)
        self._looked_at = time.monotonic()
        return min((pause_s for pause_s in pauses if pause_s is not None), default=None)

    def _look(self, job: Job, watched: _Watched) -> float | None:
        """Do what is due on a job, and return in how many seconds something may be due again."""
        if job.status is JobStatus.RUNNING and job.stopping is not None:
            return self._deliver_stop(job)
        if watched.deadlines is None:
            watched.deadlines = self._find_deadlines(job)
        elapsed = self._elapsed(job, watched)
        if job.status is JobStatus.RUNNING and not elapsed:
            return _LOOK_SOON_S
        pauses = []
        for deadline in watched.deadlines:
            elapsed_s = elapsed.get(deadline.span)
            if elapsed_s is None or deadline.limit_s is None:
                continue
            if elapsed_s < deadline.limit_s:
                pauses.append(None if job.is_paused else deadline.limit_s - elapsed_s)
            elif deadline.is_stop:
                self._stop(job, deadline)
                return _LOOK_SOON_S
            else:
                self._warn(job, deadline)
        return min((pause_s for pause_s in pauses if pause_s is not None), default=None)

    def _find_deadlines(self, job: Job) -> list[Deadline]:
        """Look up the limits of a job; what is usual is gathered once for all that are looked at together."""
        if self._usual is None and needs_median(job.rules):
            self._usual = usual_runs(self._ledger.all())
        return self._deadlines_of(job, self._usual or {})

    def _deadlines_of(self, job: Job, usual: dict[tuple[str, str], list[float]]) -> list[Deadline]:
        """Return the limits of a job; the archive is asked for runs like it only if the list has too few."""
        key = (job.kind, job.name)
        runs = usual.get(key, [])
        if len(runs) < LEAST_RUNS and needs_median(job.rules):
            archived = usual_runs(self._archive.runs(*key, _MOST_ARCHIVED_RUNS))
            runs = usual[key] = [*runs, *archived.get(key, [])]
        return deadlines_of(job.rules, runs)

    def _elapsed(self, job: Job, watched: _Watched) -> dict[str, float]:
        """Return how long a job has run, been silent, or waited, whichever it does."""
        if job.is_waiting:
            since = parse_time(max(job.waiting_since or job.created, job.not_before or ""))
            return {} if since is None else {Span.WAITING: max(0.0, (self._clock.now() - since).total_seconds())}
        if not job.occupies_a_place:
            return {}
        if watched.start_s is None:
            self._find_start(job, watched)
        if watched.start_s is None:
            return {}
        worked_s = self._worked_s(job, watched.start_s)
        return {Span.RUN_TIME: worked_s, Span.SILENCE: max(0.0, worked_s - watched.grew_at_s)}

    def _worked_s(self, job: Job, start_s: float) -> float:
        now_s = self._clock.awake_s() if job.paused_at_s is None else job.paused_at_s
        return max(0.0, now_s - start_s - job.paused_s)

    def _find_start(self, job: Job, watched: _Watched) -> None:
        """Learn when an attempt started, and how long it has been silent as far as that can be told afterwards."""
        folder = self._folder.job(job.id)
        run = None if job.attempt > 1 and holds_earlier(folder, job.attempt) else read_json(folder.run)
        start_s = run.get("awake_clock_s") if run is not None else None
        if not isinstance(start_s, (int, float)):
            return
        worked_s = self._worked_s(job, start_s)
        now = self._clock.now()
        started = parse_time(job.started) or now
        # Sleep and pauses may have come after its last word: in doubt it was not silent for so long.
        idle_s = max(0.0, (now - started).total_seconds() - worked_s)
        try:
            since_s = now.timestamp() - folder.log.stat().st_mtime
        except FileNotFoundError:
            since_s = worked_s
        watched.grew_at_s = worked_s - min(worked_s, max(0.0, since_s - idle_s))
        watched.start_s = start_s

    # -- what follows

    def _warn(self, job: Job, deadline: Deadline) -> None:
        mark = mark_of(deadline)

        def is_due(now: Job) -> bool:
            is_same = now.status is job.status and now.attempt == job.attempt
            return is_same and not any(notice.startswith(mark) for notice in now.notices)

        if not is_due(job):
            return
        warned = self._deeds.change(
            job.id, lambda now: {"notices": (*now.notices, deadline.text)} if is_due(now) else None
        )
        if warned is not None:
            self._bus.put(JobWarned(warned, deadline.text))
            self._bus.deliver()

    def _stop(self, job: Job, deadline: Deadline) -> None:
        if job.cancelled:
            return
        reason = Reason(ReasonCode.TIMED_OUT, deadline.text)
        _log.info("Job %s: %s", job.id, deadline.text)
        self._deeds.cancel(job.id, stopping=reason, only_if=lambda now: _is_as_before(now, job))
        self._dispatch()

    def _deliver_stop(self, job: Job) -> float:
        """See to it that a stop that is on record reaches the job's folder, if the disk refused it at first."""
        folder = self._folder.job(job.id)
        if not folder.is_stop_requested() and folder.path.is_dir() and not folder.verdict.exists():
            request_cancel(folder)
        return _LOOK_SOON_S


def _is_as_before(now: Job, job: Job) -> bool:
    return now.status is job.status and now.attempt == job.attempt and not now.cancelled

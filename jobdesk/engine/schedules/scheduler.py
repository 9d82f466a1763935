"""Sees to it that every run of a schedule takes place once: plans the next, and deals with it when it is due.

The order is what survives a kill at any moment: a run is planned, let go (or given up), and only then is the mark
`last_due` moved past it. Whoever finds the older mark meets the same runs again, since their ids follow from the
schedule and the moment they are due, and sees by their jobs what was done.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from jobdesk.core.errors import JobDeskError, ScheduleNotFoundError
from jobdesk.core.events import Event, JobChanged, ScheduleChanged, ScheduleRemoved
from jobdesk.core.job import RELEASED, Job, JobStatus, Reason, ReasonCode
from jobdesk.core.timing.schedule import Schedule, due_after
from jobdesk.core.timing.times import format_time, parse_time
from jobdesk.engine.handlers.job_factory import JobMaker
from jobdesk.engine.runtime import clock
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.runtime.ticker import Ticker
from jobdesk.engine.schedules.schedule_runs import Runs, planned_reason
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.ledger import Ledger
from jobdesk.engine.storage.schedule_store import ScheduleFiles

_log = logging.getLogger(__name__)
_replace = msgspec.structs.replace
_MARK_AHEAD = timedelta(days=1)
"""A mark that lies farther ahead than this comes of a clock that was wrong, and would stop the schedule for long."""
_TRY_AGAIN = timedelta(seconds=5)


class Scheduler:
    """Holds the schedules of one data folder, and looks after their runs on a thread of its own."""

    def __init__(
        self, folder: DataFolder, ledger: Ledger, maker: JobMaker, bus: EventBus, dispatch: Callable[[], None]
    ) -> None:
        """Read the schedules; whoever asks for them from now on finds them."""
        self._bus = bus
        self._dispatch = dispatch
        self._now = clock.SYSTEM_CLOCK.now
        self._absences = clock.Absences(clock.SYSTEM_CLOCK)
        self._ledger = ledger
        self._steps = clock.ClockSteps(clock.SYSTEM_CLOCK)
        self._runs = Runs(folder, ledger, maker, self._absences.explain)
        self._files = ScheduleFiles(folder.schedules)
        self._lock = threading.RLock()
        self._schedules = self._files.read()
        self._stored_marks = {schedule.id: schedule.last_due for schedule in self._schedules.values()}
        self._settled: set[str] = set()
        self._ticker = Ticker("scheduler", self.look)
        self._is_ticking = False

    def start(self) -> list[str]:
        """Begin if there are any schedules; return what people should know of damaged ones."""
        with self._lock:
            self._mend_strays(self._now())
            if self._schedules:
                self._begin()
        return self._files.notices

    def close(self) -> None:
        """Let no run go any more."""
        self._ticker.close()

    # -- schedules

    @property
    def has_next(self) -> bool:
        """Whether anything is still to come."""
        return any(schedule.is_enabled and due_after(schedule, _mark(schedule)) for schedule in self.all())

    def all(self) -> list[Schedule]:
        """Return the schedules, with what is told of each."""
        with self._lock:
            return list(self._schedules.values())

    def environments(self) -> list[str | None]:
        """Return the keys of the environments of all schedules.

        Without the lock: they are asked for under that of the environments, which planning a run needs under this one.
        """
        return [schedule.environment for schedule in list(self._schedules.values())]

    def get(self, schedule_id: str) -> Schedule | None:
        """Return a schedule, or None."""
        return self._schedules.get(schedule_id)

    def known(self, schedule_id: str) -> Schedule:
        """Return a schedule.

        Raises:
            ScheduleNotFoundError: There is none of this id.
        """
        schedule = self._schedules.get(schedule_id)
        if schedule is None:
            raise ScheduleNotFoundError(schedule_id)
        return schedule

    def now(self) -> datetime:
        """Return the present moment by the scheduler's clock."""
        return self._now()

    def add(self, schedule: Schedule) -> Schedule:
        """Take up a schedule, and plan its first run; it is durable when this returns. Adding it again changes nothing.

        Raises:
            StoreError: It could not be stored.
        """
        with self._lock:
            if schedule.id not in self._schedules:
                self._take_up(schedule)
            added = self._schedules[schedule.id]
        self._follow_up()
        return added

    def change(self, schedule_id: str, compute: Callable[[Schedule], Schedule]) -> Schedule:
        """Change a schedule, and plan its next run anew; it is durable when this returns.

        Args:
            schedule_id: Which one.
            compute: Makes the new form; may raise to refuse.

        Raises:
            ScheduleNotFoundError: It is unknown.
            StoreError: It could not be stored; the schedule is as it was.
        """
        with self._lock:
            self._settle(self.known(schedule_id), self._now())  # What is due now is due by the old form.
            new = compute(self._schedules[schedule_id])
            self._runs.unplan(schedule_id)
            self._take_up(new)
            changed = self._schedules[schedule_id]
        self._follow_up()
        return changed

    def remove(self, schedule_id: str) -> bool:
        """Forget a schedule and its next run; what runs goes on. False if it is unknown."""
        with self._lock:
            if schedule_id not in self._schedules:
                return False
            self._runs.unplan(schedule_id)
            self._files.remove(schedule_id)
            del self._schedules[schedule_id]
        self._bus.put(ScheduleRemoved(schedule_id))
        self._follow_up()
        return True

    def skip(self, schedule_id: str, reason: Reason) -> bool:
        """Leave the next run out, and plan the one after it; False if none is planned.

        Raises:
            ScheduleNotFoundError: It is unknown.
        """
        with self._lock:
            schedule = self.known(schedule_id)
            if schedule.next_job is None or self._runs.end(schedule.next_job, reason) is None:
                return False
            self._settle(schedule, self._now())
        self._follow_up()
        return True

    def reason_to_release(self, job: Job) -> Reason:
        """Return the reason of a job that was held and no longer is: the next run of a schedule is planned again."""
        schedule = self._schedules.get(job.schedule or "")
        if schedule is None or schedule.next_job != job.id or schedule.next_due is None:
            return RELEASED
        return planned_reason(schedule, datetime.fromisoformat(schedule.next_due))

    def _take_up(self, schedule: Schedule) -> None:
        self._begin()  # First: a schedule that no thread looks after must not be accepted.
        self._files.write(schedule)
        self._stored_marks[schedule.id] = schedule.last_due
        self._schedules[schedule.id] = schedule
        self._bus.put(ScheduleChanged(schedule))
        self._settle(schedule, self._now())

    def _begin(self) -> None:
        if not self._is_ticking:
            self._ticker.start()
            self._is_ticking = True
            self._bus.subscribe(self._on_event)

    def _follow_up(self) -> None:
        self._bus.deliver()
        self._dispatch()
        self._ticker.wake()

    # -- looking after their runs

    def look(self) -> float | None:
        """Deal with all that is due, and return in how many seconds to look again; None is not by itself."""
        with self._lock:
            self._absences.note()
            step = self._steps.take()
            if step:
                self._move_relative(step)
            now = self._now()
            moments = [self._settle(schedule, now) for schedule in list(self._schedules.values())]
            self._mend_strays(now)
        self._bus.deliver()
        self._dispatch()
        next_look = min((moment for moment in moments if moment is not None), default=None)
        return None if next_look is None else (next_look - self._now()).total_seconds()

    def _move_relative(self, step: timedelta) -> None:
        """Move what was counted from now along with a clock that was set: intervals and delays go by time that passes.

        What is planned goes first: a kill in between leaves a schedule without its next run, which is then planned
        again by the old times.
        """
        for schedule in list(self._schedules.values()):
            if not schedule.is_relative:
                continue
            field = "anchor" if schedule.at is None else "at"
            times = {name: _moved(getattr(schedule, name), step) for name in (field, "last_due")}
            try:
                self._runs.unplan(schedule.id)
                moved = _replace(schedule, **times)
                self._files.write(moved)
            except (JobDeskError, OSError) as error:
                _log.warning("The clock was set, and schedule %s could not be moved along: %s", schedule.id, error)
                continue
            self._stored_marks[moved.id] = moved.last_due
            self._schedules[moved.id] = moved

    def _on_event(self, event: Event) -> None:
        """Look again when something happened to a run that was in the queue."""
        if isinstance(event, JobChanged) and event.old.schedule is not None and event.old.status is JobStatus.QUEUED:
            self._ticker.wake()

    def _settle(self, schedule: Schedule, now: datetime) -> datetime | None:
        """Deal with all that is due of one schedule; return when to look at it again.

        A failure of one is told, and tried again: it must not keep the others from their runs.
        """
        problem = ""
        try:
            schedule, look_again = self._deal(schedule, now)
        except (JobDeskError, OSError) as error:
            problem = str(error)
            look_again = now + _TRY_AGAIN
            if problem != schedule.problem:
                _log.warning("The next run of schedule %s cannot be looked after: %s", schedule.id, problem)
        self._settled.add(schedule.id)
        schedule = _replace(schedule, problem=problem)
        if schedule != self._schedules[schedule.id]:
            self._schedules[schedule.id] = schedule
            self._bus.put(ScheduleChanged(schedule))
        return look_again

    def _deal(self, schedule: Schedule, now: datetime) -> tuple[Schedule, datetime | None]:
        if not schedule.is_enabled:
            return _replace(schedule, next_due=None, next_job=None), None
        if _mark(schedule) > now + _most_ahead(schedule):
            _log.warning("Schedule %s was marked up to %s: the clock was wrong", schedule.id, schedule.last_due)
            # An interval that was laid down by that clock counts from its time too; one that lies ahead was meant so.
            anchor = schedule.anchor if schedule.anchor > schedule.last_due else min(schedule.anchor, format_time(now))
            if schedule.is_relative:
                anchor = format_time(now)  # Its old times were taken already: their runs have taken place.
            schedule = _replace(schedule, last_due=format_time(now), anchor=anchor)
        next_job = look_again = None
        while (due := due_after(schedule, _mark(schedule))) is not None:
            job = self._runs.plan(schedule, due)
            dealt_until = self._runs.look_after(schedule, job, due, now)
            if dealt_until is None:
                next_job = job.id
                look_again = min(due, parse_time(job.not_before) or due)
                break
            schedule = _replace(schedule, last_due=format_time(dealt_until))
        if schedule.last_due != self._stored_marks.get(schedule.id):
            self._ledger.check_lock()
            self._files.write(schedule)
            self._stored_marks[schedule.id] = schedule.last_due
        next_due = None if due is None else format_time(due)
        return _replace(schedule, next_due=next_due, next_job=next_job), look_again

    def _mend_strays(self, now: datetime) -> None:
        """Leave nothing planned that no schedule will ever let go."""
        next_jobs = {schedule.next_job for schedule in self._schedules.values()}
        for job in self._runs.planned():
            schedule = self._schedules.get(job.schedule or "")
            if schedule is None:
                self._runs.end(job.id, Reason(ReasonCode.SKIPPED, "Skipped: its schedule is gone"))
            elif job.id in next_jobs or schedule.problem or schedule.id not in self._settled:
                continue
            elif (parse_time(job.not_before) or now) > now:
                # Planned by other rules than today's, as those of a time zone may change, or by a wrong clock.
                self._runs.unplan(schedule.id, but=schedule.next_job)
            else:
                self._runs.release(job.id)


def _mark(schedule: Schedule) -> datetime:
    return datetime.fromisoformat(schedule.last_due)


def _most_ahead(schedule: Schedule) -> timedelta:
    """Return how far ahead a mark may lie: a clock that was wrong delays no interval by more than its own length."""
    return min(_MARK_AHEAD, timedelta(seconds=schedule.every_s)) if schedule.every_s is not None else _MARK_AHEAD


def _moved(moment: str, step: timedelta) -> str:
    return format_time(datetime.fromisoformat(moment) + step)

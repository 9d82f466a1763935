"""When what runs will be done, when what waits will start, and when all of it is done: as far as that can be told.

A job that reports how far it is has an estimate of its own; of any other, earlier runs of the same name say how long it
will take. Where neither is known, nothing is said, nor of anything that depends on it.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.jobs.policy import After
from jobdesk.core.queue import Room, is_ready
from jobdesk.core.timing.times import parse_time
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.model.run_history import Usual
from jobdesk.ui.text.job_state import state_group
from jobdesk.ui.text.status_text import ran_s
from jobdesk.ui.text.time_text import coming_text

if TYPE_CHECKING:
    from jobdesk.ui.table.model import JobTableModel

_MOST_WAITING: Final = 1000
_MOST_LOOKS: Final = 20_000
_STEADY_MS: Final = 5000
_NEVER: Final = math.inf

Finishes = Callable[[Job], str | None]
UsualOf = Callable[[Job], Usual | None]


class Forecast(msgspec.Struct, frozen=True):
    """What can be told.

    Attributes:
        starts: When jobs that wait will start, by their ids.
        ends: When jobs that run or wait will be done, by their ids.
        running: How many run.
        waits: Ids of those that wait for their turn or for others; what is to start at some later time is not there.
        unknown: Of how many of them the end cannot be told.
    """

    starts: dict[str, datetime] = {}
    ends: dict[str, datetime] = {}
    running: int = 0
    waits: frozenset[str] = frozenset()
    unknown: int = 0

    @property
    def done(self) -> datetime | None:
        """When nothing will run or wait any more; None if that cannot be told."""
        return max(self.ends.values()) if self.ends and not self.unknown else None


def make_forecast(roster: Roster, finishes: Finishes, usual: UsualOf, now: datetime) -> Forecast:
    """Look ahead: every place is taken again as soon as it is free, in the order of the queue.

    Args:
        roster: The jobs, and the limits that they run under.
        finishes: Says when a job will be done by its own pace, as JobDesk writes times.
        usual: Says how long earlier runs of a job took.
        now: The present.
    """
    running = [roster.known(job_id) for job_id in roster.running_ids()]
    ends = {job.id: _end_of_running(job, finishes(job), usual, now.timestamp()) for job in running}
    waiting = [job for job in map(roster.known, roster.waiting_ids()) if state_group(job) != "scheduled"]
    wishes = [_Wish(job, roster, now.timestamp()) for job in waiting[:_MOST_WAITING]]
    starts = _let_start(wishes, roster, running, ends, usual, now.timestamp())
    return Forecast(
        _known(starts),
        _known(ends),
        len(running),
        frozenset(job.id for job in waiting),
        len(running) + len(waiting) - sum(end != _NEVER for end in ends.values()),
    )


def _known(moments: dict[str, float]) -> dict[str, datetime]:
    return {job_id: datetime.fromtimestamp(at, UTC) for job_id, at in moments.items() if at != _NEVER}


def _end_of_running(job: Job, finishes: str | None, usual: UsualOf, now: float) -> float:
    if job.is_paused or job.cancelled:
        return _NEVER
    own = parse_time(finishes)
    if own is not None:
        return max(now, own.timestamp())
    took = usual(job)
    if took is None or job.started is None:
        return _NEVER
    ran = ran_s(job, datetime.fromtimestamp(now, UTC))
    # Past what is usual, nothing is known any more.
    left = next((length - ran for length in (took.median_s, took.most_s) if length >= ran), _NEVER)
    return now + left


class _Wish:
    """What a job waits for beside its turn; if that is more than a moment or other jobs, nothing is foreseen of it."""

    def __init__(self, job: Job, roster: Roster, now: float) -> None:
        self.job = job
        start = parse_time(job.not_before)
        self.not_before = max(now, start.timestamp()) if start is not None else now
        self.after: list[str] = []
        array = None if job.parent is None else roster.get(job.parent)
        self.is_foreseen = not job.needs and (array is None or array.rules.at_once is None)
        if job.after and not is_ready(job, roster.get):
            others = [roster.get(job_id) for job_id in job.after]
            self.after = [other.id for other in others if other is not None and not other.is_final]
            is_simple = not job.rules.after_any and job.rules.after_when is not After.FAILED
            self.is_foreseen &= is_simple and all(
                other is not None and (not other.is_final or other.status is JobStatus.COMPLETED) for other in others
            )


def _let_start(
    wishes: list[_Wish], roster: Roster, running: list[Job], ends: dict[str, float], usual: UsualOf, now: float
) -> dict[str, float]:
    """Let time pass from one end to the next, and at each of them start what may; `ends` takes when those end.

    Returns:
        When each of them starts, as far as that can be told.
    """
    room = roster.room()
    wishes = [wish for wish in wishes if wish.is_foreseen and (wish.job.rush or _is_open(room, wish.job))]
    starts: dict[str, float] = {}
    moments = [now, *(wish.not_before for wish in wishes if wish.not_before > now)]
    moments += [end for end in ends.values() if end != _NEVER]
    heapq.heapify(moments)
    looks = 0
    places = _Places(roster, running, ends)
    while wishes and moments and looks < _MOST_LOOKS:
        at = heapq.heappop(moments)
        places.free_until(at)
        rest: list[_Wish] = []
        for number, wish in enumerate(wishes):
            if places.count <= 0 and not wish.job.rush:
                rest += wishes[number:]
                break
            looks += 1
            is_due = wish.not_before <= at and all(ends.get(job_id, _NEVER) <= at for job_id in wish.after)
            if not is_due or not (wish.job.rush or places.has_one(wish.job.queue)):
                rest.append(wish)
                continue
            took = usual(wish.job)
            starts[wish.job.id] = at
            end = ends[wish.job.id] = _NEVER if took is None else at + took.median_s
            places.take(wish.job.queue, end)
            if end != _NEVER:
                heapq.heappush(moments, end)
        wishes = rest
    return starts


def _is_open(room: Room, job: Job) -> bool:
    return not room.is_closed and job.queue not in room.closed_queues


class _Places:
    """How many places are free, of all and of each queue that has its own, while time passes."""

    def __init__(self, roster: Roster, running: list[Job], ends: dict[str, float]) -> None:
        self.count = roster.run_limit
        self._queues = {
            name: rules.run_limit for name, rules in roster.limits.queues.items() if rules.run_limit is not None
        }
        self._taken: list[tuple[float, str]] = []
        for job in running:
            self.take(job.queue, ends[job.id])

    def has_one(self, queue: str) -> bool:
        """Tell whether a queue has a place left."""
        return self._queues.get(queue, 1) > 0

    def take(self, queue: str, end: float) -> None:
        """Occupy a place until a moment."""
        heapq.heappush(self._taken, (end, queue))
        self._add(queue, -1)

    def free_until(self, moment: float) -> None:
        """Take back the places whose time is over."""
        while self._taken and self._taken[0][0] <= moment:
            self._add(heapq.heappop(self._taken)[1], 1)

    def _add(self, queue: str, step: int) -> None:
        self.count += step
        if queue in self._queues:
            self._queues[queue] += step


def forecast_text(forecast: Forecast, now: datetime) -> str:
    """Say when all is done; empty if that cannot be told."""
    done = forecast.done
    return "" if done is None else _tr("All done about %1").replace("%1", coming_text(done, now))


class QueueForecast(QObject):
    """Looks ahead when something has changed, and no more than once in five seconds.

    Signals:
        changed: The newest `Forecast`.
    """

    changed = Signal(object)

    def __init__(self, model: JobTableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._is_due = False
        self.forecast = Forecast()
        self._steady = QTimer(self, singleShot=True, interval=_STEADY_MS)
        self._steady.timeout.connect(self._on_steady)
        model.roster_changed.connect(self._on_changed)
        model.history.found.connect(self.look)

    def look(self) -> None:
        """Look ahead now."""
        moment = self._model.moment()
        self._is_due = False
        self._steady.start()
        forecast = make_forecast(self._model.roster, moment.finishes, moment.usual, moment.now)
        if forecast != self.forecast:
            self.forecast = forecast
            self.changed.emit(forecast)

    def _on_changed(self) -> None:
        if self._steady.isActive():
            self._is_due = True
        else:
            self.look()

    def _on_steady(self) -> None:
        if self._is_due:
            self.look()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Forecast", text)

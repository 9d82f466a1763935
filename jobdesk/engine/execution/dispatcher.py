"""Starts what may start: asks the queue, gives each job a worker, and asks again when something has changed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from jobdesk.core.blockers import Blocker, explain, explain_held, missing_reason
from jobdesk.core.errors import StoreError
from jobdesk.core.events import QueueLooked
from jobdesk.core.job import RELEASED, Job, JobStatus, Reason, ReasonCode
from jobdesk.core.limits import Machine
from jobdesk.core.queue import Decision, World, broken_reason, decide
from jobdesk.engine.execution.relative_waits import RelativeWaits
from jobdesk.engine.execution.silences import UsualSilences
from jobdesk.engine.execution.watcher import FolderWatcher
from jobdesk.engine.execution.worker import Worker
from jobdesk.engine.runtime import clock
from jobdesk.engine.runtime.disk import store_error
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.runtime.machine import has_conditions, look_at_machine
from jobdesk.engine.runtime.pool import DaemonPool, Pool
from jobdesk.engine.runtime.ticker import Ticker
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.ledger import Ledger, utc_now
from jobdesk.engine.storage.limits import LimitsStore
from jobdesk.engine.storage.settings import Settings
from jobdesk.executors.base import Executor

_log = logging.getLogger(__name__)
_CLOSE_PATIENCE_S = 2.0
_CHEAP_S = 0.002
"""A decision that takes longer is made on the dispatcher's thread, and no more than a fifth of the time."""
_LOOK_AT_MACHINE_S = 10.0
_GROW_AGAIN_S = 1.0
_TURNS = frozenset({ReasonCode.WAITING_LIMIT, ReasonCode.RESOURCE_MISSING})
"""Reasons of jobs that wait for their turn, whether it can come or not."""
_BEGIN_PATIENCE_S = 5.0
"""How long the pool may take to begin a work before it is given again."""


class Dispatcher:
    """Keeps as many jobs running as the queue allows, each with a worker on the pool."""

    def __init__(
        self,
        folder: DataFolder,
        ledger: Ledger,
        settings: Settings,
        limits: LimitsStore,
        executor: Executor,
        watcher: FolderWatcher,
        pool: Pool,
        bus: EventBus,
    ) -> None:
        self.waits = RelativeWaits(ledger)
        self._folder = folder
        self._ledger = ledger
        self._settings = settings
        self._limits = limits
        self._executor = executor
        self._watcher = watcher
        self._pool = pool
        self._bus = bus
        self._usual_silences = UsualSilences(ledger)
        self._stop = threading.Event()
        self._dispatching = threading.Lock()
        self._is_wanted = False
        self._cost_s = 0.0
        self._ended: set[str] = set()
        self._machine = Machine()
        self._machine_seen = float("-inf")
        self._told: QueueLooked | None = None
        self._next_look: str | None = None
        self._given: set[_Work] = set()
        """Work that the pool may not have begun yet."""
        self._workers = 0
        self._workers_changed = threading.Condition()
        self._ticker = Ticker("dispatcher", self._tick)

    def start(self, found_running: list[Job]) -> None:
        """Give workers to the jobs that an earlier engine left running, and start what may start."""
        self.waits.start()
        for job in found_running:
            self._employ(job, is_new=False)
        for job in self._ledger.waiting():
            self._ended.update(job.after)
        self.dispatch()
        self._ticker.start()

    def stop(self) -> None:
        """Start nothing any more; workers return when they next wake."""
        self._stop.set()
        self._ticker.close()

    def wait_for_workers(self) -> None:
        """Return when all workers have, or after a bounded time."""
        with self._workers_changed:
            self._workers_changed.wait_for(lambda: self._workers == 0, _CLOSE_PATIENCE_S)

    def blockers(self, wanted: Collection[str]) -> dict[str, list[Blocker]]:
        """Say of some queued jobs what holds each back, by their ids."""
        found = explain(self._ledger.waiting(), self._world(), wanted)
        for job_id in wanted:
            job = self._ledger.get(job_id)
            if job is not None and job.is_held:
                found[job_id] = explain_held(job)
        return found

    @property
    def looked(self) -> QueueLooked | None:
        """What was told last of what decisions depend on; None before the first of them."""
        return self._told

    @property
    def run_limit(self) -> int:
        """How many jobs may run at once."""
        return int(self._settings.number("run_limit"))

    # -- deciding

    def note_end(self, job_id: str) -> None:
        """Remember that a job has ended or is gone, for those that wait for it."""
        self._ended.add(job_id)

    def dispatch(self) -> None:
        """Start whatever may start now; called after every change that could make room or need it."""
        if self._ledger.is_together:
            return  # Whoever changes many jobs calls when all are changed.
        if self._cost_s > _CHEAP_S:
            self._ticker.wake()
        else:
            self._dispatch()

    def refresh(self) -> None:
        """Dispatch after a change of limits or settings: by the machine as it is now."""
        self._machine_seen = float("-inf")
        self.dispatch()

    def _tick(self) -> float | None:
        self._give_again()
        look_again = self._next_look = self._dispatch()
        self._stop.wait(4 * self._cost_s if self._cost_s > _CHEAP_S else 0)
        pauses = []
        if look_again is not None:
            pauses.append((datetime.fromisoformat(look_again) - clock.now()).total_seconds())
        if self._ledger.waiting_count and has_conditions(self._limits.limits):
            pauses.append(_LOOK_AT_MACHINE_S)
        if isinstance(self._pool, DaemonPool) and not self._pool.grow():
            pauses.append(_GROW_AGAIN_S)
        if self._given:
            pauses.append(_BEGIN_PATIENCE_S)
        return min(pauses, default=None)

    def _dispatch(self) -> str | None:
        """Decide until nothing has changed meanwhile; whoever comes while another one decides leaves it to that one."""
        look_again = None
        self._is_wanted = True
        while self._is_wanted and not self._stop.is_set() and self._dispatching.acquire(blocking=False):
            try:
                self._is_wanted = False
                look_again = self._start_eligible()
            except StoreError as error:
                # Nobody may see a job running of which no line is on disk; it waits until saving works again.
                self._ledger.report_failure(error)
                return None
            finally:
                self._dispatching.release()
        if look_again is not None and (self._next_look is None or look_again < self._next_look):
            self._ticker.wake()
        return look_again

    def _start_eligible(self) -> str | None:
        if self.waits.correct():
            self._next_look = None  # It was a time by the clock as it stood before.
        self._give_up_broken()
        next_moment = self._ledger.release_due()
        begun = time.perf_counter()
        world = self._world()
        self._mark_unmeetable(self._ledger.needy(), world)
        first = self._ledger.first_waiting()
        is_full = world.is_paused or len(world.running) >= world.run_limit
        # Those in a rush stand before all others: while there is no place for anybody else, nobody need be looked at.
        is_vain = first is None or (is_full and not first.rush)
        decision = Decision([], None) if is_vain else decide(self._ledger.waiting(), world)
        self._cost_s = time.perf_counter() - begun
        self._tell(world)
        for at, job in enumerate(decision.start, 1):
            over = len(world.running) + at
            self._make_folder(job)
            started = self._ledger.change(job.id, lambda job, over=over: _begin(job, over, world), durable=False)  # type: ignore[misc]
            if started is not None:
                self._employ(started, is_new=True)
        return min(filter(None, (decision.look_again, next_moment)), default=None)

    def _make_folder(self, job: Job) -> None:
        """Make the folder of a task, or of a job whose own was deleted, before it is taken for a started job's."""
        try:
            self._folder.make_job(job.id)
        except OSError as error:
            if job.parent is not None:
                raise store_error(self._folder.job(job.id).path, error) from error
            # Of any other job its worker says what is wrong with its folder; the queue goes on.

    def mark_unmeetable(self, job: Job) -> None:
        """Say at once of a job that was released or changed whether waiting is no help."""
        if job.needs:
            self._mark_unmeetable([job], self._world())

    def _mark_unmeetable(self, jobs: Iterable[Job], world: World) -> None:
        """Say of jobs that ask for more than there will ever be that waiting is no help, until there is enough."""
        for job in jobs:
            if job.reason is not None and job.reason.code in _TURNS and job.reason != _turn_reason(job, world):
                mark = partial(_mark_turn, world=world)
                self._ledger.change(job.id, mark, durable=False)

    def _give_up_broken(self) -> None:
        """Cancel, or hold, the jobs whose wait has become vain; what is lost of that is found again at the start."""
        while self._ended:
            for dependent in self._ledger.dependents(self._ended.pop()):
                reason = broken_reason(dependent, self._ledger.find)
                if reason is not None:
                    give_up = partial(_give_up, reason=reason)
                    self._ledger.change(dependent.id, give_up, durable=False)

    def _world(self) -> World:
        now = time.monotonic()
        if now - self._machine_seen > _LOOK_AT_MACHINE_S:
            self._machine = look_at_machine(self._limits.limits)
            self._machine_seen = now
        return World(
            now=utc_now(),
            running=tuple(self._ledger.running()),
            run_limit=self.run_limit,
            is_paused=self._settings.flag("queue_paused") or self._limits.are_lost,
            limits=self._limits.limits,
            machine=self._machine,
            find=self._ledger.find,
        )

    def _tell(self, world: World) -> None:
        """Tell the listeners what decisions depend on, when it is another than before."""
        looked = QueueLooked(world.run_limit, world.is_paused, world.limits, world.machine)
        if looked != self._told:
            self._told = looked
            self._bus.put(looked)
            self._bus.deliver()

    # -- workers

    def _employ(self, job: Job, *, is_new: bool) -> None:
        worker = Worker(
            job,
            self._folder.job(job.id),
            self._executor,
            self._ledger,
            self._watcher,
            self._stop,
            self._settings,
            self._usual_silences,
        )
        if not is_new:
            worker.take_over()
        with self._workers_changed:
            self._workers += 1
        work = _Work(worker, self._finish_work, is_new=is_new)
        is_first = not self._given
        self._given.add(work)
        self._give(work)
        # With the first, a sleeping ticker begins to check whether the pool has begun its work.
        if is_first or (isinstance(self._pool, DaemonPool) and self._pool.is_short):
            self._ticker.wake()

    def _give(self, work: _Work) -> None:
        work.given_at = time.monotonic()
        try:
            self._pool.start(work)
        except RuntimeError as error:
            _log.warning("Work waits for a thread: %s", error)

    def _give_again(self) -> None:
        """See to work that the pool has not begun, since the system refuses it a thread, or has cost it the work.

        A new job goes back into the queue; one that was found running is given to the pool again.
        """
        now = time.monotonic()
        for work in list(self._given):
            if work.is_begun:
                self._given.discard(work)
            elif now - work.given_at > _BEGIN_PATIENCE_S:
                if not work.is_new:
                    self._give(work)
                elif work.take():
                    work.worker.put_back("No thread could be started for it")
                    self._finish_work(work)

    def _finish_work(self, work: _Work) -> None:
        self._given.discard(work)
        self.dispatch()
        with self._workers_changed:
            self._workers -= 1
            self._workers_changed.notify_all()


class _Work:
    """What the pool runs for one job; begun once, however often it is given.

    Attributes:
        is_new: Whether nothing of the job can have run before.
        given_at: When the pool was given it last, on the monotonic clock.
    """

    def __init__(self, worker: Worker, finish: Callable[[_Work], None], *, is_new: bool) -> None:
        self.worker = worker
        self.is_new = is_new
        self.given_at = 0.0
        self._finish = finish
        self._taken = threading.Lock()

    @property
    def is_begun(self) -> bool:
        """Whether somebody has taken it."""
        return self._taken.locked()

    def take(self) -> bool:
        """Take it; True only for the one call that does."""
        return self._taken.acquire(blocking=False)

    def __call__(self) -> None:
        """Run the worker, unless that was done before."""
        if self.take():
            try:
                self.worker()
            finally:
                self._finish(self)


def _begin(job: Job, over: int, world: World) -> dict[str, Any] | None:
    if not job.is_waiting:
        return None
    fields: dict[str, Any] = {"status": JobStatus.RUNNING, "reason": None, "started": utc_now(), "rush": False}
    if job.rush and over > world.run_limit:
        fields["notices"] = (*job.notices, f"Started at your wish over the limit: {over} of {world.run_limit} running")
    return fields


def _turn_reason(job: Job, world: World) -> Reason:
    return missing_reason(job, world) or RELEASED


def _mark_turn(job: Job, world: World) -> dict[str, Any] | None:
    reason = _turn_reason(job, world)
    is_marked = job.is_waiting and job.reason is not None and job.reason.code in _TURNS and job.reason != reason
    return {"reason": reason} if is_marked else None


def _give_up(job: Job, reason: Reason) -> dict[str, Any] | None:
    if not job.is_waiting:
        return None
    if job.rules.hold_if_broken:
        return {"reason": Reason(ReasonCode.DEPENDENCY_FAILED, f"Held: {reason.text}")}
    return {"status": JobStatus.CANCELLED, "reason": reason, "finished": utc_now()}

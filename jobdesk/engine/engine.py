"""The engine of one data folder: what JobManager stands on where this process holds the lock."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from jobdesk import __version__
from jobdesk.core.actions.base import A, Request
from jobdesk.core.actions.removal import ArchiveJobs, DeleteJobs, RestoreJobs
from jobdesk.core.config import fit_name
from jobdesk.core.errors import FolderLostError, JobNotFoundError, LogUnreadableError, StoreError
from jobdesk.core.events import FolderLost, JobChanged, JobRemoved, Listener, QueueLooked, SaveRecovered
from jobdesk.core.job import RELEASED, Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.attempts import reason_to_wait
from jobdesk.core.jobs.selection import find_job, select_jobs
from jobdesk.core.jobs.template import Template
from jobdesk.core.queue import is_ready
from jobdesk.engine.arrays.arrays import Arrays
from jobdesk.engine.arrays.verbs import ArrayVerbs, config_of_failed, or_array
from jobdesk.engine.execution.dispatcher import Dispatcher
from jobdesk.engine.execution.logs import find_log, read_tail
from jobdesk.engine.execution.watcher import FolderWatcher
from jobdesk.engine.handlers.bulk import Bulk
from jobdesk.engine.handlers.deadlines import Deadlines
from jobdesk.engine.handlers.job_control import Deeds
from jobdesk.engine.handlers.job_factory import JobMaker
from jobdesk.engine.handlers.queues import Queues
from jobdesk.engine.handlers.request_handlers import RequestHandlers
from jobdesk.engine.handlers.retention import Retention
from jobdesk.engine.handlers.templates import Templates, make_template
from jobdesk.engine.handlers.trash import Trash
from jobdesk.engine.handlers.triggers import Triggers
from jobdesk.engine.handlers.validation import accept_update, check_field_names, check_timeout
from jobdesk.engine.ipc.background import background_command
from jobdesk.engine.ipc.control import ControlServer
from jobdesk.engine.program.preload import preload
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.runtime.pool import DaemonPool, Pool
from jobdesk.engine.runtime.ticker import Ticker
from jobdesk.engine.schedules.scheduler import Scheduler
from jobdesk.engine.schedules.schedules import Schedules
from jobdesk.engine.storage.archive import Archive
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.environments import Environments
from jobdesk.engine.storage.folder_cleaner import Leftovers
from jobdesk.engine.storage.folder_lock import FolderLock
from jobdesk.engine.storage.ledger import Ledger
from jobdesk.engine.storage.limits import LimitsStore
from jobdesk.engine.storage.saver import Saver
from jobdesk.engine.storage.settings import Settings
from jobdesk.engine.storage.store import Store, load_state
from jobdesk.executors.forks import Forkable, clear_in_children
from jobdesk.executors.local import LocalExecutor
from jobdesk.executors.supervisor.launcher import Launcher
from jobdesk.kinds.registry import kind_of

_log = logging.getLogger(__name__)
_KEEP_FOLDER_S = 1.0
_RUN_LOGS_PATIENCE_S = 5.0
_LOAD_AFTER_S = 1.0
_HELD = Reason(ReasonCode.HELD, "Held by you")


class Engine(Forkable):
    """Runs the jobs of one data folder until it is closed; the jobs themselves go on without it."""

    def __init__(self, folder: DataFolder, lock: FolderLock, pool: Pool | None = None, role: str = "script") -> None:
        """Load the state, take up what runs, and start what may start.

        Args:
            folder: The data folder, prepared.
            lock: The hold on the folder; released by `close`.
            pool: Runs the workers; None is a pool of daemon threads.
            role: What this engine is, for those who ask: "desk", "serve" or "script".

        Raises:
            StoreError: The state cannot be read or the journal not made.
        """
        self.folder = folder
        self.role = role
        self._lock = lock
        self._stop = threading.Event()
        clear_in_children(self)
        self._ending = threading.Lock()
        self._own_pool = DaemonPool()
        self._bus = EventBus()
        self.settings = Settings(folder.settings, self._bus)
        self._limits = LimitsStore(folder.limits)
        state = load_state(folder)
        self.notices = [*self.settings.notices, *self._limits.notices, *state.notices]
        for notice in self.notices:
            _log.warning("%s", notice)
        store = Store(folder, state.snapshot, lock)
        self._store = store
        self._archive = Archive(folder.archive, folder.run_logs)
        ledger = self._ledger = Ledger(state.snapshot, store, self._bus, self._archive.get)
        if state.needs_save and not ledger.save() and state.is_imported:
            # By this save its jobs get their ids for good: what is journaled without it would name unknown jobs.
            store.close()
            raise StoreError(str(folder.state), "the earlier system's jobs could not be taken over")
        self._watcher = FolderWatcher(folder.hints, self._bus)
        self._launcher = Launcher()
        nice = int(self.settings.number("job_nice"))
        environments = self._environments = Environments(folder.environments, lock.check)
        executor = LocalExecutor(folder.run_logs, folder.hints, self._launcher, nice, lock.check, folder.environments)
        self._deeds = Deeds(ledger, folder, self._watcher)
        self._maker = JobMaker(folder, ledger, self.settings, executor, environments, self.find_job)
        self._dispatcher = Dispatcher(
            folder, ledger, self.settings, self._limits, executor, self._watcher, pool or self._own_pool, self._bus
        )
        dispatch = self._dispatcher.dispatch
        self._queues = Queues(self._limits, self.settings, ledger, self._deeds, self._dispatcher)
        self._arrays = Arrays(folder, ledger, self._maker, self._deeds, self._dispatcher, self._bus)
        self.array_verbs = ArrayVerbs(ledger, self._deeds, self._arrays, self.find_job)
        self.scheduler = Scheduler(folder, ledger, self._maker, self._bus, dispatch)
        self._schedules = Schedules(self.scheduler, ledger, environments)
        self._deadlines = Deadlines(
            ledger, folder, self._deeds, self._bus, dispatch, self._archive, self._dispatcher.waits
        )
        self._templates = Templates(folder.templates, environments)
        leftovers = Leftovers(folder.run_logs)
        self._retention = Retention(folder, ledger, self._archive, self.settings, self._limits, self._bus, leftovers)
        self._followers = (
            self._arrays,
            Triggers(ledger, self._templates, self.submit_job, self._bus),
            self._retention,
            self._deadlines,
        )
        self._bulk = Bulk(ledger, self.verb, dispatch)
        self._trash = Trash(ledger, self._retention, leftovers, self.settings)
        self.handlers = self._make_handlers()
        self._saver = Saver(ledger, store, self._bus, save_at_once=ledger.needs_save)
        self._final = threading.Condition()
        self._keeper = Ticker("folder", self._keep_folder)
        self._has_run_logs_s = time.monotonic()
        self._not_renewed = ""
        self._bus.subscribe(self._on_event)
        self._begin()

    def _make_handlers(self) -> RequestHandlers:
        """Name the handler of each request: a method of the part that owns what it changes."""
        handlers = RequestHandlers(self._ledger, self._archive, self._dispatcher.dispatch, self._settle_array)
        handlers.add_together(ArchiveJobs, self._retention.archive)
        handlers.add_together(DeleteJobs, self._trash.delete)
        handlers.add_together(RestoreJobs, self._trash.restore)
        return handlers

    def _begin(self) -> None:
        """Open the control channel, begin all work, and only then answer whoever asks over the channel."""
        self.is_loaded = threading.Event()
        """Set once all that will be needed of the program's files has been loaded."""
        found_running = self._ledger.running()
        control = None
        try:
            control = self.control = ControlServer(self.folder, self.do, self.verb)
            self._watcher.start()
            for follower in self._followers:
                follower.start()
            self._dispatcher.start(found_running)
            self.notices += self.scheduler.start()
            self._trash.start()
            self._saver.start()
            self._lock.on_lost = self._keeper.wake
            self._keeper.start()
            if not self.notices:  # Of a list that was damaged nobody knows what it referred to.
                self._environments.start(self._bus, self._references)
            # Last: nobody is to see what a kill left half done, which those above have just brought to its end.
            self.control.start()
            self._own_pool.start(self._load)
        except BaseException:
            # Without the lock, which is lost now, no work may go on.
            self._end(control)
            raise

    def do(self, request: Request[A]) -> A:
        """Handle a request of a manager, the command line or another process.

        Raises:
            FolderLostError: The folder is no longer this engine's.
            JobDeskError: See `RequestHandlers.do`.
        """
        self._lock.check()
        return self.handlers.do(request)

    # -- the verbs: what JobManager, the command line and other processes ask for that is no request yet

    def create_job(self, config: dict[str, Any], *, job_id: str | None = None, **wishes: Any) -> Job:
        """Store a held job; see `JobManager.create_job`. With a `job_id`, asking twice makes one job."""
        held = Reason(ReasonCode.NOT_STARTED, "Held: start it when you wish")
        job = self._maker.make(config, held, job_id, **wishes)
        self._arrays.settle(job.id)
        return self._ledger.get(job.id) or job

    def submit_job(self, config: dict[str, Any], *, job_id: str | None = None, **wishes: Any) -> Job:
        """Store a job that starts as soon as it may; see `JobManager.submit_job`."""
        job = self._maker.make(config, RELEASED, job_id, **wishes)
        self._arrays.settle(job.id)
        self.admit(job)
        return self._ledger.get(job.id) or job

    @or_array
    def start_job(self, job_id: str) -> bool:
        """Release a held job; True only for the one call that does."""

        def compute(job: Job) -> dict[str, Any] | None:
            if not job.is_held or job.is_external or job.deleted:
                return None
            kind_of(job.config).check(job.config)
            return {"reason": reason_to_wait(job) or self.scheduler.reason_to_release(job)}

        job = self._deeds.change(job_id, compute)
        if job is not None:
            self.admit(job)
        return job is not None

    def run_now(self, job_id: str) -> bool:
        """Start a queued job whatever limits, pauses and times say, unless it waits for other jobs; else False."""

        def compute(job: Job) -> dict[str, Any] | None:
            if job.status is not JobStatus.QUEUED or job.is_external or job.deleted:
                return None
            if job.is_array:  # Thousands of tasks at once are nobody's wish; but the next run of a schedule begins.
                return {"reason": RELEASED, "not_before": None} if job.is_planned else None
            if not is_ready(job, self._ledger.find):
                return None
            kind_of(job.config).check(job.config)
            return {"reason": RELEASED, "rush": True, "not_before": None}

        job = self._deeds.change(job_id, compute)
        self._dispatcher.dispatch()
        return job is not None

    @or_array
    def cancel_job(self, job_id: str, *, force: bool = False) -> bool:
        """Ask for a stop, without any grace if `force`; False if the job has ended or is unknown."""
        is_asked = self._deeds.cancel(job_id, force=force)
        self._dispatcher.dispatch()
        return is_asked

    @or_array
    def pause_job(self, job_id: str) -> bool:
        """Freeze a running job, or hold one that waits; False if there is nothing to pause."""
        job = self._deeds.change(job_id, lambda job: {"reason": _HELD, "rush": False} if job.is_waiting else None)
        return job is not None or self._deeds.freeze(job_id, Reason(ReasonCode.PAUSED, "Paused by you"))

    @or_array
    def resume_job(self, job_id: str) -> bool:
        """Let a paused job go on, or release a held one; False if it is neither."""
        return self._deeds.thaw(job_id) or self.start_job(job_id)

    def empty_trash(self) -> int:
        """Remove what is in the trash for good, and return how many jobs that were."""
        return self._trash.empty()

    def rerun_job(self, job_id: str, *, start: bool = False, new_id: str | None = None, **origin: Any) -> Job | None:
        """Create a held job with the config of another; with `start`, release it at once. None for an unknown id.

        Args:
            job_id: The other one.
            start: Whether it is released.
            new_id: Its id, if whoever asks has made one.
            **origin: The `environment` of whoever asks, for a job whose own is not kept any more; with `env_from` for
                any.
        """
        old = self.get_job(job_id)
        return None if old is None else self._repeat(old, old.config, start, new_id, origin)

    def rerun_failed(self, job_id: str, *, start: bool = False, new_id: str | None = None, **origin: Any) -> Job | None:
        """Create an array of what failed in another; see `JobManager.rerun_failed`."""
        old = self.get_job(job_id)
        if old is None:
            return None
        config = config_of_failed(old, self._ledger.get, self._archive.tasks_of)
        return self._repeat(old, config, start, new_id, origin)

    def _repeat(self, old: Job, config: dict[str, Any], start: bool, new_id: str | None, origin: dict[str, Any]) -> Job:
        make = self.submit_job if start else self.create_job
        return make(config, job_id=new_id, name=fit_name(old.name), rerun_of=old.id, **origin, **old.wishes())

    @or_array
    def update_job(self, job_id: str, fields: dict[str, Any]) -> Job | None:
        """Change what a user may change, or take a script's report on an external job; see `JobManager.update_job`."""
        check_field_names(fields)
        if job_id not in self._known():
            return None
        job = self._ledger.change(job_id, lambda job: accept_update(job, fields, self.find_job))
        if job is not None:
            self.admit(job)
        return self._ledger.get(job_id)

    def get_job(self, job_id: str) -> Job | None:
        """Return a job of the list or the archive, or None."""
        return self._ledger.find(job_id)

    def find_job(self, job_ref: str) -> Job:
        """Return the job that an id, a number (with or without #) or a unique prefix of an id names.

        Raises:
            JobNotFoundError: None fits.
            AmbiguousJobError: More than one does.
        """
        try:
            return find_job(str(job_ref), self._ledger.get, self._ledger.by_number, self._ledger.all)
        except JobNotFoundError:
            return self._archive.find(str(job_ref))

    def list_jobs(self, status: str | None = None, limit: int | None = None, **chosen: Any) -> list[Job]:
        """Return jobs, the newest first; see `JobManager.list_jobs`."""
        return select_jobs(self._ledger.all(), status, limit, **chosen)

    def wait_job(self, job_id: str, timeout_s: float | None = None) -> Job | None:
        """Return a job once it has ended, or as it is when the time is over; None for an unknown id."""
        check_timeout(timeout_s)
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        with self._final:
            while True:
                job = self.get_job(job_id)
                if job is None or job.is_final or self._stop.is_set():
                    return job
                rest_s = None if deadline is None else deadline - time.monotonic()
                if rest_s is not None and rest_s <= 0:
                    return job
                self._final.wait(rest_s)

    def read_log(self, job_id: str, tail: int | None = None, attempt: int | None = None) -> str:
        """Return a job's log, or its last lines, as text; see `JobManager.read_log`."""
        job = self.get_job(job_id)
        if job is None:
            raise JobNotFoundError(job_id)
        log = find_log(self.folder.job(job_id), attempt, job.number)
        try:
            return read_tail(log, tail)
        except OSError as error:
            raise LogUnreadableError(job.number, str(log), error.strerror or str(error)) from error

    def list_templates(self) -> list[Template]:
        """Return all templates by name."""
        return self._templates.all()

    def save_template(self, template: Any, **origin: Any) -> None:
        """Store a template, in the place of one with the same name; `origin` is where it is saved, if it has none."""
        self._templates.save(template if isinstance(template, Template) else make_template(template), **origin)

    def delete_template(self, name: str) -> bool:
        """Remove a template; False if there is none of this name."""
        return self._templates.delete(name)

    def change_setting(self, key: str, value: object) -> None:
        """Change one setting, at once and for good."""
        self.settings.change(key, value)
        self._dispatcher.refresh()
        self._retention.look()

    def get_settings(self) -> dict[str, Any]:
        """Return all settings with their present values."""
        return self.settings.all()

    def status(self) -> dict[str, Any]:
        """Tell what this engine is and does."""
        return {
            "role": self.role,
            "pid": os.getpid(),
            "version": __version__,
            "running": self._ledger.running_count,
            "waiting": self._ledger.waiting_count,
            "jobs": len(self._known()),
            "run_limit": self.settings["run_limit"],
            "notices": self.notices,
            "is_saved": not self._ledger.needs_save,
        }

    # -- for its owner

    def after_fork(self) -> None:
        """Be closed in a forked process: it saves nothing, ends nothing and waits for no thread of the other one."""
        self._ending = threading.Lock()
        self._final = threading.Condition()
        self._stop = threading.Event()
        self._stop.set()

    def verb(self, name: str) -> Callable[..., Any]:
        """Return what answers a verb: this engine, or the part of it that the verb is about.

        Raises:
            FolderLostError: The folder is no longer this engine's.
        """
        self._lock.check()
        parts = (self, self._queues, self._retention, self._schedules, self._deadlines, self._bulk)
        owner = next(part for part in parts if hasattr(part, name))
        method: Callable[..., Any] = getattr(owner, name)
        return method

    def subscribe(self, listener: Listener) -> None:
        """Call a listener for every event, on whichever thread it happens; it must be quick."""
        self._bus.subscribe(listener)

    def unsubscribe(self, listener: Listener) -> None:
        """Stop calling a listener."""
        self._bus.unsubscribe(listener)

    @property
    def looked(self) -> QueueLooked | None:
        """The newest `QueueLooked`, for a listener that comes later."""
        return self._dispatcher.looked

    @property
    def has_unfinished(self) -> bool:
        """Whether any released job has not ended yet, or a schedule has runs to come."""
        return self._ledger.has_unfinished or self.scheduler.has_next or any(one.is_busy for one in self._followers)

    @property
    def has_lost(self) -> bool:
        """Whether the folder is no longer this engine's, which then ends by itself."""
        return self._lock.is_lost

    def close(self) -> None:
        """Save and let go of the folder; running jobs go on under their supervisors."""
        with self._ending:
            if self._stop.is_set():
                return
            self._stop.set()
        if self._lock.is_lost:
            text = str(FolderLostError(str(self.folder.path)))
            _log.error("%s", text)
            self._bus.put(FolderLost(text))
            self._bus.deliver()
        self._end(self.control)
        self._lock.release()

    def leave_successor(self) -> None:
        """Have a background engine go on should this process be killed; an orderly end decides that by itself.

        Raises:
            OSError: Nothing could be started that would outlive this process.
        """
        command, variables = background_command(self.folder)
        self._launcher.leave_successor(command, variables, self.folder.path)

    # -- within

    def _end(self, control: ControlServer | None) -> None:
        """End all that was begun, of which the last parts may never have been."""
        self._stop.set()
        self._keeper.close()
        self.scheduler.close()
        self._dispatcher.stop()
        for follower in self._followers:
            follower.close()
        self._environments.close()
        if control is not None:
            control.close(is_folder_lost=self._lock.is_lost)
        with self._final:
            self._final.notify_all()
        self._watcher.close()
        self._dispatcher.wait_for_workers()
        self._own_pool.close()
        self._launcher.close()
        self._trash.close()
        self._saver.close()
        self._store.close()

    def _keep_folder(self) -> float | None:
        """See now and then that the folder is still this engine's; end if it is not."""
        try:
            self._lock.check()
        except FolderLostError:
            self.close()
            return None
        except StoreError as error:
            _log.warning("%s", error)
        else:
            self._renew()
        return _KEEP_FOLDER_S

    def _references(self) -> Iterator[str | None]:
        """Give the keys of the environments that a job, a rerun of it, a schedule or a template may still need."""
        yield from self.scheduler.environments()
        for template in self._templates.all():
            yield template.environment
        for job in self._ledger.all():
            if job.deleted is None or not job.is_final:  # A held job in the trash can come back and start.
                yield job.environment

    def _renew(self) -> None:
        """Make again what somebody has deleted and others need: the socket, the pipe for hints, the job folders."""
        now = time.monotonic()
        if os.path.lexists(self.folder.run_logs):
            self._has_run_logs_s = now
        try:
            self.control.renew()
            self._watcher.renew_hints()
            # Not at once: somebody may be about to put it elsewhere and a link in its place.
            if now - self._has_run_logs_s > _RUN_LOGS_PATIENCE_S:
                self.folder.run_logs.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            if str(error) != self._not_renewed:
                _log.warning("What was deleted from the data folder cannot be made again now: %s", error)
            self._not_renewed = str(error)
        else:
            self._not_renewed = ""

    def _load(self) -> None:
        """Load all that will be needed, a little after the start: a script that only asks is over by then."""
        if self._stop.wait(_LOAD_AFTER_S):
            return
        preload()
        try:
            self._launcher.prepare()
        except OSError as error:
            _log.warning("Jobs cannot be started now: %s", error)
        self.is_loaded.set()

    def _settle_array(self, array_id: str) -> None:
        self._arrays.settle(array_id)
        array = self._ledger.get(array_id)
        if array is not None:
            self.admit(array)

    def _known(self) -> dict[str, Job]:
        return self._ledger.jobs_by_id

    def admit(self, job: Job) -> None:
        """Let the queue look at a job that was released or changed."""
        self._dispatcher.mark_unmeetable(job)
        for job_id in job.after:
            other = self._ledger.get(job_id)
            self._dispatcher.note_end(job_id) if other is None or other.is_final else None
        self._dispatcher.dispatch()

    def _on_event(self, event: object) -> None:
        if isinstance(event, JobRemoved) or (
            isinstance(event, JobChanged) and event.job.is_final and not event.old.is_final
        ):
            self._dispatcher.note_end(event.job.id)
            with self._final:
                self._final.notify_all()
        elif isinstance(event, SaveRecovered):
            self._dispatcher.dispatch()  # What could not be started while the disk was full.

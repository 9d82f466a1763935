"""JobManager: the one door to a data folder's jobs, whether this process runs them or another one does."""

from __future__ import annotations

import atexit
import os
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from jobdesk.core.config import is_encodable
from jobdesk.core.errors import (
    EngineBusyError,
    EngineUnreachableError,
    InvalidValueError,
    JobDeskError,
    JobNotFoundError,
)
from jobdesk.core.events import Listener
from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job, Reason
from jobdesk.core.template import Template, check_template, fill
from jobdesk.engine.acceptance import check_timeout
from jobdesk.engine.background import start_background_engine
from jobdesk.engine.channel import read_address
from jobdesk.engine.client import EngineClient
from jobdesk.engine.data_folder import STATE_NAME, DataFolder, default_home
from jobdesk.engine.pool import Pool
from jobdesk.executors.folder import take_lock

if TYPE_CHECKING:
    from jobdesk.engine.engine import Engine

_CONNECT_PATIENCE_S = 15.0
_T = TypeVar("_T")


class JobManager:
    """Creates, starts, cancels and tells of the jobs of one data folder.

    The first manager on a folder runs its jobs; every later one, in this process or another, speaks to the first. Both
    look the same from outside, and a manager takes over when the one it spoke to is gone. Nothing is made on disk
    before something is stored. All methods may be called from any thread.
    """

    def __init__(
        self,
        state_file: str | os.PathLike[str] | None = None,
        *,
        pool: Pool | None = None,
        role: str = "script",
    ) -> None:
        """Open a data folder.

        Args:
            state_file: Its ``jobs_state.json``, or a state file of another name that has a folder to itself; None is
                the user's own data folder.
            pool: Runs the workers if this manager runs the jobs; None is a pool of daemon threads.
            role: What to tell others that this manager is.
        """
        path = Path(state_file).expanduser().absolute() if state_file is not None else default_home() / STATE_NAME
        self.folder = DataFolder(path.parent, path.name)
        self._pool = pool
        self._role = role
        self._door: Engine | EngineClient | None = None
        self._opening = threading.RLock()
        self._listeners: list[Listener] = []
        self._is_closed = False

    # -- jobs

    def create_job(
        self,
        config: dict[str, Any],
        *,
        name: str | None = None,
        queue: str = "default",
        priority: int = 0,
        tags: Sequence[str] = (),
        after: Sequence[str] = (),
    ) -> Job:
        """Store a job that is queued and held until `start_job`; it is durable when this returns.

        Args:
            config: What to run; copied. Keys that its kind does not know are kept.
            name: For people; None derives one from the config.
            queue: The named queue that it waits in.
            priority: A higher number starts earlier.
            tags: For people and filters.
            after: Jobs (ids, numbers or prefixes) that must complete before it starts.

        Raises:
            InvalidConfigError: JSON cannot hold the config, or its kind cannot run it.
            InvalidValueError: Another argument cannot be used.
            JobNotFoundError: A job in `after` does not exist.
            StoreError: It could not be stored.
        """
        wishes = {
            "name": name,
            "queue": queue,
            "priority": priority,
            "tags": _as_list(tags),
            "after": _as_list(after),
        }
        return self._create("create_job", config, wishes)

    def submit_job(
        self,
        config: dict[str, Any],
        *,
        name: str | None = None,
        queue: str = "default",
        priority: int = 0,
        tags: Sequence[str] = (),
        after: Sequence[str] = (),
    ) -> Job:
        """Create a job and start it, in one durable step; arguments and errors as in `create_job`."""
        wishes = {
            "name": name,
            "queue": queue,
            "priority": priority,
            "tags": _as_list(tags),
            "after": _as_list(after),
        }
        return self._create("submit_job", config, wishes)

    def start_job(self, job_id: str) -> bool:
        """Release a held job, which then starts or waits its turn.

        Returns:
            True only for the one call that released it; False if it was released before, has ended, or is unknown.

        Raises:
            InvalidConfigError: Its config names nothing that can be run.
        """
        return bool(self._ask("start_job", False, job_id=job_id))

    def cancel_job(self, job_id: str, *, force: bool = False) -> bool:
        """Ask for the stop of a job and of everything that it started; a queued job is cancelled at once.

        Args:
            job_id: Which one.
            force: Whether to kill it at once instead of asking politely first; also for a job that is stopping.

        Returns:
            False if the job has ended already, or is unknown.
        """
        return bool(self._ask("cancel_job", False, job_id=job_id, force=force))

    def pause_job(self, job_id: str) -> bool:
        """Freeze a running job with all its processes, or hold one that waits its turn.

        Returns:
            False if there is nothing to pause: it is paused, held, ended or unknown.
        """
        return bool(self._ask("pause_job", False, job_id=job_id))

    def resume_job(self, job_id: str) -> bool:
        """Let a paused job go on, or release a held one.

        Returns:
            False if it is neither paused nor held.
        """
        return bool(self._ask("resume_job", False, job_id=job_id))

    def move_job(self, job_id: str, before: str | None = None) -> bool:
        """Put a waiting job right before another one, or at the end of the queue.

        Returns:
            False if one of the two does not wait.
        """
        return bool(self._ask("move_job", False, job_id=job_id, before=before))

    def delete_job(self, job_id: str) -> bool:
        """Move a job that has ended, or is held, to the trash, from which `restore_job` brings it back.

        Returns:
            False if it is unknown, still waits or runs, or is there already.
        """
        return bool(self._ask("delete_job", False, job_id=job_id))

    def restore_job(self, job_id: str) -> bool:
        """Bring a job back from the trash; False if it is not there."""
        return bool(self._ask("restore_job", False, job_id=job_id))

    def empty_trash(self) -> int:
        """Remove what is in the trash for good, logs and all, and return how many jobs that were."""
        return int(self._ask("empty_trash", 0))

    def rerun_job(self, job_id: str, *, start: bool = False) -> Job | None:
        """Create a job with the config, name, queue, priority and tags of another.

        Args:
            job_id: The job to repeat.
            start: Whether to start it too; else it is held.

        Returns:
            The new job, or None if there is no such job.
        """
        job: Job | None = self._ask("rerun_job", None, job_id=job_id, start=start, new_id=new_job_id())
        return job

    def update_job(self, job_id: str, **fields: Any) -> Job | None:
        """Change a job's name, tags, priority, queue or notes, and its config while it is queued.

        A script that drives a held job by itself reports with ``status``, ``error``, ``result_summary`` and
        ``exit_code``; the queue then leaves that job alone.

        Returns:
            The new snapshot, or None if there is no such job.

        Raises:
            UnknownFieldError: A job has no such field, or it is not to be set from outside.
            InvalidTransitionError: The status cannot change this way.
            InvalidValueError: A value cannot be used.
        """
        job: Job | None = self._ask("update_job", None, job_id=job_id, fields={**fields})
        return job

    def get_job(self, job_id: str) -> Job | None:
        """Return a job by its id; None if there is none."""
        job: Job | None = self._ask("get_job", None, job_id=job_id)
        return job

    def find_job(self, job_ref: str | int) -> Job:
        """Return the job that an id, a number or a unique prefix of an id names.

        Raises:
            JobNotFoundError: None fits.
            AmbiguousJobError: More than one does.
        """
        job: Job = self._ask_now("find_job", job_ref=str(job_ref))
        return job

    def list_jobs(self, status: str | None = None, limit: int | None = None, *, trash: bool = False) -> list[Job]:
        """Return jobs, the newest first, of one status or of all; with `trash`, those in the trash instead.

        Raises:
            InvalidValueError: There is no such status.
        """
        jobs: list[Job] = self._ask("list_jobs", [], status=status, limit=limit, trash=trash)
        return jobs

    def why(self, job_id: str) -> Reason | None:
        """Say why a job does not run; None if it runs or has ended.

        Raises:
            JobNotFoundError: There is no such job.
        """
        reason: Reason | None = self._ask_now("why", job_id=job_id)
        return reason

    def wait_job(self, job_id: str, timeout_s: float | None = None) -> Job | None:
        """Wait until a job has ended.

        Returns:
            The job, ended unless the time was over first; None if there is no such job.
        """
        check_timeout(timeout_s)
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            rest_s = None if deadline is None else max(0.0, deadline - time.monotonic())
            job: Job | None = self._ask("wait_job", None, job_id=job_id, timeout_s=rest_s)
            is_over = deadline is not None and time.monotonic() >= deadline
            if job is None or job.is_final or is_over or self._is_closed:
                return job

    def read_log(self, job_id: str, tail: int | None = None) -> str:
        """Return a job's log, or its last `tail` lines.

        Raises:
            JobNotFoundError: There is no such job.
            InvalidValueError: `tail` is not a count.
        """
        text: str = self._ask_now("read_log", job_id=job_id, tail=tail)
        return text

    # -- templates

    def list_templates(self) -> list[Template]:
        """Return the templates of the data folder, by name."""
        templates: list[Template] = self._ask("list_templates", [])
        return templates

    def save_template(self, template: Template) -> None:
        """Store a template, in the place of one with the same name.

        Raises:
            InvalidValueError: Its parts do not fit together.
        """
        check_template(template)
        self._ask_now("save_template", template=template)

    def delete_template(self, name: str) -> bool:
        """Remove a template; False if there is none of this name."""
        return bool(self._ask("delete_template", False, name=name))

    def run_template(self, name: str, values: dict[str, str] | None = None) -> Job:
        """Fill a template's blanks and submit the job.

        Args:
            name: The template.
            values: Values by parameter; a missing one has its default.

        Raises:
            InvalidValueError: There is no such template, or a value does not fit.
        """
        template = next((one for one in self.list_templates() if one.name == name), None)
        if template is None:
            raise InvalidValueError("template", f"there is none called {name!r}")
        config, job_name = fill(template, values or {})
        return self.submit_job(
            config, name=job_name, queue=template.queue, priority=template.priority, tags=template.tags
        )

    # -- the engine

    def change_setting(self, key: str, value: object) -> None:
        """Change one setting of the data folder, such as ``run_limit``.

        Raises:
            InvalidValueError: There is no such setting, or it cannot have this value.
        """
        self._ask_now("change_setting", key=key, value=value)

    def get_settings(self) -> dict[str, Any]:
        """Return all settings of the data folder with their present values; `engine.settings` describes them."""
        return dict(self._ask_now("get_settings"))

    def status(self) -> dict[str, Any]:
        """Tell which engine runs the jobs, and how many there are."""
        return dict(self._ask_now("status"))

    def subscribe(self, listener: Listener) -> None:
        """Call a listener for every event of the engine, in order, on the engine's threads.

        Raises:
            EngineBusyError: Another process runs the jobs; ask it with `list_jobs` or `wait_job`.
        """
        self.hold().subscribe(listener)

    def hold(self) -> Engine:
        """Be the one that runs the jobs.

        Returns:
            The engine of this process.

        Raises:
            EngineBusyError: Another process, or another manager, runs them.
        """
        while True:
            door = self._open()
            if not isinstance(door, EngineClient):
                return door
            try:
                status = door.call("status")
            except ConnectionError:
                self._forget(door)  # It has ended meanwhile; its place may be free.
                continue
            raise EngineBusyError(str(self.folder.path), f"{status['role']}, process {status['pid']}")

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._is_closed

    def close(self, *, hand_over: bool = True) -> None:
        """Let go of the folder; running jobs go on.

        Args:
            hand_over: Whether an engine in the background goes on with jobs that have not ended.
        """
        with self._opening:
            door, self._door, self._is_closed = self._door, None, True
            if door is None:
                return
            has_unfinished = not isinstance(door, EngineClient) and door.has_unfinished
            door.close()
        if has_unfinished and hand_over:
            start_background_engine(self.folder).release()

    def __enter__(self) -> JobManager:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- within

    def _create(self, verb: str, config: dict[str, Any], wishes: dict[str, Any]) -> Job:
        from jobdesk.core.config import freeze_config

        # Checked and copied here, so that what cannot be sent is refused in the same words as what cannot be stored.
        # The id is made here too: if the engine dies while it answers, asking its successor makes no second job.
        freeze_config(config)
        job: Job = self._ask_now(verb, config=config, job_id=new_job_id(), **wishes)
        return job

    def _ask(self, verb: str, absent: _T, **args: Any) -> Any:
        """Ask for a verb that finds nothing where nothing was ever stored."""
        if self._door is None and not self.folder.exists():
            return absent
        if not is_encodable(str(args.get("job_id", ""))):
            return absent  # Which cannot even be asked for over the channel.
        return self._ask_now(verb, **args)

    def _ask_now(self, verb: str, **args: Any) -> Any:
        while True:
            door = self._open()
            if not isinstance(door, EngineClient):
                return _call_engine(door, verb, args)
            try:
                return door.call(verb, **args)
            except UnicodeEncodeError:
                raise _unsendable(args) from None
            except ConnectionError:
                self._forget(door)

    def _forget(self, door: EngineClient) -> None:
        with self._opening:
            if self._door is door:
                door.close()
                self._door = None

    def _open(self) -> Engine | EngineClient:
        with self._opening:
            if self._is_closed:
                raise RuntimeError("this JobManager is closed")
            if self._door is None:
                self._door = self._find_door()
            return self._door

    def _find_door(self) -> Engine | EngineClient:
        """Hold the folder if nobody does, else connect to its holder; it may be just starting or just ending."""
        notices = self.folder.prepare()
        deadline = time.monotonic() + _CONNECT_PATIENCE_S
        while True:
            lock = take_lock(self.folder.lock)
            if lock is not None:
                return self._become_engine(lock, notices)
            address = read_address(self.folder.control)
            if address is not None:
                try:
                    return EngineClient(address)
                except ConnectionError as error:
                    problem = str(error)
            else:
                problem = "it has left no address"
            if time.monotonic() > deadline:
                raise EngineUnreachableError(str(self.folder.path), problem)
            time.sleep(0.02)

    def _become_engine(self, lock: int, notices: list[str]) -> Engine:
        from jobdesk.engine.engine import Engine  # Late: a client needs none, and a window shows before it does.

        try:
            engine = Engine(self.folder, lock, self._pool, self._role)
        except BaseException:
            os.close(lock)
            raise
        engine.notices[:0] = notices
        atexit.register(_close_at_exit, weakref.ref(self))
        return engine


def _call_engine(engine: Engine, verb: str, args: dict[str, Any]) -> Any:
    method: Callable[..., Any] = getattr(engine, verb)
    return method(**args)


def _unsendable(args: dict[str, Any]) -> JobDeskError:
    """What the engine would have said of the argument that cannot be sent to it."""
    flat = {**args, **args.get("fields", {})}
    name = next((name for name in reversed(flat) if not _is_sendable({name: flat[name]})), "fields")
    if name in {"job_id", "job_ref"}:
        return JobNotFoundError(str(args[name]))
    return InvalidValueError(name, "holds half of a surrogate pair, which is no text")


def _is_sendable(value: Any) -> bool:
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        return False
    return True


def _as_list(values: Sequence[str]) -> Any:
    """Tuples and sets cross the channel as lists; a text by mistake stays one, to be refused by name."""
    return values if isinstance(values, str) or not isinstance(values, (list, tuple, set, frozenset)) else list(values)


def _close_at_exit(manager: weakref.ref[JobManager]) -> None:
    """What a script submitted runs on after its end, in the background."""
    alive = manager()
    if alive is not None:
        alive.close()


_managers: dict[Path, JobManager] = {}
_managers_lock = threading.Lock()


def get_job_manager(state_file: str | os.PathLike[str] | None = None) -> JobManager:
    """Return this script's manager of a data folder, the same one at every call.

    For scripts only: inside JobDesk a manager is passed to who needs it.
    """
    path = Path(state_file).expanduser().absolute() if state_file is not None else default_home() / STATE_NAME
    with _managers_lock:
        manager = _managers.get(path)
        if manager is None or manager.is_closed:
            manager = _managers[path] = JobManager(path)
        return manager

"""JobManager: the one door to a data folder's jobs, whether this process runs them or another one does."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import msgspec

from jobdesk.core.actions.base import A, JobsRequest, Request
from jobdesk.core.actions.removal import ArchiveJobs, DeleteJobs, RestoreJobs
from jobdesk.core.config import freeze_config
from jobdesk.core.errors import InvalidValueError
from jobdesk.core.events import Listener
from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job
from jobdesk.core.jobs.policy import Policy
from jobdesk.core.jobs.selection import JobRef, as_text
from jobdesk.core.jobs.template import Template, check_template, fill
from jobdesk.engine.engine_connection import Door, as_sent
from jobdesk.engine.handlers.validation import check_timeout
from jobdesk.engine.manager_archive import ArchiveMethods
from jobdesk.engine.manager_arrays import ArrayMethods
from jobdesk.engine.manager_attempts import AttemptMethods
from jobdesk.engine.manager_bulk import BulkMethods
from jobdesk.engine.manager_queues import QueueMethods
from jobdesk.engine.manager_schedules import ScheduleMethods
from jobdesk.engine.runtime.pool import Pool
from jobdesk.engine.storage.data_folder import STATE_NAME, DataFolder, default_home

if TYPE_CHECKING:
    from jobdesk.engine.engine import Engine


class Wishes(TypedDict, total=False):
    """What may be wished for a new job beside what it runs; what is left out has its default.

    Attributes:
        name: For people; None derives one from the config.
        queue: The named queue that it waits in.
        priority: A higher number starts earlier.
        tags: For people and filters.
        after: Jobs (ids, numbers, prefixes or snapshots) that must end before it starts; well, unless `policy` says
            otherwise.
        needs: Amounts of named resources that it occupies while it runs, such as ``{"gpu": 1}``.
        not_before: Moment (aware, or its ISO text) before which it does not start.
        delay: Seconds from now before which it does not start, in place of `not_before`; a clock that is set does not
            change them.
        policy: Conditions, retries, time limits, parking, triggers: a `core.policy.Policy`, or its JSON object.
        notify: Whether its end is told: "always", "never", or empty for as its config or the settings say.
        env_from: "engine" for the environment of the process that runs the queue. By default the job has a copy of this
            process's, as it is now, and starts in its folder; one that repeats another has that one's instead, unless
            "here" asks for this process's.
        environment: Key of a stored environment, as `Job.environment` has it.
        submit_folder: Folder in which it starts and its relative paths begin, in the place of this process's.
    """

    name: str | None
    queue: str
    priority: int
    tags: Sequence[str]
    after: Sequence[JobRef]
    needs: Mapping[str, float]
    not_before: datetime | str | None
    delay: float | None
    policy: Policy | dict[str, Any] | None
    notify: str
    env_from: str
    environment: str | None
    submit_folder: str | None


class JobManager(ArchiveMethods, ArrayMethods, AttemptMethods, BulkMethods, QueueMethods, ScheduleMethods):
    """Creates, starts, cancels and tells of the jobs of one data folder.

    The first manager on a folder runs its jobs; every later one, in this process or another, speaks to the first. Both
    look the same from outside, and a manager takes over when the one it spoke to is gone. Nothing is made on disk
    before something is stored. All methods may be called from any thread. Where they take a job, its id, its number
    and a snapshot of it name it equally.
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
        path = _state_path(state_file)
        self.folder = DataFolder(path.parent, path.name)
        self._door = Door(self.folder, pool, role)

    def do(self, request: Request[A]) -> A:
        """Have the engine handle a request of `core.actions`, in which jobs are named by their ids.

        Raises:
            StoreError: The disk refused to store it; of a request on jobs, for one of them or more.
            JobDeskError: It was refused. A request on jobs says that in its `Outcome`, for each.
        """
        return self._door.do(request)

    # -- jobs

    def create_job(self, config: dict[str, Any], **wishes: Unpack[Wishes]) -> Job:
        """Store a job that is queued and held until `start_job`; it is durable when this returns.

        Args:
            config: What to run; copied. Keys that its kind does not know are kept.
            **wishes: See `Wishes`.

        Raises:
            InvalidConfigError: JSON cannot hold the config, or its kind cannot run it.
            InvalidValueError: A wish cannot be fulfilled.
            JobNotFoundError: A job in `after` does not exist.
            StoreError: It could not be stored.
        """
        return self._create("create_job", config, wishes)

    def submit_job(self, config: dict[str, Any], **wishes: Unpack[Wishes]) -> Job:
        """Create a job and start it, in one durable step; arguments and errors as in `create_job`."""
        return self._create("submit_job", config, wishes)

    def start_job(self, job_id: JobRef) -> bool:
        """Release a held job, which then starts or waits its turn.

        Returns:
            True only for the one call that released it; False if it was released before, has ended, or is unknown.

        Raises:
            InvalidConfigError: Its config names nothing that can be run.
        """
        return bool(self._door.ask("start_job", False, job_id=job_id))

    def cancel_job(self, job_id: JobRef, *, force: bool = False) -> bool:
        """Ask for the stop of a job and of everything that it started; a queued job is cancelled at once.

        Args:
            job_id: Which one.
            force: Whether to kill it at once instead of asking politely first; also for a job that is stopping.

        Returns:
            False if the job has ended already, or is unknown.
        """
        return bool(self._door.ask("cancel_job", False, job_id=job_id, force=force))

    def pause_job(self, job_id: JobRef) -> bool:
        """Freeze a running job with all its processes, or hold one that waits its turn.

        Returns:
            False if there is nothing to pause: it is paused, held, ended or unknown.
        """
        return bool(self._door.ask("pause_job", False, job_id=job_id))

    def resume_job(self, job_id: JobRef) -> bool:
        """Let a paused job go on, or release a held one.

        Returns:
            False if it is neither paused nor held.
        """
        return bool(self._door.ask("resume_job", False, job_id=job_id))

    def delete_job(self, job_id: JobRef) -> bool:
        """Move a job that has ended, or is held, to the trash, from which `restore_job` brings it back.

        An archived job is deleted for good, logs and all. An array goes with its tasks, and a task with its array.

        Returns:
            False if it is unknown, still waits or runs, or is there already.
        """
        return self._is_done(DeleteJobs(), job_id)

    def delete_jobs(self, job_ids: Iterable[JobRef]) -> list[str]:
        """Move jobs to the trash, and delete archived ones for good, as `delete_job` does."""
        return self.do(DeleteJobs(job_ids=self._ids(job_ids))).all_done()

    def restore_job(self, job_id: JobRef) -> bool:
        """Bring a job back from the trash or the archive; False if it is in neither."""
        return self._is_done(RestoreJobs(), job_id)

    def restore_jobs(self, job_ids: Iterable[JobRef]) -> list[str]:
        """Bring jobs back from the trash or the archive, as `restore_job` does."""
        return self.do(RestoreJobs(job_ids=self._ids(job_ids))).all_done()

    def archive_job(self, job_id: JobRef) -> bool:
        """Move a job that has ended to the archive, an array with its tasks: out of the list, but not out of reach.

        Returns:
            False if it is unknown, has not ended, is in the trash, is a task, or if another job waits for it.
        """
        return self._is_done(ArchiveJobs(), job_id)

    def archive_jobs(self, job_ids: Iterable[JobRef]) -> list[str]:
        """Move jobs that have ended to the archive, as `archive_job` does."""
        return self.do(ArchiveJobs(job_ids=self._ids(job_ids))).all_done()

    def empty_trash(self) -> int:
        """Remove what is in the trash for good, logs and all, and return how many jobs that were."""
        return int(self._door.ask("empty_trash", 0))

    def rerun_job(self, job_id: JobRef, *, start: bool = False, env_from: str = "") -> Job | None:
        """Create a job with the config and name of another, and all that was wished for it beside these.

        Args:
            job_id: The job to repeat.
            start: Whether to start it too; else it is held.
            env_from: "here" for this process's environment, "engine" for that of the engine; by default it has that of
                the job that it repeats.

        Returns:
            The new job, or None if there is no such job.
        """
        origin = self._door.rerun_origin(env_from)
        job: Job | None = self._door.ask("rerun_job", None, job_id=job_id, start=start, new_id=new_job_id(), **origin)
        return job

    def update_job(self, job_id: JobRef, **fields: Any) -> Job | None:
        """Change a job's name, tags, priority, queue, policy, notes or notify.

        While it is queued also its config, and what it waits for: after, needs, and not_before or delay.

        A script that drives a held job by itself reports with ``status``, ``error``, ``result_summary`` and
        ``exit_code``; the queue then leaves that job alone.

        Returns:
            The new snapshot, or None if there is no such job.

        Raises:
            UnknownFieldError: A job has no such field, or it is not to be set from outside.
            InvalidTransitionError: The status cannot change this way.
            InvalidValueError: A value cannot be used.
        """
        sent = {name: as_sent(value) for name, value in fields.items()}
        job: Job | None = self._door.ask("update_job", None, job_id=job_id, fields=sent)
        return job

    def get_job(self, job_id: JobRef) -> Job | None:
        """Return a job by its id; None if there is none."""
        job: Job | None = self._door.ask("get_job", None, job_id=job_id)
        return job

    def find_job(self, job_ref: JobRef) -> Job:
        """Return the job that an id, a number or a unique prefix of an id names.

        Raises:
            JobNotFoundError: None fits.
            AmbiguousJobError: More than one does.
        """
        job: Job = self._door.ask_now("find_job", job_ref=as_text(job_ref))
        return job

    def list_jobs(
        self,
        limit: int | None = None,
        status: str | None = None,
        *,
        trash: bool = False,
        tasks: bool = True,
        array: JobRef | None = None,
    ) -> list[Job]:
        """Return jobs, the newest first.

        Args:
            limit: At most so many.
            status: Only those of this status; of one that does not exist there are none.
            trash: Those in the trash instead.
            tasks: Whether the tasks of arrays are among them.
            array: An array: only its tasks.

        Raises:
            InvalidValueError: The limit is not a count.
        """
        if isinstance(limit, str):
            raise InvalidValueError("limit", f"must be a count; for a status write list_jobs(status={limit!r:.40})")
        jobs: list[Job] = self._door.ask(
            "list_jobs", [], status=status, limit=limit, trash=trash, tasks=tasks, array=array
        )
        return jobs

    def wait_job(self, job_id: JobRef, timeout_s: float | None = None) -> Job | None:
        """Wait until a job has ended.

        Returns:
            The job, ended unless the time was over first; None if there is no such job.
        """
        check_timeout(timeout_s)
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            rest_s = None if deadline is None else max(0.0, deadline - time.monotonic())
            job: Job | None = self._door.ask("wait_job", None, job_id=job_id, timeout_s=rest_s)
            is_over = deadline is not None and time.monotonic() >= deadline
            if job is None or job.is_final or is_over or self.is_closed:
                return job

    # -- templates

    def list_templates(self) -> list[Template]:
        """Return the templates of the data folder, by name."""
        templates: list[Template] = self._door.ask("list_templates", [])
        return templates

    def save_template(self, template: Template) -> None:
        """Store a template, in the place of one with the same name.

        Raises:
            InvalidValueError: Its parts do not fit together.
        """
        check_template(template)
        self._door.ask_now("save_template", template=template, **self._door.origin())

    def delete_template(self, name: str) -> bool:
        """Remove a template; False if there is none of this name."""
        return bool(self._door.ask("delete_template", False, name=name))

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
        return self.submit_job(config, name=job_name, **template.wishes(), **template.origin())

    # -- the engine

    def change_setting(self, key: str, value: object) -> None:
        """Change one setting of the data folder, such as ``run_limit``.

        Raises:
            InvalidValueError: There is no such setting, or it cannot have this value.
        """
        self._door.ask_now("change_setting", key=key, value=value)

    def get_settings(self) -> dict[str, Any]:
        """Return all settings of the data folder with their present values; `engine.settings` describes them."""
        return dict(self._door.ask_now("get_settings"))

    def status(self) -> dict[str, Any]:
        """Tell which engine runs the jobs, and how many there are."""
        return dict(self._door.ask_now("status"))

    def check_environment(self) -> str:
        """Read the environment for the jobs that this process submits.

        Returns:
            What is wrong with it, in words; empty if nothing is.
        """
        return self._door.check_environment()

    def search_path(self) -> str:
        """Return the folders in which jobs that this process submits find their programs, as in PATH."""
        return self._door.search_path()

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
        return self._door.hold()

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._door.is_closed

    def close(self, *, hand_over: bool = True) -> None:
        """Let go of the folder; running jobs go on.

        Args:
            hand_over: Whether an engine in the background goes on with jobs that have not ended.
        """
        self._door.close(hand_over=hand_over)

    def __enter__(self) -> JobManager:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ids(self, job_refs: Iterable[JobRef]) -> tuple[str, ...]:
        return self._door.sent_ids(job_refs)

    def _is_done(self, request: JobsRequest, job_ref: JobRef) -> bool:
        """Do something to one job; False where it is not possible."""
        ids = self._ids([job_ref])
        return bool(ids) and self.do(msgspec.structs.replace(request, job_ids=ids)).is_done(ids[0])

    def _create(self, verb: str, config: dict[str, Any], wishes: Wishes) -> Job:
        # Checked and copied here, so that what cannot be sent is refused in the same words as what cannot be stored.
        # The id is made here too: if the engine dies while it answers, asking its successor makes no second job.
        freeze_config(config)
        sent = {name: as_sent(value) for name, value in wishes.items()}
        env_from = sent.pop("env_from", "")
        origin = self._door.origin(env_from)
        if env_from and sent.get("rerun_of"):
            origin["env_from"] = env_from
        job: Job = self._door.ask_now(verb, config=config, job_id=new_job_id(), **{**origin, **sent})
        return job


def _state_path(state_file: str | os.PathLike[str] | None) -> Path:
    return default_home() / STATE_NAME if state_file is None else Path(state_file).expanduser().absolute()


_managers: dict[Path, JobManager] = {}
_managers_lock = threading.Lock()


def _renew_lock() -> None:
    """Let go in a forked process of what a thread of the other one may have held."""
    global _managers_lock  # noqa: PLW0603
    _managers_lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


def get_job_manager(state_file: str | os.PathLike[str] | None = None) -> JobManager:
    """Return this script's manager of a data folder, the same one at every call.

    For scripts only: inside JobDesk a manager is passed to who needs it.
    """
    path = _state_path(state_file)
    with _managers_lock:
        manager = _managers.get(path)
        if manager is None or manager.is_closed:
            manager = _managers[path] = JobManager(path)
        return manager

"""Makes jobs: checks what was asked for, lays out the folder, and enters the job into the ledger."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from jobdesk.core.config import freeze_config
from jobdesk.core.errors import DataFolderError, FolderLostError, InvalidValueError, StoreError, UnknownFieldError
from jobdesk.core.ids import is_job_id, new_job_id
from jobdesk.core.job import ARRAY_KIND, RELEASED, Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.array import fill_tasks, read_spec
from jobdesk.core.jobs.array_tasks import SHARED_WITH_TASKS, task_id, task_policy
from jobdesk.core.jobs.policy import ORIGIN
from jobdesk.engine.execution.launch_plans import check_folder, plan_job
from jobdesk.engine.handlers.validation import CHECKS, accept_start, check_after, check_submit_folder, kind_and_name
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.environments import Environments
from jobdesk.engine.storage.ledger import Ledger, utc_now
from jobdesk.engine.storage.settings import Settings
from jobdesk.executors.base import Executor
from jobdesk.executors.local import write_spec
from jobdesk.kinds.registry import KINDS, kind_of

_WISHES: dict[str, Callable[[Any], Any]] = {
    **CHECKS,
    "schedule": str,
    "triggered_by": str,
    "depth": int,
    "rerun_of": str,
    "submit_folder": check_submit_folder,
    "environment": str,
    "notices": tuple,
}
"""What may be wished for a new job beside `after`, and what accepts each."""
_START = ("not_before", "delay")
"""Wishes of which one may be given, as times of their own or counted from now."""
_MAY_BE_NONE = frozenset({"name", *_START, "policy", "schedule", "triggered_by", "rerun_of", *ORIGIN})
"""Wishes of which None says as much as leaving them out; of others it is a mistake, as a NaN is on the channel."""


class JobMaker:
    """Makes the jobs of one data folder."""

    def __init__(
        self,
        folder: DataFolder,
        ledger: Ledger,
        settings: Settings,
        executor: Executor,
        environments: Environments,
        find: Callable[[str], Job],
    ) -> None:
        self._folder = folder
        self._ledger = ledger
        self._settings = settings
        self._executor = executor
        self._environments = environments
        self._wishes: dict[str, Callable[[Any], Any]] = {**_WISHES, "after": partial(check_after, find=find)}

    def make(self, config: dict[str, Any], reason: Reason, job_id: str | None, **wishes: Any) -> Job:
        """Make a queued job; it is durable when this returns. Asking twice with one `job_id` makes one job.

        Args:
            config: What to run; copied.
            reason: Why it does not run yet: held, or waiting its turn.
            job_id: Its id, if whoever asks has made one.
            **wishes: Fields as they were given; what is left out has its default. Known are those of `JobManager`,
                the submitter's `environment` (its text, or the key of a stored one) and `submit_folder`, and schedule,
                triggered_by, depth, rerun_of and notices for jobs that the engine makes itself. One that repeats
                another has that one's environment and folder; `env_from`, where it is not empty, has it take the
                given environment all the same.

        Raises:
            InvalidConfigError: JSON cannot hold the config, or its kind cannot run it.
            InvalidValueError: A wish cannot be fulfilled.
            JobNotFoundError: A job in `after` does not exist.
            DataFolderError: Its folder could not be laid out.
            StoreError: It could not be stored.
        """
        if job_id is not None:
            if not is_job_id(job_id):
                raise InvalidValueError("job_id", "must be 12 characters of 0-9 and a-z")
            existing = self._ledger.find(job_id)
            if existing is not None:
                self._ledger.sync()  # Whoever asked first may still wait for the disk.
                return existing
        with contextlib.ExitStack() as stack:
            wishes |= self._keep_origin(wishes, stack)
            return self._make(config, reason, job_id, **wishes)

    def _keep_origin(self, wishes: dict[str, Any], stack: contextlib.ExitStack) -> dict[str, Any]:
        """Return the wishes for a new job's environment and folder, the environment stored and kept meanwhile."""

        def keep(value: object) -> str | None:
            return stack.enter_context(self._environments.keeping(value))

        is_chosen = bool(wishes.pop("env_from", ""))
        old = self._ledger.find(wishes["rerun_of"]) if isinstance(wishes.get("rerun_of"), str) else None
        if old is None:
            return {"environment": keep(wishes.get("environment"))}
        environment = wishes.get("environment") if is_chosen else old.environment
        origin: dict[str, Any] = {"submit_folder": old.submit_folder, "environment": keep(environment)}
        notices: list[str] = []
        folder = self._folder.job(old.id)
        if folder.fed.exists() or folder.stdin.is_fifo():
            notices.append(f"The input of #{old.number} was a stream, which is over: it reads nothing")
        if not is_chosen and old.environment is not None and not self._environments.has(old.environment):
            text = f"The environment of #{old.number} is not kept any more: it has that of whoever repeats it"
            origin["environment"] = keep(wishes.get("environment"))
            notices.append(text)
        return {**origin, "notices": (*wishes.get("notices", ()), *notices)}

    def _make(self, config: dict[str, Any], reason: Reason, job_id: str | None, **wishes: Any) -> Job:
        raw_config = freeze_config(config)
        frozen = msgspec.json.decode(raw_config, type=dict[str, Any])
        kind, name = kind_and_name(frozen, is_held=reason.code == ReasonCode.NOT_STARTED)
        check_folder(frozen, wishes.get("submit_folder"))
        unknown = [wish for wish in wishes if wish not in self._wishes and wish not in _START]
        if unknown:
            raise UnknownFieldError(unknown[0], [*CHECKS, *_START, "after"])
        if kind == ARRAY_KIND and reason.code == ReasonCode.WAITING_LIMIT:
            reason = Reason(ReasonCode.TASKS, "Its tasks wait their turn")
        given = {field: value for field, value in wishes.items() if value is not None or field not in _MAY_BE_NONE}
        fields: dict[str, Any] = {
            "name": name,
            **{field: self._wishes[field](value) for field, value in given.items() if field not in _START},
            **_start(given),
            "kind": kind,
            "raw_config": raw_config,
            "reason": reason,
        }
        new_id = job_id or new_job_id(self._ledger.jobs_by_id)
        try:
            # Under the ledger's lock, since two may ask with one id at the same time.
            return self._ledger.add(lambda number: self._ledger.get(new_id) or self._lay_out(new_id, number, fields))
        except FolderLostError:
            raise  # What has its path now is another engine's.
        except StoreError:
            if self._ledger.get(new_id) is None:
                shutil.rmtree(self._folder.job(new_id).path, ignore_errors=True)
            raise
        except OSError as error:
            shutil.rmtree(self._folder.job(new_id).path, ignore_errors=True)
            raise DataFolderError(
                str(self._folder.path),
                error.strerror or str(error),
                "Free space or mend the permissions, then try again.",
            ) from error

    def make_tasks(self, array: Job) -> int:
        """Make the tasks of an array that are not there yet; they are durable when this returns.

        Returns:
            How many tasks it has.

        Raises:
            StoreError: They could not be stored; the tasks before are there.
        """
        spec = read_spec(array.config)
        is_held = array.reason is not None and array.reason.code in {ReasonCode.NOT_STARTED, ReasonCode.HELD}
        shared = {
            "kind": kind_of(spec.task).key,
            "reason": array.reason if is_held else RELEASED,
            "policy": task_policy(array.policy),
            "parent": array.id,
            **{field: getattr(array, field) for field in SHARED_WITH_TASKS},
        }

        def make(index: int, config: dict[str, Any], name: str) -> Callable[[int], Job]:
            fields = {**shared, "name": name, "index": index, "raw_config": msgspec.Raw(msgspec.json.encode(config))}
            return lambda number: self._build(task_id(array.id, index), number, fields)

        tasks = list(fill_tasks(spec, array.name))
        self._ledger.add_many(
            make(index, config, name)
            for index, (config, name) in enumerate(tasks)
            if self._ledger.get(task_id(array.id, index)) is None
        )
        return len(tasks)

    def _lay_out(self, job_id: str, number: int, fields: dict[str, Any]) -> Job:
        """Build the job, and its folder with all that starts it."""
        job = self._build(job_id, number, fields)
        # It is there if an engine died on its way to the journal, and is asked again by whoever got no answer.
        self._folder.make_job(job_id)
        if job.rerun_of is not None:
            self._share_input(job.rerun_of, job_id)
        if job.kind in KINDS:
            self._executor.prepare(job, plan_job(job, self._settings, self._executor), self._settings.number("grace_s"))
        else:
            write_spec(self._folder.job(job_id), job)
        return job

    def _share_input(self, old_id: str, new_id: str) -> None:
        """Give a rerun the stored input of the job that it repeats."""
        old, new = self._folder.job(old_id).stdin, self._folder.job(new_id).stdin
        if not old.is_file() or new.exists():
            return
        try:
            new.hardlink_to(old)
        except OSError:  # Some file systems have no such links.
            shutil.copyfile(old, new)

    def _build(self, job_id: str, number: int, fields: dict[str, Any]) -> Job:
        """Build the job alone. A task gets its folder when it starts: until then its array says all about it."""
        created = utc_now()
        return Job(
            id=job_id,
            number=number,
            status=JobStatus.QUEUED,
            created=created,
            updated=created,
            logs_path=str(self._folder.job(job_id).log),
            **fields,
        )


def _start(given: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that say when a job may start."""
    found = [field for field in _START if given.get(field) is not None]
    if len(found) > 1:
        raise InvalidValueError("delay", "cannot be given together with not_before: both say when the job may start")
    return accept_start(found[0], given[found[0]]) if found else {}

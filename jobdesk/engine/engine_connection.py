"""The way to a data folder's engine: this process holds it, or speaks to whoever does, and takes over when they go."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from jobdesk.core.actions.base import A, Request
from jobdesk.core.config import is_encodable
from jobdesk.core.errors import (
    EngineBusyError,
    EngineStalledError,
    EngineStartError,
    EngineUnreachableError,
    FolderLostError,
    InvalidValueError,
    JobDeskError,
    JobNotFoundError,
)
from jobdesk.core.job import Job
from jobdesk.core.jobs.selection import JobRef, as_text
from jobdesk.core.own_program import own_python
from jobdesk.engine.ipc.background import start_background_engine
from jobdesk.engine.ipc.channel import read_address, read_holder
from jobdesk.engine.ipc.client import EngineClient
from jobdesk.engine.ipc.holder import stop_older
from jobdesk.engine.ipc.lost_answers import say_lost
from jobdesk.engine.ipc.plain_client import EngineStarter
from jobdesk.engine.program.window_environment import WindowEnvironment
from jobdesk.engine.runtime.pool import Pool
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.folder_lock import FolderLock, take_folder
from jobdesk.executors.environment import capture_environment
from jobdesk.executors.forks import Forkable, clear_in_children

if TYPE_CHECKING:
    from jobdesk.engine.engine import Engine

_log = logging.getLogger(__name__)
_CONNECT_PATIENCE_S = 15.0
_ANSWER_PATIENCE_S = 20.0
_REFUSED_S = 5.0
_ENDS_SOON_S = 0.02
"""Pause before asking again where an engine is about to end."""
_NAMES_OF_JOBS = ("job_id", "before", "array")
"""Arguments that name a job."""
_T = TypeVar("_T")


class Door(Forkable):
    """Finds the engine of a data folder when it is first asked for something."""

    def __init__(self, folder: DataFolder, pool: Pool | None, role: str) -> None:
        self.folder = folder
        self.is_closed = False
        self._pool = pool
        self._role = role
        self._window = WindowEnvironment() if role == "desk" else None
        self._engine: Engine | EngineClient | None = None
        self._opening = threading.RLock()
        self._is_forked = False
        clear_in_children(self)

    def after_fork(self) -> None:
        """Be a client from now on: what was open is the other process's."""
        self._engine = None
        self._opening = threading.RLock()
        self._is_forked = True

    def do(self, request: Request[A]) -> A:
        """Have a request handled, by whichever engine there is by then.

        One whose answer was lost is asked again, which settles whether it was done.

        Raises:
            JobDeskError: What the engine raised, or that it does not answer.
        """
        may_make_folder = False
        if self._has_no_folder:
            try:
                return request.absent()
            except LookupError:
                may_make_folder = True
        try:
            answer: A = self._ask(_RequestCall(request), may_make_folder=may_make_folder)
        except FolderLostError:
            if self._role != "script" or self.folder.exists():
                raise
            return request.absent()
        return answer

    def ask(self, verb: str, absent: _T, **args: Any) -> Any:
        """Ask for a verb that finds nothing where nothing was ever stored: there the answer is `absent`."""
        if self._has_no_folder:
            return absent
        args = self._with_ids(args)
        if not is_encodable(args.get("job_id", "")):
            return absent  # Which cannot even be asked for over the channel.
        try:
            return self._ask(_VerbCall(verb, args), may_make_folder=False)
        except FolderLostError:
            if self._role != "script" or self.folder.exists():
                raise
            return absent

    @property
    def _has_no_folder(self) -> bool:
        return (self._engine is None or self._has_lost) and not self.folder.exists()

    def ask_now(self, verb: str, **args: Any) -> Any:
        """Ask for a verb, of whichever engine there is by then.

        Raises:
            JobDeskError: What the engine raised, or that it does not answer.
        """
        return self._ask(_VerbCall(verb, self._with_ids(args)), may_make_folder=True)

    def _ask(self, call: _Call, *, may_make_folder: bool) -> Any:
        patience = _Patience()
        lost = ""
        while True:
            try:
                engine = self._open()
            except (EngineUnreachableError, EngineStartError) as error:
                if not lost:
                    raise
                raise type(error)(str(self.folder.path), str(error.fields["problem"]), lost) from error
            try:
                answer = self._call(engine, call, patience)
                return call.settled(answer) if lost else answer
            except UnicodeEncodeError:
                raise _unsendable(call.args) from None
            except ConnectionError as error:
                if not isinstance(engine, EngineClient):
                    raise
                self._forget(engine)
                if not isinstance(error, ConnectionRefusedError):
                    lost = say_lost(call.name, call.args)
                if not patience.wait():
                    raise EngineUnreachableError(str(self.folder.path), str(error), lost) from error
            except FolderLostError:
                # A script goes on with the folder that is at the path now; a window shows the jobs of the other one.
                if not isinstance(engine, EngineClient) and self._role != "script":
                    raise
                self._forget(engine)
                if not may_make_folder and not self.folder.exists():
                    raise
                time.sleep(_ENDS_SOON_S)

    def origin(self, env_from: str = "") -> dict[str, Any]:
        """Return the environment and the folder of this process, for what it submits.

        Args:
            env_from: "engine" for jobs that have the engine's environment; "here", or empty, for ones that have this
                process's.

        Raises:
            InvalidValueError: It is another word.
        """
        if env_from not in {"", "engine", "here"}:
            raise InvalidValueError("env_from", f"must be engine or here, or left out, not {env_from!r:.80}")
        is_script = self._role == "script"
        python = own_python() if is_script else None
        text = None
        if env_from != "engine":
            variables = None if self._window is None else self._window.variables()
            text = capture_environment(python or "", variables=variables)
        return {"environment": text, "submit_folder": _present_folder() if is_script else None}

    def rerun_origin(self, env_from: str = "") -> dict[str, Any]:
        """Return what is sent of this process's environment for jobs that repeat others.

        Args:
            env_from: "here" or "engine" for that environment; empty for those of the jobs that are repeated, in whose
                place this process's is only where they are not kept any more.

        Raises:
            InvalidValueError: It is another word.
        """
        origin = {"environment": self.origin(env_from)["environment"]}
        return {**origin, "env_from": env_from} if env_from else origin

    def check_environment(self) -> str:
        """Read the environment for what this process submits, and return in words what is wrong with it."""
        return "" if self._window is None else self._window.problem()

    def search_path(self) -> str:
        """Return the folders in which what this process submits finds its programs."""
        variables = os.environ if self._window is None else self._window.variables()
        return variables.get("PATH", os.defpath)

    def id_of(self, job_ref: JobRef) -> str:
        """Return the id of a job that its id, its number or a snapshot names; an unknown number stays as it is.

        Raises:
            InvalidValueError: It is none of these.
        """
        if not isinstance(job_ref, int) or isinstance(job_ref, bool):
            return as_text(job_ref)
        job: Job | None
        try:
            job = self.ask("find_job", None, job_ref=str(job_ref))
        except JobNotFoundError:
            job = None
        return str(job_ref) if job is None else job.id

    def ids_of(self, job_refs: Iterable[JobRef]) -> list[str]:
        """Return the ids of some jobs, as `id_of` does."""
        return [self.id_of(job_ref) for job_ref in job_refs]

    def sent_ids(self, job_refs: Iterable[JobRef]) -> tuple[str, ...]:
        """Return the ids of some jobs for a request, without those that cannot be sent: no job has them."""
        return tuple(dict.fromkeys(filter(is_encodable, self.ids_of(job_refs))))

    def _with_ids(self, args: dict[str, Any]) -> dict[str, Any]:
        named = {name: args[name] for name in _NAMES_OF_JOBS if not isinstance(args.get(name, ""), str)}
        may_be_none = {"before", "array"}
        ids = {name: self.id_of(one) for name, one in named.items() if one is not None or name not in may_be_none}
        return {**args, **ids}

    def hold(self) -> Engine:
        """Be the one that runs the jobs.

        Raises:
            EngineBusyError: Another process, or another manager, runs them.
        """
        patience = _Patience()
        while True:
            engine = self._open(to_hold=True)
            if not isinstance(engine, EngineClient):
                return engine
            try:
                status = self._call(engine, _VerbCall("status", {}), patience)
            except ConnectionError as error:
                self._forget(engine)  # It has ended meanwhile; its place may be free.
                if not patience.wait():
                    raise EngineUnreachableError(str(self.folder.path), str(error)) from error
                continue
            raise EngineBusyError(str(self.folder.path), f"{status['role']}, process {status['pid']}")

    def close(self, *, hand_over: bool) -> None:
        """Let go of the folder; running jobs go on.

        Args:
            hand_over: Whether an engine in the background goes on with jobs that have not ended.
        """
        with self._opening:
            engine, self._engine, self.is_closed = self._engine, None, True
            if engine is None:
                return
            has_unfinished = not isinstance(engine, EngineClient) and engine.has_unfinished
            engine.close()
            if not isinstance(engine, EngineClient) and engine.has_lost:
                return  # At the path is nothing now, or another folder with an engine of its own.
        if has_unfinished and hand_over:
            start_background_engine(self.folder).release()

    def _call(self, engine: Engine | EngineClient, call: _Call, patience: _Patience) -> Any:
        if not isinstance(engine, EngineClient):
            return call.locally(engine)
        try:
            with patience.extended():
                return call.remotely(engine)
        except TimeoutError:
            self._forget(engine)
            holder, lost = read_holder(self.folder.control), say_lost(call.name, call.args)
            raise EngineStalledError(str(self.folder.path), holder, call.name, lost) from None

    def _forget(self, engine: Engine | EngineClient) -> None:
        with self._opening:
            if self._engine is engine:
                engine.close()
                self._engine = None

    def _open(self, *, to_hold: bool = False) -> Engine | EngineClient:
        with self._opening:
            if self.is_closed:
                raise RuntimeError("this JobManager is closed")
            if self._engine is not None and self._has_lost:
                self._forget(self._engine)
            if self._engine is None:
                self._engine = self._find_door(may_hold=to_hold or not self._is_forked)
            return self._engine

    @property
    def _has_lost(self) -> bool:
        """Whether this is the engine of a script whose folder was lost: it goes on with what is at the path."""
        return self._role == "script" and not isinstance(self._engine, EngineClient | None) and self._engine.has_lost

    def _find_door(self, *, may_hold: bool) -> Engine | EngineClient:
        """Hold the folder if nobody does, else connect to its holder; it may be just starting or just ending.

        Args:
            may_hold: Whether this process may be the holder; if not, an engine in the background is.
        """
        notices = self.folder.prepare()
        deadline = time.monotonic() + _CONNECT_PATIENCE_S
        starter = EngineStarter(self.folder)
        is_checked = self._role == "desk"  # Which has any engine in the background give way, and says so of others.
        while True:
            lock = take_folder(self.folder) if may_hold else None
            if lock is not None:
                return self._become_engine(lock, notices)
            if not is_checked:
                is_checked = True
                _, advice = stop_older(self.folder)
                if advice:
                    _log.warning("%s", advice)
                continue
            if not may_hold:
                starter.start()
            address = read_address(self.folder.control)
            if address is not None:
                try:
                    client = EngineClient(address)
                except ConnectionError as error:
                    problem = str(error)
                else:
                    starter.release()
                    return client
            else:
                problem = "it has left no address"
            is_late = time.monotonic() > deadline
            if starter.is_refused or (is_late and starter.problem):
                raise EngineStartError(str(self.folder.path), starter.problem)
            if is_late:
                raise EngineUnreachableError(str(self.folder.path), problem)
            time.sleep(0.02)

    def _become_engine(self, lock: FolderLock, notices: list[str]) -> Engine:
        from jobdesk.engine.engine import Engine  # Late: a client needs none, and a window shows before it does.

        try:
            engine = Engine(self.folder, lock, self._pool, self._role)
        except BaseException:
            lock.release()
            raise
        engine.notices[:0] = notices
        atexit.register(_close_at_exit, weakref.ref(self))
        return engine


class _VerbCall(NamedTuple):
    """A verb with its arguments, on its way to an engine."""

    name: str
    args: dict[str, Any]

    def locally(self, engine: Engine) -> Any:
        """Ask the engine of this process."""
        return engine.verb(self.name)(**self.args)

    def remotely(self, engine: EngineClient) -> Any:
        """Ask the engine of another process."""
        return engine.call(self.name, **self.args)

    def settled(self, answer: Any) -> Any:
        """Return the answer of an engine that was asked again."""
        return answer


class _RequestCall(NamedTuple):
    """A request on its way to an engine."""

    request: Request[Any]

    @property
    def name(self) -> str:
        """Name for messages."""
        return type(self.request).__name__

    @property
    def args(self) -> dict[str, Any]:
        """What it says, by field."""
        return msgspec.structs.asdict(self.request)

    def locally(self, engine: Engine) -> Any:
        """Ask the engine of this process."""
        return engine.do(self.request)

    def remotely(self, engine: EngineClient) -> Any:
        """Ask the engine of another process."""
        return engine.do(self.request)

    def settled(self, answer: Any) -> Any:
        """Return the answer of an engine that was asked again."""
        return self.request.settled(answer)


_Call = _VerbCall | _RequestCall


class _Patience:
    """How long an engine is sought that answers: some seconds, not counting those that answers take."""

    def __init__(self) -> None:
        self._deadline = time.monotonic() + _ANSWER_PATIENCE_S
        self._pause_s = 0.0

    @contextmanager
    def extended(self) -> Iterator[None]:
        """Count the time meanwhile as one in which there was an engine: some requests take hours."""
        begun = time.monotonic()
        try:
            yield
        finally:
            taken_s = time.monotonic() - begun
            # One that closes the connection at once, as for want of a thread, does not work for anybody.
            self._deadline += taken_s if taken_s > _REFUSED_S else 0.0

    def wait(self) -> bool:
        """Wait a little, longer each time; False if the time is over."""
        time.sleep(self._pause_s)
        self._pause_s = min(0.2, self._pause_s + 0.02)
        return time.monotonic() < self._deadline


def as_sent(value: object) -> Any:
    """What a value is on the channel: tuples and sets are lists there, moments are texts, and jobs are their ids."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Job):
        return value.id
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_sent(part) for part in value]
    return value if isinstance(value, str) else msgspec.to_builtins(value)


def _present_folder() -> str | None:
    try:
        return str(Path.cwd())
    except OSError:
        return None  # It was removed.


def _unsendable(args: dict[str, Any]) -> JobDeskError:
    """What the engine would have said of the argument that cannot be sent to it."""
    flat = {**args, **args.get("fields", {})}
    for fields in args.get("changes", {}).values():
        flat |= fields
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


def _close_at_exit(door: weakref.ref[Door]) -> None:
    """What a script submitted runs on after its end, in the background."""
    alive = door()
    if alive is not None:
        alive.close(hand_over=True)

"""The control channel for a command line: requests and answers as plain JSON, with nothing slow to import."""

from __future__ import annotations

import json
import time

from jobdesk.core.errors import (
    EngineStalledError,
    EngineStartError,
    EngineUnreachableError,
    FolderLostError,
    InvalidValueError,
    JobDeskError,
    JobNotFoundError,
    value_of_answer,
)
from jobdesk.core.text import without_surrogates
from jobdesk.engine.ipc.lost_answers import say_lost
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.jobdir.folder import is_locked

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from jobdesk.engine.ipc.background import BackgroundEngine

_START_PATIENCE_S = 20.0
_REFUSED_S = 5.0
"""An engine that closes a connection in less time has not worked for it."""
_START_AGAIN_S = 5.0
_AFTER_KILL_S = 0.1


class RemoteEngine:
    """Asks whatever engine holds a data folder; starts one in the background where none does."""

    def __init__(self, folder: DataFolder, warn: Callable[[str], None] | None = None) -> None:
        """Ask nothing yet.

        Args:
            folder: The data folder.
            warn: Called with each notice of an engine that had to be started, such as that the state was damaged.
        """
        self._folder = folder
        self._warn = warn
        self._channel: Any = None
        self._is_checked = False

    def is_running(self) -> bool:
        """Tell whether an engine answers."""
        return self._connect() is not None

    def ask(self, verb: str, **args: Any) -> Any:
        """Ask for a verb; an engine that dies meanwhile is replaced and asked again.

        Raises:
            JobDeskError: The engine refused.
            InvalidValueError: A value cannot be sent.
            JobNotFoundError: No job can be called so.
            EngineStartError: None was there, and none could be started.
            EngineUnreachableError: One is there, but does not answer.
        """
        request = _request(verb, args)
        deadline = time.monotonic() + _START_PATIENCE_S
        starter = EngineStarter(self._folder)
        lost = ""
        while True:
            channel = self._connect()
            if channel is not None:
                asked_at = time.monotonic()
                try:
                    channel.send(request)
                    lost = say_lost(verb, args)
                    reply = channel.receive()
                except ConnectionError:
                    reply = None
                except BaseException as error:
                    # Also when interrupted: the next question must not get the answer to this one.
                    self.close()
                    if isinstance(error, TimeoutError):
                        lost = say_lost(verb, args)
                        raise EngineStalledError(str(self._folder.path), self._holder(), verb, lost) from None
                    raise
                if reply is not None:
                    self._pass_on_notices(starter)
                    try:
                        return value_of_answer(json.loads(reply))
                    except FolderLostError:
                        pass  # That engine is about to end: the one of the folder at the path is asked.
                self.close()
                taken_s = time.monotonic() - asked_at
                # Some verbs take hours: that was no time without an engine; one that refuses at once gives none.
                deadline += taken_s if taken_s > _REFUSED_S else 0.0
            if time.monotonic() > deadline:
                if starter.problem:
                    raise EngineStartError(str(self._folder.path), starter.problem, lost)
                raise EngineUnreachableError(str(self._folder.path), f"process {self._holder() or 'unknown'}", lost)
            try:
                starter.start()
            except (OSError, JobDeskError) as error:
                if not lost:
                    raise
                raise EngineStartError(str(self._folder.path), str(error), lost) from error
            if starter.is_refused:
                raise EngineStartError(str(self._folder.path), starter.problem, lost)
            time.sleep(0.01)

    def _pass_on_notices(self, starter: EngineStarter) -> None:
        if starter.release() and self._warn is not None:
            warn, self._warn = self._warn, None
            for notice in self.ask("status")["notices"]:
                warn(notice)

    def close(self) -> None:
        """Close the connection."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _holder(self) -> int:
        from jobdesk.engine.ipc.channel import read_holder

        return read_holder(self._folder.control)

    def _connect(self) -> Any:
        if self._channel is None and self._folder.has_address:
            self._replace_older()
        if self._channel is None and self._folder.has_address:
            from jobdesk.engine.ipc.channel import connect, read_address  # Late: sockets are slow to import.

            address = read_address(self._folder.control)
            if address is not None:
                try:
                    self._channel = connect(address)
                except ConnectionError:
                    return None
        return self._channel

    def _replace_older(self) -> None:
        """Start an engine in the place of an older one without a window, once; jobs go on meanwhile."""
        if self._is_checked:
            return
        self._is_checked = True
        from jobdesk.engine.ipc.holder import stop_older

        has_stopped, advice = stop_older(self._folder)
        if has_stopped:
            self.ask("ping")  # Whereupon one of this version starts, for the jobs that wait.
        elif advice and self._warn is not None:
            self._warn(advice)


class EngineStarter:
    """Starts engines in the background until one of them works.

    Attributes:
        problem: Why the one that was started last has ended; empty while it starts or works.
        is_refused: Whether it said so itself, so that another one would say the same.
    """

    def __init__(self, folder: DataFolder) -> None:
        self.problem = ""
        self.is_refused = False
        self._folder = folder
        self._started: BackgroundEngine | None = None
        self._start_at = 0.0

    def start(self) -> None:
        """Start one unless one is there or on its way, and note what became of it.

        Raises:
            OSError: It could not be started.
            JobDeskError: The data folder cannot be used.
        """
        now = time.monotonic()
        if now >= self._start_at and not is_locked(self._folder.lock):
            from jobdesk.engine.ipc.background import start_background_engine

            self._folder.prepare()
            self.release()
            try:
                self._started = start_background_engine(self._folder)
            except FileNotFoundError as error:  # As for a while when an update replaces the program.
                self.problem = str(error)
                self._start_at = now + _AFTER_KILL_S
                return
            self._start_at = now + _START_AGAIN_S
        failure = self._started.failure() if self._started is not None else None
        if self._started is not None and failure is not None:
            self.problem, self.is_refused = failure, self._started.is_refused
            self.release()
            # One that was killed may have had bad luck only.
            self._start_at = now + _AFTER_KILL_S

    def release(self) -> bool:
        """Leave the engine to itself; False if none was started."""
        if self._started is None:
            return False
        self._started.release()
        self._started = None
        return True


def _request(verb: str, args: dict[str, Any]) -> bytes:
    try:
        return json.dumps({"verb": verb, "args": args}, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        name, problem = _find_unsendable("", args) or (verb, "cannot be sent")
        if name == "job_ref":
            raise JobNotFoundError(args[name]) from None
        raise InvalidValueError(name, problem) from None


def _find_unsendable(name: str, value: Any) -> tuple[str, str] | None:
    """Name the first part of a value that JSON cannot hold, and say what is wrong with it."""
    if isinstance(value, dict):
        parts = [(name, key) for key in value]
        parts += [(f"{name}.{key}" if name else key, part) for key, part in value.items()]
        return next((found for part in parts if (found := _find_unsendable(*part))), None)
    if isinstance(value, (list, tuple)):
        return next((found for part in value if (found := _find_unsendable(name, part))), None)
    if isinstance(value, float) and value - value != 0:
        return name, f"must be a number, not {value}"
    if isinstance(value, str) and without_surrogates(value) != value:
        return name, f"holds what is no text in UTF-8, which is all that JobDesk keeps: {value!r:.80}"
    return None

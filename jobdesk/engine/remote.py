"""The control channel for a command line: requests and answers as plain JSON, with nothing slow to import."""

from __future__ import annotations

import json
import time

from jobdesk.core.errors import (
    EngineStartError,
    EngineUnreachableError,
    FolderLostError,
    InvalidValueError,
    JobNotFoundError,
    revive_error,
)
from jobdesk.core.text import without_surrogates
from jobdesk.engine.data_folder import DataFolder
from jobdesk.executors.folder import is_locked

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from jobdesk.engine.background import BackgroundEngine

_START_PATIENCE_S = 20.0
_START_AGAIN_S = 5.0


class RemoteEngine:
    """Asks whatever engine holds a data folder; starts one in the background where none does."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._channel: Any = None

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
        started: BackgroundEngine | None = None
        started_at = 0.0
        while True:
            channel = self._connect()
            if channel is not None:
                asked_at = time.monotonic()
                try:
                    channel.send(request)
                    reply = channel.receive()
                except ConnectionError:
                    reply = None
                if reply is not None:
                    if started is not None:
                        started.release()
                    try:
                        return _value(json.loads(reply))
                    except FolderLostError:
                        started = None  # That engine is about to end: the one of the folder at the path is asked.
                self.close()
                deadline += time.monotonic() - asked_at  # Some verbs take hours: that was no time without an engine.
            now = time.monotonic()
            if now > deadline:
                raise EngineUnreachableError(str(self._folder.path), "no answer")
            if now - started_at > _START_AGAIN_S and not is_locked(self._folder.lock):
                from jobdesk.engine.background import start_background_engine

                self._folder.prepare()
                started = start_background_engine(self._folder)
                started_at = now
            failure = started.failure() if started else None
            if failure is not None:
                raise EngineStartError(str(self._folder.path), failure)
            time.sleep(0.01)

    def close(self) -> None:
        """Close the connection."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _connect(self) -> Any:
        if self._channel is None and self._folder.has_address:
            from jobdesk.engine.channel import connect, read_address  # Late: sockets are slow to import.

            address = read_address(self._folder.control)
            if address is not None:
                try:
                    self._channel = connect(address)
                except ConnectionError:
                    return None
        return self._channel


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


def _value(reply: dict[str, Any]) -> Any:
    error = reply.get("error")
    if error is not None:
        raise revive_error(error["code"], error["text"], error.get("fields", {}))
    return reply.get("ok")

"""The control channel's client: the engine's verbs, asked of whoever holds the data folder."""

from __future__ import annotations

import threading
from typing import Any, Optional

import msgspec

from jobdesk.core.actions.base import A, Request
from jobdesk.core.errors import revive_error
from jobdesk.core.job import Job
from jobdesk.engine.ipc.channel import connect
from jobdesk.engine.ipc.control import VERBS
from jobdesk.executors.forks import Forkable, clear_in_children


class _Failure(msgspec.Struct):
    code: str
    text: str
    fields: dict[str, Any] = {}


class _Unread(msgspec.Struct):
    """A good reply that was not looked into."""

    ok: msgspec.Raw


class EngineClient(Forkable):
    """Speaks to one engine; connections are kept and reused, one for each caller at a time."""

    def __init__(self, address: str) -> None:
        """Connect.

        Raises:
            ConnectionError: Nobody listens there.
        """
        self._address = address
        self._idle = [connect(address)]
        self._lock = threading.Lock()
        clear_in_children(self)

    def after_fork(self) -> None:
        """Begin again without connections, which are the other process's."""
        self._idle = []
        self._lock = threading.Lock()

    def do(self, request: Request[A]) -> A:
        """Have a request handled and return its answer; errors as of `call`."""
        answer: A = self._ask(type(request).__name__, request, request.response())
        return answer

    def call(self, verb: str, **args: Any) -> Any:
        """Ask for a verb and return its answer.

        Raises:
            JobDeskError: The engine refused; the error is of the class that it raised.
            ConnectionRefusedError: The engine is gone, and has not got the request.
            ConnectionError: The engine is gone; whether it still carried the request out is unknown.
            TimeoutError: The engine gives no sign of life; whether it will carry the request out is unknown.
        """
        return self._ask(verb, args, VERBS[verb])

    def _ask(self, verb: str, args: Any, response: Any) -> Any:
        with self._lock:
            channel = self._idle.pop() if self._idle else None
        channel = channel or connect(self._address)
        try:
            channel.send(msgspec.json.encode({"verb": verb, "args": args}))
            message = channel.receive()
            if message is None:
                raise ConnectionError("the engine closed the connection")
        except BaseException:
            # Also when the caller was interrupted: the next one must not get the answer to this question.
            channel.close()
            raise
        with self._lock:
            self._idle.append(channel)
        try:
            reply = msgspec.json.decode(message, type=_reply_type(verb, response))
        except msgspec.ValidationError:
            # A newer engine, as after an update beneath a window that is still open, says more of jobs than is known.
            return _read_newer(verb, response, message)
        if reply.error is not None:
            raise revive_error(reply.error.code, reply.error.text, reply.error.fields)
        return reply.ok

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            for channel in self._idle:
                channel.close()
            self._idle = []


def _read_newer(verb: str, response: Any, message: bytes) -> Any:
    """Read a reply about jobs, keeping members of them that this version does not know.

    Raises:
        msgspec.ValidationError: It is about something else.
    """
    from jobdesk.engine.storage.snapshot import read_job

    unread = msgspec.json.decode(message, type=_Unread)
    if response == list[Job]:
        jobs = map(read_job, msgspec.json.decode(unread.ok, type=list[msgspec.Raw]))
        return [job for job in jobs if job is not None]
    job = read_job(unread.ok) if response in (Job, Job | None) else None
    if job is None:
        raise msgspec.ValidationError(f"the engine's answer to {verb} is not understood: it may be of a newer version")
    return job


_reply_types: dict[str, Any] = {}


def _reply_type(verb: str, response: Any) -> Any:
    if verb not in _reply_types:
        _reply_types[verb] = msgspec.defstruct(
            "Reply",
            # Optional, since a verb may answer None alone, and None | None is no type.
            [("ok", Optional[response], None), ("error", _Failure | None, None)],  # noqa: UP045
        )
    return _reply_types[verb]

"""The control channel's server: one table of verbs, on which the command line and other processes are fronts.

A request is ``{"verb": NAME, "args": {...}}``, NAME being that of its class or one of `VERBS`; its answer is
``{"ok": VALUE}`` or ``{"error": {"code", "text", "fields"}}``. Requests on one connection are answered in order.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from jobdesk import __version__
from jobdesk.core.actions.base import Request
from jobdesk.core.actions.registry import ACTIONS
from jobdesk.core.blockers import Blocker
from jobdesk.core.errors import JobDeskError
from jobdesk.core.job import Job, Reason
from jobdesk.core.jobs.template import Template
from jobdesk.core.limits import Limits
from jobdesk.core.timing.deadlines import Deadline
from jobdesk.core.timing.schedule import Schedule
from jobdesk.engine.handlers.validation import check_timeout
from jobdesk.engine.ipc.channel import Channel, choose_address, listen
from jobdesk.engine.ipc.connection_threads import ConnectionThreads
from jobdesk.engine.ipc.old_verbs import OLD_VERBS
from jobdesk.engine.runtime.service_thread import ServiceThread
from jobdesk.jobdir.folder import read_own, write_whole

if TYPE_CHECKING:
    from jobdesk.engine.storage.data_folder import DataFolder

_log = logging.getLogger(__name__)
_BREATH_S = 0.1
_ABANDONED_S = 2.0
"""How often the engine checks that a client that waits for a job is still there."""

VERBS: dict[str, Any] = {
    "create_job": Job,
    "submit_job": Job,
    "start_job": bool,
    "cancel_job": bool,
    "rerun_job": Job | None,
    "rerun_failed": Job | None,
    "update_job": Job | None,
    "pause_job": bool,
    "resume_job": bool,
    "move_job": bool,
    "move_jobs": list[str],
    "run_next": bool,
    "start_jobs": list[str],
    "cancel_jobs": list[str],
    "rerun_jobs": list[Job],
    "update_jobs": list[str],
    "pause_jobs": list[str],
    "resume_jobs": list[str],
    "empty_trash": int,
    "search_archive": list[Job],
    "get_job": Job | None,
    "find_job": Job,
    "find_jobs": list[Job | None],
    "list_jobs": list[Job],
    "wait_job": Job | None,
    "why": Reason | None,
    "blockers": list[Blocker],
    "reasons": dict[str, str],
    "run_now": bool,
    "run_jobs_now": list[str],
    "get_limits": Limits,
    "change_limits": Limits,
    "change_queue": Limits,
    "pause_queue": int,
    "resume_queue": int,
    "add_schedule": Schedule,
    "list_schedules": list[Schedule],
    "find_schedule": Schedule,
    "change_schedule": Schedule,
    "delete_schedule": bool,
    "skip_run": bool,
    "next_runs": list[str],
    "schedule_runs": list[Job],
    "read_log": str,
    "deadlines": list[Deadline],
    "list_templates": list[Template],
    "save_template": None,
    "delete_template": bool,
    "change_setting": None,
    "get_settings": dict[str, Any],
    "ping": bool,
    "status": dict[str, Any],
    "activate": bool,
    "stop_engine": None,
}
"""What is no request of its own yet, with the type of its answer.

Each is a method of `ControlServer`, of `Engine` or of one of its parts.
"""


class _Message(msgspec.Struct, forbid_unknown_fields=True):
    verb: str
    args: msgspec.Raw = msgspec.Raw(b"{}")


class ControlServer:
    """Answers the requests of other processes on one engine's behalf."""

    def __init__(
        self, folder: DataFolder, do: Callable[[Request[Any]], Any], find: Callable[[str], Callable[..., Any]]
    ) -> None:
        """Take the place at which others ask; nothing is answered before `start`.

        Args:
            folder: The data folder, where the address is left.
            do: Handles a request.
            find: Returns what answers a verb.
        """
        self._do = do
        self._find = find
        self._folder = folder
        self._channels: set[Channel] = set()
        self._busy: set[Channel] = set()
        self.on_activate: Any = None
        self.on_stop: Any = None
        self.is_stop_requested = False
        self._is_refusing = False
        self._thread = ServiceThread("control", self._accept)
        self._threads = ConnectionThreads(self._serve)
        self._listener = listen(choose_address(folder.path))
        try:
            self._leave_address()
        except OSError as error:
            # On a full disk jobs must still be looked after, and most who ask find the usual address by themselves.
            _log.warning("The address for other programs cannot be left in the data folder yet: %s", error)

    def renew(self) -> None:
        """Listen again where the socket was deleted, as at a logout that empties XDG_RUNTIME_DIR.

        The address is left again where it is not this engine's: a full disk may have refused it at the start, and a
        backup that was copied over the folder brings that of an engine of long ago.

        Raises:
            OSError: The system refuses; who is connected stays so.
        """
        if not self._listener.is_at_address:
            old, self._listener = self._listener, listen(choose_address(self._folder.path))
            self._leave_address()
            old.close()  # Whereupon the thread goes on with the new one.
        elif not self._is_address_left():
            self._leave_address()

    def _address(self) -> bytes:
        return msgspec.json.encode({"address": self._listener.address, "pid": os.getpid(), "version": __version__})

    def _is_address_left(self) -> bool:
        try:
            return read_own(self._folder.control) == self._address()
        except OSError:
            return False  # It is missing, or no file: writing it says what is wrong.

    def _leave_address(self) -> None:
        write_whole(self._folder.control, self._address())

    def start(self) -> None:
        """Begin to answer; who has connected before has waited.

        Raises:
            SystemLimitError: The system gives no thread.
        """
        self._threads.begin()
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether a request is being answered now."""
        return bool(self._busy)

    def close(self, *, is_folder_lost: bool = False) -> None:
        """Stop answering; whoever waits for an answer sees the connection end.

        Args:
            is_folder_lost: Whether the address in the folder may be that of another engine, and is left alone.
        """
        if not is_folder_lost:
            with contextlib.suppress(OSError):  # An address at which nobody listens does no harm.
                self._folder.control.unlink()
        self._listener.close()
        for channel in list(self._channels):
            channel.close()
        self._threads.close()

    def activate(self, open_path: str = "", token: str = "") -> bool:
        """Ask the desk to show itself; False if this engine has no window, or one that is about to go.

        Args:
            open_path: What a second start was given: shown in the New Job window, never run.
            token: By which the desktop lets the window come to the front.
        """
        return self.on_activate is not None and bool(self.on_activate(open_path, token))

    def ping(self) -> bool:
        """Give a sign of life; waits for nothing."""
        return True

    def stop_engine(self) -> None:
        """Ask the engine's owner to close it; running jobs go on."""
        self.is_stop_requested = True  # First, for an owner that is about to set what is called.
        if self.on_stop is not None:
            self.on_stop()

    def _accept(self) -> None:
        """Have each connection served by a thread; nothing that a connection lacks may end this thread."""
        while True:
            channel = None
            try:
                listener = self._listener
                channel = listener.accept()
                if channel is None:
                    if listener is self._listener:
                        return
                    continue
                self._channels.add(channel)
                self._threads.serve(channel)
                self._is_refusing = False
            except (RuntimeError, MemoryError, OSError) as error:
                self._refuse(channel, error)

    def _refuse(self, channel: Channel | None, error: Exception) -> None:
        """Close a connection for which there is no thread or memory; whoever asked sees its end and asks again."""
        if channel is not None:
            self._channels.discard(channel)
            channel.close()
        if not self._is_refusing:
            self._is_refusing = True
            with contextlib.suppress(MemoryError):
                _log.warning("Connections are refused until the system has room for them: %s", error)
        time.sleep(_BREATH_S)

    def _serve(self, channel: Channel) -> None:
        try:
            while (message := channel.receive()) is not None:
                self._busy.add(channel)  # A set, since counting up and down on many threads miscounts.
                try:
                    channel.send(self._answer(channel, message))
                finally:
                    self._busy.discard(channel)
        except ConnectionError as error:
            _log.debug("A connection ends: %s", error)
        finally:
            self._channels.discard(channel)
            channel.close()

    def _answer(self, channel: Channel, message: bytes) -> bytes:
        try:
            asked = msgspec.json.decode(message, type=_Message)
            if asked.verb in ACTIONS:
                return msgspec.json.encode({"ok": self._do(msgspec.json.decode(asked.args, type=ACTIONS[asked.verb]))})
            args = msgspec.json.decode(asked.args, type=dict[str, Any])
            if asked.verb in OLD_VERBS:
                return msgspec.json.encode({"ok": OLD_VERBS[asked.verb](self._do, **args)})
            if asked.verb not in VERBS:
                return _failure("unknown_verb", f"There is no verb {asked.verb!r}.", {})
            if asked.verb == "wait_job":
                return msgspec.json.encode({"ok": self._wait_job(channel, **args)})
            method = getattr(self, asked.verb, None) or self._find(asked.verb)
            return msgspec.json.encode({"ok": method(**args)})
        except ConnectionAbortedError:
            raise
        except JobDeskError as error:
            return _failure(error.code, str(error), error.fields)
        except (msgspec.DecodeError, TypeError, RecursionError) as error:
            return _failure("bad_request", f"The request cannot be understood: {error}", {})
        except Exception as error:  # noqa: BLE001
            _log.exception("A request failed")
            return _failure("error", f"JobDesk failed on this request: {error}", {})

    def _wait_job(self, channel: Channel, job_id: str, timeout_s: float | None = None) -> Job | None:
        """Wait as `Engine.wait_job` does, but no longer than the client is there.

        Raises:
            ConnectionAbortedError: This engine ends before the job.
        """
        check_timeout(timeout_s)
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            begun = time.monotonic()
            pause_s = _ABANDONED_S if deadline is None else min(_ABANDONED_S, max(0.0, deadline - begun))
            job: Job | None = self._find("wait_job")(job_id, pause_s)
            now = time.monotonic()
            is_over = job is None or job.is_final or (deadline is not None and now >= deadline)
            if is_over or channel.is_abandoned:
                return job
            if now - begun < pause_s:
                # Early, though the job goes on: no answer, so that the client asks the next engine.
                raise ConnectionAbortedError("the engine ends")


def _failure(code: str, text: str, fields: dict[str, Any]) -> bytes:
    return msgspec.json.encode({"error": {"code": code, "text": text, "fields": fields}}, enc_hook=str)

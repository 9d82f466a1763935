"""Holds the data folder for the desk, and lets go of it; all of it may wait, and is called on the pool."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from jobdesk.core.errors import EngineBusyError, EngineStalledError, NotAllDoneError, StoreError
from jobdesk.engine.engine import Engine
from jobdesk.engine.ipc.background import start_background_engine
from jobdesk.engine.ipc.channel import read_address
from jobdesk.engine.ipc.client import EngineClient
from jobdesk.engine.keep_awake import KeepAwake
from jobdesk.engine.manager import JobManager
from jobdesk.jobdir.folder import is_locked

_log = logging.getLogger(__name__)
_GIVES_WAY_S = 0.05
_ENDS_SOMETIME_S = 1.0
_DISPLACED_ENDS_S = 10.0


class Holding:
    """Makes this process the one that runs the jobs of a data folder."""

    def __init__(
        self,
        manager: JobManager,
        *,
        ending: threading.Event,
        to_open: Callable[[], Sequence[str]],
        tell_wait: Callable[[str], None],
        tell_awake: Callable[[bool], None],
    ) -> None:
        """Hold nothing yet.

        Args:
            manager: Door to the jobs.
            ending: Set when the desk ends.
            to_open: Returns what another desk, if there is one, shall open.
            tell_wait: Called with what the desk waits for; with nothing once it waits no more.
            tell_awake: Called when the computer begins or ceases to be kept awake.
        """
        self._manager = manager
        self._ending = ending
        self._to_open = to_open
        self._tell_wait = tell_wait
        self._tell_awake = tell_awake
        self._awake: KeepAwake | None = None
        self._has_displaced = False
        self._is_holder = False

    def hold(self) -> Engine | None:
        """Hold the data folder; None if another desk does, which shows itself instead, or if this one ends."""
        while not self._ending.is_set():
            try:
                engine = self._manager.hold()
            except EngineBusyError as error:
                pause_s = self._come_to_terms(error)
                if pause_s is None:
                    return None
                self._ending.wait(pause_s)
            except EngineStalledError as error:
                self._wait_for_stalled(int(str(error.fields["holder"])))
            else:
                self._is_holder = True
                return engine
        return None

    def begin(self, engine: Engine) -> None:
        """Keep the computer awake from now on while jobs run."""
        self._awake = KeepAwake(engine, self._tell_awake)
        self._tell_wait("")

    def let_go(self, to_cancel: list[str]) -> None:
        """Let the computer sleep, and cancel the jobs whose five seconds of Undo end with the window."""
        if self._awake is not None:
            self._awake.close()
        if to_cancel:  # Else an engine that does not answer would be waited for.
            try:
                self._manager.cancel_jobs(to_cancel)
            except (NotAllDoneError, StoreError):
                _log.exception("Not all jobs could be cancelled at the end; they go on")
        if self._has_displaced and not self._is_holder:
            self._replace_displaced()

    def _replace_displaced(self) -> None:
        """Start an engine in the background again, for the one that gave way to a desk that ended in between."""
        deadline = time.monotonic() + _DISPLACED_ENDS_S
        while is_locked(self._manager.folder.lock) and time.monotonic() < deadline:
            time.sleep(_GIVES_WAY_S)
        start_background_engine(self._manager.folder).release()

    def _wait_for_stalled(self, holder: int) -> None:
        text = QCoreApplication.translate(
            "Desk",
            "The program that runs the jobs (process {holder}) does not answer. If it hangs, end it: running jobs go "
            "on, and all jobs show here then.",
        )
        self._tell_wait(text.format(holder=holder))
        self._ending.wait(_ENDS_SOMETIME_S)

    def _come_to_terms(self, busy: EngineBusyError) -> float | None:
        """Deal with whoever holds the folder.

        Returns:
            Seconds until it may have gone; None if it is a desk, which was asked to show itself.
        """
        address = read_address(self._manager.folder.control)
        try:
            if address is not None:
                with contextlib.closing(EngineClient(address)) as client:
                    asked = [{"open_path": path} for path in self._to_open()] or [{}]
                    if all(client.call("activate", **arguments) for arguments in asked):
                        return None
                    # An engine in the background is there for when there is no desk; it gives way.
                    if client.call("status")["role"] == "serve":
                        self._has_displaced = True
                        client.call("stop_engine")
                        return _GIVES_WAY_S
        except ConnectionError:
            return _GIVES_WAY_S  # It has just ended.
        except TimeoutError:
            return _GIVES_WAY_S  # The next try to hold the folder says that it does not answer.
        text = QCoreApplication.translate(
            "Desk", "The jobs are run by another program ({holder}). They show here as soon as it ends."
        )
        self._tell_wait(text.format(holder=busy.fields["holder"]))
        return _ENDS_SOMETIME_S

"""Threads that serve connections, of which a few stay: a system may refuse new ones for good."""

from __future__ import annotations

import _thread
import logging
import queue
import threading
from collections.abc import Callable

from jobdesk.engine.ipc.channel import Channel
from jobdesk.engine.runtime.service_thread import ServiceThread

_MOST_IDLE = 4
_log = logging.getLogger(__name__)


class ConnectionThreads:
    """Serves each connection on an idle thread, else on a new one; no connection waits for another to end."""

    def __init__(self, serve: Callable[[Channel], None]) -> None:
        self._serve = serve
        self._channels: queue.SimpleQueue[Channel | None] = queue.SimpleQueue()
        """None ends the thread that takes it."""
        self._lock = threading.Lock()
        self._idle = 0
        self._most_idle = _MOST_IDLE

    def begin(self) -> None:
        """Have the first thread, without which nobody may ever be served.

        Raises:
            SystemLimitError: The system gives none.
        """
        ServiceThread("control-client", self._run).start()

    def serve(self, channel: Channel) -> None:
        """Serve a connection until it ends.

        Raises:
            RuntimeError: No thread is idle, and the system gives no other; also MemoryError.
        """
        with self._lock:
            is_one_idle = self._idle > 0
            self._idle -= is_one_idle
        if is_one_idle:
            self._channels.put(channel)
        else:
            # Not by `Thread.start`: it waits for ever for a thread that dies of want of memory as it begins.
            _thread.start_new_thread(self._run, (channel,))

    def close(self) -> None:
        """End the threads, each as soon as it is idle."""
        with self._lock:
            idle, self._idle, self._most_idle = self._idle, 0, 0
        for _ in range(idle):
            self._channels.put(None)

    def _run(self, channel: Channel | None = None) -> None:
        while True:
            if channel is not None:
                try:
                    self._serve(channel)
                except (RuntimeError, MemoryError, OSError) as error:
                    # One of few: it must outlive whatever a single connection lacks.
                    _log.warning("A connection was given up: %s", error)
            with self._lock:
                if self._idle >= self._most_idle:
                    return
                self._idle += 1
            channel = self._channels.get()
            if channel is None:
                return

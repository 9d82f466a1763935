"""Delivers events to listeners: in order, one at a time, and never while a lock of the engine is held."""

from __future__ import annotations

import logging
import threading
from collections import deque

from jobdesk.core.events import Event, Listener

_log = logging.getLogger(__name__)


class EventBus:
    """A queue of events and those who listen to it.

    `put` may be called under a lock; `deliver` must not be. Whoever calls `deliver` first delivers for all.
    """

    def __init__(self) -> None:
        self._pending: deque[Event] = deque()
        self._listeners: tuple[Listener, ...] = ()
        self._changing = threading.Lock()
        self._delivering = threading.Lock()

    def subscribe(self, listener: Listener) -> None:
        """Call a listener for every event from now on; it runs on whichever thread delivers, and must be quick."""
        with self._changing:
            self._listeners = (*self._listeners, listener)

    def unsubscribe(self, listener: Listener) -> None:
        """Stop calling a listener."""
        with self._changing:
            self._listeners = tuple(other for other in self._listeners if other != listener)

    def put(self, event: Event) -> None:
        """Queue an event."""
        self._pending.append(event)

    def deliver(self) -> None:
        """Hand queued events to the listeners, in the order in which they were put."""
        while self._pending and self._delivering.acquire(blocking=False):
            try:
                while self._pending:
                    event = self._pending.popleft()
                    for listener in self._listeners:
                        self._call(listener, event)
            finally:
                self._delivering.release()

    def _call(self, listener: Listener, event: Event) -> None:
        try:
            listener(event)
        except Exception:  # noqa: BLE001
            # One listener's fault must keep neither the others nor the engine from going on.
            _log.exception("A listener failed on %s", type(event).__name__)

"""Saves the snapshot on a thread of its own: soon after things are quiet, or when the journal is long."""

from __future__ import annotations

import threading
import time

from jobdesk.core.events import Event, LogAppended
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.runtime.service_thread import ServiceThread
from jobdesk.engine.storage.ledger import Ledger
from jobdesk.engine.storage.store import Store

_QUIET_S = 0.5
_LONG_JOURNAL_BYTES = 32 << 20
_RETRY_S = 3.0


class Saver:
    """Keeps the snapshot on disk at most a second behind a ledger that has come to rest."""

    def __init__(self, ledger: Ledger, store: Store, bus: EventBus, *, save_at_once: bool) -> None:
        self._ledger = ledger
        self._store = store
        self._changed = threading.Event()
        self._closing = threading.Event()
        self._must_save = save_at_once
        if save_at_once:
            self._changed.set()
        bus.subscribe(self._on_event)
        self._thread = ServiceThread("saver", self._run)

    def start(self) -> None:
        """Begin to save.

        Raises:
            SystemLimitError: The system gives no thread.
        """
        self._thread.start()

    def close(self) -> None:
        """Save what is unsaved, and stop."""
        self._closing.set()
        self._changed.set()
        self._thread.join()
        if self._ledger.needs_save or self._must_save:
            self._ledger.save()

    def _on_event(self, event: Event) -> None:
        if not isinstance(event, LogAppended):
            self._changed.set()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._changed.wait()
            self._changed.clear()
            self._wait_for_quiet()
            if self._closing.is_set() or not (self._ledger.needs_save or self._must_save):
                continue
            if self._ledger.save():
                self._must_save = False
            else:
                self._closing.wait(_RETRY_S)
                self._changed.set()

    def _wait_for_quiet(self) -> None:
        """Return half a second after the last change, or as soon as the journal is long."""
        last, since = self._ledger.change_count, time.monotonic()
        while self._store.journal_bytes < _LONG_JOURNAL_BYTES and not self._closing.wait(_QUIET_S / 4):
            if self._ledger.change_count != last:
                last, since = self._ledger.change_count, time.monotonic()
            elif time.monotonic() - since >= _QUIET_S:
                return

"""Daemon threads that serve an engine for its whole life, on systems that may refuse a thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from jobdesk.core.errors import SystemLimitError

_PATIENCE_S = 3.0
_PAUSE_S = 0.1


class ServiceThread:
    """One daemon thread, not started yet."""

    def __init__(self, name: str, run: Callable[[], None]) -> None:
        self.name = name
        self._run = run
        self._thread: threading.Thread | None = None

    def start(self, patience_s: float | None = None) -> None:
        """Start it; while the system refuses, for want of processes or memory, try again.

        Args:
            patience_s: Seconds until the refusal is final; 0 makes one try, None is the usual few seconds.

        Raises:
            SystemLimitError: The system gave no thread in that time.
        """
        deadline = time.monotonic() + (_PATIENCE_S if patience_s is None else patience_s)
        while True:
            # A new one for each try: since Python 3.13 one whose start was refused can never be started.
            thread = threading.Thread(target=self._run, name=self.name, daemon=True)
            try:
                thread.start()
            except (RuntimeError, MemoryError) as error:
                if time.monotonic() >= deadline:
                    raise SystemLimitError(str(error) or "out of memory") from error
                time.sleep(_PAUSE_S)
            else:
                self._thread = thread
                return

    def join(self, timeout_s: float | None = None) -> None:
        """Wait until it has ended; at once if it never started, or if it is the caller's own thread."""
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout_s)

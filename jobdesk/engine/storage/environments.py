"""The stored environments of one data folder: each once, for as long as a job, a rerun or a schedule may need it.

A file is called after the digest of its content. What nothing refers to any more is removed a few seconds later, so
that Undo finds it; what is about to be referred to is pinned until it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from jobdesk.core.errors import FolderLostError, InvalidValueError
from jobdesk.core.events import Event, JobChanged, JobRemoved, ScheduleRemoved
from jobdesk.engine.runtime.disk import make_folder, refused_at
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.runtime.ticker import Ticker
from jobdesk.executors.environment import MOST_BYTES, read_stored
from jobdesk.jobdir.folder import write_durably

_log = logging.getLogger(__name__)
_KEY = re.compile(r"[0-9a-f]{32}")
_KEPT_S = 10.0
"""For so long nothing is removed after the last reference went: an Undo may bring it back."""


class Environments:
    """Stores environments, and removes those that nothing refers to."""

    def __init__(self, folder: Path, check: Callable[[], None]) -> None:
        """Store and remove nothing yet.

        Args:
            folder: Where they are.
            check: Raises if the data folder is no longer this engine's to write.
        """
        self._folder = folder
        self._check = check
        self._lock = threading.Lock()
        self._storing = threading.Lock()
        self._pinned: Counter[str] = Counter()
        self._references: Callable[[], Iterable[str | None]] | None = None
        self._ticker = Ticker("environments", self._tick)
        self._closing = threading.Event()

    def start(self, bus: EventBus, references: Callable[[], Iterable[str | None]]) -> None:
        """Begin to remove what nothing refers to.

        Args:
            bus: Tells of jobs and schedules that change or go.
            references: Returns the keys that are referred to.
        """
        self._references = references
        bus.subscribe(self._on_event)
        self._ticker.start()

    def close(self) -> None:
        """Remove nothing any more."""
        self._closing.set()
        self._ticker.close()

    def path(self, key: str) -> Path:
        """Return where an environment is stored."""
        return self._folder / f"{key}.json"

    def has(self, key: str) -> bool:
        """Tell whether an environment is stored."""
        return self.path(key).is_file()

    @contextlib.contextmanager
    def keeping(self, value: object) -> Iterator[str | None]:
        """Store an environment, and keep it at least until the end of the block, in which it is referred to.

        Args:
            value: The text that `capture_environment` made, the key of a stored one, or None.

        Raises:
            InvalidValueError: It is none of these, or larger than 1 MB.
            StoreError: It could not be stored.
        """
        if value is None:
            yield None
            return
        text, key = _accept(value)
        with self._lock:
            self._pinned[key] += 1
        try:
            if text is not None:
                self._store(key, text)
            yield key
        finally:
            with self._lock:
                self._pinned[key] -= 1
                if not self._pinned[key]:
                    del self._pinned[key]

    def _store(self, key: str, text: str) -> None:
        path = self.path(key)
        with self._storing, refused_at(path):
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                if path.stat().st_size == len(text):  # Not one that somebody has cut.
                    return
            self._check()
            make_folder(self._folder)
            write_durably(path, text.encode("ascii"))

    # -- removing

    def _on_event(self, event: Event) -> None:
        is_less = isinstance(event, (JobRemoved, ScheduleRemoved))
        if is_less or (isinstance(event, JobChanged) and event.job.deleted != event.old.deleted):
            self._ticker.wake()

    def _tick(self) -> float | None:
        if self._folder.is_dir() and not self._closing.wait(_KEPT_S):
            with contextlib.suppress(FolderLostError):
                self._remove_unneeded()
        return None

    def _remove_unneeded(self) -> None:
        self._check()
        # Under the lock all the while: who stores one has pinned it before, and refers to it before unpinning.
        with self._lock:
            needed = {*self._pinned, *(self._references() if self._references else ())}
            for path in self._folder.iterdir():
                if path.name.partition(".")[0] not in needed:  # Also what a kill left half written.
                    with contextlib.suppress(OSError):
                        path.unlink()


def _accept(value: object) -> tuple[str | None, str]:
    """Return the text to store, if there is one, and the key."""
    if not isinstance(value, str):
        raise InvalidValueError("environment", f"must be text, not {type(value).__name__}")
    if _KEY.fullmatch(value):
        return None, value
    if len(value) > MOST_BYTES:
        size = f"{len(value) / (1 << 20):.1f}"
        raise InvalidValueError(
            "environment", f"has {size} MB, and may have 1 MB: unset what is large, or use --env-from engine"
        )
    try:
        read_stored(value)
        data = value.encode("ascii")
    except (ValueError, RecursionError) as error:
        raise InvalidValueError("environment", f"cannot be used: {error}") from None
    return value, hashlib.sha256(data).hexdigest()[:32]

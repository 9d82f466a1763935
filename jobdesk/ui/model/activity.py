"""What happened lately: every end of a job, every trouble and every deed, whether or not it was told elsewhere."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Signal

MOST: Final = 200


class ActivityEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened.

    Attributes:
        title: One line, safe to show.
        body: One more line, or nothing.
        job_id: The job that it is about, or nothing.
        icon: Name for `Icons`.
        colour: Token of the icon's colour.
        at: When.
        is_urgent: Whether somebody should look at it.
        is_read: Whether nobody needs to be told of it any more.
    """

    title: str
    body: str = ""
    job_id: str = ""
    icon: str = ""
    colour: str = "text2"
    at: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))
    is_urgent: bool = False
    is_read: bool = True


class Activity(QObject):
    """The newest events, the newest first.

    Signals:
        changed: The list, or what of it is read, is another.
        seen: The id of a job that there was news of, until now.
    """

    changed = Signal()
    seen = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: deque[ActivityEntry] = deque(maxlen=MOST)

    @property
    def entries(self) -> list[ActivityEntry]:
        """All that is remembered."""
        return list(self._entries)

    @property
    def unread(self) -> int:
        """How many entries nobody has seen."""
        return sum(not entry.is_read for entry in self._entries)

    @property
    def unread_urgent(self) -> int:
        """How many of those somebody should look at."""
        return sum(not entry.is_read and entry.is_urgent for entry in self._entries)

    def add(self, *entries: ActivityEntry) -> None:
        """Note what happened, the newest last."""
        if entries:
            self._entries.extendleft(entries)
            self.changed.emit()

    def mark_read(self, job_id: str | None = None) -> None:
        """Note that somebody has seen all, or what is about one job."""
        seen = {entry.job_id for entry in self._entries if not entry.is_read and job_id in {None, entry.job_id}}
        if not seen:
            return
        read = [
            msgspec.structs.replace(entry, is_read=True) if job_id in {None, entry.job_id} else entry
            for entry in self._entries
        ]
        self._entries = deque(read, maxlen=MOST)
        self.changed.emit()
        for one in seen - {""}:
            self.seen.emit(one)

    def clear(self) -> None:
        """Forget all."""
        self._entries.clear()
        self.changed.emit()

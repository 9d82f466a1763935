"""Follows one job by its folder: its log as it grows, from attempt to attempt, and the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jobdesk.engine.execution.logs import read_after
from jobdesk.jobdir.attempt_files import attempt_in, is_log_deleted
from jobdesk.jobdir.folder import MOVING, JobFolder, read_json

_FASTEST_LOOK_S = 0.02
_SLOWEST_LOOK_S = 0.25
_ASK_EVERY_S = 0.5
_FIRST_ASK_S = 0.002
SEEN_BYTES = 64
"""How much of what was read is compared before each read: the log may have been cut and written again."""


class Follower:
    """One way through a job's log; `read` goes on where an earlier call of it was left.

    Attributes:
        path: The log that the bytes yielded last are from.
        place: Where in it they begin.
        sample: How long the log was when the last read found nothing new, and when that was, in ms since 1970.
    """

    def __init__(
        self,
        folder: JobFolder,
        is_over: Callable[[], bool],
        offset: int = 0,
        attempt: int | None = None,
        on_loss: Callable[[str], object] = lambda _: None,
    ) -> None:
        """Begin at some place of one attempt's log.

        Args:
            folder: The job's folder; it may still be empty.
            is_over: Asked now and then, and after every verdict, whether the job has ended for good.
            offset: Where to begin, in bytes.
            attempt: With which attempt; None is the one whose files stand in the folder.
            on_loss: Called with "cut" when the log does not hold any more what was read, and begins again; with
                "deleted" when it was deleted while the job writes it.
        """
        self._folder = folder
        self._is_over = is_over
        self._offset = offset
        self._seen = b""
        self._on_loss = on_loss
        self._is_deleted = False
        self.path = folder.log
        self.place = offset
        self.sample: tuple[int, int] | None = None
        self._attempt = attempt or attempt_in(folder) or 1
        self._had_verdict = False
        self._ask_pause_s = _ASK_EVERY_S
        self._ask_at = time.monotonic() + _ASK_EVERY_S

    def read(self) -> Iterator[bytes]:
        """Yield the log as it grows, until the job has ended and all of it was read."""
        pause_s = _FASTEST_LOOK_S
        while True:
            is_over = self._ask()  # Before the last read: what was written before the end is then seen.
            grew = False
            for data in self._news():
                grew = True
                yield data
            if is_over:
                return
            pause_s = _FASTEST_LOOK_S if grew else min(_SLOWEST_LOOK_S, pause_s * 1.2)
            time.sleep(min(pause_s, max(_FIRST_ASK_S, self._ask_at - time.monotonic())))

    def _ask(self) -> bool:
        """Ask whether the job is over when that is due: soon after a verdict, seldom while it runs or waits."""
        has_verdict = self._folder.verdict.exists()
        if has_verdict and not self._had_verdict:
            self._ask_pause_s, self._ask_at = _FIRST_ASK_S, 0.0
        self._had_verdict = has_verdict
        if time.monotonic() < self._ask_at:
            return False
        is_over = self._is_over()
        self._ask_pause_s = min(_ASK_EVERY_S, self._ask_pause_s * 1.5)
        self._ask_at = time.monotonic() + self._ask_pause_s
        return is_over

    def _news(self) -> Iterator[bytes]:
        while True:
            moved = self._folder.attempts / str(self._attempt)
            path = (moved if moved.exists() else self._folder.path) / self._folder.log.name
            data = self._read(path)
            if path.parent != moved:
                if self._folder.find_moving() is not None:
                    return  # What was read may be of either attempt.
                if moved.exists():
                    continue
            if data is None:
                self._go_on_at(0)
                self._on_loss("cut")
            elif data:
                self.path, self.place = path, self._offset
                self._seen = (self._seen + data)[-SEEN_BYTES:]
                self._offset += len(data)
                yield data
            elif path.parent == moved:
                self._attempt = self._next_attempt()
                self._go_on_at(0)
            else:
                if not self._is_deleted:
                    self.sample = self._offset, int(time.time() * 1000)
                return

    def _read(self, path: Path) -> bytes | None:
        """Read on; None if the log was cut."""
        try:
            data = read_after(path, self._offset, self._seen)
        except FileNotFoundError:
            self._note_missing()
            return b""
        self._is_deleted = False
        return data

    def _note_missing(self) -> None:
        """Report a log as deleted, once."""
        if not self._is_deleted and is_log_deleted(self._folder.log, self._attempt):
            self._is_deleted = True
            self._on_loss("deleted")

    def _go_on_at(self, offset: int) -> None:
        self._offset, self._seen, self.sample = offset, b"", None

    def _next_attempt(self) -> int:
        present = attempt_in(self._folder) or 1  # Before the look at the others: it may end and become one of them.
        names = [path.name.removesuffix(MOVING) for path in self._folder.attempts.iterdir()]
        passed = [int(name) for name in names if name.isdigit() and int(name) > self._attempt]
        return min(passed, default=max(present, self._attempt + 1))


def start_failure_number(folder: JobFolder) -> int | None:
    """Return the system's error number if the job could not start, else None."""
    verdict: dict[str, Any] = read_json(folder.verdict) or {}
    reason = verdict.get("reason")
    if not isinstance(reason, dict) or reason.get("code") != "could_not_start":
        return None
    number = verdict.get("errno")
    return number if isinstance(number, int) else 0

"""Follows one job by its folder: its log as it grows, from attempt to attempt, and the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from jobdesk.engine.logs import log_size, read_from
from jobdesk.executors.attempt_files import attempt_in
from jobdesk.executors.folder import MOVING, JobFolder, read_json

_FASTEST_LOOK_S = 0.02
_SLOWEST_LOOK_S = 0.25
_ASK_EVERY_S = 0.5
_FIRST_ASK_S = 0.002


class Follower:
    """One way through a job's log; `read` goes on where an earlier call of it was left."""

    def __init__(
        self, folder: JobFolder, is_over: Callable[[], bool], offset: int = 0, attempt: int | None = None
    ) -> None:
        """Begin at some place of one attempt's log.

        Args:
            folder: The job's folder; it may still be empty.
            is_over: Asked now and then, and after every verdict, whether the job has ended for good.
            offset: Where to begin, in bytes.
            attempt: With which attempt; None is the one whose files stand in the folder.
        """
        self._folder = folder
        self._is_over = is_over
        self._offset = offset
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
            if moved.exists():
                while data := read_from(moved / self._folder.log.name, self._offset):
                    self._offset += len(data)
                    yield data
                self._attempt, self._offset = self._next_attempt(), 0
                continue
            was_cut = log_size(self._folder.log) < self._offset
            data = read_from(self._folder.log, 0 if was_cut else self._offset)
            if self._folder.find_moving() is not None:
                return  # What was read may be of either attempt.
            if moved.exists():
                continue
            if was_cut:
                self._offset = 0  # The job has cut its log, or begun another one.
            if not data:
                return
            self._offset += len(data)
            yield data

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

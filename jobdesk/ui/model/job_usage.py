"""What running jobs use, for whoever looks at it: at most every two seconds, on the pool, and only what is shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from jobdesk.core.job import Job
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.table.columns import JOB_COLUMNS, TREE_COLUMNS, USE_COLUMNS

if TYPE_CHECKING:
    from jobdesk.engine.execution.usage import Use
    from jobdesk.ui.window.main_window import MainWindow

_LOOK_S: Final = 2.0
_SLACK_S: Final = 0.1
"""A timer may come early, and is not to be sent away for that."""
_MOST_SHARE: Final = 0.05
"""Of one processor: who has very many or very large processes is looked at more seldom."""

Wanted = tuple[list[Job], bool]
Uses = dict[str, "Use"]


class JobUsage(QObject):
    """Looks at the running jobs of which something is shown that only a look can tell.

    Signals:
        changed: What the newest look told, by job id; what it does not name is not known any more.
    """

    changed = Signal(object)

    def __init__(self, bridge: EngineBridge, roster: Roster, wanted: Callable[[], Wanted], parent: QObject) -> None:
        """Begin.

        Args:
            bridge: The looks go through it.
            roster: All jobs.
            wanted: Says which running jobs to look at, and whether at their processes.
            parent: Owner.
        """
        super().__init__(parent)
        self._bridge = bridge
        self._roster = roster
        self._wanted = wanted
        self._known: Uses = {}
        self._is_shown = False
        self._is_looking = False
        self._next_look_s = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(round(_LOOK_S * 1000))
        self._timer.timeout.connect(self.look)
        self._timer.start()
        bridge.hidden_changed.connect(self._on_hidden_changed)

    def _on_hidden_changed(self, is_hidden: bool) -> None:
        (self._timer.stop if is_hidden else self._timer.start)()

    def look(self) -> None:
        """Look, unless that was done a moment ago."""
        if self._is_looking or time.monotonic() < self._next_look_s:
            return
        jobs, with_trees = self._wanted()
        if not jobs:
            if self._is_shown:
                self._is_shown = False
                self.changed.emit({})
            return
        self._is_looking = True
        self._next_look_s = time.monotonic() + _LOOK_S - _SLACK_S
        self._bridge.ask(partial(_look, jobs, self._known, with_trees), self._on_seen, self._on_failed)

    def _on_seen(self, seen: tuple[Uses, float]) -> None:
        uses, cost_s = seen
        self._is_looking = False
        self._is_shown = True
        self._next_look_s = max(self._next_look_s, time.monotonic() + cost_s / _MOST_SHARE)
        # Of those that are out of sight too: what they held at most is not to be lost by scrolling.
        self._known = {job_id: use for job_id, use in (self._known | uses).items() if self._roster.runs(job_id)}
        self.changed.emit(uses)

    def _on_failed(self, error: Exception) -> None:
        self._is_looking = False
        self.changed.emit({})  # It is not known then.


def _look(jobs: list[Job], known: Uses, with_trees: bool) -> tuple[Uses, float]:
    from jobdesk.engine.execution.usage import look_at  # Late: most windows never show any of it.

    begun_s = time.thread_time()
    uses = look_at(jobs, known, with_trees=with_trees)
    return uses, time.thread_time() - begun_s


def jobs_to_look_at(window: MainWindow) -> Wanted:
    """Return the running jobs of which the window shows what only a look can tell, and whether that is of processes.

    Sorted by such a value, all that run count: where those stand that cannot be seen depends on it too.
    """
    order, roster, job = window.model.order, window.model.roster, window.detail.job
    by = {part.column for part in (order.by, order.then_by) if part is not None} & USE_COLUMNS
    shown = by | {JOB_COLUMNS[index].key for index in window.table.shown_columns()} & USE_COLUMNS
    jobs: list[Job] = []
    if by:
        jobs = [roster.known(job_id) for job_id in roster.running_ids()]
    elif shown:
        jobs = [job for job in window.visible_jobs() if roster.runs(job.id)]
    is_told = job is not None and roster.runs(job.id) and window.detail.body.shows_usage
    if job is not None and is_told and job not in jobs:
        jobs.append(job)
    return jobs, is_told or bool(shown & TREE_COLUMNS)

"""How far the jobs are, on JobDesk's entry in the task bar; how many run, Qt says there by itself."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject

from jobdesk.ui.notify.notifier import Notifier
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.widgets.throttle import Pace

_LEAST_MS: Final = 1000


class Taskbar(QObject):
    """Shows the mean of what the running jobs say of their progress; nothing while none of them says any."""

    def __init__(self, model: JobTableModel, notifier: Notifier, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._notifier = notifier
        self._percent: int | None = None
        self._pace = Pace(self, self._refresh, _LEAST_MS)
        model.roster_changed.connect(self._pace.wake)

    def _refresh(self) -> None:
        roster = self._model.roster
        jobs = [job for job in map(roster.get, roster.running_ids()) if job is not None]
        fractions = [job.progress.fraction for job in jobs if job.progress and job.progress.fraction is not None]
        percent = int(100 * sum(fractions) / len(fractions)) if fractions else None
        if percent != self._percent:
            self._percent = percent
            self._notifier.show_progress(None if percent is None else percent / 100)

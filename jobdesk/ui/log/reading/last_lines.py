"""What the jobs that can be seen wrote last: one look a second, at the logs that grew, on the pool."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.execution.logs import read_from
from jobdesk.ui.log.text import LogText
from jobdesk.ui.model.bridge import EngineBridge, JobBatch
from jobdesk.ui.text.plain_text import literal

_LOOK_MS = 1000
_TAIL_BYTES = 1024
_MOST_JOBS = 60


class LastLines(QObject):
    """Watches the last lines of jobs.

    Signals:
        changed: The newest lines by job id.
    """

    changed = Signal(object)

    def __init__(self, bridge: EngineBridge, visible_jobs: Callable[[], list[Job]], parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._visible_jobs = visible_jobs
        self._sizes: dict[str, int] = {}
        self._seen: dict[str, object] = {}
        self._is_looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        bridge.logs_grew.connect(self._on_logs_grew)
        bridge.jobs_changed.connect(self._on_jobs_changed)
        bridge.hidden_changed.connect(self._on_hidden_changed)

    def _on_hidden_changed(self, is_hidden: bool) -> None:
        (self._timer.stop if is_hidden else self._timer.start)()

    def _on_logs_grew(self, sizes: dict[str, int]) -> None:
        self._sizes |= sizes

    def _on_jobs_changed(self, batch: JobBatch) -> None:
        for job_id in batch.removed:
            self._sizes.pop(job_id, None)
            self._seen.pop(job_id, None)

    def _look(self) -> None:
        if self._is_looking:
            return
        due = {job.id: job.logs_path for job in self._visible_jobs()[:_MOST_JOBS] if self._is_due(job)}
        if not due:
            return
        self._is_looking = True
        self._bridge.ask(partial(read_last_lines, due), self._on_read, self._on_failed)

    def _is_due(self, job: Job) -> bool:
        """A running job's log is looked at when it grew, a failed job's once: its last line often says why."""
        if job.status is JobStatus.RUNNING:
            mark: object = self._sizes.get(job.id, 0)
        elif job.status is JobStatus.FAILED and job.started is not None:
            mark = job.status
        else:
            return False
        is_due = self._seen.get(job.id) != mark
        self._seen[job.id] = mark
        return is_due

    def _on_read(self, lines: dict[str, str]) -> None:
        self._is_looking = False
        self.changed.emit(lines)

    def _on_failed(self, error: Exception) -> None:
        self._is_looking = False


def read_last_lines(logs: dict[str, str]) -> dict[str, str]:
    """Read the last lines of logs, by the ids of their jobs; not on the window's thread."""
    return {job_id: last_line_of(_read_end(Path(path))) for job_id, path in logs.items()}


def _read_end(path: Path) -> bytes:
    try:
        return read_from(path, max(0, path.lstat().st_size - _TAIL_BYTES), _TAIL_BYTES)
    except OSError:
        return b""  # A log that cannot be read says so where it is shown; here a line is only a courtesy.


def last_line_of(data: bytes) -> str:
    """Return the last line with any text in the end of a log."""
    text = LogText()
    lines: list[str] = [""]
    for run in text.feed(data, is_end=True):
        if run.rewrites_line:
            lines[-1] = ""
        first, *rest = run.text.split("\n")
        lines[-1] += first
        lines += rest
    return next((literal(" ".join(line.split())) for line in reversed(lines) if line.strip()), "")

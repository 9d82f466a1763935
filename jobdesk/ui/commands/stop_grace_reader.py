"""How long jobs that were asked to stop are given: it was laid down as each began, whatever the setting says by now."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from jobdesk.core.job import Job, JobStatus
from jobdesk.jobdir.folder import read_json
from jobdesk.ui.model.bridge import EngineBridge, JobBatch
from jobdesk.ui.table.model import JobTableModel


class StopGraces(QObject):
    """Reads it, once for each job, on the pool."""

    def __init__(self, bridge: EngineBridge, model: JobTableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._model = model
        bridge.jobs_changed.connect(self._on_jobs_changed)

    def _on_jobs_changed(self, batch: JobBatch) -> None:
        graces = self._model.graces
        for job in batch.jobs.values():
            is_stopping = job.cancelled and job.status is JobStatus.RUNNING and not job.is_array
            if is_stopping and job.id not in graces:
                graces[job.id] = None
                self._bridge.ask(partial(_read, job), partial(self._take, job.id))
            elif graces and not is_stopping:
                graces.pop(job.id, None)

    def _take(self, job_id: str, grace_s: float | None) -> None:
        if job_id in self._model.graces:
            self._model.graces[job_id] = grace_s


def _read(job: Job) -> float | None:
    spec = read_json(Path(job.logs_path).with_name("spec.json")) or {}
    launch = spec.get("launch")
    grace_s = launch.get("grace_s") if isinstance(launch, dict) else None
    return float(grace_s) if isinstance(grace_s, int | float) else None

"""What running jobs wrote last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from jobdesk.core.job import JobStatus
from jobdesk.ui.log.reading.last_lines import LastLines
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.patient_pool import PatientPool

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import MakeJob


def test_what_was_written_before_anybody_listened_shows(make_job: MakeJob, qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "job.log"
    log.write_text("early\n")
    job = make_job(1, JobStatus.RUNNING, started="2026-01-31T10:00:00.000Z", logs_path=str(log))
    owner = QObject()
    lines = LastLines(EngineBridge(PatientPool()), lambda: [job], owner)

    with qtbot.waitSignal(lines.changed) as told:
        pass

    assert told.args == [{job.id: "early"}]

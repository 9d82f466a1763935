"""Shared by tests of the shown log: a view on a file that the test writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot

from jobdesk.core.events import LogAppended
from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.log.view import LogView
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme

if TYPE_CHECKING:
    from tests.ui.conftest import MakeJob


class ShownLog:
    """A log view on a file that the test writes."""

    def __init__(self, qtbot: QtBot, theme: Theme, icons: Icons, path: Path, job: Job) -> None:
        self.qtbot = qtbot
        self.path = path
        self.bridge = EngineBridge(QThreadPool())
        self.view = LogView(self.bridge, Roster(), theme, icons)
        qtbot.addWidget(self.view)
        self.view.resize(600, 300)
        self.view.show()
        self.job = job
        self.edit = self.view.edit
        self.bar = self.edit.verticalScrollBar()

    def show(self) -> None:
        self.view.show_job(self.job)

    def write(self, data: bytes) -> None:
        with self.path.open("ab") as log:
            log.write(data)
        self.bridge._on_event(LogAppended(self.job.id, self.path.stat().st_size))

    def wait(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: text in self.edit.toPlainText())

    def write_lines(self, first: int, last: int) -> None:
        self.write(b"".join(b"line %d\n" % number for number in range(first, last + 1)))
        self.wait(f"line {last}\n")


@pytest.fixture
def log(qtbot: QtBot, theme: Theme, icons: Icons, tmp_path: Path, make_job: MakeJob) -> ShownLog:
    path = tmp_path / "job.log"
    job = make_job(1, JobStatus.RUNNING, logs_path=str(path), started="2026-01-31T10:00:00.000Z")
    return ShownLog(qtbot, theme, icons, path, job)

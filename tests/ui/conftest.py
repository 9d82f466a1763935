"""A real desk on a real engine, in a folder of the test's own, with the window offscreen."""

from __future__ import annotations

import faulthandler
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import msgspec
import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.settings import SETTINGS
from jobdesk.ui.app.desk import Desk
from jobdesk.ui.commands import cancellation
from jobdesk.ui.model.patient_pool import PatientPool
from jobdesk.ui.text.translation import install_translations, remove_translations
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.theme.theme import Theme
from jobdesk.ui.widgets.toasts import Toasts
from jobdesk.ui.window.main_window import MainWindow

WAIT_MS = 90_000


class PatientBot(QtBot):
    """Waits as long as a slow machine that does other things too may need; what comes sooner is not waited for."""

    def wait(self, ms: int) -> None:
        """Also come to all that was asked for meanwhile, such as laying out, however slow the machine is."""
        super().wait(ms)
        for _ in range(3):
            QApplication.processEvents()

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = WAIT_MS) -> None:  # noqa: N802 -- Qt's style.
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = WAIT_MS, **options: Any) -> Any:  # noqa: N802 -- Qt's style.
        return super().waitSignal(signal, timeout=timeout, **options)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """Keys, mouse and waits, with patience."""
    return PatientBot(request)


class Hands:
    """Keys and mouse; pytest-qt's own are not typed."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot

    def press(
        self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key once its window is the active one, which takes a moment: before, shortcuts go elsewhere."""
        if widget.isVisible() and QApplication.activePopupWidget() is None:
            self._qtbot.waitUntil(widget.isActiveWindow)
        QTest.keyClick(widget, key, modifier)

    @staticmethod
    def type(widget: QWidget, text: str) -> None:
        QTest.keyClicks(widget, text)

    @staticmethod
    def click(widget: QWidget, place: QPoint) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


@pytest.fixture
def hands(qtbot: QtBot) -> Hands:
    """Keys and mouse."""
    return Hands(qtbot)


class MakeJob(Protocol):
    """Makes a snapshot without an engine."""

    def __call__(self, number: int, status: JobStatus = JobStatus.QUEUED, **fields: Any) -> Job: ...


@pytest.fixture
def make_job() -> MakeJob:
    """Makes snapshots."""

    def make(number: int, status: JobStatus = JobStatus.QUEUED, **fields: Any) -> Job:
        values: dict[str, Any] = {
            "name": f"job {number}",
            "kind": "command",
            "raw_config": msgspec.Raw(b'{"command":["true"]}'),
            "created": "2026-01-31T10:00:00.000Z",
            "updated": "2026-01-31T10:00:00.000Z",
        }
        return Job(id=f"{number:012d}", number=number, status=status, **(values | fields))

    return make


def waits_for(go: Path) -> str:
    """Return Python code that goes on once a file is there: a test ends a job when it has seen it run."""
    return f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.02)\n"


class OpenDesk:
    """A desk that is open, and what tests do with it."""

    def __init__(self, desk: Desk, manager: JobManager, qtbot: QtBot) -> None:
        self.desk = desk
        self.manager = manager
        self.qtbot = qtbot
        self.has_ended = False
        desk.ended.connect(self._on_ended)

    def _on_ended(self) -> None:
        self.has_ended = True

    @property
    def window(self) -> MainWindow:
        return self.desk.window

    def run_python(self, code: str, **wishes: Any) -> Job:
        """Submit a Python program from outside the window."""
        return self.manager.submit_job({"kind": "command", "command": [sys.executable, "-u", "-c", code]}, **wishes)

    def shown(self, job_id: str) -> Job:
        """Return a job as the window knows it, once it does."""
        self.qtbot.waitUntil(lambda: self.window.model.roster.get(job_id) is not None)
        job = self.window.model.roster.get(job_id)
        assert job is not None
        return job

    def wait_status(self, job_id: str, status: str) -> Job:
        """Wait until the window shows a job in a status."""
        self.qtbot.waitUntil(lambda: self.shown(job_id).status == status)
        return self.shown(job_id)

    def cell(self, job_id: str, column: str) -> str:
        """Return what a cell says."""
        from jobdesk.ui.table.columns import COLUMN_INDEX

        model = self.window.model
        row = model.row_of(job_id)
        assert row is not None
        return str(model.index(row, COLUMN_INDEX[column]).data())

    def log_text(self) -> str:
        return self.window.detail.body.log_view.edit.toPlainText()

    def wait_log(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: text in self.log_text())

    def end(self) -> None:
        """End the desk, or see it end: it does so by itself when its window closes, as pytest-qt does after a test."""
        self.desk.end()
        try:
            self.qtbot.waitUntil(lambda: self.has_ended)
        except self.qtbot.TimeoutError:
            faulthandler.dump_traceback()  # Who holds whom.
            raise
        self.qtbot.wait(10)


def cancel_all_and_close(manager: JobManager) -> None:
    """Leave nothing behind: no process, no engine in the background."""
    manager.change_setting("grace_s", 0.2)
    jobs = manager.list_jobs()  # Not those that a schedule plans when one of them is cancelled.
    for job in jobs:
        manager.cancel_job(job.id)
    deadline = time.monotonic() + 10
    for job in jobs:
        manager.wait_job(job.id, max(0.0, deadline - time.monotonic()))
    manager.close(hand_over=False)


@pytest.fixture
def open_desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., OpenDesk]]:
    """Opens a desk on a folder; the jobs end with the test."""
    opened: list[OpenDesk] = []

    def open_on(
        folder: Path | None = None, close_manager: Callable[[JobManager], None] = cancel_all_and_close
    ) -> OpenDesk:
        pool = PatientPool()
        manager = JobManager((folder or tmp_path / "d") / "jobs_state.json", pool=pool, role="desk")
        desk = Desk(qapp, manager.folder, lambda: manager, pool, close_manager=close_manager)
        qtbot.addWidget(desk.window)
        with qtbot.waitSignal(desk.opened):
            desk.start()
        opened.append(OpenDesk(desk, manager, qtbot))
        return opened[-1]

    yield open_on
    for one in opened:
        one.desk.end()  # All of them, before any is waited for: pytest-qt lets go of their windows then.
    for one in opened:
        one.end()
        one.desk.theme.deleteLater()


@pytest.fixture
def desk(open_desk: Callable[..., OpenDesk]) -> OpenDesk:
    """An open desk without jobs."""
    return open_desk()


@pytest.fixture
def display() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """An X server of the test's own, with the smallest screen that JobDesk is made for, and its name."""
    if shutil.which("Xvfb") is None:
        pytest.skip("there is no X server")
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1024x600x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        number = server.stdout.readline().strip()
        assert number, "the X server does not start"
        yield server, f":{number}"
    finally:
        server.kill()
        server.communicate()


@pytest.fixture(autouse=True)
def room_for_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two jobs run at once, however many processors there are."""
    monkeypatch.setitem(SETTINGS, "run_limit", msgspec.structs.replace(SETTINGS["run_limit"], default=2))


@pytest.fixture(autouse=True)
def plain_numbers() -> None:
    """Numbers are written as the tests expect, whatever language an earlier test spoke."""
    QLocale.setDefault(QLocale.c())


@pytest.fixture(autouse=True)
def toasts_that_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Toasts stay until a test has seen them, however slow the machine is."""
    defaults = Toasts.tell.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "seconds", 600.0)


@pytest.fixture
def time_to_undo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo comes in time after Cancel, however slow the machine is."""
    monkeypatch.setattr(cancellation, "UNDO_S", 600.0)


@pytest.fixture
def theme(qapp: QApplication, tmp_path: Path) -> Iterator[Theme]:
    """The colours, apart from a desk."""
    theme = Theme(qapp)
    yield theme
    theme.deleteLater()


@pytest.fixture
def icons(theme: Theme) -> Icons:
    """Icons in those colours."""
    return Icons(theme)


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """The window speaks German."""
    former = QLocale()
    install_translations(qapp, "de")
    yield
    remove_translations(qapp)
    QLocale.setDefault(former)

"""Files and links that macOS asks the application to open: they come as events, at any time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jobdesk.engine.manager import JobManager
from tests.ui.test_desk_process import WAIT_S, role_of_holder, wait_until

# Opens a desk. The paths and links after "early" are asked for before it is complete, those after "late" once its
# jobs are there. Each form that shows, and each notice, becomes a line of the note.
_DESK = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from jobdesk import app
from jobdesk.core.jobs.link import is_link
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.ui.app import application
from jobdesk.ui.app.desk import Desk
from jobdesk.ui.form.job_form import JobForm
from jobdesk.ui.window.main_window import MainWindow
from jobdesk.ui.widgets.notice_bar import NoticeBar

home, note, *asked = sys.argv[1:]
early, late = asked[1 : asked.index("late")], asked[asked.index("late") + 1 :]

def write(line):
    with Path(note).open("a") as file:
        file.write(line + "\\n")

def after(cls, name, describe):
    former = getattr(cls, name)
    def call(self, *arguments):
        former(self, *arguments)
        line = describe(self, *arguments)
        if line:
            write(line)
    setattr(cls, name, call)

def post(asked):
    for text in asked:
        is_address = is_link(text) or text.startswith("https:")
        QCoreApplication.postEvent(qt, QFileOpenEvent(QUrl(text) if is_address else text))

after(JobForm, "show_for_input", lambda form: "form " + form.fields["", "name"].raw())
after(NoticeBar, "tell", lambda bar, cause, text: cause == "open" and text and "notice " + text)
after(MainWindow, "bring_to_front", lambda *_: "front")
after(MainWindow, "open_job", lambda window, job_id: "job " + job_id)
after(Desk, "_on_status", lambda *_: post(late))
qt = application.make_application()
post(early)
sys.exit(app.run_desk(qt, DataFolder(Path(home))))
"""


@contextmanager
def running_desk(home: Path, note: Path, early: list[str], late: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", _DESK, str(home), str(note), "early", *early, "late", *late],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=WAIT_S)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors


def job_file(folder: Path, name: str) -> str:
    """Return a file that describes a job, which makes another file if it should run."""
    path = folder / f"{name} file.jobdesk"
    path.write_text(json.dumps({"command": ["touch", str(folder / "ran")], "name": name}))
    return str(path)


def lines(note: Path) -> list[str]:
    return note.read_text().splitlines() if note.exists() else []


def test_what_is_asked_for_before_the_window_is_complete_opens_later(tmp_path: Path) -> None:
    asked = [job_file(tmp_path, name) for name in ("one", "two", "three")]
    note = tmp_path / "note"
    with running_desk(tmp_path / "h", note, [*asked, str(tmp_path / "gone.jobdesk")], []) as process:
        expected = {"form one", "form two", "form three"}
        wait_until(lambda: process.poll() is not None or expected <= set(lines(note)))
        wait_until(lambda: process.poll() is not None or any("gone.jobdesk" in line for line in lines(note)))
        assert sorted(line for line in lines(note) if line.startswith("form")) == sorted(expected)
        with JobManager(tmp_path / "h" / "jobs_state.json") as client:
            assert client.list_jobs() == []
    assert not (tmp_path / "ran").exists()


def test_what_is_asked_for_later_shows_the_window_and_opens(tmp_path: Path) -> None:
    home, note = tmp_path / "h", tmp_path / "note"
    with JobManager(home / "jobs_state.json") as manager:
        job = manager.create_job({"command": ["true"]})
    late = ["https://example.org/", job_file(tmp_path, "one"), job_file(tmp_path, "two"), f"jobdesk:job/{job.id}#L3"]
    with running_desk(home, note, [], late) as process:
        expected = {"form one", "form two", f"job {job.id}"}
        wait_until(lambda: process.poll() is not None or expected <= set(lines(note)))
        assert lines(note).count("front") == 3
        assert not [line for line in lines(note) if line.startswith("notice")]


def test_what_is_asked_for_opens_in_the_desk_that_holds_the_folder(tmp_path: Path) -> None:
    home, first, second = tmp_path / "h", tmp_path / "first", tmp_path / "second"
    asked = [job_file(tmp_path, name) for name in ("one", "two")]
    with running_desk(home, first, [], []):
        wait_until(lambda: role_of_holder(home) == "desk")
        with running_desk(home, second, asked, []) as process:
            assert process.wait(WAIT_S) == 0
        wait_until(lambda: {"form one", "form two"} <= set(lines(first)))
        assert lines(second) == []

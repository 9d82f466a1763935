"""The app as a process: a second start, signals, no display, the demo, and what is left when it has ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from jobdesk import demo
from jobdesk.engine.ipc.background import app_command
from jobdesk.engine.manager import JobManager

WAIT_S = 90
_DESK_THAT_NOTES_FORMS = """
import os, sys
from pathlib import Path
from jobdesk import app
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.ui.app import application
from jobdesk.ui.form.job_form import JobForm

shown = JobForm.show_for_input
def show_and_note(form):
    shown(form)
    text = form.fields["", "name"].raw() + "|" + form.field("command").raw()
    Path(sys.argv[2]).write_text(text)
JobForm.show_for_input = show_and_note
sys.exit(app.run_desk(application.make_application(), DataFolder(Path(sys.argv[1]))))
"""


def start(home: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start the app as `python -m jobdesk` would."""
    variables = {**os.environ, "JOBDESK_HOME": str(home), "QT_QPA_PLATFORM": "offscreen", **environment}
    variables = {name: value for name, value in variables.items() if value}
    return subprocess.Popen(
        [*app_command(), *arguments], env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def role_of_holder(home: Path) -> str:
    if not (home / "control.json").exists():
        return ""
    with JobManager(home / "jobs_state.json") as manager:
        return str(manager.status()["role"])


def test_a_second_start_shows_the_first_and_ends(tmp_path: Path) -> None:
    home = tmp_path / "h"
    first = start(home)
    wait_until(lambda: role_of_holder(home) == "desk")
    second = start(home)
    output = second.communicate(timeout=WAIT_S)

    assert (second.returncode, output) == (0, ("", ""))
    assert first.poll() is None
    first.terminate()
    first.communicate(timeout=WAIT_S)
    assert first.returncode == 0


@pytest.mark.parametrize("before", [["--open"], []])
def test_a_second_start_hands_over_what_it_was_given(tmp_path: Path, before: list[str]) -> None:
    home, ran, opened = tmp_path / "h", tmp_path / "ran", tmp_path / "opened.json"
    opened.write_text(json.dumps({"command": ["touch", str(ran)], "name": "from a file"}))
    note = tmp_path / "shown.txt"
    first = subprocess.Popen(
        [sys.executable, "-c", _DESK_THAT_NOTES_FORMS, str(home), str(note)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: role_of_holder(home) == "desk")
    second = start(home, *before, str(opened))
    output = second.communicate(timeout=WAIT_S)
    assert (second.returncode, output) == (0, ("", ""))
    wait_until(lambda: note.exists() and note.read_text() != "")
    assert note.read_text() == f"from a file|touch {ran}"
    with JobManager(home / "jobs_state.json") as client:
        assert client.list_jobs() == []
    first.terminate()
    first.communicate(timeout=WAIT_S)
    assert first.returncode == 0
    assert not ran.exists()


_DESK_THAT_NOTES_LINKS = """
import sys
from pathlib import Path
from jobdesk import app
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.ui.app import application
from jobdesk.ui.log.links import LogLinks

marked = LogLinks.mark
def mark_and_note(links, offset):
    marked(links, offset)
    Path(sys.argv[2]).write_text(links._edit.textCursor().selectedText())
LogLinks.mark = mark_and_note
sys.exit(app.run_desk(application.make_application(), DataFolder(Path(sys.argv[1]))))
"""


def test_a_link_is_handed_to_the_desk_that_runs(tmp_path: Path) -> None:
    home, note = tmp_path / "h", tmp_path / "shown.txt"
    first = subprocess.Popen(
        [sys.executable, "-c", _DESK_THAT_NOTES_LINKS, str(home), str(note)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: role_of_holder(home) == "desk")
    with JobManager(home / "jobs_state.json") as client:
        job = client.submit_job({"command": [sys.executable, "-c", "for n in range(1, 9): print('line', n)"]})
        client.wait_job(job.id, WAIT_S)
    second = start(home, f"jobdesk:job/{job.id}#L5")
    output = second.communicate(timeout=WAIT_S)
    assert (second.returncode, output) == (0, ("", ""))
    wait_until(lambda: note.exists() and note.read_text() == "line 5")
    wrong = start(home, "jobdesk:job/nothing")
    assert "is no link to a job" in wrong.communicate(timeout=WAIT_S)[1]
    assert wrong.returncode == 2
    first.terminate()
    first.communicate(timeout=WAIT_S)
    assert first.returncode == 0


def test_closing_leaves_running_jobs_to_an_engine_in_the_background(tmp_path: Path) -> None:
    home = tmp_path / "h"
    first = start(home)
    wait_until(lambda: role_of_holder(home) == "desk")
    with JobManager(home / "jobs_state.json") as client:
        client.change_setting("run_limit", 1)
        running = client.submit_job({"command": [sys.executable, "-c", "import time; time.sleep(1.5)"]})
        queued = client.submit_job({"command": [sys.executable, "-c", "print('its turn came')"]})
        first.terminate()
        first.communicate(timeout=WAIT_S)
        # The window is gone; what was submitted runs, in its turn.
        ended = client.wait_job(queued.id, WAIT_S)

        assert ended is not None
        assert ended.status == "completed"
        done = client.get_job(running.id)
        assert done is not None
        assert done.exit_code == 0


def test_a_desk_takes_over_from_an_engine_in_the_background(tmp_path: Path) -> None:
    home = tmp_path / "h"
    background = start(home, "serve")
    wait_until(lambda: role_of_holder(home) == "serve")
    desk = start(home)
    wait_until(lambda: role_of_holder(home) == "desk")
    background.communicate(timeout=WAIT_S)

    assert background.returncode == 0
    desk.terminate()
    desk.communicate(timeout=WAIT_S)
    assert desk.returncode == 0


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="these always have a display")
@pytest.mark.parametrize("display", ["", ":987"], ids=["none", "dead"])
def test_without_a_display_it_says_so(tmp_path: Path, display: str) -> None:
    app = start(tmp_path / "h", QT_QPA_PLATFORM="", DISPLAY=display, WAYLAND_DISPLAY="")
    output, errors = app.communicate(timeout=WAIT_S)

    assert (app.returncode, output) == (1, "")
    assert "no display" in errors


def test_a_data_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    app = start(tmp_path / "file" / "h")
    _, errors = app.communicate(timeout=WAIT_S)

    assert app.returncode == 1
    assert "cannot be used" in errors
    assert "Traceback" not in errors


def test_the_demo_without_a_display_prints_and_saves_a_picture(tmp_path: Path) -> None:
    work = tmp_path / "w"
    work.mkdir()
    (work / "jobdesk-demo.png").write_text("somebody else's")
    home = tmp_path / "h"
    environment = {**os.environ, "JOBDESK_HOME": str(home), "TMPDIR": str(tmp_path)}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        environment.pop(name, None)
    ended = subprocess.run(
        [*app_command(), "--demo"], cwd=work, env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode == 0, ended.stderr
    assert "Find primes in 200 steps" in ended.stdout
    assert "IndexError: list index out of range" in ended.stdout
    picture = work / "jobdesk-demo-2.png"
    assert str(picture) in ended.stdout
    assert QImage(str(picture)).width() > 400
    assert (work / "jobdesk-demo.png").read_text() == "somebody else's"
    assert not home.exists()
    assert list(tmp_path.glob("jobdesk-demo-*")) == []


def test_an_earlier_picture_of_the_demo_is_replaced(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.setText("Software", "JobDesk demo")
    image.save(str(tmp_path / "jobdesk-demo.png"))

    assert demo.picture_places(None)[0] == tmp_path / "jobdesk-demo.png"


_DESK_THAT_NOTES_TOKENS = """
import os, sys
from pathlib import Path
from jobdesk import app
from jobdesk.ui.window.main_window import MainWindow

activate = MainWindow.activateWindow
def activate_and_note(window):
    Path(sys.argv[1]).write_text(os.environ.get("XDG_ACTIVATION_TOKEN", "none"))
    activate(window)
MainWindow.activateWindow = activate_and_note
sys.exit(app.main([]))
"""


@pytest.mark.parametrize(("given", "used"), [("a-token", "a-token"), ("", "none")])
def test_a_second_start_passes_on_the_right_to_come_to_the_front(
    home: Path, tmp_path: Path, given: str, used: str
) -> None:
    note = tmp_path / "note"
    first = subprocess.Popen([sys.executable, "-c", _DESK_THAT_NOTES_TOKENS, str(note)], env={**os.environ})
    try:
        wait_until(lambda: role_of_holder(home) == "desk")
        second = start(home, XDG_ACTIVATION_TOKEN=given)
        assert second.communicate(timeout=WAIT_S) == ("", "")
        wait_until(lambda: note.exists() and note.read_text() != "")
        assert note.read_text() == used
    finally:
        first.terminate()
        first.communicate(timeout=WAIT_S)
    assert first.returncode == 0

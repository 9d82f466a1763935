"""Settings and New Job on a screen of 1024x600 with a large font or scale: all of them can be reached."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import json, sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from jobdesk import app
from jobdesk.ui.app import application
from jobdesk.ui.app.desk import Desk

make = application.make_application
def make_with_font(language):
    made = make(language)
    made.setFont(QFont(made.font().family(), int(sys.argv[1])))
    return made
application.make_application = make_with_font
placed = {}

def measure(name, window):
    room, frame = window.screen().availableGeometry(), window.frameGeometry()
    placed[name] = [frame.top() - room.top(), room.bottom() - frame.bottom(), room.right() - frame.right()]

def show(desk):
    dialogs = desk.window.dialogs
    dialogs.show_settings()
    settings = dialogs._settings
    desk.window.actions_["new_job"].trigger()

    def look():
        forms = [one for one in QApplication.topLevelWidgets() if type(one).__name__ == "JobForm"]
        form = forms[0] if forms else None
        if form is None or not form.isVisible() or not settings.isVisible():
            return
        if "New Job" not in placed:
            measure("Settings", settings)
            measure("New Job", form)
            form.move(form.x(), max(0, form.screen().availableGeometry().bottom() - form.frameGeometry().height()))
            form.fold.setChecked(True)
            return
        measure("New Job unfolded", form)
        timer.stop()
        print(json.dumps(placed), flush=True)
        desk.end()

    timer = QTimer(desk)
    timer.timeout.connect(look)
    timer.start(200)

application.watch_for_faults = lambda *_: None
begin = Desk.start
def start(desk, **options):
    desk.opened.connect(lambda: show(desk))
    begin(desk, **options)
Desk.start = start
sys.exit(app.main([]))
"""


@pytest.mark.parametrize(("points", "factor"), [(14, "1"), (10, "1.5")])
def test_windows_are_within_the_screen(
    display: tuple[subprocess.Popen[str], str], home: Path, points: int, factor: str
) -> None:
    environment = {"DISPLAY": display[1], "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": factor, "WAYLAND_DISPLAY": ""}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(points)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr

    placed = json.loads(done.stdout)
    assert sorted(placed) == ["New Job", "New Job unfolded", "Settings"]
    for name, distances in placed.items():
        assert min(distances) >= 0, (name, distances)

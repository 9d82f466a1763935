"""The icon in a tray that embeds windows does not keep the focus, on a display and with a tray of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(shutil.which("stalonetray") is None, reason="needs stalonetray")

# The icon is embedded once it is as big as the tray's slots; the focus then has to come back to the window.
_DESK = """
import subprocess
from PySide6.QtCore import QDeadlineTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from jobdesk.ui.model.activity import Activity
from jobdesk.ui.table.model import JobTableModel
from jobdesk.ui.app.tray import Tray

def wait_for(is_so):
    deadline = QDeadlineTimer(20_000)
    while not is_so() and not deadline.hasExpired():
        QTest.qWait(20)
    return is_so()

app = QApplication([])
edit = QLineEdit()
edit.show()
edit.activateWindow()
assert wait_for(lambda: app.activeWindow() is edit)
seen = []
app.focusWindowChanged.connect(lambda window: seen.append(window.objectName() if window else ""))
model = JobTableModel()
tray = Tray(model, Activity(), [])
host = subprocess.Popen(["stalonetray"])
try:
    assert wait_for(lambda: "QSystemTrayIconSysWindow" in seen), "the tray gave the icon no focus"
    assert wait_for(lambda: app.activeWindow() is edit), "the icon kept the focus"
finally:
    host.kill()
    host.wait()
    tray.close()
"""


def test_keys_of_the_window_work_while_the_tray_embeds_the_icon(display: tuple[subprocess.Popen[str], str]) -> None:
    environment = {**os.environ, "DISPLAY": display[1], "QT_QPA_PLATFORM": "xcb"}
    desk = subprocess.run(
        [sys.executable, "-c", _DESK], env=environment, capture_output=True, text=True, timeout=250, check=False
    )
    assert desk.returncode == 0, desk.stderr

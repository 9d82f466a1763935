"""The app's start where something is unusual: a locale with letters of its own, and errors before there is a window."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.test_desk_process import WAIT_S, role_of_holder, start, wait_until


@pytest.mark.skipif(shutil.which("localedef") is None, reason="no locale can be made here")
def test_window_opens_in_a_turkish_locale(tmp_path: Path) -> None:
    made = subprocess.run(
        ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(tmp_path / "tr_TR.UTF-8")], capture_output=True, check=False
    )
    if not (tmp_path / "tr_TR.UTF-8").exists():
        pytest.skip(f"no Turkish locale can be made here: {made.stderr.decode()}")
    # Its capital of "i" is no "I", by which PySide looks for the setters of properties.
    locale = {"LC_ALL": "tr_TR.UTF-8", "LOCPATH": str(tmp_path)}
    capital = "import ctypes, locale; locale.setlocale(locale.LC_ALL, ''); print(chr(ctypes.CDLL(None).toupper(105)))"
    shown = subprocess.run(
        [sys.executable, "-c", capital], env={**os.environ, **locale}, capture_output=True, text=True, check=False
    )
    if shown.returncode:
        pytest.skip(f"the Turkish locale that was made here cannot be used: {shown.stderr}")
    assert shown.stdout.strip() != "I"
    home = tmp_path / "h"

    process = start(home, **locale)
    try:
        wait_until(lambda: process.poll() is not None or role_of_holder(home) == "desk")
        assert process.poll() is None, process.communicate()[1]
    finally:
        process.terminate()
        output = process.communicate(timeout=WAIT_S)
    assert (process.returncode, output) == (0, ("", ""))


def test_error_before_the_window_is_in_the_log(tmp_path: Path) -> None:
    home = tmp_path / "h"
    program = (
        "import sys; from jobdesk import app; from jobdesk.ui.window import main_window\n"
        "def fail(*_): raise RuntimeError('no window today')\n"
        "main_window.MainWindow.__init__ = fail\n"
        "sys.exit(app.main(['--home', sys.argv[1]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(home)], capture_output=True, text=True, timeout=WAIT_S, check=False
    )

    assert done.returncode == 1
    assert "RuntimeError: no window today" in done.stderr
    assert "RuntimeError: no window today" in (home / "jobdesk.log").read_text()

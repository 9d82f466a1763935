"""A test that leaves something behind fails, and what it left is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

_PROBE = """
import subprocess
import sys
import threading

import tests.leftovers
from jobdesk.engine.manager import JobManager

tests.leftovers.GRACE_S = 1.0
END = threading.Event()

def test_thread():
    threading.Thread(target=END.wait, name="forgotten", daemon=True).start()

def test_process():
    code = "import os, time; os.setsid(); os.fork() and os._exit(0); time.sleep(600)"
    subprocess.run([sys.executable, "-c", code], check=True)

def test_engine(tmp_path):
    global manager
    manager = JobManager(tmp_path / "jobs_state.json")
    manager.hold()

def test_background(tmp_path):
    with JobManager(tmp_path / "jobs_state.json") as handing_over:
        held = handing_over.create_job({"command": ["true"]})
        handing_over.submit_job({"command": ["true"]}, after=[held.id])

def test_window(qapp):
    from PySide6.QtWidgets import QMessageBox
    global box
    box = QMessageBox()
    box.setWindowTitle("still here")
    box.show()

def test_after_them(qapp):
    END.set()
    manager.close()
    box.close()
"""


def test_what_a_test_leaves_behind_fails_it(tmp_path: Path) -> None:
    probe = tmp_path / "test_probe.py"
    probe.write_text(_PROBE)
    command = [sys.executable, "-P", "-m", "pytest", "-p", "tests.conftest", f"--rootdir={ROOT}", str(probe), "-q"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, f"-c{ROOT / 'pyproject.toml'}", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    reports = dict(part.split(" ___", 1) for part in done.stdout.split("ERROR at teardown of ")[1:])

    assert "6 passed, 5 errors" in done.stdout, done.stdout
    assert "thread forgotten" in reports["test_thread"]
    assert "time.sleep(600)" in reports["test_process"]
    assert "thread control" in reports["test_engine"]
    assert "serve --until-idle" in reports["test_background"]
    assert "window QMessageBox: still here" in reports["test_window"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are known by their environment on Linux")
def test_processes_that_were_left_behind_are_ended(tmp_path: Path) -> None:
    from tests.leftovers import MARK, Leftovers

    former = os.environ[MARK]
    try:
        leftovers = Leftovers()
        with (
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as child,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr("tests.leftovers.GRACE_S", 0.0)
            assert [line for line in leftovers.end() if f"process {child.pid}" in line]
            assert child.wait(60) != 0
    finally:
        os.environ[MARK] = former

"""The window's pool on a system that refuses threads: no work is lost or done twice, and nothing hangs afterwards."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is set as on Linux only")

_REFUSED = """
import os, resource, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from jobdesk.ui.model.patient_pool import PatientPool

app = QCoreApplication([])
pool = PatientPool()
ran = []
QTimer.singleShot(0, app.quit)
app.exec()  # What an event loop needs is loaded.
before = resource.getrlimit(resource.RLIMIT_AS)
pages = int(Path("/proc/self/statm").read_text().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + (4 << 20), before[1]))  # No thread's stack.
for number in range(1100):
    pool.start(lambda number=number: ran.append(number))
assert not ran, "threads were had where there is no room for one"
resource.setrlimit(resource.RLIMIT_AS, before)
pool.start(lambda: ran.append("asked later"))

def look():
    if len(set(ran)) == 1101:
        print(len(ran), flush=True)
        os._exit(0)  # Qt waits for ever for the threads that it never had.

timer = QTimer(interval=20)
timer.timeout.connect(look)
timer.start()
app.exec()
"""


def test_what_was_refused_a_thread_is_done_later_and_once() -> None:
    """More refusals than any maximum of threads that the pool could have had."""
    command = [sys.executable, "-c", _REFUSED]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)
    assert done.stdout == "1101\n", done.stderr[-2000:]

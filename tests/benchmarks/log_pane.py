"""The log pane: how soon the end of a long log shows, what that costs, and how steady the window stays."""

import os
import subprocess
import sys
import time
from pathlib import Path

from measuring import Row

_LOG_BYTES = 2_000_000_000
_FOUND_BYTES = 200_000_000
_CODE = """
import gc, os, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
import msgspec, psutil
from PySide6.QtCore import QThreadPool, QTimer
from PySide6.QtWidgets import QApplication
from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.log.view import LogView
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.theme.theme import Theme

app = QApplication([])
folder = Path(sys.argv[1])
theme = Theme(app)
icons = Icons(theme)
view = LogView(EngineBridge(QThreadPool()), Roster(), theme, icons)
view.resize(1000, 600)
view.show()


def job(number, path):
    return Job(id=f"{number:012d}", number=number, name="j", kind="command", status=JobStatus.COMPLETED,
               raw_config=msgspec.Raw(b"{}"), created="2026-01-31T10:00:00.000Z", updated="2026-01-31T10:00:00.000Z",
               logs_path=str(path))


def show(number, path, last):
    begun = time.perf_counter()
    view.show_job(job(number, path))
    while last not in view.edit.toPlainText()[-400:]:
        app.processEvents()
        assert time.perf_counter() - begun < 30, "nothing came"
        time.sleep(0.0005)
    return time.perf_counter() - begun


show(1, folder / "small.log", "the last line")
process = psutil.Process()
gc.collect()
before = process.memory_info().rss
opened = show(2, folder / "long.log", "the last line")
beats, worst = time.perf_counter(), 0.0
until = beats + 3
while time.perf_counter() < until:
    app.processEvents()
    now = time.perf_counter()
    worst, beats = max(worst, now - beats), now
    time.sleep(0.001)
print(opened, process.memory_info().rss - before, worst)
show(3, folder / "found.log", "the last line")
finding = view.finding
finding.open()
finding.bar.field.setText("LAST line")
begun = time.perf_counter()
finding.bar.flush()
while finding.search.is_busy:
    app.processEvents()
assert len(finding.search.hits) == 1
print(time.perf_counter() - begun)
"""


def _seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def rows(scratch: Path) -> list[Row]:
    """Open the end of a log of 2 GB in a fresh process, beside a small one that it showed first."""
    line = b"step 0000 of 9999  loss 0.1234  lr 3.0e-04  12 images a second, and some more words to fill it\n"
    block = line * (1_000_000 // len(line))
    (scratch / "small.log").write_bytes(line * 100 + b"the last line\n")
    with (scratch / "long.log").open("wb") as log:
        while log.tell() < _LOG_BYTES:
            log.write(block)
        log.write(b"the last line\n")
    with (scratch / "found.log").open("wb") as log:
        while log.tell() < _FOUND_BYTES:
            log.write(block)
        log.write(b"the last line\n")
    grep = ["grep", "-c", "-i", "-F", "LAST line", str(scratch / "found.log")]
    grep_s = min(_seconds(grep) for _ in range(3))
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    command = [sys.executable, "-c", _CODE, str(scratch)]
    found = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()
    (scratch / "long.log").unlink()
    (scratch / "found.log").unlink()
    opened_s, more_bytes, worst_s, find_s = map(float, found)
    return [
        Row("2 GB log, end shown", f"{opened_s * 1e3:.0f} ms", "300 ms", opened_s / 0.3, 1.0),
        Row("  more memory, its marks read too", f"{more_bytes / 1e6:.0f} MB", "50 MB", more_bytes / 50e6, 1.0),
        Row("  longest stall of the window", f"{worst_s * 1e3:.0f} ms", "100 ms", worst_s / 0.1, 1.0),
        Row("200 MB log, find in all of it", f"{find_s:.2f} s", f"grep {grep_s:.2f} s", find_s / grep_s, 8.0),
    ]

"""A burst of submissions from another process to a real desk whose places are taken; `job_queue.py` runs it."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from measuring import percentile
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from window_probe import Heartbeat

from jobdesk.core.events import JobChanged
from jobdesk.core.job import JobStatus
from jobdesk.engine.manager import JobManager
from jobdesk.ui.app.desk import Desk
from jobdesk.ui.model.patient_pool import PatientPool

_RUNNING = 50
_SUBMITTER = """
import sys, time
from jobdesk import JobManager
manager = JobManager(sys.argv[1])
config = {"kind": "command", "command": ["true"]}
times = []
for at in range(int(sys.argv[2])):
    begun = time.perf_counter()
    manager.submit_job(config, name=f"burst {at}", queue="burst")
    times.append(time.perf_counter() - begun)
print(sorted(times)[len(times) * 99 // 100])
"""


def measure_burst(app: QApplication, scratch: Path, count: int) -> dict[str, float]:
    """Submit many jobs while 50 run and one place is free, and watch the window's thread."""
    loop = QEventLoop()
    pool = PatientPool()
    manager = JobManager(scratch / "jobs_state.json", pool=pool, role="desk")
    desk = Desk(
        app, manager.folder, lambda: manager, pool, close_manager=lambda manager: manager.close(hand_over=False)
    )
    desk.opened.connect(loop.quit)
    desk.start()
    loop.exec()
    found: dict[str, Any] = {}

    def look(event: object) -> None:
        if isinstance(event, JobChanged) and event.job.queue == "burst" and event.job.status is JobStatus.RUNNING:
            found.setdefault("first_start_s", time.perf_counter() - found["begun"])

    def fill() -> None:
        engine = manager.hold()
        engine.verb("change_setting")("run_limit", _RUNNING + 1)
        # One at a time: what is measured is what the burst costs, and not what running it does.
        engine.verb("change_queue")("burst", {"run_limit": 1})
        for _ in range(_RUNNING):
            engine.submit_job({"kind": "command", "command": ["sleep", "600"]})
        engine.subscribe(look)

    filling = threading.Thread(target=fill)
    filling.start()
    heart = Heartbeat(loop)
    heart.p99_ms(8.0)
    filling.join()
    idle = heart.p99_ms(5.0)
    found["begun"] = time.perf_counter()
    words = [sys.executable, "-c", _SUBMITTER, str(manager.folder.state), str(count)]
    submitter = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)

    def end_with_it() -> None:
        if submitter.poll() is not None:
            loop.quit()

    poll = QTimer()
    poll.timeout.connect(end_with_it)
    poll.start(50)
    gaps = heart.gaps_until_quit()
    took_s = time.perf_counter() - found["begun"]
    poll.stop()
    submit_p99_s = float(submitter.communicate()[0])
    engine = manager.hold()
    for job in engine.list_jobs():
        if job.queue == "default" and not job.is_final:
            engine.cancel_job(job.id, force=True)
    return {
        "idle_p99_ms": idle,
        "busy_p99_ms": percentile(gaps, 0.99),
        "first_start_s": found.get("first_start_s", float("nan")),
        "submits_a_second": count / took_s,
        "submit_p99_ms": submit_p99_s * 1e3,
    }


def main() -> None:
    """Measure, and print what was found."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    scratch, count = Path(sys.argv[1]), int(sys.argv[2])
    app = QApplication(sys.argv[:1])
    app.setApplicationName("JobDesk benchmark")
    print(json.dumps(measure_burst(app, scratch, count)))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()

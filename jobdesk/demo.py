"""``jobdesk --demo``: the window with live sample jobs, in a data folder of its own that goes away again.

With no display the same runs unseen: the jobs' progress is printed, and a picture of the window saved.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobdesk.core.errors import JobDeskError
from jobdesk.core.job import Job
from jobdesk.core.own_program import own_python
from jobdesk.engine.ipc.background import app_command
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.data_folder import STATE_NAME

if TYPE_CHECKING:
    from jobdesk.ui.app.desk import Desk
    from jobdesk.ui.app.desk_application import DeskApplication

_log = logging.getLogger(__name__)
UNSEEN_S = 15.0
_STOP_PATIENCE_S = 5.0
_OWN_MARK = ("Software", "JobDesk demo")


@dataclass(frozen=True)
class Sample:
    """One sample job.

    Attributes:
        name: Name of the job.
        arguments: What JobDesk itself is started with.
        function: Where there is a Python, this function of `samples` is called in its place.
        tags: Tags of the job.
        after: Place in the list of one that has to succeed first.
    """

    name: str
    arguments: tuple[str, ...]
    function: str = ""
    tags: tuple[str, ...] = ()
    after: int | None = None


SAMPLES = (
    Sample("JobDesk version", ("--version",)),
    Sample("Count words in the docs", ("--sample", "count-words"), "count_words", tags=("text",)),
    Sample("Check links of the handbook", ("--sample", "check-links")),
    Sample("Find primes in 200 steps", ("--sample", "find-primes"), tags=("numbers",)),
    Sample("Translate the handbook, prices made up", ("--sample", "translate-pages"), tags=("text",)),
    Sample("Back up project folders", ("--sample", "back-up")),
    Sample("Build with many warnings", ("--sample", "build-loudly"), tags=("build",)),
    Sample("Count words again, once backed up", ("--sample", "count-words"), "count_words", after=5),
)


def run(screenshot: Path | None = None) -> int:
    """Run the demo and return the exit code.

    Args:
        screenshot: Where the picture goes if there is no display; None chooses a place that harms nothing.
    """
    from jobdesk.ui.app.application import make_application

    app = make_application()
    if app is None:
        return 1
    home = Path(tempfile.mkdtemp(prefix="jobdesk-demo-"))
    try:
        return _run_in(app, home, screenshot)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run_in(app: DeskApplication, home: Path, screenshot: Path | None) -> int:
    from jobdesk.ui.app.application import end_by_signal, set_up_logging, watch_for_faults
    from jobdesk.ui.app.desk import Desk
    from jobdesk.ui.model.patient_pool import PatientPool

    pool = PatientPool()
    manager = JobManager(home / "data" / STATE_NAME, pool=pool, role="desk")
    if not set_up_logging(manager.folder):
        return 1
    desk = Desk(app, manager.folder, lambda: manager, pool, close_manager=end_demo, do_jobs_go_on=False)
    watch_for_faults(desk, manager.folder.log)
    desk.window.setWindowTitle("JobDesk, demo")
    desk.opened.connect(lambda: desk.bridge.ask(lambda: add_samples(manager, home)))
    desk.ended.connect(lambda: app.exit(0))
    app.end_with(desk.request_end)
    end_by_signal(desk)
    unseen = None
    if app.platformName() == "offscreen":
        unseen = UnseenRun(desk, manager, screenshot)
        desk.opened.connect(unseen.start)
    desk.start()
    app.exec()
    is_done = pool.waitForDone(int(_STOP_PATIENCE_S * 1000))
    logging.shutdown()
    code = 0 if unseen is None or unseen.is_saved else 1
    if not is_done:  # The pool's own end would wait for ever.
        shutil.rmtree(home, ignore_errors=True)
        os._exit(code)
    return code


def add_samples(manager: JobManager, home: Path) -> list[Job]:
    """Submit the sample jobs."""
    python = own_python()
    manager.change_setting("grace_s", 1.0)
    jobs: list[Job] = []
    for sample in SAMPLES:
        config: dict[str, Any] = {"cwd": str(home), "command": [*app_command(), *sample.arguments]}
        if python is not None and sample.function:
            config = {"cwd": str(home), "function": f"jobdesk.samples:{sample.function}", "interpreter": python}
        after = () if sample.after is None else (jobs[sample.after].id,)
        jobs.append(manager.submit_job(config, name=sample.name, tags=sample.tags, after=after))
    return jobs


def end_demo(manager: JobManager) -> None:
    """Cancel the demo's jobs, wait until they have ended, and let go of its folder."""
    try:
        unfinished = [job for job in manager.list_jobs() if not job.is_final]
        # The last ones first, so that no waiting job starts in the place of one that ends.
        for job in sorted(unfinished, key=lambda job: job.number, reverse=True):
            manager.cancel_job(job.id)
        deadline = time.monotonic() + _STOP_PATIENCE_S
        for job in unfinished:
            manager.wait_job(job.id, max(0.0, deadline - time.monotonic()))
    except (JobDeskError, RuntimeError):
        _log.exception("The demo's jobs could not all be cancelled")
    manager.close(hand_over=False)


class UnseenRun:
    """The demo without a display: prints what the rows say, then takes a picture and ends."""

    def __init__(self, desk: Desk, manager: JobManager, screenshot: Path | None) -> None:
        from PySide6.QtCore import QTimer

        self._desk = desk
        self._manager = manager
        self._screenshot = screenshot
        self._said: dict[str, str] = {}
        self._end_at = 0.0
        self.is_saved = False
        self._timer = QTimer(desk)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._on_second)

    def start(self) -> None:
        """Begin to print."""
        self._say(f"No display here: the demo runs unseen for {UNSEEN_S:.0f} seconds.")
        self._say(f"Its jobs run in {self._manager.folder.path}, apart from yours, and end with it.")
        self._end_at = time.monotonic() + UNSEEN_S
        self._timer.start()

    def _on_second(self) -> None:
        from jobdesk.ui.text.job_state import state_of
        from jobdesk.ui.text.plain_text import literal
        from jobdesk.ui.text.status_text import job_sentence

        model = self._desk.window.model
        moment = model.moment()
        for job in sorted(model.roster.all(), key=lambda job: job.number):
            head = f"#{job.number:<3} {state_of(job).word:<10} {literal(job.name):<36}"
            line = f"{head} {literal(job_sentence(job, moment))}"
            if self._said.get(job.id) != line:
                self._said[job.id] = line
                self._say(line)
        if time.monotonic() >= self._end_at:
            self._timer.stop()
            self._save_picture()
            self._desk.end()

    def _save_picture(self) -> None:
        image = self._desk.window.grab().toImage()
        image.setText(*_OWN_MARK)
        for path in picture_places(self._screenshot):
            if image.save(str(path), "PNG"):  # type: ignore[call-overload]
                self.is_saved = True
                self._say(f"A picture of the window: {path}")
                return
        self._say("The picture of the window could not be saved anywhere.")

    @staticmethod
    def _say(text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def picture_places(wished: Path | None) -> list[Path]:
    """Return where the picture may go, best first; none of these is a file that the demo did not make itself."""
    if wished is not None:
        return [wished.absolute()]
    places = []
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        if os.access(folder, os.W_OK):
            names = ["jobdesk-demo.png", *(f"jobdesk-demo-{number}.png" for number in range(2, 100))]
            free = next((folder / name for name in names if _may_write(folder / name)), None)
            if free is not None:
                places.append(free)
    return places


def _may_write(path: Path) -> bool:
    """Whether a path is free, or holds an earlier picture of the demo."""
    from PySide6.QtGui import QImage

    if path.is_symlink() or (path.exists() and not path.is_file()):
        return False
    return not path.exists() or QImage(str(path)).text(_OWN_MARK[0]) == _OWN_MARK[1]

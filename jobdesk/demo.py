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
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobdesk.core.errors import JobDeskError
from jobdesk.core.job import Job
from jobdesk.engine.data_folder import STATE_NAME
from jobdesk.engine.manager import JobManager

if TYPE_CHECKING:
    from jobdesk.ui.desk import Desk
    from jobdesk.ui.desk_application import DeskApplication

_log = logging.getLogger(__name__)
UNSEEN_S = 15.0
_STOP_PATIENCE_S = 5.0
_OWN_MARK = ("Software", "JobDesk demo")
_SAMPLES_MODULE = '''\
"""What the sample jobs of JobDesk's demo do."""

import json
import os
import random
import re
import sys
import time
from collections import Counter


def report(**event):
    """Tell JobDesk something: one line of JSON in the file that it names."""
    with open(os.environ["JOBDESK_EVENTS"], "a") as events:
        events.write(json.dumps(event) + "\\n")


def count_words(config):
    """Count the words of Python's own licence-free text: its modules' docstrings."""
    counts = Counter()
    modules = ["argparse", "datetime", "json", "logging", "pathlib", "statistics", "textwrap", "threading"]
    for name in modules:
        module = __import__(name)
        counts.update(re.findall(r"[a-z]{4,}", (module.__doc__ or "").lower()))
        print(f"{name}: {sum(counts.values())} words so far", flush=True)
        time.sleep(0.3)
    word, times = counts.most_common(1)[0]
    return {"words": sum(counts.values()), "most common": word, "times": times}


def find_primes(limit=4_000_000):
    """Find primes in many small steps, and say how far it is."""
    found, started = 0, time.monotonic()
    steps = 200
    for step in range(steps):
        first, last = limit * step // steps, limit * (step + 1) // steps
        for number in range(max(2, first), min(last, first + 400)):
            found += all(number % divisor for divisor in range(2, int(number**0.5) + 1))
        print(f"step {step + 1:3} of {steps}   {found} primes found   {time.monotonic() - started:.0f} s", flush=True)
        report(type="progress", step=step + 1, total=steps, text=f"{found} primes")
        time.sleep(1)


def check_links():
    """Check some links, and meet one that is broken."""
    for page in ("index.md", "install.md", "usage.md"):
        print(f"checking {page}: 12 links, all well", flush=True)
        time.sleep(0.5)
    targets = {"faq.md": ["install.md", "usage.md"]}
    print("checking faq.md: 14 links", flush=True)
    print(f"the fourteenth leads to {targets['faq.md'][13]}")


def build_loudly():
    """Write what a chatty build writes: many lines, some of them coloured."""
    random.seed(7)
    for number in range(6000):
        name = f"src/module_{number % 97:02}.c"
        if number % 40 == 17:
            print(f"\\033[33mwarning:\\033[0m {name}:{random.randint(10, 400)}: unused variable \\033[1mresult\\033[0m")
        elif number % 211 == 101:
            print(f"\\033[31merror:\\033[0m {name}:{random.randint(10, 400)}: tried again with an older rule")
        else:
            print(f"\\033[32m[{number // 60:3}%]\\033[0m building {name}")
        if number % 10 == 0:
            sys.stdout.flush()
            time.sleep(0.2)


def translate_pages():
    """Pretend to be a run that costs money: it reports its steps, and what it has spent by its own estimate."""
    for page in range(1, 49):
        print(f"page {page}: translated, {random.randint(300, 900)} words", flush=True)
        report(type="progress", step=page, total=48, text=f"page {page}")
        report(type="cost", usd=round(page * 0.0137, 4), mark="\\u2248")
        time.sleep(1.5)
    report(type="result", value="48 pages in pages.md")


def back_up():
    """Show a progress bar that rewrites its own line."""
    for percent in range(101):
        report(type="progress", fraction=percent / 100)
        bar = "#" * (percent // 4)
        print(f"\\rcopying {percent:3} %  [{bar:25}]", end="", flush=True)
        time.sleep(0.6)
    print("\\n4,212 files copied")


if __name__ == "__main__":
    globals()[sys.argv[1]]()
'''


@dataclass(frozen=True)
class Sample:
    """One sample job; a config of `function` or of `calls`, a name in the samples' module."""

    name: str
    calls: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    after: int | None = None


SAMPLES = (
    Sample("Python version", config={"command": [sys.executable, "--version"]}),
    Sample("Count words in the docs", config={"function": "samples:count_words"}, tags=("text",)),
    Sample("Check links of the handbook", calls="check_links"),
    Sample("Find primes in 200 steps", calls="find_primes", tags=("numbers",)),
    Sample("Translate the handbook, prices made up", calls="translate_pages", tags=("text",)),
    Sample("Back up project folders", calls="back_up"),
    Sample("Build with many warnings", calls="build_loudly", tags=("build",)),
    Sample("Count words again, once backed up", config={"function": "samples:count_words"}, after=5),
)


def run(screenshot: Path | None = None) -> int:
    """Run the demo and return the exit code.

    Args:
        screenshot: Where the picture goes if there is no display; None chooses a place that harms nothing.
    """
    from jobdesk.ui.application import make_application

    app = make_application()
    if app is None:
        return 1
    home = Path(tempfile.mkdtemp(prefix="jobdesk-demo-"))
    try:
        return _run_in(app, home, screenshot)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run_in(app: DeskApplication, home: Path, screenshot: Path | None) -> int:
    from jobdesk.ui.application import end_by_signal, set_up_logging, watch_for_faults
    from jobdesk.ui.desk import Desk, make_pool

    pool = make_pool()
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
    pool.waitForDone(int(_STOP_PATIENCE_S * 1000))
    logging.shutdown()
    return 0 if unseen is None or unseen.is_saved else 1


def add_samples(manager: JobManager, home: Path) -> list[Job]:
    """Write the samples' module and submit the jobs."""
    module = home / "samples.py"
    module.write_text(_SAMPLES_MODULE, encoding="utf-8")
    manager.change_setting("grace_s", 1.0)
    jobs: list[Job] = []
    for sample in SAMPLES:
        config = dict(sample.config)
        if sample.calls:
            config = {"command": [sys.executable, "-u", module.name, sample.calls]}
        config["cwd"] = str(home)
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
        from jobdesk.ui.words.job_sentence import job_sentence
        from jobdesk.ui.words.job_state import state_of
        from jobdesk.ui.words.literal import literal

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

"""Takes pictures of the windows with live sample jobs: ``python3 tests --screenshots DIR``.

On Linux each runs on a screen of its own (Xvfb) if there is one to start, so that fonts, frames and focus are as
people see them; elsewhere, or with none, offscreen. Each picture is a process: nothing of one look is left in the next.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from jobdesk import demo  # noqa: E402
from jobdesk.core.job import Job  # noqa: E402
from jobdesk.core.jobs.template import Template  # noqa: E402
from jobdesk.engine.manager import JobManager  # noqa: E402
from jobdesk.engine.storage.data_folder import STATE_NAME  # noqa: E402

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from jobdesk.ui.app.desk import Desk

_WARM_UP_S = 7.0
_TIME_LIMIT_S = 90.0
Look = Callable[["Stage"], "QWidget"]


class Stage:
    """An open desk, and what a picture may ask of it."""

    def __init__(self, app: QApplication, desk: Desk, manager: JobManager) -> None:
        self.app = app
        self.desk = desk
        self.manager = manager

    def wait(self, seconds: float = 0.4) -> None:
        """Let the windows live."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.app.processEvents()
            time.sleep(0.01)

    def job(self, name: str) -> Job:
        """Return a sample by the beginning of its name."""
        return next(job for job in self.manager.list_jobs() if job.name.startswith(name))

    def select(self, name: str) -> QWidget:
        """Select a sample, and return the main window."""
        self.desk.window.activateWindow()  # Without a window manager nobody else does.
        self.desk.window.table.select_job(self.job(name).id)
        self.desk.window.table.setFocus()
        self.wait(0.8)
        return self.desk.window

    def resize(self, width: int, height: int) -> None:
        """Give the main window a size."""
        self.desk.window.resize(width, height)
        self.wait()

    def trigger(self, action: str, kind: str) -> QWidget:
        """Trigger an action, and return the window of a class that it opens."""
        self.desk.window.actions_[action].trigger()
        self.wait(1.0)
        return next(widget for widget in self.app.allWidgets() if type(widget).__name__ == kind and widget.isVisible())


def _plain(stage: Stage) -> QWidget:
    return stage.select("Find primes in")


def _empty(stage: Stage) -> QWidget:
    stage.wait()
    return stage.desk.window


def _failed(stage: Stage) -> QWidget:
    return stage.select("Check links")


def _narrow(stage: Stage) -> QWidget:
    stage.resize(800, 620)
    return stage.select("Build with many")


def _wide(stage: Stage) -> QWidget:
    stage.resize(1600, 1000)
    return stage.select("Build with many")


def _search(stage: Stage) -> QWidget:
    stage.desk.window.toolbar.search.setText("find")
    stage.wait(0.6)
    return stage.desk.window


def _trash(stage: Stage) -> QWidget:
    from jobdesk.ui.filters.job_filter import TRASH

    for name in ("JobDesk version", "Check links"):
        stage.desk.window.table.select_job(stage.job(name).id)
        stage.desk.window.actions_["delete"].trigger()
        stage.wait(0.6)
    stage.desk.window.filters.choose(TRASH)
    stage.wait(0.6)
    return stage.desk.window


def _activity(stage: Stage) -> QWidget:
    stage.desk.show_activity()
    stage.wait()
    window = stage.desk.activity_window
    assert window is not None
    return window


def _stop(stage: Stage) -> QWidget:
    stage.desk.window.actions_["stop_and_quit"].trigger()
    stage.wait()
    box = stage.desk.leaving.box
    assert box is not None
    return box


def _set_limits(stage: Stage) -> None:
    """Give the samples queues with limits, and jobs that wait for each other."""
    manager = stage.manager
    manager.change_limits(resources={"gpu": 2, "licence": 3})
    manager.change_queue("gpu", run_limit=2, caps={"gpu": 2}, conditions={"quiet": "22:00-07:00"}, keep_days=30)
    manager.change_queue("night", run_limit=1, conditions={"on_battery": False, "max_load": 0.8}, keep_count=200)
    manager.pause_queue("night", drain=True)
    nap = {"kind": "command", "command": [sys.executable, "-c", "import time; time.sleep(600)"]}
    fetch = manager.submit_job(nap, name="Fetch the pages", tags=["web"])
    manager.run_now(fetch.id)
    parts = [manager.submit_job(nap, name=f"Read part {part}", after=[fetch.id], needs={"gpu": 1}) for part in "ABC"]
    ids = [part.id for part in parts]
    manager.submit_job(nap, name="Write the report", after=ids, queue="night", needs={"gpu": 2, "licence": 1})
    manager.submit_job(nap, name="Tell what went wrong", after=ids, policy={"after_when": "failed", "after_any": True})
    stage.wait(1.5)


def _limits(stage: Stage) -> QWidget:
    _set_limits(stage)
    window = stage.trigger("limits", "LimitsWindow")
    stage.desk.window.queue_windows.show_limits("gpu")
    stage.wait()
    return window


def _why(stage: Stage) -> QWidget:
    from jobdesk.ui.detail.view import OVERVIEW

    _set_limits(stage)
    window = stage.select("Write the report")
    stage.desk.window.detail.show_tab(OVERVIEW)
    stage.wait()
    return window


def _chain(stage: Stage) -> QWidget:
    _set_limits(stage)
    window = stage.select("Read part B")
    stage.desk.window.actions_["chain"].trigger()
    stage.wait(0.8)
    return window


def _form(stage: Stage, **texts: str) -> QWidget:
    """Show the New Job form with texts in its fields."""
    from jobdesk.ui.form.rows.advanced_fields import is_folded

    form: Any = stage.trigger("new_job", "JobForm")
    form.choose_kind("command")
    form.fold.setChecked(any(is_folded(key) for key in texts))
    for key, text in texts.items():
        form.field(key).set_raw(text)
    stage.wait(1.0)
    return form  # type: ignore[no-any-return]


def _schedule_form(stage: Stage) -> QWidget:
    form: Any = _form(stage, command="rsync -a ~/projects /backup", every="0 3 * * 1-5", name="Nightly backup")
    form.starting.choose("every")
    stage.wait(1.0)
    return form  # type: ignore[no-any-return]


def _whole_form(stage: Stage) -> QWidget:
    stage.manager.save_template(Template(name="Publish", config={"command": ["make", "publish"]}))
    stage.manager.change_limits(resources={"gpu": 2})
    form: Any = _form(
        stage,
        command="make test",
        after=str(stage.job("Build with many").number),
        needs="1 gpu",
        run_time_warn="20m",
        run_time_stop="3x",
        retry_limit="3",
        park="limit",
    )
    form.field("then_0").set_raw("Publish")
    stage.wait(1.0)
    return form  # type: ignore[no-any-return]


def _array_form(stage: Stage) -> QWidget:
    return _form(
        stage,
        command="encode --crf {crf} {file}",
        over="values",
        over_values="crf=18, 23, 28\nfile=a.mov, b.mov",
        at_once="2",
    )


def _wait_for(stage: Stage) -> QWidget:
    _set_limits(stage)
    stage.select("Read part B")
    window = stage.trigger("wait_for", "WaitWindow")
    window.choose(stage.job("Write the report").id)  # type: ignore[attr-defined]
    stage.wait()
    return window


def _arrays(stage: Stage) -> QWidget:
    stage.manager.change_setting("run_limit", 8)
    code = "import sys, time; time.sleep(float(sys.argv[1]) / 4); sys.exit(int(sys.argv[1]) % 7 == 3)"
    array = stage.manager.submit_array({"command": [sys.executable, "-c", code, "{i}"]}, "1-24", name="Encode clip {i}")
    stage.manager.submit_array({"command": ["true"]}, "1-3", name="Check the files")
    stage.wait(2.5)
    stage.desk.window.table.select_job(array.id)
    stage.desk.window.table.setFocus()
    stage.desk.window.model.set_open(array.id, is_open=True)
    stage.wait()
    return stage.desk.window


def _attempts(stage: Stage) -> QWidget:
    code = "import os, sys; print('Attempt', os.environ['JOBDESK_ATTEMPT'], flush=True); sys.exit(1)"
    retry = {"retry": {"limit": 5, "delay_s": 1, "factor": 20}}
    stage.manager.change_setting("run_limit", 8)
    stage.manager.submit_job({"command": [sys.executable, "-c", code]}, name="Fetch the prices", policy=retry)
    park = {"park": {"codes": [1], "delay_s": 3600}}
    stage.manager.submit_job({"command": [sys.executable, "-c", code]}, name="Summarise", policy=park)
    nap = {"command": [sys.executable, "-c", "import time; time.sleep(600)"]}
    stage.manager.submit_job(nap, name="Train the model", policy={"run_time": {"warn_s": 1}})
    stage.wait(5.0)
    return stage.select("Fetch the prices")


def _attempts_overview(stage: Stage) -> QWidget:
    from jobdesk.ui.detail.view import OVERVIEW

    window = _attempts(stage)
    stage.desk.window.detail.show_tab(OVERVIEW)
    stage.wait()
    return window


def _schedules(stage: Stage) -> QWidget:
    manager, run = stage.manager, {"command": [sys.executable, "-c", "import time; time.sleep(0.2)"]}
    manager.change_setting("run_limit", 8)
    manager.add_schedule(run, every_s=1.5, name="Look for new mail", overlap="skip")
    manager.add_schedule(run, cron="0 3 * * *", name="Nightly backup")
    manager.add_schedule(run, cron="30 9 * * 1-5", name="Report of the day")
    paused = manager.add_schedule(run, cron="0 6 1 * *", name="Accounts")
    manager.change_schedule(paused.id, is_enabled=False)
    stage.wait(4.0)
    window: Any = stage.trigger("schedules", "SchedulesWindow")
    window.table.selectRow(1)
    stage.wait()
    return window  # type: ignore[no-any-return]


def _scheduled(stage: Stage) -> QWidget:
    _schedules(stage).close()
    return stage.select("Nightly backup")


def _archive(stage: Stage) -> QWidget:
    for name in ("JobDesk version", "Check links", "Count words in"):
        stage.manager.archive_job(stage.job(name).id)
    window = stage.trigger("show_archive", "ArchiveWindow")
    stage.wait(0.8)
    return window


_SUITE = """
import os, sys, time
parts = ("customers", "invoices", "payments", "refunds", "taxes")
print(time.strftime("%H:%M:%S"), "collected 412 tests", flush=True)
for part in parts:
    time.sleep(0.1)
    for number in range(1, 9):
        is_bad = part == "taxes" and number in (3, 7) and os.environ.get("TZ_RULES") == "2026b"
        print(f"tests/test_{part}.py::test_{number} {'FAILED' if is_bad else 'passed'} in 0.0{number} s", flush=True)
print("2 failed, 410 passed" if os.environ.get("TZ_RULES") == "2026b" else "412 passed", flush=True)
sys.exit(os.environ.get("TZ_RULES") == "2026b")
"""


def _failed_after_good(stage: Stage) -> QWidget:
    for rules, seed in (("2026a", "1"), ("2026b", "2")):
        config = {
            "command": [sys.executable, "-c", _SUITE, f"--seed={seed}"],
            "env": {"TZ_RULES": rules, "API_TOKEN": f"t-{seed}", "REGION": "eu"},
        }
        job = stage.manager.submit_job(config, name="Test the invoices", tags=["nightly"])
        stage.manager.run_now(job.id)
        stage.manager.wait_job(job.id, 10)
    stage.wait(0.6)
    jobs = [job for job in stage.manager.list_jobs() if job.name.startswith("Test the invoices")]
    stage.desk.window.table.select_job(max(jobs, key=lambda job: job.number).id)
    stage.wait(0.8)
    return stage.desk.window


def _compare(stage: Stage) -> QWidget:
    _failed_after_good(stage)
    window: Any = stage.trigger("compare_good", "CompareWindow")
    window.diff.go(1)
    stage.wait()
    return window  # type: ignore[no-any-return]


# Name: look, theme, language, scale, right to left, whether there are jobs.
PICTURES: dict[str, tuple[Look, dict[str, Any]]] = {
    "light": (_plain, {}),
    "dark": (_plain, {"theme": "dark"}),
    "scale-200": (_plain, {"scale": 2}),
    "narrow": (_narrow, {}),
    "wide": (_wide, {}),
    "wide-dark": (_wide, {"theme": "dark"}),
    "empty": (_empty, {"jobs": False}),
    "failed": (_failed, {}),
    "search": (_search, {}),
    "new-job-schedule": (_schedule_form, {}),
    "new-job-whole": (_whole_form, {}),
    "new-job-whole-dark": (_whole_form, {"theme": "dark"}),
    "new-job-whole-200": (_whole_form, {"scale": 2}),
    "new-job-array": (_array_form, {}),
    "german-new-job-whole": (_whole_form, {"language": "de"}),
    "german-new-job-schedule": (_schedule_form, {"language": "de"}),
    "new-job": (lambda stage: stage.trigger("new_job", "JobForm"), {}),
    "palette": (lambda stage: stage.trigger("palette", "CommandPalette"), {}),
    "settings": (lambda stage: stage.trigger("settings", "SettingsDialog"), {}),
    "templates": (lambda stage: stage.trigger("templates", "TemplateWindow"), {}),
    "guide": (lambda stage: stage.trigger("guide", "TextWindow"), {}),
    "guide-dark": (lambda stage: stage.trigger("guide", "TextWindow"), {"theme": "dark"}),
    "trash": (_trash, {}),
    "archive": (_archive, {}),
    "german-archive": (_archive, {"language": "de"}),
    "activity": (_activity, {}),
    "activity-dark": (_activity, {"theme": "dark"}),
    "stop-jobs": (_stop, {}),
    "arrays": (_arrays, {}),
    "compare": (_compare, {}),
    "compare-dark": (_compare, {"theme": "dark"}),
    "failed-after-good": (_failed_after_good, {}),
    "german-compare": (_compare, {"language": "de"}),
    "schedules": (_schedules, {}),
    "schedules-dark": (_schedules, {"theme": "dark"}),
    "scheduled": (_scheduled, {}),
    "german-schedules": (_schedules, {"language": "de"}),
    "attempts": (_attempts, {}),
    "attempts-overview": (_attempts_overview, {}),
    "german-attempts": (_attempts_overview, {"language": "de"}),
    "arrays-dark": (_arrays, {"theme": "dark"}),
    "arrays-right-to-left": (_arrays, {"rtl": True}),
    "limits": (_limits, {}),
    "limits-dark": (_limits, {"theme": "dark"}),
    "limits-200": (_limits, {"scale": 2}),
    "why": (_why, {}),
    "chain": (_chain, {}),
    "chain-dark": (_chain, {"theme": "dark"}),
    "wait-for": (_wait_for, {}),
    "german-limits": (_limits, {"language": "de"}),
    "german-why": (_why, {"language": "de"}),
    "german": (_plain, {"language": "de"}),
    "german-settings": (lambda stage: stage.trigger("settings", "SettingsDialog"), {"language": "de"}),
    "german-new-job": (lambda stage: stage.trigger("new_job", "JobForm"), {"language": "de"}),
    "right-to-left": (_plain, {"rtl": True}),
    "right-to-left-200": (_plain, {"rtl": True, "scale": 2}),
}


def main(arguments: list[str]) -> int:
    """Take the pictures and return the exit code."""
    parser = argparse.ArgumentParser(description="Takes pictures of the windows with live sample jobs.")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(PICTURES)}")
    parser.add_argument("--take", choices=tuple(PICTURES), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    folder = options.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if options.take:
        return take(options.take, folder / f"{options.take}.png")
    names = options.names or list(PICTURES)
    unknown = [name for name in names if name not in PICTURES]
    if unknown:
        parser.error(f"no picture is called {', '.join(unknown)}")
    failed = 0
    for name in names:
        with _screen() as environment:
            command = [sys.executable, __file__, str(folder), "--take", name]
            environment["QT_SCALE_FACTOR"] = str(PICTURES[name][1].get("scale", 1))
            try:
                code = subprocess.run(command, env=environment, timeout=_TIME_LIMIT_S, check=False).returncode
            except subprocess.TimeoutExpired:
                code = 1
        failed += code != 0
        print(f"{'FAILED' if code else 'ok':8}{folder / name}.png", flush=True)
    return 1 if failed else 0


@contextmanager
def _screen() -> Iterator[dict[str, str]]:
    """Give an environment with a screen of its own, or one that draws unseen."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("WAYLAND_DISPLAY", None)
    program = shutil.which("Xvfb")
    if program is None:
        yield environment
        return
    read, write = os.pipe()
    command = [program, "-displayfd", str(write), "-screen", "0", "3400x2200x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as numbers:
            number = numbers.readline().strip()
        if number:
            environment |= {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"}
        try:
            yield environment
        finally:
            server.terminate()


def take(name: str, path: Path) -> int:
    """Take one picture in this process."""
    from PySide6.QtCore import QLocale, Qt

    from jobdesk.ui.app.application import make_application
    from jobdesk.ui.app.desk import Desk
    from jobdesk.ui.model.patient_pool import PatientPool
    from jobdesk.ui.theme.theme import ThemeChoice

    look, wishes = PICTURES[name]
    app = make_application(wishes.get("language", "en"))
    if app is None:
        return 1
    QLocale.setDefault(QLocale(wishes.get("language", "en")))
    if wishes.get("rtl"):
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    with tempfile.TemporaryDirectory(prefix="jobdesk-picture-") as home:
        pool = PatientPool()
        manager = JobManager(Path(home) / "data" / STATE_NAME, pool=pool, role="desk")
        desk = Desk(app, manager.folder, lambda: manager, pool, close_manager=demo.end_demo, do_jobs_go_on=False)
        stage = Stage(app, desk, manager)
        desk.theme.choose(ThemeChoice(wishes.get("theme", "light")))
        desk.start()
        stage.resize(1280, 800)
        stage.wait(1.0)
        if wishes.get("jobs", True):
            manager.change_setting("run_limit", 4)
            demo.add_samples(manager, Path(home))
            stage.wait(_WARM_UP_S)
        is_saved = False
        try:
            picture = look(stage).grab()
            is_saved = picture.save(str(path), "PNG")
        finally:
            if desk.leaving.box is not None:
                desk.leaving.box.reject()
            desk.ended.connect(app.quit)
            desk.end()
            app.exec()
            pool.waitForDone(5000)
    return 0 if is_saved else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

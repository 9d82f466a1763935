"""A real job of a real engine in a real desk is told over a real bus: once, in exact words, and a click leads to it."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jeepney import MatchRule, message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import OpenDesk, waits_for

pytestmark = [
    pytest.mark.gui,
    pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="needs dbus-daemon"),
]


@pytest.fixture
def notified(bus: None, tmp_path: Path) -> Iterator[Path]:
    """A session bus with a notification server that clicks on all it shows; the file of what it got."""
    out = tmp_path / "notified.jsonl"
    program = Path(__file__).with_name("fake_server.py")
    server = subprocess.Popen(
        [sys.executable, str(program), str(out), "body", "actions"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    yield out
    server.terminate()
    server.communicate()


def told(out: Path) -> list[tuple[str, str]]:
    lines = out.read_text().splitlines() if out.exists() else []
    return [(noted["title"], noted["body"]) for noted in map(json.loads, lines)]


def test_a_failed_job_is_told_once_and_the_click_shows_it(notified: Path, desk: OpenDesk) -> None:
    calm = desk.run_python("import time; time.sleep(60)", name="calm")
    desk.wait_status(calm.id, "running")
    desk.window.table.select_job(calm.id)
    code = "print('a'); print('ERROR: the first'); [print(n) for n in range(300)]; raise SystemExit(4)"
    job = desk.run_python(code, name="pytest: <b>invoicing</b> suite")
    desk.qtbot.waitUntil(lambda: len(told(notified)) == 1)
    desk.qtbot.waitUntil(lambda: [one.id for one in desk.window.table.selected_jobs()] == [job.id])
    desk.wait_log("299")
    edit = desk.window.detail.body.log_view.edit
    desk.qtbot.waitUntil(lambda: edit.textCursor().block().text() == "ERROR: the first")
    # Whoever sees the job needs the notification no more.
    closed = notified.with_suffix(".closed")
    desk.qtbot.waitUntil(lambda: closed.exists() and closed.read_text() == "1\n")
    # What changes later, such as its notes, is not told again.
    desk.manager.update_job(job.id, notes="seen")
    desk.qtbot.wait(400)
    assert told(notified) == [("pytest: <b>invoicing</b> suite failed", "Exit code 4 · 299")]


def test_the_task_bar_shows_how_far_the_jobs_are(bus: None, desk: OpenDesk) -> None:
    rule = MatchRule(type="signal", interface="com.canonical.Unity.LauncherEntry", member="Update")
    listener = open_dbus_connection()
    Proxy(message_bus, listener).AddMatch(rule)
    code = "import os, time; open(os.environ['JOBDESK_EVENTS'], 'a').write(%r); time.sleep(60)"
    events = [json.dumps({"type": "progress", "fraction": fraction}) + "\n" for fraction in (0.2, 0.6)]
    jobs = [desk.run_python(code % event) for event in events]
    heard: list[dict[str, tuple[str, float]]] = []

    def is_told(fraction: float, *, is_visible: bool) -> bool:
        with contextlib.suppress(TimeoutError):
            uri, shown = listener.recv_until_filtered(updates, timeout=0.05).body
            assert uri == "application://jobdesk.desktop"
            heard.append(shown)
        return bool(heard) and heard[-1] == {"progress": ("d", fraction), "progress-visible": ("b", is_visible)}

    with listener, listener.filter(rule, bufsize=100) as updates:
        desk.qtbot.waitUntil(lambda: is_told(0.4, is_visible=True))
        for job in jobs:
            desk.manager.cancel_job(job.id)
        desk.qtbot.waitUntil(lambda: is_told(0.0, is_visible=False))


def test_a_burst_is_told_in_four(notified: Path, desk: OpenDesk) -> None:
    crowd = desk.desk.teller.crowd
    crowd._within_s = 600.0
    jobs = [desk.run_python("raise SystemExit(1)", name=f"job {number}") for number in range(8)]
    for job in jobs:
        desk.wait_status(job.id, "failed")
    desk.qtbot.waitUntil(lambda: len(crowd._waiting) == 5)
    crowd._on_due()  # The time is over.
    desk.qtbot.waitUntil(lambda: len(told(notified)) == 4)
    assert told(notified)[-1] == ("5 jobs ended", "5 failed")


def test_who_wants_to_hear_nothing_hears_nothing(notified: Path, desk: OpenDesk) -> None:
    desk.manager.change_setting("notify_failed", False)
    job = desk.run_python("raise SystemExit(1)", name="quiet")
    desk.wait_status(job.id, "failed")
    desk.qtbot.waitUntil(lambda: bool(desk.desk.activity.entries))
    desk.qtbot.wait(300)
    assert told(notified) == []


def test_the_end_of_all_jobs_is_told_once_and_with_it_that_of_the_last(
    notified: Path, desk: OpenDesk, tmp_path: Path
) -> None:
    desk.manager.change_setting("notify_completed", "always")
    desk.manager.change_setting("notify_all_done", "always")
    desk.manager.change_setting("run_limit", 1)
    names = ("one", "two", "three")
    jobs = [desk.run_python(waits_for(tmp_path / name), name=name) for name in names]
    desk.window.queue_deeds.set_notify([desk.shown(jobs[1].id)], "never")
    desk.qtbot.waitUntil(lambda: desk.shown(jobs[1].id).notify == "never")
    (tmp_path / "one").touch()
    desk.qtbot.waitUntil(lambda: [title for title, _ in told(notified)] == ["one finished"])
    for name in names[1:]:
        (tmp_path / name).touch()
    desk.qtbot.waitUntil(lambda: any("All" in title for title, _ in told(notified)))
    desk.qtbot.wait(400)
    assert [title for title, _ in told(notified)] == ["one finished", "All 3 jobs done"]
    assert told(notified)[-1][1] == "3 completed"


class Spoken:
    """What a screen reader would say of the window."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        monkeypatch.setattr(QAccessible, "isActive", lambda: True)
        monkeypatch.setattr(QAccessible, "updateAccessibility", self._hear)

    def _hear(self, event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            self.texts.append(event.message())


@pytest.mark.parametrize("when", ["long or hidden", "never"])
def test_end_that_is_not_notified_as_somebody_is_there_is_spoken(
    bus: None, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    desk.manager.change_setting("notify_completed", when)
    # As with the keys in the window, which the machine of a test may give to another one.
    monkeypatch.setattr(QApplication, "activeWindow", lambda: desk.window)
    spoken = Spoken(monkeypatch)
    for name, notify in (("quiet", "never"), ("heard", ""), ("told", "always")):
        job = desk.run_python("print('done')", name=name, notify=notify)
        desk.wait_status(job.id, "completed")
        if (name, when) == ("heard", "long or hidden"):
            desk.qtbot.waitUntil(lambda: spoken.texts == ["heard finished"])
    with desk.qtbot.waitSignal(desk.desk.notifier.told):
        desk.desk.teller.tell("last of all")
    assert spoken.texts == (["heard finished"] if when == "long or hidden" else [])

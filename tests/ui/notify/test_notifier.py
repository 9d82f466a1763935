"""Notifications over a real session bus: arrive once, literally, and lead back to the job."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from jobdesk.ui.notify.desktop_bus import DesktopBus
from jobdesk.ui.notify.notifier import Notifier
from jobdesk.ui.notify.rules import Notification
from jobdesk.ui.theme.resources import app_icon_file

pytestmark = [
    pytest.mark.gui,
    pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="needs dbus-daemon"),
]
FAILED = Notification(job_id="abcdefghijkl", title="pytest failed", body="3:18 · Exit code 1", is_urgent=True)
Serve = Callable[..., Path]


@pytest.fixture
def serve(bus: None, tmp_path: Path) -> Iterator[Serve]:
    """Start a notification server with capabilities, and return the file of what it gets."""
    servers: list[subprocess.Popen[str]] = []

    def start(*capabilities: str) -> Path:
        out = tmp_path / "notified.jsonl"
        program = Path(__file__).with_name("fake_server.py")
        server = subprocess.Popen(
            [sys.executable, str(program), str(out), *capabilities], stdout=subprocess.PIPE, text=True
        )
        servers.append(server)
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        return out

    yield start
    for server in servers:
        server.terminate()
        server.communicate()


@pytest.fixture
def notifier(qtbot: QtBot) -> Iterator[Notifier]:
    notifier = Notifier()
    yield notifier
    notifier.close()
    notifier._thread.join(10)


def notified(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []


def test_it_arrives_once_with_its_exact_text_and_a_click_leads_to_the_job(
    qtbot: QtBot, notifier: Notifier, serve: Serve
) -> None:
    out = serve("body", "actions")
    with (
        qtbot.waitSignal(notifier.clicked) as clicked,
        qtbot.waitSignal(notifier.told) as told,
    ):
        notifier.show(FAILED)
    assert told.args == [FAILED, "session bus"]
    assert clicked.args == [FAILED.job_id, ""]
    time.sleep(0.2)
    assert notified(out) == [
        {
            "app": "JobDesk",
            "icon": app_icon_file().as_uri(),
            "title": "pytest failed",
            "body": "3:18 · Exit code 1",
            "actions": ["default", "Open"],
            "hints": ["desktop-entry", "urgency"],
            "urgency": 1,
            "timeout": 0,
        }
    ]


def test_what_failed_stays_until_it_is_closed_and_disturbs_nobody_who_wants_quiet(
    qtbot: QtBot, notifier: Notifier, serve: Serve
) -> None:
    out = serve("body")
    for is_urgent in (True, False):
        with qtbot.waitSignal(notifier.told):
            notifier.show(Notification(job_id="", title="t", body="b", is_urgent=is_urgent))
    assert [(told["timeout"], told["urgency"]) for told in notified(out)] == [(0, 1), (-1, 1)]


@pytest.mark.parametrize(
    ("capabilities", "shown"),
    [(["body-markup"], "&lt;b&gt;x&lt;/b&gt; &amp; y"), (["body"], "<b>x</b> & y")],
)
def test_markup_in_a_job_is_shown_literally(
    qtbot: QtBot, notifier: Notifier, serve: Serve, capabilities: list[str], shown: str
) -> None:
    out = serve(*capabilities)
    with qtbot.waitSignal(notifier.told):
        notifier.show(Notification(job_id="", title="t", body="<b>x</b> & y"))
    assert notified(out)[0]["body"] == shown


def test_without_a_server_the_next_way_is_tried_and_the_window_still_tells(
    qtbot: QtBot, notifier: Notifier, bus: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with qtbot.waitSignal(notifier.told) as told:
        notifier.show(FAILED)
    assert told.args == [FAILED, ""]
    assert "ServiceUnknown" in notifier.reasons["session bus"]
    assert notifier.reasons["tray"] == "there is no tray that shows messages"
    assert notifier.reasons["notify-send"] == "notify-send is not installed"


def test_without_a_bus_nothing_waits(qtbot: QtBot, notifier: Notifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    if os.path.exists(f"/run/user/{os.getuid()}/bus"):  # noqa: PTH110
        pytest.skip("this machine has a user bus")
    with qtbot.waitSignal(notifier.told) as told:
        notifier.show(FAILED)
    assert told.args == [FAILED, ""]
    assert notifier.reasons["session bus"] == "there is no session bus"


def test_a_server_that_comes_later_is_found(qtbot: QtBot, notifier: Notifier, serve: Serve) -> None:
    with qtbot.waitSignal(notifier.told):
        notifier.show(FAILED)
    out = serve("body")
    with qtbot.waitSignal(notifier.told) as told:
        notifier.show(FAILED)
    assert told.args == [FAILED, "session bus"]
    assert len(notified(out)) == 1


def test_a_click_on_what_another_program_showed_earlier_opens_no_job(bus: None, serve: Serve) -> None:
    serve("body")
    clicked: list[tuple[str, str]] = []
    desktop = DesktopBus(lambda job_id, token: clicked.append((job_id, token)))
    # A server that was started anew counts from one again.
    desktop._on_signal("ActionInvoked", (1, "default"))
    assert desktop.show(FAILED) is None
    desktop.close()
    assert clicked == []


def test_a_click_brings_the_token_by_which_the_window_may_come_to_the_front(
    qtbot: QtBot, notifier: Notifier, serve: Serve
) -> None:
    serve("body", "actions", "tokens")
    for number in (1, 2):
        with qtbot.waitSignal(notifier.clicked) as clicked:
            notifier.show(FAILED)
        assert clicked.args == [FAILED.job_id, f"token-{number}"]


def test_a_token_of_another_programs_notification_is_not_used(bus: None, serve: Serve) -> None:
    serve("body")
    clicked: list[tuple[str, str]] = []
    desktop = DesktopBus(lambda job_id, token: clicked.append((job_id, token)))
    assert desktop.show(FAILED) is None
    desktop._on_signal("ActivationToken", (7, "of another"))
    desktop._on_signal("ActionInvoked", (7, "default"))
    desktop._on_signal("ActionInvoked", (1, "default"))
    desktop.close()
    assert clicked == [(FAILED.job_id, "")]

"""A desk that is asked to end by a signal: at any instant of its start and later it ends, quietly, and jobs go on."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk.engine.ipc.background import app_command
from jobdesk.engine.ipc.channel import read_holder
from jobdesk.jobdir.folder import is_locked
from tests.cli.test_stop import role_of_holder
from tests.ui.test_desk_process import WAIT_S, wait_until

if sys.platform == "win32":
    pytest.skip("there only a console sends signals", allow_module_level=True)

# Sends a signal to itself when a function is called the first time in the main thread; the rest is `python -m jobdesk`.
_DESK = """
import os, sys
name, number = sys.argv[1], int(sys.argv[2])

def on_call(frame, event, _):
    if event == "call" and frame.f_code.co_qualname == name:
        sys.setprofile(None)
        os.kill(os.getpid(), number)

sys.setprofile(on_call)
sys.argv = ["jobdesk"]
from jobdesk import __main__
sys.exit(__main__.main())
"""


@contextlib.contextmanager
def started(*command: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Start a desk; kill it if it is still there at the end."""
    desk = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield desk
    finally:
        desk.kill()
        desk.communicate()


BEFORE_ANYTHING_IS_OPEN = ("parse_options", "make_application", "Desk.__init__", "MainWindow.__init__", "end_by_signal")
LATER = (
    "Desk.start",
    "MainWindow.showEvent",
    "Desk._open_once",
    "Desk._complete",
    "MainWindow.complete",
    "complete_window",
    "JobDeeds.__init__",
    "surround",
    "Leaving.__init__",
    "Holding.__init__",
    "EngineBridge.ask",
    "Desk._on_opened",
    "Desk._on_status",
    "Desk.leave_successor",
)
OTHER_SIGNALS = [
    (name, number)
    for number in (signal.SIGINT, signal.SIGHUP)
    for name in ("parse_options", "Desk._complete", "Holding.__init__", "Desk._on_status")
]


@pytest.mark.parametrize(
    ("name", "number"), [(name, signal.SIGTERM) for name in (*BEFORE_ANYTHING_IS_OPEN, *LATER)] + OTHER_SIGNALS
)
def test_a_signal_in_the_middle_of_the_start_ends_the_desk(home: Path, name: str, number: signal.Signals) -> None:
    with started(sys.executable, "-c", _DESK, name, str(int(number))) as desk:
        output = desk.communicate(timeout=WAIT_S)
    assert output == ("", "")
    # Before there is anything to let go of, the system ends it.
    assert desk.returncode == (-number if name in BEFORE_ANYTHING_IS_OPEN else 0)
    assert not is_locked(home / "lock")


@pytest.mark.parametrize("what", ["lock", "control.json", "jobdesk.log"])
def test_a_signal_while_the_folder_is_opened_ends_the_desk(home: Path, what: str) -> None:
    with started(*app_command()) as desk:
        wait_until(lambda: (home / what).exists() or role_of_holder(home) == "desk")
        desk.terminate()
        assert desk.communicate(timeout=WAIT_S) == ("", "")
    assert desk.returncode == 0
    assert not is_locked(home / "lock")


def test_more_signals_while_it_ends_change_nothing(home: Path) -> None:
    with started(*app_command()) as desk:
        wait_until(lambda: role_of_holder(home) == "desk")
        for _ in range(20):
            desk.terminate()
        assert desk.communicate(timeout=WAIT_S) == ("", "")
    assert not is_locked(home / "lock")


def test_a_signal_ends_a_desk_that_waits_for_a_frozen_engine(home: Path) -> None:
    with started(*app_command(), "serve") as engine:
        wait_until(lambda: role_of_holder(home) == "serve")
        engine.send_signal(signal.SIGSTOP)
        with started(sys.executable, "-c", _DESK, "Holding.__init__", str(int(signal.SIGTERM))) as desk:
            assert desk.communicate(timeout=WAIT_S) == ("", "")
        assert desk.returncode == 0
        engine.send_signal(signal.SIGCONT)
        engine.terminate()
        engine.communicate(timeout=WAIT_S)


# Ends by a signal of its own at the instant at which the engine in the background was asked to give way.
_DESK_THAT_DISPLACES = """
import os, signal, sys
from jobdesk import app
from jobdesk.engine.ipc.client import EngineClient

call = EngineClient.call
def call_and_end(client, verb, **args):
    answer = call(client, verb, **args)
    if verb == "stop_engine":
        os.kill(os.getpid(), signal.SIGTERM)
        while not holding._ending.is_set():
            pass
    return answer
EngineClient.call = call_and_end

from jobdesk.ui.app.engine_session import Holding
hold = Holding.hold
def hold_and_note(this):
    global holding
    holding = this
    return hold(this)
Holding.hold = hold_and_note
sys.exit(app.main([]))
"""


def test_a_desk_that_ends_before_it_holds_the_folder_leaves_an_engine_again(
    run: Callable[..., subprocess.CompletedProcess[str]], home: Path
) -> None:
    assert run("queue", "--pause").returncode == 0  # So that the engine in the background has reason to stay.
    assert run("submit", "--", "true").returncode == 0
    before = read_holder(home / "control.json")
    with started(sys.executable, "-c", _DESK_THAT_DISPLACES) as desk:
        assert desk.communicate(timeout=WAIT_S) == ("", "")
    assert desk.returncode == 0
    wait_until(lambda: role_of_holder(home) == "serve")
    assert read_holder(home / "control.json") != before


_DESK_WITH_A_BOX = """
import sys
from PySide6.QtWidgets import QMessageBox
from jobdesk import app
from jobdesk.ui.app.desk import Desk

def ask(desk):
    box = QMessageBox(desk.window)
    for text in ("One", "Other"):
        box.addButton(text, QMessageBox.ButtonRole.ActionRole)
    box.exec()

opened = Desk._on_status
def open_and_ask(desk, run_limit):
    opened(desk, run_limit)
    print("asks", flush=True)
    ask(desk)
Desk._on_status = open_and_ask
sys.exit(app.main([]))
"""


def test_a_box_that_cannot_be_closed_keeps_no_desk(home: Path) -> None:
    with started(sys.executable, "-c", _DESK_WITH_A_BOX) as desk:
        assert desk.stdout is not None
        assert desk.stdout.readline() == "asks\n"
        desk.terminate()
        assert desk.communicate(timeout=WAIT_S) == ("", "")
    assert desk.returncode == 0
    assert not is_locked(home / "lock")


# What the session's end, the Dock and a logout on Windows come down to.
_DESK_THAT_IS_TO_QUIT = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from jobdesk import app
from jobdesk.ui.app.desk import Desk
from jobdesk.ui.notify.notifier import Notifier

show = Notifier.show
def print_and_show(notifier, notice):
    print("notified:", notice.title, flush=True)
    show(notifier, notice)
Notifier.show = print_and_show

opened = Desk._on_status
def quit_when_opened(desk, run_limit):
    opened(desk, run_limit)
    roster = desk.window.model.roster
    timer = QTimer(desk, interval=20)
    timer.timeout.connect(lambda: roster.running_ids() and (timer.stop(), QCoreApplication.quit()))
    timer.start()
Desk._on_status = quit_when_opened
sys.exit(app.main([]))
"""


def test_the_end_of_the_session_ends_the_desk_and_not_its_jobs(
    run: Callable[..., subprocess.CompletedProcess[str]], home: Path, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    waits = f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.05)\nraise SystemExit(7)"
    with started(sys.executable, "-c", _DESK_THAT_IS_TO_QUIT) as desk:
        wait_until(lambda: role_of_holder(home) == "desk")
        assert run("submit", "--", sys.executable, "-c", waits).returncode == 0
        assert desk.communicate(timeout=WAIT_S) == ("", "")
    assert desk.returncode == 0
    assert "The display is gone" not in (home / "jobdesk.log").read_text()
    wait_until(lambda: role_of_holder(home) == "serve")
    go.touch()
    assert run("wait", "1").returncode == 1
    assert json.loads(run("show", "1", "--json").stdout)["exit_code"] == 7


def test_a_desk_whose_qt_still_speaks_ends_without_a_crash(home: Path) -> None:
    with started(*app_command(), QT_DEBUG_PLUGINS="1") as desk:
        wait_until(lambda: role_of_holder(home) == "desk")
        desk.terminate()
        desk.communicate(timeout=WAIT_S)
    assert desk.returncode == 0

"""Says that the program was replaced or removed beneath the window, and restarts the window as the new one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from jobdesk.engine.program.program_files import ProgramState, ProgramWatch, desk_command
from jobdesk.ui.widgets.notice_bar import NoticeAction

if TYPE_CHECKING:
    from jobdesk.ui.app.desk import Desk

_CHECK_MS = 30_000


class ProgramNotice(QObject):
    """Compares the program on disk with the running one now and then, on the pool."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._watch: ProgramWatch | None = None
        self._has_missed = False
        self._timer = QTimer(self, interval=_CHECK_MS)
        self._timer.timeout.connect(self.check)
        desk.bridge.ask(ProgramWatch, self._begin)

    def check(self) -> None:
        """Read the state of the program's files on the pool, and show a notice if they are others now."""
        watch = self._watch
        if watch is not None:
            self._desk.bridge.ask(lambda: (watch.check(), desk_command()), self._on_state)

    def _begin(self, watch: ProgramWatch) -> None:
        self._watch = watch
        self._timer.start()

    def _on_state(self, found: tuple[ProgramState, list[str] | None]) -> None:
        state, command = found
        if state is ProgramState.SAME:
            self._has_missed = False
        elif command is not None:
            self._timer.stop()
            text = self.tr("JobDesk was updated; restart it to use the new version. Running jobs go on.")
            action = NoticeAction(self.tr("Restart"), lambda: self._desk.restart(command))
            self._desk.window.notices.tell("program", text, action, is_calm=True)
        elif self._has_missed:
            self._timer.stop()
            text = self.tr("JobDesk was removed. This window works until it is closed; running jobs go on.")
            self._desk.window.notices.tell("program", text, is_calm=True)
        else:
            self._has_missed = True  # An update may be just taking place.


def start_desk(command: list[str], home: Path) -> None:
    """Start a desk that goes on when this process ends.

    Raises:
        OSError: It cannot be started.
    """
    environment = {name: value for name, value in os.environ.items() if name != "XDG_ACTIVATION_TOKEN"}
    process = subprocess.Popen(
        [*command, "--home", str(home)],
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=sys.platform != "win32",
    )
    process.returncode = 0  # Nobody waits for it; this keeps Popen from warning that it still runs.

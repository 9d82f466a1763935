"""How a person likes to read logs: with times, wrapped, large; remembered, times and wrap for each kind of job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QToolButton

from jobdesk.core.job import Job
from jobdesk.ui.detail.per_kind_settings import KindChoices
from jobdesk.ui.log.edit import LogEdit
from jobdesk.ui.log.tools import LogTools
from jobdesk.ui.model.window_state import WindowState

_STEP_ANGLE: Final = 120
"""What a wheel turns by a notch."""


class LogChoices(QObject):
    """Brings the switches of a log and its text together.

    Signals:
        told: Why a choice shows nothing, in one sentence.
    """

    told = Signal(str)

    def __init__(
        self,
        edit: LogEdit,
        tools: LogTools,
        has_times: Callable[[], bool | None],
        state: WindowState | None,
        parent: QObject,
    ) -> None:
        """Connect the switches.

        Args:
            edit: The text.
            tools: The switches.
            has_times: Tells whether the time of any line is known; None while that may change.
            state: Where choices are remembered.
            parent: Owner.
        """
        super().__init__(parent)
        self._edit = edit
        self._tools = tools
        self._has_times = has_times
        self._state = state
        self._choices = KindChoices(state, "log")
        self._job: Job | None = None
        self._kind = ""
        self._is_applying = False
        self._turned = 0
        tools.times_toggled.connect(self._on_times_toggled)
        tools.wrap_toggled.connect(self._on_wrap_toggled)
        points = state.number("log/points", 0) if state is not None else 0
        if points:
            edit.set_font_points(points)
        self._apply("command")

    def show_job(self, job: Job) -> None:
        """Read a job's log as those of its kind are read."""
        self._job = job
        self._apply(job.kind)

    def show_times(self) -> None:
        """Show times if they are wanted and there are any; called again when lines come."""
        has_times = self._has_times()
        if self._tools.times.isEnabled() == (has_times is False):
            self._tools.set_times_missing("" if has_times is not False else self._no_times_text())
            self._set_checked(self._tools.times, "times", "1")
        self._edit.set_times_shown(self._tools.times.isChecked() and has_times is True)

    def toggle_times(self) -> None:
        """Show or hide times, or say why there are none."""
        if self._tools.times.isEnabled():
            self._tools.times.toggle()
        else:
            self.told.emit(self._no_times_text())

    def zoom(self, step: int) -> None:
        """Show the text larger or smaller; 0 as the system has it."""
        self._edit.set_font_points(self._edit.font_points + step if step else None)
        self._edit.scrolled.emit()  # More or fewer lines can be seen now.
        if self._state is not None:
            self._state.put("log/points", self._edit.font_points if step else 0)

    def zoom_by(self, angle: int) -> None:
        """Show the text larger or smaller by a turn of the wheel, in eighths of a degree; fine turns add up."""
        self._turned += angle
        steps = int(self._turned / _STEP_ANGLE)
        if steps:
            self._turned -= steps * _STEP_ANGLE
            self.zoom(steps)

    def _apply(self, kind: str) -> None:
        self._kind = kind
        self._tools.set_times_missing("")
        self._set_checked(self._tools.times, "times", "1")
        self._set_checked(self._tools.wrap, "wrap", "0")
        self.show_times()

    def _set_checked(self, button: QToolButton, key: str, default: str) -> None:
        """Set a switch as it was chosen; one that cannot be used is off, and the choice stays."""
        self._is_applying = True
        button.setChecked(button.isEnabled() and self._choices.get(self._kind, key, default) == "1")
        self._is_applying = False

    def _no_times_text(self) -> str:
        return self.tr("No times: when these lines were written was not recorded")

    def _on_times_toggled(self, is_on: bool) -> None:
        self._remember("times", is_on=is_on)
        self.show_times()

    def _on_wrap_toggled(self, is_on: bool) -> None:
        self._edit.set_wrapped(is_on)
        self._remember("wrap", is_on=is_on)

    def _remember(self, key: str, *, is_on: bool) -> None:
        if self._job is not None and not self._is_applying:
            self._choices.put(self._job.kind, key, "1" if is_on else "0")

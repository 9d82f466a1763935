"""The one set of actions that toolbar, menus and context menu share; a disabled one says why.

Deeds on jobs act only while the table or the details have focus: as shortcuts of the whole window they would reach the
job from the search field or the log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from jobdesk.core.job import Job
from jobdesk.ui.icons import Icons
from jobdesk.ui.literal import tooltip

NO_SELECTION: Final = "select a job first"


@dataclass(frozen=True)
class ActionSpec:
    """One action.

    Attributes:
        key: Name in code.
        text: In menus, with the mark of its key.
        tip: What it does.
        icon: Name for `Icons`, or nothing.
        keys: Shortcut on Windows and Linux; on macOS Ctrl is the command key.
        on_jobs: Why it cannot be done to the selected jobs; None if the action is the window's.
        is_checkable: Whether it is a switch.
    """

    key: str
    text: str
    tip: str
    icon: str = ""
    keys: str = ""
    on_jobs: Callable[[list[Job]], str] | None = None
    is_checkable: bool = False

    @property
    def title(self) -> str:
        """The text without the mark of its key."""
        return self.text.replace("&", "").removesuffix("\N{HORIZONTAL ELLIPSIS}")


def _needs_any(jobs: list[Job]) -> str:
    return "" if jobs else NO_SELECTION


def _needs_one(jobs: list[Job]) -> str:
    return NO_SELECTION if not jobs else "" if len(jobs) == 1 else "select only one job"


def _needs_unfinished(jobs: list[Job]) -> str:
    if not jobs:
        return NO_SELECTION
    if all(job.is_final for job in jobs):
        return "it has ended already" if len(jobs) == 1 else "they have ended already"
    return "" if any(not job.cancelled for job in jobs) else "it was asked to stop already"


def _needs_held(jobs: list[Job]) -> str:
    if not jobs:
        return NO_SELECTION
    return "" if any(job.is_held and not job.is_external for job in jobs) else "only a held job can be started"


ACTIONS: Final = {
    spec.key: spec
    for spec in (
        ActionSpec("new_job", "&New Job\N{HORIZONTAL ELLIPSIS}", "Describe a job and run it", "plus", "Ctrl+N"),
        ActionSpec("quit", "&Quit", "Close the window; running jobs go on", "power", "Ctrl+Q"),
        ActionSpec("stop_and_quit", "Quit and Sto&p Jobs\N{HORIZONTAL ELLIPSIS}", "Ask, then stop all jobs and quit"),
        ActionSpec("close_window", "Close &Window", "Jobs go on, in the tray or in the background", "", "Ctrl+W"),
        ActionSpec("activity", "&Activity", "What happened lately", "bell", "Ctrl+Shift+A"),
        ActionSpec("find", "&Find Jobs", "Show only jobs whose name, command or tags match", "search", "Ctrl+F"),
        ActionSpec(
            "details",
            "&Details",
            "Show or hide the pane below the table",
            "layout-bottombar",
            "Ctrl+J",
            is_checkable=True,
        ),
        ActionSpec(
            "cancel",
            "&Cancel",
            "Stop the job and all that it started",
            "filled/player-stop",
            "Ctrl+Shift+X",
            _needs_unfinished,
        ),
        ActionSpec("rerun", "&Rerun", "Run the same again as a new job", "refresh", "Ctrl+R", _needs_any),
        ActionSpec("start", "&Start", "Let a held job wait its turn", "player-play", "Ctrl+Shift+H", _needs_held),
        ActionSpec("copy_rows", "C&opy", "Copy the rows as they show, with tabs between", "copy", "Ctrl+C", _needs_any),
        ActionSpec("copy_command", "Copy Co&mmand", "Copy the command line", "", "", _needs_one),
        ActionSpec("copy_log_path", "Copy &Log Path", "Copy where the log is", "", "", _needs_one),
        ActionSpec(
            "show_in_folder",
            "Show in &Folder",
            "Open the folder with the job's log and files",
            "folder-open",
            "",
            _needs_one,
        ),
    )
}


class Actions(QObject):
    """Makes the actions and keeps them in step with the selection."""

    def __init__(self, icons: Icons, parent: QObject) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        for spec in ACTIONS.values():
            action = QAction(spec.text, self)
            action.setObjectName(spec.key)
            if spec.icon:
                action.setIcon(icons.icon(spec.icon, "text2"))
            if spec.keys:
                action.setShortcut(QKeySequence(spec.keys))
            action.setCheckable(spec.is_checkable)
            if spec.on_jobs is not None:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._actions[spec.key] = action
        self._actions["quit"].setMenuRole(QAction.MenuRole.QuitRole)
        self.update_for([])

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def add_to_job_widget(self, widget: QWidget) -> None:
        """Let the deeds on jobs act while a widget, or one in it, has focus."""
        widget.addActions([self._actions[spec.key] for spec in ACTIONS.values() if spec.on_jobs is not None])

    def update_for(self, jobs: list[Job]) -> None:
        """Enable what can be done to the selected jobs, and say why the rest cannot."""
        for spec in ACTIONS.values():
            why_not = spec.on_jobs(jobs) if spec.on_jobs is not None else ""
            action = self._actions[spec.key]
            action.setEnabled(not why_not)
            text = f"{spec.title}: {why_not}" if why_not else spec.tip
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setStatusTip(text)
            action.setToolTip(tooltip(f"{text}  ({keys})" if keys and not why_not else text))

"""The one set of actions that toolbar, menus and context menu share; a disabled one says why.

Deeds on jobs act only while the table or the details have focus: as shortcuts of the whole window they would reach the
job from the search field or the log.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

import msgspec
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.commands.action_needs import (
    needs_any,
    needs_archivable,
    needs_deletable,
    needs_deleted,
    needs_described,
    needs_editable,
    needs_failed_tasks,
    needs_held,
    needs_holdable,
    needs_one,
    needs_queued,
    needs_scheduled,
    needs_tries,
    needs_two,
    needs_unfinished,
    needs_waiting,
)
from jobdesk.ui.commands.preconditions import against_holding
from jobdesk.ui.text.job_state import is_kept_back
from jobdesk.ui.text.plain_text import tooltip
from jobdesk.ui.theme.icons import Icons


class ActionSpec(msgspec.Struct, frozen=True):
    """One action.

    Attributes:
        key: Name in code.
        text: In menus, with the mark of its key.
        tip: What it does.
        icon: Name for `Icons`, or nothing.
        keys: Shortcuts on Windows and Linux, with spaces between; on macOS Ctrl is the command key.
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
        """The text without the mark of its key, in the language of the window."""
        return _tr(self.text).replace("&", "").removesuffix("\N{HORIZONTAL ELLIPSIS}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


_DOTS: Final = "\N{HORIZONTAL ELLIPSIS}"
_FEW: Final = 500
_FEW_EXAMPLES: Final = 3
"""More than any action counts."""

ACTIONS: Final = {
    spec.key: spec
    for spec in (
        ActionSpec("new_job", "&New Job\N{HORIZONTAL ELLIPSIS}", "Describe a job and run it", "plus", "Ctrl+N"),
        ActionSpec("quit", "&Quit", "End JobDesk; running jobs can go on", "power", "Ctrl+Q"),
        ActionSpec("stop_and_quit", "Quit and Sto&p Jobs\N{HORIZONTAL ELLIPSIS}", "Ask, then stop all jobs and quit"),
        ActionSpec("close_window", "Close &Window", "Jobs go on, in the tray or in the background", "", "Ctrl+W"),
        ActionSpec("activity", "&Activity", "What happened lately", "bell", "Ctrl+Shift+A"),
        ActionSpec("find", "&Find Jobs", "Show only jobs whose name, command or tags match", "search", "Ctrl+F Ctrl+L"),
        ActionSpec(
            "details",
            "&Details",
            "Show or hide the pane below the table",
            "layout-bottombar",
            "Ctrl+J",
            is_checkable=True,
        ),
        ActionSpec("next_pane", "&Next Pane", "Go to the next part of the window", keys="F6"),
        ActionSpec("previous_pane", "P&revious Pane", "Go to the part of the window before", keys="Shift+F6"),
        ActionSpec(
            "details_right",
            "Details on the &Right",
            "Show the details beside the table while the window is wide",
            is_checkable=True,
        ),
        ActionSpec(
            "cancel",
            "&Cancel",
            "Stop the job and all that it started",
            "filled/player-stop",
            "Ctrl+Shift+X",
            needs_unfinished,
        ),
        ActionSpec("sidebar", "&Sidebar", "Show or hide the filters", "layout-sidebar", "Ctrl+B", is_checkable=True),
        ActionSpec("pause_queue", "&Pause All", "Freeze everything that runs, and start nothing new", "player-pause"),
        ActionSpec(
            "drain_queue", "&Drain All", "Let what runs come to its end, and start nothing new", "arrow-bar-to-down"
        ),
        ActionSpec(
            "resume_queue", "R&esume All", "Start jobs again, and let what was frozen with them go on", "player-play"
        ),
        ActionSpec(
            "limits",
            f"Queues and &Limits{_DOTS}",
            "Change how many jobs run at once, what they share, and when they start",
            "adjustments-horizontal",
            "Ctrl+Shift+L",
        ),
        ActionSpec(
            "run_now",
            "Run No&w",
            "Start it at once, over the limit and whatever is paused",
            "bolt",
            "Ctrl+Return",
            needs_queued,
        ),
        ActionSpec(
            "run_next", "Run &Next", "Put it before all that waits", "arrow-bar-to-up", "Alt+Home", needs_waiting
        ),
        ActionSpec("move_up", "Move &Up", "One place earlier in the queue", "arrow-up", "Alt+Up", needs_waiting),
        ActionSpec("move_down", "Move &Down", "One place later in the queue", "arrow-down", "Alt+Down", needs_waiting),
        ActionSpec(
            "raise_priority", "&Raise Priority", "To the next level above", "", "Alt+Shift+Up", needs_unfinished
        ),
        ActionSpec(
            "lower_priority", "L&ower Priority", "To the next level below", "", "Alt+Shift+Down", needs_unfinished
        ),
        ActionSpec(
            "wait_for",
            f"Wa&it for{_DOTS}",
            "Start it only after other jobs have ended",
            "sitemap",
            "Ctrl+Shift+W",
            needs_queued,
        ),
        ActionSpec(
            "chain", "Show C&hain", "Show the jobs that it waits for and those that wait for it", "", "", needs_one
        ),
        ActionSpec(
            "hold",
            "Pause, &Hold or Resume",
            "Freeze what runs, keep back what waits, or let it go on",
            "player-pause",
            "Ctrl+Shift+H",
            needs_holdable,
        ),
        ActionSpec("copy_number", "Copy N&umber", "Copy the job's number", "", "", needs_any),
        ActionSpec("rerun", "&Rerun", "Run the same again as a new job", "reload", "Ctrl+R", needs_any),
        ActionSpec(
            "rerun_failed",
            "Rerun &Failed",
            "Run those tasks of an array again that failed, as a new array",
            "refresh-alert",
            "",
            needs_failed_tasks,
        ),
        ActionSpec(
            "try_now",
            "Tr&y Now",
            "Do not wait for the moment of the next attempt",
            "reload",
            "",
            needs_tries,
        ),
        ActionSpec("start", "&Start", "Let a held job wait its turn", "player-play", "Ctrl+Shift+Return", needs_held),
        ActionSpec("undo", "&Undo", "Take back what was done last", "arrow-back-up", "Ctrl+Z"),
        ActionSpec("redo", "&Redo", "Do again what was undone", "arrow-forward-up", "Ctrl+Shift+Z Ctrl+Y"),
        ActionSpec(
            "edit_job", f"&Edit{_DOTS}", "Change a job that waits in the queue", "pencil", "Ctrl+E", needs_editable
        ),
        ActionSpec("rename", f"Rena&me{_DOTS}", "Give the job another name", "", "F2", needs_one),
        ActionSpec(
            "edit_schedule",
            f"Edit Sc&hedule{_DOTS}",
            "Change when this runs again, and what",
            "calendar-clock",
            "",
            needs_scheduled,
        ),
        ActionSpec(
            "edit_and_rerun",
            f"Rerun &with Changes{_DOTS}",
            "Describe a rerun that begins as this job",
            "reload",
            "Ctrl+Shift+R",
            needs_described,
        ),
        ActionSpec(
            "new_from",
            f"&New from Selection{_DOTS}",
            "Describe a new job that begins as this one",
            "copy-plus",
            "Ctrl+D",
            needs_described,
        ),
        ActionSpec(
            "delete",
            "Move to &Trash",
            "Move jobs that have ended, or are held, to the trash",
            "trash",
            "Ctrl+Backspace" if sys.platform == "darwin" else "Delete",
            needs_deletable,
        ),
        ActionSpec(
            "archive",
            "&Archive",
            "Move jobs that have ended out of the list; they stay within reach",
            "archive",
            "",
            needs_archivable,
        ),
        ActionSpec("show_archive", f"Arc&hive{_DOTS}", "Search the jobs that left the list", "archive"),
        ActionSpec("restore", "Res&tore", "Bring jobs back from the trash", "restore", "", needs_deleted),
        ActionSpec("clear_finished", "C&lear Finished", "Move all jobs that have ended to the trash", "", ""),
        ActionSpec("empty_trash", f"E&mpty Trash{_DOTS}", "Remove what is in the trash for good", "trash-x", ""),
        ActionSpec(
            "save_template",
            f"Save as Te&mplate{_DOTS}",
            "Make a template of this job: the same with blanks",
            "device-floppy",
            "",
            needs_described,
        ),
        ActionSpec("templates", f"&Templates{_DOTS}", "Run, edit, import and export templates", "template", ""),
        ActionSpec(
            "import_template",
            f"&Import Template{_DOTS}",
            "Read a template from a file; nothing is run",
            "file-import",
            "",
        ),
        ActionSpec(
            "schedules",
            f"Sche&dules{_DOTS}",
            "What runs at a moment, in an interval or by cron, and what became of it",
            "calendar-clock",
            "Ctrl+Shift+T",
        ),
        ActionSpec("settings", f"&Settings{_DOTS}", "Change how JobDesk works", "settings", "Ctrl+,"),
        ActionSpec(
            "palette",
            f"Command &Palette{_DOTS}",
            "Do or find anything by a few letters",
            "command",
            "Ctrl+K Ctrl+Shift+P",
        ),
        ActionSpec("guide", "&Guide", "Show the guide: the command line, queues, schedules, Python", "", ""),
        ActionSpec("cheat_sheet", "&Keyboard Shortcuts", "List all keys", "keyboard", "F1 ?"),
        ActionSpec("copy_rows", "C&opy", "Copy the rows as they show, with tabs between", "copy", "Ctrl+C", needs_any),
        ActionSpec("copy_command", "Copy Co&mmand", "Copy the command line", "", "", needs_one),
        ActionSpec("copy_log_path", "Copy &Log Path", "Copy where the log is", "", "", needs_one),
        ActionSpec("copy_link", "Copy Lin&k", "Copy a link that opens the job in JobDesk", "", "", needs_any),
        ActionSpec(
            "compare_good",
            "Compare with Last &Good Run",
            "Show what differs from the last run of the same thing that completed",
            "git-compare",
            "",
            needs_one,
        ),
        ActionSpec(
            "compare_two",
            "Compare with the &Other Selected Job",
            "Show what differs between the two selected jobs",
            "",
            "",
            needs_two,
        ),
        ActionSpec(
            "show_in_folder",
            "Show in &Folder",
            "Open the folder with the job's log and files",
            "folder-open",
            "",
            needs_one,
        ),
    )
}


def _hold_text(jobs: list[Job]) -> str:
    """Say what holding does to these jobs; to jobs of several sorts it does as much as its own name says."""
    able = [job for job in jobs if against_holding(job) is None]
    going_on = [job for job in able if not (job.is_paused or is_kept_back(job))]
    statuses = {job.status for job in going_on}
    if statuses == {JobStatus.RUNNING}:
        return str(QT_TRANSLATE_NOOP("Actions", "&Pause"))
    if statuses == {JobStatus.QUEUED}:
        return str(QT_TRANSLATE_NOOP("Actions", "&Hold"))
    return str(QT_TRANSLATE_NOOP("Actions", "R&esume")) if able and not going_on else ACTIONS["hold"].text


def _examples(jobs: list[Job]) -> list[Job]:
    """Return one of each sort of jobs, and a few more: whether something can be done to any of many thousand."""
    sorts = {
        (
            job.status,
            job.reason and job.reason.code,
            job.kind,
            job.cancelled,
            job.deleted is None,
            job.parent is None,
            job.schedule is None,
            job.not_before is None,
        ): job
        for job in jobs
    }
    return [*jobs[:_FEW_EXAMPLES], *sorts.values()]


class Actions(QObject):
    """Makes the actions, each when it is first asked for, and keeps them in step with the selection."""

    def __init__(self, icons: Icons, parent: QObject) -> None:
        super().__init__(parent)
        self._icons = icons
        self._actions: dict[str, QAction] = {}
        self._why_not: dict[str, str] = {}
        self._checks: dict[str, Callable[[list[Job]], str]] = {}
        self._jobs: list[Job] = []

    def __getitem__(self, key: str) -> QAction:
        action = self._actions.get(key)
        if action is None:
            action = self._actions[key] = self._make(ACTIONS[key])
        return action

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(_tr(spec.text), self)
        action.setObjectName(spec.key)
        if spec.icon:
            action.setIcon(self._icons.icon(spec.icon, "text2"))
        action.setCheckable(spec.is_checkable)
        # No job is selected yet; what can be done is said by `update_for`.
        action.setEnabled(spec.on_jobs is None)
        return action

    def complete(self) -> None:
        """Make all of them, with their keys and words."""
        for spec in ACTIONS.values():
            action = self[spec.key]
            if spec.keys:
                action.setShortcuts([QKeySequence(keys) for keys in spec.keys.split(" ")])
            if spec.on_jobs is not None:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self["quit"].setMenuRole(QAction.MenuRole.QuitRole)
        self["quit"].setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)  # Also in the windows beside it.
        self.update_for([])

    def add_to_job_widget(self, widget: QWidget) -> None:
        """Let the deeds on jobs act while a widget, or one in it, has focus."""
        widget.addActions([self._actions[spec.key] for spec in ACTIONS.values() if spec.on_jobs is not None])

    def set_why_not(self, key: str, why_not: str) -> None:
        """Say why an action of the window cannot be done now; an empty text enables it."""
        if self._why_not.get(key, "") != why_not:
            self._why_not[key] = why_not
            self.update_for(self._jobs)

    def add_check(self, key: str, check: Callable[[list[Job]], str]) -> None:
        """Ask also this why an action cannot be done to jobs: what more than the jobs themselves must tell."""
        self._checks[key] = check

    def update_for(self, jobs: list[Job]) -> None:
        """Enable what can be done to the selected jobs, and say why the rest cannot."""
        self._jobs = jobs = jobs if len(jobs) <= _FEW else _examples(jobs)
        # Several ask the same, and all jobs may be selected.
        against = {asks: asks(jobs) for spec in ACTIONS.values() if (asks := spec.on_jobs) is not None}
        for spec in ACTIONS.values():
            why_not = against[spec.on_jobs] if spec.on_jobs is not None else self._why_not.get(spec.key, "")
            if not why_not and spec.key in self._checks:
                why_not = self._checks[spec.key](jobs)
            action = self._actions[spec.key]
            action.setEnabled(not why_not)
            text = f"{spec.title}: {why_not}" if why_not else _tr(spec.tip)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setStatusTip(text)
            action.setToolTip(tooltip(f"{text}  ({keys})" if keys and not why_not else text))
        self["hold"].setText(_tr(_hold_text(jobs)))

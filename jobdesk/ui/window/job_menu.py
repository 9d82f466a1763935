"""The menu of the selected jobs: what can be done to them now, and why the rest cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from jobdesk.core.job import Job, JobStatus
from jobdesk.ui.commands.queue_commands import QueueDeeds
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.table.column_layout import StayingMenu
from jobdesk.ui.text.job_state import is_kept_back, is_to_be_tried, queue_title
from jobdesk.ui.text.plain_text import menu_text
from jobdesk.ui.text.priority_text import PRIORITIES, priority_text
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.window.actions import Actions
from jobdesk.ui.window.queue_menus import QueueMenus

if TYPE_CHECKING:
    from PySide6.QtWidgets import QInputDialog

QUEUE, PRIORITY, TAGS, COPY, QUEUES = "queue>", "priority>", "tags>", "copy>", "queues>"
NOTIFY: Final = "notify>"
COMPARE: Final = "compare>"
_COPY_KEYS: Final = ("copy_rows", "copy_command", "copy_number", "copy_log_path", "copy_link")
_COMPARE_KEYS: Final = ("compare_good", "compare_two")
_QUEUE_KEYS: Final = ("run_now", "run_next", "move_up", "move_down")
_MOST_TAGS: Final = 30


_CONCERNS: Final[dict[str, Callable[[Job], bool]]] = {
    "start": is_kept_back,
    "try_now": is_to_be_tried,
    "run_now": lambda job: job.status is JobStatus.QUEUED,
    "hold": lambda job: not (job.is_final or is_kept_back(job)),
    "cancel": lambda job: not job.is_final,
    "rerun_failed": lambda job: job.is_array,
    "edit_job": lambda job: not job.is_final,
    "edit_schedule": lambda job: job.schedule is not None,
    QUEUE: lambda job: job.status is JobStatus.QUEUED,
    PRIORITY: lambda job: not job.is_final,
    "wait_for": lambda job: job.status is JobStatus.QUEUED,
    NOTIFY: lambda job: not job.is_final,
    "archive": lambda job: job.is_final and not job.deleted,
    "restore": lambda job: bool(job.deleted),
}
"""Which jobs an entry is about at all; about others it says nothing that anybody would look for."""


def menu_keys(keys: tuple[str | None, ...], jobs: list[Job]) -> tuple[str | None, ...]:
    """Leave out what is about jobs of a sort that is not among the selected ones: the first entry is what is next."""
    return tuple(key for key in keys if key is None or key not in _CONCERNS or any(map(_CONCERNS[key], jobs)))


class JobMenus:
    """Makes the submenus that depend on the selection, for the context menu and the menu bar alike."""

    def __init__(
        self, actions: Actions, roster: Roster, deeds: QueueDeeds, queue_menus: QueueMenus, icons: Icons
    ) -> None:
        self._actions = actions
        self._queue_menus = queue_menus
        self._roster = roster
        self._deeds = deeds
        self._icons = icons

    def fill(self, menu: QMenu, keys: tuple[str | None, ...], jobs: list[Job]) -> None:
        """Fill a menu: actions by their keys, None as a line, and the submenus by their marks."""
        menu.setToolTipsVisible(True)
        for key in keys:
            if key is None:
                menu.addSeparator()
            elif key == QUEUE:
                self.add_queue_menu(menu, jobs)
            elif key == QUEUES:
                self._queue_menus.add_all(menu)
            elif key == PRIORITY:
                self.add_priority_menu(menu, jobs)
            elif key == TAGS:
                self.add_tags_menu(menu, jobs)
            elif key == NOTIFY:
                self.add_notify_menu(menu, jobs)
            elif key == COPY:
                self._add_actions(menu, "copy", _tr("Cop&y"), _COPY_KEYS)
            elif key == COMPARE:
                self._add_actions(menu, "git-compare", _tr("Compar&e"), _COMPARE_KEYS)
            else:
                menu.addAction(self._actions[key])

    def _add_actions(self, menu: QMenu, icon: str, title: str, keys: tuple[str, ...]) -> None:
        added = menu.addMenu(self._icons.icon(icon, "text2"), title)
        added.setToolTipsVisible(True)
        added.addActions([self._actions[key] for key in keys])

    def add_queue_menu(self, menu: QMenu, jobs: list[Job]) -> None:
        """Add where in the queue the jobs stand, and in which."""
        queue = menu.addMenu(self._icons.icon("stack-2", "text2"), _tr("&Queue"))
        queue.setToolTipsVisible(True)
        queue.addActions([self._actions[name] for name in _QUEUE_KEYS])
        queue.addSeparator()
        movable = [job for job in jobs if job.status is JobStatus.QUEUED]
        for name in self._roster.queues():
            entry = queue.addAction(menu_text(queue_title(name)))
            entry.setCheckable(True)
            entry.setChecked(bool(movable) and all(job.queue == name for job in movable))
            entry.triggered.connect(lambda _=False, name=name: self._deeds.set_queue(jobs, name))
            _allow(entry, can=bool(movable), why=_tr("select a queued job"))

    def add_priority_menu(self, menu: QMenu, jobs: list[Job]) -> None:
        """Add the usual priorities, and any other."""
        priority = menu.addMenu(self._icons.icon("arrow-bar-to-up", "text2"), _tr("Pri&ority"))
        priority.setToolTipsVisible(True)
        unfinished = [job for job in jobs if not job.is_final]
        for value in PRIORITIES:
            entry = priority.addAction(f"{priority_text(value)}\t{value}")
            entry.setCheckable(True)
            entry.setChecked(bool(unfinished) and all(job.priority == value for job in unfinished))
            entry.triggered.connect(lambda _=False, value=value: self._deeds.set_priority(jobs, value))
            _allow(entry, can=bool(unfinished), why=_tr("select a job that has not ended"))
        priority.addSeparator()
        priority.addActions([self._actions["raise_priority"], self._actions["lower_priority"]])
        other = priority.addAction(_tr("Other…"))
        other.triggered.connect(lambda: self._ask_priority(menu, unfinished))
        _allow(other, can=bool(unfinished), why=_tr("select a job that has not ended"))

    def add_tags_menu(self, menu: QMenu, jobs: list[Job]) -> None:
        """Add every tag that there is; a tag of only some of the jobs has a dash, and a click puts it on all."""
        tags = StayingMenu(menu)
        tags.setTitle(_tr("Ta&gs"))
        tags.setIcon(self._icons.icon("tag", "text2"))
        tags.setToolTipsVisible(True)
        menu.addMenu(tags)
        for tag in self._roster.values_of("tag")[:_MOST_TAGS]:
            having = sum(tag in job.tags for job in jobs)
            dash = "–  " if 0 < having < len(jobs) else ""
            entry = tags.addAction(dash + menu_text(tag))
            entry.setCheckable(True)
            entry.setChecked(having == len(jobs) > 0)
            entry.toggled.connect(
                lambda is_on, tag=tag: self._deeds.set_tag(self._newest(jobs), tag, is_on=is_on),
            )
            _allow(entry, can=bool(jobs), why=_tr("select a job first"))
        tags.addSeparator()
        new = tags.addAction(_tr("New Tag…"))
        new.triggered.connect(lambda: self._ask_tag(menu, jobs))
        _allow(new, can=bool(jobs), why=_tr("select a job first"))

    def add_notify_menu(self, menu: QMenu, jobs: list[Job]) -> None:
        """Add whether the end of the jobs is told, whatever the settings say."""
        notify = menu.addMenu(self._icons.icon("bell", "text2"), _tr("Notif&y Me"))
        notify.setToolTipsVisible(True)
        unfinished = [job for job in jobs if not job.is_final]
        for wish, words in (("", _tr("As in the Settings")), ("always", _tr("Always")), ("never", _tr("Never"))):
            entry = notify.addAction(words)
            entry.setCheckable(True)
            entry.setChecked(bool(unfinished) and all(_notify_of(job) == wish for job in unfinished))
            entry.triggered.connect(lambda _=False, wish=wish: self._deeds.set_notify(jobs, wish))
            _allow(entry, can=bool(unfinished), why=_tr("select a job that has not ended"))

    def _newest(self, jobs: list[Job]) -> list[Job]:
        """While a menu stays open, its own clicks change the jobs."""
        return [job for old in jobs if (job := self._roster.get(old.id)) is not None]

    def _ask_priority(self, menu: QWidget, jobs: list[Job]) -> None:
        from PySide6.QtWidgets import QInputDialog

        dialog = _dialog(menu, _tr("Priority"), _tr("A job with a higher number starts earlier:"))
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setIntRange(-1_000_000, 1_000_000)
        dialog.setIntValue(jobs[0].priority)
        dialog.intValueSelected.connect(lambda value: self._deeds.set_priority(jobs, value))
        dialog.open()

    def _ask_tag(self, menu: QWidget, jobs: list[Job]) -> None:
        dialog = _dialog(menu, _tr("New Tag"), _tr("A word to find these jobs by:"))
        dialog.textValueSelected.connect(
            lambda text: self._deeds.set_tag(self._newest(jobs), text.strip(), is_on=True) if text.strip() else None
        )
        dialog.open()


def _dialog(menu: QWidget, title: str, label: str) -> QInputDialog:
    from PySide6.QtWidgets import QInputDialog  # Late: the class is not made before a dialog is.

    # The menu is gone by the time the dialog is answered.
    dialog = QInputDialog(menu.parentWidget())
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    return dialog


def _notify_of(job: Job) -> str:
    return job.notify or str(job.config.get("notify", ""))


def _allow(action: QAction, *, can: bool, why: str) -> None:
    action.setEnabled(can)
    if not can:
        action.setToolTip(why)
        action.setStatusTip(why)


def _tr(text: str) -> str:
    return QCoreApplication.translate("JobMenu", text)

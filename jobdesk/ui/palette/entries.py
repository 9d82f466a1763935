"""What the command palette offers: every action of the menus, every job, template and setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from jobdesk.core.job import Job
from jobdesk.ui.commands.base import job_names
from jobdesk.ui.dialogs.cheat_sheet import keys_text, menu_actions, plain_text
from jobdesk.ui.dialogs.settings_dialog import setting_text, shown_settings
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.palette.search import PaletteEntry
from jobdesk.ui.text.job_state import state_of
from jobdesk.ui.window.actions import ACTIONS, Actions


class PaletteEntries(QObject):
    """Gathers the entries anew each time that the palette is opened.

    Signals:
        template_requested: The name of a template to run.
    """

    template_requested = Signal(str)

    def __init__(
        self,
        bar: QMenuBar,
        actions: Actions,
        roster: Roster,
        selected: Callable[[], list[Job]],
        go_to: Callable[[str], None],
        show_setting: Callable[[str], None],
        parent: QObject,
    ) -> None:
        """Make it.

        Args:
            bar: The menu bar, which holds every command.
            actions: The actions by name.
            roster: The jobs.
            selected: Tells which are selected.
            go_to: Shows a job.
            show_setting: Shows a setting.
            parent: Owner.
        """
        super().__init__(parent)
        self.templates: list[str] = []
        self._bar = bar
        self._actions = actions
        self._roster = roster
        self._selected = selected
        self._go_to = go_to
        self._show_setting = show_setting

    def all(self) -> list[PaletteEntry]:
        """Return everything that can be done or gone to now."""
        for menu in self._bar.findChildren(QMenu, "queueMenu"):
            menu.aboutToShow.emit()  # It fills itself by the selection and the queues that there are.
        entries = [*self._of_actions(), *self._of_templates(), *self._of_jobs(), *self._of_settings()]
        return list({entry.key: entry for entry in entries}.values())

    def _of_actions(self) -> Iterator[PaletteEntry]:
        jobs = self._selected()
        target = f"#{jobs[0].number} {jobs[0].name}" if len(jobs) == 1 else job_names(jobs) if jobs else ""
        own = {id(self._actions[key]): spec for key, spec in ACTIONS.items()}
        for path, action in menu_actions(self._bar):
            spec = own.get(id(action))
            if spec is not None and spec.key == "palette":
                continue
            is_on_jobs = spec is not None and spec.on_jobs is not None
            why_not = "" if action.isEnabled() else action.statusTip().partition(": ")[2]
            # Once what was undone has other words, the menu's own text names it best.
            title = plain_text(action)
            yield PaletteEntry(
                key=f"action/{action.objectName() or path + title}",
                title=title,
                act=partial(_trigger, action),
                target=why_not or (target if is_on_jobs else path),
                keys=keys_text(action).split("  ")[0],
                icon=spec.icon if spec is not None else "",
                is_enabled=action.isEnabled(),
            )

    def set_templates(self, names: list[str]) -> None:
        """Take the names of all templates."""
        self.templates = names

    def _of_templates(self) -> Iterator[PaletteEntry]:
        words = self.tr("Run %1")
        for name in self.templates:
            yield PaletteEntry(
                key=f"template/{name}",
                title=words.replace("%1", name),
                act=partial(self.template_requested.emit, name),
                target=self.tr("Template"),
                icon="template",
            )

    def _of_jobs(self) -> Iterator[PaletteEntry]:
        words = self.tr("Go to \N{LEFT DOUBLE QUOTATION MARK}%1\N{RIGHT DOUBLE QUOTATION MARK}")
        for job in sorted(self._roster.all(), key=lambda job: -job.number):
            if not job.deleted and job.parent is None:
                state = state_of(job)
                yield PaletteEntry(
                    key=f"job/{job.id}",
                    title=words.replace("%1", job.name),
                    act=partial(self._go_to, job.id),
                    target=f"#{job.number}, {state.word.lower()}",
                    icon=state.icon,
                    is_listed=False,
                )

    def _of_settings(self) -> Iterator[PaletteEntry]:
        for setting in shown_settings():
            yield PaletteEntry(
                key=f"setting/{setting.key}",
                title=setting_text(setting.title),
                act=partial(self._show_setting, setting.key),
                target=f"{self.tr('Settings')} \N{BLACK RIGHT-POINTING SMALL TRIANGLE} {setting_text(setting.group)}",
                icon="settings",
                is_listed=False,
            )


def _trigger(action: QAction) -> None:
    action.trigger()

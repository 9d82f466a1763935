"""What the main window opens: the form, templates, settings, the palette, the keys; and what comes back from them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from jobdesk.core.job import Job
from jobdesk.core.timing.schedule import Schedule
from jobdesk.ui.dialogs.dialog_context import DialogParts
from jobdesk.ui.dialogs.secondary_window import show_beside
from jobdesk.ui.form.mode import FormMode
from jobdesk.ui.templates.dialogs import TemplateDialogs
from jobdesk.ui.text.number_text import native_keys
from jobdesk.ui.text.plain_text import literal, menu_text
from jobdesk.ui.theme import metrics
from jobdesk.ui.widgets.qt import override, take_copy

# What is opened is imported when it is opened: all of it together is a third of the time until the window shows.
if TYPE_CHECKING:
    from jobdesk.ui.dialogs.archive.window import ArchiveWindow
    from jobdesk.ui.dialogs.settings_dialog import SettingsDialog
    from jobdesk.ui.filters.log_search import LogHit
    from jobdesk.ui.form.dropped_input import HandedOver
    from jobdesk.ui.form.job_form import JobForm
    from jobdesk.ui.palette.palette import CommandPalette


class Dialogs(QObject):
    """Opens windows beside the main one, at most one of each kind.

    Signals:
        created: A job that one of them made.
        scheduled: A schedule that was made or changed, and as it was before, or None.
    """

    created = Signal(object)
    scheduled = Signal(object, object)

    def __init__(self, window: QMainWindow, parts: DialogParts) -> None:
        super().__init__(window)
        self._window = window
        self._parts = parts
        self._form: JobForm | None = None
        self._settings: SettingsDialog | None = None
        self.archive: ArchiveWindow | None = None
        self.templates = TemplateDialogs(window, parts)
        self.templates.created.connect(self.created)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self._connect()

    @functools.cached_property
    def palette(self) -> CommandPalette:
        """The command palette."""
        from jobdesk.ui.palette.entries import PaletteEntries
        from jobdesk.ui.palette.palette import CommandPalette

        parts = self._parts
        entries = PaletteEntries(
            self._window.menuBar(), parts.actions, parts.roster, parts.selected, parts.go_to, self.show_settings, self
        )
        palette = CommandPalette(self._window, entries.all, parts.state, parts.theme, parts.icons)
        entries.template_requested.connect(self.templates.run_by_name)
        self.templates.changed.connect(entries.set_templates)
        self.templates.changed.connect(palette.refresh)
        return palette

    def _connect(self) -> None:
        actions, deeds, selected = self._parts.actions, self._parts.deeds, self._parts.selected
        history = self._parts.history
        connections: dict[str, Callable[[], object]] = {
            "undo": history.undo,
            "redo": history.redo,
            "edit_job": lambda: self._open_for(selected(), FormMode.EDIT),
            "edit_and_rerun": lambda: self._open_for(selected(), FormMode.RERUN),
            "new_from": lambda: self._open_for(selected(), FormMode.COPY),
            "rename": lambda: self._ask_name(selected()),
            "restore": lambda: deeds.restore(selected()),
            "clear_finished": lambda: deeds.clear_finished(list(self._parts.roster.all())),
            "empty_trash": self.ask_to_empty_trash,
            "archive": lambda: deeds.archive(selected()),
            "show_archive": self.show_archive,
            "save_template": lambda: self.templates.make_of(selected()),
            "templates": self.templates.show_list,
            "import_template": self.templates.choose_import,
            "settings": self.show_settings,
            "palette": self.show_palette,
            "guide": self.show_guide,
            "cheat_sheet": self.show_cheat_sheet,
        }
        for key, deed in connections.items():
            actions[key].triggered.connect(lambda _=False, deed=deed: deed())
        in_window = ("undo", "redo", "templates", "import_template", "settings", "palette", "guide", "cheat_sheet")
        self._window.addActions([actions[key] for key in (*in_window, "clear_finished", "empty_trash", "show_archive")])
        actions["settings"].setMenuRole(QAction.MenuRole.PreferencesRole)
        history.changed.connect(self._on_history_changed)
        self._on_history_changed()

    # -- the form

    @property
    def form(self) -> JobForm | None:
        """The New Job window, if it was ever shown."""
        return self._form

    def show_form(self) -> JobForm:
        """Show the New Job window, with whatever was left in it."""
        if self._form is None:
            self._form = self._make_form(FormMode.NEW, None)
        self._form.show_for_input()
        return self._form

    def show_form_with(self, handed: HandedOver) -> None:
        """Show a form of its own with what a file or folder says; nothing of it runs by itself."""
        if handed.template:
            self.templates.import_file(handed.template)
            return
        form = self._make_form(FormMode.COPY, None)
        form.fill(handed)
        self._let_reopen(form)
        form.show_for_input()

    def _on_dropped(self, handed: HandedOver) -> None:
        if handed.template:
            self.templates.import_file(handed.template)
        else:
            self.show_form().fill(handed)

    def close_all(self) -> None:
        """Close what stands beside the main window."""
        for child in self._window.findChildren(QWidget):
            if child.isWindow() and child.windowType() in {Qt.WindowType.Window, Qt.WindowType.Dialog}:
                child.close()

    def _make_form(self, mode: FormMode, described: Job | Schedule | None) -> JobForm:
        from jobdesk.ui.form.job_form import JobForm

        form = JobForm(self._parts, self._window, mode=mode, described=described)
        form.submitted.connect(self.created)
        old = described if isinstance(described, Schedule) and mode is FormMode.EDIT else None
        form.scheduled.connect(lambda schedule: self.scheduled.emit(schedule, old))
        form.edited.connect(self._on_edited)
        form.template_requested.connect(self.templates.make_of_wishes)
        form.template_chosen.connect(self.templates.run_by_name)
        form.imported.connect(self.templates.import_file)
        return form

    def _open_for(self, jobs: list[Job], mode: FormMode) -> None:
        if len(jobs) == 1:
            form = self._make_form(mode, jobs[0])
            self._let_reopen(form)
            form.show_for_input()

    def _ask_name(self, jobs: list[Job]) -> None:
        if len(jobs) != 1:
            return
        from PySide6.QtWidgets import QInputDialog  # Late: the class is not made before a dialog is.

        def rename(name: str) -> None:
            if name.strip():
                self._parts.deeds.change(jobs, self.tr("Rename %1"), name=name.strip())

        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Rename"))
        dialog.setLabelText(self.tr("Name of #%1:").replace("%1", str(jobs[0].number)))
        dialog.setTextValue(jobs[0].name)
        dialog.setOkButtonText(self.tr("Rename"))
        dialog.resize(metrics.px(420), dialog.sizeHint().height())
        dialog.textValueSelected.connect(rename)
        dialog.open()

    def _let_reopen(self, form: JobForm) -> None:
        from jobdesk.ui.commands.reopen_offer import Reopening

        reopening = Reopening(form, form.typed, self._parts.toasts)
        for done in (form.submitted, form.scheduled, form.edited, form.template_chosen):
            done.connect(reopening.keep)

    def open_schedule(self, schedule: Schedule | None) -> None:
        """Show a form that edits a schedule, or describes a new one."""
        if schedule is None:
            from jobdesk.ui.form.preview.start_text import EVERY

            self.show_form().starting.choose(EVERY)
            return
        form = self._make_form(FormMode.EDIT, schedule)
        self._let_reopen(form)
        form.show_for_input()

    def _on_edited(self, job: Job, fields: dict[str, Any]) -> None:
        text = self.tr("Edit %1").replace("%1", literal(job.name))
        self._parts.deeds.change([job], text, **fields)

    # -- the trash

    def ask_to_empty_trash(self) -> None:
        """Ask before jobs are removed for good; Cancel is the default."""
        count = sum(1 for job in self._parts.roster.all() if job.deleted and job.parent is None)
        if not count:
            self._parts.toasts.tell(self.tr("The trash is empty"))
            return
        from jobdesk.ui.dialogs.removal_question import ask_to_remove

        question = self.tr("Remove %n jobs for good?", "", count).replace("%n", str(count))
        label = self.tr("Remove %n Jobs for Good", "", count).replace("%n", str(count))
        ask_to_remove(self._window, self.tr("Empty Trash"), question, label, self._parts.deeds.empty_trash)

    def show_archive(self) -> None:
        """Show what left the list."""
        self._made_archive().show_for_input()

    def show_archive_found(self, text: str, hits: Mapping[str, LogHit]) -> None:
        """Show what left the list and was found by its logs."""
        self._made_archive().show_found(text, hits)

    def show_archived(self, job_id: str) -> None:
        """Show a job that left the list."""
        self._made_archive().show_job(job_id)

    def _made_archive(self) -> ArchiveWindow:
        if self.archive is None:
            from jobdesk.ui.dialogs.archive.window import ArchiveWindow

            parts = self._parts
            self.archive = ArchiveWindow(parts.manager, parts.bridge, parts.deeds, parts.icons, self._window)
        return self.archive

    # -- settings, palette, keys

    def show_settings(self, key: str = "") -> None:
        """Show the settings, at one of them if it is named."""
        if self._settings is None:
            from jobdesk.ui.dialogs.settings_dialog import SettingsDialog

            parts = self._parts
            self._settings = SettingsDialog(parts.manager, parts.bridge, parts.icons, self._window)
        self._settings.open_at(key)

    def show_palette(self) -> None:
        """Show the palette, or close it."""
        self.palette.open()
        self.templates.load()

    def show_guide(self) -> None:
        """Show the guide."""
        from jobdesk.ui.dialogs.text_window import show_guide  # Late: few ever open it.

        show_guide(self._window, self._parts.bridge)

    def show_cheat_sheet(self) -> None:
        """List all keys."""
        from jobdesk.ui.dialogs.cheat_sheet import CheatSheet, key_groups

        others = [action for action in self._window.findChildren(QAction) if action.parent() is not None]
        groups = key_groups(self._window.menuBar(), others, self.tr("More"))
        groups += [(title, [(words, native_keys(keys)) for words, keys in rows]) for title, rows in self._place_keys()]
        sheet = CheatSheet(groups, self._window)
        show_beside(sheet)
        sheet.field.setFocus()

    def _place_keys(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the keys that belong to a place and stand in no menu."""
        return [
            (
                self.tr("Jobs, while they have the focus"),
                [
                    (self.tr("Show the log, or answer"), "Return"),
                    (self.tr("Tabs of the details"), "Alt+1  Alt+2  Alt+3  Alt+4"),
                ],
            ),
            (
                self.tr("Log, while it has the focus"),
                [
                    (self.tr("Find"), "Ctrl+F"),
                    (self.tr("Next and previous match"), "F3  Shift+F3"),
                    (self.tr("Next and previous error"), "F8  Shift+F8"),
                    (self.tr("Follow the end"), "F  End"),
                    (self.tr("Times, wrap"), "T  W"),
                    (self.tr("Copy the selection, or all"), "Ctrl+Shift+C"),
                    (self.tr("Size"), "Ctrl++  Ctrl+-  Ctrl+0"),
                ],
            ),
            (
                self.tr("Forms"),
                [
                    (self.tr("Run, add or save"), "Ctrl+Return"),
                    (self.tr("Earlier commands"), "Alt+Down"),
                    (self.tr("Close"), "Esc"),
                ],
            ),
        ]

    # -- within

    def _on_history_changed(self) -> None:
        history, actions = self._parts.history, self._parts.actions
        for key, words, text in (
            ("undo", (self.tr("&Undo"), self.tr("&Undo %1")), history.undo_text),
            ("redo", (self.tr("&Redo"), self.tr("&Redo %1")), history.redo_text),
        ):
            actions[key].setText(words[1].replace("%1", menu_text(text)) if text else words[0])
            nothing = self.tr("nothing was done yet") if key == "undo" else self.tr("nothing was undone")
            actions.set_why_not(key, "" if text else nothing)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if event.mimeData().hasUrls() or event.mimeData().hasText():
                take_copy(event)
                return True
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
            take_copy(event)
            work = partial(_read_drop, paths, "" if paths else event.mimeData().text())
            self._parts.bridge.ask(work, self._on_dropped)
            return True
        return super().eventFilter(watched, event)


def _read_drop(paths: list[str], text: str) -> HandedOver:
    from jobdesk.ui.form.dropped_input import read_drop

    return read_drop(paths, text)

"""What the main window opens: the form, templates, settings, the palette, the keys; and what comes back from them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QIcon
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu, QMessageBox, QWidget

from jobdesk.core.errors import JobDeskError
from jobdesk.core.job import Job
from jobdesk.core.template import Template
from jobdesk.engine.manager import JobManager
from jobdesk.engine.templates import read_template, write_template
from jobdesk.ui.actions import Actions
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.form_mode import FormMode
from jobdesk.ui.icons import Icons
from jobdesk.ui.job_deeds import JobDeeds
from jobdesk.ui.literal import literal, menu_text
from jobdesk.ui.qt import override
from jobdesk.ui.roster import Roster
from jobdesk.ui.theme import Theme
from jobdesk.ui.toasts import Toasts
from jobdesk.ui.undo import UndoHistory
from jobdesk.ui.window_state import WindowState

# What is opened is imported when it is opened: all of it together is a third of the time until the window shows.
if TYPE_CHECKING:
    from jobdesk.ui.job_form import JobForm
    from jobdesk.ui.palette import CommandPalette
    from jobdesk.ui.settings_dialog import SettingsDialog
    from jobdesk.ui.template_window import TemplateWindow


@dataclass(frozen=True)
class DialogParts:
    """What the dialogs are made with; all of it is the main window's."""

    manager: JobManager
    bridge: EngineBridge
    state: WindowState
    theme: Theme
    icons: Icons
    actions: Actions
    deeds: JobDeeds
    history: UndoHistory
    toasts: Toasts
    roster: Roster
    selected: Callable[[], list[Job]]
    go_to: Callable[[str], None]


class Dialogs(QObject):
    """Opens windows beside the main one, at most one of each kind.

    Signals:
        created: A job that one of them made.
        setting_changed: Key and value of a setting that was saved.
        templates_changed: Names of all templates.
    """

    created = Signal(object)
    setting_changed = Signal(str, object)
    templates_changed = Signal(list)

    def __init__(self, window: QMainWindow, parts: DialogParts) -> None:
        super().__init__(window)
        self._window = window
        self._parts = parts
        self._form: JobForm | None = None
        self._settings: SettingsDialog | None = None
        self._template_window: TemplateWindow | None = None
        self._templates: list[Template] = []
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self._connect()
        self._add_template_menu()

    @functools.cached_property
    def palette(self) -> CommandPalette:
        """The command palette."""
        from jobdesk.ui.palette import CommandPalette
        from jobdesk.ui.palette_entries import PaletteEntries

        parts = self._parts
        entries = PaletteEntries(
            self._window.menuBar(), parts.actions, parts.roster, parts.selected, parts.go_to, self.show_settings, self
        )
        entries.template_requested.connect(self.run_template)
        self.templates_changed.connect(entries.set_templates)
        return CommandPalette(self._window, entries.all, parts.state, parts.theme, parts.icons)

    def _add_template_menu(self) -> None:
        """Let the menu with Save as Template run templates too."""
        save = self._parts.actions["save_template"]
        for entry in self._window.menuBar().actions():
            menu = entry.menu()
            if isinstance(menu, QMenu) and save in menu.actions():
                after = menu.actions()[menu.actions().index(save) + 1 :]
                templates = QMenu(self.tr("R&un Template"), menu)
                templates.addAction(self._parts.actions["templates"])
                self.add_templates_to(templates)
                if after:
                    menu.insertMenu(after[0], templates)
                else:
                    menu.addMenu(templates)
                return

    def _connect(self) -> None:
        actions, deeds, selected = self._parts.actions, self._parts.deeds, self._parts.selected
        history = self._parts.history
        connections: dict[str, Callable[[], object]] = {
            "undo": history.undo,
            "redo": history.redo,
            "edit_job": lambda: self._open_for(selected(), FormMode.EDIT),
            "edit_and_rerun": lambda: self._open_for(selected(), FormMode.RERUN),
            "new_from": lambda: self._open_for(selected(), FormMode.COPY),
            "delete": lambda: deeds.delete(selected()),
            "restore": lambda: deeds.restore(selected()),
            "clear_finished": lambda: deeds.clear_finished(list(self._parts.roster.all())),
            "empty_trash": self.ask_to_empty_trash,
            "save_template": lambda: self._template_of(selected()),
            "templates": self.show_templates,
            "import_template": self.choose_import,
            "settings": self.show_settings,
            "palette": self.show_palette,
            "cheat_sheet": self.show_cheat_sheet,
        }
        for key, deed in connections.items():
            actions[key].triggered.connect(lambda _=False, deed=deed: deed())
        in_window = ("undo", "redo", "templates", "import_template", "settings", "palette", "cheat_sheet")
        self._window.addActions([actions[key] for key in (*in_window, "clear_finished", "empty_trash")])
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

    def show_form_with(self, job: Job) -> None:
        """Show a form that begins as a job which is stored nowhere, such as one that a file describes."""
        form = self._make_form(FormMode.COPY, job)
        form.setWindowTitle(self.tr("New Job"))
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.show_for_input()

    def close_all(self) -> None:
        """Close what stands beside the main window."""
        for child in self._window.findChildren(QWidget):
            if child.isWindow() and child.windowType() in {Qt.WindowType.Window, Qt.WindowType.Dialog}:
                child.close()

    def _make_form(self, mode: FormMode, job: Job | None) -> JobForm:
        from jobdesk.ui.job_form import JobForm

        parts = self._parts
        form = JobForm(parts.manager, parts.bridge, parts.state, parts.icons, self._window, mode=mode, job=job)
        form.submitted.connect(self.created)
        form.edited.connect(self._on_edited)
        form.template_requested.connect(self._on_template_requested)
        form.template_chosen.connect(self.run_template)
        form.imported.connect(self.import_file)
        return form

    def _open_for(self, jobs: list[Job], mode: FormMode) -> None:
        if len(jobs) == 1:
            form = self._make_form(mode, jobs[0])
            form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            form.show_for_input()

    def _on_edited(self, job: Job, fields: dict[str, Any]) -> None:
        text = self.tr("Edit %1").replace("%1", literal(job.name))
        self._parts.deeds.change([job], text, **fields)

    # -- the trash

    def ask_to_empty_trash(self) -> None:
        """Ask before jobs are removed for good; Cancel is the default."""
        count = sum(1 for job in self._parts.roster.all() if job.deleted)
        if not count:
            self._parts.toasts.tell(self.tr("The trash is empty"))
            return
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Empty Trash"))
        box.setText(self.tr("Remove %n jobs for good?", "", count).replace("%n", str(count)))
        box.setInformativeText(self.tr("Their logs and files in the data folder go with them. This cannot be undone."))
        label = self.tr("Remove %n Jobs for Good", "", count).replace("%n", str(count))
        remove = box.addButton(label, QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        cancel.setIcon(QIcon())
        box.setDefaultButton(cancel)
        box.setEscapeButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        remove.clicked.connect(self._parts.deeds.empty_trash)
        box.open()

    # -- settings, palette, keys

    def show_settings(self, key: str = "") -> None:
        """Show the settings, at one of them if it is named."""
        if self._settings is None:
            from jobdesk.ui.settings_dialog import SettingsDialog

            parts = self._parts
            self._settings = SettingsDialog(parts.manager, parts.bridge, parts.icons, self._window)
            self._settings.setting_changed.connect(self.setting_changed)
        self._settings.open_at(key)

    def show_palette(self) -> None:
        """Show the palette, or close it."""
        self.palette.open()
        self._load_templates()

    def show_cheat_sheet(self) -> None:
        """List all keys."""
        from jobdesk.ui.cheat_sheet import CheatSheet, key_groups

        others = [action for action in self._window.findChildren(QAction) if action.parent() is not None]
        groups = key_groups(self._window.menuBar(), others, self.tr("More"))
        groups.append((self.tr("Log, while it has the focus"), self._log_keys()))
        sheet = CheatSheet(groups, self._window)
        sheet.show()
        sheet.field.setFocus()

    def _log_keys(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Find"), "Ctrl+F"),
            (self.tr("Next and previous match"), "F3  Shift+F3"),
            (self.tr("Next and previous error"), "F8  Shift+F8"),
            (self.tr("Follow the end"), "F  End"),
            (self.tr("Times, wrap"), "T  W"),
            (self.tr("Size"), "Ctrl++  Ctrl+-  Ctrl+0"),
        ]

    # -- templates

    def add_templates_to(self, menu: QMenu) -> None:
        """Let a menu end with the templates, whichever there are when it opens."""
        added: list[QAction] = []

        def refill(templates: list[Template]) -> None:
            self._on_templates(templates)
            for action in added:
                menu.removeAction(action)
                action.deleteLater()
            added.clear()
            if templates:
                added.append(menu.addSeparator())
            for template in templates:
                icon = self._parts.icons.icon("template", "text2")
                words = self.tr("Run %1\N{HORIZONTAL ELLIPSIS}").replace("%1", menu_text(template.name))
                action = menu.addAction(icon, words)
                action.triggered.connect(lambda _=False, template=template: self._run(template, ()))
                added.append(action)

        menu.aboutToShow.connect(lambda: self._ask(self._parts.manager.list_templates, refill))

    def show_templates(self) -> None:
        """Show the list of templates."""
        if self._template_window is None:
            from jobdesk.ui.template_window import TemplateWindow

            window = TemplateWindow(self._parts.icons, self._window)
            window.run_requested.connect(self._run)
            window.edit_requested.connect(lambda template: self._edit_template(template, template))
            window.delete_requested.connect(self._delete_template)
            window.export_requested.connect(self._choose_export)
            window.import_requested.connect(self.choose_import)
            self._template_window = window
        self._template_window.show_for_input()
        self._load_templates()

    def run_template(self, name: str) -> None:
        """Ask for the values of a template's blanks."""
        self._ask(self._parts.manager.list_templates, partial(self._on_templates_for, name))

    def choose_import(self) -> None:
        """Ask for a template's file."""
        dialog = QFileDialog(self._window, self.tr("Import Template"), "", self.tr("Templates (*.json)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.import_file)
        dialog.open()

    def import_file(self, path: str) -> None:
        """Show a template's file whole; it is kept only after a tick, and never run."""
        self._ask(lambda: read_template(Path(path).read_bytes()), partial(self._show_import, Path(path).name))

    def _show_import(self, source: str, template: Template) -> None:
        from jobdesk.ui.template_import import TemplateImport

        window = TemplateImport(template, source, self._window)
        window.accepted.connect(self._on_import_accepted)
        window.show()

    def _on_import_accepted(self, template: Template) -> None:
        from jobdesk.ui.template_text import with_free_name

        def save() -> Template:
            # Another one of the same name is not replaced by something from outside.
            names = [one.name for one in self._parts.manager.list_templates()]
            kept = with_free_name(template, names)
            self._parts.manager.save_template(kept)
            return kept

        self._ask(save, lambda kept: self._remember_made(kept, self.tr("Imported template %1")))

    def _load_templates(self) -> None:
        self._ask(self._parts.manager.list_templates, self._on_templates)

    def _on_templates(self, templates: list[Template]) -> None:
        self._templates = templates
        if self._template_window is not None:
            self._template_window.show_templates(templates)
        self.templates_changed.emit([template.name for template in templates])
        if "palette" in vars(self):
            self.palette.refresh()

    def _on_templates_for(self, name: str, templates: list[Template]) -> None:
        for template in templates:
            if template.name == name:
                self._run(template, ())

    def _run(self, template: Template, files: tuple[str, ...]) -> None:
        from jobdesk.ui.template_form import TemplateForm

        form = TemplateForm(template, self._parts.manager, self._parts.bridge, self._window, tuple(files))
        form.submitted.connect(self.created)
        form.told.connect(self._parts.deeds.told)
        form.show_for_input()

    def _template_of(self, jobs: list[Job]) -> None:
        if len(jobs) == 1:
            job = jobs[0]
            self._edit_template(
                Template(name=job.name, config=job.config, queue=job.queue, priority=job.priority, tags=job.tags), None
            )

    def _on_template_requested(self, config: dict[str, Any], wishes: dict[str, Any]) -> None:
        from jobdesk.kinds.registry import kind_of

        name = wishes["name"] or kind_of(config).derive_name(config)
        template = Template(
            name=name, config=config, queue=wishes["queue"], priority=wishes["priority"], tags=tuple(wishes["tags"])
        )
        self._edit_template(template, None)

    def _edit_template(self, template: Template, old: Template | None) -> None:
        from jobdesk.ui.template_editor import TemplateEditor

        editor = TemplateEditor(template, self._window, old=old)
        editor.saved.connect(self._on_template_saved)
        editor.show()
        editor.fields["name"].editor.setFocus()

    def _on_template_saved(self, old: Template | None, template: Template) -> None:
        from jobdesk.ui.template_text import with_free_name

        manager = self._parts.manager

        def save() -> Template:
            replaced = old
            if old is None or old.name != template.name:
                taken = [one.name for one in manager.list_templates()]
                kept = with_free_name(template, taken)
            else:
                kept = template
            manager.save_template(kept)
            if replaced is not None and replaced.name != kept.name:
                manager.delete_template(replaced.name)
            return kept

        def tell(kept: Template) -> None:
            if old is None:
                self._remember_made(kept, self.tr("Saved template %1"))
                return
            self._load_templates()
            name = literal(kept.name)

            def put(one: Template, instead_of: Template) -> None:
                self._ask(partial(_replace_template, manager, one, instead_of), lambda _: self._load_templates())

            self._parts.history.did(
                self.tr("Edit Template %1").replace("%1", name),
                lambda: put(old, kept),
                lambda: put(kept, old),
            )

        self._ask(save, tell)

    def _remember_made(self, template: Template, words: str) -> None:
        """A template was made: say so, and let Undo remove it."""
        manager, name = self._parts.manager, literal(template.name)

        def remove() -> None:
            self._ask(partial(manager.delete_template, template.name), lambda _: self._load_templates())

        def put_back() -> None:
            self._ask(partial(manager.save_template, template), lambda _: self._load_templates())

        self._parts.history.did(self.tr("Save Template %1").replace("%1", name), remove, put_back)
        run = partial(self.run_template, template.name)
        self._parts.toasts.tell(words.replace("%1", name), self.tr("Run\N{HORIZONTAL ELLIPSIS}"), run)
        self._load_templates()

    def _delete_template(self, template: Template) -> None:
        manager, name = self._parts.manager, literal(template.name)

        def remove() -> None:
            self._ask(partial(manager.delete_template, template.name), lambda _: self._load_templates())

        def put_back() -> None:
            self._ask(partial(manager.save_template, template), lambda _: self._load_templates())

        remove()
        deed = self._parts.history.did(self.tr("Delete Template %1").replace("%1", name), put_back, remove)
        words = self.tr("Deleted template %1").replace("%1", name)
        undo = partial(self._parts.history.undo_deed, deed)
        self._parts.toasts.tell(words, self.tr("Undo"), undo, keys="Ctrl+Z")

    def _choose_export(self, template: Template) -> None:
        dialog = QFileDialog(self._window, self.tr("Export Template"), "", self.tr("Templates (*.json)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile("".join(c if c.isalnum() or c in " -_" else "_" for c in template.name)[:60] + ".json")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self.export_template, template))
        dialog.open()

    def export_template(self, template: Template, path: str) -> None:
        """Write a template to a file, as JSON for people."""
        words = self.tr("Exported template %1").replace("%1", literal(template.name))
        self._ask(lambda: Path(path).write_bytes(write_template(template)), lambda _: self._parts.toasts.tell(words))

    # -- within

    def _on_history_changed(self) -> None:
        history, actions = self._parts.history, self._parts.actions
        for key, word, text in (
            ("undo", self.tr("&Undo"), history.undo_text),
            ("redo", self.tr("&Redo"), history.redo_text),
        ):
            actions[key].setText(f"{word} {text.replace('&', '&&')}" if text else word)
            nothing = self.tr("nothing was done yet") if key == "undo" else self.tr("nothing was undone")
            actions.set_why_not(key, "" if text else nothing)

    def _ask(self, work: Callable[[], Any], on_result: Callable[[Any], Any]) -> None:
        self._parts.bridge.ask(work, on_result, self._on_error)

    def _on_error(self, error: Exception) -> None:
        if not isinstance(error, JobDeskError | OSError):
            raise error
        self._parts.deeds.refused.emit(str(error))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if event.mimeData().hasUrls() or event.mimeData().hasText():
                event.acceptProposedAction()
                return True
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
            event.acceptProposedAction()
            self._parts.bridge.ask(
                partial(_read_drop, paths, "" if paths else event.mimeData().text()),
                lambda dropped: (
                    self.show_form().fill(dropped) if not dropped.template else self.import_file(dropped.template)
                ),
            )
            return True
        return super().eventFilter(watched, event)


def _replace_template(manager: JobManager, template: Template, instead_of: Template) -> None:
    manager.save_template(template)
    if instead_of.name != template.name:
        manager.delete_template(instead_of.name)


def _read_drop(paths: list[str], text: str) -> Any:
    from jobdesk.ui.drop import read_drop

    return read_drop(paths, text)

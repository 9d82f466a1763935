"""Templates in the window: listed, run, made of jobs, edited, imported, exported; all of it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from jobdesk.core.job import Job
from jobdesk.core.jobs.policy import REPEATED
from jobdesk.core.jobs.template import Template, masked_template
from jobdesk.engine.handlers.templates import read_template, write_template
from jobdesk.engine.manager import JobManager
from jobdesk.ui.commands.base import Deeds
from jobdesk.ui.dialogs.dialog_context import DialogParts
from jobdesk.ui.dialogs.secondary_window import show_beside
from jobdesk.ui.text.plain_text import literal, menu_text

# What is opened is imported when it is opened.
if TYPE_CHECKING:
    from jobdesk.ui.templates.window import TemplateWindow

_LONGEST_FILE_NAME = 60


class TemplateDialogs(Deeds):
    """Opens what has to do with templates.

    Signals:
        created: A job that was made of one.
        changed: Names of all templates.
    """

    created = Signal(object)
    changed = Signal(list)

    def __init__(self, window: QMainWindow, parts: DialogParts) -> None:
        super().__init__(parts.manager, parts.bridge, parts.history, parts.toasts, window)
        self._window = window
        self._parts = parts
        self._list: TemplateWindow | None = None
        self.told.connect(parts.deeds.told)
        self.refused.connect(parts.deeds.refused)
        self._add_submenu()

    # -- listing and running

    def add_to(self, menu: QMenu) -> None:
        """Let a menu end with the templates, whichever there are when it opens."""
        added: list[QAction] = []

        def refill(templates: list[Template]) -> None:
            self._on_loaded(templates)
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
                action.triggered.connect(lambda _=False, template=template: self.run(template, ()))
                added.append(action)

        menu.aboutToShow.connect(lambda: self._ask(self._manager.list_templates, refill))

    def show_list(self) -> None:
        """Show the list of templates."""
        if self._list is None:
            from jobdesk.ui.templates.window import TemplateWindow

            self._list = TemplateWindow(self._parts.icons, self._window)
            self._list.run_requested.connect(self.run)
            self._list.edit_requested.connect(lambda template: self.edit(template, template))
            self._list.delete_requested.connect(self._delete)
            self._list.export_requested.connect(self._choose_export)
            self._list.import_requested.connect(self.choose_import)
        self._list.show_for_input()
        self.load()

    def load(self) -> None:
        """Look which templates there are."""
        self._ask(self._manager.list_templates, self._on_loaded)

    def run(self, template: Template, files: tuple[str, ...]) -> None:
        """Ask for the values of a template's blanks; some may be files that were dropped on it."""
        from jobdesk.ui.templates.form import TemplateForm

        additions = self._parts.deeds.additions
        form = TemplateForm(template, self._manager, self._bridge, additions, self._window, tuple(files))
        form.submitted.connect(self.created)
        form.show_for_input()

    def run_by_name(self, name: str) -> None:
        """Ask for the values of a template's blanks, if there is still one of this name."""

        def run(templates: list[Template]) -> None:
            for template in templates:
                if template.name == name:
                    self.run(template, ())

        self._ask(self._manager.list_templates, run)

    def _add_submenu(self) -> None:
        """Let the menu with Save as Template run templates too."""
        save = self._parts.actions["save_template"]
        for entry in self._window.menuBar().actions():
            menu = entry.menu()
            if isinstance(menu, QMenu) and save in menu.actions():
                after = menu.actions()[menu.actions().index(save) + 1 :]
                templates = QMenu(self.tr("R&un Template"), menu)
                templates.addAction(self._parts.actions["templates"])
                self.add_to(templates)
                if after:
                    menu.insertMenu(after[0], templates)
                else:
                    menu.addMenu(templates)
                return

    def _on_loaded(self, templates: list[Template]) -> None:
        if self._list is not None:
            self._list.show_templates(templates)
        self.changed.emit([template.name for template in templates])

    # -- making and editing

    def make_of(self, jobs: list[Job]) -> None:
        """Edit a new template that begins as a job."""
        if len(jobs) == 1:
            job = jobs[0]
            self.edit(Template(name=job.name, config=job.config, **job.wishes()), None)

    def make_of_wishes(self, config: dict[str, Any], wishes: dict[str, Any]) -> None:
        """Edit a new template that begins as what stands in a form."""
        from jobdesk.kinds.registry import kind_of

        name = wishes["name"] or kind_of(config).derive_name(config)
        self.edit(Template(name=name, config=config, **{field: wishes[field] for field in REPEATED}), None)

    def edit(self, template: Template, old: Template | None) -> None:
        """Edit a template; `old` is the one that it takes the place of, None makes another."""
        from jobdesk.ui.commands.reopen_offer import Reopening
        from jobdesk.ui.templates.editor import TemplateEditor

        editor = TemplateEditor(template, self._window, old=old)
        editor.saved.connect(Reopening(editor, editor.typed, self._toasts).keep)
        editor.saved.connect(self._on_saved)
        show_beside(editor)
        editor.fields["name"].editor.setFocus()

    def _on_saved(self, old: Template | None, template: Template) -> None:
        if old is None:
            self._keep(template, self.tr("Saved template %1"))
            return
        is_renamed = old.name != template.name

        def save() -> Template:
            kept = _with_free_name(self._manager, template) if is_renamed else template
            _replace(self._manager, kept, old)
            return kept

        def remember(kept: Template) -> None:
            self.load()
            text = self.tr("Edit Template %1").replace("%1", literal(kept.name))
            self._history.did(text, partial(self._put, old, kept), partial(self._put, kept, old))

        self._ask(save, remember)

    def _put(self, template: Template, instead_of: Template) -> None:
        self._ask(partial(_replace, self._manager, template, instead_of), self._reload)

    def _keep(self, template: Template, words: str) -> None:
        """Store another template, never in the place of one of the same name; say so, and let Undo remove it."""

        def save() -> Template:
            kept = _with_free_name(self._manager, template)
            self._manager.save_template(kept)
            return kept

        def tell(kept: Template) -> None:
            name = literal(kept.name)
            remove, put_back = self._removal(kept)
            self._history.did(self.tr("Save Template %1").replace("%1", name), remove, put_back)
            run = partial(self.run_by_name, kept.name)
            self._toasts.tell(words.replace("%1", name), self.tr("Run\N{HORIZONTAL ELLIPSIS}"), run)
            self.load()

        self._ask(save, tell)

    def _delete(self, template: Template) -> None:
        name = literal(template.name)
        remove, put_back = self._removal(template)
        remove()
        deed = self._history.did(self.tr("Delete Template %1").replace("%1", name), put_back, remove)
        undo = partial(self._history.undo_deed, deed)
        self._toasts.tell(self.tr("Deleted template %1").replace("%1", name), self.tr("Undo"), undo, keys="Ctrl+Z")

    def _removal(self, template: Template) -> tuple[Callable[[], None], Callable[[], None]]:
        """Return what removes a template, and what puts it back."""
        remove = partial(self._manager.delete_template, template.name)
        put_back = partial(self._manager.save_template, template)
        return partial(self._ask, remove, self._reload), partial(self._ask, put_back, self._reload)

    def _reload(self, _: object) -> None:
        self.load()

    # -- in and out

    def choose_import(self) -> None:
        """Ask for a template's file."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, self.tr("Import Template"), "", self.tr("Templates (*.json)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.import_file)
        dialog.open()

    def import_file(self, path: str) -> None:
        """Show a template's file whole; it is kept only after a tick, and never run."""
        self._ask(lambda: read_template(Path(path).read_bytes()), partial(self._show_import, Path(path).name))

    def _show_import(self, source: str, template: Template) -> None:
        from jobdesk.ui.templates.importer import TemplateImport

        window = TemplateImport(template, source, self._window)
        window.accepted.connect(lambda template: self._keep(template, self.tr("Imported template %1")))
        show_beside(window)

    def _choose_export(self, template: Template) -> None:
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, self.tr("Export Template"), "", self.tr("Templates (*.json)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        name = "".join(c if c.isalnum() or c in " -_" else "_" for c in template.name)
        dialog.selectFile(f"{name[:_LONGEST_FILE_NAME]}.json")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self.export_to, template))
        dialog.open()

    def export_to(self, template: Template, path: str) -> None:
        """Write a template to a file, as JSON for people, with its secrets masked."""

        def tell(_: object) -> None:
            self._toasts.tell(self.tr("Exported template %1").replace("%1", literal(template.name)))

        self._ask(lambda: Path(path).write_bytes(write_template(masked_template(template))), tell)


def _with_free_name(manager: JobManager, template: Template) -> Template:
    from jobdesk.ui.templates.text import with_free_name

    return with_free_name(template, [one.name for one in manager.list_templates()])


def _replace(manager: JobManager, template: Template, instead_of: Template) -> None:
    manager.save_template(template)
    if instead_of.name != template.name:
        manager.delete_template(instead_of.name)

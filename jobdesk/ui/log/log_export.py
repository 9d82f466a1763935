"""How a log leaves the window: over the clipboard, or into the program that the system has for such files."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from jobdesk.ui.log.log_edit import LogEdit
from jobdesk.ui.log.log_find import LogFind
from jobdesk.ui.log.log_links import LogLinks
from jobdesk.ui.log.log_tail import LogTail


class LogExport(QObject):
    """Copies of the shown log what the person wishes, opens its file, and has the menu for both.

    Signals:
        told: What was done, or why not, in one sentence.
    """

    told = Signal(str)

    def __init__(self, edit: LogEdit, tail: LogTail, finding: LogFind, links: LogLinks, parent: QObject) -> None:
        super().__init__(parent)
        self._edit = edit
        self._tail = tail
        self._finding = finding
        self._links = links
        edit.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        edit.customContextMenuRequested.connect(self._on_menu_requested)

    def copy_text(self) -> None:
        """Copy the selection, or all that is shown if nothing is selected."""
        cursor = self._edit.textCursor()
        if cursor.hasSelection():
            self._copy(cursor.selectedText().replace("\u2029", "\n"))
        else:
            self.copy_all()

    def copy_all(self) -> None:
        """Copy all that is shown, and say so if that is not the whole log."""
        is_whole = self._finding.is_only or (self._edit.first_offset == 0 and not self._tail.is_open_ended)
        self._copy(self._edit.toPlainText(), is_whole=is_whole)

    def copy_path(self) -> None:
        """Copy where the log is."""
        path = str(self._tail.path or "")
        QGuiApplication.clipboard().setText(path)
        self.told.emit(_tr("Copied {path}").format(path=path))

    def open_in_editor(self) -> None:
        """Open the file in the program that the system has for it."""
        path = self._tail.path
        if path is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.told.emit(_tr("No program here opens logs. It is {path}").format(path=path))

    def menu(self, place: QPoint | None = None) -> QMenu:
        """Make the context menu, of the line at a place or else of that with the cursor."""
        edit = self._edit
        menu = QMenu(edit)
        menu.setToolTipsVisible(True)
        copy = menu.addAction(_tr("&Copy"), edit.copy)
        copy_all = menu.addAction(_tr("Copy &All"), self.copy_all)
        copy_path = menu.addAction(_tr("Copy &Path"), self.copy_path)
        link = menu.addAction(_tr("Copy Link to &Line"), partial(self._links.copy, place))
        menu.addSeparator()
        select = menu.addAction(_tr("&Select All"), edit.selectAll)
        find = menu.addAction(_tr("&Find…"), self._finding.open)
        menu.addSeparator()
        editor = menu.addAction(_tr("&Open in the Default Editor"), self.open_in_editor)
        keys = QKeySequence.StandardKey
        for action, key in ((copy, keys.Copy), (select, keys.SelectAll), (find, keys.Find)):
            action.setShortcut(key)
        copy.setEnabled(edit.textCursor().hasSelection())
        for action in (copy_all, select, find):
            action.setEnabled(not edit.is_empty)
        for action in (copy_path, editor):
            action.setEnabled(self._tail.path is not None)
        link.setEnabled(not self._links.why_not)
        link.setToolTip(self._links.why_not)
        return menu

    def _on_menu_requested(self, place: QPoint) -> None:
        menu = self.menu(place)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._edit.viewport().mapToGlobal(place))

    def _copy(self, text: str, *, is_whole: bool = True) -> None:
        QGuiApplication.clipboard().setText(text)
        words = _tr("Copied {count} lines")
        if not is_whole:
            words = _tr("Copied the {count} lines that are loaded; all of them are in the file")
        self.told.emit(words.format(count=len(text.splitlines())))


def _tr(text: str) -> str:
    return QCoreApplication.translate("LogView", text)

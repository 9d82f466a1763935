"""How a log leaves the window: over the clipboard, into a file, or into the program that the system has for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from jobdesk.jobdir.folder import open_plain
from jobdesk.ui.log.edit import LogEdit
from jobdesk.ui.log.links import LogLinks
from jobdesk.ui.log.reading.lines import LogLine
from jobdesk.ui.log.reading.saver import LogSaver
from jobdesk.ui.log.reading.steps import count_lines
from jobdesk.ui.log.reading.tail import LogTail
from jobdesk.ui.log.search.find import LogFind
from jobdesk.ui.log.text import CUT_MARK
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.error_text import refusal_text
from jobdesk.ui.text.number_text import count_text


class LogExport(QObject):
    """Copies of the shown log what the person wishes, opens its file, and has the menu for both.

    Signals:
        told: What was done, or why not, in one sentence.
    """

    told = Signal(str)

    def __init__(
        self,
        bridge: EngineBridge,
        edit: LogEdit,
        tail: LogTail,
        finding: LogFind,
        links: LogLinks,
        file_name: Callable[[], str],
        parent: QObject,
    ) -> None:
        """Connect to what is shown.

        Args:
            bridge: Brings work to the pool.
            edit: Shows the text.
            tail: Reads it.
            finding: Shows matching lines alone.
            links: Makes links to lines.
            file_name: Proposes a name for a saved log.
            parent: Owner.
        """
        super().__init__(parent)
        self._bridge = bridge
        self._edit = edit
        self._tail = tail
        self._finding = finding
        self._links = links
        self._file_name = file_name
        self.saver = LogSaver(bridge, self)
        self.saver.told.connect(self.told)
        edit.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        edit.customContextMenuRequested.connect(self._on_menu_requested)

    def copy_text(self) -> None:
        """Copy the selection, or all that is shown if nothing is selected."""
        if self._edit.textCursor().hasSelection():
            self.copy_selection()
        else:
            self.copy_all()

    def copy_selection(self) -> None:
        """Copy the selection, if there is one."""
        cursor = self._edit.textCursor()
        if not cursor.hasSelection():
            return
        document = self._edit.document()
        first, last = (
            document.findBlock(place).blockNumber() for place in (cursor.selectionStart(), cursor.selectionEnd())
        )
        is_all = cursor.selectionStart() == 0 and cursor.selectionEnd() == document.characterCount() - 1
        self._copy(cursor.selectedText().replace("\u2029", "\n"), self._edit.lines[first : last + 1], is_all=is_all)

    def copy_all(self) -> None:
        """Copy all that is shown."""
        self._copy(self._edit.toPlainText(), self._edit.lines, is_all=True)

    def save_whole(self) -> None:
        """Ask for a file, and save the whole log to it."""
        from PySide6.QtWidgets import QFileDialog

        log = self._tail.path
        if log is None:
            return
        dialog = QFileDialog(self._edit.window(), _tr("Save Whole Log"), "", _tr("Logs (*.log)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("log")
        dialog.selectFile(self._file_name())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.saver.save(log, Path(path)))
        dialog.open()

    def copy_path(self) -> None:
        """Copy where the log is."""
        path = str(self._tail.path or "")
        QGuiApplication.clipboard().setText(path)
        self.told.emit(_tr("Copied {path}").format(path=path))

    def open_in_editor(self) -> None:
        """Open the file in the program that the system has for it."""
        path = self._tail.path
        if path is not None:
            # A job can put a link, or a folder that runs, in its place.
            self._bridge.ask(lambda: open_plain(path).close(), lambda _: self._open(path), self._on_failed)

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.told.emit(_tr("No program here opens logs. It is {path}").format(path=path))

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, OSError):
            raise error
        self.told.emit(_tr("The log cannot be read: {problem}.").format(problem=refusal_text(error)))

    def menu(self, place: QPoint | None = None) -> QMenu:
        """Make the context menu, of the line at a place or else of that with the cursor."""
        edit = self._edit
        menu = QMenu(edit)
        menu.setToolTipsVisible(True)
        copy = menu.addAction(_tr("&Copy"), self.copy_selection)
        copy_all = menu.addAction(_tr("Copy &All"), self.copy_all)
        copy_path = menu.addAction(_tr("Copy &Path"), self.copy_path)
        link = menu.addAction(_tr("Copy Link to &Line"), partial(self._links.copy, place))
        menu.addSeparator()
        select = menu.addAction(_tr("&Select All"), edit.selectAll)
        find = menu.addAction(_tr("&Find…"), self._finding.open)
        menu.addSeparator()
        save = menu.addAction(_tr("Save &Whole Log…"), self.save_whole)
        editor = menu.addAction(_tr("&Open in the Default Editor"), self.open_in_editor)
        keys = QKeySequence.StandardKey
        for action, key in ((copy, keys.Copy), (select, keys.SelectAll), (find, keys.Find)):
            action.setShortcut(key)
        copy.setEnabled(edit.textCursor().hasSelection())
        for action in (copy_all, select, find):
            action.setEnabled(not edit.is_empty)
        for action in (copy_path, save, editor):
            action.setEnabled(self._tail.path is not None)
        link.setEnabled(not self._links.why_not)
        link.setToolTip(self._links.why_not)
        return menu

    def _on_menu_requested(self, place: QPoint) -> None:
        menu = self.menu(place)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._edit.viewport().mapToGlobal(place))

    def _copy(self, text: str, lines: Sequence[LogLine], *, is_all: bool) -> None:
        """Put a text on the clipboard, and say how much of the log it is."""
        QGuiApplication.clipboard().setText(text)
        count = _count_lines(text)
        note = _tr("Equal lines in a row were copied once.") if any(line.repeats > 1 for line in lines) else ""
        tell = partial(self._tell_copied, count, note)
        if not is_all or self._is_whole(text):
            tell("", None)
        elif self._finding.is_only:
            words = _tr("Copied {count} of {total} lines with a match.")
            if self._finding.search.is_cut:
                words = _tr("Copied {count} of more than {total} lines with a match.")
            tell(words, self._finding.line_count)
        elif self._tail.path is not None:
            part = _tr("Copied {count} of {total} lines. Save Whole Log… in the menu of the log saves all.")
            self._bridge.ask(partial(count_lines, self._tail.path), partial(tell, part), lambda _: tell(part, None))

    def _is_whole(self, text: str) -> bool:
        """Whether a text that holds all that is shown holds the whole log, or all lines with a match."""
        if self._finding.is_only:
            return self._finding.line_count <= _count_lines(text) and not self._finding.search.is_cut
        begins_and_ends = self._edit.first_offset == 0 and not self._tail.is_open_ended
        return begins_and_ends and not self._tail.has_gap and CUT_MARK not in text

    def _tell_copied(self, count: int, note: str, words: str, total: int | None) -> None:
        if not words:
            words = _tr("Copied {count} lines")
        elif total is None:
            words = _tr("Copied the loaded part, {count} lines. Save Whole Log… in the menu of the log saves all.")
        said = words.format(count=count_text(count), total=count_text(total or 0))
        self.told.emit(f"{said.rstrip('.')}. {note}" if note else said)


def _count_lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n") and bool(text))


def _tr(text: str) -> str:
    return QCoreApplication.translate("LogView", text)

"""The Files tab: what a job made, with what can be done with each file."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from itertools import takewhile
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jobdesk.ui.detail.files import JobFile, Refusal, look_again
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.number_text import size_text
from jobdesk.ui.text.plain_text import literal, tooltip
from jobdesk.ui.text.time_text import full_text, moment_text
from jobdesk.ui.theme import metrics


class FilesPane(QWidget):
    """Lists files.

    Signals:
        told: Something was done or could not be, in one sentence.
    """

    told = Signal(str)

    def __init__(self, bridge: EngineBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._files: list[JobFile] = []
        self.table = QTableWidget(0, 3, self)
        self.table.setObjectName("fileTable")
        self.table.setAccessibleName(self.tr("Files"))
        self.table.setHorizontalHeaderLabels([self.tr("Name"), self.tr("Size"), self.tr("Changed")])
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        self.table.setColumnWidth(1, metrics.px(100))
        self.table.setColumnWidth(2, metrics.px(150))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(metrics.row_height())
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.open_button = QPushButton(self.tr("Open"), self)
        self.folder_button = QPushButton(self.tr("Show in Folder"), self)
        self.copy_button = QPushButton(self.tr("Copy Path"), self)
        row = QHBoxLayout()
        row.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(8))
        row.setSpacing(metrics.px(8))
        for button in (self.open_button, self.folder_button, self.copy_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        self.table.itemSelectionChanged.connect(self._on_selection_changed)
        self.table.activated.connect(lambda _: self.open_file())
        self.open_button.clicked.connect(self.open_file)
        self.folder_button.clicked.connect(self.show_in_folder)
        self.copy_button.clicked.connect(self.copy_path)
        self._on_selection_changed()

    @property
    def files(self) -> list[JobFile]:
        """The files shown."""
        return self._files

    def set_files(self, files: list[JobFile]) -> None:
        """Show these files; the selected one stays selected."""
        if files == self._files:
            return
        selected = self.selected()
        self._files = files
        now = datetime.now(UTC)
        self.table.setRowCount(len(files))
        for row, file in enumerate(files):
            changed = datetime.fromtimestamp(file.changed_at, UTC) if file.changed_at is not None else None
            texts = (
                literal(file.name),
                size_text(file.size) if file.size is not None else "",
                moment_text(changed, now) if changed is not None else "",
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(tooltip(file.path if column < 2 or changed is None else full_text(changed)))
                self.table.setItem(row, column, item)
        if selected is not None:
            row = next((row for row, file in enumerate(files) if file.path == selected.path), -1)
            self.table.selectRow(row) if row >= 0 else self.table.clearSelection()
        self._on_selection_changed()

    def selected(self) -> JobFile | None:
        """Return the selected file."""
        rows = self.table.selectionModel().selectedRows()
        return self._files[rows[0].row()] if rows and rows[0].row() < len(self._files) else None

    def open_file(self) -> None:
        """Open the selected file, if that can do no harm as it is now."""
        file = self.selected()
        if file is not None:
            self._bridge.ask(partial(look_again, file), self._open)

    def _open(self, file: JobFile) -> None:
        if file.why_not:
            self.told.emit(refusal_text(file))
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(file.real)):
            self.told.emit(self.tr("No program here opens {name}").format(name=literal(file.name)))

    def show_in_folder(self) -> None:
        """Open the folder that the selected file is in."""
        file = self.selected()
        if file is None or file.why_not == Refusal.ADDRESS:
            return
        folder = folder_to_show(file)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.told.emit(self.tr("No program here opens folders. It is {path}").format(path=literal(str(folder))))

    def copy_path(self) -> None:
        """Put the selected file's path on the clipboard."""
        file = self.selected()
        if file is not None:
            QGuiApplication.clipboard().setText(file.path)
            self.told.emit(self.tr("Copied the path"))

    def _on_selection_changed(self) -> None:
        file = self.selected()
        none = self.tr("Select a file first")
        self.open_button.setEnabled(file is not None and not file.why_not)
        self.open_button.setToolTip(tooltip(none if file is None else refusal_text(file)))
        can_show = file is not None and file.why_not not in {Refusal.ADDRESS, Refusal.MISSING}
        self.folder_button.setEnabled(can_show)
        self.copy_button.setEnabled(file is not None)


def folder_to_show(file: JobFile) -> Path:
    """Return the folder to show a file in.

    Some systems run a folder of a certain ending, such as ``.app``, when it is opened: there the way ends above it.
    """
    folder = Path(file.real or file.path).parent
    if sys.platform not in {"darwin", "win32"}:
        return folder
    root = next((Path(root) for root in file.roots if folder.is_relative_to(root)), Path(folder.anchor))
    names = folder.relative_to(root).parts
    return root.joinpath(*takewhile(lambda name: "." not in name, names))


def refusal_text(file: JobFile) -> str:
    """Say why a file is not opened; empty if it may be."""
    texts = {
        Refusal.ADDRESS: _tr("An address that a job reported is not opened. It can be copied."),
        Refusal.OUTSIDE: _tr("It is outside the job's folders, so it is only shown in its folder."),
        Refusal.DANGEROUS: _tr("It may run when it is opened, so it is only shown in its folder."),
        Refusal.MISSING: _tr("It is not there any more."),
        Refusal.NOT_PLAIN: _tr("It is no plain file, so it is only shown in its folder."),
    }
    return texts[file.why_not] if file.why_not else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("FilesPane", text)

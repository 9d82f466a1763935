"""The list of templates: run, edit, delete, import and export; files dropped on one are filled in."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jobdesk.core.jobs.template import Template
from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys, show_beside
from jobdesk.ui.templates.text import headline
from jobdesk.ui.text.plain_text import literal, tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons
from jobdesk.ui.widgets.qt import override, take_copy

_ROLE = Qt.ItemDataRole.UserRole


class TemplateWindow(BesideWindow):
    """Lists the templates; what is asked for goes out as signals.

    Signals:
        run_requested: A template, and the paths of files for it.
        edit_requested: A template.
        delete_requested: A template.
        export_requested: A template.
        import_requested: Nothing more.
    """

    run_requested = Signal(object, object)
    edit_requested = Signal(object)
    delete_requested = Signal(object)
    export_requested = Signal(object)
    import_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Templates"))
        self._icons = icons
        self.list = _TemplateList(self)
        self.list.setObjectName("templateList")
        self.list.setIconSize(QSize(metrics.px(16), metrics.px(16)))
        self.list.setAccessibleName(self.tr("Templates"))
        self.list.itemActivated.connect(lambda item: self.run_requested.emit(item.data(_ROLE), ()))
        self.list.files_dropped.connect(self.run_requested)
        self.list.delete_requested.connect(self.delete_requested)
        self.list.currentRowChanged.connect(lambda _: self._update())
        self._empty = QLabel(
            self.tr(
                "A template is a job with blanks. Make one from any job: select it and choose Save as Template. "
                "Files dropped on a template fill its file blank, one job each."
            )
        )
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setWordWrap(True)
        self._empty.setProperty("tone", "text2")
        self.run_button = QPushButton(self.tr("Run\N{HORIZONTAL ELLIPSIS}"))
        self.run_button.setProperty("isMain", True)
        self.run_button.clicked.connect(lambda: self._with_current(lambda one: self.run_requested.emit(one, ())))
        self.edit_button = QPushButton(self.tr("Edit\N{HORIZONTAL ELLIPSIS}"))
        self.edit_button.clicked.connect(lambda: self._with_current(self.edit_requested.emit))
        self.delete_button = QPushButton(self.tr("Delete"))
        self.delete_button.clicked.connect(lambda: self._with_current(self.delete_requested.emit))
        self.export_button = QPushButton(self.tr("Export\N{HORIZONTAL ELLIPSIS}"))
        self.export_button.clicked.connect(lambda: self._with_current(self.export_requested.emit))
        self.import_button = QPushButton(self.tr("Import\N{HORIZONTAL ELLIPSIS}"))
        self.import_button.clicked.connect(self.import_requested)
        side = QVBoxLayout()
        side.setSpacing(metrics.px(8))
        for button in (self.run_button, self.edit_button, self.delete_button, self.export_button):
            side.addWidget(button)
        side.addStretch(1)
        side.addWidget(self.import_button)
        main = QVBoxLayout()
        main.setSpacing(metrics.px(12))
        main.addWidget(self.list, 1)
        main.addWidget(self._empty)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(16))
        layout.addLayout(main, 1)
        layout.addLayout(side)
        add_window_keys(self)
        self.resize(metrics.px(600), metrics.px(380))
        self.show_templates([])

    def show_templates(self, templates: list[Template]) -> None:
        """Show what there is; the same one stays chosen."""
        current = self.list.currentItem()
        name = current.data(_ROLE).name if current is not None else ""
        self.list.clear()
        for template in templates:
            item = QListWidgetItem(self._icons.icon("template", "text2"), literal(template.name))
            item.setData(_ROLE, template)
            item.setToolTip(tooltip(headline(template)[:500]))
            item.setSizeHint(QSize(10, metrics.row_height()))
            self.list.addItem(item)
            if template.name == name:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and templates:
            self.list.setCurrentRow(0)
        self._empty.setVisible(not templates)
        self._update()
        if templates and self.import_button.hasFocus():
            self.list.setFocus()

    def show_for_input(self) -> None:
        """Show it with the keys in its list."""
        show_beside(self)
        (self.list if self.list.count() else self.import_button).setFocus()

    def _update(self) -> None:
        for button in (self.run_button, self.edit_button, self.delete_button, self.export_button):
            button.setEnabled(self.list.currentItem() is not None)

    def _with_current(self, deed: object) -> None:
        item = self.list.currentItem()
        if item is not None and callable(deed):
            deed(item.data(_ROLE))


class _TemplateList(QListWidget):
    files_dropped = Signal(object, object)
    delete_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(True)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Delete and item is not None:
            self.delete_requested.emit(item.data(_ROLE))
            return
        super().keyPressEvent(event)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            take_copy(event)

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        if item is not None:
            self.setCurrentItem(item)
            take_copy(event)
        else:
            event.ignore()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        paths = tuple(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
        if item is not None and paths:
            take_copy(event)
            self.files_dropped.emit(item.data(_ROLE), paths)

"""Shows a template that came from elsewhere, whole, and takes it only after a tick; importing runs nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from jobdesk.core.jobs.template import Template
from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys
from jobdesk.ui.templates.text import what_it_runs
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.theme import metrics


class TemplateImport(BesideWindow):
    """Shows what a template would run.

    Signals:
        accepted: The template, read and ticked by the person.
    """

    accepted = Signal(object)

    def __init__(self, template: Template, source: str, parent: QWidget) -> None:
        """Make the window, not shown.

        Args:
            template: What was read.
            source: Where from, for people.
            parent: The main window.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Import Template"))
        self._template = template
        title = _label(template.name)
        title.setFont(metrics.offset_font(1.5, QFont.Weight.DemiBold))
        origin = _label(self.tr("From %1. Nothing is run now. Later it runs exactly this:").replace("%1", source))
        origin.setProperty("tone", "text2")
        origin.setWordWrap(True)
        self.content = QPlainTextEdit()
        self.content.setReadOnly(True)
        self.content.setFont(metrics.log_font())
        self.content.setAccessibleName(self.tr("What the template runs"))
        self.content.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.content.setTabChangesFocus(True)
        self.content.document().setDocumentMargin(metrics.px(8))
        self.content.setPlainText(
            "\n\n".join(f"{fact}\n    " + text.replace("\n", "\n    ") for fact, text in what_it_runs(template))
        )
        self.tick = QCheckBox(self.tr("I have read what it runs and want to keep it"))
        self.tick.toggled.connect(lambda _: self._message.hide())
        self._message: QLabel = _label(self.tr("Read what it runs, and tick the box."))
        self._message.setProperty("tone", "fail")
        self._message.hide()
        self.import_button = QPushButton(self.tr("Import Template"))
        self.import_button.setProperty("isMain", True)
        self.import_button.clicked.connect(self.accept)
        close = QPushButton(self.tr("Cancel"))
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.setSpacing(metrics.px(8))
        bottom.addStretch()
        bottom.addWidget(close)
        bottom.addWidget(self.import_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(12))
        for widget in (title, origin):
            layout.addWidget(widget)
        layout.addWidget(self.content, 1)
        layout.addWidget(self.tick)
        layout.addWidget(self._message)
        layout.addLayout(bottom)
        add_window_keys(self)
        self.resize(metrics.px(620), metrics.px(520))
        self.content.setFocus()

    def accept(self) -> None:
        """Take it, if it was ticked; else say what is missing."""
        if not self.tick.isChecked():
            self._message.show()
            self.tick.setFocus()
            return
        self.accepted.emit(self._template)
        self.close()


def _label(text: str) -> QLabel:
    label = QLabel(literal(text))
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label

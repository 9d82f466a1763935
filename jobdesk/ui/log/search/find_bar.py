"""The find bar of a log."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from jobdesk.ui.log.search.search import Query
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icon_button import QuietButton
from jobdesk.ui.theme.icons import Icons

_TYPING_MS = 150


class LogFindBar(QWidget):
    """Field and switches.

    Signals:
        query_changed: Something else is searched for.
        next_requested, previous_requested: Go to another hit.
        only_toggled: Show only the lines with hits, or all.
        stop_requested: Search no further.
        closed: The bar is not wanted any more.
    """

    query_changed = Signal()
    next_requested = Signal()
    previous_requested = Signal()
    only_toggled = Signal(bool)
    stop_requested = Signal()
    closed = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Find in the log"))
        self.field.setAccessibleName(self.tr("Find in the log"))
        self.field.addAction(icons.icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self.field.setMinimumWidth(metrics.px(130))
        self.field.setMaximumWidth(metrics.px(240))
        self.field.setMaxLength(1000)
        self.words = QLabel(self)
        self.words.setProperty("tone", "text2")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setFont(metrics.number_font())
        self.words.setMinimumWidth(metrics.px(56))
        self.previous = QuietButton(icons, "chevron-up", self.tr("Previous match"), self, keys="Shift+F3")
        self.next = QuietButton(icons, "chevron-down", self.tr("Next match"), self, keys="F3")
        self.case = QuietButton(icons, "letter-case", self.tr("Match case"), self, is_checkable=True)
        self.expression = QuietButton(icons, "regex", self.tr("Regular expression"), self, is_checkable=True)
        self.only = QuietButton(icons, "filter", self.tr("Only matching lines"), self, is_checkable=True)
        self.stop = QPushButton(self.tr("Stop"), self)
        self.stop.setAccessibleName(self.tr("Stop searching"))
        self.close_button = QuietButton(icons, "x", self.tr("Close the find bar"), self, keys="Esc")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(16), metrics.px(5), metrics.px(10), metrics.px(5))
        layout.setSpacing(metrics.px(6))
        layout.addWidget(self.field, 1)
        for widget in (self.words, self.previous, self.next, self.case, self.expression, self.only, self.stop):
            layout.addWidget(widget)
        layout.addStretch(2)
        layout.addWidget(self.close_button)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.query_changed)
        self.field.textChanged.connect(lambda _: self._typing.start())
        for switch in (self.case, self.expression):
            switch.toggled.connect(self.query_changed)
        self.only.toggled.connect(self.only_toggled)
        self.previous.clicked.connect(self.previous_requested)
        self.next.clicked.connect(self.next_requested)
        self.stop.clicked.connect(self.stop_requested)
        self.close_button.clicked.connect(self.closed)
        self.stop.hide()

    def query(self) -> Query | None:
        """Return what is searched for; None if nothing is."""
        text = self.field.text()
        return Query(text, self.case.isChecked(), self.expression.isChecked()) if text else None

    def flush(self) -> bool:
        """Take what was just typed at once; return whether there was something."""
        if not self._typing.isActive():
            return False
        self._typing.stop()
        self.query_changed.emit()
        return True

    def open_with(self, text: str) -> None:
        """Show it, ready to type; a text of one line is searched for."""
        self.show()
        if text and "\n" not in text and "\u2029" not in text:
            self.field.setText(text)
        self.field.setFocus()
        self.field.selectAll()

    def say(self, text: str, *, is_problem: bool = False, is_busy: bool = False) -> None:
        """Say how the search goes."""
        self.words.setText(literal(text))
        tone = "fail" if is_problem else "text2"
        if self.words.property("tone") != tone:
            self.words.setProperty("tone", tone)
            self.words.style().polish(self.words)
        self.stop.setVisible(is_busy)

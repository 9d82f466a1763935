"""The tools of a log, at the end of the row of tabs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from jobdesk.ui.log.reading.attempts import LogAttempts
from jobdesk.ui.text.plain_text import tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icon_button import QuietButton
from jobdesk.ui.theme.icons import Icons


class LogTools(QWidget):
    """Buttons; what they wish for is a signal each."""

    next_error_requested = Signal()
    previous_error_requested = Signal()
    find_requested = Signal()
    times_toggled = Signal(bool)
    wrap_toggled = Signal(bool)
    copy_requested = Signal()
    editor_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attempts = LogAttempts(self)
        self.errors = QToolButton(self)
        self.errors.setIcon(icons.icon("filled/alert-circle", "fail"))
        self.errors.setIconSize(QSize(metrics.px(16), metrics.px(16)))
        self.errors.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.errors.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.errors.setProperty("isQuiet", True)
        self.previous = QuietButton(icons, "chevron-up", self.tr("Previous error"), self, keys="Shift+F8, P")
        self.next = QuietButton(icons, "chevron-down", self.tr("Next error"), self, keys="F8, N")
        self._line = QFrame(self)
        self._line.setObjectName("toolLine")
        self._line.setFixedSize(1, metrics.px(18))
        self.search = QuietButton(icons, "search", self.tr("Find in the log"), self, keys="Ctrl+F")
        self.times = QuietButton(icons, "clock", self.tr("When each line was seen"), self, keys="T", is_checkable=True)
        self._times_tooltip = self.times.toolTip()
        self.wrap = QuietButton(icons, "text-wrap", self.tr("Wrap long lines"), self, keys="W", is_checkable=True)
        self.copying = QuietButton(icons, "copy", self.tr("Copy the selection, or all"), self, keys="Ctrl+Shift+C")
        self.editor = QuietButton(icons, "external-link", self.tr("Open in the default editor"), self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(4))
        buttons = (self.attempts.button, self.errors, self.previous, self.next, self._line)
        for widget in (*buttons, self.search, self.times, self.wrap, self.copying, self.editor):
            layout.addWidget(widget)
        self.errors.clicked.connect(self.next_error_requested)
        self.next.clicked.connect(self.next_error_requested)
        self.previous.clicked.connect(self.previous_error_requested)
        self.search.clicked.connect(self.find_requested)
        self.times.toggled.connect(self.times_toggled)
        self.wrap.toggled.connect(self.wrap_toggled)
        self.copying.clicked.connect(self.copy_requested)
        self.editor.clicked.connect(self.editor_requested)
        self._is_narrow = False
        self.words = ""
        self.set_counts(0, 0, is_full=False)

    def set_counts(self, errors: int, warnings: int, *, is_full: bool, part: str = "") -> None:
        """Say how many errors there are; with none there is nothing to say.

        Args:
            errors: How many were found.
            warnings: The same of warnings.
            is_full: Whether there may be more.
            part: How much of the log's end was looked through, in words; empty if all was.
        """
        many = f"{errors}+" if is_full else str(errors)
        text = self.tr("{count} error") if errors == 1 and not is_full else self.tr("{count} errors")
        if part:
            is_one = errors == 1 and not is_full
            text = (
                self.tr("{count} error in the last {part}") if is_one else self.tr("{count} errors in the last {part}")
            )
        self.errors.setText(text.format(count=many, part=part))
        self.errors.setAccessibleName(self.errors.text())
        warned = self.tr("{count} warning") if warnings == 1 else self.tr("{count} warnings")
        lines = [f"{self.errors.text()}, {warned.format(count=warnings)}"]
        if part:
            lines.append(self.tr("Only the last {size} were looked through").format(size=part))
        self.errors.setToolTip(tooltip("\n".join(lines)))
        self.words = lines[0]
        self._has_errors = errors > 0
        self._place()

    def set_times_missing(self, reason: str) -> None:
        """Say why there are no times; empty if there are some, or may be."""
        self.times.setEnabled(not reason)
        self.times.setToolTip(tooltip(reason) if reason else self._times_tooltip)

    def set_narrow(self, is_narrow: bool) -> None:
        """Leave out what keys do as well while there is little room."""
        self._is_narrow = is_narrow
        self._place()

    def _place(self) -> None:
        self.errors.setVisible(self._has_errors)
        for widget in (self.previous, self.next):
            widget.setVisible(self._has_errors and not self._is_narrow)
        self._line.setVisible(self._has_errors)
        self.editor.setVisible(not self._is_narrow)

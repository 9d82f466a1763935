"""A bar above the table for what touches everything, in words and with the way out; never a box in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.plain_text import literal_lines
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons


class NoticeAction(NamedTuple):
    """A button of a notice.

    Attributes:
        text: What it says.
        run: Called by a click; the notice stays.
    """

    text: str
    run: Callable[[], None]


class _Notice(NamedTuple):
    text: str
    action: NoticeAction | None
    is_calm: bool


_NONE = _Notice("", None, False)


class NoticeBar(QWidget):
    """Shows the newest notice of each cause, one at a time; a calm one only while there is no other."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: dict[str, _Notice] = {}
        self._shown = ""
        self.setObjectName("noticeBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = QPushButton(self)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self._on_clicked)
        close = QToolButton(self)
        close.setIcon(icons.icon("x", "text2"))
        close.setToolTip(self.tr("Dismiss"))
        close.setAccessibleName(self.tr("Dismiss this notice"))
        close.clicked.connect(self._on_dismissed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(16), metrics.px(5), metrics.px(8), metrics.px(5))
        layout.addWidget(self._label, 1)
        layout.addWidget(self.button)
        layout.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._label.text() if not self.isHidden() else ""

    def tell(self, cause: str, text: str, action: NoticeAction | None = None, *, is_calm: bool = False) -> None:
        """Show a notice; an empty text takes back the one of that cause.

        Args:
            cause: Names the notice; a new one of the same cause replaces it.
            text: The notice.
            action: A button for it.
            is_calm: Whether nothing is wrong.
        """
        self._notices.pop(cause, None)
        if text:
            self._notices[cause] = _Notice(engine_text(text), action, is_calm)
        self._show()

    def _on_clicked(self) -> None:
        action = self._notices.get(self._shown, _NONE).action
        if action is not None:
            action.run()

    def _on_dismissed(self) -> None:
        self._notices.pop(self._shown, None)
        self._show()

    def _show(self) -> None:
        urgent = [cause for cause, notice in self._notices.items() if not notice.is_calm]
        self._shown = next(reversed(urgent or list(self._notices)), "")
        notice = self._notices.get(self._shown, _NONE)
        self._label.setText(literal_lines(notice.text)[:2000])
        self.button.setText("" if notice.action is None else notice.action.text)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus if notice.action is None else Qt.FocusPolicy.StrongFocus)
        self.button.setVisible(notice.action is not None)
        self.setProperty("isCalm", notice.is_calm)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setVisible(bool(notice.text))

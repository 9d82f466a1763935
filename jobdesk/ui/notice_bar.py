"""A bar above the table for what touches everything, in words and with the way out; never a box in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from jobdesk.ui.look import metrics
from jobdesk.ui.look.icons import Icons
from jobdesk.ui.words.engine_words import engine_text
from jobdesk.ui.words.literal import literal_lines


class NoticeBar(QWidget):
    """Shows the newest notice of each cause, one at a time."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: dict[str, str] = {}
        self.setObjectName("noticeBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = QToolButton(self)
        close.setIcon(icons.icon("x", "text2"))
        close.setToolTip(self.tr("Dismiss"))
        close.setAccessibleName(self.tr("Dismiss this notice"))
        close.clicked.connect(self._on_dismissed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(16), metrics.px(5), metrics.px(8), metrics.px(5))
        layout.addWidget(self._label, 1)
        layout.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._label.text() if not self.isHidden() else ""

    def tell(self, cause: str, text: str) -> None:
        """Show a notice; an empty text takes back the one of that cause."""
        self._notices.pop(cause, None)
        if text:
            self._notices[cause] = engine_text(text)
        self._show()

    def _on_dismissed(self) -> None:
        if self._notices:
            self._notices.popitem()
        self._show()

    def _show(self) -> None:
        newest = next(reversed(self._notices.values()), "")
        self._label.setText(literal_lines(newest)[:2000])
        self.setVisible(bool(newest))

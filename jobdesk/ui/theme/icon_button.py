"""A small button that is only an icon, and says in words what it does."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from jobdesk.ui.text.number_text import native_keys
from jobdesk.ui.text.plain_text import tooltip
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons


class QuietButton(QToolButton):
    """An icon with a name for those who do not see it, and a tooltip with its key for those who do."""

    def __init__(
        self, icons: Icons, icon: str, text: str, parent: QWidget, *, keys: str = "", is_checkable: bool = False
    ) -> None:
        super().__init__(parent)
        self.setIcon(icons.icon(icon, "text2"))
        self.setIconSize(QSize(metrics.px(18), metrics.px(18)))
        self.setAccessibleName(text)
        self.setToolTip(tooltip(f"{text}  ({native_keys(keys)})" if keys else text))
        self.setCheckable(is_checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("isTool", True)
        self.setFixedSize(metrics.px(28), metrics.px(28))

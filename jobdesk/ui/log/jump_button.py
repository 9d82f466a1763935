"""The way back to the end of a log: a pill over its corner that counts the lines which came meanwhile."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons

_IN_THOUSANDS: Final = 10_000


class LogPill(QPushButton):
    """Hidden until there is something to go back to."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("isPill", True)
        self.setAccessibleName(self.tr("Go to the newest lines"))
        self.setIcon(icons.icon("arrow-down", "onfill"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def show_count(self, lines: int, *, is_open_ended: bool) -> None:
        """Say how many lines came; `is_open_ended` tells that there are more which are not loaded."""
        count = self.tr("{count} k").format(count=lines // 1000) if lines >= _IN_THOUSANDS else str(lines)
        text = self.tr("{count} new line") if lines == 1 else self.tr("{count} new lines")
        if is_open_ended:
            text = self.tr("More than {count} new lines") if lines else self.tr("To the end")
        self.setText(text.format(count=count))
        self.adjustSize()
        self.raise_()
        self.show()

    def stand(self, right: int, bottom: int) -> None:
        """Stand with the lower right corner near a place of the pane."""
        self.adjustSize()
        self.move(right - metrics.px(28) - self.width(), bottom - metrics.px(16) - self.height())

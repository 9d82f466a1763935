"""Window with the guide: the command line, and all that stands behind it."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from jobdesk.ui.beside.beside_window import BesideWindow, add_window_keys, show_beside
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.look import metrics
from jobdesk.ui.look.resources import resources_folder

_COLUMNS = 110
_LINES = 44


def show_guide(window: QWidget, bridge: EngineBridge) -> GuideWindow:
    """Show the guide beside a window, and return its window.

    Args:
        window: The main window.
        bridge: Reads the guide on the pool.
    """
    shown = window.findChild(GuideWindow)
    if shown is None:
        shown = GuideWindow(bridge, window)
    show_beside(shown)
    return shown


class GuideWindow(BesideWindow):
    """The guide, to scroll and to copy from; it stays for the next time when it is closed."""

    def __init__(self, bridge: EngineBridge, parent: QWidget) -> None:
        """Make the window, and read the guide.

        Args:
            bridge: Reads it on the pool.
            parent: The main window.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Guide"))
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.document().setDocumentMargin(metrics.px(16))
        self.text.setAccessibleName(self.windowTitle())
        self.text.setPlaceholderText(self.tr("Reading the guide…"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        add_window_keys(self)
        self._resize()
        bridge.ask(
            lambda: (resources_folder() / "guide" / "guide.md").read_text("utf-8"), self._on_read, self._on_failed
        )

    def _resize(self) -> None:
        font = QFontMetrics(self.text.font())
        room = self.screen().availableGeometry()
        width = min(font.averageCharWidth() * _COLUMNS, room.width() - 40)
        self.resize(width, min(font.lineSpacing() * _LINES, room.height() - 80))

    def _on_read(self, text: str) -> None:
        self.text.setMarkdown(text)

    def _on_failed(self, error: Exception) -> None:
        self.text.setPlainText(self.tr("The guide cannot be read: {error}").format(error=error))

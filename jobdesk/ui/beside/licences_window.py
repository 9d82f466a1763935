"""Window with the licences of all software that JobDesk consists of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from jobdesk.core.licences import licences_text
from jobdesk.ui.beside.beside_window import BesideWindow, add_window_keys, show_beside
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.look import metrics
from jobdesk.ui.look.resources import resources_folder

_COLUMNS = 84
_LINES = 36


def show_licences(window: QWidget, bridge: EngineBridge) -> LicencesWindow:
    """Show the licences beside a window, and return their window.

    Args:
        window: The main window.
        bridge: Reads them on the pool.
    """
    shown = window.findChild(LicencesWindow)
    if shown is None:
        shown = LicencesWindow(bridge, window)
    show_beside(shown)
    return shown


class LicencesWindow(BesideWindow):
    """A text to scroll, search by eye and copy; it is read when the window is made, and gone with it."""

    def __init__(self, bridge: EngineBridge, parent: QWidget) -> None:
        """Make the window, and read the text.

        Args:
            bridge: Reads it on the pool.
            parent: The main window.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Licences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.text.setFont(metrics.log_font())
        self.text.setAccessibleName(self.windowTitle())
        self.text.setPlaceholderText(self.tr("Reading the licences…"))
        # The cursor keys move and select in a text only if it has a cursor.
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(12)] * 4)
        layout.addWidget(self.text)
        add_window_keys(self)
        self._resize()
        bridge.ask(lambda: licences_text(resources_folder()), self._on_read, self._on_failed)

    def _resize(self) -> None:
        font = QFontMetrics(self.text.font())
        scroll_bar = self.text.verticalScrollBar().sizeHint().width()
        width = font.horizontalAdvance("m") * _COLUMNS + scroll_bar + metrics.px(36)
        room = self.screen().availableGeometry()
        self.resize(min(width, room.width() - 40), min(font.lineSpacing() * _LINES, room.height() - 80))

    def _on_read(self, text: str) -> None:
        self.text.setPlainText(text)

    def _on_failed(self, error: Exception) -> None:
        self.text.setPlainText(self.tr("The licences cannot be read: {error}").format(error=error))

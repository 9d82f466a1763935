"""Windows that show one long text of JobDesk's: the guide, or the licences of all software that it consists of."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from jobdesk.engine.program.licences import licences_text
from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys, show_beside
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.resources import resources_folder

_LINES = 40


class TextWindow(BesideWindow):
    """A text to scroll, to search by eye and to copy from; it is read when the window is made, and gone with it."""

    def __init__(self, parent: QWidget, title: str, columns: int) -> None:
        """Make the window, still without its text.

        Args:
            parent: The main window.
            title: The window's title.
            columns: How many letters a line of the text has at most.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.text.document().setDocumentMargin(metrics.px(16))
        self.text.setAccessibleName(title)
        self.text.setPlaceholderText(self.tr("Reading the text…"))
        self._columns = columns
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        add_window_keys(self)

    def read(self, bridge: EngineBridge, read: Callable[[], str], show: Callable[[str], None]) -> None:
        """Fit the window to its font, read the text on the pool, and show it.

        Args:
            bridge: Has the pool.
            read: Returns the text.
            show: Puts it into the window.
        """
        font = QFontMetrics(self.text.font())
        room = self.screen().availableGeometry()
        margins = self.text.verticalScrollBar().sizeHint().width() + metrics.px(36)
        width = font.averageCharWidth() * self._columns + margins
        self.resize(min(width, room.width() - 40), min(font.lineSpacing() * _LINES, room.height() - 80))
        bridge.ask(read, show, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.text.setPlainText(self.tr("The text cannot be read: {error}").format(error=error))


def show_guide(window: QWidget, bridge: EngineBridge) -> TextWindow:
    """Show the guide beside the main window: the command line, and all that stands behind it."""

    def make() -> TextWindow:
        made = TextWindow(window, QCoreApplication.translate("TextWindow", "Guide"), 110)
        made.read(bridge, lambda: (resources_folder() / "guide" / "guide.md").read_text("utf-8"), made.text.setMarkdown)
        return made

    return _show_once(window, "guide", make)


def show_licences(window: QWidget, bridge: EngineBridge) -> TextWindow:
    """Show the licences beside the main window."""

    def make() -> TextWindow:
        made = TextWindow(window, QCoreApplication.translate("TextWindow", "Licences"), 84)
        made.text.setFont(metrics.log_font())
        made.read(bridge, lambda: licences_text(resources_folder()), made.text.setPlainText)
        return made

    return _show_once(window, "licences", make)


def _show_once(window: QWidget, name: str, make: Callable[[], TextWindow]) -> TextWindow:
    """Show the window of a name, made first if there is none."""
    shown = window.findChild(TextWindow, name)
    if shown is None:
        shown = make()
        shown.setObjectName(name)
    show_beside(shown)
    return shown

"""What the app is, and where it keeps what."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QWidget

from jobdesk import __version__
from jobdesk.ui.look import metrics
from jobdesk.ui.words.literal import literal


def show_about(window: QWidget, folder: Path) -> None:
    """Show it over a window.

    Args:
        window: The window.
        folder: The data folder.
    """
    from PySide6.QtWidgets import QMessageBox  # Late: the class is not made before a box is.

    box = QMessageBox(window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(QCoreApplication.translate("MainWindow", "About JobDesk"))
    side = metrics.px(48)
    box.setIconPixmap(window.windowIcon().pixmap(QSize(side, side), window.devicePixelRatioF()))
    box.setText(f"JobDesk {__version__}")
    text = QCoreApplication.translate(
        "MainWindow",
        "Queues and runs long jobs on your own machine.\n\nData folder: {folder}\n\nIcons: Tabler Icons, MIT licence.",
    )
    box.setInformativeText(text.format(folder=literal(str(folder))))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()

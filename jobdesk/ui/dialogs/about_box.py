"""About box: versions, where the data is, and the way to the licences."""

from __future__ import annotations

import platform
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt, qVersion
from PySide6.QtWidgets import QWidget

from jobdesk import __version__
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.plain_text import literal
from jobdesk.ui.theme import metrics


def show_about(window: QWidget, folder: Path, bridge: EngineBridge) -> None:
    """Show the box over the main window.

    Args:
        window: The main window.
        folder: The data folder.
        bridge: Reads the licences, if they are asked for.
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
        "Queues and runs long jobs on your own machine.\n\nData folder: {folder}\n\nQt {qt}, Python {python}",
    )
    box.setInformativeText(
        text.format(folder=literal(str(folder)), qt=qVersion(), python=platform.python_version()),
    )
    licences = box.addButton(QCoreApplication.translate("MainWindow", "Licences…"), QMessageBox.ButtonRole.ActionRole)
    licences.clicked.connect(lambda: _show_licences(window, bridge))
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Ok))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def _show_licences(window: QWidget, bridge: EngineBridge) -> None:
    from jobdesk.ui.dialogs.text_window import show_licences  # Late: few ever open it.

    show_licences(window, bridge)

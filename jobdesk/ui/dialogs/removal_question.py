"""The one question that is asked before something cannot be undone: whether jobs are to be removed for good."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_to_remove(parent: QWidget, title: str, question: str, label: str, remove: Callable[[], object]) -> None:
    """Ask before jobs are removed for good; Cancel is the default, and Escape.

    Args:
        parent: The window to ask in front of.
        title: What is about to be done.
        question: Asks it, with how many jobs.
        label: What the button says that does it.
        remove: Called if that is pressed.
    """
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(title)
    box.setText(question)
    box.setInformativeText(
        QCoreApplication.translate(
            "Dialogs", "Their logs and files in the data folder go with them. This cannot be undone."
        )
    )
    button = box.addButton(label, QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    cancel.setIcon(QIcon())
    box.setDefaultButton(cancel)
    box.setEscapeButton(QMessageBox.StandardButton.Cancel)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    button.clicked.connect(lambda _: remove())
    box.open()

"""Starts the app, and prints when its first rows were painted and its first letter answered; `window.py` runs it."""

import json
import os
import sys
import time

from jobdesk import app
from jobdesk.ui.widgets.quick_pyside import import_pyside

import_pyside()

import PySide6.QtWidgets  # noqa: E402
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer  # noqa: E402 - as the app itself begins
from PySide6.QtGui import QKeyEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from jobdesk.ui.widgets.qt import override  # noqa: E402
from jobdesk.ui.window.main_window import MainWindow  # noqa: E402

# The clock of whoever started this: it is the computer's, and the same in every process.
_BEGUN = float(sys.argv[1])


class _Witness(QObject):
    """Types a letter as soon as the window is painted, and sees what comes of it."""

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, float] = {}
        self._has_typed = False

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - as Qt names it
        if event.type() == QEvent.Type.Paint:
            window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
            if watched is window and not self._has_typed:
                self._has_typed = True
                search = window.toolbar.search
                search.textChanged.connect(lambda: self._note("typed"))
                key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_J, Qt.KeyboardModifier.NoModifier, "j")
                QCoreApplication.postEvent(search, key)
            elif watched is window.table.viewport() and window.model.rowCount():
                # Once the painting is done that begins here.
                QTimer.singleShot(0, lambda: self._note("rows"))
        return False

    def _note(self, what: str) -> None:
        self._found.setdefault(what, time.perf_counter() - _BEGUN)
        if len(self._found) == 2:
            print(json.dumps(self._found), flush=True)
            os._exit(0)


class _WatchedApplication(QApplication):
    """Qt's application, with the witness."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._witness = _Witness()
        self.installEventFilter(self._witness)


PySide6.QtWidgets.QApplication = _WatchedApplication  # type: ignore[misc, assignment]
app.main([])

"""Says that a newer version of JobDesk exists: at most once a day, only if the user has switched that on."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from jobdesk.engine.program.update_check import Update, UpdateCheckError
from jobdesk.ui.app.build_info import BuildInfo, read_build_info
from jobdesk.ui.app.update_request import find_update
from jobdesk.ui.widgets.notice_bar import NoticeAction

if TYPE_CHECKING:
    from jobdesk.ui.app.desk import Desk

_log = logging.getLogger(__name__)
SETTING = "check_for_updates"
_ASKED = "update/asked"
_DAY_S = 86_400.0
_TICK_MS = 600_000


class UpdateNotice(QObject):
    """Asks the build's address on the pool, and shows what it answers."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._address = ""
        self._is_on = False
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._ask_if_due)
        desk.bridge.ask(read_build_info, self._begin)
        desk.bridge.setting_changed.connect(self._on_setting_changed)

    def take(self, settings: dict[str, Any]) -> None:
        """Let the stored choice hold."""
        self._on_setting_changed(SETTING, settings.get(SETTING))

    def _begin(self, build: BuildInfo) -> None:
        self._address = build.update_url
        self._ask_if_due()

    def _on_setting_changed(self, key: str, value: object) -> None:
        if key == SETTING:
            self._is_on = value is True
            self._ask_if_due()

    def _ask_if_due(self) -> None:
        if not self._address or not self._is_on:
            self._timer.stop()
            return
        self._timer.start()
        now = time.time()
        # A clock that was set back must not put it off for years.
        if 0 <= now - self._desk.state.number(_ASKED, 0.0) < _DAY_S:
            return
        self._desk.state.put(_ASKED, now)
        address = self._address
        self._desk.bridge.ask(lambda: find_update(address), self._on_found, self._on_failed)

    def _on_found(self, update: Update | None) -> None:
        if update is None:
            return
        text = self.tr("JobDesk {version} is available.").format(version=update.version)

        def show_notes() -> None:
            QDesktopServices.openUrl(QUrl(update.notes_url))

        action = NoticeAction(self.tr("What Is New"), show_notes)
        self._desk.window.notices.tell("update", text, action, is_calm=True)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, UpdateCheckError):
            raise error
        _log.info("The update check failed: %s", error)

"""The settings, built from their descriptions: groups are pages, each change is saved at once."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jobdesk.core.errors import InvalidValueError, JobDeskError
from jobdesk.engine.manager import JobManager
from jobdesk.engine.program.login_start import login_command, system_login_start
from jobdesk.engine.storage.settings import LOGIN_START, SETTINGS, Setting
from jobdesk.ui.app.build_info import read_build_info
from jobdesk.ui.dialogs.secondary_window import BesideWindow, add_window_keys, show_beside
from jobdesk.ui.dialogs.setting_row import SettingRow, lead
from jobdesk.ui.model.bridge import EngineBridge
from jobdesk.ui.text.error_text import refusal_text, sentence
from jobdesk.ui.theme import metrics
from jobdesk.ui.theme.icons import Icons

_CONTEXT: Final = "Settings"
_LANGUAGES: Final = {"en": "English", "de": "Deutsch"}


def shown_settings() -> list[Setting]:
    """Return the settings that people see: not those for which the build has no address."""
    hidden = set() if read_build_info().update_url else {"check_for_updates"}
    return [*(setting for setting in SETTINGS.values() if setting.key not in hidden), LOGIN_START]


def setting_text(text: str) -> str:
    """Return a setting's title, hint or group in the window's language."""
    return QCoreApplication.translate(_CONTEXT, text) if text else ""


class SettingsDialog(BesideWindow):
    """Shows and changes the settings; a window of its own, in nobody's way.

    Attributes:
        rows: The rows, by the keys of their settings.
        unstored: Values that wait until the one before them is stored, by key: the last one that was chosen of each.
    """

    def __init__(self, manager: JobManager, bridge: EngineBridge, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._manager = manager
        self._bridge = bridge
        self.rows: dict[str, SettingRow] = {}
        self.unstored: dict[str, object] = {}
        self._storing = ""
        self.setWindowTitle(self.tr("Settings"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search settings"))
        self.search.setAccessibleName(self.tr("Search settings"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icons.icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._show_rows)
        self.pages = QListWidget()
        self.pages.setObjectName("settingPages")
        self.pages.setAccessibleName(self.tr("Pages"))
        self.pages.setFixedWidth(metrics.px(150))
        self.pages.setFrameShape(QFrame.Shape.NoFrame)
        self._login = system_login_start()
        self._settings = {setting.key: setting for setting in shown_settings()}
        self._groups = list(dict.fromkeys(setting.group for setting in self._settings.values()))
        for group in self._groups:
            self.pages.addItem(setting_text(group))
            self.pages.item(self.pages.count() - 1).setSizeHint(QSize(10, metrics.px(30)))
        self.pages.currentRowChanged.connect(self._on_page_chosen)
        self._headings: dict[str, QLabel] = {}
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = self._make_body()
        self._area.setWidget(body)
        # Nothing is cut off, in no language: what cannot be folded has its room.
        self._area.setMinimumWidth(body.minimumSizeHint().width() + self._area.verticalScrollBar().sizeHint().width())
        self._none = QLabel(self.tr("No setting fits"))
        self._none.setTextFormat(Qt.TextFormat.PlainText)
        self._none.setProperty("tone", "text3")
        self._lay_out()
        add_window_keys(self, self._on_escape)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        bridge.setting_changed.connect(self._on_changed)
        self.pages.setCurrentRow(0)
        self.resize(metrics.px(720), metrics.px(560))

    def open_at(self, key: str = "") -> None:
        """Show the present values, and go to one setting if it is named."""
        self.reload()
        self.search.clear()
        show_beside(self)
        if key in self.rows:
            self.pages.setCurrentRow(self._groups.index(self._settings[key].group))
            self._area.ensureWidgetVisible(self.rows[key])
            self.rows[key].editor.setFocus()
        else:
            self.search.setFocus()

    def reload(self) -> None:
        """Ask for the present values."""
        self._bridge.ask(self._manager.get_settings, self._on_values)
        self._bridge.ask(self._login.is_on, self.rows[LOGIN_START.key].show_value)

    # -- within

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.addWidget(self.pages, 1)
        main = QVBoxLayout()
        main.setSpacing(metrics.px(8))
        main.addWidget(self._none)
        main.addWidget(self._area, 1)
        halves = QHBoxLayout()
        halves.setSpacing(metrics.px(20))
        halves.addLayout(side)
        halves.addLayout(main, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(14))
        layout.addWidget(self.search)
        layout.addLayout(halves, 1)

    def _make_body(self) -> QWidget:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, metrics.px(12), 0)
        layout.setSpacing(0)
        for group in self._groups:
            heading = QLabel(setting_text(group))
            heading.setTextFormat(Qt.TextFormat.PlainText)
            lead(heading)
            heading.setFont(metrics.offset_font(1.5, QFont.Weight.DemiBold))
            heading.setContentsMargins(0, metrics.px(4), 0, metrics.px(6))
            self._headings[group] = heading
            layout.addWidget(heading)
            for setting in self._settings.values():
                if setting.group == group:
                    row = SettingRow(
                        setting,
                        setting_text(setting.title),
                        setting_text(setting.hint),
                        self._choice_names(setting.key),
                    )
                    row.change_requested.connect(partial(self._on_change_requested, setting.key))
                    self.rows[setting.key] = row
                    layout.addWidget(row)
        layout.addStretch(1)
        return body

    def _choice_names(self, key: str) -> dict[str, str]:
        words = {choice: setting_text(choice) for choice in self._settings[key].choices}
        names = {choice: word[:1].upper() + word[1:] for choice, word in words.items()}
        # A language is called what its speakers call it.
        return names | _LANGUAGES if key == "language" else names

    def _show_rows(self) -> None:
        words = self.search.text().casefold().split()
        group = self._groups[max(0, self.pages.currentRow())]
        shown: set[str] = set()
        for row in self.rows.values():
            fits = all(word in row.haystack for word in words) if words else row.setting.group == group
            row.setVisible(fits)
            if fits:
                shown.add(row.setting.group)
        for name, heading in self._headings.items():
            heading.setVisible(name in shown)
        self._none.setVisible(not shown)
        self._area.setVisible(bool(shown))

    def _on_page_chosen(self) -> None:
        self.search.clear()
        self._show_rows()
        self._area.verticalScrollBar().setValue(0)

    def _on_escape(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.close()

    def _on_values(self, values: dict[str, Any]) -> None:
        for key, value in values.items():
            self._on_changed(key, value)

    def _on_change_requested(self, key: str, value: object) -> None:
        self.unstored[key] = value
        self._store_next()

    def _store_next(self) -> None:
        """Store what waits, one value at a time: the pool may do two things in any order."""
        if self._storing or not self.unstored:
            return
        key = self._storing = next(iter(self.unstored))
        value = self.unstored.pop(key)
        self._bridge.ask(partial(self._store, key, value), self._on_stored, self._on_refused)

    def _on_stored(self, value: object) -> None:
        key, self._storing = self._storing, ""
        self._on_changed(key, value)
        self._store_next()

    def _on_changed(self, key: str, value: object) -> None:
        """Show a value that holds now, unless the person has chosen another one since."""
        is_outdated = key in self.unstored or key == self._storing
        if key in self.rows and isinstance(value, bool | int | float | str) and not is_outdated:
            self.rows[key].show_value(value)

    def _store(self, key: str, value: object) -> object:
        """Store a value, or change what the system starts at login, and return what holds then; called on the pool."""
        if key != LOGIN_START.key:
            self._manager.change_setting(key, value)
            return self._manager.get_settings()[key]
        if value:
            self._login.turn_on(login_command(self._manager.folder))
        else:
            self._login.turn_off()
        return self._login.is_on()

    def _on_refused(self, error: Exception) -> None:
        key, self._storing = self._storing, ""
        self._store_next()
        if not isinstance(error, JobDeskError | OSError):
            raise error
        text = refusal_text(error)
        if isinstance(error, InvalidValueError):
            text = sentence(str(error.fields["problem"]))
        if key == LOGIN_START.key:
            self._bridge.ask(self._login.is_on, partial(self._show_refused_login, text))
        else:
            self.rows[key].show_problem(text)

    def _show_refused_login(self, text: str, is_on: bool) -> None:
        self.rows[LOGIN_START.key].show_value(is_on)
        self.rows[LOGIN_START.key].show_problem(text)

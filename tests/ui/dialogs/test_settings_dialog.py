"""Settings: a row for each, saved at once, refused beside the row; the theme changes live."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QSpinBox, QWidget

from jobdesk.engine.ipc.channel import read_address
from jobdesk.engine.ipc.client import EngineClient
from jobdesk.engine.storage.settings import SETTINGS
from jobdesk.ui.dialogs.settings_dialog import SettingsDialog, shown_settings
from jobdesk.ui.theme.theme import ThemeChoice

if TYPE_CHECKING:
    from tests.ui.conftest import Hands, OpenDesk


def _open(desk: OpenDesk) -> SettingsDialog:
    desk.window.dialogs.show_settings()
    dialog = desk.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    return dialog


def test_every_setting_has_a_row_of_its_type_with_its_value(desk: OpenDesk) -> None:
    desk.manager.change_setting("grace_s", 3.5)
    dialog = _open(desk)

    shown = {setting.key: setting for setting in shown_settings()}
    assert dialog.rows.keys() == shown.keys()
    assert shown.keys() ^ SETTINGS.keys() == {"check_for_updates", "login_start"}  # A clone has no address to ask.
    desk.qtbot.waitUntil(lambda: dialog.rows["grace_s"].editor.value() == 3.5)  # type: ignore[union-attr]
    for key, setting in shown.items():
        editor = dialog.rows[key].editor
        assert editor.accessibleName() == setting.title
        if isinstance(setting.default, bool):
            assert isinstance(editor, QCheckBox)
        elif setting.choices:
            assert isinstance(editor, QComboBox)


def test_nothing_is_cut_off_in_german(german: None, desk: OpenDesk) -> None:
    dialog = _open(desk)
    body = dialog._area.widget()
    assert body is not None
    for page in range(dialog.pages.count()):
        dialog.pages.setCurrentRow(page)
        desk.qtbot.wait(20)
        right = dialog._area.viewport().width()
        for row in dialog.rows.values():
            row.reset.show()  # As where a value is not the default.
            for part in row.findChildren(QWidget):
                if part.isVisible():
                    assert part.mapTo(body, part.rect().topRight()).x() < right, row.setting.key
            if row.isVisible() and isinstance(row.editor, QComboBox):
                assert row.editor.width() >= row.editor.sizeHint().width()
        assert body.width() <= right


def test_read_from_the_right_the_labels_begin_there(qapp: QApplication, desk: OpenDesk) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        labels = _open(desk)._area.findChildren(QLabel)
        assert len(labels) > len(SETTINGS)
        assert [one.text() for one in labels if not one.alignment() & Qt.AlignmentFlag.AlignRight] == []
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_a_change_is_saved_at_once_and_can_go_back_to_the_default(desk: OpenDesk) -> None:
    dialog = _open(desk)
    row = dialog.rows["run_limit"]
    desk.qtbot.waitUntil(lambda: row.editor.value() == SETTINGS["run_limit"].default)  # type: ignore[union-attr]
    assert f"Default: {SETTINGS['run_limit'].default}." in row._hint.text()
    assert isinstance(row.editor, QSpinBox)
    row.editor.setValue(7)
    desk.qtbot.waitUntil(lambda: desk.manager.get_settings()["run_limit"] == 7)
    desk.qtbot.waitUntil(lambda: desk.window.model.roster.run_limit == 7)
    desk.qtbot.waitUntil(row.reset.isVisible)
    row.reset.click()
    desk.qtbot.waitUntil(lambda: desk.manager.get_settings()["run_limit"] == SETTINGS["run_limit"].default)


def test_of_quick_changes_the_last_one_is_what_is_stored(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is slow to be stored, as on a busy disk: what was chosen after it must not be overtaken by it."""
    dialog = _open(desk)
    row = dialog.rows["run_limit"]
    editor = row.editor
    assert isinstance(editor, QSpinBox)
    desk.qtbot.waitUntil(lambda: editor.value() == SETTINGS["run_limit"].default)
    go, store, stored = threading.Event(), desk.manager.change_setting, []

    def store_slowly(key: str, value: object) -> object:
        if value == 5:
            go.wait(1)  # Long enough for the others to come first, if they may.
        stored.append(value)
        return store(key, value)

    monkeypatch.setattr(desk.manager, "change_setting", store_slowly)
    for value in (5, 6, 7):
        editor.setValue(value)
    desk.qtbot.waitUntil(lambda: 7 in stored and 5 in stored)
    desk.qtbot.waitUntil(lambda: desk.manager.get_settings()["run_limit"] == 7)
    desk.qtbot.waitUntil(lambda: dialog.unstored == {})

    assert stored[0] == 5
    assert stored[-1] == 7
    assert editor.value() == 7


def test_a_refused_value_says_why_beside_it(desk: OpenDesk) -> None:
    dialog = _open(desk)
    row = dialog.rows["shell"]
    assert isinstance(row.editor, QLineEdit)
    for _ in range(40):  # The values come from the engine, and when they come they clear what was said before.
        row.change_requested.emit("x" * 5000)
        desk.qtbot.wait(250)
        if row.problem.startswith("Must be a text"):
            break
    assert row.problem.startswith("Must be a text")
    row.change_requested.emit("/bin/sh")
    desk.qtbot.waitUntil(lambda: row.problem == "")


def test_escape_closes_an_open_list_before_the_window_and_enter_presses_a_button(desk: OpenDesk, hands: Hands) -> None:
    dialog = _open(desk)
    dialog.open_at("theme")
    combo, reset = dialog.rows["theme"].editor, dialog.rows["theme"].reset
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(combo.findData("dark"))
    desk.qtbot.waitUntil(reset.isVisible)
    combo.showPopup()
    desk.qtbot.waitUntil(combo.view().isVisible)
    hands.press(combo.view(), Qt.Key.Key_Escape)
    assert not combo.view().isVisible()
    assert dialog.isVisible()
    dialog.activateWindow()  # No window manager does so here.
    desk.qtbot.waitUntil(dialog.isActiveWindow)
    desk.qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    reset.setFocus()
    desk.qtbot.waitUntil(reset.hasFocus)
    hands.press(reset, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.manager.get_settings()["theme"] == "system")


def test_the_theme_is_applied_live(desk: OpenDesk) -> None:
    dialog = _open(desk)
    combo = dialog.rows["theme"].editor
    assert isinstance(combo, QComboBox)
    desk.qtbot.wait(50)
    combo.setCurrentIndex(combo.findData("dark"))
    desk.qtbot.waitUntil(lambda: desk.desk.theme.is_dark)
    combo.setCurrentIndex(combo.findData("light"))
    desk.qtbot.waitUntil(lambda: not desk.desk.theme.is_dark)


def test_search_shows_rows_of_all_pages(desk: OpenDesk, hands: Hands) -> None:
    dialog = _open(desk)
    hands.type(dialog.search, "quiet")
    shown = {key for key, row in dialog.rows.items() if row.isVisibleTo(dialog)}
    assert shown == {"quiet_hours", "quiet_from", "quiet_until"}
    dialog.search.clear()
    assert dialog.rows["run_limit"].isVisibleTo(dialog)


def test_a_stored_theme_holds_from_the_start(open_desk: Callable[..., OpenDesk], tmp_path: Path) -> None:
    folder = tmp_path / "stored"
    folder.mkdir()
    (folder / "settings.json").write_text('{"theme": "dark"}')
    desk = open_desk(folder)
    desk.qtbot.waitUntil(lambda: desk.desk.theme.is_dark)
    desk.window.theme_setting.choose(ThemeChoice.SYSTEM)
    desk.qtbot.waitUntil(lambda: desk.manager.get_settings()["theme"] == "system")


def test_choices_and_defaults_speak_german(german: None, open_desk: Callable[..., OpenDesk]) -> None:
    dialog = _open(open_desk())
    combo = dialog.rows["notify_completed"].editor
    assert isinstance(combo, QComboBox)
    assert [combo.itemText(at) for at in range(combo.count())] == ["Immer", "Lang oder verborgen", "Nie"]
    desk_words = [label.text() for label in dialog.rows["trash_count"].findChildren(QLabel)]
    assert any("Vorgabe: 1.000." in words for words in desk_words)


def test_what_somebody_changes_elsewhere_shows_at_once(desk: OpenDesk) -> None:
    dialog = _open(desk)
    limit, theme = dialog.rows["run_limit"].editor, dialog.rows["theme"].editor
    assert isinstance(limit, QSpinBox)
    assert isinstance(theme, QComboBox)
    desk.qtbot.waitUntil(lambda: limit.value() == SETTINGS["run_limit"].default)
    address = read_address(desk.manager.folder.control)
    assert address is not None
    client = EngineClient(address)
    client.call("change_setting", key="run_limit", value=7)
    client.call("change_setting", key="theme", value="dark")
    desk.qtbot.waitUntil(lambda: limit.value() == 7 and theme.currentData() == "dark")
    desk.qtbot.waitUntil(lambda: desk.desk.theme.is_dark and desk.window.model.roster.run_limit == 7)
    client.close()

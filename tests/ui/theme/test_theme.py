"""The theme follows what the system asks for, at once."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jobdesk.ui.theme.theme import Theme, ThemeChoice
from jobdesk.ui.theme.tokens import DARK, LIGHT, with_high_contrast


def test_more_contrast_comes_and_goes_with_the_wish_for_it(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    hints = qapp.styleHints().accessibility()
    theme.choose(ThemeChoice.LIGHT)
    with qtbot.waitSignal(theme.changed):
        hints.contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    assert theme.tokens == with_high_contrast(LIGHT)
    assert theme.hex("line") == LIGHT.edge
    assert LIGHT.mark not in qapp.styleSheet()
    theme.choose(ThemeChoice.DARK)
    assert theme.is_dark
    assert theme.tokens == with_high_contrast(DARK)
    hints.contrastPreferenceChanged.emit(Qt.ContrastPreference.NoPreference)
    assert theme.tokens == DARK
    theme.choose(ThemeChoice.SYSTEM)


def test_nothing_of_ours_moves_or_fades() -> None:
    # Fusion says 200 ms also where the system has turned animations off: what did not ask it would not obey.
    folder = Path(__file__).parents[3] / "jobdesk" / "ui"
    moving = re.compile(r"Q\w*Animation|QGraphicsOpacityEffect|QTimeLine|QMovie|setAnimated")

    assert [path.name for path in folder.rglob("*.py") if moving.search(path.read_text())] == []

"""Light and dark: palette and style sheet from the tokens, as the system or the user wishes, with its contrast."""

from __future__ import annotations

import functools
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from jobdesk.ui.theme.icons import tinted_svg
from jobdesk.ui.theme.qt_resources import publish
from jobdesk.ui.theme.style_sheet import make_style_sheet
from jobdesk.ui.theme.tokens import DARK, LIGHT, Tokens, with_high_contrast

STYLE_MARK = "jobdeskStyle"
"""A property of an application that was begun in the style; to set it later has PySide6 make all names of QStyle."""
_ARROWS = ("chevron-down", "chevron-up", "check")
_PROBLEM = "filled/alert-circle"


class ThemeChoice(StrEnum):
    """What the user chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The colours in force; everything that draws asks it."""

    changed = Signal()
    font_changed = Signal()

    def __init__(self, app: QApplication, *, is_dressed: bool = True) -> None:
        """Put the system's colours in force.

        Args:
            app: The application to dress.
            is_dressed: Whether the style sheet is in force too, or only from `dress` on.
        """
        super().__init__(app)
        self._app = app
        self._choice = ThemeChoice.SYSTEM
        self._is_dressed = is_dressed
        self._is_dark = False
        self._tokens: Tokens | None = None
        self._colours: dict[str, QColor] = {}
        if app.property(STYLE_MARK) is None:
            app.setStyle("Fusion")
        # Both are kept: PySide6 takes the second for gone once nobody holds the first.
        self._hints = app.styleHints()
        self._accessibility = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._on_scheme_changed)
        self._contrast = self._accessibility.contrastPreference()
        self._accessibility.contrastPreferenceChanged.connect(self._on_contrast_changed)
        app.fontChanged.connect(self._on_font_changed)
        self._apply()

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        return self._tokens or LIGHT

    @property
    def choice(self) -> ThemeChoice:
        """What the user chose."""
        return self._choice

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in force."""
        return self._is_dark

    def choose(self, choice: ThemeChoice) -> None:
        """Follow the system, or not any more."""
        self._choice = choice
        hints = self._app.styleHints()
        if choice is ThemeChoice.SYSTEM:
            hints.unsetColorScheme()
        else:
            # Title bars and native dialogs then follow where the platform can.
            hints.setColorScheme(Qt.ColorScheme.Dark if choice is ThemeChoice.DARK else Qt.ColorScheme.Light)
        self._apply()

    def dress(self) -> None:
        """Put the style sheet in force.

        Once a window is made: while there is one, each part is styled anew whenever it gets another parent.
        """
        self._is_dressed = True
        self._dress()

    def hex(self, token: str) -> str:
        """Return a token's colour as ``#RRGGBB``."""
        value: str = getattr(self.tokens, token)
        return value

    def colour(self, token: str) -> QColor:
        """Return a token's colour; not to be changed."""
        colour = self._colours.get(token)
        if colour is None:
            colour = self._colours[token] = QColor(self.hex(token))
        return colour

    def _on_font_changed(self) -> None:
        self._dress()
        self.font_changed.emit()

    def _on_scheme_changed(self) -> None:
        self._apply()

    def _on_contrast_changed(self, contrast: Qt.ContrastPreference) -> None:
        self._contrast = contrast
        self._apply()

    def _apply(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self._is_dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        else:
            self._is_dark = self._choice is ThemeChoice.DARK
        tokens = DARK if self._is_dark else LIGHT
        if self._contrast is Qt.ContrastPreference.HighContrast:
            tokens = with_high_contrast(tokens)
        if tokens == self._tokens:
            return
        self._tokens = tokens
        self._colours.clear()
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        self._app.setPalette(make_palette(self.tokens))
        if self._is_dressed:
            names = ((name, token) for name in _ARROWS for token in ("text2", "onfill"))
            pictures = (*names, (_PROBLEM, "fail"))
            arrows = {f"{name}-{token}": _arrow(name, self.hex(token)) for name, token in pictures}
            self._app.setStyleSheet(make_style_sheet(self.tokens, arrows))


@functools.cache
def _arrow(name: str, colour: str) -> str:
    """Return the path of a small tinted picture, which a style sheet can only take by one; nothing is on disk."""
    return publish(f"{name.replace('/', '-')}-{colour.lstrip('#').lower()}.svg", tinted_svg(name, colour))


def make_palette(tokens: Tokens) -> QPalette:
    """Return Qt's palette in the colours of a theme."""
    role = QPalette.ColorRole
    palette = QPalette()
    colours = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.hover,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.text3,
        role.Text: tokens.text,
        role.Button: tokens.window,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.fail,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Highlight: tokens.sel,
        role.HighlightedText: tokens.text,
        role.Accent: tokens.accent,
        role.Light: tokens.line,
        role.Midlight: tokens.line,
        role.Mid: tokens.line2,
        role.Dark: tokens.edge,
        role.Shadow: tokens.line2,
    }
    for colour_role, value in colours.items():
        palette.setColor(colour_role, QColor(value))
    faint = QColor(tokens.text3)
    faint.setAlphaF(0.6)
    for colour_role in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, colour_role, faint)
    return palette

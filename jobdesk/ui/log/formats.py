"""How the pieces of a log look, by token, so that another theme can colour anew what is already there."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat

from jobdesk.ui.log.text import Style
from jobdesk.ui.theme.theme import Theme

_TOKEN: Final = int(QTextFormat.Property.UserProperty) + 1
_INVERSE: Final = _TOKEN + 1


class LogFormats:
    """Makes text formats of styles, and keeps them."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._formats: dict[Style, QTextCharFormat] = {}

    def of(self, style: Style) -> QTextCharFormat:
        """Return the format of a style; not to be changed."""
        text_format = self._formats.get(style)
        if text_format is None:
            text_format = QTextCharFormat()
            text_format.setProperty(_TOKEN, style.token or "text")
            text_format.setProperty(_INVERSE, style.is_inverse)
            self._colour(text_format, style.token or "text", is_inverse=style.is_inverse)
            if style.is_bold:
                text_format.setFontWeight(QFont.Weight.Bold)
            text_format.setFontUnderline(style.is_underlined)
            self._formats[style] = text_format
        return text_format

    def recolour(self, document: QTextDocument) -> None:
        """Colour what is in a document anew; the formats in it remember by which token."""
        self._formats.clear()
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        block = document.begin()
        while block.isValid():
            parts = block.begin()
            while not parts.atEnd():
                fragment = parts.fragment()
                old = fragment.charFormat()
                token = old.property(_TOKEN)
                if isinstance(token, str):
                    recoloured = QTextCharFormat()
                    self._colour(recoloured, token, is_inverse=bool(old.property(_INVERSE)))
                    cursor.setPosition(fragment.position())
                    cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                    cursor.mergeCharFormat(recoloured)
                parts += 1
            block = block.next()
        cursor.endEditBlock()

    def _colour(self, text_format: QTextCharFormat, token: str, *, is_inverse: bool) -> None:
        # Inverse has the same contrast, as it is the same pair.
        text_format.setForeground(self._theme.colour("log" if is_inverse else token))
        if is_inverse:
            text_format.setBackground(self._theme.colour(token))

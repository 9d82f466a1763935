"""Icons in the theme's colours: one icon object tints itself anew when the theme changes."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from jobdesk.ui.theme.resources import resources_folder
from jobdesk.ui.widgets.qt import override

if TYPE_CHECKING:
    from jobdesk.ui.theme.theme import Theme

_DISABLED_OPACITY = 0.4
_Key = tuple[str, str, int, int, float, bool]


@functools.cache
def _svg_text(name: str) -> str:
    style, _, file_name = name.rpartition("/")
    path = resources_folder() / "icons" / (style or "outline") / f"{file_name}.svg"
    # Drawn at 16 to 18 pixels, the original stroke of 2 looks heavier than the text beside it.
    return path.read_text(encoding="utf-8").replace('stroke-width="2"', 'stroke-width="1.75"')


def tinted_svg(name: str, colour: str) -> bytes:
    """Return an icon's SVG in a colour; Qt's own renderer would draw `currentColor` black.

    Args:
        name: File name without its ending; "filled/NAME" for the filled form.
        colour: As in ``#RRGGBB``.
    """
    return _svg_text(name).replace("currentColor", colour).encode()


class Icons:
    """Makes icons, and keeps what was drawn."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._pixmaps: dict[_Key, QPixmap] = {}
        # Qt owns an engine, but its Python half must live as long.
        self._engines: list[QIconEngine] = []
        self._icons: dict[tuple[str, str], QIcon] = {}

    def icon(self, name: str, token: str) -> QIcon:
        """Return the icon of a name, in the colour of a token."""
        key = (name, token)
        if key not in self._icons:
            self._icons[key] = QIcon(self.new_engine(name, token))
        return self._icons[key]

    def new_engine(self, name: str, token: str) -> QIconEngine:
        """Return an engine that draws one icon."""
        engine = _TintedIconEngine(self, name, token)
        self._engines.append(engine)
        return engine

    def paint(self, painter: QPainter, rect: QRect, name: str, token: str, *, is_enabled: bool = True) -> None:
        """Draw an icon into a square at the painter's own device ratio."""
        # Not asked of the device: to say which one it is, PySide6 makes all classes that can be painted on.
        ratio = painter.deviceTransform().m11()
        painter.drawPixmap(rect.topLeft(), self.pixmap(name, token, rect.size(), ratio, is_enabled=is_enabled))

    def pixmap(self, name: str, token: str, size: QSize, ratio: float, *, is_enabled: bool = True) -> QPixmap:
        """Return an icon, drawn for a size in logical pixels and a device ratio."""
        colour = self._theme.hex(token)
        key = (name, colour, size.width(), size.height(), ratio, is_enabled)
        pixmap = self._pixmaps.get(key)
        if pixmap is None:
            pixmap = _draw(name, colour, size, ratio, 1.0 if is_enabled else _DISABLED_OPACITY)
            self._pixmaps[key] = pixmap
        return pixmap


class _TintedIconEngine(QIconEngine):
    """Draws one icon whenever it is asked, in the colour that its token has then."""

    def __init__(self, icons: Icons, name: str, token: str) -> None:
        super().__init__()
        self._icons = icons
        self._name = name
        self._token = token

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        self._icons.paint(painter, rect, self._name, self._token, is_enabled=mode is not QIcon.Mode.Disabled)

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    @override
    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        is_enabled = mode is not QIcon.Mode.Disabled
        return self._icons.pixmap(self._name, self._token, size, scale, is_enabled=is_enabled)

    @override
    def clone(self) -> QIconEngine:
        return self._icons.new_engine(self._name, self._token)

    @override
    def key(self) -> str:
        return "jobdesk-tinted"

    @override
    def isNull(self) -> bool:
        return False


def _draw(name: str, colour: str, size: QSize, ratio: float, opacity: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # Late: nothing is drawn before the window is there.

    pixmap = QPixmap(size * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(tinted_svg(name, colour)))
    side = min(pixmap.width(), pixmap.height())
    left = QPoint((pixmap.width() - side) // 2, (pixmap.height() - side) // 2)
    painter = QPainter(pixmap)
    painter.setOpacity(opacity)
    renderer.render(painter, QRectF(left.x(), left.y(), side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap

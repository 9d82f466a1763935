"""Icons: each that is shipped is used, each that is used is shipped, and all take the theme's colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from jobdesk.ui.theme.icons import Icons, tinted_svg
from jobdesk.ui.theme.resources import resources_folder
from jobdesk.ui.theme.theme import Theme, ThemeChoice

SHIPPED = sorted(
    path.relative_to(resources_folder() / "icons").with_suffix("").as_posix().removeprefix("outline/")
    for path in resources_folder().glob("icons/*/*.svg")
)


def test_each_shipped_icon_is_named_in_the_code() -> None:
    folder = Path(__file__).parents[3] / "jobdesk" / "ui"
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))

    assert [name for name in SHIPPED if not re.search(rf"[\"']{name}[\"']", code)] == []


def test_the_licence_is_shipped() -> None:
    assert "MIT" in (resources_folder() / "icons" / "LICENSE-tabler-icons.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHIPPED)
def test_an_icon_is_drawn_in_its_colour_at_every_ratio(icons: Icons, theme: Theme, name: str) -> None:
    for ratio in (1.0, 1.5, 2.0):
        image = icons.pixmap(name, "fail", QSize(16, 16), ratio).toImage()
        assert image.width() == round(16 * ratio)
        solid = [
            image.pixelColor(x, y).name().upper()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert set(solid) <= {theme.hex("fail")}
    assert b"currentColor" not in tinted_svg(name, "red")


def test_one_icon_object_takes_the_new_themes_colour(icons: Icons, theme: Theme) -> None:
    icon = icons.icon("filled/player-stop", "fail")
    copy = QIcon(icon)
    colours = []
    for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
        theme.choose(choice)
        colours.append(copy.pixmap(QSize(16, 16), 2.0).toImage().pixelColor(16, 16).name().upper())

    assert colours == ["#BE2D28", "#FF8A80"]
    theme.choose(ThemeChoice.SYSTEM)

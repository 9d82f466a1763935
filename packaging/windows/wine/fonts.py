"""Gives a Wine prefix the fonts that Qt asks Windows for: ``fonts.py FOLDER``, with DejaVu under their names.

What Wine offers in their place is a serif, also where columns have to line up. Needs fontTools.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
FONTS = {
    "tahoma": ("DejaVuSans", "Tahoma", "Regular"),
    "tahomabd": ("DejaVuSans-Bold", "Tahoma", "Bold"),
    "cour": ("DejaVuSansMono", "Courier New", "Regular"),
    "courbd": ("DejaVuSansMono-Bold", "Courier New", "Bold"),
}


def write(folder: Path) -> None:
    """Write the fonts into a folder, and print the name of each with its file."""
    for file, (source, family, style) in FONTS.items():
        full = family if style == "Regular" else f"{family} {style}"
        font = TTFont(DEJAVU / f"{source}.ttf")
        names = font["name"]
        texts = {1: family, 2: style, 3: full, 4: full, 6: full.replace(" ", "-")}
        for number in (*texts, 16, 17):
            names.removeNames(nameID=number)
        for number, text in texts.items():
            names.setName(text, number, 3, 1, 0x409)
        font.save(folder / f"{file}.ttf")
        print(f"{full} (TrueType)={file}.ttf")


if __name__ == "__main__":
    write(Path(sys.argv[1]))

"""Finds the files that ship with JobDesk, however it was installed."""

from __future__ import annotations

import functools
import sys
from pathlib import Path


@functools.cache
def resources_folder() -> Path:
    """Return the folder of icons and the like: beside the package in a clone, in it in a wheel, else by PyInstaller.

    Raises:
        FileNotFoundError: JobDesk was installed without them.
    """
    package = Path(__file__).resolve().parents[2]
    unpacked = getattr(sys, "_MEIPASS", None)
    places = [package / "_resources", package.parent / "resources"]
    if unpacked is not None:
        places[:0] = [Path(unpacked) / "resources", Path(unpacked) / "jobdesk" / "_resources"]
    for place in places:
        if (place / "icons").is_dir():
            return place
    raise FileNotFoundError(f"JobDesk's icons are in none of {', '.join(map(str, places))}. Install it again.")


def app_icon_file() -> Path:
    """Return the file of JobDesk's own icon; also what shows it for us, such as a notification server, can read it."""
    return resources_folder() / "icons" / "jobdesk.svg"

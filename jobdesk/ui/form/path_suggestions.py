"""What is there on disk for a path that a person types, and what they may have meant; runs on the pool, no Qt."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_MOST: Final = 40
_CLOSE: Final = 0.6


def expanded(text: str, base: str = "") -> Path:
    """Return what a typed path stands for; relative ones start in a base folder, else in the home folder."""
    path = Path(os.path.expanduser(text))  # noqa: PTH111 - never raises, unlike Path.expanduser
    return path if path.is_absolute() else Path(os.path.expanduser(base or "~")) / path  # noqa: PTH111


def complete_path(text: str, base: str = "", *, only_folders: bool = False) -> list[str]:
    """Return how a typed path can go on, written the way that it was begun; folders end with a separator."""
    head, start = _split_last(text)
    folder = expanded(head or ".", base)
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.is_dir()) for entry in entries]
    except (OSError, ValueError):
        return []
    lowered = start.casefold()
    fitting = [
        (not is_folder, name.casefold(), f"{head}{name}{os.sep if is_folder else ''}")
        for name, is_folder in found
        if name.casefold().startswith(lowered)
        and (is_folder or not only_folders)
        and (not name.startswith(".") or start.startswith("."))
    ]
    return [path for _, _, path in sorted(fitting)[:_MOST]]


def closest_path(text: str, base: str = "", *, only_folders: bool = False) -> str:
    """Return the path that was probably meant by one that does not exist, or nothing."""
    wished = expanded(text, base)
    found = Path(wished.anchor)
    has_guessed = False
    for part in wished.parts[1:]:
        step = found / part
        if not os.path.exists(step):  # noqa: PTH110 - never raises, unlike Path.exists
            guess = _closest_child(found, part, only_folders=only_folders)
            if not guess:
                return ""
            step, has_guessed = found / guess, True
        found = step
    if not has_guessed or (only_folders and not os.path.isdir(found)):  # noqa: PTH112
        return ""
    return _as_typed(found, text, base)


_MOST_CLOSE: Final = 8


def closest_program(name: str, search_path: str | None = None) -> str:
    """Return the program on the search path that was probably meant, or nothing if it is there."""
    path = os.environ.get("PATH", "") if search_path is None else search_path
    if not name or shutil.which(name, path=path):
        return ""
    names: set[str] = set()
    for folder in path.split(os.pathsep):
        try:
            names.update(os.listdir(folder or "."))  # noqa: PTH208 - names only
        except OSError:
            continue
    letters = sorted(name)
    close = [found for found in names if sorted(found) == letters]
    close += _matches(name, names, count=_MOST_CLOSE, cutoff=0.75)
    # A letter out of place, or too few at the end, is more usual than another one in the middle.
    close.sort(key=lambda found: sorted(found) != letters and not found.startswith(name))
    return next((found for found in close if shutil.which(found, path=path)), "")


def is_program_missing(name: str, search_path: str | None = None) -> bool:
    """Whether a bare name is no program on the search path."""
    if not name or os.sep in name or (sys.platform == "win32" and "/" in name):
        return False
    return shutil.which(name, path=search_path) is None


def _closest_child(folder: Path, name: str, *, only_folders: bool) -> str:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if not only_folders or entry.is_dir()]
    except (OSError, ValueError):
        return ""
    by_case = {other.casefold(): other for other in names}
    close = _matches(name.casefold(), by_case, count=1, cutoff=_CLOSE)
    return by_case[close[0]] if close else ""


def _matches(text: str, others: Iterable[str], *, count: int, cutoff: float) -> list[str]:
    import difflib  # Late: it is large, and few people mistype a path.

    return difflib.get_close_matches(text, list(others), n=count, cutoff=cutoff)


def _split_last(text: str) -> tuple[str, str]:
    at = max(text.rfind("/"), text.rfind(os.sep))
    return text[: at + 1], text[at + 1 :]


def _as_typed(path: Path, text: str, base: str) -> str:
    if text.startswith("~"):
        try:
            return str(Path("~") / path.relative_to(Path.home()))
        except ValueError:
            return str(path)
    if not Path(text).is_absolute():
        try:
            return str(path.relative_to(expanded(base or "~")))
        except ValueError:
            return str(path)
    return str(path)

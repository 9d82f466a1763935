"""A command as a person types it: what a terminal does that a list of words cannot, and how paths are quoted."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

_IS_WINDOWS: Final = sys.platform == "win32"
# What stands in quotes, or behind a backslash, is only text. A backslash is no more than that on Windows.
_QUOTED: Final = r"\"[^\"]*\"" if _IS_WINDOWS else r"\\.|'[^']*'|\"(?:\\.|[^\"\\])*\""
_HOME: Final = re.compile(rf"(?s:{_QUOTED})|(?<!\S)(?P<home>~)(?=[/\\\s]|$)")
_FOR_SHELL: Final = re.compile(
    rf"(?s:{_QUOTED})|(?<!\S)(?P<operator>\|\|?|&&?|;;?|[0-9&]?>>?(?:&[0-9])?|<<?<?)(?=\s|$)"
    r"|(?<!\S)(?P<redirection>[0-9&]?>>?|<)(?=[^\s<>=&(])|(?P<end>;)(?=\s|$)|(?P<inner>\$\(|&&|\|\|?)"
    # The system's shell there knows none of these. A "*" in an option or an address is seldom a pattern of files.
    + ("" if _IS_WINDOWS else r"|^\s*(?P<setting>[A-Za-z_]\w*=)|(?P<value>\$(?:[A-Za-z_]\w*|\{[^\s}]*\})|`)")
    + ("" if _IS_WINDOWS else r"|(?<!\S)(?P<files>(?!-)[^\s'\"\\=:$`|&]*\*[^\s'\"\\=:$`|&]*)(?=\s|$)")
)
_PLAIN: Final = re.compile(r"[^\w@%+=:,./~-]")


def with_home(line: str) -> str:
    """Put the home folder in the place of each "~" that begins a word and is not quoted, as a terminal does."""
    return _HOME.sub(lambda found: escaped(str(Path.home())) if found["home"] else found[0], line)


def for_shell(line: str) -> str:
    """Return what of a line only a shell would understand, such as a pipe, or nothing."""
    return next((found[found.lastgroup] for found in _FOR_SHELL.finditer(line) if found.lastgroup), "")


def escaped(path: str) -> str:
    """Return a path as one word of a command; one that is begun so can go on."""
    if _IS_WINDOWS:
        return f'"{path}"' if re.search(r"\s", path) else path
    return _PLAIN.sub(r"\\\g<0>", path)


def unescaped(word: str) -> str:
    """Return the path that an escaped word stands for."""
    return word if _IS_WINDOWS else re.sub(r"\\(.)", r"\1", word)

"""Builds the program for Linux, in a folder that runs from anywhere; says which glibc it needs."""

import re
from pathlib import Path

from build import Context, say

# A whole string in the file's table of strings.
_GLIBC = re.compile(rb"\0GLIBC_([0-9.]+)\0")


def build(context: Context) -> list[Path]:
    """Build the folder.

    Raises:
        BuildError: The build failed.
    """
    context.need_system("linux")
    folder = context.freeze()
    version, file = needed_glibc(folder)
    say(f"needs glibc {version} (because of {file.relative_to(folder)})")
    return [folder]


def needed_glibc(folder: Path) -> tuple[str, Path]:
    """Return the newest version of glibc that any program or library in a folder needs, and the file that does."""
    newest, path = max((_newest_glibc(path), path) for path in folder.rglob("*") if path.is_file())
    return ".".join(map(str, newest)), path


def _newest_glibc(path: Path) -> tuple[int, ...]:
    """Return the newest version of glibc that a file names among the versions of the symbols that it needs."""
    content = path.read_bytes()
    names = _GLIBC.findall(content) if content.startswith(b"\x7fELF") else []
    return max((tuple(map(int, name.split(b"."))) for name in names), default=(0,))

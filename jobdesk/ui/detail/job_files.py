"""A job's files, read on the pool: those in its folder and those that it reported, and which of them may be opened."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

import msgspec

from jobdesk.executors.folder import open_plain

_MOST_FILES: Final = 500
_MOST_EVENT_BYTES: Final = 1 << 20
# What JobDesk keeps there for itself says nothing to anybody.
_BOOKS: Final = frozenset({"lock", "started", "exit.reserved", "cancel", "pause", "job.log.times"})
_ADDRESS: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:(?![\\/][^\\/])")
DANGEROUS: Final = frozenset(
    {
        # Linux and macOS
        *(".desktop", ".sh", ".bash", ".zsh", ".fish", ".csh", ".run", ".bin", ".appimage", ".service", ".deb", ".rpm"),
        *(".command", ".tool", ".terminal", ".app", ".workflow", ".action", ".scpt", ".applescript", ".pkg", ".dmg"),
        # Windows
        *(".lnk", ".url", ".webloc", ".exe", ".com", ".scr", ".pif", ".bat", ".cmd", ".msi", ".msp", ".msix", ".appx"),
        *(".ps1", ".psm1", ".vbs", ".vbe", ".js", ".jse", ".mjs", ".wsf", ".wsh", ".hta", ".reg", ".inf", ".cpl"),
        *(".scf", ".chm", ".gadget", ".library-ms", ".search-ms", ".settingcontent-ms", ".xll", ".iso"),
        # Anywhere
        *(".jar", ".jnlp", ".py", ".pyw", ".pyz", ".pl", ".rb", ".php", ".docm", ".xlsm", ".pptm"),
    }
)
"""Endings of what may run when it is opened, on any system."""


class JobFile(msgspec.Struct, frozen=True):
    """One file.

    Attributes:
        path: Where it is; for what is no place in the file system, what the job said.
        name: What it is called.
        size: In bytes; None if it is not there or no plain file.
        changed_at: Seconds since the epoch.
        is_reported: Whether the job reported it.
        why_not: Why it may not be opened; empty if it may.
    """

    path: str
    name: str
    size: int | None = None
    changed_at: float | None = None
    is_reported: bool = False
    why_not: str = ""


class Refusal:
    """Why a file may not be opened: what the window then says in words."""

    ADDRESS: Final = "address"
    OUTSIDE: Final = "outside"
    DANGEROUS: Final = "dangerous"
    MISSING: Final = "missing"
    NOT_PLAIN: Final = "not_plain"


def list_files(log: Path, cwd: str) -> list[JobFile]:
    """List a job's files: those that it reported first, in its order; whatever is wrong with one, the others show."""
    folder = log.parent
    reported = read_artifacts(folder / "events.jsonl")
    found = {file.path: file for file in (_look_at(said, folder, cwd) for said in reported)}
    try:
        with os.scandir(folder) as entries:
            names = sorted(
                entry.name for entry in entries if entry.is_file(follow_symlinks=False) and entry.name not in _BOOKS
            )
    except OSError:
        names = []
    names.sort(key=lambda name: name != log.name)
    for name in names[:_MOST_FILES]:
        path = str(folder / name)
        found.setdefault(path, _look_at_path(Path(path), name, [folder], is_reported=False))
    return list(found.values())[:_MOST_FILES]


def read_artifacts(events: Path) -> list[str]:
    """Read which files a job reported: lines ``{"type": "artifact", "path": ...}`` of its events."""
    try:
        with open_plain(events) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _MOST_EVENT_BYTES))
            data = file.read(_MOST_EVENT_BYTES)
    except OSError:
        return []
    found: dict[str, None] = {}
    for line in data.split(b"\n"):
        if b'"artifact"' not in line:
            continue
        try:
            event = msgspec.json.decode(line)
        except (ValueError, RecursionError):
            continue
        path = event.get("path") if isinstance(event, dict) and event.get("type") == "artifact" else None
        if isinstance(path, str) and path and "\0" not in path and len(path) < 4096:
            found[path] = None
    return list(found)[:_MOST_FILES]


def _look_at(said: str, folder: Path, cwd: str) -> JobFile:
    """Look at what a job said that it made; its words are only ever a place, and never an order."""
    if _ADDRESS.match(said) or said.startswith(("\\\\", "//")):
        return JobFile(said, said, is_reported=True, why_not=Refusal.ADDRESS)
    base = Path(cwd) if cwd and Path(cwd).is_absolute() else folder
    path = Path(os.path.normpath(base / said))
    roots = [folder, base] if base.parent != base else [folder]
    return _look_at_path(path, path.name or said, roots, is_reported=True)


def _look_at_path(path: Path, name: str, roots: list[Path], *, is_reported: bool) -> JobFile:
    try:
        real = path.resolve(strict=True)
        info = real.stat()
    except (OSError, ValueError, RuntimeError):
        return JobFile(str(path), name, is_reported=is_reported, why_not=Refusal.MISSING)
    why_not = ""
    if not any(real.is_relative_to(_real(root)) for root in roots):
        why_not = Refusal.OUTSIDE
    elif not stat.S_ISREG(info.st_mode):
        why_not = Refusal.NOT_PLAIN
    elif is_dangerous(real.name) or is_dangerous(path.name):
        why_not = Refusal.DANGEROUS
    size = info.st_size if stat.S_ISREG(info.st_mode) else None
    return JobFile(str(path), name, size, info.st_mtime, is_reported, why_not)


def is_dangerous(name: str) -> bool:
    """Tell whether opening a file of this name may run it."""
    # Windows drops dots and spaces at a name's end.
    return "." + name.rstrip(". ").lower().rpartition(".")[2] in DANGEROUS


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path

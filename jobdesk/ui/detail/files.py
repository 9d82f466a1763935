"""A job's files, read on the pool: those in its folder and those that it reported, and which of them may be opened."""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path
from typing import Final

import msgspec

from jobdesk.jobdir.folder import is_linked, open_plain

_MOST_FILES: Final = 500
_MOST_EVENT_BYTES: Final = 1 << 20
# What JobDesk keeps there for itself says nothing to anybody.
_BOOKS: Final = frozenset(
    {
        *(
            "lock",
            "permit",
            "started",
            "exit.reserved",
            "request.reserved",
            "cancel",
            "force",
            "pause",
            "job.log.times",
        ),
        # Half written, or left by a writer that was killed.
        *("spec.json.tmp", "run.json.tmp", "run_summary.json.tmp", "refused.tmp"),
    }
)
_ADDRESS: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:(?![\\/][^\\/])")
SAFE: Final = frozenset(
    {
        # Text and data. HTML and SVG run scripts, a notebook and a spreadsheet with macros run what is in them.
        *(".txt", ".log", ".md", ".rst", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".geojson", ".yaml", ".yml"),
        *(".toml", ".ini", ".cfg", ".conf", ".diff", ".patch", ".srt", ".vtt", ".bib", ".pdf"),
        *(".docx", ".xlsx", ".pptx"),
        # Pictures
        *(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".heic", ".avif", ".ppm", ".pgm"),
        # Sound and film; a list of what to play leads elsewhere
        *(".mp3", ".wav", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".mp4", ".m4v", ".mkv", ".mov", ".avi"),
        *(".webm", ".ogv", ".mpg", ".mpeg"),
        # Archives, which are shown or unpacked; what can be mounted is not among them
        *(".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".7z"),
    }
)
"""Endings of files that may be opened. All others are only shown in their folder: no list of what runs is complete."""


class JobFile(msgspec.Struct, frozen=True):
    """One file.

    Attributes:
        path: Where it is; for what is no place in the file system, what the job said.
        name: What it is called.
        size: In bytes; None if it is not there or no plain file.
        changed_at: Seconds since the epoch.
        is_reported: Whether the job reported it.
        why_not: Why it may not be opened; empty if it may.
        roots: The folders that it must be inside of to be opened.
        real: Where it is once all links are followed.
    """

    path: str
    name: str
    size: int | None = None
    changed_at: float | None = None
    is_reported: bool = False
    why_not: str = ""
    roots: tuple[str, ...] = ()
    real: str = ""


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
    if is_linked(folder):
        return []  # What is listed would be somebody else's.
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


def look_again(file: JobFile) -> JobFile:
    """Look at a listed file as it is now: since it was listed another one may have taken its place."""
    if file.why_not == Refusal.ADDRESS:
        return file
    return _look_at_path(Path(file.path), file.name, [Path(root) for root in file.roots], is_reported=file.is_reported)


def _look_at(said: str, folder: Path, cwd: str) -> JobFile:
    """Look at what a job said that it made; its words are only ever a place, and never an order."""
    if _ADDRESS.match(said) or said.startswith(("\\\\", "//")):
        return JobFile(said, said, is_reported=True, why_not=Refusal.ADDRESS)
    base = Path(cwd) if cwd and Path(cwd).is_absolute() else folder
    path = Path(os.path.normpath(base / said))
    roots = [folder, base] if base.parent != base else [folder]
    return _look_at_path(path, path.name or said, roots, is_reported=True)


def _look_at_path(path: Path, name: str, roots: list[Path], *, is_reported: bool) -> JobFile:
    inside = tuple(map(str, roots))
    try:
        real = path.resolve(strict=True)
        info = real.lstat()
    except (OSError, ValueError, RuntimeError):
        return JobFile(str(path), name, is_reported=is_reported, why_not=Refusal.MISSING, roots=inside)
    why_not = ""
    if not any(real.is_relative_to(_real(root)) for root in roots):
        why_not = Refusal.OUTSIDE
    elif not stat.S_ISREG(info.st_mode):
        why_not = Refusal.NOT_PLAIN
    elif not is_safe(real.name) or not is_safe(path.name) or _is_program(info):
        why_not = Refusal.DANGEROUS
    size = info.st_size if stat.S_ISREG(info.st_mode) else None
    return JobFile(str(path), name, size, info.st_mtime, is_reported, why_not, inside, str(real))


def is_safe(name: str) -> bool:
    """Tell whether opening a file of this name cannot run it, on any system.

    Windows drops dots and spaces at the end of a name, and takes what follows a colon for a part of the file before it:
    neither leaves an ending that is known here.
    """
    stem, dot, ending = name.rpartition(".")
    return bool(stem and dot) and f".{ending.lower()}" in SAFE and not (sys.platform == "win32" and ":" in name)


def _is_program(info: os.stat_result) -> bool:
    return sys.platform != "win32" and bool(info.st_mode & 0o111)


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path

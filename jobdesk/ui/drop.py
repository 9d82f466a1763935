"""What somebody dropped on the window means for a new job; looks at the disk, so it runs on the pool; runs nothing."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from jobdesk.core.errors import InvalidValueError
from jobdesk.engine.templates import read_template

_MOST_BYTES: Final = 1 << 20
_PYTHON: Final = frozenset({".py", ".pyw"})
_SHELL: Final = frozenset({".sh", ".bash", ".zsh", ".command"})


class Dropped(msgspec.Struct, frozen=True):
    """What a drop puts into the form.

    Attributes:
        kind: The kind of job; empty leaves it.
        values: Contents of fields.
        template: Path of a template's file, to import instead.
    """

    kind: str = ""
    values: dict[str, str] = {}
    template: str | None = None


def read_drop(paths: Sequence[str], text: str = "") -> Dropped:
    """Understand a drop.

    Args:
        paths: Files and folders.
        text: What was dropped if it was none: a command line.
    """
    if not paths:
        return Dropped("command", {"command": text.strip()[:100_000]}) if text.strip() else Dropped()
    first = Path(paths[0])
    if len(paths) > 1:
        return Dropped("command", {"command": shlex.join(paths), "cwd": str(first.parent)})
    if first.is_dir():
        return Dropped("", {"cwd": str(first)})
    if first.suffix.lower() == ".json" and _is_template(first):
        return Dropped(template=str(first))
    folder = {"cwd": str(first.parent)}
    if first.suffix.lower() in _PYTHON:
        return Dropped("python", {"script": str(first), **folder})
    line = shlex.quote(str(first))
    if first.suffix.lower() in _SHELL and not os.access(first, os.X_OK) and sys.platform != "win32":
        line = f"sh {line}"
    return Dropped("command", {"command": line, **folder})


def _is_template(path: Path) -> bool:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return False
        read_template(path.read_bytes())
    except (OSError, InvalidValueError):
        return False
    return True

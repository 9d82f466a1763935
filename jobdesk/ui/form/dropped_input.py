"""What a file, a folder or a text says of a job, when it is dropped on the window or JobDesk is asked to open it.

It may wait for a disk, so it runs on the pool; nothing of what is handed over runs by that.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from PySide6.QtCore import QCoreApplication

from jobdesk.core.config import freeze_config
from jobdesk.core.errors import InvalidConfigError, InvalidValueError
from jobdesk.core.jobs.template import Template, check_template
from jobdesk.kinds.registry import KINDS, kind_of

_MOST_BYTES: Final = 1 << 20
_MOST_TEXT: Final = 100_000
_JOB_FILES: Final = frozenset({".json", ".jobdesk"})
_PYTHON: Final = frozenset({".py", ".pyw"})
_PROGRAMS: Final = {
    ".sh": "sh",
    ".bash": "bash",
    ".zsh": "zsh",
    ".command": "sh",
    ".rb": "ruby",
    ".pl": "perl",
    ".js": "node",
}


class HandedOver(msgspec.Struct, frozen=True, kw_only=True):
    """What the form shall show; what is empty leaves what it shows.

    Attributes:
        config: Members of a job's config; not always enough to run it.
        priority: None leaves it.
        template: Path of a template's file, which is shown whole and not filled in.
    """

    config: dict[str, Any] = {}
    name: str = ""
    queue: str = ""
    priority: int | None = None
    tags: tuple[str, ...] = ()
    template: str = ""

    @property
    def kind(self) -> str:
        """Key of the kind that the config is of; empty if it fits none."""
        kind = self.config.get("kind")
        return kind if kind in KINDS else next((one.key for one in KINDS.values() if one.fits(self.config)), "")


def read_drop(paths: Sequence[str], text: str = "") -> HandedOver:
    """Understand a drop; what describes no job is something for a command to work on.

    Args:
        paths: Files and folders.
        text: What was dropped if it was none: a command line.
    """
    if not paths:
        line = text.strip()[:_MOST_TEXT]
        return HandedOver(config={"kind": "command", "command": line} if line else {})
    if len(paths) == 1:
        try:
            return read_path(Path(paths[0]))
        except (OSError, InvalidValueError, InvalidConfigError):
            pass  # Whatever it is, a command may work on it; nobody said that it describes a job.
    return _command(list(paths), Path(paths[0]).parent)


def read_path(path: Path) -> HandedOver:
    """Read what a path says of a job.

    Args:
        path: A folder to run something in, a script or program, a job file, or a template.

    Raises:
        OSError: It cannot be read.
        InvalidValueError: It describes no job.
        InvalidConfigError: It describes one that cannot be run.
    """
    if path.is_dir():
        return HandedOver(config={"cwd": str(path)})
    if path.suffix.lower() in _JOB_FILES:
        return _read_json(path)
    if not path.is_file():
        raise FileNotFoundError(2, os.strerror(2), str(path))
    if path.suffix.lower() in _PYTHON:
        return HandedOver(config={"kind": "python", "script": str(path), "cwd": str(path.parent)})
    if os.access(path, os.X_OK):
        return _command([str(path)], path.parent)
    program = _PROGRAMS.get(path.suffix.lower())
    if program is None:
        problem = QCoreApplication.translate("HandedOver", "it is no script, job file, template or folder")
        raise InvalidValueError(path.name, problem)
    return _command([program, str(path)], path.parent)


def _command(words: list[str], folder: Path) -> HandedOver:
    return HandedOver(config={"kind": "command", "command": shlex.join(words), "cwd": str(folder)})


def _read_json(path: Path) -> HandedOver:
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise InvalidValueError(path.name, QCoreApplication.translate("HandedOver", "it is too large for a job file"))
    try:
        members = msgspec.json.decode(content, type=dict[str, Any])
        if "parameters" in members:
            check_template(msgspec.convert(members, Template))
            return HandedOver(template=str(path))
        if not isinstance(members.get("config"), dict):
            members = {"name": members.pop("name", ""), "config": members}
        described = msgspec.convert(members, HandedOver)
    except (msgspec.DecodeError, RecursionError) as error:
        problem = QCoreApplication.translate("HandedOver", "it is no job file: {problem}").format(problem=error)
        raise InvalidValueError(path.name, problem) from None
    freeze_config(described.config)
    kind_of(described.config)
    return described

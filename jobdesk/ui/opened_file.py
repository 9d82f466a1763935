"""What a file or folder says of a job when JobDesk is asked to open it; nothing of it is run by opening."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any, Final

import msgspec
from PySide6.QtCore import QCoreApplication

from jobdesk.core.config import freeze_config
from jobdesk.core.errors import InvalidValueError
from jobdesk.core.job import Job, JobStatus
from jobdesk.core.template import Template, check_template, fill
from jobdesk.engine.ledger import utc_now
from jobdesk.kinds.registry import KINDS, kind_of

_MOST_BYTES: Final = 1 << 20
_PROGRAMS: Final = {".sh": "sh", ".bash": "bash", ".rb": "ruby", ".pl": "perl", ".js": "node"}


class _JobFile(msgspec.Struct):
    """A file with a config, and what a job has beside it."""

    config: dict[str, Any]
    name: str = ""
    queue: str = "default"
    priority: int = 0
    tags: tuple[str, ...] = ()


def read_opened_file(path: Path) -> Job:
    """Read what a path says of a job; it may wait for a disk.

    Args:
        path: A folder to run something in, a script or program, a job file, or a template.

    Returns:
        A job that is stored nowhere, for the form to begin from.

    Raises:
        OSError: It cannot be read.
        InvalidValueError: It describes no job.
        InvalidConfigError: It describes one that cannot be run.
    """
    if path.is_dir():
        return _as_job(_JobFile({"cwd": str(path)}))
    if path.suffix.lower() == ".json":
        return _as_job(_read_json(path))
    if not path.is_file():
        raise FileNotFoundError(2, os.strerror(2), str(path))
    if path.suffix.lower() in {".py", ".pyw"}:
        return _as_job(_JobFile({"kind": "python", "script": str(path), "cwd": str(path.parent)}))
    words = [str(path)]
    if not os.access(path, os.X_OK):
        program = _PROGRAMS.get(path.suffix.lower())
        if program is None:
            problem = QCoreApplication.translate("OpenedFile", "it is no script, job file, template or folder")
            raise InvalidValueError(path.name, problem)
        words.insert(0, program)
    return _as_job(_JobFile({"kind": "command", "command": shlex.join(words), "cwd": str(path.parent)}))


def _read_json(path: Path) -> _JobFile:
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise InvalidValueError(path.name, QCoreApplication.translate("OpenedFile", "it is too large for a job file"))
    try:
        members = msgspec.json.decode(content, type=dict[str, Any])
        described = _understand(members)
    except (msgspec.DecodeError, RecursionError) as error:
        problem = QCoreApplication.translate("OpenedFile", "it is no job file: {problem}").format(problem=error)
        raise InvalidValueError(path.name, problem) from None
    freeze_config(described.config)
    kind_of(described.config)
    return described


def _understand(members: dict[str, Any]) -> _JobFile:
    if not isinstance(members.get("config"), dict):
        name = members.pop("name", "")
        return _JobFile(members, name if isinstance(name, str) else "")
    if "parameters" not in members:
        return msgspec.convert(members, _JobFile)
    template = msgspec.convert(members, Template)
    check_template(template)
    try:
        config, name = fill(template, {})
    except InvalidValueError:
        # A blank without a default stays, for the person to fill in.
        config, name = template.config, template.job_name or template.name
    return _JobFile(config, name, template.queue, template.priority, template.tags)


def _as_job(described: _JobFile) -> Job:
    kind = described.config.get("kind")
    if kind not in KINDS:
        kind = next((one.key for one in KINDS.values() if one.fits(described.config)), next(iter(KINDS)))
    return Job(
        id="0" * 12,
        number=0,
        name=described.name or _derived_name(kind, described.config),
        kind=kind,
        status=JobStatus.QUEUED,
        raw_config=msgspec.Raw(msgspec.json.encode(described.config)),
        created=utc_now(),
        updated=utc_now(),
        queue=described.queue,
        priority=described.priority,
        tags=described.tags,
    )


def _derived_name(kind: str, config: dict[str, Any]) -> str:
    return KINDS[kind].derive_name(config) if len(config) > 1 or "cwd" not in config else ""

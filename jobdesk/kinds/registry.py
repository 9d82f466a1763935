"""The kinds of job that JobDesk knows, and how a config finds its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobdesk.core.errors import InvalidConfigError
from jobdesk.kinds.base import JobKind
from jobdesk.kinds.command import CommandKind
from jobdesk.kinds.python import PythonKind

KINDS: dict[str, JobKind] = {kind.key: kind for kind in (CommandKind(), PythonKind())}


def kind_of(config: Mapping[str, Any]) -> JobKind:
    """Find the kind that a config names, or else the one its keys speak for.

    Raises:
        InvalidConfigError: It names an unknown kind, or none fits.
    """
    key = config.get("kind")
    if key is not None:
        if not isinstance(key, str) or key not in KINDS:
            raise InvalidConfigError(f"{key!r} is no kind of job; known are {', '.join(KINDS)}", "kind")
        return KINDS[key]
    for kind in KINDS.values():
        if kind.fits(config):
            return kind
    raise InvalidConfigError('says not what to run; give "command", "function" or "script"')

"""Knows the addresses that the build of the program was given: without them their parts of the window are hidden."""

from __future__ import annotations

import functools
import json
from typing import NamedTuple

from jobdesk.engine.program.update_check import is_allowed_address
from jobdesk.ui.theme.resources import resources_folder


class BuildInfo(NamedTuple):
    """Addresses by the build.

    Attributes:
        homepage: JobDesk's home page; empty if there is none.
        update_url: What the update check asks; empty if there is none.
    """

    homepage: str = ""
    update_url: str = ""


@functools.cache
def read_build_info() -> BuildInfo:
    """Return what the build has stored; a clone has nothing. The file is read once."""
    try:
        stored = json.loads((resources_folder() / "build.json").read_text(encoding="utf-8"))
        texts = [stored.get(name, "") for name in BuildInfo._fields]
    except (OSError, ValueError, AttributeError):
        return BuildInfo()
    return BuildInfo(*(text if isinstance(text, str) and is_allowed_address(text) else "" for text in texts))

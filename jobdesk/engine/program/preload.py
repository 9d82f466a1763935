"""Loads all that an engine imports only when it needs it, so that an update of the program's files takes nothing away.

An import at the first need would find the files of another version, or none. Loading all at the start would make each
start of an engine dearer by a tenth of a second.
"""

from __future__ import annotations

import importlib
import logging
import sys

_log = logging.getLogger(__name__)

MODULES = (
    "jobdesk.engine.execution.output_progress",
    "jobdesk.executors.log_scan",
    "jobdesk.engine.ipc.background",
    "jobdesk.engine.storage.snapshot",
    "jobdesk.core.timing.schedule",
    "jobdesk.core.output.log_diff",
    "concurrent.futures",
    "cronsim",
    "difflib",
    "filecmp",
    "hashlib",
    "psutil",
    "secrets",
    "subprocess",
    "tempfile",
    "tzlocal",
    "zoneinfo",
)
"""What is imported within functions of the engine and of what it stands on, on every system."""

_ON_WINDOWS = (
    "jobdesk.engine.ipc.windows_channel",
    "jobdesk.executors.windows.api",
    "jobdesk.executors.windows.named_events",
    "jobdesk.executors.windows.launch",
)


def preload() -> None:
    """Import all of it; what cannot be imported is logged, and fails where it is needed."""
    for name in MODULES + (_ON_WINDOWS if sys.platform == "win32" else ()):
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001 (whatever a damaged file raises)
            _log.exception("%s cannot be loaded", name)

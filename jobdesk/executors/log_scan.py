"""Looks for a user's expressions in a log, in a process that is killed if that takes too long (see `log_matcher`)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from jobdesk.executors.supervisor.launcher import source_command
from jobdesk.jobdir.folder import open_plain

MOST_BYTES = 4 << 20
"""Only so much of the end of a log is looked at: what decides stands there."""

_PATIENCE_S = 10.0
_MATCHER = Path(__file__).with_name("supervisor") / "log_matcher.py"
_SOURCE = _MATCHER.read_text(encoding="utf-8") if _MATCHER.exists() else ""
"""Read now: an update may replace the file while this runs. In a packaged app the source is inside of it."""


def find_last(log: Path, patterns: list[str], patience_s: float = _PATIENCE_S) -> list[dict[str, str] | None] | None:
    """Find the last place in the end of a log where each expression fits.

    Args:
        log: The log; a missing one is empty.
        patterns: Regular expressions, as Python reads them; ^ and $ are the ends of a line.
        patience_s: How long to search at most.

    Returns:
        For each expression its groups by name, the whole match under "", or None where it does not fit. None in place
        of the list if the search took too long.

    Raises:
        OSError: No process could be made.
    """
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        done = subprocess.run(
            source_command("--scan", _SOURCE),
            input=json.dumps(patterns).encode() + b"\n" + _read_end(log),
            capture_output=True,
            timeout=patience_s,
            check=True,
            creationflags=flags,
        )
    except subprocess.TimeoutExpired:
        return None
    except subprocess.CalledProcessError as error:
        raise OSError(f"the search in the log failed: {error.stderr[-500:].decode(errors='replace')}") from error
    answer: list[dict[str, Any] | None] = json.loads(done.stdout)
    return answer


def _read_end(path: Path) -> bytes:
    try:
        with open_plain(path) as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - MOST_BYTES))
            return file.read(MOST_BYTES)
    except OSError:
        return b""

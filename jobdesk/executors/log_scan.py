"""Looks for a user's expressions in a log, in a process of its own: Python's own search cannot be interrupted.

Run as ``python -I -S log_scan.py``, it reads a request from its standard input and writes the answer to its standard
output, both JSON. Whoever asks waits a bounded time and then kills it, whatever the expression is like.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    # With -I and -S nothing of ours is on the path; the package's own folder is two levels up.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from jobdesk.executors.environment import own_environment
from jobdesk.executors.folder import open_plain
from jobdesk.executors.launcher import program_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_BYTES = 4 << 20
"""Only so much of the end of a log is looked at: what decides stands there."""

_PATIENCE_S = 10.0
_SEQUENCES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")


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
    request = json.dumps({"log": str(log), "patterns": patterns})
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        done = subprocess.run(
            program_command("--scan", Path(__file__)),
            input=request,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=patience_s,
            check=True,
            env=own_environment(),
            creationflags=flags,
        )
    except subprocess.TimeoutExpired:
        return None
    except subprocess.CalledProcessError as error:
        raise OSError(f"the search in the log failed: {error.stderr[-500:]}") from error
    answer: list[dict[str, str] | None] = json.loads(done.stdout)
    return answer


def main() -> int:
    """Answer the one request on standard input."""
    request: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    text = _SEQUENCES.sub("", _read_end(Path(request["log"])))
    found = [_find_last(re.compile(pattern, re.MULTILINE), text) for pattern in request["patterns"]]
    sys.stdout.write(json.dumps(found))
    return 0


def _read_end(path: Path) -> str:
    try:
        with open_plain(path) as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - MOST_BYTES))
            return file.read(MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _find_last(pattern: re.Pattern[str], text: str) -> dict[str, str] | None:
    last = None
    for match in pattern.finditer(text):
        last = match
    if last is None:
        return None
    return {"": last[0][:1000], **{name: (value or "")[:200] for name, value in last.groupdict().items()}}


if __name__ == "__main__":
    sys.exit(main())

"""Finds a user's expressions in a text; a program of its own, since Python's own search cannot be interrupted.

It imports nothing of ours: `log_scan` gives its source to an interpreter, also when this file is gone by then. It reads
one line of JSON and then the text from its standard input, and writes the answer to its standard output as JSON.
"""

from __future__ import annotations

import json
import re
import sys

_SEQUENCES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")


def main() -> int:
    """Answer the one request on standard input."""
    patterns: list[str] = json.loads(sys.stdin.buffer.readline())
    text = _SEQUENCES.sub("", sys.stdin.buffer.read().decode("utf-8", "replace"))
    found = [_find_last(re.compile(pattern, re.MULTILINE), text) for pattern in patterns]
    sys.stdout.write(json.dumps(found))
    return 0


def _find_last(pattern: re.Pattern[str], text: str) -> dict[str, str] | None:
    last = None
    for match in pattern.finditer(text):
        last = match
    if last is None:
        return None
    return {"": last[0][:1000], **{name: (value or "")[:200] for name, value in last.groupdict().items()}}


if __name__ == "__main__":
    sys.exit(main())

"""Submitting an array on the command line: one command over values, their combinations, or the lines of a file."""

from __future__ import annotations

import re
import sys

from jobdesk.core.errors import InvalidValueError

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

_NAMED = re.compile(r"(\w+)=(.*)", re.DOTALL)
LINE_PARAMETER = "line"


def add_array_options(parser: ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument_group("arrays: one task for each value").add_argument
    add(
        "--array",
        metavar="[NAME=]VALUES",
        action="append",
        default=[],
        help="1-100, 1-100:5 or a,b,c; {NAME} in the command, or {i}, stands for the value; given again: "
        "all combinations",
    )
    add("--array-lines", metavar="FILE", help="one task for each line of FILE, or - for the standard input: {line}")
    add("--at-once", type=int, metavar="N", help="run at most N tasks of it at once")


def as_array(options: Namespace, config: dict[str, Any], wishes: dict[str, Any]) -> dict[str, Any]:
    """Return the config of the array that was asked for, or of the job itself if none was.

    Args:
        options: The options as they were given.
        config: What each task runs.
        wishes: What was wished for; how many may run at once is added.

    Raises:
        InvalidValueError: The options do not fit together.
        OSError: The file cannot be read.
    """
    if not options.array and options.array_lines is None:
        if options.at_once is not None:
            raise InvalidValueError("--at-once", "is for arrays; for a whole queue: jobdesk queue NAME --limit N")
        return config
    over: dict[str, Any] = {}
    for text in options.array:
        named = _NAMED.fullmatch(text)
        name, values = (named[1], named[2]) if named else ("i", text)
        if name in over:
            raise InvalidValueError("--array", f"{name!r} is there twice; name the parameters: --array NAME=VALUES")
        over[name] = values
    if options.array_lines is not None:
        if LINE_PARAMETER in over:
            raise InvalidValueError("--array", "'line' stands for the lines of the file")
        over[LINE_PARAMETER] = _read_lines(options.array_lines)
    if options.at_once is not None:
        wishes["policy"] = {**wishes.get("policy", {}), "at_once": options.at_once}
    return {"kind": "array", "task": config, "over": over}


def _read_lines(path: str) -> list[str]:
    """Read the lines of a file; those that are empty are left out."""
    if path == "-":
        text = sys.stdin.buffer.read()
    else:
        with open(path, "rb") as file:  # noqa: PTH123 (pathlib is slow to import)
            text = file.read()
    try:
        lines = text.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise InvalidValueError("--array-lines", f"{path} holds what is no UTF-8 text") from None
    found = [line for line in lines if line.strip()]
    if not found:
        raise InvalidValueError("--array-lines", f"{path} holds no lines")
    return found

"""Recognises a program that ended because it asked for input and got none, by the end of its output."""

from __future__ import annotations

import re
from typing import Final

MOST_BYTES: Final = 4096
"""Evidence stands in so much of the end of an output."""
_MOST_LINES: Final = 20
_FORMS: Final = (
    # Python's input(), also through a traceback of several exceptions; an EOFError of pickle reads otherwise.
    r"^(?:\w+\.)*EOFError: EOF when reading a line$",
    # Ruby's readline.
    r"in [`'](?:IO#)?readline'.*end of file reached \(EOFError\)",
    # Java's Scanner on System.in.
    r"^(?:Exception in thread .*)?java\.util\.NoSuchElementException: No line found$",
    # "Do you want to continue? [Y/n] Abort." of apt, and its like.
    r"[\[(](?:y/n|yes/no|y/N|Y/n)[\])]:?\s*(?:Abort(?:ed|ing)?\b.*|Cancel(?:led|ed)?\b.*)$",
    r"^sudo: (?:a terminal is required to read the password|no tty present and no askpass program specified)",
    r"^fatal: could not read (?:Username|Password) for ",
    r"^(?:the input device is not a TTY|cannot enable tty mode on non tty input)$",
)
_EVIDENCE: Final = re.compile("|".join(_FORMS))


def asked_for_input(output: str) -> bool:
    """Tell whether the last lines of a failed program's output prove that it wanted to read something.

    Args:
        output: The end of what it wrote.
    """
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return any(_EVIDENCE.search(line) for line in lines[-_MOST_LINES:])

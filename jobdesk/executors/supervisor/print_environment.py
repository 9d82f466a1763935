"""Prints this process's environment between two marks; a login shell runs it, whose own output stands around it."""

from __future__ import annotations

import os
import sys


def main(mark: str, has_letters: str) -> int:
    """Print each variable, with a NUL character before and after it.

    Args:
        mark: Stands at the begin and the end. A shell may print it too, with the command that it runs, but no NUL.
        has_letters: Empty if the shell has no LC_CTYPE: Python sets one for itself where no language is set.
    """
    variables = [] if sys.platform == "win32" else list(os.environb.items())
    pairs = [name + b"=" + value for name, value in variables if has_letters or name != b"LC_CTYPE"]
    data = b"\0".join([os.fsencode(mark), *pairs, os.fsencode(mark)])
    while data:
        data = data[os.write(1, data) :]
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

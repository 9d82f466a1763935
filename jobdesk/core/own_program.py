"""The program that runs this: a Python with JobDesk's modules, or a packaged JobDesk, which is no Python.

Nothing else asks `sys` for it, since a packaged program that is taken for a Python does something quite different.
"""

from __future__ import annotations

import sys


def is_packaged() -> bool:
    """Return true in a packaged JobDesk."""
    return bool(getattr(sys, "frozen", False))


def own_program() -> str:
    """Return the file of the packaged program, or of the Python that runs this."""
    return sys.executable


def own_python(*, is_real: bool = False) -> str | None:
    """Return the Python that runs this; None in a packaged program.

    Args:
        is_real: Whether the one behind a virtual environment is meant: that environment's own is a mere starter on
            Windows, which would stay beside the interpreter that it starts.
    """
    if is_packaged():
        return None
    base: str = getattr(sys, "_base_executable", sys.executable)
    return base if is_real else sys.executable

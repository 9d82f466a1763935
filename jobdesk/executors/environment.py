"""The environment of a job: captured where it is submitted, stored by the engine, read again by the supervisor.

Standard library only. A stored environment is one JSON object: "variables"; "base", which is "engine" where the
variables are added to those of the engine; and "interpreter", the Python for the submitter's Python jobs.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

MOST_BYTES = 1 << 20
OF_THE_SESSION = (
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS",
    "SSH_AUTH_SOCK",
    "XDG_RUNTIME_DIR",
)
"""Variables that are the engine's at the start of a job: those of the submitter's session may be stale by then."""
_OF_THE_SHELL = frozenset({"PWD", "OLDPWD", "SHLVL", "_"})


def capture_environment(
    interpreter: str = "",
    *,
    from_engine: bool = False,
    passed: Iterable[str] = (),
    variables: Mapping[str, str] | None = None,
) -> str:
    """Return a submitter's environment as the text that is stored.

    Args:
        interpreter: Python for Python jobs: a path, or a name for the search path; empty is none.
        from_engine: Whether only what is in `passed` is taken, to be added to the engine's.
        passed: Names of variables that are taken in any case.
        variables: The environment; None is this process's own.

    Raises:
        KeyError: A variable in `passed` is not set.
    """
    present = os.environ if variables is None else variables
    taken = {} if from_engine else {name: value for name, value in present.items() if _belongs_to_jobs(name)}
    names = [name.upper() for name in passed] if sys.platform == "win32" else passed
    taken.update({name: present[name] for name in names})
    stored: dict[str, Any] = {"variables": taken}
    if from_engine:
        stored["base"] = "engine"
    if interpreter:
        stored["interpreter"] = interpreter
    # All but ASCII is escaped, so that bytes that are no text in UTF-8 survive the way through any JSON.
    return json.dumps(stored, sort_keys=True, separators=(",", ":"))


def _belongs_to_jobs(name: str) -> bool:
    if sys.platform == "win32":
        name = name.upper()
    if name in _OF_THE_SHELL or name in OF_THE_SESSION:
        return False
    return not name.startswith("JOBDESK_") or name == "JOBDESK_HOME"


def read_stored(text: str | bytes) -> dict[str, Any]:
    """Read a stored environment.

    Raises:
        ValueError: It is none.
    """
    stored: Any = json.loads(text)
    is_whole = isinstance(stored, dict) and isinstance(stored.get("variables"), dict)
    if not is_whole or not isinstance(stored.get("interpreter", ""), str):
        raise ValueError("it is not as JobDesk stores one")
    found: dict[str, Any] = stored
    for name, value in found["variables"].items():
        if not name or "=" in name or not isinstance(value, str) or "\0" in name + value:
            raise ValueError(f"{name!r:.60} cannot be a variable")
    return found


def base_environment(path: str | None) -> Mapping[str, str]:
    """Return the variables that a job starts with, before those that are added to them.

    Args:
        path: Where the submitter's environment is stored; None takes this process's own.

    Raises:
        OSError: It cannot be read.
        ValueError: It holds no environment.
    """
    if path is None:
        return os.environ
    from jobdesk.jobdir.folder import read_own  # Late: who only captures does without.

    stored = read_stored(read_own(Path(path)))
    variables: dict[str, str] = stored["variables"]
    if stored.get("base") == "engine":
        return {**os.environ, **variables}
    return {**{name: os.environ[name] for name in OF_THE_SESSION if name in os.environ}, **variables}

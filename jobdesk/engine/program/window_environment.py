"""The environment of what a window submits: the one that a terminal of the same user would give to it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from typing import Final

from jobdesk.executors import login_shell, registry_environment

HAS_REGISTRY: Final = sys.platform == "win32"
NO_LOGIN_SHELL: Final = (
    "Jobs from this window lack the variables of your login shell, such as its PATH: {problem}. Shorten the shell's "
    "start files and open JobDesk again, or open it from a terminal."
)


class WindowEnvironment:
    """Reads the environment when it is first asked for it; on Windows each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._from_shell: Mapping[str, str] | None = None
        self._problem = ""
        self._is_bare = login_shell.is_started_by_launchd()
        self._registry_before = _registry()

    def variables(self) -> Mapping[str, str]:
        """Return the variables; may wait 5 s for the login shell, once."""
        if HAS_REGISTRY:
            return registry_environment.renew(os.environ, self._registry_before, _registry())
        if not self._is_bare:
            return os.environ
        with self._lock:
            if self._from_shell is None:
                try:
                    self._from_shell = login_shell.read_login_environment(os.environ)
                except login_shell.LoginShellError as error:
                    self._problem = NO_LOGIN_SHELL.format(problem=error)
                    self._from_shell = dict(os.environ)
            return self._from_shell

    def problem(self) -> str:
        """Return in words why jobs have fewer variables than in a terminal; empty if they have all."""
        self.variables()
        return self._problem


def _registry() -> dict[str, str]:
    machine, user = registry_environment.read_registry()
    return registry_environment.merge(machine, user, os.environ)

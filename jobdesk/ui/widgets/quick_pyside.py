"""PySide6 without what it prepares for its own documentation, which is a third of a start.

On its import PySide6 compiles the modules that write its type stubs and its signatures, and puts an `__import__` of its
own in place that reads the source of every module imported later, for a `from __feature__ import` that nobody here
writes. Here those modules are compiled when something asks for them, as an error about wrong arguments does, and what
they need of the standard library waits for them.
"""

from __future__ import annotations

import builtins
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from types import ModuleType
from typing import Any

_HOME = "shibokensupport"
_LOADER = f"{_HOME}.signature.loader"
# What the loader imports and only its functions use; one that a version does not have is never asked for.
_LATER = frozenset(
    {
        f"{_HOME}.signature.errorhandler",
        f"{_HOME}.signature.layout",
        f"{_HOME}.signature.lib.enum_sig",
        f"{_HOME}.signature.lib.pyi_generator",
        f"{_HOME}.signature.lib.tool",
        f"{_HOME}.signature.mapping",
        f"{_HOME}.signature.parser",
    }
)


# What PySide6's C++ takes out of a module's dictionary, where nobody can see it being asked for.
_TAKEN = {f"{_HOME}.signature.mapping": "update_mapping"}


def _no_source(_what: object) -> str:
    """Say what `inspect.getsource` says in an installed app, where there is none."""
    raise OSError("no source")


# What PySide6 imports of the standard library and does not use before those modules are compiled, but for these names:
# it asks for the source of what is imported meanwhile, for that same `from __feature__ import`.
_UNUSED: dict[str, dict[str, object]] = {"inspect": {"getsource": _no_source}, "tempfile": {}}


def import_pyside() -> None:
    """Import PySide6, quickly if it is the first time.

    Raises:
        ImportError: There is no Qt that can be loaded.
    """
    if "PySide6" in sys.modules:
        return
    original = builtins.__import__

    def import_some_later(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - named as Python names it
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if fromlist and globals is not None and globals.get("__name__") == _LOADER:
            package = original(name, fromlist=("__name__",))
            for part in fromlist:
                if f"{name}.{part}" in _LATER:
                    _put_later(package, part)
        return original(name, globals, locals, fromlist, level)

    path = os.environ.get("PATH")
    builtins.__import__ = import_some_later
    stand_ins = [_StandIn(name, used) for name, used in _UNUSED.items() if name not in sys.modules]
    sys.modules.update((one.__name__, one) for one in stand_ins)
    try:
        import PySide6  # noqa: F401
    finally:
        # Not PySide6's own either.
        builtins.__import__ = original
        for one in stand_ins:
            one.step_aside()
    if sys.platform == "win32" and path is not None:
        # It has put its folder on the search path, which jobs inherit, for plugins that find their libraries there.
        # Only that of SVG needs one that is not loaded anyway.
        from PySide6 import QtSvg  # noqa: F401

        os.environ["PATH"] = path


class _StandIn(ModuleType):
    """Stands for a module for those who import it and do not use it, or not yet."""

    def __init__(self, name: str, used: dict[str, object]) -> None:
        super().__init__(name)
        vars(self).update(used)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        self.step_aside()
        return getattr(importlib.import_module(self.__name__), name)

    def step_aside(self) -> None:
        """Let who imports it from now on have the module itself."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


class _LaterModule(ModuleType):
    """A module whose code runs when the first of its names is asked for."""

    def __init__(self, name: str, loader: Any) -> None:
        super().__init__(name)
        self.__spec__ = loader.find_spec(name, None)
        self._is_run = False
        taken = _TAKEN.get(name)
        if taken is not None:
            setattr(self, taken, partial(self._run_first, taken))

    def __getattr__(self, name: str) -> Any:
        if self._is_run or name.startswith("__") or self.__spec__ is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        self._run()
        return getattr(self, name)

    def _run_first(self, taken: str) -> Any:
        return self._run()[taken]()

    def _run(self) -> dict[str, Any]:
        loader: Any = self.__spec__.loader if self.__spec__ is not None else None
        if not self._is_run and loader is not None:
            self._is_run = True
            # PySide6 has renamed the one that it had.
            self.__spec__ = loader.find_spec(self.__name__, None)
            loader.exec_module(self)
        return self.__dict__


def _put_later(package: ModuleType, part: str) -> None:
    name = f"{package.__name__}.{part}"
    if name not in sys.modules and package.__spec__ is not None:
        module = sys.modules[name] = _LaterModule(name, package.__spec__.loader)
        setattr(package, part, module)

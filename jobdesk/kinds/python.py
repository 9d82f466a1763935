"""The kind "python": a function that is called with the config, or a script, in an interpreter that the user picks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from jobdesk.core.errors import InvalidConfigError
from jobdesk.core.jobs.launch_plan import Defaults, LaunchPlan
from jobdesk.core.own_program import own_python
from jobdesk.kinds.base import ENVIRONMENT, FOLDER, Field, check_process_fields, check_text

NO_PYTHON = "no Python was found; install Python, or choose one in the settings (Python for new jobs)"
_FUNCTION = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")
_RUNNER = Path(__file__).with_name("python_runner.py")
_RUNNER_SOURCE = _RUNNER.read_text(encoding="utf-8") if _RUNNER.exists() else ""
"""Read now, for when the program's files are gone while an engine lives on."""


class PythonKind:
    """Python code; its config is ``{"function": "package.module:name"}`` or ``{"script": "x.py", "args": [..]}``.

    A function is called with the whole config, so it may hold keys of its own. What the function returns becomes the
    job's result summary; what it raises becomes its error, with the traceback in the log.
    """

    key = "python"
    title = "Python"
    fields = (
        Field(key="script", title="Script", type="file", hint="A Python file. Or name a function below."),
        Field(key="args", title="Arguments", type="command", hint="Given to the script."),
        Field(
            key="function",
            title="Function",
            type="text",
            hint="package.module:function, called with the config; its return value is the result.",
        ),
        Field(
            key="interpreter",
            title="Interpreter",
            type="file",
            hint="Empty: the one in Settings, or the first on the search path.",
        ),
        FOLDER,
        ENVIRONMENT,
    )

    def fits(self, config: Mapping[str, Any]) -> bool:
        """A config with a function or a script is of this kind."""
        return "function" in config or "script" in config

    def check(self, config: Mapping[str, Any]) -> None:
        """Accept either a function or a script, with what belongs to it."""
        function, script = config.get("function"), config.get("script")
        if bool(function) == bool(script):
            raise InvalidConfigError('give either "function" or "script"', "function")
        if function:
            check_text("function", function)
            if not _FUNCTION.fullmatch(function):
                raise InvalidConfigError("must read package.module:function", "function")
        else:
            check_text("script", script)
            arguments = config.get("args", [])
            if not isinstance(arguments, list):
                raise InvalidConfigError("must be a list of texts", "args")
            for argument in arguments:
                check_text("args", argument)
        if config.get("interpreter"):
            check_text("interpreter", config["interpreter"])
        check_process_fields(config)

    def derive_name(self, config: Mapping[str, Any]) -> str:
        """The function's or the script's own name."""
        return str(config["function"]) if config.get("function") else PurePath(config["script"]).name

    def plan(self, config: Mapping[str, Any], defaults: Defaults) -> LaunchPlan:
        """The interpreter, unbuffered, with the script or with the runner that calls the function."""
        interpreter = config.get("interpreter") or defaults.interpreter or own_python()
        if not interpreter:
            raise InvalidConfigError(NO_PYTHON, "interpreter")
        if config.get("function"):
            argv = (interpreter, "-u", *_find_runner(), config["function"])
        else:
            argv = (interpreter, "-u", config["script"], *config.get("args", []))
        return LaunchPlan(
            argv=argv, env=dict(config.get("env") or {}), cwd=config.get("cwd") or defaults.folder or None
        )


def _find_runner() -> tuple[str, ...]:
    """Return the runner as arguments of an interpreter: its file as it is now, or the source that was loaded."""
    if _RUNNER.exists() or not _RUNNER_SOURCE:
        return (str(_RUNNER),)
    return ("-c", f"__file__ = '<string>'\n{_RUNNER_SOURCE}")

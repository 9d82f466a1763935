"""The command that a job runs, as it was given on the command line."""

from __future__ import annotations

import os
import sys

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping
    from typing import Any, NoReturn


def read_command(options: Namespace) -> dict[str, Any]:
    """Make a job's config of what stands after ``--``, and of the options that say how to run it.

    Raises:
        SystemExit: They make none; what to say has been said.
    """
    if not options.command:
        _usage_error("say what to run after --, for example: jobdesk run -- make all")
    return {"kind": "command", "cwd": os.getcwd(), **_given(options, {})}  # noqa: PTH109 (pathlib is slow to import)


def read_origin(options: Namespace | None = None) -> dict[str, Any]:
    """Return where this is submitted, as arguments of the engine's verbs: the environment, and the folder.

    Args:
        options: What was said of the environment; None is nothing.

    Raises:
        SystemExit: A variable is not set here; what to say has been said.
    """
    from jobdesk.executors.environment import capture_environment

    names = [] if options is None else [name for name in options.env if "=" not in name]
    from_engine = options is not None and options.env_from == "engine"
    try:
        environment = capture_environment("python3", from_engine=from_engine, passed=names)
    except KeyError as error:
        _usage_error(f"--env takes NAME=VALUE, or the name of a variable that is set here; {error} is not")
    needs_none = from_engine and not names
    return {"environment": None if needs_none else environment, "submit_folder": _present_folder()}


def _present_folder() -> str | None:
    try:
        return os.getcwd()  # noqa: PTH109 (pathlib is slow to import)
    except OSError:
        return None  # It was removed.


def change_command(options: Namespace, config: dict[str, Any]) -> dict[str, Any]:
    """Put what stands after ``--``, and the options that say how to run it, over the config of a command.

    A line for the shell stays one if one line is given for it.

    Raises:
        SystemExit: They do not fit together; what to say has been said.
    """
    changes = _given(options, os.environ)
    variables = {**config.get("env", {}), **changes.get("env", {})}
    changed = {**config, **changes} | ({"env": variables} if variables else {})
    if options.command and not options.shell and config.get("shell"):
        if len(options.command) == 1:
            changed["command"] = options.command[0]
        else:
            del changed["shell"]
    return changed


def names_command(options: Namespace) -> bool:
    """Say whether anything was given of what a job runs, and how."""
    return bool(options.command or options.cwd is not None or options.env or options.shell)


def _given(options: Namespace, here: Mapping[str, str]) -> dict[str, Any]:
    """Return what was given; a variable without a value has that which it has `here`, or is not taken."""
    command = options.command
    if options.shell and len(command or ()) != 1:
        _usage_error("with --shell give one line, in quotes: jobdesk run --shell -- 'make | tee out'")
    variables = {}
    for pair in options.env:
        name, equals, value = pair.partition("=")
        if not name:
            _usage_error(f"--env takes NAME=VALUE or NAME, not {pair!r}")
        if not equals and here and name not in here:
            _usage_error(f"--env takes NAME=VALUE, or the name of a variable that is set here; {name!r} is not")
        if equals or here:
            variables[name] = value if equals else here[name]
    config: dict[str, Any] = {}
    if command:
        config["command"] = command[0] if options.shell else command
    if options.cwd is not None:
        config["cwd"] = os.path.abspath(options.cwd)  # noqa: PTH100 (pathlib would resolve nothing more and keep "..")
    if options.shell:
        config["shell"] = True
    if variables:
        config["env"] = variables
    return config


def _usage_error(text: str) -> NoReturn:
    print(f"jobdesk: {text}", file=sys.stderr)
    raise SystemExit(2)

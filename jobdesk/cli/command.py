"""The command that a job runs, as it was given on the command line."""

from __future__ import annotations

import os
import sys

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any, NoReturn


def read_command(options: Namespace) -> dict[str, Any]:
    """Make a job's config of what stands after ``--``, and of the options that say how to run it.

    Raises:
        SystemExit: They make none; what to say has been said.
    """
    if not options.command:
        _usage_error("say what to run after --, for example: jobdesk run -- make all")
    return {"kind": "command", "cwd": os.getcwd(), **_given(options)}  # noqa: PTH109 (pathlib is slow to import)


def change_command(options: Namespace, config: dict[str, Any]) -> dict[str, Any]:
    """Put what stands after ``--``, and the options that say how to run it, over the config of a command.

    A line for the shell stays one if one line is given for it.

    Raises:
        SystemExit: They do not fit together; what to say has been said.
    """
    changes = _given(options)
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


def _given(options: Namespace) -> dict[str, Any]:
    command = options.command
    if options.shell and len(command or ()) != 1:
        _usage_error("with --shell give one line, in quotes: jobdesk run --shell -- 'make | tee out'")
    variables = {}
    for pair in options.env:
        name, equals, value = pair.partition("=")
        if not name or not equals:
            _usage_error(f"--env takes NAME=VALUE, not {pair!r}")
        variables[name] = value
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

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
    command = options.command
    if not command:
        _usage_error("say what to run after --, for example: jobdesk run -- make all")
    if options.shell and len(command) != 1:
        _usage_error("with --shell give one line, in quotes: jobdesk run --shell -- 'make | tee out'")
    variables = {}
    for pair in options.env:
        name, equals, value = pair.partition("=")
        if not name or not equals:
            _usage_error(f"--env takes NAME=VALUE, not {pair!r}")
        variables[name] = value
    config: dict[str, Any] = {
        "kind": "command",
        "command": command[0] if options.shell else command,
        "cwd": os.path.abspath(options.cwd),  # noqa: PTH100 (pathlib would resolve nothing more and keep "..")
    }
    if options.shell:
        config["shell"] = True
    if variables:
        config["env"] = variables
    return config


def _usage_error(text: str) -> NoReturn:
    print(f"jobdesk: {text}", file=sys.stderr)
    raise SystemExit(2)

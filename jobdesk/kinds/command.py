"""The kind "command": a program with its arguments, or a shell line where the user asks for a shell."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from jobdesk.core.errors import InvalidConfigError
from jobdesk.core.jobs.launch_plan import Defaults, LaunchPlan
from jobdesk.core.redaction import mask_config
from jobdesk.core.text import shorten
from jobdesk.kinds.base import ENVIRONMENT, FOLDER, Field, check_process_fields, check_text

_MOST_NAME_LETTERS = 60


class CommandKind:
    """A program, started directly; its config is ``{"command": [..] | "..", "shell": bool, "cwd", "env"}``."""

    key = "command"
    title = "Command"
    fields = (
        Field(
            key="command",
            title="Command",
            type="command",
            is_required=True,
            hint="A program and its arguments, quoted as in a terminal.",
        ),
        Field(key="shell", title="Run in a shell", type="bool", hint="Needed for pipes, && and wildcards."),
        FOLDER,
        ENVIRONMENT,
    )

    def fits(self, config: Mapping[str, Any]) -> bool:
        """A config with a command is of this kind."""
        return "command" in config

    def check(self, config: Mapping[str, Any]) -> None:
        """Accept a command that can be split and given to a program."""
        command: Any = config.get("command")
        shell = config.get("shell", False)
        if not isinstance(shell, bool):
            raise InvalidConfigError("must be true or false", "shell")
        if shell and not isinstance(command, str):
            raise InvalidConfigError("a shell takes one line of text, not a list", "command")
        if isinstance(command, list):
            for part in command:
                check_text("command", part)
        else:
            check_text("command", command)
        argv = [command] if shell else split_command(command)
        if not argv or not argv[0].strip():
            raise InvalidConfigError("is empty; say what to run", "command")
        check_process_fields(config)

    def derive_name(self, config: Mapping[str, Any]) -> str:
        """The command line itself, with the folder of the program left out and secrets masked."""
        command = config["command"]
        if not config.get("shell"):
            command = split_command(command)
        command = mask_config({**config, "command": command})["command"]
        if config.get("shell"):
            return shorten(command, _MOST_NAME_LETTERS)
        program, *arguments = command
        return shorten(shlex.join([PurePath(program).name or program, *arguments]), _MOST_NAME_LETTERS)

    def plan(self, config: Mapping[str, Any], defaults: Defaults) -> LaunchPlan:
        """The program as given, or the system's shell with the line."""
        command, is_shell = config["command"], bool(config.get("shell"))
        argv = [*shell_command(defaults.shell), command] if is_shell else split_command(command)
        return LaunchPlan(
            argv=tuple(argv),
            env=dict(config.get("env") or {}),
            cwd=config.get("cwd") or defaults.folder or None,
            shell=is_shell,
        )


def split_command(command: str | list[str]) -> list[str]:
    """Split a command line by the shell's rules of quoting; a list stays as it is.

    Raises:
        InvalidConfigError: A quote is not closed.
    """
    if isinstance(command, list):
        return list(command)
    try:
        return split_for_windows(command) if sys.platform == "win32" else shlex.split(command)
    except ValueError as error:
        raise InvalidConfigError(f"cannot be split into words: {str(error).lower()}", "command") from error


def split_for_windows(command: str) -> list[str]:
    r"""Split a command line by the same quotes, but leave "\" alone: it is what paths are made of there.

    (`shlex.split` without its POSIX rules would leave the quotes in the words.)

    Raises:
        ValueError: A quote is not closed.
    """
    words = shlex.shlex(command, posix=True, punctuation_chars=False)
    words.whitespace_split = True
    words.commenters = words.escape = ""
    return list(words)


def shell_command(shell: str = "") -> list[str]:
    """The program and options that run a line: the given shell, else /bin/sh, or cmd.exe on Windows."""
    if sys.platform == "win32" and not shell:
        return [os.environ.get("COMSPEC", "cmd.exe"), "/d", "/s", "/c"]
    return [shell or "/bin/sh", "-c"]

"""A job's command as a line for a terminal, quoted for the shell that this system's people use."""

from __future__ import annotations

import shlex
import subprocess
import sys

from jobdesk.core.job import Job, start_folder
from jobdesk.core.redaction import mask_config, mask_member


def command_text(job: Job) -> str:
    """Return a job's command as a line for a terminal, with secrets masked; empty where it has none."""
    config = mask_config(job.config)
    command = config.get("command")
    if isinstance(command, list):
        return quote([str(part) for part in command])
    if isinstance(command, str):
        return command
    if config.get("script"):
        arguments = config.get("args")
        parts = arguments if isinstance(arguments, list) else []
        return quote([_interpreter(config.get("interpreter")), str(config["script"]), *map(str, parts)])
    return ""


def whole_command_text(job: Job) -> str:
    """Return the command with its folder and what was added to the environment, as it would be typed."""
    line = command_text(job)
    config = mask_config(job.config)
    environment = config.get("env")
    if not line or sys.platform == "win32":
        return line
    if isinstance(environment, dict) and environment and not isinstance(config.get("command"), str):
        added = " ".join(f"{name}={shlex.quote(shown_value(name, value))}" for name, value in environment.items())
        line = f"env {added} {line}"
    folder = start_folder(config, job.submit_folder)
    return f"cd {shlex.quote(folder)} && {line}" if folder else line


def shown_value(name: str, value: object) -> str:
    """Return the value of a variable as it may be shown."""
    return str(mask_member(name, str(value)))


def quote(arguments: list[str]) -> str:
    """Quote arguments for the shell."""
    return subprocess.list2cmdline(arguments) if sys.platform == "win32" else shlex.join(arguments)


def _interpreter(chosen: object) -> str:
    if isinstance(chosen, str) and chosen:
        return chosen
    return "python" if sys.platform == "win32" else "python3"

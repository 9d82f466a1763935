"""What a kind of job asks of a place to run: the process to start."""

from __future__ import annotations

import msgspec


class LaunchPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The process that a job asks for.

    Attributes:
        argv: Program and arguments; no shell looks at them unless the program is one.
        env: Variables added to the environment of whoever submitted the job.
        cwd: Folder to start in; None is the user's home.
        shell: Whether the last of `argv` is a line for the system's shell.
    """

    argv: tuple[str, ...]
    env: dict[str, str] = {}
    cwd: str | None = None
    shell: bool = False


class Defaults(msgspec.Struct, frozen=True, kw_only=True):
    """What the user's settings say where a config says nothing; empty texts leave it to the system.

    Attributes:
        shell: Program that runs the lines which ask for a shell.
        interpreter: Python for Python jobs.
        folder: Folder to start in.
    """

    shell: str = ""
    interpreter: str = ""
    folder: str = ""

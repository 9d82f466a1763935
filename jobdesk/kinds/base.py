"""What a kind of job is: the fields of its config, how they are checked, and the process that they ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec

from jobdesk.core.errors import InvalidConfigError
from jobdesk.core.jobs.launch_plan import Defaults, LaunchPlan


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a kind's config, enough to build its row in a form.

    Attributes:
        key: Member of the config.
        title: Label for people.
        type: One of "text", "command", "bool", "folder", "file", "environment", "json"; a form's own fields may also be
            of "lines" or "choice".
        hint: One sentence of help.
        is_required: Whether the form insists on it.
    """

    key: str
    title: str
    type: str
    hint: str = ""
    is_required: bool = False


class JobKind(Protocol):
    """One kind of job."""

    @property
    def key(self) -> str:
        """Its word in a config."""
        ...

    @property
    def title(self) -> str:
        """Its name for people."""
        ...

    @property
    def fields(self) -> tuple[Field, ...]:
        """What its config may hold, in the order of a form."""
        ...

    def fits(self, config: Mapping[str, Any]) -> bool:
        """Tell whether a config without "kind" is of this kind, by its keys."""
        ...

    def check(self, config: Mapping[str, Any]) -> None:
        """Accept a config or say what is wrong with it.

        Raises:
            InvalidConfigError: It cannot be run as it stands.
        """
        ...

    def derive_name(self, config: Mapping[str, Any]) -> str:
        """Make a name for a job that was given none."""
        ...

    def plan(self, config: Mapping[str, Any], defaults: Defaults) -> LaunchPlan:
        """Turn an accepted config into the process to start, with the user's defaults where it says nothing."""
        ...


FOLDER = Field(key="cwd", title="Folder", type="folder", hint="Where it starts. Empty: your home folder.")
ENVIRONMENT = Field(
    key="env",
    title="Environment",
    type="environment",
    hint="Variables added to those the job starts with.",
)


def check_process_fields(config: Mapping[str, Any]) -> None:
    """Check what all kinds that start a process share: folder and added environment.

    Raises:
        InvalidConfigError: One of them is unusable.
    """
    cwd = config.get("cwd")
    if cwd is not None:
        check_text("cwd", cwd)
    environment = config.get("env")
    if environment is None:
        return
    if not isinstance(environment, dict):
        raise InvalidConfigError("must be an object of names and texts", "env")
    for name, value in environment.items():
        if not name or "=" in name or "\0" in name:
            raise InvalidConfigError(f"{name!r} cannot be the name of a variable", "env")
        if not isinstance(value, str):
            raise InvalidConfigError(f"the value of {name!r} must be text", "env")
        check_text(f"env.{name}", value)


def check_text(key: str, value: object) -> None:
    """Accept only text that a program can be given; of halves of surrogate pairs a config is free already.

    Raises:
        InvalidConfigError: It is not text, or holds a NUL.
    """
    if not isinstance(value, str):
        raise InvalidConfigError(f"must be text, not {type(value).__name__}", key)
    if "\0" in value:
        raise InvalidConfigError("holds a NUL character, which no program can be given", key)

"""Templates: a job with blanks, and what fills them."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from jobdesk.core.config import check_name, freeze_config, is_encodable
from jobdesk.core.errors import InvalidValueError
from jobdesk.core.jobs.policy import ORIGIN, REPEATED, Policy, check_notify, make_policy
from jobdesk.core.limits import check_amounts
from jobdesk.core.redaction import MASKED, find_mask, mask_document

PARAMETER_TYPES = ("text", "choice", "file", "folder")
_PARAMETER_NAME = re.compile(r"[a-z_][a-z0-9_]{0,40}")
_IS_WINDOWS = sys.platform == "win32"
_PLAIN_FOR_SHELLS = re.compile(r"[\w ./\\:=,+@~-]*")
_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]{0,40})\}")


class Parameter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One blank of a template.

    Attributes:
        name: Stands in braces wherever the value goes: ``{input}``.
        title: Label for people; empty stands for the name.
        type: One of `PARAMETER_TYPES`.
        default: Value when none is given.
        choices: The values allowed, for the type "choice".
    """

    name: str
    title: str = ""
    type: str = "text"
    default: str = ""
    choices: tuple[str, ...] = ()


class Template(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A job with blanks.

    Attributes:
        name: What it is called, and what its jobs are called unless `job_name` says otherwise.
        config: The job's config; its texts may hold placeholders.
        parameters: The blanks, in the order of the form.
        job_name: Name of the jobs; may hold placeholders.
        needs: Amounts of named resources that each job occupies while it runs.
        policy: What the jobs want beyond their turn.
        notify: Whether their end is told, as of a job.
        submit_folder: Folder of whoever saved it, as of a job.
        environment: Key of the environment of whoever saved it, as of a job.
        extra: Members that a newer JobDesk wrote and this one does not know; kept and written back.
    """

    name: str
    config: dict[str, Any]
    parameters: tuple[Parameter, ...] = ()
    job_name: str = ""
    queue: str = "default"
    priority: int = 0
    tags: tuple[str, ...] = ()
    needs: dict[str, float] = {}
    policy: Policy | None = None
    notify: str = ""
    submit_folder: str | None = None
    environment: str | None = None
    extra: dict[str, Any] = {}

    def wishes(self) -> dict[str, Any]:
        """Return all that its jobs have from it beside config and name, as arguments of `create_job`."""
        return {field: getattr(self, field) for field in REPEATED}

    def origin(self) -> dict[str, Any]:
        """Return where it was saved, as arguments of `create_job`: there its jobs were submitted."""
        return {field: getattr(self, field) for field in ORIGIN}


def check_template(template: Template) -> None:
    """Accept a template whose parts fit together.

    Raises:
        InvalidValueError: They do not.
        InvalidConfigError: JSON cannot hold its config.
    """
    check_name("name", template.name, limit=100)
    freeze_config(template.config)
    check_amounts("needs", template.needs)
    make_policy(template.policy)
    check_notify(template.notify)
    if find_mask([[parameter.default, *parameter.choices] for parameter in template.parameters]) is not None:
        raise InvalidValueError("parameters", MASKED)
    names = [parameter.name for parameter in template.parameters]
    for parameter in template.parameters:
        if not _PARAMETER_NAME.fullmatch(parameter.name):
            raise InvalidValueError("parameters", f"{parameter.name!r} is no name: use a-z, 0-9 and _")
        if names.count(parameter.name) > 1:
            raise InvalidValueError("parameters", f"{parameter.name!r} is there twice")
        if parameter.type not in PARAMETER_TYPES:
            raise InvalidValueError("parameters", f"{parameter.type!r} is not one of {', '.join(PARAMETER_TYPES)}")
        if parameter.type == "choice" and not parameter.choices:
            raise InvalidValueError("parameters", f"{parameter.name!r} has no choices")


def masked_template(template: Template) -> Template:
    """Return a template as it may be shown and exported: with its secrets masked."""
    return msgspec.convert(mask_document(msgspec.to_builtins(template)), Template)


def fill(template: Template, values: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """Put values into a template's blanks.

    A value never becomes more than the text it stands in: in a list of arguments it stays within its argument, in a
    line for a shell it is quoted as one word, and braces within a value are not looked at again.

    Args:
        template: The template.
        values: The values by parameter; a missing one has its default.

    Returns:
        The config and the name of the job.

    Raises:
        InvalidValueError: A value is unknown, missing, or not among the choices.
    """
    filled = {parameter.name: _value(parameter, values) for parameter in template.parameters}
    unknown = [name for name in values if name not in filled]
    if unknown:
        raise InvalidValueError(unknown[0], f"is no parameter of {template.name!r}")
    config = _replace(template.config, filled)
    command = template.config.get("command")
    if isinstance(command, str):
        # This text is split into words, by a shell or by its rules: a value must stay one of them.
        quote = _quote_for_windows if _IS_WINDOWS and template.config.get("shell") else _quote
        words = {name: quote(name, value) for name, value in filled.items() if f"{{{name}}}" in command}
        config["command"] = _replace(command, words)
    name = _replace(template.job_name or template.name, filled)
    return config, name


def _quote(name: str, value: str) -> str:
    del name
    return shlex.quote(value)


def _quote_for_windows(name: str, value: str) -> str:
    """Return a value as one word of a line for a shell of Windows, of which nobody here knows which one it is.

    Raises:
        InvalidValueError: One of these shells would read a part of it as its own.
    """
    if not _PLAIN_FOR_SHELLS.fullmatch(value):
        problem = "holds what a shell on Windows may read as a command; give the command without a shell"
        raise InvalidValueError(name, problem)
    if value and " " not in value:
        return value
    backslashes = len(value) - len(value.rstrip("\\"))
    return f'"{value}{backslashes * chr(92)}"'


def substitute(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of the placeholders of a text; what names none of them stays."""
    return _PLACEHOLDER.sub(lambda match: values.get(match.group(1), match.group(0)), text)


def _value(parameter: Parameter, values: Mapping[str, str]) -> str:
    value = values.get(parameter.name, parameter.default)
    if not isinstance(value, str) or not is_encodable(value) or "\0" in value:
        raise InvalidValueError(parameter.name, "must be text")
    if parameter.type == "choice" and value not in parameter.choices:
        raise InvalidValueError(parameter.name, f"must be one of {', '.join(parameter.choices)}")
    if not value and parameter.type in {"file", "folder"}:
        raise InvalidValueError(parameter.name, f"needs a {parameter.type}")
    return value


def _replace(value: Any, filled: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return substitute(value, filled)
    if isinstance(value, dict):
        return {key: _replace(member, filled) for key, member in value.items()}
    if isinstance(value, list):
        return [_replace(member, filled) for member in value]
    return value

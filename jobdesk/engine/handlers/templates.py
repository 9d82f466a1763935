"""Templates on disk: one JSON file each, read and written whole."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

import msgspec

from jobdesk.core.config import is_encodable
from jobdesk.core.errors import InvalidValueError
from jobdesk.core.jobs.policy import ORIGIN
from jobdesk.core.jobs.template import Template, check_template
from jobdesk.engine.execution.launch_plans import check_folder
from jobdesk.engine.runtime.disk import make_folder, readable_json, refused_at, write_json
from jobdesk.engine.storage.environments import Environments
from jobdesk.jobdir.folder import read_own

_log = logging.getLogger(__name__)
_MOST_BYTES = 1 << 20
_KNOWN = {field.name for field in msgspec.structs.fields(Template)} - {"extra"}


class Templates:
    """The templates of one data folder."""

    def __init__(self, folder: Path, environments: Environments) -> None:
        self._folder = folder
        self._environments = environments

    def all(self) -> list[Template]:
        """Return all templates by name; a file that is none is passed over, and stays."""
        found = []
        for path in self._folder.glob("*.json") if self._folder.is_dir() else ():
            try:
                found.append(read_template(read_own(path)))
            except (OSError, InvalidValueError) as error:
                _log.warning("%s is no template: %s", path.name, error)
        return sorted(found, key=lambda template: template.name.casefold())

    def find(self, name: str) -> Template | None:
        """Return the template of a name; None if there is none that can be read."""
        try:
            return read_template(read_own(self._path(name)))
        except FileNotFoundError:
            return None
        except (OSError, InvalidValueError) as error:
            _log.warning("The template %r cannot be read: %s", name, error)
            return None

    def save(self, template: Template, *, environment: str | None = None, submit_folder: str | None = None) -> None:
        """Store a template, in the place of one with the same name.

        Args:
            template: The template.
            environment: That of whoever saves it, for one that has none: the text, or the key of a stored one.
            submit_folder: Their folder.

        Raises:
            InvalidValueError: Its parts do not fit together.
            StoreError: It could not be written; the old one is as it was.
        """
        check_template(template)
        if template.environment is None or not self._environments.has(template.environment):
            template = msgspec.structs.replace(template, environment=environment, submit_folder=submit_folder)
        check_folder(template.config, template.submit_folder)
        with self._environments.keeping(template.environment) as key:
            with refused_at(self._folder):
                make_folder(self._folder)
            write_json(self._path(template.name), _members(msgspec.structs.replace(template, environment=key)))

    def delete(self, name: object) -> bool:
        """Remove a template; False if there is none of this name.

        Raises:
            StoreError: It could not be removed.
        """
        if not isinstance(name, str) or not is_encodable(name):
            return False  # No template can be called that.
        path = self._path(name)
        with refused_at(path):
            try:
                path.unlink()
            except FileNotFoundError:
                return False
        return True

    def _path(self, name: str) -> Path:
        """The file of a template; a name may hold anything, so the file is called after its digest."""
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"


def write_template(template: Template) -> bytes:
    """Write a template as JSON for people; where it was saved means nothing elsewhere."""
    return readable_json({name: value for name, value in _members(template).items() if name not in ORIGIN})


def _members(template: Template) -> dict[str, Any]:
    """Return the members of a template's file; those that another version wrote stand among its own."""
    members: dict[str, Any] = msgspec.to_builtins(template)
    extra = members.pop("extra")
    return members | {name: value for name, value in extra.items() if name not in _KNOWN}


def read_template(data: bytes) -> Template:
    """Read a template that came from anywhere; nothing of it is run, and members that are not known are kept.

    Raises:
        InvalidValueError: It is none, or its parts do not fit together.
    """
    if len(data) > _MOST_BYTES:
        raise InvalidValueError("template", "is larger than a megabyte")
    try:
        members = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any])
        extra = {name: members.pop(name) for name in members.keys() - _KNOWN}
        template = msgspec.convert({**members, "extra": extra}, Template)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise InvalidValueError("template", f"cannot be read: {error}") from error
    check_template(template)
    return template


def make_template(members: Any) -> Template:
    """Make a template from JSON values, as they come over the control channel.

    Raises:
        InvalidValueError: They make none.
    """
    try:
        template = msgspec.convert(members, Template)
    except msgspec.ValidationError as error:
        raise InvalidValueError("template", str(error)) from error
    check_template(template)
    return template

"""Reads what the address of the update check answers: the newest version of JobDesk."""

from __future__ import annotations

import json
import re
import urllib.parse
from typing import NamedTuple

from jobdesk import __version__
from jobdesk.core.versions import is_older

_VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,3}[0-9A-Za-z.+-]{0,20}")


class Update(NamedTuple):
    """A version that is newer than this one.

    Attributes:
        version: Its number.
        notes_url: Page that says what is new.
    """

    version: str
    notes_url: str


class UpdateCheckError(Exception):
    """The address gave no usable answer; the text says why."""


def newer_version(answer: bytes, version: str = __version__) -> Update | None:
    """Return the version that an answer names if it is newer than a given one.

    Args:
        answer: Text as ``{"version": ..., "notes_url": ...}``, in JSON.
        version: The version to compare with.

    Raises:
        UpdateCheckError: The answer is not usable.
    """
    found = _parse(answer)
    return found if is_older(version, found.version) else None


def is_allowed_address(address: str) -> bool:
    """Say whether an address may be asked or opened: https, or http on this machine itself."""
    if not address.isascii() or not address.isprintable() or " " in address or len(address) > 2000:
        return False
    try:
        parts = urllib.parse.urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host == "127.0.0.1"))


def _parse(answer: bytes) -> Update:
    try:
        document = json.loads(answer)
        version, notes = document["version"], document["notes_url"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UpdateCheckError(f"the answer is not understood: {error!r:.200}") from error
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise UpdateCheckError("the answer names no version")
    if not isinstance(notes, str) or not is_allowed_address(notes):
        raise UpdateCheckError("the answer names no page with notes")
    return Update(version, notes)

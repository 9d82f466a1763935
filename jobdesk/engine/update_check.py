"""Asks one address for the newest version of JobDesk; nothing about the user, the machine or this version is sent."""

from __future__ import annotations

import json
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from typing import IO, Any, NamedTuple

from jobdesk import __version__
from jobdesk.core.versions import is_older

_MOST_BYTES = 64 << 10
_LIMIT_S = 15.0
_READ_LIMIT_S = 10.0
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


def find_update(address: str, version: str = __version__, limit_s: float = _LIMIT_S) -> Update | None:
    """Return the newest version if it is newer than a given one.

    Args:
        address: An https address that answers ``{"version": ..., "notes_url": ...}``.
        version: The version to compare with.
        limit_s: Seconds until this gives up, however slowly the answer comes.

    Raises:
        UpdateCheckError: There was no usable answer.
    """
    answers: list[bytes | Exception] = []

    def ask() -> None:
        try:
            answers.append(_read(address))
        except (OSError, ValueError, HTTPException, UpdateCheckError) as error:
            answers.append(error)

    # A server that sends a byte now and then keeps every single wait short: only the thread as a whole has a limit.
    thread = threading.Thread(target=ask, name="update check", daemon=True)
    thread.start()
    thread.join(limit_s)
    if not answers:
        raise UpdateCheckError(f"no answer within {limit_s:g} s")
    answer = answers[0]
    if isinstance(answer, Exception):
        raise UpdateCheckError(str(answer)) from answer
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


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = 3

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Follow only to an address that could have been asked in the first place."""
        if not is_allowed_address(newurl):
            fp.close()
            raise UpdateCheckError(f"it redirects to {newurl[:200]!r}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _read(address: str) -> bytes:
    if not is_allowed_address(address):
        raise UpdateCheckError("the address is no https address")
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    # Python's own header would name its version.
    request = urllib.request.Request(address, headers={"User-Agent": "JobDesk", "Accept": "application/json"})  # noqa: S310
    try:
        with opener.open(request, timeout=_READ_LIMIT_S) as answer:
            data: bytes = answer.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise UpdateCheckError(f"HTTP {error.code} {error.reason}") from error
    if len(data) > _MOST_BYTES:
        raise UpdateCheckError(f"the answer is longer than {_MOST_BYTES >> 10} KB")
    return data


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

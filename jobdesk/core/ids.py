"""Ids of jobs: 12 characters of ``[0-9a-z]``, random or derived, never reused; an imported one may be longer."""

from __future__ import annotations

import re
from collections.abc import Container

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ID = re.compile(r"[0-9a-z]{12,32}")


def new_job_id(taken: Container[str] = ()) -> str:
    """Make an id of 62 random bits that is not taken."""
    import secrets  # Late, as below: what only looks at jobs makes no ids, and OpenSSL is large.

    while True:
        job_id = "".join(secrets.choice(_LETTERS) for _ in range(12))
        if job_id not in taken:
            return job_id


def derive_job_id(*origin: object) -> str:
    """Make the id of a job that follows from something, always the same: making it again makes no second job."""
    import hashlib

    digest = hashlib.sha256("\0".join(map(str, origin)).encode()).digest()
    number = int.from_bytes(digest[:16], "big")
    letters = []
    for _ in range(12):
        number, letter = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return "".join(letters)


def is_job_id(text: str) -> bool:
    """Tell whether a text may be a job's id; nothing else may ever become part of a path."""
    return _ID.fullmatch(text) is not None

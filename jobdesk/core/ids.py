"""Ids of jobs: 12 random characters of ``[0-9a-z]``, never reused; an imported one may be longer."""

from __future__ import annotations

import re
import secrets
from collections.abc import Container

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ID = re.compile(r"[0-9a-z]{12,32}")


def new_job_id(taken: Container[str] = ()) -> str:
    """Make an id of 62 random bits that is not taken."""
    while True:
        job_id = "".join(secrets.choice(_LETTERS) for _ in range(12))
        if job_id not in taken:
            return job_id


def is_job_id(text: str) -> bool:
    """Tell whether a text may be a job's id; nothing else may ever become part of a path."""
    return _ID.fullmatch(text) is not None

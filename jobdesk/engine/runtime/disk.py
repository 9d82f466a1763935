"""What the disk refuses, as an error that says where; and JSON for people, who may read and change what they set."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from jobdesk.core.errors import StoreError
from jobdesk.jobdir.folder import write_durably


def store_error(path: Path, error: OSError) -> StoreError:
    """Say where the disk refused something, and why."""
    return StoreError(str(path), error.strerror or str(error))


@contextmanager
def refused_at(path: Path, error_class: type[StoreError] = StoreError) -> Iterator[None]:
    """Say where it was if the disk refuses what is done meanwhile.

    Raises:
        StoreError: It did; an error of the given class.
    """
    try:
        yield
    except OSError as error:
        raise error_class(str(path), error.strerror or str(error)) from error


def make_folder(path: Path) -> None:
    """Make a folder of JobDesk's own, unless it is there.

    Raises:
        OSError: It could not be made; ENOTDIR with advice as its text if something else has its name.
    """
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError as error:
        text = f"{path.name} is a file, a pipe or a device instead of a folder; move it away"
        raise OSError(errno.ENOTDIR, text, str(path)) from error


def readable_json(value: Any) -> bytes:
    """Write a value as JSON on many lines."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def write_json(path: Path, value: Any) -> None:
    """Store a value as JSON for people: whole, and there after a power cut, when this returns.

    Raises:
        StoreError: It could not be written; the old file is as it was.
    """
    with refused_at(path):
        write_durably(path, readable_json(value))

"""Configs cross into JobDesk as JSON or not at all."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from jobdesk.core.errors import InvalidConfigError, InvalidValueError
from jobdesk.core.redaction import MASK, MASKED, find_mask

_MOST_DEPTH = 100
_MOST_VALUES = 1_000_000
"""A value that is small in memory may refer to its parts so often that it is endless when written out."""
_LARGEST_INTEGER = 2**63 - 1
MOST_JSON_BYTES = 1 << 20
"""Of a config, and of a result: each change of a job writes all of it to the journal again."""
MOST_NAME_BYTES = 300
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f]")


def freeze_config(config: object) -> msgspec.Raw:
    """Copy a config into its JSON form, which nobody can change any more.

    Raises:
        InvalidConfigError: JSON cannot hold it (NaN, Infinity, a cycle, another type), or a secret is masked in it, and
            the key is named; or it is larger than 1 MB.
    """
    if not isinstance(config, dict):
        raise InvalidConfigError(f"must be an object, not {type(config).__name__}")
    frozen = freeze_json(config)
    if MASK.encode() in bytes(frozen):
        raise InvalidConfigError(MASKED, find_mask(config))
    return frozen


def freeze_json(value: object) -> msgspec.Raw:
    """Copy any JSON value into its JSON form.

    Raises:
        InvalidConfigError: JSON cannot hold it, or it is larger than 1 MB.
    """
    _check(value, "", 0, itertools.count())
    data = msgspec.json.encode(value)
    if len(data) > MOST_JSON_BYTES:
        size = f"{len(data) / (1 << 20):.1f}"
        raise InvalidConfigError(f"has {size} MB, and may have 1 MB: put the data into a file and give its path")
    return msgspec.Raw(data)


def _check(value: Any, key: str, depth: int, counter: Iterator[int]) -> None:
    if next(counter) > _MOST_VALUES:
        raise InvalidConfigError(f"brings the whole to more than {_MOST_VALUES} values", key)
    if depth > _MOST_DEPTH:
        raise InvalidConfigError(f"is nested deeper than {_MOST_DEPTH} levels, or holds itself", key)
    if isinstance(value, dict):
        for name, member in value.items():
            if not isinstance(name, str):
                raise InvalidConfigError(f"has a key that is not text: {name!r}", key or None)
            _check_text(name, key or name)
            _check(member, f"{key}.{name}" if key else name, depth + 1, counter)
    elif isinstance(value, (list, tuple)):
        for index, member in enumerate(value):
            _check(member, f"{key}[{index}]", depth + 1, counter)
    else:
        _check_scalar(value, key)


def _check_scalar(value: object, key: str) -> None:
    if isinstance(value, str):
        _check_text(value, key)
    elif isinstance(value, int):  # True and False are ints too, and small
        if abs(value) > _LARGEST_INTEGER:
            raise InvalidConfigError("is a whole number of more than 63 bits", key)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise InvalidConfigError(f"is {value}, which JSON cannot hold", key)
    elif value is not None:
        raise InvalidConfigError(f"is a {type(value).__name__}, which JSON cannot hold", key)


def _check_text(text: str, key: str) -> None:
    if not is_encodable(text):
        raise InvalidConfigError("holds half of a surrogate pair, which is no text", key)


def is_encodable(text: str) -> bool:
    """Tell whether a text can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_text(field: str, value: object, limit: int) -> str:
    """Accept any text of at most so many characters that can be written and is not blank.

    Raises:
        InvalidValueError: It is not such a text.
    """
    if not isinstance(value, str):
        raise InvalidValueError(field, f"must be text, not {type(value).__name__}")
    if not is_encodable(value):
        raise InvalidValueError(field, "holds half of a surrogate pair, which is no text")
    if not value.strip():
        raise InvalidValueError(field, "is empty")
    if len(value) > limit:
        raise InvalidValueError(field, f"is longer than {limit} characters")
    return value


def check_name(field: str, value: object, limit: int = MOST_NAME_BYTES) -> str:
    """Accept a name, tag or queue: a text of one line, of at most `limit` characters and 300 bytes.

    Raises:
        InvalidValueError: It is not such a text.
    """
    name = check_text(field, value, limit)
    if len(name.encode()) > MOST_NAME_BYTES:
        raise InvalidValueError(field, f"is longer than {MOST_NAME_BYTES} bytes")
    if _CONTROL.search(name):
        raise InvalidValueError(field, "holds a control character, such as a line end")
    return name


def fit_name(text: str) -> str:
    """Return a text, such as a derived name or one from before there were limits, as a name that is accepted."""
    flat = _CONTROL.sub(" ", text)
    return flat.encode()[:MOST_NAME_BYTES].decode(errors="ignore")

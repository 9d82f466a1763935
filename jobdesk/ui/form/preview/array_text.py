"""Many jobs of one form: the values that they run over, read from texts, and what the first of them would run."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from jobdesk.core.errors import InvalidValueError, JobDeskError
from jobdesk.core.jobs.array import ArraySpec, expand, fill_tasks
from jobdesk.kinds.registry import kind_of
from jobdesk.ui.text.error_text import place_of

VALUES: Final = "values"
LINES: Final = "lines"
LINE_PARAMETER: Final = "line"
_NAMED: Final = re.compile(r"([a-z_][a-z0-9_]*)\s*=(.*)", re.DOTALL)
_MOST_BYTES: Final = 16 * 1024 * 1024
_SHOWN: Final = 3
Texts = Mapping[str, str]


class ArrayLook(msgspec.Struct, frozen=True):
    """What a form's values come to.

    Attributes:
        count: How many jobs; 0 if it is no array, or none can be made.
        first: What the first of them run.
        field: Key of the text that cannot be used; empty if all can.
        problem: Why, as a sentence.
    """

    count: int = 0
    first: tuple[str, ...] = ()
    field: str = ""
    problem: str = ""


def look_at_array(texts: Texts, config: dict[str, Any] | None, folder: str) -> ArrayLook:
    """Say what would be made; it may read a file, so it runs on the pool."""
    if not texts.get("over"):
        return ArrayLook()
    try:
        over = read_over(texts, folder)
        count = len(expand(over))
        if config is None:
            return ArrayLook(count)
        tasks = itertools.islice(fill_tasks(ArraySpec(task=config, over=over), "task"), _SHOWN)
        return ArrayLook(count, tuple(kind_of(task).derive_name(task) for task, _ in tasks))
    except (JobDeskError, OSError) as error:
        field, problem = place_of(error) if isinstance(error, JobDeskError) else ("", str(error))
        return ArrayLook(field=field if field.startswith("over") else "over_values", problem=problem)


def array_config(config: dict[str, Any], texts: Texts, folder: str) -> dict[str, Any]:
    """Return the config of the array that a form describes, or the config itself if it is none; on the pool.

    Raises:
        InvalidValueError: The values cannot be used.
    """
    if not texts.get("over"):
        return config
    over = read_over(texts, folder)
    try:
        rows = expand(over)
    except InvalidValueError as error:
        raise InvalidValueError("over_values", str(error.fields["problem"])) from None
    unused = [name for name in rows[0] if f"{{{name}}}" not in msgspec.json.encode(config).decode()]
    if unused:
        where = "over_file" if texts["over"] == LINES else "over_values"
        raise InvalidValueError(where, f"{{{unused[0]}}} stands nowhere in what is run; put it where the value goes")
    return {"kind": "array", "task": config, "over": over}


def read_over(texts: Texts, folder: str) -> Any:
    """Read the values, as `core.array.expand` takes them; on the pool.

    Args:
        texts: What stands in the fields.
        folder: Where the path of a file begins.

    Raises:
        InvalidValueError: They cannot be read.
    """
    if texts["over"] == LINES:
        return {LINE_PARAMETER: _read_lines(texts.get("over_file", "").strip(), folder)}
    over: dict[str, str] = {}
    for line in filter(None, map(str.strip, texts.get("over_values", "").splitlines())):
        named = _NAMED.fullmatch(line)
        name, values = (named[1], named[2].strip()) if named else ("i", line)
        if name in over and not named:
            raise InvalidValueError(
                "over_values", "takes one line, such as 1-3, 7; or several with a name each, such as size=1-3"
            )
        if name in over:
            raise InvalidValueError("over_values", f"{name!r} is there twice; write all its values on one line")
        over[name] = values
    if not over:
        raise InvalidValueError("over_values", "is empty; write values such as 1-100 or a, b, c")
    return over


def over_texts(over: Any) -> dict[str, str]:
    """Write the values of an array into the fields of a form; nothing for what they have no room for."""
    if isinstance(over, str):
        return {"over": VALUES, "over_values": over}
    if isinstance(over, list) and over and all(isinstance(value, (str, int, float)) for value in over):
        over = {"i": over}
    if not isinstance(over, Mapping):
        return {}
    lines = []
    for name, values in over.items():
        listed = [values] if isinstance(values, str) else [str(value) for value in values]
        if not isinstance(values, str) and any(re.search(r"[,\n]|^\s|\s$|^-?\d+-", value) for value in listed):
            return {}
        lines.append(f"{name}={', '.join(listed)}")
    return {"over": VALUES, "over_values": "\n".join(lines)}


def _read_lines(text: str, folder: str) -> list[str]:
    if not text:
        raise InvalidValueError("over_file", "is empty; choose a file with a value in each line")
    path = Path(folder or Path.home()).expanduser() / Path(text).expanduser()
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidValueError("over_file", "is larger than 16 MB")
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InvalidValueError("over_file", f"cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InvalidValueError("over_file", "holds what is no UTF-8 text") from None
    found = [line for line in lines if line.strip()]
    if not found:
        raise InvalidValueError("over_file", "holds no lines")
    return found

"""Arrays: one config with blanks, over a list, a range, the lines of a file, or all combinations of several of them."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from jobdesk.core.config import fit_name, is_encodable
from jobdesk.core.errors import InvalidConfigError, InvalidValueError
from jobdesk.core.jobs.template import Parameter, Template, check_template, fill
from jobdesk.core.text import shorten

MOST_TASKS = 100_000
DEFAULT_PARAMETER = "i"
_RANGE = re.compile(r"(-?\d+)-(-?\d+)(?::(\d+))?")
_MOST_RANGE_LETTERS = 1000
_MOST_NAME_LETTERS = 200
Values = dict[str, str]


class TaskCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many tasks of an array are where."""

    done: int = 0
    failed: int = 0
    cancelled: int = 0
    running: int = 0
    paused: int = 0
    waiting: int = 0
    held: int = 0

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(msgspec.structs.astuple(self))

    @property
    def ended(self) -> int:
        """How many have ended."""
        return self.done + self.failed + self.cancelled

    def __str__(self) -> str:
        counts = msgspec.structs.asdict(self).items()
        return ", ".join(f"{count} {name}" for name, count in counts if count)


class ArraySpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The config of an array.

    Attributes:
        task: Config of its tasks; texts in it may hold placeholders.
        over: What they are filled with, see `expand`.
    """

    task: dict[str, Any]
    over: Any
    kind: str = "array"


def read_spec(config: Mapping[str, Any]) -> ArraySpec:
    """Read the config of an array.

    Raises:
        InvalidConfigError: It is none.
    """
    try:
        return msgspec.convert(dict(config), ArraySpec)
    except msgspec.ValidationError as error:
        raise InvalidConfigError(f"is no array: {error}") from None


def expand(over: object) -> list[Values]:
    """List the values of each task.

    Args:
        over: Values by parameter, of which all combinations are made, the last parameter changing fastest; or a list
            of such combinations; or the values of one parameter, which is then called "i". Values are a list of texts
            and numbers, or a text: "1-100", "1-100:5" for every fifth, "a,b,c", or a mixture, "1-3,7".

    Raises:
        InvalidValueError: It cannot be read, holds nothing, or makes more than `MOST_TASKS`.
    """
    if isinstance(over, (list, tuple)) and over and all(isinstance(row, Mapping) for row in over):
        _check_count(len(over))
        return [{name: _text(str(name), value) for name, value in row.items()} for row in over]
    axes = over if isinstance(over, Mapping) else {DEFAULT_PARAMETER: over}
    if not axes:
        raise InvalidValueError("over", "names no parameter")
    values = {name: _axis(name, axis) for name, axis in axes.items()}
    _check_count(math.prod(len(axis) for axis in values.values()))
    return [dict(zip(values, row, strict=True)) for row in itertools.product(*values.values())]


def fill_tasks(spec: ArraySpec, name: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Make the config and the name of each task, by the rules of `template.fill`.

    Args:
        spec: The array.
        name: Its name, which may hold placeholders too.

    Raises:
        InvalidValueError: The values cannot be used.
    """
    rows = expand(spec.over)
    names = list(rows[0])
    if any(list(row) != names for row in rows):
        raise InvalidValueError("over", "the combinations must all have the same parameters, in the same order")
    parameters = tuple(Parameter(name=parameter) for parameter in names)
    template = Template(name="array", config=spec.task, parameters=parameters, job_name=name)
    check_template(template)
    for number, values in enumerate(rows, 1):
        config, filled = fill(template, values)
        # Where the name does not tell the tasks apart by itself, the values do.
        told = "" if filled != name else "".join(f" {key}={value}" for key, value in values.items())
        yield config, fit_name(shorten(f"{shorten(filled, _MOST_NAME_LETTERS)} [{number}]{told}", _MOST_NAME_LETTERS))


def _axis(name: object, axis: object) -> list[str]:
    label = f"{name}"
    if isinstance(axis, str):
        values = list(itertools.islice(_read_values(label, axis), MOST_TASKS + 1))
    elif isinstance(axis, (list, tuple)):
        values = [_text(label, value) for value in axis]
    else:
        raise InvalidValueError(label, "must be a list of values, or a text such as 1-100 or a,b,c")
    if not values:
        raise InvalidValueError(label, "holds no values; an array needs at least one task")
    return values


def _read_values(name: str, text: str) -> Iterator[str]:
    """Read "1-100:5", "a,b,c", or both together."""
    for part in text.split(","):
        found = _RANGE.fullmatch(part.strip())
        if found is None:
            if not part.strip():
                raise InvalidValueError(name, f"an empty value in {text!r:.80}")
            yield _text(name, part.strip())
            continue
        is_endless = len(part) > _MOST_RANGE_LETTERS  # More digits than Python would read, or than anybody counts to.
        first, last, step = (0, 0, 0) if is_endless else (int(found[1]), int(found[2]), int(found[3] or 1))
        if step == 0 or last < first:
            raise InvalidValueError(name, f"{part.strip()!r:.80} counts to nowhere; write it as 1-100 or 1-100:5")
        # As in the file names that it is often for: 001-100 counts 001, 002.
        width = len(found[1]) if found[1].startswith("0") else 0
        for number in range(first, last + 1, step):
            yield f"{number:0{width}d}"


def _text(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise InvalidValueError(name, f"each value must be a text or a number, not {value!r:.80}")
    text = str(value)
    if "\0" in text or not is_encodable(text):
        raise InvalidValueError(name, "a value holds what is no text")
    return text


def _check_count(count: int) -> None:
    if count > MOST_TASKS:
        raise InvalidValueError("over", f"makes more than {MOST_TASKS} tasks; split it into several arrays")

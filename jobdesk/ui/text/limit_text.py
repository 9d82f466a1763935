"""Limits as people write and read them: amounts by name, counts, quiet hours; what cannot be read says why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.limits import Conditions, QueueRules, check_amounts, parse_hours

# In some languages a comma stands before tenths too.
_BETWEEN: Final = re.compile(r";|,(?![0-9])")
_AMOUNT_FIRST: Final = re.compile(r"(?P<amount>-?[0-9.,]+)\s*(?P<name>.*\S)")
_NAME_FIRST: Final = re.compile(r"(?P<name>.*[^\s:=])\s*[:=\s]\s*(?P<amount>-?[0-9.,]+)")
_MOST: Final = 1e6


class UnreadableError(ValueError):
    """A text cannot be read as the limit that it should be; its message is one plain sentence."""


def amounts_text(amounts: Mapping[str, float]) -> str:
    """Write amounts as people read them: "2 gpu, 16 memory"."""
    return ", ".join(f"{_plain(amount)} {name}" for name, amount in amounts.items())


def parse_amounts(text: str) -> dict[str, float]:
    """Read amounts, such as "2 gpu, 16 memory" or "gpu 2".

    Raises:
        UnreadableError: They cannot be read.
    """
    found: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in _BETWEEN.split(text))):
        match = _AMOUNT_FIRST.fullmatch(part) or _NAME_FIRST.fullmatch(part)
        if match is None:
            words = _tr("Write an amount and a name, such as 2 gpu, not %1.")
            raise UnreadableError(words.replace("%1", part[:40]))
        if match["name"] in found:
            raise UnreadableError(_tr("%1 stands there twice.").replace("%1", match["name"]))
        found[match["name"]] = parse_number(match["amount"])
    try:
        return check_amounts("amounts", found)
    except InvalidValueError as error:
        raise UnreadableError(str(error.fields["problem"])) from None


def parse_number(text: str) -> float:
    """Read a number that is not negative.

    Raises:
        UnreadableError: It is none.
    """
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        raise UnreadableError(_tr("%1 is not a number.").replace("%1", text.strip()[:40])) from None
    if not 0 <= number <= _MOST:
        raise UnreadableError(_tr("Must be from 0 to a million."))
    return number


def parse_optional(text: str) -> float | None:
    """Read a number of 0 or more; nothing is no limit.

    Raises:
        UnreadableError: It is none.
    """
    return parse_number(text) if text.strip() else None


def parse_threshold(text: str) -> float | None:
    """Read a number above 0; nothing is no limit.

    Raises:
        UnreadableError: It is none.
    """
    number = parse_optional(text)
    if number == 0:
        raise UnreadableError(_tr("Must be more than 0, or empty."))
    return number


def parse_count(text: str) -> int | None:
    """Read a whole number of 0 or more; nothing is no limit.

    Raises:
        UnreadableError: It is none.
    """
    number = parse_optional(text)
    if number is not None and number != int(number):
        raise UnreadableError(_tr("Must be a whole number."))
    return None if number is None else int(number)


def parse_run_limit(text: str) -> int | None:
    """Read how many jobs may run at once; nothing is no limit of its own.

    Raises:
        UnreadableError: It is none.
    """
    count = parse_count(text)
    if count == 0:
        raise UnreadableError(_tr("Must be 1 or more; to start nothing, pause or drain the queue."))
    if count is not None and count > 1000:
        raise UnreadableError(_tr("Must be at most 1000."))
    return count


def parse_quiet(text: str) -> str:
    """Read quiet hours and write them as JobDesk does; nothing is never.

    Raises:
        UnreadableError: They are none.
    """
    if not text.strip():
        return ""
    try:
        first, last = parse_hours(text.strip().replace("\N{EN DASH}", "-"))
    except InvalidValueError:
        raise UnreadableError(_tr("Write two times of day, such as 22:00-07:00.")) from None
    if first == last:
        raise UnreadableError(_tr("The two times must differ."))
    return f"{first // 60:02}:{first % 60:02}-{last // 60:02}:{last % 60:02}"


def number_text(number: float | None) -> str:
    """Write a number in a field; None is nothing."""
    return "" if number is None else _plain(number)


def _plain(number: float) -> str:
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return locale.toString(float(number), "g", 10)


def conditions_text(conditions: Conditions) -> str:
    """Say in short when jobs start; empty if always."""
    parts = []
    if conditions.quiet:
        parts.append(_tr("not %1").replace("%1", conditions.quiet))
    if conditions.max_load is not None:
        parts.append(_tr("load up to %1").replace("%1", _plain(conditions.max_load)))
    if conditions.min_free_gb is not None:
        parts.append(_tr("%1 GB free").replace("%1", _plain(conditions.min_free_gb)))
    if not conditions.on_battery:
        parts.append(_tr("not on battery"))
    return ", ".join(parts)


def kept_text(rules: QueueRules) -> str:
    """Say in short how long ended jobs are kept before they go to the archive; empty if for ever."""
    parts = []
    if rules.keep_days is not None:
        parts.append(_tr("%1 days").replace("%1", _plain(rules.keep_days)))
    if rules.keep_count is not None:
        parts.append(_tr("%1 jobs").replace("%1", str(rules.keep_count)))
    if rules.keep_gb is not None:
        parts.append(_tr("%1 GB").replace("%1", _plain(rules.keep_gb)))
    return ", ".join(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("LimitText", text)

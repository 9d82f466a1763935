"""What may run at once and when: limits of everything and of each queue, named resources, and the machine's state."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from jobdesk.core.config import check_name
from jobdesk.core.errors import InvalidValueError


class QueueState(StrEnum):
    """Whether a queue starts jobs; a paused one also freezes those that run."""

    OPEN = "open"
    DRAINING = "draining"
    PAUSED = "paused"


class Conditions(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the machine must be like for anything to start; what runs goes on.

    Attributes:
        max_load: Highest load average of the last minute, per core; None is any.
        min_free_gb: Least free memory, in GB (10^9 bytes); None is any.
        on_battery: Whether to start while on battery.
        quiet: Hours in which nothing starts, as "22:00-07:00" local time; empty is never.
    """

    max_load: float | None = None
    min_free_gb: float | None = None
    on_battery: bool = True
    quiet: str = ""


class QueueRules(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The rules of one queue.

    Attributes:
        run_limit: How many of its jobs may run at once; None is as many as may at all.
        caps: The most of each named resource that its jobs may use together.
        keep_days: Ended jobs older than this go to the archive; None is never.
        keep_count: Beyond this many ended jobs, the oldest go to the archive; None is never.
        keep_gb: Beyond this size of its ended jobs' logs in GB (10^9 bytes), the oldest go; None is never.
    """

    run_limit: int | None = None
    caps: dict[str, float] = {}
    conditions: Conditions = Conditions()
    state: QueueState = QueueState.OPEN
    keep_days: float | None = None
    keep_count: int | None = None
    keep_gb: float | None = None


class Limits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Limits beside the number of jobs at once, which is a setting.

    Attributes:
        resources: How much there is of each named resource; "cpu" and "memory" (in GB) default to the machine's.
        conditions: Hold for every queue.
        queues: Rules by queue; one that is not there has none.
    """

    resources: dict[str, float] = {}
    conditions: Conditions = Conditions()
    queues: dict[str, QueueRules] = {}


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """The machine at one moment; what cannot be learned is None and holds nothing back.

    Attributes:
        load: Load average of the last minute, per core.
        free_gb: Memory that is free, or would be if asked for, in GB.
        on_battery: Whether it runs on battery.
        minute: Minute of the local day.
        resources: What it has by itself: "cpu" in cores, "memory" in GB.
    """

    load: float | None = None
    free_gb: float | None = None
    on_battery: bool | None = None
    minute: int = 0
    resources: dict[str, float] = {}


def parse_hours(text: str) -> tuple[int, int]:
    """Read "22:00-07:00" as two minutes of the day.

    Raises:
        InvalidValueError: It is no such text.
    """
    try:
        first, last = map(_minute, text.split("-"))
    except ValueError:
        raise InvalidValueError("quiet", f"must be like 22:00-07:00, not {text!r:.40}") from None
    return first, last


def _minute(text: str) -> int:
    hour, _, minute = text.strip().partition(":")
    value = int(hour) * 60 + int(minute or 0)
    if not (0 <= int(hour) < 24 and 0 <= int(minute or 0) < 60):
        raise ValueError(text)
    return value


def is_quiet(text: str, minute: int) -> bool:
    """Tell whether a minute of the day lies in quiet hours; they may reach over midnight."""
    if not text:
        return False
    first, last = parse_hours(text)
    return first <= minute < last if first <= last else minute >= first or minute < last


def check_amounts(field: str, value: object) -> dict[str, float]:
    """Accept amounts by the name of their resource.

    Raises:
        InvalidValueError: A name or a number cannot be used.
    """
    if not isinstance(value, Mapping):
        raise InvalidValueError(field, 'must be amounts by name, such as {"gpu": 1}')
    found = {}
    for name, amount in value.items():
        if isinstance(amount, bool) or not isinstance(amount, (int, float)):
            raise InvalidValueError(field, f"the amount of {name!r:.60} must be a number")
        if not 0 <= amount <= 1e12:
            raise InvalidValueError(field, f"the amount of {name!r:.60} must be from 0 to 1e12")
        found[check_name(field, name, limit=100)] = float(amount)
    return found


def check_limits(limits: Limits) -> None:
    """Accept limits whose values make sense.

    Raises:
        InvalidValueError: One does not.
    """
    check_amounts("resources", limits.resources)
    _check_conditions(limits.conditions)
    for rules in limits.queues.values():
        check_amounts("caps", rules.caps)
        _check_conditions(rules.conditions)
        if rules.run_limit is not None and not 1 <= rules.run_limit <= 100_000:
            raise InvalidValueError("run_limit", "must be from 1 to 100000; to start nothing, pause or drain the queue")
        for field in ("keep_days", "keep_count", "keep_gb"):
            kept = getattr(rules, field)
            if kept is not None and not 0 <= kept <= 1e9:
                raise InvalidValueError(field, "must be from 0 to 1e9")


def _check_conditions(conditions: Conditions) -> None:
    if conditions.quiet:
        first, last = parse_hours(conditions.quiet)
        if first == last:
            raise InvalidValueError("quiet", "must end at another time than it begins")
    for field in ("max_load", "min_free_gb"):
        value = getattr(conditions, field)
        if value is not None and not 0 < value <= 1e6:
            raise InvalidValueError(field, "must be more than 0 and at most 1e6")

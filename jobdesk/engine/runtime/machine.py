"""What the machine is like now: load, free memory, battery, and the time of day."""

from __future__ import annotations

import functools
import logging
import os
import time
from collections.abc import Callable
from typing import TypeVar

from jobdesk.core.limits import Conditions, Limits, Machine

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")


def look_at_machine(limits: Limits) -> Machine:
    """Learn what the conditions of some limits ask about; what nobody asks about is not looked at."""
    conditions = [limits.conditions, *(rules.conditions for rules in limits.queues.values())]
    now = time.localtime()
    return Machine(
        load=_ask(_load) if any(condition.max_load is not None for condition in conditions) else None,
        free_gb=_ask(_free_gb) if any(condition.min_free_gb is not None for condition in conditions) else None,
        on_battery=_ask(_on_battery) if any(not condition.on_battery for condition in conditions) else None,
        minute=now.tm_hour * 60 + now.tm_min,
        resources=own_resources(),
    )


def has_conditions(limits: Limits) -> bool:
    """Tell whether anything depends on the machine's state, so that it has to be looked at again and again."""
    return any(
        one != Conditions() for one in (limits.conditions, *(rule.conditions for rule in limits.queues.values()))
    )


@functools.cache
def own_resources() -> dict[str, float]:
    """Return what the machine has by itself: "cpu" in cores and "memory" in GB (10^9 bytes)."""
    return {"cpu": float(os.cpu_count() or 1), "memory": round(_total_bytes() / 1e9, 1)}


def _total_bytes() -> int:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf.
        import psutil

        return int(psutil.virtual_memory().total)


def _ask(read: Callable[[], _Answer]) -> _Answer | None:
    """Return what the system tells; None if it does not, since no job is to wait for what nobody can know."""
    try:
        return read()
    except (OSError, RuntimeError) as error:
        # Windows may have no performance counters, a container no folder of power supplies.
        _log_refusal(read.__name__.removeprefix("_"), str(error))
        return None


@functools.cache
def _log_refusal(what: str, problem: str) -> None:
    """Log once what cannot be read: it is asked for again and again."""
    _log.warning("The condition %s of the machine is not known, and holds no job back: %s", what, problem)


def _load() -> float:
    import psutil

    # On Windows this keeps an average of its own from the first call on; elsewhere it is the system's.
    return float(psutil.getloadavg()[0]) / (os.cpu_count() or 1)


def _free_gb() -> float:
    import psutil

    return float(psutil.virtual_memory().available) / 1e9


def _on_battery() -> bool | None:
    import psutil

    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return None if battery is None else not battery.power_plugged

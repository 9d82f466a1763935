"""What the machine is like now: load, free memory, battery, and the time of day."""

from __future__ import annotations

import functools
import os
import time

from jobdesk.core.limits import Conditions, Limits, Machine


def look_at_machine(limits: Limits) -> Machine:
    """Learn what the conditions of some limits ask about; what nobody asks about is not looked at."""
    conditions = [limits.conditions, *(rules.conditions for rules in limits.queues.values())]
    now = time.localtime()
    return Machine(
        load=_load() if any(condition.max_load is not None for condition in conditions) else None,
        free_gb=_free_gb() if any(condition.min_free_gb is not None for condition in conditions) else None,
        on_battery=_on_battery() if any(not condition.on_battery for condition in conditions) else None,
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


def _load() -> float:
    import psutil

    # On Windows this keeps an average of its own from the first call on; elsewhere it is the system's.
    return float(psutil.getloadavg()[0]) / (os.cpu_count() or 1)


def _free_gb() -> float:
    import psutil

    return float(psutil.virtual_memory().available) / 1e9


def _on_battery() -> bool | None:
    import psutil

    try:
        battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    except OSError:  # A container may lack the folder of power supplies.
        battery = None
    return None if battery is None else not battery.power_plugged

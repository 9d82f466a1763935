"""Arrays: ten thousand tasks made at once beside as many single jobs, and what is done to all of them."""

import itertools
import time
from pathlib import Path

from measuring import Row, best_of_turns

from jobdesk.engine.manager import JobManager

_COUNT = 10_000
_SINGLES = 500
_TURNS = 3


def rows(scratch: Path) -> list[Row]:
    """Measure arrays in an engine that starts nothing."""
    with JobManager(scratch / "arrays" / "jobs_state.json") as manager:
        manager.hold()
        manager.change_setting("queue_paused", True)
        made: list[str] = []
        names = itertools.count()

        def make_array() -> float:
            begun = time.perf_counter()
            made.append(manager.submit_array({"command": ["echo", "{i}"]}, f"1-{_COUNT}").id)
            return (time.perf_counter() - begun) / _COUNT

        def make_singles() -> float:
            begun = time.perf_counter()
            for _ in range(_SINGLES):
                manager.submit_job({"command": ["echo", str(next(names))]})
            return (time.perf_counter() - begun) / _SINGLES

        figures = best_of_turns({"array": make_array, "singles": make_singles}, _TURNS)
        begun = time.perf_counter()
        manager.cancel_job(made[0])
        cancel_s = time.perf_counter() - begun
        manager.close(hand_over=False)
    reference = f"single submits {1 / figures['singles']:,.0f} jobs/s"
    ratio = figures["array"] / figures["singles"]
    return [
        Row(f"array of {_COUNT} tasks made", f"{1 / figures['array']:,.0f} jobs/s", reference, ratio, 0.2),
        Row(f"array of {_COUNT} waiting tasks cancelled", f"{cancel_s:.2f} s"),
    ]

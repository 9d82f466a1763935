"""What is done to many jobs at once, beside the same done to one after the other."""

import time
from collections.abc import Callable
from pathlib import Path

from measuring import Row

from jobdesk.core.job import Job
from jobdesk.engine.manager import JobManager

_COUNT = 5_000
_SINGLES = 500


def rows(scratch: Path) -> list[Row]:
    """Measure deeds in an engine that starts nothing."""
    with JobManager(scratch / "deeds" / "jobs_state.json") as manager:
        manager.change_setting("queue_paused", True)
        first = manager.create_job({"command": ["true"]})
        many, singles = ([job.id for job in _repeat(manager, first, count)] for count in (_COUNT, _SINGLES))
        deeds: list[tuple[str, Callable[[list[str]], list[str]], Callable[[str], bool]]] = [
            ("released", manager.start_jobs, manager.start_job),
            ("cancelled", manager.cancel_jobs, manager.cancel_job),
            ("moved to the trash", manager.delete_jobs, manager.delete_job),
            ("brought back from it", manager.restore_jobs, manager.restore_job),
            ("archived", manager.archive_jobs, manager.archive_job),
        ]
        found = [_row(what, together, one, many, singles) for what, together, one in deeds]
        manager.close(hand_over=False)
    return found


def _repeat(manager: JobManager, job: Job, count: int) -> list[Job]:
    return manager.rerun_jobs([job.id] * count)


def _row(
    what: str,
    together: Callable[[list[str]], list[str]],
    one: Callable[[str], bool],
    many: list[str],
    singles: list[str],
) -> Row:
    begun = time.perf_counter()
    together(many)
    many_s = (time.perf_counter() - begun) / len(many)
    begun = time.perf_counter()
    for job_id in singles:
        one(job_id)
    single_s = (time.perf_counter() - begun) / len(singles)
    reference = f"one by one {1 / single_s:,.0f} jobs/s"
    return Row(f"{len(many)} jobs {what} at once", f"{1 / many_s:,.0f} jobs/s", reference, many_s / single_s, 1)

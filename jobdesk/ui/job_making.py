"""Makes or changes a job as a form describes it; on the pool, so that the disk and the engine may be asked."""

from __future__ import annotations

from typing import Any

from jobdesk.core.job import Job
from jobdesk.engine.manager import JobManager
from jobdesk.ui.field_advice import check_on_disk

Wishes = dict[str, Any]
"""Name, queue, priority, tags, and what it waits for, as `JobManager.create_job` takes them."""


def make_job(
    manager: JobManager, config: dict[str, Any], wishes: Wishes, *, is_released: bool, rerun_of: str = ""
) -> Job:
    """Make a job.

    Args:
        manager: Makes it.
        config: What it runs.
        wishes: What stands beside that.
        is_released: Whether it waits its turn at once.
        rerun_of: Id of the job that it repeats.

    Raises:
        JobDeskError: It cannot be made as it is described.
    """
    check_on_disk(config)
    if rerun_of and not wishes["after"]:
        job = manager.rerun_job(rerun_of)
        if job is not None:
            # It stays known as a rerun of the other one.
            changed = {key: value for key, value in wishes.items() if key != "after" and value is not None}
            job = manager.update_job(job.id, config=config, **changed) or job
            if is_released:
                manager.start_job(job.id)
            return manager.get_job(job.id) or job
    make = manager.submit_job if is_released else manager.create_job
    return make(config, **wishes)


def check_change(manager: JobManager, config: dict[str, Any], wishes: Wishes) -> Wishes:
    """Return the fields to change on a queued job, once all that they name was found to be there.

    Raises:
        JobDeskError: It was not.
    """
    check_on_disk(config)
    fields = {key: list(value) if isinstance(value, tuple) else value for key, value in wishes.items()}
    if "after" in fields:
        fields["after"] = [manager.find_job(job_ref).id for job_ref in fields["after"]]
    return {**fields, "config": config}

"""Answers from the files alone, for looking at a data folder that no engine holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec

from jobdesk.core.errors import JobNotFoundError
from jobdesk.core.job import Job, ReasonCode
from jobdesk.core.jobs.selection import find_job, find_jobs, select_jobs
from jobdesk.core.jobs.triggers import must_fire
from jobdesk.engine.storage.archive import Archive
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.engine.storage.store import load_state


def answer_offline(
    folder: DataFolder, verb: str, args: dict[str, Any], warn: Callable[[str], None] = lambda _: None
) -> tuple[bool, Any]:
    """Answer "list_jobs", "find_job" or "find_jobs" as the engine would, as plain JSON values.

    Args:
        folder: Where the files are.
        verb: One of the three.
        args: Its arguments.
        warn: Called with each notice about the files, such as that they are damaged.

    Returns:
        Whether the files tell the whole truth, and the answer. They do not while a job is unfinished: only an engine
        can then say how it stands, and it must go on in any case.

    Raises:
        JobDeskError: What the engine would have raised.
    """
    jobs = []
    if folder.exists():
        state = load_state(folder)
        jobs = state.snapshot.jobs
        for notice in state.notices:
            warn(notice)
    if not all(map(_is_settled, jobs)):
        return False, None
    by_id = {job.id: job for job in jobs}
    by_number = {job.number: job for job in jobs}
    answer: Any
    if verb == "list_jobs":
        answer = select_jobs(jobs, **args)
    elif verb == "find_jobs":
        answer = find_jobs(args["job_refs"], jobs)
    else:
        try:
            answer = find_job(args["job_ref"], by_id.get, by_number.get, lambda: jobs)
        except JobNotFoundError:
            answer = Archive(folder.archive, folder.run_logs).find(args["job_ref"])
    return True, json.loads(msgspec.json.encode(answer))


def _is_settled(job: Job) -> bool:
    """Whether a job's record is the whole truth about it, and nothing is to follow."""
    if job.is_final:
        return not must_fire(job)
    codes = {ReasonCode.TASKS, ReasonCode.SCHEDULED}
    is_going_on = job.is_array and job.reason is not None and job.reason.code in codes
    return job.is_held and not is_going_on

"""Verbs of JobDesk 0.1.0 on jobs, answered as that version did: its clients may ask an engine of this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from jobdesk.core.actions.base import JobsRequest, Request
from jobdesk.core.actions.removal import ArchiveJobs, DeleteJobs, RestoreJobs

Do = Callable[[Request[Any]], Any]


def _one(request: type[JobsRequest]) -> Callable[..., bool]:
    def ask(do: Do, job_id: str, **options: Any) -> bool:
        return bool(do(msgspec.convert({"job_ids": [job_id], **options}, request)).is_done(job_id))

    return ask


def _many(request: type[JobsRequest]) -> Callable[..., list[str]]:
    def ask(do: Do, job_ids: list[str], **options: Any) -> list[str]:
        done: list[str] = do(msgspec.convert({"job_ids": job_ids, **options}, request)).all_done()
        return done

    return ask


OLD_VERBS: dict[str, Callable[..., Any]] = {
    "archive_job": _one(ArchiveJobs),
    "archive_jobs": _many(ArchiveJobs),
    "delete_job": _one(DeleteJobs),
    "delete_jobs": _many(DeleteJobs),
    "restore_job": _one(RestoreJobs),
    "restore_jobs": _many(RestoreJobs),
}
"""Each called with what handles a request, and the arguments of the verb."""

"""Which jobs a person means: by id, number or prefix, by status and count."""

from __future__ import annotations

from collections.abc import Callable

from jobdesk.core.errors import AmbiguousJobError, InvalidValueError, JobNotFoundError
from jobdesk.core.job import Job

JobRef = str | int | Job
"""What names a job in Python: its id, its number, or a snapshot of it."""


def as_text(job_ref: object) -> str:
    """Return what names a job as text.

    Raises:
        InvalidValueError: It names none.
    """
    if isinstance(job_ref, Job):
        return job_ref.id
    if isinstance(job_ref, bool) or not isinstance(job_ref, (str, int)):
        raise InvalidValueError("job", f"must be a job, its id or its number, not {job_ref!r:.80}")
    return str(job_ref)


def read_ref(job_ref: str) -> tuple[str, int | None]:
    """Return what a person wrote as an id is written, and the number that it is if it has only digits.

    Such a number is never the begin of an id as well: who deletes job 1, which is in the archive by now, does not mean
    another one whose id begins with 1.
    """
    text = job_ref.strip().lower().removeprefix("#")
    return text, int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def find_job(
    job_ref: str,
    by_id: Callable[[str], Job | None],
    by_number: Callable[[int], Job | None],
    all_jobs: Callable[[], list[Job]],
) -> Job:
    """Find the job that a person means by an id, a number or a unique prefix of an id.

    Raises:
        JobNotFoundError: None fits.
        AmbiguousJobError: More than one does.
    """
    text, number = read_ref(job_ref)
    exact = by_id(text) or (None if number is None else by_number(number))
    if exact is not None:
        return exact
    fitting = [job for job in all_jobs() if number is None and text and job.id.startswith(text)]
    if not fitting:
        raise JobNotFoundError(job_ref)
    if len(fitting) > 1:
        raise AmbiguousJobError(job_ref, [job.id for job in fitting])
    return fitting[0]


def find_jobs(job_refs: list[str], jobs: list[Job]) -> list[Job | None]:
    """Find the jobs that a person means, as `find_job` does; None for what names none, or more than one."""
    by_id = {job.id: job for job in jobs}
    by_number = {job.number: job for job in jobs}

    def find(job_ref: str) -> Job | None:
        try:
            return find_job(job_ref, by_id.get, by_number.get, lambda: jobs)
        except (AmbiguousJobError, JobNotFoundError):
            return None

    return list(map(find, job_refs))


def select_jobs(
    jobs: list[Job],
    status: str | None,
    limit: object,
    *,
    trash: bool = False,
    tasks: bool = True,
    array: str | None = None,
) -> list[Job]:
    """Choose from all jobs, the newest first.

    Args:
        jobs: All of them.
        status: Only those of this status; of one that does not exist there are none.
        limit: At most so many.
        trash: Whether those in the trash are meant, or those that are not.
        tasks: Whether the tasks of arrays are among them.
        array: Id of an array, of which only the tasks are meant.

    Raises:
        InvalidValueError: The limit is not a count.
    """
    if array is not None:
        jobs = [job for job in jobs if job.parent == array]
    elif not tasks:
        jobs = [job for job in jobs if job.parent is None]
    jobs = [job for job in jobs if bool(job.deleted) == trash]
    if status is not None:
        jobs = [job for job in jobs if job.status == status]
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 0):
        raise InvalidValueError("limit", "must be a count of 0 or more")
    newest = sorted(jobs, key=lambda job: job.number, reverse=True)
    return newest if limit is None else newest[:limit]

"""Which job a person means by a few characters."""

import pytest

from jobdesk.core.errors import AmbiguousJobError, JobNotFoundError
from jobdesk.core.job import Job
from jobdesk.core.jobs.selection import find_job, find_jobs
from tests.core.test_job import make_job


def jobs(*ids: str) -> list[Job]:
    """Jobs numbered from 11 on."""
    return [make_job(id=job_id, number=number) for number, job_id in enumerate(ids, start=11)]


def find(job_ref: str, among: list[Job]) -> str:
    by_id = {job.id: job for job in among}
    by_number = {job.number: job for job in among}
    return find_job(job_ref, by_id.get, by_number.get, lambda: among).id


def test_digits_name_a_number_and_never_the_begin_of_an_id() -> None:
    among = jobs("1a2b3c4d5e6f", "14zzzzzzzzzz", "123456789012")
    assert find("12", among) == "14zzzzzzzzzz"
    assert find(" #12", among) == "14zzzzzzzzzz"
    # What has no such number in the list may have it in the archive, and no other job is meant by it.
    for job_ref in ("1", "#1", "14", "#14"):
        with pytest.raises(JobNotFoundError):
            find(job_ref, among)
        assert find_jobs([job_ref], among) == [None]
    assert find("123456789012", among) == "123456789012"


def test_other_characters_name_the_one_id_that_begins_with_them() -> None:
    among = jobs("1a2b3c4d5e6f", "1axxxxxxxxxx", "bbbbbbbbbbbb")
    assert find("1A2", among) == "1a2b3c4d5e6f"
    assert find("b", among) == "bbbbbbbbbbbb"
    with pytest.raises(AmbiguousJobError):
        find("1a", among)
    for job_ref in ("", "#", "zz"):
        with pytest.raises(JobNotFoundError):
            find(job_ref, among)

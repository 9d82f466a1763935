"""The run to compare with: completed, the same thing, and started before."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.output.baseline_run import last_good_run


def run(number: int, status: JobStatus = JobStatus.COMPLETED, at: int | None = None, **fields: Any) -> Job:
    """Return a run that started at a minute, by its number if no other is given."""
    started = None if at == -1 else f"2026-01-31T10:{number if at is None else at:02}:00.000Z"
    values: dict[str, Any] = {"name": "build", "kind": "command", "raw_config": msgspec.Raw(b"{}")} | fields
    moment = "2026-01-31T09:00:00.000Z"
    return Job(
        id=f"{number:012}", number=number, status=status, started=started, created=moment, updated=moment, **values
    )


def good_run(job: Job, *others: Job) -> int | None:
    jobs = {one.id: one for one in (*others, job)}
    found = last_good_run(job, jobs.values(), jobs.get)
    return None if found is None else found.number


FAILED = run(9, JobStatus.FAILED)


def test_it_is_the_newest_completed_one_of_the_same_kind_and_name() -> None:
    others = [
        run(8, JobStatus.CANCELLED),
        run(7, name="test"),
        run(6, kind="python"),
        run(5),
        run(4),
        run(3, JobStatus.FAILED),
    ]
    assert good_run(FAILED, *others) == 5
    assert good_run(FAILED, *reversed(others)) == 5


def test_without_one_there_is_none() -> None:
    assert good_run(FAILED, run(8, JobStatus.FAILED), run(7, deleted="2026-01-31T11:00:00.000Z")) is None
    assert good_run(FAILED) is None


def test_what_started_later_is_no_earlier_run_whatever_its_number() -> None:
    assert good_run(run(9, JobStatus.FAILED, at=30), run(10, at=20), run(8, at=40), run(7)) == 10
    assert good_run(run(9, at=30), run(10, at=31)) is None


def test_of_a_job_that_has_not_started_all_are_earlier() -> None:
    assert good_run(run(9, JobStatus.QUEUED, at=-1), run(8), run(12)) == 12


def test_what_could_not_start_is_as_old_as_its_end() -> None:
    ended = "2026-01-31T10:30:00.000Z"
    assert good_run(run(9, JobStatus.FAILED, at=-1, finished=ended), run(8, at=29), run(12, at=31)) == 8


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(
            run(2, name="build"), run(9, JobStatus.FAILED, name="new", rerun_of="000000000003"), id="its first"
        ),
        pytest.param(
            run(2, name="other", rerun_of="000000000001"),
            run(9, JobStatus.FAILED, name="new", rerun_of="000000000003"),
            id="a branch",
        ),
    ],
)
def test_a_chain_of_reruns_is_the_same_thing_whatever_it_is_called(first: Job, last: Job) -> None:
    root = run(1, JobStatus.FAILED, name="root")
    middle = run(3, JobStatus.FAILED, name="middle", rerun_of=root.id if first.rerun_of else first.id)
    assert good_run(last, root, first, middle) == 2
    assert good_run(last, run(5, name="apart"), run(6, name="apart too", rerun_of="000000000005")) is None


def test_reruns_of_a_job_that_is_gone_belong_together() -> None:
    gone = "000000000099"
    assert good_run(run(9, JobStatus.FAILED, name="b", rerun_of=gone), run(4, name="a", rerun_of=gone)) == 4


def test_a_damaged_chain_ends() -> None:
    one, two = run(1, name="a", rerun_of="000000000002"), run(2, name="b", rerun_of="000000000001")
    assert good_run(run(9, name="c", rerun_of=one.id), one, two) in {1, 2, None}

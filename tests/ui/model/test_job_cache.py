"""What the jobs of the window amount to together."""

from __future__ import annotations

from jobdesk.core.job import JobStatus
from jobdesk.ui.filters.job_filter import TRASH
from jobdesk.ui.model.job_cache import Roster
from tests.ui.conftest import MakeJob


def test_a_job_in_the_trash_counts_there_and_nowhere_else(make_job: MakeJob) -> None:
    roster = Roster()
    job = make_job(1, JobStatus.COMPLETED, tags=("nightly",))
    own = (("state", "completed"), ("queue", job.queue), ("kind", job.kind), ("tag", "nightly"))
    roster.put(job)
    assert [roster.count_of(facet) for facet in (*own, TRASH)] == [1, 1, 1, 1, 0]
    roster.put(make_job(1, JobStatus.COMPLETED, tags=("nightly",), deleted="2026-01-01T00:00:00.000Z"))
    assert [roster.count_of(facet) for facet in (*own, TRASH)] == [0, 0, 0, 0, 1]
    roster.put(job)
    assert [roster.count_of(facet) for facet in (*own, TRASH)] == [1, 1, 1, 1, 0]

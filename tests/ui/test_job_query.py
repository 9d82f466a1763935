"""The language of the search field: what each term finds, and what is said of one that makes no sense."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from jobdesk.core.job import JobStatus, Reason, ReasonCode
from jobdesk.ui.haystacks import Haystacks
from jobdesk.ui.job_query import parse_query

if TYPE_CHECKING:
    from tests.ui.conftest import MakeJob

NOW = datetime(2026, 2, 7, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [1, 2, 3, 4]),
        ("encode", [1]),
        ("ENCODE video", [1]),
        ('"encode video"', [1]),
        ('"video encode"', []),
        ("-encode", [2, 3, 4]),
        ("status:failed", [3]),
        ("status:fai", [3]),
        ("status:failed,running", [1, 3]),
        ("-status:queued", [1, 3]),
        ("status:held", [4]),
        ("kind:python", [2]),
        ("tag:night", [2]),
        ("queue:gpu", [2]),
        ("priority:>0", [2]),
        ("priority:0", [1, 3, 4]),
        ("cost:>1", [1]),
        ("cost:>=1.5", [1]),
        ("cost:<1", [3]),
        ("exit:1", [3]),
        ("since:7d", [3]),
        ("since:2026-01-01", [1, 2, 3, 4]),
        ("#2", [2]),
        ("000000000003", [3]),
        ("no such file", [3]),
        ("status:failed cost:<1 such", [3]),
        ("status:", [1, 2, 3, 4]),
        ("cost:>", [1, 2, 3, 4]),
        ('"enc', [1]),
        ("http://example.org", []),
    ],
)
def test_what_is_found(make_job: MakeJob, text: str, numbers: list[int]) -> None:
    jobs = [
        make_job(1, JobStatus.RUNNING, name="Encode video", cost_usd=1.5),
        make_job(2, kind="python", tags=("nightly",), queue="gpu", priority=3),
        make_job(3, JobStatus.FAILED, finished="2026-02-05T10:00:00.000Z", exit_code=1, cost_usd=0.2),
        make_job(4, reason=Reason(ReasonCode.HELD, "Held by you")),
    ]
    haystacks = Haystacks()
    for job in jobs:
        haystacks.put(job)
    haystacks.put_line(jobs[2].id, "No such file: map.png")
    query = parse_query(text, NOW)

    found = set(haystacks.matching(query))

    assert [job.number for job in jobs if job.id in found] == numbers
    assert [job.number for job in jobs if query.fits(job, haystacks.of(job.id))] == numbers
    assert query.error == ""


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("status:done", 'No status is called "done". There are needs, running, queued'),
        ("cost:cheap", '"cost" needs a number, such as cost:>1.'),
        ("since:yesterday", '"since" needs an age or a day'),
    ],
)
def test_a_bad_term_is_said_in_words_and_the_rest_is_searched(text: str, error: str) -> None:
    query = parse_query(f"encode {text}", NOW)

    assert query.error.startswith(error)
    assert query.words == ("encode",)
    assert query.tests == ()


def test_a_haystack_follows_its_job(make_job: MakeJob) -> None:
    haystacks = Haystacks()
    haystacks.put(make_job(1, name="before"))
    assert list(haystacks.matching(parse_query("before")))
    haystacks.put(make_job(1, name="after"))
    assert not list(haystacks.matching(parse_query("before")))
    assert list(haystacks.matching(parse_query("after")))
    haystacks.remove(make_job(1).id)
    assert not list(haystacks.matching(parse_query("after")))

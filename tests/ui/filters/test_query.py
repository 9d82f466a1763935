"""The language of the search field: what each term finds, and what is said of one that makes no sense."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest

from jobdesk.core.job import JobStatus, Reason, ReasonCode
from jobdesk.ui.filters.query import parse_query
from jobdesk.ui.filters.search_index import Haystacks
from jobdesk.ui.model.job_cache import Roster

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
        ("cost:>$1", [1]),
        ("name:video", [1]),
        ('name:"encode v"', [1]),
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
    roster = Roster()
    for job in jobs:
        roster.put(job)
    haystacks = Haystacks(roster)
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


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ('"git commit -m"', True),
        ('"first words"', True),
        ("billing", True),
        (r"c:\temp", True),
        ("GIT_DIR", True),
        ("command", False),
        ("cwd", False),
        ("env", False),
        ("secret", False),
        ("null", False),
    ],
)
def test_a_command_is_searched_as_people_read_it(make_job: MakeJob, text: str, is_found: bool) -> None:
    config = {
        "kind": "command",
        "command": ["git", "commit", "-m", "first words", r"C:\temp\x"],
        "cwd": "/home/me/billing",
        "env": {"GIT_DIR": "secret"},
        "timeout": None,
        "odd": [1, {"deep": ["er"]}],
    }
    roster = Roster()
    job = make_job(1, raw_config=msgspec.Raw(msgspec.json.encode(config)))
    roster.put(job)

    assert list(Haystacks(roster).matching(parse_query(text))) == ([job.id] if is_found else [])


def test_a_config_of_another_making_can_be_searched(make_job: MakeJob) -> None:
    roster = Roster()
    roster.put(make_job(1, raw_config=msgspec.Raw(b'{"env":5,"command":7,"cwd":null,"args":[["odd"]]}')))

    assert list(Haystacks(roster).matching(parse_query("odd"))) == [f"{1:012d}"]


def test_a_haystack_follows_its_job(make_job: MakeJob) -> None:
    roster = Roster()
    haystacks = Haystacks(roster)
    before, after, other = make_job(1, name="before"), make_job(1, name="after"), make_job(2, name="other")
    for old, new in ((None, before), (None, other)):
        roster.put(new)
        haystacks.put(old, new)
    haystacks.put_line(other.id, "a line before the first search")
    assert list(haystacks.matching(parse_query("before"))) == [before.id, other.id]
    roster.put(after)
    haystacks.put(before, after)
    haystacks.put_line(other.id, "a later line")
    assert not haystacks.is_ready
    assert not list(haystacks.matching(parse_query("before")))
    assert list(haystacks.matching(parse_query("after"))) == [after.id]
    assert list(haystacks.matching(parse_query("later"))) == [other.id]
    assert haystacks.is_ready
    haystacks.remove(after.id)
    roster.remove(after.id)
    assert not list(haystacks.matching(parse_query("after")))


def test_texts_are_made_some_at_a_time_once_a_search_is_expected(make_job: MakeJob) -> None:
    roster = Roster()
    for number in (1, 2, 3):
        roster.put(make_job(number))
    haystacks = Haystacks(roster)
    assert haystacks.is_ready, "nobody searches, so nothing is to be made"

    haystacks.expect_search()
    haystacks.prepare(2)
    assert not haystacks.is_ready
    haystacks.prepare(2)
    assert haystacks.is_ready


def test_a_key_that_is_none_is_told_and_searched_as_a_word() -> None:
    query = parse_query("encode Stauts:failed", NOW)

    assert query.error.startswith('"Stauts:" is no key, and was searched as a word. There are status, state, kind,')
    assert query.words == ("encode", "stauts:failed")
    for word in ("http://example.org", "C:\\work", "12:30", "error: no such file", "localhost:80"):
        assert parse_query(word, NOW).error == ""

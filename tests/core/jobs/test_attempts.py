"""What follows the end of an attempt, as a table of verdicts; and how long a retry waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from jobdesk.core.job import Attempt, Job, JobResult, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.attempts import (
    Again,
    Signs,
    needs_patterns,
    next_attempt,
    retry_delay_s,
    what_follows,
)
from jobdesk.core.jobs.parking import RATE_LIMITS, Match, Parking
from jobdesk.core.jobs.policy import Park, Policy, Retry

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
FAILURE = JobResult(status=JobStatus.FAILED, exit_code=7, reason=Reason(ReasonCode.EXIT_CODE, "Exit code 7"))
SUCCESS = JobResult(status=JobStatus.COMPLETED, exit_code=0)
NOT_STARTED = JobResult(status=JobStatus.FAILED, reason=Reason(ReasonCode.COULD_NOT_START, "Command not found: x"))
TIMED_OUT = JobResult(
    status=JobStatus.FAILED, exit_code=-15, reason=Reason(ReasonCode.TIMED_OUT, "Ran longer than 2 h")
)
OVER_BUDGET = JobResult(status=JobStatus.FAILED, exit_code=1, reason=Reason(ReasonCode.OVER_BUDGET, "Over 5 $"))
CANCELLED = JobResult(status=JobStatus.CANCELLED, reason=Reason(ReasonCode.BY_USER, "Cancelled by you"))
PARKING = Signs(parking=Parking(NOW + timedelta(hours=1), "usage limit"))


def make(policy: Policy | None = None, **fields: Any) -> Job:
    times = "2026-05-01T11:00:00.000Z"
    return Job(
        id="a" * 12,
        number=1,
        name="one",
        kind="command",
        raw_config=msgspec.Raw(b"{}"),
        created=times,
        updated=times,
        policy=policy,
        **{"status": JobStatus.RUNNING, "started": times, **fields},
    )


def follow(job: Job, result: JobResult, signs: Signs | None = None, chance: float = 0.0) -> Again | None:
    return what_follows(job, result, signs or Signs(), NOW, lambda: chance)


def retries(limit: int = 3, **fields: Any) -> Policy:
    return Policy(retry=Retry(limit=limit, **fields))


FAILED_ONCE = Attempt(number=1, exit_code=7, reason=Reason(ReasonCode.EXIT_CODE, "Exit code 7"))
PARKED_ONCE = Attempt(number=1, exit_code=7, reason=Reason(ReasonCode.PARKED, "Parked until 12:00"))


@pytest.mark.parametrize(
    ("policy", "result", "is_retried"),
    [
        pytest.param(None, FAILURE, False, id="nothing asked for"),
        pytest.param(retries(), FAILURE, True, id="any failure"),
        pytest.param(retries(0), FAILURE, False, id="none allowed"),
        pytest.param(retries(), SUCCESS, False, id="a success"),
        pytest.param(retries(), CANCELLED, False, id="stopped by the user"),
        pytest.param(retries(), OVER_BUDGET, False, id="over its budget"),
        pytest.param(retries(), TIMED_OUT, True, id="timed out"),
        pytest.param(retries(codes=(7, 8)), TIMED_OUT, False, id="timed out, and codes are named"),
        pytest.param(retries(), NOT_STARTED, True, id="could not start"),
        pytest.param(retries(codes=(7,)), NOT_STARTED, False, id="could not start, and codes are named"),
        pytest.param(retries(pattern="x"), NOT_STARTED, False, id="could not start, and a pattern is named"),
        pytest.param(retries(codes=(7, 8)), FAILURE, True, id="a named code"),
        pytest.param(retries(codes=(8,)), FAILURE, False, id="another code"),
        pytest.param(retries(pattern="x"), FAILURE, False, id="the pattern is not found"),
    ],
)
def test_what_is_worth_another_attempt(policy: Policy | None, result: JobResult, is_retried: bool) -> None:
    again = follow(make(policy), result)
    assert (again is not None) is is_retried
    if again is not None:
        assert again == Again("2026-05-01T12:00:10.000Z", Reason(ReasonCode.RETRY_WAITS, "Retry 1 of 3"), 10.0)


def test_a_pattern_in_the_log_is_worth_another_attempt_whatever_the_code_is() -> None:
    job = make(retries(pattern="x", codes=(99,)))
    assert needs_patterns(job, FAILURE) == ["x"]
    assert follow(job, FAILURE, Signs(has_retry_pattern=True)) is not None


def test_nothing_is_looked_for_in_a_log_that_decides_nothing() -> None:
    assert needs_patterns(make(), FAILURE) == []
    assert needs_patterns(make(retries(pattern="x")), SUCCESS) == []
    assert needs_patterns(make(retries(pattern="x"), cancelled=True), FAILURE) == []
    assert needs_patterns(make(Policy(park=Park())), FAILURE) == [RATE_LIMITS]
    assert needs_patterns(make(Policy(park=Park(codes=(75,)))), FAILURE) == []


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"cancelled": True}, id="cancelled just as it ended"),
        pytest.param({"stopping": Reason(ReasonCode.OVER_BUDGET, "Over 5 $")}, id="stopped by JobDesk for good"),
    ],
)
def test_a_job_that_somebody_wanted_to_stop_is_neither_retried_nor_parked(fields: dict[str, Any]) -> None:
    assert follow(make(retries(), **fields), FAILURE, PARKING) is None


def test_the_last_retry_is_the_last_word() -> None:
    job = make(retries(2), attempt=2, attempts=(FAILED_ONCE,))
    again = follow(job, FAILURE)
    assert again is not None
    assert again.reason.text == "Retry 2 of 2"
    after = msgspec.structs.replace(job, **{**next_attempt(job, FAILURE, again), "status": JobStatus.RUNNING})
    assert follow(after, FAILURE) is None


def test_parkings_do_not_count_as_retries() -> None:
    job = make(retries(1), attempt=3, attempts=(PARKED_ONCE, PARKED_ONCE))
    assert job.retries == 0
    again = follow(job, FAILURE)
    assert again is not None
    assert again.reason.text == "Retry 1 of 1"


@pytest.mark.parametrize(
    ("retry", "delays"),
    [
        pytest.param(Retry(delay_s=10, factor=2, cap_s=60), [10, 20, 40, 60, 60], id="doubled up to a cap"),
        pytest.param(Retry(delay_s=5, factor=1), [5, 5, 5], id="always the same"),
        pytest.param(Retry(delay_s=0), [0, 0], id="none"),
    ],
)
def test_delays_grow_up_to_their_cap(retry: Retry, delays: list[float]) -> None:
    assert [retry_delay_s(retry, number, lambda: 0.0) for number in range(1, len(delays) + 1)] == delays


def test_jitter_lengthens_a_delay_by_its_share_and_never_beyond_the_cap() -> None:
    retry = Retry(delay_s=10, factor=2, cap_s=25, jitter=0.5)
    assert retry_delay_s(retry, 1, lambda: 0.5) == 12.5
    assert retry_delay_s(retry, 2, lambda: 0.999) == 25
    assert retry_delay_s(Retry(delay_s=1, factor=100, cap_s=60), 10_000, lambda: 0.9) == 60


@pytest.mark.parametrize("result", [FAILURE, SUCCESS, TIMED_OUT, NOT_STARTED])
def test_a_job_that_asks_for_it_is_parked_however_it_ends(result: JobResult) -> None:
    again = follow(make(retries()), result, PARKING)
    assert again is not None
    assert again.is_parking
    assert again.not_before == "2026-05-01T13:00:00.000Z"
    assert again.reason.text.startswith("Parked until ")
    assert again.reason.text.endswith(": usage limit")


@pytest.mark.parametrize("result", [CANCELLED, OVER_BUDGET])
def test_a_job_that_was_stopped_for_good_is_not_parked(result: JobResult) -> None:
    assert follow(make(), result, PARKING) is None


def test_an_exit_code_parks_for_as_long_as_the_policy_says() -> None:
    again = follow(make(Policy(park=Park(codes=(7,), delay_s=600))), FAILURE)
    assert again is not None
    assert again.not_before == "2026-05-01T12:10:00.000Z"
    assert again.reason.text.endswith(": exit code 7")


def test_an_expression_parks_what_failed_and_not_what_succeeded() -> None:
    job = make(Policy(park=Park()))
    signs = Signs(park_match=Match("rate limit reached, try again in 90s", after="90s"))
    again = follow(job, FAILURE, signs)
    assert again is not None
    assert again.not_before == "2026-05-01T12:01:30.000Z"
    assert follow(job, SUCCESS, signs) is None


def test_a_job_that_parks_into_the_past_again_and_again_waits_longer_each_time() -> None:
    signs = Signs(parking=Parking(NOW - timedelta(days=1)))
    waits = []
    for in_a_row in range(9):
        again = follow(make(attempts=(FAILED_ONCE, *[PARKED_ONCE] * in_a_row)), FAILURE, signs)
        assert again is not None
        waits.append((datetime.fromisoformat(again.not_before) - NOW).total_seconds())
        assert ("parked" in again.reason.text) is (in_a_row > 0)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_job_that_parks_for_months_keeps_its_failures_and_its_newest_parkings_on_record() -> None:
    job = make(attempts=(FAILED_ONCE, *[PARKED_ONCE] * 500))
    again = follow(job, FAILURE, PARKING)
    assert again is not None
    kept = next_attempt(job, FAILURE, again)["attempts"]
    assert len(kept) == 201
    assert kept[0] == FAILED_ONCE
    assert kept[-1].reason == again.reason


def test_the_next_attempt_begins_as_if_there_had_been_none_but_for_the_record() -> None:
    job = make(
        retries(),
        notices=("Runs longer than 1 h",),
        stopping=Reason(ReasonCode.TIMED_OUT, "Ran longer than 2 h"),
        cost_usd=1.5,
        error="old",
        exit_code=3,
        paused_s=5.0,
    )
    ended = msgspec.structs.replace(
        TIMED_OUT, finished="2026-05-01T11:59:00.000Z", duration_s=60.0, notices=("The disk was full",)
    )
    again = follow(job, ended)
    assert again is not None
    now = msgspec.structs.replace(job, **next_attempt(job, ended, again))
    assert now.attempt == 2
    assert now.is_waiting
    assert (now.started, now.finished, now.exit_code, now.error, now.duration_s) == (None,) * 5
    assert (now.notices, now.stopping, now.paused_s, now.cost_usd) == ((), None, 0.0, 1.5)
    assert now.attempts == (
        Attempt(
            number=1,
            status=JobStatus.FAILED,
            started="2026-05-01T11:00:00.000Z",
            finished="2026-05-01T11:59:00.000Z",
            duration_s=60.0,
            exit_code=-15,
            reason=TIMED_OUT.reason,
            cost_usd=1.5,
            notices=("Runs longer than 1 h", "The disk was full"),
        ),
    )

"""Time limits: which apply, in seconds or as multiples of what is usual, and what is said of them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from jobdesk.core.job import Job, JobStatus
from jobdesk.core.jobs.policy import NO_POLICY, Policy, Retry, TimeLimit
from jobdesk.core.timing.deadlines import deadlines_of, has_deadlines, mark_of, needs_median, usual_runs


def limits(**fields: Any) -> Policy:
    return Policy(run_time=TimeLimit(**fields))


@pytest.mark.parametrize(
    ("policy", "runs", "limit_s", "text"),
    [
        pytest.param(limits(stop_s=7200), [], 7200, "Ran longer than 2 h", id="seconds"),
        pytest.param(limits(warn_s=90), [], 90, "Runs longer than 1 min 30 s", id="a warning"),
        pytest.param(
            limits(stop_medians=3), [8.0, 10.0, 60.0], 30, "Ran longer than 3 times the usual 10 s", id="a multiple"
        ),
        pytest.param(
            limits(stop_medians=3),
            [8.0],
            None,
            "3 times the usual run time applies from 3 completed runs on, so far 1",
            id="too few runs",
        ),
        pytest.param(
            limits(stop_medians=1.5),
            [],
            None,
            "1.5 times the usual run time applies from 3 completed runs on, so far 0",
            id="no runs",
        ),
        pytest.param(limits(stop_medians=3, stop_s=20), [10.0] * 3, 20, "Ran longer than 20 s", id="the shorter one"),
        pytest.param(limits(stop_medians=3, stop_s=20), [10.0], 20, "Ran longer than 20 s", id="the one that applies"),
        pytest.param(
            Policy(silence=TimeLimit(stop_s=600)), [], 600, "Stopped after 10 min without output", id="silence"
        ),
        pytest.param(Policy(waiting=TimeLimit(warn_s=60)), [], 60, "Waits longer than 1 min", id="waiting"),
    ],
)
def test_limits_are_seconds_or_multiples_of_what_is_usual(
    policy: Policy, runs: list[float], limit_s: float | None, text: str
) -> None:
    assert has_deadlines(policy)
    (deadline,) = deadlines_of(policy, runs)
    assert (deadline.limit_s, deadline.text) == (limit_s, text)


def test_a_warning_is_known_again_whatever_its_limit_is_by_now() -> None:
    seconds, multiple = (
        deadlines_of(limits(warn_s=90), [])[0],
        deadlines_of(limits(warn_medians=2), [1.0, 2.0, 3.0])[0],
    )
    assert seconds.text != multiple.text
    assert seconds.text.startswith(mark_of(multiple))
    assert multiple.text.startswith(mark_of(seconds))


def test_a_policy_without_time_limits_has_none() -> None:
    for policy in (NO_POLICY, Policy(retry=Retry(limit=2)), None):
        assert not has_deadlines(policy)
    assert needs_median(limits(warn_medians=2))
    assert not needs_median(limits(warn_s=2))


def test_what_is_usual_is_told_by_completed_runs_of_the_same_kind_and_name() -> None:
    def run(name: str, duration_s: float | None, status: JobStatus = JobStatus.COMPLETED, **fields: Any) -> Job:
        return Job(
            id="a" * 12,
            number=1,
            name=name,
            kind="command",
            status=status,
            raw_config=msgspec.Raw(b"{}"),
            created="2026-05-01T11:00:00.000Z",
            updated="2026-05-01T11:00:00.000Z",
            duration_s=duration_s,
            **fields,
        )

    jobs = [run("a", 5.0), run("a", 9.0, awake_s=6.0), run("a", 50.0, JobStatus.FAILED), run("a", None), run("b", 7.0)]
    assert usual_runs(jobs) == {("command", "a"): [5.0, 6.0], ("command", "b"): [7.0]}

"""The queue's decision: never past the limit, never out of order, never before what a job waits for."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from jobdesk.core.job import Job, JobStatus, Reason, ReasonCode
from jobdesk.core.queue import decide, dependency_reason, run_order, why_not


def make_job(number: int, status: JobStatus = JobStatus.QUEUED, priority: int = 0, after: tuple[str, ...] = ()) -> Job:
    return Job(
        id=f"{number:012d}",
        number=number,
        name=f"job {number}",
        kind="command",
        status=status,
        raw_config=msgspec.Raw(b"{}"),
        created="2026-01-31T10:00:00.000Z",
        updated="2026-01-31T10:00:00.000Z",
        priority=priority,
        after=after,
    )


@st.composite
def queues(draw: st.DrawFn) -> tuple[dict[str, Job], int, int]:
    count = draw(st.integers(0, 25))
    jobs = {}
    for number in range(1, count + 1):
        after = draw(st.lists(st.integers(1, count), max_size=3, unique=True))
        jobs[f"{number:012d}"] = make_job(
            number,
            draw(st.sampled_from(JobStatus)),
            draw(st.integers(-2, 2)),
            tuple(f"{other:012d}" for other in after if other < number),
        )
    return jobs, draw(st.integers(0, 5)), draw(st.integers(1, 6))


@given(queues())
def test_what_starts_fits_the_limit_and_waits_for_nothing(queue: tuple[dict[str, Job], int, int]) -> None:
    jobs, running, limit = queue
    waiting = sorted((job for job in jobs.values() if job.status is JobStatus.QUEUED), key=run_order)
    decision = decide(waiting, running, limit, jobs.get)
    assert len(decision.start) <= max(0, limit - running)
    for job in decision.start:
        assert all(jobs[other].status is JobStatus.COMPLETED for other in job.after)


@given(queues())
def test_whoever_does_not_start_has_a_reason_or_stands_behind_those_that_do(
    queue: tuple[dict[str, Job], int, int],
) -> None:
    jobs, running, limit = queue
    waiting = sorted((job for job in jobs.values() if job.status is JobStatus.QUEUED), key=run_order)
    decision = decide(waiting, running, limit, jobs.get)
    started = {job.id for job in decision.start}
    for job in waiting:
        if job.id not in started and dependency_reason(job, jobs.get) is None:
            assert running + len(decision.start) >= limit
            assert all(run_order(other) < run_order(job) for other in decision.start)


@given(queues())
def test_only_what_can_never_start_is_given_up(queue: tuple[dict[str, Job], int, int]) -> None:
    jobs, running, limit = queue
    waiting = sorted((job for job in jobs.values() if job.status is JobStatus.QUEUED), key=run_order)
    for job, reason in decide(waiting, running, limit, jobs.get).abandon:
        assert reason.code == ReasonCode.DEPENDENCY_FAILED
        assert any(jobs[other].status in {JobStatus.FAILED, JobStatus.CANCELLED} for other in job.after)


def test_a_higher_priority_goes_first_and_age_decides_among_equals() -> None:
    jobs = [make_job(1), make_job(2, priority=5), make_job(3), make_job(4, priority=5)]
    assert [job.number for job in sorted(jobs, key=run_order)] == [2, 4, 1, 3]


def test_why_names_the_running_jobs_and_those_ahead() -> None:
    running = [make_job(1, JobStatus.RUNNING), make_job(2, JobStatus.RUNNING)]
    reason = why_not(make_job(9), 3, running, 2, lambda _: None)
    assert reason == Reason("waiting_limit", "2 of 2 running (#1, #2), 3 ahead")


def test_why_names_the_job_waited_for() -> None:
    first = make_job(1, JobStatus.RUNNING)
    reason = why_not(make_job(2, after=(first.id,)), 0, [first], 4, {first.id: first}.get)
    assert reason == Reason("waiting_jobs", "Waits for #1 job 1")


def test_why_says_that_a_wait_is_in_vain() -> None:
    first = make_job(1, JobStatus.FAILED)
    reason = why_not(make_job(2, after=(first.id,)), 0, [], 4, {first.id: first}.get)
    assert reason == Reason("dependency_failed", "#1 job 1 failed")


def test_a_running_job_has_no_reason_not_to() -> None:
    assert why_not(make_job(1, JobStatus.RUNNING), 0, [], 1, lambda _: None) is None

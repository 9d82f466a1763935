"""Engines die by kill -9 while chains of jobs run: none starts early, twice or past a limit, and none is forgotten."""

from __future__ import annotations

import random
import time

import pytest

from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job, JobStatus, ReasonCode
from tests.faults.desks import Desk
from tests.faults.ledgers import PlannedJob

FULL = (pytest.mark.faults, pytest.mark.timeout(1800))
NARROW = 2
CONDITIONS = ("succeeded", "succeeded", "failed", "ended")


def plan(count: int, seed: int) -> list[PlannedJob]:
    """Plan a net of jobs, each waiting for up to three of the twelve before it, in one way or another."""
    choose = random.Random(seed)
    plans: list[PlannedJob] = []
    for number in range(count):
        others = choose.sample(plans[-12:], min(len(plans), choose.choice((0, 1, 1, 2, 3))))
        policy = {"after_when": choose.choice(CONDITIONS), "after_any": choose.random() < 0.3}
        wishes = {
            "after": [other.job_id for other in others],
            "policy": policy,
            "queue": choose.choice(("default", "narrow")),
            "priority": choose.choice((0, 0, 5)),
            "needs": {"gpu": 1} if choose.random() < 0.3 else {},
        }
        code = choose.choice((0, 0, 0, 1))
        plans.append(PlannedJob(f"job-{number:04}", round(choose.uniform(0, 0.25), 3), code, new_job_id(), wishes))
    return plans


def expect(plans: list[PlannedJob]) -> dict[str, JobStatus]:
    """Work out by hand how each job has to end: it runs if what it waits for comes true, else it is cancelled."""
    ends: dict[str, JobStatus] = {}
    for planned in plans:
        met = [is_met(ends[other], planned.wishes["policy"]["after_when"]) for other in planned.wishes["after"]]
        runs = not met or (any(met) if planned.wishes["policy"]["after_any"] else all(met))
        ran = JobStatus.FAILED if planned.code else JobStatus.COMPLETED
        ends[planned.job_id] = ran if runs else JobStatus.CANCELLED
    return ends


def is_met(end: JobStatus, condition: str) -> bool:
    return condition == "ended" or (end is JobStatus.COMPLETED) is (condition == "succeeded")


def judge(desk: Desk, plans: list[PlannedJob], jobs: list[Job]) -> None:
    """Hold what the jobs wrote against what had to come of them."""
    starts, ends = desk.ledger.starts(), desk.ledger.ends()
    expected = expect(plans)
    by_id = {job.id: job for job in jobs}
    labels = {planned.job_id: planned.label for planned in plans}
    blamed = []
    for planned in plans:
        job, status = by_id[planned.job_id], expected[planned.job_id]
        if job.status is not status:
            blamed.append(f"{planned.label} had to be {status} and is {job.status}: {job.reason}")
        times = (len(starts.get(planned.label, [])), len(ends.get(planned.label, [])))
        if times != ((0, 0) if status is JobStatus.CANCELLED else (1, 1)):
            blamed.append(f"{planned.label}, {status}, started and ended {times} times")
            continue
        if status is JobStatus.CANCELLED:
            if job.reason is None or job.reason.code != ReasonCode.DEPENDENCY_FAILED:
                blamed.append(f"{planned.label} was cancelled for {job.reason}")
            continue
        policy = planned.wishes["policy"]
        met = [other for other in planned.wishes["after"] if is_met(expected[other], policy["after_when"])]
        # Nobody but JobDesk knows when a job was cancelled that never ran; it frees from then on.
        freed = [ends[labels[other]][0] if expected[other] is not JobStatus.CANCELLED else 0.0 for other in met]
        if freed and starts[planned.label][0] < (min(freed) if policy["after_any"] else max(freed)):
            blamed.append(f"{planned.label} started before what it waits for had ended")
    for what, most, chosen in (
        ("the queue narrow", NARROW, [one for one in plans if one.wishes["queue"] == "narrow"]),
        ("the only gpu", 1, [one for one in plans if one.wishes["needs"]]),
    ):
        together = most_at_once([(starts[one.label][0], ends[one.label][0]) for one in chosen if one.label in starts])
        if together > most:
            blamed.append(f"{together} jobs shared {what}")
    assert not blamed, "\n".join(blamed[:20])


def most_at_once(spans: list[tuple[float, float]]) -> int:
    """Return the largest number of spans that share a moment."""
    steps = sorted([(start, 1) for start, _ in spans] + [(end, -1) for _, end in spans])
    running = most = 0
    for _, step in steps:
        running += step
        most = max(most, running)
    return most


@pytest.mark.parametrize(
    ("kills", "count"),
    [pytest.param(5, 40, id="short"), pytest.param(200, 900, id="full", marks=FULL)],
)
def test_no_dependent_starts_early_or_twice_however_often_the_engine_dies(desk: Desk, kills: int, count: int) -> None:
    desk.write_settings(run_limit=5)
    desk.folder.limits.write_text(f'{{"resources": {{"gpu": 1}}, "queues": {{"narrow": {{"run_limit": {NARROW}}}}}}}')
    plans = plan(count, seed=kills)
    choose = random.Random(count)
    for _ in range(kills):
        app = desk.start_app(plans)
        time.sleep(choose.uniform(0.1, 1.2))
        desk.kill_app(app)
    desk.start_ready_app(plans)
    judge(desk, plans, desk.wait_final(plans, 120 + count))
    outcomes = [status.value for status in expect(plans).values()]
    assert {"completed", "failed", "cancelled"} == set(outcomes), "the plan tries too little"
    print(f"killed {kills} times: {', '.join(f'{outcomes.count(one)} {one}' for one in sorted(set(outcomes)))}")
    assert desk.app_errors() == ""

"""Engines die by kill -9 while schedules are due every second: no run is lost, none takes place twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import datetime

import pytest

from jobdesk.core.job import Job, JobStatus, ReasonCode
from jobdesk.core.timing.schedule import Schedule, dues, run_id
from jobdesk.core.timing.times import format_time
from tests.faults.desks import Desk, wait_until

FULL = (pytest.mark.faults, pytest.mark.timeout(1800))
WAYS = [
    ("beside", "each", 0.0),
    ("queue", "each", 0.3),
    ("skip", "one", 1.6),
    ("beside", "none", 1.2),
    ("queue", "one", 0.6),
]
"""Overlap, catching up, and how many seconds a run lasts; what queues must be able to keep up."""


def add_schedules(desk: Desk) -> list[Schedule]:
    """One for each way; a run writes its id to the ledger."""
    client = desk.client()
    found = []
    for overlap, catch_up, lasts_s in WAYS:
        script = 'id=$(basename "$(dirname "$JOBDESK_EVENTS")"); echo "$id" >> "$0"; sleep "$1"'
        config = {"command": ["sh", "-c", script, str(desk.ledger.path), str(lasts_s)]}
        fields = {"every_s": 1.0, "overlap": overlap, "catch_up": catch_up, "name": f"{overlap}-{catch_up}"}
        found.append(client.call("add_schedule", config=config, **fields))
    return found


def judge(schedule: Schedule, jobs: dict[str, Job], starts: Counter[str]) -> tuple[Counter[str], list[str]]:
    """Hold every moment at which a schedule was due against what became of it."""
    tally: Counter[str] = Counter()
    faults = []
    covered_until = ""
    until = datetime.fromisoformat(schedule.last_due)
    for due in dues(schedule, datetime.fromisoformat(schedule.made)):
        if due > until:
            break
        job = jobs.get(run_id(schedule, due))
        reason = job.reason.code if job and job.reason else ""
        if job is None:
            outcome = "missed" if format_time(due) <= covered_until else "lost"
        elif reason == ReasonCode.MISSED:
            outcome, covered_until = "missed", job.not_before or ""
        elif reason == ReasonCode.SKIPPED:
            outcome = "skipped"
        else:
            outcome = "ran" if job.status is JobStatus.COMPLETED else f"{job.status} {reason}"
        tally[outcome] += 1
        expected = int(outcome == "ran")
        started = starts[job.id] if job else 0
        if outcome not in {"ran", "missed", "skipped"} or started != expected:
            faults.append(f"{schedule.name} due {format_time(due)}: {outcome}, started {started} times")
    return tally, faults


@pytest.mark.parametrize(
    ("kills", "longest_s", "away_s"),
    [pytest.param(8, 1.2, 0.0, id="short"), pytest.param(250, 2.0, 75.0, id="full", marks=FULL)],
)
def test_every_run_of_a_schedule_takes_place_once_however_often_the_engine_is_killed(
    desk: Desk, kills: int, longest_s: float, away_s: float
) -> None:
    choose = random.Random(kills)
    desk.write_settings(run_limit=100)
    app = desk.start_ready_app()
    schedules = add_schedules(desk)
    for number in range(kills):
        time.sleep(choose.uniform(0.0, longest_s))
        desk.kill_app(app)
        if away_s and number == kills // 2:
            time.sleep(away_s)  # Longer than what counts as late: now runs are missed.
        app = desk.start_app()
    client = desk.client()
    time.sleep(1.5)
    schedules = [client.call("change_schedule", schedule_id=one.id, fields={"is_enabled": False}) for one in schedules]
    wait_until(lambda: client.call("status")["running"] + client.call("status")["waiting"] == 0, "all ends", 300, 0.2)

    jobs = {job.id: job for job in client.call("list_jobs")}
    starts = Counter(desk.ledger.path.read_text().split())
    assert starts.keys() <= jobs.keys()
    total: Counter[str] = Counter()
    faults = []
    for schedule in schedules:
        tally, found = judge(schedule, jobs, starts)
        print(f"{schedule.name}: {dict(tally)}")
        total += tally
        faults += found
        if schedule.catch_up == "each" or not away_s:
            assert not tally["missed"], schedule.name
        if schedule.overlap != "skip":
            assert not tally["skipped"], schedule.name
    print(f"the engine killed {kills} times, {total.total()} runs due: {dict(total)}")
    assert not faults, "\n".join(faults)
    assert total["ran"] > kills
    assert not away_s or total["missed"] > 0
    assert max(starts.values()) == 1
    assert desk.app_errors() == ""

"""Engines and supervisors die by kill -9 while jobs are tried again and again: no attempt is lost, none runs twice."""

from __future__ import annotations

import dataclasses
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job, JobStatus
from jobdesk.jobdir.attempt_files import log_of
from tests.faults.desks import Desk
from tests.faults.ledgers import SCRIPT, Ledger, PlannedJob
from tests.faults.test_supervisor_killed import SupervisorKiller

FULL = (pytest.mark.faults, pytest.mark.timeout(1800))
PARK_CODE = 75
_ONE_OF = "code=0; n=0; for c in $3; do n=$((n + 1)); test $n = $JOBDESK_ATTEMPT && code=$c; done\n"


@dataclasses.dataclass(frozen=True)
class PlannedAttempts(PlannedJob):
    """A job that is tried again; `codes` are those of its first attempts, and every later one ends with 0."""

    codes: tuple[int, ...] = ()

    def code_of(self, attempt: int) -> int:
        """Return the code that an attempt ends with."""
        return self.codes[attempt - 1] if attempt <= len(self.codes) else 0

    def log_of(self, attempt: int) -> bytes:
        """Return the log that an attempt must leave."""
        return dataclasses.replace(self, label=f"{self.label}.{attempt}").log()


class AttemptLedger(Ledger):
    """The file that every attempt writes a line to when it begins and when it ends."""

    def config(self, plan: PlannedJob) -> dict[str, Any]:
        """Return the config of a planned job; the attempt is part of the label that it signs with."""
        assert isinstance(plan, PlannedAttempts)
        script = f'{_ONE_OF}set -- "$1.$JOBDESK_ATTEMPT" "$2" $code "$4"\n{SCRIPT}'
        codes = " ".join(map(str, plan.codes))
        return {
            "kind": "command",
            "command": ["/bin/sh", "-c", script, "sh", plan.label, str(plan.seconds), codes, str(self.path)],
        }


def plan(count: int, seed: int) -> list[PlannedAttempts]:
    """Plan jobs that fail up to four times, and are parked up to once, before they succeed."""
    choose = random.Random(seed)
    plans = []
    for number in range(count):
        codes = [choose.choice((1, 7, 127)) for _ in range(choose.randint(0, 4))]
        if choose.random() < 0.25:
            codes.insert(choose.randint(0, len(codes)), PARK_CODE)
        retry = {"limit": 12, "delay_s": choose.choice((0, 0, 0.2)), "factor": 1}
        wishes = {"policy": {"retry": retry, "park": {"codes": [PARK_CODE], "delay_s": 1}}}
        seconds = round(choose.uniform(0.0, 0.4), 3)
        plans.append(PlannedAttempts(f"job-{number:04}", seconds, 0, new_job_id(), wishes, tuple(codes)))
    return plans


def judge(desk: Desk, plans: list[PlannedAttempts], jobs: list[Job]) -> Counter[str]:
    """Hold what JobDesk says of every attempt against what that attempt wrote."""
    tally: Counter[str] = Counter()
    starts, ends = desk.ledger.starts(), desk.ledger.ends()
    by_id = {job.id: job for job in jobs}
    blamed = []
    for planned in plans:
        job = by_id.get(planned.job_id)
        if job is None or not job.is_final:
            blamed.append(f"{planned.label} is lost: {job}")
            continue
        told = {past.number: past.exit_code for past in job.attempts} | {job.attempt: job.exit_code}
        if sorted(told) != list(range(1, job.attempt + 1)):
            blamed.append(f"{planned.label} tells of the attempts {sorted(told)}")
        wrote = {int(label.partition(".")[2]) for label in starts if label.partition(".")[0] == planned.label}
        if wrote != set(told):
            blamed.append(f"{planned.label} tells of the attempts {sorted(told)}, and {sorted(wrote)} ran")
        for attempt, code in told.items():
            label = f"{planned.label}.{attempt}"
            tally["attempts"] += 1
            tally["codes unknown"] += code is None
            if (len(starts.get(label, [])), len(ends.get(label, []))) != (1, 1):
                blamed.append(f"{label} started {starts.get(label)} and ended {ends.get(label)}")
            if code is not None and code != planned.code_of(attempt):
                blamed.append(f"{label} ended with {planned.code_of(attempt)}, and {code} is told")
            log = log_of(desk.folder.job(job.id), attempt)
            if log is None or log.read_bytes() != planned.log_of(attempt):
                blamed.append(f"{label}: its log is not what it wrote: {log}")
        if (job.status is JobStatus.COMPLETED) is not (job.exit_code == 0):
            blamed.append(f"{planned.label}: {job.status} with {job.exit_code}")
        parked = [past.number for past in job.attempts if past.reason is not None and past.reason.code == "parked"]
        if any(planned.code_of(number) != PARK_CODE for number in parked):
            blamed.append(f"{planned.label} was parked at {parked}")
        tally["parked"] += len(parked)
    assert not blamed, "\n".join(blamed[:20])
    return tally


@pytest.mark.parametrize(
    ("app_kills", "kills", "count"),
    [pytest.param(5, 12, 14, id="short"), pytest.param(150, 250, 200, id="full", marks=FULL)],
)
def test_no_attempt_is_lost_or_run_twice_whoever_is_killed(
    desk: Desk, tmp_path: Path, app_kills: int, kills: int, count: int
) -> None:
    desk.ledger = AttemptLedger(tmp_path / "attempts-ledger")
    desk.write_settings(run_limit=6)
    plans = plan(count, seed=kills)
    killer = SupervisorKiller(desk, longest_age_s=0.5, most=kills)
    choose = random.Random(count)
    for _ in range(app_kills):
        app = desk.start_app(plans)
        with killer.at_work_on(app):
            time.sleep(choose.uniform(0.2, 1.6))
        desk.kill_app(app)

    desk.start_ready_app(plans)
    tally = judge(desk, plans, desk.wait_final(plans, 120 + count))
    print(f"the app killed {app_kills} times, supervisors {killer.kills} times, {count} jobs: {dict(tally)}")
    assert killer.kills > 0
    assert tally["attempts"] > count
    assert desk.app_errors() == ""

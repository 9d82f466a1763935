"""What jobs themselves say about their runs: lines appended to a file outside JobDesk, counted against its word.

Every job of a kill test appends ``start LABEL PID TIME`` when it begins and ``end LABEL CODE TIME`` just before it
exits. So what was lost, run twice, or told wrongly is counted by evidence that JobDesk has no hand in.
"""

from __future__ import annotations

import dataclasses
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job, JobStatus

SCRIPT = """
echo "start $1 $$ $(date +%s.%N)" >> "$4"
i=0
while [ $i -lt 20 ]; do echo "$1 line $i æ€𝄞"; i=$((i + 1)); done
sleep "$2"
echo "$1 last" >&2
echo "end $1 $3 $(date +%s.%N)" >> "$4"
exit "$3"
"""
TRUE_TIME_S = 0.25
"""A start or an end that is told farther from the truth than this counts as badly timed."""


@dataclasses.dataclass(frozen=True)
class PlannedJob:
    """A job with what must come of it.

    Attributes:
        label: Its name, and its mark in the ledger.
        seconds: How long it sleeps.
        code: The code that it ends with.
        job_id: Chosen beforehand, so that giving the job to a second engine makes no second job.
        wishes: What is wished for it beside what it runs.
    """

    label: str
    seconds: float
    code: int
    job_id: str
    wishes: dict[str, Any] = dataclasses.field(default_factory=dict)

    def log(self) -> bytes:
        """Return the log that it must leave, byte for byte."""
        lines = [f"{self.label} line {number} æ€𝄞" for number in range(20)]
        return "\n".join([*lines, f"{self.label} last", ""]).encode()


@dataclasses.dataclass
class Tally:
    """How many jobs came out how; all but `jobs` and `unknown_codes` should stay zero."""

    jobs: int = 0
    lost: int = 0
    run_twice: int = 0
    wrong_codes: int = 0
    bad_logs: int = 0
    unknown_codes: int = 0
    badly_timed: int = 0
    worst_time_s: float = 0.0
    blamed: list[str] = dataclasses.field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, run twice, told wrongly or logged badly."""
        return self.lost == self.run_twice == self.wrong_codes == self.bad_logs == 0

    def __str__(self) -> str:
        return (
            f"{self.jobs} jobs: lost {self.lost}, run twice {self.run_twice}, wrong codes {self.wrong_codes}, "
            f"bad logs {self.bad_logs}, codes unknown {self.unknown_codes}, "
            f"times off by over {TRUE_TIME_S} s {self.badly_timed} (worst {self.worst_time_s:.3f} s)"
            + "".join(f"\n  {line}" for line in self.blamed[:10])
        )


class Ledger:
    """The file that the jobs write to, and what it says."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def plan(self, count: int, seed: int, *, longest_s: float = 6.0) -> list[PlannedJob]:
        """Plan jobs: seven of ten shorter than 0.15 s, the rest half a second and longer; a third of them fails."""
        choose = random.Random(seed)
        plans = []
        for number in range(count):
            seconds = choose.uniform(0.0, 0.15) if choose.random() < 0.7 else choose.uniform(0.5, longest_s)
            code = choose.choice([0, 0, 1, 7, 127, 0])
            plans.append(PlannedJob(f"job-{number:04}", round(seconds, 3), code, new_job_id()))
        return plans

    def plan_one(self, label: str, seconds: float, code: int = 0) -> PlannedJob:
        """Plan a single job."""
        return PlannedJob(label, seconds, code, new_job_id())

    def argv(self, plan: PlannedJob) -> list[str]:
        """Return the command of a planned job."""
        return ["/bin/sh", "-c", SCRIPT, "sh", plan.label, str(plan.seconds), str(plan.code), str(self.path)]

    def config(self, plan: PlannedJob) -> dict[str, Any]:
        """Return the config of a planned job."""
        return {"kind": "command", "command": self.argv(plan)}

    def starts(self) -> dict[str, list[float]]:
        """Return when each label started, as often as it did."""
        return self._times("start")

    def ends(self) -> dict[str, list[float]]:
        """Return when each label ended, as often as it did."""
        return self._times("end")

    def _times(self, word: str) -> dict[str, list[float]]:
        found: dict[str, list[float]] = defaultdict(list)
        for line in self.path.read_text().splitlines():
            kind, label, _, moment = line.split()
            if kind == word:
                found[label].append(float(moment))
        return found

    def count(self, plans: Sequence[PlannedJob], jobs: Iterable[Job]) -> Tally:
        """Hold what JobDesk says of the planned jobs against what they wrote."""
        tally = Tally(jobs=len(plans))
        starts, ends = self.starts(), self.ends()
        by_id = {job.id: job for job in jobs}
        for plan in plans:
            job = by_id.get(plan.job_id)
            began, ended = starts.get(plan.label, []), ends.get(plan.label, [])
            faults = []
            if len(began) > 1 or len(ended) > 1:
                tally.run_twice += 1
                faults.append(f"started {len(began)} and ended {len(ended)} times")
            if job is None or not job.is_final or not began or not ended:
                tally.lost += 1
                faults.append(f"started {len(began)} and ended {len(ended)} times; JobDesk: {_say(job)}")
            if job is not None:
                if job.exit_code is None:
                    tally.unknown_codes += 1
                if _is_code_wrong(plan, job):
                    tally.wrong_codes += 1
                    faults.append(f"ended with {plan.code}; JobDesk: {_say(job)}")
                if not is_log_whole(plan, job):
                    tally.bad_logs += 1
                    faults.append("its log is not what it wrote")
                if began and ended:
                    self._judge_times(tally, job, began[0], ended[0])
            if faults:
                tally.blamed.append(f"{plan.label} ({plan.seconds} s): {'; '.join(faults)}")
        return tally

    def _judge_times(self, tally: Tally, job: Job, began: float, ended: float) -> None:
        if job.exit_code is None or job.started_at is None or job.finished_at is None:
            return  # Nobody saw it end.
        off_s = max(abs(job.started_at.timestamp() - began), abs(job.finished_at.timestamp() - ended))
        tally.worst_time_s = max(tally.worst_time_s, off_s)
        tally.badly_timed += off_s > TRUE_TIME_S


def _is_code_wrong(plan: PlannedJob, job: Job) -> bool:
    if job.exit_code is None:
        # Unknown is no wrong code, as long as nobody makes a success of it.
        return job.status is JobStatus.COMPLETED
    return job.exit_code != plan.code or (job.status is JobStatus.COMPLETED) != (plan.code == 0)


def is_log_whole(plan: PlannedJob, job: Job) -> bool:
    """Tell whether a job's log is what it wrote, byte for byte."""
    try:
        return Path(job.logs_path).read_bytes() == plan.log()
    except FileNotFoundError:
        return False


def _say(job: Job | None) -> str:
    if job is None:
        return "never heard of it"
    return f"{job.status}, code {job.exit_code}, {job.reason.text if job.reason else 'no reason'}"

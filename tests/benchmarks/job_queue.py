"""The queue: what a decision costs beside sorting, and a burst of submissions beside an idle window."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import msgspec
from measuring import Row, best_of_turns, median_s

from jobdesk.core.blockers import explain
from jobdesk.core.job import Job, JobStatus
from jobdesk.core.limits import Limits, QueueRules
from jobdesk.core.queue import World, decide, run_order

_ROOT = Path(__file__).resolve().parents[2]
_WAITING = 10_000
_RUNNING = 50
_QUEUES = 20
_BURST = 10_000
_FRAME_MS = 16.0
"""A picture at 60 Hz: what a window may lose unseen."""
_NOW = "2026-01-31T10:00:00.000Z"


def _make_job(number: int, status: JobStatus, **fields: object) -> Job:
    return Job(
        id=f"{number:012d}",
        number=number,
        name=f"job {number}",
        kind="command",
        status=status,
        raw_config=msgspec.Raw(b"{}"),
        created=_NOW,
        updated=_NOW,
        queue=f"queue {number % _QUEUES}",
        needs={"gpu": 1.0} if number % 3 == 0 else {},
        **fields,  # type: ignore[arg-type]
    )


def _make_world() -> tuple[list[Job], World]:
    """Make a long queue with limits, queues, amounts, and two dependencies a job; half of the queues are full."""
    chance = random.Random(1)
    ended = [_make_job(number, JobStatus.COMPLETED) for number in range(1, 5001)]
    running = [_make_job(number, JobStatus.RUNNING) for number in range(5001, 5001 + _RUNNING)]
    jobs = {job.id: job for job in ended + running}
    waiting = []
    for number in range(10_001, 10_001 + _WAITING):
        after = tuple(chance.choice((chance.choice(ended), chance.choice(running))).id for _ in range(2))
        waiting.append(_make_job(number, JobStatus.QUEUED, priority=chance.randint(-2, 2), after=after))
    jobs |= {job.id: job for job in waiting}
    limits = Limits(
        resources={"gpu": 30.0},
        queues={f"queue {at}": QueueRules(run_limit=2 if at % 2 else 1000) for at in range(_QUEUES)},
    )
    chance.shuffle(waiting)
    return waiting, World(now=_NOW, running=tuple(running), run_limit=100_000, find=jobs.get, limits=limits)


def decision_rows() -> list[Row]:
    """Measure one decision over 10,000 jobs with 20,000 dependencies, beside sorting them."""
    unordered, world = _make_world()
    waiting = sorted(unordered, key=run_order)
    one = waiting[-1].id
    found = best_of_turns(
        {
            "sorted": lambda: median_s(lambda: sorted(unordered, key=run_order), 3),
            "decide": lambda: median_s(lambda: decide(waiting, world), 3),
            "explain": lambda: median_s(lambda: explain(waiting, world, {one}), 3),
        },
        9,
    )
    reference = f"sorted() of the same list {found['sorted'] * 1e3:.1f} ms"

    def row(what: str, key: str, bound: float | None) -> Row:
        return Row(what, f"{found[key] * 1e3:.1f} ms", reference, found[key] / found["sorted"], bound)

    return [
        row(f"decision, {_WAITING} queued jobs, {2 * _WAITING} dependencies", "decide", 3),
        row("why the last of them waits", "explain", None),
    ]


def burst_rows(scratch: Path) -> list[Row]:
    """Measure 10,000 submissions from another process while 50 jobs run under a real window."""
    home = scratch / "burst"
    home.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "QT_QPA_PLATFORM": "offscreen", "JOBDESK_HOME": str(home)}
    probe = [sys.executable, str(Path(__file__).with_name("queue_probe.py")), str(home), str(_BURST)]
    finished = subprocess.run(probe, capture_output=True, text=True, check=True, env=environment, timeout=900)
    found: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    idle, busy = found["idle_p99_ms"], found["busy_p99_ms"]
    return [
        Row(
            f"p99 stall of the window in ms over idle, burst of {_BURST} while {_RUNNING} run",
            f"{busy:.1f} ms",
            f"idle {idle:.1f} ms",
            max(0.0, busy - idle),
            _FRAME_MS,
        ),
        Row("first job of the burst starts after", f"{found['first_start_s'] * 1e3:.0f} ms"),
        Row(
            "durable submissions a second, one at a time",
            f"{found['submits_a_second']:.0f}",
            f"p99 of one {found['submit_p99_ms']:.1f} ms",
        ),
    ]


def rows(scratch: Path) -> list[Row]:
    """Measure the queue."""
    return decision_rows() + burst_rows(scratch)

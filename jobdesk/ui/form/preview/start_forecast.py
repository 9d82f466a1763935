"""What is known of the jobs that there are while another one is being described; no Qt."""

from __future__ import annotations

import shlex
from statistics import median
from typing import Any

import msgspec

from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.manager import JobManager

_MOST_RUNS = 20
_MOST_SEEN = 500
_MOST_COMMANDS = 200


class StartForecast(msgspec.Struct, frozen=True):
    """What is known before a job is added.

    Attributes:
        runs: How many like it have completed.
        least_s: Shortest of their durations.
        most_s: Longest of them.
        usual_s: Their median.
        last_s: How long the newest like it ran, however it ended; None if none has run, or nothing is described.
        last_status: How that one ended.
        is_described: Whether it is known what would run.
        jobs: Unfinished jobs, for completion.
        queues: The queues that there are.
        tags: The tags that there are.
        commands: Earlier command lines, the newest first.
    """

    runs: int = 0
    least_s: float = 0
    most_s: float = 0
    usual_s: float = 0
    last_s: float | None = None
    last_status: JobStatus = JobStatus.COMPLETED
    is_described: bool = False
    jobs: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


def forecast_start(manager: JobManager, config: dict[str, Any] | None, own_id: str = "") -> StartForecast:
    """Ask what is known of jobs like one, and what can be named; called on the pool.

    Args:
        manager: The jobs.
        config: What it would run; None if it is not described well enough yet.
        own_id: Itself, if it is in the queue already.
    """
    jobs = manager.list_jobs(tasks=False)
    unfinished = [job for job in jobs if not job.is_final]
    alike = _alike(jobs, config)
    completed = [job for job in alike if job.status is JobStatus.COMPLETED]
    runs = sorted(job.duration_s or 0.0 for job in completed[:_MOST_RUNS])
    return StartForecast(
        last_s=alike[0].duration_s if alike else None,
        last_status=alike[0].status if alike else JobStatus.COMPLETED,
        is_described=config is not None,
        runs=len(runs),
        least_s=runs[0] if runs else 0.0,
        most_s=runs[-1] if runs else 0.0,
        usual_s=median(runs) if runs else 0.0,
        jobs=tuple(f"{job.number} \N{MIDDLE DOT} {job.name}" for job in unfinished if job.id != own_id),
        queues=tuple(sorted({"default", *(job.queue for job in jobs)})),
        tags=tuple(sorted({tag for job in jobs for tag in job.tags})),
        commands=tuple(dict.fromkeys(_command_lines(jobs))),
    )


def _command_lines(jobs: list[Job]) -> list[str]:
    commands = [job.config.get("command") for job in jobs if job.kind == "command"][:_MOST_COMMANDS]
    return [shlex.join(map(str, line)) if isinstance(line, list) else str(line) for line in commands if line]


def _alike(jobs: list[Job], config: dict[str, Any] | None) -> list[Job]:
    """Return the ended jobs that ran the same, the newest first."""
    if not config:
        return []
    what = {key: config.get(key) for key in ("command", "script", "function", "args")}
    ended = [job for job in jobs if job.is_final and job.duration_s is not None][:_MOST_SEEN]
    return [job for job in ended if {key: job.config.get(key) for key in what} == what]

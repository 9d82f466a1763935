"""What running jobs use of processor and memory, seen from outside: one look at the processes, for many jobs together.

It is for whoever looks on; nothing is decided by it, and nothing of it is kept. What a job has used in all stands in
its verdict.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import psutil

from jobdesk.core.job import Job, JobStatus
from jobdesk.executors import processes
from jobdesk.jobdir.folder import JobFolder, read_json

_SMAPS_UNIT_BYTES = 1024


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """What one look at a running job told; None is unknown, or was not asked for.

    Attributes:
        pid: The job's own process; None if it has ended.
        wrote_at: When something was last written to its log, in seconds since 1970; at first, when it started.
        looked_s: When its processes were looked at, by the monotonic clock.
        cpu_s: Processor time of its processes so far, with that of those that they waited for.
        load: How many processors it kept busy since the look before.
        memory_bytes: Memory of all its processes together, see `_memory_bytes`.
        peak_memory_bytes: The most of it at any look so far.
    """

    pid: int | None = None
    wrote_at: float | None = None
    looked_s: float = 0.0
    cpu_s: float | None = None
    load: float | None = None
    memory_bytes: int | None = None
    peak_memory_bytes: int | None = None


def look_at(jobs: Iterable[Job], before: Mapping[str, Use], *, with_trees: bool) -> dict[str, Use]:
    """Look at jobs; those that do not run are passed over.

    Args:
        jobs: Which ones.
        before: What was known of them, by their ids.
        with_trees: Whether to look at their processes, which costs milliseconds; else what was known of them stays.
    """
    children = processes.children_by_parent() if with_trees else None
    found = {}
    for job in jobs:
        if job.status is not JobStatus.RUNNING:
            continue
        folder = JobFolder(Path(job.logs_path).parent)
        folder.attempt = job.attempt
        run = read_json(folder.run) or {}
        pid = _own_process(folder, run)
        old = before.get(job.id)
        use = old if old is not None and old.pid == pid else Use(pid=pid)
        if pid is not None and children is not None:
            token = processes.token_of(pid)
            members = {pid, *processes.below(pid, children, token), *_adopted(run, children, token)}
            use = _with_tree(use, members)
        found[job.id] = msgspec.structs.replace(use, wrote_at=_modified_at(folder.log))
    return found


def _own_process(folder: JobFolder, run: dict[str, object]) -> int | None:
    """Return the pid of a job's own process, if that very process still lives.

    The marker says which process became the job; run.json says it where the marker does not tell the start time.
    """
    pid, started = run.get("pid"), run.get("start_time")
    with contextlib.suppress(OSError, ValueError):
        fields = folder.started.read_text().split(maxsplit=2)
        if len(fields) == 3:
            pid, started = int(fields[0]), fields[2]
    is_known = isinstance(pid, int) and isinstance(started, str) and run.get("boot_id") == processes.boot_id()
    return pid if is_known and processes.is_alive(pid, started) else None  # type: ignore[arg-type, return-value]


def _adopted(run: dict[str, object], children: dict[int, list[int]], token: str | None) -> list[int]:
    """Return what has left the job's own process and came to its supervisor, which has no other job meanwhile."""
    pid, started = run.get("supervisor_pid"), run.get("supervisor_start_time")
    if not isinstance(pid, int) or not isinstance(started, str) or not processes.is_alive(pid, started):
        return []
    return processes.below(pid, children, token)


def _with_tree(old: Use, members: set[int]) -> Use:
    looked_s = time.monotonic()
    cpu_s = sum(map(_cpu_s, members))
    memory = sum(_memory_bytes(pid, is_alone=len(members) == 1) for pid in members)
    load = None
    if old.cpu_s is not None:
        # What a process has used goes with it if nobody waited for it.
        cpu_s = max(cpu_s, old.cpu_s)
        load = (cpu_s - old.cpu_s) / max(0.001, looked_s - old.looked_s)
    return msgspec.structs.replace(
        old,
        looked_s=looked_s,
        cpu_s=cpu_s,
        load=load,
        memory_bytes=memory or None,
        peak_memory_bytes=max(memory, old.peak_memory_bytes or 0) or None,
    )


def _cpu_s(pid: int) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0  # It has ended meanwhile, or is another user's.
    waited_for = getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return float(times.user + times.system + waited_for)


def _memory_bytes(pid: int, *, is_alone: bool) -> int:
    """Return the memory of one process of a job.

    Of several on Linux it is the proportional share (PSS): the resident size (RSS) would count what they share, such as
    a model that was loaded before they were forked, once for each of them. Of one alone it is the resident size: that
    is what its verdict will tell, and the kernel has it ready, while for the share it walks through all pages, which
    takes it 10 ms a GB. Other systems tell only the resident size cheaply.
    """
    if not is_alone:
        with contextlib.suppress(OSError, ValueError), Path(f"/proc/{pid}/smaps_rollup").open() as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * _SMAPS_UNIT_BYTES
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _modified_at(log: Path) -> float | None:
    try:
        return log.stat().st_mtime
    except OSError:
        return None

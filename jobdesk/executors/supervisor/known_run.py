"""A run as its folder described it, kept in memory: enough to follow and stop the processes without the folder."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from typing import Any

from jobdesk.executors import processes
from jobdesk.jobdir.folder import JobFolder, read_json

if sys.platform != "win32":
    from jobdesk.executors.posix import child as posix_child

_LEFTOVER_GRACE_S = 1.0
_SUPERVISOR_PATIENCE_S = 5.0
"""How long after the grace a supervisor may take before the tree is killed from here."""


class KnownRun:
    """The process of one attempt and its supervisor, each known by pid and start time.

    Attributes:
        pid: The process.
        start_time: When it was made, as the system counts.
        token: Marks the attempt; empty if unknown.
        started: When the process started, as JobDesk writes times; None if unknown.
    """

    def __init__(
        self,
        pid: int,
        start_time: str,
        token: str,
        supervisor: tuple[int, str | None] = (0, None),
        started: str | None = None,
        grace_s: float = 10.0,
    ) -> None:
        self.pid = pid
        self.start_time = start_time
        self.token = token
        self.started = started
        self._supervisor = supervisor
        self._grace_s = grace_s
        self._stop_begun: float | None = None

    @property
    def is_alive(self) -> bool:
        """Whether the job's own process runs."""
        return processes.is_alive(self.pid, self.start_time)

    @property
    def is_running(self) -> bool:
        """Whether the process runs; once a stop has begun, whether anything of its tree does."""
        return self.is_alive or (self._stop_begun is not None and bool(self._members()))

    def stop(self, *, is_forced: bool) -> None:
        """Take the next step of a stop; called again and again until nothing runs.

        A living supervisor stops the tree itself. Without one the tree is interrupted, terminated at half of the
        grace and killed at its end, as a supervisor does.
        """
        if sys.platform == "win32":
            return  # A folder with an open log cannot be removed there.
        now = time.monotonic()
        is_first = self._stop_begun is None
        begun = self._stop_begun = now if self._stop_begun is None else self._stop_begun
        grace_s = 0.0 if is_forced else self._grace_s
        elapsed_s = now - begun
        if processes.is_alive(*self._supervisor) and elapsed_s < grace_s + _SUPERVISOR_PATIENCE_S:
            if is_first:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._supervisor[0], signal.SIGUSR1)
        elif elapsed_s >= grace_s:
            posix_child.kill(self._members, lambda: False)
        elif elapsed_s >= grace_s / 2:
            posix_child.terminate(self._members())
        elif is_first and self.is_alive:
            posix_child.interrupt(self.pid)

    def _members(self) -> list[int]:
        if sys.platform == "win32":
            return []
        return posix_child.Orphan(self.pid, self.start_time, self.token).members()


def read_run(folder: JobFolder, run: dict[str, Any] | None) -> KnownRun | None:
    """Return the run that a folder describes; None if there is none, or the computer was restarted since.

    Args:
        folder: The job's; its `attempt` is the one that its files are of.
        run: What run.json holds; None if there is no such file.
    """
    if run is None:
        fields = _read_marker(folder)
        return None if fields is None else KnownRun(int(fields[0]), fields[2], fields[1])
    if run.get("boot_id") != processes.boot_id():
        return None
    launch = (read_json(folder.spec) or {}).get("launch")
    grace_s = launch.get("grace_s") if isinstance(launch, dict) else None
    pid, start_time, supervisor_pid = run.get("pid"), run.get("start_time"), run.get("supervisor_pid")
    if not isinstance(pid, int) or not isinstance(start_time, str):
        return None
    supervisor = (supervisor_pid if isinstance(supervisor_pid, int) else 0, run.get("supervisor_start_time"))
    return KnownRun(
        pid,
        start_time,
        str(run.get("token", "")),
        supervisor,
        run.get("started_at"),
        float(grace_s) if isinstance(grace_s, (int, float)) else 10.0,
    )


def find_run(folder: JobFolder) -> KnownRun | None:
    """Find the run of a folder that is gone by the environment of its processes; None if nothing of it runs (Linux)."""
    found = [
        (float(start_time), pid, start_time)
        for pid in processes.bearing("JOBDESK_SPEC", str(folder.spec))
        if (start_time := processes.start_time(pid)) is not None and processes.is_alive(pid, start_time)
    ]
    if not found:
        return None
    _, pid, start_time = min(found)
    return KnownRun(pid, start_time, processes.variable_of(pid, processes.TOKEN_VARIABLE) or "")


def end_leftovers(token: str) -> bool:
    """Terminate, then kill, what an attempt left running, which a stop came too late for (Linux).

    Returns:
        Whether that could be found, and nothing is left.
    """
    if not sys.platform.startswith("linux") or not token:
        return False
    deadline = time.monotonic() + _LEFTOVER_GRACE_S
    posix_child.terminate(processes.bearing_token(token))
    while processes.bearing_token(token) and time.monotonic() < deadline:
        time.sleep(0.05)
    posix_child.kill(lambda: processes.bearing_token(token), lambda: False)
    return not processes.bearing_token(token)


def _read_marker(folder: JobFolder) -> list[str] | None:
    try:
        fields = folder.started.read_text().split(maxsplit=2)
    except (OSError, ValueError):
        return None
    return fields if len(fields) == 3 and fields[0].isdecimal() else None

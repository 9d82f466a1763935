"""A job's processes on Windows: whether the first has ended, who is among them, how all are frozen and ended."""

from __future__ import annotations

import sys

from jobdesk.executors import processes
from jobdesk.executors.windows import api
from jobdesk.executors.windows import job_object as windows_job
from jobdesk.executors.windows import named_events as bells

assert sys.platform == "win32"  # noqa: S101  # Tells type checkers to pass over this file elsewhere.

_LOOK_S = 3600.0
"""Who leaves a request in the folder rings one of the attempt's bells; every heartbeat looks there anyway."""


class Tree:
    """The job's process and all that descends from it."""

    current: Tree | None = None
    """The one tree of this process: a supervisor has one job."""

    def __init__(self, token: str) -> None:
        self.pid = 0
        self.status: int | None = None
        self.cpu_s: float | None = None
        self.max_rss_bytes: int | None = None
        self.stop_bell = bells.make_bell(bells.stop_bell(token))
        self._look_bell = bells.make_bell(bells.look_bell(token))
        self._process: int | None = None
        self._job: windows_job.JobObject | None = None
        self._is_over = False
        self._frozen: dict[int, int] = {}
        """Handles of the processes that are held, by pid; to hold one twice would take two thaws."""
        Tree.current = self

    def sources(self) -> list[int]:
        """Return what a wait should end at: the bells, and the process until its end was seen."""
        running = [self._process] if self._process is not None and not self._is_over else []
        return [self.stop_bell, self._look_bell, *running]

    def reap(self) -> bool:
        """Tell whether the job's own process has ended, and note its exit code and what it used."""
        if self._is_over or self._process is None:
            return True
        if not api.has_ended(self._process):
            return False
        self._is_over = True
        self.status = api.exit_code(self._process)
        own_cpu_s = api.process_times(self._process)[1]
        self.cpu_s = max(own_cpu_s, self._job.cpu_s() if self._job else 0.0)
        self.max_rss_bytes = api.peak_memory(self._process)
        return True

    def members(self) -> list[int]:
        """Return the living processes of the tree."""
        if self._job is not None:
            return self._job.members()
        own = [] if self.reap() else [self.pid]
        return own + processes.descendants(self.pid)

    def freeze(self) -> None:
        """Hold every process, until nobody is left who could start another."""
        while new := [pid for pid in self.members() if pid not in self._frozen]:
            for pid in new:
                handle = api.open_process(pid, api.CONTROL) or 0
                self._frozen[pid] = handle
                if handle:
                    api.suspend(handle)

    def thaw(self) -> None:
        """Let the held processes go on."""
        for handle in self._forget_frozen():
            api.resume(handle)
            api.close(handle)

    def kill(self) -> None:
        """End everything at once; without a job object, hold each process first so that none can start another."""
        if self._job is not None:
            self._job.kill()
            return
        self.freeze()
        for handle in self._forget_frozen():
            api.terminate(handle)
            api.close(handle)

    def _forget_frozen(self) -> list[int]:
        handles = [handle for handle in self._frozen.values() if handle]
        self._frozen = {}
        return handles

    def wait_hint_s(self) -> float:
        """Longest useful sleep between two looks; the end of the process and the bells wake the supervisor."""
        return _LOOK_S

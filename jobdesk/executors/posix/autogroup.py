"""Lowers the scheduling priority of a job's whole session on Linux, where nice alone has no effect.

A job runs in a session of its own. The kernel puts each session into an autogroup, and compares nice values only within
one (sched(7), "The autogroup feature"). So the job's nice value is written to its autogroup as well.

Without privileges the kernel accepts one such write per 100 ms on the whole system and refuses the others with EAGAIN.
The supervisor repeats a refused write while the job already runs, so that no start waits for another one.
"""

from __future__ import annotations

import errno
import os

_SHORTEST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 1.0


class Autogroup:
    """The autogroup of one process, which leads a session of its own."""

    def __init__(self, pid: int, nice: int) -> None:
        self._path = f"/proc/{pid}/autogroup"
        self._value = str(nice).encode()
        self._is_settled = nice == 0  # A new autogroup has nice 0.
        self._pause_s = _SHORTEST_PAUSE_S

    def try_to_set(self) -> float:
        """Write the nice value unless that is done or impossible.

        Returns:
            After how many seconds to try again; infinity if nothing is left to do.
        """
        if self._is_settled:
            return float("inf")
        try:
            descriptor = os.open(self._path, os.O_WRONLY)
            try:
                os.write(descriptor, self._value)
            finally:
                os.close(descriptor)
        except OSError as error:
            # Any other error stays: no autogroups on this system, /proc is read-only, or another user's program runs.
            self._is_settled = error.errno != errno.EAGAIN
        else:
            self._is_settled = True
        if self._is_settled:
            return float("inf")
        # Supervisors that started together must not keep trying together, or most attempts would meet each other.
        pause_s = self._pause_s * (0.5 + os.urandom(1)[0] / 256)
        self._pause_s = min(_LONGEST_PAUSE_S, self._pause_s * 1.5)
        return pause_s

"""Who a process is and what descends from it: identity that survives the reuse of pids, and whole trees.

Standard library only: the supervisor runs this without the project's environment. A pid alone names nobody for long;
a process is named here by its pid together with its start time as the system counts it.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import time
from pathlib import Path

if sys.platform.startswith("linux"):
    import resource  # Here, and not late: os.wait4 asks for it too, when the program's files may have been replaced.

TOKEN_VARIABLE = "JOBDESK_TOKEN"  # noqa: S105 (a name, and no secret)
"""Environment variable that marks every process of one attempt."""
NO_ATTEMPT = "engine"
"""Its value in an engine and in its supervisors, also where a job has started them: they are no part of that job."""

# Only for the checker: importing typing would make every fork of a supervisor dearer.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_PROC = Path("/proc")
_IS_LINUX = sys.platform.startswith("linux")
_MARK = 1 << 62
_MARKED_LIMIT = b"Max realtime timeout"


def start_time(pid: int) -> str | None:
    """Return the start time of a process as the system counts it; None if there is no such process."""
    if _IS_LINUX:
        stat = _read_stat(pid)
        return stat[19] if stat else None
    if sys.platform == "win32":
        from jobdesk.executors.windows import api as windows_api

        return windows_api.start_time(pid)
    listed = _ps("-o", "lstart=", "-p", str(pid)).strip()
    return listed or None


def is_alive(pid: int, started: str | None) -> bool:
    """Tell whether this very process still runs; a zombie has ended."""
    if started is None:
        return False
    if _IS_LINUX:
        stat = _read_stat(pid)
        return stat is not None and stat[19:20] == [started] and stat[0] not in {"Z", "X"}
    return start_time(pid) == started


def exit_status_of_zombie(pid: int, started: str | None) -> int | None:
    """Read the wait status of a process that ended but was not yet reaped by its new parent (Linux: proc_pid_stat(5)).

    Returns:
        The status as `os.waitpid` gives it, or None if it cannot be learned.
    """
    if not _IS_LINUX:
        return None
    stat = _read_stat(pid)
    if stat is None or stat[0] != "Z" or stat[19] != started or not _is_of_our_user(pid):
        return None
    return int(stat[49])


def _is_of_our_user(pid: int) -> bool:
    """Tell whether all ids of a process are ours; of any other the kernel may show 0 in place of its exit code."""
    try:
        lines = (_PROC / str(pid) / "status").read_text(errors="replace").splitlines()
    except OSError:
        return False
    if sys.platform == "win32":
        return False  # There are no zombies.
    # Real, effective and saved id, as the kernel compares them (ptrace(2), "access mode checking").
    ids = {line[:3]: set(line.split()[1:4]) for line in lines if line.startswith(("Uid:", "Gid:"))}
    return ids == {"Uid": {str(os.geteuid())}, "Gid": {str(os.getegid())}}


def awake_clock_s() -> float:
    """Return seconds by a clock that stands while the machine sleeps, the same for all processes since its start."""
    if sys.platform == "win32":
        from jobdesk.executors.windows import api as windows_api

        return windows_api.awake_clock_s()
    return time.monotonic()


def clocks_s() -> tuple[float, float]:
    """Return seconds by a clock that goes on while the machine sleeps, and by `awake_clock_s`."""
    if sys.platform.startswith("linux"):
        return time.clock_gettime(time.CLOCK_BOOTTIME), awake_clock_s()
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC), awake_clock_s()
    return time.monotonic(), awake_clock_s()


@functools.cache
def boot_id() -> str:
    """Return a text that changes with every start of the computer."""
    if _IS_LINUX:
        return (_PROC / "sys/kernel/random/boot_id").read_text().strip()
    if sys.platform == "win32":
        from jobdesk.executors.windows import api as windows_api

        return windows_api.boot_id()
    import subprocess

    return subprocess.run(
        ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"], capture_output=True, text=True, check=False
    ).stdout.strip()


def descendants(root: int) -> list[int]:
    """Return the pids of all living processes below one, in no order; the root itself is not among them."""
    return below(root, children_by_parent())


def children_by_parent() -> dict[int, list[int]]:
    """Return the pids of all living processes, by those of their parents."""
    children: dict[int, list[int]] = {}
    for pid, parent, state in _all_processes():
        if state not in {"Z", "X"}:
            children.setdefault(parent, []).append(pid)
    return children


def below(root: int, children: dict[int, list[int]], token: str | None = None) -> list[int]:
    """Return the pids of all processes below one.

    Args:
        root: The one.
        children: What `children_by_parent` found.
        token: Of an attempt; processes that carry another one (Linux), such as an engine that was started in it, are
            passed over with all that descends from them.
    """
    found: list[int] = []
    pending = [root]
    while pending:
        below = children.get(pending.pop(), [])
        if token is not None:
            below = [pid for pid in below if token_of(pid) in {None, token}]
        found += below
        pending += below
    return found


def token_of(pid: int) -> str | None:
    """Return the token that a process carries; None if it carries none, or that cannot be told (Linux only)."""
    return variable_of(pid, TOKEN_VARIABLE)


def without_attempt(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment for an engine, or for its supervisors, without what marks the job that starts it."""
    kept = {
        name: value for name, value in environment.items() if not name.startswith("JOBDESK_") or name == "JOBDESK_HOME"
    }
    return {**kept, TOKEN_VARIABLE: NO_ATTEMPT}


def mark(token: str) -> None:
    """Mark this process, and all that will descend from it, as a part of an attempt (Linux only).

    A cleared environment, a session of its own and the death of its parent hide a process, but it inherits its limits.
    The mark is the soft limit of real-time processor time: more than 100,000 years, which limits nobody.
    """
    value = _mark_of(token)
    if value is not None:
        _set_mark(value)


def unmark() -> None:
    """Be no part of any attempt from here on, as an engine that was started from inside a job."""
    if sys.platform.startswith("linux") and resource.getrlimit(resource.RLIMIT_RTTIME)[0] >= _MARK:
        _set_mark(resource.RLIM_INFINITY)


def _set_mark(value: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    hard = resource.getrlimit(resource.RLIMIT_RTTIME)[1]
    if hard == resource.RLIM_INFINITY and sys.maxsize > _MARK:  # Else there is no room for a mark.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_RTTIME, (value, hard))


def _mark_of(token: str) -> int | None:
    """Return the number that stands for a token; None if this is none that a supervisor has made."""
    try:
        return _MARK | (int(token, 16) & (_MARK - 1))
    except ValueError:
        return None


def bearing_token(token: str) -> list[int]:
    """Return the pids of living processes that belong to an attempt by their environment or their mark (Linux only).

    What carries another token, such as an engine that was started in it, does not belong to it.
    """
    found = set(bearing(TOKEN_VARIABLE, token))
    number = _mark_of(token)
    if _IS_LINUX and number is not None:
        others = (pid for pid in _pids() if pid not in found and _has_mark(pid, b"%d" % number))
        # A zombie keeps its limits, and has nothing else any more.
        found |= {pid for pid in others if token_of(pid) in {None, token} and is_alive(pid, start_time(pid))}
    return list(found)


def _has_mark(pid: int, number: bytes) -> bool:
    try:
        descriptor = os.open(f"/proc/{pid}/limits", os.O_RDONLY)
    except OSError:
        return False
    try:
        text = os.read(descriptor, 4096)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return text.rpartition(_MARKED_LIMIT)[2].split(maxsplit=1)[:1] == [number]


def variable_of(pid: int, name: str) -> str | None:
    """Return a variable of a process's environment; None if it is not there or cannot be read (Linux only)."""
    try:
        environment = (_PROC / str(pid) / "environ").read_bytes() if _IS_LINUX else b""
    except OSError:
        return None
    start = f"{name}=".encode()
    return next((os.fsdecode(one[len(start) :]) for one in environment.split(b"\0") if one.startswith(start)), None)


def bearing(name: str, value: str) -> list[int]:
    """Return the pids of living processes in whose environment a variable has this value (Linux only)."""
    if not _IS_LINUX:
        return []
    mark = os.fsencode(f"{name}={value}")
    found = []
    for pid in _pids():
        try:
            environment = (_PROC / str(pid) / "environ").read_bytes()
        except OSError:
            continue
        if mark in environment.split(b"\0"):
            found.append(pid)
    return found


def describe(pid: int) -> str:
    """Name a process for a person: its short name and pid."""
    if sys.platform == "win32":
        from jobdesk.executors.windows import api as windows_api

        names = [name for other, _, name in windows_api.all_processes() if other == pid]
        return f"{names[0] if names else 'process'} ({pid})"
    try:
        name = (
            # A process gives itself any name; one that is no text must not cost its job the verdict.
            (_PROC / str(pid) / "comm").read_text(errors="replace").strip()
            if _IS_LINUX
            else _ps("-o", "comm=", "-p", str(pid)).strip()
        )
    except OSError:
        name = ""
    return f"{name or 'process'} ({pid})"


def out_of_memory_kills() -> int | None:
    """Return how many processes the kernel has killed for want of memory since boot; None where it does not count."""
    try:
        with (_PROC / "vmstat").open() as lines:
            return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), None)
    except OSError:
        return None


def _read_stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat from the third on (state is 0, start time 19, exit code 49)."""
    # Read by system calls: a stop looks at every process of the machine, many times in a row.
    try:
        descriptor = os.open(f"/proc/{pid}/stat", os.O_RDONLY)
    except OSError:
        return None
    try:
        data = os.read(descriptor, 4096)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    # The second field is the program's name in brackets and may itself hold brackets and spaces.
    return data.rpartition(b")")[2].decode("ascii").split()


def _pids() -> list[int]:
    return [int(name) for name in os.listdir(_PROC) if name.isdigit()]


def _all_processes() -> list[tuple[int, int, str]]:
    """Return (pid, parent's pid, state letter) of every process."""
    if sys.platform == "win32":
        from jobdesk.executors.windows import api as windows_api

        return [(pid, parent, "R") for pid, parent, _ in windows_api.all_processes()]
    if not _IS_LINUX:
        rows = (line.split() for line in _ps("-A", "-o", "pid=,ppid=,stat=").splitlines())
        return [(int(row[0]), int(row[1]), row[2][:1]) for row in rows if len(row) >= 3]
    found = []
    for pid in _pids():
        stat = _read_stat(pid)
        if stat:
            found.append((pid, int(stat[1]), stat[0]))
    return found


def _ps(*arguments: str) -> str:
    import subprocess  # Late: Linux needs neither it nor its cost.

    return subprocess.run(["/bin/ps", *arguments], capture_output=True, text=True, check=False).stdout

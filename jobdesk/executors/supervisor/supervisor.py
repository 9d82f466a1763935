"""The supervisor: one small process that owns one running job, from before its start to its verdict.

Run as ``python -I -S supervisor.py FOLDER``, or forked by `launch_server`. It needs nothing but the standard library,
belongs to no window, and tells the truth through the files of the job folder alone.

It may be started again on the same folder at any time and any number of times: the lock lets one of them work, the
permit lets the job exec once, and what an earlier supervisor left in run.json tells the rest.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    # With -I and -S nothing of ours is on the path; the package's own folder is three levels up.
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from jobdesk.executors import processes
from jobdesk.executors.environment import base_environment
from jobdesk.executors.posix.autogroup import Autogroup
from jobdesk.jobdir.folder import (
    SIGNATURE_BYTES,
    JobFolder,
    read_json,
    take_lock,
    write_private,
    write_whole,
)
from jobdesk.jobdir.log_times import TimesRecorder
from jobdesk.jobdir.verdict import PASSING, Ended, Refused, later, make_reason, make_verdict, utc_now

if sys.platform == "win32":
    from jobdesk.executors.windows import child as system
else:
    from jobdesk.executors.posix import child as system

# Only for the checker: importing typing would make every fork of a supervisor dearer.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Process = system.Child | system.Orphan

HEARTBEAT_S = 2.0
"""The lock's time stamp is renewed this often; whoever watches may say "not responding" after 15 s without."""

_LOCK_PATIENCE_S = 2.0
_LATE_S = 0.5
"""A look that comes later than this was kept from coming: an end that it finds may be as old as the look before."""

_SHORT_JOB_S = 0.2
"""Counting the kernel's kills costs more than some jobs: only those that live longer are given it."""


class Supervisor:
    """Takes one job folder from wherever it stands to its verdict."""

    def __init__(self, folder: JobFolder, lock: int, wakeup: system.Wakeup) -> None:
        self._folder = folder
        self._lock = lock
        self._wakeup = wakeup
        self._stopped_by: str | None = None
        self._is_frozen = False
        self._stop_begun = 0.0
        self._clock_start: tuple[float, float] | None = None
        self._started_at: str | None = None
        self._oom_kills: int | None = None
        self._token = ""
        # As texts: both are looked for every two seconds, and making a path costs more than looking.
        self._cancel, self._force, self._pause = str(folder.cancel), str(folder.force), str(folder.pause)

    def run(self) -> None:
        """Do what is left to do for this job; always ends with a verdict on disk if one can be written."""
        if read_json(self._folder.verdict) is not None:
            return  # One that a power cut left unreadable is none.
        if self._folder.find_moving() is not None:
            return  # The files are half those of an ended attempt: whoever moves them has to finish first.
        if os.path.exists(self._folder.withdrawn):
            return  # Whoever ordered this start has given it up since, and orders another one later.
        launch: dict[str, Any] = {}
        try:
            launch = self._read_launch()
            child = self._find_running(launch) or self._start(launch)
            self._watch(child, launch)
        except Ended as ended:
            self._conclude(**ended.facts)
            self._hint(launch)
        except Refused as refused:
            with contextlib.suppress(OSError):  # Without it the engine orders another start after a while.
                write_whole(self._folder.refused, refused.text.encode())
            self._hint(launch)

    def _read_launch(self) -> dict[str, Any]:
        """Read what to start; a spec that cannot be used becomes a verdict, not a crash."""
        spec = read_json(self._folder.spec) or {}
        try:
            self._folder.attempt = int(spec.get("attempt", 1))
            return _checked_launch(spec["launch"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            text = f"spec.json does not say what to run: {type(error).__name__} {error}"
            raise Ended(reason=make_reason("could_not_start", text)) from error

    def _find_running(self, launch: dict[str, Any]) -> Process | None:
        """Take over from a supervisor that died; None if the job has certainly not exec'd yet.

        Raises:
            Ended: The job exec'd and does not run any more.
        """
        run = read_json(self._folder.run)
        # Before the marker, which the permit becomes: without both, the job has exec'd and the marker was removed.
        is_permitted = not launch["needs_permit"] or self._folder.permit.exists()
        if run is None:
            if is_permitted and not self._folder.started.exists():
                return None
            run = {"boot_id": processes.boot_id()}  # It was removed; the marker still names the process.
        if run.get("boot_id") != processes.boot_id():
            self._started_at = run.get("started_at")
            raise Ended(reason=make_reason("interrupted", "Interrupted by a restart of the computer"))
        marker = self._read_marker(run)
        if marker is None:
            if is_permitted:
                return None
            marker = self._find_unrecorded(run)
        pid, started, self._token = marker
        self._started_at = run.get("started_at")
        if "boot_clock_s" in run:
            self._clock_start = (float(run["boot_clock_s"]), float(run.get("awake_clock_s", 0.0)))
        child = system.Orphan(pid, started, self._token)
        child.members()  # Now, while what hides from its token still descends from the process.
        if child.reap() and child.status is None:
            self._look_for_stop()
            leftovers = self._settle_leftovers(child, launch["grace_s"])
            unseen_s = processes.awake_clock_s() - self._clock_start[1] if self._clock_start else None
            raise Ended(leftovers=leftovers, stopped_by=self._stopped_by, ended_within_s=unseen_s)
        self._is_frozen = True  # Whoever froze it may have died before it could let it go on.
        return child

    def _read_marker(self, run: dict[str, Any]) -> tuple[int, str, str] | None:
        """Return pid, start time and token of the process that exec'd, or is about to; None if none was let go.

        It is not always the one in run.json: a process that an earlier supervisor had let go may have come first.
        """
        known = (int(run.get("pid", 0)), str(run.get("start_time")), str(run.get("token", "")))
        for _ in range(20):
            try:
                fields = self._folder.started.read_text().split(maxsplit=2)
            except FileNotFoundError:
                return None
            if len(fields) == 3:
                return int(fields[0]), fields[2], fields[1]
            if len(fields) == 2:  # On Windows the job object tells who it is.
                return int(fields[0]), known[1] if int(fields[0]) == known[0] else "", fields[1]
            time.sleep(0.005)  # It is made and written in two steps.
        return known

    def _find_unrecorded(self, run: dict[str, Any]) -> tuple[int, str, str]:
        """Return pid, start time and token of a job whose marker was removed."""
        if "pid" in run:
            return int(run["pid"]), str(run.get("start_time")), str(run.get("token", ""))
        from jobdesk.executors.supervisor.known_run import (
            find_run,  # Late: it is hardly ever needed, and forks get dearer.
        )

        found = find_run(self._folder)
        if found is None:
            text = "Its files were removed while it ran; how it ended is unknown"
            raise Ended(reason=make_reason("unsupervised", text))
        return found.pid, found.start_time, found.token

    def _start(self, launch: dict[str, Any]) -> Process:
        if self._folder.is_stop_requested():
            raise Ended(stopped_by="cancel")
        try:
            launch["base"] = base_environment(launch.get("environment"))
        except (OSError, ValueError) as error:
            problem = getattr(error, "strerror", None) or error
            text = f"Cannot read the environment that it was submitted with: {problem}; rerun it to use yours"
            if getattr(error, "errno", None) in PASSING:
                raise Refused(text) from error
            raise Ended(reason=make_reason("could_not_start", text)) from error
        self._token = os.urandom(8).hex()
        system.adopt_descendants()
        try:
            self._folder.reserve_verdict()
            self._folder.reserve_request()
            child = system.Child(self._folder, launch, self._token, self._lock)
        except OSError as error:
            text = f"Cannot prepare the process: {error.strerror}"
            if error.errno in PASSING:
                raise Refused(text) from error
            raise Ended(reason=make_reason("could_not_start", text)) from error
        self._started_at = utc_now()
        self._clock_start = processes.clocks_s()
        run = {
            "token": self._token,
            "supervisor_pid": os.getpid(),
            "supervisor_start_time": processes.start_time(os.getpid()),
            "pid": child.pid,
            "start_time": processes.start_time(child.pid),
            "boot_id": processes.boot_id(),
            "started_at": self._started_at,
            "boot_clock_s": self._clock_start[0],
            "awake_clock_s": self._clock_start[1],
        }
        try:
            # No rename needed: what a reader finds torn was never synced, and then the job was never let go. And no
            # fsync of the folder: that of a new file makes its name durable too (ext4, XFS, btrfs, APFS, NTFS).
            write_private(self._folder.run, json.dumps(run).encode(), sync=True)
            child.release()
        except OSError as error:
            raise Ended(reason=make_reason("could_not_start", f"Cannot write run.json: {error.strerror}")) from error
        except system.StartFailure as failure:
            if failure.stage == "marker":
                # A process that an earlier supervisor had already released may have come first: that one is the job.
                running = self._find_running(launch)
                if running is not None:
                    return running
            if failure.number in PASSING and self._take_back_marker(child, launch):
                raise Refused(system.explain(failure, launch)) from failure
            raise Ended(
                reason=make_reason("could_not_start", system.explain(failure, launch)),
                errno=failure.number if failure.stage == "exec" else None,
            ) from failure
        self._hint(launch)
        return child

    def _take_back_marker(self, child: Process, launch: dict[str, Any]) -> bool:
        """Make a later start possible after a process ended without its exec; False if another one is the job."""
        marker = self._read_marker({})
        if marker is not None and (marker[0], marker[2]) != (child.pid, self._token):
            return False
        # The marker first: without it a run.json names a process that has not become the job.
        self._folder.take_back_marker(needs_permit=launch["needs_permit"])
        self._folder.run.unlink(missing_ok=True)
        return True

    def _watch(self, child: Process, launch: dict[str, Any]) -> None:
        grace_s: float = launch["grace_s"]
        stage = 0
        begun = time.monotonic()
        autogroup = Autogroup(child.pid, launch["nice"])
        now_s = processes.clocks_s()[0]
        times = TimesRecorder(self._folder, now_s - (self._clock_start or (now_s,))[0])
        # When the job was last seen running, and in how long it was to be looked at again.
        seen_s, pause_s = (self._clock_start or processes.clocks_s())[1], 0.0
        while not child.reap():
            seen_s = processes.awake_clock_s()
            with contextlib.suppress(OSError):  # A heartbeat that the disk refuses is no reason to leave the job alone.
                os.utime(self._lock if os.utime in os.supports_fd else self._folder.lock)
            self._look_for_stop()
            self._look_for_pause(child)
            timeout_s = min(HEARTBEAT_S, child.wait_hint_s(), autogroup.try_to_set(), times.sample())
            if self._stopped_by:
                elapsed_s = time.monotonic() - self._stop_begun
                if os.path.exists(self._force):
                    stage, grace_s = 2, 0.0
                stage, next_s = _stop(child, stage, elapsed_s, grace_s)
                timeout_s = min(timeout_s, max(0.005, next_s - elapsed_s))
            pause_s = timeout_s if self._oom_kills is not None else min(timeout_s, _SHORT_JOB_S)
            self._wakeup.wait(pause_s)
            if self._oom_kills is None and time.monotonic() - begun >= _SHORT_JOB_S:
                self._oom_kills = processes.out_of_memory_kills() or 0
        clock_end = processes.clocks_s()
        ended_at = self._now()
        unseen_s = clock_end[1] - seen_s
        times.sample(is_last=True)
        leftovers = self._settle_leftovers(child, grace_s)
        self._conclude(
            status=child.status,
            ended_at=ended_at,
            ended_within_s=round(unseen_s, 3) if unseen_s - pause_s > _LATE_S else None,
            duration_s=round(clock_end[0] - self._clock_start[0], 3) if self._clock_start else None,
            awake_s=round(clock_end[1] - self._clock_start[1], 3) if self._clock_start else None,
            leftovers=leftovers,
            cpu_s=child.cpu_s,
            max_rss_bytes=child.max_rss_bytes,
            stopped_by=self._stopped_by,
        )
        self._hint(launch)

    def _look_for_stop(self) -> None:
        if self._stopped_by:
            return
        # By os.path, which takes a folder that cannot be looked into for one in which there is nothing.
        if os.path.exists(self._cancel) or os.path.exists(self._force):
            self._stopped_by = "cancel"
        elif self._wakeup.received & set(_stop_signals(session_end=True)):
            self._stopped_by = "session_end"
        if self._stopped_by:
            self._stop_begun = time.monotonic()

    def _look_for_pause(self, child: Process) -> None:
        """Freeze or thaw the tree as the folder asks; a stop thaws it, for nobody frozen can end politely."""
        wants_pause = os.path.exists(self._pause) and not self._stopped_by
        if wants_pause:
            # Again at every look: what was being forked while the others froze would else go on.
            system.freeze(child.members)
        elif self._is_frozen:
            system.thaw(child.members())
        self._is_frozen = wants_pause

    def _settle_leftovers(self, child: Process, grace_s: float) -> list[str]:
        """After the job's own process ended: list what it left running, or end that too after a stop."""
        left = child.members()
        if not self._stopped_by:
            return [processes.describe(pid) for pid in left]
        system.terminate(left)
        while child.members():
            if time.monotonic() - self._stop_begun > grace_s:
                system.kill(child.members, child.reap)
                break
            self._wakeup.wait(0.02)
            child.reap()
        return []

    def _now(self) -> str:
        """Return the present moment by the clocks that nobody sets, counted from the start: no end is before it."""
        if self._started_at is None:
            return utc_now()
        if self._clock_start is None:
            return max(self._started_at, utc_now())
        return later(self._started_at, processes.clocks_s()[0] - self._clock_start[0])

    def _conclude(self, *, status: int | None = None, **facts: Any) -> None:
        """Write the verdict; see `make_verdict`."""
        own = {"token": self._token, "started_at": self._started_at, "ended_at": self._now()}
        verdict = make_verdict(self._folder.path, status, **{**own, **facts})
        if verdict["signal"] == "SIGKILL" and not verdict["stopped_by"]:
            verdict["out_of_memory"] = self._was_starved()
        self._folder.write_verdict(verdict)
        with contextlib.suppress(OSError):
            os.unlink(self._folder.reserve)

    def _was_starved(self) -> bool:
        """Tell whether the kernel killed something for want of memory since the job was young."""
        kills = processes.out_of_memory_kills()
        return kills is not None and self._oom_kills is not None and kills > self._oom_kills

    def _hint(self, launch: dict[str, Any]) -> None:
        """Tell an engine that may be listening to look at this folder now; nobody listening is no fault."""
        hints = launch.get("hints")
        if not hints:
            return
        if sys.platform == "win32":
            system.hint(hints)
            return
        try:
            descriptor = os.open(hints, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return
        try:
            os.write(descriptor, f"{self._folder.path.name}\n".encode())
        except OSError:
            # The pipe is full: the engine is busy and will look by itself.
            pass
        finally:
            os.close(descriptor)


def _checked_launch(launch: dict[str, Any]) -> dict[str, Any]:
    """Give every member of a launch the type that it must have, or raise as Python does."""
    argv = [*launch["argv"]]
    environment = {**(launch.get("env") or {})}
    texts = [*argv, *environment, *environment.values(), launch.get("cwd") or "", launch.get("environment") or ""]
    if isinstance(launch["argv"], str) or not argv or not argv[0]:
        raise ValueError("no program")
    if any(not isinstance(text, str) for text in texts) or "\0" in "".join(texts):
        raise ValueError("an argument, variable or folder is not text that a program can be given")
    if any(not name or "=" in name for name in environment):
        raise ValueError("the name of a variable is empty or holds =")
    return {
        **launch,
        "argv": argv,
        "env": environment,
        "grace_s": float(launch.get("grace_s", 10.0)),
        "nice": int(launch.get("nice", 0)),
        "needs_permit": bool(launch.get("needs_permit")),
    }


def _stop(child: Process, stage: int, elapsed_s: float, grace_s: float) -> tuple[int, float]:
    """Go on with a stop: polite at once, terminate at half of the grace, kill at its end.

    Returns:
        The stage reached and when the next one is due, in seconds after the stop began.
    """
    if stage == 0:
        system.interrupt(child.pid)
        stage = 1
    if stage == 1 and elapsed_s >= grace_s / 2:
        system.terminate(child.members())
        stage = 2
    if stage == 2 and elapsed_s >= grace_s:
        system.kill(child.members, child.reap)
    return stage, (grace_s / 2 if stage == 1 else grace_s)


def _stop_signals(*, session_end: bool = False) -> list[int]:
    """Signals that wake the supervisor; with `session_end`, those that also mean that the session is closing."""
    if sys.platform == "win32":
        return [signal.SIGBREAK] if session_end else []
    ending: list[int] = [signal.SIGTERM, signal.SIGHUP]
    return ending if session_end else [*ending, signal.SIGUSR1]


def supervise(path: str) -> bool:
    """Supervise the job of one folder, unless another supervisor does.

    Returns:
        Whether this process may supervise another job: nothing runs below it, and nobody asked it to end.
    """
    folder = JobFolder(path)
    lock = take_lock(folder.lock, _LOCK_PATIENCE_S)
    if lock is None:
        return True
    with contextlib.closing(system.Wakeup(_stop_signals())) as wakeup:
        try:
            _sign(lock)
            Supervisor(folder, lock, wakeup).run()
        finally:
            os.close(lock)
        return system.is_childless() and not wakeup.received & set(_stop_signals(session_end=True))


def _sign(lock: int) -> None:
    """Write who holds a lock into it: run.json names only the supervisor that has started the job."""
    if sys.platform == "win32":
        return  # Nobody could read the byte that is locked, and signals are named by the token there.
    pid = os.getpid()
    try:
        os.pwrite(lock, f"{pid} {processes.start_time(pid)}".encode().ljust(SIGNATURE_BYTES), 0)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(lock, 0)  # An earlier supervisor that is named here may work for another job by now.


def detach_streams() -> None:
    """Point the standard streams at nothing, so that no terminal or pipe of the starter is held open."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)


def main(arguments: list[str]) -> int:
    """Run as a program; see the module's docstring."""
    if arguments == ["--launcher"] and sys.platform != "win32":
        from jobdesk.executors.supervisor import launch_server

        return launch_server.main()
    if arguments == ["--scan"]:
        from jobdesk.executors.supervisor import log_matcher

        return log_matcher.main()
    if arguments[:1] == ["--environment"] and len(arguments) == 3:
        from jobdesk.executors.supervisor import print_environment

        return print_environment.main(*arguments[1:])
    if len(arguments) == 1 and not arguments[0].startswith("-"):
        detach_streams()
        system.reset_signals()
        processes.unmark()
        supervise(arguments[0])
        return 0
    print("usage: supervisor.py FOLDER", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

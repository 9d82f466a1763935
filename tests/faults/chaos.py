"""Everything at once: signals, refused processes, a full disk and a clock that is set, while jobs are submitted.

Run as ``python chaos.py SEED SECONDS JOBS HOME OUTSIDE``. The whole sequence of faults follows from the seed and is
printed as it happens. The jobs keep a ledger of their own outside the data folder, against which JobDesk's word is
counted at the end. Limits on processes do not hold for root: `test_chaos.py` runs this as another user.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import random
import resource
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from jobdesk.core.errors import JobDeskError
from jobdesk.core.job import Job, JobStatus, ReasonCode
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.jobdir.folder import read_json
from tests.faults.desks import LAUNCH_SERVER, Desk, fill, free_bytes, is_alive, kill, processes_with, wait_until
from tests.faults.ledgers import Ledger, PlannedJob, is_log_whole

SETTLE_S = 600.0
"""How long the last jobs may take once nothing disturbs them any more."""
LEAST_FREE_BYTES = 1 << 20
"""A file system with less space than this has no room for a fault of its own."""


SCRIPT = """
echo "start $1 $$ $EPOCHREALTIME" >> "$4"
for ((i = 0; i < 20; i++)); do echo "$1 line $i æ€𝄞"; done
read -rt "$2" -u 9 9<> "$4.pause"
echo "$1 last" >&2
echo "end $1 $3 $EPOCHREALTIME" >> "$4"
exit "$3"
"""
"""As `ledgers.SCRIPT`, without any process of its own, since processes are refused; for bash."""


class ForklessLedger(Ledger):
    """The ledger of jobs that start no process."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        os.mkfifo(f"{path}.pause")

    def argv(self, plan: PlannedJob) -> list[str]:
        """Return the command of a planned job."""
        return ["/bin/bash", "-c", SCRIPT, "bash", plan.label, str(plan.seconds), str(plan.code), str(self.path)]


@dataclasses.dataclass(frozen=True)
class Fault:
    """One fault of the sequence.

    Attributes:
        at_s: When it happens, from the beginning.
        name: What happens: the name of a method of `Chaos`.
        for_s: How long it lasts; kills last for no time.
        chance: From 0 up to 1: which of the processes it may hit, or how far a clock is set.
    """

    at_s: float
    name: str
    for_s: float
    chance: float


FAULTS = {
    "kill_engine": 6,
    "end_engine": 2,
    "stop_engine": 3,
    "kill_launcher": 3,
    "stop_launcher": 3,
    "kill_supervisor": 6,
    "stop_supervisor": 4,
    "stop_job": 4,
    "refuse_processes": 3,
    "fill_disk": 3,
    "set_clock": 5,
    "remove_socket": 2,
    "start_second_engine": 2,
}
"""Names of faults, and how often each comes in relation to the others."""


def plan_faults(seed: int, seconds: float) -> list[Fault]:
    """Return the sequence of faults of a seed."""
    choose = random.Random(seed)
    found = []
    at_s = 1.0
    while at_s < seconds:
        name = choose.choices(list(FAULTS), list(FAULTS.values()))[0]
        found.append(Fault(round(at_s, 2), name, round(choose.choice([0.3, 2.0, 6.0, 20.0]), 2), choose.random()))
        at_s += choose.uniform(0.3, 4.0)
    return found


class Chaos:
    """Does the faults, submits the jobs, and counts."""

    def __init__(self, desk: Desk, seconds: float, plans: list[PlannedJob]) -> None:
        self._desk = desk
        self._seconds = seconds
        self._plans = plans
        self._begun = time.monotonic()
        self._clock = desk.outside / "clock"
        self._clock.write_text("0")
        self._undo: list[tuple[float, Callable[[], None]]] = []
        self._done: Counter[str] = Counter()
        self._refused = 0
        self._stop = threading.Event()
        self._is_calm = False

    def run(self, faults: list[Fault]) -> bool:
        """Run it all; True if nothing was lost, run twice, told wrongly or logged badly."""
        submitter = threading.Thread(target=self._submit)
        submitter.start()
        self._start_app()
        for fault in faults:
            self._pause_until(fault.at_s)
            target = getattr(self, fault.name)(fault)
            if target:
                self._done[fault.name] += 1
            self._say(f"{fault.name} {target or 'nothing to hit'}, {fault.for_s} s")
        self._pause_until(self._seconds)
        for _, undo in self._undo:
            undo()
        self._is_calm = True
        submitter.join()
        return self._count()

    # -- jobs

    def _submit(self) -> None:
        """Submit each job in its time, again and again until that succeeded: asking twice makes one job."""
        with contextlib.closing(RemoteEngine(self._desk.folder)) as engine:
            for at, plan in enumerate(self._plans):
                due_s = self._seconds * 0.9 * at / len(self._plans)
                while time.monotonic() - self._begun < due_s:
                    time.sleep(0.05)
                wishes = plan.wishes
                while True:
                    try:
                        engine.ask("submit_job", config=self._desk.ledger.config(plan), job_id=plan.job_id, **wishes)
                        break
                    except (JobDeskError, OSError) as error:
                        self._refused += 1
                        self._say(f"submit of {plan.label} refused: {error}")
                        time.sleep(0.5)

    def _count(self) -> bool:
        engine = RemoteEngine(self._desk.folder)
        wanted = {plan.job_id for plan in self._plans}

        def are_all_final() -> bool:
            try:
                jobs = engine.ask("list_jobs")
            except (JobDeskError, OSError) as error:
                self._say(f"list refused: {error}")
                return False
            return wanted <= {job["id"] for job in jobs if job["status"] not in {"queued", "running"}}

        with contextlib.suppress(AssertionError):
            wait_until(are_all_final, "all jobs end", SETTLE_S, 0.5)
        jobs: list[Job] = self._desk.client().call("list_jobs")
        by_id = {job.id: job for job in jobs}
        starts = self._desk.ledger.starts()
        never_ran = [
            plan for plan in self._plans if (job := by_id.get(plan.job_id)) and _is_refused(job, plan, dict(starts))
        ]
        counted = [plan for plan in self._plans if plan not in never_ran]
        tally = self._desk.ledger.count(counted, jobs)
        bad = [
            by_id[plan.job_id]
            for plan in counted
            if plan.job_id in by_id and not is_log_whole(plan, by_id[plan.job_id])
        ]
        lied = [job for job in bad if not _says_disk_full(job)]
        others = [job for job in jobs if job.id not in wanted]
        print(f"faults: {', '.join(f'{name} {count}' for name, count in sorted(self._done.items()))}")
        print(f"submits refused and repeated: {self._refused}")
        print(f"said to have never run, and did not: {len(never_ran)}")
        print(f"bad logs of jobs that do not say that the disk was full: {len(lied)}; jobs of nobody: {len(others)}")
        print(tally, flush=True)
        return not (tally.lost or tally.run_twice or tally.wrong_codes or lied or others)

    # -- faults; each returns what it hit

    def kill_engine(self, fault: Fault) -> str:
        """Kill an engine with -9, and start an app."""
        return self._end_engine(signal.SIGKILL, fault)

    def end_engine(self, fault: Fault) -> str:
        """Ask an engine to end."""
        return self._end_engine(signal.SIGTERM, fault)

    def stop_engine(self, fault: Fault) -> str:
        """Stop an engine for a while."""
        return self._stop_process(self._engines(), fault)

    def kill_launcher(self, fault: Fault) -> str:
        """Kill a launch server with -9."""
        return self._kill_process(self._launchers(), fault)

    def stop_launcher(self, fault: Fault) -> str:
        """Stop a launch server for a while."""
        return self._stop_process(self._launchers(), fault)

    def kill_supervisor(self, fault: Fault) -> str:
        """Kill the supervisor of a running job with -9."""
        return self._kill_process(self._of_running("supervisor_pid"), fault)

    def stop_supervisor(self, fault: Fault) -> str:
        """Stop the supervisor of a running job for a while."""
        return self._stop_process(self._of_running("supervisor_pid"), fault)

    def stop_job(self, fault: Fault) -> str:
        """Stop a job's own process for a while."""
        return self._stop_process(self._of_running("pid"), fault)

    def refuse_processes(self, fault: Fault) -> str:
        """Let this user have hardly more processes and threads than there are."""
        if os.geteuid() == 0:
            return ""
        pids = [*self._engines(), *self._launchers()]
        _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
        for pid in pids:
            with contextlib.suppress(OSError):
                resource.prlimit(pid, resource.RLIMIT_NPROC, (_count_threads() + int(4 * fault.chance), hard))

        def allow() -> None:
            for pid in pids:
                with contextlib.suppress(OSError):
                    resource.prlimit(pid, resource.RLIMIT_NPROC, (hard, hard))

        self._undo_after(fault.for_s, allow)
        return str(pids)

    def fill_disk(self, fault: Fault) -> str:
        """Fill the file system of the data folder up to a few pages; only one that is small."""
        ballast = self._desk.home / "ballast"
        if not LEAST_FREE_BYTES < free_bytes(self._desk.home) < 1 << 30 or ballast.exists():
            return ""
        fill(self._desk.home, leave_bytes=int(fault.chance * 5) * 4096)
        self._undo_after(min(fault.for_s, 6.0), lambda: ballast.unlink(missing_ok=True))
        return "the disk"

    def set_clock(self, fault: Fault) -> str:
        """Set the clock on the wall of engines that are started from here."""
        ahead_s = random.Random(fault.chance).choice([-86400.0, -3600.0, -20.0, 0.0, 20.0, 3600.0, 86400.0])
        temporary = self._clock.with_suffix(".new")
        temporary.write_text(str(ahead_s))
        temporary.replace(self._clock)
        return f"to {ahead_s:+.0f} s"

    def remove_socket(self, _: Fault) -> str:
        """Remove the engine's socket."""
        self._desk.folder.socket.unlink(missing_ok=True)
        return "the socket"

    def start_second_engine(self, _: Fault) -> str:
        """Start an engine whether there is one or not."""
        self._start_app()
        return "an app"

    # -- processes

    def _start_app(self) -> None:
        program = str(Path(__file__).with_name("app.py"))
        self._desk.spawn([sys.executable, program, "--clock", str(self._clock)])

    def _end_engine(self, number: signal.Signals, fault: Fault) -> str:
        engines = self._engines()
        if not engines:
            self._start_app()
            return ""
        pid = engines[int(fault.chance * len(engines))]
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if fault.for_s < 5:  # Else a client has to start one.
            self._start_app()
        return str(pid)

    def _kill_process(self, pids: list[int], fault: Fault) -> str:
        if not pids:
            return ""
        pid = pids[int(fault.chance * len(pids))]
        kill(pid)
        return str(pid)

    def _stop_process(self, pids: list[int], fault: Fault) -> str:
        if not pids:
            return ""
        pid = pids[int(fault.chance * len(pids))]

        def go_on() -> None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
        self._undo_after(fault.for_s, go_on)
        return str(pid)

    def _engines(self) -> list[int]:
        return [pid for pid, words in self._ours() if "serve" in words or any("app.py" in word for word in words)]

    def _launchers(self) -> list[int]:
        """Return the launch servers: of those that show this name the ones whose parent is an engine."""
        engines = set(self._engines())
        found = [pid for pid, words in self._ours() if any(LAUNCH_SERVER in word for word in words)]
        return [pid for pid in found if _parent_of(pid) in engines]

    def _ours(self) -> Iterator[tuple[int, list[str]]]:
        for pid in sorted(processes_with("JOBDESK_HOME", self._desk.home)):
            with contextlib.suppress(psutil.Error):
                yield pid, psutil.Process(pid).cmdline()

    def _of_running(self, name: str) -> list[int]:
        """Return the processes that the folders of running jobs name."""
        found = []
        for path in sorted(self._desk.folder.run_logs.iterdir()) if self._desk.folder.run_logs.is_dir() else ():
            folder = self._desk.folder.job(path.name)
            with contextlib.suppress(OSError, ValueError):
                run = None if folder.verdict.exists() else read_json(folder.run)
                pid = (run or {}).get(name)
                if isinstance(pid, int) and is_alive(pid):
                    found.append(pid)
        return found

    # -- time

    def _pause_until(self, at_s: float) -> None:
        """Wait, and undo meanwhile what has lasted long enough."""
        while (now_s := time.monotonic() - self._begun) < at_s:
            due = [one for one in self._undo if one[0] <= now_s]
            self._undo = [one for one in self._undo if one[0] > now_s]
            for _, undo in due:
                undo()
            time.sleep(0.02)

    def _undo_after(self, seconds: float, undo: Callable[[], None]) -> None:
        self._undo.append((time.monotonic() - self._begun + seconds, undo))

    def _say(self, text: str) -> None:
        print(f"{time.monotonic() - self._begun:8.2f} {text}", flush=True)


def _count_threads() -> int:
    """Return how many processes and threads this user has."""
    count = 0
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.uids().real == os.getuid():
                count += process.num_threads()
    return count


def _parent_of(pid: int) -> int | None:
    try:
        return psutil.Process(pid).ppid()
    except psutil.NoSuchProcess:
        return None


def _is_refused(job: Job, plan: PlannedJob, starts: dict[str, list[float]]) -> bool:
    """Tell whether a job is said to have never run, and by the ledger did not."""
    is_said = job.status is JobStatus.FAILED and job.reason is not None
    return is_said and job.reason.code == ReasonCode.COULD_NOT_START and plan.label not in starts  # type: ignore[union-attr]


def _says_disk_full(job: Job) -> bool:
    notices = [*job.notices, *(notice for past in job.attempts for notice in past.notices)]
    return any("disk" in notice and "full" in notice for notice in notices)


def main() -> int:
    """Run the chaos that the arguments describe, and return the exit code."""
    seed, seconds, count = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    desk = Desk(Path(sys.argv[4]), Path(sys.argv[5]))
    desk.ledger = ForklessLedger(desk.outside / "forkless")
    desk.write_settings(run_limit=8)
    plans = desk.ledger.plan(count, seed)
    retried = {"policy": {"retry": {"limit": 0}}}
    plans = [
        dataclasses.replace(plan, wishes={"delay": 3.0} if at % 10 == 9 else retried if at % 10 == 8 else {})
        for at, plan in enumerate(plans)
    ]
    print(f"seed {seed}, {seconds:.0f} s, {count} jobs, as user {os.geteuid()}", flush=True)
    try:
        is_clean = Chaos(desk, seconds, plans).run(plan_faults(seed, seconds))
        print(*sorted({line.partition(" ERROR ")[2] for line in desk.app_errors().splitlines()}), sep="\n")
    finally:
        complaints = desk.end()
    print(*complaints, sep="\n")
    print("CLEAN" if is_clean and not complaints else "NOT CLEAN")
    return 0 if is_clean and not complaints else 1


if __name__ == "__main__":
    sys.exit(main())

"""One data folder under test: engines in processes of their own, their jobs, and the end of everything at last."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job
from jobdesk.engine.ipc.channel import Channel, connect, read_address
from jobdesk.engine.ipc.client import EngineClient
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.jobdir.folder import JobFolder, is_locked, read_json
from tests.faults.ledgers import Ledger, PlannedJob

ROOT = Path(__file__).resolve().parents[2]
PYTHON_PATH = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
"""Lets programs find the package of this very clone first."""

LAUNCH_SERVER = "launch_server.py"
SUPERVISOR = ROOT / "jobdesk/executors/supervisor/supervisor.py"


def wait_until(condition: Callable[[], Any], what: str, timeout_s: float = 90.0, pause_s: float = 0.01) -> Any:
    """Wait until a condition is true, and return its value.

    Raises:
        AssertionError: It did not become true in time.
    """
    deadline = time.monotonic() + timeout_s
    while not (value := condition()):
        assert time.monotonic() < deadline, f"waited {timeout_s} s in vain: {what}"
        time.sleep(pause_s)
    return value


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie does not."""
    try:
        return psutil.Process(pid).status() not in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
    except psutil.NoSuchProcess:
        return False


def kill(pid: int) -> None:
    """Kill -9, if it is still there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    """Return the children that the main thread of a process has now; quick enough to catch one being born."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def processes_with(name: str, value: object) -> list[int]:
    """Return every living process, but this one, in whose environment a variable has this value."""
    mark = f"{name}={value}".encode()
    found = []
    for pid in psutil.pids():
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            continue
        if mark in environment.split(b"\0") and pid != os.getpid() and is_alive(pid):
            found.append(pid)
    return found


def count_descriptors() -> int:
    """Return how many files this process holds open."""
    return psutil.Process().num_fds()


class Desk:
    """A data folder with whatever runs on it."""

    def __init__(self, home: Path, outside: Path) -> None:
        """Make nothing yet.

        Args:
            home: The data folder; JOBDESK_HOME names it.
            outside: A folder that JobDesk has no part in.
        """
        self.home = home
        self.outside = outside
        self.folder = DataFolder(home)
        self.ledger = Ledger(outside / "ledger")
        self._managers: list[JobManager] = []
        self._apps: list[subprocess.Popen[str]] = []
        self._channels: list[Channel | EngineClient] = []

    # -- engines ------------------------------------------------------------------------------------------------------

    def write_settings(self, **settings: float) -> None:
        """Store settings before any engine reads them."""
        self.home.mkdir(mode=0o700, exist_ok=True)
        self.folder.settings.write_text(json.dumps(settings))

    def manager(self) -> JobManager:
        """Open a manager in this process."""
        manager = JobManager(self.folder.state)
        self._managers.append(manager)
        return manager

    def start_app(self, plans: Sequence[PlannedJob] = ()) -> subprocess.Popen[str]:
        """Start an app that runs planned jobs; it has just begun to open the folder when this returns."""
        plan_file = self.outside / "plan"
        lines = [
            json.dumps(
                {
                    "label": plan.label,
                    "job_id": plan.job_id,
                    "config": self.ledger.config(plan),
                    "wishes": plan.wishes,
                }
            )
            for plan in plans
        ]
        plan_file.write_text("\n".join(lines))
        app = self.spawn([sys.executable, str(Path(__file__).with_name("app.py")), str(plan_file)])
        assert app.stdout is not None
        assert app.stdout.readline() == "opening\n", self.app_errors()
        return app

    def start_ready_app(self, plans: Sequence[PlannedJob] = ()) -> subprocess.Popen[str]:
        """Start an app, and return when all planned jobs are stored."""
        app = self.start_app(plans)
        assert app.stdout is not None
        assert app.stdout.readline() == "stored\n", self.app_errors()
        return app

    def serve(self, *options: str) -> subprocess.Popen[str]:
        """Start ``jobdesk serve``, and return when it answers."""
        app = self.spawn([sys.executable, "-m", "jobdesk", "serve", *options])
        self.client()
        return app

    def spawn(self, command: list[str], **options: Any) -> subprocess.Popen[str]:
        """Start a program that is killed at the end of the test; its errors are kept."""
        with (self.outside / "errors").open("a") as errors:
            app = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, env=self.environment(), **options
            )
        self._apps.append(app)
        return app

    def kill_app(self, app: subprocess.Popen[str]) -> None:
        """Kill an app with -9."""
        app.kill()
        app.wait()
        if app.stdout is not None:
            app.stdout.close()

    def end_app(self, app: subprocess.Popen[str]) -> None:
        """Kill an app with -9, and return when the server that forks its supervisors has ended too.

        Until then it would replace a supervisor that is killed.
        """
        server = self.launch_server_of(app)
        self.kill_app(app)
        if server is not None:
            wait_until(lambda: not is_alive(server), "the launch server ends with its app")

    def environment(self) -> dict[str, str]:
        """The environment for programs of JobDesk's."""
        return {**os.environ, "JOBDESK_HOME": str(self.home), "PYTHONPATH": PYTHON_PATH}

    def cli(self, *words: str, timeout_s: float = 60.0, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run the command line to its end."""
        return subprocess.run(
            [sys.executable, "-m", "jobdesk", *words],
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
            **{"env": self.environment(), **options},
        )

    def client(self) -> EngineClient:
        """Connect to the engine that runs, waiting for it if it is just starting; never becomes one."""

        def try_to_connect() -> EngineClient | None:
            address = read_address(self.folder.control)
            try:
                return EngineClient(address) if address else None
            except ConnectionError:
                return None

        client: EngineClient = wait_until(try_to_connect, f"an engine answers; {self.app_errors()}")
        self._channels.append(client)
        return client

    def channel(self) -> Channel:
        """Open a raw connection to the engine that runs."""
        address = wait_until(lambda: read_address(self.folder.control), "an engine has left its address")
        channel: Channel = connect(address)
        self._channels.append(channel)
        return channel

    def wait_final(self, plans: Sequence[PlannedJob], timeout_s: float) -> list[Job]:
        """Wait until every planned job has ended by the word of the running engine, and return all jobs."""
        client = self.client()
        wanted = {plan.job_id for plan in plans}

        def all_final() -> list[Job] | None:
            jobs: list[Job] = client.call("list_jobs")
            return jobs if wanted <= {job.id for job in jobs if job.is_final} else None

        try:
            jobs: list[Job] = wait_until(all_final, "all jobs end", timeout_s, 0.1)
        except AssertionError:
            # What came so far tells more than that the time was over.
            jobs = client.call("list_jobs")
        return jobs

    def app_errors(self) -> str:
        """Return what the engines said on standard error, and what they logged as wrong."""
        texts = []
        for path in (self.outside / "errors", self.folder.log):
            if path.exists():
                lines = path.read_text().splitlines()
                texts += [line for line in lines if " WARNING " not in line and " INFO " not in line]
        return "\n".join(texts)

    # -- single job folders -------------------------------------------------------------------------------------------

    def launch_server_of(self, app: subprocess.Popen[str] | psutil.Process) -> int | None:
        """Return the process in which an app forks supervisors, if there is one by now."""
        try:
            children = psutil.Process(app.pid).children()
            return next((child.pid for child in children if LAUNCH_SERVER in " ".join(child.cmdline())), None)
        except psutil.NoSuchProcess:
            return None

    def make_folder(self, argv: Sequence[str], **launch: Any) -> JobFolder:
        """Make a job folder as an engine does before it starts a supervisor."""
        folder = self.folder.job(new_job_id())
        folder.path.mkdir(mode=0o700, parents=True)
        plan = {"argv": list(argv), "env": {}, "cwd": str(self.outside), "grace_s": 1.0, **launch}
        folder.spec.write_text(json.dumps({"launch": plan}))
        return folder

    def supervise(self, folder: JobFolder) -> subprocess.Popen[str]:
        """Start a supervisor on a job folder."""
        return self.spawn([sys.executable, "-I", "-S", str(SUPERVISOR), str(folder.path)])

    def run_of(self, job_id: str) -> dict[str, Any]:
        """Return what run.json says of a job, once it has really started."""
        folder = self.folder.job(job_id)
        wait_until(lambda: folder.started.exists() and folder.started.read_text(), "the job's process starts")
        return wait_until(lambda: read_json(folder.run), "run.json is there")  # type: ignore[no-any-return]

    # -- the end ------------------------------------------------------------------------------------------------------

    def end(self) -> list[str]:
        """End everything that belongs to this folder.

        Returns:
            What should not have been there: supervisors whose job had its verdict, processes that cannot be killed.
        """
        for channel in self._channels:
            channel.close()
        for manager in self._managers:
            manager.close(hand_over=False)
        complaints = self._lingering_supervisors()
        for app in self._apps:
            if app.stdout is not None:
                app.stdout.close()
            app.kill()
            app.wait()
        deadline = time.monotonic() + 10.0
        while pids := processes_with("JOBDESK_HOME", self.home):
            for pid in pids:
                kill(pid)
            if time.monotonic() > deadline:
                complaints.append(f"these processes survive kill -9: {pids}")
                break
            time.sleep(0.01)
        return complaints

    def _lingering_supervisors(self) -> list[str]:
        def linger() -> list[JobFolder]:
            paths = list(self.folder.run_logs.iterdir()) if self.folder.run_logs.is_dir() else []
            folders = [JobFolder(path) for path in paths]
            return [folder for folder in folders if folder.verdict.exists() and is_locked(folder.lock)]

        deadline = time.monotonic() + 5.0
        while found := linger():
            if time.monotonic() > deadline:
                return [f"the supervisor of {folder.path.name} lingers after its verdict" for folder in found]
            time.sleep(0.02)
        return []


@contextlib.contextmanager
def small_disk(place: Path, *options: str) -> Iterator[Path]:
    """Mount a file system of 2 MB, in memory, on a folder; whoever asks must be root."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    chosen = ",".join(options or ("size=2m",))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"{chosen},mode=0700", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        # Lazily: what still has a file open there must not keep the mount in the tree.
        subprocess.run(["umount", "-l", str(place)], check=True)


def free_bytes(place: Path) -> int:
    """Return the space left on a file system."""
    space = os.statvfs(place)
    return space.f_bavail * space.f_frsize


def fill(place: Path, leave_bytes: int = 0) -> Path:
    """Fill a file system up to a rest, with one file that can be deleted again."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        file.write(b"x" * max(0, free_bytes(place) - leave_bytes))
        with contextlib.suppress(OSError):
            while not leave_bytes:
                file.write(b"x")
    return ballast

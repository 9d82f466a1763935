"""The program's files are replaced or removed under a living engine: it goes on with what it loaded."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import jobdesk
from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job, JobStatus
from tests.faults.desks import Desk, kill, wait_until

if sys.platform == "win32":
    pytest.skip("a program that runs cannot be removed there", allow_module_level=True)

ENGINE = """
import json, sys, time
from jobdesk import JobManager

manager = JobManager(role="desk")
engine = manager.hold()
assert engine.is_loaded.wait(60)
print(sys.modules["jobdesk"].__file__, flush=True)
for line in sys.stdin:
    wish = json.loads(line)
    engine.submit_job(wish["config"], job_id=wish["id"], **wish["wishes"])
    print("stored", flush=True)
while True:
    time.sleep(60)
"""
"""An engine of a copy of the package: it takes jobs from its standard input, since a client would need the package."""

PRINTS = "for n in 1 2 3; do echo $n/3; sleep 0.3; done; echo attempt $JOBDESK_ATTEMPT; exit 4"
RETRY = {"retry": {"limit": 1, "delay_s": 0.0, "pattern": "attempt 1"}}


class OldProgram:
    """A copy of the package in a folder of its own, and an engine that runs from it."""

    def __init__(self, desk: Desk, place: Path) -> None:
        self._desk = desk
        self._place = place
        self.package = place / "jobdesk"
        shutil.copytree(Path(jobdesk.__file__).parent, self.package, ignore=shutil.ignore_patterns("__pycache__"))
        environment = {**os.environ, "JOBDESK_HOME": str(desk.home), "PYTHONPATH": str(place)}
        self.engine = subprocess.Popen(
            [sys.executable, "-P", "-B", "-c", ENGINE],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd="/",
        )  # fmt: skip
        assert self._read() == str(self.package / "__init__.py")

    def _read(self) -> str:
        assert self.engine.stdout is not None
        return self.engine.stdout.readline().rstrip()

    def submit(self, config: dict[str, Any], **wishes: Any) -> str:
        """Have the engine run a job; returns its id."""
        assert self.engine.stdin is not None
        job_id = new_job_id()
        self.engine.stdin.write(json.dumps({"id": job_id, "config": config, "wishes": wishes}) + "\n")
        self.engine.stdin.flush()
        assert self._read() == "stored"
        return job_id

    def take_away(self, how: str) -> None:
        """Remove the program, or put one in its place of which most modules are missing and the others fail."""
        self.package.rename(self._place / "old")
        shutil.rmtree(self._place / "old")
        if how == "replaced":
            for name in (
                "__init__.py",
                "executors/__init__.py",
                "executors/supervisor/launch_server.py",
                "engine/__init__.py",
            ):
                path = self.package / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("raise ImportError('this is another version')\n")

    def end(self) -> None:
        """Kill the engine."""
        self.engine.kill()
        self.engine.wait()
        for stream in (self.engine.stdin, self.engine.stdout):
            if stream is not None:
                stream.close()


@pytest.fixture
def old(desk: Desk, tmp_path: Path) -> Iterator[OldProgram]:
    desk.write_settings(run_limit=20)
    program = OldProgram(desk, tmp_path / "program")
    yield program
    program.end()


def all_ended(desk: Desk, ids: list[str], timeout_s: float = 60.0) -> list[Job]:
    """Wait until jobs have ended by the word of the engine that runs, and return them."""
    client = desk.client()

    def ended() -> list[Job] | None:
        jobs = [client.call("get_job", job_id=job_id) for job_id in ids]
        return jobs if all(job.is_final for job in jobs) else None

    try:
        return wait_until(ended, "all end", timeout_s, 0.1)  # type: ignore[no-any-return]
    except AssertionError:
        states = [client.call("get_job", job_id=job_id) for job_id in ids]
        raise AssertionError([(job.status, job.reason, job.exit_code) for job in states]) from None


def submit_printing(old: OldProgram) -> list[str]:
    """Submit jobs that make use of what an engine imports late: their output is read and searched."""
    return [old.submit({"command": ["sh", "-c", PRINTS]}, policy=RETRY) for _ in range(4)]


@pytest.mark.parametrize("how", ["removed", "replaced"])
@pytest.mark.parametrize("when", ["before the first job", "while they run", "between jobs"])
def test_an_engine_goes_on_with_what_it_has_loaded(desk: Desk, old: OldProgram, when: str, how: str) -> None:
    ids = []
    if when == "between jobs":
        all_ended(desk, [old.submit({"command": ["true"]})])
    if when == "while they run":
        ids = submit_printing(old)
        for job_id in ids:
            desk.run_of(job_id)
    old.take_away(how)
    ids = ids or submit_printing(old)
    function = old.submit({"function": "json:dumps", "interpreter": sys.executable})
    *printing, called = all_ended(desk, [*ids, function])
    assert [(job.exit_code, job.attempt) for job in printing] == [(4, 2)] * 4, [job.reason for job in printing]
    assert (called.exit_code, called.status) == (0, JobStatus.COMPLETED), called.error


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_an_engine_that_can_start_nothing_any_more_loses_nothing_and_the_next_one_goes_on(
    desk: Desk, old: OldProgram, how: str
) -> None:
    """Its launch server has died, and there is no program to start another one from."""
    go = desk.outside / "go"
    running = old.submit({"command": ["sh", "-c", f"while [ ! -e '{go}' ]; do sleep 0.05; done; exit 3"]})
    desk.run_of(running)
    server = desk.launch_server_of(old.engine)
    assert server is not None
    old.take_away(how)
    kill(server)
    waiting = old.submit({"command": ["sh", "-c", "exit 5"]})
    client = desk.client()
    go.touch()
    (ended,) = all_ended(desk, [running])
    assert ended.exit_code == 3

    why = "program files are gone" if how == "removed" else "No supervisor could be started"

    def says_why() -> bool:
        job = client.call("get_job", job_id=waiting)
        assert not job.is_final, job.reason
        return job.reason is not None and job.reason.code == "machine_busy" and why in job.reason.text

    wait_until(says_why, "it waits, and says why", 90, 0.1)
    old.end()
    desk.start_app()
    assert [job.exit_code for job in all_ended(desk, [waiting])] == [5]


def test_what_starts_jobs_imports_nothing_once_it_serves(desk: Desk) -> None:
    """Each import of a launch server and its supervisors is refused after the server has begun."""
    program = (
        "import sys\n"
        f"sys.path.insert(0, {str(Path(jobdesk.__file__).parents[1])!r})\n"
        "from jobdesk.executors.supervisor import launch_server\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        raise ImportError('imported late: ' + name)\n"
        "real = launch_server.LaunchServer.run\n"
        "def run(self):\n"
        "    sys.meta_path.insert(0, Refuse())\n"
        "    real(self)\n"
        "launch_server.LaunchServer.run = run\n"
        "sys.exit(launch_server.main())\n"
    )
    server = subprocess.Popen([sys.executable, "-I", "-S", "-c", program], stdin=subprocess.PIPE)
    assert server.stdin is not None

    def start(script: str) -> Any:
        folder = desk.make_folder(["sh", "-c", script], grace_s=0.2, nice=5)
        server.stdin.write(json.dumps(str(folder.path)).encode() + b"\n")  # type: ignore[union-attr]
        server.stdin.flush()  # type: ignore[union-attr]
        return folder

    try:
        plain, missing = start("echo x; exit 3"), start("exec /no/such/program")
        leaving, stubborn, orphan = start("sleep 300 & exit 4"), start("trap '' INT; sleep 300"), start("sleep 300")
        for folder in (stubborn, orphan):
            wait_until(folder.started.exists, "it runs")
            folder.pause.touch()
        kill(wait_until(lambda: json.loads(orphan.run.read_text()), "run.json")["supervisor_pid"])
        for folder in (stubborn, orphan):
            folder.pause.unlink()
            folder.cancel.touch()
        folders = [plain, missing, leaving, stubborn, orphan]
        wait_until(lambda: all(folder.verdict.exists() for folder in folders), "all have a verdict")
        verdicts = [json.loads(folder.verdict.read_text()) for folder in folders]
        assert [one["exit_code"] for one in verdicts[:3]] == [3, 127, 4]
        assert [one["stopped_by"] for one in verdicts] == [None, None, None, "cancel", "cancel"]
        assert len(verdicts[2]["leftovers"]) == 1
        kill(int(verdicts[2]["leftovers"][0].rpartition("(")[2].rstrip(")")))
    finally:
        server.stdin.close()
        server.wait(30)

"""The program that build.py makes, run as people run it: without JobDesk's source and without its Python."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk.engine.data_folder import DataFolder
from jobdesk.engine.remote import RemoteEngine
from jobdesk.executors.folder import is_locked
from tests.conftest import NETWORK_PREFIX

if sys.platform != "linux":
    pytest.skip("each system's program is built and tried there, by the release workflow", allow_module_level=True)

ROOT = Path(__file__).parents[2]
WAIT_S = 90


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, built once for all workers of this run: the first of them builds it, the others wait."""
    import fcntl

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "bundle"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            network = {
                name.removeprefix(NETWORK_PREFIX): value
                for name, value in os.environ.items()
                if name.startswith(NETWORK_PREFIX)
            }
            built = subprocess.run(
                [sys.executable, ROOT / "packaging" / "build.py", "--into", folder, "linux"],
                env={**os.environ, **network},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            assert built.returncode == 0, built.stdout
            (folder / "done").touch()
    return folder / "jobdesk" / "jobdesk"


@pytest.fixture
def bundle(program: Path, home: Path, tmp_path: Path) -> Iterator[Bundle]:
    """The program, started by a link as packages make one, on a data folder of its own; afterwards it is left free."""
    link = tmp_path / "jobdesk"
    link.symlink_to(program)
    bundle = Bundle(link, home)
    yield bundle
    bundle.end()


class Bundle:
    """Runs the program in an environment like that of a shell, where nothing of these tests' Python is."""

    def __init__(self, program: Path, home: Path) -> None:
        self.program = program
        self.home = home
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", NETWORK_PREFIX))},
            "PATH": "/usr/bin:/bin",
        }
        self._desks: list[subprocess.Popen[str]] = []

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run one command line to its end."""
        return subprocess.run(
            [self.program, *words],
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=WAIT_S,
            check=False,
        )

    def start_desk(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Start the desk without a display and return when it holds the data folder."""
        desk = subprocess.Popen(
            [self.program, *words],
            env={**self.environment, "QT_QPA_PLATFORM": "offscreen", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._desks.append(desk)
        wait_until(lambda: self._role() == "desk" or desk.poll() is not None)
        assert desk.poll() is None, desk.communicate()[0]
        return desk

    def _role(self) -> str:
        with contextlib.closing(RemoteEngine(DataFolder(self.home))) as engine:
            return engine.ask("status")["role"] if engine.is_running() else ""

    def end(self) -> None:
        """End the desks, the jobs and the engine."""
        for desk in self._desks:
            desk.terminate()
            desk.communicate(timeout=WAIT_S)
        if not self.home.exists():
            return
        self.run("list")  # An engine ends the jobs of one that was killed.
        with contextlib.closing(RemoteEngine(DataFolder(self.home))) as engine:
            unfinished = [job["id"] for job in engine.ask("list_jobs") if job["status"] in {"queued", "running"}]
            engine.ask("cancel_jobs", job_ids=unfinished, force=True)
            for job_id in unfinished:
                engine.ask("wait_job", job_id=job_id, timeout_s=WAIT_S)
        stopped = self.run("stop")
        assert stopped.returncode == 0, stopped.stderr
        wait_until(lambda: not is_locked(self.home / "lock"))


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def variables(text: str) -> dict[str, str]:
    """Return the variables that `env -0` printed, without those that every job has beside its submitter's."""
    own = ("JOBDESK_", "PYTHONUNBUFFERED", "_")
    found = dict(entry.split("=", 1) for entry in text.rstrip("\0\n").split("\0"))
    return {name: value for name, value in found.items() if not name.startswith(own)}


# A shell's own LD_LIBRARY_PATH, and what another packaged program that started the shell may have left in it.
SHELLS = {
    "plain": {},
    "own libraries": {"LD_LIBRARY_PATH": "/opt/mine:/opt/more"},
    "other packaged program": {"LD_LIBRARY_PATH_ORIG": "/opt/mine", "QT_PLUGIN_PATH": "/opt/mine/plugins"},
}


@pytest.mark.parametrize("shell", SHELLS.values(), ids=SHELLS.keys())
def test_the_environment_of_a_job_is_the_shells(bundle: Bundle, shell: dict[str, str]) -> None:
    environment = {**bundle.environment, **shell}
    expected = variables(subprocess.check_output(["env", "-0"], env=environment, text=True))

    of_submitter = bundle.run("run", "--", "env", "-0", **shell)
    of_engine = bundle.run("run", "--env-from", "engine", "--", "env", "-0", **shell)

    assert variables(of_submitter.stdout) == expected
    assert variables(of_engine.stdout) == expected

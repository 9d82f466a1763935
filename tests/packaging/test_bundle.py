"""The program that build.py makes, run as people run it: without JobDesk's source and without its Python."""

from __future__ import annotations

import contextlib
import json
import os
import runpy
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk import __version__
from jobdesk.core.errors import InvalidConfigError, NotAllDoneError
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.jobdir.folder import is_locked
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
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "jobdesk").symlink_to(program)
    for name in ("cat", "env", "mv", "sh", "sleep"):
        (tools / name).symlink_to(str(shutil.which(name, path="/bin:/usr/bin")))
    bundle = Bundle(tools / "jobdesk", home)
    yield bundle
    bundle.end()


class Bundle:
    """Runs the program where no Python can be found, and few other programs.

    Attributes:
        program: The program's file; programs beside it are on the search path.
        home: Its data folder.
        environment: That of the shell from which it is run.
    """

    def __init__(self, program: Path, home: Path) -> None:
        self.program = program
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", NETWORK_PREFIX))}
        self.environment = {**kept, "PATH": str(program.parent)}
        for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"):
            self.environment.pop(name, None)
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

    def add_tool(self, name: str, script: str) -> None:
        """Put a program on the search path."""
        path = self.program.with_name(name)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

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
            with contextlib.suppress(NotAllDoneError):
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
    """Return the variables that `env -0` printed, without those that a shell sets or every job has beside its own."""
    own = ("JOBDESK_", "PYTHONUNBUFFERED", "PWD", "OLDPWD", "SHLVL", "_")
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


def test_its_version_codes_and_checks_are_right(bundle: Bundle) -> None:
    assert bundle.run("--version").stdout == f"jobdesk {__version__}\n"
    done = bundle.run("run", "--", "sh", "-c", "echo hi; exit 7")
    assert (done.returncode, done.stdout) == (7, "hi\n")
    job = bundle.run("submit", "--", "sh", "-c", "exit 3").stdout.strip()
    assert bundle.run("wait", job).returncode == 1
    assert json.loads(bundle.run("show", job, "--json").stdout)["exit_code"] == 3
    doctor = bundle.run("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert "Qt starts, but there is no display here" in doctor.stdout


def test_a_library_that_the_window_lacks_is_told(bundle: Bundle, program: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(program.parent, copy, copy_function=os.link, symlinks=True)
    (copy / "_internal" / "PySide6" / "Qt" / "lib" / "libQt6Widgets.so.6").unlink()
    other = Bundle(bundle.program.with_name("damaged"), bundle.home)
    other.program.symlink_to(copy / "jobdesk")

    doctor = other.run("doctor")

    assert doctor.returncode == 1
    assert "Qt cannot start: libQt6Widgets.so.6: cannot open shared object file" in doctor.stdout


def test_what_tells_and_what_keeps_awake_have_the_shells_environment(bundle: Bundle, tmp_path: Path) -> None:
    shell = {"LD_LIBRARY_PATH": "/opt/mine"}
    wrote = [tmp_path / name for name in ("notify-send", "systemd-inhibit")]
    for path in wrote:
        bundle.add_tool(path.name, f"env -0 > {path}.new; mv {path}.new {path}; cat > /dev/null")
    environment = {**bundle.environment, **shell, "QT_QPA_PLATFORM": "offscreen"}
    expected = variables(subprocess.check_output(["env", "-0"], env=environment, text=True))
    bundle.start_desk(**shell)

    bundle.run("run", "--", "sh", "-c", "sleep 2; exit 1")

    for path in wrote:
        wait_until(path.exists)
        assert variables(path.read_text()) == expected, path.name


def test_the_demo_needs_no_python(bundle: Bundle, tmp_path: Path) -> None:
    demo = bundle.run("--demo", "--screenshot", str(tmp_path / "demo.png"), TMPDIR=str(tmp_path))

    assert demo.returncode == 0, demo.stderr
    assert (tmp_path / "demo.png").exists()
    last = {line.split()[0]: line.split(maxsplit=1)[1] for line in demo.stdout.splitlines() if line.startswith("#")}
    for number, words in {
        "#1": ("Completed", "JobDesk version"),
        "#2": ("Completed", "Count words in the docs"),
        "#3": ("Failed", "Check links of the handbook", "IndexError: list index out of range"),
        "#4": ("Running", "Find primes in 200 steps"),
    }.items():
        assert all(word in last[number] for word in words), demo.stdout


def test_a_python_job_is_refused_with_what_is_missing_until_there_is_a_python(bundle: Bundle, tmp_path: Path) -> None:
    script = tmp_path / "job.py"
    script.write_text("print('from a script')")
    bundle.run("run", "--", "sh", "-c", "true")  # It leaves an engine.

    with contextlib.closing(RemoteEngine(DataFolder(bundle.home))) as engine:
        with pytest.raises(InvalidConfigError, match="no Python was found; install Python, or choose"):
            engine.ask("submit_job", config={"script": str(script)})
        bundle.program.with_name("python3").symlink_to(sys.executable)
        job_id = str(engine.ask("submit_job", config={"script": str(script)})["id"])

    bundle.run("wait", job_id)
    assert bundle.run("logs", job_id).stdout == "from a script\n"


def test_a_desk_that_is_killed_leaves_its_job_to_the_next(bundle: Bundle) -> None:
    desk = bundle.start_desk()
    job = bundle.run("submit", "--", "sh", "-c", "for n in 1 2 3 4 5 6; do echo $n; sleep 0.5; done; exit 5")
    job_id = job.stdout.strip()
    wait_until(lambda: "2" in bundle.run("logs", job_id).stdout)
    desk.kill()
    desk.wait()
    bundle.start_desk()

    bundle.run("wait", job_id)

    assert json.loads(bundle.run("show", job_id, "--json").stdout)["exit_code"] == 5
    assert bundle.run("logs", job_id).stdout.split() == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_its_files_are_taken_away_while_jobs_run(bundle: Bundle, program: Path, tmp_path: Path, how: str) -> None:
    copy = tmp_path / "installed"
    shutil.copytree(program.parent, copy, copy_function=os.link, symlinks=True)
    old = Bundle(bundle.program.with_name("old"), bundle.home)
    old.program.symlink_to(copy / "jobdesk")
    bundle.home.mkdir(mode=0o700)
    (bundle.home / "settings.json").write_text('{"run_limit": 8}')
    again = tmp_path / "again"
    code = f"for n in 1 2 3; do echo $n/3; sleep 1; done; [ -e {again} ] && exit 4; : > {again}; exit 3"
    retried = old.run("submit", "--retries", "1", "--retry-delay", "0s", "--", "sh", "-c", code).stdout.strip()
    others = [old.run("submit", "--", "sh", "-c", f"sleep 3; exit {n}").stdout.strip() for n in range(10, 14)]
    wait_until(lambda: "1/3" in old.run("logs", retried).stdout)

    copy.rename(tmp_path / "gone")
    shutil.rmtree(tmp_path / "gone")
    if how == "replaced":
        (copy / "_internal").mkdir(parents=True)
        (copy / "jobdesk").write_text("#!/bin/sh\nexit 99\n")
        (copy / "jobdesk").chmod(0o755)
    for job_id in (retried, *others):
        bundle.run("wait", job_id)

    jobs = [json.loads(bundle.run("show", job_id, "--json").stdout) for job_id in (retried, *others)]
    assert [job["exit_code"] for job in jobs] == [4, 10, 11, 12, 13]
    assert jobs[0]["attempt"] == 2
    assert bundle.run("logs", retried).stdout.splitlines() == ["1/3", "2/3", "3/3"]


def test_it_brings_no_library_of_this_system_that_every_desktop_has(program: Path) -> None:
    shipped = {path.name.partition(".so")[0] for path in program.parent.rglob("*.so*")}

    assert {"libQt6Core", "libxcb-cursor"} <= shipped
    assert not shipped & {"libc", "libcrypto", "libdbus-1", "libglib-2", "libssl", "libstdc++", "libsystemd", "libz"}


def test_the_glibc_that_it_needs_is_read_from_every_version_that_is_named(tmp_path: Path) -> None:
    module = runpy.run_path(str(ROOT / "packaging" / "linux" / "folder.py"))
    (tmp_path / "library.so").write_bytes(b"\x7fELF\0libc.so.6\0GLIBC_2.2.5\0GLIBC_2.34\0GLIBC_2.38\0GLIBC_2.9\0")
    (tmp_path / "text").write_bytes(b"\0GLIBC_2.99\0")

    assert module["needed_glibc"](tmp_path) == ("2.38", tmp_path / "library.so")

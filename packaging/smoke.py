"""Smoke test of a built program: ``python3 packaging/smoke.py PROGRAM [--console PROGRAM] [--picture FILE]``.

Runs what a user would run first, in a data folder of its own, and compares what comes out: the version, a job's
output and exit code, its environment, a desk that is started, used and stopped, and the demo with a picture of the
window. Needs no package, so that it can test a program beside which there is no JobDesk.

The exit code is 0 if everything holds, else 1 with one line for what does not. The release workflow runs it before
anything is packaged; it works for a clone or an installed wheel too.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 180.0

# A shell and JobDesk set these themselves, the last so that a log shows what a Python prints as it is printed; all
# others have to reach a job as they are.
_NOT_PASSED_ON = {"PWD", "OLDPWD", "SHLVL", "_", "PYTHONUNBUFFERED"}
_JOBDESK_PREFIX = "JOBDESK_"
# Numbers of the demo's jobs that have ended when it ends.
_DEMO_COMPLETES = ("1", "2")
_DEMO_FAILS = "3"
_PNG = b"\x89PNG\r\n\x1a\n"


class SmokeError(Exception):
    """A check that does not hold; the text says what was expected and what came."""


@dataclass(frozen=True)
class Program:
    """The program under test.

    Attributes:
        window: The program that opens the desk.
        console: The one that prints; on Windows another file, elsewhere the same.
        folder: A folder for its data and whatever the checks write.
    """

    window: Path
    console: Path
    folder: Path

    def environment(self, **more: str) -> dict[str, str]:
        """Return this process's environment without what would lead the program elsewhere.

        Args:
            more: Variables to add.
        """
        left_out = ("PYTHON", "JOBDESK_", "LD_LIBRARY_PATH", "DYLD_", "QT_PLUGIN", "_PYI_")
        kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(left_out)}
        if not (os.name == "nt" or sys.platform == "darwin"):
            kept["QT_QPA_PLATFORM"] = "offscreen"
        return {**kept, "JOBDESK_HOME": str(self.folder / "home"), **more}

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the console program to its end.

        Args:
            arguments: Its arguments.
            more: Variables to add to its environment.

        Raises:
            SmokeError: It did not end in time, or could not be started.
        """
        try:
            return subprocess.run(
                [str(self.console), *arguments],
                env=self.environment(**more),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=PATIENCE_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SmokeError(f"{' '.join(arguments)}: {error}") from None


def main(arguments: list[str] | None = None) -> int:
    """Run all checks, print a line for each, and return the exit code."""
    parser = argparse.ArgumentParser(prog="smoke.py", description="Tests a built JobDesk before it is packaged.")
    parser.add_argument("program", type=Path, help="the program that opens the desk")
    parser.add_argument("--console", type=Path, help="the program that prints, where that is another one")
    parser.add_argument("--picture", type=Path, help="keep the demo's picture of the window in this file")
    options = parser.parse_args(arguments)
    window = options.program.absolute()
    console = (options.console or options.program).absolute()
    # The folder's path is short: on macOS a socket's path has 104 bytes, and its usual temporary folder takes half.
    base = "/tmp" if os.name == "posix" else None  # noqa: S108 - the folder made in it is private
    with tempfile.TemporaryDirectory(prefix="jobdesk-smoke-", dir=base, ignore_cleanup_errors=True) as folder:
        program = Program(window, console, Path(folder).resolve())
        try:
            for name, check in checks(program, options.picture):
                started = time.monotonic()
                said = check()
                print(f"ok      {name:12} {said} ({time.monotonic() - started:.1f} s)", flush=True)
        except SmokeError as error:
            print(f"FAILED  {error}", flush=True)
            return 1
        finally:
            end_engine(program)
    return 0


def checks(program: Program, picture: Path | None) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield the name of each check, and the check, which returns what was seen or raises SmokeError."""
    yield "version", lambda: check_version(program)
    yield "job", lambda: check_job(program)
    yield "environment", lambda: check_environment(program)
    yield "desk", lambda: check_desk(program)
    yield "demo", lambda: check_demo(program, picture)


def source_version() -> str:
    """Return the version that the source has."""
    text = (ROOT / "jobdesk" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if found is None:
        raise SmokeError("jobdesk/__init__.py has no __version__")
    return found[1]


def check_version(program: Program) -> str:
    """Compare what ``--version`` prints with the source."""
    done = program.run("--version")
    _expect("--version", (done.returncode, done.stdout.strip()), (0, f"jobdesk {source_version()}"), done.stderr)
    return done.stdout.strip()


def check_job(program: Program) -> str:
    """Run a job that fails on purpose; compare its output, exit code, record and log."""
    script = "echo out& echo err 1>&2& exit 7" if os.name == "nt" else "echo out; echo err >&2; exit 7"
    done = program.run("run", "--name", "smoke", "--", *_shell(script))
    _expect("run: exit code", done.returncode, 7, done.stderr)
    lines = [line.strip() for line in done.stdout.splitlines()]
    _expect("run: output", sorted(lines), ["err", "out"], done.stderr)
    job = _json(program.run("show", "1", "--json"))
    seen = {key: job.get(key) for key in ("name", "status", "exit_code", "cancelled")}
    _expect("show", seen, {"name": "smoke", "status": "failed", "exit_code": 7, "cancelled": False})
    log = program.run("logs", "1")
    _expect("logs", sorted(line.strip() for line in log.stdout.splitlines()), ["err", "out"], log.stderr)
    return "output, exit code 7, record and log are right"


def check_environment(program: Program) -> str:
    """Compare a job's environment with that of the same command in a shell."""
    command = _shell("set") if os.name == "nt" else ["env"]
    cases: list[dict[str, str]] = [{}]
    if sys.platform.startswith("linux"):
        cases.append({"LD_LIBRARY_PATH": "/opt/of-a-user"})
    for more in cases:
        done = subprocess.run(
            command, env=program.environment(**more), cwd=program.folder, capture_output=True, check=False
        )
        wanted = _variables(done.stdout.decode(errors="replace"))
        job = program.run("run", "--", *command, **more)
        got = _variables(job.stdout)
        different = sorted(name for name in wanted.keys() | got.keys() if wanted.get(name) != got.get(name))
        shown = "; ".join(f"{name}: {wanted.get(name)!r} became {got.get(name)!r}" for name in different)
        if different or not got:
            raise SmokeError(f"environment of a job differs from the shell's: {shown or job.stderr.strip()}")
    if os.name != "nt":
        check_login_environment(program)
    return "that of a job is the shell's"


def check_login_environment(program: Program) -> None:
    """Compare what the program prints of its environment, as a login shell runs it for the window, with what it has."""
    given = program.environment()
    words = ["--supervisor", "--environment", "MARK", "set" if "LC_CTYPE" in given else ""]
    done = subprocess.run(
        [str(program.console), *words], env=given, cwd=program.folder, capture_output=True, check=False
    )
    first, *pairs, last = done.stdout.split(b"\0") if b"\0" in done.stdout else (b"", b"")
    _expect("environment for a login shell: its marks", (first, last), (b"MARK", b"MARK"), done.stderr.decode())
    got = _passed_on(dict(os.fsdecode(pair).split("=", 1) for pair in pairs))
    _expect("environment for a login shell", got, _passed_on(given))


def check_desk(program: Program) -> str:
    """Start the desk, run a job in it, and stop it by ``jobdesk stop``."""
    end_engine(program)
    with (program.folder / "desk.txt").open("wb") as out:
        desk = subprocess.Popen(
            [str(program.window)],
            env=program.environment(),
            cwd=program.folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        _wait_until("desk: holds its data folder", lambda: _holder(program) == desk.pid or _has_ended(desk))
        if desk.poll() is not None:
            raise SmokeError(f"desk: ended with {desk.returncode}: {_said(program)}")
        number = program.run("submit", "--", *_shell("echo by-desk")).stdout.strip()
        done = program.run("wait", number)
        _expect("desk: wait", done.returncode, 0, done.stderr)
        if _holder(program) != desk.pid:
            raise SmokeError("desk: the job was run by another engine than the desk's")
        stopped = program.run("stop")
        _expect("desk: stop", stopped.returncode, 0, stopped.stderr)
        try:
            _expect("desk: its exit code", desk.wait(PATIENCE_S), 0, _said(program))
        except subprocess.TimeoutExpired:
            raise SmokeError("desk: does not end after stop") from None
    finally:
        if desk.poll() is None:
            desk.kill()
            desk.wait()
    return "started, ran a job, stopped"


def check_demo(program: Program, picture: Path | None) -> str:
    """Run the demo unseen; compare what became of its jobs, and look whether it saved a picture of its window."""
    target = program.folder / "demo.png"
    english = {"LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
    done = program.run("--demo", "--screenshot", str(target), QT_QPA_PLATFORM="offscreen", **english)
    _expect("demo: exit code", done.returncode, 0, done.stdout + done.stderr)
    # The last line of a job says how it ended; the others are too long for the demo or fail on purpose.
    ended = dict(re.findall(r"^#(\d+) +(Completed|Failed) ", done.stdout, re.MULTILINE))
    good = {number: state for number, state in ended.items() if number != _DEMO_FAILS}
    _expect("demo: its jobs", good, dict.fromkeys({*good, *_DEMO_COMPLETES}, "Completed"), done.stdout)
    content = target.read_bytes() if target.exists() else b""
    if not content.startswith(_PNG):
        raise SmokeError(f"demo: saved no picture of the window: {(done.stdout + done.stderr)[-2000:]}")
    if picture is not None:
        picture.write_bytes(content)
    return f"picture of {len(content)} bytes"


def end_engine(program: Program) -> None:
    """Stop whatever engine a check left running; its data folder goes next."""
    try:
        program.run("stop")
    except SmokeError as error:
        print(f"        stop: {error}", flush=True)


def _shell(script: str) -> list[str]:
    return ["cmd", "/d", "/c", script] if os.name == "nt" else ["sh", "-c", script]


def _variables(printed: str) -> dict[str, str]:
    """Read what ``env`` or ``set`` printed; Windows tells no case apart."""
    pairs = (line.partition("=")[::2] for line in printed.splitlines() if "=" in line)
    return _passed_on({(name.upper() if os.name == "nt" else name): value for name, value in pairs})


def _passed_on(variables: dict[str, str]) -> dict[str, str]:
    """Return the variables that reach a job."""
    return {
        name: value
        for name, value in variables.items()
        if name not in _NOT_PASSED_ON and not name.startswith(_JOBDESK_PREFIX)
    }


def _json(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    try:
        value = json.loads(done.stdout)
    except ValueError:
        raise SmokeError(f"show --json: no JSON: {done.stdout[-500:]!r} {done.stderr[-500:]!r}") from None
    if not isinstance(value, dict):
        raise SmokeError(f"show --json: no object: {done.stdout[-500:]!r}")
    return value


def _holder(program: Program) -> int | None:
    """Return the process that holds the data folder, by what it wrote there."""
    try:
        value = json.loads((program.folder / "home" / "control.json").read_text(encoding="utf-8"))
        return int(value["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is not None


def _said(program: Program) -> str:
    return (program.folder / "desk.txt").read_text(encoding="utf-8", errors="replace")[-2000:]


def _wait_until(name: str, holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            raise SmokeError(f"{name}: not within {PATIENCE_S:.0f} s")
        time.sleep(0.1)


def _expect(name: str, got: object, wanted: object, said: str = "") -> None:
    if got != wanted:
        tail = said.strip()[-2000:]
        raise SmokeError(f"{name}: expected {wanted!r}, got {got!r}" + (f"\n{tail}" if tail else ""))


if __name__ == "__main__":
    sys.exit(main())

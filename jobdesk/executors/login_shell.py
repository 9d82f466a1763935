"""Reads the environment that the user's login shell gives to programs, for an app that launchd or the Finder started.

Such an app has a few variables only, and on its PATH none of what the user has installed. The shell is run once, as a
login shell that is interactive too, since variables are set in the files of either; it may print, ask or hang.
"""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jobdesk.executors import processes
from jobdesk.executors.supervisor.launcher import program_command

PATIENCE_S: Final = 5.0
_END_S: Final = 1.0
"""Seconds that a shell may take to end once it has answered."""
_MOST_BYTES: Final = 8 << 20
_PROGRAM: Final = Path(__file__).with_name("supervisor") / "print_environment.py"
_PLAIN = re.compile(r"[A-Za-z0-9_./+@%:,-]+")
"""Words that mean the same in every shell without quotes."""
_ASK: Final = 'exec "$0" "$@" "${LC_CTYPE+set}"'
_CSH: Final = frozenset({"csh", "tcsh"})
_HINT: Final = "JOBDESK_READS_ENVIRONMENT"
"""Set in the shell, so that its start files can leave out what takes long."""


class LoginShellError(Exception):
    """The login shell did not give its environment; the text says why, beginning with the shell's path."""


def is_started_by_launchd() -> bool:
    """Tell whether this process has the bare environment that launchd gives to apps on macOS."""
    has_shell = "TERM" in os.environ or "SHLVL" in os.environ
    return sys.platform == "darwin" and os.getppid() == 1 and not has_shell


def read_login_environment(base: Mapping[str, str], patience_s: float = PATIENCE_S) -> dict[str, str]:
    """Run the user's login shell and return the environment that a program has in it.

    Args:
        base: What the shell begins with; it names the shell in SHELL, else the user database does.
        patience_s: How long it may take; then it is ended with all that it has started.

    Raises:
        LoginShellError: It could not be started, took too long, or ended without an answer.
    """
    shell = base.get("SHELL") or _shell_of_user()
    mark = os.urandom(16).hex()
    line, variables = _shell_line(["/bin/sh", "-c", _ASK, *program_command("--environment", _PROGRAM), mark])
    name = Path(shell).name
    # The C shell takes no other option beside -l; a dash before its name says the same.
    arguments = [f"-{name}", "-ic", line] if name in _CSH else [shell, "-ilc", line]
    environment = {"TERM": "dumb", **base, **variables, _HINT: "1"}
    options: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    try:
        process = subprocess.Popen(
            arguments,
            executable=shell,
            env=environment,
            cwd=_home(base),
            start_new_session=True,  # It finds no terminal to ask on.
            **options,
        )
    except (OSError, ValueError) as error:
        raise LoginShellError(f"{shell} could not be started: {getattr(error, 'strerror', None) or error}") from error
    answer: dict[str, str] = {}
    try:
        answer = _read_answer(process, os.fsencode(mark), shell, patience_s)
    finally:
        _end(process, _END_S if answer else 0.0)
    if "TERM" not in base:
        answer.pop("TERM", None)
    return answer


def _shell_line(words: list[str]) -> tuple[str, dict[str, str]]:
    """Return the line that has any shell run a command, and the variables that the line needs.

    Shells differ in what a quote means, but all know a variable in double quotes.
    """
    parts, variables = [], {}
    for at, word in enumerate(words):
        if _PLAIN.fullmatch(word):
            parts.append(word)
        else:
            variables[f"JOBDESK_WORD_{at}"] = word
            parts.append(f'"$JOBDESK_WORD_{at}"')
    return " ".join(parts), variables


def _read_answer(process: subprocess.Popen[bytes], mark: bytes, shell: str, patience_s: float) -> dict[str, str]:
    """Read what the shell prints until the second mark; what it has started may hold the pipe open for longer."""
    assert process.stdout is not None  # noqa: S101 -- for the checker
    deadline = time.monotonic() + patience_s
    read = b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while len(read) < _MOST_BYTES:
            if not waiting.select(max(0.0, deadline - time.monotonic())):
                raise LoginShellError(f"{shell} did not answer within {patience_s:g} s")
            piece = os.read(process.stdout.fileno(), 1 << 16)
            read += piece
            begin, end = read.find(mark + b"\0"), read.rfind(b"\0" + mark)
            if 0 <= begin < end:
                return _parse(read[begin + len(mark) + 1 : end])
            if not piece:
                break
        else:
            raise LoginShellError(f"{shell} printed more than {_MOST_BYTES >> 20} MB")
    try:
        code = process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise LoginShellError(f"{shell} did not answer within {patience_s:g} s") from None
    raise LoginShellError(f"{shell} ended with exit code {code} and did not answer")


def _parse(data: bytes) -> dict[str, str]:
    pairs = (os.fsdecode(one).partition("=") for one in data.split(b"\0"))
    return {name: value for name, equals, value in pairs if name and equals}


def _end(process: subprocess.Popen[bytes], patience_s: float) -> None:
    """Let a shell end by itself within some time, else end it with all that it has started."""
    assert process.stdout is not None  # noqa: S101 -- for the checker
    process.stdout.close()
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        _kill_tree(process.pid)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_END_S)


def _kill_tree(root: int) -> None:
    """Kill a process and all that descends from it, also what is started meanwhile."""
    if sys.platform == "win32":
        return
    # One that is stopped starts nothing more.
    stopped: set[int] = set()
    while found := {root, *processes.descendants(root)} - stopped:
        for pid in found:
            _send(pid, signal.SIGSTOP)
        stopped |= found
    for pid in stopped:
        _send(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(root, signal.SIGKILL)  # Also those whose parent has ended.


def _send(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _shell_of_user() -> str:
    if sys.platform == "win32":
        return ""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_shell or "/bin/sh"
    except KeyError:
        return "/bin/sh"


def _home(base: Mapping[str, str]) -> str:
    home = base.get("HOME", "")
    return home if Path(home).is_dir() else "/"

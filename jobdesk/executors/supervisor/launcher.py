"""Starts supervisors: through a small server that forks them where there is fork, one interpreter each elsewhere."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from jobdesk.core.own_program import is_packaged, own_program, own_python
from jobdesk.executors import processes
from jobdesk.executors.forks import Forkable, clear_in_children, no_fork

_SUPERVISOR = Path(__file__).with_name("supervisor.py")
_LAUNCH_SERVER = Path(__file__).with_name("launch_server.py")
_END_PATIENCE_S = 1.0
_LOAD_PATIENCE_S = 10.0


class Launcher(Forkable):
    """Starts a detached supervisor for a folder.

    The server is started at the first need, and again if it dies. It ends with this process, the supervisors that it
    forked do not.
    """

    def __init__(self) -> None:
        self._server: subprocess.Popen[bytes] | None = None
        self._server_begun = 0.0
        self._is_closed = False
        self._successor: dict[str, Any] | None = None
        self._lock = threading.Lock()
        self._starting = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
        clear_in_children(self)

    def after_fork(self) -> None:
        """Close this process's copy of the line to the server, which ends when the other process does."""
        self._lock = threading.Lock()
        self._successor = None
        server, self._server = self._server, None
        if server is not None and server.stdin is not None:
            server.stdin.close()
            if server.stdout is not None:
                server.stdout.close()
            server.returncode = 0  # It is no child of this process; this keeps Popen from waiting for it.

    def launch(self, folder: Path) -> None:
        """Start a supervisor for a job's folder.

        Raises:
            OSError: None could be started now.
        """
        if sys.platform == "win32":
            from jobdesk.executors.windows import launch as windows_launch

            with self._starting:
                windows_launch.start_supervisor(supervisor_command(), folder)
            return
        request = json.dumps(str(folder)).encode() + b"\n"
        with self._lock:
            try:
                _write_all(self._running_server(), request)
            except BrokenPipeError:
                self._forget_server()
                _write_all(self._running_server(), request)

    def prepare(self) -> None:
        """Start the server before it is needed, and return when it has loaded the program's files as they are now.

        Raises:
            OSError: It could not be started now.
        """
        if sys.platform == "win32":
            return
        with self._lock:
            server = None if self._is_closed else self._running_server()
        if server is not None and server.stdout is not None:
            # It says so by a byte, and closes its end; so does its death, or that of this launcher.
            with contextlib.suppress(ValueError):
                select.select([server.stdout], [], [], _LOAD_PATIENCE_S)

    def replace_silent(self, ordered_at: float) -> None:
        """End a server that has not carried out an order; the next launch starts another one.

        Args:
            ordered_at: When the order was given, on the monotonic clock. A server that is younger was not given it.
        """
        with self._lock:
            if self._server is not None and self._server_begun <= ordered_at:
                self._server.kill()
                self._forget_server()

    def leave_successor(self, command: list[str], environment: dict[str, str], folder: Path) -> None:
        """Have a program started should this process end without a call of `close`; Windows knows no such server.

        Args:
            command: The program.
            environment: Variables of the program beside those that supervisors get.
            folder: Where it starts; if the folder is gone by then, it does not.

        Raises:
            OSError: The server could not be started.
        """
        if sys.platform == "win32":
            return
        with self._lock:
            self._successor = {"command": command, "environment": environment, "folder": str(folder)}
            server = self._server
            if server is None or server.poll() is not None:
                self._running_server()
            else:
                self._send_successor(server)

    def _send_successor(self, server: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(OSError):  # It has died or does not read; the server after it gets the same.
            _write_all(server, json.dumps(self._successor).encode() + b"\n")

    def close(self) -> None:
        """Let the server end."""
        with self._lock:
            self._is_closed = True
            if self._server is not None and self._successor is not None:
                self._successor = None
                self._send_successor(self._server)
            self._forget_server()

    def _forget_server(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        if server.stdin is not None:
            with contextlib.suppress(BrokenPipeError):  # It died with a request unread; what is there is lost anyway.
                server.stdin.close()
        if server.stdout is not None:
            server.stdout.close()
        try:
            server.wait(_END_PATIENCE_S)
        except subprocess.TimeoutExpired:  # Stopped, or starved: the supervisors that it forked need it no more.
            server.kill()
            server.wait()

    def _running_server(self) -> subprocess.Popen[bytes]:
        if self._server is not None and self._server.poll() is not None:
            self._forget_server()
        if self._server is None:
            if not is_packaged() and not _LAUNCH_SERVER.exists():
                raise FileNotFoundError(errno.ENOENT, "JobDesk's program files are gone; install it again")
            with no_fork():
                self._server = subprocess.Popen(
                    program_command("--launcher", _LAUNCH_SERVER),
                    bufsize=0,  # A forked process must find nothing in a buffer, and no lock of one that is taken.
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=processes.without_attempt(os.environ),
                    cwd="/",
                    start_new_session=True,
                )
            self._server_begun = time.monotonic()
            if self._server.stdin is not None:
                # A server that does not read must not hold up whoever has something to start.
                os.set_blocking(self._server.stdin.fileno(), False)
            if self._successor is not None:
                self._send_successor(self._server)
        return self._server


def supervisor_command() -> list[str]:
    """The command that runs the supervisor: its file under this interpreter, or the packaged app itself."""
    python = own_python(is_real=sys.platform == "win32")
    if python is None:
        return [console_twin(own_program()), "--supervisor"]
    return [console_twin(python), "-I", "-S", str(_SUPERVISOR)]


def source_command(option: str, source: str) -> list[str]:
    """The command that runs a program by its source, or the packaged app with an option for it."""
    return [*supervisor_command(), option] if is_packaged() else [*supervisor_command()[:-1], "-c", source]


def program_command(option: str, program: Path) -> list[str]:
    """The command that runs a program beside the supervisor: its file, or the packaged app with an option for it."""
    return [*supervisor_command(), option] if is_packaged() else [*supervisor_command()[:-1], str(program)]


def _write_all(server: subprocess.Popen[bytes], request: bytes) -> None:
    """Give the server a request, whole.

    Raises:
        BlockingIOError: It has not read so many earlier ones that there is no room.
        BrokenPipeError: It has died, or could be given only a part.
    """
    if server.stdin is None:
        raise BrokenPipeError
    if os.write(server.stdin.fileno(), request) != len(request):
        server.kill()  # The next request would be read as the rest of this one.
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def console_twin(program: str) -> str:
    """On Windows, the console program beside one that has none: only at a console can a CTRL_BREAK be sent."""
    if sys.platform != "win32":
        return program
    path = Path(program)
    name = {"pythonw.exe": "python.exe", "jobdesk.exe": "jobdeskc.exe"}.get(path.name.lower())
    twin = path.with_name(name) if name else path
    return str(twin) if twin.exists() else program

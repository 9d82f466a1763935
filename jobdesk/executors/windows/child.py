"""A job's process on Windows: made suspended, let go, watched, and stopped with all that descends from it.

Standard library only. `Child` is a process that this supervisor made. `Orphan` is one whose supervisor died; its exit
code is learned just as well if it is found before it ends, because the system keeps it for whoever has it open.

The order of a start is what makes it happen at most once: the process is made suspended and put into a job object that
ends it should the supervisor die; run.json is written; the job object lets go; the marker is made; the process runs. A
supervisor that dies between the last two leaves a held process with a marker, which the next one lets go.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from jobdesk.executors import processes
from jobdesk.executors.windows import api
from jobdesk.executors.windows import command_line as windows_command
from jobdesk.executors.windows import job_object as windows_job
from jobdesk.executors.windows import named_events as bells
from jobdesk.executors.windows import tree as windows_tree
from jobdesk.jobdir.folder import JobFolder, open_plain, read_json

assert sys.platform == "win32"  # noqa: S101  # Tells type checkers to pass over this file elsewhere.

_CREATE_SUSPENDED = 0x4  # Process Creation Flags; subprocess does not name it.


class StartFailure(Exception):
    """The job's process could not become the job's program."""

    def __init__(self, stage: str, error: OSError) -> None:
        super().__init__(stage, error)
        self.stage = stage
        self.number = error.errno or 0
        self.text = error.strerror or str(error)
        self.is_not_found = isinstance(error, FileNotFoundError)


def reset_signals() -> None:
    """Nothing to do: Windows hands no blocked or ignored signals on."""


def adopt_descendants() -> None:
    """Prepare for a child; that none of its descendants escapes is the job object's affair."""
    api.prepare_for_children()


def is_childless() -> bool:
    """Whether this process may supervise another job: never here, where none is forked and each does one job."""
    return False


def hint(hints: str) -> None:
    """Ring the bell of the engine that watches the folders; nobody listening is no fault."""
    bells.ring_bell(bells.hints_bell(hints))


class Wakeup:
    """Turns console events, bells and the end of the job's process into the end of a `wait`."""

    def __init__(self, signals: list[int]) -> None:
        del signals  # There are none here; SIGBREAK stands for every way in which a session may end.
        self.received: set[int] = set()
        self._console = bells.make_bell()
        bells.on_console_event(self._note)

    def _note(self) -> None:
        self.received.add(signal.SIGBREAK)
        bells.ring(self._console)

    def close(self) -> None:
        """Give back what the system lent; there must be no `wait` after this."""
        api.close(self._console)
        self._console = 0

    def wait(self, timeout_s: float) -> None:
        """Return when something happened, at the latest after `timeout_s`."""
        tree = windows_tree.Tree.current
        sources = [self._console, *(tree.sources() if tree else [])]
        rung = api.wait_any(sources, max(0.0, timeout_s))
        if tree is not None and rung == tree.stop_bell:
            self.received.add(signal.SIGBREAK)


class Child(windows_tree.Tree):
    """The job's process, made by this supervisor."""

    def __init__(self, folder: JobFolder, launch: dict[str, Any], token: str, lock: int) -> None:
        """Make the process and hold it.

        What the job itself is at fault for, such as a program that does not exist, is told by `release`.

        Args:
            folder: The job's folder.
            launch: The member "launch" of spec.json.
            token: Marks the attempt in the environment.
            lock: The supervisor's lock; descriptors are not inherited here, so it needs no care.

        Raises:
            OSError: The log could not be opened, or the system refused a job object.
        """
        super().__init__(token)
        del lock
        _end_held(folder)
        self._folder = folder
        self._needs_permit = bool(launch.get("needs_permit"))
        self._token = token
        self._failure: StartFailure | None = None
        log = api.open_to_append(str(folder.log))
        try:
            with _open_input(folder.stdin) as source:
                self._make(launch, source, log)
        except StartFailure as failure:
            self._failure = failure
        finally:
            os.close(log)

    def _make(self, launch: dict[str, Any], source: BinaryIO, log: int) -> None:
        environment = {name.upper(): value for name, value in launch.get("base", os.environ).items()}
        # Names of variables know no case here; two that differ only in that would leave it to chance which one counts.
        environment.update({name.upper(): value for name, value in launch["env"].items()})
        environment[processes.TOKEN_VARIABLE] = self._token
        folder = launch.get("cwd") or str(Path.home())
        try:
            with os.scandir(folder):
                pass
        except OSError as error:
            raise StartFailure("cwd", error) from error
        try:
            program = windows_command.find_program(launch["argv"][0], folder, environment)
            program, line = windows_command.start_line(
                program,
                launch["argv"],
                shell=bool(launch.get("shell")),
                interpreter=os.environ.get("COMSPEC", r"C:\Windows\System32\cmd.exe"),
            )
            self._popen = subprocess.Popen(
                line,
                executable=program,
                stdin=source,
                stdout=log,
                stderr=log,
                cwd=folder,
                env=environment,
                creationflags=_CREATE_SUSPENDED | subprocess.CREATE_NEW_PROCESS_GROUP | _priority(launch),
            )
        except OSError as error:
            raise StartFailure("exec", error) from error
        except ValueError as error:
            raise StartFailure("exec", OSError(22, str(error))) from error
        self._popen.returncode = 0  # We watch it ourselves; this keeps Popen from doing so.
        self.pid = self._popen.pid
        self._process = api.open_process(self.pid, api.CONTROL)
        if self._process is None:
            raise api.failure()
        try:
            self._job = windows_job.JobObject.create(self._token)
            self._job.add(self._process)
        except OSError:
            api.terminate(self._process)
            raise

    def release(self) -> None:
        """Let the process run.

        Raises:
            StartFailure: It could not.
        """
        if self._failure is not None:
            raise self._failure
        if self._process is None or self._job is None:
            raise StartFailure("setup", OSError(0, "there is no process"))
        try:
            self._job.let_go(self._process)
            made = api.process_times(self._process)[0]
            self._folder.make_marker(f"{self.pid} {self._token} {made}".encode(), needs_permit=self._needs_permit)
        except OSError as error:
            api.terminate(self._process)
            raise StartFailure("marker", error) from error
        api.resume(self._process)


class Orphan(windows_tree.Tree):
    """The job's process after its first supervisor died."""

    def __init__(self, pid: int, started: str, token: str) -> None:
        super().__init__(token)
        self.pid = pid
        self._job = windows_job.JobObject.find(token)
        handle = api.open_process(pid, api.CONTROL)
        if handle is None:
            return
        is_it = str(api.process_times(handle)[0]) == started
        if not is_it and not (self._job is not None and pid in self._job.members()):
            api.close(handle)
            return
        self._process = handle
        # It is still at the console of the supervisor that died, and only there can it be sent a CTRL_BREAK.
        bells.move_to_console_of(pid)
        # Its supervisor may have died just before it let it go, or with the tree frozen; one that runs is left as it
        # is. If a pause is still asked for, this supervisor will freeze the tree again.
        self._frozen = {pid: api.open_process(pid, api.CONTROL) or 0 for pid in self.members()}
        self.thaw()


def interrupt(pid: int) -> None:
    """Ask politely, as Ctrl-Break in a terminal does: to the job's process group (a new group ignores Ctrl-C)."""
    bells.send_break(pid)


def terminate(members: list[int]) -> None:
    """Ask once more; between a CTRL_BREAK and force Windows has nothing for programs without a window."""
    if members and windows_tree.Tree.current is not None:
        bells.send_break(windows_tree.Tree.current.pid)


def freeze(list_members: Callable[[], list[int]]) -> set[int]:
    """Hold every process of the tree, for as long as it takes; returns their pids."""
    if windows_tree.Tree.current is not None:
        windows_tree.Tree.current.freeze()
    return set(list_members())


def thaw(members: list[int]) -> None:
    """Let the processes of the tree go on."""
    if members and windows_tree.Tree.current is not None:
        windows_tree.Tree.current.thaw()


def kill(list_members: Callable[[], list[int]], reap: Callable[[], bool], patience_s: float = 5.0) -> None:
    """Kill the whole tree, until nothing is left of it."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline and windows_tree.Tree.current is not None:
        windows_tree.Tree.current.kill()
        is_over = reap()
        if is_over and not list_members():
            return
        time.sleep(0.01)


def explain(failure: StartFailure, launch: dict[str, Any]) -> str:
    """Say in one sentence why the job could not start, with the system's own text."""
    program = launch["argv"][0]
    text = failure.text.replace("%1", program)  # Windows leaves the name open in some of its texts.
    if failure.stage == "cwd":
        return f"Cannot enter the folder {launch.get('cwd')}: {text}"
    if failure.stage == "exec":
        if failure.is_not_found and not {"/", "\\"} & set(program):
            return f"Command not found: {program}"
        return f"Cannot run {program}: {text}"
    return f"Cannot prepare the process: {text}"


def _open_input(path: Path) -> BinaryIO:
    """Open the file that the submitter has left for the job to read, else nothing."""
    try:
        return open_plain(path)
    except FileNotFoundError:
        return Path(os.devnull).open("rb")


def _end_held(folder: JobFolder) -> None:
    """End a process that an earlier supervisor made and never let go: it is in run.json, and there is no marker."""
    run = read_json(folder.run)
    pid = run.get("pid") if run else None
    started = run.get("start_time") if run else None
    if not pid or not started or folder.started.exists() or started != api.start_time(int(pid)):
        return
    handle = api.open_process(int(pid), api.CONTROL)
    if handle is not None:
        api.terminate(handle)
        api.close(handle)


def _priority(launch: dict[str, Any]) -> int:
    """Translate a nice value to a priority class, which a job's own children inherit (Scheduling Priorities)."""
    nice = int(launch.get("nice") or 0)
    if nice >= 15:
        return subprocess.IDLE_PRIORITY_CLASS
    return subprocess.BELOW_NORMAL_PRIORITY_CLASS if nice > 0 else 0

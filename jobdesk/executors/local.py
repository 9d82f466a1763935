"""This machine as a place to run: each running job belongs to a supervisor of its own, apart from the app."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from jobdesk.core.job import Job
from jobdesk.core.jobs.launch_plan import LaunchPlan
from jobdesk.core.own_program import own_python
from jobdesk.executors import processes
from jobdesk.executors.base import Backoff, Observation, Phase
from jobdesk.executors.environment import read_stored
from jobdesk.executors.python_finder import find_python
from jobdesk.executors.supervisor.known_run import KnownRun, end_leftovers, find_run, read_run
from jobdesk.executors.supervisor.launcher import Launcher
from jobdesk.jobdir.attempt_files import (
    attempt_in,
    attempt_of,
    holds_earlier,
    is_permit_taken,
    make_way,
    needs_permit,
)
from jobdesk.jobdir.folder import (
    SIGNATURE_BYTES,
    VERDICT_BYTES,
    JobFolder,
    is_locked,
    load_json,
    open_plain,
    read_json,
    read_own,
    replace_file,
    take_lock,
    write_whole,
)

_MOST_NOTICES = 10
_MOST_LINE_BYTES = 4 << 20
"""A result of 1 MB is longer as a line in which all but ASCII is escaped."""
_FINAL_TYPES = ("result", "error", "park", "notice")
_FINAL = re.compile(rb'"type"\s*:\s*"(%s)"' % b"|".join(name.encode() for name in _FINAL_TYPES))


class LocalExecutor:
    """Runs jobs under detached supervisors, and finds them again through their folders."""

    key = "local"

    def __init__(
        self,
        run_logs: Path,
        hints: Path,
        launcher: Launcher,
        nice: int = 0,
        check: Callable[[], None] = lambda: None,
        environments: Path | None = None,
    ) -> None:
        """Prepare to run.

        Args:
            run_logs: Where the job folders are.
            hints: Named pipe on which supervisors tell that something happened.
            launcher: Starts supervisors.
            nice: Added to the jobs' nice value, so that what the user works with stays quick.
            check: Raises if the job folders are no longer this process's to read and write.
            environments: Where the environments of submitters are stored.
        """
        self._run_logs = run_logs
        self._hints = hints
        self._launcher = launcher
        self._nice = nice
        self._check = check
        self.backoff = Backoff()
        self._runs: dict[str, KnownRun] = {}
        """What was seen of the jobs that run, for when their folders are removed."""
        self._environments = environments

    def holds_earlier(self, job: Job) -> bool:
        """Tell whether the files in the job's folder are those of an earlier attempt."""
        return job.attempt > 1 and holds_earlier(self._folder(job.id), job.attempt)

    def prepare(self, job: Job, plan: LaunchPlan, grace_s: float) -> None:
        """Write spec.json, with the job as it is and the process to start, unless it says so already.

        What an earlier attempt left in the folder is moved away before.
        """
        folder = self._folder(job.id)
        folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        launch = {
            "argv": list(plan.argv),
            "shell": plan.shell,
            "cwd": str(Path(plan.cwd).expanduser()) if plan.cwd else str(Path.home()),
            "env": _job_environment(job, folder) | plan.env,
            "grace_s": grace_s,
            "nice": self._nice,
            "hints": str(self._hints),
            "needs_permit": True,
        }
        environment = self._environment(job)
        if environment is not None:
            launch["environment"] = str(environment)
        if self.holds_earlier(job):
            make_way(folder, job.attempt, lambda: _permit_and_write_spec(folder, job, launch))
        else:
            spec = read_json(folder.spec)
            if not needs_permit(spec):
                _permit_and_write_spec(folder, job, launch)
            elif spec.get("launch") != launch or spec.get("config") != job.config:
                write_spec(folder, job, launch)
        folder.refused.unlink(missing_ok=True)
        folder.withdrawn.unlink(missing_ok=True)  # Last: from here on any supervisor may start the job.

    def find_python(self, job: Job, setting: str) -> str:
        """Look for it on the search path that the job has."""
        path = self._environment(job)
        try:
            stored = read_stored(read_own(path)) if path is not None else None
        except (OSError, ValueError):
            stored = None  # The supervisor says that the environment is gone, before anything runs.
        if stored is None:
            return setting or own_python() or find_python(os.environ) or ""
        variables = {**(os.environ if stored.get("base") == "engine" else {}), **stored["variables"]}
        found = shutil.which(stored.get("interpreter", ""), path=variables.get("PATH"))
        return found or setting or find_python(variables) or ""

    def start(self, job_id: str) -> None:
        """Start a supervisor on the job's folder."""
        self._launcher.launch(self._folder(job_id).path)

    def observe(self, job_id: str, *, was_laid_out: bool | None = False) -> Observation:
        """Look at the lock first and at the verdict second; the other order would miss an end in between."""
        folder = self._folder(job_id)
        refusal: OSError | None = None
        try:
            is_alive = is_locked(folder.lock)
        except OSError as error:
            is_alive, refusal = False, error
        verdict = load_json(folder.verdict)
        if verdict is not None:
            self._runs.pop(job_id, None)
            return Observation(Phase.ENDED, verdict.get("started_at"), verdict)
        if refusal is not None:
            raise refusal
        run = load_json(folder.run)
        started = run.get("started_at") if run else None
        if run is not None:
            self._remember(job_id, folder, run)
        if is_alive:
            return Observation(Phase.ALIVE, started, beat=_modified_at(folder.lock))
        if run is not None:
            return Observation(Phase.LOST, started)
        return self._observe_without_run(job_id, folder, was_laid_out=was_laid_out)

    def _observe_without_run(self, job_id: str, folder: JobFolder, *, was_laid_out: bool | None) -> Observation:
        """Tell a job that has not started from one whose folder was removed, or emptied, while it ran."""
        is_there = folder.path.is_dir()
        if not is_there and not self._run_logs.is_dir():
            # The folder of all of them is away, as a disk may be for a while: of this job that tells nothing.
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self._run_logs))
        is_emptied = may_be_emptied = not is_there
        if is_there:
            spec = load_json(folder.spec)
            is_spec_gone = spec is None and not os.path.lexists(folder.spec)  # A power cut may leave it empty.
            # Before the marker, which the permit becomes: without both, the job has run and the marker was removed.
            is_emptied = is_permit_taken(folder, spec) or (is_spec_gone and was_laid_out is True)
            folder.attempt = attempt_of(spec) or 1
            if folder.started.exists():
                return Observation(Phase.LOST)
            # A supervisor that could not start the job takes its marker back, and the permit is there again.
            is_emptied = is_emptied and (is_spec_gone or is_permit_taken(folder, spec))
            may_be_emptied = is_emptied or (is_spec_gone and was_laid_out is None)
            if needs_permit(spec) and not is_emptied:
                self._runs.pop(job_id, None)
                return Observation(Phase.ABSENT)
        known = self._runs.get(job_id)
        if known is None and may_be_emptied:
            known = find_run(folder)  # An earlier engine's.
        if known is not None and known.is_running:
            self._runs[job_id] = known
            return Observation(Phase.CUT_OFF, known.started)
        if known is not None or is_emptied:
            self._runs.pop(job_id, None)
            token = known.token if known is not None else ""
            left = processes.bearing_token(token) if token else []
            return Observation(
                Phase.GONE, verdict={"token": token, "leftovers": [processes.describe(pid) for pid in left]}
            )
        return Observation(Phase.ABSENT)

    def _remember(self, job_id: str, folder: JobFolder, run: dict[str, Any]) -> None:
        known = self._runs.get(job_id)
        if known is None or known.token != run.get("token"):
            found = read_run(folder, run)
            if found is not None:
                self._runs[job_id] = found

    def cancel(self, job_id: str) -> None:
        """Leave the request in the folder, and wake the supervisor if there is one."""
        request_cancel(self._folder(job_id))

    def take_refusal(self, job_id: str) -> str | None:
        """Return, and remove, what a supervisor left of why the system refused to start a job for now."""
        path = self._folder(job_id).refused
        try:
            with open_plain(path) as file:
                text = file.read(1000).decode(errors="replace")
            path.unlink()
        except OSError:
            return None
        return text or None

    def withdraw(self, job_id: str, ordered_at: float) -> bool:
        """Leave a mark in the folder of a job that has never run, which every supervisor heeds.

        Raises:
            OSError: It could not be left, or the disk is full: then there is a request to stop, if possible.
        """
        folder = self._folder(job_id)
        lock = take_lock(folder.lock)
        if lock is None:
            return False
        try:
            spec = read_json(folder.spec)
            folder.attempt = attempt_of(spec) or 1
            run = load_json(folder.run)
            known = read_run(folder, run)
            has_run = is_permit_taken(folder, spec) or folder.started.exists()
            if has_run or folder.verdict.exists() or (known is not None and known.is_alive):
                return False
            if shutil.disk_usage(folder.path).free < VERDICT_BYTES:
                _leave(folder, folder.cancel)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder.path))
            _make_empty(folder.withdrawn)
            for path in (folder.run, folder.pause):
                path.unlink(missing_ok=True)
        finally:
            os.close(lock)
        self._runs.pop(job_id, None)
        self._launcher.replace_silent(ordered_at)
        return True

    def judge_lost(self, job_id: str) -> dict[str, Any] | None:
        """Return the verdict on a lost job in whose folder no supervisor can leave one; None while it runs."""
        folder = self._folder(job_id)
        folder.attempt = attempt_in(folder) or 1
        run = read_json(folder.run)
        known = self._runs.get(job_id) or read_run(folder, run)
        if known is not None and known.is_running:
            return None
        self._runs.pop(job_id, None)
        started = run.get("started_at") if run else None
        reason = {"code": "unsupervised", "text": "Nothing could be recorded in its folder; how it ended is unknown"}
        if run is not None and run.get("boot_id") != processes.boot_id():
            reason = {"code": "interrupted", "text": "Interrupted by a restart of the computer"}
        return {"reason": reason, "started_at": started}

    def stop(self, job_id: str) -> None:
        """Stop a job by what is known of its processes."""
        known = self._runs.get(job_id)
        if known is not None:
            known.stop(is_forced=self._folder(job_id).force.exists())

    def end_leftovers(self, verdict: dict[str, Any]) -> dict[str, Any]:
        """End what a verdict says that a job left running, where it can be found; return the verdict without it."""
        if not verdict.get("leftovers") or verdict.get("stopped_by"):
            return verdict
        is_ended = end_leftovers(str(verdict.get("token", "")))
        return {**verdict, "leftovers": []} if is_ended else verdict

    def _environment(self, job: Job) -> Path | None:
        """Return where the environment of the job's submitter is stored; None where it has the engine's."""
        if job.environment is None or self._environments is None:
            return None
        return self._environments / f"{job.environment}.json"

    def _folder(self, job_id: str) -> JobFolder:
        self._check()
        return JobFolder(self._run_logs / job_id)


def write_spec(folder: JobFolder, job: Job, launch: dict[str, Any] | None = None) -> None:
    """Write spec.json: the job itself, so that a lost list can be rebuilt, and the process to start if it is known.

    Raises:
        OSError: It could not be written.
    """
    spec = msgspec.json.encode(job)
    if launch is not None:
        spec = spec[:-1] + b',"launch":' + msgspec.json.encode(launch) + b"}"
    write_whole(folder.spec, spec)


def _permit_and_write_spec(folder: JobFolder, job: Job, launch: dict[str, Any]) -> None:
    """Lay out an attempt of which nothing has run: the spec comes last, so that with it and no permit something has."""
    folder.leave_permit()
    write_spec(folder, job, launch)


def request_cancel(folder: JobFolder, *, is_forced: bool = False) -> None:
    """Ask the supervisor of a folder to stop its job, at once and by force if `is_forced`.

    The file is the request and the signal only a hint. Where no file can be left, as in a folder that is shut to
    writing, the signal that a session's end sends must do. A job that has a verdict needs no request, and one whose
    supervisor was killed gets it with the next: callers have it on record, and repeat it until it is there.
    A folder that was removed is made again: its supervisor finds what is there.

    Raises:
        OSError: The file could not be left, and nothing runs that could be stopped without it.
    """
    try:
        if folder.path.parent.is_dir():
            folder.path.mkdir(mode=0o700, exist_ok=True)
        _leave(folder, folder.force if is_forced else folder.cancel)
        if is_forced:
            with contextlib.suppress(OSError):  # Only for a supervisor of an earlier version, which searches for both.
                _make_empty(folder.cancel)
        is_requested = True
    except OSError:
        if folder.verdict.exists():
            return
        if not _is_looked_after(folder):
            known = read_run(folder, read_json(folder.run))
            if known is None or not known.is_alive:
                raise
            return
        is_requested = False
    _wake_supervisor(folder, is_requested=is_requested)


def _leave(folder: JobFolder, request: Path) -> None:
    """Leave a request in a folder.

    On a disk that has no room for another file, one that is there gets the name: what the supervisor has reserved, or
    a weaker request. A stop lets a paused job go on anyway, and a forced stop needs no polite one beside it.

    Raises:
        OSError: It could not be left.
    """
    try:
        _make_empty(request)
    except OSError:
        requests = [folder.reserve, folder.pause, folder.cancel, folder.force]
        for source in requests[: requests.index(request)]:
            with contextlib.suppress(OSError):
                replace_file(source, request)
                if request.exists():
                    return
        raise


def _make_empty(path: Path) -> None:
    """Make a file whose presence says something; whatever has its name, of the job's making, says it too.

    Raises:
        OSError: It could not be made.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        if not path.exists():
            raise  # A link that leads nowhere does not exist to those who search for the file.


def request_pause(folder: JobFolder, *, is_paused: bool) -> None:
    """Ask the supervisor of a folder to freeze all processes of its job, or to let them go on.

    Raises:
        OSError: The request could not be made.
    """
    if is_paused:
        _leave(folder, folder.pause)
    elif folder.reserve.exists():
        folder.pause.unlink(missing_ok=True)
    else:
        with contextlib.suppress(FileNotFoundError):
            replace_file(folder.pause, folder.reserve)
    _wake_supervisor(folder, is_requested=True)


def _wake_supervisor(folder: JobFolder, *, is_requested: bool) -> None:
    """Hint that there is something to see in the folder; without a request there, the hint itself asks for a stop."""
    if not _is_looked_after(folder):
        return
    run = read_json(folder.run)
    if sys.platform == "win32":
        from jobdesk.executors.windows import named_events as windows_bells

        if run is None:
            return
        # There are no signals: os.kill would end the supervisor, and the job would go on alone.
        name_bell = windows_bells.look_bell if is_requested else windows_bells.stop_bell
        windows_bells.ring_bell(name_bell(str(run.get("token"))))
        return
    pid, started = _read_signature(folder) or _first_supervisor(run)
    if processes.is_alive(pid, started):
        with contextlib.suppress(ProcessLookupError):  # It died just now; the one after it finds the request.
            os.kill(pid, signal.SIGUSR1 if is_requested else signal.SIGTERM)


def _read_signature(folder: JobFolder) -> tuple[int, str] | None:
    """Return pid and start time of the supervisor that took the lock last; None if that is not known."""
    try:
        with open_plain(folder.lock) as file:
            fields = file.read(SIGNATURE_BYTES).decode().split(maxsplit=1)
    except (OSError, ValueError):
        return None
    return (int(fields[0]), fields[1].strip()) if len(fields) == 2 and fields[0].isdecimal() else None


def _first_supervisor(run: dict[str, Any] | None) -> tuple[int, str | None]:
    """Return pid and start time of the supervisor that has started the job, if run.json names it."""
    pid, started = (run or {}).get("supervisor_pid"), (run or {}).get("supervisor_start_time")
    return (pid, started) if isinstance(pid, int) and isinstance(started, str) else (0, None)


def _is_looked_after(folder: JobFolder) -> bool:
    try:
        return is_locked(folder.lock)
    except PermissionError:
        return True  # A folder that is shut to writing does not tell; the supervisor's process does.


def _job_environment(job: Job, folder: JobFolder) -> dict[str, str]:
    return {
        "JOBDESK_JOB_ID": job.id,
        "JOBDESK_JOB_NUMBER": str(job.number),
        "JOBDESK_ATTEMPT": str(job.attempt),
        "JOBDESK_SPEC": str(folder.spec),
        "JOBDESK_EVENTS": str(folder.events),
        # Through a file Python keeps its output back until the end; a log that stays empty helps nobody.
        "PYTHONUNBUFFERED": "1",
    }


def _modified_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def read_events(folder: JobFolder) -> list[dict[str, Any]]:
    """Read the reports of a job that count at its end: the last result, error and wish to park, and the last notices.

    They are found however much else was reported since. A line longer than `_MOST_LINE_BYTES` gives its type alone.
    """
    last: dict[str, dict[str, Any]] = {}
    notices: deque[dict[str, Any]] = deque(maxlen=_MOST_NOTICES)
    try:
        with open_plain(folder.events) as file:
            for event in _final_events(file):
                if event["type"] == "notice":
                    notices.append(event)
                else:
                    last[event["type"]] = event
    except OSError:
        return []
    return [*last.values(), *notices]


def _final_events(file: BinaryIO) -> Iterator[dict[str, Any]]:
    while line := file.readline(_MOST_LINE_BYTES):
        found = _FINAL.search(line)
        if len(line) < _MOST_LINE_BYTES or line.endswith(b"\n"):
            parsed = parse_events([line]) if found else []
            yield from (event for event in parsed if event.get("type") in _FINAL_TYPES)
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(_MOST_LINE_BYTES)
            found = found or _FINAL.search(line)
        if found:
            yield {"type": found[1].decode()}


def parse_events(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    """Read lines of an event file; those that are no JSON objects are passed over."""
    found = []
    for line in lines:
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict):
            found.append(event)
    return found

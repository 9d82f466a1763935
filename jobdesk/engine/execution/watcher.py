"""One thread that watches all running jobs' folders, so that their workers can sleep.

A supervisor tells by a line on a named pipe that something happened to its job; that is only a hint, and a worker looks
by itself every few seconds. Logs are looked at often while they grow and seldom while they do not: 200 silent jobs cost
200 calls of stat a second. While no job runs the thread sleeps; whoever begins to watch one wakes it.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import select
import stat
import sys
import threading
import time
from pathlib import Path

from jobdesk.core.events import LogAppended
from jobdesk.engine.runtime.event_bus import EventBus
from jobdesk.engine.runtime.service_thread import ServiceThread
from jobdesk.executors.forks import Forkable, clear_in_children
from jobdesk.executors.processes import awake_clock_s
from jobdesk.jobdir.folder import JobFolder

if sys.platform == "win32":
    from jobdesk.executors.windows import api as windows_api
    from jobdesk.executors.windows import named_events as windows_bells

_log = logging.getLogger(__name__)
_TICK_S = 0.1
_SLOWEST_LOOK_S = 1.0
SOONEST_READ_S = 0.5


class Watch:
    """What the watcher knows of one job; its worker waits on `wake`.

    Attributes:
        has_news: Whether more may have happened than that the log grew.
        reads_log: Whether the worker wishes to be woken when the log has grown.
        read_every_s: How often at most.
    """

    def __init__(self, folder: JobFolder) -> None:
        self.folder = folder
        self.wake = threading.Event()
        self.has_news = False
        self.reads_log = False
        self.read_every_s = SOONEST_READ_S
        self.is_unread = False
        self.read_at = 0.0
        self.log_bytes = 0
        self.events_bytes = 0
        self.grew_at = time.monotonic()
        self.log_grew_s = awake_clock_s()
        self.longest_silence_s = 0.0
        self.look_at = 0.0
        self.has_run = False  # Whether run.json was seen; asked for on Windows alone.

    def call(self) -> None:
        """Wake the worker to look at everything."""
        self.has_news = True  # Before: who wakes looks at it.
        self.wake.set()

    def end_silence(self) -> None:
        """Take that the log grew: how long it had not is remembered if it was the longest time so far."""
        now_s = awake_clock_s()
        self.longest_silence_s = max(self.longest_silence_s, now_s - self.log_grew_s)
        self.log_grew_s = now_s


class FolderWatcher(Forkable):
    """Watches the folders of running jobs."""

    def __init__(self, hints: Path, bus: EventBus) -> None:
        """Watch nothing before `start`.

        Args:
            hints: Where to make the named pipe; where none can be made, workers must look more often.
            bus: Where growing logs are told.
        """
        self._bus = bus
        self._watches: dict[str, Watch] = {}
        self._lock = threading.Lock()
        self._path = hints
        self._hints = _open_hints(hints)
        self._is_closing = False
        self._call_read, self._call_write = _open_call()
        self._descriptors = {one for one in (self._call_read, self._call_write, self._hints) if one is not None}
        clear_in_children(self)
        self._thread = ServiceThread("folder-watcher", self._run)

    def start(self) -> None:
        """Begin to watch.

        Raises:
            SystemLimitError: The system gives no thread.
        """
        self._thread.start()

    def after_fork(self) -> None:
        """Close this process's copies: only the other one is called."""
        self._is_closing = True
        self._lock = threading.Lock()
        self._close_descriptors()

    @property
    def has_hints(self) -> bool:
        """Whether supervisors can tell; if not, workers must look more often."""
        return self._hints is not None

    def renew_hints(self) -> None:
        """Make the named pipe again if somebody has deleted it.

        Raises:
            OSError: It cannot be made.
        """
        if sys.platform == "win32" or self._hints is None or os.path.lexists(self._path):
            return
        new = _open_hints(self._path)
        if new is not None:
            os.dup2(new, self._hints, inheritable=False)  # The thread goes on to wait for the same number.
            os.close(new)

    def watch(self, job_id: str, folder: JobFolder) -> Watch:
        """Begin to watch a job."""
        with self._lock:
            if not self._is_closing:  # Else what calls the thread may be closed, and its number be another file's.
                self._call()
            return self._watches.setdefault(job_id, Watch(folder))

    def unwatch(self, job_id: str) -> None:
        """End to watch a job."""
        with self._lock:
            self._watches.pop(job_id, None)

    def wake(self, job_id: str) -> None:
        """Wake one job's worker, if it has one."""
        with self._lock:
            watch = self._watches.get(job_id)
        if watch is not None:
            watch.call()

    def close(self) -> None:
        """Stop watching and wake all workers."""
        with self._lock:
            self._is_closing = True
            self._call()
        self._thread.join()
        with self._lock:
            for watch in self._watches.values():
                watch.call()
        self._close_descriptors()

    def _close_descriptors(self) -> None:
        descriptors, self._descriptors = self._descriptors, set()
        for descriptor in descriptors:
            _close(descriptor)

    def _call(self) -> None:
        """Have the thread look now, for it may sleep."""
        if sys.platform == "win32":
            windows_bells.ring(self._call_write)
        else:
            with contextlib.suppress(BlockingIOError):  # So many calls are waiting that one more says nothing.
                os.write(self._call_write, b"!")

    def _run(self) -> None:
        sources = [self._call_read] + ([self._hints] if self._hints is not None else [])
        rest = b""
        pause_s: float | None = None
        while True:
            ready = _wait_readable(sources, pause_s)
            if self._call_read in ready and sys.platform != "win32":
                os.read(self._call_read, 4096)
            if self._is_closing:  # Only now: the call that comes with it may have been read with an earlier one.
                return
            pause_s = _TICK_S
            try:
                if self._hints in ready:
                    rest = self._take_hints(rest)
                pause_s = self._look()
            except Exception:  # noqa: BLE001
                # This thread serves every job; one folder's trouble must not end it.
                _log.exception("Watching the job folders failed; going on")
            self._bus.deliver()

    def _take_hints(self, rest: bytes) -> bytes:
        if sys.platform == "win32":
            self._find_news()
            return b""
        if self._hints is None:
            return rest
        data = rest + os.read(self._hints, 65536)
        *names, rest = data.split(b"\n")
        with self._lock:
            watches = [self._watches.get(name.decode(errors="replace")) for name in names]
        for watch in watches:
            if watch is not None:
                watch.call()
        return rest

    def _find_news(self) -> None:
        """Wake the workers whose jobs have started or ended; a bell on Windows does not say which."""
        with self._lock:
            watches = list(self._watches.values())
        for watch in watches:
            if watch.folder.verdict.exists():
                watch.call()
            elif not watch.has_run and watch.folder.run.exists():
                watch.has_run = True
                watch.call()

    def _look(self) -> float | None:
        """Look at what is due; return in how many seconds something is due again, None while nothing is watched."""
        now = time.monotonic()
        with self._lock:
            due = [(job_id, watch) for job_id, watch in self._watches.items() if watch.look_at <= now]
        for job_id, watch in due:
            size = _size(watch.folder.log)
            if size != watch.log_bytes:
                watch.log_bytes = size
                watch.grew_at = now
                watch.end_silence()
                watch.is_unread = True
                self._bus.put(LogAppended(job_id, size))
            reported = _size(watch.folder.events)
            if reported != watch.events_bytes:
                watch.events_bytes = reported
                watch.grew_at = now
                watch.call()
            if watch.is_unread and watch.reads_log and watch.read_at <= now:
                watch.is_unread = False
                watch.read_at = now + watch.read_every_s
                watch.wake.set()
            quiet_s = now - watch.grew_at
            watch.look_at = now + min(_SLOWEST_LOOK_S, max(_TICK_S, quiet_s / 10))
        with self._lock:
            next_look = min((watch.look_at for watch in self._watches.values()), default=None)
        return None if next_look is None else max(_TICK_S, next_look - now)


def _open_hints(path: Path) -> int | None:
    """Make the named pipe and open it for both directions, so that it never reports an end of file."""
    if sys.platform == "win32":
        return windows_bells.make_bell(windows_bells.hints_bell(str(path)))
    try:
        with contextlib.suppress(FileExistsError):
            os.mkfifo(path, 0o600)
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except OSError as error:
        # File systems such as exFAT have no named pipes.
        if error.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENXIO, errno.ENOSYS}:
            raise
        return None
    if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)  # Of a file in its place there would always be news.
    return None


def _open_call() -> tuple[int, int]:
    """Make what calls the thread: a pipe; on Windows, which cannot wait for pipes, a bell."""
    if sys.platform == "win32":
        bell = windows_bells.make_bell()
        return bell, bell
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    return reading, writing


def _close(descriptor: int) -> None:
    if sys.platform == "win32":
        windows_api.close(descriptor)
    else:
        os.close(descriptor)


def _wait_readable(sources: list[int], timeout_s: float | None) -> list[int]:
    if sys.platform == "win32":
        rung = windows_api.wait_any(sources, timeout_s)
        return [] if rung is None else [rung]
    return select.select(sources, [], [], timeout_s)[0]


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0

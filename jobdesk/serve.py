"""An engine without a window: runs the queue of a data folder until told to stop, or until nothing is left to do."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time

from jobdesk.core.errors import EngineBusyError, FolderLostError
from jobdesk.engine.execution.log_file import MaskingFormatter, PrivateLogFile
from jobdesk.engine.ipc.background import app_command, folder_variables
from jobdesk.engine.keep_awake import KeepAwake
from jobdesk.engine.manager import JobManager
from jobdesk.engine.program.crash_file import record_crashes
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.executors import processes

_LINGER_S = 10.0
"""How long an idle engine stays: a person's next command then need not start another."""


def serve(folder: DataFolder, *, until_idle: bool, quiet: bool) -> int:
    """Run the jobs of a data folder.

    Args:
        folder: The data folder.
        until_idle: Whether to end when every released job has ended.
        quiet: Whether to say nothing, and to be content if another engine is there already.

    Returns:
        The exit code.
    """
    _leave_job(folder)
    manager = JobManager(folder.state, role="serve")
    try:
        engine = manager.hold()
    except EngineBusyError as error:
        if quiet:
            return 0
        print(f"jobdesk: {error}", file=sys.stderr)
        return 1
    write_log_file(folder)
    record_crashes(folder.crashes, "serve")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if sys.platform != "win32":
        # Whoever started the one that started this may have blocked them.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT, signal.SIGTERM))
    engine.control.on_stop = stop.set
    if engine.control.is_stop_requested:
        stop.set()  # By a client that was quicker than this.
    if not quiet:
        for notice in engine.notices:
            print(f"jobdesk: {notice}", file=sys.stderr)
        print(f"jobdesk: serving {folder.path}; Ctrl-C ends this, running jobs go on", file=sys.stderr)
    awake = KeepAwake(engine)
    idle_since = time.monotonic()
    while not stop.wait(0.5):
        if engine.has_lost:
            if not quiet:
                print(f"jobdesk: {FolderLostError(str(folder.path))}", file=sys.stderr)
            break
        if not until_idle or engine.has_unfinished or engine.control.is_busy:
            idle_since = time.monotonic()
        elif time.monotonic() - idle_since > _LINGER_S:
            break
    awake.close()
    manager.close(hand_over=False)
    return int(engine.has_lost)


def _leave_job(folder: DataFolder) -> None:
    """Begin again without the marks of the job in which this engine was started: it is no part of that job."""
    if sys.platform != "win32" and os.environ.get(processes.TOKEN_VARIABLE) not in {None, processes.NO_ATTEMPT}:
        command = [*app_command(), *sys.argv[1:]]
        os.execve(command[0], command, processes.without_attempt(os.environ) | folder_variables(folder))


def write_log_file(folder: DataFolder) -> None:
    """Send JobDesk's own log to ``jobdesk.log`` in the data folder, at most two files of a megabyte."""
    handler = PrivateLogFile(folder.log, maxBytes=1 << 20, backupCount=1, encoding="utf-8", delay=True)
    handler.open()
    handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)

"""Asks the process that holds a data folder for its status or its end, and never starts an engine for that.

The command line imports this, so nothing slow is imported here.
"""

from __future__ import annotations

import json
import time

from jobdesk import __version__
from jobdesk.core.errors import EngineNotStoppedError, EngineStalledError, value_of_answer
from jobdesk.core.versions import is_older
from jobdesk.engine.ipc.channel import connect, read_address, read_holder, read_version
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.executors import processes
from jobdesk.jobdir.folder import is_locked

# Only for the checker: importing typing is a tenth of the command line's start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

STOP_LIMIT_S = 30.0
"""Seconds within which an engine that was asked to stop must have ended."""
_PAUSE_S = 0.02
_STOPPABLE = ("desk", "serve")
"""Roles of the processes that end when asked; a script belongs to whoever started it."""


def ask_holder(folder: DataFolder, verb: str) -> Any:
    """Return the answer of the holder of a data folder to a request without arguments.

    Raises:
        ConnectionError: Nobody answers there, or the holder ended before it answered.
        TimeoutError: The holder gives no sign of life.
        JobDeskError: The holder refused.
    """
    address = read_address(folder.control)
    if address is None:
        raise ConnectionRefusedError("no engine has left its address")
    channel = connect(address)
    try:
        channel.send(json.dumps({"verb": verb, "args": {}}).encode())
        reply = channel.receive()
    finally:
        channel.close()
    if reply is None:
        raise ConnectionResetError("the engine closed the connection")
    return value_of_answer(json.loads(reply))


def stop_holder(folder: DataFolder, limit_s: float = STOP_LIMIT_S) -> dict[str, Any] | None:
    """Ask the desk or background engine of a data folder to end, and wait until its process has ended.

    Running jobs go on under their supervisors; waiting jobs stay queued until an engine is started again.

    Args:
        folder: The data folder.
        limit_s: Seconds until this gives up.

    Returns:
        The status of the process that has ended; None if none held the folder.

    Raises:
        EngineNotStoppedError: It is a script's, or did not end in time.
        EngineStalledError: It gives no sign of life.
    """
    deadline = time.monotonic() + limit_s
    status = _read_status(folder, deadline)
    if status is None:
        return None
    pid = int(status["pid"])
    if status["role"] not in _STOPPABLE:
        raise EngineNotStoppedError(str(folder.path), pid, f"it is a {status['role']}, which ends by itself")
    started = processes.start_time(pid)
    try:
        ask_holder(folder, "stop_engine")
    except ConnectionError:
        pass  # It was quicker to end than to answer.
    except TimeoutError:
        raise EngineStalledError(str(folder.path), pid, "stop_engine") from None
    while processes.is_alive(pid, started):
        if time.monotonic() > deadline:
            raise EngineNotStoppedError(str(folder.path), pid, f"it has not ended within {limit_s:.0f} s")
        time.sleep(_PAUSE_S)
    return status


def stop_older(folder: DataFolder) -> tuple[bool, str]:
    """Have a background engine of an older version end, for the caller to start one of its own.

    Returns:
        Whether one has ended; and what a person should do about an older window, which stays, if there is one.

    Raises:
        EngineNotStoppedError: The older engine did not end in time.
        EngineStalledError: The older engine gives no sign of life.
    """
    # The file costs no request. It may be that of an engine of long ago, so the holder itself is asked, too.
    if not is_older(read_version(folder.control), __version__):
        return False, ""
    try:
        status = ask_holder(folder, "status")
    except (ConnectionError, TimeoutError):
        return False, ""
    version = str(status.get("version", ""))
    if not is_older(version, __version__):
        return False, ""
    if status["role"] == "serve":
        stop_holder(folder)
        return True, ""
    return False, say_older_window(version) if status["role"] == "desk" else ""


def say_older_window(version: str) -> str:
    """Return what to do about a window of an older version."""
    return f"JobDesk {version} is open; restart it to use JobDesk {__version__}."


def _read_status(folder: DataFolder, deadline: float) -> dict[str, Any] | None:
    """Wait for the status of a holder that may be just starting or ending; None if there is none."""
    while is_locked(folder.lock):
        try:
            status: dict[str, Any] = ask_holder(folder, "status")
        except ConnectionError as error:
            if time.monotonic() > deadline:
                holder = read_holder(folder.control)
                raise EngineNotStoppedError(str(folder.path), holder, f"it does not answer: {error}") from error
            time.sleep(_PAUSE_S)
        except TimeoutError:
            raise EngineStalledError(str(folder.path), read_holder(folder.control), "status") from None
        else:
            return status
    return None

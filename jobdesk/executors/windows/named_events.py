"""What stands in for signals on Windows: bells, which are named events, and the events of a console.

Only processes of the same user and session hear a bell. Names in brackets are those of Microsoft Learn.
"""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable
from ctypes import wintypes

from jobdesk.executors.windows import api

assert sys.platform == "win32"  # noqa: S101  # Tells type checkers to pass over this file elsewhere.

_CTRL_BREAK_EVENT = 1
_CTRL_CLOSE_EVENT = 2  # This one and the higher ones (logoff, shutdown) end the process as soon as they are handled.

_ControlHandler = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)

api.declare("CreateEventW", wintypes.HANDLE, ctypes.c_void_p, wintypes.BOOL, wintypes.BOOL, wintypes.LPCWSTR)
api.declare("OpenEventW", wintypes.HANDLE, wintypes.DWORD, wintypes.BOOL, wintypes.LPCWSTR)
api.declare("SetEvent", wintypes.BOOL, wintypes.HANDLE)
api.declare("GenerateConsoleCtrlEvent", wintypes.BOOL, wintypes.DWORD, wintypes.DWORD)
api.declare("SetConsoleCtrlHandler", wintypes.BOOL, _ControlHandler, wintypes.BOOL)
api.declare("AttachConsole", wintypes.BOOL, wintypes.DWORD)
api.declare("FreeConsole", wintypes.BOOL)


def make_bell(name: str | None = None) -> int:
    """Make an event that one waiter hears once [CreateEventW]; with a name, `ring_bell` finds it.

    Raises:
        OSError: It cannot be made.
    """
    handle: int | None = api.kernel32.CreateEventW(None, False, False, _full_name(name) if name else None)
    if handle is None:
        raise api.failure()
    return handle


def ring(handle: int) -> None:
    """Set an event [SetEvent]."""
    api.kernel32.SetEvent(handle)


def ring_bell(name: str) -> bool:
    """Set a named event, if somebody has made it [OpenEventW with EVENT_MODIFY_STATE]."""
    handle = api.kernel32.OpenEventW(0x2, False, _full_name(name))
    if handle is None:
        return False
    ring(handle)
    api.close(handle)
    return True


def look_bell(token: str) -> str:
    """Name the bell that asks an attempt's supervisor to look into its folder."""
    return f"{token}-look"


def stop_bell(token: str) -> str:
    """Name the bell that asks an attempt's supervisor to stop the job, where no file could be written."""
    return f"{token}-stop"


def hints_bell(path: str) -> str:
    """Name the bell that asks an engine to look at its running jobs; the path is its own, whether or not it exists."""
    return f"hints-{path}"


def _full_name(name: str) -> str:
    r"""Put a name into the session's own namespace; "\" means something there, and 260 characters are the most."""
    return "Local\\JobDesk-" + name.replace("\\", "/")[-200:]


def send_break(group: int) -> bool:
    """Send CTRL_BREAK to a process group that shares our console [GenerateConsoleCtrlEvent]."""
    # Group 0 would mean everybody at the console, ourselves among them.
    return bool(group and api.kernel32.GenerateConsoleCtrlEvent(_CTRL_BREAK_EVENT, group))


def on_console_event(handle: Callable[[], None]) -> None:
    """Have a function called, on a thread of the system's, for each console event [SetConsoleCtrlHandler]."""

    def on_event(kind: int) -> bool:
        handle()
        if kind >= _CTRL_CLOSE_EVENT:
            # Returning would end this process at once; so it gets the seconds that the system grants.
            time.sleep(60)
        return True

    handler = _ControlHandler(on_event)
    _console_handlers.append(handler)  # Without a reference it would be freed while the system holds it.
    api.kernel32.SetConsoleCtrlHandler(handler, True)


_console_handlers: list[ctypes._FuncPointer] = []


def move_to_console_of(pid: int) -> bool:
    """Leave our console for that of another process, which is what lets us send it a CTRL_BREAK [AttachConsole]."""
    api.kernel32.FreeConsole()
    is_attached = bool(api.kernel32.AttachConsole(pid))
    for handler in _console_handlers:
        api.kernel32.SetConsoleCtrlHandler(handler, True)  # Attaching has forgotten them.
    return is_attached

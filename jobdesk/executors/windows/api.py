"""The calls of Windows that the standard library lacks, each as one small typed function.

Names in brackets are those of Microsoft Learn. Handles are plain integers, and whoever got one closes it with `close`.
"""

from __future__ import annotations

import ctypes
import functools
import msvcrt
import os
import sys
import winreg
from ctypes import wintypes

assert sys.platform == "win32"  # noqa: S101  # Tells type checkers to pass over this file elsewhere.

QUERY = 0x1000 | 0x100000  # PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE
CONTROL = QUERY | 0x1 | 0x40 | 0x100 | 0x800  # and _TERMINATE, _DUP_HANDLE, _SET_QUOTA (for jobs), _SUSPEND_RESUME
KILLED_EXIT_CODE = 1
"""What a process that we end by force exits with; TerminateProcess by other tools leaves the same."""

_BOOT_ID_KEY = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"
_UNITS_PER_S = 10_000_000  # FILETIME and the interrupt clock count 100 ns.

kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
_ntdll = ctypes.WinDLL("ntdll")


class _MemoryCounters(ctypes.Structure):
    """[PROCESS_MEMORY_COUNTERS]."""

    _fields_ = (
        ("cb", wintypes.DWORD),
        ("PageFaultCount", wintypes.DWORD),
        *((f"size_{number}", ctypes.c_size_t) for number in range(8)),
    )
    size_0: int  # PeakWorkingSetSize


class _ProcessEntry(ctypes.Structure):
    """[PROCESSENTRY32W]."""

    _fields_ = (
        ("size_bytes", wintypes.DWORD),
        ("usage", wintypes.DWORD),
        ("pid", wintypes.DWORD),
        ("heap", ctypes.c_size_t),
        ("module", wintypes.DWORD),
        ("threads", wintypes.DWORD),
        ("parent", wintypes.DWORD),
        ("priority", wintypes.LONG),
        ("flags", wintypes.DWORD),
        ("program", wintypes.WCHAR * 260),
    )
    size_bytes: int
    pid: int
    parent: int
    program: str


def declare(name: str, result: type | None, *arguments: type) -> None:
    """Tell ctypes the types of a kernel32 function; without them a 64-bit handle is cut to 32 bits."""
    function = getattr(kernel32, name)
    function.restype, function.argtypes = result, arguments


_HANDLE, _DWORD, _BOOL, _TEXT = wintypes.HANDLE, wintypes.DWORD, wintypes.BOOL, wintypes.LPCWSTR
declare("OpenProcess", _HANDLE, _DWORD, _BOOL, _DWORD)
declare("CloseHandle", _BOOL, _HANDLE)
declare("GetProcessTimes", _BOOL, _HANDLE, *[ctypes.POINTER(ctypes.c_ulonglong)] * 4)
declare("GetExitCodeProcess", _BOOL, _HANDLE, ctypes.POINTER(_DWORD))
declare("TerminateProcess", _BOOL, _HANDLE, _DWORD)
declare("K32GetProcessMemoryInfo", _BOOL, _HANDLE, ctypes.POINTER(_MemoryCounters), _DWORD)
declare("WaitForMultipleObjects", _DWORD, _DWORD, ctypes.POINTER(_HANDLE), _BOOL, _DWORD)
declare("CreateToolhelp32Snapshot", _HANDLE, _DWORD, _DWORD)
declare("Process32FirstW", _BOOL, _HANDLE, ctypes.POINTER(_ProcessEntry))
declare("Process32NextW", _BOOL, _HANDLE, ctypes.POINTER(_ProcessEntry))
declare("CreateFileW", _HANDLE, _TEXT, _DWORD, _DWORD, ctypes.c_void_p, _DWORD, _DWORD, _HANDLE)
declare("QueryUnbiasedInterruptTime", _BOOL, ctypes.POINTER(ctypes.c_ulonglong))
declare("SetErrorMode", _DWORD, _DWORD)
declare("SetDllDirectoryW", _BOOL, _TEXT)
for _call in (_ntdll.NtSuspendProcess, _ntdll.NtResumeProcess):
    _call.argtypes = (wintypes.HANDLE,)


def failure() -> OSError:
    """The last failed call's error, with the system's own text."""
    return ctypes.WinError(ctypes.get_last_error())


def close(handle: int) -> None:
    """Close a handle [CloseHandle]."""
    kernel32.CloseHandle(handle)


# --- Processes ---------------------------------------------------------------------------------------------------


def open_process(pid: int, access: int = QUERY) -> int | None:
    """Open a process [OpenProcess]; one that has ended is there for as long as somebody has it open."""
    handle: int | None = kernel32.OpenProcess(access, False, pid)
    return handle


def process_times(handle: int) -> tuple[int, float]:
    """Return when a process was made, as the system counts it, and the processor seconds it took [GetProcessTimes]."""
    made, ended, kernel, user = (ctypes.c_ulonglong() for _ in range(4))
    if not kernel32.GetProcessTimes(handle, *map(ctypes.byref, (made, ended, kernel, user))):
        raise failure()
    return made.value, (kernel.value + user.value) / _UNITS_PER_S


def has_ended(handle: int) -> bool:
    """Tell whether a process has ended; its exit code cannot tell, because 259 is also a code [GetExitCodeProcess]."""
    return wait_any([handle], 0.0) is not None


def exit_code(handle: int) -> int:
    """Return the exit code of a process that has ended [GetExitCodeProcess]."""
    code = wintypes.DWORD()
    if not kernel32.GetExitCodeProcess(handle, ctypes.byref(code)):
        raise failure()
    return code.value


def peak_memory(handle: int) -> int | None:
    """Return the most memory that a process had in use, also of one that has ended [GetProcessMemoryInfo]."""
    counters = _MemoryCounters(cb=ctypes.sizeof(_MemoryCounters))
    if not kernel32.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb):
        return None
    return counters.size_0 or None


def suspend(handle: int) -> None:
    """Hold all threads of a process; the system counts how often (NtSuspendProcess: not documented, used by all)."""
    _ntdll.NtSuspendProcess(handle)


def resume(handle: int) -> None:
    """Let a process go on that was held once; one that was not is left as it is (NtResumeProcess)."""
    _ntdll.NtResumeProcess(handle)


def terminate(handle: int) -> None:
    """End a process by force [TerminateProcess]."""
    kernel32.TerminateProcess(handle, KILLED_EXIT_CODE)


def start_time(pid: int) -> str | None:
    """Return when a running process was made, as the system counts it; None if it does not run."""
    handle = open_process(pid)
    if handle is None:
        return None
    try:
        return None if has_ended(handle) else str(process_times(handle)[0])
    except OSError:
        return None
    finally:
        close(handle)


def all_processes() -> list[tuple[int, int, str]]:
    """Return (pid, parent's pid, program) of every process [CreateToolhelp32Snapshot].

    Windows keeps the parent's pid as it was even when another process got it since; a parent that is younger than its
    child is none, and 0 stands in its place.
    """
    snapshot = kernel32.CreateToolhelp32Snapshot(0x2, 0)  # TH32CS_SNAPPROCESS
    entry = _ProcessEntry(size_bytes=ctypes.sizeof(_ProcessEntry))
    found = []
    is_more = kernel32.Process32FirstW(snapshot, ctypes.byref(entry))
    while is_more:
        found.append((entry.pid, entry.parent, entry.program))
        is_more = kernel32.Process32NextW(snapshot, ctypes.byref(entry))
    close(snapshot)
    made = {pid: int(start_time(pid) or 0) for pid, _, _ in found}
    return [(pid, parent if made.get(parent, 0) <= made[pid] else 0, program) for pid, parent, program in found]


def prepare_for_children() -> None:
    """Set what processes inherit: failing without a box that nobody would answer, and no search path of the app's."""
    # [SetErrorMode] with SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX and SEM_NOOPENFILEERRORBOX.
    kernel32.SetErrorMode(0x1 | 0x2 | 0x8000)
    kernel32.SetDllDirectoryW(None)  # A packaged app has its own folder there [SetDllDirectoryW].


# --- Waiting -----------------------------------------------------------------------------------------------------


def wait_any(handles: list[int], timeout_s: float | None) -> int | None:
    """Wait until one of the handles is set, and return it; None after the timeout [WaitForMultipleObjects]."""
    milliseconds = 0xFFFFFFFF if timeout_s is None else max(0, int(timeout_s * 1000))
    array = (wintypes.HANDLE * len(handles))(*handles)
    index = kernel32.WaitForMultipleObjects(len(handles), array, False, milliseconds)
    if index == 0xFFFFFFFF:
        raise failure()
    return handles[index] if index < len(handles) else None


# --- Files and clocks --------------------------------------------------------------------------------------------


def open_to_append(path: str) -> int:
    """Open a file so that every write goes to its end, whoever writes; others may read, move and delete it.

    The C library's O_APPEND is a habit of one process; the right FILE_APPEND_DATA without FILE_WRITE_DATA belongs to
    the handle and so goes with it to the job [File Access Rights Constants].

    Returns:
        A descriptor.

    Raises:
        OSError: It cannot be opened.
    """
    access = 0x4 | 0x80 | 0x100000  # FILE_APPEND_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE
    share = 0x1 | 0x2 | 0x4  # FILE_SHARE_READ | _WRITE | _DELETE
    handle = kernel32.CreateFileW(path, access, share, None, 4, 0x80, None)  # OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL
    if handle in {None, ctypes.c_void_p(-1).value}:
        raise failure()
    return msvcrt.open_osfhandle(handle, os.O_APPEND | os.O_BINARY)


def awake_clock_s() -> float:
    """Return seconds since the start of the computer without those it slept [QueryUnbiasedInterruptTime]."""
    units = ctypes.c_ulonglong()
    kernel32.QueryUnbiasedInterruptTime(ctypes.byref(units))
    return units.value / _UNITS_PER_S


@functools.cache
def boot_id() -> str:
    """Return a text that changes with every start of the computer.

    The registry counts the starts. Where it does not, the time of the start serves: the system moves it along when
    the clock is set, and says by how much (SystemTimeOfDayInformation of NtQuerySystemInformation), so the difference
    stays the same.
    """
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _BOOT_ID_KEY) as key:
            return f"boot {winreg.QueryValueEx(key, 'BootId')[0]}"
    except OSError:
        times = (
            ctypes.c_longlong * 6
        )()  # BootTime, CurrentTime, TimeZoneBias, TimeZoneId, BootTimeBias, SleepTimeBias
        _ntdll.NtQuerySystemInformation(3, ctypes.byref(times), ctypes.sizeof(times), None)
        return f"started {times[0] - times[4]}"

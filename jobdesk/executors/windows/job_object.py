"""A job object: what Windows has for a process together with all that descends from it.

No process leaves it, whatever it does; one call lists its members and one ends them. See "Job Objects" on Microsoft
Learn, whose names stand in brackets.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

from jobdesk.executors.windows import api

assert sys.platform == "win32"  # noqa: S101  # Tells type checkers to pass over this file elsewhere.

_ALL_ACCESS = 0x1F003F  # JOB_OBJECT_ALL_ACCESS
_ACCOUNTING, _PROCESS_LIST, _LIMITS = 1, 3, 9  # JOBOBJECTINFOCLASS
_KILL_ON_CLOSE = 0x2000  # JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
_UNITS_PER_S = 10_000_000


class _Limits(ctypes.Structure):
    """[JOBOBJECT_EXTENDED_LIMIT_INFORMATION], its first member laid flat."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_longlong),
        ("PerJobUserTimeLimit", ctypes.c_longlong),
        ("LimitFlags", wintypes.DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", wintypes.DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", wintypes.DWORD),
        ("SchedulingClass", wintypes.DWORD),
        ("IoInfo", ctypes.c_ulonglong * 6),
        ("memory", ctypes.c_size_t * 4),
    )


class _Accounting(ctypes.Structure):
    """[JOBOBJECT_BASIC_ACCOUNTING_INFORMATION]."""

    _fields_ = (
        ("TotalUserTime", ctypes.c_longlong),
        ("TotalKernelTime", ctypes.c_longlong),
        ("period", ctypes.c_longlong * 2),
        ("counts", wintypes.DWORD * 4),
    )
    TotalUserTime: int
    TotalKernelTime: int


_HANDLE, _DWORD, _BOOL = wintypes.HANDLE, wintypes.DWORD, wintypes.BOOL
api.declare("CreateJobObjectW", _HANDLE, ctypes.c_void_p, wintypes.LPCWSTR)
api.declare("OpenJobObjectW", _HANDLE, _DWORD, _BOOL, wintypes.LPCWSTR)
api.declare("AssignProcessToJobObject", _BOOL, _HANDLE, _HANDLE)
api.declare("SetInformationJobObject", _BOOL, _HANDLE, ctypes.c_int, ctypes.c_void_p, _DWORD)
api.declare("QueryInformationJobObject", _BOOL, _HANDLE, ctypes.c_int, ctypes.c_void_p, _DWORD, ctypes.c_void_p)
api.declare("TerminateJobObject", _BOOL, _HANDLE, _DWORD)
api.declare("GetCurrentProcess", _HANDLE)
api.declare("DuplicateHandle", _BOOL, _HANDLE, _HANDLE, _HANDLE, ctypes.POINTER(_HANDLE), _DWORD, _BOOL, _DWORD)


class JobObject:
    """The job object of one attempt, found by the attempt's token."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    @classmethod
    def create(cls, token: str) -> JobObject:
        """Make a job object that ends its members if this process ends before `let_go` [CreateJobObjectW].

        Raises:
            OSError: It cannot be made.
        """
        handle = api.kernel32.CreateJobObjectW(None, _name(token))
        if handle is None:
            raise api.failure()
        job = cls(handle)
        job._limit(_KILL_ON_CLOSE)
        return job

    @classmethod
    def find(cls, token: str) -> JobObject | None:
        """Find the job object of an attempt whose supervisor died [OpenJobObjectW]; see `let_go`."""
        handle = api.kernel32.OpenJobObjectW(_ALL_ACCESS, False, _name(token))
        return None if handle is None else cls(handle)

    def add(self, process: int) -> None:
        """Make a process a member, and so all that it will start [AssignProcessToJobObject].

        Raises:
            OSError: The system refused.
        """
        if not api.kernel32.AssignProcessToJobObject(self._handle, process):
            raise api.failure()

    def let_go(self, process: int) -> None:
        """Let the members outlive this process, and the job object stay findable for as long as `process` lives.

        A job object lives on without handles, but its name does not: it goes with the last handle. So the job's own
        process is given one [DuplicateHandle, DUPLICATE_SAME_ACCESS].

        Raises:
            OSError: The system refused.
        """
        self._limit(0)
        own = api.kernel32.GetCurrentProcess()
        theirs = wintypes.HANDLE()
        # If this fails, the job only has to be found by its parents: no reason not to run it.
        api.kernel32.DuplicateHandle(own, self._handle, process, ctypes.byref(theirs), 0, False, 2)

    def members(self) -> list[int]:
        """Return the pids of the living members [QueryInformationJobObject, JobObjectBasicProcessIdList]."""
        room = 64
        while True:
            # Two counters of 32 bits (assigned, listed), then the pids, each as wide as a pointer.
            answer = (ctypes.c_size_t * (room + 8 // ctypes.sizeof(ctypes.c_size_t)))()
            is_whole = api.kernel32.QueryInformationJobObject(
                self._handle, _PROCESS_LIST, answer, ctypes.sizeof(answer), None
            )
            assigned, listed = (ctypes.c_uint32 * 2).from_buffer(answer)
            if is_whole and listed >= assigned:
                start = 8 // ctypes.sizeof(ctypes.c_size_t)
                return list(answer[start : start + listed])
            if room > 1 << 20:
                return []
            room = max(room * 2, assigned + 16)

    def cpu_s(self) -> float:
        """Return the processor seconds of all members, also of ended ones [JobObjectBasicAccountingInformation]."""
        used = _Accounting()
        api.kernel32.QueryInformationJobObject(self._handle, _ACCOUNTING, ctypes.byref(used), ctypes.sizeof(used), None)
        return (used.TotalUserTime + used.TotalKernelTime) / _UNITS_PER_S

    def kill(self) -> None:
        """End all members at once [TerminateJobObject]."""
        api.kernel32.TerminateJobObject(self._handle, api.KILLED_EXIT_CODE)

    def _limit(self, flags: int) -> None:
        limits = _Limits(LimitFlags=flags)
        if not api.kernel32.SetInformationJobObject(self._handle, _LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)):
            raise api.failure()


def _name(token: str) -> str:
    return f"Local\\JobDesk-{token}"

"""Commands for jobs that mean the same on every system; what a Unix has a small program for is that program there."""

from __future__ import annotations

import ctypes
import shlex
import subprocess
import sys
from pathlib import Path

IS_WINDOWS = sys.platform == "win32"
IS_WINE = sys.platform == "win32" and hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")
"""Wine keeps a descriptor for each time that a locked file was opened, until nobody locks it any more."""

_PRELUDE = """\
import os, subprocess, sys, time
attempt = int(os.environ.get("JOBDESK_ATTEMPT", 1))
def say(*words, end="\\n"):
    os.write(1, (" ".join(map(str, words)) + end).encode())
def wait_for(path):
    while not os.path.exists(path):
        time.sleep(0.02)
def report(line):
    with open(os.environ["JOBDESK_EVENTS"], "ab") as events:
        events.write(line.encode() + b"\\n")
def emit(*words):
    return subprocess.run([sys.executable, "-m", "jobdesk", "emit", *words]).returncode
"""


def script(code: str, *words: str) -> list[str]:
    """Return a command that runs Python code.

    The code finds ``os``, ``sys``, ``time``, ``subprocess`` and the number of its ``attempt``. ``say`` writes a line,
    with the same bytes on every system; ``wait_for`` waits for a file; ``report`` adds a line to the job's events,
    and ``emit`` runs the verb.
    """
    return [sys.executable, "-I", "-S", "-c", _PRELUDE + code, *words]


def exits(code: int | str) -> list[str]:
    """Return a command that ends with an exit code, which may be a place for a parameter."""
    return script("sys.exit(int(sys.argv[1]))", str(code)) if IS_WINDOWS else ["sh", "-c", f"exit {code}"]


def echo(*words: str) -> list[str]:
    """Return a command that prints words."""
    return script("say(*sys.argv[1:])", *words) if IS_WINDOWS else ["echo", *words]


def sleep(seconds: float, *words: str) -> list[str]:
    """Return a command that does nothing for some time; more words make it another command."""
    if IS_WINDOWS:
        return script("time.sleep(float(sys.argv[1]))", f"{seconds:g}", *words)
    return ["sleep", f"{seconds:g}", *words]


def until(path: Path) -> list[str]:
    """Return a command that runs until a file is there."""
    if IS_WINDOWS:
        return script("wait_for(sys.argv[1])", str(path))
    return ["sh", "-c", 'while [ ! -e "$0" ]; do sleep 0.02; done', str(path)]


def write_tool(path: Path, says: str) -> None:
    """Write a program of one's own that prints a line; its name gets the ending that the system wants."""
    if IS_WINDOWS:
        path.with_name(f"{path.name}.cmd").write_text(f"@echo {says}\n")
        return
    path.write_text(f"#!/bin/sh\necho {says}\n")
    path.chmod(0o755)


def shell_line(command: list[str]) -> str:
    """Return the line for the system's shell that runs a command."""
    return subprocess.list2cmdline(command) if IS_WINDOWS else shlex.join(command)


TRUE = script("") if IS_WINDOWS else ["true"]
FALSE = script("sys.exit(1)") if IS_WINDOWS else ["false"]
CAT = script("sys.stdout.buffer.write(sys.stdin.buffer.read())") if IS_WINDOWS else ["cat"]

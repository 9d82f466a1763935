"""From a list of arguments to what Windows starts: a program's file and one line of text.

Windows hands a program one line, which the program splits by itself; nearly all do it by the rules of Microsoft's C
library ("Parsing C command-line arguments" on Microsoft Learn), which `subprocess.list2cmdline` writes. cmd.exe has
rules of its own, and batch files run in it even when no shell was asked for.
"""

from __future__ import annotations

import errno
import ntpath
import os
import string
import subprocess
from collections.abc import Mapping, Sequence

_BATCH = frozenset({".bat", ".cmd"})
_STARTABLE = (".com", ".exe", ".bat", ".cmd")
"""What CreateProcess can start, in the order in which cmd.exe looks (PATHEXT lists also what only a shell can open)."""

_PLAIN = frozenset(string.ascii_letters + string.digits + r"#$*+-./:?@\_")


def find_program(name: str, folder: str, environment: Mapping[str, str]) -> str:
    """Find a program as a shell would, with the job's own folder and search path.

    CreateProcess would look beside the supervisor's interpreter and in the supervisor's folder first, by the
    supervisor's path, and would see neither npm.cmd nor any other batch file.

    Args:
        name: What the user called it.
        folder: Where the job starts; a path in `name` counts from there.
        environment: The job's variables, names in capitals.

    Raises:
        FileNotFoundError: There is no such program.
    """
    is_named_fully = ntpath.splitext(name)[1].lower() in _STARTABLE
    names = [name] if is_named_fully else [*(name + extension for extension in _STARTABLE), name]
    if ntpath.dirname(name):
        places = [folder]
    else:
        # Unlike in cmd.exe the job's folder is no place to look: what a stranger put there must not run.
        places = [ntpath.join(folder, place.strip('"')) for place in environment.get("PATH", "").split(";") if place]
        names = names if is_named_fully else names[:-1]
    for place in places:
        for candidate in names:
            path = ntpath.join(place, candidate)
            # An app from the Store is a link that only CreateProcess can follow, so what exists is enough.
            if os.path.lexists(path) and not os.path.isdir(path):
                return path
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)


def start_line(program: str, argv: Sequence[str], *, shell: bool, interpreter: str) -> tuple[str, str]:
    """Return the file to start and its command line.

    Args:
        program: The found program.
        argv: Program and arguments as the user gave them.
        shell: Whether the last argument is a line for a shell; cmd.exe gets it letter for letter.
        interpreter: The path of cmd.exe.

    Raises:
        ValueError: A batch file cannot be given such an argument.
    """
    if shell and argv[-2].lower() == "/c":
        # With /s cmd.exe takes off the first and the last quote and leaves the rest alone (see: cmd /?).
        return program, f'{subprocess.list2cmdline(argv[:-1])} "{argv[-1]}"'
    if ntpath.splitext(program)[1].lower() in _BATCH:
        return interpreter, _batch_line(interpreter, program, argv[1:])
    return program, subprocess.list2cmdline(argv)


def _batch_line(interpreter: str, script: str, arguments: Sequence[str]) -> str:
    """Write the line that runs a batch file with arguments that cannot become commands.

    The way of Rust's standard library after CVE-2024-24576 (library/std/src/sys/args/windows.rs).
    """
    quoted = " ".join([f'"{script}"', *(_batch_argument(argument) for argument in arguments)])
    return f'"{interpreter}" /e:ON /v:OFF /d /c "{quoted}"'


def _batch_argument(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise ValueError("A batch file cannot be given an argument of several lines")
    needs_quotes = not text or text.endswith("\\") or any(c not in _PLAIN and (c < "\x80" or c <= "\x9f") for c in text)
    written = []
    backslashes = 0
    for character in text:
        if character == "\\":
            backslashes += 1
        else:
            if character == '"':
                written.append("\\" * backslashes + '"')  # A doubled quote is one quote for both readers.
            elif character == "%":
                # Expands to nothing and so keeps the sign from opening a variable: an empty part of %cd%.
                written.append("%%cd:~,")
            backslashes = 0
        written.append(character)
    inner = "".join(written)
    return f'"{inner}{backslashes * chr(92)}"' if needs_quotes else inner

"""The entry of the app: the supervisor, the command line or the desk, each without paying for the others.

The supervisor comes first, before any import of Qt: it must start quickly and hold nothing of the app open.
"""

import os
import signal
import sys
from pathlib import Path

_LITTLE_MEMORY = 16 << 20
_OUT_OF_MEMORY = (
    b"jobdesk: The system gives JobDesk no more threads or memory (out of memory). Raise its limits (ulimit -v, or "
    b"those of the container), or end other programs, then try again; running jobs go on.\n"
)


def main() -> int:
    """Hand over to the part that the arguments ask for; without memory for that, say so and return its code."""
    try:
        return _hand_over(sys.argv[1:])
    except Exception as error:
        # Without memory an import also fails as an ImportError, a SyntaxError or a SystemError.
        if not isinstance(error, MemoryError) and _is_memory_left():
            raise
    try:  # noqa: SIM105 (an import of contextlib for this would delay each start)
        os.write(2, _OUT_OF_MEMORY)  # Printing may need more memory than there is.
    except OSError:
        pass
    return 125 if sys.argv[1:2] == ["run"] else 1


def _is_memory_left() -> bool:
    """Say whether the system gives a little more memory."""
    try:
        bytearray(_LITTLE_MEMORY)
    except MemoryError:
        return False
    return True


def _hand_over(arguments: list[str]) -> int:
    if arguments[:1] == ["--supervisor"]:
        from jobdesk.executors.supervisor import supervisor

        return supervisor.main(arguments[1:])
    if arguments[:1] == ["--sample"]:
        from jobdesk import samples

        return samples.main(arguments[1:])
    if arguments == ["--try-window"]:
        from jobdesk.ui.app.application import try_window

        return try_window()
    if _is_file(arguments) or _is_link(arguments):
        arguments.insert(0, "--open")
    if arguments and (not arguments[0].startswith("-") or arguments[0] in {"--version", "--help", "-h"}):
        from jobdesk.cli.verbs import main as run_command_line

        return run_command_line(arguments)
    if "--demo" not in arguments:
        # Ctrl-C during the start ends the process at once, as other signals do: nothing is open yet.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from jobdesk.app import main as run_desk

    return run_desk(arguments)


def _is_file(arguments: list[str]) -> bool:
    """Say whether a file or folder is all that was given, as a file manager gives what is opened with an app."""
    # That of os.path also answers for what is too long to be a path.
    if len(arguments) != 1 or arguments[0].startswith("-") or not os.path.exists(arguments[0]):  # noqa: PTH110
        return False
    from jobdesk.cli.parser import is_verb  # Late: only where something here is called so.

    return not is_verb(arguments[0])


def _is_link(arguments: list[str]) -> bool:
    """Say whether a link to a job, or a file by its address, is all that was given, as desktops give it."""
    return len(arguments) == 1 and arguments[0].lower().startswith(("jobdesk:", "file:"))


if __name__ == "__main__":
    if not __package__:
        # Run by its path, as a background engine is: the package's parent must be importable, its own folder not.
        sys.path[0] = str(Path(__file__).resolve().parents[1])
    sys.exit(main())

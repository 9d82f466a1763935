"""Entry of the packaged program: takes what the packaging added out of the environment, then runs JobDesk.

PyInstaller's starter sets variables for the program that it starts. Each program that JobDesk starts would inherit
them: a job would load libraries of the bundle instead of its own. The loader of libraries has read them by now, so
they are taken back here, once, before anything else; all of JobDesk passes `os.environ` on as it is. PyInstaller's
own runtime hooks are left out of the bundle (see jobdesk.spec), which would set more, and import Qt in each process.
"""

import os
import sys


def main() -> int:
    """Clean the environment and run JobDesk; return its exit code."""
    clean()
    from jobdesk.__main__ import main as run_jobdesk

    try:
        return run_jobdesk()
    except Exception:
        if sys.stderr is None:  # A program without a console: the starter shows the error in a window.
            raise
        # As Python does; the starter would add a line of its own.
        sys.excepthook(*sys.exc_info())
        return 1


def clean() -> None:
    """Give `os.environ` the content that it had before the bundle was started; doing it twice changes nothing."""
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        first, _, own = os.environ.get(name, "").partition(os.pathsep)
        if first == sys._MEIPASS:  # type: ignore[attr-defined]
            # The starter has put its folder before the user's own value, of which it keeps a copy if there is one.
            del os.environ[name]
            if own:
                os.environ[name] = own
                os.environ.pop(name + "_ORIG", None)
    for name in [name for name in os.environ if name.upper().startswith("_PYI_")]:
        del os.environ[name]
    if sys.platform == "win32":
        import ctypes

        # Where the starter lets libraries be looked for is inherited too. Python finds those of its modules without.
        ctypes.windll.kernel32.SetDllDirectoryW(None)


if __name__ == "__main__":
    sys.exit(main())

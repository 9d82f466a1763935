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

    return run_jobdesk()


def clean() -> None:
    """Give `os.environ` the content that it had before the bundle was started; doing it twice changes nothing."""
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH"):
        if _is_of_bundle(os.environ.get(name, "")):
            # The bundle's folder was put before the user's own value, of which there is a copy.
            _, _, own = os.environ[name].partition(os.pathsep)
            copy = os.environ.pop(name + "_ORIG", None)
            _set(name, own or copy)
    for name in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
        if _is_of_bundle(os.environ.get(name, "")):
            del os.environ[name]
    for name in [name for name in os.environ if name.upper().startswith("_PYI_")]:
        del os.environ[name]
    if sys.platform == "win32":
        entries = os.environ.get("PATH", "").split(os.pathsep)
        _set("PATH", os.pathsep.join(entry for entry in entries if not _is_of_bundle(entry)))


def _is_of_bundle(value: str) -> bool:
    """Whether a path, or the first of several, is the folder that the bundle keeps its libraries in or is below it."""
    first = os.path.normcase(value.partition(os.pathsep)[0])
    folder = os.path.normcase(sys._MEIPASS)  # type: ignore[attr-defined]
    return first == folder or first.startswith(folder + os.sep)


def _set(name: str, value: "str | None") -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


if __name__ == "__main__":
    sys.exit(main())

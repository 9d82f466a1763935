"""Sets a clone up: its own ``.venv`` of pinned packages, and on Debian or Ubuntu Qt's system libraries.

``main.py`` and ``tests/__main__.py`` call ``ensure`` before anything else; ``python3 packaging/bootstrap.py``
does the same by hand. Three levels build on each other: ``run`` is enough for the command line, ``desk`` adds
what a window needs of the system, and ``tests`` adds the checks' own packages and a virtual screen. The level
``build`` is apart from them: an environment of its own, ``build/venv``, with what JobDesk needs at run time and
the tools that make the packaged program of it, so that nothing else can slip into what is shipped. ``tools``,
in ``build/tools``, are those that check workflows and describe what is shipped.

Two things shape the code. It is the first that a Python too old for JobDesk reads, so it has to parse there
(3.6) to say so: annotations that such a Python cannot evaluate are quoted. And it stands before every start,
so what a finished set-up does not need is imported late.
"""

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLDEST = (3, 11)
NEWEST = (3, 13)

RUN = "run"
DESK = "desk"
TESTS = "tests"
LEVELS = (RUN, DESK, TESTS)
BUILD = "build"
TOOLS = "tools"
# Each has an environment of its own, in this folder.
APART = {BUILD: os.path.join("build", "venv"), TOOLS: os.path.join("build", "tools")}

# What Qt's xcb and offscreen platforms, its widgets, its fonts and its network module load, and the packages
# that bring it. The glib package has another name on newer releases, which still answer to this one.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}

# Runs in a process of its own, since a library once loaded stays; prints the names that cannot be loaded.
_TRY_LIBRARIES = """
import ctypes, sys
for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        print(name)
"""


def ensure(level: str = RUN, root: str = ROOT) -> str:
    """Return the path of the clone's own Python, after doing whatever set-up is still missing for the level.

    Costs no process and next to no time when nothing is missing. Ends this process with a clear message on
    stderr and exit code 1 when the set-up cannot be done.
    """
    clone = Clone(root, level)
    if not clone.has_reached(level):
        _switch_to_fitting_python(clone)
        try:
            with _Lock(clone.lock):
                # Another process may have done it while this one waited.
                if not clone.has_reached(level):
                    clone.set_up(level)
        except KeyboardInterrupt:
            _fail("the set-up was interrupted; the next start does it again")
    return clone.python


def hand_over(command: "list[str]") -> "NoReturn":
    """Become the given command; where a process cannot do that, run it and end with its exit code."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    import subprocess

    sys.exit(subprocess.call(command))


class Clone:
    """The set-up of one clone: where its parts are, whether they are whole, and how to make them so."""

    def __init__(self, root: str, level: str = RUN) -> None:
        self.root = root
        self.venv = os.path.join(root, APART.get(level, ".venv"))
        self.lock = self.venv + ".lock"
        self.python = os.path.join(self.venv, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
        self._stamp = os.path.join(self.venv, "jobdesk-setup.txt")
        # Nothing of JobDesk's is needed beside the tools, and so all of them can be named where they are pinned.
        pins = os.path.join("release", "tools.txt") if level == TOOLS else "constraints.txt"
        self._constraints = os.path.join(root, "packaging", pins)
        self._pyproject = os.path.join(root, "pyproject.toml")

    def has_reached(self, level: str) -> bool:
        """Whether the stamp says that this level, or one above it, was set up from the inputs of today."""
        try:
            reached, _, inputs = _read(self._stamp).partition("\n")
            enough = (level,) if level in APART else LEVELS[LEVELS.index(level) :]
            return reached in enough and inputs == self._inputs()
        except (OSError, UnicodeError):
            return False

    def is_running(self) -> bool:
        """Whether this very process is run by the clone's own Python."""
        return os.path.realpath(sys.prefix) == os.path.realpath(self.venv)

    def set_up(self, level: str) -> None:
        """Do what is missing for the level, and write the stamp last."""
        started = time.monotonic()
        is_whole = self.has_reached(RUN)
        _provide_system_packages(level, needs_venv=not is_whole)
        if not is_whole:
            self._build(level)
        elif level == TESTS:
            # The pins are exact, so more packages change none that are there: the old stamp stays true.
            self._install(level)
        self._write_stamp(level)
        _say(f"set up in {time.monotonic() - started:.0f} s")

    def _build(self, level: str) -> None:
        version = ".".join(map(str, sys.version_info[:3]))
        _say(f"setting up {self.venv} with Python {version} (once; a minute or so)")
        try:
            self._remove()
            _run("making the virtual environment", [sys.executable, "-I", "-m", "venv", self.venv])
            self._install(level)
        except BaseException:
            # Also when interrupted: it would look whole to a person, though not to the next set-up.
            self._remove()
            raise

    def _remove(self) -> None:
        import shutil

        try:
            if os.path.islink(self.venv):
                os.unlink(self.venv)
            elif os.path.exists(self.venv):
                shutil.rmtree(self.venv)
        except OSError as error:
            _fail(f"could not remove the old {self.venv}: {error}\nClose what is using it, and try again.")

    def _install(self, level: str) -> None:
        pip = [self.python, "-I", "-m", "pip", "install", "--quiet", "--no-input"]
        requirements = self._requirements(level)
        _say("installing " + ", ".join(requirements))
        command = [*pip, "-c", self._constraints, *requirements]
        # Without a network pip speaks of conflicting dependencies.
        _run("installing packages", command, advice="Is the network there? ")
        if level not in APART:  # A build takes JobDesk from its source.
            _run("installing JobDesk", [*pip, "--no-deps", "--no-build-isolation", "--editable", self.root])

    def _requirements(self, level: str) -> "list[str]":
        if level == TOOLS:
            return [line for line in _read(self._constraints).splitlines() if line and not line.startswith("#")]
        import tomllib

        with open(self._pyproject, "rb") as file:
            project = tomllib.load(file)
        requirements = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
        if level == TESTS:
            requirements += project["dependency-groups"]["dev"]
        if level == BUILD:
            requirements += project["dependency-groups"]["build"]
        return requirements

    def _write_stamp(self, level: str) -> None:
        unfinished = self._stamp + ".new"
        with open(unfinished, "w", encoding="utf-8") as file:
            file.write(f"{level}\n{self._inputs()}")
        os.replace(unfinished, self._stamp)

    def _inputs(self) -> str:
        """Return all that an environment depends on, as text: it is short, so no hash has to stand in for it.

        The folder counts because scripts and the editable install hold absolute paths; the real path of the
        Python, because a system upgrade can put another one behind the same link.
        """
        if not os.access(self.python, os.X_OK):
            raise FileNotFoundError(self.python)
        return "\n".join(
            [
                self.venv,
                os.path.realpath(self.python),
                _read(os.path.join(self.venv, "pyvenv.cfg")),
                _read(self._constraints),
                *_install_sections(_read(self._pyproject)),
            ]
        )


def _install_sections(pyproject: str) -> "Iterator[str]":
    """Yield the lines of pyproject.toml that decide what is installed: a lint rule has to rebuild nothing."""
    is_wanted = False
    for line in pyproject.splitlines():
        if line.startswith("["):
            is_wanted = line.startswith(("[build-system]", "[project", "[dependency-groups]", "[tool.hatch."))
        if is_wanted and line.strip() and not line.lstrip().startswith("#"):
            yield line


class _Lock:
    """Held by the one process that sets the clone up; the others wait, and say so."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        try:
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            self._file = open(self._path, "a", encoding="utf-8")
        except OSError as error:
            _fail(f"the set-up cannot write to its clone: {error}")
        is_told = False
        while not self._try():
            if not is_told:
                _say("another set-up of this clone is running; waiting for it")
                is_told = True
            time.sleep(0.1)

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _try(self) -> bool:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True


def _switch_to_fitting_python(clone: Clone) -> None:
    """Go on with an interpreter that can build the venv, if the running one cannot; end if there is none."""
    if clone.is_running():
        # The venv's own Python cannot rebuild the venv that it runs from: the one behind it can.
        hand_over([sys._base_executable, *sys.argv])  # type: ignore[attr-defined]
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for command in _candidates(clone.venv):
        python = _ask(command)
        if python:
            _say(f"going on with {python}")
            hand_over([python, *sys.argv])
    needed = f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    _fail(f"Python {needed} is needed, this is {sys.version.split()[0]} ({sys.executable})")


def _candidates(venv: str) -> "Iterator[list[str]]":
    """Yield commands that may start a fitting Python, newest first, wherever on the PATH they are."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        if os.name == "nt":
            yield ["py", f"-3.{minor}"]
        for folder in folders:
            path = os.path.join(folder, f"python3.{minor}" + (".exe" if os.name == "nt" else ""))
            if os.access(path, os.X_OK) and not path.startswith(venv):
                yield [path]


def _ask(command: "list[str]") -> "str | None":
    """Return the interpreter that a command really starts, if it fits: a manager's shim may start none."""
    import subprocess

    question = "import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)"
    try:
        answer = subprocess.check_output([*command, "-c", question], stderr=subprocess.DEVNULL, timeout=30)
        major, minor, python = answer.decode().strip().split(" ", 2)
        return python if OLDEST <= (int(major), int(minor)) <= NEWEST else None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def _provide_system_packages(level: str, *, needs_venv: bool) -> None:
    """Install the system packages that are missing, or end with the line that installs them."""
    missing = _missing_packages(level, needs_venv=needs_venv)
    if not missing:
        return
    import shutil

    if not shutil.which("apt-get"):
        _fail("the system lacks what Debian calls " + " ".join(missing) + ".\nInstall these, and try again.")
    line = "apt-get install -y --no-install-recommends " + " ".join(missing)
    if os.geteuid() != 0:
        _fail(f"system packages are missing. Install them, and try again:\n  sudo apt-get update && sudo {line}")
    _say("installing system packages: " + " ".join(missing))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    # One unreachable source fails the update, and need not be one that matters: the installation will tell.
    _listen(["apt-get", "update", "-q"], environment)
    command = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", *line.split()[1:]]
    _run("apt-get install", command, environment=environment)
    missing = _missing_packages(level, needs_venv=needs_venv)
    if missing:
        _fail("still missing after their installation: " + " ".join(missing))


def _missing_packages(level: str, *, needs_venv: bool) -> "list[str]":
    """Return Debian's names of what the level needs of a Linux system and misses; elsewhere nothing."""
    if not sys.platform.startswith("linux"):
        return []
    import importlib.util
    import shutil
    import subprocess

    importlib.invalidate_caches()
    missing = []
    if needs_venv and not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        missing.append(f"python3.{sys.version_info[1]}-venv")
    if level in (DESK, TESTS, BUILD):
        command = [sys.executable, "-I", "-c", _TRY_LIBRARIES, *QT_LIBRARIES]
        missing += [QT_LIBRARIES[name] for name in subprocess.check_output(command).decode().split()]
        if not _has_fonts():
            missing.append("fonts-dejavu-core")
    if level == TESTS and not shutil.which("Xvfb"):
        missing.append("xvfb")
    if level == TESTS and not shutil.which("dbus-daemon"):
        missing.append("dbus-daemon")
    # The tests build the packaged program too, and must not install system packages half-way.
    if level in (TESTS, BUILD):
        if not (shutil.which("objdump") and shutil.which("objcopy") and shutil.which("strip")):
            missing.append("binutils")
        if not _has_python_library():
            missing.append(f"libpython3.{sys.version_info[1]}")
    return missing


def _has_python_library() -> bool:
    """Whether Python is there as a shared library, which a packaged program holds; Debian keeps it apart."""
    import ctypes
    import sysconfig

    name = sysconfig.get_config_var("INSTSONAME")
    if not sysconfig.get_config_var("Py_ENABLE_SHARED") or not name:
        return True  # No package can mend that this Python was built without one.
    if os.path.exists(os.path.join(sysconfig.get_config_var("LIBDIR") or "", name)):
        return True
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _has_fonts() -> bool:
    """Whether there is any font at all: Qt brings none, and would draw boxes."""
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", os.path.expanduser("~/.local/share/fonts"))
    return any(
        name.endswith((".ttf", ".otf", ".ttc"))
        for folder in folders
        for _, _, names in os.walk(folder)
        for name in names
    )


def _run(what: str, command: "list[str]", *, advice: str = "", environment: "dict[str, str] | None" = None) -> None:
    """Run one step without a word; if it fails, end with the last lines that it said."""
    code, lines = _listen(command, environment)
    if code:
        # Of pip's many warnings only the last one tells why it gave up; its errors do not always.
        warnings = [line for line in lines if line.startswith("WARNING")]
        others = [line for line in lines if not line.startswith("WARNING")]
        said = "".join(f"\n  {line}" for line in warnings[-1:] + others[-4:])
        _fail(f"{what} failed (exit code {code}). {advice}It said:{said}\nThe next start tries again.")


def _listen(command: "list[str]", environment: "dict[str, str] | None" = None) -> "tuple[int, list[str]]":
    """Run a command to its end and return its exit code and the lines that it printed."""
    import subprocess

    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, [line for line in done.stdout.decode(errors="replace").splitlines() if line.strip()]


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def _say(text: str) -> None:
    print(f"jobdesk: {text}", file=sys.stderr, flush=True)


def _fail(text: str) -> "NoReturn":
    # A text as exit code is printed on stderr, and the code is then 1.
    sys.exit(f"jobdesk: {text}")


if __name__ == "__main__":
    if len(sys.argv) > 2 or not set(sys.argv[1:]) <= {*LEVELS, *APART}:
        print(f"usage: python3 packaging/bootstrap.py [{'|'.join((*LEVELS, *APART))}]", file=sys.stderr)
        sys.exit(2)
    ensure(sys.argv[1] if len(sys.argv) == 2 else TESTS)

"""Builds what is given to people: ``python3 packaging/build.py TARGET...``; the results are in ``dist/``.

It does its own set-up, an environment apart from the one of the checks (see bootstrap.py), and so needs nothing but
a Python and the clone. A program is built on the system that it is for.

The steps of a target that others do not need are a module of its own, with one function
``build(context: Context) -> list[Path]`` that returns what it made.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import bootstrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import NoReturn

MODULES = {
    "linux": "linux/folder.py",
    "deb": "linux/deb.py",
    "rpm": "linux/rpm.py",
    "tar": "linux/tar.py",
    "windows": "windows/installer.py",
    "macos": "macos/bundle.py",
    "wheel": "release/wheel.py",
    "sbom": "release/sbom.py",
    "check": "release/check.py",
}
"""The module of each target, below this file's folder."""

USAGE = f"""\
usage: python3 packaging/build.py [--into DIR] TARGET...

targets: {" ".join(MODULES)}

  linux    the program in a folder, dist/jobdesk
  deb rpm  packages of that folder
  tar      an archive of it
  windows  the program, its installer and a portable zip; on Windows
  macos    the app and its disk image; on macOS
  wheel    the Python package, for pipx and uv
  sbom     a list of all that the program built before it consists of, for programs
  check    builds nothing: checks the workflows

With --into the results are in DIR, and what is made on the way in DIR/build, so that builds can run side by side.

JOBDESK_HOMEPAGE and JOBDESK_UPDATE_URL, if they are set, are the addresses that the program shows and asks. With
JOBDESK_SMOKE_TEST=1 the program is tried, by smoke.py, before anything is made of it."""


class Context:
    """What the modules of all targets work with.

    Attributes:
        root: Folder of the clone.
        packaging: Folder of this file.
        work: Folder for what is made on the way, usually `build/`.
        dist: Folder of the results, usually `dist/`.
        version: JobDesk's version.
        homepage: Address of JobDesk's home page; empty if the build was given none.
        update_url: Address that the update check asks; empty if the build was given none.
    """

    def __init__(self, root: "Path", into: "Path | None" = None) -> None:
        self.root = root
        self.packaging = root / "packaging"
        self.work = root / "build" if into is None else into / "build"
        self.dist = into or root / "dist"
        self.version = read_version(root)
        self.homepage = os.environ.get("JOBDESK_HOMEPAGE", "")
        self.update_url = os.environ.get("JOBDESK_UPDATE_URL", "")
        self._frozen: dict[str, Path] = {}

    def run(
        self, *command: "str | Path", cwd: "Path | None" = None, environment: "dict[str, str] | None" = None
    ) -> None:
        """Run a command to its end.

        Args:
            *command: The program and its arguments.
            cwd: Where it runs; None is the clone's folder.
            environment: Variables beside those of this process.

        Raises:
            BuildError: It failed.
        """
        import subprocess

        words = [str(word) for word in command]
        say(" ".join(words))
        variables = {**os.environ, **(environment or {})}
        code = subprocess.run(words, cwd=cwd or self.root, env=variables, check=False).returncode
        if code:
            raise BuildError(f"{os.path.basename(words[0])} failed with exit code {code}")

    def need_system(self, name: str) -> None:
        """Make sure that this is the system that a target is built on.

        Args:
            name: As `sys.platform` begins.

        Raises:
            BuildError: It is another.
        """
        if not sys.platform.startswith(name):
            raise BuildError(f"this target is built on {name}, and this is {sys.platform}")

    def freeze(self, **files: "Path") -> "Path":
        """Build the program, once for all targets of this run, and return its folder or, on macOS, its app.

        Args:
            **files: Files that the spec takes as options of these names: icon, version_file, plist, entitlements.

        Raises:
            BuildError: The build failed.
        """
        import shutil

        options = [word for name, path in files.items() for word in (f"--{name.replace('_', '-')}", str(path))]
        key = " ".join(options)
        if key not in self._frozen:
            name = {"win32": "JobDesk", "darwin": "JobDesk.app"}.get(sys.platform, "jobdesk")
            result = self.dist / name
            # PyInstaller asks before it removes what is there.
            shutil.rmtree(result, ignore_errors=True)
            folders = ["--distpath", str(self.dist), "--workpath", str(self.work / "pyinstaller")]
            options = ["--baked", str(self.write_build_file(self.work / "baked")), *options]
            pyinstaller = [sys.executable, "-P", "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
            self.run(
                *(*pyinstaller, *folders, str(self.packaging / "jobdesk.spec"), "--", *options),
                # The same source gives the same program; PyInstaller's cache stays out of the builder's home.
                environment={"PYTHONHASHSEED": "1", "PYINSTALLER_CONFIG_DIR": str(self.work / "pyinstaller-cache")},
            )
            self._frozen[key] = result
        return self._frozen[key]

    def write_build_file(self, folder: "Path") -> "Path":
        """Write into a folder the file that tells the program what only its build knows, and return it."""
        import json

        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "build.json"
        path.write_text(json.dumps({"homepage": self.homepage, "update_url": self.update_url}) + "\n", encoding="utf-8")
        return path


class BuildError(Exception):
    """A target cannot be built; the text says why, and what to do."""


def main(arguments: "list[str]") -> int:
    """Build the targets that are named, and return the exit code."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    has_place = arguments[:1] == ["--into"]
    targets = arguments[2:] if has_place else arguments
    wrong = [target for target in targets if target not in MODULES]
    if wrong or not targets:
        print(f"{'no such target: ' + ' '.join(wrong) if wrong else 'no target'}\n\n{USAGE}", file=sys.stderr)
        return 2
    # The check needs nothing of what a build needs.
    level = bootstrap.TOOLS if targets == ["check"] else bootstrap.BUILD
    python = bootstrap.ensure(level)
    if not bootstrap.Clone(bootstrap.ROOT, level).is_running():
        bootstrap.hand_over([python, "-P", os.path.abspath(__file__), *arguments])
    import time
    from pathlib import Path

    context = Context(Path(bootstrap.ROOT), Path(arguments[1]).absolute() if has_place else None)
    context.dist.mkdir(parents=True, exist_ok=True)
    for target in targets:
        started = time.monotonic()
        try:
            made = load_module(context.packaging / MODULES[target])(context)
        except BuildError as error:
            fail(f"{target}: {error}")
        for path in made:
            say(f"{target}: {path} ({_size(path) / 1e6:.1f} MB)")
        say(f"{target}: done in {time.monotonic() - started:.0f} s")
    write_sums(context.dist)
    return 0


def write_sums(dist: "Path") -> None:
    """Write the SHA-256 sums of all results that are files, as sha256sum checks them, into one beside them."""
    import hashlib

    sums = dist / "SHA256SUMS"
    lines = []
    for path in sorted(dist.iterdir()):
        if path.is_file() and path != sums:
            with path.open("rb") as file:
                lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")


def load_module(path: "Path") -> "Callable[[Context], list[Path]]":
    """Load a target's module and return its `build`.

    Raises:
        BuildError: There is no such file.
    """
    import importlib.util

    spec = importlib.util.spec_from_file_location(f"target_{path.parent.name}_{path.stem}", path)
    if not path.exists() or spec is None or spec.loader is None:
        raise BuildError(f"there is no {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    build: Callable[[Context], list[Path]] = module.build
    return build


def read_version(root: "Path") -> str:
    """Return JobDesk's version from the one place where it is written.

    Raises:
        BuildError: It is not there.
    """
    import re

    found = re.search(r'^__version__ = "(.+)"$', (root / "jobdesk" / "__init__.py").read_text("utf-8"), re.MULTILINE)
    if not found:
        raise BuildError("jobdesk/__init__.py names no version")
    return found[1]


def _size(path: "Path") -> int:
    """Return the bytes of a file, or of all files below a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file() and not file.is_symlink()]
    return sum(file.stat().st_size for file in files)


def say(text: str) -> None:
    """Print what goes on."""
    print(f"build: {text}", flush=True)


def fail(text: str) -> "NoReturn":
    """End with a text on standard error and exit code 1."""
    sys.exit(f"build: {text}")


if __name__ == "__main__":
    # The modules of the targets import this file as `build`: it is the same then.
    sys.modules["build"] = sys.modules["__main__"]
    sys.exit(main(sys.argv[1:]))

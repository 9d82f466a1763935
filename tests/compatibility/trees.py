"""Trees of JobDesk: the one that is tested, and the version before its redesign, from the clone's history."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
RECORDINGS = HERE / "recordings"
OLD = "85d44fb"
"""The last commit before the redesign: all that is recorded is as this version does it."""
WAIT_S = 90.0


class NoOldVersionError(Exception):
    """The clone does not hold the version before the redesign; the text says why."""


@functools.cache
def _old_version() -> bytes | str:
    """Return the old version as a ZIP file, or why there is none."""
    command = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "archive", "--format=zip", OLD]
    try:
        done = subprocess.run([*command, "jobdesk", "resources"], capture_output=True, check=False)
    except OSError as error:
        return f"git cannot be run: {error}"
    return done.stdout if done.returncode == 0 else f"the clone has no commit {OLD}: {done.stderr.decode().strip()}"


def unpack_old_version(folder: Path) -> Path:
    """Unpack the old version and return its tree.

    Raises:
        NoOldVersionError: The clone is shallow, or no clone.
    """
    version = _old_version()
    if isinstance(version, str):
        raise NoOldVersionError(version)
    with zipfile.ZipFile(io.BytesIO(version)) as archive:
        archive.extractall(folder)
    return folder


class CommandLine:
    """The command line of one tree on one data folder; each call is a process."""

    def __init__(self, tree: Path, home: Path) -> None:
        self.tree = tree
        self.home = home
        # Where modules lie in a tree is its own affair: all goes by the entry.
        self.command = [sys.executable, "-P", str(tree / "jobdesk/__main__.py")]
        self.environment = {**os.environ, "PYTHONPATH": str(tree), "JOBDESK_HOME": str(home)}

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command line to its end."""
        return subprocess.run(
            [*self.command, *words],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=WAIT_S,
            env=self.environment,
            cwd=ROOT.anchor,
            check=False,
        )

    def read(self, *words: str) -> Any:
        """Return the JSON document that a command line prints."""
        at = words.index("--") if "--" in words else len(words)
        done = self.run(*words[:at], "--json", *words[at:])
        assert done.returncode == 0, f"jobdesk {' '.join(words)}: {done.stderr}"
        return json.loads(done.stdout)

    def python(self, code: str, *words: str) -> str:
        """Return what a script prints that imports this tree."""
        command = [sys.executable, "-P", "-c", code, *words]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT.anchor, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextlib.contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run an engine that others reach; at the end it stops as by `jobdesk stop`, unless it is gone already."""
        before = self._address()
        with tempfile.TemporaryFile() as said:
            engine = subprocess.Popen([*self.command, "serve"], env=self.environment, stderr=said)
            try:
                wait_until(lambda: self._address() not in {"", before} or engine.poll() is not None)
                said.seek(0)
                assert engine.poll() is None, said.read().decode()
                yield engine
                if engine.poll() is None:
                    done = self.run("stop")
                    assert (done.returncode, engine.wait(WAIT_S)) == (0, 0), done.stderr
            finally:
                engine.kill()
                engine.wait()

    def _address(self) -> str:
        try:
            return (self.home / "control.json").read_text()
        except OSError:
            return ""


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)

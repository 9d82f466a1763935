"""The supervisor on its own: what a job does to its folder must not cost it its supervisor."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobdesk.executors.folder import JobFolder, read_json
from jobdesk.executors.supervisor import supervise

if sys.platform == "win32":
    pytest.skip("forks supervisors", allow_module_level=True)

NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[JobFolder]:
    """A job's folder that also a user without rights can get to."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    folder = JobFolder(place / "job")
    folder.path.mkdir()
    yield folder
    folder.path.chmod(0o700)
    shutil.rmtree(place)


def supervise_without_rights(folder: JobFolder) -> None:
    """Supervise a folder to the end in a process that has no rights beyond those of a plain user."""
    importlib.import_module(
        "resource"
    )  # os.wait4 asks for it, and an interpreter in root's home gives it to root only.
    pid = os.fork()
    if pid == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            supervise(str(folder.path))
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


def test_a_job_that_shuts_its_folder_for_a_while_keeps_its_supervisor(folder: JobFolder) -> None:
    script = f"chmod 000 '{folder.path}'; sleep 1; chmod 700 '{folder.path}'; exit 3"
    launch = {"argv": ["/bin/sh", "-c", script], "env": {}, "cwd": "/", "grace_s": 1.0}
    folder.spec.write_text(json.dumps({"launch": launch}))
    if os.geteuid() == 0:
        os.chown(folder.path, NOBODY, NOBODY)

    supervise_without_rights(folder)

    assert (read_json(folder.verdict) or {}).get("exit_code") == 3

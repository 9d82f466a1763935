"""The priority of a job's session: set for each of many jobs that start together, with and without privileges."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobdesk.executors.supervisor.supervisor import supervise
from jobdesk.jobdir.folder import JobFolder, read_json

if not Path("/proc/self/autogroup").exists():
    pytest.skip("this system has no autogroups", allow_module_level=True)

assert sys.platform != "win32"

NOBODY = 65534
JOBS = 20
# Ends with 0 once its own autogroup has the nice value, and with 1 if that has not come after a minute.
UNTIL_NICE = (
    "n=0; until read group < /proc/self/autogroup && case $group in *' nice 7') true;; *) false;; esac;"
    " do n=$((n+1)); [ $n -lt 1200 ] || exit 1; sleep 0.05; done"
)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that a user without privileges reaches too."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


def supervise_in_child(path: Path, user: int) -> int:
    """Supervise a job folder in a process of its own, as one user; returns its pid."""
    pid = os.fork()
    if pid == 0:
        try:
            if user != os.geteuid():
                os.setgid(user)
                os.setuid(user)
            supervise(str(path))
        finally:
            os._exit(0)
    return pid


@pytest.mark.parametrize("is_privileged", [True, False])
def test_autogroup_is_set_for_jobs_that_start_together(place: Path, is_privileged: bool) -> None:
    if is_privileged and os.geteuid() != 0:
        pytest.skip("needs root")
    user = NOBODY if os.geteuid() == 0 and not is_privileged else os.geteuid()
    importlib.import_module("resource")  # os.wait4 imports it, which a user without privileges may not be able to.
    folders = [JobFolder(place / str(number)) for number in range(JOBS)]
    for folder in folders:
        folder.path.mkdir()
        launch = {"argv": ["/bin/sh", "-c", UNTIL_NICE], "env": {}, "cwd": "/", "grace_s": 1.0, "nice": 7}
        folder.spec.write_text(json.dumps({"launch": launch}))
        os.chown(folder.path, user, -1)

    for pid in [supervise_in_child(folder.path, user) for folder in folders]:
        os.waitpid(pid, 0)

    assert [(read_json(folder.verdict) or {}).get("exit_code") for folder in folders] == [0] * JOBS


def test_autogroup_is_set_by_the_supervisor_that_takes_over(place: Path) -> None:
    folder = JobFolder(place)
    launch = {"argv": ["/bin/sh", "-c", f"{UNTIL_NICE}; echo set"], "env": {}, "cwd": "/", "grace_s": 1.0, "nice": 0}
    folder.spec.write_text(json.dumps({"launch": launch}))
    first = supervise_in_child(folder.path, os.geteuid())
    deadline = time.monotonic() + 30
    while not folder.started.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    folder.spec.write_text(json.dumps({"launch": {**launch, "nice": 7}}))

    os.waitpid(supervise_in_child(folder.path, os.geteuid()), 0)

    assert folder.log.read_text() == "set\n"


def test_autogroup_of_a_job_without_nice_is_left_alone(place: Path) -> None:
    folder = JobFolder(place)
    command = "cat /proc/self/autogroup"
    launch = {"argv": ["/bin/sh", "-c", command], "env": {}, "cwd": "/", "grace_s": 1.0, "nice": 0}
    folder.spec.write_text(json.dumps({"launch": launch}))

    os.waitpid(supervise_in_child(folder.path, os.geteuid()), 0)

    assert folder.log.read_text().endswith(" nice 0\n")

"""The system has no process to give: jobs wait in the queue with a reason, and none of them fails for it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobdesk.core.errors import JobDeskError
from jobdesk.core.ids import new_job_id
from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.storage.store import load_state
from tests.faults.desks import Desk, wait_until

USER = "54321"
LIMITED = [
    *("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"),
    *("--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"),
]
"""Another user, for whom limits hold, with the right to read this user's interpreter."""

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None or shutil.which("prlimit") is None,
    reason="needs root and util-linux, to run as a user for whom a limit of processes holds",
)


@pytest.fixture
def limited_desk() -> Iterator[Desk]:
    """A desk on a data folder of the other user's, where that user can get to it."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    home, outside = place / "home", place / "outside"
    for path in (home, outside):
        path.mkdir(mode=0o700)
        os.chown(path, int(USER), int(USER))
    desk = Desk(home, outside)
    yield desk
    complaints = desk.end()
    shutil.rmtree(place)
    assert not complaints, complaints


def jobs_of(desk: Desk) -> list[Job]:
    """Return the jobs as the files of the other user's engine tell them."""
    try:
        return load_state(desk.folder).snapshot.jobs
    except JobDeskError:  # A save came in between.
        return []


def test_jobs_that_find_no_process_wait_and_run_once(limited_desk: Desk) -> None:
    desk = limited_desk
    desk.write_settings(run_limit=40)
    os.chown(desk.folder.settings, int(USER), int(USER))
    go = desk.outside / "go"
    gate = desk.outside / "gate"
    os.mkfifo(gate, 0o666)
    # Without a process of its own: the job itself must not fail for want of one.
    script = f"echo start $0 $$ 0 >> '{desk.ledger.path}'; [ -e '{go}' ] || read x < '{gate}'; exit 3"
    plans: list[dict[str, Any]] = [
        {"label": f"job-{n}", "job_id": new_job_id(), "config": {"command": ["bash", "-c", script, f"job-{n}"]}}
        for n in range(24)
    ]
    last = {"after": [plans[-1]["job_id"]], "policy": {"after_when": "ended"}}
    plans.append({"label": "then", "job_id": new_job_id(), "config": {"command": ["true"]}, "wishes": last})
    plan_file = desk.outside / "plan"
    plan_file.write_text("\n".join(json.dumps({"wishes": {}, **plan}) for plan in plans))
    # Threads count too. What is left is enough for some of the jobs, each of which needs a supervisor beside itself.
    program = [sys.executable, "-P", str(Path(__file__).with_name("app.py")), str(plan_file)]
    app = desk.spawn([*LIMITED, "prlimit", "--nproc=60:4000", *program], cwd="/")

    def refused() -> list[str]:
        found = jobs_of(desk)
        assert not [job for job in found if job.is_final], "a job ended that was not let go"
        reasons = [job.reason for job in found if job.status is JobStatus.QUEUED and job.reason]
        return [reason.text for reason in reasons if reason.code == "machine_busy"]

    try:
        texts = wait_until(refused, "some wait for a process", 60, 0.1)
    except AssertionError:
        print(desk.app_errors())
        raise
    # It lacks one of the two first, whichever the machine is quicker to use up.
    assert any("temporarily unavailable" in text or "No thread" in text for text in texts), texts
    for pid in filter(None, (app.pid, desk.launch_server_of(app))):
        subprocess.run([*LIMITED, "prlimit", f"--pid={pid}", "--nproc=4000:4000"], check=True)
    go.touch()

    def have_ended() -> bool:
        with contextlib.suppress(OSError):  # Nobody waits at the gate any more.
            os.close(os.open(gate, os.O_WRONLY | os.O_NONBLOCK))
        jobs = jobs_of(desk)
        return bool(jobs) and all(job.is_final for job in jobs)

    wait_until(have_ended, "all end", 120, 0.2)
    assert [job.exit_code for job in jobs_of(desk)] == [3] * 24 + [0]
    assert {label: len(starts) for label, starts in desk.ledger.starts().items()} == {f"job-{n}": 1 for n in range(24)}

"""The supervisor on its own: what a job does to its folder must not cost it its supervisor."""

from __future__ import annotations

import errno
import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.execution import job_result
from jobdesk.executors import processes
from jobdesk.executors.local import request_cancel
from jobdesk.executors.supervisor import supervisor
from jobdesk.executors.supervisor.supervisor import supervise
from jobdesk.jobdir import verdict
from jobdesk.jobdir.folder import JobFolder, read_json
from tests.faults.desks import wait_until

if sys.platform == "win32":
    pytest.skip("forks supervisors", allow_module_level=True)

import resource

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


def start_supervisor(folder: JobFolder) -> int:
    """Begin to supervise a folder in a process of its own, and return its pid."""
    pid = os.fork()
    if pid == 0:
        try:
            supervise(str(folder.path))
        finally:
            os._exit(0)
    return pid


def supervise_apart(folder: JobFolder) -> None:
    """Supervise a folder to the end in a process of its own."""
    os.waitpid(start_supervisor(folder), 0)


def test_a_job_that_shuts_its_folder_for_a_while_keeps_its_supervisor(folder: JobFolder) -> None:
    script = f"chmod 000 '{folder.path}'; sleep 1; chmod 700 '{folder.path}'; exit 3"
    launch = {"argv": ["/bin/sh", "-c", script], "env": {}, "cwd": "/", "grace_s": 1.0}
    folder.spec.write_text(json.dumps({"launch": launch}))
    if os.geteuid() == 0:
        os.chown(folder.path, NOBODY, NOBODY)

    supervise_without_rights(folder)

    assert (read_json(folder.verdict) or {}).get("exit_code") == 3


def test_an_end_is_never_before_its_start_when_the_clock_was_set_back(
    folder: JobFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = iter(["2026-01-31T10:00:00.000Z"])
    for module in (supervisor, verdict):
        monkeypatch.setattr(module, "utc_now", lambda: next(wall, "2026-01-31T09:00:00.000Z"))
    launch = {"argv": ["/bin/sh", "-c", "sleep 0.3"], "env": {}, "cwd": "/", "grace_s": 1.0}
    folder.spec.write_text(json.dumps({"launch": launch}))
    if os.geteuid() == 0:
        os.chown(folder.path, NOBODY, NOBODY)

    supervise_without_rights(folder)

    found = read_json(folder.verdict) or {}
    assert found["started_at"] == "2026-01-31T10:00:00.000Z"
    assert found["ended_at"][:17] == "2026-01-31T10:00:"
    assert found["ended_at"] > found["started_at"]
    lasted_s = (datetime.fromisoformat(found["ended_at"]) - datetime.fromisoformat(found["started_at"])).total_seconds()
    assert lasted_s == pytest.approx(found["duration_s"], abs=0.1)


def test_the_end_of_a_job_that_ended_unsupervised_is_not_before_its_start_either(
    folder: JobFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (supervisor, verdict):
        monkeypatch.setattr(module, "utc_now", lambda: "2026-01-31T09:00:00.000Z")
    for boot in (processes.boot_id(), "another"):
        clocks = {"boot_clock_s": processes.clocks_s()[0] - 5, "awake_clock_s": processes.clocks_s()[1] - 5}
        run = {"pid": 1 << 22, "start_time": "1", "boot_id": boot, "started_at": "2026-01-31T10:00:00.000Z", **clocks}
        folder.run.write_text(json.dumps(run))
        folder.started.write_text(f"{1 << 22} 0123456789abcdef 1")
        folder.spec.write_text(json.dumps({"launch": {"argv": ["true"], "env": {}, "grace_s": 1.0}}))
        supervise_apart(folder)
        found = read_json(folder.verdict) or {}
        assert found["exit_code"] is None
        assert found["ended_at"] >= found["started_at"] == "2026-01-31T10:00:00.000Z"
        folder.verdict.unlink()


@pytest.mark.parametrize("is_stopped", [True, False])
def test_an_end_that_a_stopped_supervisor_noticed_late_is_said_to_be_imprecise(
    folder: JobFolder, tmp_path: Path, is_stopped: bool
) -> None:
    go = tmp_path / "go"
    launch = {
        "argv": ["/bin/sh", "-c", f"while [ ! -e '{go}' ]; do sleep 0.05; done; exit 5"],
        "env": {},
        "grace_s": 1.0,
    }
    folder.spec.write_text(json.dumps({"launch": launch}))
    pid = start_supervisor(folder)
    run = wait_until(lambda: folder.started.exists() and read_json(folder.run), "the job runs")
    if is_stopped:
        os.kill(pid, signal.SIGSTOP)
    go.touch()
    wait_until(lambda: not processes.is_alive(run["pid"], run["start_time"]), "the job ends")
    if is_stopped:
        ended_s = processes.awake_clock_s()
        wait_until(lambda: processes.awake_clock_s() - ended_s > supervisor.HEARTBEAT_S + 1, "it is late")
        os.kill(pid, signal.SIGCONT)
    os.waitpid(pid, 0)
    found = read_json(folder.verdict) or {}
    assert found["exit_code"] == 5
    if is_stopped:
        assert supervisor.HEARTBEAT_S + 1 < found["ended_within_s"] <= found["duration_s"]
    else:
        assert found["ended_within_s"] is None
    ended = job_result.conclude(make_job(), found, [])
    assert ended.exit_code == 5
    assert any("noticed late" in notice for notice in ended.notices) == is_stopped


def make_job() -> Job:
    """Return any running job."""
    moment = "2026-01-31T10:00:00.000Z"
    return Job(
        id="a" * 12, number=1, name="x", kind="command", status=JobStatus.RUNNING, raw_config=msgspec.Raw(b"{}"),
        created=moment, updated=moment,
    )  # fmt: skip


def test_whatever_is_removed_of_an_attempt_that_ran_it_does_not_run_again(folder: JobFolder) -> None:
    """As when a folder is deleted, in whatever order, while its supervisor dies."""
    witness = folder.path.parent / "starts"
    launch = {
        "argv": ["/bin/sh", "-c", f"echo $$ >> '{witness}'; exec sleep 300"],
        "env": {},
        "cwd": "/",
        "grace_s": 1.0,
        "needs_permit": True,
    }
    folder.leave_permit()
    folder.spec.write_text(json.dumps({"launch": launch}))
    pid = start_supervisor(folder)
    wait_until(lambda: witness.exists() and witness.read_text(), "the job runs")
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.kill(int(witness.read_text()), signal.SIGKILL)
    names = sorted(path.name for path in folder.path.iterdir() if path != folder.spec)
    assert {"run.json", "started", "job.log", "lock", "exit.reserved"} <= set(names)
    assert "permit" not in names

    for chosen in range(1 << len(names)):
        copy = JobFolder(shutil.copytree(folder.path, folder.path.with_name(f"copy{chosen}")))
        for bit, name in enumerate(names):
            if chosen >> bit & 1:
                (copy.path / name).unlink()
        supervise_apart(copy)
        assert witness.read_text().count("\n") == 1, names
        shutil.rmtree(copy.path)


def test_an_attempt_without_its_permit_never_runs_and_one_that_an_earlier_version_laid_out_does(
    folder: JobFolder,
) -> None:
    launch = {"argv": ["/bin/sh", "-c", "exit 3"], "env": {}, "cwd": "/", "grace_s": 1.0}
    other = JobFolder(folder.path.with_name("other"))
    other.path.mkdir()
    other.spec.write_text(json.dumps({"launch": launch}))
    folder.spec.write_text(json.dumps({"launch": {**launch, "needs_permit": True}}))

    supervise_apart(folder)
    supervise_apart(other)

    said = read_json(folder.verdict) or {}
    assert (said["exit_code"], said["reason"]["code"]) == (None, "unsupervised")
    assert not folder.run.exists()
    assert (read_json(other.verdict) or {}).get("exit_code") == 3


def test_a_forced_stop_reaches_a_supervisor_of_an_earlier_version_too(folder: JobFolder) -> None:
    """Such a one only searches for the polite request, and for the forced one beside it."""
    request_cancel(folder, is_forced=True)
    assert folder.cancel.exists()
    assert folder.force.exists()


def test_an_attempt_whose_permit_was_taken_without_a_descriptor_for_the_marker_can_start_later(
    folder: JobFolder,
) -> None:
    folder.leave_permit()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (0, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
            folder.make_marker(b"1 token 1", needs_permit=True)
        except OSError as error:
            code = 0 if error.errno == errno.EMFILE else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert folder.permit.exists()
    assert not folder.started.exists()

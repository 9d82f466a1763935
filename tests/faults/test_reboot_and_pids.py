"""After a reboot, and where pids were given to other processes: nobody is adopted, signalled or run by mistake."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.execution import worker
from jobdesk.executors import processes
from jobdesk.jobdir.folder import VERDICT_BYTES, read_json
from tests.faults.desks import Desk, kill, wait_until
from tests.faults.ledgers import PlannedJob


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """An unrelated process that would show if it was sent a signal."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
    yield process
    process.kill()
    process.wait()


def end_all(desk: Desk, plan: PlannedJob) -> dict[str, Any]:
    """Start a job, then kill app, supervisor and job, as a power cut does; returns its run.json."""
    app = desk.start_ready_app([plan])
    run = desk.run_of(plan.job_id)
    wait_until(desk.ledger.starts, "the job says that it began")
    desk.end_app(app)
    kill(run["supervisor_pid"])
    kill(run["pid"])
    wait_until(lambda: not processes.is_alive(run["pid"], run["start_time"]), "all is dead")
    return run


def look_again(desk: Desk, plan: PlannedJob) -> Job:
    """Start an app and return what it makes of the job."""
    desk.start_app()
    return desk.wait_final([plan], 60)[0]


def pretend_reboot(desk: Desk, plan: PlannedJob, run: dict[str, Any]) -> None:
    """Write another boot's id into run.json."""
    folder = desk.folder.job(plan.job_id)
    folder.run.write_text(json.dumps({**run, "boot_id": "00000000-0000-0000-0000-000000000000"}))


def test_after_a_reboot_a_job_is_interrupted_with_an_unknown_code_and_not_run_by_itself(desk: Desk) -> None:
    plan = desk.ledger.plan_one("cut", 300)
    pretend_reboot(desk, plan, end_all(desk, plan))
    job = look_again(desk, plan)
    assert (job.status, job.exit_code) == (JobStatus.FAILED, None)
    assert job.reason is not None
    assert job.reason.code == "interrupted"
    assert "restart" in job.reason.text
    time.sleep(0.5)
    assert len(desk.ledger.starts()["cut"]) == 1
    again = desk.client().call("rerun_job", job_id=job.id)
    assert again.is_held, "a rerun is offered, and starts when somebody says so"


def test_after_a_reboot_a_process_with_the_job_s_pid_is_left_alone(
    desk: Desk, bystander: subprocess.Popen[bytes]
) -> None:
    plan = desk.ledger.plan_one("cut", 300)
    run = end_all(desk, plan)
    start_time = processes.start_time(bystander.pid)
    taken = {"pid": bystander.pid, "supervisor_pid": bystander.pid}
    pretend_reboot(desk, plan, {**run, **taken, "start_time": start_time, "supervisor_start_time": start_time})
    job = look_again(desk, plan)
    assert job.reason is not None
    assert job.reason.code == "interrupted"
    assert bystander.poll() is None


@pytest.mark.parametrize("verdict", [b"", bytes(VERDICT_BYTES), b'{"exit_code": 0, "tok'])
def test_a_verdict_that_the_power_cut_left_unreadable_is_none(desk: Desk, verdict: bytes) -> None:
    plan = desk.ledger.plan_one("cut", 300)
    pretend_reboot(desk, plan, end_all(desk, plan))
    desk.folder.job(plan.job_id).verdict.write_bytes(verdict)
    job = look_again(desk, plan)
    assert job.exit_code is None
    assert job.reason is not None
    assert job.reason.code == "interrupted"


def test_a_process_that_got_the_job_s_pid_is_neither_adopted_nor_signalled(
    desk: Desk, bystander: subprocess.Popen[bytes]
) -> None:
    plan = desk.ledger.plan_one("gone", 300)
    run = end_all(desk, plan)
    folder = desk.folder.job(plan.job_id)
    folder.run.write_text(json.dumps({**run, "pid": bystander.pid, "supervisor_pid": bystander.pid}))
    folder.started.write_text(f"{bystander.pid} {run['token']} {run['start_time']}")
    app = desk.start_app()
    desk.client().call("cancel_job", job_id=plan.job_id)
    job = desk.wait_final([plan], 60)[0]
    assert job.exit_code is None
    assert job.status in {JobStatus.FAILED, JobStatus.CANCELLED}
    desk.kill_app(app)
    assert bystander.poll() is None
    assert len(desk.ledger.starts()["gone"]) == 1


def test_a_job_whose_folder_has_vanished_is_no_trouble_for_the_others(desk: Desk) -> None:
    import shutil

    plan, other = desk.ledger.plan_one("gone", 300), desk.ledger.plan_one("stays", 1.0, 4)
    run = end_all(desk, plan)
    assert run
    shutil.rmtree(desk.folder.job(plan.job_id).path)
    desk.start_app([other])
    jobs = {job.id: job for job in desk.wait_final([other], 60)}
    assert jobs[other.job_id].exit_code == 4


def test_a_running_job_whose_folder_is_deleted_does_not_stay_running_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    # Only so that the test does not wait for as long as a person would.
    monkeypatch.setattr(worker, "_LOOK_S", 0.5)
    manager = desk.manager()
    job = manager.submit_job({"command": ["sh", "-c", "sleep 1"]})
    desk.run_of(job.id)
    shutil.rmtree(desk.folder.job(job.id).path)
    ended = manager.wait_job(job.id, timeout_s=60)
    assert ended is not None
    assert ended.is_final
    assert ended.status is not JobStatus.COMPLETED


def test_run_files_of_wrong_types_end_in_a_verdict_and_run_nothing_twice(desk: Desk) -> None:
    plan = desk.ledger.plan_one("torn", 0.0, 3)
    for number, content in enumerate(["", "[]", "null", '{"boot_id": 5}', '{"pid": "x"}', "\0" * 300, "{" * 5000]):
        folder = desk.make_folder(desk.ledger.argv(plan))
        folder.run.write_text(content)
        supervisor = desk.supervise(folder)
        assert supervisor.wait(30) == 0
        verdict = read_json(folder.verdict)
        assert verdict is not None, (number, content)
        assert verdict["exit_code"] in {None, 3}
        (desk.outside / "ledger").write_text("")

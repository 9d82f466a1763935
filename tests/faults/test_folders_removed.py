"""A job's folder is removed, emptied or shut while it runs: the job is called what it was, and can be stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.execution import worker
from jobdesk.engine.manager import JobManager
from jobdesk.jobdir.folder import is_locked
from tests.faults.desks import Desk, is_alive, kill, processes_with, wait_until


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give supervisors up sooner than a person would, only so that the tests are quick."""
    monkeypatch.setattr(worker, "_START_PATIENCE_S", 0.3)


def end_of(manager: JobManager, job: Job) -> Job:
    """Wait for a job's end and return it."""
    ended = manager.wait_job(job.id, 60)
    assert ended is not None
    assert ended.is_final, ended
    return ended


def expect_unknown_end(desk: Desk, job: Job) -> None:
    """Check that a job that ran once is said to have ended in a way that nobody knows."""
    assert (job.status, job.exit_code) == (JobStatus.FAILED, None)
    assert job.reason is not None
    assert job.reason.code == "unsupervised"
    assert "how it ended is unknown" in job.reason.text
    assert job.started is not None
    assert job.finished is not None
    assert job.finished >= job.started
    assert len(desk.ledger.starts()["job"]) == 1


def start(desk: Desk, manager: JobManager, then: str) -> Job:
    """Start a job that notes its start outside of JobDesk, and return once it has."""
    script = f"echo start job $$ 0 >> '{desk.ledger.path}'; D=$(dirname \"$JOBDESK_SPEC\"); {then}"
    config = {"command": ["sh", "-c", script], "env": {"TREE": f"job-{os.getpid()}"}}
    job = manager.submit_job(config)
    wait_until(desk.ledger.starts, "the job runs")
    wait_until(desk.folder.job(job.id).run.exists, "its supervisor has noted it")
    return job


def test_a_folder_in_the_place_of_the_verdict_does_not_make_a_job_one_that_could_not_start(desk: Desk) -> None:
    manager = desk.manager()
    job = start(desk, manager, 'mkdir "$D/exit.json"; touch "$D/exit.json/x"; exit 5')
    expect_unknown_end(desk, end_of(manager, job))


@pytest.mark.skipif(shutil.which("chattr") is None, reason="needs chattr")
def test_a_job_whose_folder_is_immutable_at_its_end_ran(desk: Desk) -> None:
    desk.home.mkdir(mode=0o700)
    if subprocess.run(["chattr", "+i", desk.home], capture_output=True, check=False).returncode:
        pytest.skip("needs the right, and a file system, to make a folder immutable")
    subprocess.run(["chattr", "-i", desk.home], check=True)
    manager = desk.manager()
    go = desk.outside / "go"
    job = start(desk, manager, f"while [ ! -e '{go}' ]; do sleep 0.05; done; exit 5")
    folder = desk.folder.job(job.id).path
    subprocess.run(["chattr", "+i", folder], check=True)
    try:
        go.touch()
        expect_unknown_end(desk, end_of(manager, job))
    finally:
        subprocess.run(["chattr", "-i", folder], check=True)


@pytest.mark.parametrize("is_supervised", [True, False])
def test_a_job_whose_run_file_was_removed_is_not_run_again(desk: Desk, is_supervised: bool) -> None:
    manager = desk.manager()
    go = desk.outside / "go"
    job = start(desk, manager, f"while [ ! -e '{go}' ]; do sleep 0.05; done; exit 5")
    folder = desk.folder.job(job.id)
    run = desk.run_of(job.id)
    folder.run.unlink()
    if not is_supervised:
        kill(run["supervisor_pid"])
        wait_until(lambda: (now := manager.get_job(job.id)) and now.status is JobStatus.RUNNING, "it runs on")
    go.touch()
    ended = end_of(manager, job)
    assert ended.reason is not None
    assert ended.reason.code in ({"exit_code"} if is_supervised else {"unsupervised", "exit_code"})
    assert len(desk.ledger.starts()["job"]) == 1


@pytest.mark.parametrize("is_engine_new", [False, True])
def test_a_job_of_whose_files_only_the_spec_is_left_is_not_run_again(desk: Desk, is_engine_new: bool) -> None:
    """As when a supervisor is killed while its job's folder is being deleted."""
    desk.write_settings(grace_s=0.5)
    manager = desk.manager()
    job = start(desk, manager, "trap '' INT TERM; sleep 300; sleep 300")
    folder = desk.folder.job(job.id)
    run = desk.run_of(job.id)
    os.kill(run["supervisor_pid"], signal.SIGSTOP)
    if is_engine_new:
        manager.close()
    for path in folder.path.iterdir():
        if path != folder.spec:
            path.unlink()
    kill(run["supervisor_pid"])
    wait_until(lambda: not is_alive(run["supervisor_pid"]), "its supervisor is dead")
    if is_engine_new:
        manager = desk.manager()
    desk.supervise(folder)  # As the launch server and the engine do; this one certainly finds the folder so.
    wait_until(lambda: is_locked(folder.lock), "somebody looks after it again")
    assert manager.cancel_job(job.id)
    assert end_of(manager, job).status is JobStatus.CANCELLED
    assert processes_with("TREE", f"job-{os.getpid()}") == []
    assert len(desk.ledger.starts()["job"]) == 1


@pytest.mark.parametrize("is_over", [False, True])
def test_a_job_whose_folder_was_emptied_is_not_run_again_by_the_next_engine(desk: Desk, is_over: bool) -> None:
    manager = desk.manager()
    go = desk.outside / "go"
    job = start(desk, manager, f"while [ ! -e '{go}' ]; do sleep 0.05; done; exit 5")
    folder = desk.folder.job(job.id)
    run = desk.run_of(job.id)
    manager.close(hand_over=False)
    if is_over:
        go.touch()
        wait_until(folder.verdict.exists, "it has ended")
        wait_until(lambda: not is_locked(folder.lock), "nobody works in its folder")
    for path in folder.path.iterdir():
        path.unlink()
    manager = desk.manager()
    if not is_over:
        wait_until(lambda: "folder was removed" in str((manager.find_job(job.id)).reason), "it is said")
        assert is_alive(run["pid"])
        go.touch()
    ended = end_of(manager, job)
    assert ended.reason is not None
    assert ended.reason.code == "unsupervised" or not is_over
    assert len(desk.ledger.starts()["job"]) == 1


def test_a_job_that_was_on_record_and_whose_spec_a_power_cut_left_empty_is_run(desk: Desk) -> None:
    manager = desk.manager()
    job = start(desk, manager, "exec sleep 600")
    folder = desk.folder.job(job.id)
    run = desk.run_of(job.id)
    manager.close(hand_over=False)
    kill(run["supervisor_pid"])
    kill(run["pid"])
    wait_until(lambda: not processes_with("TREE", f"job-{os.getpid()}"), "nothing of it runs")
    for path in folder.path.iterdir():
        path.unlink()
    folder.spec.touch()
    manager = desk.manager()
    wait_until(lambda: len(desk.ledger.starts()["job"]) == 2 or manager.find_job(job.id).is_final, "it runs")
    assert len(desk.ledger.starts()["job"]) == 2
    assert manager.cancel_job(job.id, force=True)
    assert end_of(manager, job).status is JobStatus.CANCELLED


def remove(folder: Path) -> None:
    """Remove a folder in which supervisors may just be writing."""

    def try_to_remove() -> bool:
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()

    wait_until(try_to_remove, "the folder is removed")


@pytest.mark.parametrize("supervisor", ["alive", "dead"])
def test_a_job_whose_folder_was_removed_can_be_cancelled_with_its_whole_tree(desk: Desk, supervisor: str) -> None:
    desk.write_settings(grace_s=0.5)
    manager = desk.manager()
    job = start(desk, manager, "trap '' INT TERM; setsid sh -c 'trap \"\" INT TERM; sleep 300' & sleep 300; sleep 300")
    run = desk.run_of(job.id)
    wait_until(lambda: manager.get_job(job.id).started == run["started_at"], "it is known to run")  # type: ignore[union-attr]
    if supervisor == "dead":
        kill(run["supervisor_pid"])
        wait_until(lambda: not is_alive(run["supervisor_pid"]), "it is dead")
    remove(desk.folder.job(job.id).path)
    said = wait_until(lambda: (now := manager.get_job(job.id)) and now.reason and now, "it is said")
    assert said.status is JobStatus.RUNNING
    assert "folder was removed while it runs" in said.reason.text
    assert manager.cancel_job(job.id)
    ended = end_of(manager, job)
    assert ended.status is JobStatus.CANCELLED
    assert processes_with("TREE", f"job-{os.getpid()}") == []
    assert len(desk.ledger.starts()["job"]) == 1


@pytest.mark.parametrize("removed", ["folder", "content"])
def test_a_job_whose_folder_was_removed_runs_to_its_end_which_is_unknown(desk: Desk, removed: str) -> None:
    manager = desk.manager()
    go = desk.outside / "go"
    job = start(desk, manager, f"while [ ! -e '{go}' ]; do sleep 0.05; done; exit 5")
    run = desk.run_of(job.id)
    wait_until(lambda: manager.get_job(job.id).started == run["started_at"], "it is known to run")  # type: ignore[union-attr]
    folder = desk.folder.job(job.id).path
    remove(folder)
    if removed == "content":
        folder.mkdir()
    wait_until(lambda: (now := manager.get_job(job.id)) and now.reason, "it is said")
    go.touch()
    ended = end_of(manager, job)
    if removed == "folder":
        expect_unknown_end(desk, ended)
    assert not is_alive(run["pid"])
    assert len(desk.ledger.starts()["job"]) == 1


def test_a_folder_that_comes_back_is_followed_again(desk: Desk, tmp_path: Path) -> None:
    manager = desk.manager()
    go = desk.outside / "go"
    job = start(desk, manager, f"while [ ! -e '{go}' ]; do sleep 0.05; done; exit 5")
    run = desk.run_of(job.id)
    wait_until(lambda: manager.get_job(job.id).started == run["started_at"], "it is known to run")  # type: ignore[union-attr]
    folder = desk.folder.job(job.id).path
    aside = folder.with_name("aside")
    folder.rename(aside)
    wait_until(lambda: (now := manager.get_job(job.id)) and now.reason, "it is said")
    aside.rename(folder)
    wait_until(lambda: (now := manager.get_job(job.id)) and now.reason is None, "it is taken back")
    go.touch()
    assert end_of(manager, job).exit_code == 5


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes tell their environment on Linux only")
def test_a_job_whose_folder_was_removed_is_found_by_the_next_engine_too(desk: Desk) -> None:
    desk.write_settings(grace_s=0.5)
    plan = desk.ledger.plan_one("long", 300)
    app = desk.start_ready_app([plan])
    run = desk.run_of(plan.job_id)
    wait_until(desk.ledger.starts, "the job runs")
    desk.end_app(app)
    kill(run["supervisor_pid"])
    remove(desk.folder.job(plan.job_id).path)
    desk.start_app()
    client = desk.client()

    def reason() -> str:
        job = client.call("get_job", job_id=plan.job_id)
        assert job.status is JobStatus.RUNNING
        return job.reason.text if job.reason else ""

    wait_until(lambda: "folder was removed" in reason(), "it is said")
    client.call("cancel_job", job_id=plan.job_id)
    (job,) = desk.wait_final([plan], 30)
    assert job.status is JobStatus.CANCELLED
    assert not is_alive(run["pid"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_verdict_counts_also_where_the_lock_cannot_be_opened(desk: Desk) -> None:
    manager = desk.manager()
    job = start(desk, manager, 'chmod 000 "$D/lock"; exit 5')
    assert end_of(manager, job).exit_code == 5

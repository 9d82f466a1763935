"""The app dies by kill -9, at any moment and many times: its jobs go on, and the next start finds every one."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pytest

from jobdesk.core.job import JobStatus
from tests.faults.desks import ROOT, Desk, is_alive, kill, wait_until

FULL = (pytest.mark.faults, pytest.mark.timeout(1800))


@pytest.mark.parametrize(
    ("kills", "count", "longest_s"),
    [pytest.param(6, 30, 1.2, id="short"), pytest.param(200, 600, 6.0, id="full", marks=FULL)],
)
def test_jobs_outlive_an_app_that_is_killed_again_and_again(
    desk: Desk, kills: int, count: int, longest_s: float
) -> None:
    choose = random.Random(kills)
    plans = desk.ledger.plan(count, seed=1, longest_s=longest_s)
    desk.write_settings(run_limit=8)
    for number in range(kills):
        app = desk.start_app(plans)
        # Half of the kills fall into the start of the app, the rest into its work.
        time.sleep(choose.uniform(0.0, 0.35) if number % 2 else choose.uniform(0.35, 1.0))
        desk.kill_app(app)

    desk.start_ready_app(plans)
    tally = desk.ledger.count(plans, desk.wait_final(plans, timeout_s=60 + count))

    print(f"the app killed {kills} times: {tally}")
    assert tally.is_clean, str(tally)
    assert tally.unknown_codes == 0, str(tally)
    assert tally.worst_time_s < 10 * 0.25, str(tally)
    assert desk.app_errors() == ""


@pytest.mark.parametrize("count", [pytest.param(20, id="short"), pytest.param(200, id="full", marks=FULL)])
def test_idle_running_jobs_are_all_found_again_after_the_engine_was_killed(desk: Desk, count: int) -> None:
    go = desk.outside / "go"
    desk.write_settings(run_limit=count)
    app = desk.serve()
    client = desk.client()
    config = {"command": ["/bin/sh", "-c", f'while [ ! -e "{go}" ]; do sleep 0.5; done; exit 3']}
    ids = [client.call("submit_job", config=config).id for _ in range(count)]
    wait_until(lambda: sum(desk.folder.job(job_id).started.exists() for job_id in ids) == count, "all jobs run", 120)
    desk.kill_app(app)
    supervisors = [desk.run_of(job_id)["supervisor_pid"] for job_id in ids]
    assert all(is_alive(pid) for pid in supervisors)

    desk.serve()
    client = desk.client()
    assert client.call("status")["running"] == count
    assert [desk.run_of(job_id)["supervisor_pid"] for job_id in ids] == supervisors
    go.touch()
    wait_until(lambda: client.call("status")["running"] == 0, "all jobs end", 120, 0.1)
    jobs = client.call("list_jobs")
    assert {job.exit_code for job in jobs} == {3}
    assert len(jobs) == count


def test_what_was_queued_when_the_engine_was_killed_is_started_by_the_next_one(desk: Desk) -> None:
    desk.write_settings(run_limit=1)
    plans = [desk.ledger.plan_one("first", 1.0), desk.ledger.plan_one("second", 0.0), desk.ledger.plan_one("third", 0)]
    app = desk.start_ready_app(plans)
    desk.run_of(plans[0].job_id)
    desk.kill_app(app)

    desk.start_app()
    tally = desk.ledger.count(plans, desk.wait_final(plans, 30))
    assert tally.is_clean, str(tally)


def test_the_verb_run_survives_the_loss_of_its_engine(desk: Desk) -> None:
    app = desk.serve()
    runner = desk.spawn(
        [sys.executable, "-m", "jobdesk", "run", "--", "sh", "-c", "echo before; sleep 1; echo after; exit 5"]
    )
    assert runner.stdout is not None
    assert runner.stdout.readline() == "before\n"
    desk.kill_app(app)
    assert runner.stdout.readline() == "after\n"
    assert runner.wait(60) == 5


def test_the_verb_wait_survives_the_loss_of_its_engine(desk: Desk) -> None:
    app = desk.serve()
    job_id = desk.cli("submit", "--", "sh", "-c", "sleep 1; exit 5").stdout.strip()
    waiter = desk.spawn([sys.executable, "-m", "jobdesk", "wait", job_id])
    desk.run_of(job_id)
    time.sleep(0.3)
    desk.kill_app(app)
    assert waiter.wait(60) == 1
    assert "failed: Exit code 5" in (desk.outside / "errors").read_text()


def test_what_a_script_submitted_runs_on_after_the_script_has_ended(desk: Desk) -> None:
    plans = [desk.ledger.plan_one(f"left-{number}", 0.3, number) for number in range(3)]
    desk.write_settings(run_limit=1)
    lines = [
        "from jobdesk import get_job_manager",
        "manager = get_job_manager()",
        *(f"print(manager.submit_job({desk.ledger.config(plan)!r}).id)" for plan in plans),
    ]
    began = time.monotonic()
    script = desk.spawn([sys.executable, "-c", "\n".join(lines)])
    output, _ = script.communicate(timeout=60)
    assert script.returncode == 0, desk.app_errors()
    assert time.monotonic() - began < 30
    wait_until(lambda: len(desk.ledger.ends()) == 3, "a background engine takes over and runs all")
    client = desk.client()
    jobs = [client.call("wait_job", job_id=job_id) for job_id in output.split()]
    assert [job.exit_code for job in jobs] == [0, 1, 2]


def test_a_client_asks_the_next_engine_when_its_own_was_killed(desk: Desk) -> None:
    app = desk.serve()
    client = desk.manager()
    job = client.submit_job({"command": ["sh", "-c", "sleep 1; exit 4"]})
    desk.run_of(job.id)
    desk.kill_app(app)
    # The manager takes the folder over itself; the job is the same one, and still running.
    found = client.wait_job(job.id, timeout_s=30)
    assert found is not None
    assert (found.status, found.exit_code) == (JobStatus.FAILED, 4)


def test_an_answer_that_was_lost_with_its_engine_makes_no_second_job(desk: Desk) -> None:
    plan = desk.ledger.plan_one("once", 0.1)
    # An engine that dies after it made the job's folder and before it journaled the job leaves exactly this.
    folder = desk.folder.job(plan.job_id)
    folder.path.mkdir(mode=0o700, parents=True)
    desk.start_ready_app([plan])
    tally = desk.ledger.count([plan], desk.wait_final([plan], 30))
    assert tally.is_clean, str(tally)


def test_the_server_that_forks_supervisors_may_die_too(desk: Desk) -> None:
    app = desk.start_ready_app()
    client = desk.client()
    client.call("wait_job", job_id=client.call("submit_job", config={"command": ["true"]}).id)
    for _ in range(3):
        server = desk.launch_server_of(app)
        assert server is not None
        kill(server)
        job = client.call("submit_job", config={"command": ["sh", "-c", "exit 3"]})
        assert client.call("wait_job", job_id=job.id).exit_code == 3


def test_a_job_is_not_stopped_by_the_end_of_the_app_s_session(desk: Desk) -> None:
    """Everything of the app's process group is killed, as a terminal or a script may do."""
    import os
    import signal

    plan = desk.ledger.plan_one("apart", 1.0, 3)
    app = desk.spawn([sys.executable, str(Path(__file__).with_name("app.py"))], start_new_session=True, cwd=ROOT)
    client = desk.client()
    client.call("submit_job", config=desk.ledger.config(plan), job_id=plan.job_id)
    desk.run_of(plan.job_id)
    os.killpg(app.pid, signal.SIGKILL)
    app.wait()
    desk.start_app()
    tally = desk.ledger.count([plan], desk.wait_final([plan], 30))
    assert tally.is_clean, str(tally)
    assert tally.unknown_codes == 0

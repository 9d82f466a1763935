"""Further attempts with real processes: retries, parking, their files and logs, as holder and as client."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.manager import JobManager
from jobdesk.engine.storage.recovery import rebuild_from_folders
from jobdesk.jobdir.folder import read_json
from tests.faults.desks import ROOT, wait_until
from tests.programs import echo, script

AT_ONCE = {"delay_s": 0, "jitter": 0}
EXIT_7 = "sys.exit(7)"
SECOND_SUCCEEDS = "say(attempt); sys.exit(attempt != 2)"


def submit(door: JobManager, code: str, **policy: Any) -> Job:
    return door.submit_job({"command": script(code), "env": {"PYTHONPATH": str(ROOT)}}, policy=policy)


def ended(door: JobManager, job: Job) -> Job:
    found = door.wait_job(job.id, 60)
    assert found is not None
    assert found.is_final, found
    return found


def waiting(door: JobManager, job: Job) -> Job:
    """Wait until a job waits for its next attempt."""

    def look() -> Job | None:
        found = door.get_job(job.id)
        assert found is not None
        return found if found.is_waiting and found.attempts else None

    found: Job = wait_until(look, "the job waits for another attempt")
    return found


def codes(job: Job) -> list[str | None]:
    return [past.reason.code if past.reason else None for past in job.attempts]


def test_a_job_that_fails_is_tried_again_until_it_succeeds(door: JobManager) -> None:
    job = ended(door, submit(door, "say(attempt); sys.exit(3 - attempt)", retry={"limit": 5, **AT_ONCE}))
    assert (job.status, job.exit_code, job.attempt) == (JobStatus.COMPLETED, 0, 3)
    assert [(past.number, past.exit_code) for past in job.attempts] == [(1, 2), (2, 1)]
    assert all(past.started and past.finished and past.duration_s is not None for past in job.attempts)
    assert [door.read_log(job.id, attempt=number) for number in (1, 2, 3)] == ["1\n", "2\n", "3\n"]
    assert door.read_log(job.id) == "3\n"


def test_a_job_that_goes_on_failing_ends_with_its_last_verdict(door: JobManager) -> None:
    job = ended(door, submit(door, EXIT_7, retry={"limit": 2, **AT_ONCE}))
    assert (job.status, job.exit_code, job.attempt, len(job.attempts)) == (JobStatus.FAILED, 7, 3, 2)
    assert job.reason is not None
    assert job.reason.text == "Exit code 7"


def test_only_the_named_codes_are_worth_another_attempt(door: JobManager) -> None:
    job = ended(door, submit(door, "sys.exit(75 if attempt == 1 else 3)", retry={"limit": 5, "codes": [75], **AT_ONCE}))
    assert (job.exit_code, job.attempt) == (3, 2)


def test_a_pattern_in_the_log_is_worth_another_attempt(door: JobManager) -> None:
    code = r"say('a line'); say('\033[31mconnection reset\033[0m by peer', attempt); sys.exit(1)"
    policy = {"limit": 5, "pattern": r"^connection reset by peer [12]$", **AT_ONCE}
    assert ended(door, submit(door, code, retry=policy)).attempt == 3


def test_an_expression_that_never_comes_to_an_end_is_passed_over_and_said(
    manager: JobManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jobdesk.executors import log_scan

    monkeypatch.setattr(log_scan.find_last, "__defaults__", (1.0,))
    code = "say('a' * 60 + 'b'); sys.exit(1)"
    job = ended(manager, submit(manager, code, retry={"limit": 5, "pattern": "(a+)+$", **AT_ONCE}))
    assert job.attempt == 1
    assert any("took too long" in notice for notice in job.notices)


def test_a_job_that_cannot_start_is_tried_again_unless_codes_are_named(door: JobManager) -> None:
    config = {"command": ["no-such-program-anywhere"]}
    again = ended(door, door.submit_job(config, policy={"retry": {"limit": 2, **AT_ONCE}}))
    assert (again.attempt, codes(again)) == (3, ["could_not_start"] * 2)
    once = ended(door, door.submit_job(config, policy={"retry": {"limit": 2, "codes": [1], **AT_ONCE}}))
    assert once.attempt == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a program that runs cannot be removed there")
def test_a_job_that_ran_once_is_not_said_to_be_one_that_could_not_start(door: JobManager, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\nrm "$0"\nexit 3\n')
    program.chmod(0o700)
    job = ended(door, door.submit_job({"command": [str(program)]}, policy={"retry": {"limit": 2, **AT_ONCE}}))
    assert job.reason is not None
    assert (job.status, job.reason.code, job.exit_code) == (JobStatus.FAILED, "attempt_not_started", None)
    problem = f"Cannot run {program}: No such file or directory"
    assert (job.reason.text, job.error) == (f"Attempt 3 could not start: {problem}",) * 2
    assert codes(job) == ["exit_code", "attempt_not_started"]


def test_what_the_user_stops_is_not_tried_again(door: JobManager) -> None:
    job = submit(door, "say('on'); time.sleep(60)", retry={"limit": 5, **AT_ONCE})
    wait_until(lambda: door.read_log(job.id), "it runs")
    door.cancel_job(job.id, force=True)
    stopped = ended(door, job)
    assert (stopped.status, stopped.attempt) == (JobStatus.CANCELLED, 1)


def test_while_it_waits_a_job_says_so_and_its_failure_can_be_read(door: JobManager) -> None:
    job = submit(door, "say('broken', attempt); sys.exit(7)", retry={"limit": 5, "delay_s": 600, "jitter": 0})
    now = waiting(door, job)
    assert now.reason is not None
    assert (now.reason.code, now.reason.text) == ("retry_waits", "Retry 1 of 5")
    assert (now.started, now.finished, now.exit_code, now.duration_s, now.error) == (None,) * 5
    why = door.why(job.id)
    assert why is not None
    assert why.text.startswith("Retry 1 of 5 in ")
    assert door.read_log(job.id) == "broken 1\n"
    assert door.read_log(job.id, attempt=1) == "broken 1\n"
    for attempt in (0, 2, "../1"):
        with pytest.raises(InvalidValueError, match="no attempt"):
            door.read_log(job.id, attempt=attempt)  # type: ignore[arg-type]


def test_a_retry_that_is_cancelled_while_it_waits_is_final_at_once(door: JobManager) -> None:
    job = submit(door, EXIT_7, retry={"limit": 5, "delay_s": 600})
    waiting(door, job)
    assert door.cancel_job(job.id)
    now = door.get_job(job.id)
    assert now is not None
    assert (now.status, now.attempt) == (JobStatus.CANCELLED, 2)
    assert now.reason is not None
    assert now.reason.text == "Cancelled by you before attempt 2 started"
    summary = read_json(door.folder.job(job.id).summary)
    assert summary is not None
    assert summary["status"] == "cancelled"


@pytest.mark.parametrize("how", ["run now", "lift"])
def test_a_retry_starts_at_once_if_the_user_wants(door: JobManager, how: str) -> None:
    job = submit(door, SECOND_SUCCEEDS, retry={"limit": 5, "delay_s": 600})
    waiting(door, job)
    if how == "run now":
        assert door.run_now(job.id)
    else:
        door.lift(door.blockers(job.id)[0])
    assert ended(door, job).status is JobStatus.COMPLETED


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ({"retry": {"limit": 5, "delay_s": 600}}, "retry_waits"),
        ({"park": {"codes": [7], "delay_s": 600}}, "parked"),
    ],
)
def test_a_job_that_is_held_and_let_go_says_again_what_it_waits_for(
    door: JobManager, policy: dict[str, Any], code: str
) -> None:
    job = submit(door, EXIT_7, **policy)
    before = waiting(door, job)
    assert door.pause_job(job.id)
    assert door.resume_job(job.id)
    now = door.get_job(job.id)
    assert now is not None
    assert (now.reason, now.not_before) == (before.reason, before.not_before)
    assert now.reason is not None
    assert now.reason.code == code
    door.cancel_job(job.id)


def test_a_config_that_is_mended_while_a_retry_waits_is_what_runs_next(door: JobManager) -> None:
    job = submit(door, EXIT_7, retry={"limit": 5, "delay_s": 600})
    waiting(door, job)
    door.update_job(job.id, config={"command": echo("mended")}, not_before=None)
    assert ended(door, job).status is JobStatus.COMPLETED
    assert door.read_log(job.id) == "mended\n"


def test_a_cancel_and_a_pause_that_come_before_the_files_have_moved_are_not_lost(manager: JobManager) -> None:
    """They are asked for by files, and these would move away with those of the attempt before."""
    code = "if attempt == 1: sys.exit(7)\nsay('on'); time.sleep(60)"
    for number in range(6):
        job = submit(manager, code, retry={"limit": 1, "delay_s": 600})
        waiting(manager, job)
        assert manager.run_now(job.id)
        if number % 2:
            assert manager.cancel_job(job.id)
            assert ended(manager, job).status is JobStatus.CANCELLED
        elif manager.pause_job(job.id) and manager.find_job(job.id).status is JobStatus.RUNNING:  # Else it was held.
            wait_until(lambda job=job: manager.folder.job(job.id).pause.exists(), "the pause has arrived")  # type: ignore[misc]
            manager.cancel_job(job.id, force=True)


def test_costs_of_all_attempts_add_up(door: JobManager) -> None:
    code = """report('{"type": "cost", "usd": 0.5}'); time.sleep(0.3); sys.exit(attempt != 3)"""
    job = ended(door, submit(door, code, retry={"limit": 5, **AT_ONCE}))
    assert job.cost_usd == 1.5
    assert [past.cost_usd for past in job.attempts] == [0.5, 1.0]


def test_the_files_of_each_attempt_are_kept_in_their_place(manager: JobManager) -> None:
    code = """report('{"type": "result", "value": "%s"}' % attempt); say(attempt); sys.exit(attempt != 3)"""
    job = ended(manager, submit(manager, code, retry={"limit": 5, **AT_ONCE}))
    folder = manager.folder.job(job.id)
    assert job.result_summary == "3"
    for number in (1, 2):
        moved = folder.attempts / str(number)
        assert {path.name for path in moved.iterdir()} == {
            *("events.jsonl", "exit.json", "job.log", "run.json", "run_summary.json")
        }
        assert (moved / "job.log").read_text() == f"{number}\n"
        summary = read_json(moved / "run_summary.json")
        assert summary is not None
        assert len(summary["attempts"]) == number
    assert folder.log.read_text() == "3\n"
    assert folder.log == Path(job.logs_path)


# -- parking


def test_a_job_parks_itself_with_emit_and_goes_on_by_itself(door: JobManager) -> None:
    code = "say(attempt)\nif attempt < 3: emit('--park-for', '1s', '--text', 'usage limit')"
    job = ended(door, submit(door, code))
    assert (job.status, job.attempt) == (JobStatus.COMPLETED, 3)
    assert codes(job) == ["parked", "parked"]
    assert all(past.status is JobStatus.COMPLETED and past.exit_code == 0 for past in job.attempts)


def test_a_parked_job_says_until_when_and_why(door: JobManager) -> None:
    job = submit(door, "emit('--park-for', '3h', '--text', 'usage limit'); sys.exit(1)", retry={"limit": 1, **AT_ONCE})
    now = waiting(door, job)
    assert now.reason is not None
    assert now.reason.code == "parked"
    assert now.reason.text.startswith("Parked until ")
    assert now.reason.text.endswith(": usage limit")
    assert now.not_before is not None
    rest = datetime.fromisoformat(now.not_before) - datetime.now(UTC)
    assert timedelta(hours=2, minutes=58) < rest <= timedelta(hours=3)
    door.cancel_job(job.id)


def test_parkings_are_no_retries_and_no_failures(door: JobManager) -> None:
    code = "sys.exit({1: 1, 2: 75}.get(attempt, 0))"
    job = ended(door, submit(door, code, retry={"limit": 1, **AT_ONCE}, park={"codes": [75], "delay_s": 1}))
    assert (job.status, codes(job)) == (JobStatus.COMPLETED, ["exit_code", "parked"])


def test_what_a_service_writes_when_a_limit_is_reached_parks_a_job_that_wants_it(door: JobManager) -> None:
    code = "if attempt != 2: say('Error: rate limit reached, please try again in 1.2s.'); sys.exit(1)"
    job = ended(door, submit(door, code, park={}))
    assert (job.status, codes(job)) == (JobStatus.COMPLETED, ["parked"])
    refused = ended(door, submit(door, code))
    assert refused.status is JobStatus.FAILED


def test_a_job_that_is_python_parks_itself_with_report(door: JobManager) -> None:
    code = "import os; from jobdesk import report; attempt = os.environ['JOBDESK_ATTEMPT']\n"
    code += (
        "report(type='park', for_s=1, text='usage limit') if attempt == '1' else report(type='result', value='done')"
    )
    config = {"command": [sys.executable, "-c", code], "env": {"PYTHONPATH": str(ROOT)}}
    job = ended(door, door.submit_job(config))
    assert (job.result_summary, codes(job)) == ("done", ["parked"])


def test_a_wish_to_be_parked_can_be_taken_back(door: JobManager) -> None:
    job = ended(door, submit(door, "emit('--park-for', '3h'); emit('--no-park')"))
    assert (job.status, job.attempt) == (JobStatus.COMPLETED, 1)


def test_a_job_that_the_user_stops_is_not_parked(door: JobManager) -> None:
    job = submit(door, "emit('--park-for', '3h'); say('parked'); time.sleep(60)")
    wait_until(lambda: "parked" in door.read_log(job.id), "it has said so", 60)
    door.cancel_job(job.id, force=True)
    assert ended(door, job).status is JobStatus.CANCELLED


# -- what lives on


def test_a_retry_that_waits_survives_the_end_of_its_engine(home: Path) -> None:
    with JobManager(home / "jobs_state.json") as first:
        job = submit(first, SECOND_SUCCEEDS, retry={"limit": 5, "delay_s": 600})
        before = waiting(first, job)
        first.close(hand_over=False)
    with JobManager(home / "jobs_state.json") as second:
        assert second.get_job(job.id) == before
        assert second.run_now(job.id)
        assert ended(second, job).status is JobStatus.COMPLETED
        assert second.read_log(job.id, attempt=1) == "1\n"


def test_a_list_that_is_rebuilt_knows_of_attempts(home: Path) -> None:
    """All of the state is lost while one job waits for its retry, one runs its second attempt, and one has ended."""
    with JobManager(home / "jobs_state.json") as manager:
        code = "say(attempt)\nif attempt == 1: sys.exit(7)\n"
        waits = submit(manager, EXIT_7, retry={"limit": 5, "delay_s": 600})
        runs = submit(manager, f"{code}time.sleep(60)", retry={"limit": 1, **AT_ONCE})
        ends = submit(manager, code, retry={"limit": 1, **AT_ONCE})
        summary = manager.folder.job(ends.id).summary
        wait_until(lambda: (read_json(summary) or {}).get("status") == "completed", "it has ended, in writing")
        waiting(manager, waits)
        wait_until(lambda: manager.read_log(runs.id) == "2\n", "the second attempt runs")
        found = {job.id: job for job in rebuild_from_folders(manager.folder.run_logs)[0]}
        manager.cancel_job(runs.id, force=True)
        ended(manager, runs)
        manager.close(hand_over=False)
    assert {job_id: (job.status, job.attempt) for job_id, job in found.items()} == {
        waits.id: (JobStatus.QUEUED, 2),
        runs.id: (JobStatus.RUNNING, 2),
        ends.id: (JobStatus.COMPLETED, 2),
    }
    assert found[waits.id].is_held
    assert all(len(job.attempts) == 1 for job in found.values())

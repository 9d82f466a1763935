"""The command line and jobs that are tried again: what `run` shows, logs by attempt, time limits, and parking."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_verbs import start
from tests.faults.desks import wait_until
from tests.programs import script, sleep

Run = Callable[..., subprocess.CompletedProcess[str]]


def shown(run: Run, job: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("show", job, "--json").stdout)
    return found


def test_run_shows_the_logs_of_all_attempts_and_ends_with_the_last_code(run: Run) -> None:
    code = "say('begins', attempt); time.sleep(0.1); say('ends', attempt); sys.exit(5 - attempt)"
    done = run("run", "--retries", "2", "--retry-delay", "50ms", "--", *script(code))
    assert done.stdout == "".join(f"begins {number}\nends {number}\n" for number in (1, 2, 3))
    assert done.returncode == 2


def test_run_says_what_its_job_waits_for(run: Run) -> None:
    """Whoever sits before a terminal learns why nothing comes: once for each wait, not each second."""
    running = start("run", "--retries", "1", "--retry-delay", "1h", "--", *script("sys.exit(2 - attempt)"))
    assert running.stderr is not None
    told = next(line for line in iter(running.stderr.readline, "") if "waits" in line)
    assert "Retry 1 of 1 in" in told
    assert run("now", "1").returncode == 0
    _, more = running.communicate(timeout=300)
    assert (running.returncode, more) == (0, "")


def test_run_misses_nothing_of_attempts_that_follow_each_other_at_once(run: Run) -> None:
    code = "say(*range(1, 2001), end=''); say(); sys.exit(attempt < 6)"
    done = run("run", "--retries", "9", "--retry-delay", "0", "--", *script(code))
    assert done.returncode == 0
    assert done.stdout.split() == [str(number) for number in range(1, 2001)] * 6


def test_logs_follows_from_attempt_to_attempt(run: Run, tmp_path: Path) -> None:
    command = script("say(attempt); wait_for(sys.argv[1]); sys.exit(attempt != 3)", str(tmp_path / "go"))
    job = run("submit", "--retries", "5", "--retry-delay", "100ms", "--", *command).stdout.strip()
    following = start("logs", job, "--follow")
    assert following.stdout is not None
    assert following.stdout.readline() == "1\n"
    (tmp_path / "go").touch()
    assert following.communicate(timeout=300)[0] == "2\n3\n"
    assert run("wait", job).returncode == 0


def test_logs_tells_the_log_of_any_attempt(run: Run) -> None:
    code = "say('one', attempt); say('two', attempt); sys.exit(attempt != 2)"
    run("run", "--retries", "1", "--retry-delay", "0", "--", *script(code))
    assert run("logs", "1").stdout == "one 2\ntwo 2\n"
    assert run("logs", "1", "--attempt", "1", "--tail", "1").stdout == "two 1\n"
    missing = run("logs", "1", "--attempt", "3")
    assert missing.returncode == 1
    assert "#1 has no attempt 3" in missing.stderr


def test_show_tells_of_attempts(run: Run) -> None:
    run("run", "--retries", "1", "--retry-delay", "0", "--", *script("sys.exit(4 - attempt)"))
    lines = [" ".join(line.split()) for line in run("show", "1").stdout.splitlines()]
    assert any(line.startswith("Attempt 1: Exit code 3, ") for line in lines), lines
    assert "Exit code: 2" in lines


@pytest.mark.parametrize("how", ["--park-for 2h", "--park-until 23:59:59", "--park-until 2100-01-31T18:00Z"])
def test_a_parked_job_is_waited_for_and_says_until_when(run: Run, how: str) -> None:
    command = script("emit(*sys.argv[1:])", *how.split(), "--text", "usage limit")
    job = run("submit", "--", *command).stdout.strip()
    if how.endswith("Z"):  # Farther away than anybody can mean: then as long as the policy says.
        how = "--park-for 15m"
    wait_until(lambda: shown(run, job)["attempts"], "it is parked", 60, 0.1)
    why = run("why", job).stdout
    assert why.startswith("Parked, goes on in "), why
    assert shown(run, job)["reason"]["text"].endswith(": usage limit")
    assert run("cancel", job).returncode == 0


def test_emit_refuses_a_time_that_nobody_can_read(run: Run) -> None:
    done = run("run", "--", *script("sys.exit(emit('--park-until', 'soon'))"))
    assert done.returncode == 1
    assert "--park-until: must be like 18:00" in done.stdout


def test_a_time_limit_is_given_on_the_command_line(run: Run) -> None:
    done = run("run", "--timeout", "300ms", "--timeout-warn", "100ms", "--", *sleep(60))
    assert "jobdesk: failed: Ran longer than 1 s" in done.stderr.splitlines()
    assert "jobdesk: Runs longer than 1 s" in done.stderr.splitlines()

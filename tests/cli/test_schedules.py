"""The verb `schedule`, run as a user runs it."""

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobdesk import JobManager
from tests import programs
from tests.faults.desks import wait_until

Run = Callable[..., subprocess.CompletedProcess[str]]
ECHO = ("--", *programs.echo("hello"))


def document(run: Run, *words: str) -> Any:
    done = run(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_schedule_is_added_shown_changed_and_deleted(run: Run) -> None:
    assert run("schedule", "list").stdout == "no schedules\n"
    options = ("--cron", "0 3 * * *", "--tz", "Europe/Berlin", "--overlap", "queue", "--catch-up", "each")
    wishes = ("--name", "Nightly", "--priority", "high", "--need", "gpu=2", "--retries", "2", "--tag", "backup")
    added = run("schedule", "add", *options, *wishes, *ECHO)
    assert added.returncode == 0, added.stderr
    shown = document(run, "schedule", "show", "Nightly")
    assert shown["id"] == added.stdout.strip()
    assert (shown["cron"], shown["zone"], shown["overlap"], shown["catch_up"]) == (
        "0 3 * * *",
        "Europe/Berlin",
        "queue",
        "each",
    )
    assert shown["when"] == "At 03:00 every day (Europe/Berlin)"
    assert len(shown["next_runs"]) == 5
    (run_ahead,) = shown["runs"]
    assert (run_ahead["priority"], run_ahead["needs"], run_ahead["tags"]) == (10, {"gpu": 2.0}, ["backup"])
    assert run_ahead["policy"]["retry"]["limit"] == 2
    assert run_ahead["not_before"] == shown["next_due"]

    heading, line = run("schedule", "list").stdout.splitlines()
    assert heading.split() == ["ID", "NAME", "NEXT", "RUN", "WHEN"]
    assert line.split()[:2] == [shown["id"], "Nightly"]
    assert line.endswith("At 03:00 every day (Europe/Berlin)")

    changed = run("schedule", "edit", "Nightly", "--every", "1h30m", "--name", "Often", "--", "echo", "changed")
    assert changed.returncode == 0, changed.stderr
    again = document(run, "schedule", "show", "Often")
    assert (again["every_s"], again["cron"], again["config"]["command"]) == (5400, "", ["echo", "changed"])
    assert again["policy"]["retry"]["limit"] == 2
    text = run("schedule", "show", "Often").stdout
    assert "When:      Every 1 h 30 min" in text
    assert text.count("Next:") == 5

    assert document(run, "schedule", "delete", "Often") == {"deleted": True}
    assert run("list").stderr == "jobdesk: no jobs\n"


def test_an_edit_of_a_schedule_leaves_what_it_does_not_name(run: Run, tmp_path: Path) -> None:
    run("schedule", "add", "--every", "2h", "--tz", "Europe/Berlin", "--name", "S", "--cwd", str(tmp_path), *ECHO)
    run("schedule", "edit", "S", "--", "echo", "changed")
    config = document(run, "schedule", "show", "S")["config"]
    assert (config["command"], config["cwd"]) == (["echo", "changed"], str(tmp_path))
    top = str(Path("/").absolute())
    run("schedule", "edit", "S", "--cwd", top, "--env", "A=1")
    config = document(run, "schedule", "show", "S")["config"]
    assert (config["command"], config["cwd"], config["env"]) == (["echo", "changed"], top, {"A": "1"})
    # Its next runs are shown in its own zone, so the zone is said.
    assert run("schedule", "list").stdout.splitlines()[1].endswith("Every 2 h (Europe/Berlin)")
    refused = run("schedule", "edit", "S")
    assert (refused.returncode, refused.stderr.startswith("jobdesk: edit: say what to change")) == (1, True)


def test_an_array_runs_again_and_again_and_its_command_can_change(run: Run) -> None:
    words = ("--every", "1h", "--name", "Both", "--array", "size=s,m", "--at-once", "1")
    added = run("schedule", "add", *words, "--", "echo", "{size}")
    assert added.returncode == 0, added.stderr
    shown = document(run, "schedule", "show", "Both")
    assert (shown["config"]["over"], shown["policy"]["at_once"]) == ({"size": "s,m"}, 1)
    assert [job["kind"] for job in shown["runs"]] == ["array"]
    assert run("schedule", "edit", "Both", "--env", "A=1", "--", "echo", "new", "{size}").returncode == 0
    task = document(run, "schedule", "show", "Both")["config"]["task"]
    assert (task["command"], task["env"]) == (["echo", "new", "{size}"], {"A": "1"})
    assert run("schedule", "edit", "Both", "--at", "18:00").returncode == 0


def test_what_is_no_command_is_not_replaced_by_one(run: Run, home: Path) -> None:
    with JobManager(home / "jobs_state.json") as manager:
        manager.add_schedule({"function": "math:sqrt"}, every_s=3600, name="Root")
    refused = run("schedule", "edit", "Root", "--", "echo")
    assert (refused.returncode, refused.stderr) == (1, "jobdesk: --: only a command can be replaced by one\n")
    assert document(run, "schedule", "show", "Root")["config"] == {"function": "math:sqrt"}


def test_runs_follow_each_other_and_are_shown(run: Run) -> None:
    run("schedule", "add", "--every", "1s", "--name", "Tick", "--overlap", "beside", *ECHO)
    deadline = time.monotonic() + 300
    while True:
        shown = document(run, "schedule", "show", "Tick")
        if sum(one["status"] == "completed" for one in shown["runs"]) >= 2:
            break
        assert time.monotonic() < deadline
    assert run("schedule", "pause", "Tick").returncode == 0
    wait_until(lambda: "completed" in run("schedule", "show", "Tick").stdout, "the last runs have ended", 300)
    assert [one["status"] for one in document(run, "list") if one["status"] == "queued"] == []


def test_pause_resume_and_skip(run: Run) -> None:
    run("schedule", "add", "--every", "1d", "--name", "Daily", *ECHO)
    first = document(run, "schedule", "show", "Daily")
    skipped = run("schedule", "skip", "Daily")
    assert skipped.stdout.startswith("next run: ")
    assert document(run, "schedule", "show", "Daily")["next_due"] == first["next_runs"][1]
    assert "cancelled: Skipped by you" in run("schedule", "show", "Daily").stdout

    assert document(run, "schedule", "pause", "Daily")["next_due"] is None
    assert run("schedule", "list").stdout.splitlines()[1].split()[2] == "paused"
    assert run("schedule", "skip", "Daily").stderr == "jobdesk: Daily has no run to skip: paused\n"
    assert document(run, "schedule", "resume", "Daily")["next_due"] == first["next_runs"][1]


def test_a_single_moment_is_read_in_the_zone_that_is_given(run: Run) -> None:
    run("schedule", "add", "--at", "2099-07-31 18:00", "--tz", "Europe/Berlin", "--name", "Once", *ECHO)
    shown = document(run, "schedule", "show", "Once")
    assert (shown["next_due"], shown["when"]) == (
        "2099-07-31T16:00:00.000Z",
        "At 2099-07-31 18:00 (Europe/Berlin)",
    )
    run("schedule", "add", "--in", "2h", "--name", "Soon", *ECHO)
    assert len(document(run, "schedule", "show", "Soon")["next_runs"]) == 1


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        (("add", "--cron", "0 25 * * *", *ECHO), 1, "is no cron expression: Bad hour"),
        (("add", "--every", "soon", *ECHO), 1, "--every: must be a duration"),
        (("add", "--every", "1h", "--cron", "@daily", *ECHO), 1, "needs one of"),
        (("add", "--at", "2001-01-01 10:00", *ECHO), 1, "--at: lies in the past"),
        (("add", "--every", "1h", "--tz", "Mars/Base", *ECHO), 1, "is no time zone"),
        (("add", "--every", "1h", "--after", "1", *ECHO), 1, "--after: is for single jobs"),
        (("add", "--every", "1h"), 2, "say what to run after --"),
        (("add", "--every", "1h", "--overlap", "maybe", *ECHO), 2, "invalid choice"),
        (("show", "nothing"), 1, "No schedule 'nothing'"),
        ((), 2, "required"),
    ],
)
def test_what_cannot_be_is_refused_in_one_clear_line(run: Run, words: tuple[str, ...], code: int, problem: str) -> None:
    done = run("schedule", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert problem in done.stderr.splitlines()[-1]

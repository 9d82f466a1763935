"""The command line's verbs about the queue, run as a user runs them."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobdesk.kinds.command import CommandKind
from tests import programs

Run = Callable[..., subprocess.CompletedProcess[str]]
WAIT = ("--", *programs.sleep(60))
WAITS = CommandKind().derive_name({"command": programs.sleep(60)})


def job_of(run: Run, ref: str) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(run("show", ref, "--json").stdout)
    return shown


def test_why_lists_what_holds_a_job_back_and_lifts_it(run: Run) -> None:
    assert run("queue", "Encode", "--limit", "1").returncode == 0
    run("submit", "--queue", "Encode", *WAIT)
    run("submit", "--queue", "Encode", "--after", "1", "--after-if", "ended", *WAIT)
    said = run("why", "2").stdout.splitlines()
    assert said == [
        f"Waits for #1 {WAITS} to end  [--lift 1: Do not wait for it]",
        "Encode: 1 of 1 running, #1  [--lift 2: Run now]",
    ]
    document = json.loads(run("why", "2", "--json").stdout)
    assert [blocker["code"] for blocker in document["blockers"]] == ["waiting_jobs", "waiting_limit"]
    assert "Encode: 1 of 1 running" in run("list").stdout
    assert run("why", "2", "--lift", "1").stdout.splitlines() == ["Encode: 1 of 1 running, #1  [--lift 1: Run now]"]
    run("why", "2", "--lift", "1")
    job = job_of(run, "2")
    assert job["status"] == "running"
    assert run("why", "2", "--lift", "1").stderr == "jobdesk: --lift: nothing holds job #2 back\n"


def test_now_goes_over_the_limit_and_says_so(run: Run) -> None:
    run("queue", "--limit", "1")
    run("submit", *WAIT)
    run("submit", *WAIT)
    run("submit", "--after", "1", *WAIT)
    assert run("now", "2").returncode == 0
    assert job_of(run, "2")["notices"] == ["Started at your wish over the limit: 2 of 1 running"]
    refused = run("now", "3")
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"jobdesk: job #3 is queued: Waits for #1 {WAITS}")
    assert run("now", "1").returncode == 1


def test_only_a_reason_that_is_there_can_be_lifted(run: Run) -> None:
    run("submit", "--need", "gpu=1", "--", "true")
    refused = run("why", "1", "--lift", "3")
    assert refused.stderr == "jobdesk: --lift: there is no reason 3; see: jobdesk why 1\n"


def test_next_puts_a_job_before_all_others(run: Run) -> None:
    run("queue", "--limit", "1")
    run("submit", *WAIT)
    run("submit", "--priority", "high", *WAIT)
    run("submit", *WAIT)
    assert run("next", "3").returncode == 0
    assert "1 of 1 running (#1), next" in run("why", "3").stdout
    assert run("next", "1").returncode == 1


def test_edit_changes_what_is_named_and_leaves_the_rest(run: Run) -> None:
    run("submit", "--hold", "--retries", "2", "--tag", "a", *WAIT)
    changed = run("edit", "1", "--priority", "low", "--need", "gpu=2", "--timeout", "2h", "--json", "--", "echo", "new")
    assert changed.returncode == 0, changed.stderr
    job = job_of(run, "1")
    assert (job["priority"], job["needs"], job["tags"]) == (-10, {"gpu": 2.0}, ["a"])
    assert job["policy"] == {"retry": {"limit": 2}, "run_time": {"stop_s": 7200.0}}
    assert job["config"]["command"] == ["echo", "new"]
    run("edit", "1", "--retry-delay", "1m", "--timeout", "3x")
    assert job_of(run, "1")["policy"] == {"retry": {"limit": 2, "delay_s": 60.0}, "run_time": {"stop_medians": 3.0}}
    assert run("edit", "1").stderr.startswith("jobdesk: edit: say what to change")


def test_edit_changes_how_a_command_runs_and_leaves_the_rest(run: Run, tmp_path: Path) -> None:
    run("submit", "--hold", "--env", "A=1", "--shell", "--", "echo a | cat")
    assert run("edit", "1", "--cwd", str(tmp_path), "--env", "B=2").returncode == 0
    config = job_of(run, "1")["config"]
    assert (config["command"], config["shell"]) == ("echo a | cat", True)
    assert (config["cwd"], config["env"]) == (str(tmp_path), {"A": "1", "B": "2"})
    assert run("edit", "1", "--", "echo b | cat").returncode == 0
    assert job_of(run, "1")["config"]["command"] == "echo b | cat"
    changed = run("edit", "1", "--", "echo", "c")
    assert changed.returncode == 0, changed.stderr
    config = job_of(run, "1")["config"]
    assert (config["command"], config.get("shell", False)) == (["echo", "c"], False)
    assert (config["cwd"], config["env"]) == (str(tmp_path), {"A": "1", "B": "2"})
    run("submit", "--hold", "--array", "1-2", "--", "echo", "{i}")
    refused = run("edit", "2", "--cwd", str(tmp_path))
    assert (refused.returncode, "only a command" in refused.stderr) == (1, True)


def test_a_circle_of_waits_is_refused_with_its_way(run: Run) -> None:
    run("submit", "--hold", *WAIT)
    run("submit", "--hold", "--after", "1", *WAIT)
    run("submit", "--hold", "--after", "2", *WAIT)
    refused = run("edit", "1", "--after", "3")
    assert refused.returncode == 1
    assert refused.stderr == "jobdesk: #1 cannot wait for #3: #3 waits for #2 waits for #1.\n"


def test_pause_freezes_what_runs_and_resume_lets_it_go_on(run: Run) -> None:
    run("queue", "--limit", "9")
    run("submit", "--queue", "A", *WAIT)
    run("submit", "--queue", "B", *WAIT)
    run("queue", "A", "--pause")
    run("submit", "--queue", "A", *WAIT)
    assert job_of(run, "1")["reason"] == {"code": "queue_paused", "text": "Paused with its queue"}
    assert job_of(run, "2")["reason"] is None
    assert run("why", "3").stdout == "A is paused  [--lift 1: Resume A]\n"
    run("queue", "A", "--resume")
    assert job_of(run, "1")["reason"] is None
    assert job_of(run, "3")["status"] == "running"
    run("queue", "--drain")
    run("submit", *WAIT)
    assert run("why", "4").stdout == "The queue is paused  [--lift 1: Resume the queue]\n"
    assert job_of(run, "2")["reason"] is None


def test_rules_are_shown_changed_and_taken_away(run: Run) -> None:
    run("queue", "--cap", "gpu=2")
    shown = run("queue", "night", "--quiet", "07:00-22:00", "--cap", "gpu=1", "--max-load", "0.5", "--battery", "no")
    assert shown.stdout == ("night: open, at most 1 gpu, quiet 07:00-22:00, load up to 0.5 a core, not on battery\n")
    run("queue", "night", "--quiet", "none", "--max-load", "none", "--battery", "yes")
    assert run("queue", "night").stdout == "night: open, at most 1 gpu\n"
    assert "resources: gpu 2" in run("queue").stdout
    assert run("queue", "night", "--cap", "gpu=none").stdout == "night: open, no rules of its own\n"
    assert "resources" not in run("queue", "--cap", "gpu=none").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("submit", "--at", "2001-01-01 10:00", *WAIT), "--at: lies in the past"),
        (("submit", "--at", "25:00", *WAIT), "--at: must be like 18:00, tomorrow 06:30 or 2026-01-31 18:00"),
        (("submit", "--in", "soon", *WAIT), "--in: "),
        (("submit", "--in", "9999999999d", *WAIT), "--in: is longer than there are dates"),
        (("submit", "--need", "gpu=nan", *WAIT), "needs.gpu: must be a number, not nan"),
        (("submit", "--retry-factor", "inf", *WAIT), "policy.retry.factor: must be a number, not inf"),
        (("submit", "--name", "caf\udce9", *WAIT), "name: holds what is no text in UTF-8"),
        (("submit", "--", "ls", "caf\udce9"), "config.command: holds what is no text in UTF-8"),
        (("show", "caf\udce9"), "No job 'caf\\udce9'"),
        (("queue", "--cap", "gpu=inf"), "fields.resources.gpu: must be a number, not inf"),
        (("submit", "--array", "I=1-3", *WAIT), "parameters: 'I' is no name: use a-z, 0-9 and _"),
        (("submit", "--array", "1-" + "9" * 5000, *WAIT), "i: '1-999"),
        (("submit", "--need", "gpu=x", *WAIT), "--need: takes NAME=AMOUNT, such as gpu=2, not 'gpu=x'"),
        (("submit", "--need", "gpu=-1", *WAIT), "needs: the amount of 'gpu' must be from 0"),
        (("submit", "--priority", "urgent", *WAIT), "--priority: must be a whole number or one of highest"),
        (("submit", "--retries", "-1", *WAIT), "policy: retry.limit must be from 0"),
        (("submit", "--timeout", "3y", *WAIT), "--timeout: "),
        (("submit", "--timeout", "qx", *WAIT), "--timeout: must be a time such as 2h, or a multiple such as 3x"),
        (("queue", "a", "--limit", "0"), "run_limit: must be from 1"),
        (("queue", "a", "--quiet", "night"), "quiet: must be like 22:00-07:00"),
        (("queue", "--limit", "none"), "--limit: everything together needs one"),
        (("queue", "a", "--min-free", "much"), "--min-free: must be a number, or none, not 'much'"),
    ],
)
def test_a_mistake_is_one_clear_line(run: Run, words: tuple[str, ...], said: str) -> None:
    finished = run(*words)
    assert finished.returncode == 1
    assert finished.stderr.startswith(f"jobdesk: {said}"), finished.stderr
    assert finished.stderr.count("\n") == 1
    assert json.loads(run("list", "--json").stdout) == []


def test_at_and_in_are_not_said_together(run: Run) -> None:
    said = run("submit", "--at", "18:00", "--in", "5m", *WAIT)
    assert said.returncode == 2
    assert "not allowed with argument" in said.stderr


def test_what_cannot_be_done_to_a_job_in_the_archive_or_the_trash_says_where_it_is(run: Run) -> None:
    assert run("run", "--", *programs.TRUE).returncode == 0
    assert run("archive", "1").returncode == 0
    place = "jobdesk: job #1 is in the archive; to bring it back: jobdesk restore 1\n"
    for words in (("edit", "1", "--name", "x"), ("now", "1"), ("next", "1"), ("pause", "1"), ("archive", "1")):
        said = run(*words)
        assert (said.returncode, said.stderr) == (1, place), words
    assert run("why", "1").stdout == "#1 is completed\n"
    run("submit", "--hold", *WAIT)
    assert run("delete", "2").returncode == 0
    place = "job #2 is in the trash; to bring it back: jobdesk restore 2\n"
    for words in (("now", "2"), ("next", "2"), ("resume", "2"), ("delete", "2")):
        said = run(*words)
        assert (said.returncode, said.stderr) == (1, f"jobdesk: {place}"), words
    assert run("why", "2").stdout == f"Held: start it when you wish\n{place}"

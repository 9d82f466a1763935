"""The archive on the command line."""

import json
import subprocess
from collections.abc import Callable

from tests import programs

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_a_job_goes_to_the_archive_is_found_there_and_comes_back(run: Run) -> None:
    first = run("submit", "--name", "first", "--", *programs.echo("hello")).stdout.strip()
    second = run("submit", "--name", "second", "--", *programs.FALSE).stdout.strip()
    run("wait", first, second)
    assert run("archive", first).returncode == 0
    assert run("archive", "2").returncode == 0
    assert "no jobs" in run("list").stderr
    assert [job["name"] for job in json.loads(run("list", "--archived", "--json").stdout)] == ["second", "first"]
    assert [job["id"] for job in json.loads(run("list", "--archived", "HELLO", "--json").stdout)] == [first]
    failed = json.loads(run("list", "--archived", "--status", "failed", "--limit", "5", "--json").stdout)
    assert [job["id"] for job in failed] == [second]
    assert "Archived:" in run("show", "1").stdout
    assert run("logs", first).stdout == "hello\n"
    refused = run("archive", first)
    assert (refused.returncode, "is in the archive" in refused.stderr) == (1, True)
    assert run("restore", first).returncode == 0
    assert [job["id"] for job in json.loads(run("list", "--json").stdout)] == [first]
    assert json.loads(run("delete", second, "--json").stdout)["id"] == second
    assert "No job" in run("show", second).stderr


def test_queues_and_everything_have_rules_of_what_stays_in_the_list(run: Run) -> None:
    said = run("queue", "videos", "--keep-days", "7.5", "--keep-count", "3").stdout
    assert said == "videos: open, keeps 7.5 days, 3 jobs\n"
    everything = run("queue", "--keep-count", "1", "--keep-gb", "0.5").stdout.splitlines()[0]
    assert everything.endswith("keeps 1 jobs, 0.5 GB of logs")
    jobs = [run("submit", "--", *programs.TRUE).stdout.strip() for _ in range(3)]
    run("wait", *jobs)
    for _ in range(100):
        if len(json.loads(run("list", "--json").stdout)) == 1:
            break
    assert len(json.loads(run("list", "--archived", "--json").stdout)) == 2
    assert run("queue", "videos", "--keep-days", "none", "--keep-count", "none").stdout.startswith(
        "videos: open, no rules"
    )
    assert "keeps" not in run("queue", "--keep-count", "none", "--keep-gb", "none").stdout

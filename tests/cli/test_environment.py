"""On the command line: a job has the environment of the shell that submits it, whichever started the engine."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import programs
from tests.faults.desks import wait_until

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_each_shell_gives_its_own_variables_and_programs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in ("one", "two"):
        monkeypatch.setenv("FOO", value)
        assert run("run", "--", *programs.script("say(os.environ['FOO'])")).stdout == f"{value}\n"
    programs.write_tool(tmp_path / "venv-tool", "activated")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert run("run", "--", "venv-tool").stdout == "activated\n"
    assert run("run", "--shell", "--", "venv-tool").stdout == "activated\n"


def test_one_variable_is_passed_on_by_its_name_and_the_engines_are_taken(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "say(*(os.environ.get(name, 'unset') for name in sys.argv[1:]))"
    show = ("--", *programs.script(code, "FOO", "BAR", "DISPLAY"))
    monkeypatch.setenv("FOO", "engine")
    monkeypatch.delenv("DISPLAY", raising=False)
    run("run", "--", *programs.TRUE)
    for name in ("FOO", "BAR", "DISPLAY"):
        monkeypatch.setenv(name, "mine")
    assert run("run", *show).stdout == "mine mine unset\n"
    assert run("run", "--env", "DISPLAY", *show).stdout == "mine mine mine\n"
    assert run("run", "--env-from", "engine", *show).stdout == "engine unset unset\n"
    assert run("run", "--env-from", "engine", "--env", "BAR", "--env", "DISPLAY=x", *show).stdout == "engine mine x\n"
    done = run("run", "--env", "NO_SUCH", *show)
    assert done.returncode == 2
    assert "--env takes NAME=VALUE, or the name of a variable that is set here; 'NO_SUCH' is not" in done.stderr
    journals = "".join(path.read_text() for path in home.glob("journal.*"))
    assert "DISPLAY" in journals
    assert "mine" not in journals


def test_no_verb_prints_an_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "hunter2-hunter2")
    run("run", "--env", "API_KEY", "--", *programs.TRUE)
    run("schedule", "add", "--every", "1h", "--name", "hourly", "--", *programs.TRUE)
    for words in (["show", "1"], ["show", "1", "--json"], ["list", "--json"], ["logs", "1"], ["why", "1", "--json"]):
        done = run(*words)
        assert "hunter2" not in done.stdout + done.stderr, words
    assert "hunter2" not in run("schedule", "show", "hourly", "--json").stdout
    assert json.loads(run("show", "1", "--json").stdout)["submit_folder"] == str(Path.cwd())


def test_what_runs_later_has_it_too(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    show = ("--", *programs.script("say(os.environ['FOO']); say(os.getcwd())"))
    monkeypatch.setenv("FOO", "first")
    run("run", *show)
    run("schedule", "add", "--in", "1s", "--name", "later", *show)
    array = run("submit", "--array", "1-2", *show).stdout.strip()
    monkeypatch.setenv("FOO", "second")
    monkeypatch.chdir("/")
    again = run("rerun", "1").stdout.strip()
    assert run("wait", again, array).returncode == 0
    assert run("logs", again).stdout == f"first\n{tmp_path}\n"
    mine = run("rerun", "1", "--env-from", "here").stdout.strip()
    engines = run("rerun", "1", "--env-from", "engine").stdout.strip()
    assert run("wait", mine, engines).returncode == 0
    assert run("logs", mine).stdout == f"second\n{tmp_path}\n"
    assert run("logs", engines).stdout == f"first\n{tmp_path}\n"  # It was started by the first.
    for task in json.loads(run("list", "--json", "--array", array).stdout):
        assert run("logs", task["id"]).stdout == f"first\n{tmp_path}\n"

    def runs() -> list[str]:
        shown = json.loads(run("schedule", "show", "later", "--json").stdout)
        return [one["id"] for one in shown["runs"] if one["status"] == "completed"]

    assert run("logs", wait_until(runs, "it has run")[0]).stdout == f"first\n{tmp_path}\n"


def test_of_jobdesks_own_variables_a_job_has_those_that_are_about_it(run: Run) -> None:
    about_it = {"HOME", "JOB_ID", "JOB_NUMBER", "ATTEMPT", "SPEC", "EVENTS", "TOKEN"}

    for origin in ((), ("--env-from", "engine")):
        printed = run("run", *origin, "--", *programs.script("for name in os.environ: say(name)")).stdout.splitlines()

        names = {name for name in printed if name.startswith("JOBDESK_")}
        assert names == {f"JOBDESK_{name}" for name in about_it}

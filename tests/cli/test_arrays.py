"""Arrays on the command line."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import programs

Run = Callable[..., subprocess.CompletedProcess[str]]
PYTHON = sys.executable
PRINT = [PYTHON, "-c", "import sys; print(sys.argv[1:]); sys.exit(sys.argv[1] == 'bad')"]


def as_json(run: Run, *words: str) -> Any:
    return json.loads(run(*words).stdout)


def test_an_array_is_one_line_of_the_list_and_its_tasks_are_asked_for(run: Run) -> None:
    array = run("submit", "--name", "n", "--array", "1-3", "--", *PRINT, "{i}").stdout.strip()
    assert run("wait", array).returncode == 0
    listed = run("list").stdout.splitlines()
    assert len(listed) == 2
    assert "3 done" in listed[1]
    assert [job["name"] for job in as_json(run, "list", "--json")] == ["n"]
    assert [job["name"] for job in as_json(run, "list", "--array", "1", "--json")] == [
        "n [3] i=3",
        "n [2] i=2",
        "n [1] i=1",
    ]
    assert len(as_json(run, "list", "--tasks", "--json")) == 4
    assert run("logs", "2").stdout == "['1']\n"
    no_log = run("logs", array)
    assert (no_log.returncode, no_log.stdout) == (1, "")
    assert "jobdesk list --array 1" in no_log.stderr
    assert "Exit code" not in run("show", array).stdout
    assert as_json(run, "show", array, "--json")["tasks"]["done"] == 3


def test_parameters_make_all_combinations_and_what_failed_runs_again(run: Run) -> None:
    array = run("submit", "--array", "a=good,bad", "--array", "b=1-2", "--", *PRINT, "{a}", "{b}").stdout.strip()
    waited = run("wait", array)
    assert (waited.returncode, "2 of 4 tasks failed" in waited.stderr) == (1, True)
    again = run("rerun", "--failed", array).stdout.strip()
    run("wait", again)
    logs = [run("logs", job["id"]).stdout for job in as_json(run, "list", "--array", again, "--json")]
    assert logs == ["['bad', '2']\n", "['bad', '1']\n"]
    assert "is no array" in run("rerun", "--failed", "2").stderr


@pytest.mark.skipif(sys.platform == "win32", reason="its shells have no quotes that hold everything")
def test_the_lines_of_a_file_make_tasks_and_stay_one_word_each(run: Run, tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.write_text("one; echo two\n\n$(three)\r\n")
    line = programs.shell_line([PYTHON, "-c", "import sys; print('<' + sys.argv[1] + '>')"]) + " {line}"
    array = run("submit", "--shell", "--array-lines", str(lines), "--", line).stdout.strip()
    assert run("wait", array).returncode == 0
    logs = [run("logs", job["id"]).stdout for job in as_json(run, "list", "--array", array, "--json")]
    assert logs == ["<$(three)>\n", "<one; echo two>\n"]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--array", "9-1"], "counts to nowhere"),
        (["--array", "1-3", "--array", "4-5"], "'i' is there twice"),
        (["--array-lines", "/nothing"], "No such file"),
        (["--at-once", "2"], "is for arrays"),
        (["--array", "1-3", "--at-once", "0"], "at_once must be 1 or more"),
    ],
)
def test_what_makes_no_array_is_one_clear_line(run: Run, options: list[str], text: str) -> None:
    refused = run("submit", *options, "--", "true")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert text in refused.stderr
    assert len(refused.stderr.splitlines()) == 1

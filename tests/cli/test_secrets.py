"""Secrets on the command line: masked in all that is printed, whole in what runs, and never stored as their mask."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from jobdesk.core.redaction import MASK
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.storage.data_folder import DataFolder

Run = Callable[..., subprocess.CompletedProcess[str]]
SECRET = "s3cr3tValue0123456789"
WORDS = ["--env", f"API_KEY={SECRET}", "--", "tool", "--password", SECRET, f"https://u:{SECRET}@h", "--flag"]


def test_secrets_are_masked_in_all_that_is_printed_of_jobs(run: Run, home: Path) -> None:
    printed = [run("submit", "--hold", "--json", *WORDS)]
    shown = (["show", "1"], ["show", "1", "--json"], ["list"], ["list", "--json"], ["why", "1", "--json"])
    printed += [run(*words) for words in shown]
    printed += [run("edit", "1", "--tag", "t", "--json"), run("rerun", "1", "--json")]

    for done in printed:
        assert done.returncode == 0
        assert SECRET not in done.stdout + done.stderr
    job = json.loads(printed[2].stdout)
    assert job["config"]["env"] == {"API_KEY": MASK}
    assert job["config"]["command"] == ["tool", "--password", MASK, f"https://{MASK}@h", "--flag"]
    assert job["tags"] == []


def test_secrets_are_masked_in_schedules(run: Run) -> None:
    printed = [run("schedule", "add", "--cron", "0 0 1 1 *", "--name", "S", "--json", *WORDS)]
    shown = (["show", "S"], ["show", "S", "--json"], ["list"], ["list", "--json"], ["pause", "S", "--json"])
    printed += [run("schedule", *words) for words in shown]

    for done in printed:
        assert done.returncode == 0
        assert SECRET not in done.stdout + done.stderr
    assert json.loads(printed[2].stdout)["config"]["env"] == {"API_KEY": MASK}


def test_the_job_gets_its_secrets_and_an_edit_keeps_them(run: Run, home: Path) -> None:
    script = "import os, sys; sys.exit(0 if os.environ['API_KEY'] == sys.argv[2] else 1)"
    command = [sys.executable, "-c", script, "--password", SECRET]
    run("submit", "--hold", "--env", f"API_KEY={SECRET}", "--", *command)

    assert run("edit", "1", "--env", "LEVEL=3").returncode == 0

    with contextlib.closing(RemoteEngine(DataFolder(home))) as engine:
        config = engine.ask("find_job", job_ref="1")["config"]
    assert config["env"] == {"API_KEY": SECRET, "LEVEL": "3"}
    run("resume", "1")
    assert run("wait", "1").returncode == 0


def test_a_masked_value_that_is_sent_back_is_refused(run: Run) -> None:
    done = run("submit", "--env", f"API_KEY={MASK}", "--", "true")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert '"env.API_KEY": holds' in done.stderr
    assert "give the secret itself" in done.stderr
    run("submit", "--hold", "--", "true")
    assert run("edit", "1", "--notes", f"with {MASK}").returncode == 1
    assert run("edit", "1", "--", "tool", MASK).returncode == 1
    assert json.loads(run("show", "1", "--json").stdout)["config"]["command"] == ["true"]


def test_json_escapes_all_control_characters(run: Run) -> None:
    run("submit", "--hold", "--env", "A=\x9b31m\x9d0;t\x07\x85\x7f", "--name", "n", "--", "tool", "ä")
    printed = run("list", "--json").stdout

    assert not any(0x7F <= ord(character) < 0xA0 for character in printed)
    job = json.loads(printed)[0]
    assert job["config"]["env"]["A"] == "\x9b31m\x9d0;t\x07\x85\x7f"
    assert job["config"]["command"] == ["tool", "ä"]
    if sys.platform != "win32":  # Where a pipe is not UTF-8, other letters are escaped too.
        assert "ä" in printed

"""A verb that waits for a job goes on when an update takes the program's files away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import jobdesk
from jobdesk import JobManager

if sys.platform == "win32":
    pytest.skip("a program that runs cannot be removed there", allow_module_level=True)

CLIENT = """
import pathlib, shutil, sys

place, go = sys.argv[1:3]
sys.argv = ["jobdesk", *sys.argv[3:]]
sys.path.insert(0, place)
from jobdesk.__main__ import main
from jobdesk.engine.ipc.plain_client import RemoteEngine

ask = RemoteEngine.ask

def ask_without_program(self, verb, **arguments):
    if verb == "wait_job" and pathlib.Path(place).exists():
        assert sys.modules["jobdesk"].__file__.startswith(place)
        shutil.rmtree(place)
        pathlib.Path(go).touch()
    return ask(self, verb, **arguments)

RemoteEngine.ask = ask_without_program
sys.exit(main())
"""


@pytest.mark.parametrize(("verb", "code"), [("run", 5), ("wait", 1)])
def test_a_verb_that_waits_needs_the_program_no_more(tmp_path: Path, verb: str, code: int) -> None:
    place, go, home = tmp_path / "place", tmp_path / "go", tmp_path / "home"
    shutil.copytree(Path(jobdesk.__file__).parent, place / "jobdesk", ignore=shutil.ignore_patterns("__pycache__"))
    with JobManager(home / "jobs_state.json") as manager:
        manager.hold()
        if verb == "run":
            arguments = ["run", "--", "sh", "-c", "exit 5"]
        else:
            waits = "until [ -e " + str(go) + " ]; do sleep 0.1; done; exit 5"
            arguments = ["wait", manager.submit_job({"command": ["sh", "-c", waits]}).id]
        client = subprocess.run(
            [sys.executable, "-P", "-B", "-c", CLIENT, place, go, *arguments],
            env={**os.environ, "JOBDESK_HOME": str(home)},
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert client.returncode == code, client.stderr
    assert client.stderr.endswith("failed: Exit code 5\n")
    assert go.exists()

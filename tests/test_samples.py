"""The sample jobs that JobDesk plays itself."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from jobdesk.engine.ipc.background import app_command


def play(*arguments: str, events: Path) -> subprocess.CompletedProcess[str]:
    """Play one as a job would."""
    return subprocess.run(
        [*app_command(), "--sample", *arguments],
        env={**os.environ, "JOBDESK_EVENTS": str(events)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sample_writes_and_reports_its_result(tmp_path: Path) -> None:
    played = play("count-words", events=tmp_path / "events")

    assert played.returncode == 0, played.stderr
    assert played.stdout.startswith("argparse: ")
    (event,) = map(json.loads, (tmp_path / "events").read_text().splitlines())
    assert (event["type"], set(event["value"])) == ("result", {"words", "most common", "times"})


def test_the_one_that_fails_fails(tmp_path: Path) -> None:
    played = play("check-links", events=tmp_path / "events")

    assert played.returncode == 1
    assert played.stderr.endswith("IndexError: list index out of range\n")


@pytest.mark.parametrize("arguments", [(), ("nothing",), ("count", "count")])
def test_what_is_no_sample_is_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    played = play(*arguments, events=tmp_path / "events")

    assert played.returncode == 2
    assert played.stderr.startswith("usage: jobdesk --sample count|")

"""A run of everything at once, whose faults follow from a seed: ``python3 tests tests/faults/test_chaos.py --faults``.

``--chaos SEED,SECONDS,JOBS`` chooses another run.
"""

from __future__ import annotations

import faulthandler
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.chaos import FAULTS, plan_faults
from tests.faults.desks import PYTHON_PATH, small_disk

_USER = 64_000
"""Some user that has no other process, so that a limit counts those of this run alone."""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder whose path is open to that user, as those of pytest are not."""
    place = Path(tempfile.mkdtemp(prefix="chaos-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place, ignore_errors=True)


def test_the_sequence_of_faults_follows_from_the_seed() -> None:
    assert plan_faults(3, 300) == plan_faults(3, 300)
    assert plan_faults(3, 300) != plan_faults(4, 300)
    assert {fault.name for fault in plan_faults(1, 900)} == set(FAULTS)


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become a user with limits and to mount a small disk")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv")
def test_nothing_is_lost_or_told_wrongly_while_everything_fails_at_once(
    place: Path, pytestconfig: pytest.Config
) -> None:
    chosen = str(pytestconfig.getoption("--chaos")).split(",")
    faulthandler.cancel_dump_traceback_later()  # It ends a test that takes as long as this one is meant to.
    outside = place / "outside"
    outside.mkdir()
    os.chown(outside, _USER, _USER)
    user = [f"--reuid={_USER}", f"--regid={_USER}", "--clear-groups"]
    # Read access stays, since a Python that only root can read must serve too.
    rights = ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"]
    home = place / "home"
    with small_disk(home, "size=64m"):
        os.chown(home, _USER, _USER)
        program = [sys.executable, "-m", "tests.faults.chaos", *chosen, str(home)]
        done = subprocess.run(
            ["setpriv", *user, *rights, *program, str(outside)],
            env={**os.environ, "JOBDESK_HOME": str(home), "HOME": str(outside), "PYTHONPATH": PYTHON_PATH},
            check=False,
            timeout=3000,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-4000:]

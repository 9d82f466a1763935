"""The command line: what its start costs."""

import os
import subprocess
import sys
import time
from pathlib import Path

from measuring import Row, best_of_turns

from jobdesk import JobManager


def _timed(*argv: str, home: Path) -> float:
    environment = {**os.environ, "JOBDESK_HOME": str(home)}
    # What is installed is compiled once; where this is set, every start would compile it again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    subprocess.run(argv, env=environment, check=True, capture_output=True)
    return time.perf_counter() - begun


def rows(scratch: Path) -> list[Row]:
    """Measure an installed ``jobdesk list``, with an engine and without, against the import of argparse."""
    home = scratch / "cli"
    program = str(Path(sys.executable).with_name("jobdesk"))
    with JobManager(home / "jobs_state.json") as manager:
        for number in range(10):
            manager.create_job({"command": ["true"]}, name=f"job {number}")
        figures = best_of_turns(
            {
                "with": lambda: _timed(program, "list", home=home),
                "reference": lambda: _timed(sys.executable, "-c", "import argparse", home=home),
            },
            25,
        )
    figures |= best_of_turns({"without": lambda: _timed(program, "list", home=home)}, 25)
    reference = f"import argparse {figures['reference'] * 1e3:.0f} ms"
    return [
        Row(
            f"jobdesk list, {name} an engine",
            f"{figures[name] * 1e3:.0f} ms",
            reference,
            figures[name] / figures["reference"],
            2.5,
        )
        for name in ("with", "without")
    ]

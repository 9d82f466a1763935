"""An app to kill: runs an engine on JOBDESK_HOME, gives it the jobs of a plan, and stays.

Run as ``python app.py [PLAN]``; the plan holds one job a line, as JSON. It prints one line when it is about to open
the data folder, and one when every job of the plan is stored. With ``--clock FILE`` in place of the plan, its clock on
the wall is ahead by as many seconds as that file says.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from jobdesk.engine.manager import JobManager
from jobdesk.engine.runtime import clock
from jobdesk.serve import write_log_file


def main() -> None:
    """Run until killed."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--clock"]:
        _set_clock_by(Path(arguments[1]))
        arguments = []
    print("opening", flush=True)
    manager = JobManager(role="desk")
    engine = manager.hold()
    write_log_file(manager.folder)
    for line in Path(arguments[0]).read_text().splitlines() if arguments else ():
        plan = json.loads(line)
        engine.submit_job(plan["config"], name=plan["label"], job_id=plan["job_id"], **plan["wishes"])
    print("stored", flush=True)
    while True:
        time.sleep(60)


def _set_clock_by(file: Path) -> None:
    clock.wall_clock_ns = lambda: time.time_ns() + int(float(file.read_text()) * 1e9)


if __name__ == "__main__":
    main()

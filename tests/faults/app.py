"""An app to kill: runs an engine on JOBDESK_HOME, gives it the jobs of a plan, and stays.

Run as ``python app.py [PLAN]``; the plan holds one job a line, as JSON. It prints one line when it is about to open
the data folder, and one when every job of the plan is stored.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from jobdesk.engine.manager import JobManager
from jobdesk.serve import write_log_file


def main() -> None:
    """Run until killed."""
    print("opening", flush=True)
    manager = JobManager(role="desk")
    engine = manager.hold()
    write_log_file(manager.folder)
    for line in Path(sys.argv[1]).read_text().splitlines() if len(sys.argv) > 1 else ():
        plan = json.loads(line)
        engine.submit_job(plan["config"], name=plan["label"], job_id=plan["job_id"], **plan["wishes"])
    print("stored", flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()

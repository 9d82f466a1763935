"""What a running job reports is seen while it runs, and never written to the journal by itself."""

import sys
from pathlib import Path

from jobdesk import JobManager
from jobdesk.core.job import Job
from jobdesk.engine.execution.job_events import Reports
from jobdesk.jobdir.folder import JobFolder
from tests.faults.desks import wait_until

REPORTING = """
import json, os, time
def report(**event):
    with open(os.environ["JOBDESK_EVENTS"], "a") as events:
        events.write(json.dumps(event) + "\\n")
for step in range(1, 9):
    report(type="progress", step=step, total=10, text=f"page {step}")
    report(type="cost", usd=step / 100)
    time.sleep(.12)
time.sleep(60)
"""


def test_progress_cost_and_an_estimate_appear_while_it_runs(manager: JobManager) -> None:
    job = manager.submit_job({"command": [sys.executable, "-c", REPORTING]})

    def look() -> Job | None:
        now = manager.get_job(job.id)
        return now if now and now.progress and now.progress.step == 8 else None

    now: Job = wait_until(look, "all of it is seen")
    assert now.progress is not None
    assert (now.progress.fraction, now.progress.text, now.cost_usd) == (0.8, "page 8", 0.08)
    assert now.progress.finishes is not None
    lines = manager.folder.journals()[-1][1].read_text().splitlines()
    assert sum(f'"id":"{job.id}"' in line for line in lines) <= 3, "made, begun, and when its process started"
    manager.cancel_job(job.id)
    ended = manager.wait_job(job.id, 20)
    assert ended is not None
    assert ended.cost_usd == 0.08


def test_reports_are_read_once_and_a_torn_line_waits_for_its_end(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    reports = Reports(folder)
    assert reports.take() == {}
    with folder.events.open("ab", buffering=0) as events:
        events.write(b'{"type": "cost", "usd": 1}\nnot json\n[1]\n{"type": "cost", "us')
        assert reports.take() == {"cost_usd": 1.0, "cost_mark": ""}
        assert reports.take() == {}
        events.write(b'd": 2}\n')
        assert reports.take() == {"cost_usd": 2.0, "cost_mark": ""}


def test_whoever_falls_behind_skips_to_the_end(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    lines = b"".join(b'{"type": "cost", "usd": %d}\n' % number for number in range(100_000))
    folder.events.write_bytes(lines)
    assert Reports(folder).take() == {"cost_usd": 99_999.0, "cost_mark": ""}


def test_halves_of_surrogate_pairs_in_reports_poison_nothing(manager: JobManager) -> None:
    lines = [
        r'{"type": "progress", "step": 1, "total": 2, "text": "a\udcff"}',
        r'{"type": "cost", "usd": 1, "mark": ["\ud800"]}',
        r'{"type": "park", "for_s": 60, "text": "b\ud800"}',
    ]
    script = f"import os; open(os.environ['JOBDESK_EVENTS'], 'a').write({chr(10).join([*lines, ''])!r})"
    job = manager.submit_job({"command": [sys.executable, "-c", script]})

    def look() -> Job | None:
        now = manager.get_job(job.id)
        return now if now is not None and now.attempt == 2 else None

    now: Job = wait_until(look, "it is parked")
    assert now.reason is not None
    assert now.reason.text.endswith(": b?")
    assert manager.cancel_job(job.id)


def test_a_job_that_asked_for_input_says_so(manager: JobManager) -> None:
    code = "input('Continue? [y/N] ')"
    job = manager.wait_job(manager.submit_job({"command": [sys.executable, "-c", code]}).id, 60)
    assert job is not None
    assert job.reason is not None
    says = "Exit code 1: it asked for input and got none (try --yes, or yes | command)"
    assert (job.reason.code, job.reason.text) == ("exit_code", says)
    assert job.error == says
    said = manager.wait_job(manager.submit_job({"command": [sys.executable, "-c", "raise SystemExit(1)"]}).id, 60)
    assert said is not None
    assert said.reason is not None
    assert said.reason.text == "Exit code 1"

"""A job that knows nothing of JobDesk shows how far it is by what it prints; one that says so itself is believed."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from jobdesk.core.job import Job
from jobdesk.engine.execution import output_progress
from jobdesk.engine.execution.logs import log_size
from jobdesk.engine.execution.output_progress import Printed
from jobdesk.engine.manager import JobManager
from jobdesk.jobdir.folder import JobFolder
from tests.faults.desks import wait_until

BAR = """
import sys, time
for percent in range(10, 90, 10):
    sys.stdout.write(f"\\r {percent}%|####      | {percent}/100 [00:10<00:12, 44.2it/s]")
    sys.stdout.flush()
    time.sleep(.6)
time.sleep(60)
"""
TWO_LINES = "print('[ 10%] Building a.o'); print('[ 40%] Building b.o', flush=True)"


def watch(manager: JobManager, job: Job, condition: Callable[[Job], object]) -> Job:
    """Wait until a job is so."""

    def look() -> Job | None:
        now = manager.get_job(job.id)
        return now if now is not None and condition(now) else None

    found: Job = wait_until(look, "the job is so")
    return found


def fraction(job: Job) -> float | None:
    return None if job.progress is None else job.progress.fraction


def run(manager: JobManager, code: str) -> Job:
    return manager.submit_job({"command": [sys.executable, "-c", code]})


def test_a_bar_is_read_while_it_moves_and_never_journaled(manager: JobManager) -> None:
    job = run(manager, BAR)
    now = watch(manager, job, lambda job: fraction(job) == 0.8)
    assert now.progress is not None
    assert (now.progress.step, now.progress.total, now.progress.is_printed) == (80, 100, True)
    assert now.progress.finishes is not None
    lines = manager.folder.journals()[-1][1].read_text().splitlines()
    assert sum(f'"id":"{job.id}"' in line for line in lines) <= 3, "made, begun, and when its process started"
    manager.cancel_job(job.id, force=True)
    ended = manager.wait_job(job.id, 20)
    assert ended is not None
    assert fraction(ended) == 0.8, "how far a job came that was stopped is worth knowing"


def test_what_a_job_reports_itself_counts_and_not_what_it_prints(manager: JobManager, tmp_path: Path) -> None:
    code = f"""
import json, os, time
open(os.environ["JOBDESK_EVENTS"], "a").write(json.dumps({{"type": "progress", "fraction": 0.2}}) + "\\n")
while not os.path.exists({str(tmp_path / "go")!r}): time.sleep(.02)
for percent in range(50, 90, 10): print(f"Progress: {{percent}}%", flush=True); time.sleep(.3)
open(os.environ["JOBDESK_EVENTS"], "a").write(json.dumps({{"type": "cost", "usd": 1}}) + "\\n")
time.sleep(60)
"""
    job = run(manager, code)
    watch(manager, job, lambda job: fraction(job) == 0.2)
    (tmp_path / "go").touch()
    now = watch(manager, job, lambda job: job.cost_usd == 1)
    assert fraction(now) == 0.2
    manager.cancel_job(job.id, force=True)


def test_what_was_printed_last_is_no_news_of_a_job_that_has_completed(manager: JobManager, tmp_path: Path) -> None:
    go = tmp_path / "go"
    job = run(manager, f"{TWO_LINES}\nimport os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(.02)")
    watch(manager, job, lambda job: fraction(job) == 0.4)
    go.touch()
    ended = manager.wait_job(job.id, 20)
    assert ended is not None
    assert (ended.status, ended.progress) == ("completed", None)


def test_it_can_be_switched_off_and_on_while_jobs_run(manager: JobManager) -> None:
    job = run(manager, BAR)
    watch(manager, job, fraction)
    manager.change_setting("read_progress", False)
    watch(manager, job, lambda job: job.progress is None)
    other = run(manager, TWO_LINES + "\nimport time; time.sleep(60)")
    watch(manager, other, lambda job: job.started)
    manager.change_setting("read_progress", True)
    watch(manager, other, lambda job: fraction(job) == 0.4)
    for each in (job, other):
        manager.cancel_job(each.id, force=True)


def test_the_next_engine_goes_on_at_the_end_of_the_log(tmp_path: Path) -> None:
    state, go = tmp_path / "home" / "jobs_state.json", tmp_path / "go"
    code = f"""
import os, time
print("Input #0, mov, from 'a.mov':\\n  Duration: 00:01:40.00, start: 0.000000, bitrate: 197 kb/s")
print("nothing\\n" * 20_000, flush=True)
while not os.path.exists({str(go)!r}): time.sleep(.02)
for second in (20, 30):
    print(f"frame=1 time=00:00:{{second}}.00 bitrate=   0.1kbits/s speed=1x", end="\\r", flush=True)
time.sleep(60)
"""
    with JobManager(state) as manager:
        job = run(manager, code)
        watch(manager, job, lambda job: job.started and log_size(Path(job.logs_path)) > 100_000)
        manager.close(hand_over=False)
    go.touch()
    with JobManager(state) as manager:
        watch(manager, job, lambda job: fraction(job) == 0.3)
        manager.cancel_job(job.id, force=True)
        manager.wait_job(job.id, 20)
        manager.close(hand_over=False)


@pytest.fixture
def folder(tmp_path: Path) -> JobFolder:
    return JobFolder(tmp_path)


def test_a_flood_is_skipped_and_its_end_read(folder: JobFolder) -> None:
    printed = Printed(folder)
    assert printed.take() is None
    with folder.log.open("ab", buffering=0) as log:
        log.write(b"[1/500] a\n[2/500] b\n")
        first = printed.take()
        for number in range(3, 400):
            log.write(b"[%d/500] c\n" % number + b"warning: x\n" * 1000)
        log.write(b"[400/500] d\n[401/5")
        second = printed.take()
        assert printed.take() is None, "nothing new"
        log.write(b"00] e\n")
        third = printed.take()
    steps = [progress.step for progress in (first, second, third) if progress is not None]
    assert steps == [2, 400, 401]


def test_a_log_that_begins_anew_is_read_from_its_start(folder: JobFolder) -> None:
    printed = Printed(folder)
    folder.log.write_bytes(b"[ 50%] a\n[ 70%] b\n")
    before = printed.take()
    folder.log.write_bytes(b"[ 5%] a\n")
    after = printed.take()
    assert [progress.fraction for progress in (before, after) if progress is not None] == [0.7, 0.05]


def test_bytes_that_are_no_text_hurt_nothing(folder: JobFolder) -> None:
    folder.log.write_bytes(bytes(range(256)) * 200 + b"\n[ 50%] \xff\n[ 70%] \xfe\n")
    progress = Printed(folder).take()
    assert progress is not None
    assert progress.fraction == 0.7


@pytest.mark.parametrize(
    ("bar", "is_known"),
    [("Epoch {lap}/5: {percent:3}%|##  | {percent}/100 [00:01<00:09, 9it/s]", True), ("Progress: {percent}%", False)],
)
def test_one_lap_says_when_all_ends_only_where_the_laps_are_counted(
    folder: JobFolder, monkeypatch: pytest.MonkeyPatch, bar: str, is_known: bool
) -> None:
    now_s = 1000.0
    monkeypatch.setattr(output_progress, "time", SimpleNamespace(monotonic=lambda: now_s))
    reader, seen = output_progress.Printed(folder), []
    with folder.log.open("a") as log:
        for lap in (1, 2):
            for percent in range(0, 101, 10):
                now_s += 1.0
                log.write("\r" + bar.format(lap=lap, percent=percent))
                log.flush()
                seen.append(reader.take())
    last = next(progress for progress in reversed(seen) if progress is not None)
    assert last.fraction == pytest.approx(0.4 if is_known else 1.0)
    assert (last.finishes is not None) is is_known
    if last.finishes is not None:
        left_s = (datetime.fromisoformat(last.finishes) - datetime.now(UTC)).total_seconds()
        assert 20 < left_s < 60  # Three laps of eleven seconds.

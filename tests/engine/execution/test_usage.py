"""What jobs use: seen from outside while they run, and kept of their verdicts when they have ended."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import msgspec
import pytest

from jobdesk import Job, JobManager, JobStatus
from jobdesk.core.job import JobResult, Reason
from jobdesk.core.jobs.attempts import Again, next_attempt
from jobdesk.engine.execution.job_result import conclude
from jobdesk.engine.execution.usage import look_at
from tests.engine.execution.hog import CPU_S, HELD_BYTES
from tests.programs import IS_WINE, script

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="told by Linux alone")
HOG = str(Path(__file__).with_name("hog.py"))
IDLE = {"command": script("say('ready'); time.sleep(60)")}


def wait_for_log(job: Job, text: str) -> None:
    deadline = time.monotonic() + 60
    while text not in (Path(job.logs_path).read_text() if Path(job.logs_path).exists() else ""):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_whole_tree_of_a_running_job_is_seen_and_its_verdict_is_kept(manager: JobManager, tmp_path: Path) -> None:
    job = manager.submit_job({"command": [sys.executable, HOG, str(tmp_path)]})
    wait_for_log(job, "ready")
    wrote_at = Path(job.logs_path).stat().st_mtime
    running = manager.get_job(job.id)
    assert running is not None
    assert (running.cpu_s, running.peak_memory_bytes) == (None, None)

    use = look_at([running], {}, with_trees=True)[job.id]

    assert use.pid == int(Path(job.logs_path).read_text().split()[1])
    assert use.wrote_at == wrote_at
    assert use.cpu_s is not None
    assert use.cpu_s >= 1.8 * CPU_S  # The kernel counts in ticks.
    assert use.memory_bytes is not None
    assert 2 * HELD_BYTES <= use.memory_bytes < 2.5 * HELD_BYTES

    (tmp_path / "end").touch()
    ended = manager.wait_job(job.id, 30)
    assert ended is not None
    assert ended.cpu_s is not None
    if not IS_WINE:  # Which forgets the memory of what has ended, and counts no processor time of a tree.
        assert ended.cpu_s >= 1.8 * CPU_S
        assert ended.peak_memory_bytes is not None
        assert ended.peak_memory_bytes >= HELD_BYTES
    assert look_at([ended], {job.id: use}, with_trees=True) == {}


def test_the_highest_look_stays_and_how_busy_it_is_comes_of_two(manager: JobManager) -> None:
    job = manager.submit_job(IDLE)
    wait_for_log(job, "ready")
    running = manager.get_job(job.id)
    assert running is not None
    first = look_at([running], {}, with_trees=True)[job.id]
    assert first.load is None

    higher = msgspec.structs.replace(first, peak_memory_bytes=10**12, looked_s=first.looked_s - 100.0)
    second = look_at([running], {job.id: higher}, with_trees=True)[job.id]

    assert second.peak_memory_bytes == 10**12
    assert second.load is not None
    assert 0 <= second.load < 0.1
    of_another = msgspec.structs.replace(higher, pid=1)
    assert look_at([running], {job.id: of_another}, with_trees=True)[job.id].peak_memory_bytes != 10**12


FORKS = """
import os, time
held = bytearray(b"x") * {held}
for _ in range(3):
    if os.fork() == 0:
        time.sleep(600)
print("ready", flush=True)
time.sleep(600)
"""


@linux
def test_memory_that_processes_share_counts_once(manager: JobManager) -> None:
    job = manager.submit_job({"command": [sys.executable, "-c", FORKS.replace("{held}", str(HELD_BYTES))]})
    wait_for_log(job, "ready")
    running = manager.get_job(job.id)
    assert running is not None

    use = look_at([running], {}, with_trees=True)[job.id]

    assert use.memory_bytes is not None
    assert HELD_BYTES <= use.memory_bytes < 1.5 * HELD_BYTES


ESCAPES = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        held = bytearray(b"x") * {held}
        print("ready", flush=True)
        time.sleep(600)
    os._exit(0)
os.wait()
time.sleep(600)
"""


@linux
def test_what_has_left_its_parents_is_still_of_the_job(manager: JobManager) -> None:
    job = manager.submit_job({"command": [sys.executable, "-c", ESCAPES.replace("{held}", str(HELD_BYTES))]})
    wait_for_log(job, "ready")
    running = manager.get_job(job.id)
    assert running is not None

    use = look_at([running], {}, with_trees=True)[job.id]

    assert use.memory_bytes is not None
    assert use.memory_bytes >= HELD_BYTES


def test_without_trees_only_files_are_looked_at(manager: JobManager) -> None:
    job = manager.submit_job(IDLE)
    wait_for_log(job, "ready")
    running = manager.get_job(job.id)
    assert running is not None

    use = look_at([running], {}, with_trees=False)[job.id]

    assert use.pid is not None
    assert use.wrote_at is not None
    assert (use.cpu_s, use.memory_bytes) == (None, None)


def test_the_number_of_a_process_that_is_another_by_now_is_not_told(manager: JobManager, tmp_path: Path) -> None:
    job = manager.submit_job(IDLE)
    wait_for_log(job, "ready")
    running = manager.get_job(job.id)
    assert running is not None
    folder = tmp_path / "copy"
    folder.mkdir()
    original = Path(job.logs_path).parent
    (folder / "run.json").write_bytes((original / "run.json").read_bytes())
    (folder / "started").write_text(f"{os.getpid()} token 1")
    copied = msgspec.structs.replace(running, logs_path=str(folder / "job.log"))

    use = look_at([copied], {}, with_trees=True)[job.id]

    assert (use.pid, use.wrote_at, use.cpu_s) == (None, None, None)


def test_what_a_verdict_does_not_know_stays_unknown() -> None:
    job = Job(
        id="0" * 12,
        number=1,
        name="x",
        kind="command",
        status=JobStatus.RUNNING,
        raw_config=msgspec.Raw(b"{}"),
        created="2026-01-31T10:00:00.000Z",
        updated="2026-01-31T10:00:00.000Z",
    )
    for cpu_s, memory in ((None, None), ("1", True), (float("nan"), 0), (-1.0, -1)):
        result = conclude(job, {"exit_code": 0, "cpu_s": cpu_s, "max_rss_bytes": memory}, [])
        assert (result.cpu_s, result.peak_memory_bytes) == (None, None)
    result = conclude(job, {"exit_code": 0, "cpu_s": 2, "max_rss_bytes": 4096}, [])
    assert (result.cpu_s, result.peak_memory_bytes) == (2.0, 4096)


def test_another_attempt_begins_with_nothing_used() -> None:
    result = JobResult(status=JobStatus.FAILED, cpu_s=2.0, peak_memory_bytes=4096)
    job = Job(
        id="0" * 12,
        number=1,
        name="x",
        kind="command",
        status=JobStatus.RUNNING,
        raw_config=msgspec.Raw(b"{}"),
        created="2026-01-31T10:00:00.000Z",
        updated="2026-01-31T10:00:00.000Z",
        cpu_s=1.0,
        peak_memory_bytes=1,
    )
    fields = next_attempt(job, result, Again("2026-01-31T10:00:00.000Z", Reason("retry_waits", "Retry 1 of 1")))
    assert (fields["cpu_s"], fields["peak_memory_bytes"]) == (None, None)

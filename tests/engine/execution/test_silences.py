"""A running job is silent only by the measure of its own earlier runs, and not any more once it writes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from jobdesk import Job, JobManager
from jobdesk.core.job import JobResult, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.attempts import Again, next_attempt
from jobdesk.engine.execution import silences
from tests.programs import TRUE, script, sleep

ALOUD = script("for n in range(1, 5): say(n); time.sleep(0.05)")
SILENT_UNTIL = """
import os, sys, time
print("begins", flush=True)
while not os.path.exists(sys.argv[1]): time.sleep(0.02)
while True: print("goes on", flush=True); time.sleep(0.02)
"""


def wait_until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def reason_of(manager: JobManager, job: Job) -> Reason | None:
    now = manager.get_job(job.id)
    assert now is not None
    return now.reason


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silences are judged at once."""
    monkeypatch.setattr(silences, "LEAST_SILENCE_S", 0.3)
    monkeypatch.setattr(silences, "_SOONEST_S", 0.0)
    monkeypatch.setattr(silences, "_KNOWN_FOR_S", 0.0)  # An earlier run that was slow asked before there were enough.
    monkeypatch.setattr("jobdesk.engine.execution.worker._LOOK_S", 0.1)


def test_the_longest_silence_of_a_run_is_kept_with_it(manager: JobManager) -> None:
    code = "import time\nprint(1, flush=True); time.sleep(1.5); print(2, flush=True); time.sleep(0.1)"
    ended = manager.wait_job(manager.submit_job({"command": [sys.executable, "-c", code]}).id, 60)
    assert ended is not None
    assert ended.longest_silence_s is not None
    assert ended.duration_s is not None
    assert 1.0 <= ended.longest_silence_s <= ended.duration_s + 2
    mute = manager.wait_job(manager.submit_job({"command": sleep(1)}).id, 60)
    assert mute is not None
    assert mute.longest_silence_s is not None
    assert mute.longest_silence_s >= 0.9

    # The next attempt of a job has yet to tell its own.
    failed = JobResult(status=JobStatus.FAILED, longest_silence_s=2.0)
    again = Again("2026-01-31T10:00:00.000Z", Reason(ReasonCode.RETRY_WAITS, "Retry 1 of 1"))
    assert next_attempt(ended, failed, again)["longest_silence_s"] is None


def test_a_run_that_was_paused_tells_nothing_of_what_is_usual(manager: JobManager) -> None:
    job = manager.submit_job({"command": [sys.executable, "-c", "import time; time.sleep(2)"]})
    wait_until((Path(job.logs_path).parent / "started").exists)
    assert manager.pause_job(job.id)
    time.sleep(0.1)
    assert manager.resume_job(job.id)
    ended = manager.wait_job(job.id, 60)

    assert ended is not None
    assert ended.status is JobStatus.COMPLETED
    assert ended.longest_silence_s is None


@pytest.mark.usefixtures("impatient")
def test_it_is_silent_once_it_is_so_for_longer_than_any_of_its_runs_until_it_writes(
    manager: JobManager, tmp_path: Path
) -> None:
    manager.change_setting("run_limit", 4)
    for _ in range(3):
        earlier = manager.submit_job({"command": ALOUD}, name="same")
        assert manager.wait_job(earlier.id, 60) is not None
    mark = tmp_path / "mark"
    command = {"command": [sys.executable, "-u", "-c", SILENT_UNTIL, str(mark)]}
    other = manager.submit_job(command, name="never ran before")
    own = manager.submit_job(command | {"env": {"A": "1"}}, name="same")

    wait_until(lambda: (reason := reason_of(manager, own)) is not None and reason.code == ReasonCode.SILENT)
    reason = reason_of(manager, own)
    assert reason is not None
    assert reason.text.startswith("No output for ")
    assert ", usually " in reason.text
    assert reason_of(manager, other) is None
    assert manager.pause_job(own.id)
    assert (reason_of(manager, own) or Reason("", "")).code == ReasonCode.PAUSED
    assert manager.resume_job(own.id)
    mark.touch()
    wait_until(lambda: reason_of(manager, own) is None)
    for job in (own, other):
        manager.cancel_job(job.id)


@pytest.mark.usefixtures("impatient")
def test_one_with_a_time_limit_for_its_silence_is_judged_by_that_alone(manager: JobManager) -> None:
    manager.change_setting("run_limit", 4)
    for _ in range(3):
        earlier = manager.submit_job({"command": ALOUD}, name="same")
        assert manager.wait_job(earlier.id, 60) is not None
    sleeping = {"command": sleep(60), "kind": "command"}
    limited = manager.submit_job(sleeping, name="same", policy={"silence": {"warn_s": 1000}})
    own = manager.submit_job(sleeping, name="same")
    wait_until(lambda: reason_of(manager, own) is not None)

    assert reason_of(manager, limited) is None
    for job in (limited, own):
        manager.cancel_job(job.id)


def test_what_is_usual_is_known_from_three_runs_on() -> None:
    assert silences._usual([1.0, 2.0]) is None
    assert silences._usual([30.0, 40.0, 50.0]) == silences.UsualSilence(40.0, 120.0)
    # It was well once although it was silent for that long.
    assert silences._usual([30.0, 40.0, 700.0]) == silences.UsualSilence(40.0, 700.0)


@pytest.mark.parametrize(("seconds", "said"), [(59, 59), (119, 60), (725, 600), (7300, 7200)])
def test_a_silence_is_not_told_anew_with_each_look(seconds: float, said: float) -> None:
    assert silences._rounded_down(seconds) == said


def test_what_an_earlier_version_stored_is_read(manager: JobManager) -> None:
    job = manager.create_job({"command": TRUE})
    members = msgspec.json.decode(msgspec.json.encode(job))
    del members["longest_silence_s"]

    assert msgspec.json.decode(msgspec.json.encode(members), type=Job) == job

"""Times of a log that this window did not see come: those that the supervisor recorded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from jobdesk.core.job import JobStatus
from jobdesk.executors.supervisor import supervisor
from jobdesk.jobdir.folder import JobFolder
from jobdesk.jobdir.log_times import encode

if TYPE_CHECKING:
    from tests.ui.conftest import Hands, MakeJob
    from tests.ui.log.conftest import ShownLog

START = 1_790_000_000


@pytest.fixture
def ended(log: ShownLog, make_job: MakeJob) -> ShownLog:
    """A view that shall show the log of a job that has ended before the window opened."""
    log.job = make_job(1, JobStatus.COMPLETED, logs_path=str(log.path), duration_s=1.0)
    log.path.write_bytes(b"one\ntwo\nthree\nfour\n")
    os.utime(log.path, (START + 900, START + 900))
    return log


def record(folder: Path) -> None:
    records = [(0, 0), (4, 1000), (8, 3000), (8, 600_000), (14, 602_000)]
    data = b"".join(encode((size, START * 1000 + ms)) for size, ms in records)
    (folder / "job.log.times").write_bytes(data)


def test_lines_have_the_times_that_the_supervisor_recorded(ended: ShownLog) -> None:
    record(ended.path.parent)
    ended.show()
    ended.wait("four\n")

    times = [line.seen_at for line in ended.edit.lines[:4]]
    assert times == [START + 1.0, START + 3.0, START + 602.0, None]
    assert ended.view.tools.times.isEnabled()
    assert ended.view.tools.times.isChecked()


def test_older_lines_and_matches_have_them_too(ended: ShownLog) -> None:
    text = b"".join(b"line %06d\n" % number for number in range(40_000))
    ended.path.write_bytes(text)
    folder = ended.path.parent
    (folder / "job.log.times").write_bytes(encode((0, START * 1000)) + encode((len(text), START * 1000 + 2000)))
    ended.show()
    ended.wait("line 039999\n")
    ended.view.go_to_start()
    ended.wait("line 000000\n")
    assert ended.edit.lines[0].seen_at == START + 2.0

    ended.view.finding.mark("line 000123")
    ended.qtbot.waitUntil(lambda: len(ended.view.finding.search.hits) == 1)
    ended.view.finding.bar.only.setChecked(True)
    ended.qtbot.waitUntil(lambda: ended.edit.toPlainText().strip() == "line 000123")
    assert ended.edit.lines[0].seen_at == START + 2.0


def test_an_earlier_attempt_has_its_own_times(ended: ShownLog, make_job: MakeJob) -> None:
    folder = ended.path.parent / "attempts" / "1"
    folder.mkdir(parents=True)
    ended.path.rename(folder / "job.log")
    os.utime(folder / "job.log", (START + 900, START + 900))
    record(folder)
    ended.path.write_bytes(b"second\n")
    began = "2026-01-31T10:00:00.000Z"
    ended.job = make_job(1, JobStatus.COMPLETED, logs_path=str(ended.path), duration_s=1.0, attempt=2, started=began)
    ended.show()
    ended.wait("second\n")
    ended.view.attempts.choose(1)
    ended.wait("four\n")

    assert ended.edit.lines[0].seen_at == START + 1.0
    assert ended.view.tools.times.isEnabled()


def test_without_times_the_clock_is_off_and_says_why(ended: ShownLog, hands: Hands) -> None:
    told: list[str] = []
    ended.view.told.connect(told.append)
    clock = ended.view.tools.times
    ended.show()
    ended.wait("four\n")
    ended.qtbot.waitUntil(lambda: not clock.isEnabled())

    assert not clock.isChecked()
    assert "was not recorded" in clock.toolTip()
    hands.press(ended.edit, Qt.Key.Key_T)
    assert told == ["No times: when these lines were written was not recorded"]

    record(ended.path.parent)
    ended.view.show_job(None)
    ended.show()
    ended.qtbot.waitUntil(lambda: clock.isEnabled() and clock.isChecked())
    assert "was not recorded" not in clock.toolTip()


def test_a_job_that_ran_without_a_window_has_times(ended: ShownLog) -> None:
    folder = JobFolder(ended.path.parent)
    folder.log.unlink()
    launch = {"argv": [sys.executable, "-c", "import time; print('a'); time.sleep(2.2); print('b')"], "grace_s": 1.0}
    folder.spec.write_text(json.dumps({"launch": {**launch, "env": {"PYTHONUNBUFFERED": "1"}, "cwd": None}}))
    subprocess.run([sys.executable, "-I", "-S", supervisor.__file__, str(folder.path)], check=True)
    ended.show()
    ended.wait("b\n")

    assert folder.times.exists()
    first, second = (line.seen_at for line in ended.edit.lines[:2])
    # On a machine that is too busy a time may stay unknown, but none is wrong.
    began = folder.started.stat().st_mtime - 1
    assert first is None or began <= first
    assert second is None or began + 2.2 <= second <= folder.verdict.stat().st_mtime + 1

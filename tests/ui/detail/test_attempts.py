"""Attempts in the window: the log of each, why the next came, the time until it, and warnings of time limits."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from jobdesk.core.job import Attempt, Job, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.policy import Park, Policy, Retry, TimeLimit
from jobdesk.ui.detail.view import OVERVIEW
from jobdesk.ui.log.reading.attempts import newest_attempt
from jobdesk.ui.notify.rules import notification_of
from jobdesk.ui.text.attempt_text import attempt_story, attempt_words
from jobdesk.ui.text.job_state import state_of

if TYPE_CHECKING:
    from tests.ui.conftest import MakeJob, OpenDesk

FAILS_TWICE = """
import os, sys
print("attempt", os.environ["JOBDESK_ATTEMPT"], flush=True)
sys.exit(os.environ["JOBDESK_ATTEMPT"] != "3")
"""


def run(desk: OpenDesk, code: str, policy: Policy) -> Job:
    config = {"kind": "command", "command": [sys.executable, "-c", code]}
    return desk.manager.submit_job(config, name="tries", policy=policy)


def test_each_attempt_keeps_its_log_and_the_newest_begins_anew(desk: OpenDesk) -> None:
    job = run(desk, FAILS_TWICE, Policy(retry=Retry(limit=5, delay_s=0.3, factor=1)))
    desk.wait_status(job.id, "completed")
    desk.window.table.select_job(job.id)
    desk.wait_log("attempt 3")
    log = desk.window.detail.body.log_view
    assert log.attempts.button.text() == "Attempt 3 of 3"
    assert log.attempts.button.isVisibleTo(log.tools)
    for number in (1, 2, 3):
        log.attempts.choose(number)
        desk.qtbot.waitUntil(lambda number=number: desk.log_text().strip() == f"attempt {number}")  # type: ignore[misc]
        assert log.attempts.button.text() == f"Attempt {number} of 3"
    log.attempts._fill()
    entries = [action.text() for action in log.attempts._menu.actions()]
    assert [entry.partition("\t")[0] for entry in entries] == ["Attempt 3", "Attempt 2", "Attempt 1"]
    assert entries[1].partition("\t")[2].startswith("Exit code 1")


def test_the_log_that_is_shown_follows_the_attempts(desk: OpenDesk) -> None:
    job = run(desk, FAILS_TWICE, Policy(retry=Retry(limit=5, delay_s=1.5, factor=1)))
    desk.shown(job.id)
    desk.window.table.select_job(job.id)
    log = desk.window.detail.body.log_view
    desk.wait_log("attempt 1")
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).status is JobStatus.QUEUED and desk.shown(job.id).attempt == 2)
    assert desk.log_text().strip() == "attempt 1"
    assert not log.attempts.button.isVisibleTo(log.tools)
    desk.wait_log("attempt 2")
    assert desk.log_text().strip() == "attempt 2"
    log.attempts.choose(1)
    desk.wait_log("attempt 1")
    desk.wait_status(job.id, "completed")
    assert desk.log_text().strip() == "attempt 1"
    assert not log._note.isVisible()


def test_a_retry_counts_down_and_is_tried_now(desk: OpenDesk) -> None:
    job = run(desk, FAILS_TWICE, Policy(retry=Retry(limit=5, delay_s=600, factor=1)))
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).attempt == 2)
    desk.window.table.select_job(job.id)
    assert desk.cell(job.id, "state") == "Retry waits"
    assert desk.cell(job.id, "progress").startswith("Retry 1 of 5 in ")
    header, actions = desk.window.detail.header, desk.window.actions_
    desk.qtbot.waitUntil(lambda: header._next.text() == "Try Now")
    assert actions["try_now"].isEnabled()
    header._next.click()
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).attempt == 3)
    assert not actions["start"].isEnabled()


def test_the_overview_tells_of_each_attempt(desk: OpenDesk) -> None:
    job = run(desk, FAILS_TWICE, Policy(retry=Retry(limit=5, delay_s=0.1, factor=1)))
    desk.wait_status(job.id, "completed")
    desk.window.table.select_job(job.id)
    desk.window.detail.show_tab(OVERVIEW)
    texts = desk.window.detail.body.overview.texts()

    assert texts["Attempt 1"].startswith("Exit code 1  ·  then tried again\n")
    assert texts["Attempt"] == "3"


def test_a_parked_job_says_until_when(desk: OpenDesk) -> None:
    code = "print('usage limit', flush=True); raise SystemExit(75)"
    job = run(desk, code, Policy(park=Park(codes=(75,), delay_s=900)))
    desk.qtbot.waitUntil(lambda: desk.shown(job.id).attempt == 2)

    assert desk.cell(job.id, "state") == "Parked"
    assert desk.cell(job.id, "progress").startswith("Parked, goes on in 1")
    state = state_of(desk.shown(job.id))
    assert (state.icon, state.token) == ("clock", "sched")


def test_a_warning_shows_in_the_row_and_is_told(desk: OpenDesk) -> None:
    desk.manager.change_setting("notify_failed", True)
    job = run(desk, "import time; time.sleep(60)", Policy(run_time=TimeLimit(warn_s=0.5)))
    desk.qtbot.waitUntil(lambda: bool(desk.shown(job.id).notices))
    desk.qtbot.waitUntil(lambda: desk.cell(job.id, "progress").startswith("Runs longer than"))

    desk.qtbot.waitUntil(lambda: any(entry.title == "tries takes long" for entry in desk.desk.activity.entries))


# -- in words


def test_an_attempt_is_told(make_job: MakeJob) -> None:
    start, end = "2026-01-31T10:00:00.000Z", "2026-01-31T10:00:38.000Z"
    failed = Attempt(
        number=1, started=start, finished=end, duration_s=38, reason=Reason(ReasonCode.EXIT_CODE, "Exit code 1")
    )
    parked = Attempt(number=2, reason=Reason(ReasonCode.PARKED, "Parked until 18:00: usage limit"))

    assert attempt_words(failed) == "Exit code 1  ·  38 s"
    story = attempt_story(failed).split("\n")
    assert story[0] == "Exit code 1  ·  then tried again"
    assert story[1].endswith(":38 (38 s)")
    assert attempt_story(parked) == "Parked until 18:00: usage limit  ·  then parked, which is no failure"
    assert attempt_story(Attempt(number=3)) == "Failed  ·  then tried again"


@pytest.mark.parametrize(
    ("status", "fields", "newest"),
    [
        (JobStatus.QUEUED, {"attempt": 1}, 1),
        (JobStatus.QUEUED, {"attempt": 3}, 2),
        (JobStatus.RUNNING, {"attempt": 3}, 3),
        (JobStatus.COMPLETED, {"attempt": 3, "started": "2026-01-31T10:00:00.000Z"}, 3),
        (JobStatus.CANCELLED, {"attempt": 3}, 2),
        (JobStatus.FAILED, {"attempt": 3, "reason": Reason(ReasonCode.COULD_NOT_START, "x")}, 3),
        (JobStatus.FAILED, {"attempt": 3, "reason": Reason(ReasonCode.ATTEMPT_NOT_STARTED, "x")}, 3),
    ],
)
def test_the_newest_attempt_is_the_last_that_began(
    make_job: MakeJob, status: JobStatus, fields: dict[str, object], newest: int
) -> None:
    assert newest_attempt(make_job(1, status, **fields)) == newest


@pytest.mark.parametrize(
    ("notice", "title"),
    [
        ("Runs longer than 20 min", "job 1 takes long"),
        ("No output for 3 times the usual 40 s", "job 1 is silent"),
        ("Waits longer than 1 h", "job 1 waits long"),
        ("Started at your wish over the limit: 3 of 2 running", None),
    ],
)
def test_a_passed_time_limit_is_told_once(make_job: MakeJob, notice: str, title: str | None) -> None:
    old, new = make_job(1, JobStatus.RUNNING), make_job(1, JobStatus.RUNNING, notices=(notice,))
    told = notification_of(new, old)

    assert (told and told.title) == title
    assert told is None or told.body == notice
    assert notification_of(new, new) is None

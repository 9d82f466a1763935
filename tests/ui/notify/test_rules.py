"""What is worth telling, and in which words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from jobdesk.core.job import Job, JobStatus, Reason
from jobdesk.engine.storage.settings import SETTINGS
from jobdesk.ui.notify.rules import (
    Ended,
    Notification,
    all_done,
    grouped,
    is_all_done_wanted,
    is_quiet,
    is_wanted,
    notification_of,
)

DEFAULTS = {key: setting.default for key, setting in SETTINGS.items()}
NOON = datetime(2026, 1, 31, 12, 0)  # noqa: DTZ001 (local, as a person's clock shows it)


def make_job(status: JobStatus, config: str = "{}", **fields: Any) -> Job:
    members = {"duration_s": 1064.0, "name": "Encode interview-cam-B", **fields}
    return Job(
        id="abcdefghijkl",
        number=1,
        kind="command",
        status=status,
        raw_config=msgspec.Raw(config.encode()),
        created="2026-01-31T10:00:00.000Z",
        updated="2026-01-31T10:00:00.000Z",
        **members,
    )


RUNNING = make_job(JobStatus.RUNNING, duration_s=None)


def ended(jobs: list[Job]) -> Ended:
    together = Ended()
    for job in jobs:
        together.add(job)
    return together


def told(job: Job) -> Notification:
    notification = notification_of(job, RUNNING)
    assert notification is not None
    return notification


def test_a_completed_job_tells_its_time_and_result() -> None:
    job = make_job(JobStatus.COMPLETED, raw_result=msgspec.Raw(b'{"files": 3, "size": "842 MB", "list": [1]}'))
    assert told(job) == Notification(
        job_id=job.id, title="Encode interview-cam-B finished", body="17 min 44 s · files 3 · size 842 MB"
    )


def test_a_failed_job_tells_its_cause() -> None:
    reason = Reason("exit_code", "Exit code 1")
    job = make_job(JobStatus.FAILED, reason=reason, error="3 of 412 tests failed", name="pytest")
    assert told(job) == Notification(
        job_id=job.id, title="pytest failed", body="Exit code 1 · 3 of 412 tests failed", is_urgent=True
    )
    same = make_job(JobStatus.FAILED, reason=reason, error="Exit code 1", duration_s=None)
    assert told(same).body == "Exit code 1"
    silent = make_job(JobStatus.FAILED, reason=reason)
    notification = notification_of(silent, RUNNING, "ValueError: no such \u202egpj")
    assert notification is not None
    assert notification.body == "Exit code 1 · ValueError: no such \\u202egpj"


def test_a_name_is_told_on_one_line_and_literally() -> None:
    assert told(make_job(JobStatus.COMPLETED, name="a\nb \u202egpj")).title == "a\\nb \\u202egpj finished"


@pytest.mark.parametrize("status", [JobStatus.RUNNING, JobStatus.CANCELLED])
def test_what_a_user_did_or_sees_anyway_is_not_told(status: JobStatus) -> None:
    assert notification_of(make_job(status), RUNNING) is None


def test_what_changes_after_the_end_is_not_told_again() -> None:
    done = make_job(JobStatus.COMPLETED)
    assert notification_of(msgspec.structs.replace(done, notes="x"), done) is None


@pytest.mark.parametrize(
    ("status", "config", "settings", "duration_s", "is_hidden", "wanted"),
    [
        (JobStatus.COMPLETED, "{}", {}, 61.0, False, True),
        (JobStatus.COMPLETED, "{}", {}, 3.0, False, False),
        (JobStatus.COMPLETED, "{}", {}, 3.0, True, True),
        (JobStatus.COMPLETED, "{}", {"notify_completed": "always"}, 3.0, False, True),
        (JobStatus.COMPLETED, "{}", {"notify_completed": "never"}, 999.0, True, False),
        (JobStatus.FAILED, "{}", {}, 0.1, False, True),
        (JobStatus.FAILED, "{}", {"notify_failed": False}, 999.0, True, False),
        (JobStatus.FAILED, '{"notify": "never"}', {}, 999.0, True, False),
        (JobStatus.COMPLETED, '{"notify": "always"}', {"notify_completed": "never"}, 1.0, False, True),
        (JobStatus.FAILED, "{}", {"quiet_hours": True, "quiet_from": 11, "quiet_until": 13}, 1.0, True, False),
        (JobStatus.FAILED, '{"notify": "always"}', {"quiet_hours": True, "quiet_from": 0}, 1.0, True, True),
    ],
)
def test_who_is_told_when(
    status: JobStatus, config: str, settings: dict[str, Any], duration_s: float, is_hidden: bool, wanted: bool
) -> None:
    job = make_job(status, config, duration_s=duration_s)
    assert is_wanted(job, {**DEFAULTS, **settings}, is_window_hidden=is_hidden, now=NOON) is wanted


@pytest.mark.parametrize(("begin", "end", "quiet"), [(22, 7, {22, 23, 0, 3, 6}), (9, 17, {9, 12, 16}), (5, 5, set())])
def test_quiet_hours_may_reach_over_midnight(begin: int, end: int, quiet: set[int]) -> None:
    settings = {**DEFAULTS, "quiet_hours": True, "quiet_from": begin, "quiet_until": end}
    for hour in range(24):
        expected = hour in quiet or (begin > end and (hour >= begin or hour < end)) or (begin < hour < end)
        assert is_quiet(settings, NOON.replace(hour=hour)) is expected
    assert not is_quiet({**settings, "quiet_hours": False}, NOON)


def test_many_at_once_are_told_as_one() -> None:
    jobs = [make_job(JobStatus.COMPLETED)] * 6 + [make_job(JobStatus.FAILED)]
    assert grouped(jobs) == Notification(job_id="", title="7 jobs ended", body="6 completed, 1 failed", is_urgent=True)


def test_all_done_says_how_they_ended_and_what_it_cost() -> None:
    jobs = [
        *[make_job(JobStatus.COMPLETED, cost_usd=1.0) for _ in range(6)],
        make_job(JobStatus.FAILED, cost_usd=0.1, cost_mark="≈"),
    ]
    told = all_done(ended(jobs))
    assert (told.title, told.body) == ("All 7 jobs done", "6 completed, 1 failed · ≈ $6.10")
    assert not told.is_urgent


@pytest.mark.parametrize(
    ("wish", "hidden", "seconds", "count", "expected"),
    [
        ("always", False, 5, 2, True),
        ("always", False, 5, 1, False),
        ("long or hidden", False, 5, 2, False),
        ("long or hidden", True, 5, 2, True),
        ("long or hidden", False, 90, 2, True),
        ("never", True, 90, 2, False),
    ],
)
def test_all_done_is_told_as_wished(wish: str, hidden: bool, seconds: int, count: int, expected: bool) -> None:
    now = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
    started = (now - timedelta(seconds=seconds)).isoformat()
    jobs = [make_job(JobStatus.COMPLETED, started=started) for _ in range(count)]
    settings = DEFAULTS | {"notify_all_done": wish}
    assert is_all_done_wanted(ended(jobs), settings, is_window_hidden=hidden, now=now) is expected
    assert not is_all_done_wanted(
        ended(jobs),
        settings | {"quiet_hours": True, "quiet_from": 11, "quiet_until": 13},
        is_window_hidden=hidden,
        now=now,
    )
    cancelled = [make_job(JobStatus.CANCELLED, started=started) for _ in range(count)]
    assert not is_all_done_wanted(ended(cancelled), settings, is_window_hidden=hidden, now=now)


def test_a_jobs_own_wish_goes_before_its_config_and_the_settings() -> None:
    job = make_job(JobStatus.COMPLETED, '{"notify": "never"}', notify="always")
    assert is_wanted(job, DEFAULTS | {"notify_completed": "never"}, is_window_hidden=False, now=NOON)
    quiet = make_job(JobStatus.FAILED, notify="never")
    assert not is_wanted(quiet, DEFAULTS, is_window_hidden=True, now=NOON)

"""When schedules are due: time zones, clocks that are set, intervals without drift, and what catching up means."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from cronsim import CronSim
from hypothesis import given, settings
from hypothesis import strategies as st

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.timing.schedule import (
    GRACE,
    MOST_CAUGHT_UP,
    CatchUp,
    Schedule,
    check_schedule,
    count_due,
    due_after,
    due_between,
    dues,
    given_up_until,
    next_runs,
    run_id,
    say_moment,
    say_trigger,
)
from jobdesk.core.timing.times import format_time

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
"""With an hour of summer time, on both sides of the Atlantic; with half an hour of it; with none."""


def schedule_of(**fields: Any) -> Schedule:
    return Schedule(**{"id": "nightly00000", "name": "Nightly", "config": {"command": ["true"]}, **fields})


def at(text: str, zone: str = "UTC") -> datetime:
    """A moment by what a clock in a zone shows, or by what it shows with its offset."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def shown(schedule: Schedule, after: datetime, count: int) -> list[str]:
    zone = ZoneInfo(schedule.zone)
    return [moment.astimezone(zone).isoformat(timespec="minutes") for moment in next_runs(schedule, after, count)]


# -- cron, where clocks are set


@pytest.mark.parametrize(
    ("zone", "cron", "after", "expected"),
    [
        # 29 March 2026, 02:00 becomes 03:00: what would have been due in the gap is due right after it.
        (
            "Europe/Berlin",
            "30 2 * * *",
            "2026-03-28 12:00",
            ["2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00", "2026-03-31T02:30+02:00"],
        ),
        (
            "Europe/Berlin",
            "0 * * * *",
            "2026-03-29 00:30",
            ["2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00"],
        ),
        # 25 October 2026, 03:00 becomes 02:00: a time of day comes once, each hour comes as often as it passes.
        ("Europe/Berlin", "30 2 * * *", "2026-10-24 12:00", ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"]),
        (
            "Europe/Berlin",
            "30 * * * *",
            "2026-10-25 01:00",
            ["2026-10-25T01:30+02:00", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2026-10-25T03:30+01:00"],
        ),
        # 8 March and 1 November 2026.
        ("America/New_York", "15 2 * * *", "2026-03-07 12:00", ["2026-03-08T03:00-04:00", "2026-03-09T02:15-04:00"]),
        ("America/New_York", "15 1 * * *", "2026-10-31 12:00", ["2026-11-01T01:15-04:00", "2026-11-02T01:15-05:00"]),
        (
            "America/New_York",
            "*/30 * * * *",
            "2026-11-01 00:45",
            [
                "2026-11-01T01:00-04:00",
                "2026-11-01T01:30-04:00",
                "2026-11-01T01:00-05:00",
                "2026-11-01T01:30-05:00",
                "2026-11-01T02:00-05:00",
            ],
        ),
        # 4 October 2026, 02:00 becomes 02:30; 5 April 2026, 02:00 becomes 01:30.
        ("Australia/Lord_Howe", "15 2 * * *", "2026-10-03 12:00", ["2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00"]),
        ("Australia/Lord_Howe", "45 1 * * *", "2026-04-04 12:00", ["2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30"]),
        (
            "Australia/Lord_Howe",
            "*/15 * * * *",
            "2026-04-05 01:20",
            [
                "2026-04-05T01:30+11:00",
                "2026-04-05T01:45+11:00",
                "2026-04-05T01:30+10:30",
                "2026-04-05T01:45+10:30",
                "2026-04-05T02:00+10:30",
            ],
        ),
        ("Asia/Kolkata", "30 2 * * *", "2026-03-28 12:00", ["2026-03-29T02:30+05:30", "2026-03-30T02:30+05:30"]),
        ("UTC", "@daily", "2026-02-27 12:00", ["2026-02-28T00:00+00:00", "2026-03-01T00:00+00:00"]),
        ("Europe/Berlin", "0 9 * * MON#1", "2026-01-01 00:00", ["2026-01-05T09:00+01:00", "2026-02-02T09:00+01:00"]),
        ("UTC", "0 0 29 2 *", "2026-01-01 00:00", ["2028-02-29T00:00+00:00", "2032-02-29T00:00+00:00"]),
    ],
)
def test_cron_follows_the_clock_of_its_zone(zone: str, cron: str, after: str, expected: list[str]) -> None:
    assert shown(schedule_of(cron=cron, zone=zone), at(after, zone), len(expected)) == expected


def test_what_ran_in_the_first_of_two_equal_hours_is_not_due_again_in_the_second() -> None:
    nightly = schedule_of(cron="30 2 * * *", zone="Europe/Berlin")
    in_second_hour = at("2026-10-25T02:10+01:00")
    assert shown(nightly, in_second_hour, 1) == ["2026-10-26T02:30+01:00"]
    # By itself cronsim says the same time of day again, which lies before the moment that it was asked about.
    assert next(CronSim("30 2 * * *", in_second_hour.astimezone(ZoneInfo("Europe/Berlin")))) < in_second_hour


_MINUTES = st.sampled_from(["0", "30", "15,45", "*/20", "*", "7-9"])
_HOURS = st.sampled_from(["*", "1", "2", "0-4", "*/6", "1,2,3", "23"])
_DAYS = st.sampled_from(["*", "1", "L", "*/10", "25-31"])
_WEEKDAYS = st.sampled_from(["*", "SUN", "MON-FRI", "7L", "MON#1"])
_CRONS = st.tuples(_MINUTES, _HOURS, _DAYS, st.sampled_from(["*", "3,4,10,11", "2"]), _WEEKDAYS).map(" ".join)
_STARTS = st.integers(0, 15 * 365 * 1440).map(lambda minutes: at("2020-01-01 00:00") + timedelta(minutes=minutes))


@given(_CRONS, st.sampled_from(ZONES), _STARTS, st.integers(1, 60))
@settings(deadline=None, max_examples=300)
def test_one_run_after_the_other_is_what_cronsim_says_in_one_go(
    cron: str, zone: str, start: datetime, count: int
) -> None:
    """The scheduler asks for one run at a time, each after the one before it."""
    schedule = schedule_of(cron=cron, zone=zone)
    said: list[datetime] = []
    for moment in CronSim(cron, start.astimezone(ZoneInfo(zone))):
        if moment > max([start, *said[-1:]]):
            said.append(moment.astimezone(UTC))
        if len(said) == count:
            break
    found: list[datetime] = []
    while len(found) < len(said) and (due := due_after(schedule, found[-1] if found else start)):
        found.append(due)
    assert found == said
    assert next_runs(schedule, start, count) == said


@given(_CRONS, st.sampled_from([zone for zone in ZONES if zone != "Australia/Lord_Howe"]), _STARTS, st.integers(1, 20))
@settings(deadline=None, max_examples=200)
def test_the_newest_of_many_are_the_last_of_all(cron: str, zone: str, start: datetime, newest: int) -> None:
    schedule = schedule_of(cron=cron, zone=zone)
    until = start + timedelta(days=3)
    all_of_them = list(itertools.takewhile(lambda due: due <= until, dues(schedule, start)))
    assert due_between(schedule, start, until, newest) == all_of_them[-newest:]
    assert count_due(schedule, start, until) == len(all_of_them)


# -- intervals and single moments


@given(
    st.floats(1.0, 1e6).map(lambda every: round(every, 3)),
    st.integers(0, 10**12).map(lambda ms: at("2000-01-01 00:00") + timedelta(milliseconds=ms)),
    st.integers(0, 10**5),
)
def test_an_interval_does_not_drift(every_s: float, anchor: datetime, runs: int) -> None:
    schedule = schedule_of(every_s=every_s, anchor=format_time(anchor))
    step = timedelta(milliseconds=round(every_s * 1000))
    assert due_after(schedule, anchor + runs * step) == anchor + (runs + 1) * step
    assert due_after(schedule, anchor + (runs + 1) * step - timedelta(microseconds=1)) == anchor + (runs + 1) * step
    assert count_due(schedule, anchor, anchor + runs * step) == runs


def test_an_interval_whose_anchor_lies_ahead_begins_there() -> None:
    schedule = schedule_of(every_s=3600.0, anchor="2026-01-31T18:00:00.000Z")
    runs = next_runs(schedule, at("2026-01-01 00:00"), 2)
    assert runs == [at("2026-01-31 18:00"), at("2026-01-31 19:00")]
    assert count_due(schedule, at("2026-01-01 00:00"), at("2026-01-31 19:00")) == 2


def test_an_interval_goes_by_time_that_passes_when_clocks_are_set() -> None:
    daily = schedule_of(every_s=86400.0, anchor="2026-03-28T02:30:00.000Z", zone="Europe/Berlin")
    assert shown(daily, at("2026-03-28 12:00"), 2) == ["2026-03-29T04:30+02:00", "2026-03-30T04:30+02:00"]


def test_the_calendar_ends_without_an_error() -> None:
    assert next_runs(schedule_of(every_s=86400.0, anchor="9999-12-30T00:00:00.000Z"), FIRST, 9) == [
        at("9999-12-30 00:00"),
        at("9999-12-31 00:00"),
    ]
    assert len(next_runs(schedule_of(cron="0 0 29 2 *"), at("9990-01-01 00:00"), 9)) == 2


def test_a_single_moment_is_due_once() -> None:
    once = schedule_of(at="2026-01-31T17:00:00.000Z")
    assert next_runs(once, at("2026-01-31 16:59"), 5) == [at("2026-01-31 17:00")]
    assert due_after(once, at("2026-01-31 17:00")) is None


# -- what is refused


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "needs one of"),
        ({"cron": "* * * * *", "every_s": 60.0}, "needs one of"),
        ({"cron": "60 * * * *"}, "no cron expression: Bad minute"),
        ({"cron": "* * *"}, "no cron expression: Wrong number of fields"),
        ({"cron": "0 0 31 2 *"}, "no cron expression: Bad day-of-month"),
        ({"cron": "0 0 */31 2 MON#5"}, "never comes true"),
        ({"cron": "@reboot"}, "no cron expression"),
        ({"every_s": 0.5}, "every: must be from 1 s"),
        ({"every_s": float("nan")}, "every: must be from 1 s"),
        ({"every_s": 1e12}, "every: must be from 1 s"),
        ({"cron": "* * * * *", "zone": "Europe/Atlantis"}, "is no time zone"),
        ({"cron": "* * * * *", "zone": "../etc/passwd"}, "is no time zone"),
        ({"cron": "* * * * *", "zone": "Europe"}, "is no time zone"),
        ({"cron": "* * * * *", "zone": ""}, "is no time zone"),
        ({"at": "tomorrow"}, "at: must be a moment"),
        ({"cron": "* * * * *", "last_due": "2026-01-31"}, "last_due: must be a moment"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidValueError, match=problem):
        check_schedule(schedule_of(**fields))


def test_a_schedule_survives_json() -> None:
    schedule = schedule_of(cron="@daily", zone="Europe/Berlin", tags=("a",), needs={"gpu": 1.0})
    check_schedule(schedule)
    assert msgspec.json.decode(msgspec.json.encode(schedule), type=Schedule) == schedule


# -- catching up


def hourly(catch_up: str) -> Schedule:
    return schedule_of(every_s=3600.0, anchor="2026-01-01T00:00:00.000Z", catch_up=CatchUp(catch_up))


FIRST = at("2026-01-01 01:00")


@pytest.mark.parametrize(
    ("catch_up", "now", "given_up"),
    [
        # Late by less than the grace: it runs, whatever the policy.
        ("none", "2026-01-01 01:00:59", None),
        ("one", "2026-01-01 01:00:59", None),
        ("each", "2026-01-01 01:00:59", None),
        # One was missed.
        ("none", "2026-01-01 01:01", "2026-01-01 01:00"),
        ("one", "2026-01-01 01:01", None),
        ("each", "2026-01-01 01:01", None),
        # Five were missed.
        ("none", "2026-01-01 05:30", "2026-01-01 05:00"),
        ("one", "2026-01-01 05:30", "2026-01-01 04:00"),
        ("each", "2026-01-01 05:30", None),
        # Five were missed, and the sixth is only late: it is the one.
        ("none", "2026-01-01 06:00:30", "2026-01-01 05:00"),
        ("one", "2026-01-01 06:00:30", "2026-01-01 05:00"),
        ("each", "2026-01-01 06:00:30", None),
        # More than can be made up for.
        ("each", "2026-01-11 00:30", "2026-01-06 20:00"),
    ],
)
def test_what_is_given_up(catch_up: str, now: str, given_up: str | None) -> None:
    expected = None if given_up is None else at(given_up)
    assert given_up_until(hourly(catch_up), FIRST, at(now)) == expected


@given(st.sampled_from(list(CatchUp)), st.integers(0, 400 * 60), st.sampled_from([1.0, 7.0, 60.0, 3600.0]))
@settings(deadline=None)
def test_every_run_is_either_given_up_or_made_once_and_the_newest_are_made(
    catch_up: CatchUp, gone_s: int, every_s: float
) -> None:
    start = at("2026-01-01 00:00")
    schedule = schedule_of(every_s=every_s, anchor=format_time(start), catch_up=catch_up)
    now = start + timedelta(seconds=gone_s)
    mark, made, given_up = start, 0, 0
    while (due := due_after(schedule, mark)) and due <= now:
        until = given_up_until(schedule, due, now)
        if until is None:
            made += 1
            mark = due
        else:
            assert due <= until <= now - GRACE
            assert made == 0
            given_up += count_due(schedule, mark, until)
            mark = until
    missed = count_due(schedule, start, now - GRACE) if gone_s >= GRACE.total_seconds() else 0
    late = count_due(schedule, start, now) - missed
    kept = {CatchUp.NONE: 0, CatchUp.ONE: min(missed, 0 if late else 1), CatchUp.EACH: min(missed, MOST_CAUGHT_UP)}
    assert made == late + kept[catch_up]
    assert made + given_up == late + missed


def test_a_year_of_missed_seconds_is_dealt_with_at_once() -> None:
    for schedule in (schedule_of(cron="* * * * * *"), schedule_of(every_s=1.0, anchor="2025-01-01T00:00:00.000Z")):
        until = given_up_until(schedule, at("2025-01-01 00:00:01"), at("2026-01-01 00:00"))
        assert until == at("2025-12-31 23:59:00")


# -- words and ids


def test_the_id_of_a_run_follows_from_its_schedule_and_its_moment() -> None:
    schedule = schedule_of(cron="@daily")
    assert run_id(schedule, FIRST) == run_id(schedule_of(cron="@hourly"), FIRST.astimezone(ZoneInfo("Asia/Kolkata")))
    assert run_id(schedule, FIRST) != run_id(schedule, FIRST + timedelta(seconds=1))
    assert run_id(schedule, FIRST) != run_id(schedule_of(id="nightly00001"), FIRST)


def test_moments_and_triggers_are_said_in_the_schedule_s_zone() -> None:
    berlin = {"zone": "Europe/Berlin"}
    assert say_moment(schedule_of(**berlin), at("2026-01-31 17:00")) == "2026-01-31 18:00"
    assert say_trigger(schedule_of(cron="0 3 * * *", **berlin)) == "At 03:00 every day (Europe/Berlin)"
    assert say_trigger(schedule_of(cron="@hourly")) == "At the start of every hour (UTC)"
    assert say_trigger(schedule_of(every_s=5400.0, **berlin)) == "Every 1 h 30 min (Europe/Berlin)"
    assert say_trigger(schedule_of(at="2026-01-31T17:00:00.000Z", **berlin)) == "At 2026-01-31 18:00 (Europe/Berlin)"

"""Times: aware and UTC in Python, milliseconds and Z in JSON, and sortable as text."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdesk.core.timing.times import format_time, parse_moment, parse_time

moments = st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments)
def test_a_moment_survives_to_the_millisecond(moment: datetime) -> None:
    again = parse_time(format_time(moment))
    assert again is not None
    assert timedelta(0) <= moment - again < timedelta(milliseconds=1)
    assert again.tzinfo is UTC or again.utcoffset() == timedelta(0)


@given(moments, moments)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    if format_time(one) < format_time(other):
        assert one < other


def test_another_zone_is_written_in_utc() -> None:
    moment = datetime(2026, 1, 31, 11, 0, tzinfo=timezone(timedelta(hours=1)))
    assert format_time(moment) == "2026-01-31T10:00:00.000Z"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        format_time(datetime(2026, 1, 31))  # noqa: DTZ001


def test_no_time_stays_none() -> None:
    assert parse_time(None) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31 18:00", "2026-01-31T17:00+00:00"),
        ("2026-07-31T18:00:30", "2026-07-31T16:00:30+00:00"),
        ("18:00", "2026-01-30T17:00+00:00"),
        ("00:30", "2026-01-30T23:30+00:00"),
        ("tomorrow 00:30", "2026-01-30T23:30+00:00"),
        ("2026-01-31 18:00+05:30", "2026-01-31T12:30+00:00"),
        ("2026-03-29 02:30", "2026-03-29T01:30+00:00"),
        ("2026-10-25 02:30", "2026-10-25T00:30+00:00"),
    ],
)
def test_a_moment_may_be_meant_in_another_zone_than_the_machine_s(text: str, expected: str) -> None:
    """A time that a clock skips is an hour later, one that comes twice is the first."""
    now = datetime(2026, 1, 30, 12, tzinfo=UTC)
    found = parse_moment("at", text, now, ZoneInfo("Europe/Berlin"))
    assert found.astimezone(UTC) == datetime.fromisoformat(expected)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own zone."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of this system cannot be set for one process")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [
        ("2027-03-28T00:50+00:00", "02:30", "2027-03-28T01:30+00:00"),
        ("2027-03-27T00:50+00:00", "2027-03-28 02:30", "2027-03-28T01:30+00:00"),
        ("2027-10-31T00:10+00:00", "02:30", "2027-10-31T00:30+00:00"),
        ("2027-10-31T01:10+00:00", "02:30", "2027-10-31T01:30+00:00"),
        ("2027-10-31T01:40+00:00", "02:30", "2027-11-01T01:30+00:00"),
        ("2027-06-30T10:00+00:00", "18:00", "2027-06-30T16:00+00:00"),
    ],
)
@pytest.mark.usefixtures("berlin")
def test_a_time_of_the_machine_lies_ahead_also_where_its_clock_is_set(now: str, text: str, expected: str) -> None:
    wanted = datetime.fromisoformat(expected)
    assert parse_moment("at", text, datetime.fromisoformat(now)).astimezone(UTC) == wanted
    assert parse_moment("at", text, datetime.fromisoformat(now), ZoneInfo("Europe/Berlin")).astimezone(UTC) == wanted

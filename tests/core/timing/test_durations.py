"""Durations as people write them."""

from __future__ import annotations

import pytest

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.timing.durations import parse_duration, parse_limit, write_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("0", 0),
        ("2.5", 2.5),
        ("90s", 90),
        ("250ms", 0.25),
        ("10m", 600),
        ("10 min", 600),
        ("2h", 7200),
        ("1h30m", 5400),
        ("1 h 30 min", 5400),
        ("1.5d", 129600),
        ("1D", 86400),
        (" 2w ", 1209600),
    ],
)
def test_a_duration_is_read(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "h", "1 parsec", "-5s", "1h-30m", "1h 30", "s5", "1e400", "inf", "nan", "1,5h"])
def test_what_is_no_duration_is_refused_by_the_name_of_its_field(text: str) -> None:
    with pytest.raises(InvalidValueError, match=r"^--every: must be a duration such as 90s"):
        parse_duration(text, "--every")


def test_a_number_with_more_digits_than_any_clock_is_no_duration() -> None:
    with pytest.raises(InvalidValueError):
        parse_duration("9" * 400)
    with pytest.raises(InvalidValueError):
        parse_duration("9" * 400 + "h")


@pytest.mark.parametrize(
    ("text", "limit"), [("2h", (7200, None)), ("3x", (None, 3)), (" 1.5 X", (None, 1.5)), ("90", (90, None))]
)
def test_a_time_limit_is_a_duration_or_a_multiple(text: str, limit: tuple[float | None, float | None]) -> None:
    assert parse_limit(text) == limit


@pytest.mark.parametrize("text", ["x", "-3x", "manyx", "3 x 2", "nanx"])
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match=r"^run_time: must be a (time|duration) such as"):
        parse_limit(text, "run_time")


@pytest.mark.parametrize("seconds", [0, 0.25, 1, 90, 600, 5400, 86400, 100_000, 1_234_567.891])
def test_a_written_duration_is_read_as_it_was(seconds: float) -> None:
    assert parse_duration(write_duration(seconds)) == pytest.approx(seconds)

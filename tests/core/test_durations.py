"""Durations as people write them."""

from __future__ import annotations

import pytest

from jobdesk.core.durations import parse_duration
from jobdesk.core.errors import InvalidValueError


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

"""When to try again, as jobs say it: in events, and in what services write when a limit is reached."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from jobdesk.core.errors import InvalidValueError
from jobdesk.core.jobs.parking import RATE_LIMITS, Match, read_event, read_match, read_moment
from jobdesk.core.jobs.policy import make_policy

NOW = datetime(2026, 4, 8, 12, 0, tzinfo=UTC)


@pytest.fixture(params=["UTC", "America/New_York"], autouse=True)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if sys.platform == "win32":  # A process has no zone of its own there: once, by that of the machine.
        if request.param != "UTC":
            pytest.skip("there is no tzset")
        yield request.param
        return
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def here(text: str) -> datetime:
    """A moment by the machine's clock."""
    return datetime.fromisoformat(text).astimezone()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1775660400", datetime(2026, 4, 8, 15, 0, tzinfo=UTC)),
        ("1775660400000", datetime(2026, 4, 8, 15, 0, tzinfo=UTC)),
        ("2026-04-08T18:00:00Z", datetime(2026, 4, 8, 18, 0, tzinfo=UTC)),
        ("2026-04-08 18:00:00 UTC", datetime(2026, 4, 8, 18, 0, tzinfo=UTC)),
        ("8pm (Europe/Berlin)", datetime(2026, 4, 8, 18, 0, tzinfo=UTC)),
        ("Apr 10 at 7am (America/Chicago)", datetime(2026, 4, 10, 12, 0, tzinfo=UTC)),
        ("Mar 1, 7am (UTC)", datetime(2026, 3, 1, 7, 0, tzinfo=UTC)),
        ("Jan 1 at 7am (UTC)", datetime(2026, 1, 1, 7, 0, tzinfo=UTC)),
        ("11:50 (UTC)", datetime(2026, 4, 8, 11, 50, tzinfo=UTC)),
        ("11:00 (UTC)", datetime(2026, 4, 9, 11, 0, tzinfo=UTC)),
        ("12am (UTC)", datetime(2026, 4, 9, 0, 0, tzinfo=UTC)),
        ("12:30 pm (UTC)", datetime(2026, 4, 8, 12, 30, tzinfo=UTC)),
    ],
)
def test_moments_are_read_as_programs_write_them(text: str, moment: datetime) -> None:
    assert read_moment(text, NOW) == moment


def test_a_time_without_a_zone_is_the_machine_s() -> None:
    assert read_moment("18:30", NOW) == here("2026-04-08 18:30")
    assert read_moment("6:30 PM", NOW) == here("2026-04-08 18:30")
    assert read_moment("2026-04-09 06:00", NOW) == here("2026-04-09 06:00")


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "13pm", "8pm (Nowhere/Land)", "9999-12-31T00:00:00Z", "Foo 3, 7am"]
)
def test_what_cannot_be_read_or_meant_is_no_moment(text: str) -> None:
    assert read_moment(text, NOW) is None


@pytest.mark.parametrize(
    ("event", "moment"),
    [
        ({"until": "2026-04-08T18:00:00Z"}, datetime(2026, 4, 8, 18, 0, tzinfo=UTC)),
        ({"until": 1775660400}, datetime(2026, 4, 8, 15, 0, tzinfo=UTC)),
        ({"for_s": 90}, datetime(2026, 4, 8, 12, 1, 30, tzinfo=UTC)),
        ({"for_s": float("nan")}, None),
        ({"for_s": 1e300}, None),
        ({"for_s": 10**400}, None),
        ({"for_s": "90"}, None),
        ({}, None),
        ({"until": ["x"]}, None),
    ],
)
def test_an_event_says_until_when(event: dict[str, Any], moment: datetime | None) -> None:
    parking = read_event({"type": "park", "text": "a\nlimit", **event}, NOW)
    assert parking is not None
    assert (parking.until, parking.text) == (moment, "a limit")


def test_an_event_takes_an_earlier_one_back() -> None:
    assert read_event({"type": "park", "until": None}, NOW) is None


BERLIN_8PM = datetime(2026, 4, 8, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("Claude AI usage limit reached|1775660400", datetime(2026, 4, 8, 15, 0, tzinfo=UTC)),
        ("You've hit your limit · resets 8pm (Europe/Berlin)", BERLIN_8PM),
        ("Rate limit reached for m on tokens: Limit 30000, Used 29000. Please try again in 2.5s. Visit", 2.5),
        ("You've hit your usage limit. Upgrade, or try again in 3 days 4 hours 2 minutes.", 273720),
        ("rate limited; try again in 1m30s", 90),
        ("< Retry-After: 120", 120),
        ("Please retry in 36.48s", 36.48),
        ('"retryDelay": "36s"', 36),
        ("error 429: try again in 250ms", 0.25),
        ("HTTP 429 Too Many Requests", None),
        ("status: RESOURCE_EXHAUSTED", None),
        ("quota for today exceeded", None),
    ],
)
def test_what_services_write_when_a_limit_is_reached_is_understood(line: str, moment: datetime | float | None) -> None:
    found = list(re.finditer(RATE_LIMITS, f"before\n{line}\nafter"))[-1]
    parking = read_match(Match(found[0], found["at"] or "", found["after"] or ""), NOW)
    if isinstance(moment, (int, float)):
        assert parking.until is not None
        assert (parking.until - NOW).total_seconds() == moment
    else:
        assert parking.until == moment


def test_a_time_of_day_in_such_a_line_is_the_machine_s() -> None:
    found = re.search(RATE_LIMITS, "5-hour limit reached ∙ resets 9:15 PM")
    assert found is not None
    assert read_match(Match(found[0], found["at"]), NOW).until == here("2026-04-08 21:15")


@pytest.mark.parametrize(
    "line", ["429 tests passed, 1 failed", "password resets at 3pm", "try again in a while", "limits.json was read"]
)
def test_other_lines_are_no_limits(line: str) -> None:
    assert re.search(RATE_LIMITS, line) is None


@pytest.mark.parametrize("field", ["retry", "park"])
def test_a_policy_with_a_broken_expression_is_refused_when_it_is_given(field: str) -> None:
    with pytest.raises(InvalidValueError, match=rf"{field}\.pattern"):
        make_policy({field: {"pattern": "(a"}})


@pytest.mark.parametrize("policy", [{"retry": {"pattern": "\ud800"}}, {"triggers": [{"template": "\ud800"}]}])
def test_a_policy_that_cannot_be_stored_is_refused_when_it_is_given(policy: dict[str, Any]) -> None:
    with pytest.raises(InvalidValueError, match="surrogate"):
        make_policy(policy)

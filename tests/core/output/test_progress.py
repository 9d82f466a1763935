"""Progress: what a program reports is checked, and an estimate comes no sooner than it can be one."""

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdesk.core.output.progress import Pace, Progress, read_cost, read_progress


@pytest.mark.parametrize(
    ("event", "progress"),
    [
        ({"fraction": 0.4}, Progress(0.4)),
        ({"step": 4, "total": 10, "text": "page 4"}, Progress(0.4, 4, 10, "page 4")),
        ({"step": 4}, Progress(None, 4)),
        ({"text": "resting"}, Progress(text="resting")),
        ({"fraction": 7}, Progress(1.0)),
        ({"fraction": -3.0}, Progress(0.0)),
        ({"fraction": "half", "step": 1, "total": 2}, Progress(0.5, 1, 2)),
        ({"fraction": math.nan, "text": "x"}, Progress(text="x")),
        ({"step": 3, "total": 0}, Progress(None, 3, 0)),
        ({"step": -1, "total": True}, None),
        ({"fraction": 10**400}, None),
        ({"text": ["x"]}, None),
        ({}, None),
    ],
)
def test_reports_are_checked(event: dict[str, object], progress: Progress | None) -> None:
    assert read_progress(event) == progress


@pytest.mark.parametrize(
    ("event", "cost"),
    [
        ({"usd": 0.38}, (0.38, "")),
        ({"usd": 1, "mark": "≈"}, (1.0, "≈")),
        ({"usd": 1, "mark": "exactly"}, (1.0, "≈")),
        ({"usd": -1e308}, None),
        ({"usd": math.nan}, None),
        ({"usd": math.inf}, None),
        ({"usd": "1"}, None),
        ({"usd": True}, None),
        ({}, None),
    ],
)
def test_costs_are_checked(event: dict[str, object], cost: tuple[float, str] | None) -> None:
    assert read_cost(event) == cost


@given(st.floats(0.001, 1000), st.floats(1, 10_000))
def test_an_even_pace_is_estimated_right(step_s: float, steps: float) -> None:
    pace = Pace()
    for number in range(10):
        pace.add(number * step_s, number / (steps + 10))
    left = pace.remaining(9 * step_s)
    assert left is not None
    assert left[0] == pytest.approx((1 - 9 / (steps + 10)) * (steps + 10) * step_s, rel=0.01)
    assert left[1] is False


def test_no_estimate_before_three_reports_nor_from_a_job_that_stands_still() -> None:
    pace = Pace()
    for now, fraction in ((0, 0.1), (1, 0.2), (2, 0.2), (3, 0.2)):
        pace.add(now, fraction)
        assert pace.remaining(now) is None
    pace.add(4, 0.3)
    assert pace.remaining(4) is not None


def test_a_job_that_starts_over_is_estimated_anew() -> None:
    pace = Pace()
    for now in range(10):
        pace.add(now, now / 10)
    pace.add(11, 0.0)
    assert pace.remaining(11) is None


@pytest.mark.parametrize(("end", "is_known"), [(10, False), (6, True)])
def test_laps_have_no_known_end(end: int, is_known: bool) -> None:
    pace = Pace()
    for now in range(end + 1):
        pace.add(now, now / 10)
    for now in range(5):
        pace.add(20 + now, now / 10)
    assert (pace.remaining(24) is not None) is is_known


def test_an_uneven_pace_is_said_to_be_rough() -> None:
    pace = Pace()
    for now, fraction in ((0, 0.0), (1, 0.3), (10, 0.31), (11, 0.6), (30, 0.61)):
        pace.add(now, fraction)
    left = pace.remaining(30)
    assert left is not None
    assert left[1] is True


def test_time_that_passes_without_a_report_counts_and_never_below_zero() -> None:
    pace = Pace()
    for now in range(5):
        pace.add(now, now / 10)
    first, later = pace.remaining(4), pace.remaining(5)
    assert first is not None
    assert later is not None
    assert first[0] - later[0] == pytest.approx(1.0)
    overdue = pace.remaining(500)
    assert overdue is not None
    assert overdue[0] == 0.0


def test_what_cannot_be_stored_in_a_report_is_replaced() -> None:
    progress = read_progress({"type": "progress", "text": "caf\udcff"})
    assert progress is not None
    assert progress.text == "caf?"
    assert read_cost({"type": "cost", "usd": 1, "mark": ["\ud800"]}) == (1.0, "≈")


def test_a_forecast_says_when_it_will_be_done_and_nothing_before_that_can_be_told() -> None:
    pace, now = Pace(), datetime(2026, 1, 31, 10, 0, tzinfo=UTC)
    half = Progress(0.5, 5, 10, "half")
    assert pace.forecast(half, 5.0, now) == half
    for second in range(6):
        pace.add(float(second), second / 10)
    assert pace.forecast(half, 5.0, now) == Progress(0.5, 5, 10, "half", "2026-01-31T10:00:05.000Z")

"""Text from outside is shown literally, on one line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdesk.core.text import show_literally
from jobdesk.core.timing.durations import format_duration


@given(st.text(st.characters(exclude_categories=[])))
def test_nothing_that_steers_a_display_comes_through(text: str) -> None:
    shown = show_literally(text)
    assert all(unicodedata.category(character)[0] != "C" for character in shown)
    assert len(shown.splitlines()) <= 1
    shown.encode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("<b>x</b> & %", "<b>x</b> & %"),
        ("Zähler 日本 🎬", "Zähler 日本 🎬"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("gpj.\u202eexe", "gpj.\\u202eexe"),
        ("\ud800", "\\ud800"),
        ("z\u200bw", "z\\u200bw"),
        ("\x1b[31mred", "\\x1b[31mred"),
    ],
)
def test_known_traps(text: str, shown: str) -> None:
    assert show_literally(text) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.04, "0.0 s"), (9.94, "9.9 s"), (10, "0:10"), (65.9, "1:05"), (3599, "59:59"), (3600, "1:00:00"), (-3, "0.0 s")],
)
def test_durations(seconds: float, shown: str) -> None:
    assert format_duration(seconds) == shown

"""Every colour can be told from what it stands on: text at 4.5 to 1 and graphics at 3 to 1, in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jobdesk.ui.theme.tokens import DARK, LIGHT, Tokens, with_high_contrast

GROUNDS = ["surface", "window", "side", "log", "hover", "sel", "seloff"]
STATES = ["run", "done", "fail", "need", "wait", "cancel", "sched"]
TEXT_PAIRS = (
    [(text, ground) for text in ["text", "text2", "text3", *STATES] for ground in GROUNDS]
    + [("accent", ground) for ground in ["surface", "window", "raised", "sel"]]
    + [("text", ground) for ground in ["raised", "runsoft", "find", "findnow", "track", "failsoft", "needsoft"]]
    + [("onfill", "fill"), ("onfill", "fillhover"), ("text3", "failsoft"), ("fail", "failsoft")]
    + [("done", "donesoft"), ("need", "needsoft"), ("onmark", "mark")]
    # What a log is coloured with, beside the states.
    + [(series, "log") for series in ["s1", "s2", "s3", "s4"]]
)
GRAPHIC_PAIRS = (
    # Not on sel and seloff, where it would be too weak: there the bar of a selection without focus is text3.
    [("edge", ground) for ground in ["track", "surface", "window", "side", "log", "hover"]]
    + [("run", "runsoft"), ("fill", "window")]
    + [(series, "track") for series in ["s1", "s2", "s3", "s4"]]
)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def weak_pairs(tokens: Tokens, least: float, pairs: list[tuple[str, str]]) -> dict[str, float]:
    return {
        f"{front} on {ground}": round(value, 2)
        for front, ground in pairs
        if (value := contrast(getattr(tokens, front), getattr(tokens, ground))) < least
    }


@pytest.mark.parametrize(
    "tokens",
    [LIGHT, DARK, with_high_contrast(LIGHT), with_high_contrast(DARK)],
    ids=["light", "dark", "light, high contrast", "dark, high contrast"],
)
@pytest.mark.parametrize(("least", "pairs"), [(4.5, TEXT_PAIRS), (3.0, GRAPHIC_PAIRS)], ids=["text", "graphics"])
def test_contrast(tokens: Tokens, least: float, pairs: list[tuple[str, str]]) -> None:
    assert weak_pairs(tokens, least, pairs) == {}


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_with_high_contrast_lines_and_marks_can_be_told_from_what_they_stand_on(tokens: Tokens) -> None:
    high = with_high_contrast(tokens)
    grounds = ["track", "surface", "raised", "window", "side", "log", "hover"]

    assert weak_pairs(high, 3.0, [(line, ground) for line in ("line", "line2") for ground in grounds]) == {}
    assert weak_pairs(high, 3.0, [("mark", ground) for ground in ("surface", "log")]) == {}


def test_colours_stand_nowhere_else() -> None:
    folder = Path(__file__).parents[3] / "jobdesk" / "ui"
    found = {
        path.name: hits
        for path in folder.rglob("*.py")
        if path.name != "tokens.py" and (hits := re.findall(r"#[0-9A-Fa-f]{6}\b|QColor\(\d|rgba?\(", path.read_text()))
    }

    assert found == {}

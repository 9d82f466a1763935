"""Names and messages are shown as what they are, wherever they stand."""

from __future__ import annotations

import pytest
from PySide6.QtGui import Qt, QTextDocument

from jobdesk.ui.text.plain_text import has_turned_letters, literal, literal_lines, menu_text, tooltip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\nlines\r\n", r"two\nlines\r\n"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("half \udc80 pair", r"half \udc80 pair"),
        ("nul \0 bell \a", r"nul \x00 bell \x07"),
        ("<b>x</b>", "<b>x</b>"),
        ("Größe 日本 · “quoted” 🎉", "Größe 日本 · “quoted” 🎉"),
    ],
)
def test_literal(text: str, shown: str) -> None:
    assert literal(text) == shown


def test_lines_stay_where_a_text_may_have_them() -> None:
    assert literal_lines("one\ntwo\u202e\r") == "one\ntwo\\u202e\\r"


def test_an_ampersand_marks_no_key() -> None:
    assert menu_text("R&D\n") == "R&&D\\n"


@pytest.mark.parametrize("text", ["<b>x</b>", "CN=ok<table>evil", "<img src=file:///x>", "&lt;b>", "<?xml"])
def test_a_tooltip_shows_markup_as_text(text: str) -> None:
    document = QTextDocument()
    document.setHtml(tooltip(text))
    assert document.toPlainText() == text


@pytest.mark.parametrize("text", ["Find in the log  (Ctrl+F)", "a & b", "cost:>1\n-word"])
def test_a_tooltip_without_markup_is_read_aloud_as_it_stands(text: str) -> None:
    assert tooltip(text) == text
    assert not Qt.mightBeRichText(text)


def test_a_long_tooltip_is_folded_as_markup_would_be() -> None:
    folded = tooltip("word " * 40 + "x" * 300)
    assert max(map(len, folded.split("\n"))) <= 80
    assert folded.replace("\n", "").replace(" ", "") == "word" * 40 + "x" * 300


def test_an_empty_tooltip_is_none() -> None:
    assert tooltip("") == ""


@pytest.mark.parametrize(
    ("text", "is_turned"),
    [("#14 · 3 min…", False), ("Größe 日本", False), ("גרסה 3", True), ("job مهمة", True), ("", False)],
)
def test_letters_that_are_read_from_the_right_are_seen(text: str, is_turned: bool) -> None:
    assert has_turned_letters(text) is is_turned

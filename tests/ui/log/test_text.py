"""Whatever a program writes only ever becomes characters."""

from __future__ import annotations

import codecs

import pytest

from jobdesk.ui.log.text import CUT_MARK, LONGEST_LINE, LogRun, LogText, Style, encoding_of


def shown(runs: list[LogRun]) -> str:
    """The text as a view would hold it."""
    text = ""
    for run in runs:
        if run.rewrites_line:
            text = text[: text.rfind("\n") + 1]
        text += run.text
    return text


def read(data: bytes, step: int | None = None) -> str:
    log = LogText(encoding_of(data))
    step = step or max(1, len(data))
    runs = [run for start in range(0, len(data), step) for run in log.feed(data[start : start + step])]
    return shown(runs + log.feed(b"", is_end=True))


CASES = [
    (b"plain\nlines\n", "plain\nlines\n"),
    (b"windows\r\nlines\r\n", "windows\nlines\n"),
    (b"10%\r20%\r30%\ndone\n", "30%\ndone\n"),
    (b"keep me\nspin -\r", "keep me\nspin -"),
    (b"long line\r\x1b[Kx\n", "x\n"),
    (b"old\x1b[2K new\n", " new\n"),
    (b"a\x1b[31mred\x1b[0mb\n", "aredb\n"),
    (b"a\x1b[2J\x1b[H\x1b[3Jb\x1bcc\n", "abc\n"),
    (b"\x1b]0;title\x07text\x1b]2;t\x1b\\!\n", "text!\n"),
    (b"\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\\n", "link\n"),
    (b"\x1b]52;c;ZXZpbA==\x07ok\n", "ok\n"),
    (b"\x1bPq#0;2;0;0;0\x1b\\after\n", "after\n"),
    (b"nul\0bell\x07back\x08space\n", "nul␀bellbackspace\n"),
    ("line\u2028sep\u2029par\n".encode(), "line\\u2028sep\\u2029par\n"),
    ("\u202egnp.exe\u202c\n".encode(), "\\u202egnp.exe\\u202c\n"),
    (b"\xff\xfe-less \x80 bytes\n", "\ufffd"),
    ("größer 日本 🎉\n".encode(), "größer 日本 🎉\n"),
    ("\u009b31mC1\n".encode(), "\\x9b31mC1\n"),
    (b"\ttab\n", "\ttab\n"),
]


@pytest.mark.parametrize(("data", "expected"), [case for case in CASES if case[1] != "\ufffd"])
@pytest.mark.parametrize("step", [None, 1, 2, 3, 7])
def test_text_is_the_same_however_it_is_cut(data: bytes, expected: str, step: int | None) -> None:
    assert read(data, step) == expected


def test_invalid_bytes_are_replaced() -> None:
    assert read(b"a\xffb\xc3(\n") == "a\ufffdb\ufffd(\n"


def test_utf_16_with_a_mark_is_read() -> None:
    assert read(codecs.BOM_UTF16_LE + "Größe\r\nzwei\n".encode("utf-16-le")).endswith("Größe\nzwei\n")


def test_a_sequence_without_end_does_not_swallow_the_log() -> None:
    log = LogText()
    runs = log.feed(b"\x1b]52;c;" + b"A" * 10_000)
    runs += log.feed(b"\nnext line\n")

    assert "next line\n" in shown(runs)


def test_a_long_line_is_cut_and_says_so() -> None:
    text = read(b"x" * 1_000_000 + b"\nnext\n", step=16 * 1024)

    first, second = text.split("\n")[:2]
    assert first == "x" * LONGEST_LINE + CUT_MARK
    assert second == "next"


def test_progress_by_carriage_returns_stays_small() -> None:
    data = b"".join(b"\r%d percent" % number for number in range(100_000))
    log = LogText()
    runs = [run for start in range(0, len(data), 16_384) for run in log.feed(data[start : start + 16_384])]

    assert sum(len(run.text) for run in runs) < 5_000
    assert shown(runs) == "99999 percent"


def test_colours_become_tokens() -> None:
    runs = LogText().feed(b"\x1b[1;31mbad\x1b[0m \x1b[38;5;46mgreen\x1b[39m \x1b[38;2;250;240;10myellow\x1b[m\n")

    assert [(run.text, run.style) for run in runs] == [
        ("bad", Style("fail", is_bold=True)),
        (" ", Style()),
        ("green", Style("done")),
        (" ", Style()),
        ("yellow", Style("need")),
        ("\n", Style()),
    ]


def test_underline_inverse_and_what_ends_them() -> None:
    runs = LogText().feed(b"\x1b[4mu\x1b[24;7mi\x1b[27;4:3mc\x1b[4:0;38:2::250:10:10mr\x1b[m.")

    assert [(run.text, run.style) for run in runs] == [
        ("u", Style(is_underlined=True)),
        ("i", Style(is_inverse=True)),
        ("c", Style(is_underlined=True)),
        ("r", Style("fail")),
        (".", Style()),
    ]


def test_each_colour_that_a_log_can_have_can_be_read_on_an_error() -> None:
    from jobdesk.ui.log.marks.levels import Level
    from jobdesk.ui.log.reading.lines import shown_style
    from jobdesk.ui.theme.tokens import DARK, LIGHT
    from tests.ui.theme.test_tokens import contrast

    codes = [b"%d" % code for code in (*range(30, 38), *range(90, 98), 2)] + [b"38;5;%d" % code for code in range(256)]
    styles = {run.style for code in codes for run in LogText().feed(b"\x1b[%smx" % code)}
    weak = {
        (style.token, level.value)
        for style in styles
        for level in Level
        for tokens in (LIGHT, DARK)
        if contrast(
            getattr(tokens, shown_style(style, level).token or "text"),
            tokens.failsoft if level is Level.ERROR else tokens.log,
        )
        < 4.5
    }

    assert len(styles) > 7
    assert weak == set()

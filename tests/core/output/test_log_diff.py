"""Logs line by line: what differs by itself does not count, what differs is shown with a little around it."""

from __future__ import annotations

import random

import pytest

from jobdesk.core.output.log_diff import Cancelled, diff_lines, starts_of_differences, without_noise


def shown(old: list[str], new: list[str]) -> list[str]:
    return [f"{line.sign or '.'}{line.left_out or line.text}" for line in diff_lines(old, new)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-01-31T10:00:00.123Z started", "2026-02-01T23:59:59.9Z started"),
        ("2026-01-31 10:00:00,123 INFO x", "2025-12-01 01:02:03,001 INFO x"),
        ("[10:00:00] go", "[9:59:59.5] go"),
        ("Sat Jan 31 10:00:00 2026: x", "Sun Feb  1 00:00:01 2026: x"),
        ("Jan 31 10:00:00 host cron", "Feb  1 00:00:01 host cron"),
        ("3 passed in 0.12s", "3 passed in 41.5s"),
        ("done in 1 h 5 min", "done in 3 min 2 s"),
        ("took 900 ms", "took 1.2 s"),
        ("<object at 0x7f3a2b1c>", "<object at 0x55e0ffee>"),
        ("id 123e4567-e89b-12d3-a456-426614174000", "id 00000000-e89b-12d3-a456-42661417400f"),
        ("ends here  ", "ends here"),
    ],
)
def test_times_durations_and_addresses_do_not_count(one: str, other: str) -> None:
    assert without_noise(one) == without_noise(other)
    assert diff_lines([one], [other]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("passed", "failed"),
        ("version v1.2.3", "version v1.2.4"),
        ("loss: 0.31", "loss: nan"),
        ("step 3 of 30", "step 3 of 30: done"),
        ("libx264", "libx265"),
        ("0x1 flag", "0x2 flag"),
    ],
)
def test_all_else_does(one: str, other: str) -> None:
    assert shown([one], [other]) == [f"-{one}", f"+{other}"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3 passed", "4 passed"),
        ("step 3 of 30", "step 4 of 30"),
        ("5 MB", "6 MB"),
        ("port 8080", "port 8081"),
        ("loss=0.3121 acc=71%", "loss=0.3127 acc=72.5%"),
        ("lr: 1e-05", "lr: 0.01"),
    ],
)
def test_lines_with_other_numbers_belong_together(one: str, other: str) -> None:
    lines = diff_lines([one], [other])
    assert [(line.sign, line.text, line.old) for line in lines] == [("≈", other, one)]
    assert starts_of_differences(lines) == []


def test_what_went_another_way_is_found_among_other_numbers() -> None:
    good = ["loading", *(f"epoch {n} loss {1 / n:.4f}" for n in range(1, 31)), "saved"]
    bad = ["loading", *(f"epoch {n} loss {1.001 / n:.4f}" for n in range(1, 21)), "ValueError: NaN in gradient"]
    lines = diff_lines(good, bad)
    (start,) = starts_of_differences(lines)
    assert [line.text for line in lines[start:] if line.sign == "+"] == ["ValueError: NaN in gradient"]
    assert next(line.text for line in lines[start:] if line.sign == "-").startswith("epoch 21 ")
    assert lines[0].left_out == 18
    assert lines[0].numbers > 10


def test_a_line_that_is_gone_moves_no_numbers() -> None:
    lines = [f"line {number}" for number in range(1, 21)]
    assert shown(lines, [*lines[:9], *lines[10:]])[4] == "-line 10"


def test_equal_logs_show_nothing() -> None:
    assert diff_lines([], []) == []
    assert diff_lines(["a", "b"], ["a", "b"]) == []


def test_one_of_two_may_be_empty() -> None:
    assert shown([], ["a", "b"]) == ["+a", "+b"]
    assert shown(["a"], []) == ["-a"]


def test_a_difference_stands_among_three_lines_and_the_rest_is_counted() -> None:
    lines = [f"line {number}" for number in range(1, 21)]
    changed = [*lines[:9], "other", *lines[10:]]
    around = [" line 7", " line 8", " line 9", "-line 10", "+other", " line 11", " line 12", " line 13"]
    assert shown(lines, changed) == [".6", *around, ".7"]


def test_what_lies_between_two_differences_is_left_out_too() -> None:
    lines = [f"line {number}" for number in range(1, 31)]
    new = ["first", *lines, "last"]
    assert shown(lines, new) == [
        "+first",
        *[f" {x}" for x in lines[:3]],
        ".24",
        *[f" {x}" for x in lines[-3:]],
        "+last",
    ]
    assert starts_of_differences(diff_lines(lines, new)) == [0, 8]


def test_one_line_is_not_left_out_for_the_sake_of_a_line_that_says_so() -> None:
    assert shown(["a", "b", "c", "d", "x"], ["a", "b", "c", "d", "y"]) == [" a", " b", " c", " d", "-x", "+y"]


def test_equal_lines_are_shown_as_they_are_in_the_new_log() -> None:
    assert shown(["at 10:00", "x"], ["at 11:00", "y"]) == [" at 11:00", "-x", "+y"]


def test_lines_that_come_often_are_not_taken_for_differences() -> None:
    beat = ["tick", "tock", "tack"] * 600
    assert shown(["a", *beat, "b"], ["c", *beat, "d"])[:3] == ["-a", "+c", " tick"]
    assert len(diff_lines(["a", *beat, "b"], ["c", *beat, "d"])) == 11


def test_both_logs_can_be_read_off_the_whole_of_a_comparison() -> None:
    chance = random.Random(7)
    for _ in range(50):
        old, new = ([f"w{chance.randrange(5)}" for _ in range(chance.randrange(12))] for _ in range(2))
        lines = diff_lines(old, new)
        if any(not line.sign for line in lines) or not lines:
            continue
        assert [line.old or line.text for line in lines if line.sign in " -≈"] == old
        assert [line.text for line in lines if line.sign in " +≈"] == new


def test_it_ends_when_nobody_wants_it_any_more() -> None:
    asked = iter([False, False, False, False, True])
    with pytest.raises(Cancelled):
        diff_lines(["a", "b"], ["c", "d"], lambda: next(asked))

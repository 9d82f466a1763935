"""What differs between the lines of two logs, where times, durations and addresses do not count."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

MOST_LINES = 2000
"""So many lines of each log are compared at most: it takes the longer, the more alike lines there are."""
CONTEXT = 3
"""So many equal lines are shown around each difference."""

_UNIT = r"(?:ns|µs|μs|us|ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)"
_CLOCK = r"\d+:\d\d(?::\d\d)?(?:[.,]\d+)?"
_WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_NOISE = re.compile(
    "|".join(
        (
            # A moment or a day, as programs write it and as people do.
            rf"\d{{4}}[-/]\d\d[-/]\d\d(?:[T ]+{_CLOCK})?(?:\s?Z|\s?[+-]\d\d:?\d\d)?\b",
            rf"\b(?:{_WEEKDAY},? +)?(?:\d\d? +)?{_MONTH} +(?:\d\d? +)?(?:\d{{4}} +)?{_CLOCK}(?: +\d{{4}})?\b",
            rf"(?<![\d:]){_CLOCK}(?![\d:])",
            # Durations.
            rf"(?<![\w.])\d+(?:[.,]\d+)?\s?{_UNIT}(?:,?\s?\d+(?:[.,]\d+)?\s?{_UNIT})*(?!\w)",
            # Addresses in memory, and ids that are made anew each time.
            r"\b0x[0-9a-fA-F]{4,}\b",
            r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
        )
    )
)


class DiffLine(msgspec.Struct, frozen=True):
    """One line of a comparison.

    Attributes:
        sign: "+" is only in the new log, "-" only in the old one, " " in both; "" stands for equal lines left out.
        text: The line.
        left_out: How many equal lines it stands for.
    """

    sign: str
    text: str = ""
    left_out: int = 0


class Cancelled(Exception):
    """Nobody wants the comparison any more."""


def without_noise(line: str) -> str:
    """Return a line without what differs from run to run by itself."""
    return _NOISE.sub("\0", line).rstrip()


def diff_lines(
    old: Sequence[str], new: Sequence[str], is_cancelled: Callable[[], bool] = lambda: False
) -> list[DiffLine]:
    """Compare lines, and return those that differ with some around them; empty if none differ.

    Args:
        old: The lines of the log that is compared with.
        new: Those of the log that is looked at; of lines that count as equal, these are shown.
        is_cancelled: Asked again and again, on the thread that calls.

    Raises:
        Cancelled: It was cancelled.
    """
    olds, news = _without_noise(old, is_cancelled), _without_noise(new, is_cancelled)
    start = 0
    while start < min(len(olds), len(news)) and olds[start] == news[start]:
        start += 1
    end = 0
    while end < min(len(olds), len(news)) - start and olds[-1 - end] == news[-1 - end]:
        end += 1
    # Most of two logs is equal at both ends, and to look for it there takes no time.
    matcher = _matcher(olds[start : len(olds) - end], news[start : len(news) - end], is_cancelled)
    codes = [(tag, a1 + start, a2 + start, b1 + start, b2 + start) for tag, a1, a2, b1, b2 in matcher.get_opcodes()]
    codes = [("equal", 0, start, 0, start), *codes, ("equal", len(old) - end, len(old), len(new) - end, len(new))]
    if all(tag == "equal" for tag, *_ in codes):
        return []
    return _shown(codes, old, new)


def count_differences(lines: Sequence[DiffLine]) -> int:
    """Count the differences: lines that differ in a row are one."""
    return len(starts_of_differences(lines))


def starts_of_differences(lines: Sequence[DiffLine]) -> list[int]:
    """Return where the differences begin."""
    return [
        at
        for at, line in enumerate(lines)
        if line.sign in {"+", "-"} and (at == 0 or lines[at - 1].sign not in {"+", "-"})
    ]


def _without_noise(lines: Sequence[str], is_cancelled: Callable[[], bool]) -> list[str]:
    found = []
    for line in lines:
        if is_cancelled():
            raise Cancelled
        found.append(without_noise(line))
    return found


def _matcher(olds: list[str], news: list[str], is_cancelled: Callable[[], bool]) -> Any:
    from difflib import SequenceMatcher  # Late: it is for those who compare.

    class Matcher(SequenceMatcher[str]):
        def find_longest_match(self, *arguments: Any, **options: Any) -> Any:
            if is_cancelled():
                raise Cancelled
            return super().find_longest_match(*arguments, **options)

    # What it takes for junk by itself is what occurs often, which in logs may be all.
    return Matcher(None, olds, news, autojunk=False)


def _shown(codes: Sequence[tuple[str, int, int, int, int]], old: Sequence[str], new: Sequence[str]) -> list[DiffLine]:
    lines: list[DiffLine] = []
    equal: list[str] = []

    def put_equal(*, is_last: bool = False) -> None:
        before, after = CONTEXT if lines else 0, 0 if is_last else CONTEXT
        left_out = len(equal) - before - after
        if left_out > 1:
            lines.extend(DiffLine(" ", text) for text in equal[:before])
            lines.append(DiffLine("", left_out=left_out))
            lines.extend(DiffLine(" ", text) for text in equal[len(equal) - after :])
        else:
            lines.extend(DiffLine(" ", text) for text in equal)
        equal.clear()

    for tag, old_start, old_end, new_start, new_end in codes:
        if tag == "equal":
            equal += new[new_start:new_end]
            continue
        put_equal()
        lines += [DiffLine("-", text) for text in old[old_start:old_end]]
        lines += [DiffLine("+", text) for text in new[new_start:new_end]]
    put_equal(is_last=True)
    return lines

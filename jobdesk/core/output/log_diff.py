"""What differs between the lines of two logs, where times, durations and addresses do not count.

Lines that differ in their numbers alone belong together: a loss that is another one in each run is no other course.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
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

# Not the figures of a name, such as x264 or utf-8; "nan" and "inf" are no numbers, but what became of them.
_NUMBERS = re.compile(
    r"(^|[^\w.])[-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?(?=$|[^\w]|[%a-zA-Z]{1,4}(?:/\w+)?\b)"
)


class DiffLine(msgspec.Struct, frozen=True):
    """One line of a comparison.

    Attributes:
        sign: "+" is only in the new log, "-" only in the old one, " " in both; "≈" in both with other numbers; ""
            stands for equal lines left out.
        text: The line.
        left_out: How many equal lines it stands for.
        numbers: How many of these have other numbers.
        old: The line of the old log, where the numbers are others.
    """

    sign: str
    text: str = ""
    left_out: int = 0
    numbers: int = 0
    old: str = ""


_Code = tuple[str, int, int, int, int]
"""Whether lines are equal or not, and where they begin and end in the old log and in the new one."""


class Cancelled(Exception):
    """Nobody wants the comparison any more."""


def without_noise(line: str) -> str:
    """Return a line without what differs from run to run by itself."""
    return _NOISE.sub("\0", line).rstrip()


def without_numbers(line: str) -> str:
    """Return a line without what differs from run to run by itself, and without its numbers."""
    return _NUMBERS.sub("\1", without_noise(line))


def diff_lines(
    old: Sequence[str], new: Sequence[str], is_cancelled: Callable[[], bool] = lambda: False
) -> list[DiffLine]:
    """Compare lines, and return those that differ with some around them; empty if none differ.

    Where only numbers differ, the lines with such are returned, and nothing else is a difference.

    Args:
        old: The lines of the log that is compared with.
        new: Those of the log that is looked at; of lines that count as equal, these are shown.
        is_cancelled: Asked again and again, on the thread that calls.

    Raises:
        Cancelled: It was cancelled.
    """
    codes = _codes(_reduced(old, without_noise, is_cancelled), _reduced(new, without_noise, is_cancelled), is_cancelled)
    codes = [part for code in codes for part in _paired(code, old, new, is_cancelled)]
    is_structural = any(tag != "equal" for tag, *_ in codes)
    pairs = [
        _pair(old[old_start + at], new[new_start + at])
        for tag, old_start, old_end, new_start, _ in codes
        if tag == "equal"
        for at in range(old_end - old_start)
    ]
    if not is_structural and all(line.sign == " " for line in pairs):
        return []
    return _shown(codes, old, new, pairs, keeps_numbers=not is_structural)


def _pair(old: str, new: str) -> DiffLine:
    is_same = old == new or without_noise(old) == without_noise(new)
    return DiffLine(" ", new) if is_same else DiffLine("\N{ALMOST EQUAL TO}", new, old=old)


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


def _codes(olds: list[str], news: list[str], is_cancelled: Callable[[], bool]) -> list[_Code]:
    """Return which lines are equal and which are not."""
    start = 0
    while start < min(len(olds), len(news)) and olds[start] == news[start]:
        start += 1
    end = 0
    while end < min(len(olds), len(news)) - start and olds[-1 - end] == news[-1 - end]:
        end += 1
    # Most of two logs is equal at both ends, and to look for it there takes no time.
    matcher = _matcher(olds[start : len(olds) - end], news[start : len(news) - end], is_cancelled)
    codes = [(tag, a1 + start, a2 + start, b1 + start, b2 + start) for tag, a1, a2, b1, b2 in matcher.get_opcodes()]
    last = ("equal", len(olds) - end, len(olds), len(news) - end, len(news))
    return [("equal", 0, start, 0, start), *codes, last]


def _paired(code: _Code, old: Sequence[str], new: Sequence[str], is_cancelled: Callable[[], bool]) -> Iterator[_Code]:
    """Yield what a piece comes to: where lines stand for others, those that differ in numbers alone are equal."""
    tag, old_start, old_end, new_start, new_end = code
    if tag != "replace":
        yield code
        return
    olds = _reduced(old[old_start:old_end], without_numbers, is_cancelled)
    news = _reduced(new[new_start:new_end], without_numbers, is_cancelled)
    for part, a1, a2, b1, b2 in _codes(olds, news, is_cancelled):
        yield part, a1 + old_start, a2 + old_start, b1 + new_start, b2 + new_start


def _reduced(lines: Sequence[str], reduce: Callable[[str], str], is_cancelled: Callable[[], bool]) -> list[str]:
    found = []
    for line in lines:
        if is_cancelled():
            raise Cancelled
        found.append(reduce(line))
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


def _shown(
    codes: Sequence[_Code],
    old: Sequence[str],
    new: Sequence[str],
    pairs: Sequence[DiffLine],
    *,
    keeps_numbers: bool,
) -> list[DiffLine]:
    """Put differences and what is around them into one; `pairs` are the lines that are in both, in their order."""
    lines: list[DiffLine] = []
    equal: list[DiffLine] = []
    at = 0

    def put_equal(*, is_last: bool = False) -> None:
        before, after = CONTEXT if lines else 0, 0 if is_last else CONTEXT
        left_out = equal[before : len(equal) - after]
        if len(left_out) > 1:
            lines.extend(equal[:before])
            numbers = sum(bool(line.old) for line in left_out)
            lines.append(DiffLine("", left_out=len(left_out), numbers=numbers))
            lines.extend(equal[len(equal) - after :])
        else:
            lines.extend(equal)
        equal.clear()

    for tag, old_start, old_end, new_start, new_end in codes:
        if tag == "equal":
            for line in pairs[at : at + new_end - new_start]:
                if keeps_numbers and line.old:
                    put_equal()
                    lines.append(line)
                else:
                    equal.append(line)
            at += new_end - new_start
            continue
        put_equal()
        lines += [DiffLine("-", text) for text in old[old_start:old_end]]
        lines += [DiffLine("+", text) for text in new[new_start:new_end]]
    put_equal(is_last=True)
    return lines

"""Errors and warnings are found where programs write them, and not where a word only looks like one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from jobdesk.ui.log_levels import CANDIDATE, Level, LevelReader
from jobdesk.ui.log_marks import MOST_BYTES, find_marks, scan_step

ERRORS = [
    "ERROR: no such table",
    "2026-01-31 10:00:00 ERROR root: it broke",
    "main.c:12:5: error: expected ';'",
    "error[E0308]: mismatched types",
    "error: could not compile",
    "fatal: not a git repository",
    "ValueError: bad",
    "torch.cuda.OutOfMemoryError: CUDA out of memory",
    "npm ERR! code 1",
    "FAILED tests/test_x.py::test_y - assert 1",
    "thread 'main' panicked at src/main.rs",
    "Segmentation fault (core dumped)",
    "Traceback (most recent call last):",
    "KeyboardInterruptException",
]
WARNINGS = ["WARNING: low disk", "main.c:3: warning: unused", "x.py:1: DeprecationWarning: old", "retry 1 of 3: batch"]
PLAIN = [
    "0 errors, 0 warnings",
    "error rate 0.1",
    "no error found",
    "the mean absolute error is 0.2",
    "ERRORS=0",
    "ERROR_LOG=/x",
    "errors: 0",
    "saved error.png",
    "test_error_path PASSED",
    "",
]


@pytest.mark.parametrize("line", ERRORS)
def test_errors(line: str) -> None:
    assert LevelReader().level(line) is Level.ERROR
    assert CANDIDATE.search(line.encode())


@pytest.mark.parametrize("line", WARNINGS)
def test_warnings(line: str) -> None:
    assert LevelReader().level(line) is Level.WARNING
    assert CANDIDATE.search(line.encode())


@pytest.mark.parametrize("line", PLAIN)
def test_what_only_looks_like_one(line: str) -> None:
    assert LevelReader().level(line) is Level.PLAIN


def test_a_traceback_is_one_error_up_to_its_last_line() -> None:
    reader = LevelReader()
    lines = ["Traceback (most recent call last):", '  File "x"', "    f()", "app.Oops: no", "next"]

    assert [reader.level(line) for line in lines] == [Level.ERROR] * 4 + [Level.PLAIN]
    data = "\n".join(["start", *lines]).encode() + b"\n"
    errors, warnings, end = find_marks(data, 100)
    assert (list(errors), list(warnings)) == ([106], [])
    assert end == 100 + data.index(b"next")


def test_marks_are_the_same_in_steps(tmp_path: Path) -> None:
    chance = random.Random(7)
    lines = [chance.choice([*ERRORS[:11], *WARNINGS, *PLAIN, "\x1b[31mERROR\x1b[0m: red"]) for _ in range(40_000)]
    data = "\n".join(lines).encode() + b"\n"
    path = tmp_path / "job.log"
    path.write_bytes(data)
    whole = find_marks(data, 0)
    offset, end = None, -1
    errors: list[int] = []
    warnings: list[int] = []
    while True:
        step = scan_step(path, offset, end)
        errors += step.errors
        warnings += step.warnings
        offset, end = step.end, step.error_end
        if step.end >= step.size:
            break

    assert (errors, warnings) == (list(whole[0]), list(whole[1]))
    assert len(errors) > 5000


def test_of_a_very_long_log_only_the_end_is_looked_through(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    with path.open("wb") as log:
        log.write(b"ERROR: early\n")
        log.truncate(3 * MOST_BYTES)
        log.seek(0, 2)
        log.write(b"\nERROR: late\n")
    step = scan_step(path, None, -1)

    assert step.start >= 2 * MOST_BYTES
    assert list(step.errors) == []

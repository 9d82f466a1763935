"""Errors and warnings are found where programs write them, and not where a word only looks like one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from jobdesk.ui.log.marks.levels import Level, LevelReader, candidates
from jobdesk.ui.log.marks.markers import MOST_BYTES, find_marks, scan_step

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
    "E       assert 1 == 2",
    "tests/test_a.py:2: AssertionError",
    "ERROR tests/test_b.py - ModuleNotFoundError: No module named 'x'",
    "a.c:(.text+0x9): undefined reference to `foo'",
    "collect2: error: ld returned 1 exit status",
    "make[2]: *** [Makefile:5: all] Error 1",
    "test tests::it_works ... FAILED",
    "--- FAIL: TestX (0.00s)",
    "FAIL\texample.com/x\t0.01s",
    "BUILD FAILED in 3s",
    "CMake Error at CMakeLists.txt:3 (find_package):",
    "npm error code ENOENT",
    "Uncaught ReferenceError: y is not defined",
    "src/b.ts:3:5 - error TS2322: Type 'string' is not assignable",
    "Caused by: java.io.IOException: disk",
    "input.mov: No such file or directory",
    "[in#0 @ 0x5] Error opening input: No such file or directory",
    "in.mp4: Invalid data found when processing input",
    "Error while decoding stream #0:0: Invalid data found when processing input",
    "Conversion failed!",
    "./run.sh: line 3: foo: command not found",
    "sh: 1: nope: not found",
    "rm: cannot remove 'x': Permission denied",
    "Aborted (core dumped)",
    "Killed",
    "Unhandled exception at 0x0",
    "rsync error: some files were not transferred (code 23)",
    "curl: (6) Could not resolve host: nope",
    "E: Unable to locate package nope",
    "a.out: a.c:3: main: Assertion `x' failed.",
    'time="10:00" level=error msg="boom"',
    '{"level": "error", "msg": "boom"}',
    '{"severity":"CRITICAL"}',
]
WARNINGS = ["WARNING: low disk", "main.c:3: warning: unused", "x.py:1: DeprecationWarning: old", "retry 1 of 3: batch"]
WARNINGS += ["npm warn deprecated x", "CMake Warning at CMakeLists.txt:3:", "level=warning msg=x"]
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
    "validation error: 0.12 (best 0.10)",
    "Error rate: 0.5 %",
    "error handling enabled",
    "- fixed error in parser",
    "killed 3 workers politely",
    "Failed: 0",
    "Finished with 0 failures",
    "checking for libfoo... not found",
    "libfoo.so => not found",
    "Every day is fine",
    "FAILOVER done",
    "",
]


@pytest.mark.parametrize("line", ERRORS)
def test_errors(line: str) -> None:
    assert LevelReader().level(line) is Level.ERROR
    assert [*candidates(f"x\n{line}\n".encode())]


@pytest.mark.parametrize("line", WARNINGS)
def test_warnings(line: str) -> None:
    assert LevelReader().level(line) is Level.WARNING
    assert [*candidates(f"x\n{line}\n".encode())]


@pytest.mark.parametrize("line", PLAIN)
def test_what_only_looks_like_one(line: str) -> None:
    assert LevelReader().level(line) is Level.PLAIN


def test_a_traceback_is_one_error_up_to_its_last_line() -> None:
    reader = LevelReader()
    lines = ["Traceback (most recent call last):", '  File "x"', "    f()", "app.Oops: no", "next"]

    assert [reader.level(line) for line in lines] == [Level.ERROR] * 4 + [Level.PLAIN]
    data = "\n".join(["start", *lines]).encode() + b"\n"
    marks = find_marks(data, 100)
    assert (list(marks.errors), list(marks.warnings)) == ([100 + data.index(b"app.Oops")], [])
    assert marks.error_end == 100 + data.index(b"next")


@pytest.mark.parametrize("before", ["", "start\n"])
def test_a_traceback_that_is_still_written_waits_for_its_end(tmp_path: Path, before: str) -> None:
    path = tmp_path / "job.log"
    path.write_text(f'{before}Traceback (most recent call last):\n  File "x"\n', encoding="utf-8")
    step = scan_step(path, 0, -1)
    assert (list(step.errors), step.end) == ([], len(before))
    assert list(scan_step(path, step.end, step.error_end, is_final=True).errors) == [len(before)]
    size = path.stat().st_size
    with path.open("a", encoding="utf-8") as log:
        log.write("    f()\napp.Oops: no\nnext\n")

    step = scan_step(path, step.end, step.error_end)

    assert list(step.errors) == [size + len("    f()\n")]
    assert step.end == step.size


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

    assert (errors, warnings) == (list(whole.errors), list(whole.warnings))
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

r"""Runs the tests on Windows Python under Wine: ``test_under_wine.py PREFIX [-o DIR] [PATH...]``.

PREFIX is a Wine prefix with a Python in ``C:\py313`` that has pytest, pytest-timeout and what JobDesk needs. Each file
has a Python of its own, since a test that hangs ends the whole of it: that test counts as hung, and the rest of its
file runs again without it. The exit code is 0 if no test failed, hung, or was kept from running.
"""

from __future__ import annotations

import argparse
import collections
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = r"C:\py313\python.exe"
DEFAULT = ("tests/core", "tests/kinds", "tests/executors", "tests/cli", "tests/engine")
KEPT = ("PATH", "HOME", "DISPLAY", "LANG", "USER", "XDG_RUNTIME_DIR")
COLUMNS = (("PASSED", "XFAIL"), ("FAILED", "ERROR"), ("SKIPPED",), ("HUNG",))
TEST_LIMIT_S = 600
FILE_LIMIT_S = 3600
MOST_HANGS = 3
RESULT = re.compile(r"^(\S+?::.+?) (PASSED|FAILED|SKIPPED|ERROR|XFAIL|XPASS)(?: \((.*)\))?(?: +\[ *\d+%\])?\s*$")
BEGUN = re.compile(r"^(tests\S+?::.+?) *$")
WHOLE_FILE = re.compile(r"^SKIPPED \[\d+\] (tests\S+?):\d+: (.*)$")


class Outcome:
    """What came of the tests of one file."""

    def __init__(self, file: str) -> None:
        """Begin with nothing."""
        self.file = file
        self.results: dict[str, str] = {}
        self.reasons: collections.Counter[str] = collections.Counter()
        self.problem = ""
        self.seconds = 0.0

    def count(self, *names: str) -> int:
        """Return how many tests ended in one of these ways."""
        return sum(result in names for result in self.results.values())

    @property
    def is_good(self) -> bool:
        """Whether all tests of the file ran, and passed or were skipped."""
        return not self.problem and self.count("PASSED", "SKIPPED", "XFAIL") == len(self.results)


def environment(prefix: Path) -> dict[str, str]:
    """Return the environment in which Wine finds the prefix, and Windows Python this clone."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "DISPLAY", "LANG", "USER", "XDG_RUNTIME_DIR")
        if name in os.environ
    }
    return kept | {
        "WINEPREFIX": str(prefix),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscms=n;mshtml,mscoree,explorer.exe=",
        "PYTHONPATH": "Z:" + str(ROOT).replace("/", "\\"),
        "PYTHONPYCACHEPREFIX": r"C:\pycache",
        "COLUMNS": "250",
    }


def run_once(outcome: Outcome, prefix: Path, log: Path, without: list[str]) -> str:
    """Run a file's tests but for some; return the test that hung, if one did."""
    command = ["wine", PYTHON, "-m", "pytest", "-v", "-rs", "-p", "no:cacheprovider", "--tb=short"]
    command += [f"--timeout={TEST_LIMIT_S}", "--timeout-method=thread", outcome.file]
    command += [f"--deselect={test}" for test in without]
    with log.open("ab") as stream:
        stream.write(f"\n=== {subprocess.list2cmdline(command)}\n".encode())
        begin = stream.tell()
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(prefix), stdin=subprocess.DEVNULL, stdout=stream, stderr=stream
        )
        try:
            code = process.wait(FILE_LIMIT_S)
        except subprocess.TimeoutExpired:
            code = -1
            process.kill()
            process.wait()
    with log.open("rb") as written:
        written.seek(begin)
        lines = written.read().decode(errors="replace").replace("\r", "").splitlines()
    # What a hung or a failed test has left running would disturb those that follow.
    subprocess.run(["wineserver", "-k"], env=environment(prefix), check=False)
    last = read_results(outcome, lines)
    if not last and not outcome.results:
        outcome.problem = f"no test ran, and pytest ended with {code}"
        return ""
    # pytest: 0 passed, 1 some failed, 5 none collected, as of a file that is skipped as a whole.
    if code in {0, 1, 5} and any(line.startswith("=") and " in " in line for line in lines[-3:]):
        return ""
    if last in outcome.results:
        outcome.problem = f"ended with {code} after {last}"
        return ""
    outcome.results[last] = "HUNG"
    return last


def read_results(outcome: Outcome, lines: list[str]) -> str:
    """Note what pytest printed of its tests; return the one that began last."""
    last = ""
    pending = ""
    for line in lines:
        if found := RESULT.match(line):
            last, result, reason = found[1], found[2], found[3] or ""
        elif pending and (ended := re.match(r"^(?:.* )?(PASSED|FAILED|SKIPPED|ERROR|XFAIL)\b(?: \((.*)\))?", line)):
            last, result, reason = pending, ended[1], ended[2] or ""
        elif begun := BEGUN.match(line):
            last = pending = begun[1]
            continue
        elif whole := WHOLE_FILE.match(line):
            file = whole[1].replace("\\", "/")
            if not any(test.startswith(f"{file}::") for test in outcome.results):
                outcome.results[file] = "SKIPPED"
                outcome.reasons[whole[2]] += 1
            continue
        else:
            continue
        pending = ""
        if outcome.results.get(last) != "ERROR":  # Of a test that passed and left something behind both are printed.
            outcome.results[last] = result
            if result == "SKIPPED":
                outcome.reasons[reason] += 1
    return last


def run_file(file: str, prefix: Path, folder: Path) -> Outcome:
    """Run the tests of one file, again without each that hangs."""
    outcome = Outcome(file)
    log = folder / (file.replace("/", "-").removesuffix(".py") + ".log")
    log.unlink(missing_ok=True)
    begun = time.monotonic()
    hung: list[str] = []
    while len(hung) < MOST_HANGS:
        outcome.reasons.clear()
        test = run_once(outcome, prefix, log, hung)
        if not test:
            break
        hung.append(test)
    else:
        outcome.problem = f"{MOST_HANGS} tests hung, the rest did not run"
    outcome.seconds = time.monotonic() - begun
    return outcome


def print_row(name: str, counts: list[int], seconds: float, problem: str = "") -> None:
    """Print one row of the table."""
    passed, failed, skipped, hung = counts
    print(f"{name:48}{passed:7}{failed:7}{skipped:8}{hung:6}{seconds:8.0f} s  {problem}".rstrip(), flush=True)


def main(arguments: list[str]) -> int:
    """Run the files, print a table and the reasons of skips, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prefix", type=Path, metavar="PREFIX")
    parser.add_argument("-o", dest="folder", type=Path, default=ROOT / "build" / "wine-tests", help="where logs go")
    parser.add_argument("paths", nargs="*", default=DEFAULT, metavar="PATH")
    options = parser.parse_intermixed_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    files: list[str] = []
    for path in options.paths:
        found = sorted((ROOT / path).glob("test_*.py")) if (ROOT / path).is_dir() else [ROOT / path]
        files += [str(file.relative_to(ROOT)) for file in found]
    print(f"{'file':48}{'passed':>7}{'failed':>7}{'skipped':>8}{'hung':>6}{'time':>10}", flush=True)
    outcomes = []
    for file in files:
        outcome = run_file(file, options.prefix.resolve(), options.folder)
        outcomes.append(outcome)
        counts = [
            outcome.count(*names) for names in (("PASSED", "XFAIL"), ("FAILED", "ERROR"), ("SKIPPED",), ("HUNG",))
        ]
        print_row(file, counts, outcome.seconds, outcome.problem)
        for test, result in outcome.results.items():
            if result in {"FAILED", "ERROR", "HUNG"}:
                print(f"    {result:7}{test.partition('::')[2] or test}", flush=True)
    total = [sum(outcome.count(*names) for outcome in outcomes) for names in COLUMNS]
    good = sum(outcome.is_good for outcome in outcomes)
    print_row(f"total: {good} of {len(files)} files good", total, sum(outcome.seconds for outcome in outcomes))
    reasons = sum((outcome.reasons for outcome in outcomes), collections.Counter[str]())
    for reason, count in reasons.most_common():
        print(f"  skipped {count:4}: {reason}")
    return 0 if good == len(files) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

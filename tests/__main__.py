"""Runs every check: ``python3 tests``.

Like ``main.py`` it needs nothing but a Python and the clone: it does the set-up first, and then runs each
check with the clone's own Python. A failed check does not keep the next from running: one run shows all.
"""

import os
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "packaging"))
import bootstrap  # noqa: E402 - its folder has to be known first

del sys.path[0]

USAGE = """\
usage: python3 tests                     every check
       python3 tests --faults            every check, and the long runs that break things on purpose
       python3 tests PATH|OPTION...      only pytest, with these arguments
       python3 tests --benchmarks ...    only the benchmarks
       python3 tests --screenshots DIR   only the pictures of the windows, into DIR"""


def main(arguments: "list[str]") -> int:
    """Run what the arguments ask for, and return the exit code."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    python = bootstrap.ensure(bootstrap.TESTS)
    if arguments[:1] in (["--benchmarks"], ["--screenshots"]):
        return run_script(python, arguments)
    pytest = [python, "-P", "-m", "pytest"]
    if arguments not in ([], ["--faults"]):
        return run([*pytest, *arguments])
    lint_imports = os.path.join(os.path.dirname(python), "lint-imports")
    return run_checks(
        {
            "ruff check": [python, "-m", "ruff", "check"],
            "ruff format": [python, "-m", "ruff", "format", "--check"],
            "mypy": [python, "-P", "-m", "mypy"],
            "lint-imports": [lint_imports, "--no-cache"],
            "pytest": [*pytest, *arguments],
        }
    )


def run_checks(checks: "dict[str, list[str]]") -> int:
    """Run each check under its heading, then say how each went."""
    summary = []
    failed = 0
    for name, command in checks.items():
        print(f"\n=== {name}: {subprocess.list2cmdline(command)}", flush=True)
        started = time.monotonic()
        code = run(command)
        failed += code != 0
        summary.append(f"{'FAILED' if code else 'ok':8}{name:14}{time.monotonic() - started:6.1f} s")
    print("\n=== summary", *summary, sep="\n", flush=True)
    return 1 if failed else 0


def run_script(python: str, arguments: "list[str]") -> int:
    """Run the benchmarks or the screenshots, with the arguments that follow the option."""
    name = "benchmarks/__main__.py" if arguments[0] == "--benchmarks" else "screenshots.py"
    script = os.path.join(ROOT, "tests", name)
    if not os.path.exists(script):
        print(f"{arguments[0]}: there is no {script}", file=sys.stderr)
        return 2
    # Paths among the arguments are meant from where this was started.
    return run([python, script, *arguments[1:]], os.getcwd())


def run(command: "list[str]", folder: str = ROOT) -> int:
    """Run one command and return its exit code."""
    environment = dict(os.environ)
    # No window on anybody's screen, unless asked for; a test that needs a screen starts its own.
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

"""Runs every check: ``python3 tests``.

Like ``main.py`` it needs nothing but a Python and the clone: it does the set-up first, and then runs the
checks with the clone's own Python. A failed check does not keep the others from running: one run shows all.

The set-up has the caller's environment, since it may need a proxy or another package index. The checks have a
clean one, so that they pass or fail alike on every machine: no session bus, no display, no options of tools.
"""

import os
import subprocess
import sys
import threading
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

KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "CI")
# Without these, few programs run on Windows.
KEPT_ON_WINDOWS = (
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "COMSPEC",
    "PATHEXT",
    "TEMP",
    "TMP",
    "USERPROFILE",
    "PROCESSOR_ARCHITECTURE",
)
# What the network needs is passed under names that mean nothing; tests/conftest.py restores them for tests
# that are marked `network`.
NETWORK_PREFIX = "TESTS_NETWORK_"
NETWORK_NAMES = ("PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
NETWORK_PREFIXES = ("PIP_", "UV_", "NPM_CONFIG_")


def main(arguments: "list[str]") -> int:
    """Run what the arguments ask for, and return the exit code."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    python = bootstrap.ensure(bootstrap.TESTS)
    if arguments[:1] in (["--benchmarks"], ["--screenshots"]):
        return run_script(python, arguments)
    environment = clean_environment(dict(os.environ))
    pytest = [python, "-P", "-m", "pytest"]
    if arguments not in ([], ["--faults"]):
        return subprocess.run([*pytest, *arguments], cwd=ROOT, env=environment, check=False).returncode
    lint_imports = os.path.join(os.path.dirname(python), "lint-imports")
    static = {
        "ruff check": [python, "-m", "ruff", "check"],
        "ruff format": [python, "-m", "ruff", "format", "--check"],
        "lint-imports": [lint_imports, "--no-cache"],
        "mypy": [python, "-P", "-m", "mypy"],
    }
    # Tests wait more than they compute.
    tests = {"pytest": [*pytest, "-n", str(2 * cores()), "--dist", "worksteal"]}
    if arguments:
        tests["pytest --faults"] = [*pytest, "--faults", "-m", "faults"]
    return run_checks(static, tests, environment)


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def clean_environment(given: "dict[str, str]") -> "dict[str, str]":
    """Return what of an environment the checks see."""
    kept = KEPT + KEPT_ON_WINDOWS if os.name == "nt" else KEPT
    environment = {name: given[name] for name in kept if name in given}
    for name in given:
        upper = name.upper()
        if upper.endswith(NETWORK_NAMES) or upper.startswith(NETWORK_PREFIXES):
            environment[NETWORK_PREFIX + name] = given[name]
    # No window on anybody's screen; a test that needs a screen starts its own.
    environment["QT_QPA_PLATFORM"] = "offscreen"
    return environment


class Result:
    """Outcome of one check."""

    def __init__(self, name: str, command: "list[str]") -> None:
        self.name = name
        self.command = command
        self.code = 0
        self.seconds = 0.0
        self.output = b""

    def run(self, environment: "dict[str, str]", *, is_shown: bool) -> None:
        """Run the check to its end, with its output shown at once or kept."""
        started = time.monotonic()
        out = None if is_shown else subprocess.PIPE
        error = None if is_shown else subprocess.STDOUT
        done = subprocess.run(self.command, cwd=ROOT, env=environment, stdout=out, stderr=error, check=False)
        self.code, self.output, self.seconds = done.returncode, done.stdout or b"", time.monotonic() - started

    def print_heading(self) -> None:
        """Print the name of the check and how to repeat it."""
        print(f"\n=== {self.name}: {subprocess.list2cmdline(self.command)}", flush=True)


def run_checks(static: "dict[str, list[str]]", tests: "dict[str, list[str]]", environment: "dict[str, str]") -> int:
    """Run the static checks beside the tests, each group one by one, then print a summary of all."""
    aside = [Result(name, command) for name, command in static.items()]
    shown = [Result(name, command) for name, command in tests.items()]

    def run_aside() -> None:
        for result in aside:
            result.run(environment, is_shown=False)

    thread = threading.Thread(target=run_aside, daemon=True)
    thread.start()
    for result in shown:
        result.print_heading()
        result.run(environment, is_shown=True)
    thread.join()
    for result in aside:
        result.print_heading()
        sys.stdout.buffer.write(result.output)
    print("\n=== summary", flush=True)
    for result in [*shown, *aside]:
        print(f"{'FAILED' if result.code else 'ok':8}{result.name:16}{result.seconds:6.1f} s", flush=True)
    return 1 if any(result.code for result in [*shown, *aside]) else 0


def run_script(python: str, arguments: "list[str]") -> int:
    """Run the benchmarks or the screenshots, with the arguments that follow the option."""
    name = "benchmarks/__main__.py" if arguments[0] == "--benchmarks" else "screenshots.py"
    script = os.path.join(ROOT, "tests", name)
    if not os.path.exists(script):
        print(f"{arguments[0]}: there is no {script}", file=sys.stderr)
        return 2
    environment = dict(os.environ)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Paths among the arguments are meant from where this was started.
    return subprocess.run([python, script, *arguments[1:]], env=environment, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

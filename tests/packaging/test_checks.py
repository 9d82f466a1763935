"""The environment in which `python3 tests` runs the checks."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

_PROBE = """
import os
import pytest

def seen():
    return os.environ.get("https_proxy"), os.environ.get("PIP_INDEX_URL")

@pytest.mark.network
def test_marked():
    assert seen() == ("http://proxy:1", "http://index")

def test_other():
    assert seen() == (None, None)
    assert "DBUS_SESSION_BUS_ADDRESS" not in os.environ
    assert "DISPLAY" not in os.environ
"""


@pytest.fixture(scope="module")
def clean_environment() -> Callable[[dict[str, str]], dict[str, str]]:
    """Returns what the checks see of an environment."""
    found: Callable[[dict[str, str]], dict[str, str]]
    found = runpy.run_path(str(ROOT / "tests" / "__main__.py"))["clean_environment"]
    return found


def test_checks_see_no_session_and_no_options_of_tools(
    clean_environment: Callable[[dict[str, str]], dict[str, str]],
) -> None:
    given = {"PATH": "/bin", "HOME": "/h", "LANG": "de_DE.UTF-8", "TMPDIR": "/t", "CI": "1"}
    session = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/b", "DISPLAY": ":0", "WAYLAND_DISPLAY": "w", "LC_ALL": "C"}
    tools = {"PYTEST_ADDOPTS": "-x", "PYTHONPATH": "/p", "JOBDESK_HOME": "/j", "QT_QPA_PLATFORM": "xcb"}

    assert clean_environment(given | session | tools) == {**given, "QT_QPA_PLATFORM": "offscreen"}


def test_only_a_test_marked_network_sees_proxies_and_package_indexes(
    clean_environment: Callable[[dict[str, str]], dict[str, str]], tmp_path: Path
) -> None:
    given = {"https_proxy": "http://proxy:1", "PIP_INDEX_URL": "http://index", "DISPLAY": ":0"}
    environment = clean_environment({**os.environ, **given})
    probe = tmp_path / "test_probe.py"
    probe.write_text(_PROBE)
    command = [sys.executable, "-P", "-m", "pytest", "-p", "tests.conftest", f"--rootdir={ROOT}", str(probe), "-q"]
    done = subprocess.run(
        [*command, f"-c{ROOT / 'pyproject.toml'}"],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout

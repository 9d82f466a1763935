"""The Python that is found for a Python job, among programs that a test makes."""

import os
import sys
from pathlib import Path

import pytest

from jobdesk.executors.python_finder import find_python

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the programs are shell scripts; tried there by its own proof")


def make_program(path: Path, script: str = "exit 9") -> str:
    """Write a program, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_the_first_on_the_search_path_comes_first_and_python3_before_python(tmp_path: Path) -> None:
    conda = make_program(tmp_path / "conda" / "bin" / "python")
    variables = {"PATH": f"{tmp_path / 'a'}:{tmp_path / 'b'}", "CONDA_PREFIX": str(tmp_path / "conda")}

    assert find_python(variables) == conda
    python = make_program(tmp_path / "a" / "python")
    assert find_python(variables) == python
    python3 = make_program(tmp_path / "b" / "python3")
    assert find_python(variables) == python3


def test_where_there_is_none_none_is_found(tmp_path: Path) -> None:
    make_program(tmp_path / "py", f'exec {sys.executable} -c "print(1)"')

    assert find_python({"PATH": str(tmp_path), "CONDA_PREFIX": str(tmp_path / "gone")}) is None


class TestWindows:
    def test_what_only_opens_the_store_is_passed_over_for_the_launchers(self, tmp_path: Path) -> None:
        make_program(tmp_path / "WindowsApps" / "python3", "exit 9")
        make_program(tmp_path / "x" / "py", f'[ "$1" = -3 ] && shift && exec {sys.executable} "$@"')
        variables = {"PATH": f"{tmp_path / 'WindowsApps'}:{tmp_path / 'x'}"}

        found = find_python(variables, is_windows=True)

        assert found == sys.executable

    def test_what_comes_from_the_store_is_taken_if_it_is_a_python(self, tmp_path: Path) -> None:
        make_program(tmp_path / "WindowsApps" / "python3", f'exec {sys.executable} "$@"')
        make_program(tmp_path / "WindowsApps" / "py", "echo none is installed; exit 103")

        assert find_python({"PATH": str(tmp_path / "WindowsApps")}, is_windows=True) == sys.executable

    def test_a_launcher_that_finds_none_is_none(self, tmp_path: Path) -> None:
        make_program(tmp_path / "py", "echo none is installed; exit 103")

        assert find_python({"PATH": str(tmp_path)}, is_windows=True) is None

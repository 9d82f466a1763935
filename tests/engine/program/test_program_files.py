"""A program that is replaced or removed beneath a running process."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from jobdesk.engine.program import program_files
from jobdesk.engine.program.program_files import ProgramState, ProgramWatch, desk_command


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of the test's own, which the module takes for the one that runs."""
    package = tmp_path / "site/jobdesk"
    (package / "engine/program").mkdir(parents=True)
    for name in ("__init__.py", "__main__.py"):
        (package / name).write_text('__version__ = "0.1.0"\n')
    monkeypatch.setattr(program_files, "__file__", str(package / "engine/program/program_files.py"))
    return package


def test_a_package_is_replaced_when_its_version_file_is_another(package: Path) -> None:
    watch = ProgramWatch()
    assert watch.check() is ProgramState.SAME
    (package / "__init__.py").touch()
    assert watch.check() is ProgramState.SAME  # As a check-out does.
    (package / "__init__.py").write_text('__version__ = "0.2.0"\n')
    assert watch.check() is ProgramState.REPLACED
    assert desk_command() == [sys.executable, str(package / "__main__.py")]
    shutil.rmtree(package)
    assert watch.check() is ProgramState.REMOVED
    assert desk_command() is None


def test_a_bundle_is_replaced_when_its_program_is_another_file(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "app-0.1.0/JobDesk.exe"
    program.parent.mkdir()
    program.write_text("old")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    watch = ProgramWatch()
    assert watch.check() is ProgramState.SAME
    (program.parent / ".retired").touch()  # By the installer for Windows, which keeps the folder.
    assert watch.check() is ProgramState.REPLACED
    (program.parent / ".retired").unlink()
    assert desk_command() == [str(program)]
    new = program.with_name("new")
    new.write_text("new version")
    new.replace(program)
    assert watch.check() is ProgramState.REPLACED
    program.unlink()
    assert watch.check() is ProgramState.REMOVED
    monkeypatch.setenv("PATH", str(tmp_path))
    assert desk_command() is None
    (tmp_path / "jobdesk").write_text("#!/bin/sh\n")
    (tmp_path / "jobdesk").chmod(0o755)
    if sys.platform != "win32":
        assert desk_command() == [str(tmp_path / "jobdesk")]


def test_windows_starts_the_starter_above_the_versions(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "app-0.1.0/JobDesk.exe"
    program.parent.mkdir()
    program.touch()
    (tmp_path / "JobDesk.exe").touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(sys, "platform", "win32")
    assert desk_command() == [str(tmp_path / "JobDesk.exe")]

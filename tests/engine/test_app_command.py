"""The command by which JobDesk starts itself, also where an update takes the running version's folder away."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jobdesk.engine.ipc.background import app_command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="packages of Unix systems")


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = program(tmp_path / "usr/lib/jobdesk/0.1.0/jobdesk")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(path))
    return path


def test_a_program_of_a_package_is_started_by_the_command_that_stays(installed: Path, tmp_path: Path) -> None:
    starter = program(tmp_path / "usr/bin/jobdesk")
    assert app_command() == [str(starter)]
    installed.unlink()
    assert app_command() == [str(starter)]


def test_a_program_without_such_a_command_starts_itself(installed: Path, tmp_path: Path) -> None:
    assert app_command() == [str(installed)]
    (tmp_path / "usr/bin/jobdesk").mkdir(parents=True)
    assert app_command() == [str(installed)]


@pytest.mark.parametrize("path", ["home/me/jobdesk/jobdesk", "usr/lib/other/0.1.0/jobdesk", "jobdesk"])
def test_a_program_elsewhere_starts_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    own = program(tmp_path / path)
    for folder in own.parents:
        if folder.is_relative_to(tmp_path):
            program(folder / "bin" / "jobdesk")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(own))
    assert app_command() == [str(own)]
    monkeypatch.setattr(sys, "executable", "jobdesk")
    assert app_command() == ["jobdesk"]

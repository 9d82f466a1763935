"""The smoke test of a built program, run against this clone's own program and against some that are wrong."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
JOBDESK = Path(sys.executable).with_name("jobdesk.exe" if os.name == "nt" else "jobdesk")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the wrong programs are shell scripts")


@pytest.fixture(scope="module")
def smoke() -> ModuleType:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("smoke", ROOT / "packaging" / "smoke.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["smoke"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """A program in front of JobDesk; each test writes into it what it does in other ways."""
    path = tmp_path / "stand-in"
    path.touch(mode=0o755)
    return path


def write(path: Path, script: str) -> None:
    path.write_text(f'#!/bin/sh\n{script}\nexec {JOBDESK} "$@"\n')


def test_this_clone_passes_and_its_window_is_kept_as_a_picture(
    smoke: ModuleType, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "window.png"

    code = smoke.main([str(JOBDESK), "--picture", str(picture)])

    out = capfd.readouterr().out
    assert code == 0, out
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["ok", name] for name in ("version", "job", "environment", "desk", "demo")
    ]
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ('[ "$1" = --version ] && { echo jobdesk 9.9.9; exit; }', "--version: expected (0, 'jobdesk"),
        ('[ "$1" = run ] && { echo out; echo err; exit 0; }', "run: exit code: expected 7, got 0"),
        ('[ "$1" = run ] && { echo err; exit 7; }', "run: output: expected ['err', 'out'], got ['err']"),
        ('[ "$1" = show ] && { echo "{}"; exit; }', "show: expected {'name': 'smoke'"),
        ("export QT_PLUGIN_PATH=/bundle", "QT_PLUGIN_PATH: None became '/bundle'"),
        ("unset LD_LIBRARY_PATH", "LD_LIBRARY_PATH: '/opt/of-a-user' became None"),
        ('[ "$2" = --environment ] && export QT_PLUGIN_PATH=/bundle', "environment for a login shell: expected"),
        ('[ "$2" = --environment ] && exit 2', "environment for a login shell: its marks: expected"),
        ("[ $# = 0 ] && { echo no window; exit 3; }", "desk: ended with 3: no window"),
    ],
)
def test_a_program_that_is_wrong_fails(
    smoke: ModuleType, stand_in: Path, capfd: pytest.CaptureFixture[str], script: str, said: str
) -> None:
    write(stand_in, script)

    assert smoke.main([str(stand_in)]) == 1
    assert said in capfd.readouterr().out


def test_a_demo_without_a_picture_fails(smoke: ModuleType, stand_in: Path, tmp_path: Path) -> None:
    ended = "#1   Completed  JobDesk version   Exit code 0\n#2   Completed  Count words   words 709"
    write(stand_in, f'[ "$1" = --demo ] && {{ echo "{ended}"; exit 0; }}')
    (tmp_path / "home").mkdir()

    with pytest.raises(smoke.SmokeError, match="saved no picture"):
        smoke.check_demo(smoke.Program(stand_in, stand_in, tmp_path), None)


def test_a_demo_whose_jobs_fail_is_wrong(smoke: ModuleType, stand_in: Path, tmp_path: Path) -> None:
    lines = "#1   Completed  JobDesk version   Exit code 0\n#2   Running    Count words   No output yet\n#2   Failed "
    said = f"{lines}    Count words   Exit code 2  ·  unrecognized arguments"
    write(stand_in, f'[ "$1" = --demo ] && {{ echo "{said}"; printf "\\211PNG\\r\\n\\032\\n" > "$3"; exit 0; }}')
    (tmp_path / "home").mkdir()

    with pytest.raises(smoke.SmokeError, match=r"demo: its jobs: expected .*, got .*'2': 'Failed'"):
        smoke.check_demo(smoke.Program(stand_in, stand_in, tmp_path), None)


def test_a_missing_program_fails_in_words(smoke: ModuleType, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert smoke.main([str(tmp_path / "none")]) == 1
    assert "FAILED  --version: [Errno 2]" in capfd.readouterr().out

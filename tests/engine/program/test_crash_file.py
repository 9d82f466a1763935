"""The crash file: the newest crash is read from it, and what is no crash is left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jobdesk.engine.program.crash_file import read_last_crash

_HEADER = "== JobDesk 0.1.0 {role}, process {pid}, started 2026-01-31T10:0{pid}:00Z, Python 3.11.7, linux\n"
_RECORD = """
import sys
from pathlib import Path
from jobdesk.engine.program.crash_file import record_crashes
record_crashes(Path(sys.argv[1]), "desk")
"""
_TRACE = "Fatal Python error: Segmentation fault\n\nCurrent thread 0x1 (most recent call first):\n"


def header(pid: int, role: str = "desk") -> str:
    return _HEADER.format(pid=pid, role=role)


def test_the_newest_crash_is_read(tmp_path: Path) -> None:
    path = tmp_path / "crash.log"
    where = f'  File "{Path.home()}/jobdesk/x.py", line 3 in f\n'
    path.write_text(header(1) + _TRACE + header(2, "serve") + _TRACE + where + header(3))
    found = read_last_crash(path)
    assert found is not None
    assert (found.role, found.started) == ("serve", "2026-01-31T10:02:00Z")
    assert found.details == header(2, "serve") + _TRACE + '  File "~/jobdesk/x.py", line 3 in f\n'


def test_what_is_no_crash_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "crash.log"
    survived = "Windows fatal exception: access violation\n\n== process 1 has ended\n"
    for text in (
        "",
        "Fatal Python error: of nobody\n",
        header(1),
        header(1) + "Windows fatal exception: code 0x8001010d\n",
        header(1) + survived,
        header(1) + _TRACE + header(1),  # The number of a process that crashed is given out again.
    ):
        path.write_text(text)
        assert read_last_crash(path) is None, text
    path.write_text(header(1) + "== process 1 has ended\n" + _TRACE)
    assert read_last_crash(path) is not None  # It crashed at its very end.


def test_a_crash_belongs_to_the_process_that_had_not_ended(tmp_path: Path) -> None:
    path = tmp_path / "crash.log"
    ended = "== process 2 has ended\n"
    path.write_text(header(1) + header(2, "serve") + ended + _TRACE + header(3, "serve"))
    found = read_last_crash(path)
    assert found is not None
    assert (found.role, found.details) == ("desk", header(1) + _TRACE)


def test_a_crash_is_read_from_the_file_before(tmp_path: Path) -> None:
    path = tmp_path / "crash.log"
    path.write_text(header(1) + "x" * 70_000 + "\n" + _TRACE)
    subprocess.run([sys.executable, "-c", _RECORD, str(path)], timeout=60, check=True)
    found = read_last_crash(path)
    assert found is not None
    assert found.details.startswith(header(1))


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders")
def test_a_pipe_or_a_closed_folder_in_its_place_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "crash.log"
    os.mkfifo(path)
    assert read_last_crash(path) is None
    for place in (path, tmp_path / "missing" / "crash.log"):
        done = subprocess.run(
            [sys.executable, "-c", _RECORD, str(place)], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0
        assert "A crash would leave no trace" in done.stderr


def test_a_long_file_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "crash.log"
    path.write_text("x" * 70_000)
    subprocess.run([sys.executable, "-c", _RECORD, str(path)], timeout=60, check=True)
    assert path.stat().st_size < 1000
    assert (tmp_path / "crash.log.1").stat().st_size == 70_000

"""JobDesk's own log where its file cannot be written: the log is lost, and nothing else."""

from __future__ import annotations

import contextlib
import logging
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from jobdesk.engine.execution.log_file import MaskingFormatter, PrivateLogFile


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_link(path: Path) -> None:
    path.symlink_to(path.with_name("elsewhere"))


@pytest.fixture
def write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Writes two records, and returns what was printed about that."""

    def write_two() -> str:
        handler = PrivateLogFile(tmp_path / "jobdesk.log", maxBytes=1 << 20, encoding="utf-8", delay=True)
        for text in ("one", "two"):
            handler.handle(logging.LogRecord("jobdesk", logging.ERROR, __file__, 1, text, None, None))
        with contextlib.suppress(OSError):  # What is left is written once more.
            handler.close()
        return capsys.readouterr().err

    return write_two


def test_log_file_is_private_whatever_the_umask(tmp_path: Path, write: Callable[[], str]) -> None:
    old = os.umask(0)
    try:
        write()
    finally:
        os.umask(old)
    assert (tmp_path / "jobdesk.log").read_text() == "one\ntwo\n"
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "jobdesk.log").stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="has no such files")
@pytest.mark.parametrize("make", [make_pipe, make_link, Path.mkdir], ids=["pipe", "link", "folder"])
def test_log_file_that_is_none_is_passed_over(
    tmp_path: Path, write: Callable[[], str], make: Callable[[Path], None]
) -> None:
    make(tmp_path / "jobdesk.log")
    assert write() == ""
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no file that is always full")
def test_log_file_on_a_full_disk_prints_nothing(
    tmp_path: Path, write: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real_open = os.open
    monkeypatch.setattr(os, "open", lambda path, *rest: real_open("/dev/full", os.O_WRONLY))
    monkeypatch.setattr(stat, "S_ISREG", lambda mode: True)
    assert write() == ""


def test_an_error_is_logged_without_the_secrets_in_its_text(tmp_path: Path) -> None:
    handler = PrivateLogFile(tmp_path / "jobdesk.log", maxBytes=1 << 20, encoding="utf-8", delay=True)
    handler.setFormatter(MaskingFormatter("%(message)s"))
    try:
        raise ValueError("cannot run: tool --password hunter2hunter2")
    except ValueError:
        handler.handle(logging.LogRecord("jobdesk", logging.ERROR, __file__, 1, "It failed", None, sys.exc_info()))
    handler.close()
    text = (tmp_path / "jobdesk.log").read_text()
    assert "It failed\nTraceback" in text
    assert "ValueError: cannot run: tool --password" in text
    assert "hunter2hunter2" not in text.splitlines()[-1]

"""The files of a job folder: a verdict that always fits the space that was reserved for it."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from jobdesk.engine.execution.logs import read_from, read_tail, tail_start
from jobdesk.jobdir.folder import VERDICT_BYTES, JobFolder, is_linked, load_json, open_plain, read_json
from jobdesk.jobdir.verdict import make_reason, make_verdict


@pytest.mark.parametrize("letter", ["x", "\x01", "\u00fc", "\U0001f600"])
@pytest.mark.parametrize("count", [1, 400, 5000])
def test_a_verdict_fits_its_reserved_space_whatever_it_tells(tmp_path: Path, letter: str, count: int) -> None:
    folder = JobFolder(tmp_path)
    reason = make_reason("could_not_start", letter * count)
    leftovers = [f"{letter * 40} ({pid})" for pid in range(count)]
    folder.reserve_verdict()
    folder.write_verdict(make_verdict(tmp_path, None, reason=reason, leftovers=leftovers, token="abc"))
    assert folder.verdict.stat().st_size == VERDICT_BYTES
    verdict = read_json(folder.verdict)
    assert verdict is not None
    assert (verdict["token"], verdict["reason"]["code"]) == ("abc", "could_not_start")
    assert verdict["reason"]["text"].startswith(letter * min(count, 100))
    assert verdict["leftovers"]


def link_log(job: Path, attempt: Path, elsewhere: Path) -> None:
    (attempt / "job.log").unlink()
    (attempt / "job.log").symlink_to(elsewhere / "job.log")


def link_attempt(job: Path, attempt: Path, elsewhere: Path) -> None:
    attempt.rename(attempt.with_name("moved"))
    attempt.symlink_to(elsewhere)


def link_attempts(job: Path, attempt: Path, elsewhere: Path) -> None:
    attempt.parent.rename(job / "moved")
    attempt.parent.symlink_to(job / "moved")


def link_job(job: Path, attempt: Path, elsewhere: Path) -> None:
    job.rename(job.with_name("moved"))
    job.symlink_to(job.with_name("moved"))


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize("link", [link_log, link_attempt, link_attempts, link_job])
def test_no_link_in_the_folder_of_a_job_is_followed(tmp_path: Path, link: Callable[[Path, Path, Path], None]) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "run_logs").symlink_to(tmp_path / "disk")  # Where the folders of jobs are is the user's choice.
    job = tmp_path / "run_logs" / "0123456789ab"
    attempt = job / "attempts" / "1"
    attempt.mkdir(parents=True)
    (attempt / "job.log").write_bytes(b"own")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "job.log").write_bytes(b"of others")
    with open_plain(attempt / "job.log") as file:
        assert file.read() == b"own"

    link(job, attempt, elsewhere)

    assert is_linked(attempt / "job.log")
    with pytest.raises(OSError, match="none is followed") as raised:
        open_plain(attempt / "job.log")
    assert raised.value.errno == errno.ELOOP
    assert raised.value.filename == str(attempt / "job.log")
    for read in (read_tail, partial(read_from, offset=0), partial(tail_start, lines=3)):
        with pytest.raises(OSError, match="none is followed"):
            read(attempt / "job.log")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_json_behind_a_link_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}")
    (tmp_path / "exit.json").symlink_to(tmp_path / "other.json")

    assert read_json(tmp_path / "exit.json") is None
    assert load_json(tmp_path / "exit.json") is None

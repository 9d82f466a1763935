"""The verb `logs`: times of lines, and reports of what it does not show."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from jobdesk.jobdir.log_times import encode
from tests import programs
from tests.faults.desks import wait_until

Run = Callable[..., subprocess.CompletedProcess[str]]
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d ")
UNKNOWN = "-" + " " * 25
START = 1_790_000_000
"""2026-09-21 14:13:20 UTC."""


@pytest.fixture(autouse=True)
def in_kolkata(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")


@pytest.fixture
def ended(run: Run, home: Path) -> Path:
    """The folder of a job that wrote three lines at known times, and one more at an unknown time."""
    run("run", "--", *programs.script("for word in sys.argv[1:]: say(word)", "one", "two", "three", "four"))
    (folder,) = (home / "run_logs").iterdir()
    records = [(0, 0), (4, 1000), (8, 3000), (8, 600_000), (14, 602_000)]
    (folder / "job.log.times").write_bytes(b"".join(encode((size, START * 1000 + ms)) for size, ms in records))
    os.utime(folder / "job.log", (START + 900, START + 900))
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="a process has no time zone of its own there")
@pytest.mark.usefixtures("ended")
def test_times_come_from_the_supervisors_record(run: Run) -> None:
    assert run("logs", "1", "--times").stdout.splitlines() == [
        "2026-09-21T19:43:21+05:30 one",
        "2026-09-21T19:43:23+05:30 two",
        "2026-09-21T19:53:22+05:30 three",
        f"{UNKNOWN}four",
    ]
    assert run("logs", "1", "--times", "--tail", "2").stdout.splitlines() == [
        "2026-09-21T19:53:22+05:30 three",
        f"{UNKNOWN}four",
    ]
    assert run("logs", "1").stdout == "one\ntwo\nthree\nfour\n"


def test_lines_of_a_job_too_short_for_a_record_have_times(run: Run, home: Path) -> None:
    run("run", "--", *programs.script("say('one'); say('two', end='')"))
    (folder,) = (home / "run_logs").iterdir()
    (folder / "job.log.times").unlink(missing_ok=True)
    began = json.loads((folder / "run.json").read_text())["started_at"]
    written = datetime.fromisoformat(began).timestamp() + 1
    os.utime(folder / "job.log", (written, written))

    lines = run("logs", "1", "--times").stdout.split("\n")

    assert [line[26:] for line in lines] == ["one", "two"]
    assert [datetime.fromisoformat(line[:25]).timestamp() for line in lines] == [int(written)] * 2


def test_empty_lines_and_long_logs_are_stamped_line_by_line(run: Run, ended: Path) -> None:
    text = "\n".join(["x" * 70_000, "", "", "y"])
    (ended / "job.log").write_text(text)
    os.utime(ended / "job.log", (START + 900, START + 900))
    (ended / "job.log.times").unlink()
    assert run("logs", "1", "--times").stdout == "\n".join(UNKNOWN + line for line in text.split("\n"))


def test_followed_lines_have_times(run: Run, tmp_path: Path) -> None:
    go = tmp_path / "go"
    code = "for n in (1, 2, 3): say(n); time.sleep(0.3)\nsay('to', end=''); wait_for(sys.argv[1]); say('gether')"
    run("submit", "--", *programs.script(code, str(go)))
    with Following("--times") as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        go.touch()
        lines += [process.stdout.readline()]
    assert [line[26:] for line in lines] == ["1\n", "2\n", "3\n", "together\n"]
    # On a machine that is too busy some times may stay unknown.
    assert any(STAMP.match(line) for line in lines)
    assert [line for line in lines if not STAMP.match(line) and not line.startswith(UNKNOWN)] == []


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


class Following:
    """`logs 1 --follow`, ended at the end of a block."""

    def __init__(self, *words: str) -> None:
        command = [sys.executable, "-m", "jobdesk", "logs", "1", "--follow", *words]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        )

    def __enter__(self) -> subprocess.Popen[str]:
        return self.process

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def running(run: Run, home: Path, tmp_path: Path) -> Iterator[Path]:
    """The log of a running job."""
    code = "say('one'); say('two'); wait_for(sys.argv[1])"
    run("submit", "--", *programs.script(code, str(tmp_path / "go")))
    (folder,) = (home / "run_logs").iterdir()
    log = folder / "job.log"
    wait_until(lambda: log.exists() and log.read_text() == "one\ntwo\n", "it has written")
    yield log
    (tmp_path / "go").touch()
    run("wait", "1")


def test_a_log_that_is_cut_while_it_is_followed_is_reported(running: Path) -> None:
    with Following() as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == ["one\n", "two\n"]
        with running.open("r+b") as log:
            log.write(b"other\ntext, and longer\n")
        assert [process.stdout.readline() for _ in range(2)] == ["other\n", "text, and longer\n"]
        assert process.stderr is not None
        assert process.stderr.readline() == "jobdesk: job #1: its log was cut or replaced; the new text follows\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be deleted there")
def test_a_log_that_is_deleted_while_it_is_followed_is_reported(running: Path) -> None:
    with Following("--times") as process:
        assert process.stdout is not None
        assert process.stdout.readline()[26:] == "one\n"
        running.unlink()
        assert process.stderr is not None
        assert process.stderr.readline() == (
            "jobdesk: job #1: its log was deleted while the job writes it; what it writes from now on cannot be shown\n"
        )


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders there")
@pytest.mark.parametrize("make", [make_pipe, os.mkdir])
def test_what_is_no_file_in_the_place_of_a_followed_log_is_reported(
    running: Path, make: Callable[[Path], None]
) -> None:
    with Following() as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == ["one\n", "two\n"]
        running.unlink()
        make(running)
        assert process.stderr is not None
        assert "its log was deleted while the job writes it" in process.stderr.readline()


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders there")
@pytest.mark.parametrize("make", [make_pipe, os.mkdir])
def test_what_is_no_file_in_the_place_of_a_log_is_not_called_empty(
    run: Run, ended: Path, make: Callable[[Path], None]
) -> None:
    log = ended / "job.log"
    log.unlink()
    make(log)
    shown = run("logs", "1")
    text = "its log is gone; what has its name is no plain file, and is not read"
    assert (shown.returncode, shown.stderr) == (1, f"jobdesk: job #1: {text}: {log}\n")


def test_a_tail_that_begins_later_says_so(run: Run, ended: Path) -> None:
    line = "x" * 1023 + "\n"
    (ended / "job.log").write_bytes(line.encode() * (17 << 10))

    short = run("logs", "1", "--tail", "16000")
    long = run("logs", "1", "--tail", "17000")

    assert (short.stdout, short.stderr) == (line * 16_000, "")
    where = "starts later, in the last 16 MB of the log; without --tail all of it is printed"
    assert long.stderr == f"jobdesk: job #1: --tail 17000 {where}\n"
    assert long.stdout == line * ((16 << 10) - 1)


def test_a_log_that_is_gone_or_compressed_is_not_called_empty(run: Run, ended: Path) -> None:
    (ended / "job.log").unlink()
    gone = run("logs", "1")
    (ended / "job.log.gz").write_bytes(b"")
    compressed = run("logs", "1")

    assert (gone.returncode, gone.stderr) == (1, f"jobdesk: job #1: its log is gone: {ended / 'job.log'}\n")
    assert (compressed.returncode, compressed.stderr) == (
        1,
        f"jobdesk: job #1: its log is compressed: {ended / 'job.log.gz'}\n",
    )

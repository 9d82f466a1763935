"""What is piped into `run` reaches the job as it comes; `submit` takes it only when asked, and says so when not."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk.cli.standard_input import MOST_BYTES
from jobdesk.engine.storage.data_folder import DataFolder
from tests import programs
from tests.faults.desks import wait_until

Run = Callable[..., subprocess.CompletedProcess[str]]
Start = Callable[..., "subprocess.Popen[bytes]"]
INCOMPLETE = "Its input may be incomplete: the run command that fed it ended before all of it was passed on"
JOBDESK = [sys.executable, "-m", "jobdesk"]
fed = pytest.mark.skipif(sys.platform == "win32", reason="`run` takes no input there")


@pytest.fixture
def start(run: Run) -> Iterator[Start]:
    """Start one command line, with pipes for all three streams; what is left of it is killed."""
    del run  # Its end ends the engine and the jobs.
    begun: list[subprocess.Popen[bytes]] = []

    def start_one(*words: str, stdin: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*JOBDESK, *words], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        )
        begun.append(process)
        return process

    yield start_one
    for process in begun:
        process.kill()
        for stream in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        process.wait()


def piped(data: bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*JOBDESK, *words], input=data, capture_output=True, timeout=300, check=False)


@fed
def test_a_pipe_is_fed_on_whole(run: Run) -> None:
    data = os.urandom(1 << 20)
    done = piped(data, "run", "--raw", "--", *programs.CAT)
    assert (done.returncode, done.stdout == data) == (0, True), done.stderr
    assert piped(b"", "run", "--", *programs.CAT).returncode == 0
    assert "FIFO" not in run("list").stderr


@fed
def test_a_file_is_fed_on_from_where_it_stands(run: Run, tmp_path: Path) -> None:
    del run
    (tmp_path / "data").write_bytes(b"passed over\nread\n")
    with (tmp_path / "data").open("rb") as file:
        os.lseek(file.fileno(), 12, os.SEEK_SET)
        done = subprocess.run(
            [*JOBDESK, "run", "--", *programs.CAT], stdin=file, capture_output=True, timeout=300, check=False
        )
    assert done.stdout == b"read\n"


@fed
def test_what_comes_is_handed_on_at_once_and_in_both_directions(start: Start) -> None:
    process = start("run", "--", sys.executable, "-c", "while line := input(): print(line.upper(), flush=True)")
    assert process.stdin is not None
    assert process.stdout is not None
    for word in (b"one", b"two"):
        process.stdin.write(word + b"\n")
        assert process.stdout.readline() == word.upper() + b"\n"
    process.stdin.write(b"\n")
    assert process.wait(60) == 0, "the job has ended, and nobody waits for an end of the input"


def test_a_job_that_reads_nothing_is_not_waited_for(start: Start) -> None:
    process = start("run", "--", *programs.echo("done"))
    assert process.stdout is not None
    assert process.stdout.read() == b"done\n"
    assert process.wait(60) == 0


@fed
def test_a_job_that_closes_its_input_early_ends_as_it_does(run: Run) -> None:
    del run
    done = piped(
        b"first\n" + b"x" * (1 << 20), "run", "--", *programs.script("os.write(1, sys.stdin.buffer.readline())")
    )
    assert (done.returncode, done.stdout) == (0, b"first\n")


@fed
def test_what_waits_for_its_turn_gets_it_later(run: Run, start: Start, home: Path) -> None:
    run("queue", "--pause")
    process = start("run", "--", *programs.CAT)
    assert process.stdin is not None
    process.stdin.write(b"early\n")
    process.stdin.close()
    process.stdin = None
    wait_until(lambda: (home / "run_logs").is_dir() and json.loads(run("list", "--json").stdout), "it waits")
    run("queue", "--resume")
    assert process.communicate(timeout=300)[0] == b"early\n"


@fed
@pytest.mark.parametrize("is_started", [True, False])
def test_the_job_outlives_whoever_feeds_it_and_finds_the_end(run: Run, start: Start, is_started: bool) -> None:
    if not is_started:
        run("queue", "--pause")
    code = "say('ready')\nwhile data := os.read(0, 65536): os.write(1, data)\nsay('end')"
    process = start("run", "--", *programs.script(code))
    assert process.stdin is not None
    assert process.stdout is not None
    if is_started:
        assert process.stdout.readline() == b"ready\n"
        process.stdin.write(b"some\n")
        assert process.stdout.readline() == b"some\n"
    else:
        wait_until(lambda: json.loads(run("list", "--json").stdout), "it waits")
    process.kill()
    process.wait()
    run("queue", "--resume")
    assert run("wait", "1").returncode == 0
    assert run("logs", "1").stdout == ("ready\nsome\nend\n" if is_started else "ready\nend\n")
    assert INCOMPLETE in run("show", "1").stdout
    assert "was a stream, which is over" in run("show", run("rerun", "1").stdout.strip()).stdout


@fed
def test_an_input_that_was_passed_on_or_not_wanted_is_not_called_incomplete(run: Run, start: Start) -> None:
    assert piped(b"one\n", "run", "--", *programs.CAT).returncode == 0
    assert piped(b"", "run", "--", *programs.CAT).returncode == 0
    assert piped(b"x" * (1 << 20), "run", "--", *programs.script("os.write(1, os.read(0, 1))")).returncode == 0
    assert start("run", "--", *programs.TRUE).wait(60) == 0  # Its input is still open.
    shown = (
        run("show", "1", "--json"),
        run("show", "2", "--json"),
        run("show", "3", "--json"),
        run("show", "4", "--json"),
    )
    assert [json.loads(job.stdout)["notices"] for job in shown] == [[]] * 4


@fed
def test_a_rerun_of_what_was_fed_says_that_there_is_nothing_to_read(run: Run) -> None:
    assert piped(b"one\n", "run", "--", *programs.CAT).stdout == b"one\n"
    again = run("rerun", "1").stdout.strip()
    assert run("wait", again).returncode == 0
    assert run("logs", again).stdout == ""
    assert "The input of #1 was a stream, which is over: it reads nothing" in run("show", again).stdout


def test_a_stored_input_is_read_by_each_attempt_and_each_rerun(run: Run, home: Path) -> None:
    command = programs.script("os.write(1, sys.stdin.buffer.read()); sys.exit(attempt < 2)")
    done = piped(b"one\n", "submit", "--stdin", "--retries", "1", "--retry-delay", "0s", "--", *command)
    job_id = done.stdout.decode().strip()
    assert run("wait", job_id).returncode == 0
    assert [run("logs", job_id, "--attempt", number).stdout for number in "12"] == ["one\n", "one\n"]
    stdin = DataFolder(home).job(job_id).stdin
    assert sys.platform == "win32" or stdin.stat().st_mode & 0o777 == 0o600
    again = run("rerun", job_id).stdout.strip()
    run("delete", job_id)
    assert run("wait", again).returncode == 0
    assert run("logs", again).stdout == "one\n"


@pytest.mark.skipif(sys.platform == "win32", reason="of a pipe there is no telling what it holds")
def test_submit_takes_nothing_unasked_and_says_so(run: Run, start: Start, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"some\n")
    with (tmp_path / "data").open("rb") as file:
        done = subprocess.run(
            [*JOBDESK, "submit", "--", *programs.CAT],
            stdin=file,
            capture_output=True,
            timeout=60,
            check=False,
            text=True,
        )
    assert done.stderr == "jobdesk: job #1 does not get the input; to give it: jobdesk submit --stdin\n"
    read, write = os.pipe()
    os.write(write, b"some\n")
    said = start("submit", "--", *programs.CAT, stdin=read)
    assert b"does not get the input" in said.communicate(timeout=300)[1], "though it has not ended"
    assert os.read(read, 10) == b"some\n", "it is left for others"
    silent = start("submit", "--", *programs.CAT, stdin=read)
    assert silent.communicate(timeout=300)[1] == b"", "an empty pipe, which nobody closes"
    os.close(read)
    os.close(write)
    assert run("submit", "--", *programs.CAT).stderr == ""
    assert run("wait", "1", "2", "3", "4").returncode == 0


def test_an_input_too_large_or_for_an_array_makes_no_job(run: Run, home: Path) -> None:
    done = piped(b"x" * (MOST_BYTES + 1), "submit", "--stdin", "--", *programs.CAT)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"--stdin: has more than 64 MB; put it into a file" in done.stderr
    assert b"for single jobs" in piped(b"x", "submit", "--stdin", "--array", "1-2", "--", *programs.CAT).stderr
    assert piped(b"x", "submit", "--stdin", "--name", "", "--", *programs.CAT).returncode == 1
    assert piped(b"x", "run", "--name", "", "--", *programs.CAT).returncode == 125
    assert json.loads(run("list", "--json").stdout) == []
    assert list((home / "run_logs").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="uses a Unix shell")
def test_a_closed_input_is_none(run: Run) -> None:
    del run
    line = " ".join([*JOBDESK, "run -- cat <&-"])
    done = subprocess.run(line, shell=True, capture_output=True, timeout=300, check=False)
    assert (done.returncode, done.stdout) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders there")
def test_what_stands_in_the_place_of_the_input_does_not_hold_a_job_up(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    kinds: list[Callable[[Path], object]] = [
        os.mkfifo,
        lambda path: path.mkdir(),
        lambda path: path.symlink_to("/dev/zero"),
    ]
    for number, make in enumerate(kinds, 1):
        job_id = run("submit", "--hold", "--", *programs.CAT).stdout.strip()
        make(DataFolder(home).job(job_id).stdin)
        run("resume", job_id)
        deadline = time.monotonic() + 60
        while run("list", "--json", "--status", "running").stdout != "[]\n" and time.monotonic() < deadline:
            time.sleep(0.1)
        ended = json.loads(run("show", str(number), "--json").stdout)
        assert ended["status"] in {"completed", "failed"}, ended

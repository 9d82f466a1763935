"""Logs: every byte reaches the file unharmed, reading them stays cheap, and nothing that a job does to them hurts."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from jobdesk.core.errors import LogUnreadableError
from jobdesk.core.job import Job, JobStatus
from jobdesk.engine.manager import JobManager
from tests.faults.desks import ROOT, Desk, wait_until

FULL = (pytest.mark.faults, pytest.mark.timeout(1800))

PIECES = {
    "a million letters without a line's end": b"x" * 1_000_000,
    "carriage returns": b"".join(b"\r%3d %% done" % percent for percent in range(100)) * 1000,
    "escapes": b"\x1b[2J\x1b]0;title\x07\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\x1b]52;c;aGk=\x07\x1b[31mred\x1b[",
    "bytes that are no UTF-8": b"\xff\xfe\xc3\x28 \xf0\x9f\x92 \x80 end",
    "UTF-16 with a mark": "\ufeffUTF-16 text\n".encode("utf-16-le"),
    "controls": b"a\0b\x07c\x08d\xe2\x80\xa8e\x85f\x0b\x0c\x1c\n\n\n",
    "lines that forge JobDesk's own": b'jobdesk: completed\n{"type": "cost", "usd": -1}\n\n::exit 0\n',
    "letters of several bytes": "æ€𝄞é\u0301\u202e".encode() * 30_000,
    "every byte": bytes(range(256)) * 400,
}


def end_of(manager: JobManager, job: Job) -> Job:
    """Wait for a job's end and return it."""
    ended = manager.wait_job(job.id, timeout_s=40)
    assert ended is not None
    assert ended.is_final
    return ended


def write_program(path: Path, data: bytes) -> list[str]:
    """Make a program that writes these bytes to standard output, in odd pieces."""
    (path.parent / "data").write_bytes(data)
    path.write_text(
        f"import os\ndata = open({str(path.parent / 'data')!r}, 'rb').read()\n"
        "step = 4093\nfor at in range(0, len(data), step): os.write(1, data[at : at + step])\n"
    )
    return [sys.executable, str(path)]


@pytest.mark.parametrize("name", PIECES)
def test_every_byte_reaches_the_log_and_can_be_shown(desk: Desk, name: str, tmp_path: Path) -> None:
    data = PIECES[name]
    manager = desk.manager()
    job = end_of(manager, manager.submit_job({"command": write_program(tmp_path / "p.py", data)}))
    assert job.status is JobStatus.COMPLETED
    assert Path(job.logs_path).read_bytes() == data
    assert manager.read_log(job.id) == data.decode("utf-8", "replace")
    for tail in (0, 1, 2, 3, 10**9):
        text = manager.read_log(job.id, tail=tail)
        lines = data.splitlines(keepends=True) if b"\r" not in data else None
        assert data.decode("utf-8", "replace").endswith(text.lstrip("\ufffd"))
        assert tail or text == ""
        assert lines is None or tail == 0 or text
    shown = subprocess.run(
        [sys.executable, "-m", "jobdesk", "logs", job.id], env=desk.environment(), capture_output=True, check=True
    )
    assert shown.stdout == data


def test_the_verbs_run_and_logs_pass_every_byte_on(desk: Desk, tmp_path: Path) -> None:
    data = b"".join(PIECES.values())
    command = write_program(tmp_path / "p.py", data)
    finished = subprocess.run(
        [sys.executable, "-m", "jobdesk", "run", "--", *command],
        capture_output=True,
        check=True,
        env=desk.environment(),
        timeout=60,
    )
    assert finished.stdout == data


def test_tail_counts_lines_as_people_do(desk: Desk) -> None:
    manager = desk.manager()
    job = end_of(manager, manager.submit_job({"command": ["sh", "-c", "seq 1 200000; printf unfinished"]}))
    assert manager.read_log(job.id, tail=1) == "unfinished"
    assert manager.read_log(job.id, tail=3) == "199999\n200000\nunfinished"
    assert manager.read_log(job.id, tail=10**6).count("\n") == 200_000
    for tail in (-1, 10**18, 1.5, "3", True, float("nan")):
        with pytest.raises(ValueError, match="tail"):
            manager.read_log(job.id, tail=tail)  # type: ignore[arg-type]


HEAD = """
import time
from pathlib import Path
from jobdesk.engine.execution.logs import read_tail

def most_memory():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))

before = most_memory()
"""


def rss_growth(program: str, desk: Desk) -> tuple[int, float, str]:
    """Run a program that prints how much its memory grew while it did one thing, and how long that took."""
    head = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n" + HEAD
    told = subprocess.run(
        [sys.executable, "-c", head + program], capture_output=True, text=True, check=True, env=desk.environment()
    ).stdout.split(maxsplit=2)
    return int(told[0]), float(told[1]), told[2]


@pytest.mark.parametrize("size", [pytest.param(100 << 20, id="short"), pytest.param(2 << 30, id="full", marks=FULL)])
def test_a_huge_log_is_whole_and_its_end_is_read_at_once_with_little_memory(desk: Desk, size: int) -> None:
    lines = size // 100
    app = desk.start_ready_app()
    client = desk.client()
    engine = psutil.Process(app.pid)
    config = {"command": ["sh", "-c", f"yes {'y' * 99} | head -n {lines}; echo the last line"]}
    client.call("wait_job", job_id=client.call("submit_job", config={"command": ["true"]}).id)
    before = engine.memory_info().rss
    job = client.call("wait_job", job_id=client.call("submit_job", config=config).id)
    assert job.exit_code == 0
    log = Path(job.logs_path)
    assert log.stat().st_size == lines * 100 + len("the last line\n")

    assert client.call("read_log", job_id=job.id, tail=2).endswith("the last line\n")
    assert engine.memory_info().rss - before < 50 << 20
    program = f"""
began = time.monotonic()
text = read_tail(Path({str(log)!r}), 10)
took = time.monotonic() - began
print(most_memory() - before, took, text.splitlines()[-1])
"""
    grew, took_s, last = rss_growth(program, desk)
    print(f"a log of {size >> 20} MB: the end read in {took_s * 1000:.1f} ms with {grew / (1 << 20):.1f} MB of memory")
    assert last.strip() == "the last line"
    assert grew < 20 << 20
    assert took_s < 3.0
    log.unlink()


def test_a_log_that_its_job_truncates_or_moves_away_is_followed_on(desk: Desk) -> None:
    may = desk.outside / "may"
    may.mkdir()
    script = (
        f'wait_for() {{ while [ ! -e "{may}/$1" ]; do sleep 0.02; done; }}; cd "$(dirname "$JOBDESK_SPEC")"; '
        "seq 1 1000; wait_for cut; : > job.log; echo after the cut; wait_for move; "
        "mv job.log old.log; echo unseen; : > job.log; wait_for end; echo more >> job.log; exit 3"
    )
    desk.serve()
    runner = desk.spawn([sys.executable, "-m", "jobdesk", "run", "--", "sh", "-c", script])
    assert runner.stdout is not None
    shown = iter(runner.stdout.readline, "")
    assert list(itertools.islice(shown, 1000)) == [f"{number}\n" for number in range(1, 1001)]
    (may / "cut").touch()
    assert next(shown) == "after the cut\n"
    (may / "move").touch()
    wait_until(lambda: list(desk.folder.run_logs.glob("*/old.log")), "it has moved its log")
    (may / "end").touch()
    assert "more\n" in shown
    assert runner.wait(30) == 3


def test_a_log_that_its_job_replaces_by_a_pipe_or_a_device_blocks_nobody(desk: Desk) -> None:
    manager = desk.manager()
    go_there = 'cd "$(dirname "$JOBDESK_SPEC")"; rm -f job.log events.jsonl; '
    for trick in (
        "mkfifo job.log events.jsonl",
        "ln -s /dev/zero job.log; ln -s /dev/zero events.jsonl",
        "mkdir job.log",
    ):
        job = manager.submit_job({"command": ["sh", "-c", f"{go_there}{trick}; exit 3"]})
        ended = end_of(manager, job)
        assert ended.exit_code == 3
        began = time.monotonic()
        if "ln -s" in trick:
            with pytest.raises(LogUnreadableError, match=rf"job #{job.number} cannot be read: It is a link"):
                manager.read_log(job.id)
            with pytest.raises(LogUnreadableError, match="It is a link"):
                desk.client().call("read_log", job_id=job.id)
        else:
            assert manager.read_log(job.id) == ""
        assert desk.cli("logs", job.id, timeout_s=30).returncode in {0, 1}
        assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "event",
    [
        '{"type": "result", "value": NaN}',
        '{"type": "result", "value": 1e999}',
        '{"type": "result", "value": ' + "9" * 400 + "}",
        '{"type": "result", "value": "\\ud800"}',
        '{"type": "result", "value": ' + "[" * 900 + "]" * 900 + "}",
        '{"type": "result", "value": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"type": "error", "text": "\\ud800\\u0000"}',
        '{"type": "error", "text": {"a": [1]}}',
        '{"type": "error", "text": "' + "x" * 500_000 + '"}',
        '{"type": ["result"], "value": 1}',
        "[1, 2]",
        "null",
        "\udcff\udcfe",
        "",
    ],
)
def test_whatever_a_job_reports_of_itself_it_still_ends(desk: Desk, event: str, tmp_path: Path) -> None:
    report = tmp_path / "report"
    report.write_bytes(os.fsencode(event) + b"\n")
    manager = desk.manager()
    job = manager.submit_job({"command": ["sh", "-c", f'cat "{report}" >> "$JOBDESK_EVENTS"; echo out; exit 3']})
    ended = end_of(manager, job)
    assert (ended.status, ended.exit_code) == (JobStatus.FAILED, 3)
    assert ended.error
    assert len(ended.error) <= 100_000
    assert manager.get_job(job.id) == ended


def test_a_job_may_report_a_result_and_its_last_word_counts(desk: Desk) -> None:
    manager = desk.manager()
    script = """printf '%s\\n' '{"type":"result","value":1}' 'torn {' '{"type":"result","value":{"a":[1,null,"é"]}}' """
    job = end_of(manager, manager.submit_job({"command": ["sh", "-c", f'{script} >> "$JOBDESK_EVENTS"']}))
    assert job.result_summary == {"a": [1, None, "é"]}


def test_a_leftover_with_a_name_that_is_no_text_costs_nobody_the_exit_code(desk: Desk) -> None:
    manager = desk.manager()
    name = str(desk.outside) + "/$(printf '\\377\\376(x) y')"
    script = f'cp "$(command -v sleep)" "{name}"; "{name}" 300 & sleep 0.3; exit 6'
    ended = end_of(manager, manager.submit_job({"command": ["sh", "-c", script]}))
    assert ended.exit_code == 6
    assert len(ended.notices) == 1


def test_logs_of_many_jobs_at_once_are_never_mixed(desk: Desk) -> None:
    desk.write_settings(run_limit=8)
    plans = [desk.ledger.plan_one(f"chatty-{number:02}", 0.05 * (number % 3), number % 2) for number in range(24)]
    desk.start_ready_app(plans)
    tally = desk.ledger.count(plans, desk.wait_final(plans, 60))
    assert tally.is_clean, str(tally)


def test_following_a_log_shows_it_as_it_grows(desk: Desk) -> None:
    desk.serve()
    go = desk.outside / "go"
    script = f"echo one; while [ ! -e '{go}' ]; do sleep 0.02; done; echo two"
    job_id = desk.cli("submit", "--", "sh", "-c", script).stdout.strip()
    follower = desk.spawn([sys.executable, "-m", "jobdesk", "logs", "--follow", job_id])
    assert follower.stdout is not None
    assert follower.stdout.readline() == "one\n"
    client = desk.client()
    assert client.call("get_job", job_id=job_id).status is JobStatus.RUNNING
    go.touch()
    assert follower.stdout.readline() == "two\n"
    assert follower.wait(30) == 0
    wait_until(lambda: client.call("get_job", job_id=job_id).is_final, "it ends")
